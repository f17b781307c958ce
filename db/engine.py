"""Opening a ledger, and the one unit of work through which everything is written."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial

from sqlalchemy import Connection, Engine

from db import changes, migrations
from db.backups import backup
from db.backups.backup_source import Source
from db.drivers import PATIENT_S, file_engine, server_engine, stopping
from db.location import Location
from db.sentences import known_errors
from db.session import WriteSession, now
from db.users import access, accounts, audit
from db.users.accounts import Login
from db.vault import founding, keys, server_slots, swap, unlocking
from db.vault.keys import Keyring, PutSlots
from domain.backups import Why
from domain.errors import KnownError
from domain.rights import PROGRAM

log = logging.getLogger(__name__)

_IMPATIENT_MS = 300  # how long a write that may as well come later waits for another program's


class Database:
    """An open ledger. All its methods belong to one thread, the database thread.

    ``origin`` is what the audit says of where its writes come from.
    """

    def __init__(
        self,
        location: Location,
        engine: Engine,
        keyring: Keyring | None = None,
        origin: str = "",
    ) -> None:
        self.location = location
        self.engine = engine
        self.keyring = keyring
        self.origin = origin
        self.on_commit: Callable[[frozenset[str]], None] | None = None
        self.last_change = 0

    @contextmanager
    def read(self, stopped: Callable[[], bool] | None = None) -> Iterator[Connection]:
        """A consistent view for queries; nothing can be written in it by mistake.

        ``stopped`` is asked during long queries of a file and ends them with an error.
        """
        with known_errors(self.location), self.engine.connect() as connection:
            is_file = connection.dialect.name == "sqlite"
            with stopping(connection, stopped) if stopped and is_file else nullcontext():
                yield connection
            connection.rollback()

    @contextmanager
    def write(
        self, actor: str, first: Callable[[Connection], None] = lambda connection: None
    ) -> Iterator[WriteSession]:
        """The only commit of the program. An exception inside rolls everything back, and so does
        an act that the actor has no right to. ``first`` is done before anything is read."""
        committing = False
        with (
            known_errors(self.location, lambda: committing),
            self.engine.connect() as connection,
        ):
            writing = connection.execution_options(writing=True)
            with self._slots(writing) as put_slots, writing.begin():
                first(writing)
                held = access.standing(writing, actor)
                session = WriteSession(writing, actor, now(), held.scope is not None)
                yield session
                access.require(session, held)
                number, record = 0, ""
                if session.records or session.topics:
                    record = audit.append(writing, session.at, actor, session.records, self.origin)
                    number = changes.append(writing, session.at, actor, session.topics)
                put_slots(session.slots, session.recovery_key, record)
                committing = True
        if number == self.last_change + 1:
            self.last_change = number  # else another workstation's changes lie in between
        if self.on_commit and session.topics:
            self.on_commit(frozenset(session.topics))

    def _slots(self, writing: Connection) -> AbstractContextManager[PutSlots]:
        if self.keyring is None:
            return nullcontext(partial(server_slots.put, writing))
        return self.keyring.changes(partial(audit.has, writing))

    def confirm(self, user: str, password: str) -> None:
        """Raise a KnownError unless this is the user's password; wrong ones are counted, and lock.

        For whoever comes back to a window that locked itself.
        """
        if self.keyring is not None:
            unlocking.unlock(self.location, user, password, now(), self.origin)
            keys.forgive(self.keyring.file, user)
            self.tell_failures()
        with self.read() as connection:
            accounts.must_change(connection, user)
        if self.keyring is None:
            self.check(user, password)

    def check(self, user: str, password: str) -> None:
        """The password of a server's account; a wrong one is a KnownError, and counted there. An
        account from before there were slots gets one."""
        try:
            with self.read() as connection:
                accounts.check(connection, user, password, now())
                has_none = server_slots.is_missing(connection, user)
        except accounts.WrongPasswordError:
            with self.write(PROGRAM) as session:
                accounts.count_failure(session, user)
            raise
        if has_none:
            with suppress(KnownError), self.write(PROGRAM) as session:
                session.set_slot(user, password)

    def log_in(self, user: str) -> Login:
        """Record that the user is in, who was let in by `open_ledger`; wrong passwords before it
        are told once and forgotten.

        For a window. A verb of the command line that only reads changes nothing; what one writes
        names its user anyway."""
        failures = keys.forgive(self.keyring.file, user) if self.keyring else 0
        try:
            with self.impatient(), self.write(user) as session:
                return accounts.log_in(session, user, failures)
        except KnownError:
            # A disk that is full or busy keeps nobody from reading, and from taking a backup.
            log.info("the login of %s is not recorded", user)
            return Login(None, failures)

    def tell_failures(self) -> None:
        """The wrong passwords that nobody could write into a ledger file when they were tried go
        into its audit; a server's are there already."""
        waiting = keys.waiting(self.keyring.file) if self.keyring else []
        if self.keyring is None or not waiting:
            return
        try:
            with self.impatient(), self.write(PROGRAM) as session:
                accounts.note_failures(session, waiting)
        except KnownError:
            log.info("%d wrong passwords wait for the next opening", len(waiting))
            return
        keys.tell(self.keyring.file, waiting)

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """A file that somebody is writing is not waited for as long as for other writes."""
        if self.keyring is None:
            yield
            return
        with self.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {_IMPATIENT_MS}")
            connection.rollback()
        try:
            yield
        finally:
            with self.engine.connect() as connection:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENT_S * 1000}")
                connection.rollback()

    @property
    def data_key(self) -> bytes:
        """What a ledger file is encrypted with; a server's has none."""
        return self.keyring.data_key if self.keyring is not None else b""

    def open_with(self, data_key: bytes) -> None:
        """Go on with the ledger file as another data key opens it."""
        self.engine.dispose()
        opened = _with_key(self.location, data_key)
        self.engine, self.keyring = opened.engine, opened.keyring

    def close(self) -> None:
        """Release the file or the server."""
        self.engine.dispose()


def create(
    location: Location,
    user: str,
    password: str,
    fill: Callable[[WriteSession], None] = lambda session: None,
    recovery_key: str = "",
    origin: str = "",
) -> Database:
    """A new, encrypted ledger with its first administrator and what ``fill`` puts in; a file is
    opened by the recovery key too, if there is one.

    Refuses to overwrite one; when it fails, or is killed, there is none: a server's comes about in
    one transaction, a file gets its name when it is whole.
    """
    if not user or not password:
        raise KnownError("新建台账需要用户名和密码，没有建立；请补上后再试。")

    def filled(database: Database) -> Database:
        try:
            with database.write(user, migrations.upgrade_in) as session:
                if accounts.count(session.connection):
                    raise KnownError(f"“{location.name}”已经有台账，没有覆盖；请直接打开它。")
                accounts.found(session, user, password)
                fill(session)
                session.recovery_key = recovery_key
        except BaseException:
            database.close()
            raise
        return database

    if location.file is None:
        return filled(Database(location, server_engine(location), origin=origin))
    data_key = keys.new_data_key()
    with founding.aside(location) as there:
        keys.add_slot(there.keys, user, password, data_key)
        made = filled(_with_key(there, data_key, origin))
        made.close()
    database = _with_key(location, data_key, origin)
    database.last_change = made.last_change
    return database


class MustChangeError(KnownError):
    """The password is right, but an administrator set it: its user chooses another one first."""


def open_ledger(
    location: Location,
    user: str,
    password: str,
    new_password: str | None = None,
    origin: str = "",
) -> Database:
    """Open an existing ledger, bringing an older one up to date. Every refusal is a KnownError.

    With ``new_password`` it becomes the user's own; a `MustChangeError` asks for it.
    """
    is_finished = False
    if location.file is None:
        database = Database(location, server_engine(location), origin=origin)
    else:
        _find(location)
        unlocked = unlocking.unlock(location, user, password, now(), origin)
        database = _with_key(location, unlocked.data_key, origin)
        is_finished = unlocked.is_finished
    with _closed_on_failure(database, user, is_finished):
        if location.file is None:
            database.check(user, password)
        with database.read() as connection:
            has_to = accounts.must_change(connection, user)
        if new_password is not None:
            with database.read() as connection:
                before = accounts.worn(connection, user)
            chosen = accounts.chosen(before, password, new_password)
            with database.write(user) as session:
                accounts.change_password(session, chosen)
        elif has_to:
            raise MustChangeError(
                "这个密码是管理员设的，要先改成自己的，台账还没有打开；请在窗口里打开台账来改。"
            )
    return database


def recover(
    location: Location, user: str, recovery_key: str, new_password: str, origin: str = ""
) -> Database:
    """Open a ledger file by its recovery key, and give a user a new password."""
    if location.file is None:
        raise KnownError("服务器上的台账没有恢复密钥，没有改动；请管理员重设您的密码。")
    _find(location)
    unlocked = unlocking.unlock_recovery(location, recovery_key, now(), origin)
    database = _with_key(location, unlocked.data_key, origin)
    with _closed_on_failure(database, user, unlocked.is_finished), database.write(user) as session:
        accounts.recover_password(session, user, new_password)
    return database


def _find(location: Location) -> None:
    swap.settle(location)
    if location.file is None or not location.file.exists():
        raise KnownError(f"找不到台账“{location.file}”；请核对位置，或先新建台账。")
    if not location.file.stat().st_size:  # an empty database to SQLite, which would fill it
        raise KnownError(
            f"台账文件“{location.file.name}”是空的（0 字节），没有打开、没有改动；"
            "请用最近的备份恢复。"
        )


@contextmanager
def _closed_on_failure(database: Database, user: str, is_key_new: bool) -> Iterator[None]:
    """A ledger that is brought up to date, and then allowed to be opened, or not; that its data
    key came with this opening is recorded, if anything can be."""
    try:
        _bring_up(database, user)
        if is_key_new:
            with suppress(KnownError), database.write(PROGRAM) as session:
                session.log("accounts", "更换数据密钥", "", "上次中断，打开台账时办好")
        yield
        database.tell_failures()
        with database.read() as connection:
            database.last_change = changes.last(connection)
    except BaseException:
        database.close()
        raise


def _bring_up(database: Database, user: str) -> None:
    """To the newest schema, all of it or nothing; a step of ours that fails is told as well, since
    whoever has the ledger needs it tomorrow."""
    saved: list[str] = []
    try:
        with known_errors(database.location):
            migrations.upgrade(database.engine, partial(_save, database, user, saved))
    except KnownError:
        raise
    except Exception as error:
        log.exception("a ledger was not brought up to date")
        kept = f"升级前的样子也备份在“{saved[0]}”" if saved else "服务器上的数据全部退回了原样"
        raise KnownError(
            "台账没有升级成功，没有打开，仍和升级前一样；"
            f"{kept}，请先用原来版本的程序，并把日志交给维护人员。"
        ) from error


def _with_key(location: Location, data_key: bytes, origin: str = "") -> Database:
    assert location.file is not None, "a server has no data key"
    engine = file_engine(location.file, data_key)
    return Database(location, engine, Keyring(location.keys, data_key), origin)


def _save(database: Database, user: str, saved: list[str]) -> None:
    """The ledger as it is before its schema is changed, its file's name into ``saved``; a server's
    is its administrator's care."""
    if database.location.file is None:
        return
    try:
        source = Source(database.location, user, database.data_key)
        saved.append(backup.keep(source, Why.UPGRADE).backup.file.name)
    except KnownError as error:
        raise KnownError(f"升级台账前的备份没有做成，没有打开、没有改动：{error}") from error
