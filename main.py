"""知情解难工作台: the office's window, or one verb of the command line."""

import sys

from ui import command_line


def main() -> int:
    """Run a verb, or show the window; returns the process's exit code."""
    return command_line.run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
