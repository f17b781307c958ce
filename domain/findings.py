"""What an import says about a file, row by row (DOMAIN.md §2, DESIGN.md "Import report")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What each code means, and what was done with the row or the cell.
MEANINGS = {
    "name_missing": ("有人员信息但没有姓名", "该行未导入"),
    "address_missing": ("看不出任何住址", "该行未导入"),
    "id_float": ("证件号码存成了数字，末几位已经丢失", "该人员已保留，证件号码留空"),
    "id_length": ("证件号码不是15位或18位", "该人员已保留，证件号码留空"),
    "id_checksum": ("证件号码校验不符", "已保留号码并标记存疑"),
    "id_conflict": ("同一证件号码已属于另一姓名的人员", "该人员已保留，证件号码留空"),
    "person_elsewhere": ("此人已登记在另一户", "该行未导入，确认迁移后再导入"),
    "birth_mismatch": ("出生日期与身份证号码不一致", "以身份证号码为准"),
    "gender_mismatch": ("性别与身份证号码不一致", "以身份证号码为准"),
    "date_unparsed": ("日期无法识别", "该人员已保留，日期留空"),
    "phone_invalid": ("电话既不是手机号也不是固定电话", "已保留，错误的号码留空"),
    "head_missing": ("这一户没有人是户主", "该户已保留"),
    "duplicate_row": ("与前面的行重复", "该行已跳过"),
    "note_row": ("小计、合计、签名或备注行", "不是数据，已跳过"),
    "time_unparsed": ("时间无法识别", "该行未导入"),
    "area_unread": ("包联范围有一部分读不出", "读出的部分已保留，其余请手工分配"),
    "place_new": ("台账里还没有这个地点", "已保留，导入时新建；如果是笔误请先改正"),
    "person_twice": ("同一干部出现在多个工作组", "已保留，请核实"),
    "household_unknown": ("台账里没有这一户，或者不止一户", "该行未导入"),
    "outcome_unread": ("看不出走访见到了谁", "该行未导入"),
    "kind_unread": ("看不出是哪种走访，打电话不算走访", "该行未导入"),
    "cadre_unknown": ("走访人不在干部名册里，或者不止一人同名", "走访已保留，姓名记在情况里"),
    "team_unknown": ("没有这个工作组，或者不止一个", "走访已保留，算给包联这一户的工作组"),
    "head_differs": ("户主与台账不一致", "走访已保留，请核实"),
    "not_visited": ("没有填走访日期和结果", "没有走访，已跳过"),
    "service_unread": ("服务记录看不全", "这次服务没有记"),
    "amount_unread": ("金额看不准", "该行未导入"),
    "amount_missing": ("没有收入也没有支出", "该行未导入"),
    "amount_twice": ("收入和支出都填了", "该行未导入"),
    "amount_negative": ("金额是负数", "该行未导入，请改记在对方一栏"),
    "summary_missing": ("没有摘要", "该行未导入"),
    "day_outside": ("日期不在这一期里", "该行未导入"),
    "balance_mismatch": ("结余与上一行加减后不符", "分录已保留，结余以计算为准，请核对"),
    "balance_unread": ("结余看不准", "分录已保留，结余以计算为准"),
    "total_mismatch": ("合计与分录之和不符", "以分录为准，请核对"),
    "opening_missing": ("表里没有上期结余", "按 0 处理，请核对"),
    "opening_mismatch": ("上期结余与上一期的期末结余不符", "以台账为准，请核对"),
    "period_unknown": ("看不出是哪一期", "都没有导入，请在标题里写明年月"),
    "period_assumed": ("表里没有写哪一期", "按分录的日期认定，请核对"),
    "period_overlaps": ("这一期与台账里的账期冲突", "都没有导入"),
    "community_unknown": ("看不出是哪个社区、村", "都没有导入，请写明社区或村"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be said about a row.

    ``row`` is the sheet's row, 1-based; ``column`` the header's text as the file has it, or None
    where the whole row is meant; ``text`` one Chinese sentence.
    """

    row: int
    column: str | None
    code: str
    text: str


def finding(row: int, column: str | None, code: str, detail: str = "", done: str = "") -> Finding:
    """A finding in the words of its code; ``detail`` (the cell's text, a name) stands in
    brackets, ``done`` replaces what is usually done."""
    meaning, usually = MEANINGS[code]
    shown = f"（{detail}）" if detail else ""
    return Finding(row, column, code, f"{meaning}{shown}，{done or usually}。")


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of the rows of one sheet; kept + rejected + skipped are its rows.

    ``accepted`` counts the entries of a kind other than households.
    """

    sheet: str
    header_row: int
    households: int = 0
    people_in_file: int = 0
    residents_accepted: int = 0
    accepted: int = 0
    rows_rejected: tuple[int, ...] = ()
    rows_skipped: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()


class SheetJudge:
    """What is kept while a sheet is judged row by row: what was found, and which rows are left out.
    ``headers`` gives the header's text of each field the sheet has."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers
        self.findings: list[Finding] = []
        self.rejected: list[int] = []
        self.skipped: list[int] = []

    def find(
        self, row: int, code: str, field: str | None = None, detail: str = "", done: str = ""
    ) -> None:
        """Say something about a row, or about one field of it."""
        column = self.headers.get(field) if field else None
        self.findings.append(finding(row, column, code, detail, done))

    def skip(self, row: int, code: str, detail: str = "") -> None:
        """Leave out a row that is no data, or said before."""
        self.skipped.append(row)
        self.find(row, code, detail=detail)

    def report(self, name: str, header_row: int, accepted: int) -> SheetReport:
        """The report on the whole sheet."""
        return SheetReport(
            sheet=name,
            header_row=header_row,
            accepted=accepted,
            rows_rejected=tuple(self.rejected),
            rows_skipped=tuple(self.skipped),
            findings=tuple(sorted(self.findings, key=lambda f: f.row)),
        )


@dataclass(frozen=True, slots=True)
class FileReport:
    """The report on one file; ``notes`` are sentences about sheets that were not read."""

    file: str
    kind: str
    sheets: tuple[SheetReport, ...]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The report in the form of the command line (DESIGN.md)."""
        sheets = [self._sheet_json(sheet) for sheet in self.sheets]
        return {"file": self.file, "kind": self.kind, "sheets": sheets}

    def _sheet_json(self, sheet: SheetReport) -> dict[str, Any]:
        counts = (
            {"households": sheet.households, "people_in_file": sheet.people_in_file}
            if self.kind == "households"
            else {"accepted": sheet.accepted}
        )
        return {
            "sheet": sheet.sheet,
            "header_row": sheet.header_row,
            **counts,
            "residents_accepted": sheet.residents_accepted,
            "rows_rejected": list(sheet.rows_rejected),
            "rows_skipped": list(sheet.rows_skipped),
            "findings": [
                {"row": f.row, "column": f.column, "code": f.code} for f in sheet.findings
            ],
        }
