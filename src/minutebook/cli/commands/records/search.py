"""`minutebook search`: find records by their words."""

from __future__ import annotations

from minutebook.cli import output, progress
from minutebook.cli.options import open_catalog
from minutebook.text.terminal import escape_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import Json

_DEFAULT_LIMIT = 20


def search_(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...",
            help="Words, '\"a phrase\"', begin*, a OR b, NOT word; filters: kind: stage: status: "
            "label: agent: feature: path: session: since: until:",
            show_default=False,
        ),
    ],
    limit: Annotated[int, typer.Option(min=0, help="At most so many.")] = _DEFAULT_LIMIT,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first so many.")] = 0,
    as_json: Json = False,
) -> None:
    """Find records by their words, the best first.

    A record has all the words, in whatever form (migrating, migration) and script, in its title,
    labels or text. Filters take what list takes; several values of one are alternatives. One
    argument alone is the whole query, with its quotation marks: '"message queue" label:"my db"'.
    Of several arguments, one with blanks is a phrase or a filter with its value: redis "message
    queue" "label:my db". A minus before a word or filter excludes it; write it behind --, or
    NOT in its place. A word that no record has is taken for the nearest one, and said.
    """
    from minutebook.catalog.fulltext.query import join_arguments
    from minutebook.operations.reading import search

    result = search.search_records(
        *(open_catalog(), join_arguments(words), progress.make_reporter()),
        limit=limit,
        offset=offset,
    )
    if as_json:
        output.print_document(**search.serialize_result(result, limit, offset))
        return
    for word, taken in result.corrections:
        output.print_note(f"nothing has '{word}'; showing '{taken}'")
    if result.unsearched_count:
        output.print_warnings(
            [f"{result.unsearched_count} records are not searched: the catalog cannot be written"]
        )
    from minutebook.cli.lists import search_list

    if result.hits:
        is_terminal = output.get_terminal_size() is not None
        lines = search_list.format_hits(
            result.hits,
            output.get_line_width() if is_terminal else None,
            has_colours=output.has_colours(),
        )
        output.print_styled("".join(f"{line}\n" for line in lines))
    end = offset + len(result.hits)
    if not result.total:
        output.print_note("no records have that")
        for note in result.notes:
            output.print_note(escape_line(note))
    elif not result.hits:
        output.print_note(f"{result.total} records have that, and none is shown")
    elif len(result.hits) < result.total:
        more = f"; --offset {end} shows more" if end < result.total else ""
        output.print_note(f"{len(result.hits)} of {result.total}{more}")
