"""备份: the columns and cells of the list of backups."""

from PySide6.QtWidgets import QWidget

from db.backups.backup import Backup
from domain.backups import WHY_WORDS
from widgets.chips import Chip
from widgets.paged_model import Align, Column, Kind, Row

_MB = 1_000_000


def columns(tr: QWidget) -> tuple[Column, ...]:
    """The columns of the list, in the order of `cells`."""
    return (
        Column("made_at", tr.tr("时间"), 144, kind=Kind.MONO, sortable=False),
        Column("why", tr.tr("原因"), 76, sortable=False),
        Column("whole", tr.tr("状态"), 108, kind=Kind.CHIP, sortable=False),
        Column("size", tr.tr("大小"), 92, Align.RIGHT, sortable=False),
        Column("households", tr.tr("户数"), 84, Align.RIGHT, Kind.NUMBER, sortable=False),
        Column(
            "issues", tr.tr("问题"), 84, Align.RIGHT, Kind.NUMBER, sortable=False, visible=False
        ),
        Column("made_by", tr.tr("备份人"), 90, sortable=False),
        Column("file", tr.tr("文件"), 150, sortable=False, stretch=True),
    )


def cells(backup: Backup) -> Row:
    """A backup as its row; of one that cannot be read nothing is known but the file."""
    when, size = f"{backup.made_at:%Y-%m-%d %H:%M}", size_words(backup.size)
    made = backup.manifest
    if made is None:
        return (when, "", Chip("读不出来", "red", "■"), size, None, None, "", backup.file.name)
    counts = made.state.counts
    figures = (counts.get("household"), counts.get("issue"))
    whole = Chip("已核对", "green", "●")
    return (when, WHY_WORDS[made.why], whole, size, *figures, made.made_by, backup.file.name)


def size_words(size: int) -> str:
    """A size in bytes as it is read."""
    return f"{size / _MB:,.1f} MB"
