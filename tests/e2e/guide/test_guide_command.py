"""`minutebook guide`, and the README in front of it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup

from minutebook.cli.app import build_app
from minutebook.cli.plain.table import COMMANDS
from minutebook.operations.reading import guide

from command_runner import Runner
from guide_pages import PAGES
from json_documents import validate_document
from paths import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
EVERY_DAY = re.findall(
    r"^minutebook .*", README.partition("## Every day")[2].partition("\n## ")[0], re.MULTILINE
)
TEXTS = {path.stem: path.read_text("utf-8") for path in PAGES}


def list_options(command: object) -> Iterator[str]:
    """The options of a command and of all below it."""
    if isinstance(command, TyperGroup):
        for child in command.commands.values():
            yield from list_options(child)
    for parameter in command.params:  # type: ignore[attr-defined]
        yield from parameter.opts


def test_the_topics_are_listed_outside_of_a_repository(
    tmp_path: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for args in ((), ("--list",)):
        lines = run("guide", *args).ok().out.splitlines()
        assert [line.split()[0] for line in lines] == list(guide.TOPICS)
    document = run("guide", "--json").ok().json
    validate_document("guide", document)
    assert [topic["topic"] for topic in document["topics"]] == list(guide.TOPICS)


def test_a_page_is_markdown_where_no_terminal_is(run: Runner) -> None:
    result = run("guide", "secrets").ok()
    assert result.out == guide.read_page("privacy").text
    assert run("guide", "rules", "dead-link").ok().out.startswith("## dead-link\n")
    document = run("guide", "rules", "dead-link", "--json").ok().json
    validate_document("guide", document)
    assert document["page"]["section"] == "dead-link"
    assert document["page"]["markdown"].startswith("## dead-link\n")


@pytest.mark.parametrize(
    ("args", "status", "hint"),
    [
        (["troubelshooting"], 3, "hint: minutebook guide troubleshooting\n"),
        (["s"], 3, "hint: minutebook guide TOPIC: start, "),
        (["why", "--list"], 2, "hint: leave out the topic, or --list\n"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    args: list[str], status: int, hint: str, run: Runner
) -> None:
    result = run("guide", *args)
    assert (result.exit, result.out) == (status, "")
    assert hint in result.err


def test_the_readme_is_short_and_leads_to_each_page() -> None:
    assert README.count("\n") <= 220
    for name in guide.TOPICS:
        assert f"](guide/{name}.md)" in README
    assert len(EVERY_DAY) == 10


@pytest.mark.parametrize("line", EVERY_DAY)
def test_an_everyday_command_is_one(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    (key,) = [tuple(words[:count]) for count in (2, 1) if tuple(words[:count]) in COMMANDS][:1]
    options = {word for word in words if word.startswith("--")}
    assert options <= set(COMMANDS[key][4])


@pytest.mark.parametrize("name", TEXTS)
def test_commands_and_options_that_a_page_names_exist(name: str) -> None:
    """In prose too, where nothing runs them; `site` is in a package of its own."""
    prose = re.sub(
        r"^```.*?^```$|\[\[\[cog.*?\]\]\]", "", TEXTS[name], flags=re.DOTALL | re.MULTILINE
    )
    known = set(list_options(build_app()))
    heads = {word for key in COMMANDS for word in key[:1]} | {"site", "minutebook"}
    for command in re.findall(r"`minutebook ([^`]+)`", prose):
        words = command.split()
        assert words[0].startswith("-") or words[0] in heads, command
        options = {word.partition("=")[0] for word in words if re.fullmatch(r"--[a-z-]+.*", word)}
        assert options <= known | {"--help"}, command
