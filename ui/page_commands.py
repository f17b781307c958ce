"""What Ctrl+K finds of the pages: going to them, and what they can do."""

from functools import partial

from ui.commands import Commands
from ui.pages import Pages
from widgets.paged_table import PagedTable


def add_to(commands: Commands, pages: Pages) -> None:
    """Let Ctrl+K find what the pages can do."""
    _add_entries(commands, pages)
    for number, (tab, views) in enumerate(pages.views.items(), 1):
        for place, (words, name) in enumerate(views.items()):
            title = f"{tab} · {words}" if place else tab
            keys = "" if place else f"Ctrl+{number}"
            commands.add(title, partial(pages.go, name), keys, words=pages.tr("打开 转到"))
    _add_imports(commands, pages)
    _add_papers(commands, pages)
    _add_copying(commands, pages)
    add = commands.add
    add(pages.tr("覆盖空白"), pages.show_gaps, "", "triangle-alert", pages.tr("没有工作组"))
    propose, words = partial(_propose, pages), pages.tr("空白 分配 均衡")
    add(pages.tr("生成包联方案"), propose, "", "clipboard-list", words)
    _add_sections(commands, pages)


def _add_sections(commands: Commands, pages: Pages) -> None:
    """The sections of the settings, by their names there."""
    tr = pages.tr
    for section, title, icon, words in (
        ("limits", tr("颜色和时限"), "clock", tr("红黄绿 办结 延期 规则")),
        ("calendar", tr("工作日历"), "calendar", tr("节假日 停办 加班")),
        ("categories", tr("问题类别"), "clipboard-list", tr("分类")),
        ("routing", tr("派单规则"), "send", tr("主办 单位")),
        ("visits", tr("双线设置"), "users", tr("走访和双线 单位线 居住线 走访目标")),
        ("projects", tr("实事项目件数"), "hammer", tr("定额")),
        ("fonts", tr("打印字体"), "printer", tr("仿宋 小标宋")),
        ("notices", tr("公示文字"), "megaphone", tr("依据 承诺 意见反映 公开日")),
        ("users", tr("用户和权限"), "circle-user", tr("角色 范围 密码 加人 恢复密钥 数据密钥")),
        ("backup", tr("备份和恢复"), "database", tr("现在备份 还原")),
        ("audit", tr("操作记录"), "history", tr("审计 日志 谁做的 查看明文 导出 核对")),
        ("persons", tr("个人信息请求"), "inbox", tr("查阅 复制 更正 删除 隐私 本人")),
        ("look", tr("外观"), "sun", tr("字号 字体大小 配色 深色 浅色 夜间")),
    ):
        show = partial(_show_section, pages, section)
        commands.add(title, show, "", icon, tr("设置 {0}").format(words))


def _add_entries(commands: Commands, pages: Pages) -> None:
    """What is written down anew."""
    tr = pages.tr
    for title, act, keys, words in (
        (tr("登记问题"), _register_issue, "Ctrl+N", tr("新增 录入")),
        (tr("登记走访"), _enter_visits, "", tr("录入 入户")),
        (tr("新增住户"), _add_household, "Ctrl+N", tr("登记 录入")),
        (tr("新建工作组"), _add_team, "Ctrl+N", tr("新增 登记 下沉")),
        (tr("登记报到党员"), _add_check_in, "", tr("双报到 新增 录入")),
        (tr("新增实事项目"), _add_project, "", tr("民生实事 登记 录入")),
        (tr("新增公开栏"), _add_board, "", tr("公示 张贴 登记")),
        (tr("写一般公示"), _write_notice, "", tr("公开公示 通知 公告")),
    ):
        commands.add(title, partial(act, pages), keys, "plus", words)


def _add_imports(commands: Commands, pages: Pages) -> None:
    tr = pages.tr
    for kind, title, words in (
        ("households", tr("导入住户台账"), "Excel"),
        ("issues", tr("导入问题台账"), "Excel"),
        ("cadres", tr("导入干部名册"), tr("Excel 导入名册 工作组")),
        ("visits", tr("导入走访单"), "Excel"),
        ("check_ins", tr("导入党员报到名单"), tr("Excel 双报到")),
        ("finance", tr("导入财务收支表"), tr("Excel 财务公开")),
    ):
        commands.add(title, partial(pages.import_files, kind), "", "file-up", words)


def _add_copying(commands: Commands, pages: Pages) -> None:
    tr = pages.tr
    for title, act, keys in (
        (tr("复制选中的行"), PagedTable.copy, "Ctrl+C"),
        (tr("带表头复制选中的行"), PagedTable.copy_titled, "Ctrl+Shift+C"),
    ):
        commands.add(title, partial(pages.with_chosen, act), keys, "copy", tr("剪贴板 粘贴 Excel"))


def _add_papers(commands: Commands, pages: Pages) -> None:
    tr = pages.tr
    for title, act, keys, icon, words in (
        (tr("走访单"), _open_visit_sheet, "", "clipboard-list", tr("打印 走访")),
        (tr("打印问题清单"), _print_issues, "Ctrl+P", "printer", ""),
        (tr("打印住户清单"), _print_households, "Ctrl+P", "printer", ""),
        (tr("覆盖证明"), _certify, "Ctrl+P", "printer", tr("打印 工作组 无遗漏")),
        (tr("反馈单"), _open_slips, "", "send", tr("双报到 打印 单位 党员")),
    ):
        commands.add(title, partial(act, pages), keys, icon, words)


# What is done


def _register_issue(pages: Pages) -> None:
    pages.go("issues")
    pages.issues.panel.register()


def _enter_visits(pages: Pages) -> None:
    pages.go("visits")
    pages.visits.panel.card.start()


def _add_household(pages: Pages) -> None:
    pages.go("households")
    pages.households.adding.click()


def _add_team(pages: Pages) -> None:
    pages.go("teams")
    pages.teams.add()


def _add_check_in(pages: Pages) -> None:
    pages.go("check_ins")
    pages.check_ins.add()


def _add_project(pages: Pages) -> None:
    pages.go("projects")
    pages.projects.add()


def _add_board(pages: Pages) -> None:
    pages.go("boards")
    pages.boards.add()


def _open_visit_sheet(pages: Pages) -> None:
    pages.go("visits")
    pages.visits.open_sheet()


def _print_issues(pages: Pages) -> None:
    pages.go("issues")
    pages.print_list(pages.issues.shown_list())


def _print_households(pages: Pages) -> None:
    pages.go("households")
    pages.print_list(pages.households.shown_list())


def _certify(pages: Pages) -> None:
    pages.go("teams")
    pages.teams.certify()


def _open_slips(pages: Pages) -> None:
    pages.go("check_ins")
    pages.check_ins.open_slips()


def _propose(pages: Pages) -> None:
    pages.show_gaps()
    pages.teams.propose()


def _write_notice(pages: Pages) -> None:
    pages.go("notices")
    pages.notices.write_general()


def _show_section(pages: Pages, name: str) -> None:
    pages.show_settings()
    pages.settings.show_section(getattr(pages.settings, name))
