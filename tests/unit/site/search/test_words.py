"""Which words of a record the index has, and what they count."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from minutebook.site.book import FileLink, Source
from minutebook.site.search.words import (
    MAX_TEXT_WORDS,
    MAX_WEIGHT,
    choose_words,
    digest_facts,
    list_words,
    weigh_words,
)
from site_books import make_decision, make_prompt


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Use PostgreSQL 16", ["use", "postgresql", "16"]),
        ("snake_case, kebab-case", ["snake", "case", "kebab", "case"]),
        ("Café Straße", ["cafe", "strasse"]),
        ("数据库", ["数据", "据库", "库"]),
        ("ship 🚀!", ["ship", "🚀"]),
        ("--- ... !", []),
    ],
)
def test_texts_are_split_into_folded_words(text: str, words: list[str]) -> None:
    assert list_words(text) == words


def test_title_weighs_more_than_labels_and_labels_more_than_text() -> None:
    entry = make_decision(7, "Cache carts", "cache-carts", labels=("storage",))
    weights = weigh_words(
        entry, Source("Somewhere a lighthouse is named. " + "filler words " * 200)
    )
    assert MAX_WEIGHT >= weights["carts"] > weights["storage"] > weights["lighthouse"] > 0


def test_ref_number_people_feature_agent_and_files_are_words() -> None:
    entry = make_prompt(
        42,
        "Anything",
        "anything",
        feature="check-out",
        people=("Ada Lovelace",),
        files=(FileLink("shop/cartStore.py"),),
    )
    weights = weigh_words(entry, Source(""))
    asked = {
        "phr",
        "0042",
        "42",
        "check",
        "out",
        "ada",
        "lovelace",
        "claude",
        "shop",
        "cartstore",
        "cart",
    }
    assert asked <= weights.keys()


def test_prompt_and_answer_are_both_searched() -> None:
    weights = weigh_words(
        make_prompt(1, "T", "t"), Source("The answer: valkey.", "Please add varnish.")
    )
    assert {"valkey", "varnish"} <= weights.keys()


def test_telling_words_of_a_long_text_are_kept_and_others_left_out() -> None:
    text = (
        "# On kubernetes\n\n"
        + " ".join(f"word{number:04d}x" for number in range(3000))
        + " kafka" * 5
    )
    chosen = choose_words(text)
    assert len(chosen) == MAX_TEXT_WORDS
    assert {"kubernetes", "kafka"} <= chosen.keys()


_CHOICE_CODE = """
from minutebook.site.search.words import choose_words
numbers = range(900)
text = " ".join(f"plain{n:03}" for n in numbers) + "\\n```py\\n" + " ".join(f"code{n:04}" for n in numbers)
print(list(choose_words(text + "\\n```\\n", " ".join(f"short{n:03}" for n in numbers))))
"""


def test_words_of_equal_merit_are_chosen_alike_in_each_process() -> None:
    choices = {
        subprocess.run(
            [sys.executable, "-c", _CHOICE_CODE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(choices) == 1


def test_stop_words_addresses_and_very_long_words_are_left_out() -> None:
    entry = make_decision(1, "T", "t")
    weights = weigh_words(
        entry, Source(f"This is the https://example.org/secretpath and {'x' * 40}")
    )
    assert not {"this", "the", "secretpath", "x" * 40} & weights.keys()


def test_words_of_the_title_stay_even_where_they_are_stop_words() -> None:
    assert "why" in weigh_words(make_decision(1, "Why we do it", "why"), Source(""))


def test_digest_of_facts_changes_with_what_words_are_made_of() -> None:
    entry = make_decision(1, "One", "one")
    others = [
        make_decision(1, "Two", "one"),
        make_decision(1, "One", "one", labels=("x",)),
        make_decision(1, "One", "one", digest="sha256:other"),
        make_decision(1, "One", "one", files=(FileLink("a.py"),)),
    ]
    digests = [digest_facts(each) for each in (entry, *others)]
    assert len(set(digests)) == len(digests)
    assert digest_facts(entry) == digest_facts(make_decision(1, "One", "one", state="superseded"))


def test_entry_without_digest_is_never_taken_as_unchanged() -> None:
    assert digest_facts(make_decision(1, "One", "one", digest="")) == ""
