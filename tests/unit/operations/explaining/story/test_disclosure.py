"""The disclosure: which agents worked on a change, and what people and commits state of it."""

from __future__ import annotations

import pytest

from made_records import PROMPTS
from minutebook.operations.explaining.story.disclosure import (
    AgentShare,
    Disclosure,
    Statement,
    count_agents,
    read_statements,
)
from minutebook.operations.explaining.story.record_agents import RecordAgents
from minutebook.records.model import Record, RecordSet
from minutebook.records.reader import read_record


def make_prompt(number: int, **fields: str) -> Record:
    lines = "\n".join(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())
    page = f"---\nid: '{number:04d}'\ntitle: T\n{lines}\n---\n\n# T\n"
    return read_record(PROMPTS, f"history/prompts/general/{number:04d}-t.prompt.md", page)


def read_agents(*records: Record) -> RecordAgents:
    return RecordAgents(RecordSet((PROMPTS,), records))


def test_subagents_count_for_their_agent() -> None:
    records = [
        make_prompt(1, agent="claude", surface="claude", model="opus"),
        make_prompt(2, agent="explore", surface="claude", model="opus"),
        make_prompt(3, agent="codex", surface="cli", model="gpt"),
        make_prompt(4, model="sonnet"),
        make_prompt(5),
    ]
    agents = read_agents(*records)
    assert [agents.find_agent(record) for record in records] == [
        "claude", "claude", "codex", "", "",
    ]  # fmt: skip
    assert [agents.find_subagent(record) for record in records] == ["", "explore", "", "", ""]
    shares = count_agents(records, agents)
    assert shares == (
        AgentShare("claude", "opus", 2, 1),
        AgentShare("", "sonnet", 1),
        AgentShare("codex", "gpt", 1),
    )
    assert [share.assisted_by for share in shares] == [
        "Assisted-by: claude:opus",
        "Assisted-by: sonnet",
        "Assisted-by: codex:gpt",
    ]


@pytest.mark.parametrize(
    ("trailer", "person"),
    [
        ("Reviewed-by: Ann Example <ann@example.org>", "Ann Example"),
        ("reviewed-by: Claude Dupont <cd@example.org>", "Claude Dupont"),
        ("Acked-by: Jules Verne", "Jules Verne"),
        ("* Reviewed-by: 王芳 <w@example.org>", "王芳"),
        ("Tested-by: Devin Booker <d@example.org>", "Devin Booker"),
        ("Reviewed-by: Claude <noreply@anthropic.com>", ""),
        ("Reviewed-by: Claude Opus 4.5", ""),
        ("Reviewed-by: Claude Code (claude-opus-4-5)", ""),
        ("Reviewed-by: GitHub Copilot <copilot@github.com>", ""),
        ("Reviewed-by: renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>", ""),
        ("Reviewed-by: Somebody <1+x[bot]@users.noreply.github.com>", ""),
        ("Reviewed-by: coderabbit-bot", ""),
        ("Reviewed-by: <only@example.org>", ""),
        ("Reviewed-by: ann.example@example.org", "ann.example"),
        ("Reviewed-by: @octocat", "@octocat"),
        ("Signed-off-by: Ann Example", ""),
        ("It was Reviewed-by: nobody", ""),
        ("Reviewed: Ann", ""),
    ],
)
def test_who_reviewed(trailer: str, person: str) -> None:
    people, _ = read_statements([f"Subject\n\nBody.\n\n{trailer}\n"], ())
    assert Disclosure(people=people).reviewers == tuple(filter(None, [person]))


def test_statements_of_commits_and_records() -> None:
    message = (
        "Squash (#7)\n\n* First\n\nAssisted-by: claude:opus\n\n* Second\n\n"
        "Assisted-by: claude:opus\nCo-authored-by: Cursor <cursoragent@cursor.com>\n"
        "Co-authored-by: Ben Example <ben@example.org>\nSigned-off-by: Ann Example <a@b.c>\n"
        "Fixes: #12\n"
    )
    record = make_prompt(1, reviewed_by="Cleo Example", generated_by="tool")
    people, tools = read_statements([message, ""], [record])
    assert people == (
        Statement("Co-authored-by", "Ben Example"),
        Statement("Signed-off-by", "Ann Example"),
        Statement("Reviewed-by", "Cleo Example"),
    )
    assert tools == (
        Statement("Assisted-by", "claude:opus"),
        Statement("Co-authored-by", "Cursor"),
        Statement("Generated-by", "tool"),
    )
    assert Disclosure(people=people).reviewers == ("Cleo Example",)


def test_words_of_templates_name_no_agent() -> None:
    record = make_prompt(1, agent="agent", surface="agent", model="unknown")
    agents = read_agents(record)
    assert not agents.is_agents(record)
    assert count_agents([record], agents) == ()
