from dataclasses import replace

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import select

from db import batches, engine, settings
from db.households import household_import, households
from db.models import Audit
from domain.entries import HouseholdEntry, ResidentEntry
from domain.people import HEAD
from domain.places import Level, PlaceStep
from tests import samples
from tests.conftest import PASSWORD, USER
from tests.ui.waiting import settle
from ui import actions
from ui.households.households_tab import HouseholdsTab
from ui.place_tree import read_places
from widgets.paged_model import cell_text

ENTER, ESCAPE, CONTROL = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.KeyboardModifier.ControlModifier
KANGTAI = (PlaceStep(Level.COMMUNITY, "康泰社区"), PlaceStep(Level.COMPOUND, "京公馆小区"))


def home(building, entrance, room, name, phone="", **facts):
    place = (
        *KANGTAI,
        PlaceStep(Level.BUILDING, f"{building}栋"),
        PlaceStep(Level.ENTRANCE, f"{entrance}单元"),
    )
    head = ResidentEntry(name, HEAD, phones=(phone,) if phone else (), **facts)
    return HouseholdEntry(place, room=room, head=name, residents=(head,))


HOMES = (
    home(3, 1, "502", "邹秀英", "19900000147", id_number=samples.ZOU, care_tags=("低保",)),
    home(10, 1, "101", "欧阳建国", "19900000148"),
    home(3, 2, "201", "张堃", "19900000149"),
    home(13, 1, "502", "王小波"),
)


@pytest.fixture
def stored(write):
    def store(database, user):
        with database.write(user) as session:
            household_import.store(session, HOMES)
            settings.put(session, "office", {"division": "329999003"})

    write(store)


@pytest.fixture
def tab(qtbot, bench):
    view = HouseholdsTab(bench)
    qtbot.addWidget(view)
    view.resize(1400, 800)
    with qtbot.waitSignal(view.feed.ordered, timeout=10_000):
        view.show()
    settle(qtbot, bench)
    return view


def heads(tab):
    rows = [tab.table.rows.known_row(id_) for id_ in tab.table.rows.ids()]
    column = [c.key for c in tab.table.rows.columns].index("head")
    return [cell_text(row[column]) if row else None for row in rows]


def type_in(field, words):
    """Commit words as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def choose(qtbot, tab, name):
    """Select the household of a head and wait for its card."""
    place = heads(tab).index(name)
    tab.table.setFocus()
    tab.table.go_to(tab.table.rows.ids()[place])
    qtbot.waitUntil(lambda: tab.panel._shown is not None and tab.panel._shown.page.row.head == name)


def card_words(tab):
    return " ".join(label.text() for label in tab.panel.card.findChildren(QLabel))


def shown_address(tab):
    return tab.panel._shown.page.row.address if tab.panel._shown is not None else ""


def edit(qtbot, tab, name):
    choose(qtbot, tab, name)
    qtbot.keyClick(tab.table, ENTER)
    qtbot.waitUntil(tab.panel.is_editing)
    return tab.panel.form


@pytest.mark.usefixtures("stored")
class TestList:
    def test_in_walking_order(self, tab):
        assert heads(tab) == ["邹秀英", "张堃", "欧阳建国", "王小波"]
        assert tab.status.text() == "4 户 4 人"

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("秀英", ["邹秀英"]),
            ("zxy", ["邹秀英"]),
            ("0148", ["欧阳建国"]),
            ("3-1-502", ["邹秀英"]),
            ("京公馆 堃", ["张堃"]),
            (samples.ZOU[6:14], ["邹秀英"]),
            ("查无此人", []),
        ],
    )
    def test_filtering_while_typing(self, qtbot, bench, tab, typed, found):
        type_in(tab.filter, typed)
        qtbot.waitUntil(lambda: heads(tab) == found)
        settle(qtbot, bench)
        assert tab.status.text() == f"{len(found)} 户 {len(found)} 人"
        assert tab.empty.isVisible() is (not found)
        qtbot.keyClick(tab.filter, ESCAPE)
        qtbot.waitUntil(lambda: len(heads(tab)) == 4)

    def test_what_is_typed_on_the_table_goes_to_the_filter(self, qtbot, tab):
        tab.table.setFocus()
        qtbot.keyClicks(tab.table, "zk")
        qtbot.waitUntil(lambda: heads(tab) == ["张堃"])
        assert tab.filter.text() == "zk"

    def test_sorting_by_a_column(self, qtbot, tab):
        tab.table.sort_wanted.emit("head", False)
        by_pinyin = ["欧阳建国", "王小波", "张堃", "邹秀英"]
        qtbot.waitUntil(lambda: heads(tab) == by_pinyin)
        tab.table.sort_wanted.emit("head", True)
        qtbot.waitUntil(lambda: heads(tab) == by_pinyin[::-1])

    def test_a_place_and_a_care_tag(self, qtbot, bench, tab, read):
        tree = read(read_places)[1]
        community = next(c.place.id for c in tree if c.place.name.startswith("康泰"))
        empty = next(c.place.id for c in tree if c.place.name.startswith("果园"))
        assert tab.tree.set_current(empty)
        qtbot.waitUntil(lambda: heads(tab) == [])
        assert tab.tree.set_current(community)
        qtbot.waitUntil(lambda: len(heads(tab)) == 4)
        tab.tags.setCurrentText("低保")
        tab.tags.activated.emit(tab.tags.currentIndex())
        qtbot.waitUntil(lambda: heads(tab) == ["邹秀英"])
        # The search in the header looks everywhere, whatever was chosen here.
        tab.search_for("堃")
        qtbot.waitUntil(lambda: heads(tab) == ["张堃"])
        assert tab.tree.current_id() is None

    def test_the_households_another_page_asked_for(self, qtbot, bench, tab):
        type_in(tab.filter, "堃")
        qtbot.waitUntil(lambda: heads(tab) == ["张堃"])
        ids = tuple(tab.table.rows.ids())
        tab.show_ids(ids, "第1工作组包联的住户")
        settle(qtbot, bench)
        qtbot.waitUntil(lambda: tab.filter.text() == "")
        settle(qtbot, bench)
        assert heads(tab) == ["张堃"]
        assert tab.special.text() == "第1工作组包联的住户"
        tab.special.click()
        qtbot.waitUntil(lambda: len(heads(tab)) == 4)
        assert not tab.special.isVisible()


@pytest.mark.usefixtures("stored")
class TestCard:
    def test_numbers_are_masked_until_uncovered(self, qtbot, tab, read):
        choose(qtbot, tab, "邹秀英")
        assert "329999********" in card_words(tab)
        assert "199****0147" in card_words(tab)
        assert samples.ZOU not in card_words(tab)
        tab.panel.card.uncovering.click()
        qtbot.waitUntil(lambda: samples.ZOU in card_words(tab))
        assert "19900000147" in card_words(tab)
        noted = read(lambda c: c.execute(select(Audit.actor, Audit.action, Audit.subject)).all())
        assert noted[-1] == (USER, "查看证件和电话", "京公馆小区3栋1单元502室")
        choose(qtbot, tab, "张堃")
        choose(qtbot, tab, "邹秀英")
        assert samples.ZOU not in card_words(tab)

    def test_editing_by_the_keyboard(self, qtbot, bench, tab, said, read):
        form = edit(qtbot, tab, "邹秀英")
        noted = read(lambda c: c.scalars(select(Audit.action)).all())
        assert noted[-1] == "查看证件和电话"
        assert form.household.field("room").hasFocus()
        form.household.field("remark").setFocus()
        type_in(form.household.field("remark"), "门锁已换")
        qtbot.keyClick(form.household.field("remark"), Qt.Key.Key_S, CONTROL)
        qtbot.waitUntil(lambda: not tab.panel.is_editing())
        qtbot.waitUntil(lambda: "门锁已换" in card_words(tab))
        assert said[-1][:2] == ("success", "已保存")
        settle(qtbot, bench)
        assert tab.table.current_id() == tab.panel._shown.page.row.id

    def test_a_change_is_taken_back(self, qtbot, bench, tab, said, read):
        form = edit(qtbot, tab, "邹秀英")
        id_ = tab.table.current_id()
        before = read(households.page, id_)
        type_in(form.household.field("remark"), "写错了")
        form.member.field("name").clear()
        type_in(form.member.field("name"), "邹秀莹")
        form.save.click()
        qtbot.waitUntil(lambda: heads(tab)[0] == "邹秀莹")
        assert said[-1][:3] == ("success", "已保存", "撤销")
        bench.messages.undo()
        qtbot.waitUntil(lambda: heads(tab)[0] == "邹秀英")
        settle(qtbot, bench)
        assert said[-1][:2] == ("success", "已撤销，和原来一样")
        assert "写错了" not in card_words(tab)
        after = read(households.page, id_)
        assert (after.row, households.entry_of(after)) == (before.row, households.entry_of(before))

    def test_a_change_is_not_taken_back_over_what_somebody_did_since(
        self, qtbot, bench, tab, aside, read
    ):
        form = edit(qtbot, tab, "邹秀英")
        id_ = tab.table.current_id()
        type_in(form.household.field("remark"), "我写的")
        form.save.click()
        qtbot.waitUntil(lambda: not tab.panel.is_editing())
        page = read(households.page, id_)
        theirs = replace(households.entry_of(page), remark="他写的")
        actions.save_household(aside, USER, id_, page.version, theirs)
        with qtbot.waitSignal(bench.tasks.failed) as failed:
            bench.messages.undo()
        assert "后来又改过，没有撤销" in str(failed.args[-1])
        assert read(households.page, id_).row.remark == "他写的"

    def test_what_cannot_be_is_told_beside_its_field(self, qtbot, tab):
        form = edit(qtbot, tab, "邹秀英")
        for key, wrong in (("id_number", "32999919550428"), ("phones", "12"), ("birth", "昨天")):
            form.member.field(key).clear()
            type_in(form.member.field(key), wrong)
        form.save.click()
        assert set(form.member.problems()) == {"id_number", "phones", "birth"}
        assert all(form.member._entries[k].message.isVisible() for k in form.member.problems())
        assert tab.panel.is_editing()

    def test_what_was_typed_and_not_saved_is_kept(self, qtbot, bench, tab, said):
        form = edit(qtbot, tab, "邹秀英")
        type_in(form.household.field("remark"), "写到一半")
        qtbot.keyClick(form.household.field("remark"), ESCAPE)
        qtbot.waitUntil(lambda: not tab.panel.is_editing())
        kind, _, action, _ = said[-1]
        assert (kind, action) == ("info", "继续填写")
        choose(qtbot, tab, "张堃")
        form = edit(qtbot, tab, "邹秀英")
        assert form.household.values()["remark"] == "写到一半"
        said[-1][3]()  # 用台账里的内容
        assert form.household.values()["remark"] is None
        qtbot.keyClick(form.household.field("remark"), ESCAPE)
        qtbot.waitUntil(lambda: not tab.panel.is_editing())
        form = edit(qtbot, tab, "邹秀英")
        assert form.household.values()["remark"] is None

    def test_the_form_stays_with_its_household(self, qtbot, bench, tab, read):
        form = edit(qtbot, tab, "邹秀英")
        type_in(form.household.field("remark"), "是邹家的")
        tab.table.setCurrentIndex(tab.table.rows.index(heads(tab).index("张堃"), 0))
        bench.bus.changed.emit(frozenset({"households"}))
        settle(qtbot, bench)
        form.save.click()
        qtbot.waitUntil(lambda: not tab.panel.is_editing())
        settle(qtbot, bench)
        rows = read(lambda c: households.rows(c, households.order(c, households.HouseholdFilter())))
        assert {r.head: r.remark for r in rows.values() if r.remark} == {"邹秀英": "是邹家的"}

    def test_two_people_edit_one_household(self, qtbot, bench, tab, ledger, said, read):
        form = edit(qtbot, tab, "邹秀英")
        id_ = tab.table.current_id()
        type_in(form.household.field("remark"), "我写的")
        type_in(form.household.field("tenure").lineEdit(), "")
        other = engine.open_ledger(ledger, USER, PASSWORD)
        with other.read() as connection:
            page = households.page(connection, id_)
        theirs = households.entry_of(page)
        theirs = HouseholdEntry(
            place=(), room="502", head="邹秀英", tenure="自有", remark="他写的",
            residents=(*theirs.residents, ResidentEntry("邹伟", "儿子")),
        )  # fmt: skip
        actions.save_household(other, USER, id_, page.version, theirs)
        other.close()
        with qtbot.waitSignal(bench.bus.changed, timeout=10_000):
            bench.bus._ask()
        settle(qtbot, bench)
        form.save.click()
        qtbot.waitUntil(form.clash.isVisible)
        assert said[-1][0] == "error"
        # What only they changed is taken in; what both changed is named, mine stands.
        assert "他写的" in form.clash.text()
        assert "我写的" in form.clash.text()
        assert form.household.values()["remark"] == "我写的"
        assert form.household.values()["tenure"] == "自有"
        assert [m.name for m in form.entry().residents] == ["邹秀英", "邹伟"]
        form.save.click()
        qtbot.waitUntil(lambda: not tab.panel.is_editing())
        page = read(lambda c: households.page(c, id_))
        assert (page.row.remark, page.row.tenure, page.row.people) == ("我写的", "自有", 2)

    def test_a_new_household_is_proposed_beside_the_chosen_one(self, qtbot, bench, tab, read):
        choose(qtbot, tab, "张堃")
        tab.adding.click()
        qtbot.waitUntil(tab.panel.is_editing)
        form, beside = tab.panel.form, "康泰社区居委会京公馆小区3栋2单元"
        assert form.place.text() == beside
        assert form.place.isVisible()
        assert form.household.field("room").hasFocus()
        assert not form.is_dirty()
        type_in(form.household.field("room"), "202")
        form.place.clear()
        qtbot.keyClicks(form.place, "10-1")
        qtbot.keyClick(form.place, ENTER)
        form.leave.click()
        qtbot.waitUntil(lambda: not tab.panel.is_editing())
        tab.adding.click()
        qtbot.waitUntil(tab.panel.is_editing)
        assert form.place.text().endswith("10栋1单元")
        assert form.household.values()["room"] == "202"
        form.save.click()
        qtbot.waitUntil(lambda: len(heads(tab)) == 5)
        qtbot.waitUntil(lambda: shown_address(tab) == "京公馆小区10栋1单元202室")
        form = edit(qtbot, tab, "张堃")
        assert not form.place.isVisible(), "a home stays where it is"
        form.save.click()
        qtbot.waitUntil(lambda: not tab.panel.is_editing())

    def test_a_new_household_needs_a_place(self, qtbot, bench, tab):
        tab.table.selectionModel().clear()
        tab.adding.click()
        qtbot.waitUntil(tab.panel.is_editing)
        form = tab.panel.form
        assert form.place.hasFocus()
        type_in(form.household.field("room"), "101")
        form.save.click()
        assert form.household.problems() == {"place": "这一项必须填写"}
        assert tab.panel.is_editing()

    def test_adding_a_household(self, qtbot, bench, tab, said, read):
        tree = read(read_places)[1]
        tab.tree.set_current(next(c.place.id for c in tree if c.place.name.startswith("康泰")))
        tab.table.selectionModel().clear()
        settle(qtbot, bench)
        qtbot.keyClick(tab, Qt.Key.Key_N, CONTROL)
        qtbot.waitUntil(tab.panel.is_editing)
        form = tab.panel.form
        assert form.place.text() == "康泰社区居委会"
        type_in(form.household.field("number"), "88")
        type_in(form.member.field("name"), "赵六")
        type_in(form.member.field("id_number"), samples.id_number("19900102", 7, "女"))
        form.save.click()
        qtbot.waitUntil(lambda: "赵六" in heads(tab))
        settle(qtbot, bench)
        assert tab.panel._shown.page.row.head == "赵六"
        assert tab.table.current_id() == tab.panel._shown.page.row.id
        member = tab.panel._shown.page.residents[0]
        assert (member.sex, member.birth) == ("女", "1990-01-02")
        tab.adding.click()
        qtbot.waitUntil(tab.panel.is_editing)
        type_in(form.household.field("number"), "88")
        type_in(form.member.field("name"), "钱七")
        form.save.click()
        qtbot.waitUntil(lambda: said[-1][0] == "error")
        assert "已经有一户" in said[-1][1]
        assert form.member.values()["name"] == "钱七"


@pytest.mark.usefixtures("stored")
def test_the_card_follows_an_import_and_its_undo(qtbot, bench, tab, write, read):
    """Who came is on the card of a home that was shown; a home that goes takes its card along."""

    def bring(database, user):
        with database.write(user) as session:
            batch = batches.begin(session, "households", "新来的.xlsx")
            mother = replace(HOMES[2].residents[0], name="张母", relation="母亲")
            more = (home(3, 2, "202", "赵六"), replace(HOMES[2], residents=(mother,)))
            household_import.store(session, more, batch)
            batches.finish(session, batch, {})
            return batch

    choose(qtbot, tab, "张堃")
    batch = write(bring)
    qtbot.waitUntil(lambda: "张母" in card_words(tab))
    qtbot.waitUntil(lambda: "赵六" in heads(tab))
    choose(qtbot, tab, "赵六")
    write(actions.undo_import, batch)
    qtbot.waitUntil(lambda: "赵六" not in heads(tab))
    settle(qtbot, bench)
    assert tab.panel.stack.currentWidget() is tab.panel.empty
    assert tab.panel._shown is None
    assert tab.table.selected_count() == 0
    choose(qtbot, tab, "张堃")
    assert "张母" not in card_words(tab)


@pytest.mark.usefixtures("stored")
def test_exporting_what_the_filter_shows(qtbot, bench, tab, said, tmp_path, read):
    type_in(tab.filter, "502")
    qtbot.waitUntil(lambda: heads(tab) == ["邹秀英", "王小波"])
    wanted = tab._export_wanted()
    tab.exporting.save(wanted, tmp_path / "脱敏.xlsx")
    qtbot.waitUntil(lambda: bool(said))
    assert said[-1][:2] == ("success", "已导出 2 行到“脱敏.xlsx”")
    sheet = openpyxl.load_workbook(tmp_path / "脱敏.xlsx").active
    told = " ".join(str(value) for row in sheet.values for value in row)
    assert samples.ZOU not in told
    assert "邹**" in told
    tab.exporting.save(wanted, tmp_path / "无此文件夹" / "x.xlsx")
    with qtbot.waitSignal(bench.tasks.failed):
        pass


def test_an_empty_ledger_invites_to_import(tab, qtbot):
    assert tab.empty.isVisible()
    with qtbot.waitSignal(tab.import_wanted):
        tab.empty.acted.emit()


def narrow(tab, key, qtbot):
    """Open the sheet of a column by its funnel, as the mouse does."""
    titles = tab.table.titles
    number = [column.key for column in titles.columns].index(key)
    rect = titles._rect(number)
    qtbot.mouseMove(titles.viewport(), rect.center())
    qtbot.mouseClick(
        titles.viewport(), Qt.MouseButton.LeftButton, pos=titles._funnel(number, rect).center()
    )
    sheet = tab.narrowing.sheet
    assert sheet.isVisible()
    assert sheet.key() == key
    return sheet


def test_a_column_is_narrowed_from_its_title(stored, tab, qtbot, bench):
    order = tab.table.sort()
    sheet = narrow(tab, "head", qtbot)
    qtbot.waitUntil(lambda: len(sheet.values.values()) == 4, timeout=10_000)
    type_in(sheet.line, "张")
    qtbot.waitUntil(lambda: sheet.values.values() == ("张堃",), timeout=10_000)
    with qtbot.waitSignal(tab.feed.ordered, timeout=10_000):
        qtbot.keyClick(sheet.line, ENTER)
    assert not sheet.isVisible()
    assert tab.table.sort() == order, "the click was not for sorting"
    settle(qtbot, bench)
    assert heads(tab) == ["张堃"]
    assert tab.narrowing.words() == ("户主含“张”",)
    assert "户主含“张”" in tab._filter_words()
    with qtbot.waitSignal(tab.feed.ordered, timeout=10_000):
        qtbot.mouseClick(tab.narrowing.chips["head"], Qt.MouseButton.LeftButton)
    assert len(tab.table.rows.ids()) == 4
    assert not tab.narrowing.isVisible()


def test_columns_are_narrowed_by_the_keyboard_alone(stored, tab, qtbot, bench):
    sheet = tab.narrowing.sheet
    qtbot.keyClick(tab, Qt.Key.Key_F, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(sheet.isVisible, timeout=10_000)
    sheet.columns.setFocus()
    while sheet.key() != "tags":
        qtbot.keyClick(sheet.columns, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: sheet.values.values() == ("", "低保"), timeout=10_000)
    qtbot.keyClick(sheet.line, Qt.Key.Key_Down)
    assert sheet.values.hasFocus()
    qtbot.keyClick(sheet.values, Qt.Key.Key_Up)
    assert sheet.line.hasFocus()
    qtbot.keyClick(sheet.line, Qt.Key.Key_Down)
    qtbot.keyClick(sheet.values, Qt.Key.Key_Down)
    with qtbot.waitSignal(tab.feed.ordered, timeout=10_000):
        qtbot.keyClick(sheet.values, ENTER)
    settle(qtbot, bench)
    assert heads(tab) == ["邹秀英"]
    assert tab.narrowing.words() == ("重点人群：低保",)
    # One more column, of which nothing is left.
    tab.narrowing.button.click()
    sheet.begin("people", "", False)
    with qtbot.waitSignal(tab.feed.ordered, timeout=10_000):
        qtbot.keyClicks(sheet.line, "7")
        qtbot.keyClick(sheet.line, ENTER)
    assert len(tab.table.rows.ids()) == 0
    assert "没有符合条件的住户" in tab.table._empty.accessibleName()
    # A search from the header asks everywhere.
    with qtbot.waitSignal(tab.feed.ordered, timeout=10_000):
        tab.search_for("张堃")
    assert tab.narrowing.words() == ()
    settle(qtbot, bench)
    assert heads(tab) == ["张堃"]


def test_enter_on_a_home_that_one_may_not_change_says_why(stored, tab, qtbot, bench):
    tab.panel.card.editing.withhold("您没有“登记和办理”的权限")
    choose(qtbot, tab, "邹秀英")
    with qtbot.waitSignal(bench.messages.said, timeout=10_000) as said:
        qtbot.keyClick(tab.table, ENTER)
    assert said.args[:2] == ["info", "您没有“登记和办理”的权限。"]
    settle(qtbot, bench)
    assert not tab.panel.is_editing()
