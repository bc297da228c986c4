"""Words and phrases that say what a change is about, and the parts of a commit message."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_linear
from minutebook.suggest.signals import lexicon

MESSAGES = {
    # message: headline, kind
    "": ("", ""),
    " \n\n": ("", ""),
    "Use Redis for caching": ("Use Redis for caching", ""),
    "\n\n  Use Redis\n\nMore of it": ("Use Redis", ""),
    "feat: use Redis": ("use Redis", "feat"),
    "Feat(cache)!: use Redis (#12)": ("use Redis", "feat"),
    "fix(api, web): mend": ("mend", "fix"),
    "chore(deps): bump y from 1 to 2": ("bump y from 1 to 2", "chore"),
    "feature/use Redis": ("use Redis", "feature"),
    "JIRA-12: docs: say why": ("say why", "docs"),
    "[JIRA-12][api] (web) Use Redis": ("Use Redis", ""),
    "#12 Use Redis": ("Use Redis", ""),
    "12345 - Use Redis": ("Use Redis", ""),
    "WIP: RED: feat: use Redis": ("use Redis", "feat"),
    "feat: [JIRA-12] use Redis": ("use Redis", "feat"),
    "Merge pull request #1 from a/b\n\nfix: mend": ("mend", "fix"),
    "merge PR 12\n\nUse Redis": ("Use Redis", ""),
    "Merge MR 12": ("Merge MR 12", ""),
    "Merge branch 'main'": ("Merge branch 'main'", ""),
    "** Use Redis **": ("Use Redis", ""),
    "Use Redis (#12)": ("Use Redis", ""),
    "Use Redis (#12) now": ("Use Redis (#12) now", ""),
    # A prefix stays where nothing would be left.
    "fix:": ("fix", "fix"),
    "#12": ("#12", ""),
    "[a][b]": ("[a][b]", ""),
    # These only look like a prefix.
    "REDIS as cache": ("REDIS as cache", ""),
    "GREENFIELD rewrite": ("GREENFIELD rewrite", ""),
    "UTF-8 in all tables": ("UTF-8 in all tables", ""),
    "404 for what is gone": ("404 for what is gone", ""),
    "Fixture for tests": ("Fixture for tests", ""),
    "featuring: x": ("featuring: x", ""),
    "a fix: x": ("a fix: x", ""),
}


@pytest.mark.parametrize("message", MESSAGES)
def test_headlines_and_kinds(message: str) -> None:
    assert (lexicon.extract_headline(message), lexicon.extract_type(message)) == MESSAGES[message]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Use Redis\n\nIt is fast.", "Use Redis\n\nIt is fast."),
        ("Merge pull request #1 from a/b\n\nUse Redis", "Use Redis"),
        ("Use Redis\n\nCo-authored-by: A <a@example.org>\nMore", "Use Redis\n\n\nMore"),
        ("Use Redis\n\n  Closes #12\nRefs: #13", "Use Redis\n\n\n"),
        ("Use Redis\n\nSeesaws refer", "Use Redis\n\nSeesaws refer"),
        ("Use Redis\n\nCloses " + "x" * 300, "Use Redis\n\nCloses " + "x" * 300),
    ],
)
def test_bodies(message: str, expected: str) -> None:
    assert lexicon.remove_boilerplate(message) == expected


PHRASES: dict[str, tuple[str, str]] = {
    # a lexicon: phrases that it matches, and phrases that it does not
    "CHOICE": (
        """redis instead of memcached
        in favor of redis
        in favour of redis
        switched over to redis
        switching from rq
        migration to uv
        moved away from flask
        moving to flask
        replaces rq
        we chose redis
        opted for redis
        decided
        a trade-off
        tradeoffs
        standardise on uv
        standardized on uv
        convert all the views to functions
        the pros and cons
        drop support
        deprecates it
        no longer""",
        "move the button|a decimal|chosenness|convert it|dropping|option",
    ),
    "BEGIN": (
        (
            "introduces x|adds x|set up x|setup x|enable x|bootstrapped|initial x|scaffolding x"
            "|integrate x|proof of concept|start using x|with x"
        ),
        "address|withdraw|creature",
    ),
    "MATTER": (
        (
            "architecture|microservices|caching|a queue|oauth2|feature flags|dependency injection"
            "|middleware|async|terraform|code quality|feature flag"
        ),
        "cachet|queuing|author|pipe|surface",
    ),
    "FIX": (
        "fixes it|bugfix|hotfix|hot-fix|flaky|failing|doesn't|is not|when",
        "prefix|bugle|whenever|iffy",
    ),
    "ROUTINE": (
        "bumps x|typo|renamed|clean up|cleanup|merge branch|wip|lint|improves|crowdin",
        "bumper|merge sort|wiped",
    ),
    "SURFACE": (
        "the page|colours|color|a11y|accessible|styles|tables|display",
        "paginate|stylistic|tablet",
    ),
    "REASON": (
        "because x|so that x|in order to x|on purpose|we don't x|we cannot|by design|trade-offs",
        "cause|so it|we used|designed",
    ),
    "TRIAL": ("a spike|the first version|rfc 3", "spiked|firstly|designer"),
    "MIGRATION": ("migrates x|breaking|migration", "breaks|migrant"),
    "BREAKING": (
        "feat!: x|fix(seals)!: x|.NET: [Breaking] x|BREAKING x|bump x, a breaking change",
        "a non-breaking change|breaking seals|fix: x!",
    ),
}
TITLE_PATTERNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # a pattern: titles that begin as it says, and titles that do not
    "REMOVAL_VERB": (
        ("Remove wax", "stop sealing", "Don't seal", "No longer seal", "Disables wax"),
        ("Wax removed", "Use wax"),
    ),
    "RELEASE_TITLE": (
        (
            "v4.4.0",
            "Version 6.13",
            "2.0.0-rc1",
            "Release 3",
            "Merge branch 'main' into x",
            "Sprint 4",
        ),
        ("Version 2 of the seals", "v4", "Versions go up", "Merge the seal store", "Releasing wax"),
    ),
}


@pytest.mark.parametrize(
    ("name", "phrase", "is_matched"),
    [
        (name, phrase.strip(), is_matched)
        for name, (matching, others) in PHRASES.items()
        for phrases, is_matched in ((matching, True), (others, False))
        for phrase in re.split(r"[|\n]", phrases)
    ],
)
def test_lexicons(name: str, phrase: str, is_matched: bool) -> None:
    pattern: re.Pattern[str] = getattr(lexicon, name)
    assert bool(pattern.search(phrase)) is is_matched


def test_every_lexicon_is_in_the_table() -> None:
    names = {
        name
        for name, value in vars(lexicon).items()
        if hasattr(value, "fullmatch") and value is not re
    }
    assert {name for name in names if name[0] != "_"} == {
        *PHRASES,
        *TITLE_PATTERNS,
        "ROUTINE_VERB",
    }


@pytest.mark.parametrize("name", TITLE_PATTERNS)
def test_beginnings_of_titles(name: str) -> None:
    pattern: re.Pattern[str] = getattr(lexicon, name)
    matching, others = TITLE_PATTERNS[name]
    assert [title for title in matching if not pattern.match(title)] == []
    assert [title for title in others if pattern.match(title)] == []


@pytest.mark.parametrize("name", ["RELEASE_TITLE", "BREAKING", "REMOVAL_VERB"])
def test_hostile_titles_take_linear_time(name: str) -> None:
    pattern: re.Pattern[str] = getattr(lexicon, name)
    read = pattern.search if name == "BREAKING" else pattern.match  # as the signals do
    for piece in ("v1.1.", "feat(", "\nBREAKING", "merge origin/", "[breaking"):
        assert_linear(lambda size, piece=piece: read(piece * size), 4_000)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Fix the cache", True),
        ("removed x", True),
        ("Don't ask", True),
        ("do not ask", True),
        ("Re-add x", True),
        ("Add x", False),
        ("Use Redis", False),
        ("A fix", False),
    ],
)
def test_titles_of_everyday_work(title: str, expected: bool) -> None:
    assert bool(lexicon.ROUTINE_VERB.match(title)) is expected


@given(st.text(st.characters(codec=None)) | st.text("A1-#()[]: \n/fix", max_size=60))
def test_any_message_can_be_read(message: str) -> None:
    assert "\n" not in lexicon.extract_headline(message)
    assert lexicon.extract_type(message) == lexicon.extract_type(message).lower()
    assert len(lexicon.remove_boilerplate(message)) <= len(message)


@pytest.mark.parametrize(
    "part", [" ", "\n", "\t\n", "[a] ", "A1-1 ", "#1", "(#1) ", "a (#", "see ", "convert a "]
)
def test_the_time_of_reading_a_message_grows_with_its_length(part: str) -> None:
    def read(count: int) -> None:
        message = f"x{part * count}x"
        for text in (message, message[1:]):
            lexicon.extract_headline(text)
            lexicon.extract_type(text)
        lexicon.remove_boilerplate(message)
        lexicon.CHOICE.search(message)

    assert_linear(read, 25_000)
