"""角色 and 范围 of a user in one form: what somebody may do, and for which places."""

from typing import Any

from PySide6.QtCore import QObject

from db import places
from db.places import PlaceRow
from db.reading import Reader
from db.users.accounts import AccountRow
from domain.places import RANK, Level
from domain.rights import Role
from domain.scopes import Scope
from widgets.fields import ChoiceField
from widgets.forms import Form
from widgets.picks_field import Pick, PicksField
from widgets.segments import SegmentField

WHOLE, SOME = "whole", "some"
_ROLES = [(role, role.value) for role in Role]


class ScopeFields(QObject):
    """Adds the fields to a form; administrators always have the whole ledger."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self._form = form
        self.role = ChoiceField(_ROLES)
        self.reach = SegmentField([(WHOLE, self.tr("全部")), (SOME, self.tr("只管几处"))])
        self.places = PicksField(self.tr("添加村、社区、小区…"))
        form.add("role", self.tr("角色"), self.role, True)
        form.add("reach", self.tr("范围"), self.reach)
        form.add("places", self.tr("地点"), self.places, check=self._check)
        form.edited.connect(self.follow)

    def follow(self) -> None:
        """Show what there is to choose."""
        bound = self._form.values()["role"] != Role.ADMIN
        self._form.set_shown("reach", bound)
        self._form.set_shown("places", bound and self.reach.value() == SOME)

    def begin(self, role: Role | None, scope: Scope | None) -> None:
        """Show a role and a scope as they are stored."""
        picks = tuple(zip(scope.ids, scope.names, strict=True)) if scope else ()
        reach = WHOLE if scope is None else SOME
        self._form.set_values({"role": role, "reach": reach, "places": picks})
        self.follow()

    def offer(self, choices: list[Pick]) -> None:
        """Offer these places."""
        self.places.set_choices(choices)

    def _check(self, picks: tuple[Pick, ...]) -> str:
        values = self._form.values()
        bound = values["role"] != Role.ADMIN and values["reach"] == SOME
        return self.tr("请至少选一处") if bound and not picks else ""


def place_ids(values: dict[str, Any]) -> tuple[int, ...] | None:
    """The places of a form's scope; None for the whole ledger."""
    if values["role"] == Role.ADMIN or values["reach"] != SOME:
        return None
    return tuple(key for key, _ in values["places"])


def kept_ids(row: AccountRow) -> tuple[int, ...] | None:
    """The places of an account's scope as they are stored; None for the whole ledger."""
    return None if row.scope is None else row.scope.ids


def read_places(connection: Reader) -> list[Pick]:
    """All places down to the buildings, each by its name from below the township on."""
    rows = places.all_places(connection)
    by_id: dict[int, PlaceRow] = {row.id: row for row in rows}
    near = (row for row in rows if RANK[row.level] <= RANK[Level.BUILDING])
    return [(row.id, places.full_name(row, by_id)) for row in near]
