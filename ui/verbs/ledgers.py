"""The verbs about a ledger as a whole: begin it, fill it, prove it, save it, show it."""

import hashlib
import os
from argparse import Namespace
from pathlib import Path

from db import check as checks
from db.location import Location, locate
from db.reading import Reader
from db.session import today
from domain import passwords, recovery_key
from domain.errors import KnownError
from ui import ledgers, origin
from ui.verbs.asked import opened, password_in, password_of, say, user_of


def init(chosen: Namespace) -> None:
    """A new ledger with its places and first administrator. Its password is the caller's care: a
    weak one is told, and scripts that chose it long ago go on."""
    known = ledgers.read_divisions(chosen.divisions)
    where, user, password = locate(chosen.db), user_of(chosen), password_of(chosen)
    recovery = _new_recovery_key(chosen.recovery_key, where) if chosen.recovery_key else ""
    try:
        words = (where, user, password, chosen.division, known, recovery)
        ledgers.create(*words, origin=origin.command_line()).close()
    except BaseException:
        if recovery:
            chosen.recovery_key.unlink(missing_ok=True)
        raise
    say(f"已新建台账“{where.name}”，管理员 {user}。")
    if weak := passwords.problem(password, user):
        say(f"提醒：{weak}；请尽快在“设置 · 用户和权限”里改密码。")
    if recovery:
        say(f"恢复密钥写在“{chosen.recovery_key}”，请收好，不要和台账放在一起。")


def _new_recovery_key(file: Path, where: Location) -> str:
    """A recovery key, written before the ledger is made: none is ever without its paper."""
    if where.file is None:
        raise KnownError("服务器上的台账不用恢复密钥，台账没有建立；请去掉 --recovery-key。")
    key = recovery_key.new()
    try:
        with file.open("x", encoding="utf-8") as out:
            file.chmod(0o600)
            out.write(f"{key}\n")
    except FileExistsError as error:
        raise KnownError(f"“{file}”已经存在，没有覆盖，台账没有建立；请换一个文件名。") from error
    except OSError as error:
        raise KnownError(f"“{file}”不能写入，台账没有建立；请换一个文件夹。") from error
    return key


def demo(chosen: Namespace) -> None:
    """A fresh ledger, or an empty one that is there, filled with an invented township."""
    from exchange import demo as invented

    if chosen.households < 1:
        raise KnownError("演示数据至少要有 1 户，没有写入；请用 --households 给出户数。")
    where = locate(chosen.db)
    fresh = where.file is not None and not where.file.exists()
    if fresh:
        words = (where, user_of(chosen), password_of(chosen), chosen.households, chosen.seed)
        ledgers.create_demo(*words, origin=origin.command_line()).close()
    else:
        with opened(chosen) as database:
            made = invented.build(chosen.households, chosen.seed, today())
            ledgers.fill_demo(database, user_of(chosen), made)
    say(f"已写入 {chosen.households:,} 户虚构的演示数据。")


def check(chosen: Namespace) -> None:
    """Whether the ledger is whole: the file, the audit chain, coverage and indexes; and whether
    these PDFs are notices of the register, byte for byte."""
    with opened(chosen) as database, database.read() as connection:
        strange = [file.name for file in chosen.files if not _is_approved(connection, file)]
        faults = []
        for result in checks.run(connection, today()):
            say(f"{'✓' if result.good else '✗'} {result.what}：{result.found}")
            if not result.good:
                faults.append(result.what)
    if faults:
        raise KnownError(f"台账有问题：{'、'.join(faults)}；请先备份，再联系维护人员。")
    if strange:
        raise KnownError(f"不是登记簿里批准的公示，或者改动过：{'、'.join(strange)}。")


def _is_approved(connection: Reader, file: Path) -> bool:
    from db.notices import notice_register

    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise KnownError(f"“{file.name}”读不出来，没有核对；请检查文件名。") from error
    row = notice_register.of_pdf(connection, digest)
    told = f"{row.number}“{row.title}”，与登记簿一致" if row else "登记簿里没有，或者改动过"
    say(f"{'✓' if row else '✗'} {file.name}：{told}")
    return row is not None


def backup(chosen: Namespace) -> None:
    """A verified copy of the ledger in a folder, which is made where there is none."""
    from db.backups import backup as backups
    from db.backups.backup_file import told
    from db.backups.backup_source import Source
    from db.vault import keys
    from domain.backups import Why
    from ui import actions

    with opened(chosen) as database, told(chosen.folder):
        chosen.folder.mkdir(parents=True, exist_ok=True)
        actions.begin_backup(database, user_of(chosen))
        data_key = database.data_key or keys.new_data_key()
        source = Source(database.location, user_of(chosen), data_key, password_of(chosen))
        made = backups.make(source, chosen.folder, Why.HAND)
    say(f"已备份并核对：{made.file}（{made.size / 1e6:,.1f} MB）")


def restore(chosen: Namespace) -> None:
    """A ledger out of its backup, opened by its user and password; what was there is saved."""
    from db.backups import restoring

    where = locate(chosen.db)
    user, password = user_of(chosen), password_of(chosen)
    typed = chosen.now_password_file
    now_by = restoring.Opener(chosen.now_user or user, password_in(typed) if typed else password)
    restored = restoring.restore(
        chosen.file, where, user, password, origin=origin.command_line(), now_by=now_by
    )
    made_at = f"{restored.manifest.made_at:%Y-%m-%d %H:%M}"
    say(f"已恢复“{restored.manifest.name}”{made_at} 的备份：{where.name}")
    if restored.saved is not None:
        say(f"恢复以前的台账存在：{restored.saved}")
    for told in filter(None, (restored.told, restored.left)):
        say(f"{told}。")


def tour(chosen: Namespace) -> None:
    """Every tab and dialog of the real window as pictures, and the sample notices as PDF."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui import tour as walk

    for written in walk.run(chosen.folder):
        say(str(written))
