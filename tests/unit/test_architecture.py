"""The house stays as it was built: pure modules pure, imports cheap, modules small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from paths import PACKAGE

PACKAGE = PACKAGE
MODULES = sorted(PACKAGE.rglob("*.py"))


def words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# Everything outside: clock, disk, environment, git, chance, other processes.
OUTSIDE = words(
    "os sys io time datetime subprocess pathlib socket git shutil tempfile glob random secrets",
    "sqlite3 threading multiprocessing asyncio urllib.request http platform getpass",
)
# The packages that know nothing of the outside: text in, data out.
PURE_PACKAGES = ("errors", "text", "records", "redact", "suggest", "checks")
# What a pure module may do with dates is to compare and to add; what day it is, it is told.
CLOCK = words("now today utcnow fromtimestamp localtime time gmtime")
DOORS = words("open input print __import__ exec eval breakpoint")
# Dear at start-up; a function that needs one imports it itself.
DEAR = words("pydantic jinja2 frontmatter yaml git rich typer json datetime hashlib unicodedata")


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).with_suffix("").as_posix()


PURE = [module for module in MODULES if name_of(module).partition("/")[0] in PURE_PACKAGES]


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


@pytest.mark.parametrize("module", PURE, ids=name_of)
def test_a_pure_module_knows_nothing_of_the_outside(module: Path) -> None:
    assert impurities(module.read_text("utf-8")) == []


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


@pytest.mark.parametrize("module", PURE, ids=name_of)
def test_a_pure_module_is_cheap_to_import(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    dear = {name.partition(".")[0] for node in top for name, _ in imports(node)} & DEAR
    assert not dear


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_a_module_is_of_human_size(module: Path) -> None:
    lines = module.read_text("utf-8").count("\n")
    assert lines <= 400, "two modules, then"


if __name__ == "__main__":  # for coverage: the modules of which every branch is tested
    print(",".join(str(module.relative_to(Path.cwd())) for module in PURE))
