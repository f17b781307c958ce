"""范围: what somebody who works for one village may do in it, and in the village beside it."""

from contextlib import contextmanager
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, event, select

from db import places
from db.finance import finance
from db.models import Audit, Issue, Place
from db.notices import boards, notice_register
from db.notices.notice_content import drafted
from db.session import now, today
from db.teams.assignments import Area
from db.users import access, accounts, scopes, whereabouts
from domain.check_in import CheckInEntry, ServiceEntry
from domain.disclosure import Affairs, Imprint, Notice, Paragraph
from domain.entries import EventEntry, HouseholdEntry, IssueEntry, VisitEntry
from domain.errors import KnownError
from domain.finance import Entry
from domain.moves import MoveRequest
from domain.party_notice import Branch
from domain.projects import ProjectEntry, ProjectLevel, State, StepRequest
from domain.rights import Matrix, Right, Role
from domain.visits import Outcome
from domain.workflow import Move
from tests.conftest import USER
from ui import actions

CLERK, OTHER = "李会计", "赵会计"
OWN, NEXT = "果园居委会", "康泰社区居委会"
DAY = today()


def read(database, query):
    with database.read() as connection:
        return query(connection)


def scalars(database, statement):
    return read(database, lambda connection: list(connection.scalars(statement)))


def place(database, name):
    return read(database, lambda connection: places.find(connection, name).id)


@pytest.fixture
def clerk(database):
    """Somebody with every right, for one village."""
    actions.add_user(database, USER, CLERK, "初始密码 1", Role.ENTRY, [place(database, OWN)])
    matrix = Matrix()
    for right in Right:
        matrix = matrix.put(Role.ENTRY, right, True)
    with database.write(USER) as session:
        access.change(session, Matrix(), matrix)
    return CLERK


def issue(title):
    return IssueEntry(title, (EventEntry(Move.REGISTER, now()),))


def notice(place_id):
    days = (DAY, DAY, DAY + timedelta(days=30))
    imprint = Imprint("虚构居委会", "监委会", *days, "意见箱", "0527-80000000")
    text = (Paragraph("一切正常"),)
    made = Notice("general", Affairs.VILLAGE, "一般公示", "某村", "2026年6月", text, imprint)
    return drafted("general", "一般公示", place_id, DAY, DAY, ((place_id, made),))


def project(name):
    return ProjectEntry(DAY.year, ProjectLevel.VILLAGE, name)


def village(database, name, team_id):
    """What there is in a village, entered by somebody who works for the whole ledger."""
    own, at = SimpleNamespace(name=name), place(database, name)

    def do(verb, *values):
        return verb(database, USER, *values)

    own.place = at
    own.home = do(actions.add_household, at, HouseholdEntry((), room="101", head="甲"))
    own.issues = [do(actions.register_issue, issue(f"路灯 {n}"), at) for n in range(4)]
    own.visit = do(actions.add_visit, VisitEntry(own.home, DAY, Outcome.PERSON))
    own.check_in = do(actions.add_check_in, at, CheckInEntry("张三"))
    own.leaving = do(actions.add_check_in, at, CheckInEntry("王五"))
    own.service = do(actions.add_service, own.check_in, ServiceEntry(DAY, "扫雪"))
    own.period = do(actions.open_finance_period, at, date(2026, 5, 1), date(2026, 5, 31), 0)
    own.line = Entry(date(2026, 5, 3), "", "租金", 500)
    own.entry = do(actions.add_finance_entry, own.period, own.line)
    own.project = do(actions.add_project, at, project("修路"))
    own.begun = do(actions.add_project, at, project("修渠"))
    (own.photo,) = do(actions.add_project_photos, own.project, [b"jpeg"])
    own.board = do(actions.add_board, at, "东头")
    own.notice = do(actions.draft_notice, notice(at))
    (own.area,) = do(actions.assign_team, team_id, Area((at,)))
    return own


@pytest.fixture
def villages(database, clerk):
    """The clerk's own village, the one beside it, and a team."""
    team_id = actions.add_team(database, USER, "第1工作组", "unit", ())
    return team_id, village(database, OWN, team_id), village(database, NEXT, team_id)


def row(database, own):
    return read(database, lambda c: notice_register.rows(c, [own.notice])[own.notice])


def board(database, own):
    return read(database, lambda c: boards.rows(c, [own.board])[own.board])


def version(database, period):
    return read(database, lambda c: finance.period(c, period)).version


def placed(database, team_id):
    """Every kind of act that happens somewhere, as a call for a village."""

    def do(verb, *values):
        return lambda user: verb(database, user, *values)

    def back(verb, undo, *values):
        def both(user):
            undo(database, user, verb(database, USER, *values))

        return both

    def cases(own):
        a, home, at = actions, HouseholdEntry((), room="102", head="乙"), own.place
        first, second, third, last = own.issues
        v = read(database, lambda c: finance.period(c, own.period)).version
        later = (date(2026, 6, 1), date(2026, 6, 30))
        service = ServiceEntry(DAY, "扫街")
        return {
            "add_household": do(a.add_household, at, home),
            "save_household": do(a.save_household, own.home, 1, HouseholdEntry((), room="103")),
            "note_uncovering": do(a.note_uncovering, "甲", whereabouts.household(own.home)),
            "note_printed": do(a.note_printed, "打印派单", "甲", whereabouts.issues([first])),
            "register_issue": do(a.register_issue, issue("积水"), at),
            "move_issue": do(
                a.move_issue, first, 1, MoveRequest(Move.TRIAGE, colour="green", unit="城管")
            ),
            "make_common": do(a.make_common, [second, third], "共性", "", ""),
            "add_visit": do(a.add_visit, VisitEntry(own.home, DAY, Outcome.PERSON)),
            "save_visit": do(a.save_visit, own.visit, 1, VisitEntry(own.home, DAY, Outcome.NOBODY)),
            "restore_visit": back(a.remove_visit, a.restore_visit, own.visit),
            "add_check_in": do(a.add_check_in, at, CheckInEntry("李四")),
            "save_check_in": do(a.save_check_in, own.check_in, 1, at, CheckInEntry("张三丰")),
            "set_check_in_end": do(a.set_check_in_end, own.leaving, 1, DAY),
            "add_service": do(a.add_service, own.check_in, service),
            "change_service": do(
                a.change_service, own.service, ServiceEntry(DAY, "扫雪"), ServiceEntry(DAY, "铲雪")
            ),
            "restore_service": back(a.remove_service, a.restore_service, own.service),
            "restore_check_in": back(a.remove_check_in, a.restore_check_in, own.check_in),
            "save_party_branch": do(
                a.save_party_branch, at, None, Branch("第一党支部", "许文辉", "0527-80000001")
            ),
            "add_finance_entry": do(a.add_finance_entry, own.period, own.line),
            "save_finance_entry": do(
                a.save_finance_entry, own.entry, own.line, Entry(own.line.day, "", "地租", 500)
            ),
            "restore_finance_entry": back(
                a.remove_finance_entry, a.restore_finance_entry, own.entry
            ),
            "open_finance_period": do(a.open_finance_period, at, *later, 0),
            "declare_closing": do(a.declare_closing, own.period, v, 500),
            "add_project": do(a.add_project, at, project("修桥")),
            "save_project": do(a.save_project, own.project, 1, at, project("修路灯")),
            "step_project": do(a.step_project, own.begun, 1, StepRequest(State.DRAFTED, DAY)),
            "add_project_photos": do(a.add_project_photos, own.project, [b"two"]),
            "restore_project_photos": back(
                a.remove_project_photos, a.restore_project_photos, [own.photo]
            ),
            "restore_project": back(a.remove_project, a.restore_project, own.project),
            "add_board": do(a.add_board, at, "西头"),
            "change_board": do(a.change_board, board(database, own), at, "村部"),
            "retire_board": lambda user: a.retire_board(database, user, board(database, own), DAY),
            "draft_notice": do(a.draft_notice, notice(at)),
            "review_notice": do(a.review_notice, row(database, own), "监委会", DAY),
            "change_area_period": do(a.change_area_period, own.area, DAY, None),
            "release_areas": do(a.release_areas, [own.area]),
            "decline": do(a.move_issue, last, 1, MoveRequest(Move.DECLINE, "不归这里管")),
        }

    return cases


def outcome(act, user):
    try:
        act(user)
    except KnownError as refused:
        return str(refused)
    return ""


def test_all_that_happens_somewhere_is_done_there_and_refused_elsewhere(database, villages, clerk):
    team_id, own, other = villages
    cases = placed(database, team_id)
    refused = {name: outcome(act, clerk) for name, act in cases(other).items()}
    for name, told in refused.items():
        assert told.startswith(f"您只管{OWN}，这"), (name, told)
        assert f"在{NEXT}，这一步没有" in told, (name, told)
        assert told.endswith(f"请{USER}来办。"), (name, told)
    done = {name: outcome(act, clerk) for name, act in cases(own).items()}
    assert {name: told for name, told in done.items() if told} == {}


def test_whoever_has_no_scope_does_it_everywhere(database, villages, clerk):
    team_id, _, other = villages
    with database.write(USER) as session:
        scopes.put(session, clerk, None)
    done = {name: outcome(act, clerk) for name, act in placed(database, team_id)(other).items()}
    assert {name: told for name, told in done.items() if told} == {}


def test_nothing_of_a_refused_act_is_kept(database, villages, clerk):
    _, _, other = villages
    before = scalars(database, select(Audit.id))
    with pytest.raises(KnownError, match="没有保存"):
        actions.register_issue(database, clerk, issue("越界的"), other.place)
    assert scalars(database, select(Issue.id).where(Issue.title == "越界的")) == []
    assert scalars(database, select(Audit.id)) == before


def test_what_moves_from_one_place_to_another_concerns_both(database, villages, clerk):
    _, own, other = villages
    for there, here in ((own, other), (other, own)):
        with pytest.raises(KnownError, match=f"在{NEXT}"):
            actions.save_project(database, clerk, there.project, 1, here.place, project("修路"))
        with pytest.raises(KnownError, match=f"在{NEXT}"):
            actions.change_board(database, clerk, board(database, there), here.place, "村部")
        with pytest.raises(KnownError, match=f"在{NEXT}"):
            entry = CheckInEntry("张三")
            actions.save_check_in(database, clerk, there.check_in, 1, here.place, entry)


def test_an_issue_without_a_place_and_issues_of_two_villages(database, villages, clerk):
    _, own, other = villages
    with pytest.raises(KnownError, match="这件问题没有写明地点"):
        actions.register_issue(database, clerk, issue("不知在哪"), None)
    with pytest.raises(KnownError, match=f"这件问题在{NEXT}"):
        actions.make_common(database, clerk, [own.issues[0], other.issues[0]], "共性", "", "")


NOWHERE = {
    "a setting": lambda s: s.log("settings", "修改办理规则", ""),
    "a category": lambda s: s.log("categories", "新增问题类别", ""),
    "an import": lambda s: s.log("households", "导入住户", "批次 1"),
    "a team": lambda s: s.log("teams", "新建工作组", "第2工作组"),
    "an account": lambda s: s.log("accounts", "新建用户", "谁"),
    "a backup": lambda s: s.log("backup", "恢复备份", "昨天"),
    "a whole export": lambda s: s.log("audit", "不脱敏导出", "households"),
    "a meeting": lambda s: s.log("meetings", "协调会", "路灯"),
    "nothing told": lambda s: s.topics.add("households"),
    "one told, one not": lambda s: (
        s.log("issues", "登记问题", "", where=s.connection.scalar(_OWN)),
        s.log("issues", "登记问题", ""),
    ),
}
_OWN = select(Place.id).where(Place.name == OWN)


@pytest.mark.parametrize("act", NOWHERE.values(), ids=NOWHERE)
def test_what_says_nowhere_is_of_the_whole_ledger(database, clerk, act):
    with pytest.raises(KnownError) as told, database.write(clerk) as session:
        act(session)
    assert str(told.value).startswith(f"您只管{OWN}，")
    assert "涉及范围以外" in str(told.value)


def test_what_is_ones_own_is_ones_own(database, clerk):
    database.log_in(clerk)
    actions.keep_layout(database, clerk, "households", {})
    before = read(database, lambda c: accounts.worn(c, clerk))
    chosen = accounts.chosen(before, "初始密码 1", "自己的密码 2")
    actions.change_own_password(database, clerk, chosen)


def test_an_unmasked_export_is_narrowed_to_the_scope(database, clerk):
    def export(position):
        with database.write(clerk) as session:
            where = whereabouts.at_position(position)
            session.log("audit", "不脱敏导出", "households", where=where)

    here, beside = (
        read(database, lambda c, n=name: places.find(c, n).position) for name in (OWN, NEXT)
    )
    export(here)
    for position in ("", beside):
        with pytest.raises(KnownError, match="这一步没有做"):
            export(position)


def test_a_refusal_names_who_works_there(database, villages, clerk):
    _, _, other = villages
    actions.add_user(database, USER, OTHER, "初始密码 1", Role.ENTRY, [other.place])
    with pytest.raises(KnownError, match=f"请{USER}、{OTHER}来办"):
        actions.register_issue(database, clerk, issue("路灯"), other.place)
    with pytest.raises(KnownError, match=f"请{USER}来办"), database.write(clerk) as session:
        session.log("settings", "修改办理规则", "")


def test_administrators_and_the_program_have_all(database, villages, clerk):
    _, own, other = villages
    actions.change_role(database, USER, clerk, Role.ADMIN, None)
    actions.register_issue(database, clerk, issue("路灯"), other.place)
    with database.write(USER) as session:
        scopes.put(session, clerk, [own.place])
    actions.register_issue(database, clerk, issue("路灯"), other.place)
    assert read(database, lambda c: scopes.of_user(c, clerk)) is None


def test_a_scope_whose_places_are_gone_allows_nothing(database, clerk):
    with database.write(USER) as session:
        session.execute(delete(Place).where(Place.name == OWN))
        session.topics.add("places")
    (kept,) = (r for r in read(database, accounts.rows) if r.name == clerk)
    assert kept.scope is not None
    assert kept.scope.ids == ()
    at = place(database, NEXT)
    with pytest.raises(KnownError, match="都已不在台账里"):
        actions.register_issue(database, clerk, issue("路灯"), at)


def test_a_scope_of_a_place_that_is_gone_is_not_given(database, clerk):
    with pytest.raises(KnownError, match="已不在台账里"), database.write(USER) as session:
        scopes.put(session, clerk, [99_999])
    assert read(database, lambda c: scopes.of_user(c, clerk)).names == (OWN,)


def test_a_removed_user_takes_the_scope_along(database, clerk):
    actions.remove_user(database, USER, clerk)
    actions.add_user(database, USER, clerk, "初始密码 1", Role.ENTRY)
    assert read(database, lambda c: scopes.of_user(c, clerk)) is None


@contextmanager
def counted(database):
    seen = []

    def note(*values):
        seen.append(values[2])

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def test_whoever_has_no_scope_is_asked_nothing_of_places(database, villages):
    _, own, _ = villages
    with counted(database) as seen:
        actions.note_uncovering(database, USER, "甲", whereabouts.household(own.home))
    assert not [words for words in seen if "household" in words or "place" in words]
