"""The sentence of a decision's page that matters."""

from __future__ import annotations

import time

import pytest

from minutebook.lean.tokens import count_tokens
from minutebook.records import reader
from minutebook.records.adr.statements.decision_sentence import MAX_TOKENS, find_sentence
from minutebook.records.adr.statements.plain_sentences import (
    cut_text,
    split_sentences,
    strip_markup,
)
from minutebook.records.model import ADR, Folder

FOLDER = Folder(ADR, "decisions")


def find(text: str, name: str = "0007-t.md") -> str:
    return find_sentence(reader.read_record(FOLDER, f"decisions/{name}", text))


PAGES = {
    "nygard": (
        (
            "# 7. Use Redis\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nWe will die.\n"
            "\n## Decision\n\nWe will use **Redis** for [sessions](a.md).\n\n## Consequences\n\nBad.\n"
        ),
        "We will use Redis for sessions.",
    ),
    "madr": (
        (
            "# Cache answers\n\n## Considered Options\n\n* Redis\n* Files\n\n## Decision Outcome\n\n"
            'Chosen option: "Redis", because it is fast.\n\n### Consequences\n\n* Good, because x\n'
        ),
        'Cache answers. Chosen option: "Redis", because it is fast.',
    ),
    "madr whose title says it": (
        "# Use Redis\n\n## Decision Outcome\n\nChosen option: Use Redis (see below).\n",
        "Chosen option: Use Redis.",
    ),
    "madr with reasons as a list": (
        "# Caches\n\n## Decision Outcome\n\nChosen option: Redis, because\n\n* fast\n* small.\n",
        "Caches. Chosen option: Redis, because fast; small",
    ),
    "option by its number in a list": (
        (
            "# Caches\n\n## Considered Options\n\n1. Redis. It is fast.\n2. Files\n\n## Decision\n\n"
            "Chosen option: Option 1\n"
        ),
        "Caches. Chosen option: Option 1 (Redis).",
    ),
    "option by its letter in headings": (
        (
            "# Caches\n\n## Options\n\n### Option A: Redis\n\nx\n\n### Option B: Files\n\ny\n\n"
            "## Decision\n\nChosen option: option B.\n"
        ),
        "Caches. Chosen option: option B (Files).",
    ),
    "option by its number in items": (
        (
            "# Caches\n\n## Options\n\n* Option 1: Redis\n* Option 2: Files\n\n## Decision\n\n"
            "Chosen option: Option 2\n"
        ),
        "Caches. Chosen option: Option 2 (Files).",
    ),
    "option of a number that is not there": (
        "# Caches\n\n## Options\n\n* Option 1: Redis\n\n## Decision\n\nChosen option: Option 9\n",
        "Caches. Chosen option: Option 9",
    ),
    "option without a name": (
        "# Caches\n\n## Options\n\n### Option 1\n\nx\n\n## Decision\n\nChosen option: Option 1\n",
        "Caches. Chosen option: Option 1",
    ),
    "y-statement": (
        (
            "# Caches\n\nIn the context of sessions, facing load, we decided for Redis and against "
            "files, to achieve speed, accepting cost.\n"
        ),
        "We decided for Redis, to achieve speed",
    ),
    "y-statement without refusals": (
        "# Caches\n\nFacing load, we decided for Redis.\n",
        "We decided for Redis.",
    ),
    "items": (
        "# Caches\n\n## Decision\n\n- Use Redis.\n- Drop files.\n\nMore.\n",
        "Use Redis; Drop files.",
    ),
    "introduction with items": (
        "# Caches\n\n## Decision\n\nWe will:\n\n1. use Redis.\n2. **Files**: drop them\n\nMore.\n",
        "We will: use Redis; Files: drop them",
    ),
    "introduction with code": (
        "# Caches\n\n## Decision\n\nWe will use this for the following reasons:\n\n```\nx\n```\n",
        "We will use this",
    ),
    "introduction with a paragraph": (
        "# Caches\n\n## Decision\n\nWe will do this:\n\nUse Redis. Always.\n",
        "We will do this: Use Redis.",
    ),
    "introduction with another one": (
        "# Caches\n\n## Decision\n\nWe will use Redis:\n\nParts of it:\n\n- x\n",
        "We will use Redis",
    ),
    "label": (
        "# Caches\n\n**Status:** accepted\n\n**Decision:** Use Redis for all.\n",
        "Use Redis for all.",
    ),
    "label among items": (
        "# Caches\n\n## Decision\n\n- **Context**: old\n- **Decision**: Use Redis for all.\n",
        "Use Redis for all.",
    ),
    "table": (
        (
            "# Caches\n\n| Field | Text |\n|---|---|\n| Status | accepted |\n| Empty | |\n"
            "| Decision | Use Redis for all. |\n| Decision | {decision} |\n"
        ),
        "Use Redis for all.",
    ),
    "table in the section": (
        "# Caches\n\n## Decision\n\n| Cache | Redis |\n|---|---|\n| Files | on disk |\n",
        "Cache: Redis; Files: on disk",
    ),
    "heading with the decision": (
        "# Caches\n\n## Decision: use *Redis*\n\nIt is fast.\n\n## More\n\nx\n",
        "use Redis. It is fast.",
    ),
    "heading with a placeholder": (
        "# Caches\n\n## Decision: {decision}\n\nUse Redis.\n",
        "Caches",
    ),
    "sections below": (
        (
            "# Caches\n\n## Decision\n\n### Consequences\n\nBad.\n\n#### Deeper\n\nWorse.\n\n"
            "### 1. Sessions\n\nUse Redis.\n\n### 2. Files\n\nNone.\n"
        ),
        "Sessions: Use Redis.",
    ),
    "sections below that say so themselves": (
        "# Caches\n\n## Decision\n\n### Decision: Redis\n\nIt is fast.\n",
        "Redis. It is fast.",
    ),
    "sections below that begin alike": (
        "# Caches\n\n## Decision\n\n### Use Redis\n\nUse Redis for all.\n",
        "Use Redis for all.",
    ),
    "empty section": ("# Use Redis\n\n## Decision\n\n## Consequences\n\nBad.\n", "Use Redis"),
    "nothing but a title": ("# Use Redis\n", "Use Redis"),
    "nothing at all": ("", "T"),
    "leading sentence": (
        (
            "# Caches\n\n## Decision\n\nRedis is a cache. It keeps all in memory.\n\n"
            "For example, we will see.\n\n**We will use Redis**\n"
        ),
        "We will use Redis",
    ),
    "leading sentences alone": (
        "# Caches\n\n## Decision\n\nRedis is a cache.\n",
        "Redis is a cache.",
    ),
    "question": (
        "# Caches\n\n## Decision\n\nShould we cache? We will use Redis.\n",
        "We will use Redis.",
    ),
    "fragment": ("# Caches\n\n## Decision\n\n_Therefore_\n\nUse Redis.\n", "Use Redis."),
    "long page": (
        "# Caches\n\n## Decision\n\nThis is so. " + "It is so. " * 20 + "\n\nWe will stop.\n",
        "This is so. It is so.",
    ),
    "pointing": (
        "# Caches\n\n## Decision\n\nWe take the second option.\n",
        "Caches: We take the second option.",
    ),
    "marked option": ("# Caches\n\n## Files\n\nx\n\n## Redis (chosen)\n\ny\n", "Chosen: Redis"),
    "field": (
        "---\nstatus: accepted\ndecision: Use **Redis** for all.\n---\n# Caches\n",
        "Use Redis for all.",
    ),
    "field of a template": ("---\ndecision: '{decision}'\n---\n# Use Redis\n", "Use Redis"),
    "chosen outside of the section": (
        (
            "# Caches\n\n## Options\n\nSelected option: none\n\n### Deeper\n\nSelected option: no\n\n"
            "## Rest\n\nSelected option: Redis\n"
        ),
        "Caches. Selected option: Redis",
    ),
    "summary that decides": (
        "# Caches\n\n## Summary\n\nWe will use Redis.\n",
        "We will use Redis.",
    ),
    "recommendation": (
        "# Caches\n\n## Recommendation\n\nWe recommend Redis.\n",
        "We recommend Redis.",
    ),
    "empty sections below": (
        "# Caches\n\n## Decision\n\n### Sessions\n\n### Files\n\nUse none.\n",
        "Files: Use none.",
    ),
    "summary that does not": ("# Caches\n\n## Summary\n\nMuch was said.\n", "Caches"),
    "template": (
        (
            "# Use Redis\n\n## Decision\n\nWhat is the change that we're proposing and/or doing?\n\n"
            'Chosen option: "{title of option 1}", because {justification}.\n\n[TODO]\n\nTBD\n\n---\n'
        ),
        "Use Redis",
    ),
    "comments and blocks": (
        (
            "# Use Redis\n\n## Decision\n\n<!-- We will write it. -->\n\n    code\n\n"
            "<!-- minutebook:links -->\nWe decided x.\n<!-- /minutebook:links -->\n"
        ),
        "Use Redis",
    ),
    "quoted, ticked": (
        "# Caches\n\n## Decision\n\n> - [x] Use Redis\n> - [ ] Use no files\n",
        "Use Redis; Use no files",
    ),
    "german": (
        "# Zwischenspeicher\n\n## Kontext\n\nViel.\n\n## Entscheidung\n\nWir verwenden Redis.\n",
        "Wir verwenden Redis.",
    ),
    "chinese": (
        "# 缓存\n\n## 背景\n\n很多。\n\n## 决策\n\n我们将使用 Redis。其他不变。\n",
        "我们将使用 Redis。 其他不变。",
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_sentence_that_matters(name: str) -> None:
    text, sentence = PAGES[name]
    assert find(text) == sentence
    assert find(text.replace("\n", "\r\n")) == sentence


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0007-t.adoc", "= Caches\n\n== Context\n\nOld.\n\n== Decision\n\nWe will use *Redis*.\n"),
        ("0007-t.rst", "Caches\n======\n\nDecision\n--------\n\nWe will use **Redis**.\n"),
        ("0007-t.org", "* Caches\n** Decision\nWe will use *Redis*.\n"),
    ],
)
def test_pages_in_other_markup(name: str, text: str) -> None:
    assert find(text, name) == "We will use Redis."


def test_a_long_list_is_cut_between_items() -> None:
    items = "".join(f"- Use the service number {number} for all\n" for number in range(40))
    for introduction in ("", "We will:\n\n"):
        sentence = find(f"# Caches\n\n## Decision\n\n{introduction}{items}")
        assert count_tokens(sentence) <= MAX_TOKENS
        assert sentence.rstrip("…").rstrip("; ").endswith("for all")


def test_a_choice_that_is_too_long_for_its_title_gives_its_first_sentence() -> None:
    title = "Store what was said for as long as somebody may ask about it, and no longer than that"
    second = (
        "The rest of the answer is as long as this sentence has to be, to be too long with it, "
        + "or longer, " * 4
        + "so that it is."
    )
    assert find(f"# {title}\n\n## Decision\n\nChosen option: Redis. {second}\n") == (
        f"{title}. Chosen option: Redis."
    )


@pytest.mark.parametrize("part", ["- a\n", "| a | b |\n", "**a**: ", "# d\n\nx\n", "[\\[", "> "])
def test_huge_pages_take_bounded_time(part: str) -> None:
    start = time.process_time()
    assert count_tokens(find("# T\n\n## Decision\n\n" + part * 40_000)) <= MAX_TOKENS
    assert time.process_time() - start < 5


# Plain sentences --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prose", "plain"),
    [
        ("Use [Redis](https://a/b_(c)) and [files][1].", "Use Redis and files."),
        ("See [`x`](y.md) and [RFC [1]](z).", "See `x` and RFC [1]."),
        ("![a](b.png)Use **it**, __it__, *it*, _it_, ~~it~~.", "Use it, it, it, it, it."),
        ("Keep `a_b` and a_b_c, 2 * 3 * 4.", "Keep `a_b` and a_b_c, 2 * 3 * 4."),
        ("Fine[^1] <b>text</b> <https://a.b> &amp; x\\_y", "Fine text https://a.b & x_y"),
        ("Use [](x): , because", "Use [](x), because"),
        ("Title {#anchor}\u200b\xa0x", "Title x"),
    ],
)
def test_markup_is_taken_out(prose: str, plain: str) -> None:
    assert strip_markup(prose) == plain


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Use e.g. Redis. Or etc. Files.", ["Use e.g. Redis.", "Or etc. Files."]),
        ("1. First thing. Then", ["1. First thing.", "Then"]),
        ("Run `a. B` now. Done.", ["Run `a. B` now.", "Done."]),
        ("He said “No.” Then.", ["He said “No.”", "Then."]),
        ("version 1.2 is a. b", ["version 1.2 is a. b"]),
        ("用它。不用。", ["用它。", "不用。"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    ("text", "max_tokens", "cut"),
    [
        ("short", 10, "short"),
        (
            "We will use Redis for the sessions, because it is fast",
            12,
            "We will use Redis for the sessions…",
        ),
        ("We will use Redis for the sessions of all people", 9, "We will use Redis…"),
        ("Use `a b c d e f g h i j k l m n o p q r s`", 8, "Use…"),
        ("Use Redis now (which is what we have had) for all", 8, "Use Redis now…"),
        ("abcdefghijklmnopqrstuvwxyz", 3, "abcdefgh…"),
        ("我们将使用它来保存所有的会话，因为它很快", 16, "我们将使用它来保存所有的会话…"),
    ],
)
def test_texts_are_cut_behind_words(text: str, max_tokens: int, cut: str) -> None:
    assert cut_text(text, max_tokens) == cut
    assert count_tokens(cut) <= max_tokens
