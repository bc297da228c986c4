"""The order of a change's prompts: by session, subagents' tasks behind the turns they belong to."""

from __future__ import annotations

from made_records import PROMPTS
from minutebook.operations.explaining.story.range_records import AskedPrompt, order_prompts
from minutebook.operations.explaining.story.record_agents import RecordAgents
from minutebook.records.model import Record, RecordSet
from minutebook.records.reader import read_record


def make_prompt(
    number: int, session: str, *, day: int = 1, agent: str = "claude", follows: str = ""
) -> Record:
    link = f"links:\n  follows: ['{follows}']\n" if follows else ""
    page = (
        f"---\nid: '{number:04d}'\ntitle: T\ndate: 2026-01-{day:02d}\nagent: {agent}\n"
        f"surface: claude\nsession: '{session}'\n{link}---\n\n# T\n"
    )
    return read_record(PROMPTS, f"history/prompts/general/{number:04d}-t.prompt.md", page)


def order(*records: Record) -> list[tuple[int | None, int]]:
    record_set = RecordSet((PROMPTS,), records)
    agents = RecordAgents(record_set)
    prompts = [AskedPrompt(each, subagent=agents.find_subagent(each)) for each in records]
    return [(each.record.number, each.depth) for each in order_prompts(prompts, record_set)]


def test_sessions_stay_together() -> None:
    records = [
        make_prompt(1, "a", day=2),
        make_prompt(2, "b", day=1),
        make_prompt(3, "a", day=3, follows="0001-t"),
        make_prompt(4, "b", day=4, follows="0002-t"),
        make_prompt(5, "", day=2),
    ]
    assert order(*records) == [(2, 0), (4, 0), (1, 0), (3, 0), (5, 0)]


def test_tasks_of_subagents_stand_below_their_turn() -> None:
    records = [
        make_prompt(1, "a"),
        make_prompt(2, "a", agent="explore", follows="0004-t"),
        make_prompt(3, "a", agent="test", follows="0002-t"),
        make_prompt(4, "a"),
        make_prompt(5, "a", agent="explore", follows="0004-t"),
        make_prompt(6, "a", agent="lost"),
    ]
    assert order(*records) == [(1, 0), (4, 0), (2, 1), (3, 2), (5, 1), (6, 0)]


def test_a_circle_of_tasks_loses_none() -> None:
    records = [
        make_prompt(1, "a"),
        make_prompt(2, "a", agent="x", follows="0003-t"),
        make_prompt(3, "a", agent="y", follows="0002-t"),
        make_prompt(4, "a", agent="z", follows="0004-t"),
    ]
    assert sorted(order(*records)) == [(1, 0), (2, 0), (3, 1), (4, 0)]
