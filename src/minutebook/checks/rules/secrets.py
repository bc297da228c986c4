"""The rule on secrets in pages."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook import redact
from minutebook.checks.base import CheckContext, Problem, format_argument, rule
from minutebook.records.model import Record
from minutebook.records.phr import page_forms


@rule(
    "secret",
    "error",
    "A page holds what has the form of a password, a key or a token, or is said to be one. What"
    " minutebook writes is redacted; pages that were there before, or edited, may not be.",
    in_baseline=False,
)
def secret(context: CheckContext) -> Iterator[Problem]:
    """A secret in a record's page: one problem for each kind on a line. Its value is not shown."""
    for record in context.records.members:
        for kind, line_number in dict.fromkeys(_find_places(record.text)):
            yield Problem(
                record.path,
                line_number,
                f"{record.ref} holds what looks like a secret: {kind}.",
                f"Revoke it: git keeps what was committed. {_explain_removal(context, record)}",
            )


def _find_places(text: str) -> Iterator[tuple[str, int]]:
    """The kind and the line of each secret on a page, also of those that it quotes with markup."""
    opened = page_forms.lay_open(text)
    for span in redact.find_secrets(opened):
        start = span.start if opened == text else text.find(opened[span.start : span.end])
        # Folded or escaped, it stands in a quotation: in the first, for want of a better line.
        line_number = text.count("\n", 0, start) + 1 if start >= 0 else span.line_number
        yield span.kind, line_number


def _explain_removal(context: CheckContext, record: Record) -> str:
    argument = format_argument(context.records, record)
    if record.is_editable:
        return f"`minutebook redact --in-record {argument}` takes it out of the page."
    return f"Take it out of the page by hand: `minutebook edit {argument}`."
