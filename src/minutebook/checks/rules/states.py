"""Rules on the stage of a prompt record and the status of a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from minutebook.checks.base import (
    CheckContext,
    Problem,
    find_state_line,
    is_adopted,
    is_template_value,
    quote_excerpt,
    rule,
)
from minutebook.records.model import ADR, PHR, Kind, Record


@rule(
    "unknown-stage",
    "warning",
    "The stage is not a known one, so that counts and filters by stage leave the record out. A"
    " repository may add stages of its own in its configuration.",
)
def unknown_stage(context: CheckContext) -> Iterator[Problem]:
    """A stage that is not a known one."""
    return _find_unknown_states(context, PHR)


@rule(
    "unknown-status",
    "warning",
    "The status is not a known one, so that nobody can tell by a list whether the decision holds.",
)
def unknown_status(context: CheckContext) -> Iterator[Problem]:
    """A status that is not a known one."""
    return _find_unknown_states(context, ADR)


def _find_unknown_states(context: CheckContext, kind: Kind) -> Iterator[Problem]:
    for record in context.records.of_kind(kind):
        stated = record.state_raw.strip()
        if record.state or not stated or stated in context.settings.stages:
            continue
        if is_template_value(stated):
            yield _report_template_choice(record, stated)
            continue
        option = "stages" if kind is PHR else "statuses"
        fix = (
            f"Write one of {', '.join(kind.states)}, or add {quote_excerpt(stated)} to `{option}`"
            " in the configuration."
        )
        yield Problem(
            record.path,
            find_state_line(record),
            f"{record.ref} has the {kind.state_field} {quote_excerpt(stated)},"
            " which is not a known one.",
            fix,
            severity="info" if kind is PHR and is_adopted(record) else "",
        )


def _report_template_choice(record: Record, stated: str) -> Problem:
    return Problem(
        record.path,
        find_state_line(record),
        f"{record.ref} still has its template's words for the {record.kind.state_field},"
        f" {quote_excerpt(stated)}: nobody chose one.",
        f"Run `minutebook adr accept {record.ref}`, or set another status."
        if record.kind is ADR
        else "Write its stage.",
    )


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
