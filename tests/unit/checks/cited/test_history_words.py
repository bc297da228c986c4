"""Whether a text speaks of history."""

from __future__ import annotations

import pytest

from minutebook.checks.cited import history_words


@pytest.mark.parametrize(
    ("sentence", "is_gone", "is_past"),
    [
        ("See ADR-2.", False, False),
        ("Sessions are kept as ADR-2 says", False, False),
        ("ADR-2 was superseded by ADR-4", True, True),
        ("replaces ADR-2", True, True),
        ("formerly ADR-2", True, True),
        ("it was decided in ADR-2", True, True),
        ("until ADR-2 we had none", True, True),
        ("~~ADR-2~~", True, True),
        ("ADR-2 was removed", True, True),
        ("the old way of ADR-2", False, True),
        ("ADR-2 → ADR-4", False, True),
        ("unlike ADR-2", False, True),
        ("Ersetzt durch ADR-4", True, True),
        ("remplacé par ADR-4", True, True),
        ("заменено на ADR-4", True, True),
        ("has dropdowns, ADR-2", False, False),
    ],
)
def test_words_tell(sentence: str, is_gone: bool, is_past: bool) -> None:
    assert history_words.is_of_gone(sentence) is is_gone
    assert history_words.is_of_past(sentence) is is_past


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
    found = history_words.find_sentence(text, start, start + 4, 0, len(text))
    assert found.strip() == sentence
