"""The fields of a general notice: what the office writes itself, and what of it must not hang."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from domain import general_notice
from domain.disclosure import Affairs
from domain.general_notice import LONGEST_TITLE, GeneralWords
from domain.masks import mask_numbers
from widgets import theme
from widgets.buttons import link_button
from widgets.cards import SectionTitle
from widgets.fields import ChoiceField, LineField, TextField
from widgets.forms import Form

_LABELS_PX = 72
_BODY_LINES, _TABLE_LINES = 8, 4


class GeneralForm(QWidget):
    """Edits `GeneralWords`; keeps nothing itself."""

    edited = Signal()
    cleared = Signal(object)
    """What stood there before the user began anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        classes = [(one.value, one.value) for one in Affairs]
        table = TextField(
            self.tr("可以不要。从 Excel、WPS 复制后粘贴；自己写用竖线 | 分栏，第一行是表头"),
            _TABLE_LINES,
        )
        table.setLineWrapMode(TextField.LineWrapMode.NoWrap)
        body = TextField(
            self.tr("每段一行，段首不用空格；“一、”“二、”开头的一行排成小标题"), _BODY_LINES
        )
        self.form = Form()
        self.form.set_label_width(theme.px(_LABELS_PX))
        self.form.add("affairs", self.tr("类别"), ChoiceField(classes), True)
        self.form.add("title", self.tr("标题"), LineField("", LONGEST_TITLE), True)
        self.form.add("body", self.tr("正文"), body, True, general_notice.body_fault)
        self.form.add("table", self.tr("表格"), table, check=general_notice.table_fault)
        self.found = QLabel()
        self.found.setProperty("role", "error")
        self.found.setWordWrap(True)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.masking = link_button(self.tr("按规定遮住"))
        self.masking.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clearing = link_button(self.tr("另写一份"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(SectionTitle(self.tr("标题和正文"), self.clearing))
        column.addWidget(self.form)
        self.form.put_below("body", self.found)
        self.form.put_below("body", self.masking)
        self.form.edited.connect(self._judge)
        self.masking.clicked.connect(self.mask)
        self.clearing.clicked.connect(self.clear)
        self.show_words(GeneralWords())

    def start(self) -> None:
        """Put the cursor where writing begins."""
        self.form.field("title").setFocus(Qt.FocusReason.OtherFocusReason)

    def words(self) -> GeneralWords:
        """What stands there."""
        told = {key: value or "" for key, value in self.form.values().items()}
        return GeneralWords(**told | {"affairs": Affairs(told["affairs"] or Affairs.VILLAGE)})

    def show_words(self, words: GeneralWords) -> None:
        """Show what was kept."""
        values = {key: getattr(words, key) for key in ("title", "body", "table")}
        self.form.set_values(values | {"affairs": words.affairs.value})
        self._judge(quiet=True)

    def put_words(self, words: GeneralWords) -> None:
        """Put these words in as if they had been typed."""
        values = {key: getattr(words, key) for key in ("title", "body", "table")}
        self.form.set_draft(values | {"affairs": words.affairs.value})

    def is_whole(self) -> bool:
        """Whether a notice can be made of it."""
        return not self.form.problems()

    def mask(self) -> None:
        """Mask the numbers that must not hang."""
        told = {key: value or "" for key, value in self.form.values().items()}
        self.form.set_draft({key: mask_numbers(told[key]) for key in ("title", "body", "table")})

    def clear(self) -> None:
        """Begin anew."""
        before = self.words()
        self.put_words(GeneralWords())
        self.cleared.emit(before)

    def _judge(self, quiet: bool = False) -> None:
        words = self.words()
        found = general_notice.secrets(words)
        told = "、".join(dict.fromkeys(f"{one.kind.value} {one.text}" for one in found))
        told_all = self.tr("{0} 不能张贴，遮住才能打印稿样；一定要写的，批准时由有权的人写明理由")
        self.found.setText(told_all.format(told) if found else "")
        self.found.setVisible(bool(found))
        self.masking.setVisible(bool(found))
        self.clearing.setVisible(bool(words.title or words.body or words.table))
        if not quiet:
            self.edited.emit()
