"""Whatever is typed for a notice is refused in words, or hangs as it was typed."""

from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from domain import general_notice, notice_texts
from domain.disclosure import Affairs
from domain.general_notice import GeneralWords
from domain.notice_texts import BASIS, SUBJECT, Every, NoticeTexts
from domain.places import Level, PlaceStep
from printing.batch import print_notice
from printing.page import A3_LANDSCAPE, A4
from tests.hostile.mutations import TEXT, WHOLE_TEXT, examples
from tests.printing.samples import imprint

TYPED = st.one_of(
    TEXT,
    st.lists(st.one_of(TEXT, st.just("一、说明"), st.just("正文。")), max_size=5).map("\n".join),
)
TABLE = st.one_of(
    st.just(""),
    st.lists(
        st.lists(st.one_of(TEXT, st.just("1,000.50")), max_size=5).map("\t".join), max_size=5
    ).map("\n".join),
    st.lists(st.lists(TEXT, max_size=4).map("|".join), max_size=4).map("\n".join),
)


@examples(10)
@given(TYPED, TYPED, TABLE, WHOLE_TEXT, WHOLE_TEXT, st.sampled_from((A4, A3_LANDSCAPE)))
def test_a_notice_of_anything(
    title: str, body: str, table: str, office: str, place: str, paper: object
) -> None:
    words = GeneralWords(Affairs.VILLAGE, title, body, table)
    told = general_notice.fault(words)
    general_notice.secrets(words)
    if told:
        assert "\n" not in told
        return
    made = general_notice.notice(
        (PlaceStep(Level.COMPOUND, place),), words, imprint(office=office, objection=office)
    )
    with TemporaryDirectory() as folder:
        out = Path(folder) / "a.pdf"
        print_notice(made, out, paper)
        assert out.read_bytes().startswith(b"%PDF")


VALUES = {
    "publication_day": st.integers(),
    "posted_days": st.integers(),
    "every": st.sampled_from(Every),
}
SLOTTED = st.lists(st.one_of(TEXT, st.just(BASIS), st.just(SUBJECT)), max_size=4).map("".join)


@examples(60)
@given(st.data(), TEXT, TEXT)
def test_texts_of_anything(data: st.DataObject, basis: str, subject: str) -> None:
    values = {
        field.name: data.draw(VALUES.get(field.name, SLOTTED)) for field in fields(NoticeTexts)
    }
    texts = notice_texts.tidy(values)
    told = notice_texts.faults(texts)
    assert all("\n" not in words for words in told.values())
    whole = notice_texts.opened(texts.opening, basis, subject)
    if "opening" not in told:
        assert subject in whole
