"""Rules on the stage of a prompt record and the status of a decision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    Problem,
    find_line_number,
    find_state_line,
    is_adopted,
    is_template_value,
    page_rule,
    quote_excerpt,
    rule,
)
from minutebook.checks.page import RECORD_ARGUMENT, Page
from minutebook.records.model import ADR, PHR, Kind, Record

_MAX_STATUS_CHARS = 80  # a longer text explains, and says it elsewhere


@page_rule(
    "unknown-stage",
    "warning",
    "The stage is not a known one, so that counts and filters by stage leave the record out. A"
    " repository may add stages of its own in its configuration.",
)
def unknown_stage(page: Page) -> Iterator[Problem]:
    """A stage that is not a known one."""
    return _find_unknown_state(page, PHR)


@page_rule(
    "unknown-status",
    "warning",
    "The status is not a known one, so that nobody can tell by a list whether the decision holds.",
)
def unknown_status(page: Page) -> Iterator[Problem]:
    """A status that is not a known one."""
    return _find_unknown_state(page, ADR)


def _find_unknown_state(page: Page, kind: Kind) -> Iterator[Problem]:
    record, stated = page.record, page.record.state_raw.strip()
    if record.kind is not kind or record.state or not stated or stated in page.settings.stages:
        return
    if is_template_value(stated):
        yield _report_template_choice(record, stated)
        return
    option = "stages" if kind is PHR else "statuses"
    yield Problem(
        record.path,
        find_state_line(record),
        f"{record.ref} has the {kind.state_field} {quote_excerpt(stated)},"
        " which is not a known one.",
        f"Write one of {', '.join(kind.states)}, or add {quote_excerpt(stated)} to `{option}`"
        " in the configuration.",
        severity="info" if kind is PHR and is_adopted(record) else "",
    )


def _report_template_choice(record: Record, stated: str) -> Problem:
    return Problem(
        record.path,
        find_state_line(record),
        f"{record.ref} still has its template's words for the {record.kind.state_field},"
        f" {quote_excerpt(stated)}: nobody chose one.",
        f"Run `minutebook adr accept {RECORD_ARGUMENT}`, or set another status."
        if record.kind is ADR
        else "Write its stage.",
    )


@page_rule(
    "misspelled-status",
    "warning",
    "A word that stands where a status stands is none: a letter is wrong, or it is not a known one,"
    " and something else on the page is read in its place. Other tools read another status, or"
    " none.",
)
def misspelled_status(page: Page) -> Iterator[Problem]:
    """A status that was guessed, or for which another line was read."""
    record = page.record
    if record.kind is not ADR or not record.state:
        return  # `unknown-status` reports what gives no status
    for stated in (record.state_raw, *record.other_statuses):
        if not _is_misspelled(record, stated):
            continue
        shown = quote_excerpt(stated)
        read = f"it is read as {record.state}"
        if stated != record.state_raw:
            read = f"{quote_excerpt(record.state_raw)} is read in its place"
        yield Problem(
            record.path,
            find_line_number(page.text, stated.partition("\n")[0].rstrip(), "stat"),
            f"{record.ref} states {shown} as its status, which is no known one; {read}.",
            f"Write the status that is meant, one of {', '.join(ADR.states)}:"
            f" `minutebook edit {RECORD_ARGUMENT}`.",
        )


def _is_misspelled(record: Record, stated: str) -> bool:
    from minutebook.records.adr.vocabulary import status_words
    from minutebook.records.adr.vocabulary.statuses import is_superseded_clause, normalise_status

    text = stated.strip()
    own_statuses = record.folder.own_statuses
    if not text or "~" in text or is_template_value(text) or text.casefold() in own_statuses:
        return False
    if status_words.find_misspelt_word(text):
        return True
    return (
        re.fullmatch(r"\W{0,6}[^\W\d_]{3,20}\W{0,6}", text) is not None
        and not normalise_status(text, own_statuses)
        and not is_superseded_clause(text)
    )


@page_rule(
    "status-differs",
    "warning",
    "A decision's page states its status in two places, front matter and section for example, and"
    " they do not agree: each tool and reader goes by another one.",
)
def status_differs(page: Page) -> Iterator[Problem]:
    """Two statements of a decision's status that mean different ones."""
    from minutebook.records.adr.vocabulary.statuses import normalise_status

    record = page.record
    for stated in record.other_statuses if record.kind is ADR and record.state else ():
        if len(stated) > _MAX_STATUS_CHARS or is_template_value(stated):
            continue
        other = normalise_status(stated, record.folder.own_statuses)
        if other and other != record.state and not _is_misspelled(record, stated):
            counted = record.state_raw.strip() or record.state
            yield Problem(
                record.path,
                find_line_number(page.text, stated.partition("\n")[0].rstrip()),
                f"{record.ref} states two statuses: {quote_excerpt(counted)}, which counts, and"
                f" {quote_excerpt(stated)}.",
                f"Write the same in both places: `minutebook edit {RECORD_ARGUMENT}`.",
            )
            break


@rule(
    "no-stage",
    "info",
    "Neither the page nor its file name states a stage, though most records in its folder do.",
)
def no_stage(context: CheckContext) -> Iterator[Problem]:
    """A prompt record without a stage, in a folder where most have one."""
    return _find_missing_states(context, PHR)


@rule(
    "no-status",
    "info",
    "The page states no status, though most records in its folder do: a reader cannot tell whether"
    " the decision holds.",
)
def no_status(context: CheckContext) -> Iterator[Problem]:
    """A decision without a status, in a folder where most have one."""
    return _find_missing_states(context, ADR)


def _find_missing_states(context: CheckContext, kind: Kind) -> Iterator[Problem]:
    records = context.records.of_kind(kind)
    totals = Counter(record.folder.path for record in records)
    stating = Counter(record.folder.path for record in records if record.state_raw)
    for record in records:
        folder = record.folder.path
        if not record.state_raw and 2 * stating[folder] > totals[folder]:
            yield Problem(
                record.path,
                0,
                f"{record.ref} states no {kind.state_field}, though most records in {folder} do.",
                f"State its {kind.state_field} as the other pages do.",
            )
