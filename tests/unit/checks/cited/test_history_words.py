"""Whether a text speaks of history."""

from __future__ import annotations

import pytest

from minutebook.checks.cited import history_words


@pytest.mark.parametrize(
    ("sentence", "is_gone"),
    [
        ("See ADR-2.", False),
        ("ADR-2 was superseded by ADR-4", True),
        ("formerly ADR-2", True),
        ("it was decided in ADR-2", True),
        ("until ADR-2 we had none", True),
        ("~~ADR-2~~", True),
        ("ADR-2 was removed", True),
        ("the old way of ADR-2", False),
        ("Ersetzt durch ADR-4", True),
        ("remplacé par ADR-4", True),
        ("заменено на ADR-4", True),
        ("has dropdowns, ADR-2", False),
    ],
)
def test_words_tell_that_something_is_gone(sentence: str, is_gone: bool) -> None:
    assert history_words.is_of_gone(sentence) is is_gone


@pytest.mark.parametrize(
    "sentence",
    [
        "ADR-2 was superseded by ADR-4",
        "replaces ADR-2",
        "Replaced ADR-2 in May",
        "this supersedes ADR-1 and ADR-2",
        "formerly ADR-2",
        "Formerly: ADR-2",
        "it was decided in ADR-2",
        "first introduced by ADR-2",
        "until ADR-2 we had none",
        "~~ADR-2~~",
        "~~see ADR-2 for it~~",
        "ADR-2 was removed",
        "ADR-2 (Use Redis) has since been replaced",
        "ADR-2 (superseded by ADR-4)",
        "see ADR-2, now superseded by ADR-4",
        "the old way of ADR-2",
        "ADR-2 → ADR-4",
        "ADR-1 -> ADR-2",
        "unlike ADR-2",
        "ADR-2 no longer holds",
        "ADR-2 is obsolete",
        "we migrated away from ADR-2",
        "früher: ADR-2",
        "Ersetzt ADR-2",
        "remplace l'ADR-2",
        "ADR-2 wurde ersetzt durch ADR-4",
        "ADR-2](../decisions/0002-x.md) was superseded",
        "superseded: [2. Redis](../decisions/ADR-2",
    ],
)
def test_what_is_said_of_the_record_is_history(sentence: str) -> None:
    before, _, behind = sentence.rpartition("ADR-2")
    assert history_words.is_history_of(before, behind)


@pytest.mark.parametrize(
    "sentence",
    [
        "See ADR-2.",
        "Sessions are kept as ADR-2 says",
        "see ADR-2 before you change this",
        "Use the old cache key, see ADR-2",
        "per ADR-2 the history table is append-only",
        "ADR-2: keep the legacy field",
        "ADR-2 requires that the previous value is kept",
        "ADR-2 requires a replacement for nulls",
        "the removed rows stay until midnight (ADR-2)",
        "Do not delete it: ADR-2",
        "has dropdowns, ADR-2",
        "old rows are dropped after a day, by ADR-2",
        "migrations follow ADR-2",
        "ADR-2 says that outdated keys are removed",
        "this is no longer cached. ADR-2 tells why",
        "ADR-2, which every migration follows",
        "the deprecated API (see ADR-2) answers 410",
    ],
)
def test_words_that_are_of_something_else(sentence: str) -> None:
    before, _, behind = sentence.rpartition("ADR-2")
    assert not history_words.is_history_of(before, behind)


def test_a_long_sentence_takes_no_time() -> None:
    long = "the of in by from with " * 40_000
    assert not history_words.is_history_of(long, long)
    assert not history_words.is_history_of("(" * 100_000, ")" * 100_000 + "(" * 100_000)


@pytest.mark.parametrize(
    ("path", "is_history"),
    [
        ("CHANGELOG.md", True),
        ("docs/release-notes/1.2.md", True),
        ("db/migrations/0003_x.sql", True),
        ("docs/archive/x.md", True),
        ("HISTORY", True),
        ("docs/upgrade-guide.md", True),
        ("docs/changes_view.md", False),
        ("docs/reviewing.md", False),
        ("README.md", False),
    ],
)
def test_paths_tell(path: str, is_history: bool) -> None:
    assert history_words.is_history_path(path) is is_history


def test_code_tells_history_in_migrations_alone() -> None:
    assert not history_words.is_history_path("src/history/view.py", is_code=True)
    assert history_words.is_history_path("db/migrations/0003_x.sql", is_code=True)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("It was so. See HERE for it. Then not.", "See HERE for it."),
        ("It was superseded\nby HERE\n\nThen.", "It was superseded\nby HERE"),
        ("* old\n* HERE is\n* new", "HERE is"),
        ("# a\n# so HERE\n# Then b", "# a\n# so HERE"),
        ("x = OLD; HERE", "HERE"),
    ],
)
def test_the_sentence_around_a_place(text: str, sentence: str) -> None:
    start = text.index("HERE")
    before, behind = history_words.split_sentence(text, start, start + 4, 0, len(text))
    assert f"{before}HERE{behind}".strip() == sentence
