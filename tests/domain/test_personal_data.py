"""Who is meant by a text, and what is hidden of it."""

from datetime import date

import pytest

from domain.personal_data import (
    ERASED,
    RULES,
    Fate,
    Held,
    Person,
    backups_until,
    hide,
    hide_all,
    is_meant,
    problem,
)

HER = Person("王伟", "329999195504280428", ("19900000147",))


def test_a_name_alone_is_not_enough():
    assert "同名" in problem(Person("王伟"))
    assert problem(Person("王伟", phones=("19900000147",))) == ""
    assert problem(Person("", "329999195504280428")) == ""


def test_who_is_meant():
    assert is_meant(HER, "证号329999195504280428")
    assert is_meant(HER, "王伟，19900000147")
    assert is_meant(HER, "见到王伟", linked=True)
    assert not is_meant(HER, "见到王伟")
    assert not is_meant(HER, "电话19900000147")


@pytest.mark.parametrize(
    "written",
    [
        "199-0000-0147", "199 0000 0147", "１９９００００ ０１４７", "199\u200b00000147",
        "+8619900000147",
        "32999919520428123x", "329999 19520428 123X", "３２９９９９１９５２０４２８１２３ｘ",
    ],
)  # fmt: skip
def test_a_number_is_a_number_however_it_is_written(written):
    her = Person("王伟", "32999919520428123X", ("19900000147",))
    told = f"找王伟，{written}，住3栋"
    assert her.is_named_in(written)
    assert is_meant(her, told)
    hidden = hide(her, told)
    assert hidden.replace("+86", "") == f"找{ERASED}，{ERASED}，住3栋"
    assert hide(her, hidden) == hidden


def test_other_numbers_stay_as_they_are():
    for other in ("199-0000-0148", "2026-01-19 900 000 14", "E12345678"):
        assert not HER.is_named_in(other)
        assert hide(HER, other) == other
    assert not Person("", "（）").is_named_in("（）")


def test_longer_names_stay_whole():
    others = {"王伟东", "李四"}
    assert hide(HER, "王伟和王伟东，19900000147", others) == f"{ERASED}和王伟东，{ERASED}"
    assert hide(HER, "王伟东") == f"{ERASED}东"
    assert hide(Person(""), "王伟") == "王伟"


def test_hiding_goes_into_every_part():
    kept = {"lines": [{"title": "王伟 反映", "due": None, "n": 3}], "unit": "住建办"}
    hidden = {"lines": [{"title": f"{ERASED} 反映", "due": None, "n": 3}], "unit": "住建办"}
    assert hide_all(HER, kept) == hidden


def test_every_kind_has_its_rule_and_says_why():
    assert set(RULES) == set(Held)
    assert all(rule.why for rule in RULES.values())
    assert RULES[Held.FINANCE].fate is Fate.HIDDEN
    assert RULES[Held.NOTICE].fate is Fate.STAYS


def test_when_backups_have_forgotten():
    assert backups_until(date(2026, 3, 31)) == date(2027, 4, 1)
    assert backups_until(date(2026, 12, 1)) == date(2028, 1, 1)
