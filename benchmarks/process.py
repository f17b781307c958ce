"""Whole processes measured from the outside: the bare Qt window and the program."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]


def environment() -> dict[str, str]:
    """No display, nobody's data folder, and compiled modules as an installed program has them."""
    folder = Path(tempfile.gettempdir()) / "xiachen-desk-benchmarks"
    own = {
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
    }
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | own


def run(module: str, *arguments: str) -> tuple[float, dict[str, Any]]:
    """Seconds from the start of ``python -m module`` to its end, and the JSON it printed."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    start = perf_counter()
    done = subprocess.run(command, cwd=_ROOT, env=environment(), check=True, stdout=subprocess.PIPE)
    took = perf_counter() - start
    return took, json.loads(done.stdout or "{}")


def resident_memory(process: int | str = "self") -> float | None:
    """MiB a process holds in memory now; None where the system does not tell, or it is gone."""
    return _memory(process, "VmRSS:")


def own_memory(process: int | str = "self") -> float | None:
    """The part of it that no other process shares: without the pages of files."""
    return _memory(process, "RssAnon:")


def _memory(process: int | str, kind: str) -> float | None:
    try:
        told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return None
    for line in told.splitlines():
        if line.startswith(kind):
            return int(line.split()[1]) / 1024
    return None
