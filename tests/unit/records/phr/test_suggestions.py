"""The suggestions that prompt records hold: read, written, merged, found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.lean.values import replace
from minutebook.records import reader
from minutebook.records.filenames import clean_title
from minutebook.records.model import PHR, Folder, Record, RecordSet
from minutebook.records.phr import suggestions
from minutebook.records.phr.suggestions import Suggestion
from minutebook.text import frontmatter
from minutebook.text.frontmatter.strict import parse_canonical

PROMPTS = Folder(PHR, "history/prompts")
PAGE = """---
id: "0042"
title: Move mails
files:
  - app/mail.py
fidelity: verbatim
---

## Prompt

```text
Move them.
```
"""
JOBS = Suggestion(
    "S-0042-1",
    "Background jobs: Celery with Redis as broker",
    0.83,
    title="Run background jobs with Celery",
    topics=("Background jobs: Celery", "Message broker: Redis"),
    options=("Celery", "RQ", "arq"),
    evidence=("requirements.txt:4 new dependency celery", 'app/a.py:1 say "a": b'),
)
CACHE = Suggestion("S-0042-2", "Caching: Redis", 0.5, "dismissed", "a trial: it goes")
WRITTEN = """\
suggestions:
  - id: S-0042-1
    topic: "Background jobs: Celery with Redis as broker"
    score: 0.83
    state: pending
    title: Run background jobs with Celery
    topics: ["Background jobs: Celery", "Message broker: Redis"]
    options: [Celery, RQ, arq]
    evidence: ["requirements.txt:4 new dependency celery", "app/a.py:1 say \\"a\\": b"]
  - id: S-0042-2
    topic: "Caching: Redis"
    score: 0.5
    state: dismissed
    reason: "a trial: it goes"
"""
BOTH = PAGE.replace("fidelity", f"{WRITTEN}fidelity")


def page(text: str, name: str = "general/0042-move-mails.green") -> Record:
    return reader.read_record(PROMPTS, f"history/prompts/{name}.prompt.md", text)


def with_field(source: str) -> Record:
    return page(PAGE.replace("fidelity", f"{source}\nfidelity"))


# Reading ----------------------------------------------------------------------------------------


def test_what_put_suggestions_writes_read_suggestions_reads() -> None:
    assert suggestions.put_suggestions(PAGE, [JOBS, CACHE]) == BOTH
    assert suggestions.read_suggestions(page(BOTH)) == (JOBS, CACHE)
    assert suggestions.find_faults(page(BOTH)) == ()
    assert (JOBS.decision_title, CACHE.decision_title) == (
        "Run background jobs with Celery",
        "Caching: Redis",
    )
    assert (JOBS.topic_names, CACHE.topic_names) == (JOBS.topics, ("Caching: Redis",))


def test_written_suggestions_are_canonical_front_matter() -> None:
    fields: dict[str, object] = {}
    parse_canonical(BOTH[4 : BOTH.index("\n---\n", 4)], 2, fields, {})
    assert fields == frontmatter.parse(BOTH)[0].fields


@pytest.mark.parametrize(
    ("source", "expected", "expected_faults"),
    [
        ("x: y", (), []),
        ("suggestions:", (), []),
        ("suggestions: []", (), []),
        ("suggestions: none", (), ["is not a list", "(number 1) without id or topic"]),
        ("suggestions: {id: S-1, topic: T}", (Suggestion("S-1", "T", 0.0),), ["is not a list"]),
        (
            "Suggestions:\n  - {id: S-1, topic: T, score: 1, state: Accepted}",
            (Suggestion("S-1", "T", 1.0, "accepted"),),
            [],
        ),
        ("suggestions: [a, 1, null, [b]]", (), ["(number 1)", "(number 2)", "(number 3)", "4"]),
        (
            "suggestions:\n  - topic: T\n  - id: S-1\n  - id: [S-1]\n    topic: T",
            (),
            ["(number 1)", "(number 2)", "(number 3)"],
        ),
        (
            "suggestions:\n  - id: S-1\n    topic: T\n    state: done: x",
            (),
            ["is not a list", "without id"],
        ),
        (
            "suggestions:\n  - id: S-1\n    topic: T\n    state: done",
            (Suggestion("S-1", "T", 0.0),),
            ["the suggestion S-1 in the state `done`, which is not known"],
        ),
        (
            "suggestions:\n  - {id: S-01-1, topic: T}\n  - {id: s-1-01, topic: U}",
            (Suggestion("S-01-1", "T", 0.0), Suggestion("s-1-01", "U", 0.0)),
            ["the suggestion s-1-01 twice"],
        ),
        (
            "suggestions:\n  - id: 7\n    topic: 8\n    options: Celery\n    evidence: [1, [a], '']",
            (Suggestion("7", "8", 0.0, options=("Celery",), evidence=("1",)),),
            ["a suggestion with the id `7`, which is not one: write it S-0042-1"],
        ),
    ],
)
def test_hand_edited_fields_are_read_and_their_faults_found(
    source: str, expected: tuple[Suggestion, ...], expected_faults: list[str]
) -> None:
    record = with_field(source)
    assert suggestions.read_suggestions(record) == expected
    messages = suggestions.find_faults(record)
    assert len(messages) == len(expected_faults)
    assert all(part in message for part, message in zip(expected_faults, messages, strict=True))


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ("0.834", 0.83),
        ("'0.5'", 0.5),
        ("1", 1.0),
        ("2", 1.0),
        ("-1", 0.0),
        ("high", 0.0),
        ("nan", 0.0),
        ("inf", 1.0),
        ("[0.5]", 0.0),
        ("null", 0.0),
        ("1e999", 1.0),
    ],
)
def test_a_score_is_from_0_to_1(value: str, score: float) -> None:
    record = with_field(f"suggestions:\n  - id: S-1\n    topic: T\n    score: {value}")
    assert suggestions.read_suggestions(record)[0].score == score


def test_a_score_too_large_for_a_float_is_0() -> None:
    fields = {"suggestions": [{"id": "S-1", "topic": "T", "score": 10**400}]}
    assert suggestions.read_suggestions(replace(page(PAGE), fields=fields))[0].score == 0.0


LINES = st.text(max_size=12)
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | LINES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "topic", "state", "score", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(ANY)
def test_reading_raises_for_no_value_of_the_field(value: object) -> None:
    record = replace(page(PAGE), fields={"suggestions": value})
    assert all(
        suggestion.id and suggestion.topic and suggestion.state in suggestions.STATES
        for suggestion in suggestions.read_suggestions(record)
    )
    assert all(isinstance(fault, str) for fault in suggestions.find_faults(record))


# Writing ----------------------------------------------------------------------------------------

SUGGESTIONS = st.builds(
    Suggestion,
    id=st.integers(1, 99).map("S-0042-{}".format),
    topic=LINES.filter(lambda line: bool(clean_title(line))),
    score=st.floats(allow_nan=True),
    state=st.sampled_from(suggestions.STATES),
    reason=LINES,
    title=LINES,
    topics=st.lists(LINES, max_size=2).map(tuple),
    options=st.lists(LINES, max_size=2).map(tuple),
    evidence=st.lists(LINES, max_size=2).map(tuple),
)


@given(st.lists(SUGGESTIONS, max_size=3, unique_by=lambda suggestion: suggestion.id))
def test_any_suggestions_come_back_and_can_be_removed(stored: list[Suggestion]) -> None:
    text = suggestions.put_suggestions(PAGE, stored)
    read = suggestions.read_suggestions(page(text))
    assert [(suggestion.id, suggestion.state) for suggestion in read] == [
        (suggestion.id, suggestion.state) for suggestion in stored
    ]
    assert suggestions.put_suggestions(text, read) == text
    assert suggestions.put_suggestions(text, ()) == PAGE
    assert page(text).findings == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_answer_changes_only_its_entry(newline: str) -> None:
    text = BOTH.replace("    state: pending\n", "    state: 'pending'  # ask Ada\n    mine: yes\n")
    text = text.replace("  - id: S-0042-2\n", "  # old\n  - id:   S-0042-2\n").replace(
        "\n", newline
    )
    dismissed = replace(JOBS, state="dismissed", reason="no")
    expected = text.replace(
        f"'pending'  # ask Ada{newline}    mine: yes{newline}",
        f"'dismissed'  # ask Ada{newline}    reason: no{newline}    mine: yes{newline}".replace(
            " no", ' "no"'
        ),
    )
    assert suggestions.put_suggestions(text, [dismissed, CACHE]) == expected
    assert suggestions.put_suggestions(expected, [JOBS, CACHE]) == text
    assert suggestions.put_suggestions(text, [JOBS, CACHE]) == text


def test_entries_that_cannot_be_read_stay() -> None:
    text = PAGE.replace("fidelity", "suggestions:\n  - maybe\n  - id: S-9\nfidelity")
    assert suggestions.put_suggestions(text, [CACHE]) == text.replace(
        "  - id: S-9\n",
        "  - id: S-9\n" + "".join(f"{line}\n" for line in WRITTEN.split("\n")[9:-1]),
    )
    assert suggestions.put_suggestions(text, ()) == text
    only = PAGE.replace("fidelity", "suggestions: maybe\nfidelity")
    assert (
        frontmatter.get_field(suggestions.put_suggestions(only, [CACHE]), "suggestions")[0]
        == "maybe"
    )  # type: ignore[index]


def test_suggestions_that_are_not_put_are_removed() -> None:
    only_cache = suggestions.put_suggestions(BOTH, [CACHE])
    assert suggestions.read_suggestions(page(only_cache)) == (CACHE,)
    assert suggestions.put_suggestions(BOTH, ()) == PAGE
    assert suggestions.put_suggestions(PAGE, ()) == PAGE


def test_the_page_keeps_its_own_spelling_of_the_field() -> None:
    text = BOTH.replace("suggestions:", "SUGGESTIONS:")
    changed = suggestions.put_suggestions(text, [replace(JOBS, state="accepted"), CACHE])
    assert changed == text.replace("state: pending", "state: accepted")


@pytest.mark.parametrize(
    ("entry", "suggestion", "expected_entry"),
    [
        (
            "{id: S-1, topic: T}",
            Suggestion("S-1", "T", 0.0, "accepted"),
            "id: S-1\n    topic: T\n    state: accepted",
        ),
        (
            "topic: T\n    id: S-1\n    score: 0.5",
            Suggestion("S-1", "U", 0.25, title="V"),
            "topic: U\n    id: S-1\n    score: 0.25\n    title: V",
        ),
        (
            "id: S-1\n    topic: T\n    title: U\n    options: [a]\n    reason: b",
            Suggestion("S-1", "T", 0.0, options=("a", "c")),
            "id: S-1\n    topic: T\n    options: [a, c]",
        ),
    ],
)
def test_an_entry_gains_and_loses_keys_in_place(
    entry: str, suggestion: Suggestion, expected_entry: str
) -> None:
    text = PAGE.replace("fidelity", f"suggestions:\n  - {entry}\nfidelity")
    assert suggestions.put_suggestions(text, [suggestion]) == text.replace(entry, expected_entry)


# Ids --------------------------------------------------------------------------------------------


def test_new_suggestions_get_the_next_count() -> None:
    new = [replace(JOBS, id=""), replace(CACHE, id="")]
    assert suggestions.merge_suggestions((), new, "0042") == (JOBS, CACHE)
    assert [suggestion.id for suggestion in suggestions.merge_suggestions((), new, "")] == [
        "S-1",
        "S-2",
    ]
    assert [
        suggestion.id for suggestion in suggestions.merge_suggestions((), [CACHE, new[0]], "7")
    ] == [
        "S-0042-2",
        "S-7-3",
    ]
    odd = replace(CACHE, id="mine")
    assert [suggestion.id for suggestion in suggestions.merge_suggestions([odd], new[:1], "7")] == [
        "mine",
        "S-7-1",
    ]


@pytest.mark.parametrize(
    ("recorded", "suggested", "merged"),
    [
        # The same topic: told anew while it is pending, else as it was answered.
        (JOBS, replace(JOBS, id="", score=0.9), [replace(JOBS, score=0.9)]),
        (
            JOBS,
            replace(JOBS, id="", topic=JOBS.topic.upper(), topics=()),
            [replace(JOBS, topic=JOBS.topic.upper(), topics=())],
        ),
        (CACHE, replace(CACHE, id="", state="pending", reason="", score=0.9), [CACHE]),
        # Half of it: the same question while it is pending, another one when it was answered.
        (
            JOBS,
            Suggestion("", "message broker: redis", 0.7),
            [Suggestion("S-0042-1", "message broker: redis", 0.7)],
        ),
        (
            replace(JOBS, state="accepted"),
            Suggestion("", "Message broker: Redis", 0.7),
            [replace(JOBS, state="accepted"), Suggestion("S-0042-2", "Message broker: Redis", 0.7)],
        ),
        # Another one, and none: what was asked is still asked.
        (JOBS, Suggestion("", "CORS", 0.7), [JOBS, Suggestion("S-0042-2", "CORS", 0.7)]),
        (JOBS, replace(JOBS, state="accepted"), [replace(JOBS, state="accepted")]),
    ],
)
def test_suggestions_of_a_turn_recorded_again_are_merged(
    recorded: Suggestion, suggested: Suggestion, merged: list[Suggestion]
) -> None:
    assert suggestions.merge_suggestions([recorded], [suggested], "0042") == tuple(merged)
    assert suggestions.merge_suggestions([recorded], [], "0042") == (recorded,)


# Finding ----------------------------------------------------------------------------------------


def test_iterating_gives_each_suggestion_with_its_record() -> None:
    with_suggestions, without = page(BOTH), page(PAGE, "general/0043-x.green")
    records = RecordSet((PROMPTS,), (without, with_suggestions))
    assert list(suggestions.iterate_suggestions(records)) == [
        (with_suggestions, JOBS),
        (with_suggestions, CACHE),
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "S-0042-2",
        "s-42-2",
        " S-42-02 ",
        "42-2",
        "S 0042 2",
        "general/S-0042-2",
        "0042-move-mails.green/s-42-2",
        "history/prompts/general/0042-move-mails.green/42-2",
    ],
)
def test_a_reference_finds_its_suggestion(reference: str) -> None:
    record = page(BOTH)
    assert suggestions.find_suggestion(RecordSet((PROMPTS,), (record,)), reference) == (
        record,
        CACHE,
    )


@pytest.mark.parametrize(
    "reference",
    ["", "S-0042", "S-0042-3", "S-42-20", "420-2", "eneral/S-0042-2", "/", "S-4-2-2", "²-²"],
)
def test_a_reference_that_names_no_suggestion_is_refused(reference: str) -> None:
    with pytest.raises(UnknownRef) as refused:
        suggestions.find_suggestion(RecordSet((PROMPTS,), (page(BOTH),)), reference)
    assert refused.value.hint == "minutebook suggest list --state all"


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("id: 7", "has a suggestion with the id `7`, which is not one: write it S-0042-1"),
        ("title: T", "has a suggestion (number 1) without id or topic"),
    ],
)
def test_a_refused_reference_says_what_is_wrong_with_the_entry(entry: str, fault: str) -> None:
    text = PAGE.replace("fidelity", f"suggestions:\n  - {entry}\n    topic: T\nfidelity")
    records = RecordSet((PROMPTS,), (page(PAGE, "general/0041-x.green"), page(text)))
    with pytest.raises(UnknownRef) as refused:
        suggestions.find_suggestion(records, "S-42-1")
    assert str(refused.value) == f"no suggestion S-42-1: PHR-0042 {fault}"
    assert refused.value.hint == "minutebook edit PHR-0042"
    with pytest.raises(UnknownRef) as refused:
        suggestions.find_suggestion(records, "S-43-1")
    assert refused.value.hint == "minutebook suggest list --state all"


@pytest.mark.parametrize("reference", ["S-0001-2", "s-1-2", "1-2", "general/S-0001-2"])
def test_an_id_from_before_a_renumbering_finds_its_suggestion(reference: str) -> None:
    renumbered = page(
        BOTH.replace("fidelity", "aliases:\n  - notes\n  - 0001-move-mails\nfidelity")
    )
    records = RecordSet((PROMPTS,), (renumbered,))
    assert suggestions.find_suggestion(records, reference) == (renumbered, CACHE)
    with pytest.raises(UnknownRef):
        suggestions.find_suggestion(records, "S-0001-3")
    other = page(BOTH.replace("S-0042", "S-0001"), "general/0001-x.green")
    assert (
        suggestions.find_suggestion(RecordSet((PROMPTS,), (renumbered, other)), reference)[0]
        == other
    )


def test_one_id_in_two_folders_is_told_apart_by_folder() -> None:
    in_cart, in_login = page(BOTH, "cart/0042-x.green"), page(BOTH, "login/0042-y.green")
    records = RecordSet((PROMPTS,), (in_cart, in_login))
    with pytest.raises(AmbiguousRef, match="s-42-1 names 2 suggestions") as refused:
        suggestions.find_suggestion(records, "s-42-1")
    assert refused.value.hint == "say which: cart/S-0042-1, login/S-0042-1"
    assert suggestions.find_suggestion(records, "login/S-0042-1") == (in_login, JOBS)


def test_one_id_in_two_pages_of_a_folder_is_told_apart_by_page() -> None:
    pages = [page(BOTH, f"cart/0042-x{count}.green") for count in range(6)]
    records = RecordSet((PROMPTS,), tuple(pages))
    with pytest.raises(AmbiguousRef) as refused:
        suggestions.find_suggestion(records, "S-42-1")
    references = refused.value.hint.removeprefix("say which: ").split(", ")
    assert references[0] == "history/prompts/cart/0042-x0.green/S-0042-1"
    assert references[-1].endswith("/S-0042-1 …")
    assert suggestions.find_suggestion(records, references[0]) == (pages[0], JOBS)


def test_one_id_twice_in_a_page_has_to_be_changed() -> None:
    record = page(BOTH.replace("S-0042-2", "S-0042-1"))
    with pytest.raises(AmbiguousRef) as refused:
        suggestions.find_suggestion(RecordSet((PROMPTS,), (record,)), "S-0042-1")
    assert refused.value.hint == "give each an id of its own: minutebook edit PHR-0042"
