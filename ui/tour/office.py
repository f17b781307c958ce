"""Stations of importing, the settings and the notices."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from db.households import households
from db.reading import Reader
from db.session import today
from domain.deadlines import is_workday
from domain.disclosure import TEMPLATES
from domain.general_notice import GeneralWords
from domain.paper_sizes import PaperSize
from domain.places import Level
from exchange.export import Column, write_table
from ui.desk import Desk
from ui.notices import publishing, texts
from ui.settings.settings_page import SettingsPage
from ui.tour.camera import Camera, first_compound, first_of

_GENERAL = GeneralWords(
    title="关于开展小区环境整治和楼道杂物清理工作的通知",
    body=(
        "为改善小区环境，消除消防隐患，经居民议事会商议，定于本周六集中清理楼道杂物。\n"
        "一、清理范围\n全部楼道、地下车库入口和楼前绿化带。\n"
        "二、注意事项\n请提前自行清走需要保留的物品，逾期由物业公司统一清运。"
    ),
    table="时间\t楼栋\t负责人\n上午\t1至4号楼\t物业公司\n下午\t5至8号楼\t第3工作组",
)
_TITLES = ["楼栋", "单元", "室号", "户主", "姓名", "与户主关系", "身份证号", "联系电话", "备注"]
_ROWS = (
    ("1栋", "1单元", "101", "邹秀英", "邹秀英", "户主", "329999195504280428", "19900000147", ""),
    ("1栋", "1单元", "101", "", "邹伟", "儿子", "32999919800101173", "19900000148", ""),
    ("1栋", "1单元", "102", "欧阳建国", "欧阳建国", "户主", "329999197001010017", "1990000", ""),
    ("1栋", "1单元", "201", "", "", "", "", "", "空置"),
    ("1栋", "2单元", "101", "张堃", "", "户主", "329999196501010033", "19900000150", ""),
    ("小计", "", "", "", "4 户", "", "", "", ""),
)


def settings(camera: Camera, desk: Desk) -> Iterator[Path]:
    """Every section of the settings with something typed that is not saved."""
    desk.pages.show_settings()
    page = desk.pages.settings
    camera.settle()
    yield from _time_and_kinds(camera, page)
    yield from _routing_and_projects(camera, page)
    page.show_section(page.fonts)
    camera.settle()
    yield camera.picture("设置-打印字体")
    yield _notice_texts(camera, page)
    yield from _users_and_safety(camera, page)
    page.show_section(page.persons)

    def member(reader: Reader) -> int:
        found = households.order(reader, households.HouseholdFilter(), limit=9)
        homes = (households.page(reader, id_) for id_ in found)
        return next(person.id for home in homes if home for person in home.residents)

    page.persons.show_member(desk.bench.ask(member))
    yield camera.picture("设置-个人信息请求")
    page.show_section(page.look)
    yield camera.picture("设置-外观")
    page.left.emit()


def _time_and_kinds(camera: Camera, page: SettingsPage) -> Iterator[Path]:
    """Limits, workdays, categories and visits."""
    yellow = next(row for row in page.limits.colours.rows if row.key == "yellow")
    yellow.finish.set_value(5)
    yield camera.picture("设置-颜色和时限")
    page.show_section(page.calendar)
    day = next(d for d in (today() + timedelta(days=n) for n in range(1, 9)) if is_workday(d))
    page.calendar.show_year(day.year)
    page.calendar.toggle(day)
    page.calendar.own_days.fields[day].set_value("停电检修")
    yield camera.picture("设置-工作日历")
    page.show_section(page.categories)
    camera.settle()
    page.categories.tree.setCurrentIndex(page.categories.tree.model().index(2, 0))
    yield camera.picture("设置-问题类别")
    page.show_section(page.visits)
    camera.settle()
    page.visits.on_demand.choose()
    yield camera.picture("设置-走访和双线")
    page.visits.reset()


def _routing_and_projects(camera: Camera, page: SettingsPage) -> Iterator[Path]:
    """To whom issues of a kind go, and what a project needs."""
    page.show_section(page.routing)
    camera.settle()
    for place, unit in ((2, "住建办"), (None, "综合办")):
        page.routing.add()
        row = page.routing.rows[-1]
        if place is not None:
            row.category.set_value(page.routing._choices.categories[place][0])
        row.unit.set_value(unit)
    yield camera.picture("设置-派单规则")
    page.show_section(page.projects)
    yield camera.picture("设置-实事项目")


def _users_and_safety(camera: Camera, page: SettingsPage) -> Iterator[Path]:
    """Users, the data key, backups and the audit."""
    page.show_section(page.users)
    camera.settle()
    yield camera.picture("设置-用户和权限")
    page.users.ask_key()
    camera.settle()
    yield camera.picture("设置-更换数据密钥")
    page.users.key_page.left.emit()
    page.show_section(page.backup)
    page.backup.make()
    camera.settle()
    yield camera.picture("设置-备份")
    page.show_section(page.audit)
    camera.settle()
    page.audit.table.setCurrentIndex(page.audit.table.rows.index(0, 0))
    page.audit.check()
    yield camera.picture("设置-操作记录")


def _notice_texts(camera: Camera, page: SettingsPage) -> Path:
    """The words of one kind of notice, with a number that must not hang."""
    page.show_section(page.notices)
    camera.settle()
    page.notices.template.set_value("finance")
    page.notices.form.field("objection").set_value("一楼大厅意见箱，或打 13800000000")
    taken = camera.picture("设置-公示文字")
    page.notices.reset()
    return taken


def notices(camera: Camera, desk: Desk) -> Iterator[Path]:
    """One notice, and one a stairwell, of two templates."""
    day = today()
    since, until = publishing.this_month(day)
    place = first_compound(desk)
    for template, name in (("issue_progress", "问题办理情况"), ("work_team", "下沉工作组")):
        wish = publishing.Wish(template, place, Level.ENTRANCE, since, until, day)
        made = desk.bench.ask(partial(publishing.build, wish=wish))
        for notices, kind in ((made[:1], "一张"), (made, "每个单元一张")):
            target = camera.folder / f"{name}-{kind}.pdf"
            publishing.write(notices, target)
            yield target
    for template in ("projects", "happy_bill", "satisfaction", "party_identity"):
        yield from _whole_place(camera, desk, template)


def _whole_place(camera: Camera, desk: Desk, template: str) -> Iterator[Path]:
    """A notice of all of the first community that has compounds; of the projects one on every
    size of paper."""
    day, place = today(), first_of(desk, Level.COMPOUND).parent_id
    every = desk.bench.ask(texts.current)[template].every
    since, until = publishing.period_of(template, day, every)
    wish = publishing.Wish(template, place, None, since, until, day)
    made = desk.bench.ask(partial(publishing.build, wish=wish))
    title = TEMPLATES[template].title
    for size in PaperSize if template == "projects" else (PaperSize.A4,):
        target = camera.folder / f"{title}-{size}.pdf"
        publishing.write(made, target, size=size)
        yield target


def written(camera: Camera, desk: Desk) -> Iterator[Path]:
    """Making notices: party members by their compound, and a notice the office writes itself."""
    view = desk.pages.notices
    camera.go(desk, "notices")
    view.choose("issue_progress", first_compound(desk))
    yield camera.picture("公开公示")
    view.template.set_value("party_identity")
    view.wishing.choose({"per": "whole"})
    yield camera.picture("公示-党员亮身份")
    view.template.set_value("general")
    view.general.put_words(_GENERAL)
    yield camera.picture("公示-一般公示")
    target = camera.folder / view._file_name()
    view.outlet.choose(target)
    camera.wait_for(target.exists)
    camera.settle()
    view.general.clear()
    view.template.set_value("issue_progress")
    yield target


def finance(camera: Camera, desk: Desk) -> Iterator[Path]:
    """A community's accounts, an entry being put right, and the notice."""
    view = desk.pages.finance
    camera.go(desk, "finance")
    view.line.summary.setText("购办公用纸和墨盒")
    view.line.expense.setText("286.50")
    yield camera.picture("财务")
    view.line.start_over()
    account = next(a for a in view.accounts.accounts.values() if a.periods)
    closed = next(p for p in account.periods if p.is_closed)
    view.show_period(account.place_id, closed.id)
    camera.settle()
    view.table.setCurrentIndex(view.table.rows.index(1, 0))
    view.correcting.click()
    yield camera.picture("财务更正")
    view.line.leaving.click()
    desk.pages.post_accounts(closed)
    yield camera.picture("财务公示")
    wish = publishing.Wish("finance", account.place_id, None, closed.since, closed.until, today())
    made = desk.bench.ask(partial(publishing.build, wish=wish))
    target = camera.folder / "财务收支.pdf"
    publishing.write(made, target)
    yield target


def importing(camera: Camera, desk: Desk) -> Iterator[Path]:
    """Choosing a file, and a file with faults."""
    desk.pages.import_files("households")
    yield camera.picture("导入")
    desk.pages.import_files("households", [str(_sample_ledger(camera))])
    yield camera.picture("导入检查")
    desk.pages.importing.left.emit()


def _sample_ledger(camera: Camera) -> Path:
    """A small ledger with the faults that real ones have."""
    file = camera.scratch / "康泰社区-翠湖花园.xlsx"
    write_table(file, "康泰社区翠湖花园住户台账", [Column(title) for title in _TITLES], _ROWS)
    return file
