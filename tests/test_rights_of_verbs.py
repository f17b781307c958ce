"""Every verb of `ui.actions` is one unit of work that logs, and every act that is logged anywhere
needs a right that somebody thought of."""

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import rights
from ui import actions

ROOT = Path(__file__).resolve().parents[1]


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def body(function) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def logged(tree: ast.AST) -> Iterator[str]:
    """The topics that a function itself logs or touches."""
    for call in calls(tree):
        name = ast.unparse(call.func)
        if name in ("session.log", "session.own", "session.topics.add", "self.session.topics.add"):
            if isinstance(call.args[0], ast.Constant):  # else it is `settings.put` itself
                yield call.args[0].value
        elif name == "settings.put":
            topic = call.args[3] if len(call.args) > 3 else ast.Constant("settings")
            yield topic.value


def reached(function, seen: set) -> Iterator[str]:
    """The topics that a function and all it hands its session to log."""
    if function in seen:
        return
    seen.add(function)
    tree, module = body(function), importlib.import_module(function.__module__)
    yield from logged(tree)
    for call in calls(tree):
        given = {ast.unparse(part) for part in call.args}
        if not given & {"session", "session.connection"}:
            continue
        target = module
        for part in ast.unparse(call.func).split("."):
            target = getattr(target, part, None)
        if inspect.isfunction(target):
            yield from reached(target, seen)


@pytest.mark.parametrize("name", actions.__all__)
def test_every_verb_logs_what_a_right_covers(name):
    verb = getattr(actions, name)
    assert "database.write(" in inspect.getsource(verb)
    topics = set(reached(verb, set()))
    assert topics, "a unit of work that says nothing asks for no right"
    assert {topic for topic in topics if not rights.is_known(topic)} == set()


def test_every_topic_that_is_logged_is_covered():
    found = {}
    for room in ("db", "ui", "exchange"):
        for file in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found |= dict.fromkeys(logged(tree), file.name)
    assert {topic: file for topic, file in found.items() if not rights.is_known(topic)} == {}


# What is of the whole ledger, so that whoever works for some places only may not do it, or what
# everybody does with their own things. Whatever else is logged says where it happens.
NOWHERE = {
    "accounts",
    "backup",
    "batches",
    "categories",
    "meetings",
    "persons",
    "places",
    "proposals",
    "routing",
    "saved_filters",
    "settings",
}
WHOLE = {
    ("households", "'迁出'"),  # an import's
    ("issues", "MOVE_WORDS[Move.RAISE]"),  # the program's
    ("issues", "MOVE_WORDS[Move.REDATE]"),  # what other rules bring
    ("teams", "'新建工作组'"),
    ("teams", "'修改工作组'"),
    ("teams", "'删除工作组' if deleted else '撤销工作组'"),
    ("teams", "'恢复工作组'"),
}


def acts_without_a_place(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for call in calls(tree):
        if ast.unparse(call.func) != "session.log" or not isinstance(call.args[0], ast.Constant):
            continue
        if len(call.args) < 5 and "where" not in {word.arg for word in call.keywords}:
            yield call.args[0].value, ast.unparse(call.args[1])


def test_every_act_that_happens_somewhere_says_where():
    found = set()
    for room in ("db", "ui", "exchange"):
        for file in sorted((ROOT / room).rglob("*.py")):
            found |= set(acts_without_a_place(ast.parse(file.read_text(encoding="utf-8"))))
    kept = {act for act in found if act[0] not in NOWHERE and not act[1].startswith("'导入")}
    assert kept == WHOLE
