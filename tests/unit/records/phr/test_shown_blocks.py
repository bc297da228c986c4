"""The lines of facts and of ways of a prompt record, and the bullets of what came of it."""

from __future__ import annotations

import pytest

from made_records import make_record
from minutebook.lean.values import replace
from minutebook.records.adr.vocabulary import relation_words
from minutebook.records.model import Record
from minutebook.records.phr import shown_blocks
from minutebook.records.relations import Relation

PATH = "history/prompts/shop/0003-cache.green.prompt.md"


def record_with(**fields: object) -> Record:
    record = make_record(PATH, "Cache it", state="green")
    return replace(record, date="2026-01-31", fields=fields)


def prompt(number: int, title: str = "", folder: str = "shop") -> Record:
    name = f"history/prompts/{folder}/{number:04}-p{number}.plan.prompt.md"
    return make_record(name, title or f"Prompt {number}", state="plan")


def decision(number: int, title: str) -> Record:
    return make_record(f"decisions/{number:04}-d{number}.md", title)


@pytest.mark.parametrize(
    ("fields", "facts"),
    [
        ({}, ""),
        ({"agent": "claude", "model": "m-1"}, " · claude with m-1"),
        ({"agent": "Explore", "surface": "claude"}, " · Explore in claude"),
        ({"surface": "cli"}, " · cli"),
        ({"model": "m"}, " · m"),
        ({"agent": "a*b*"}, r" · a\*b\*"),
        ({"commits": ["1a2b3c4d5e6f7"]}, " · commit `1a2b3c4d5e`"),
        ({"commits": ["1", "2"]}, " · commits `1`, `2`"),
        ({"commits": list("1234")}, " · 4 commits"),
        ({"files": ["a.py"]}, " · 1 file"),
        ({"files": ["a.py", "b.py"], "tests": ["t.py"]}, " · 2 files · 1 test"),
        ({"tests": ["pytest -q (passed)"]}, " · tests passed"),
        ({"tests": ["pytest (passed)", "tox (failed)", "make (passed)"]}, " · tests 2 passed and 1 failed"),
        ({"tests": ["pytest -q (12 passed)"]}, " · tests: 12 passed"),
        ({"tests": ["pytest (1 failed, 11 passed)"]}, " · tests: 1 failed, 11 passed"),
        ({"tests": ["pytest (failed, 11 passed)"]}, " · tests: failed, 11 passed"),
        ({"tests": ["pytest (1 failed, 11 passed)", "pytest (12 passed)"]}, " · test runs: 1 passed, 1 failed"),
        ({"tests": ["pytest (1 skipped)"]}, " · 1 test"),
        ({"labels": ["db", "a`b"]}, " · `db`, ``a`b``"),
        ({"labels": "db"}, " · `db`"),
    ],
)  # fmt: skip
def test_the_line_of_facts(fields: dict[str, object], facts: str) -> None:
    content = shown_blocks.render_summary(record_with(**fields), ())
    assert content == f"green · 2026-01-31{facts}\n\nAll of [shop](README.md)"


def test_the_line_of_ways_leads_to_what_is_related() -> None:
    relations = (
        Relation("follows", prompt(2), is_stored=True),
        Relation("followed-by", prompt(4, folder="cart"), is_stored=False),
        Relation("followed-by", prompt(5, "A [b]"), is_stored=False),
        Relation("decides", decision(7, "Use Redis"), is_stored=True),
        Relation(relation_words.reverse_relation("spiked-in"), prompt(6), is_stored=False),
    )
    content = shown_blocks.render_summary(record_with(), relations)
    next_links = (
        "[PHR-0004 Prompt 4](../cart/0004-p4.plan.prompt.md)",
        r"[PHR-0005 A \[b\]](0005-p5.plan.prompt.md)",
    )
    assert content.split("\n\n")[1].split(" · ") == [
        "Previous: [PHR-0002 Prompt 2](0002-p2.plan.prompt.md)",
        "Decides: [ADR-0007 Use Redis](../../../decisions/0007-d7.md)",
        "[PHR-0006 Prompt 6](0006-p6.plan.prompt.md) spiked in this",
        "All of [shop](README.md)",
        f"Next: {', '.join(next_links)}",
    ]


def test_a_record_in_no_route_has_no_list_and_many_links_are_cut() -> None:
    record = make_record("history/prompts/0003-a.plan.prompt.md", "A", state="plan")
    assert shown_blocks.render_summary(record, ()) == "plan · 2025-01-02"
    unnumbered = replace(prompt(9), number=None, title="Loose")
    relations = [Relation("relates-to", prompt(number), is_stored=True) for number in range(1, 8)]
    content = shown_blocks.render_summary(
        record, [Relation("relates-to", unnumbered, True), *relations]
    )
    assert content.startswith(
        "plan · 2025-01-02\n\nRelates to: [Loose](shop/0009-p9.plan.prompt.md), ["
    )
    assert content.count("](") == 5
    assert content.endswith(") and 3 more")


@pytest.mark.parametrize("count", range(1, 6))
def test_one_more_that_follows_is_added_as_it_would_be_rendered(count: int) -> None:
    record = record_with()
    followers = [
        Relation("followed-by", prompt(number), is_stored=False) for number in range(4, 4 + count)
    ]
    before = shown_blocks.render_summary(record, followers[:-1])
    added = shown_blocks.add_next(before, record, followers[-1].record)
    assert added == shown_blocks.render_summary(record, followers)


def test_one_more_where_titles_look_like_ways() -> None:
    record = record_with()
    relations = [Relation("follows", prompt(2, "Then \u00b7 Next: [this](x)"), is_stored=True)]
    for number, title in ((4, "Next: tests"), (5, "Next: [a](b), c"), (6, "`Next: [a](b)`")):
        before = shown_blocks.render_summary(record, relations)
        relations.append(Relation("followed-by", prompt(number, title), is_stored=False))
        added = shown_blocks.add_next(before, record, relations[-1].record)
        assert added == shown_blocks.render_summary(record, relations)


def test_what_cannot_be_added_takes_all_records() -> None:
    record = record_with()
    followers = [Relation("followed-by", prompt(number), is_stored=False) for number in range(4, 9)]
    content = shown_blocks.render_summary(record, followers)
    assert shown_blocks.add_next(content, record, prompt(9)) is None
    assert shown_blocks.add_next(content, record, prompt(4)) is None
    content = shown_blocks.render_summary(record, followers[:1])
    assert shown_blocks.add_next(content, record, prompt(4)) is None
    # Another feature's come before, whatever their numbers.
    assert shown_blocks.add_next(content, record, prompt(9, folder="cart")) is None
    assert shown_blocks.add_next(content, record, prompt(9, folder="users")) is not None
    assert shown_blocks.add_next("by hand", record, prompt(4)) is None


def test_what_was_asked_before_stands_above_the_ways() -> None:
    asked = [{"prompt": "hi"}, {"prompt": "- *ok*"}, {"prompt": "thanks", "after": True}]
    record = record_with(asked_before=asked)
    relations = [Relation("follows", prompt(2), is_stored=True)]
    content = shown_blocks.render_summary(record, relations)
    assert (
        "\n\nAsked before:\n\n* “hi”\n* “- \\*ok\\*”\n\nAsked after:\n\n* “thanks”\n\n" in content
    )
    following = Relation("followed-by", prompt(4), is_stored=False)
    added = shown_blocks.add_next(content, record, following.record)
    assert added == shown_blocks.render_summary(record, [*relations, following])
    without_ways = content.rpartition("\n\n")[0]
    assert shown_blocks.add_next(without_ways, record, following.record) is None


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, []),
        ({"files": ["a.py", "b/c.py"]}, ["* **Changed files:** `a.py`, `b/c.py`"]),
        (
            {"files": ["a.py", "b/c.py", "b/d.py", "e.py"]},
            ["* **Changed files:**", "  * `a.py`, `e.py`", "  * `b/`: `c.py`, `d.py`"],
        ),
        (
            {"files": [f"{folder}/{name}.py" for folder in range(14) for name in range(14)]},
            [
                "* **Changed files:**",
                *(
                    f"  * `{folder}/`: {', '.join(f'`{name}.py`' for name in range(12))} and 2 more"
                    for folder in range(12)
                ),
                "  * and 28 in 2 more folders",
            ],
        ),
        ({"tests": ["t/a.py"]}, ["* **Tests:** `t/a.py`"]),
        ({"tests": ["pytest -q (failed)"]}, ["* **Tests run:** `pytest -q` failed"]),
        (
            {"tests": ["a b", "`c` d (passed)"]},
            ["* **Tests run:**", "  * `a b`", "  * `` `c` d `` passed"],
        ),
        ({"tests": ["pytest (12 passed)"]}, ["* **Tests run:** `pytest` 12 passed"]),
        (
            {"tests": ["pytest -q (1 failed, 11 passed)", "pytest -q (12 passed)"]},
            [
                "* **Tests run:**",
                "  * `pytest -q` 1 failed, 11 passed",
                "  * `pytest -q` 12 passed",
            ],
        ),
        (
            {"tests": [f"run {number}" for number in range(22)]},
            [
                "* **Tests run:**",
                *(f"  * `run {number}`" for number in range(20)),
                "  * and 2 more",
            ],
        ),
    ],
)
def test_what_came_of_it(fields: dict[str, object], lines: list[str]) -> None:
    assert shown_blocks.render_outcome(record_with(**fields), ()).split("\n") == (lines or [""])


def test_the_bullets_are_as_those_that_the_page_has() -> None:
    record = replace(record_with(files=["a.py"]), text="## Outcome\n\n- **Impact:** faster\n")
    sign = shown_blocks.find_bullet_sign(record.text)
    assert shown_blocks.render_outcome(record, (), sign) == "- **Changed files:** `a.py`"


@pytest.mark.parametrize(
    ("state", "reason", "decisions", "words"),
    [
        ("pending", "", (), ", not answered yet"),
        ("dismissed", "", (), ", dismissed"),
        ("dismissed", "a *trial*", (), r", dismissed: a \*trial\*"),
        ("accepted", "", (), ", accepted"),
        (
            "accepted",
            "",
            ("Another",),
            ", became [ADR-0001 Another](../../../decisions/0001-d1.md)",
        ),
        (
            "accepted",
            "",
            ("Another", "Use redis"),
            ", became [ADR-0002 Use redis](../../../decisions/0002-d2.md)",
        ),
        ("accepted", "", ("Another", "A third"), ", accepted"),
    ],
)
def test_what_became_of_a_suggestion(
    state: str, reason: str, decisions: tuple[str, ...], words: str
) -> None:
    entry = {
        "id": "S-0003-1",
        "topic": "Use Redis",
        "score": "0.5",
        "state": state,
        "reason": reason,
    }
    relations = [
        Relation("decides", decision(number, title), is_stored=True)
        for number, title in enumerate(decisions, 1)
    ]
    record = record_with(suggestions=[entry])
    expected = f"* **Suggested decision:** Use Redis (S-0003-1){words}"
    assert shown_blocks.render_outcome(record, relations) == expected
