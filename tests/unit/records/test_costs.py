"""What pages, references and texts cost: time by their length, whatever sign they repeat."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from growth import assert_linear
from minutebook.checks import check, list_rules
from minutebook.errors import Conflict, Refusal
from minutebook.records import adr, references
from minutebook.records.drafting import prose
from minutebook.records.index import index_pages, paging, rows
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet
from minutebook.records.reader import read_record
from minutebook.records.renaming import citations

DECISIONS, PROMPTS = Folder(ADR, "decisions"), Folder(PHR, "history/prompts")
_SECRET_CODES = ("secret", "session-link")
NYGARD = "# 1. Use Redis\n\n## Status\n\nAccepted\n\n"
PROMPT = '---\nid: "0001"\ntitle: T\nstage: general\n---\n\n# PHR-0001 T\n\n## Prompt\n\n'
UNITS = [
    *("#", "*", "[", "](", "<", "<!--", "`", "~", "|", ">", "-", "=", " ", "\t", "\n", "&", "\\"),
    *("{", "{{", '"', "'", ":", "- ", "1. ", "_", "ADR-1 ", "http://", "a", "1", "[x](", "[a](b) "),
    *("# a\n", "## Links\n", "## Status\n", "## Date\n", "| Status | a |\n", "* Status: a\n"),
    *("supersedes ADR-2\n", "superseded by ", "```\n", "- a\n", "a: b\n", "**", "0001-a ", "![", "`a"),
]  # fmt: skip


def read_decision(text: str, name: str = "0001-a") -> Record:
    return read_record(DECISIONS, f"decisions/{name}.md", text)


def read_pages(text: str) -> None:
    for page in (
        text,
        NYGARD + text,
        f"# T\n\n* Status: {text}\n",
        f"# T\n\n| Status | {text} |\n",
    ):
        read_decision(page)
    read_decision(f"# {text}\n\n## Status\n\n{text}\n\n## Links\n\n- Supersedes {text}\n")


def read_references(text: str) -> None:
    record = read_decision(NYGARD)
    with suppress(Refusal):
        references.resolve(RecordSet((DECISIONS,), (record,)), text)


def find_citations(text: str) -> None:
    records = read_decision(NYGARD + text), read_decision(NYGARD, "0001-b")
    finder = citations.CitationFinder(RecordSet((DECISIONS,), records), [records])
    finder.find_citations("decisions/0001-a.md", records[0].text)
    finder.find_citations("src/a.py", text)


def write_prose(text: str) -> None:
    prose.format_text(text, ("prose", "links"))
    prose.format_item(text)
    list(prose.list_title_variants(text, "ADR: "))


def read_index(text: str) -> None:
    paging.parse_older_paths("README.md", text)
    for line in (text, f"* {text}", f"* A · [{text}", f"* [a](b) {text}", f"* `{text}"):
        rows.parse_rows("a.md", line)
    records = (read_decision(NYGARD),)
    index_pages.update_index_pages(RecordSet((DECISIONS,), records, {"decisions/README.md": text}))


def run_rules(text: str) -> None:
    prompt = read_record(PROMPTS, "history/prompts/a/0001-a.general.prompt.md", PROMPT + text)
    records = RecordSet((DECISIONS, PROMPTS), (read_decision(NYGARD + text), prompt))
    check(records, only=[rule.code for rule in list_rules() if rule.code not in _SECRET_CODES])


@pytest.mark.parametrize(
    ("work", "unit"),
    [
        *((read_pages, unit) for unit in ("## Links\n", "# a\n", "a\n")),
        *((read_references, unit) for unit in ("[", "[x](", "![")),
        *((find_citations, unit) for unit in ("ADR-1 ", "[a](0001-a) ", "[")),
        *((write_prose, unit) for unit in ("`", "[", "#", "supersedes ADR-2\n")),
        *((read_index, unit) for unit in ("[", "![")),
        *((run_rules, unit) for unit in ("`", "{{")),
    ],
    ids=lambda value: ascii(value) if isinstance(value, str) else value.__name__,
)
def test_what_once_took_quadratic_time(work: Callable[[str], None], unit: str) -> None:
    assert_linear(lambda size: work(unit * (size // len(unit)) + "x\nx"), 5_000)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS, ids=ascii)
@pytest.mark.parametrize(
    "work", [read_pages, read_references, find_citations, write_prose, read_index, run_rules]
)
def test_time_grows_with_the_length_alone(work: Callable[[str], None], unit: str) -> None:
    assert_linear(lambda size: work(unit * (size // len(unit)) + "x\nx"), 4_000)


def test_a_relation_is_removed_from_a_page_a_bounded_number_of_times() -> None:
    page = NYGARD + "## Links\n\n" + "- Supersedes ADR-2\n" * 150
    with pytest.raises(Conflict, match="a relation, supersedes, more than 25 times"):
        adr.remove_link(page, "supersedes", lambda _: True)


def test_a_very_long_title_is_read_as_it_is() -> None:
    title = "a **b** " * 200
    assert read_decision(f"# {title}\n").title == title.strip()
