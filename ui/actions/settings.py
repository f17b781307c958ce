"""The rules of the office, its categories, its routing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from db.backups import backup_places, backup_rehearsal
from db.backups.backup_places import Places
from db.backups.backup_rehearsal import Rehearsal
from db.engine import Database
from db.issues import automatic, category_tree, routing, rules
from db.notices import notice_texts, paper_fonts
from db.visits import visit_rules
from domain.paper_fonts import PaperFonts
from domain.rules import Rules
from domain.visits import VisitRules


def change_rules(
    database: Database,
    user: str,
    before: Rules,
    after: Rules,
    redated: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[automatic.Redated, ...]:
    """The rules as the page has them; with ``redated`` running deadlines that follow them are
    computed anew. Returns what gives these back."""
    with database.write(user) as session:
        held = rules.current(session.connection)
        holds = rules.change(session, before, after)
        return automatic.redate(session, held, holds, progress) if redated else ()


def change_rules_back(
    database: Database,
    user: str,
    after: Rules,
    before: Rules,
    redated: Sequence[automatic.Redated],
) -> None:
    """The rules as they were before a change, and the deadlines that it moved."""
    with database.write(user) as session:
        rules.change(session, after, before)
        automatic.redate_back(session, redated)


def add_category(database: Database, user: str, name: str, parent_id: int | None) -> int:
    """A new category; returns its id."""
    with database.write(user) as session:
        return category_tree.add(session, name, parent_id)


def change_category(
    database: Database,
    user: str,
    category_id: int,
    name: str,
    parent_id: int | None,
    seq: int | None = None,
) -> int:
    """A category's name and the category above it; returns its place, to go back there."""
    with database.write(user) as session:
        return category_tree.change(session, category_id, name, parent_id, seq)


def shift_category(database: Database, user: str, category_id: int, steps: int) -> bool:
    """A category among its siblings; False when it is at the end already."""
    with database.write(user) as session:
        return category_tree.shift(session, category_id, steps)


def remove_category(
    database: Database, user: str, category_id: int, heir_id: int | None
) -> category_tree.Removed:
    """A category goes, its issues to another; returns what brings it back."""
    with database.write(user) as session:
        return category_tree.remove(session, category_id, heir_id)


def restore_category(database: Database, user: str, removed: category_tree.Removed) -> None:
    """A removed category is there again."""
    with database.write(user) as session:
        category_tree.restore(session, removed)


def save_routing(
    database: Database,
    user: str,
    before: Sequence[routing.RuleRow],
    after: Sequence[routing.RuleRow],
) -> None:
    """The routing rules as the page has them."""
    with database.write(user) as session:
        routing.put(session, before, after)


def change_notice_texts(
    database: Database,
    user: str,
    shipped: notice_texts.Texts,
    before: notice_texts.Texts,
    after: notice_texts.Texts,
) -> None:
    """The texts of notices as the page has them, on the ground of those that ship."""
    with database.write(user) as session:
        notice_texts.change(session, shipped, before, after)


def change_visit_rules(
    database: Database, user: str, before: VisitRules, after: VisitRules
) -> None:
    """The settings of visits and lines as the page has them."""
    with database.write(user) as session:
        visit_rules.change(session, before, after)


def change_paper_fonts(
    database: Database, user: str, before: PaperFonts, after: PaperFonts
) -> None:
    """The fonts the office prints in."""
    with database.write(user) as session:
        paper_fonts.change(session, before, after)


def change_backup_places(database: Database, user: str, before: Places, after: Places) -> None:
    """Where the backups of the ledger are kept."""
    with database.write(user) as session:
        backup_places.change(session, database.location, before, after)


def begin_backup(database: Database, user: str) -> None:
    """A user is going to take the whole ledger along; refused without the right, and before any
    copy is there."""
    with database.write(user) as session:
        session.log("backup", "备份", "")


def note_daily_backup(database: Database, user: str, file: Path) -> None:
    """A server is backed up for today."""
    with database.write(user) as session:
        backup_places.note_daily(session, file)


def note_rehearsal(database: Database, user: str, rehearsal: Rehearsal) -> None:
    """What came of rehearsing a restore."""
    with database.write(user) as session:
        backup_rehearsal.note(session, rehearsal)
