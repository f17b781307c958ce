"""Where a person may stand in the ledger: the texts of every table, by kind.

What is not named here holds no word about a resident; `tests/db/persons/test_persons.py` holds this
list to the tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import inspect

from db.models import (
    Audit,
    Base,
    Batch,
    Cadre,
    CheckIn,
    CheckInService,
    Dismissal,
    Draft,
    FinanceEntry,
    Household,
    Issue,
    IssueEvent,
    Meeting,
    MeetingItem,
    Notice,
    PartyBranch,
    Posting,
    Project,
    ProjectPhoto,
    ProjectStep,
    Resident,
    SavedFilter,
    Setting,
    Slip,
    Visit,
)
from domain.personal_data import BIRTH, DOCUMENT, PHONE, Held
from domain.visits import KIND_WORDS, OUTCOME_WORDS
from domain.workflow import STATE_WORDS


@dataclass(frozen=True, slots=True)
class Source:
    """A table: ``words`` are looked through, and hidden where that is its fate; ``shown`` tell more
    of a row, ``codes`` what a stored word of these is called; ``day`` is when it was; ``home``
    names the household it is about, ``issue`` the issue. All by column."""

    kind: Held
    model: type[Base]
    words: Mapping[str, str]
    shown: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    day: str = ""
    home: str = ""
    issue: str = ""

    @property
    def key(self) -> Any:
        """The column of the table's key."""
        return inspect(self.model).primary_key[0]

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.model.__tablename__)


SOURCES = (
    Source(
        Held.REGISTER,
        Resident,
        {"name": "姓名", "id_number": DOCUMENT},
        {
            "phones": PHONE, "relation": "与户主关系", "sex": "性别", "birth": BIRTH,
            "document": "证件类型", "ethnicity": "民族", "political_status": "政治面貌",
            "employer": "工作单位", "registered_place": "户籍地", "residence_status": "人户状态",
            "tags": "重点人群", "remark": "备注",
        },
        home="household_id",
    ),
    Source(
        Held.REGISTER,
        Household,
        {"head": "户主", "twin": "同门的另一户", "own_phone": PHONE},
        {"address": "住址", "tenure": "房屋性质"},
        home="id",
    ),
    Source(
        Held.PARTY,
        CheckIn,
        {"name": "姓名", "phone": PHONE},
        {
            "duty": "职务", "post": "认领岗位", "since": "报到日期", "until": "迁出日期",
            "consented_on": "同意亮身份", "promise": "承诺",
        },
        day="since",
    ),
    Source(Held.REMARK, Household, {"remark": "备注"}, {"address": "住址"}, home="id"),
    Source(Held.REMARK, Resident, {"remark": "备注"}, home="household_id"),
    Source(Held.REMARK, CheckInService, {"what": "服务"}, day="day"),
    Source(
        Held.VISIT,
        Visit,
        {"note": "情况"},
        {"outcome": "结果", "kind": "方式", "recorded_by": "登记人"},
        {"outcome": OUTCOME_WORDS, "kind": KIND_WORDS},
        day="day",
        home="household_id",
    ),
    Source(
        Held.ISSUE,
        Issue,
        {
            "person": "反映人", "phone": PHONE, "title": "标题", "description": "诉求内容",
            "place_text": "地点",
        },
        {"number": "编号", "state": "状态"},
        {"state": STATE_WORDS},
        day="registered_at",
        home="household_id",
    ),
    Source(
        Held.PAST,
        IssueEvent,
        {"note": "内容"},
        {"actor": "经办"},
        day="occurred_at",
        issue="issue_id",
    ),
    Source(Held.SLIP, Slip, {"content": "文书", "reply": "答复"}, day="made_at"),
    Source(Held.MEETING, Meeting, {"title": "会议", "agenda": "议题"}, day="held_at"),
    Source(Held.MEETING, MeetingItem, {"decision": "决定"}),
    Source(
        Held.PROJECT,
        Project,
        {"person": "责任人", "phone": PHONE, "name": "项目", "content": "内容", "funding": "资金"},
    ),
    Source(Held.PROJECT, ProjectStep, {"note": "说明"}, day="day"),
    Source(Held.PROJECT, ProjectPhoto, {"caption": "照片说明"}, day="day"),
    Source(
        Held.FINANCE,
        FinanceEntry,
        {"summary": "摘要", "handler": "经手人", "witness": "证明人", "approver": "审批人"},
        {"voucher": "凭证号"},
        day="day",
    ),
    Source(Held.OWN, SavedFilter, {"name": "清单", "value": "条件"}),
    Source(Held.OWN, Dismissal, {"title": "分析建议"}, day="dismissed_at"),
    Source(Held.OWN, Setting, {"value": "内容"}),
    Source(Held.OWN, Draft, {"words": "没有保存的", "typed": "内容"}, {"about": "表单"}, day="at"),
    Source(Held.IMPORT, Batch, {"file": "文件", "report": "结果"}, day="created_at"),
    Source(
        Held.NOTICE,
        Posting,
        {"down_reason": "提前撤下的原因"},
        {"posted_by": "张贴人", "taken_down_by": "撤下人"},
        day="taken_down_on",
    ),
    Source(Held.DUTY, Cadre, {"name": "姓名", "phone": PHONE}, {"duty": "职务"}),
    Source(Held.DUTY, PartyBranch, {"secretary": "书记", "phone": PHONE}, {"name": "支部"}),
    Source(
        Held.AUDIT,
        Audit,
        {"subject": "对象", "detail": "说明"},
        {"actor": "谁", "action": "做了什么", "origin": "从哪里"},
        day="at",
    ),
)  # fmt: skip
# The words of a notice lie packed in its paper, and are looked through there.
NOTICES = Source(
    Held.NOTICE, Notice, {"title": "公示", "exception": "例外的理由", "void_reason": "作废的原因"}
)
