"""What a decision's page adopts, refuses and mentions."""

from __future__ import annotations

from decision_pages import DECISIONS
from minutebook.records import reader
from minutebook.suggest.coverage import decision_text


def test_what_a_page_decides() -> None:
    decision = decision_text.read_decision(
        reader.read_record(
            DECISIONS,
            "decisions/0001-x.md",
            "# Caching\n\n## Options\n\n1. Redis: shared\n   - Good, because fast\n2. Option B\n"
            "3. a CDN\n\n**Memcached**\nsimple\n\n## Pros and cons of the options\n\n### Redis\n\n"
            "* Good\n\n## Decision Outcome\n\n### Chosen option: Option 1\n\nWe cache\nin Redis.\n\n"
            "**Rationale**: Varnish.\n\n**Rejected**: Varnish.\n\nSelected option: Option 1 - Redis\n",
        )
    )
    assert [option.strip() for option in decision.options[:4]] == [
        "redis",
        "option b",
        "a cdn",
        "memcached",
    ]
    assert decision.chosen_option.strip() == "redis"
    assert "varnish" in decision.refused_text
    assert "varnish" not in decision.adopted_text
    assert "redis" in decision.plain_text


def test_what_a_page_of_another_format_decides() -> None:
    text = "= Caching\n\n== Options\n\n. Redis\n. Memcached\n\n== Decision\n\nWe cache in Redis.\n"
    decision = decision_text.read_decision(
        reader.read_record(DECISIONS, "decisions/0001-x.adoc", text)
    )
    assert [option.strip() for option in decision.options] == ["redis", "memcached"]
    assert "we cache in redis" in decision.adopted_text
