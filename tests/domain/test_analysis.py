import random
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.analysis import Message, Proposal, analyse
from exchange.judging import judge
from exchange.reading import read

DAY = datetime(2026, 6, 1, 9)

# Two quarrels in different words, as people write them.
MIXER = (
    (
        "翠岭新城旁边的搅拌站噪音扰民",
        "我是翠岭新城二期业主，小区旁建了混凝土搅拌站，灰尘和噪音让人整夜睡不着",
    ),
    (
        "请求取缔翠岭新城附近的搅拌站",
        "翠岭新城南门外的搅拌站没有手续，混凝土车昼夜进出，噪音扰民，灰尘漫天",
    ),
    (
        "投诉翠岭新城搅拌站污染环境",
        "搅拌站离翠岭新城只有五十米，灰尘落满阳台，孩子咳嗽不止，请环保部门处理",
    ),
    (
        "翠岭新城小区门口搅拌站何时搬走",
        "业主多次反映翠岭新城搅拌站噪音扰民，一直没有答复",
    ),
)
AGAIN = (
    (
        "翠岭新城搅拌站换了名字又开工",
        "翠岭新城旁的搅拌站关了半年，上周换了公司名字重新生产，粉尘比以前还大，请问谁批准的",
    ),
    (
        "举报翠岭新城外搅拌站死灰复燃",
        "去年关停的搅拌站换了公司名字重新生产，翠岭新城几百户又不敢开窗，请求彻底拆除设备",
    ),
    (
        "请问翠岭新城搅拌站为何重新生产",
        "翠岭新城业主来信，关停的搅拌站上周重新生产，谁批准的，请求彻底拆除设备",
    ),
)
PARKING = (
    (
        "澜庭雅苑开发商捆绑销售车位",
        "澜庭雅苑要求买房必须同时买车位，一个车位十八万，不买就不给签合同",
    ),
    (
        "举报澜庭雅苑强制捆绑车位",
        "购买澜庭雅苑房子被告知必须买车位，这是捆绑销售，请住建部门查处",
    ),
    (
        "澜庭雅苑买房必须买车位合理吗",
        "澜庭雅苑售楼部说不买十八万的车位就不签购房合同，捆绑销售",
    ),
)
TOPICS = (
    (
        "咨询{place}农村养老保险补缴问题",
        "我今年五十岁，户口在{place}，想咨询养老保险补缴需要哪些手续，谢谢领导",
    ),
    (
        "请问{place}新生儿医保怎么办理",
        "孩子刚出生，请问在{place}办理新生儿医保需要什么材料，希望领导答复",
    ),
    (
        "{place}道路坑洼请尽快修复",
        "尊敬的领导您好，{place}的道路坑洼不平，下雨积水，希望领导重视，尽快修复",
    ),
    (
        "反映{place}教师待遇问题",
        "尊敬的领导，{place}乡村教师的补贴一直没有发放，教师待遇何时落实，盼复",
    ),
    (
        "{place}夜间路灯不亮",
        "尊敬的领导您好，{place}的路灯坏了很久，晚上出行不方便，希望有关部门处理",
    ),
    (
        "建议{place}增加公交班次",
        "{place}的公交车四十分钟才一班，上下班很不方便，建议增加班次",
    ),
)
VILLAGES = ("溪村", "塘村", "坳镇", "桥镇", "坪村", "冲村")
PLACES = [a + b for a in "杨柳松竹梅桂枫槐榆桃李杏" for b in VILLAGES]


def message(number: int, title: str, text: str, day: float = 0, **more: object) -> Message:
    at = DAY + timedelta(days=day)
    return Message(str(number), title, text, at, **({"person": f"U{number}"} | more))


def noise(seed: int = 1, places: list[str] = PLACES) -> list[Message]:
    """What everybody writes about everywhere: one letter a place and topic."""
    rng = random.Random(seed)
    told = [(t.format(place=p), x.format(place=p)) for p in places for t, x in TOPICS]
    return [message(1000 + n, *each, rng.randrange(28)) for n, each in enumerate(told)]


def quarrel(first: int, told: tuple[tuple[str, str], ...]) -> list[Message]:
    return [message(first + n, *each, 3 * n) for n, each in enumerate(told)]


def clusters(found: tuple[Proposal, ...]) -> list[set[str]]:
    return [set(p.issues) for p in found if p.kind == "cluster"]


def test_two_quarrels_hidden_among_what_everybody_writes() -> None:
    messages = [*noise(), *quarrel(1, MIXER), *quarrel(11, PARKING)]
    found = analyse(messages)
    assert clusters(found)[:2] == [{"1", "2", "3", "4"}, {"11", "12", "13"}]
    assert [p.kind for p in found[:2]] == ["cluster", "cluster"]
    assert "搅拌站" in found[0].title
    assert "翠岭新城" in found[0].reason
    assert "4 人来信 4 件" in found[0].reason
    assert found[0].reason.count("。") == 1


def test_a_topic_or_polite_words_are_no_quarrel() -> None:
    assert clusters(analyse(noise())) == []


def test_the_same_compound_with_another_worry_is_another_quarrel() -> None:
    other = (
        "翠岭新城幼儿园学位不足",
        "翠岭新城配套幼儿园今年只招两个班，适龄儿童入园难，请教育局答复",
    )
    found = analyse([*noise(), *quarrel(1, MIXER), message(50, *other, 4)])
    assert clusters(found)[0] == {"1", "2", "3", "4"}


def test_a_quarrel_that_begins_anew_after_a_long_silence_is_another() -> None:
    later = [message(20 + n, *each, 300 + n) for n, each in enumerate(AGAIN)]
    found = clusters(analyse([*noise(), *quarrel(1, MIXER), *later]))
    assert {"1", "2", "3", "4"} in found
    assert {"20", "21", "22"} in found


def test_what_one_person_sends_twice_is_no_louder() -> None:
    many = [message(30 + n, *PARKING[0], n / 10, person="U11") for n in range(5)]
    found = analyse([*noise(), *quarrel(1, MIXER), *quarrel(11, PARKING), *many])
    assert set(found[0].issues) == {"1", "2", "3", "4"}
    again = [p for p in found if p.kind == "repeat"]
    assert [set(p.issues) for p in again] == [{"11", "30", "31", "32", "33", "34"}]
    assert "重复提交了同一内容" in again[0].reason


def test_repeated_appeals_of_a_person_or_a_household() -> None:
    light = ("路灯一直不亮", "楼前路灯坏了一个月，晚上老人出门摔跤")
    home = {"person": "张堃", "household": "19900000147"}
    again_from = home | {"person": "邹秀英"}
    messages = [
        *noise(),
        message(1, *light, 0, **home),
        message(2, "再次反映路灯不亮", light[1] + "，没有人来修", 9, **again_from),
        message(3, *light, 5, person="市民"),
        message(4, *light, 6, person="市民"),
        message(5, "咨询医保报销比例", "住院费用能报多少", 7, **home),
    ]  # fmt: skip
    again = [p.issues for p in analyse(messages) if p.kind == "repeat"]
    assert again == [("1", "2")]


WORRIES = ("楼道堆满纸箱", "垃圾桶三天没清", "化粪池外溢", "有人养鸡臭气大", "蚊虫太多")
TRIFLES = ("环境卫生", "教育", "医疗卫生", "基础设施")


def worry(number: int, day: int, building: str) -> Message:
    place = ("康泰社区", "京公馆", building)
    words = WORRIES[number - 1]
    return message(number, words, words, day, place=place, category="环境卫生")


def everyday() -> list[Message]:
    """Every category, everywhere in another community, the year through."""
    told = [(category, f"{n % 9}组") for n, category in enumerate(TRIFLES * 60)]
    return [
        message(100 + n, c, c, n, place=("果园社区", group), category=c, person=f"U{n}")
        for n, (c, group) in enumerate(told)
    ]


def hot_spots(*messages: Message) -> list[Proposal]:
    return [p for p in analyse([*everyday(), *messages]) if p.kind == "hot_spot"]


def test_a_hot_spot_is_told_at_the_nearest_level() -> None:
    (spot,) = hot_spots(*(worry(n, n, "3栋") for n in range(1, 5)), worry(5, 200, "5栋"))
    assert spot.issues == ("1", "2", "3", "4")
    assert spot.title == "康泰社区京公馆3栋环境卫生问题集中"
    (spot,) = hot_spots(*(worry(n, n, f"{n}栋") for n in range(1, 5)))
    assert spot.title == "康泰社区京公馆环境卫生问题集中"


def test_what_comes_slowly_or_from_one_person_is_no_hot_spot() -> None:
    assert hot_spots(*(worry(n, 60 * n, "3栋") for n in range(1, 5))) == []
    one = [replace(worry(n, n, "3栋"), person="张堃") for n in range(1, 5)]
    assert hot_spots(*one) == []


def test_two_compounds_are_two_quarrels() -> None:
    text = ("电梯停运", "电梯停运一周，老人上下楼困难，物业说没有维修资金，请帮忙协调")
    places = [("康泰社区", "京公馆"), ("康泰社区", "翠湖花园")]
    told = [message(n, *text, n, place=places[n % 2]) for n in range(1, 7)]
    found = clusters(analyse([*noise(), *told]))
    assert sorted(map(sorted, found)) == [["1", "3", "5"], ["2", "4", "6"]]


def test_the_period_has_both_its_days_and_nothing_else() -> None:
    messages = [*noise(), *quarrel(1, MIXER), *quarrel(11, PARKING)]
    found = analyse(messages, date(2026, 6, 1), date(2026, 6, 7))
    assert set(clusters(found)[0]) == {"1", "2", "3"}
    assert {"11", "12", "13"} in clusters(found)
    assert analyse(messages, date(2027, 1, 1)) == ()
    assert analyse([]) == ()
    assert analyse(messages[:1]) == ()


def test_the_same_whatever_the_order() -> None:
    messages = [*noise(), *quarrel(1, MIXER), *quarrel(11, PARKING)]
    expected = analyse(messages)
    random.Random(3).shuffle(messages)
    assert analyse(messages) == expected


def test_progress_is_told_and_may_cancel() -> None:
    told: list[tuple[int, int]] = []
    messages = [*noise(), *quarrel(1, MIXER)]
    analyse(messages, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, len(messages))
    assert told[-1] == (len(messages), len(messages))

    def cancel(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        analyse(messages, progress=cancel)


def test_nobody_in_particular_is_nobody_s_double() -> None:
    """The desk writes 匿名, or the name masked: those are as many people as letters."""
    names = ("匿名", "群众", "邹**", "邹**")
    told = [replace(m, person=p) for m, p in zip(quarrel(1, MIXER), names, strict=True)]
    (found, *_) = analyse([*noise(), *told])
    assert set(found.issues) == {"1", "2", "3", "4"}
    assert "4 人来信 4 件" in found.reason


def test_a_masked_sender_is_known_by_name_and_phone_together() -> None:
    light = ("路灯一直不亮", "楼前路灯坏了一个月，晚上老人出门摔跤")
    masked = {"person": "邹**", "household": "199****0147"}
    told = [
        message(1, *light, 0, **masked),
        message(2, "再次反映路灯不亮", light[1], 9, **masked),
        message(3, *light, 3, person="张*", household="199****0147"),
        message(4, *light, 4, person="邹**"),
    ]  # fmt: skip
    again = [p.issues for p in analyse([*noise(), *told]) if p.kind == "repeat"]
    assert again == [("1", "2")]


def test_two_counties_and_a_question_are_no_quarrel() -> None:
    told = [
        message(n, f"咨询{place}新生儿医保缴费", f"请问{place}新生儿医保怎么缴费，谢谢", n)
        for n, place in enumerate(("桂溪县", "桂溪县", "松溪县", "松溪县"), 1)
    ]
    assert clusters(analyse([*noise(), *told])) == []


@pytest.mark.parametrize(
    "text",
    ["", "　", "The street light is broken", "😀👍", "路灯坏了" * 250_000],
    ids=["empty", "blank", "english", "emoji", "a megabyte"],
)
def test_letters_that_are_hardly_letters(text: str) -> None:
    same = [message(n, "", text, n) for n in range(1, 6)]
    for proposal in analyse([*noise(), *same]):
        assert proposal.title
    analyse(same)


_words = st.text("翠岭新城搅拌站路灯小区村A3 ，。\n𬭎", max_size=30)
_messages = st.lists(
    st.builds(
        Message,
        number=st.uuids().map(str),
        title=_words,
        text=_words,
        at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
        person=st.sampled_from(["", "张堃", "邹秀英", "U3"]),
        household=st.sampled_from(["", "19900000147"]),
        place=st.sampled_from([(), ("康泰社区",), ("康泰社区", "京公馆", "3栋")]),
        category=st.sampled_from(["", "教育"]),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_messages, st.randoms(use_true_random=False))
def test_whatever_is_written(messages: list[Message], rng: random.Random) -> None:
    found = analyse(messages)
    at = {m.number: (m.at, m.number) for m in messages}
    for proposal in found:
        assert len(set(proposal.issues)) == len(proposal.issues) >= 2
        assert [*proposal.issues] == sorted(proposal.issues, key=at.__getitem__)
        assert proposal.reason.endswith("。")
    shuffled = [*messages]
    rng.shuffle(shuffled)
    assert analyse(shuffled) == found


@pytest.fixture(scope="module")
def letters(shared: Path) -> list[Message]:
    """The real messages, as they are imported."""
    told = judge(read(shared / "data" / "appeals" / "留言与答复.xlsx", "issues")).issues
    return [
        Message(i.number, i.title, i.description, i.events[0].occurred_at, i.person) for i in told
    ]


def test_the_real_quarrels_are_found(letters: list[Message]) -> None:
    found = analyse(letters)
    loudest = [set(p.issues) for p in found[:8]]
    bus = {"25627", "18414", "18398"}
    bridge = {"98413", "104077", "119178", "119151", "98095", "98070"}
    rubbish = {"27446", "27418", "4347"}
    fees = {"58252", "58237", "58213"}
    for quarrel_ in (bus, bridge, rubbish, fees):
        assert quarrel_ in loudest


def test_a_real_month_alone_brings_no_salad(letters: list[Message]) -> None:
    month = [m for m in letters if f"{m.at:%Y-%m}" == "2018-11"]
    # Two people ask how an insurance is paid: a topic, and not the second quarrel.
    assert clusters(analyse(month)) == [{"98413", "104077", "119178"}]


def test_all_letters_in_one_month_are_led_by_quarrels(letters: list[Message]) -> None:
    """Thousands in a month: what leads the list names a road, a bridge, an estate, a station."""
    rng = random.Random(5)
    month = [replace(m, at=DAY + timedelta(minutes=rng.randrange(30 * 24 * 60))) for m in letters]
    leading = analyse(month)[:8]
    whole = " ".join(p.reason for p in leading)
    for named in ("204路", "五一桥", "东方水岸明珠6期", "佳园星城"):
        assert named in whole
    for topic in ("医保", "社保", "公积金", "养老保险", "落地险"):
        assert topic not in whole


def in_one_month(letters: list[Message], count: int) -> list[Message]:
    """So many letters of one month, where each is compared with each."""
    rng, many = random.Random(1), []
    for n in range(count):
        own = letters[n % len(letters)]
        half = len(own.text) // 2
        text = own.text if n < len(letters) else own.text[half:] + own.text[:half]
        at = DAY + timedelta(days=rng.randrange(30))
        many.append(Message(f"{own.number}-{n}", own.title, text, at, f"U{n}"))
    return many


def test_four_times_the_messages_take_less_than_sixteen_times_as_long(
    letters: list[Message],
) -> None:
    """Each letter twice, so that both months have as many doubles; comparing each with each in full
    would take sixteen times."""
    analyse(letters[:300])  # loads the libraries
    took = []
    for share in (8, 2):
        some = letters[: len(letters) // share]
        month = in_one_month(some, 2 * len(some))
        start = time.process_time()
        analyse(month)
        took.append(time.process_time() - start)
    assert took[1] < 16 * took[0]
