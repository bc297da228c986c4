"""Whatever a page, a name or a file of settings says: nothing is raised but refusals, at a bound cost."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checked_pages import DECISIONS, PROMPTS, make_records
from growth import assert_linear
from minutebook.checks import CheckInputs, check
from minutebook.checks.run import find_fixable, fix_findings
from minutebook.errors import Refusal
from minutebook.lean.values import fields
from minutebook.operations.reading import page
from minutebook.records import adr, filenames, linking, reader, references, relations
from minutebook.records.adr.fields import read_field_items
from minutebook.records.index import index_pages, page_blocks
from minutebook.records.index.merging import prepare_merge, remove_block_conflicts
from minutebook.records.model import ADR, PHR, RecordSet
from minutebook.records.phr import suggestions
from minutebook.records.renaming import citations
from minutebook.redact import redact_text
from minutebook.repository.settings import config
from minutebook.text import dates, frontmatter, jsonc, markdown, terminal
from minutebook.text.markdown import visible

from hostile_texts import (
    BEGINNINGS,
    JSON_VALUES,
    PIECES,
    TEXTS,
    assert_bounded,
    repeat_to_size,
)

DECISION_PATH = "decisions/0001-a.md"
PROMPT_PATH = "history/prompts/general/0001-a.general.prompt.md"


def read_records(text: str) -> RecordSet:
    """A text as the page of a decision, of a prompt and of an index, beside a good decision."""
    return make_records(
        {
            DECISION_PATH: text,
            PROMPT_PATH: text,
            "decisions/0002-b.md": "---\nstatus: accepted\n---\n\n# Use b\n",
            "decisions/README.md": text,
            "history/prompts/README.md": text,
        }
    )


def read_page(text: str) -> None:
    """All that is read of a page without the others."""
    records = read_records(text)
    for record in records.members:
        page.format_reading(page.make_reading(record, records))
        reader.read_sections(record)
        reader.read_prompt(record)
        reader.read_response(record)
        read_field_items(record, "files")
        suggestions.read_suggestions(record)
        suggestions.find_faults(record)
        references.read_aliases(record)


def check_page(text: str) -> None:
    """All that is derived of pages: findings, repairs, index pages."""
    records = read_records(text)
    inputs = CheckInputs(today="2026-01-01", known_paths=frozenset((DECISION_PATH,)))
    check(records, inputs)
    index_pages.update_index_pages(records)
    page_blocks.refresh_link_blocks(records)
    with contextlib.suppress(Refusal):
        fix_findings(records, find_fixable(records, inputs), "2026-01-01")


def edit_page(text: str) -> None:
    """All that changes a page; each refuses what it cannot change."""
    records = read_records(text)
    record, other = records.members[0], records.members[2]
    edits: list[Callable[[], object]] = [
        lambda: frontmatter.set_field(text, "status", "accepted"),
        lambda: frontmatter.set_field(text, "labels", ["a", "b: c"]),
        lambda: frontmatter.remove_field(text, "title"),
        lambda: adr.set_status(text, record.dialect, "accepted", today="2026-01-01"),
        lambda: linking.link_records(records, record, "relates-to", other),
        lambda: linking.plan_supersession(records, record, other),
        lambda: linking.unlink_records(records, record, "supersedes", other),
        lambda: remove_block_conflicts(text),
        lambda: prepare_merge(text, text + "x", "y" + text),
    ]
    for edit in edits:
        with contextlib.suppress(Refusal):
            edit()


def split_text(text: str) -> None:
    """What reads any markdown, JSON or line of output."""
    front_matter, _ = frontmatter.parse(text)
    markdown.parse_sections(text, front_matter.body_start)
    list(markdown.parse_lines(text))
    with contextlib.suppress(ValueError):
        jsonc.parse(text)
    visible.remove_invisible(text)
    visible.demote_headings(text, 3)
    terminal.replace_controls(text)
    terminal.single_line(text).encode("ascii", "replace")


READERS: dict[str, Callable[[str], object]] = {
    "text": split_text,
    "page": read_page,
    "edits": edit_page,
    "findings": check_page,
    "secrets": redact_text,
}
# The calls and the bytes that each needs at most for a character; most need a tenth of it.
COSTS = {
    "text": (60, 800),
    "page": (200, 1_500),
    "edits": (1_500, 3_000),
    "findings": (1_500, 3_000),
    "secrets": (400, 1_500),
}


@pytest.mark.parametrize("name", READERS)
@given(text=TEXTS)
def test_any_text_is_read_at_a_bound_cost(name: str, text: str) -> None:
    read = READERS[name]
    read(text)
    calls, memory = COSTS[name]
    assert_bounded(lambda: read(text), len(text), calls=calls, memory=memory)


# The characters of which the cost is measured, and of four times as many.
SIZES = {"text": 10_000, "page": 4_000, "edits": 1_500, "findings": 1_500, "secrets": 5_000}


@pytest.mark.slow
@pytest.mark.parametrize("beginning", [BEGINNINGS[3]])
@pytest.mark.parametrize("name", READERS)
def test_the_cost_of_repeated_pieces_is_linear(name: str, beginning: str) -> None:
    read, size = READERS[name], SIZES[name]
    for piece in PIECES:
        try:
            assert_linear(lambda size: read(repeat_to_size(beginning, piece, size)), size)  # noqa: B023
        except AssertionError as error:
            raise AssertionError(f"{piece!r} repeated: {error}") from error


@given(TEXTS)
@example("password: a-1B'password: a-1B'")
def test_what_is_hidden_lies_in_the_text_and_stays_hidden(text: str) -> None:
    redacted = redact_text(text)
    ends = [0]
    for span in redacted.hidden_spans:
        assert ends[-1] <= span.start < span.end <= len(text)
        assert span.line_number == text.count("\n", 0, span.start) + 1
        ends.append(span.end)
    assert redact_text(redacted.text).text == redacted.text


# Names ------------------------------------------------------------------------------------------


@given(TEXTS, st.sampled_from(("decisions", "history/prompts", "", "a/..")))
def test_any_name_of_a_file_is_read(name: str, folder: str) -> None:
    path = f"{folder}/{name}.md"
    for kind, own_folder in ((ADR, DECISIONS), (PHR, PROMPTS)):
        parsed = filenames.parse_name(kind, name)
        assert parsed.number is None or parsed.number >= 0
        filenames.is_record(own_folder, path)
        record = reader.read_record(own_folder, path, "# x\n")
        assert record.title
    slug = filenames.slugify(name)
    assert "/" not in slug
    assert slug not in (".", "..")
    assert "\n" not in filenames.clean_title(name)
    assert_bounded(lambda: filenames.slugify(name), len(name), calls=60, memory=600)


@given(TEXTS)
def test_any_reference_and_date_is_resolved_or_refused(text: str) -> None:
    records = read_records("# x\n")
    with contextlib.suppress(Refusal):
        references.resolve(records, text)
    for parse_date in (dates.require_day, lambda day: dates.parse_period(day, "2026-01-01")):
        with contextlib.suppress(ValueError):
            parse_date(text)
    references.is_reference(text)
    relations.parse_relation(text)


@given(TEXTS)
def test_citations_are_found_in_any_text(text: str) -> None:
    records = read_records("# x\n")
    finder = citations.CitationFinder(records, [(record,) for record in records.members])

    def find() -> object:
        return finder.find_citations("src/app.py", text)

    find()
    assert_bounded(find, len(text), calls=200, memory=1_500)


# Settings ---------------------------------------------------------------------------------------

OPTION_NAMES = sorted(
    config.format_key(name) for name in [each.name for each in fields(config.Settings)]
)
TABLES = st.dictionaries(
    st.sampled_from(OPTION_NAMES) | st.text(max_size=6), JSON_VALUES, max_size=5
)


@given(TABLES)
def test_any_table_of_settings_is_taken_or_refused(table: dict[str, object]) -> None:
    with contextlib.suppress(Refusal):
        settings = config.parse_table(table, "minutebook.toml")
        for folder in settings.list_folders():
            assert not Path(folder.path).is_absolute()
            assert ".." not in folder.path.split("/")


@given(TEXTS, st.sampled_from(config.CONFIG_FILENAMES), st.sampled_from(OPTION_NAMES))
def test_any_file_of_settings_is_taken_or_refused(text: str, name: str, option: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for content in (text, f"[tool.minutebook]\n{option} = {text}", f"{option} = '''{text}'''"):
            Path(folder, name).write_bytes(content.encode("utf-8", "surrogatepass"))
            with contextlib.suppress(Refusal):
                config.load(folder, folder)
