"""个人信息请求 as an administrator works in it: by the keyboard, by hand, and without the right."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from db.households import household_import, households
from db.issues import issues
from db.models import Account, Audit, Resident
from db.persons import data_requests
from db.persons.data_requests import Request
from domain.entries import EventEntry, HouseholdEntry, IssueEntry, ResidentEntry
from domain.personal_data import Asked, By, Held, Person
from domain.places import Level, PlaceStep
from domain.rights import Right, Role
from domain.workflow import Move
from tests.conftest import USER
from tests.samples import OUYANG, ZOU
from tests.ui.waiting import settle
from ui import actions
from ui.pages import Pages
from ui.settings.person_list import hit_cells
from ui.settings.persons_section import PersonsSection

WAIT = 30_000
NAME, PHONE = "邹秀英", "19900000147"
HOME = (PlaceStep(Level.COMMUNITY, "康泰社区"), PlaceStep(Level.GROUP, "4组"))


def fill(database, user):
    her = ResidentEntry(NAME, "户主", id_number=ZOU, phones=(PHONE,))
    other = ResidentEntry(NAME, "户主", id_number=OUYANG, phones=("19911111111",))
    event = EventEntry(Move.REGISTER, datetime(2026, 3, 2, 9), USER)
    told = IssueEntry("路灯不亮", (event,), person=NAME, phone=PHONE)
    homes = [HouseholdEntry(HOME, number="1", residents=(her,), head=NAME)]
    homes.append(HouseholdEntry(HOME, number="2", residents=(other,), head=NAME))
    with database.write(user) as session:
        household_import.store(session, homes)
        issues.register(session, told)


@pytest.fixture
def section(qtbot, bench, write):
    write(fill)
    made = PersonsSection(bench)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    settle(qtbot, bench)
    return made


def find(qtbot, bench, section):
    section.focus()
    section.name.setText(NAME)
    qtbot.keyClicks(section.phone, PHONE)
    qtbot.keyClick(section.phone, Qt.Key.Key_Return)
    settle(qtbot, bench)


def answer(section, kind, **values):
    section.buttons[kind].click()
    sheet = section.acts.sheets[kind]
    for key, value in values.items():
        sheet.form.field(key).set_value(value)
    sheet.doing.click()


def test_by_name_and_phone_and_enter(qtbot, bench, section):
    find(qtbot, bench, section)
    meant = [section.hits[n].kind for n in sorted(section.meant)]
    assert meant == [Held.REGISTER, Held.ISSUE]
    assert "可能是同名的 1 条" in section.told.text()
    shown = [part.text() for part in section.facts.findChildren(type(section.told))]
    assert ZOU not in " ".join(shown)
    assert PHONE not in " ".join(shown)


def test_a_passport_and_a_landline_are_masked_too(qtbot, bench, section, write):
    landline, passport = "0527-80001122", "E12345678901"
    guest = ResidentEntry("安娜", document="护照", id_number=passport, phones=(landline,))
    event = EventEntry(Move.REGISTER, datetime(2026, 3, 2, 9), USER)
    told = f"安娜的护照{passport}丢了，打（0527）8000-1122"

    def arrive(database, user):
        with database.write(user) as session:
            household_import.store(session, [HouseholdEntry(HOME, number="3", residents=(guest,))])
            issues.register(session, IssueEntry("护照", (event,), description=told))

    write(arrive)
    section.number.setText(passport)
    qtbot.keyClick(section.number, Qt.Key.Key_Return)
    settle(qtbot, bench)
    assert {hit.kind for hit in section.hits} == {Held.REGISTER, Held.ISSUE}
    shown = []
    for n, hit in enumerate(section.hits):
        section.table.go_to(n)
        labels = section.facts.findChildren(type(section.told))
        shown += [part.text() for part in labels]
        shown.append(str(hit_cells(section.person, hit, True)))
    everything = " ".join(shown)
    assert "E12345*8901" in everything.replace("**", "*")
    for number in (passport, landline, "80001122", "8000-1122"):
        assert number not in everything


def test_who_looks_is_noted_before_anything_is_shown(qtbot, bench, section, read):
    find(qtbot, bench, section)
    acts = read(lambda c: c.execute(select(Audit.action, Audit.subject, Audit.detail)).all())
    assert tuple(acts[-1]) == ("查阅个人信息", "邹**", f"查找到 {len(section.hits)} 条")


def test_nothing_is_shown_when_it_cannot_be_noted(qtbot, bench, section, aside):
    with aside.write(USER) as session:
        session.execute(update(Account).where(Account.name == USER).values(role=Role.READ))
    find(qtbot, bench, section)
    assert (section.person, section.hits) == (None, ())
    assert Right.PERSONS in section.fault.text()
    assert section.finding.isEnabled()


def test_the_audit_is_left_out_for_who_may_not_see_it(qtbot, bench, section, write):
    def look(database, user):
        with database.write(user) as session:
            session.log("audit", "查看证件和电话", f"4组{NAME}户", where=())

    write(look)
    find(qtbot, bench, section)
    assert Held.AUDIT in {hit.kind for hit in section.hits}
    bench.rights = bench.rights - {Right.AUDIT}
    find(qtbot, bench, section)
    assert section.hits
    assert Held.AUDIT not in {hit.kind for hit in section.hits}


def test_too_little_is_said_beside_the_fields(qtbot, bench, section):
    section.name.setText(NAME)
    qtbot.keyClick(section.name, Qt.Key.Key_Return)
    settle(qtbot, bench)
    assert "同名" in section.fault.text()
    assert section.finding.isEnabled()


def test_a_namesake_is_judged_by_hand(qtbot, bench, section):
    find(qtbot, bench, section)
    namesake = next(n for n in range(len(section.hits)) if n not in section.meant)
    section.table.go_to(namesake)
    section.table.setFocus()
    qtbot.keyClick(section.table, Qt.Key.Key_Return)
    assert namesake in section.meant
    section.judging.click()
    assert namesake not in section.meant


def test_seeing_is_noted(qtbot, bench, section, read):
    find(qtbot, bench, section)
    answer(section, Asked.SEE, by=By.GUARDIAN)
    settle(qtbot, bench)
    (row,) = read(data_requests.rows)
    assert (row.kind, row.person, row.asked_by) == (Asked.SEE, "邹**", By.GUARDIAN)
    settle(qtbot, bench)
    assert section.register.rows.rowCount() == 1


def test_a_copy_to_hand_over(qtbot, bench, section, tmp_path, read):
    find(qtbot, bench, section)
    hits = tuple(section.hits[n] for n in section.meant)
    section.acts._person, section.acts._hits = section.person, hits
    out = tmp_path / "邹秀英的个人信息.xlsx"
    section.acts.save({"by": By.SELF, "on": date(2026, 3, 1)}, out)
    settle(qtbot, bench)
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["说明", "住户登记", "问题"]
    cover = dict(row[:2] for row in book.get_sheet_by_index(0).to_python()[2:])
    assert (cover["姓名"], cover["证件号码"], cover["提出"]) == (NAME, ZOU, "本人，2026-03-01")
    assert [row.kind for row in read(data_requests.rows)] == [Asked.COPY]


def test_erasing_asks_for_the_name_and_leaves_nothing_on_the_screen(qtbot, bench, section, read):
    find(qtbot, bench, section)
    answer(section, Asked.ERASE, name="别人")
    sheet = section.acts.sheets[Asked.ERASE]
    assert sheet.isVisible()
    assert "删除 1 条，隐去 1 条，保留 0 条" in sheet.hint.text()
    sheet.form.field("name").set_value(NAME)
    sheet.doing.click()
    settle(qtbot, bench)
    assert read(lambda c: list(c.scalars(select(Resident.id_number)))) == [OUYANG]
    assert read(households.order, households.HouseholdFilter(query=PHONE)) == []
    assert (section.person, section.name.value(), section.table.rows.rowCount()) == (None, None, 0)
    assert [row.kind for row in read(data_requests.rows)] == [Asked.ERASE]


def test_what_was_done_before_an_erasure_is_not_taken_back(qtbot, bench, section):
    find(qtbot, bench, section)
    said, taken = [], []
    bench.messages.said.connect(lambda *told: said.append(told[1]))
    bench.messages.undoable("已删除党员报到", lambda: taken.append("她"))
    answer(section, Asked.ERASE, name=NAME)
    settle(qtbot, bench)
    qtbot.waitUntil(lambda: any(told.startswith("已删除：") for told in said), timeout=WAIT)
    bench.messages.undo()
    assert (said[-1], taken) == ("没有可以撤销的操作", [])


def test_an_erasure_at_another_desk_forgets_it_too(qtbot, bench, aside):
    said, taken = [], []
    bench.messages.said.connect(lambda *told: said.append(told[1]))
    bench.messages.undoable("已删除党员报到", lambda: taken.append("她"))
    asked = Request(By.SELF, date(2026, 3, 1))
    actions.erase_person(aside, USER, Person(NAME, ZOU), (), asked)
    qtbot.waitUntil(lambda: "不能再撤销" in said[-1], timeout=WAIT)
    bench.messages.undo()
    assert taken == []


def test_from_a_members_card_and_to_the_form(qtbot, bench, write, read):
    write(fill)
    pages = Pages(bench)
    qtbot.addWidget(pages)
    pages.show()
    member = read(lambda c: c.scalar(select(Resident.id).where(Resident.id_number == ZOU)))
    pages.show_person(member)
    section = pages.settings.persons
    qtbot.waitUntil(lambda: section.person is not None and bench.tasks.idle, timeout=WAIT)
    assert section.person.id_number == ZOU
    assert section.number.value() is None
    answer(section, Asked.CORRECT)
    qtbot.waitUntil(lambda: pages.currentWidget() is pages.households, timeout=WAIT)
    settle(qtbot, bench)


def test_without_the_right_nothing_is_read(qtbot, bench):
    bench.rights = frozenset({Right.SETTINGS})
    section = PersonsSection(bench)
    qtbot.addWidget(section)
    section.show()
    settle(qtbot, bench)
    assert not section.finding.isVisible()
