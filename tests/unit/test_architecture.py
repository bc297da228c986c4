"""The structure of the code: pure packages pure, imports cheap, modules and folders small."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from paths import PACKAGE

MODULES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted({module.parent for module in MODULES})
MAX_FOLDER_ENTRIES = 15
MAX_ROOT_PACKAGES, MAX_ROOT_FILES = 14, 5
MAX_MODULE_LINES = 400


def names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# The packages that know nothing of the outside: text in, data out.
PURE_PACKAGES = names("lean errors text records redact suggest checks provenance")
# Everything outside: clock, disk, environment, git, chance, other processes.
OUTSIDE_MODULES = names(
    "os sys io time subprocess pathlib socket git shutil tempfile glob random secrets",
    "sqlite3 threading multiprocessing asyncio urllib.request http platform getpass",
)
OUTSIDE_FUNCTIONS = names("open input print __import__ exec eval breakpoint")
COMPILING_MODULE = "lean/values"  # it writes the methods of classes, as dataclasses do
# A pure module may compare dates and add to them; what day it is, it is told.
CLOCK_METHODS = names("now today utcnow fromtimestamp localtime time gmtime")
# Expensive at start-up; a function that needs one imports it itself.
EXPENSIVE_MODULES = names(
    "pydantic jinja2 frontmatter yaml git rich typer json datetime hashlib unicodedata"
)


def module_name(module: Path) -> str:
    return module.relative_to(PACKAGE).with_suffix("").as_posix()


PURE_MODULES = [
    module for module in MODULES if module_name(module).partition("/")[0] in PURE_PACKAGES
]


@cache
def parse(source: str) -> ast.Module:
    """The tree of a source, which several tests look through."""
    return ast.parse(source)


def imported_modules(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The modules that a tree imports, with the lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno


def called_functions(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Called names: ("open", "", line), and methods: ("today", "date", line)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, "", node.lineno
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, ast.unparse(node.func.value), node.lineno


def find_impurities(source: str) -> list[str]:
    tree = parse(source)
    impurities = [
        f"line {line}: imports {name}"
        for name, line in imported_modules(tree)
        if not OUTSIDE_MODULES.isdisjoint({name, name.partition(".")[0]})
    ]
    for name, owner, line in called_functions(tree):
        if (not owner and name in OUTSIDE_FUNCTIONS) or (owner and name in CLOCK_METHODS):
            impurities.append(f"line {line}: calls {name}")
    return impurities


@pytest.mark.parametrize("module", PURE_MODULES, ids=module_name)
def test_a_pure_module_knows_nothing_of_the_outside(module: Path) -> None:
    impurities = find_impurities(module.read_text("utf-8"))
    if module_name(module) == COMPILING_MODULE:
        impurities = [each for each in impurities if not each.endswith("calls exec")]
    assert impurities == []


@pytest.mark.parametrize(
    ("source", "impurities"),
    [
        ("import os.path", ["line 1: imports os.path"]),
        ("def f():\n    from subprocess import run", ["line 2: imports subprocess"]),
        ("from datetime import date\ndate.today()", ["line 2: calls today"]),
        ("from datetime import date\ndate.fromisoformat('2026-01-31')", []),
        ("from urllib.parse import quote", []),
        ("import urllib.request", ["line 1: imports urllib.request"]),
        ("open('x')", ["line 1: calls open"]),
        ("records.open('x')", []),
    ],
)
def test_what_counts_as_outside(source: str, impurities: list[str]) -> None:
    assert find_impurities(source) == impurities


@pytest.mark.parametrize("module", PURE_MODULES, ids=module_name)
def test_a_pure_module_is_cheap_to_import(module: Path) -> None:
    tree = parse(module.read_text("utf-8"))
    top_level = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {name.partition(".")[0] for node in top_level for name, _ in imported_modules(node)}
    assert not imported & EXPENSIVE_MODULES


@pytest.mark.parametrize("module", MODULES, ids=module_name)
def test_a_module_can_be_read_at_once(module: Path) -> None:
    text = module.read_text("utf-8")
    assert text.count("\n") <= MAX_MODULE_LINES
    assert ast.get_docstring(parse(text)), "a module says what it is for"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_can_be_overlooked(folder: Path) -> None:
    entries = [entry for entry in folder.iterdir() if entry.name != "__pycache__"]
    if folder == PACKAGE:
        packages = [entry for entry in entries if entry.is_dir()]
        assert len(packages) <= MAX_ROOT_PACKAGES
        assert len(entries) - len(packages) <= MAX_ROOT_FILES
    else:
        assert len(entries) <= MAX_FOLDER_ENTRIES
    assert (folder / "__init__.py").is_file()


# Git --------------------------------------------------------------------------------------------

GIT_PACKAGE = "repository/git/"
GIT_COMMANDS = names(
    "add blame branch cat-file checkout commit config diff fetch for-each-ref grep hash-object",
    "init interpret-trailers log ls-files ls-remote ls-tree merge merge-base merge-file mv push",
    "rebase remote reset rev-list rev-parse rm show stash status tag var worktree",
)
GIT_MODULES = [module for module in MODULES if module_name(module).startswith(GIT_PACKAGE)]


def find_git_commands(source: str) -> list[str]:
    """Where a module puts a git command together, runs git, or loads GitPython.

    A command is a list or tuple that begins with `git` and has more, or a list, a tuple or a
    call's arguments that begin with a git command and have an option.
    """
    tree = parse(source)
    found = [
        f"line {line}: imports {name}"
        for name, line in imported_modules(tree)
        if name.partition(".")[0] == "git" or name.endswith("repository.git.process")
    ]
    for node in ast.walk(tree):
        elements: list[ast.expr] = []
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("repository.git"):
            if "process" in [alias.name for alias in node.names]:
                found.append(f"line {node.lineno}: imports process")
        elif isinstance(node, ast.List | ast.Tuple):
            elements = node.elts
        elif isinstance(node, ast.Call):
            elements = [argument for argument in node.args if not isinstance(argument, ast.Name)]
        texts = [
            element.value
            if isinstance(element, ast.Constant) and isinstance(element.value, str)
            else ""
            for element in elements
        ]
        has_git = not isinstance(node, ast.Call) and len(texts) > 1 and texts[0] == "git"
        has_option = any(text.startswith("-") and len(text) > 1 for text in texts[1:])
        if has_git or (texts and texts[0] in GIT_COMMANDS and has_option):
            found.append(f"line {elements[0].lineno}: composes a git command")
    return found


@pytest.mark.parametrize(
    "module", [module for module in MODULES if module not in GIT_MODULES], ids=module_name
)
def test_git_is_asked_through_functions_of_its_package(module: Path) -> None:
    assert find_git_commands(module.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('subprocess.run(["git", "-C", top])', ["line 1: composes a git command"]),
        ('args = ("log", "-1", "--format=%H")', ["line 1: composes a git command"]),
        ('run(repo, "config", "--local", key)', ["line 1: composes a git command"]),
        ("from git import Repo", ["line 1: imports git"]),
        ("from minutebook.repository.git import process", ["line 1: imports process"]),
        (
            "from minutebook.repository.git.process import run_git",
            ["line 1: imports minutebook.repository.git.process"],
        ),
        ('args[:1] == ["git"]', []),
        ('("agents", "install", "claude", "git")', []),
        ('("check", "--fix")', []),
        ("from minutebook.repository.git import diffs", []),
    ],
)
def test_what_counts_as_a_git_command(source: str, found: list[str]) -> None:
    assert find_git_commands(source) == found


def test_git_commands_are_found_where_they_are() -> None:
    assert any(find_git_commands(module.read_text("utf-8")) for module in GIT_MODULES)


# Writing ----------------------------------------------------------------------------------------

WRITING_FUNCTIONS = names(
    "os.open os.mkdir os.makedirs os.rename os.replace os.link os.symlink os.chmod os.truncate",
    "os.unlink os.remove os.rmdir os.removedirs shutil.rmtree shutil.copy shutil.move",
    "tempfile.mkdtemp tempfile.NamedTemporaryFile tempfile.TemporaryDirectory",
)
# Who makes, names or removes files itself: each looks through `repository.guard` first, or works in
# a temporary folder. Anything else is written by `store.apply_writes`.
WRITING_MODULES = names(
    "repository/files repository/guard repository/journal repository/light repository/locks",
    "repository/number_blocks repository/store repository/git/branch_numbers repository/git/diffs repository/git/process",
    "repository/spool repository/git/remotes/remote_claims",
    "agents/hook agents/reserved_numbers agents/recording/turn_end agents/turns/session",
    "agents/turns/asked_before agents/adapters/agent_table_writer",
    "agents/git_hooks/commits agents/install/git_hooks agents/install/install",
    "agents/install/staging repository/pending/staged_list agents/upkeep/spool_files",
    "repository/pending/uncommitted_list repository/git/commits/record_commits",
    "operations/indexes/merge_driver operations/numbers/series",
    "operations/redaction/written_records repository/kept_texts repository/git/remotes/kept_pages",
    "cli/__init__ cli/bug_log cli/plain/table_writer cli/commands/setup/demo cli/commands/records/editing cli/commands/suggesting/suggest",
    "cli/commands/transfer catalog/database site/rendering/style_sheet site/writing/place",
    "operations/transfer/outgoing/markdown_site/output_folder",
    "site/writing/build site/writing/manifest site/writing/output_files",
)


def find_writing_calls(source: str) -> list[int]:
    """The lines on which a module makes, names or removes a file."""
    lines = []
    for node in ast.walk(parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        modes = [*node.args[1:2], *(word.value for word in node.keywords if word.arg == "mode")]
        is_written = name == "open" and any(
            isinstance(mode, ast.Constant) and set(str(mode.value)) & set("wax+") for mode in modes
        )
        if (
            is_written
            or name in WRITING_FUNCTIONS
            or name.endswith((".write_text", ".write_bytes"))
        ):
            lines.append(node.lineno)
    return lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('open(path, "w")', [1]),
        ('open(path, mode="ab")', [1]),
        ('open(path, "r+b")', [1]),
        ('open(path, "rb")', []),
        ("open(path)", []),
        ("x\nos.replace(a, b)", [2]),
        ("text.replace(a, b)", []),
        ('Path("x").write_text("y")', [1]),
    ],
)
def test_what_counts_as_writing(source: str, lines: list[int]) -> None:
    assert find_writing_calls(source) == lines


def test_files_are_written_by_the_store_or_past_the_guard() -> None:
    writing = {
        module_name(module) for module in MODULES if find_writing_calls(module.read_text("utf-8"))
    }
    assert writing - WRITING_MODULES == set()


if __name__ == "__main__":  # for coverage: the modules of which every branch is tested
    print(",".join(str(module.relative_to(Path.cwd())) for module in PURE_MODULES))


@pytest.mark.parametrize("module", MODULES, ids=module_name)
def test_no_pattern_repeats_a_group_possessively(module: Path) -> None:
    """Python before 3.11.5 matches `(?:a|b)*+` wrongly; `(?>(?:a|b)*)` means the same."""
    repeated = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d+,?\d*\})\+")
    texts = [
        node.value
        for node in ast.walk(parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    patterns = [text for text in texts if "(?" in text or "\\" in text]
    assert [text for text in patterns if repeated.search(text)] == []
