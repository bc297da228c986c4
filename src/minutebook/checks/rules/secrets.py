"""The rules on what no page may hold: secrets, and links to sessions that vendors host."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import Problem, page_rule
from minutebook.checks.page import RECORD_ARGUMENT, Page
from minutebook.records.model import Record


@page_rule(
    "secret",
    "error",
    "A page holds what has the form of a password, a key or a token, or is said to be one. What"
    " minutebook writes is redacted; pages that were there before, or edited, may not be.",
    in_baseline=False,
)
def secret(page: Page) -> Iterator[Problem]:
    """A secret in a record's page: one problem for each kind on a line. Its value is not shown."""
    from minutebook.redact.formats.session_links import SESSION_KIND

    for kind, line_number in page.secret_places:
        if kind != SESSION_KIND:
            yield Problem(
                page.record.path,
                line_number,
                f"{page.record.ref} holds what looks like a secret: {kind}.",
                f"Revoke it: git keeps what was committed. {_explain_removal(page.record)}",
            )


@page_rule(
    "session-link",
    "warning",
    "A page leads to a session that the vendor of an agent hosts: the whole conversation, for"
    " everybody who has the link. What minutebook writes has no such link; pages that were there"
    " before, or edited, may have one.",
)
def session_link(page: Page) -> Iterator[Problem]:
    """A link to a session in a record's page, or a trailer that names one."""
    from minutebook.redact.formats.session_links import SESSION_KIND

    for kind, line_number in page.secret_places:
        if kind == SESSION_KIND:
            yield Problem(
                page.record.path,
                line_number,
                f"{page.record.ref} holds a link to a session that its vendor hosts.",
                f"Take back the sharing of the session. {_explain_removal(page.record)}",
            )


def _explain_removal(record: Record) -> str:
    if record.is_editable:
        return f"`minutebook redact --in-record {RECORD_ARGUMENT}` takes it out of the page."
    return f"Take it out of the page by hand: `minutebook edit {RECORD_ARGUMENT}`."
