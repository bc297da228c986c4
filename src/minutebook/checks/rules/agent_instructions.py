"""The rule on texts that address an agent: records are read by agents, and others write records."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import CheckContext, Problem, format_argument, quote_excerpt, rule
from minutebook.checks.page import Fact, Page
from minutebook.records.model import Record
from minutebook.text.terminal import escape_hidden

_MAX_PROBLEMS_A_PAGE = 10


def _list_addresses(page: Page) -> list[tuple[int, str, str, bool]]:
    """The places of a page that address an agent: line, kind, excerpt, and whether it is quoted."""
    from minutebook.checks import addressed  # compiling its patterns takes a while

    # Those in quotation marks may be there to keep others from being shown.
    addresses = sorted(addressed.find_addresses(page.record), key=lambda each: each.is_quoted)
    return [
        (address.line, address.kind, address.excerpt, address.is_quoted)
        for address in addresses[:_MAX_PROBLEMS_A_PAGE]
    ]


_ADDRESSES = Fact("addresses", _list_addresses)


@rule(
    "addresses-agent",
    "warning",
    "A page that another person wrote addresses the agent that reads it: it tells it to disregard"
    " its instructions, to disclose or conceal something, or it has the markup of a conversation"
    " or characters that nobody sees. Info where it stands in quotation marks or code, and in lines"
    " that this clone's user wrote or that are not committed.",
    uses="find_authors",
    facts=(_ADDRESSES,),
)
def addresses_agent(context: CheckContext) -> Iterator[Problem]:
    """A text in a record's page that addresses an agent: one problem for each kind on a line."""
    addresses_by_path = {
        record.path: addresses for record, addresses in context.list_facts(_ADDRESSES)
    }
    find_authors = context.inputs.find_authors
    authors = (
        find_authors(
            {
                path: [line for line, *_ in addresses]
                for path, addresses in addresses_by_path.items()
            }
        )
        if find_authors and addresses_by_path
        else None
    )
    for path, addresses in addresses_by_path.items():
        record = context.record_by_path[path]
        for address in addresses:
            author = authors.get((path, address[0]), "") if authors is not None else None
            yield _make_problem(context, record, address, author)


def _make_problem(
    context: CheckContext, record: Record, address: tuple[int, str, str, bool], author: str | None
) -> Problem:
    """The problem of one place. `author` wrote its line, "" the user, None is not known."""
    by = f", written by {quote_excerpt(escape_hidden(author))}" if author else ""
    line, kind, excerpt, is_quoted = address
    excerpt = quote_excerpt(escape_hidden(excerpt))
    cure = f"`minutebook edit {format_argument(context.records, record)}`"
    return Problem(
        record.path,
        line,
        f"{record.ref} {kind}: {excerpt}{by}.",
        f"Read it before an agent does. Take it out, or put it in quotation marks or code: {cure}.",
        "info" if is_quoted or author == "" else "",
    )
