"""What is typed and not stored, on both databases."""

from datetime import date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import drafts
from db.drafts import Typed
from db.users import accounts
from domain.rights import Role
from tests.conftest import USER

TYPED = Typed(
    "登记问题 路灯不亮",
    {"title": "路灯不亮", "found": None, "day": date(2026, 11, 3), "photo": b"\xff\xd8"},
)


def kept(database, user=USER):
    with database.read() as connection:
        return drafts.of_user(connection, user)


def test_each_user_has_their_own_until_they_are_stored(database):
    with database.write(USER) as session:
        drafts.keep(session, {"issue:": TYPED, "visit:": TYPED})
        assert not session.topics
        assert not session.records
    assert kept(database) == {"issue:": TYPED, "visit:": TYPED}
    assert kept(database, "别人") == {}
    later = Typed("登记问题", {"title": "两盏"})
    with database.write(USER) as session:
        drafts.keep(session, {"issue:": later, "visit:": None})
    assert kept(database) == {"issue:": later}


def test_whoever_is_removed_leaves_nothing_half_typed(database):
    with database.write(USER) as session:
        accounts.add(session, "走了的人", "一个好密码 9", Role.ENTRY)
    with database.write("走了的人") as session:
        drafts.keep(session, {"visit:": TYPED})
    with database.write(USER) as session:
        drafts.keep(session, {"visit:": TYPED})
        accounts.remove(session, "走了的人")
    assert kept(database, "走了的人") == {}
    assert kept(database) == {"visit:": TYPED}


_ONE = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.binary(max_size=99)
_ONE |= st.dates() | st.datetimes()
_KEYS = st.text(min_size=1).filter(lambda key: "\x00" not in key and not key.startswith("$"))
_VALUES = st.recursive(
    _ONE, lambda inner: st.lists(inner).map(tuple) | st.dictionaries(_KEYS, inner)
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.dictionaries(_KEYS, _VALUES, max_size=5))
def test_whatever_a_form_holds_comes_back_the_same(values):
    import json

    packed = json.loads(json.dumps(drafts._packed(values)))
    assert drafts._unpacked(packed) == values


def test_times_and_days_are_told_apart(database):
    values = {"at": datetime(2026, 11, 3, 9), "on": date(2026, 11, 3), "rows": ((1, "甲"), ())}
    with database.write(USER) as session:
        drafts.keep(session, {"meeting:": Typed("", values)})
    found = kept(database)["meeting:"].values
    assert found == values
    assert type(found["on"]) is date
    assert type(found["rows"]) is tuple
