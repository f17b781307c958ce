"""The Qt application: its look, its log, its one excepthook, and the window."""

import logging
import sys
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from ui import garbage, looks
from ui import log as program_log
from widgets import theme

log = logging.getLogger("xiachen")


def create() -> QApplication:
    """The application, dressed; also for a test or the tour, which make their own windows."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        garbage.collect_here(existing)
        if not theme.is_installed():
            theme.install(existing)
        return existing
    app = QApplication(sys.argv[:1])
    qInstallMessageHandler(_log_qt_message)
    garbage.collect_here(app)
    app.setApplicationName("xiachen-desk")
    app.setApplicationDisplayName("知情解难工作台")
    theme.install(app)
    return app


def run(location: str | None, user: str | None) -> int:
    """Show the window and stay until it is closed; returns the exit code."""
    app = create()
    program_log.to_file()
    sys.excepthook = _tell_bug
    from ui.window import Window

    looks.begin()
    window = Window()
    window.resize(window.size().boundedTo(window.screen().availableSize()))
    window.begin(location, user)
    window.show()
    return app.exec()


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _log_qt_message(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
    # The offscreen platform says what it cannot do; there is nothing to do about it.
    if "This plugin does not support" not in text:
        logging.getLogger("qt").log(_LEVELS[kind], text)


def _tell_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Our own bug: the way to it is logged, a sentence told; the program lives on."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("unexpected", exc_info=(kind, error, trace))
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        "知情解难工作台",
        "程序出了错，刚才这一步可能没有完成，已保存的内容都在。可以继续使用；详情已记入日志。",
    )
    theme.dress(box)
    box.setDetailedText(program_log.told(error))
    box.exec()
