"""走访和双线: what is typed, what it would do, saving and taking back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from db.households import household_import
from db.visits import visit_rules
from domain.entries import ResidentEntry
from domain.visits import TARGETS, Every, Target, VisitRules
from tests.db.homes import home
from ui import actions
from ui.settings.visits_section import VisitsSection

WAIT = 10_000


@pytest.fixture
def section(qtbot, bench, write):
    def store(database, user):
        with database.write(user) as session:
            people = [ResidentEntry("邹大伟"), ResidentEntry("林小燕", care_tags=("独居老人",))]
            rooms = ("3-1-502", "3-1-601")
            made = [home(room, person) for room, person in zip(rooms, people, strict=True)]
            household_import.store(session, made)

    write(store)
    made = VisitsSection(bench)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    qtbot.waitUntil(lambda: "2 户" in told(made), timeout=WAIT)
    return made


def told(section):
    return " ".join(label.text() for label in section.effect.findChildren(QLabel))


def held(read):
    return read(visit_rules.current)


def test_what_each_way_means_stands_where_it_is_chosen(section):
    words = " ".join(label.text() for label in section.findChildren(QLabel))
    for part in (
        "没见到的列入“应走访”",
        "普通住户有诉求",
        "每户恰有一个工作组",
        "居住线由住在本小区",
    ):
        assert part in words
    assert not section.is_dirty()
    assert not section.saving.isEnabled()


def test_on_demand_leaves_only_those_who_need_care(qtbot, section, read, said):
    section.on_demand.button.click()
    assert section.is_dirty()
    qtbot.waitUntil(lambda: "1 户（现在 2 户）" in told(section), timeout=WAIT)
    everybody = section.targets.rows[0]
    assert not everybody.times.isEnabled()
    assert "按需走访时不计" in everybody.unit.text()
    qtbot.keyClick(section, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: held(read).on_demand, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    kind, _, action, take_back = said[-1]
    assert (kind, action) == ("success", "撤销")
    take_back()
    qtbot.waitUntil(lambda: not held(read).on_demand, timeout=WAIT)
    qtbot.waitUntil(lambda: section.regular.is_chosen(), timeout=WAIT)


def test_targets_are_added_changed_and_removed(qtbot, section, read):
    section.targets.adding.click()
    row = section.targets.rows[-1]
    section.save()
    assert "选人群、填次数" in section.notice.text()
    row.tag.set_value("低保")
    row.every.set_value("half")
    row.times.set_value(2)
    section.targets.rows[1].removed.emit(section.targets.rows[1])
    section.edited()
    section.save()
    expected = (TARGETS[0], Target("低保", Every.HALF, 2))
    qtbot.waitUntil(lambda: held(read).targets == expected, timeout=WAIT)


def test_the_same_people_twice_are_told(section):
    section.targets.adding.click()
    section.targets.rows[-1].tag.set_value("独居老人")
    section.edited()
    section.save()
    assert "“独居老人”写了两个走访目标" in section.notice.text()


def test_somebody_elses_change_meets_what_is_typed(qtbot, section, write, read):
    section.two_lines.button.click()
    write(actions.change_visit_rules, VisitRules(), VisitRules(on_demand=True))
    qtbot.waitUntil(lambda: "刚被别人改过" in section.notice.text(), timeout=WAIT)
    assert section.two_lines.is_chosen()
    section.reset()
    assert section.on_demand.is_chosen()
    assert section.one_line.is_chosen()
