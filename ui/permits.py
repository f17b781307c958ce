"""What the user has no right to is greyed before anything is typed for it, and says why.

Here alone a button is joined to what it does in the end; that it may not do so is judged again by
every write (`db/users/access.py`).
"""

from collections.abc import Mapping
from operator import attrgetter

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from domain.rights import Right, needed
from domain.slips import ANSWER_WORDS, SLIP_WORDS, SlipKind
from domain.workflow import MOVE_WORDS, Move
from ui.workbench import Messages, Workbench
from widgets.buttons import Button

Act = tuple[str, str]
"""A topic and an action, as the audit names them."""

_UNCOVER = ("audit", "查看证件和电话")
ACTS: Mapping[str, Mapping[str, tuple[Act, ...]]] = {
    "HouseholdsTab": {
        "adding": (("households", "新增住户"),),
        "importing": (("households", "导入住户"),),
        "panel.card.editing": (("households", "修改住户"), _UNCOVER),
        "panel.card.uncovering": (_UNCOVER,),
        "panel.card.visiting": (("visits", "登记走访"),),
    },
    "TeamsTab": {
        "adding": (("teams", "新建工作组"),),
        "importing": (("teams", "导入工作组"),),
        "panel.card.editing": (("teams", "修改工作组"),),
        "panel.card.dissolving": (("teams", "撤销工作组"),),
        "cover.handing_over": (("teams", "包联"),),
    },
    "ProposalPage": {"adopting": (("teams", "采用包联方案"),)},
    "CheckInsView": {
        "adding": (("check_ins", "登记报到"),),
        "importing": (("check_ins", "导入报到名单"),),
        "panel.card.editing": (("check_ins", "修改报到"),),
        "panel.card.ending": (("check_ins", "修改报到"),),
        "panel.card.removing": (("check_ins", "删除报到"),),
        "panel.card.uncovering": (_UNCOVER,),
    },
    "VisitsView": {
        "editing": (("visits", "修改走访"),),
        "panel.card.saving": (("visits", "登记走访"),),
        "panel.card.removing": (("visits", "删除走访"),),
    },
    "IssuesTab": {
        "adding": (("issues", "登记问题"),),
        "importing": (("issues", "导入问题"),),
        "slips": (("issues", f"编号{SLIP_WORDS[SlipKind.SUPERVISE]}"),),
        "studying": (("meetings", "协调会"),),
        "panel.card.uncovering": (_UNCOVER,),
    },
    "CallsView": {
        "card.save": (("issues", MOVE_WORDS[Move.FOLLOW_UP]),),
        "card.uncovering": (_UNCOVER,),
    },
    "SlipsView": {"card.filing": (("issues", f"登记{ANSWER_WORDS[SlipKind.SUPERVISE]}"),)},
    "CommonTab": {
        "panel.making": (("issues", MOVE_WORDS[Move.MERGE]),),
        "panel.dismissing": (("proposals", "不是一回事"),),
        "common.adding": (("issues", MOVE_WORDS[Move.MERGE]),),
        "common.studying": (("meetings", "协调会"),),
        "common.building": (("projects", "新增实事项目"),),
    },
    "MeetingsTab": {
        "adding": (("meetings", "协调会"),),
        "panel.editing": (("meetings", "协调会"),),
        "panel.removing": (("meetings", "删除协调会"),),
    },
    "ProjectsView": {
        "adding": (("projects", "新增实事项目"),),
        "panel.bar.editing": (("projects", "修改实事项目"),),
    },
    "NoticesTab": {"filing": (("notices", "登记公示稿样"),)},
    "RegisterView": {
        "panel.reviewing": (("notices", "审核公示"),),
        "panel.approving": (("notices", "批准公示"),),
        "panel.returning": (("notices", "退回公示"),),
        "panel.voiding": (("notices", "作废公示"),),
        "panel.removing": (("notices", "删除公示稿样"),),
    },
    "BoardsView": {
        "adding": (("boards", "新增公开栏"),),
        "usual": (("boards", "新增公开栏"),),
        "editing": (("boards", "修改公开栏"),),
        "retiring": (("boards", "修改公开栏"),),
    },
    "PostingsView": {
        "hanging": (("notices", "登记张贴"),),
        "taking_down": (("notices", "登记撤下"),),
    },
    "FinanceView": {
        "writing": (("finance", "记账"),),
        "correcting": (("finance", "记更正"),),
        "opening": (("finance", "开账"),),
        "spanning": (("finance", "修改账期"),),
        "importing": (("finance", "导入收支"),),
        "changing": (("finance", "修改分录"),),
        "removing": (("finance", "删除分录"),),
        "equation.ending": (("finance", "关账"),),
        "equation.reopening": (("finance", "重开账期"),),
    },
}
"""By the kind of a page and the way to a button on it: the acts it leads to."""


def missing(rights: frozenset[Right], *acts: Act) -> Right | None:
    """The first right that these acts need and that is not there."""
    wanted = (needed(*act) for act in acts)
    return next((right for right in wanted if right is not None and right not in rights), None)


def why_not(rights: frozenset[Right], *acts: Act) -> str:
    """Why somebody with these rights cannot do this; empty when they can."""
    right = missing(rights, *acts)
    return f"您没有“{right}”的权限；请有这个权限的人来办" if right is not None else ""


def is_withheld(button: Button, messages: Messages) -> bool:
    """Whether the user may not do what a button does, who is told so: for other ways to it, a
    double click on a row above all."""
    if button.withheld:
        messages.info(f"{button.withheld}。")
    return bool(button.withheld)


class Permits(QObject):
    """Keeps the buttons of all pages it was shown as the user's rights are."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._pages: list[QWidget] = []
        bench.bus.changed.connect(self._hear)

    def watch(self, page: QWidget) -> None:
        """Mind the buttons of a page from now on."""
        if type(page).__name__ in ACTS:
            self._pages.append(page)
            self._judge(page)

    def _hear(self, topics: frozenset[str]) -> None:
        if "rights" in topics:
            for page in self._pages:
                self._judge(page)

    def _judge(self, page: QWidget) -> None:
        for way, acts in ACTS[type(page).__name__].items():
            button: Button = attrgetter(way)(page)
            button.withhold(why_not(self._bench.rights, *acts))
