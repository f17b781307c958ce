"""Who may do what: roles, rights, and the right that each act of the audit needs.

An act is a topic and an action, as every write logs them. The matrix is a setting; what stands here
is its default.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.slips import SLIP_WORDS
from domain.workflow import MOVE_WORDS, Move

PROGRAM = "系统"
"""The actor of what the program does by itself; no account has this name."""

LONGEST_NAME = 40


def name_problem(name: str) -> str:
    """What is wrong with a new account's name; empty when nothing is."""
    if not name.strip() or name != name.strip():
        return "用户名前后不能有空格，也不能是空的"
    if not name.isprintable():
        return "用户名里有看不见的字符，请删去重新输入"
    if len(name) > LONGEST_NAME:
        return f"用户名最多 {LONGEST_NAME} 个字"
    if name == PROGRAM:
        return f"“{PROGRAM}”是程序自己用的名字，请换一个"
    return ""


class Role(StrEnum):
    """What somebody is to the office."""

    ADMIN = "管理员"
    ENTRY = "录入"
    REVIEW = "审核"
    PUBLISH = "公示"
    READ = "只读"


class Right(StrEnum):
    """What somebody may do beyond reading what is masked."""

    ENTER = "登记和办理"
    TRIAGE = "研判和派单"
    TEAMS = "工作组和包联"
    PROJECTS = "实事项目"
    FINANCE = "村账"
    IMPORT = "导入"
    DRAFT = "制作和张贴公示"
    REVIEW = "审核公示"
    APPROVE = "批准公示"
    EXCEPT = "例外张贴"
    UNCOVER = "查看明文"
    UNMASK = "导出明文"
    BACKUP = "备份和恢复"
    SETTINGS = "设置"
    AUDIT = "查看操作记录"
    PERSONS = "个人信息请求"
    USERS = "用户和权限"


HINTS: Mapping[Right, str] = {
    Right.ENTER: "住户、走访、双报到；问题的登记、签收、联系、进展、办结、回访",
    Right.TRIAGE: "定色、派单、延期、挂起、升级、销号、并案，共性问题、协调会、督办单",
    Right.TEAMS: "工作组、干部，谁包哪里",
    Right.PROJECTS: "立项、每一步、照片",
    Right.FINANCE: "分录、开账、关账、重开",
    Right.IMPORT: "各种表格的导入和撤销",
    Right.DRAFT: "登记稿样、打印、张贴、取下、公开栏",
    Right.REVIEW: "登记监委会的审核，退回",
    Right.APPROVE: "编号定稿，作废",
    Right.EXCEPT: "带着身份证号、手机号、账号也批准，要写理由",
    Right.UNCOVER: "在屏幕上看完整的证件号和电话，每次都记录",
    Right.UNMASK: "导出不脱敏的表格，每次都记录",
    Right.BACKUP: "做备份，从备份恢复",
    Right.SETTINGS: "办理规则、类别、派单规则、公示文字、字体等",
    Right.AUDIT: "看谁在什么时候做过什么，导出，核对",
    Right.PERSONS: "为居民查阅、复制、更正、删除本人信息，每次都登记",
    Right.USERS: "加人、减人、改角色、重设密码、这张表",
}

DEFAULT: Mapping[Role, frozenset[Right]] = {
    Role.ADMIN: frozenset(Right),
    Role.ENTRY: frozenset(
        {
            Right.ENTER,
            Right.TEAMS,
            Right.PROJECTS,
            Right.FINANCE,
            Right.IMPORT,
            Right.DRAFT,
            Right.UNCOVER,
        }
    ),
    Role.REVIEW: frozenset({Right.ENTER, Right.TRIAGE, Right.REVIEW, Right.UNCOVER}),
    Role.PUBLISH: frozenset({Right.DRAFT, Right.APPROVE}),
    Role.READ: frozenset(),
}

OWN = frozenset({"saved_filters", "columns", "drafts", "notice_drafts"})
"""Topics of what users keep for themselves: lists, columns, texts half written."""

_TOPICS: Mapping[str, Right] = {
    "households": Right.ENTER,
    "visits": Right.ENTER,
    "check_ins": Right.ENTER,
    "issues": Right.ENTER,
    "places": Right.ENTER,
    "units": Right.ENTER,
    "audit": Right.ENTER,
    "proposals": Right.TRIAGE,
    "meetings": Right.TRIAGE,
    "teams": Right.TEAMS,
    "projects": Right.PROJECTS,
    "finance": Right.FINANCE,
    "batches": Right.IMPORT,
    "notices": Right.DRAFT,
    "boards": Right.DRAFT,
    "backup": Right.BACKUP,
    "settings": Right.SETTINGS,
    "categories": Right.SETTINGS,
    "routing": Right.SETTINGS,
    "accounts": Right.USERS,
    "persons": Right.PERSONS,
}

_TRIAGED = (
    Move.TRIAGE,
    Move.DECLINE,
    Move.DISPATCH,
    Move.EXTEND,
    Move.SUSPEND,
    Move.RESUME,
    Move.ESCALATE,
    Move.REWORK,
    Move.CLOSE,
    Move.MERGE,
    Move.RECOLOUR,
)

_ACTS: Mapping[tuple[str, str], Right | None] = {
    **{("issues", MOVE_WORDS[move]): Right.TRIAGE for move in _TRIAGED},
    **{("issues", f"编号{word}"): Right.TRIAGE for word in SLIP_WORDS.values()},
    **{("issues", f"发出{word}"): Right.TRIAGE for word in SLIP_WORDS.values()},
    ("issues", MOVE_WORDS[Move.REDATE]): Right.SETTINGS,
    ("issues", "退回编号"): Right.TRIAGE,
    ("issues", "撤销并案"): Right.TRIAGE,
    ("issues", "恢复并案"): Right.TRIAGE,
    ("issues", "撤销共性问题"): Right.TRIAGE,
    ("audit", "查看证件和电话"): Right.UNCOVER,
    ("audit", "查阅个人信息"): Right.PERSONS,
    ("audit", "不脱敏导出"): Right.UNMASK,
    ("audit", "打印公示稿样"): Right.DRAFT,
    ("audit", "导出操作记录"): Right.AUDIT,
    ("notices", "审核公示"): Right.REVIEW,
    ("notices", "退回公示"): Right.REVIEW,
    ("notices", "批准公示"): Right.APPROVE,
    ("notices", "作废公示"): Right.APPROVE,
    ("notices", "例外张贴"): Right.EXCEPT,
    ("households", "迁出"): Right.IMPORT,
    ("settings", "记住表头"): Right.IMPORT,
    ("settings", "存为常用语"): Right.ENTER,
    ("settings", "移除常用语"): Right.ENTER,
    ("accounts", "修改密码"): None,
    ("accounts", "用恢复密钥设密码"): None,
}


def needed(topic: str, action: str) -> Right | None:
    """The right an act needs, None for what everybody may do with their own things.

    What is not known here needs the right to the settings: a new kind of act is no hole.
    """
    if (topic, action) in _ACTS:
        return _ACTS[topic, action]
    if action.startswith("导入"):
        return Right.IMPORT
    if topic in OWN:
        return None
    return _TOPICS.get(topic, Right.SETTINGS)


def is_known(topic: str) -> bool:
    """Whether somebody thought of the rights of a topic."""
    return topic in _TOPICS or topic in OWN


@dataclass(frozen=True, slots=True)
class Matrix:
    """What differs from `DEFAULT`, by role and right. Administrators have every right always: no
    office can lock itself out."""

    changed: Mapping[tuple[Role, Right], bool] = field(default_factory=dict)

    def allows(self, role: str, right: Right) -> bool:
        """Whether a role has a right; an unknown role has none."""
        if role == Role.ADMIN:
            return True
        if role not in tuple(Role):
            return False
        key = Role(role), right
        return self.changed.get(key, right in DEFAULT[Role(role)])

    def rights(self, role: str) -> frozenset[Right]:
        """All the rights of a role."""
        return frozenset(right for right in Right if self.allows(role, right))

    def put(self, role: Role, right: Right, allowed: bool) -> "Matrix":
        """The matrix with one right given or taken."""
        changed = {key: value for key, value in self.changed.items() if key != (role, right)}
        if allowed != (right in DEFAULT[role]) and role is not Role.ADMIN:
            changed[role, right] = allowed
        return Matrix(changed)


def missing(matrix: Matrix, role: str, acts: Iterable[tuple[str, str]]) -> tuple[Right, ...]:
    """The rights that a role has not and these acts need, in the order of `Right`."""
    wanted = {needed(topic, action) for topic, action in acts}
    return tuple(r for r in Right if r in wanted and not matrix.allows(role, r))
