"""`minutebook show`: look at a record."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.cli.options import open_catalog
from minutebook.errors import UsageError
from minutebook.text.terminal import escape_hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import Json, RecordRefOrTitle
    from minutebook.operations.project import Project
    from minutebook.records.model import Record


def show_(
    ref: RecordRefOrTitle,
    raw: Annotated[
        bool, typer.Option("--raw", help="Print the page's own bytes, and nothing else.")
    ] = False,
    no_pager: Annotated[
        bool, typer.Option("--no-pager", help="Print a long page without a pager.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show a record, or with --json all that was read from it.

    On a terminal the text is wrapped and in colours (not with NO_COLOR), and goes through
    $MINUTEBOOK_PAGER, $PAGER or less where it is longer than the screen. In a pipe it is markdown,
    below a line that tells an agent that this is a record, and whose. What would control the
    terminal is shown as an escape.
    """
    from minutebook.operations.private_texts import find, places
    from minutebook.operations.reading import provenance
    from minutebook.operations.schema import serialize
    from minutebook.records.phr import visibility

    if raw and as_json:
        raise UsageError("--raw and --json do not go together", "leave one of them out")
    catalog = open_catalog()
    project = catalog.get_project()
    record, records = find.load_anywhere(catalog, " ".join(ref))
    _require_one(ref, record)
    namesake = find.find_namesake(project, record)
    if namesake:
        output.print_note(f"{record.ref} is {record.path}; a private record: {namesake.path}")
    kept = None
    if visibility.read_visibility(record) == visibility.SUMMARY:
        kept = find.find_kept(project, record)
    if as_json:
        from minutebook.records.phr import told

        whose = provenance.serialize_provenance(record, _read_author(project, record))
        refs = told.list_told_refs(record, records)
        document = serialize.serialize_full_record(record, records.graph, whose, kept, told=refs)
        output.print_document(record=document)
        return
    if raw and record.is_cut:
        output.print_file(os.path.join(project.top, record.path))
        return
    if raw:
        output.print_raw(record.text)
        return
    if record.is_cut:
        output.print_note(f"{record.path} is larger than 1 MB: this is its head; --raw prints all")
    from minutebook.operations.reading import page

    reading = page.make_reading(record, records, kept, places.describe_place(project))
    size = output.get_terminal_size()
    if size is None:
        # An agent reads it, as a rule.
        author = _read_author(project, record)
        notice = provenance.format_notice(record, provenance.find_provenance(record, author))
        output.print_text(escape_hidden(f"{notice}\n\n{page.format_reading(reading)}"))
        return
    from minutebook.cli.reading import pager, terminal_page  # rich takes long to import

    text = terminal_page.draw_reading(
        reading, size.columns or terminal_page.MAX_WIDTH, has_colours=output.has_colours()
    )
    if no_pager:
        output.print_styled(text)
    else:
        pager.print_paged(text, os.environ, size)


def _require_one(references: list[str], record: Record) -> None:
    """Raise UsageError for words behind a reference that are not the title or slug of its record.

    "7 Use Redis" is one record, "ADR-7 ADR-8" would be two.
    """
    if len(references) == 1:
        return
    from minutebook.records.references import forms

    first, rest = references[0], " ".join(references[1:])
    if not (forms.REF.fullmatch(first) or forms.BARE_NUMBER.fullmatch(first)):
        return
    titles = (forms.fold_title(record.title), record.slug.casefold())
    if not {forms.fold_title(rest), forms.fold_title(" ".join(references))} & {*titles}:
        raise UsageError(
            f"one record is shown, and '{rest}' is not the title of {record.ref}",
            f"minutebook show {record.ref}",
        )


def _read_author(project: Project, record: Record) -> str:
    from minutebook.repository.git import revisions

    return revisions.read_page_author(project.repo, record.path)
