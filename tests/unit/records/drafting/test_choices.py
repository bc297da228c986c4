"""The chosen option of a decision: where its draft tells it, and the words that the page has."""

from __future__ import annotations

import pytest

from minutebook.records.drafting import adr_pages, choices
from minutebook.records.drafting.drafts import AdrDraft

from paths import TEMPLATES

MADR = (TEMPLATES / "adr" / "madr.md").read_text("utf-8")
BARE = "# {{ title }}\n\n## Decision\n\n{{ decision }}\n"
OPTIONS = ("Redis", "Redis Cluster", "A\ndictionary")


@pytest.mark.parametrize(
    ("decision", "chosen", "choice"),
    [
        ("", "", ("", "", "")),
        ("We use Redis.", "", ("", "", "We use Redis.")),
        ("Redis", "", ("Redis", "", "")),
        ("redis, because it is shared.", "", ("Redis", "it is shared.", "")),
        ("Redis because it\nis shared.\n\nMore.", "", ("Redis", "it\nis shared.", "More.")),
        ("Redis. It is shared.", "", ("Redis", "", "It is shared.")),
        ("Redis - it is shared.", "", ("Redis", "", "it is shared.")),
        ("Redis Cluster: new.", "", ("Redis Cluster", "", "new.")),
        ("A dictionary.", "", ("A dictionary", "", "")),
        ("Redis Sentinel is new.", "", ("", "", "Redis Sentinel is new.")),
        ("Redis, because.", "", ("Redis", "", "")),
        ("Redis because.\n\nMore.", "", ("Redis", "", "More.")),
        ("", "Redis", ("Redis", "", "")),
        ("Because it is shared.", "Redis", ("Redis", "it is shared.", "")),
        ("It is shared.", "Redis", ("Redis", "", "It is shared.")),
    ],
)
def test_where_a_draft_tells_what_was_chosen(
    decision: str, chosen: str, choice: tuple[str, str, str]
) -> None:
    draft = AdrDraft("A", options=OPTIONS, decision=decision, chosen=chosen)
    assert choices.find_choice(draft) == choices.Choice(*choice)


@pytest.mark.parametrize(
    ("decision", "option"),
    [
        ("", ""),
        ("Redis, because it is shared.", "Redis"),
        ("We will use Redis because it is fast.", "Redis"),
        ("We decided for redis.", "Redis"),
        ("use Redis Cluster, since Redis is one node", "Redis Cluster"),
        ("We take Redis over a dictionary", "Redis"),
        ("We use Redis and Redis Cluster", ""),
        ("We will not use Redis", ""),
        ("We don't need Redis", ""),
        ("It depends. Redis may do.", ""),
        ("Rediscover it", ""),
    ],
)
def test_the_option_that_the_first_clause_names(decision: str, option: str) -> None:
    draft = AdrDraft("A", options=("", *OPTIONS), decision=decision)
    assert choices.find_named_option(draft) == option


def test_a_y_statement_neglects_the_other_options() -> None:
    source = (TEMPLATES / "adr" / "y-statement.md").read_text("utf-8")
    draft = AdrDraft("A", options=("Redis", "LRU"), decision="We use Redis because it is fast.")
    assert "* **and neglected:** LRU\n" in adr_pages.render_adr(draft, "0007", source)


@pytest.mark.parametrize(
    ("template", "draft", "text"),
    [
        (MADR, AdrDraft("A", decision="Redis, because fast.", options=OPTIONS), 'Chosen option: "Redis", because fast.\n'),
        (MADR, AdrDraft("A", chosen="Redis"), 'Chosen option: "Redis".\n'),
        (MADR, AdrDraft("A", chosen="Redis", decision="It is fast."), 'Chosen option: "Redis".\n\nIt is fast.\n'),
        # A text that has to stand in a fence is no part of a sentence.
        (MADR, AdrDraft("A", chosen="Redis", decision="because\n# It"), 'Chosen option: "Redis".\n\n```markdown\nbecause\n# It\n```\n'),
        # Templates without a place for it.
        (BARE, AdrDraft("A", chosen="Redis", decision="because fast."), 'Chosen option: "Redis", because fast.\n'),
        (BARE, AdrDraft("A", chosen="Redis", decision="It is fast."), 'Chosen option: "Redis".\n\nIt is fast.\n'),
        (BARE, AdrDraft("A", decision="Redis, because fast.", options=OPTIONS), "## Decision\n\nRedis, because fast.\n"),
    ],
)  # fmt: skip
def test_the_words_that_name_it(template: str, draft: AdrDraft, text: str) -> None:
    assert text in adr_pages.render_adr(draft, "0007", template)
