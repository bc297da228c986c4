"""Traces, and what was told, in a turn's record: noted by the hook, kept by every command."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from minutebook.provenance.traces import hash_line, make_trace, read_trace

from agent_events import Stage, actor
from command_runner import Runner
from json_documents import validate_document

LINES = ("def connect(url):", "    return Redis(url)", "cache = connect(URL)")
TRACES = {"auth_token.py": make_trace(LINES), "other.py": make_trace(["other = 1"])}
TEXTS = ("--context", "c", "--decision", "d", "--consequences", "c")


@pytest.fixture
def recorded(stage: Stage, run: Runner) -> Runner:
    """A repository with three decisions and the record of a turn that was told of two of them."""
    run("init").ok()
    for title in ("Use Postgres", "Use Redis", "Use Kafka"):
        run("adr", "new", title, "--status", "accepted", *TEXTS).ok()
    stage.git("add", "-A")
    stage.git("commit", "-qm", "Begin")
    play_turn(stage, "Cache the sessions", "0003-use-redis", "0002-use-postgres")
    return run


def play_turn(stage: Stage, prompt: str, *told: str, session: str = "s") -> None:
    agent = actor("claude", session, stage.top)
    stage.take(agent.ask(prompt))
    with open(stage.spool / f"claude-{session}.told", "a", encoding="utf-8") as file:
        file.writelines(f"{time.time():.6f}\tsrc/auth_token.py\t{target}\n" for target in told)
    stage.write("src/auth_token.py", "".join(f"{line}\n" for line in LINES))
    stage.write("src/other.py", "other = 1\n")
    stage.take(agent.stop("It is cached."))


def show(run: Runner, ref: str = "PHR-1") -> dict[str, Any]:
    document = run("show", ref, "--json").ok().json
    validate_document("show", document)
    return dict(document["record"])


def test_the_record_shows_what_was_told_and_hides_the_hashes(recorded: Runner) -> None:
    record = show(recorded)
    assert record["fields"]["traces"] == TRACES
    assert record["told"] == ["ADR-0003", "ADR-0002"]
    text = recorded("show", "PHR-1").ok().out
    assert "* Told: ADR-0003 Use Redis" in text
    assert hash_line(LINES[0]) not in text


def test_no_command_that_lists_has_the_hashes(recorded: Runner) -> None:
    hashes = [hash_line(line) for line in LINES]
    recorded("index").ok()
    pages = [path.read_text("utf-8") for path in (recorded.top / "history").rglob("README.md")]
    assert pages
    texts = [*pages, recorded("list").ok().out, recorded("list", "phr").ok().out]
    assert not any(each in text for each in hashes for text in texts)
    for word in ("traces", *hashes):
        found = recorded("search", word)
        assert "PHR-0001" not in found.out
    assert "PHR-0001" in recorded("search", "cached").ok().out


def test_check_finds_nothing(recorded: Runner) -> None:
    assert recorded("check", "--json").json["findings"] == []


@pytest.mark.parametrize(
    "commands",
    [
        [("retitle", "PHR-1", "Another title")],
        [("link", "PHR-1", "decides", "ADR-3")],
        [("link", "PHR-1", "decides", "ADR-3"), ("unlink", "PHR-1", "decides", "ADR-3")],
        [("redact", "--in-record", "PHR-1")],
        [("index",), ("check", "--fix")],
    ],
)
def test_commands_that_change_the_page_keep_them(
    recorded: Runner, commands: list[tuple[str, ...]]
) -> None:
    before = show(recorded)
    for command in commands:
        recorded(*command).ok()
    (record,) = recorded("list", "phr", "--json").ok().json["records"]
    after = show(recorded, record["ref"])
    assert after["fields"]["traces"] == before["fields"]["traces"]
    assert after["told"] == before["told"]


def test_an_export_brings_them_along(recorded: Runner, other: Runner) -> None:
    other("import", "-", stdin=recorded("export").ok().out).ok()
    assert show(other)["fields"]["traces"] == TRACES
    assert show(other)["told"] == ["ADR-0003", "ADR-0002"]


def test_an_import_beside_other_records_follows_their_numbers(
    recorded: Runner, other: Runner
) -> None:
    other("init").ok()
    for title in ("Use Rust", "Use Go"):
        other("adr", "new", title).ok()
    other("import", "-", stdin=recorded("export").ok().out).ok()
    record = show(other)
    assert record["fields"]["traces"] == TRACES
    titles = {each["ref"]: each["title"] for each in other("list", "--json").ok().json["records"]}
    assert [titles[ref] for ref in record["told"]] == ["Use Redis", "Use Postgres"]


def test_a_decision_that_gets_another_number_or_title(recorded: Runner, stage: Stage) -> None:
    stage.write("decisions/0003-use-c.md", "---\nstatus: accepted\n---\n\n# Use C\n\nC.\n")
    recorded("renumber", "decisions/0003-use-redis.md").ok()
    assert show(recorded)["told"] == ["ADR-0005", "ADR-0002"]
    assert show(recorded)["fields"]["told"] == ["0005-use-redis", "0002-use-postgres"]
    recorded("retitle", "ADR-2", "Use another database").ok()
    assert show(recorded)["told"] == ["ADR-0005", "ADR-0002"]
    assert show(recorded)["fields"]["told"] == ["0005-use-redis", "0002-use-another-database"]
    assert show(recorded)["fields"]["traces"] == TRACES


def test_a_record_that_gets_another_number(recorded: Runner, stage: Stage) -> None:
    path = show(recorded)["path"]
    other = path.replace("0001-", "0001-other-")
    page = '---\nid: "0001"\ntitle: Other\nstage: plan\n---\n\n# Other\n'
    stage.write(other, page)
    recorded("renumber", path).ok()
    record = show(recorded, "PHR-2")
    assert record["title"] == "Cache the sessions"
    assert record["fields"]["traces"] == TRACES
    assert record["told"] == ["ADR-0003", "ADR-0002"]


def test_a_decision_that_is_removed_is_named_no_more(recorded: Runner) -> None:
    recorded("remove", "ADR-3", "--force").ok()
    assert show(recorded)["fields"]["told"] == ["0002-use-postgres"]
    assert show(recorded)["fields"]["traces"] == TRACES
    recorded("remove", "ADR-2", "--force").ok()
    assert "told" not in show(recorded)["fields"]
    assert recorded("check", "--json").json["findings"] == []


def test_a_decision_that_nobody_has_is_named_as_it_was(recorded: Runner, stage: Stage) -> None:
    page = recorded.top / show(recorded)["path"]
    page.write_text(page.read_text("utf-8").replace("0003-use-redis", "0042-gone"), "utf-8")
    assert show(recorded)["told"] == ["0042-gone", "ADR-0002"]
    assert "0042-gone" in recorded("show", "PHR-1").ok().out


def test_an_edited_page_keeps_its_traces(recorded: Runner) -> None:
    page = recorded.top / show(recorded)["path"]
    page.write_text(page.read_text("utf-8").replace("It is cached.", "It was cached."), "utf-8")
    assert show(recorded)["fields"]["traces"] == TRACES


def test_two_branches_that_add_to_one_record(
    recorded: Runner, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = tmp_path / "bin/minutebook"  # which the merge driver calls
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m minutebook "$@"\n')
    command.chmod(0o755)
    stage.world["PATH"] = f"{command.parent}{os.pathsep}{stage.world['PATH']}"
    monkeypatch.setenv("PATH", stage.world["PATH"])
    stage.git("add", "-A")
    stage.git("commit", "-qm", "Work")
    path = show(recorded)["path"]
    page = (recorded.top / path).read_text("utf-8")
    for branch, target in (("one", "0004-use-kafka"), ("two", "0005-use-x")):
        stage.git("checkout", "-qb", branch, "main")
        text = re.sub(r"(told: \[.*)\]", rf"\1, {target}]", page)
        assert text != page
        stage.write(path, text)
        stage.git("commit", "-qam", branch)
    recorded("agents", "install", "git")
    stage.git("merge", "-q", "one")
    assert show(recorded)["fields"]["told"] == [
        *("0003-use-redis", "0002-use-postgres", "0005-use-x", "0004-use-kafka")
    ]
    assert show(recorded)["fields"]["traces"] == TRACES


def test_hiding_a_record_drops_the_lines_of_its_texts(recorded: Runner, stage: Stage) -> None:
    agent = actor("claude", "t", stage.top)
    stage.take(agent.ask("Put this into a file:\nwe launch in May"))
    stage.write("plan.txt", "we launch in May\nno venue yet\n")
    stage.take(agent.stop("Done."))
    assert show(recorded, "PHR-2")["fields"]["traces"]["plan.txt"] == make_trace(
        ["we launch in May", "no venue yet"]
    )
    recorded("phr", "hide", "PHR-2", "--as", "summary").ok()
    trace = read_trace(show(recorded, "PHR-2")["fields"]["traces"]["plan.txt"])
    assert trace is not None
    assert trace.hashes == {hash_line("no venue yet")}
    assert trace.is_partial
    recorded("phr", "hide", "PHR-2", "--as", "private").ok()
    tree = "".join(path.read_text() for path in (recorded.top / "history").rglob("*.md"))
    assert hash_line("no venue yet") not in tree


def test_a_page_without_a_record_block_has_no_traces(stage: Stage, run: Runner) -> None:
    run("init").ok()
    template = (
        "---\n{{ front_matter }}\n---\n\n## Prompt\n\n{{ prompt }}\n\n## Answer\n\n{{ response }}\n"
    )
    stage.write("templates/phr.md", template)
    stage.write("minutebook.toml", 'phr_template = "templates/phr.md"\n')
    play_turn(stage, "Cache the sessions", "0003-use-redis")
    fields = show(run)["fields"]
    assert "traces" not in fields
    assert fields["told"] == ["0003-use-redis"]


@pytest.mark.parametrize("field", ["traces", "told"])
def test_nobody_states_them_but_the_hooks(run: Runner, field: str) -> None:
    run("init").ok()
    value: object = TRACES if field == "traces" else ["ADR-1"]
    draft = json.dumps({"title": "x", "prompt": "Do it", field: value})
    result = run("phr", "new", "--from-json", "-", stdin=draft)
    assert result.exit == 2
    assert field in result.err


def test_a_page_with_nonsense_is_read(recorded: Runner) -> None:
    page: Path = recorded.top / show(recorded)["path"]
    text = page.read_text("utf-8")
    start, end = text.index("traces:"), text.index("fidelity:")
    page.write_text(f"{text[:start]}traces: [7, null]\ntold: {{a: b}}\n{text[end:]}", "utf-8")
    assert show(recorded)["told"] == []
    recorded("show", "PHR-1").ok()
    recorded("list").ok()


def test_the_page_says_what_was_told_also_after_its_decision_has_another_name(
    recorded: Runner,
) -> None:
    def read_page() -> str:
        return (recorded.top / show(recorded)["path"]).read_text("utf-8")

    assert "told of `0003-use-redis`, `0002-use-postgres`" in read_page()
    recorded("retitle", "ADR-3", "Use Valkey").ok()
    assert "told of `0003-use-valkey`, `0002-use-postgres`" in read_page()
    other = "---\nstatus: accepted\n---\n\n# Use C\n\nC.\n"
    (recorded.top / "decisions/0003-use-c.md").write_text(other, "utf-8")
    recorded("renumber", "decisions/0003-use-valkey.md").ok()
    assert "told of `0005-use-valkey`, `0002-use-postgres`" in read_page()
    recorded("remove", "ADR-5", "--force").ok()
    assert "told of `0002-use-postgres`" in read_page()
    recorded("index", "--check").ok()
