"""The words of visit sheets: whom a team met, why it came, who came (DOMAIN.md §4).

Only whole known words are read. A word that denies another, 没见到本人, is not that word, and two
that contradict each other, 见到本人/无人, tell nothing; a phone call is no visit.
"""

import re
from collections.abc import Collection

from domain.cells import close, half, says_yes, word_set
from domain.visits import MET, Outcome, VisitKind

_SEEN = r"(?:已经?)?(?:见到了?|见着了?|见|遇到了?|遇见了?|面见)?(?:了)?"
_THERE = r"(?:都?在家中?|都?在|已?见面|接待)?"
_RELATIVES = (
    r"家人|家属|家里人|亲属|亲人|配偶|妻子?|丈夫|爱人|老公|老婆|老伴|子女|孩子|小孩|儿子?|女儿?"
    r"|儿媳妇?|女婿|父亲?|母亲?|父母亲?|爸爸|妈妈|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|孙子|孙女"
    r"|外孙女?|哥哥|弟弟|兄弟|姐姐|妹妹|姐妹|嫂子|同住人|同住家人|(?:其他)?家庭成员"
)
_WORDS = (
    (
        Outcome.REFUSED,
        r"拒访|拒绝(?:走访|开门|入户|见面|接待|接受走访)?|拒不(?:开门|配合|见面)|不(?:配合|愿配合|开门"
        r"|愿开门|愿见面|愿接受走访|接受走访)",
    ),
    (
        Outcome.NOBODY,
        r"(?:家中|家里|屋内)?(?:无人|没人|没有人)(?:在家|应答?|开门|居住)?|敲门(?:无人应?答?|未应答?|无应答?)"
        r"|[不未没]在家|[未没]见到(?:任何)?人|(?:长期)?无人居住|空户|空房|空关|空置|(?:大门)?锁门"
        r"|(?:大门|门)(?:紧?锁|上锁)|(?:全家|举家)?外出(?:务工|打工|未归)?",
    ),
    (Outcome.FAMILY, rf"{_SEEN}(?:户主|本人|其|他|她)?的?(?:{_RELATIVES}){_THERE}"),
    (Outcome.PERSON, rf"{_SEEN}(?:户主本人|户主|本人){_THERE}|(?:已|当)?见面|见到了?|在家|当面"),
)
_OUTCOMES = tuple((outcome, re.compile(words)) for outcome, words in _WORDS)
_CUTS = re.compile(r"[、,;。/|和及与()\[\]]+")
_EMPTY_BOX = re.compile("[□☐][^□☐☑☒✓✔√■]*")
_TICKS = re.compile("[☑☒✓✔√■]")
_ASKED = re.compile(r"^(?:是否|有无|是不是)|(?:情况|状态|与否)$")

_KINDS = {
    VisitKind.ROUTINE: "例行 例行走访 日常 日常走访 常规 常规走访 定期 定期走访 普遍走访 普访 入户"
    " 入户走访 上门 上门走访 实地 实地走访 集中走访 走访 面访",
    VisitKind.ON_DEMAND: "按需 按需走访 应需 应需走访 应急 应急走访",
    VisitKind.RETURN: "回访 上门回访 入户回访 实地回访",
}
_KIND_OF = {word: kind for kind, listed in _KINDS.items() for word in word_set(listed)}

_SETTLED = re.compile(r"当场|现场|已解决|已办|已处理|解决$|^是$|^√$")
_UNSETTLED = re.compile(r"未|不|没|否|待|转|上报")
_BETWEEN = re.compile(r"[、,;/|]+")
_ROLE = re.compile(r"\((?:副?组长|副?队长|组员|队员|成员)\)")


def read_outcome(word: str, asked: str = "") -> Outcome | None:
    """Whom the team met, as a cell tells it; None when it tells nothing certain.

    ``asked`` is the column's header: a 是 affirms what it asks, 是否见到家人, and a 否 tells
    something only where it asks whether anybody was at home.
    """
    plain = close(word)
    if says_yes(plain) is not None and asked:
        question = _ASKED.sub("", _ASKED.sub("", re.sub(r"\(.*\)", "", close(asked))))
        if says_yes(plain):
            return _told(question)
        return Outcome.NOBODY if plain and question in ("在家", "有人在家") else None
    if says_yes(plain):
        return Outcome.PERSON
    return _told(_TICKS.sub("", _EMPTY_BOX.sub("", plain)))


def _told(plain: str) -> Outcome | None:
    """What all parts of a text say together: who met the person and the family met the person."""
    found = {_whole(part) for part in _CUTS.split(plain) if part}
    if found == set(MET):
        return Outcome.PERSON
    return found.pop() if len(found) == 1 else None


def _whole(part: str) -> Outcome | None:
    return next((outcome for outcome, words in _OUTCOMES if words.fullmatch(part)), None)


def read_kind(word: str) -> VisitKind | None:
    """Why the team came; what is not told is a routine visit, None what is no visit we know."""
    plain = close(word)
    return _KIND_OF.get(plain) if plain else VisitKind.ROUTINE


def read_settled(word: str) -> bool:
    """Whether a need was settled on the spot, as its column tells it."""
    plain = close(word)
    return bool(_SETTLED.search(plain)) and not _UNSETTLED.search(plain)


def read_people(written: str, known: Collection[str]) -> tuple[str, ...]:
    """The names a cell lists, each once; 张 三 is one name, and so is whoever is ``known``."""
    parts = _BETWEEN.split(_ROLE.sub(" ", half(written)))
    return tuple(dict.fromkeys(name for part in parts for name in _names(part.split(), known)))


def _names(pieces: list[str], known: Collection[str]) -> list[str]:
    """The names that pieces of a text make up, which white space stood between."""
    names = []
    while pieces:
        lengths = range(len(pieces), 0, -1)
        taken = next((n for n in lengths if "".join(pieces[:n]) in known), 0) or _apart(pieces)
        names.append("".join(pieces[:taken]))
        pieces = pieces[taken:]
    return names


def _apart(pieces: list[str]) -> int:
    """How many pieces an unknown name has at the front: a single character is none by itself."""
    short = [len(piece) == 1 for piece in pieces[:3]] + [False, False]
    return 2 if len(pieces) > 1 and (short[0] or (short[1] and not short[2])) else 1
