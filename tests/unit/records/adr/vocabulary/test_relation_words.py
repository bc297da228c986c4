"""Words of a page's own for links: their names, their other ends, and what has their form."""

from __future__ import annotations

import pytest

from minutebook.records.adr.vocabulary import relation_words


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Inspired by:", "inspired-by"),
        ("**Clarifies**", "clarifies"),
        ("clarified_by", "clarified-by"),
        ("clarifiedBy", "clarified-by"),
        ("Präzisiert durch", "präzisiert-durch"),
        ("Partly superceded by", "partly-superseded-by"),
        ("12", ""),
        ("", ""),
        ("a word for a link that is as long as a sentence", ""),
        ("inspired by " * 20, ""),
    ],
)
def test_the_name_of_a_word(spelling: str, name: str) -> None:
    assert relation_words.fold_word(spelling) == name


@pytest.mark.parametrize(
    ("word", "reverse"),
    [
        ("supersedes", "superseded-by"),
        ("clarifies", "clarified-by"),
        ("inspired-by", "inspires"),
        ("replaces-parts-of", "partly-replaced-by"),
        ("partly-replaced-by", "replaces-parts-of"),
        ("partly-replaces", "partly-replaced-by"),
        ("partially-supersedes", "partially-superseded-by"),
        ("partially-clarified-by", "partially-clarifies"),
        ("präzisiert", "präzisiert-durch"),
        ("similar-to", "similar-to"),
        # By the letters of a verb alone.
        ("exemplifies", "exemplified-by"),
        ("exemplified-by", "exemplifies"),
        ("contextualizes", "contextualized-by"),
        ("contextualized-by", "contextualizes"),
        ("expands", "expanded-by"),
        ("expanded-by", "expands"),
        ("addresses", "addressed-by"),
        ("addressed-by", "addresses"),
        # Nothing tells.
        ("spiked-in", "reverse-of-spiked-in"),
        ("reverse-of-spiked-in", "spiked-in"),
        ("planned-by", "reverse-of-planned-by"),
    ],
)
def test_the_other_end_of_a_word(word: str, reverse: str) -> None:
    assert relation_words.reverse_relation(word) == reverse


def test_the_configuration_names_the_other_end() -> None:
    own = {"spiked-in": "spike-of", "clarifies": "made-clear-by"}
    assert relation_words.reverse_relation("spiked-in", own) == "spike-of"
    assert relation_words.reverse_relation("spike-of", own) == "spiked-in"
    assert relation_words.reverse_relation("clarifies", own) == "made-clear-by"
    assert relation_words.list_own_names(own) == {*own, *own.values()}
    assert relation_words.list_own_names({}) == frozenset()


def test_which_end_is_stored() -> None:
    assert relation_words.is_forward("clarified-by")  # a page may state it
    assert not relation_words.is_forward("superseded-by")
    assert not relation_words.is_forward("reverse-of-spiked-in")


@pytest.mark.parametrize("phrase", ["Clarifies", "partly replaces", "Partially supersedes"])
def test_words_that_are_relations_for_sure(phrase: str) -> None:
    assert relation_words.is_named(relation_words.fold_word(phrase))
    assert relation_words.find_paired(phrase) == relation_words.fold_word(phrase)


@pytest.mark.parametrize("phrase", ["Context", "partly cloudy", "Update notes", "Clarifies all"])
def test_titles_that_are_no_relations(phrase: str) -> None:
    assert relation_words.find_paired(phrase) == ""


@pytest.mark.parametrize(
    ("phrase", "contexts"),
    [
        # `context` and with or without a colon in which they are relations.
        ("Clarifies", "status status: links links:"),
        ("Alternative to", "status status: links links:"),
        ("Replaces big parts of", "status status: links links:"),
        ("Loosely follows", "status status: links links:"),
        ("Exemplifies", "status status: links links:"),
        ("Motiviert", "status"),
        ("Relativiert", "status"),
        ("Erläutert", "status links"),
        ("Sketches", "status links"),
        ("Spiked it", "status"),
        ("Requirements", ""),
        ("Feature spec", "status"),
        ("See", ""),
        ("As described in", ""),
        ("of", ""),
        ("Further reading for", ""),
        ("Spiked it once", ""),
        ("We follow closely what is in", ""),
    ],
)
def test_phrases_before_a_record(phrase: str, contexts: str) -> None:
    for context in ("status", "links"):
        for is_label in (False, True):
            is_relation = relation_words.is_relation_phrase(phrase, context, is_label=is_label)
            assert is_relation == (context + ":" * is_label in contexts.split())


def test_words_of_two_pages_go_together() -> None:
    def pair(words: str, words_back: str) -> list[tuple[str, str]]:
        return list(relation_words.pair_words(words.split(), words_back.split(), {"a": "b"}))

    assert pair("clarifies", "clarified-by") == [("clarifies", "clarified-by")]
    assert pair("replaces-parts-of", "partly-replaced-by") == [
        ("replaces-parts-of", "partly-replaced-by")
    ]
    assert pair("spiked-in", "spike-for") == [("spiked-in", "spike-for")]  # nothing else is known
    assert pair("spiked-in", "clarifies") == [("spiked-in", ""), ("", "clarifies")]
    assert pair("clarifies", "spiked-in") == [("clarifies", ""), ("", "spiked-in")]
    assert pair("a", "spiked-in") == [("a", ""), ("", "spiked-in")]  # the configuration knows it
    assert pair("x y", "z") == [("x", "z"), ("y", "")]
    assert pair("resembles-it", "resembles-it") == [("resembles-it", "resembles-it")]
