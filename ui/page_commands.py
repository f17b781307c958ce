"""What Ctrl+K finds of the pages: going to them, and what they can do."""

from functools import partial

from ui.commands import Commands
from ui.pages import Pages


def add_to(commands: Commands, pages: Pages) -> None:
    """Let Ctrl+K find what the pages can do."""
    add = commands.add
    add(pages.tr("登记问题"), pages.register_issue, "Ctrl+N", "plus", pages.tr("新增 录入"))
    add(pages.tr("登记走访"), pages.enter_visits, "", "plus", pages.tr("录入 入户"))
    add(pages.tr("新增住户"), pages.add_household, "Ctrl+N", "plus", pages.tr("登记 录入"))
    add(pages.tr("登记报到党员"), pages.add_check_in, "", "plus", pages.tr("双报到 新增 录入"))
    for number, (tab, views) in enumerate(pages.views.items(), 1):
        for place, (words, name) in enumerate(views.items()):
            title = f"{tab} · {words}" if place else tab
            keys = "" if place else f"Ctrl+{number}"
            add(title, partial(pages.go, name), keys, words=pages.tr("打开 转到"))
    for kind, words in (
        ("households", pages.tr("导入住户台账")),
        ("issues", pages.tr("导入问题台账")),
        ("cadres", pages.tr("导入干部名册")),
        ("visits", pages.tr("导入走访单")),
        ("check_ins", pages.tr("导入党员报到名单")),
        ("finance", pages.tr("导入财务收支表")),
    ):
        add(words, partial(pages.import_files, kind), "", "file-up", "Excel")
    add(pages.tr("走访单"), pages.open_visit_sheet, "", "clipboard-list", pages.tr("打印 走访"))
    add(pages.tr("打印问题清单"), pages.print_issues, "Ctrl+P", "printer")
    add(pages.tr("打印住户清单"), pages.print_households, "Ctrl+P", "printer")
    add(pages.tr("覆盖空白"), pages.show_gaps, "", "triangle-alert", pages.tr("没有工作组"))
    add(pages.tr("生成包联方案"), pages.propose, "", "clipboard-list", pages.tr("空白 分配 均衡"))
