"""The office's window, tabs, dialogs and command line."""
