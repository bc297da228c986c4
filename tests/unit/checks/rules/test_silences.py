"""Silences in the configuration and on pages, and the rules on them."""

from __future__ import annotations

import pytest

from checked_pages import (
    FAULTY_PAGE,
    GOOD_PAGE,
    PAGES,
    PLACEHOLDER,
    UNKNOWN_STATUS,
    check_pages,
)
from minutebook.checks import CheckSettings
from minutebook.records.model import Silence


@pytest.mark.parametrize(
    ("entry", "rows"),
    [
        (Silence("unknown-status", "decisions/0002-faulty.md", "agreed with all"), [PLACEHOLDER]),
        (Silence("unknown-status", "decisions/*", "agreed with all"), [PLACEHOLDER]),
        (Silence("unknown-status", "*faulty*", "agreed with all"), [PLACEHOLDER]),
        (
            Silence("unknown-status", "docs/*", "agreed with all"),
            [("info", "silence-unused", "conf.toml", 0), UNKNOWN_STATUS, PLACEHOLDER],
        ),
        (
            Silence("unknown-status", "decisions/*", " "),
            [("warning", "silence-without-reason", "conf.toml", 0), UNKNOWN_STATUS, PLACEHOLDER],
        ),
        (
            Silence("unknown-statuses", "decisions/*", "why"),
            [("warning", "unknown-rule", "conf.toml", 0), UNKNOWN_STATUS, PLACEHOLDER],
        ),
    ],
)
def test_silences_of_the_configuration(entry: Silence, rows: list[object]) -> None:
    findings = check_pages(PAGES, CheckSettings(silences=(entry,), source_path="conf.toml"))
    assert sorted(findings) == sorted(rows)  # type: ignore[type-var]


def check_with_comment(comment: str) -> list[tuple[str, str, str, int]]:
    """The findings of the two pages with a comment in the faulty one."""
    pages = {
        "decisions/0001-good.md": GOOD_PAGE,
        "decisions/0002-faulty.md": f"{FAULTY_PAGE}\n{comment}\n",
    }
    return check_pages(pages)


@pytest.mark.parametrize(
    ("comment", "rows"),
    [
        ("<!-- minutebook:silence placeholder it is an example -->", [UNKNOWN_STATUS]),
        ("  <!-- minutebook:silence   placeholder   it is -->  ", [UNKNOWN_STATUS]),
        (
            "<!-- minutebook:silence placeholder -->",
            [
                UNKNOWN_STATUS,
                PLACEHOLDER,
                ("warning", "silence-without-reason", "0002-faulty.md", 9),
            ],
        ),
        (
            "<!-- minutebook:silence no-successor there is none -->",
            [UNKNOWN_STATUS, PLACEHOLDER, ("info", "silence-unused", "0002-faulty.md", 9)],
        ),
        (
            "<!-- minutebook:silence placeholdr typing -->",
            [UNKNOWN_STATUS, PLACEHOLDER, ("warning", "unknown-rule", "0002-faulty.md", 9)],
        ),
        (
            "<!-- minutebook:silence -->",
            [UNKNOWN_STATUS, PLACEHOLDER, ("warning", "unknown-rule", "0002-faulty.md", 9)],
        ),
        (
            "```\n<!-- minutebook:silence placeholder an example -->\n```",
            [UNKNOWN_STATUS, PLACEHOLDER],
        ),
        ("see <!-- minutebook:silence placeholder an example -->", [UNKNOWN_STATUS, PLACEHOLDER]),
        ("<!-- minutebook:silence placeholder an example", [UNKNOWN_STATUS, PLACEHOLDER]),
        (
            "<!-- minutebook:silence forbidden-move it was a mistake -->",
            [UNKNOWN_STATUS, PLACEHOLDER],
        ),
        ("<!-- minutebook:silence unknown-file generated -->", [UNKNOWN_STATUS, PLACEHOLDER]),
    ],
)
def test_silences_of_a_page(comment: str, rows: list[object]) -> None:
    assert check_with_comment(comment) == rows


def test_a_page_silences_only_itself() -> None:
    pages = {
        **PAGES,
        "decisions/0001-good.md": f"{GOOD_PAGE}\n<!-- minutebook:silence placeholder x y -->\n",
    }
    assert check_pages(pages) == [
        ("info", "silence-unused", "0001-good.md", 8),
        UNKNOWN_STATUS,
        PLACEHOLDER,
    ]


def test_a_silence_for_a_rule_that_is_off_is_not_called_unused() -> None:
    page = f"{GOOD_PAGE}\n<!-- minutebook:silence placeholder x y -->\n"
    pages = {"decisions/0001-good.md": page, "decisions/0002-good.md": GOOD_PAGE}
    assert check_pages(pages, CheckSettings(severities={"placeholder": "off"})) == []


def test_an_index_page_can_have_a_silence() -> None:
    index = "# D\n\n<!-- minutebook:index -->\nold\n<!-- /minutebook:index -->\n"
    pages = {"decisions/0001-good.md": GOOD_PAGE, "decisions/README.md": index}
    assert [row[1] for row in check_pages(pages)] == ["stale-index"]
    kept = f"{index}\n```\n<!-- minutebook:silence stale-index example -->\n```\n"
    assert [row[1] for row in check_pages({**pages, "decisions/README.md": kept})] == [
        "stale-index"
    ]
    kept = f"{index}\n<!-- minutebook:silence stale-index frozen with the archive -->\n"
    assert check_pages({**pages, "decisions/README.md": kept}) == []


def test_a_comment_in_a_prompt_is_not_a_silence() -> None:
    page = (
        "---\nstage: general\n---\n\n## Prompt\n\n"
        "<!-- minutebook:silence placeholder as asked -->\n\n## Outcome\n\n{{LEFT}}\n"
    )
    pages = {f"history/prompts/general/000{number}-a.general.prompt.md": page for number in (1, 2)}
    assert [row[1] for row in check_pages(pages)] == ["placeholder", "placeholder"]
