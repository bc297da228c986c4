"""The suggestions that prompt records hold: read, written, merged, found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import AmbiguousRef, UnknownRef
from minutebook.records import reader
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


def test_what_is_written_is_read() -> None:
    assert suggestions.put_suggestions(PAGE, [JOBS, CACHE]) == BOTH
    assert suggestions.read_suggestions(page(BOTH)) == (JOBS, CACHE)
    assert suggestions.find_faults(page(BOTH)) == ()
    assert (JOBS.decision_title, CACHE.decision_title) == (
        "Run background jobs with Celery",
        "Caching: Redis",
    )
    assert (JOBS.topic_names, CACHE.topic_names) == (JOBS.topics, ("Caching: Redis",))


def test_it_is_canonical_form() -> None:
    got: dict[str, object] = {}
    parse_canonical(BOTH[4 : BOTH.index("\n---\n", 4)], 2, got, {})
    assert got == frontmatter.parse(BOTH)[0].fields


@pytest.mark.parametrize(
    ("source", "found", "faults"),
    [
        ("x: y", (), []),
        ("suggestions:", (), []),
        ("suggestions: []", (), []),
        ("suggestions: none", (), ["no list", "(number 1) without id or topic"]),
        ("suggestions: {id: S-1, topic: T}", (Suggestion("S-1", "T", 0.0),), ["no list"]),
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
            ["no list", "without id"],
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
            ["a suggestion with the id `7`, which is none: write it S-0042-1"],
        ),
    ],
)
def test_fields_as_people_edit_them(
    source: str, found: tuple[Suggestion, ...], faults: list[str]
) -> None:
    record = with_field(source)
    assert suggestions.read_suggestions(record) == found
    told = suggestions.find_faults(record)
    assert len(told) == len(faults)
    assert all(words in one for words, one in zip(faults, told, strict=True))


@pytest.mark.parametrize(
    ("words", "score"),
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
def test_a_score_is_a_share(words: str, score: float) -> None:
    record = with_field(f"suggestions:\n  - id: S-1\n    topic: T\n    score: {words}")
    assert suggestions.read_suggestions(record)[0].score == score


def test_a_number_that_no_float_holds() -> None:
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
def test_no_field_raises(value: object) -> None:
    record = replace(page(PAGE), fields={"suggestions": value})
    assert all(
        one.id and one.topic and one.state in suggestions.STATES
        for one in suggestions.read_suggestions(record)
    )
    assert all(isinstance(words, str) for words in suggestions.find_faults(record))


# Writing ----------------------------------------------------------------------------------------

SUGGESTIONS = st.builds(
    Suggestion,
    id=st.integers(1, 99).map("S-0042-{}".format),
    topic=LINES.filter(lambda words: bool(suggestions._line(words))),
    score=st.floats(allow_nan=True),
    state=st.sampled_from(suggestions.STATES),
    reason=LINES,
    title=LINES,
    topics=st.lists(LINES, max_size=2).map(tuple),
    options=st.lists(LINES, max_size=2).map(tuple),
    evidence=st.lists(LINES, max_size=2).map(tuple),
)


@given(st.lists(SUGGESTIONS, max_size=3, unique_by=lambda one: one.id))
def test_whatever_is_put_is_there(given_: list[Suggestion]) -> None:
    text = suggestions.put_suggestions(PAGE, given_)
    found = suggestions.read_suggestions(page(text))
    assert [(one.id, one.state) for one in found] == [(one.id, one.state) for one in given_]
    assert suggestions.put_suggestions(text, found) == text
    assert suggestions.put_suggestions(text, ()) == PAGE
    assert page(text).findings == ()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_one_answer_changes_one_entry(end: str) -> None:
    text = BOTH.replace("    state: pending\n", "    state: 'pending'  # ask Ada\n    mine: yes\n")
    text = text.replace("  - id: S-0042-2\n", "  # old\n  - id:   S-0042-2\n").replace("\n", end)
    told = replace(JOBS, state="dismissed", reason="no")
    wanted = text.replace(
        f"'pending'  # ask Ada{end}    mine: yes{end}",
        f"'dismissed'  # ask Ada{end}    reason: no{end}    mine: yes{end}".replace(" no", ' "no"'),
    )
    assert suggestions.put_suggestions(text, [told, CACHE]) == wanted
    assert suggestions.put_suggestions(wanted, [JOBS, CACHE]) == text
    assert suggestions.put_suggestions(text, [JOBS, CACHE]) == text


def test_what_cannot_be_read_stays() -> None:
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


def test_what_is_not_among_them_goes() -> None:
    one = suggestions.put_suggestions(BOTH, [CACHE])
    assert suggestions.read_suggestions(page(one)) == (CACHE,)
    assert suggestions.put_suggestions(BOTH, ()) == PAGE
    assert suggestions.put_suggestions(PAGE, ()) == PAGE


def test_the_page_keeps_its_own_spelling_of_the_field() -> None:
    text = BOTH.replace("suggestions:", "SUGGESTIONS:")
    told = suggestions.put_suggestions(text, [replace(JOBS, state="accepted"), CACHE])
    assert told == text.replace("state: pending", "state: accepted")


@pytest.mark.parametrize(
    ("entry", "one", "wanted"),
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
def test_keys_that_come_and_go(entry: str, one: Suggestion, wanted: str) -> None:
    text = PAGE.replace("fidelity", f"suggestions:\n  - {entry}\nfidelity")
    assert suggestions.put_suggestions(text, [one]) == text.replace(entry, wanted)


# Ids --------------------------------------------------------------------------------------------


def test_new_ones_get_the_next_count() -> None:
    new = [replace(JOBS, id=""), replace(CACHE, id="")]
    assert suggestions.merge_suggestions((), new, "0042") == (JOBS, CACHE)
    assert [one.id for one in suggestions.merge_suggestions((), new, "")] == ["S-1", "S-2"]
    assert [one.id for one in suggestions.merge_suggestions((), [CACHE, new[0]], "7")] == [
        "S-0042-2",
        "S-7-3",
    ]
    odd = replace(CACHE, id="mine")
    assert [one.id for one in suggestions.merge_suggestions([odd], new[:1], "7")] == [
        "mine",
        "S-7-1",
    ]


@pytest.mark.parametrize(
    ("was", "one", "wanted"),
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
def test_a_turn_that_is_recorded_again(
    was: Suggestion, one: Suggestion, wanted: list[Suggestion]
) -> None:
    assert suggestions.merge_suggestions([was], [one], "0042") == tuple(wanted)
    assert suggestions.merge_suggestions([was], [], "0042") == (was,)


# Finding ----------------------------------------------------------------------------------------


def test_every_suggestion_with_its_record() -> None:
    both, none = page(BOTH), page(PAGE, "general/0043-x.green")
    shelf = RecordSet((PROMPTS,), (none, both))
    assert list(suggestions.iterate_suggestions(shelf)) == [(both, JOBS), (both, CACHE)]


@pytest.mark.parametrize(
    "words",
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
def test_words_that_name_a_suggestion(words: str) -> None:
    record = page(BOTH)
    assert suggestions.find_suggestion(RecordSet((PROMPTS,), (record,)), words) == (record, CACHE)


@pytest.mark.parametrize(
    "words",
    ["", "S-0042", "S-0042-3", "S-42-20", "420-2", "eneral/S-0042-2", "/", "S-4-2-2", "²-²"],
)
def test_words_that_name_none(words: str) -> None:
    with pytest.raises(UnknownRef) as refused:
        suggestions.find_suggestion(RecordSet((PROMPTS,), (page(BOTH),)), words)
    assert refused.value.hint == "minutebook suggest list --state all"


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("id: 7", "has a suggestion with the id `7`, which is none: write it S-0042-1"),
        ("title: T", "has a suggestion (number 1) without id or topic"),
    ],
)
def test_an_id_that_is_none_is_said_to_be(entry: str, why: str) -> None:
    text = PAGE.replace("fidelity", f"suggestions:\n  - {entry}\n    topic: T\nfidelity")
    shelf = RecordSet((PROMPTS,), (page(PAGE, "general/0041-x.green"), page(text)))
    with pytest.raises(UnknownRef) as refused:
        suggestions.find_suggestion(shelf, "S-42-1")
    assert str(refused.value) == f"no suggestion S-42-1: PHR-0042 {why}"
    assert refused.value.hint == "minutebook edit PHR-0042"
    with pytest.raises(UnknownRef) as refused:
        suggestions.find_suggestion(shelf, "S-43-1")
    assert refused.value.hint == "minutebook suggest list --state all"


@pytest.mark.parametrize("words", ["S-0001-2", "s-1-2", "1-2", "general/S-0001-2"])
def test_the_id_that_a_renumbered_record_had(words: str) -> None:
    moved = page(BOTH.replace("fidelity", "aliases:\n  - notes\n  - 0001-move-mails\nfidelity"))
    shelf = RecordSet((PROMPTS,), (moved,))
    assert suggestions.find_suggestion(shelf, words) == (moved, CACHE)
    with pytest.raises(UnknownRef):
        suggestions.find_suggestion(shelf, "S-0001-3")
    other = page(BOTH.replace("S-0042", "S-0001"), "general/0001-x.green")
    assert suggestions.find_suggestion(RecordSet((PROMPTS,), (moved, other)), words)[0] == other


def test_one_id_in_two_folders() -> None:
    here, there = page(BOTH, "cart/0042-x.green"), page(BOTH, "login/0042-y.green")
    shelf = RecordSet((PROMPTS,), (here, there))
    with pytest.raises(AmbiguousRef, match="s-42-1 names 2 suggestions") as refused:
        suggestions.find_suggestion(shelf, "s-42-1")
    assert refused.value.hint == "say which: cart/S-0042-1, login/S-0042-1"
    assert suggestions.find_suggestion(shelf, "login/S-0042-1") == (there, JOBS)


def test_one_id_in_two_pages_of_a_folder() -> None:
    pages = [page(BOTH, f"cart/0042-x{at}.green") for at in range(6)]
    shelf = RecordSet((PROMPTS,), tuple(pages))
    with pytest.raises(AmbiguousRef) as refused:
        suggestions.find_suggestion(shelf, "S-42-1")
    ways = refused.value.hint.removeprefix("say which: ").split(", ")
    assert ways[0] == "history/prompts/cart/0042-x0.green/S-0042-1"
    assert ways[-1].endswith("/S-0042-1 …")
    assert suggestions.find_suggestion(shelf, ways[0]) == (pages[0], JOBS)


def test_one_id_twice_in_a_page() -> None:
    record = page(BOTH.replace("S-0042-2", "S-0042-1"))
    with pytest.raises(AmbiguousRef) as refused:
        suggestions.find_suggestion(RecordSet((PROMPTS,), (record,)), "S-0042-1")
    assert refused.value.hint == "give each an id of its own: minutebook edit PHR-0042"
