"""What a restore must not take back, on both databases: removed users and old passwords, the audit
of the time since, and whoever was erased on request."""

import shutil
from datetime import date

import pytest
from sqlalchemy import select, update

from db import engine, places, settings
from db.backups import backup, restoring
from db.backups.backup_source import Source
from db.households import household_import, households
from db.location import Location
from db.models import Audit, Place, Resident
from db.persons import data_requests, person_erasure, persons
from db.persons.data_requests import Request
from db.reading import fetch
from db.users import access, accounts, audit, scopes
from db.vault import keys
from domain.backups import Why
from domain.entries import DivisionEntry, HouseholdEntry, ResidentEntry
from domain.errors import KnownError
from domain.personal_data import Asked, By, Person
from domain.places import Level, PlaceStep
from domain.rights import Matrix, Right, Role
from tests.conftest import PASSWORD, USER
from tests.samples import OUYANG, ZOU
from ui import actions

CLERK, OWN, NEW = "李会计", "自己的密码 2", "后来的密码 3"
NAME, OTHER = "邹秀英", "欧阳建华"
HOME = (PlaceStep(Level.COMMUNITY, "康泰社区"), PlaceStep(Level.GROUP, "4组"))
SELF = Request(By.SELF, date(2026, 3, 1))


@pytest.fixture(autouse=True)
def _own_data_folder(tmp_path, monkeypatch):
    """Where a server's ledger is saved before a restore."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def made(database, tmp_path):
    """A backup of a ledger with a clerk and two residents, and the ledger that goes on."""
    with database.write(USER) as session:
        her = ResidentEntry(NAME, "户主", id_number=ZOU, phones=("19900000147",))
        him = ResidentEntry(OTHER, "配偶", id_number=OUYANG)
        home = HouseholdEntry(HOME, head=NAME, residents=(her, him), remark=f"{NAME}腿脚不便")
        household_import.store(session, [home])
        accounts.add(session, CLERK, "初始密码", Role.ENTRY)
        session.log("households", "新增住户", "4组")
    engine.open_ledger(database.location, CLERK, "初始密码", OWN).close()
    return back_up(database, tmp_path)


def back_up(database, tmp_path, name="存"):
    (tmp_path / name).mkdir()
    data_key = database.data_key or keys.new_data_key()
    source = Source(database.location, USER, data_key, PASSWORD)
    return backup.make(source, tmp_path / name, Why.HAND).file


def log(database, what):
    with database.write(USER) as session:
        session.log("places", what, "甲")


def erase(database, name, number):
    with database.read() as connection:
        person = persons.identify(connection, Person(name, number))
        hits = [hit for hit in persons.find(connection, person) if hit.sure]
    with database.write(USER) as session:
        person_erasure.erase(session, person, hits, SELF)


def restored(database, file, password=PASSWORD, **how):
    """Restore in the place of a ledger; the outcome, and the ledger opened again."""
    database.close()
    outcome = restoring.restore(file, database.location, USER, password, **how)
    now = how["now_by"].password if "now_by" in how else password
    return outcome, engine.open_ledger(database.location, USER, now)


def records(database):
    with database.read() as connection:
        assert audit.first_break(connection) is None
        columns = (Audit.id, Audit.at, Audit.actor, Audit.action, Audit.subject, Audit.hash)
        return [tuple(row) for row in connection.execute(select(*columns).order_by(Audit.id))]


def test_the_audit_goes_on_where_it_was(database, made):
    for what in ("后来一", "后来二"):
        log(database, what)
    before = records(database)
    outcome, now = restored(database, made)
    after = records(now)
    assert after[: len(before)] == before
    assert [row[3] for row in after[len(before) :]] == ["恢复备份"]
    assert outcome.carried.records == 2
    assert outcome.carried.broken is None
    with now.read() as connection:
        told = connection.scalar(select(Audit.detail).order_by(Audit.id.desc()).limit(1))
    assert "前面 2 条操作记录来自被替换的台账" in told
    # And again, by the same backup: what was restored between is part of it.
    log(now, "后来三")
    between = records(now)
    _, again = restored(now, made)
    assert records(again)[: len(between)] == between
    again.close()


def test_two_pasts_that_parted_are_one_after_the_other(database, made, tmp_path):
    log(database, "这一支")
    later = back_up(database, tmp_path, "再存")
    other = Location(tmp_path / "另一支" / "台账.xcd")
    restoring.restore(made, other, USER, PASSWORD)
    aside = engine.open_ledger(other, USER, PASSWORD)
    log(aside, "那一支")
    aside.close()
    outcome = restoring.restore(later, other, USER, PASSWORD)
    assert (outcome.carried.records, outcome.carried.broken) == (2, None)
    aside = engine.open_ledger(other, USER, PASSWORD)
    told = ["这一支", "恢复备份", "那一支", "恢复备份"]
    assert [row[3] for row in records(aside)[-4:]] == told
    aside.close()


def test_a_record_that_was_changed_is_still_told_as_such(database, made):
    log(database, "后来一")
    with database.engine.begin() as connection:
        last = connection.scalar(select(Audit.id).order_by(Audit.id.desc()).limit(1))
        connection.execute(update(Audit).where(Audit.id == last).values(subject="改过"))
    outcome, now = restored(database, made)
    assert outcome.carried.broken == last
    assert records(now)[-1][3] == "恢复备份"
    now.close()


def test_who_was_removed_does_not_come_back_and_passwords_stay_new(database, made):
    with database.write(USER) as session:
        accounts.remove(session, CLERK)
        accounts.add(session, "新来的", "初始密码", Role.READ)
        access.change(session, Matrix(), Matrix().put(Role.READ, Right.ENTER, True))
    with database.read() as connection:
        chosen = accounts.chosen(accounts.worn(connection, USER), PASSWORD, NEW)
    with database.write(USER) as session:
        accounts.change_password(session, chosen)
    database.close()
    with pytest.raises(KnownError, match="不对"):
        restoring.restore(made, database.location, USER, PASSWORD)
    with pytest.raises(KnownError, match="不对"):
        restoring.restore(made, database.location, CLERK, OWN)
    _, now = restored(database, made, now_by=restoring.Opener(USER, NEW))
    for user, password in ((CLERK, OWN), (USER, PASSWORD)):
        with pytest.raises(KnownError, match="不对"):
            engine.open_ledger(database.location, user, password)
    with pytest.raises(engine.MustChangeError):
        engine.open_ledger(database.location, "新来的", "初始密码")
    with now.read() as connection:
        assert access.matrix(connection).allows(Role.READ, Right.ENTER)
    now.close()


def test_a_right_that_is_gone_is_not_used_to_restore(database, made):
    with database.write(USER) as session:
        accounts.add(session, "副手", "初始密码", Role.ADMIN)
    engine.open_ledger(database.location, "副手", "初始密码", NEW).close()
    with database.write("副手") as session:
        accounts.change_role(session, USER, Role.READ)
    before = records(database)
    database.close()
    with pytest.raises(KnownError, match="没有“备份和恢复”的权限"):
        restoring.restore(made, database.location, USER, PASSWORD)
    now = engine.open_ledger(database.location, USER, PASSWORD)
    assert records(now) == before
    now.close()


def test_a_scope_keeps_only_places_that_are_there(database, made):
    with database.write(USER) as session:
        places.add_divisions(session, [DivisionEntry("329999003020", "新社区", "329999003")])
        session.log("places", "新增", "新社区")
        ids = dict(fetch(session.connection, select(Place.name, Place.id)))
        scopes.put(session, CLERK, [ids["新社区"], ids["康泰社区居委会"]])
    _, now = restored(database, made)
    with now.read() as connection:
        assert scopes.of_user(connection, CLERK).ids == (ids["康泰社区居委会"],)
    now.close()


def test_whoever_was_erased_since_is_erased_again(database, made):
    erase(database, NAME, ZOU)
    outcome, now = restored(database, made)
    (again,) = outcome.again
    assert (again.person, again.left, outcome.left) == ("邹**", "", "")
    assert "1 人又删除了" in outcome.told
    with now.read() as connection:
        assert list(connection.scalars(select(Resident.name))) == [OTHER]
        (home,) = households.order(connection, households.HouseholdFilter())
        page = households.page(connection, home)
        assert (page.row.head, NAME in page.row.remark) == (OTHER, False)
        (row,) = data_requests.rows(connection)
    assert "；恢复备份后又删除了：住户登记 1" in row.outcome
    assert records(now)[-1][3:5] == ("删除个人信息", "邹**")
    # The second time too, and told once.
    _, later = restored(now, made)
    with later.read() as connection:
        assert list(connection.scalars(select(Resident.name))) == [OTHER]
        (row,) = data_requests.rows(connection)
    assert row.outcome.count("恢复备份后") == 1
    later.close()


def test_who_cannot_be_told_from_a_namesake_is_left_to_the_office(database, made):
    with database.write(USER) as session:
        person = Person("赵无证", "", ("19900000999",))
        person_erasure.erase(session, person, (), SELF)
    outcome, now = restored(database, made)
    (again,) = outcome.again
    assert "再查找、删除一次" in again.left
    assert "赵**" in outcome.left
    with now.read() as connection:
        assert {NAME, OTHER} <= set(connection.scalars(select(Resident.name)))
    now.close()


def test_what_was_put_right_is_to_be_put_right_again(database, made):
    with database.write(USER) as session:
        data_requests.record(session, Asked.CORRECT, Person(NAME, ZOU), SELF, "1 条")
        data_requests.record(session, Asked.SEE, Person(NAME, ZOU), SELF, "1 条")
    outcome, now = restored(database, made)
    assert [(again.person, again.left) for again in outcome.again] == [("邹**", "要再更正一次")]
    with now.read() as connection:
        outcomes = {row.kind: row.outcome for row in data_requests.rows(connection)}
    assert outcomes == {Asked.CORRECT: "1 条；恢复备份后要再更正一次", Asked.SEE: "1 条"}
    now.close()


def test_numbers_that_are_out_on_paper_are_given_to_no_other(database, made):
    """Though the register of a restored ledger has them no more."""
    with database.write(USER) as session:
        for counter, count in (("notice:2026", 2), ("slip:supervise:2026", 1), ("issue:2026", 3)):
            settings.next_number(session, counter, count)
        session.log("notices", "批准公示", "甲")
    outcome, now = restored(database, made)
    assert outcome.carried.numbers == 6
    assert "后来用过的 6 个编号不再用" in outcome.told
    assert "后来用过的 6 个编号不再用" in outcome.carried.words
    with now.write(USER) as session:
        assert settings.next_number(session, "notice:2026") == range(3, 4)
        assert settings.next_number(session, "notice:2025") == range(1, 2)
    # Of two pasts the one that gave more counts.
    outcome, later = restored(now, made)
    assert outcome.carried.numbers == 8
    with later.write(USER) as session:
        assert settings.next_number(session, "notice:2026") == range(4, 5)
        assert settings.next_number(session, "issue:2026") == range(4, 5)
    later.close()


def test_an_erasure_from_before_the_backup_is_not_done_again(database, made, tmp_path):
    erase(database, NAME, ZOU)
    later = back_up(database, tmp_path, "再存")
    outcome, now = restored(database, later)
    assert outcome.again == ()
    with now.read() as connection:
        assert len(data_requests.rows(connection)) == 1
    now.close()


def test_another_ledgers_backup_takes_nothing_over(database, made, tmp_path):
    if database.location.file is None:
        pytest.skip("the same on a server")
    other = engine.create(Location(tmp_path / "别家" / "别家.xcd"), USER, PASSWORD)
    other.close()
    outcome = restoring.restore(made, other.location, USER, PASSWORD)
    assert outcome.carried is None
    assert "没有带过来" in outcome.left
    engine.open_ledger(other.location, CLERK, OWN).close()


# The two files of a ledger


def test_a_restored_file_has_the_data_key_of_now(ledger, tmp_path):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    made = back_up(database, tmp_path)
    old = database.data_key
    actions.change_data_key(database, USER)
    new = database.data_key
    slots = ledger.keys.read_bytes()
    _, now = restored(database, made)
    assert new != old
    assert now.data_key == new
    assert ledger.keys.read_bytes() == slots
    now.close()


def test_keys_that_are_lost_do_not_keep_a_backup_from_being_restored(ledger, tmp_path):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    made = back_up(database, tmp_path)
    database.close()
    ledger.keys.unlink()
    outcome = restoring.restore(made, ledger, USER, PASSWORD)
    assert outcome.carried is None
    assert "没有带过来" in outcome.left
    engine.open_ledger(ledger, USER, PASSWORD).close()


def test_a_password_that_nobody_knows_any_more_needs_the_ledger_moved_aside(ledger, tmp_path):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    made = back_up(database, tmp_path)
    with database.write(USER) as session:
        accounts.reset_password(session, USER, NEW)
    database.close()
    before = {f.name: f.read_bytes() for f in (ledger.file,)}
    with pytest.raises(KnownError, match="移到别的文件夹"):
        restoring.restore(made, ledger, USER, PASSWORD)
    assert {f.name: f.read_bytes() for f in (ledger.file,)} == before
    shutil.move(ledger.file, tmp_path / "存")
    assert "没有带过来" not in restoring.restore(made, ledger, USER, PASSWORD).told
    engine.open_ledger(ledger, USER, PASSWORD).close()
