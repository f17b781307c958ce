"""Of the acts that stand in the audit those that an inspector asks for first: by which somebody saw
what is masked, or something left the office (《个人信息保护法》第五十一条); and those that say who
got in, or tried to (GB/T 22239, 身份鉴别)."""

FAILED_LOGIN = "登录失败"
"""The act of whoever did not know the password."""

_BEGINNINGS = (
    "查看", "查阅个人信息", "复制个人信息", "不脱敏导出", "导出", "打印", "发出", "备份",
    "每日备份",
)  # fmt: skip

_LETTING_IN = (
    FAILED_LOGIN, "新建用户", "移除用户", "修改角色", "修改范围", "修改权限", "修改自动锁定",
    "修改密码", "重设密码", "用恢复密钥设密码", "新的恢复密钥", "开始更换数据密钥", "更换数据密钥",
    "恢复备份",
)  # fmt: skip


def lets_in(action: str) -> bool:
    """Whether an act says who may get in, or that somebody did not."""
    return action in _LETTING_IN


def looks_or_leaves(action: str) -> bool:
    """Whether full numbers or somebody's data were seen, or a table, a paper or a backup was made,
    by an act."""
    return action.startswith(_BEGINNINGS)
