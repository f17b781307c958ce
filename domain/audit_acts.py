"""Of the acts that stand in the audit those by which somebody saw what is masked, or by which
something left the office: what an inspector asks for first (《个人信息保护法》第五十一条)."""

_BEGINNINGS = (
    "查看", "查阅个人信息", "复制个人信息", "不脱敏导出", "导出", "打印", "发出", "备份",
)  # fmt: skip


def looks_or_leaves(action: str) -> bool:
    """Whether full numbers or somebody's data were seen, or a table, a paper or a backup was made,
    by an act."""
    return action.startswith(_BEGINNINGS)
