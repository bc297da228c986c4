"""Texts that need no finder, and what the others cost: counted, not timed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from growth import assert_linear, count_calls
from minutebook import redact
from minutebook.redact import formats, plain_texts
from minutebook.redact.contexts.said import typos
from minutebook.redact.contexts.said.joints import NOUNS
from minutebook.redact.hiding import rounds
from minutebook.redact.results import HiddenSpan, RedactedText

from secret_cases import make_secrets

TITLE = "Use Redis for the cache of sessions"


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        "Why don't we cache pages - is it slow?",
        "Split the end-to-end tests (see #12)\n\nNote: step 3, 20 ms -- and more",
        "",
    ],
)
def test_a_text_of_usual_words_is_plain(text: str) -> None:
    assert redact.is_plain(text, ["/srv/me"])
    assert rounds.find_secrets(text) == redact.find_secrets(text) == ()
    assert redact.redact_text(text) == RedactedText(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "my password is long",
        "PIN 4711",
        "a=b",
        "one\ntwo",
        "see host:80",
        "abcdefghijklmnopqrst",
        "-srv-me",
        "'quoted",
        "x'y'z",
        "ask docker login",
        "use docker now",
        "connexion",
        "1. word",
        "übung",
        "unlock it with sunny42days",
        "admin and good+fair",
    ],
)
def test_a_text_with_anything_that_a_finder_needs_is_not_plain(text: str) -> None:
    assert not redact.is_plain(text)


def test_a_home_folder_without_a_slash_may_stand_in_any_text() -> None:
    assert not redact.is_plain("what is in me", ["me"])
    assert redact.redact_text("what is in me", home_dirs=["me"]).text == "what is in ~"


def test_no_secret_stands_in_a_plain_text() -> None:
    for family in (0, 1):
        for case in make_secrets(3 + family, family):
            assert not redact.is_plain(case.text), case.text


def test_each_noun_makes_a_text_one_that_is_not_plain() -> None:
    # What must follow these says it: "one-time code", "user / pass", "api key", "type the code".
    said_by_what_follows = {"one", "user", "api", "two-factor ", "enter ", "type ", "use "}
    plain_nouns = {noun for noun, _, _ in NOUNS if redact.is_plain(noun)}
    assert plain_nouns <= said_by_what_follows
    assert not any(map(redact.is_plain, typos.list_misspellings()))


def test_a_value_of_another_text_is_hidden_in_a_plain_one() -> None:
    first, second = redact.redact_texts(["db_password = 'hunter22zz'", "again hunter22zz here"])
    assert first.hidden_spans
    assert second.text == "again [redacted: password] here"


def test_the_known_words_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_texts, "_plain_words", set())
    monkeypatch.setattr(plain_texts, "_MAX_KNOWN_WORDS", 3)
    assert redact.is_plain("a b c d e f")
    assert len(plain_texts._plain_words) <= 3


def test_results_are_values() -> None:
    span = HiddenSpan("key", 1, 2, 3)
    assert {span, HiddenSpan("key", 1, 2, 3)} == {span}
    assert span != RedactedText("a", ())
    assert {RedactedText("a", (span,)), RedactedText("a", (span,))} == {RedactedText("a", (span,))}
    assert RedactedText("a", ()) != span
    assert repr(RedactedText("a", (span,))) == "RedactedText('a', (HiddenSpan('key', 1, 2, 3),))"


def test_tokens_around_a_single_sign_are_as_long_as_the_search_takes_for_granted() -> None:
    for token_format in formats.load_formats():
        if len(token_format.keyword) == 1 and not token_format.is_anchored:
            shortest = re._parser.parse(token_format.pattern).getwidth()[0]  # type: ignore[attr-defined]
            assert shortest >= formats._MIN_CHARS_AROUND_A_SIGN, token_format


# Costs -----------------------------------------------------------------------------------------

PROSE = (
    "The service keeps its sessions in memory, so that each restart logs everybody out. We want\n"
    "a cache that survives: it must be shared by two processes, and cost no more than 2 ms a\n"
    "request. `load_page(id)` reads from it first; what is missing is read from the table and\n"
    "written back. See docs/cache.md for the measured times - and what we left out (expiry).\n\n"
)


def test_ten_thousand_titles_cost_a_few_calls_each() -> None:
    titles = [f"{TITLE} number {number:06}" for number in range(1_000)]
    redact.redact_texts(titles)
    assert count_calls(lambda: [redact.redact_texts([title]) for title in titles]) < 15_000


def test_prose_costs_less_calls_than_it_has_words() -> None:
    text = PROSE * (50_000 // len(PROSE))
    redact.redact_text(text)
    assert count_calls(lambda: redact.redact_text(text)) < 4 * len(text.split())
    assert_linear(lambda size: redact.redact_text(PROSE * size), 20)


PROBE = """
import sys
from minutebook import redact
redact.redact_text(sys.argv[1])
print(*sys.modules)
"""


def list_modules(text: str) -> set[str]:
    """The modules that are loaded when a text was redacted by a new process."""
    source_dir = Path(redact.__file__).parents[2]
    result = subprocess.run(
        [sys.executable, "-S", "-c", PROBE, text],
        env={"PYTHONPATH": str(source_dir)},
        capture_output=True,
        check=True,
    )
    return set(result.stdout.decode().split())


def test_a_plain_text_loads_no_finder() -> None:
    modules = list_modules(TITLE)
    assert {"re", "dataclasses", "typing"}.isdisjoint(modules)
    assert {name for name in modules if name.startswith("minutebook.redact.")} == {
        "minutebook.redact.contexts",
        "minutebook.redact.contexts.tools",
        "minutebook.redact.plain_texts",
        "minutebook.redact.results",
    }


def test_personal_data_is_not_loaded_unless_it_is_asked_for() -> None:
    modules = list_modules("the password is hunter22zz")
    assert "minutebook.redact.hiding.rounds" in modules
    assert "minutebook.redact.personal.numbers" not in modules
