"""Every operation on a page of every form: one status a place, the new one, and back again."""

from __future__ import annotations

import difflib

import pytest

from minutebook.errors import Conflict
from minutebook.records import adr, linking, page_links
from minutebook.records.adr.survey import survey_page
from minutebook.records.adr.vocabulary import statuses
from minutebook.records.model import ADR, Folder, Record, RecordSet, Write
from minutebook.text import frontmatter
from page_forms import FORMS, SPELLINGS, STATUSES, make_page

NEW_PAGE = "# Use a log\n\n- Status: accepted\n\n## Context\n\nIt is enough.\n"
OPERATIONS = [
    ("proposed", "accepted"),
    ("proposed", "rejected"),
    ("accepted", "deprecated"),
    ("accepted", "superseded-by"),
    ("proposed", "superseded-by"),
    ("accepted", "amends"),
    ("accepted", "amended-by"),
]
# A badge, and a tick, leave no room for the status that was there before "superseded".
FORGETFUL_FORMS = ("badge", "ticks", "ticks below a label")


def make_records(page: str) -> RecordSet:
    empty = RecordSet((Folder(ADR, "adr"),), ())
    pages = [Write("adr/0007-use-a-queue.md", page), Write("adr/0009-use-a-log.md", NEW_PAGE)]
    return linking.simulate_writes(empty, pages)


def list_stated(page: str) -> list[str]:
    """The known statuses that the front matter and each place of the text state."""
    front_matter = frontmatter.parse(page)[0]
    survey = survey_page(page, front_matter.body_start)
    stated = [facts.status for facts in [adr.list_dialects()[0].read_facts(survey, front_matter)]]
    stated += [survey.get_value(place) for place in survey.places if place.name == "status"]
    return [statuses.normalise_status(text) for text in stated if text is not None]


def operate(records: RecordSet, record: Record, operation: str) -> str:
    if operation in STATUSES:
        return page_links.set_status(records, record, operation)
    return page_links.add_link(records, record, operation, records.members[1])


def count_changed_lines(before: str, after: str) -> int:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return sum(line.startswith("- ") for line in lines)


@pytest.mark.untraced  # thousands of edits, by branches that other tests hold
@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("form", FORMS)
def test_a_page_is_edited_in_its_own_form(form: str, spelling: str) -> None:
    for status, operation in OPERATIONS:
        if spelling == "German" and "badge" in form:
            continue  # no badge is in German
        page = make_page(form, status, spelling)
        records = make_records(page)
        record = records.members[0]
        if record.state != status:
            assert spelling == "explained"  # `[accepted, for the time being]` has two items
            continue
        expected = {"superseded-by": "superseded"}.get(operation, operation)
        expected = expected if expected in STATUSES else status
        try:
            made = operate(records, record, operation)
        except Conflict:  # says which form it was
            assert form == "field, map of one"
            continue
        after = make_records(made)
        assert after.members[0].state == expected, made
        assert set(list_stated(made)) == {expected}, made
        assert len(list_stated(made)) == len(list_stated(page)), made
        assert count_changed_lines(page, made) <= max(2, len(list_stated(page)))
        if operation not in STATUSES:
            assert operation in [link.relation for link in after.members[0].links]
            restored = page_links.remove_link(after, after.members[0], operation, after.members[1])
            if status == "accepted" or form not in FORGETFUL_FORMS:
                assert restored == page
