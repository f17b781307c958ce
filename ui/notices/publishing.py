"""Notices made from the ledger, for the window and the command line alike."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from db import places, settings
from db.kept import or_default, same_kind
from db.notices import notices, party_branches
from db.notices.notices import Spot
from db.places import PlaceRow
from db.reading import Reader
from domain import (
    finance_notice,
    general_notice,
    happy_bill,
    party_notice,
    project_notice,
    satisfaction_notice,
    team_notice,
)
from domain.disclosure import TEMPLATES, Imprint, Notice, Paragraph, portraits
from domain.errors import KnownError
from domain.file_names import plain
from domain.notice_texts import Every, NoticeTexts, span_of
from domain.paper_sizes import PaperSize
from domain.paper_words import on_paper
from domain.publication import Duty
from printing.photo import read_jpeg
from ui.notices import texts
from ui.notices.makers import OF_TEMPLATE, Job
from ui.notices.wish import Wish

if TYPE_CHECKING:
    from printing.batch import Printed

IMPRINT_SETTING = "imprint"
_OF_A_PERIOD = frozenset(
    {
        "issue_progress",
        finance_notice.TEMPLATE,
        happy_bill.TEMPLATE,
        satisfaction_notice.TEMPLATE,
    }
)
_MOST_NAMES = 3
_BESIDE_THE_WINDOW = 50  # more notices than a thread draws without anybody feeling it
_LONGEST_NAME = 60  # characters, of at most four bytes each


@dataclass(frozen=True, slots=True)
class Standing:
    """The office's own lines on every notice, kept as a setting. An empty ``office`` stands for
    the committee of the community where the notice hangs. Legal basis and where to object belong
    to the template."""

    office: str = ""
    reviewer: str = "居（村）务监督委员会"
    supervision_phone: str = ""


@or_default(Standing)
def standing(reader: Reader) -> Standing:
    """The lines as the office set them."""
    lines = Standing(**settings.get(reader, IMPRINT_SETTING))
    for line in astuple(lines):
        same_kind(line, "")
    return lines


def standing_values(lines: Standing) -> dict[str, object]:
    """The lines as the setting keeps them."""
    return asdict(lines)


def duties(reader: Reader) -> dict[str, Duty]:
    """What has to be public how often and by when, by template."""
    return {
        key: Duty(own.every, own.publication_day)
        for key, own in texts.current(reader).items()
        if own.every is not Every.NEVER
    }


def template_key(word: str) -> str:
    """The template of a key or of (the beginning of) a title; a KnownError when there is none."""
    for key, template in TEMPLATES.items():
        if word == key or (word and template.title.startswith(word)):
            return key
    titles = "、".join(f"{t.title}（{key}）" for key, t in TEMPLATES.items())
    raise KnownError(f"没有名为“{word}”的公示模板，没有打印；现有模板：{titles}。")


def this_month(today: date) -> tuple[date, date]:
    """The first and last day of the month, the default period."""
    return span_of(Every.MONTH, today)


def period_of(template: str, today: date, every: Every = Every.MONTH) -> tuple[date, date]:
    """The period a template is for unless somebody says otherwise: projects have a year, what is
    told of a period that in which it is published once."""
    if template == project_notice.TEMPLATE:
        return span_of(Every.YEAR, today)
    return span_of(every if template in _OF_A_PERIOD else Every.MONTH, today)


def committee(community: str) -> str:
    """The committee of a community by its full name: 果园居委会 → 果园居民委员会."""
    name = community.replace("居委会", "居民委员会").replace("村委会", "村民委员会")
    return f"{name}居民委员会" if name.endswith("社区") else name


def build(reader: Reader, wish: Wish) -> list[Notice]:
    """The notices of a wish in walking order, all drafts: a few set-based queries."""
    return _made(reader, wish, hung_at(reader, wish))


def first(reader: Reader, wish: Wish) -> tuple[Notice, int]:
    """The first notice of a wish, and how many there are."""
    hung = hung_at(reader, wish)
    return _made(reader, wish, hung[:1])[0], len(hung)


def _made(reader: Reader, wish: Wish, hung: Sequence[Spot]) -> list[Notice]:
    top, lines = _top(reader, wish), standing(reader)
    own = texts.current(reader)[wish.template]
    sheets = [(spot, _imprint(wish, spot, lines, top, own)) for spot in hung]
    made = OF_TEMPLATE[wish.template](reader, Job(wish, top, sheets))
    return [_in_own_words(notice, own) for notice in made]


def _in_own_words(notice: Notice, own: NoticeTexts) -> Notice:
    """The notice under the office's title, with its promise; who writes a notice names it too."""
    title = notice.title if notice.template == general_notice.TEMPLATE else own.title
    promise = (Paragraph(on_paper(own.promise)),) if own.promise else ()
    return replace(notice, title=on_paper(title), blocks=(*notice.blocks, *promise))


def hung_at(reader: Reader, wish: Wish) -> list[Spot]:
    """Where the notices of a wish hang, each place once, in walking order."""
    tops = [_top(reader, wish), *(places.place(reader, place_id) for place_id in wish.also)]
    tops.sort(key=lambda top: top.position)
    hung: dict[int, Spot] = {}
    for top in tops:
        found = (
            [notices.spot(reader, top.id)]
            if wish.per is None
            else notices.spots(reader, top, wish.per)
        )
        if not found:
            raise KnownError(
                f"“{top.name}”下面没有单元，没有打印；请换一个地点，或选“整个地点一张”。"
            )
        hung.update((spot.place_id, spot) for spot in found)
    return list(hung.values())


def _top(reader: Reader, wish: Wish) -> PlaceRow:
    return places.place(reader, wish.place_id) if wish.place_id else places.root(reader)


def _imprint(wish: Wish, spot: Spot, lines: Standing, top: PlaceRow, own: NoticeTexts) -> Imprint:
    return Imprint(
        office=lines.office or committee(spot.community) or top.name,
        reviewer=lines.reviewer,
        published=wish.today,
        posted_from=wish.today,
        posted_to=wish.today + timedelta(days=own.posted_days),
        objection=own.objection,
        supervision_phone=lines.supervision_phone,
        legal_basis=own.legal_basis,
        opening=own.opening,
    )


def write(
    made: Sequence[Notice],
    out: Path | BytesIO,
    progress: Callable[[int], bool] = lambda done: True,
    size: PaperSize = PaperSize.A4,
) -> "Printed":
    """Write one notice, or a batch with its distribution list, on a size of paper."""
    from printing.batch import print_batch, print_notice
    from printing.page import PAPERS

    paper = PAPERS[size]
    if len(made) == 1:
        return print_notice(made[0], out, paper)
    return print_batch(made, out, paper, progress=progress)


def without_stairs(reader: Reader, wish: Wish) -> str:
    """A warning that some party members are known to the compound or building alone, and hang at
    no stairwell; empty for all other notices."""
    if wish.template != party_notice.TEMPLATE or wish.per is None:
        return ""
    hung, whole = hung_at(reader, wish), hung_at(reader, replace(wish, per=None))
    shown, known = (party_branches.count_at(reader, s, wish.today) for s in (hung, whole))
    told = "只登记到小区、楼栋，不在这些公示上；可以在“双报到”里补上单元，或选“整个地点一张”。"
    return f"另有 {known - shown} 名党员{told}" if known > shown else ""


def without_photo(made: Sequence[Notice]) -> str:
    """A warning that names those who consented and have no photo that can be shown."""
    cards = (card for notice in made for card in portraits(notice) if card.consented)
    blank = (card for card in cards if card.photo is None or read_jpeg(card.photo) is None)
    names = list(dict.fromkeys(card.name for card in blank))
    if not names:
        return ""
    more = f"等 {len(names)} 人" if len(names) > _MOST_NAMES else ""
    told = "、".join(names[:_MOST_NAMES])
    return f"{told}{more}没有照片，或照片已损坏，照片处写姓；可以在“双报到”里补上。"


def without_consent(made: Sequence[Notice]) -> str:
    """How many mobiles of cadres stand masked, and where their consent is recorded; empty where
    none does."""
    count = team_notice.masked_phones(made)
    if not count:
        return ""
    return f"{count:,} 人的手机号没有本人同意，中间四位隐去；在“工作组”里修改成员时登记"


def file_name(words: str) -> str:
    """A file name of what a paper is called, that every system takes."""
    return f"{plain(words)[:_LONGEST_NAME].strip()}.pdf"


def with_number(made: Sequence[Notice], number: str) -> list[Notice]:
    """The notices as they are approved: with their number instead of 稿样."""
    return [replace(n, imprint=replace(n.imprint, number=number)) for n in made]


def pdf_of(
    made: Sequence[Notice],
    progress: Callable[[int], bool] = lambda done: True,
    size: PaperSize = PaperSize.A4,
) -> "tuple[bytes, Printed]":
    """The PDF of one notice, or of a batch with its distribution list, on a size of paper; a large
    one is drawn in a process of its own. ``progress`` may raise to stop it."""
    if len(made) > _BESIDE_THE_WINDOW:
        from printing.apart import draw_apart
        from printing.page import PAPERS

        return draw_apart(made, progress, PAPERS[size])
    out = BytesIO()
    printed = write(made, out, progress, size)
    return out.getvalue(), printed
