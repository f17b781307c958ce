"""打印字体: the fonts the office prints in, with a slip of paper that shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from db.engine import Database
from db.notices import paper_fonts
from domain.errors import KnownError
from domain.paper_fonts import ROLE_WORDS, PaperFonts
from printing import fonts
from printing.font_files import font_files
from ui import actions
from ui.papers.pdf_picture import PdfPicture
from ui.parts import scrolling
from ui.tasks import Task, Work
from ui.view import View
from ui.workbench import Workbench
from widgets import theme
from widgets.buttons import plain_button, primary_button
from widgets.cards import Card, SectionTitle
from widgets.fields import ChoiceField, LineField
from widgets.file_dialogs import folder_dialog
from widgets.forms import Form

_TYPING_MS = 200
_BUNDLED = ""


@dataclass(frozen=True, slots=True)
class _Looked:
    """The fonts there are, how many cannot be embedded, and the chosen ones on paper."""

    names: tuple[str, ...]
    hindered: int
    lost: str
    slip: bytes


class FontsSection(View):
    """What is chosen stays until it is saved or thrown away, however often the page is left."""

    topics = frozenset({"settings"})
    dirty_changed = Signal(bool)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self.base = PaperFonts()
        self._looking: Task | None = None
        self.form = Form()
        self.form.set_label_width(theme.px(84))
        for role, word in ROLE_WORDS.items():
            self.form.add(role, word, ChoiceField(), required=True)
        self.form.add("folder", self.tr("字体文件夹"), LineField(self.tr("没有就空着"), 260))
        self.browsing = plain_button(self.tr("选文件夹…"), "folder-open")
        self.slip = PdfPicture(self.tr("所选字体的样子"))
        self.told, self.lost, self.notice = QLabel(), QLabel(), QLabel()
        for label, role in ((self.told, "muted"), (self.lost, "error"), (self.notice, "error")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.saving = primary_button(self.tr("保存"), "save", "Ctrl+S")
        self.resetting = plain_button(self.tr("放弃修改"), "undo-2")
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_TYPING_MS)
        self._lay_out()
        self._connect()
        self._names: tuple[str, ...] = ()
        self._listed: list[tuple[str, str]] = []
        self.reset()

    def _lay_out(self) -> None:
        hint = QLabel(
            self.tr(
                "公文、公示用的字体。列出的是这台电脑上能嵌入 PDF 的中文字体；"
                "换一台电脑没有的，自动用程序自带的，字体里没有的字也是。"
            )
        )
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        card = Card()
        card.body.addWidget(SectionTitle(self.tr("打印字体")))
        card.body.addWidget(hint)
        card.body.addSpacing(theme.px(4))
        card.body.addWidget(self.form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.browsing)
        card.body.addLayout(row)
        for label in (self.lost, self.told):
            card.body.addWidget(label)
        card.body.addStretch(1)
        shown = Card()
        shown.body.addWidget(SectionTitle(self.tr("印出来的样子")))
        shown.body.addWidget(self.slip)
        shown.body.addStretch(1)
        cards = QHBoxLayout()
        cards.setSpacing(theme.px(16))
        cards.addWidget(scrolling(card), 1)
        cards.addWidget(shown)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.saving)
        foot.addWidget(self.resetting)
        foot.addWidget(self.notice, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addLayout(cards, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._waiting.timeout.connect(self._look)
        self.form.edited.connect(self._edited)
        self.form.submitted.connect(self.save)
        self.browsing.clicked.connect(self._browse)
        self.saving.clicked.connect(self.save)
        self.resetting.clicked.connect(self.reset)

    # What is shown

    def focus(self) -> None:
        """Put the cursor where editing begins."""
        self.form.field("title").setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Whether something is chosen that is not saved."""
        return self.form.is_dirty()

    def refresh(self) -> None:
        """Meet the setting as it is by now, and the fonts the machine has by now."""
        fonts.look_again()
        self.bench.read(self, paper_fonts.current, self._meet)

    def _meet(self, held: PaperFonts) -> None:
        changed, self.base = held != self.base, held
        if changed and self.is_dirty():
            told = self.tr("打印字体刚被别人改过；您选的都在，再保存就以您的为准。")
            self.notice.setText(told)
        elif changed:
            self.reset()
        self._look()

    def wished(self) -> PaperFonts:
        """The fonts as they are chosen."""
        return PaperFonts(**{key: value or "" for key, value in self.form.values().items()})

    def reset(self) -> None:
        """Throw away what is chosen."""
        self._offer()
        values = {role: self.base.of(role) for role in ROLE_WORDS}
        self.form.set_values(values | {"folder": self.base.folder or None})
        self._edited()

    def _offer(self) -> None:
        """Offer the fonts there are; one that was chosen and is gone stays, and is told of."""
        chosen = {name for _, name in self.base.chosen()}
        listed = [(_BUNDLED, self.tr("随程序"))]
        listed += [(name, name) for name in sorted({*self._names, *chosen})]
        if listed != self._listed:  # else what is half typed would be lost
            self._listed = listed
            for role in ROLE_WORDS:
                self.form.field(role).set_choices(listed)

    def _edited(self) -> None:
        self.notice.setText("")
        dirty = self.is_dirty()
        self.saving.setEnabled(dirty)
        self.resetting.setVisible(dirty)
        self.dirty_changed.emit(dirty)
        self._waiting.start()

    def _look(self) -> None:
        """Read the names of the fonts and set the slip in the chosen ones."""
        wished = self.wished()
        gone = self.tr("这台电脑上打不开文件夹“{0}”，里面的字体没有列出。")

        def look(task: Work) -> _Looked:
            from printing.specimen import specimen

            found = font_files(wished.folder).values()
            names = tuple(font.name for font in found if not font.hindrance)
            used = fonts.fonts_of(wished)
            lost = used.told
            if wished.folder and not Path(wished.folder).is_dir():
                lost = f"{gone.format(wished.folder)}{lost}"
            return _Looked(names, len(found) - len(names), lost, specimen(used))

        if self._looking is not None:
            self._looking.cancel()
        self._looking = self.bench.tasks.in_pool(self, look, self._show, self._not_looked)

    def _show(self, looked: _Looked) -> None:
        self._names = looked.names
        self._offer()
        self.slip.show_pdf(looked.slip)
        self.lost.setText(looked.lost)
        self.lost.setVisible(bool(looked.lost))
        hindered = self.tr("另有 {0} 种字体嵌不进 PDF，没有列出。").format(looked.hindered)
        self.told.setText(hindered if looked.hindered else "")

    def _not_looked(self, error: Exception) -> None:
        self.bench.messages.error(error)

    def _browse(self) -> None:
        dialog = folder_dialog(self, self.tr("字体放在哪个文件夹"))
        dialog.fileSelected.connect(self.form.field("folder").set_value)
        dialog.open()

    # Saving

    def save(self) -> None:
        """Print in the chosen fonts from now on."""
        if self.is_dirty() and self.form.validate():
            self._change(self.base, self.wished(), partial(self._saved, self.base))

    def _change(
        self, before: PaperFonts, after: PaperFonts, done: Callable[[PaperFonts], None]
    ) -> None:
        def change(database: Database, user: str) -> PaperFonts:
            actions.change_paper_fonts(database, user, before, after)
            return after

        self.saving.setEnabled(False)
        self.bench.write(self, change, done, self._not_saved)

    def _saved(self, before: PaperFonts, after: PaperFonts) -> None:
        self.base = after
        self.reset()
        told = self.tr("打印字体已保存，以后印的都用它；已批准的公示不变")
        self.bench.messages.undoable(told, partial(self._take_back, before, after))

    def _not_saved(self, error: Exception) -> None:
        self._edited()
        if isinstance(error, KnownError):
            self.notice.setText(str(error))
        self.bench.messages.error(error)

    def _take_back(self, before: PaperFonts, after: PaperFonts) -> None:
        self._change(after, before, self._undone)  # refused where somebody has changed them since

    def _undone(self, after: PaperFonts) -> None:
        self.base = after
        self.reset()
        self.bench.messages.success(self.tr("已撤销，打印字体和改动以前一样"))
