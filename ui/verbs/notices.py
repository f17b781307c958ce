"""The verb that prints notices: drafts of what the ledger says, and what was approved."""

from argparse import Namespace

from db.session import today
from domain.errors import KnownError
from printing.files import keep_whole
from ui.verbs.asked import opened, say, user_of


def notice(chosen: Namespace) -> None:
    """One notice, or one per stairwell, as an unnumbered draft; an approved one by its number."""
    from db import places
    from db.notices import paper_fonts
    from domain.paper_sizes import PaperSize
    from domain.places import Level
    from printing import fonts
    from ui.notices import publishing

    _refuse_contradictions(chosen)
    if chosen.number is not None:
        _print_again(chosen)
        return
    batch = chosen.template == "batch"
    day = today()
    since, until = publishing.this_month(day)
    with opened(chosen) as database, database.read() as connection:
        found = [places.find(connection, place).id for place in chosen.place]
        wish = publishing.Wish(
            template=publishing.template_key(chosen.batch_template if batch else chosen.template),
            place_id=found[0] if found else None,
            also=tuple(found[1:]),
            per=Level.ENTRANCE if batch else None,
            since=chosen.since or since,
            until=chosen.until or until,
            today=day,
        )
        if wish.since > wish.until:
            raise KnownError(f"开始日期 {wish.since} 晚于结束日期 {wish.until}，没有打印；请调换。")
        made = publishing.build(connection, wish)
        fonts.use(paper_fonts.current(connection))
        without_stairs = publishing.without_stairs(connection, wish)
    printed = publishing.write(made, chosen.out, size=PaperSize(chosen.paper or PaperSize.A4))
    warnings = (publishing.without_photo(made), without_stairs, printed.warning)
    say(f"已写出 {printed.notices} 张公示，共 {printed.pages} 页：{chosen.out}")
    for warning in filter(None, warnings):
        say(warning)


def _print_again(chosen: Namespace) -> None:
    """The notice that was approved under a number, byte for byte."""
    from db.notices import notice_register
    from domain.notice_life import NoticeState, read_number

    number = read_number(chosen.number, today().year)
    with opened(chosen) as database:
        with database.read() as connection:
            row = notice_register.numbered(connection, *number) if number else None
            pdf = notice_register.frozen(connection, row.id) if row else None
        if row is None or pdf is None or row.state is NoticeState.VOID:
            raise KnownError(
                f"没有批准过第 {chosen.number} 号公示，没有打印；不带 --number 可以打印稿样。"
            )
        keep_whole(pdf, chosen.out)
        with database.write(user_of(chosen)) as session:
            notice_register.mark_printed(session, row.id)
    say(f"已写出 {row.number}“{row.title}”：{chosen.out}")


def _refuse_contradictions(chosen: Namespace) -> None:
    if chosen.number is not None:
        if chosen.paper is not None:
            raise KnownError(
                "已批准的公示按批准时的纸张原样打印，没有打印；请去掉 --paper，或换纸张重新登记。"
            )
        return  # the number says all
    batch = chosen.template == "batch"
    if batch and chosen.batch_template is None:
        raise KnownError("批量打印要写明模板：notice batch TEMPLATE --per entrance --out OUT.pdf。")
    if not batch and chosen.batch_template is not None:
        raise KnownError(f"多余的词“{chosen.batch_template}”；批量打印请写 notice batch TEMPLATE。")
