"""A list page into which spreadsheets may be dragged."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from ui.view import View


class ImportingView(View):
    """Files dropped on the page are to be imported."""

    imports: str
    """What its files are: a kind of `exchange.reading`."""
    import_wanted = Signal(str, object)
    """The kind, and the files as a tuple of paths, empty to choose them."""

    def want_import(self) -> None:
        """Let the user choose the files."""
        self.import_wanted.emit(self.imports, ())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.import_wanted.emit(self.imports, tuple(files))
