"""What is done for a person: asked under its button, recorded, told."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from db import places
from db.engine import Database
from db.persons.data_requests import Request
from db.persons.person_erasure import Erased
from db.session import now, today
from domain import masks
from domain.personal_data import Asked, By, Hit, Person, backups_until
from ui import actions
from ui.ask_sheet import AskSheet
from ui.papers.saving import ask_where
from ui.settings import person_copy
from ui.settings.person_list import counts_words
from ui.tasks import Work
from ui.workbench import Workbench
from widgets.fields import ChoiceField, DateField, LineField

_ICONS = {
    Asked.SEE: "eye",
    Asked.COPY: "file-spreadsheet",
    Asked.CORRECT: "pencil",
    Asked.ERASE: "trash-2",
}


class PersonActs(QObject):
    """One sheet for each act, all of which ask who asked and when."""

    erased = Signal()
    """The person is erased: what was found is no more."""
    correcting = Signal()
    """The form in which the data is put right is wanted."""

    def __init__(self, bench: Workbench, page: QWidget) -> None:
        super().__init__(page)
        self._bench, self._page = bench, page
        self._person, self._hits = Person(""), ()
        self._file = Path()
        self.sheets = {kind: self._sheet(kind) for kind in Asked}

    def _sheet(self, kind: Asked) -> AskSheet:
        tr = self._page.tr
        sheet = AskSheet(self._page, kind, _ICONS[kind], kind is Asked.ERASE)
        sheet.form.add("by", tr("谁提出"), ChoiceField([(by, by.value) for by in By]), True)
        sheet.form.add("on", tr("哪天提出"), DateField(), True)
        if kind is Asked.ERASE:
            name = LineField(tr("再写一遍姓名"))
            sheet.form.add("name", tr("姓名"), name, True, self._check_same)
        done = {
            Asked.SEE: self._seen,
            Asked.COPY: self._ask_where,
            Asked.CORRECT: self._correct,
            Asked.ERASE: self._erase,
        }
        sheet.answered.connect(done[kind])
        return sheet

    def _check_same(self, name: str) -> str:
        return "" if name == self._person.name else self.tr("和要删除的不是同一个人")

    def ask(self, kind: Asked, person: Person, hits: tuple[Hit, ...], anchor: QWidget) -> None:
        """Ask who asked for it; of erasing, say what goes and what stays."""
        self._person, self._hits = person, hits
        sheet = self.sheets[kind]
        sheet.form.set_values({"by": By.SELF, "on": today()})
        name = masks.mask_name(person.name)
        title = self.tr("{0}{1}的个人信息").format(kind, name)
        sheet.ask(anchor, title, self._hint(kind))

    def _hint(self, kind: Asked) -> str:
        if kind is Asked.ERASE:
            return self.tr(
                "{0}。一次办完，不能撤销。以前的备份会按期换掉，最迟到 {1:%Y-%m-%d} 不再有；"
                "用旧备份恢复时会再删除，不能确定是谁的会提醒。"
            ).format(counts_words(self._hits), backups_until(today()))
        told = {
            Asked.SEE: self.tr("把屏幕转给本人看，然后登记。"),
            Asked.COPY: self.tr("号码是完整的，当面交给本人。家里其他人的内容请先核对。"),
            Asked.CORRECT: self.tr("登记以后打开这一户，按 F2 修改。"),
        }
        return told[kind]

    # Doing

    def _asked(self, values: dict[str, Any]) -> Request:
        return Request(By(values["by"]), values["on"])

    def _note(self, kind: Asked, values: dict[str, Any], done: Any) -> None:
        person, asked = self._person, self._asked(values)
        told = self.tr("{0} 条").format(len(self._hits))

        def note(database: Database, user: str) -> None:
            actions.note_data_request(database, user, kind, person, asked, told)

        self._bench.write(self, note, done)

    def _seen(self, values: dict[str, Any]) -> None:
        self._note(Asked.SEE, values, self._noted)

    def _noted(self, _: object) -> None:
        self._bench.messages.success(self.tr("查阅已登记"))

    def _correct(self, values: dict[str, Any]) -> None:
        self._note(Asked.CORRECT, values, self._open_form)

    def _open_form(self, _: object) -> None:
        self.correcting.emit()

    def _ask_where(self, values: dict[str, Any]) -> None:
        self._values = values
        name = self.tr("{0}的个人信息.xlsx").format(self._person.name)
        ask_where(self._page, self.tr("保存给本人的表格"), name, self._save_to)

    def _save_to(self, file: str) -> None:
        self.save(self._values, Path(file))

    def save(self, values: dict[str, Any], out: Path) -> None:
        """Record the copy, then write it."""
        bench, person, hits, asked = self._bench, self._person, self._hits, self._asked(values)
        told = self.tr("{0} 条").format(len(hits))

        def note() -> None:
            database, user = bench.database, bench.user
            actions.note_data_request(database, user, Asked.COPY, person, asked, told)

        def work(task: Work) -> int:
            office = bench.ask(lambda reader: places.root(reader).name)
            bench.tasks.ask_database(note)
            task.report(0)
            return person_copy.write(out, office, person, hits, asked, now())

        self._file = out
        label = self.tr("写“{0}”").format(out.name)
        bench.tasks.in_pool(self, work, self._saved, label=label)

    def _saved(self, rows: int) -> None:
        told = self.tr("已写好 {0:,} 条到“{1}”，交给本人以后请删掉这个文件")
        told = told.format(rows, self._file.name)
        self._bench.messages.success(told, self.tr("打开"), self._open)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))

    def _erase(self, values: dict[str, Any]) -> None:
        person, hits, asked = self._person, self._hits, self._asked(values)

        def erase(database: Database, user: str) -> Erased:
            return actions.erase_person(database, user, person, hits, asked)

        self.sheets[Asked.ERASE].form.set_values({})  # no name stays in a field out of sight
        self._bench.write(self, erase, self._gone)

    def _gone(self, erased: Erased) -> None:
        self._bench.messages.success(self.tr("已删除：{0}").format(erased.told))
        self._person, self._hits = Person(""), ()
        self.erased.emit()
