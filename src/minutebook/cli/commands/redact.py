"""`minutebook redact`: what would be hidden in a file, and secrets taken out of a record."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.cli.options import open_project, read_input
from minutebook.errors import EXIT_FINDINGS, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.option_types import DryRun, Json
    from minutebook.operations.redaction.written_records import RecordRedaction

_MAX_NAMED_COMMITS = 20


def redact_(
    file: Annotated[
        str,
        typer.Argument(
            metavar="[FILE]", help="The file to look at; - is stdin.", show_default=False
        ),
    ] = "",
    text: Annotated[
        bool, typer.Option("--text", help="Print the text without what is hidden.")
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="Print its bytes without what is hidden.")
    ] = False,
    personal: Annotated[
        bool, typer.Option("--personal", help="Look for personal data too.")
    ] = False,
    in_record: Annotated[
        str, typer.Option(metavar="REF", help="Take the secrets out of this record's page.")
    ] = "",
    values: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="With --in-record: what to take out besides, a value on each line; - is stdin.",
        ),
    ] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> int:
    """Show what would be hidden in a file, never the values.

    The exit status is 1 where there is something to hide. With --in-record a page is written anew
    without its secrets, and the commits are named that still hold them (exit status 1).
    """
    if in_record:
        if file or text or raw:
            raise UsageError(
                "--in-record does not go together with a file or --text",
                f"minutebook redact --in-record {in_record}",
            )
        return _redact_record(in_record, values, dry_run=dry_run, as_json=as_json)
    if not file:
        raise UsageError("say what to look at", "minutebook redact FILE")
    if values or dry_run:
        option = "--values" if values else "--dry-run"
        raise UsageError(
            f"{option} goes with --in-record", f"minutebook redact --in-record REF {option}"
        )
    return _show_hidden(file, text=text, raw=raw, personal=personal, as_json=as_json)


def _show_hidden(file: str, *, text: bool, raw: bool, personal: bool, as_json: bool) -> int:
    from minutebook.redact import redact_texts

    raw_text = read_input(file).decode("utf-8", "surrogateescape")
    (redacted,) = redact_texts([raw_text], home_dirs=[os.path.expanduser("~")], personal=personal)
    if as_json:
        hidden = [
            {"kind": span.kind, "line": span.line_number, "length": span.end - span.start}
            for span in redacted.hidden_spans
        ]
        output.print_document(hidden=hidden, **({"text": redacted.text} if text else {}))
    elif raw:
        output.print_raw(redacted.text)
    elif text:
        output.print_text(redacted.text.removesuffix("\n"))
    else:
        output.print_lines(
            f"{file}:{span.line_number}: {span.kind}" for span in redacted.hidden_spans
        )
        if not redacted.hidden_spans:
            output.print_lines(["nothing to hide"])
    return EXIT_FINDINGS if redacted.hidden_spans else 0


def _redact_record(reference: str, values_file: str, *, dry_run: bool, as_json: bool) -> int:
    from minutebook.operations.redaction import written_records

    values = read_input(values_file).decode("utf-8", "surrogateescape") if values_file else ""
    result = written_records.redact_record(
        open_project(output.working_folder),
        reference,
        values=values.splitlines(),
        dry_run=dry_run,
    )
    if as_json:
        from minutebook.operations.schema import serialize

        output.print_document(
            record=serialize.serialize_written_record(result.records[0]),
            writes=result.paths,
            hidden=[
                {"kind": place.kind, "line": place.line_number, "length": place.length}
                for place in result.hidden
            ],
            commits=[
                {
                    "commit": held.commit,
                    "date": held.date,
                    "subject": held.subject,
                    "path": held.path,
                    "pushed": held.is_pushed,
                }
                for held in result.held
            ],
            also_in=[*result.other_paths, *result.other_pages],
            in_spool=result.is_in_spool,
        )
    else:
        output.print_lines(
            f"{result.records[0].path}:{place.line_number}: {place.kind}" for place in result.hidden
        )
        output.print_written(result, as_json=False, dry_run=dry_run)
        _explain_rest(result)
    is_elsewhere = result.held or result.other_paths or result.other_pages
    return EXIT_FINDINGS if is_elsewhere else 0


def _explain_rest(result: RecordRedaction) -> None:
    """Say where the values still are, and what to do about it."""
    for path in result.other_paths:
        output.print_note(
            f"{path} holds it too: minutebook redact --in-record {path} --values FILE,"
            " with the value in the file"
        )
    for path in result.other_pages:
        output.print_note(f"{path} holds it too, and is no record: edit it")
    if result.is_in_spool:
        output.print_note(
            "the spool in git's directory holds it until the session's next turn has ended;"
            " minutebook agents remove empties it"
        )
    if not result.held:
        if result.hidden:
            output.print_note("no commit holds it")
        return
    output.print_lines(["these commits still hold it:"])
    output.print_lines(
        f"  {held.commit[:12]}  {held.date}  {'pushed' if held.is_pushed else 'not pushed'}  "
        f"{held.path}  {held.subject}"
        if held.commit
        else f"  staged: git add {held.path}"
        for held in result.held[:_MAX_NAMED_COMMITS]
    )
    if len(result.held) > _MAX_NAMED_COMMITS:
        output.print_lines([f"  and {len(result.held) - _MAX_NAMED_COMMITS} more"])
    output.print_note("revoke the secret first: whoever has a clone has these commits")
    if any(held.is_pushed for held in result.held):
        output.print_note(
            "then rewrite the history (git filter-repo --replace-text FILE), push it with force,"
            " and have the forge drop its copies"
        )
    else:
        output.print_note(
            "none is pushed: commit this change, then git rebase -i the commits into one, or"
            " git filter-repo --replace-text FILE"
        )
