"""`minutebook catalog`: what is kept of the pages in git's directory, to be found at once."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.command_group import CommandGroup
from minutebook.text.terminal import escape_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.cli.option_types import Json
    from minutebook.operations.reading.cataloguing.status import CatalogStatus

catalog_ = CommandGroup("What lists and searches are made from: its state, made anew.")


@catalog_.command("status")
def status(as_json: Json = False) -> None:
    """Say where the catalog is, how large, and whether pages have changed since it was made.

    It is kept in git's directory and follows the pages by itself; to delete it loses nothing.
    """
    from minutebook.operations.reading.cataloguing.status import describe_catalog

    _print_status(describe_catalog(output.working_folder), as_json)


@catalog_.command("rebuild")
def rebuild(as_json: Json = False) -> None:
    """Make the catalog anew from the pages.

    Needed only to see whether it helps: a catalog that is missing, of another version or damaged
    is made anew by whichever command needs it.
    """
    from minutebook.operations.reading.cataloguing.status import rebuild_catalog

    _print_status(rebuild_catalog(output.working_folder), as_json)


def _print_status(catalog: CatalogStatus, as_json: bool) -> None:
    from minutebook.lean.values import to_dict

    if as_json:
        output.print_document(catalog=to_dict(catalog))
        return
    where = escape_line(catalog.path) or "none is kept here: each command reads all pages"
    lines = [f"{catalog.state}: {where}"]
    if catalog.size:
        full_text = "with" if catalog.has_full_text else "without"
        lines.append(
            f"{catalog.records:,} records, {_format_size(catalog.size)},"
            f" {full_text} full text for searches"
        )
    if catalog.behind:
        pages = "1 page" if catalog.behind == 1 else f"{catalog.behind:,} pages"
        lines.append(f"{pages} came, went or changed since")
    output.print_lines(lines)


def _format_size(count: int) -> str:
    return f"{count / 1024**2:.1f} MB" if count >= 1024**2 else f"{-(-count // 1024)} KB"
