"""The verbs of the command line, one function each; `command_line` holds their grammar."""

from argparse import Namespace
from collections.abc import Callable

from ui.verbs import figures, ledgers, notices, spreadsheets

VERBS: dict[str, Callable[[Namespace], None]] = {
    "init": ledgers.init,
    "demo": ledgers.demo,
    "check": ledgers.check,
    "backup": ledgers.backup,
    "restore": ledgers.restore,
    "tour": ledgers.tour,
    "import": spreadsheets.import_ledger,
    "export": spreadsheets.export,
    "notice": notices.notice,
    "stats": figures.stats,
    "analyse": figures.analyse,
    "chart": figures.chart,
}
"""What does each verb, by its name in the grammar."""
