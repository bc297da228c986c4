"""The house stays as it was built: pure rooms pure, imports cheap, modules small."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "src" / "minutebook"
ROOMS = sorted(HOUSE.rglob("*.py"))


def words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# Everything outside: clock, disk, environment, git, chance, other processes.
OUTSIDE = words(
    "os sys io time datetime subprocess pathlib socket git shutil tempfile glob random secrets",
    "sqlite3 threading multiprocessing asyncio urllib.request http platform getpass",
)
# Rooms that may know the outside: those that stand above the row of `check` in the import contract.
PROJECT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
ROWS = [frozenset(re.findall(r"\w+", row)) for row in CONTRACTS["contracts"][0]["layers"]]
LOWEST = next(at for at, row in enumerate(ROWS) if "check" in row)
EDGE = frozenset({"__init__"}).union(*ROWS[:LOWEST])
# What a pure room may do with dates is to compare and to add; what day it is, it is told.
CLOCK = words("now today utcnow fromtimestamp localtime time gmtime")
DOORS = words("open input print __import__ exec eval breakpoint")
# Dear at start-up; a function that needs one imports it itself.
DEAR = words("pydantic jinja2 frontmatter yaml git rich typer json datetime hashlib unicodedata")


def name_of(room: Path) -> str:
    return room.relative_to(HOUSE).with_suffix("").as_posix()


PURE = [room for room in ROOMS if name_of(room).partition("/")[0] not in EDGE]


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno


def calls(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Called names: ("open", "", line) and methods: ("today", "date", line)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, "", node.lineno
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, ast.unparse(node.func.value), node.lineno


def impurities(source: str) -> list[str]:
    tree = ast.parse(source)
    found = [
        f"line {line}: imports {name}"
        for name, line in imports(tree)
        if not OUTSIDE.isdisjoint({name, name.partition(".")[0]} - {"datetime"})
    ]
    for name, owner, line in calls(tree):
        if (not owner and name in DOORS) or (owner and name in CLOCK):
            found.append(f"line {line}: calls {name}")
    return found


@pytest.mark.parametrize("room", PURE, ids=name_of)
def test_a_pure_room_knows_nothing_of_the_outside(room: Path) -> None:
    assert impurities(room.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import os.path", ["line 1: imports os.path"]),
        ("def f():\n    from subprocess import run", ["line 2: imports subprocess"]),
        ("from datetime import date\ndate.today()", ["line 2: calls today"]),
        ("from datetime import date\ndate.fromisoformat('2026-01-31')", []),
        ("from urllib.parse import quote", []),
        ("import urllib.request", ["line 1: imports urllib.request"]),
        ("open('x')", ["line 1: calls open"]),
        ("shelf.open('x')", []),
    ],
)
def test_what_counts_as_outside(source: str, found: list[str]) -> None:
    assert impurities(source) == found


@pytest.mark.parametrize("room", PURE, ids=name_of)
def test_a_pure_room_is_cheap_to_import(room: Path) -> None:
    tree = ast.parse(room.read_text("utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    dear = {name.partition(".")[0] for node in top for name, _ in imports(node)} & DEAR
    assert not dear


@pytest.mark.parametrize("room", ROOMS, ids=name_of)
def test_a_room_is_of_human_size(room: Path) -> None:
    lines = room.read_text("utf-8").count("\n")
    assert lines <= 350, "two rooms, then"


if __name__ == "__main__":  # for coverage: the rooms of which every branch is tested
    print(",".join(str(room.relative_to(Path.cwd())) for room in PURE))
