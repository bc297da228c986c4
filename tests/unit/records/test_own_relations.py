"""Links in pages' own words: one edge of two pages, both ends shown, made and taken away."""

from __future__ import annotations

import pytest

from minutebook.errors import UsageError
from minutebook.records import linking, references
from minutebook.records.index import mermaid, page_blocks
from minutebook.records.linking import MissingLink
from minutebook.records.model import ADR, Folder, RecordSet, Write

OWN = {"spiked-in": "spike-of"}


def make_records(*statements: str, own: dict[str, str] | None = None, date: str = "") -> RecordSet:
    """A page for each text of a Status section, numbered from 1."""
    folder = Folder(ADR, "decisions", own_relations=own or {})
    return linking.simulate_writes(
        RecordSet((folder,), ()),
        [
            Write(
                f"decisions/000{number}-use-{number}.md",
                f"# {number}. Use {number}\n\n{date}## Status\n\n{text}\n\n## Context\n",
            )
            for number, text in enumerate(statements, 1)
        ],
    )


def to(number: int) -> str:
    return f"[{number}. Use {number}](000{number}-use-{number}.md)"


def ends(records: RecordSet) -> list[list[str]]:
    return [
        [
            f"{relation.name} {relation.record.number}"
            for relation in records.graph.list_relations(record)
        ]
        for record in records.members
    ]


@pytest.mark.parametrize(
    ("first", "second", "seen"),
    [
        ("", f"Clarifies {to(1)}", [["clarified-by 2"], ["clarifies 1"]]),
        (f"Clarified by {to(2)}", f"Clarifies {to(1)}", [["clarified-by 2"], ["clarifies 1"]]),
        (f"Inspired by {to(2)}", f"Inspires {to(1)}", [["inspired-by 2"], ["inspires 1"]]),
        (f"Partly replaced by {to(2)}", f"Replaces parts of {to(1)}",
         [["partly-replaced-by 2"], ["replaces-parts-of 1"]]),
        (f"Trial of {to(2)}", f"Spiked in {to(1)}", [["trial-of 2"], ["spiked-in 1"]]),
        ("", f"Spiked in {to(1)}", [["reverse-of-spiked-in 2"], ["spiked-in 1"]]),
        (f"Similar to {to(2)}", f"Similar to {to(1)}", [["similar-to 2"], ["similar-to 1"]]),
        # Two relations, each with its own other end.
        (f"Clarifies {to(2)}", f"Extends {to(1)}",
         [["clarifies 2", "extended-by 2"], ["clarified-by 1", "extends 1"]]),
        (f"Clarifies {to(1)}", "", [[], []]),  # itself
    ],
)  # fmt: skip
def test_both_ends_are_seen_once(first: str, second: str, seen: list[list[str]]) -> None:
    records = make_records(f"Accepted\n\n{first}", f"Accepted\n\n{second}")
    assert ends(records) == seen


def test_the_configuration_pairs_words() -> None:
    records = make_records(
        f"Accepted\n\nSpike of {to(2)}", f"Accepted\n\nSpiked in {to(1)}", own=OWN
    )
    assert ends(records) == [["spike-of 2"], ["spiked-in 1"]]
    assert len(records.graph.edges) == 1
    alone = make_records("Accepted", f"Accepted\n\nSpiked in {to(1)}", own=OWN)
    assert ends(alone) == [["spike-of 2"], ["spiked-in 1"]]


def test_links_that_lead_nowhere() -> None:
    records = make_records("Accepted\n\nClarifies ADR-9\n\nExtends [X](use-x.md)")
    assert [link.target for _, link in records.graph.dangling_links] == ["ADR-9"]
    assert records.graph.edges == ()


def test_a_part_is_superseded_once_the_newer_decision_is_accepted() -> None:
    def words(state: str, word: str) -> list[str]:
        records = make_records("Accepted", f"{state}\n\n{word} {to(1)}")
        return [
            relation.words
            for record in records.members
            for relation in records.graph.list_relations(record)
        ]

    partly = "Partially supersedes"
    assert words("Accepted", partly) == ["partially superseded by", "partially supersedes"]
    assert words("Proposed", partly) == [
        *("would be partially superseded by", "would partially supersede"),
    ]
    assert words("Rejected", partly) == ["would have partially superseded"]
    assert words("Proposed", "Clarifies") == ["clarified by", "clarifies"]


def test_the_block_and_the_chart_show_the_words() -> None:
    records = make_records("Accepted", f"Accepted\n\nSpiked in {to(1)}\n\nExtends {to(1)}")
    first, second = records.members
    assert page_blocks.render_links_block(first, records.graph).splitlines()[2:] == [
        "* extended by [ADR-0002 Use 2](0002-use-2.md)",
        "* [ADR-0002 Use 2](0002-use-2.md) spiked in this",
    ]
    # The second page says so itself, where its readers can follow it.
    assert page_blocks.render_links_block(second, records.graph) == ""
    chart, _ = mermaid.render_chart(records.members, records.graph.edges)
    assert '-->|"spiked in"|' in chart


@pytest.mark.parametrize(
    ("word", "other_end"),
    [
        ("clarifies", "clarified-by"),
        ("inspired-by", "inspires"),
        ("Builds on", "basis-for"),
        ("präzisiert", "präzisiert-durch"),
        ("partially-supersedes", "partially-superseded-by"),
        ("spiked-in", "spike-of"),
    ],
)
def test_link_and_unlink(word: str, other_end: str) -> None:
    records = make_records("Accepted", "Accepted", own=OWN)
    first, second = records.members
    linked = linking.simulate_writes(records, linking.link_records(records, second, word, first))
    assert ends(linked)[0] == [f"{other_end} 2"]
    assert linked.members[0] == first  # the other page does not change
    assert linked.members[1].state == "accepted"
    first, second = linked.members
    assert linking.link_records(linked, second, word, first) == ()
    assert linking.link_records(linked, first, other_end, second) == ()
    for source, relation, target in ((second, word, first), (first, other_end, second)):
        writes = linking.unlink_records(linked, source, relation, target)
        assert linking.simulate_writes(linked, writes).members == records.members
    with pytest.raises(MissingLink):
        linking.unlink_records(records, *(records.members[1], word, records.members[0]))


@pytest.mark.parametrize(
    ("word", "other_end"),
    [("clarifies", "Clarified by"), ("inspired-by", "Inspires"), ("spiked-in", "Spike of")],
)
def test_pages_of_adr_tools_state_both_ends(word: str, other_end: str) -> None:
    records = make_records("Accepted", "Accepted", own=OWN, date="Date: 2024-01-01\n\n")
    first, second = records.members
    linked = linking.simulate_writes(records, linking.link_records(records, second, word, first))
    assert f"Accepted\n\n{other_end} {to(2)}\n" in linked.members[0].text
    assert [len(each) for each in ends(linked)] == [1, 1]
    unlinked = linking.unlink_records(linked, linked.members[1], word, linked.members[0])
    assert linking.simulate_writes(linked, unlinked).members == records.members


def test_a_word_without_a_known_other_end_is_stated_once() -> None:
    records = make_records(
        "Accepted", f"Accepted\n\nTried in {to(3)}", "Accepted", date="Date: 2024-01-01\n\n"
    )
    first, second, _ = records.members
    writes = linking.link_records(records, second, "tried-in", first)
    assert [write.path for write in writes] == [second.path]


def test_unlink_takes_both_pages_words_away() -> None:
    records = make_records(
        f"Accepted\n\nTrial of {to(2)}", f"Accepted\n\nSpiked in {to(1)}", "Accepted"
    )
    first, second, third = records.members
    bare = linking.simulate_writes(
        records, linking.unlink_records(records, first, "trial-of", second)
    )
    assert ends(bare) == [[], [], []]
    # A word that some page has already may be used, at either end.
    alone = make_records(f"Accepted\n\nSpiked in {to(2)}", "Accepted", "Accepted")
    first, second, third = alone.members
    writes = linking.link_records(alone, third, "reverse-of-spiked-in", second)
    assert [write.path for write in writes] == [second.path]
    assert "Spiked in [3. Use 3]" in (writes[0].text or "")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("superseeds", "did you mean supersedes"),
        ("clarifys", "did you mean clarifies"),
        ("zzz", "there are: amended-by"),
        ("7", 'relations = { "inspired-by" = "inspires" }'),
    ],
)
def test_words_that_nothing_knows_are_refused(word: str, hint: str) -> None:
    records = make_records("Accepted", "Accepted")
    with pytest.raises(UsageError, match=f"no relation is called '{word}'") as caught:
        linking.link_records(records, records.members[0], word, records.members[1])
    assert hint in caught.value.hint
    assert "relations = {" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "is_numbered"),
    [
        ("ADR-3", True),
        ("3", True),
        ("0003-use-x", True),
        ("[Use X](../adr/0003-use-x.md)", True),
        ("[3. Use X](use-x.md)", True),
        ("[Spec](specs/0003-x/spec.md)", False),
        ("specs/0003-x", False),  # a folder
        ("0003-use-x.py", False),
        ("[Use X]({{ 0003-use-x.md }})", False),
        ("use-x", False),
    ],
)
def test_what_names_a_record_by_its_number(text: str, is_numbered: bool) -> None:
    assert references.names_numbered_record(text) == is_numbered
