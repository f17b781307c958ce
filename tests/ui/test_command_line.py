import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from db import engine, places
from db.location import locate
from db.models import Audit
from db.notices import notice_register
from db.notices.notice_content import drafted
from db.session import today
from db.users import accounts
from domain import masks, recovery_key
from domain.notice_life import NoticeState
from domain.rights import Role
from tests import samples
from tests.conftest import PASSWORD, _create_database
from ui import command_line
from ui.notices import publishing
from ui.verbs.asked import DEFAULT_USER

MAIN = Path(__file__).resolve().parents[2] / "main.py"
TOWNSHIP = "329999003"
DIVISIONS = (
    ("code", "name", "parent"),
    ("329999", "虚构县", ""),
    ("329999003", "重岗街道", "329999"),
    ("329999003014", "果园居委会", "329999003"),
    ("329999003018", "康泰社区居委会", "329999003"),
)
FAULTY = (3, 4)  # a row that is rejected, and those that are kept of the sample


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A folder with a password file and a small demo ledger, made once."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "password").write_text(f"{PASSWORD}\n第二行不算", encoding="utf-8")
    where = ("--db", str(folder / "demo.xcd"), "--password-file", str(folder / "password"))
    assert command_line.run(["demo", "--households", "300", *where]) == 0
    return folder


@pytest.fixture
def clerk(office, tmp_path, capsys, monkeypatch):
    """Types a line in an empty folder; gives exit code, stdout and stderr."""
    for file in office.iterdir():
        shutil.copy(file, tmp_path / file.name)
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()

    def type_(*words, db="ledger.xcd"):
        told = ("--db", db, "--password-file", "password")
        code = command_line.run([*map(str, words), *told])
        return code, *capsys.readouterr()

    return type_


@pytest.fixture
def ledger_file(clerk, tmp_path):
    """An empty ledger of the invented township."""
    samples.table(tmp_path / "区划.csv", DIVISIONS, "utf-8-sig")
    assert clerk("init", "--division", TOWNSHIP, "--divisions", "区划.csv")[0] == 0
    return tmp_path / "ledger.xcd"


def refused(outcome, *words):
    """One clear line on stderr, no traceback, exit code 1."""
    code, _, err = outcome
    assert code == 1
    assert err.count("\n") == 1
    assert re.search("[一-鿿]", err)
    assert "Traceback" not in err
    for word in words:
        assert word in err


def figures(clerk, db="ledger.xcd"):
    code, out, err = clerk("stats", "--json", db=db)
    assert (code, err) == (0, "")
    return json.loads(out)


def actions_noted(file):
    database = engine.open_ledger(locate(str(file)), "管理员", PASSWORD)
    with database.read() as connection:
        noted = list(connection.scalars(select(Audit.action)))
    database.close()
    return noted


# The real program, as a process


def real(folder, *words):
    return subprocess.run(
        [sys.executable, MAIN, *words], cwd=folder, capture_output=True, text=True,
        encoding="utf-8", timeout=60, check=False,
        env={**os.environ, "PYTHONUTF8": "1", "XDG_DATA_HOME": str(folder)},
    )  # fmt: skip


def test_the_real_program(office, tmp_path):
    for file in office.iterdir():
        shutil.copy(file, tmp_path / file.name)
    told = ("--db", "demo.xcd", "--password-file", "password")
    counted = real(tmp_path, *told, "stats", "--json")
    assert (counted.returncode, counted.stderr) == (0, "")
    assert json.loads(counted.stdout)["households"] == 300
    for words in (("stats", "--db", "none.xcd", "--password-file", "password"), ("erase",)):
        wrong = real(tmp_path, *words)
        assert wrong.returncode == 1
        assert wrong.stdout == ""
        assert len(wrong.stderr.splitlines()) == 1


def test_help_needs_no_ledger(capsys):
    with pytest.raises(SystemExit) as left:
        command_line.run(["--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    for verb in ("init", "import", "export", "notice", "stats", "chart", "check", "demo", "tour"):
        assert verb in out


# init


def test_a_new_ledger(ledger_file, clerk):
    assert ledger_file.exists()
    told = figures(clerk)
    assert (told["households"], told["issues"]["total"]) == (0, 0)
    before = ledger_file.read_bytes()
    refused(clerk("init", "--division", TOWNSHIP, "--divisions", "区划.csv"), "已经存在")
    assert ledger_file.read_bytes() == before


def test_a_division_that_is_none(clerk, tmp_path):
    refused(clerk("init", "--division", "999999"), "999999")
    assert not (tmp_path / "ledger.xcd").exists()
    assert not (tmp_path / "ledger.xcd.keys").exists()


@pytest.mark.parametrize("weak", ["短", "abc1234", "123456789012", DEFAULT_USER])
def test_a_weak_password_is_told_and_opens_the_ledger(clerk, tmp_path, weak):
    (tmp_path / "password").write_text(weak, encoding="utf-8")
    code, out, _ = clerk("init", "--division", "321324003")
    assert code == 0
    assert "请尽快" in out.splitlines()[1]
    assert clerk("stats")[0] == 0


def test_a_chinese_phrase_of_four_is_enough(clerk, tmp_path):
    (tmp_path / "password").write_text("演示密码", encoding="utf-8")
    code, out, _ = clerk("init", "--division", "321324003")
    assert (code, "请尽快" in out) == (0, False)


def test_the_recovery_key_is_written_only_where_asked(clerk, tmp_path):
    code, out, _ = clerk("init", "--division", "321324003", "--recovery-key", "密钥.txt")
    key = (tmp_path / "密钥.txt").read_text(encoding="utf-8").strip()
    assert code == 0
    assert key not in out
    where = locate(str(tmp_path / "ledger.xcd"))
    engine.recover(where, DEFAULT_USER, recovery_key.read(key), "又一个密码").close()
    refused(clerk("init", "--division", "321324003", "--recovery-key", "密钥.txt"), "已经存在")
    failed = clerk("init", "--division", "321324003", "--recovery-key", "另一把.txt")
    refused(failed, "已经存在")
    assert not (tmp_path / "另一把.txt").exists(), "the key of a ledger that was not made"


def test_a_password_of_an_administrators_is_changed_in_the_window_first(clerk, tmp_path):
    database = engine.open_ledger(locate(str(tmp_path / "demo.xcd")), DEFAULT_USER, PASSWORD)
    with database.write(DEFAULT_USER) as session:
        accounts.add(session, "李会计", PASSWORD, Role.READ)
    database.close()
    refused(clerk("stats", "--user", "李会计", db="demo.xcd"), "要先改成自己的")


def test_the_command_line_is_held_to_the_same_rights(clerk, tmp_path):
    where = locate(str(tmp_path / "demo.xcd"))
    database = engine.open_ledger(where, DEFAULT_USER, PASSWORD)
    with database.write(DEFAULT_USER) as session:
        accounts.add(session, "钱站长", "初始密码", Role.READ)
    database.close()
    engine.open_ledger(where, "钱站长", "初始密码", PASSWORD).close()
    reads = ("--user", "钱站长")
    assert clerk("stats", *reads, db="demo.xcd")[0] == 0
    out = clerk("export", "households", "全部.xlsx", "--unmasked", *reads, db="demo.xcd")
    refused(out, "没有“导出明文”的权限", DEFAULT_USER)
    assert not (tmp_path / "全部.xlsx").exists()
    refused(clerk("backup", "盘", *reads, db="demo.xcd"), "没有“备份和恢复”的权限")
    assert list((tmp_path / "盘").glob("*")) == []


# import


def test_importing_with_a_report(ledger_file, clerk, tmp_path):
    samples.households(tmp_path)
    code, out, err = clerk(
        "import", "households", "康泰社区-翠湖花园.xlsx", "--report", "report.json"
    )
    assert (code, err) == (0, "")
    assert "4 户 4 人" in out
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8")) == {
        "file": "康泰社区-翠湖花园.xlsx",
        "kind": "households",
        "sheets": [
            {
                "sheet": "Sheet1",
                "header_row": 3,
                "households": 4,
                "people_in_file": 5,
                "residents_accepted": 4,
                "rows_rejected": [10],
                "rows_skipped": [7, 11],
                "findings": [
                    {"row": 5, "column": "身份证号", "code": "id_length"},
                    {"row": 6, "column": "联系电话", "code": "phone_invalid"},
                    {"row": 7, "column": None, "code": "duplicate_row"},
                    {"row": 10, "column": "姓名", "code": "name_missing"},
                    {"row": 11, "column": None, "code": "note_row"},
                ],
            }
        ],
    }
    told = figures(clerk)
    assert (told["households"], told["residents"]) == (4, 4)
    assert clerk("import", "households", "康泰社区-翠湖花园.xlsx")[0] == 0
    assert figures(clerk) == told


def test_a_list_of_party_members_twice(ledger_file, clerk, tmp_path):
    rows = (("姓名", "工作单位", "报到小区"), ("张三", "县司法局", "康泰社区京公馆小区"),
            ("李四", "县司法局", "某某苑"))  # fmt: skip
    samples.workbook(tmp_path / "报到.xlsx", rows)
    code, out, _ = clerk("import", "check_ins", "报到.xlsx", "--report", "r.json")
    assert code == 0
    assert "新增 1 名报到党员" in out
    (sheet,) = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["sheets"]
    assert (sheet["accepted"], sheet["rows_rejected"]) == (1, [3])
    assert sheet["findings"] == [{"row": 3, "column": "报到小区", "code": "area_unread"}]
    told = figures(clerk)
    assert "新增 0 名报到党员" in clerk("import", "check_ins", "报到.xlsx")[1]
    assert figures(clerk) == told
    refused(clerk("export", "check_ins", "x.xlsx"), "check_ins")


ACCOUNTS = (
    ("2026年5月财务收支", "", "", "", ""),
    ("日期", "凭证号", "摘要", "收入", "支出"),
    ("2026-05-03", "记001", "收土地租金", 5000, ""),
    ("2026-05-06", "记002", "修路", "", "1,2万"),
)


def test_a_villages_accounts_and_their_notice(ledger_file, clerk, tmp_path):
    samples.workbook(tmp_path / "收支.xlsx", ACCOUNTS)
    dry = clerk("import", "finance", "收支.xlsx", "--dry-run", "--report", "r.json")
    assert "可导入 0 条" in dry[1]  # nobody knows whose they are
    words = ("import", "finance", "收支.xlsx", "--place", "康泰社区", "--report", "r.json")
    code, out, _ = clerk(*words)
    assert code == 0
    assert "新增 1 笔收支" in out
    (sheet,) = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["sheets"]
    assert (sheet["accepted"], sheet["rows_rejected"]) == (1, [4])
    assert [f["code"] for f in sheet["findings"]] == ["opening_missing", "amount_unread"]
    assert "新增 0 笔收支" in clerk(*words)[1]
    notice = ("notice", "finance", "--place", "康泰社区", "--from", "2026-05-01")
    code, _, err = clerk(*notice, "--to", "2026-05-31", "--out", "公示.pdf")
    assert (code, err) == (0, "")
    told = PdfReader(tmp_path / "公示.pdf").pages[0].extract_text()
    assert "稿样" in told
    assert "收土地租金" in told
    refused(clerk("notice", "finance", "--out", "x.pdf"), "选一个社区或村")
    none = ("--to", "2026-04-30", "--out", "x.pdf")
    refused(clerk(*notice[:4], "--from", "2026-04-01", *none), "没有账期")
    assert not (tmp_path / "x.pdf").exists()


def test_a_dry_run_writes_nothing(ledger_file, clerk, tmp_path):
    samples.households(tmp_path)
    before = ledger_file.read_bytes()
    code, out, _ = clerk("import", "households", "康泰社区-翠湖花园.xlsx", "--dry-run")
    assert (code, "没有写入" in out) == (0, True)
    assert figures(clerk)["households"] == 0
    assert ledger_file.read_bytes() == before


def test_several_files_give_a_list(ledger_file, clerk, tmp_path):
    samples.households(tmp_path)
    samples.table(tmp_path / "果园社区.csv", [("小组", "户号", "姓名"), ("1组", "1", "李四")])
    files = ("康泰社区-翠湖花园.xlsx", "果园社区.csv")
    assert clerk("import", "households", *files, "--report", "all.json")[0] == 0
    reports = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert [report["file"] for report in reports] == list(files)
    assert figures(clerk)["households"] == 5


def test_every_kind_of_list(ledger_file, clerk, tmp_path):
    samples.households(tmp_path)
    samples.workbook(tmp_path / "问题.xlsx", samples.ISSUES)
    samples.workbook(tmp_path / "名册.xlsx", samples.CADRES)
    samples.workbook(tmp_path / "类别.xlsx", [("一级分类", "二级分类"), ("环境卫生", "垃圾清运")])
    for kind, file in (
        ("divisions", "区划.csv"), ("categories", "类别.xlsx"), ("cadres", "名册.xlsx"),
        ("households", "康泰社区-翠湖花园.xlsx"), ("issues", "问题.xlsx"),
    ):  # fmt: skip
        code, _, err = clerk("import", kind, file, "--report", f"{kind}.json")
        assert (code, err) == (0, "")
    counts = {
        kind: json.loads((tmp_path / f"{kind}.json").read_text())["sheets"][0]["accepted"]
        for kind in ("divisions", "categories", "cadres", "issues")
    }
    assert counts == {"divisions": 4, "categories": 1, "cadres": 2, "issues": 2}
    told = figures(clerk)
    assert (told["teams"], told["cadres"], told["issues"]["total"]) == (1, 2, 2)


def test_the_place_that_the_file_does_not_name(ledger_file, clerk, tmp_path):
    rows = [("楼栋", "单元", "室号", "姓名"), ("1栋", "1单元", "101", "李四")]
    samples.workbook(tmp_path / "名单.xlsx", rows)
    code, _, err = clerk("import", "households", "名单.xlsx", "--place", "康泰社区")
    assert (code, err) == (0, "")
    assert clerk("export", "households", "out.xlsx")[0] == 0
    assert cells(tmp_path / "out.xlsx")[0]["社区/村"] == "康泰社区居委会"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("无此文件.xlsx", None, ["找不到"]),
        ("空.xlsx", b"", ["空的"]),
        ("坏.xlsx", b"PK\x03\x04 broken", ["已损坏"]),
        ("公文.xlsx", b"%PDF-1.7 x", ["PDF"]),
        ("会议记录.csv", "时间,议题\n今天,防汛\n".encode(), ["没有认出", "表头"]),
        ("只有表头.csv", "姓名,身份证号,室号\n".encode(), ["只有表头"]),
    ],
)
def test_files_that_are_no_ledger(ledger_file, clerk, tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refused(clerk("import", "households", name), *words)


def test_a_report_that_cannot_be_written_is_told_before_anything_is_stored(
    ledger_file, clerk, tmp_path
):
    samples.households(tmp_path)
    report = Path("无此文件夹") / "report.json"
    refused(clerk("import", "households", "康泰社区-翠湖花园.xlsx", "--report", report), "写不进去")
    assert figures(clerk)["households"] == 0


def test_an_unknown_place(ledger_file, clerk, tmp_path):
    samples.households(tmp_path)
    refused(clerk("import", "households", "康泰社区-翠湖花园.xlsx", "--place", "月亮"), "月亮")


# export


def cells(file):
    """The table below its title and header, a dict a row."""
    _, header, *rows = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_what_is_exported_in_full_comes_back_the_same(clerk, tmp_path):
    kinds = ("divisions", "categories", "households", "issues")
    for kind in kinds:
        assert clerk("export", kind, f"{kind}.xlsx", "--unmasked", db="demo.xcd")[0] == 0
    assert actions_noted(tmp_path / "demo.xcd").count("不脱敏导出") == len(kinds)
    assert clerk("init", "--division", "321324003")[0] == 0
    for kind in kinds:
        assert clerk("import", kind, f"{kind}.xlsx")[:1] == (0,)
    before, after = figures(clerk, "demo.xcd"), figures(clerk)
    for figure in ("households", "residents"):
        assert after[figure] == before[figure]
    assert after["issues"]["total"] == before["issues"]["total"]


def test_texts_that_look_like_formulas_leave_as_texts_and_come_back(ledger_file, clerk, tmp_path):
    rows = [
        ("小区", "楼栋", "室号", "姓名", "与户主关系", "工作单位", "备注"),
        ("@翠湖花园", "3号楼", "-101", "邹秀英", "户主", "=1+1", "+8619900000147 -"),
    ]
    file = samples.workbook(tmp_path / "户.xlsx", rows)
    assert clerk("import", "households", file, "--place", "康泰社区")[0] == 0
    assert clerk("export", "households", "out.xlsx", "--unmasked")[0] == 0
    (row,) = cells(tmp_path / "out.xlsx")
    told = [row[title] for title in rows[0]]
    assert told == list(rows[1])
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    assert clerk("import", "households", "out.xlsx")[0] == 0
    assert clerk("export", "households", "again.xlsx", "--unmasked")[0] == 0
    assert cells(tmp_path / "again.xlsx") == [row]


def test_what_leaves_the_office_is_masked(clerk, tmp_path):
    assert clerk("export", "households", "masked.xlsx", db="demo.xcd")[0] == 0
    assert clerk("export", "issues", "issues.xlsx", db="demo.xcd")[0] == 0
    assert "不脱敏导出" not in actions_noted(tmp_path / "demo.xcd")
    rows = cells(tmp_path / "masked.xlsx")
    assert len(rows) >= 300
    for row in (*rows, *cells(tmp_path / "issues.xlsx")):
        assert masks.scan(" ".join(str(value) for value in row.values())) == ()
    people = [row for row in rows if row["姓名"]]
    assert all("*" in row["姓名"] and "*" in row["户主"] for row in people)
    assert all(row["室号"] in (None, "***") for row in rows)
    assert all(len(row["出生日期"] or "") in (0, 4) for row in people)


def test_the_filter_of_an_export(clerk, tmp_path):
    assert clerk("export", "households", "all.xlsx", "--unmasked", db="demo.xcd")[0] == 0
    everyone = cells(tmp_path / "all.xlsx")
    place, phone = everyone[0]["社区/村"], everyone[0]["联系电话"].split("、")[0]
    assert clerk("export", "households", "a.xlsx", "--place", place, db="demo.xcd")[0] == 0
    assert len(cells(tmp_path / "a.xlsx")) == sum(r["社区/村"] == place for r in everyone)
    assert clerk("export", "households", "b.xlsx", "--query", phone, db="demo.xcd")[0] == 0
    assert 0 < len(cells(tmp_path / "b.xlsx")) < len(everyone)
    refused(clerk("export", "households", "c.xlsx", "--place", "月亮", db="demo.xcd"), "月亮")
    refused(clerk("export", "cadres", "c.xlsx", "--query", "李", db="demo.xcd"), "--query")
    refused(clerk("export", "cadres", "无/c.xlsx", db="demo.xcd"), "无法写入")
    assert not (tmp_path / "c.xlsx").exists()


def test_a_vacant_household_stays_in_the_export(ledger_file, clerk, tmp_path):
    samples.households(tmp_path)
    clerk("import", "households", "康泰社区-翠湖花园.xlsx")
    assert clerk("export", "households", "out.xlsx", "--unmasked")[0] == 0
    rows = {row["室号"] + (row["姓名"] or "") for row in cells(tmp_path / "out.xlsx")}
    assert rows == {"101邹秀英", "101邹伟", "102欧阳建国", "201", "101张堃"}


# notice


def test_one_notice_and_one_per_stairwell(clerk, tmp_path):
    for template in (
        "issue_progress",
        "下沉工作组",
        "projects",
        "幸福账单",
        "satisfaction",
        "党员",
    ):
        assert clerk("notice", template, "--out", "one.pdf", db="demo.xcd")[0] == 0
        assert "稿样" in PdfReader(tmp_path / "one.pdf").pages[0].extract_text()
    code, out, err = clerk(
        "notice", "batch", "work_team", "--per", "entrance", "--out", "all.pdf", db="demo.xcd"
    )
    assert (code, err) == (0, "")
    said = int(re.search(r"共 (\d+) 页", out).group(1))
    assert len(PdfReader(tmp_path / "all.pdf").pages) == said


def test_a_notice_for_the_board_is_on_a3_or_on_two_sheets_of_a4(clerk, tmp_path):
    sides = {"a4": (210, 297), "a3": (420, 297), "tiles": (210, 297)}
    for paper, size in sides.items():
        out = ("--out", f"{paper}.pdf", "--paper", paper)
        assert clerk("notice", "issue_progress", *out, db="demo.xcd")[::2] == (0, "")
        pages = PdfReader(tmp_path / f"{paper}.pdf").pages
        assert {tuple(round(float(s) / 72 * 25.4) for s in p.mediabox[2:]) for p in pages} == {size}
    assert clerk("notice", "batch", "projects", *out, db="demo.xcd")[::2] == (0, "")


def approve_one(file):
    """A notice that is approved in the ledger, and the bytes it was frozen with."""
    database = engine.open_ledger(locate(str(file)), DEFAULT_USER, PASSWORD)
    with database.read() as connection:
        wish = publishing.Wish("work_team", None, None, *publishing.this_month(today()), today())
        made = publishing.build(connection, wish)
        place_id = places.root(connection).id
    pdf, _ = publishing.pdf_of(publishing.with_number(made, "〔2026〕第1号"))
    with database.write(DEFAULT_USER) as session:
        sheets = tuple((place_id, notice) for notice in made)
        draft = drafted("work_team", "下沉工作组公示", None, wish.since, wish.until, sheets)
        notice_id = notice_register.draft(session, draft)
    for verb, values in (
        (notice_register.review, ("监委会", today())),
        (notice_register.approve, ((2026, 1), pdf, "")),
    ):
        with database.write(DEFAULT_USER) as session:
            row = notice_register.rows(session.connection, [notice_id])[notice_id]
            verb(session, row, *values)
    database.close()
    return pdf


def test_a_disk_that_fills_up_or_is_read_only_keeps_a_notice_unprinted(clerk, tmp_path, small_disk):
    approve_one(tmp_path / "demo.xcd")
    (small_disk.folder / "别的.bin").write_bytes(bytes(120 * 1024))
    again = ("notice", "work_team", "--number", "2026-1", "--out", small_disk.folder / "again.pdf")
    draft = ("notice", "work_team", "--out", small_disk.folder / "draft.pdf")
    for words in (again, draft):
        refused(clerk(*words, db="demo.xcd"), "磁盘空间不足")
    small_disk.make_read_only()
    refused(clerk(*again, db="demo.xcd"), "只能看、不能写")
    assert small_disk.names() == ["别的.bin"]
    database = engine.open_ledger(locate(str(tmp_path / "demo.xcd")), DEFAULT_USER, PASSWORD)
    with database.read() as connection:
        assert notice_register.numbered(connection, 2026, 1).state is NoticeState.APPROVED
    database.close()


def test_an_approved_notice_is_printed_again_byte_for_byte_and_checked(clerk, tmp_path):
    pdf = approve_one(tmp_path / "demo.xcd")
    for number in ("2026-1", "〔2026〕第1号"):
        out = ("notice", "work_team", "--number", number, "--out", "again.pdf")
        assert clerk(*out, db="demo.xcd")[::2] == (0, "")
        assert (tmp_path / "again.pdf").read_bytes() == pdf
    code, out, err = clerk("check", "again.pdf", db="demo.xcd")
    assert (code, err) == (0, "")
    assert "again.pdf：〔2026〕第1号“下沉工作组公示”，与登记簿一致" in out
    (tmp_path / "again.pdf").write_bytes(pdf + b" ")
    refused(clerk("check", "again.pdf", db="demo.xcd"), "again.pdf", "改动过")
    refused(clerk("check", "没有.pdf", db="demo.xcd"), "没有.pdf")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("notice", "月报", "--out", "x.pdf"), "月报"),
        (("notice", "general", "--out", "x.pdf"), "在窗口里写"),
        (("notice", "work_team", "--place", "月亮", "--out", "x.pdf"), "月亮"),
        (("notice", "work_team", "--out", "无/x.pdf"), ""),
        (("notice", "batch", "--out", "x.pdf"), "模板"),
        (("notice", "work_team", "more", "--out", "x.pdf"), "more"),
        (("notice", "work_team", "--number", "12", "--out", "x.pdf"), "12"),
        (("notice", "work_team", "--paper", "a5", "--out", "x.pdf"), "a5"),
        (("notice", "work_team", "--number", "1", "--paper", "a3", "--out", "x.pdf"), "按批准时"),
        (("notice", "work_team", "--from", "2026-6-1", "--out", "x.pdf"), "2026-6-1"),
        (
            ("notice", "work_team", "--from", "2026-06-02", "--to", "2026-06-01", "--out", "x.pdf"),
            "晚于",
        ),
    ],
)
def test_notices_that_cannot_be(clerk, tmp_path, words, told):
    refused(clerk(*words, db="demo.xcd"), told)
    assert not (tmp_path / "x.pdf").exists()


# stats, chart, check, demo


def test_the_figures_are_one_object_and_nothing_else(clerk):
    told = figures(clerk, "demo.xcd")
    proof, issues = told["coverage"], told["issues"]
    assert proof["covered"] + proof["gaps"] + proof["double"] == proof["households"] == 300
    assert sum(issues["by_colour"].values()) == issues["open"] <= issues["total"]
    assert set(issues["by_colour"]) == {"green", "yellow", "red"}
    code, out, _ = clerk("stats", "--at", "2020-01-01", "--json", db="demo.xcd")
    assert (code, json.loads(out)["issues"]["total"]) == (0, 0)
    code, out, _ = clerk("stats", db="demo.xcd")
    assert (code, "300 户" in out) == (0, True)


def test_the_chart_and_its_numbers(qapp, clerk, tmp_path):
    days = ("--from", "2026-06-01", "--to", "2026-06-30")
    out = ("--out", "chart.png", "--json", "chart.json")
    code, _, err = clerk("chart", "backlog", *days, *out, db="demo.xcd")
    assert (code, err) == (0, "")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    rows = json.loads((tmp_path / "chart.json").read_text(encoding="utf-8"))
    assert [len(rows), rows[0]["day"], rows[-1]["day"]] == [30, "2026-06-01", "2026-06-30"]
    assert set(rows[0]) == {"day", "green", "yellow", "red"}
    back = ("--from", "2026-07-01", "--to", "2026-06-30")
    refused(clerk("chart", "backlog", *back, "--out", "x.png", db="demo.xcd"), "晚于")
    refused(clerk("chart", "backlog", "--out", "无/x.png", db="demo.xcd"), "没有写成")
    refused(clerk("chart", "pie", "--out", "x.png", db="demo.xcd"))


def test_a_ledger_that_is_whole(clerk):
    code, out, err = clerk("check", db="demo.xcd")
    assert (code, err, out.count("✓")) == (0, "", 7)


def test_the_demo_fills_only_an_empty_ledger(ledger_file, clerk):
    assert clerk("demo", "--households", "20", "--seed", "7")[0] == 0
    assert figures(clerk)["households"] == 20
    refused(clerk("demo", "--households", "20"), "已经有住户")
    refused(clerk("demo", "--households", "0"), "至少")
    refused(clerk("demo", "--households", "many"))


# analyse


def letters(folder):
    """Three letters about one lift among others, and one that came twice."""
    title = ("编号", "标题", "反映人", "联系电话", "登记时间", "诉求内容")
    lift = "翠湖花园电梯停运"
    told = [
        (lift, "翠湖花园三栋的电梯已经停运一周，物业说没有维修资金，老人上下楼困难"),
        (f"{lift}无人维修", "家住翠湖花园，电梯停运一周，物业推说维修资金不够，老人下不了楼"),
        (f"投诉{lift}", "翠湖花园电梯停运多日，老人上下楼困难，物业说要等维修资金"),
        *((f"{road}路灯不亮", f"{road}的路灯坏了，晚上看不见") for road in ("人民路", "工业路")),
        ("咨询医保报销", "住院能报多少"),
    ]
    rows = [
        (f"A-{n}", about, f"来信人{n}", "", f"2026-03-{n:02}", text)
        for n, (about, text) in enumerate(told, 1)
    ]
    again = ("A-7", "咨询医保报销", "来信人6", "", "2026-03-20", "住院能报多少")
    samples.workbook(folder / "来信.xlsx", [title, *rows, again])


def test_proposals_of_common_issues(ledger_file, clerk, tmp_path):
    letters(tmp_path)
    assert clerk("import", "issues", "来信.xlsx")[0] == 0
    code, out, err = clerk("analyse", "--json", "found.json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert "分析了 7 件问题" in out
    text = (tmp_path / "found.json").read_text(encoding="utf-8")
    assert "翠湖花园" in text  # not as \u escapes
    found = json.loads(text)
    assert all(set(each) == {"kind", "title", "reason", "issues"} for each in found)
    groups = {(each["kind"], tuple(each["issues"])) for each in found}
    assert groups == {("cluster", ("A-1", "A-2", "A-3")), ("repeat", ("A-6", "A-7"))}
    assert found[0]["kind"] == "cluster"
    words = ("analyse", "--from", "2026-03-01", "--to", "2026-03-19", "--json", "found.json")
    assert clerk(*words)[0] == 0
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert [each["issues"] for each in found] == [["A-1", "A-2", "A-3"]]
    assert not list(tmp_path.glob(".*.part"))


def test_an_analysis_of_nothing_and_one_that_cannot_be(ledger_file, clerk, tmp_path):
    assert clerk("analyse", "--json", "found.json")[0] == 0
    assert json.loads((tmp_path / "found.json").read_text()) == []
    back = ("--from", "2026-07-01", "--to", "2026-06-30")
    refused(clerk("analyse", *back, "--json", "found.json"), "晚于")
    refused(clerk("analyse", "--json", "无/found.json"), "不存在")
    refused(clerk("analyse"), "--json")


def test_no_other_verb_loads_the_library_of_the_analysis(tmp_path):
    told = "import sys; from ui import command_line, verbs, window; print('sklearn' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", told], cwd=MAIN.parent, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "False"


def test_a_ledger_comes_back_from_its_backup(clerk, tmp_path):
    code, told, _ = clerk("backup", "盘/备份", db="demo.xcd")
    assert code == 0
    (made,) = (tmp_path / "盘" / "备份").iterdir()
    assert made.name in told
    before = clerk("stats", "--json", db="demo.xcd")
    assert clerk("import", "categories", _categories(tmp_path), db="demo.xcd")[0] == 0

    code, told, _ = clerk("restore", made, db="demo.xcd")
    assert code == 0
    assert clerk("stats", "--json", db="demo.xcd") == before
    assert "接上了" in told
    assert clerk("check", db="demo.xcd")[0] == 0
    (saved,) = (f for f in (tmp_path / "备份").iterdir() if f.name in told)

    # What was there before is a backup too; and a machine that has nothing can begin with one.
    assert clerk("restore", saved, db="other.xcd")[0] == 0
    assert "公共厕所" in clerk_categories(clerk, tmp_path, "other.xcd")


def _categories(folder):
    workbook = openpyxl.Workbook()
    for row in (("一级类别", "二级类别"), ("环境卫生", "公共厕所")):
        workbook.active.append(row)
    workbook.save(folder / "类别.xlsx")
    return folder / "类别.xlsx"


def clerk_categories(clerk, folder, ledger):
    assert clerk("export", "categories", folder / "out.xlsx", db=ledger)[0] == 0
    rows = openpyxl.load_workbook(folder / "out.xlsx").active.iter_rows(values_only=True)
    return {cell for row in rows for cell in row}


def test_backups_that_cannot_be_made_or_used(clerk, tmp_path):
    (tmp_path / "file").touch()
    refused(clerk("backup", "file/备份", db="demo.xcd"), "不存在")
    refused(clerk("restore", "none.xcb", db="demo.xcd"), "找不到备份")
    refused(clerk("restore", "demo.xcd", db="demo.xcd"), "不是本程序的备份")
    nowhere = ("--now-password-file", "none.txt")
    refused(clerk("restore", "none.xcb", *nowhere, db="demo.xcd"), "密码文件“none.txt”读不出来")
    assert clerk("stats", db="demo.xcd")[0] == 0


# How the ledger is named and opened


def test_the_ledger_is_named_before_or_after_the_verb(clerk, capsys):
    for words in (
        ["--db", "demo.xcd", "--password-file", "password", "stats", "--json"],
        ["--db", "demo.xcd", "stats", "--json", "--password-file", "password"],
    ):
        assert command_line.run(words) == 0
        assert json.loads(capsys.readouterr().out)["households"] == 300


def test_passwords_and_ledgers_that_are_not_right(clerk, tmp_path, capsys):
    refused(clerk("stats", db="none.xcd"), "找不到台账")
    refused(clerk("stats", db="mysql://host/x"), "mysql")
    refused((command_line.run(["stats", "--db", "demo.xcd"]), *capsys.readouterr()), "密码")
    (tmp_path / "password").write_text("不是这个密码", encoding="utf-8")
    refused(clerk("stats", db="demo.xcd"), "用户名或密码不对")
    (tmp_path / "password").write_bytes(b"\xff\xfe\x00")
    refused(clerk("stats", db="demo.xcd"), "读不出来")
    (tmp_path / "password").unlink()
    refused(clerk("stats", db="demo.xcd"), "password")


@pytest.mark.parametrize(
    "words",
    [
        ("erase",), ("import",), ("import", "people", "x.xlsx"), ("stats", "--at", "yesterday"),
        ("notice", "work_team"), ("chart", "backlog"), ("init",), ("stats", "--colour"),
        ("--db",), ("demo", "--households", "many"), ("chart", "backlog", "--o", "x", "--f", "y"),
    ],
)  # fmt: skip
def test_wrong_usage(capsys, words):
    code, out, err = command_line.run(list(words)), *capsys.readouterr()
    refused((code, out, err))
    english = ("argument", "required", "invalid", "unrecognized", "expected", "ambiguous")
    assert not any(word in err for word in english)


def test_the_same_verbs_on_a_server(server, clerk, tmp_path):
    address = _create_database(server, "command_line", None)
    samples.table(tmp_path / "区划.csv", DIVISIONS, "utf-8-sig")
    samples.households(tmp_path)
    on_server = {"db": address}
    told = ("--division", TOWNSHIP, "--divisions", "区划.csv")
    assert clerk("init", *told, **on_server)[0] == 0
    refused(clerk("init", *told, **on_server), "已经有台账")
    code, _, err = clerk("import", "households", "康泰社区-翠湖花园.xlsx", **on_server)
    assert (code, err) == (0, "")
    assert figures(clerk, address)["residents"] == 4
    assert clerk("export", "households", "out.xlsx", **on_server)[0] == 0
    assert clerk("check", **on_server)[0] == 0
    refused(clerk("stats", db=address.replace("command_line", "nothing_there")))


# The real files


def test_the_real_ledgers_give_exactly_what_is_expected(shared, clerk, tmp_path):
    data = shared / "data"
    assert (
        clerk("init", "--division", "321324003", "--divisions", data / "divisions" / "泗洪县.csv")[
            0
        ]
        == 0
    )
    files = ("康泰社区-京公馆小区.xlsx", "果园社区.xls")
    ledgers = [data / "ledgers" / name for name in files]
    assert clerk("import", "households", *ledgers, "--report", "r.json")[0] == 0
    for report, file in zip(json.loads((tmp_path / "r.json").read_text()), ledgers, strict=True):
        expected = json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))
        assert report["sheets"] == [expected]
    assert clerk("import", "cadres", data / "rosters" / "下沉干部名册.xlsx")[0] == 0
    roster = data / "rosters" / "下沉干部名册.expected.json"
    expected = json.loads(roster.read_text(encoding="utf-8"))
    proof = figures(clerk)["coverage"]
    wanted = expected.get("coverage", expected)
    assert {key: wanted[key] for key in proof if key in wanted} == {
        key: proof[key] for key in proof if key in wanted
    }
