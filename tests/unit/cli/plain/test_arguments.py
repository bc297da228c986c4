"""Which arguments are read without typer, and what they ask for."""

from __future__ import annotations

import shlex

import pytest

from minutebook.cli.plain import arguments
from minutebook.cli.plain.arguments import parse_arguments


def read_values(line: str) -> tuple[str, dict[str, object]] | None:
    """The function that a command line asks for and the given values; None where it is left."""
    call = parse_arguments(shlex.split(line))
    return call and (call.function_name, dict(call.values))


@pytest.mark.parametrize(
    ("line", "function_name", "values"),
    [
        ("list", "list_", {}),
        ("list adr --json", "list_", {"kind": "adr", "as_json": True}),
        ("list --json adr", "list_", {"kind": "adr", "as_json": True}),
        ("list --limit 10 --offset=3", "list_", {"limit": 10, "offset": 3}),
        ("list --status= --status accepted", "list_", {"status": "accepted"}),
        ("context a --budget 1", "context_", {"paths": ["a"], "budget": 1}),
        ("list --session ''", "list_", {"session": ""}),
        ("adr new 'Use Redis'", "new", {"title": ["Use Redis"]}),
        ("adr new Use --edit Redis", "new", {"title": ["Use", "Redis"], "edit": True}),
        ("adr new ''", "new", {"title": [""]}),
        ("adr new A --option x --option=y=z", "new", {"title": ["A"], "option": ["x", "y=z"]}),
        ("adr new A --context=--json", "new", {"title": ["A"], "context": "--json"}),
        ("retitle 1 Use Redis", "retitle_", {"ref": "1", "title": ["Use", "Redis"]}),
        ("adr list --sort title", "list_", {"sort": "title"}),
        ("phr list --stage plan", "list_", {"stage": "plan"}),
        ("phr new --from-json -", "new", {"from_json": "-"}),
        ("import -", "import_", {"source": "-"}),
        ("link a b c", "link_", {"source": "a", "relation": "b", "target": "c"}),
        ("remove a b c", "remove_", {"refs": ["a", "b", "c"]}),
        (
            "merge-driver a b c d",
            "merge_driver_",
            {"base": "a", "ours": "b", "theirs": "c", "path": "d"},
        ),
        ("phr texts push", "push", {}),
        ("phr hide 1 --as private", "hide", {"ref": "1", "wanted": "private"}),
        ("suggest", "assess", {}),
        ("suggest --range list", "assess", {"commit_range": "list"}),
        ("suggest list --state=all", "list_", {"state": "all"}),
        ("numbers --json", "show_numbers", {"as_json": True}),
        ("numbers prune", "prune", {}),
    ],
)
def test_plain_arguments(line: str, function_name: str, values: dict[str, object]) -> None:
    assert read_values(line) == (function_name, values)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--help",
        "--version",
        "nonsense",
        "adr",
        "phr texts",
        "adr nonsense",
        "'adr new' A",
        "--json list",
        "list --help",
        "list -h",
        "list --nonsense",
        "list --lim 3",
        "list --limit",
        "list --limit three",
        "list --limit=",
        "list --limit=-1",
        "list --limit ٣",
        "context --budget 0",
        "context --budget=00",
        "list --limit 1234567890",
        "list --json=yes",
        "list --status --json",
        "list adr phr",
        "list -- adr",
        "list -3",
        "adr accept --reason x",
        "phr hide 1",
        "link a b",
        "remove",
        "suggest list pending",
        "suggest --staged list",
        "numbers --json prune",
        "audit --min-coverage 50",
        "-C",
        "-C x",
        "-C --json list",
        "-Cx list",
        "-C x --version",
    ],
)
def test_other_arguments_are_left_to_typer(line: str) -> None:
    assert read_values(line) is None


@pytest.mark.parametrize(
    ("line", "folders"),
    [("list", []), ("-C a list", ["a"]), ("-C a -C '' list", ["a", ""]), ("-C - list", ["-"])],
)
def test_folders_before_the_command(line: str, folders: list[str]) -> None:
    call = parse_arguments(shlex.split(line))
    assert call is not None
    assert call.folders == folders


def test_a_shell_that_completes_is_left_to_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_MINUTEBOOK_COMPLETE", "complete_bash")
    assert parse_arguments(["list"]) is None


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("paint -o Ada -f", {"owner": "Ada", "fast": True}),
        ("paint -o=Ada", None),
        ("paint -oAda", None),
        ("paint -f=yes", None),
        ("paint -fo Ada", None),
    ],
)
def test_short_options(
    line: str, values: dict[str, object] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"-o": ("owner", "text"), "-f": ("fast", "flag")}
    monkeypatch.setitem(arguments.COMMANDS, ("paint",), ("toys", "paint", (), (), options))
    assert read_values(line) == (values and ("paint", values))
