import os
import stat
import threading
from datetime import datetime
from pathlib import Path

import pytest

from db import changes, engine, migrations
from db.location import locate
from db.users import audit
from db.vault import keys
from domain.errors import KnownError
from tests.conftest import PASSWORD, SHIPPED, USER

NOW = datetime(2026, 6, 1, 9)


def test_nothing_readable_lies_on_the_disk(ledger):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.write(USER) as session:
        session.log("places", "测试", "重岗街道明文")
    database.close()
    for file in ledger.file.parent.iterdir():
        raw = file.read_bytes()
        assert b"SQLite format 3" not in raw
        assert "重岗街道".encode() not in raw
        assert PASSWORD.encode() not in raw


@pytest.mark.parametrize(("user", "password"), [(USER, "错的"), ("别人", PASSWORD), (USER, "")])
def test_a_wrong_password_opens_nothing(ledger, user, password):
    before = ledger.file.read_bytes()
    with pytest.raises(KnownError, match="用户名或密码不对"):
        engine.open_ledger(ledger, user, password)
    assert ledger.file.read_bytes() == before


def test_on_a_server_the_account_decides(database):
    if database.location.file is not None:
        pytest.skip("the file's key slot decides there")
    with pytest.raises(KnownError, match="用户名或密码不对"):
        engine.open_ledger(database.location, USER, "错的")


def test_a_file_that_is_no_ledger(ledger):
    ledger.file.write_bytes(b"PK\x03\x04 something else" * 400)
    with pytest.raises(KnownError, match="不是本程序的台账"):
        engine.open_ledger(ledger, USER, PASSWORD)


def test_without_its_keys_the_sentence_says_what_to_do(ledger):
    ledger.keys.unlink()
    with pytest.raises(KnownError, match="找不到密钥文件"):
        engine.open_ledger(ledger, USER, PASSWORD)
    ledger.keys.write_text("{", encoding="utf-8")
    with pytest.raises(KnownError, match="读不出来"):
        engine.open_ledger(ledger, USER, PASSWORD)


def test_no_ledger_there(tmp_path):
    with pytest.raises(KnownError, match="找不到台账"):
        engine.open_ledger(locate(str(tmp_path / "none.xcd")), USER, PASSWORD)


def test_an_existing_ledger_is_never_overwritten(ledger):
    before = ledger.file.read_bytes()
    with pytest.raises(KnownError, match="已经存在"):
        engine.create(ledger, USER, PASSWORD)
    assert ledger.file.read_bytes() == before


def test_a_new_ledger_needs_a_password(tmp_path):
    with pytest.raises(KnownError, match="需要用户名和密码"):
        engine.create(locate(str(tmp_path / "new.xcd")), USER, "")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written(tmp_path):
    not_a_folder = tmp_path / "file"
    not_a_folder.write_text("x", encoding="utf-8")
    with pytest.raises(KnownError, match="不能写入"):
        engine.create(locate(str(not_a_folder / "new.xcd")), USER, PASSWORD)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_read_only_folder(ledger):
    folder = ledger.file.parent
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(KnownError, match=r"只读|不能写入"):
            engine.open_ledger(ledger, USER, PASSWORD)
    finally:
        folder.chmod(stat.S_IRWXU)


def test_a_full_disk_loses_nothing(ledger):
    database = engine.open_ledger(ledger, USER, PASSWORD)
    with database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(KnownError, match="磁盘已满"), database.write(USER) as session:
        for n in range(500):
            session.log("places", "填满", f"{n} " * 200)
        audit.append(session.connection, session.at, USER, session.records)
    with database.write(USER) as session:
        session.log("places", "还能写", "一条")
    with database.read() as connection:
        assert audit.first_break(connection) is None
    database.close()


def test_a_newer_ledger_is_left_alone(database, monkeypatch):
    monkeypatch.setattr(migrations, "HEAD", "0000")
    with pytest.raises(KnownError, match="更新版本"):
        migrations.upgrade(database.engine)


def test_a_failure_rolls_everything_back(database):
    with pytest.raises(ZeroDivisionError), database.write(USER) as session:
        session.log("places", "半途", "而废")
        _ = 1 / 0
    with database.read() as connection:
        assert changes.since(connection, database.last_change)[1] == frozenset()
        assert audit.first_break(connection) is None


def test_each_write_is_told_once_and_numbered(database):
    told = []
    database.on_commit = told.append
    with database.write(USER) as session:
        session.log("households", "甲", "一")
        session.log("places", "乙", "二")
    with database.write(USER):
        pass
    assert told == [frozenset({"households", "places"})]
    with database.read() as connection:
        assert database.last_change == changes.last(connection)


def test_another_workstation_sees_the_change(database):
    other = engine.open_ledger(database.location, USER, PASSWORD)
    with other.write(USER) as session:
        session.log("issues", "别处", "写的")
    with database.read() as connection:
        number, topics = changes.since(connection, database.last_change)
    assert topics == {"issues"}
    assert number == other.last_change
    other.close()


def test_the_chain_of_the_audit_tells_a_forgery(database):
    for n in range(3):
        with database.write(USER) as session:
            session.log("places", "记", str(n))
    with database.write(USER) as session:
        session.connection.exec_driver_sql("UPDATE audit SET subject = '改' WHERE id = 2")
    with database.read() as connection:
        assert audit.first_break(connection) == 2


def test_two_writers_wait_for_each_other(database):
    other = engine.open_ledger(database.location, USER, PASSWORD)
    ready, go = threading.Event(), threading.Event()

    def write() -> None:
        ready.set()
        go.wait(5)
        with other.write(USER) as session:
            session.log("places", "乙", "写")

    writer = threading.Thread(target=write)
    writer.start()
    ready.wait(5)
    with database.write(USER) as session:
        session.log("places", "甲", "写")
        go.set()
    writer.join(20)
    with database.read() as connection:
        assert audit.first_break(connection) is None
        assert changes.since(connection, 0)[0] == changes.last(connection)
    other.close()


def test_a_slot_a_user(tmp_path):
    file = tmp_path / "ledger.xcd.keys"
    data_key = keys.new_data_key()
    keys.add_slot(file, "甲", "一", data_key)
    keys.add_slot(file, "乙", "二", data_key)
    keys.add_slot(file, "甲", "三", data_key)
    assert keys.users(file) == ("甲", "乙")
    assert keys.unlock(file, "甲", "三", NOW).current == data_key
    assert keys.unlock(file, "乙", "二", NOW).current == data_key
    with pytest.raises(KnownError):
        keys.unlock(file, "甲", "一", NOW)
    with keys.Keyring(file, data_key).changes(bool) as put:
        put({"乙": None}, "", "记录")
    assert keys.users(file) == ("甲",)
    with pytest.raises(KnownError):
        keys.unlock(file, "乙", "二", NOW)


def test_where_a_ledger_may_lie(tmp_path):
    assert locate("postgresql://u@h/d").address == "postgresql+psycopg://u@h/d"
    assert locate(None).file is not None
    with pytest.raises(KnownError, match="不认识的台账位置"):
        locate("mysql://h/d")
    assert locate(str(tmp_path / "x.xcd")).name == "x"
    assert isinstance(locate("x.xcd").file, Path)


def test_a_key_is_as_hard_to_derive_as_promised():
    passes, memory = SHIPPED
    assert passes >= 3
    assert memory >= 64 * 1024 * 1024
