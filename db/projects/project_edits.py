"""民生实事: adding and changing projects, going on with them, and taking back what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from db.coordination import common
from db.models import (
    Base,
    Issue,
    Photo,
    Place,
    Project,
    ProjectIssue,
    ProjectPhoto,
    ProjectStep,
    Unit,
)
from db.projects import projects
from db.reading import Reader, fetch
from db.session import WriteSession
from db.teams import units
from db.users import whereabouts
from domain.errors import KnownError
from domain.places import Level
from domain.projects import (
    STATE_WORDS,
    ProjectEntry,
    Standing,
    State,
    StepRequest,
    after,
    entry_fault,
    fault,
    is_milestone,
    note_of,
    remark,
)

_GONE = "这个项目已不在台账里，没有改动；请刷新后再看。"
_OVERTAKEN = "这个项目刚被别人改过，您填写的内容没有丢，也没有覆盖对方；请先看最新内容再保存。"


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step that was made, and how the project stood before it. ``remark`` is worth saying."""

    project_id: int
    version: int
    name: str
    step_id: int
    request: StepRequest
    before: Standing
    remark: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A project that was taken off the register, with all that hung on it, photos included."""

    project: dict[str, Any]
    steps: tuple[dict[str, Any], ...]
    issues: tuple[int, ...]
    photos: tuple["RemovedPhoto", ...]


@dataclass(frozen=True, slots=True)
class RemovedPhoto:
    """A photo that was taken off a project, as it was stored, and the picture itself."""

    link: dict[str, Any]
    photo: dict[str, Any]


def add(session: WriteSession, place_id: int, entry: ProjectEntry) -> int:
    """Store a project that a form brings, collected today; returns its id."""
    _check(session, place_id, entry)
    values = _facts(session, place_id, entry) | {"state": State.COLLECTED}
    id_ = int(session.execute(insert(Project).values(values).returning(Project.id)).scalar_one())
    _put_issues(session, id_, entry.issues)
    _put_step(session, id_, StepRequest(State.COLLECTED, session.at.date()))
    session.log("projects", "新增实事项目", entry.name, f"{entry.year} 年", place_id)
    return id_


def save(
    session: WriteSession, project_id: int, version: int, place_id: int, entry: ProjectEntry
) -> int:
    """Store a project's facts as a form has them; returns its id. The loser of a race writes
    nothing, and is told by a KnownError."""
    _check(session, place_id, entry)
    session.touch("projects", whereabouts.project(project_id))
    _change(session, project_id, version, _facts(session, place_id, entry))
    session.execute(delete(ProjectIssue).where(ProjectIssue.project_id == project_id))
    _put_issues(session, project_id, entry.issues)
    session.log("projects", "修改实事项目", entry.name, where=place_id)
    return project_id


def step(session: WriteSession, project_id: int, version: int, request: StepRequest) -> Stepped:
    """Go on with a project, or back; a KnownError tells why it cannot be. Returns what takes it
    back."""
    row = _row(session, project_id)
    if problem := fault(row.standing, request, session.at.date()):
        raise KnownError(f"{problem}，没有保存；请改正后再保存。")
    now = after(row.standing, request)
    _change(session, project_id, version, standing_values(now))
    step_id = _put_step(session, project_id, request)
    told = "记进展" if is_milestone(row.standing.state, request.to) else STATE_WORDS[request.to]
    where = whereabouts.project(project_id)
    session.log("projects", f"实事项目{told}", row.name, note_of(request), where)
    said = remark(row.standing, request, row.invested)
    return Stepped(project_id, version + 1, row.name, step_id, request, row.standing, said)


def take_back(session: WriteSession, stepped: Stepped) -> None:
    """As if a step had not been made, unless the project changed since."""
    _change(session, stepped.project_id, stepped.version, standing_values(stepped.before))
    session.execute(delete(ProjectStep).where(ProjectStep.id == stepped.step_id))
    told, where = STATE_WORDS[stepped.request.to], whereabouts.project(stepped.project_id)
    session.log("projects", "撤销项目步骤", stepped.name, told, where)


def remove(session: WriteSession, project_id: int) -> Removed:
    """Take a project off the register; returns what `restore` puts back."""
    connection = session.connection
    (project,) = _raw(connection, Project, Project.id == project_id) or (None,)
    if project is None:
        raise KnownError(_GONE)
    own = select(ProjectIssue.issue_id).where(ProjectIssue.project_id == project_id)
    links = _raw(connection, ProjectPhoto, ProjectPhoto.project_id == project_id)
    removed = Removed(
        project,
        tuple(_raw(connection, ProjectStep, ProjectStep.project_id == project_id)),
        tuple(connection.scalars(own)),
        tuple(_with_picture(connection, link) for link in links),
    )
    session.execute(delete(Project).where(Project.id == project_id))
    _drop_pictures(session, [link["photo_id"] for link in links])
    told, where = f"{project['year']} 年", project["place_id"]
    session.log("projects", "删除实事项目", project["name"], told, where)
    return removed


def restore(session: WriteSession, removed: Removed) -> int:
    """A removed project is there again, photos included; returns its new id. What it spoke of and
    is gone meanwhile it speaks of no more."""
    connection = session.connection
    lies = connection.scalar(select(Place.id).where(Place.id == removed.project["place_id"]))
    led = connection.scalar(select(Unit.id).where(Unit.id == removed.project["unit_id"]))
    born = list(connection.scalars(select(Issue.id).where(Issue.id.in_(removed.issues))))
    values = _without_id(removed.project) | {"place_id": lies, "unit_id": led}
    id_ = int(session.execute(insert(Project).values(values).returning(Project.id)).scalar_one())
    steps = [_without_id(row) | {"project_id": id_} for row in removed.steps]
    if steps:
        session.execute(insert(ProjectStep), steps)
    _link_issues(session, id_, born)
    for photo in removed.photos:
        _put_photo(session, photo, id_)
    session.log("projects", "恢复实事项目", removed.project["name"], where=lies)
    return id_


def add_photo(session: WriteSession, project_id: int, content: bytes) -> int:
    """A photo of a project, taken today as far as we know; returns the id of its link."""
    row = _row(session, project_id)
    photo = {"content": content, "added_at": session.at, "added_by": session.actor}
    link = {"day": session.at.date(), "caption": ""}
    id_ = _put_photo(session, RemovedPhoto(link, photo), project_id)
    session.log("projects", "加项目照片", row.name, where=whereabouts.project(row.id))
    return id_


def remove_photo(session: WriteSession, link_id: int) -> RemovedPhoto:
    """Take a photo off its project; returns what `restore_photo` puts back."""
    (link,) = _raw(session.connection, ProjectPhoto, ProjectPhoto.id == link_id) or (None,)
    if link is None:
        raise KnownError("这张照片已经删除过，没有再改动。")
    removed = _with_picture(session.connection, link)
    session.execute(delete(ProjectPhoto).where(ProjectPhoto.id == link_id))
    _drop_pictures(session, [link["photo_id"]])
    row = _row(session, link["project_id"])
    session.log("projects", "删除项目照片", row.name, where=whereabouts.project(row.id))
    return removed


def restore_photo(session: WriteSession, removed: RemovedPhoto) -> None:
    """A photo is there again, unless its project is gone meanwhile."""
    row = _row(session, removed.link["project_id"])
    _put_photo(session, removed, row.id)
    session.log("projects", "恢复项目照片", row.name, where=whereabouts.project(row.id))


# What holds for every write


def standing_values(standing: Standing) -> dict[str, Any]:
    """The columns that tell how a project stands."""
    ballot = standing.ballot
    return {
        "state": standing.state,
        "percent": standing.percent,
        "spent": standing.spent,
        "satisfied": ballot.satisfied if ballot else None,
        "fair": ballot.fair if ballot else None,
        "unsatisfied": ballot.unsatisfied if ballot else None,
        "abstained": ballot.abstained if ballot else None,
        "accepted_on": standing.accepted_on,
    }


def fact_values(entry: ProjectEntry) -> dict[str, Any]:
    """The columns of what is written down of a project, place and unit left out."""
    return {
        "year": entry.year,
        "level": entry.level,
        "name": entry.name.strip(),
        "content": entry.content,
        "kind": entry.kind,
        "person": entry.person,
        "phone": entry.phone,
        "invested": entry.invested,
        "funding": entry.funding,
        "planned_by": entry.planned_by,
    }


def step_values(project_id: int, seq: int, request: StepRequest) -> dict[str, Any]:
    """The columns of a step, who made it left out."""
    return {
        "project_id": project_id,
        "seq": seq,
        "state": request.to,
        "day": request.day,
        "note": note_of(request),
        "percent": request.percent,
        "spent": request.spent,
    }


def _facts(session: WriteSession, place_id: int, entry: ProjectEntry) -> dict[str, Any]:
    unit_id = units.ids_of(session, [entry.unit]).get(entry.unit)
    return fact_values(entry) | {"place_id": place_id, "unit_id": unit_id}


def _check(session: WriteSession, place_id: int, entry: ProjectEntry) -> None:
    level = session.connection.scalar(select(Place.level).where(Place.id == place_id))
    if level is None:
        raise KnownError("项目的地点已不在台账里，没有保存；请另选一个。")
    if problem := entry_fault(entry, Level(level)):
        raise KnownError(f"{problem}，没有保存；请改正后再保存。")


def _put_issues(session: WriteSession, project_id: int, numbers: Sequence[str]) -> None:
    known = common.ids_of(session.connection, numbers)
    missing = [number for number in numbers if number not in known]
    if missing:
        raise KnownError(f"没有编号为 {'、'.join(missing)} 的问题，没有保存；请核对编号。")
    _link_issues(session, project_id, list(known.values()))


def _link_issues(session: WriteSession, project_id: int, ids: Sequence[int]) -> None:
    rows = [{"project_id": project_id, "issue_id": id_} for id_ in ids]
    if rows:
        session.execute(insert(ProjectIssue), rows)


def _put_step(session: WriteSession, project_id: int, request: StepRequest) -> int:
    own = select(func.coalesce(func.max(ProjectStep.seq), 0))
    last = session.execute(own.where(ProjectStep.project_id == project_id)).scalar_one()
    values = step_values(project_id, last + 1, request)
    made = {"actor": session.actor, "recorded_at": session.at}
    new = insert(ProjectStep).values(values | made).returning(ProjectStep.id)
    return int(session.execute(new).scalar_one())


def _change(session: WriteSession, project_id: int, version: int, values: dict[str, Any]) -> None:
    """Change what is stored in this version; whoever edits it takes it off its import."""
    told = values | {"version": version + 1, "batch_id": None}
    mine = update(Project).where(Project.id == project_id, Project.version == version)
    if session.execute(mine.values(told).returning(Project.id)).scalar() is None:
        there = fetch(session.connection, select(Project.id).where(Project.id == project_id))
        raise KnownError(_OVERTAKEN if there else _GONE)


def _row(session: WriteSession, project_id: int) -> projects.ProjectRow:
    row = projects.rows(session.connection, [project_id]).get(project_id)
    if row is None:
        raise KnownError(_GONE)
    return row


def _with_picture(connection: Reader, link: dict[str, Any]) -> RemovedPhoto:
    return RemovedPhoto(link, _raw(connection, Photo, Photo.id == link["photo_id"])[0])


def _put_photo(session: WriteSession, photo: RemovedPhoto, project_id: int) -> int:
    picture = insert(Photo).values(_without_id(photo.photo)).returning(Photo.id)
    photo_id = int(session.execute(picture).scalar_one())
    values = _without_id(photo.link) | {"project_id": project_id, "photo_id": photo_id}
    made = insert(ProjectPhoto).values(values).returning(ProjectPhoto.id)
    return int(session.execute(made).scalar_one())


def _drop_pictures(session: WriteSession, ids: Sequence[int]) -> None:
    session.execute(delete(Photo).where(Photo.id.in_(ids)))


def _raw(connection: Reader, model: type[Base], which: ColumnElement[bool]) -> list[dict[str, Any]]:
    found = connection.execute(select(model.__table__).where(which)).mappings()
    return [dict(row) for row in found]


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "id"}
