"""Asking where a file is to be saved."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from domain.file_names import plain
from widgets.file_dialogs import file_dialog

_KINDS = {".pdf": "PDF 文件 (*.pdf)", ".xlsx": "Excel 文件 (*.xlsx)"}


def ask_where(parent: QWidget, title: str, file_name: str, chosen: Callable[[str], object]) -> None:
    """Ask for a file, ``file_name`` suggested, whose ending is the kind; ``chosen`` hears it."""
    ending = Path(file_name).suffix
    dialog = file_dialog(parent, title, parent.tr(_KINDS[ending]))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(ending.removeprefix("."))
    dialog.selectFile(plain(file_name))
    dialog.fileSelected.connect(chosen)
    dialog.open()
