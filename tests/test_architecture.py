"""Holds the rooms' import table (docs/house.md) to the code."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ui import garbage

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("domain", "db", "exchange", "printing", "widgets", "ui", "resources")

# What each room may import beside the standard library and itself.
MAY_IMPORT = {
    "domain": {"chinese_calendar", "stdnum", "pypinyin", "numpy", "scipy", "sklearn"},
    "db": {"domain", "resources", "sqlalchemy", "alembic", "sqlcipher3", "psycopg", "nacl",
           "platformdirs", "filelock"},
    "exchange": {"domain", "resources", "python_calamine", "xlsxwriter", "PIL"},
    "printing": {"domain", "resources", "reportlab", "segno", "pypdf"},
    "widgets": {"PySide6", "pyqtgraph", "resources", "numpy"},
    "ui": {"domain", "db", "exchange", "printing", "widgets", "resources", "PySide6", "shiboken6",
           "platformdirs", "filelock"},
    "resources": set(),
}  # fmt: skip
ONLY_THERE = {
    "scikit-learn": ("sklearn", {"domain/analysis.py"}),
    "numbers": ("scipy", {"domain/analysis.py", "domain/grams.py", "domain/likeness.py"}),
    "threads": ("concurrent.futures", {"ui/tasks.py"}),
    # A copy for the backup is encrypted, the tour has nothing but the demo; all else is drawn in
    # memory.
    "temporary files": ("tempfile", {"db/backups/backup_file.py", "ui/tour/__init__.py"}),
}
# Loaded where they are first used: the start of the program does not wait for them.
LAZY = (
    "pyqtgraph", "reportlab", "alembic", "nacl", "segno", "xlsxwriter", "sqlcipher3", "psycopg",
    "sklearn", "PIL", "pypdf",
)  # fmt: skip


@cache
def modules() -> tuple[tuple[str, Path, ast.Module], ...]:
    """Nearly a million nodes, which stay: nobody should look for garbage among them."""
    with garbage.held_off():
        parsed = tuple(
            (room, file, ast.parse(file.read_text(encoding="utf-8")))
            for room in ROOMS
            for file in sorted((ROOT / room).rglob("*.py"))
        )
        garbage.keep()
    return parsed


@cache
def imported(tree: ast.AST) -> tuple[str, ...]:
    return tuple(_imported(tree))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_rooms_import_only_what_the_table_allows():
    wrong = []
    for room, file, tree in modules():
        for name in imported(tree):
            top = name.split(".")[0]
            if top != room and top not in MAY_IMPORT[room] and top not in sys.stdlib_module_names:
                wrong.append(f"{file.relative_to(ROOT)} imports {name}")
    assert not wrong


@pytest.mark.parametrize(("name", "only"), ONLY_THERE.values(), ids=list(ONLY_THERE))
def test_only_one_place_knows(name, only):
    users = {
        file.relative_to(ROOT).as_posix()
        for _, file, tree in modules()
        if any(n == name or n.startswith(f"{name}.") for n in imported(tree))
    }
    assert users <= only


def test_heavy_libraries_are_loaded_where_first_used():
    wrong = []
    for _, file, tree in modules():
        if "migrations" in file.parts:
            continue  # Alembic itself loads these
        at_top = ast.Module(
            [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)], []
        )
        wrong += [
            f"{file.relative_to(ROOT)}: {n}" for n in imported(at_top) if n.split(".")[0] in LAZY
        ]
    assert not wrong


def test_no_import_cycle():
    """Modules may be ordered so that each imports only earlier ones."""
    names = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): tree
        for _, file, tree in modules()
    }
    needs = {
        name: {n for n in imported(tree) if n in names and n != name}
        for name, tree in names.items()
    }
    while free := [name for name, of in needs.items() if not of]:
        for name in free:
            del needs[name]
        for of in needs.values():
            of.difference_update(free)
    assert not needs


def test_no_commit_outside_the_unit_of_work_and_no_process_events():
    wrong = []
    for _, file, tree in modules():
        wrong += [
            f"{file.relative_to(ROOT)}:{node.lineno} {node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in ("commit", "processEvents")
        ]
    assert not wrong


def test_main_is_short():
    assert len((ROOT / "main.py").read_text(encoding="utf-8").splitlines()) <= 100


# What gives a part its size; what has no part of its own to say is 0 or a hair's breadth.
SIZE_GIVERS = {
    *("setSpacing", "setHorizontalSpacing", "setVerticalSpacing", "setContentsMargins"),
    *("setFixedWidth", "setFixedHeight", "setFixedSize", "addSpacing", "setIconSize"),
    *("setMinimumWidth", "setMinimumHeight", "setMinimumSize", "setHandleWidth"),
    *("setMaximumWidth", "setMaximumHeight", "setMaximumSize", "setIndentation"),
    *("setDefaultSectionSize", "setMinimumSectionSize", "setColumnMinimumWidth"),
}
HAIR_PX = 1


@cache
def _drawn() -> tuple[tuple[str, ast.Constant | ast.Attribute | ast.Call], ...]:
    """The values, names and calls of the code that draws, with where they stand."""
    return tuple(
        (file.relative_to(ROOT).as_posix(), node)
        for room, file, tree in modules()
        if room in ("ui", "widgets")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.Attribute | ast.Call)
    )


def test_what_is_drawn_names_no_colour_of_its_own():
    """Both schemes hold on every page: a colour is asked of the theme by what it is for."""
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b")
    assert not [
        f"{where}:{node.lineno}"
        for where, node in _drawn()
        if (isinstance(node, ast.Constant) and literal.search(str(node.value)))
        or (isinstance(node, ast.Attribute) and _is_global_colour(node))
    ]


def _is_global_colour(node: ast.Attribute) -> bool:
    of = node.value
    return isinstance(of, ast.Attribute) and of.attr == "GlobalColor" and node.attr != "transparent"


def test_what_is_drawn_gives_no_size_of_its_own():
    """A size that is not scaled stays small beside the largest type."""
    wrong = []
    for where, node in _drawn():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = [a.value for a in node.args if isinstance(a, ast.Constant)]
            sizes = [one for one in given if isinstance(one, int) and one > HAIR_PX]
            if node.func.attr in SIZE_GIVERS and sizes:
                wrong.append(f"{where}:{node.lineno} {node.func.attr}{tuple(given)}")
    assert not wrong
