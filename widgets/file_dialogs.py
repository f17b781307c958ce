"""The dialogs that ask for a file or a folder: whoever opens one hears ``fileSelected``."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def file_dialog(parent: QWidget, title: str, *filters: str) -> QFileDialog:
    """A dialog for a file that fits one of the filters, gone once it is closed."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Where the system has no dialog of its own, Qt's has no Chinese for these.
    for label, words in (
        (QFileDialog.DialogLabel.LookIn, "位置："),
        (QFileDialog.DialogLabel.FileType, "类型："),
    ):
        dialog.setLabelText(label, QCoreApplication.translate("file_dialogs", words))
    dialog.setNameFilters(filters)
    return dialog


def folder_dialog(parent: QWidget, title: str) -> QFileDialog:
    """A dialog for a folder, gone once it is closed."""
    dialog = file_dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return dialog
