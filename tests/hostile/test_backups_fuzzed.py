"""Whatever is wrong with a backup or a key file: the ledger stays, and one sentence says so."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import engine
from db.backups import backup, restoring
from db.backups.backup_file import KEYS, LEDGER, MANIFEST
from db.backups.backup_source import Source
from db.location import Location, locate
from db.session import now
from db.vault import keys
from domain.backups import Why
from domain.errors import KnownError
from domain.rights import Role
from tests.conftest import PASSWORD, USER
from tests.hostile.mutations import JSON, examples, mutated, one_sentence, spoilt
from ui import actions


@pytest.fixture(scope="module")
def backed_up(template_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of an empty ledger."""
    folder = tmp_path_factory.mktemp("backed_up")
    for file in template_ledger.iterdir():
        shutil.copy(file, folder / file.name)
    database = engine.open_ledger(locate(str(folder / "ledger.xcd")), USER, PASSWORD)
    source = Source(database.location, USER, database.data_key)
    made = backup.make(source, folder, Why.HAND).file
    database.close()
    return made


def _restore(content: bytes) -> None:
    """It is restored and opens, or is refused, and then there is nothing."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "a.xcb"
        file.write_bytes(content)
        fresh = Location(folder / "新" / "新.xcd")
        done = False
        with one_sentence():
            restoring.restore(file, fresh, USER, PASSWORD)
            done = True
        assert fresh.file is not None
        assert fresh.file.exists() == fresh.keys.exists() == done
        if done:
            engine.open_ledger(fresh, USER, PASSWORD).close()
        assert [p.name for p in fresh.file.parent.rglob(".备份-*")] == []


@examples(8)
@given(st.data())
def test_a_backup_with_wrong_bytes(backed_up: Path, data: st.DataObject) -> None:
    _restore(data.draw(mutated(backed_up.read_bytes())))


@examples(8)
@given(st.data())
def test_a_backup_with_wrong_parts_that_fit_each_other(
    backed_up: Path, data: st.DataObject
) -> None:
    with ZipFile(backed_up) as packed:
        parts = {name: packed.read(name) for name in (LEDGER, KEYS, MANIFEST)}
    manifest = json.loads(parts[MANIFEST])
    what = data.draw(st.sampled_from((LEDGER, KEYS, MANIFEST)))
    if what == LEDGER:
        parts[LEDGER] = data.draw(mutated(parts[LEDGER]))
        seen = hashlib.sha256(parts[LEDGER]).hexdigest()
        manifest |= {"size": len(parts[LEDGER]), "sha256": seen}
    elif what == KEYS:
        parts[KEYS] = json.dumps(data.draw(spoilt(json.loads(parts[KEYS])))).encode()
    else:
        manifest = data.draw(spoilt(manifest))
    parts[MANIFEST] = json.dumps(manifest).encode()
    _restore(_packed(parts))


def _packed(parts: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def test_a_backup_of_nothing_is_none(backed_up: Path, tmp_path: Path) -> None:
    """However well its parts fit: an empty file is a database without a table."""
    with ZipFile(backed_up) as packed:
        parts = {name: packed.read(name) for name in (KEYS, MANIFEST)}
    manifest = json.loads(parts[MANIFEST]) | {"size": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    file = tmp_path / "空.xcb"
    file.write_bytes(_packed({LEDGER: b"", **parts, MANIFEST: json.dumps(manifest).encode()}))
    with pytest.raises(KnownError, match="里面是空的"):
        restoring.restore(file, Location(tmp_path / "新" / "新.xcd"), USER, PASSWORD)


def test_an_emptied_ledger_is_not_opened_but_restored(backed_up: Path, ledger: Location) -> None:
    assert ledger.file is not None
    ledger.file.write_bytes(b"")
    with pytest.raises(KnownError, match="是空的（0 字节）"):
        engine.open_ledger(ledger, USER, PASSWORD)
    with pytest.raises(KnownError, match="是空的（0 字节）"):
        engine.recover(ledger, USER, "任何", PASSWORD)
    assert ledger.file.read_bytes() == b""
    told = restoring.restore(backed_up, ledger, USER, PASSWORD)
    assert told.carried is None
    assert "没有带过来" in told.left
    engine.open_ledger(ledger, USER, PASSWORD).close()


def test_a_damaged_ledger_is_told_by_our_sentence_alone(
    ledger: Location, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ledger.file is not None
    content = bytearray(ledger.file.read_bytes())
    content[100] ^= 1
    ledger.file.write_bytes(content)
    with pytest.raises(KnownError, match="没有打开"):
        engine.open_ledger(ledger, USER, PASSWORD)
    assert capfd.readouterr() == ("", "")


def _unlock(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "a.keys"
        file.write_bytes(content)
        for ask in (
            lambda: keys.unlock(file, USER, PASSWORD, now()),
            lambda: keys.users(file),
            lambda: keys.attempts(file),
            lambda: keys.has_recovery(file),
            lambda: keys.unlock_recovery(file, "x", now()),
            lambda: keys.forgive(file, USER),
            lambda: keys.waiting(file),
        ):
            with one_sentence():
                ask()


@examples(30)
@given(st.data())
def test_a_key_file_with_wrong_bytes(backed_up: Path, data: st.DataObject) -> None:
    whole = backed_up.with_name("ledger.xcd.keys").read_bytes()
    _unlock(data.draw(mutated(whole)))


@examples(60)
@given(st.data())
def test_a_key_file_with_wrong_values(backed_up: Path, data: st.DataObject) -> None:
    whole = json.loads(backed_up.with_name("ledger.xcd.keys").read_bytes())
    slot = whole["slots"][USER]
    whole |= {"recovery": slot, "before": {"record": "", "slots": {USER: slot}, "recovery": slot}}
    tried = {"user": USER, "count": 2, "at": "2030-01-01T09:00:00", "origin": "", "locked": False}
    whole["untold"] = [data.draw(spoilt(tried)), tried]
    if data.draw(st.booleans()):
        whole["slots"][USER] = data.draw(spoilt(whole["slots"][USER]))
    else:
        whole = data.draw(st.one_of(spoilt(whole), JSON))
    _unlock(json.dumps(whole).encode())


def test_a_bad_slot_is_its_own_users_trouble_alone(ledger: Location) -> None:
    database = engine.open_ledger(ledger, USER, PASSWORD)
    actions.add_user(database, USER, "李会计", "初始密码", Role.ENTRY)
    whole = json.loads(ledger.keys.read_bytes())
    for bad in ({}, 7, {**whole["slots"]["李会计"], "memory": 2**40}):
        whole["slots"]["李会计"] = bad
        ledger.keys.write_text(json.dumps(whole), encoding="utf-8")
        assert keys.users(ledger.keys) == (USER, "李会计")
        assert set(keys.attempts(ledger.keys)) == {USER, "李会计"}
        with pytest.raises(KnownError, match=r"“李会计”的密钥坏了.*重设您的密码"):
            engine.open_ledger(ledger, "李会计", "初始密码")
        engine.open_ledger(ledger, USER, PASSWORD).close()
        with pytest.raises(KnownError, match="重设他们的密码"):
            actions.change_data_key(database, USER)
    actions.reset_password(database, USER, "李会计", "重设的密码")
    actions.change_data_key(database, USER)
    database.close()
    engine.open_ledger(ledger, "李会计", "重设的密码", "自己的密码 2").close()
