"""Work at a ledger as the program does it, in a process of its own that may be killed any moment.

Before each act the process tells what it begins, after it what must be found from then on.
"""

import random
import signal
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from db import engine, places
from db.backups import backup
from db.households import households
from db.issues import issues
from db.location import Location
from db.models import Household, Issue, Notice, Posting
from db.notices import notice_register
from db.notices.notice_content import Drafted, drafted
from db.session import now, today
from db.users import accounts
from domain.backups import Why
from domain.disclosure import Affairs, Imprint, Paragraph
from domain.disclosure import Notice as Sheet
from domain.entries import EventEntry, HouseholdEntry, IssueEntry, ResidentEntry, VisitEntry
from domain.errors import KnownError
from domain.moves import MoveRequest
from domain.notice_life import NoticeState
from domain.rights import Role
from domain.visits import Outcome
from domain.workflow import Move, State
from tests import samples
from tests.conftest import PASSWORD, USER
from ui import actions, keeping
from ui.importing import imports
from ui.opening.opened import Opened, held

BEGUN, KEPT, REFUSED = "begun", "kept", "refused"
Fact = tuple[Any, ...]
"""The kind of thing and which, then how it is."""

_NEXT = {
    State.REGISTERED: MoveRequest(Move.TRIAGE, colour="yellow", unit="物业科"),
    State.TRIAGED: MoveRequest(Move.DISPATCH, unit="住建办"),
    State.DISPATCHED: MoveRequest(Move.SIGN),
    State.HANDLING: MoveRequest(Move.REPORT, note="正在办"),
}
_MOST_REPORTS = 8
_ROWS_OF_A_FILE = 40


def opened(location: Location) -> Opened:
    """A ledger under the window's lock, as the window opens it."""
    waiting: Any = SimpleNamespace(cancelled=False)
    return held(waiting, location, USER, partial(engine.open_ledger, location, USER, PASSWORD))


def work(where: Location, folder: Path, seed: int, pipe: "Connection[Any, Any]") -> None:
    """Open the ledger and work at it until killed; ``seed`` is another one each time."""
    pipe.send(("opening", ()))
    try:
        hand = Hand(opened(where), folder, seed, pipe)
        while True:
            hand.act()
    except KnownError as error:
        pipe.send((REFUSED, (str(error),)))
        signal.pause()


class Hand:
    """Somebody who works at a ledger, choosing by chance what to do next."""

    def __init__(self, desk: Opened, folder: Path, seed: int, pipe: "Connection[Any, Any]") -> None:
        self.database, self.user, self.folder = desk.database, desk.user, folder
        self.seed, self.chance, self.pipe = seed, random.Random(seed), pipe
        self.count = 0
        self.communities = [
            row.id for row in self.ask(places.all_places) if row.level == "community"
        ]
        self.often = (self.register, self.visit, self.save, self.issue, self.move, self.notice)
        self.seldom = (self.post, self.photo, self.bring_in, self.account, self.back_up)

    def act(self) -> None:
        """One unit of work or a few that belong together."""
        self.count += 1
        self.chance.choice(self.often * 2 + self.seldom)()

    def ask(self, query: Callable[..., Any], *values: Any) -> Any:
        with self.database.read() as connection:
            return query(connection, *values)

    def do(self, verb: Callable[..., Any], *values: Any) -> Any:
        return verb(self.database, self.user, *values)

    def begin(self, *which: Any) -> None:
        self.pipe.send((BEGUN, which))

    def keep(self, *fact: Any) -> None:
        self.pipe.send((KEPT, fact))

    def any_id(self, column: Any, *conditions: Any) -> int | None:
        ids = self.ask(lambda c: c.scalars(select(column).where(*conditions)).all())
        return self.chance.choice(ids) if ids else None

    # Each act: what is done, and what must be found then.

    def register(self) -> None:
        self.begin("household")
        name = f"邹{self.seed}"
        people = tuple(ResidentEntry(f"{name}-{n}") for n in range(self.chance.randint(0, 3)))
        entry = HouseholdEntry(
            (), room=f"{self.seed}-{self.count}", head=name, residents=people, remark="0"
        )
        id_ = self.do(actions.add_household, self.chance.choice(self.communities), entry)
        self.keep("household", id_, 1, "0", len(people))

    def save(self) -> None:
        id_ = self.any_id(Household.id, Household.batch_id.is_(None))
        if id_ is None:
            return
        self.begin("household", id_)
        page = self.ask(households.page, id_)
        entry = households.entry_of(page)
        remark = f"{page.version}"
        people = (*entry.residents, ResidentEntry(f"邹{self.seed}又{self.count}"))[-4:]
        changed = HouseholdEntry(
            (), room=entry.room, head=entry.head, residents=people, remark=remark
        )
        version = self.do(actions.save_household, id_, page.version, changed)
        self.keep("household", id_, version, remark, len(people))

    def visit(self) -> None:
        id_ = self.any_id(Household.id)
        if id_ is None:
            return
        self.begin("visit")
        need = "路灯不亮" if self.chance.random() < 0.3 else ""
        entry = VisitEntry(id_, today(), Outcome.PERSON, note=f"第{self.count}次", need=need)
        self.keep("visit", self.do(actions.add_visit, entry), id_, entry.note, bool(need))

    def issue(self) -> None:
        self.begin("issue")
        entry = IssueEntry(f"电梯停运{self.seed}-{self.count}", (EventEntry(Move.REGISTER, now()),))
        id_ = self.do(actions.register_issue, entry, self.chance.choice(self.communities))
        self.keep("issue", id_, 1, 1, State.REGISTERED)

    def move(self) -> None:
        id_ = self.any_id(Issue.id, Issue.state.in_(_NEXT))
        if id_ is None:
            return
        page = self.ask(issues.page, id_)
        if len(page.events) > _MOST_REPORTS:
            return
        self.begin("issue", id_)
        request = _NEXT[page.row.state]
        self.do(actions.move_issue, id_, page.version, request)
        page = self.ask(issues.page, id_)
        self.keep("issue", id_, page.version, len(page.events), page.row.state)

    def notice(self) -> None:
        self.begin("notice")
        id_ = self.do(actions.draft_notice, self._draft())
        self.keep("notice", id_, NoticeState.DRAFT, None, "")
        self.begin("notice", id_)
        self.do(actions.review_notice, self._notice(id_), "李建国", today())
        self.keep("notice", id_, NoticeState.REVIEWED, None, "")
        self.begin("notice", id_)
        year = today().year
        serial = self.ask(notice_register.next_number, year)
        pdf = self.chance.randbytes(self.chance.choice((500, 60_000)))
        self.do(actions.approve_notice, self._notice(id_), (year, serial), pdf, "")
        self.keep("notice", id_, NoticeState.APPROVED, serial, sha256(pdf).hexdigest())
        self.begin("notice", id_)
        self.do(actions.mark_notice_printed, id_)
        self.keep("notice", id_, NoticeState.PRINTED, serial, sha256(pdf).hexdigest())

    def _draft(self) -> Drafted:
        day = today()
        imprint = Imprint(
            "虚构居委会", "监委会", day, day, day + timedelta(days=30), "意见箱", "0527-80000000"
        )
        sheets = tuple(
            (
                place,
                Sheet(
                    "general",
                    Affairs.VILLAGE,
                    "一般公示",
                    f"{place}号",
                    "2026年6月",
                    (Paragraph(f"第{self.seed % 1000}次来，第{self.count}件事"),),  # no mobile
                    imprint,
                ),
            )
            for place in self.communities
        )
        return drafted("general", "一般公示", None, date(2026, 6, 1), date(2026, 6, 30), sheets)

    def _notice(self, id_: int) -> notice_register.NoticeRow:
        row: notice_register.NoticeRow = self.ask(notice_register.rows, [id_])[id_]
        return row

    def post(self) -> None:
        printed = select(Notice.id).where(Notice.state.in_((NoticeState.PRINTED, "posted")))
        id_ = self.any_id(Posting.id, Posting.posted_on.is_(None), Posting.notice_id.in_(printed))
        if id_ is None:
            return
        self.begin("posting", id_)
        self.do(actions.post_sheets, [id_], today(), "王建国")
        self.keep("posting", id_, "")

    def photo(self) -> None:
        id_ = self.any_id(Posting.id, Posting.posted_on.is_not(None))
        if id_ is None:
            return
        self.begin("posting", id_)
        picture = self.chance.randbytes(200_000)
        self.do(actions.put_posting_photo, id_, picture)
        self.keep("posting", id_, sha256(picture).hexdigest())

    def bring_in(self) -> None:
        self.begin("batch")
        rows = [("楼栋", "单元", "室号", "户主", "姓名", "与户主关系", "身份证号")]
        for n in range(_ROWS_OF_A_FILE):
            number = samples.id_number(f"19{self.count % 100:02}0{n % 9 + 1}01", n % 50)
            home = (f"{self.seed}栋", f"{self.count}单元", f"{n // 2 + 101}", "邹一")
            name = f"邹{self.seed}{self.count}{n}"
            rows.append((*home, name, "户主" if n % 2 == 0 else "儿子", number))
        file = self.folder / f"康泰社区-翠湖花园-{self.seed}-{self.count}.csv"
        samples.table(file, rows)
        read = imports.read(self.database, file, "households")
        judged = imports.judge(self.database, read)
        file.unlink()
        keeping.before_import(self.database, self.user)
        stored = imports.store(self.database, self.user, judged)
        self.keep("batch", stored.batch_id, stored.rows)

    def account(self) -> None:
        """A colleague comes, gets another password, chooses one, and perhaps leaves again."""
        name = f"同事{self.seed}-{self.count}"
        self.begin("account", name)
        self.do(actions.add_user, name, password(name, 0), Role.ENTRY)
        self.keep("account", name, 0)
        self.begin("account", name)
        self.do(actions.reset_password, name, password(name, 1))
        self.keep("account", name, 1)
        self.begin("account", name)
        before = self.ask(accounts.worn, name)
        chosen = accounts.chosen(before, password(name, 1), password(name, 2))
        actions.change_own_password(self.database, name, chosen)
        self.keep("account", name, 2)
        if self.chance.random() < 0.5:
            self.begin("account", name)
            self.do(actions.remove_user, name)
            self.keep("account", name, None)

    def back_up(self) -> None:
        if self.database.location.file is None:
            return  # a server's ledger is in its administrator's care
        self.begin("backup")
        why = self.chance.choice((Why.DAILY, Why.HAND))
        kept = backup.keep(keeping.source(self.database, self.user), why)
        self.keep("backup", kept.backup.made_at)


def password(name: str, number: int) -> str:
    """The so-many-th password of a colleague."""
    return f"正确的密码 {number} {name[::-1]}"
