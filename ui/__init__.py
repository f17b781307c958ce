"""The office's window, tabs, dialogs and command line."""

import widgets  # noqa: F401 - before any signal is emitted, see there
