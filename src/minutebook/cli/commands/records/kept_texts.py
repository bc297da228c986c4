"""`minutebook phr hide`, `phr verify` and `phr texts`: texts that are kept apart from the tree."""

from __future__ import annotations

from minutebook.cli import output
from minutebook.cli.command_group import CommandGroup
from minutebook.cli.options import open_project, read_input
from minutebook.errors import EXIT_FINDINGS, UsageError
from minutebook.text.terminal import escape_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

    from minutebook.cli.completion import complete_prompt, offer_words
    from minutebook.cli.option_types import DryRun, Json
    from minutebook.operations.private_texts import exchange

texts_ = CommandGroup("Texts that are kept apart, on a remote.")


def hide(
    ref: Annotated[
        str,
        typer.Argument(
            help="The record: PHR-42, a path or a name.",
            show_default=False,
            autocompletion=complete_prompt,
        ),
    ],
    wanted: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="summary|private",
            help="summary: its texts leave the tree; private: all of it does.",
            autocompletion=offer_words("summary", "private"),
        ),
    ],
    title: Annotated[
        str,
        typer.Option(help="The title of the summary. [default: of the files]", show_default=False),
    ] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Keep the texts of a record, or all of it, apart from the tree.

    They stay in git's directory, or go where the option `texts` says. What git's history has of
    them is named, and stays there.
    """
    from minutebook.operations.private_texts.hide import hide_record

    project = open_project(output.working_folder)
    result = hide_record(project, ref, wanted, title=title, dry_run=dry_run)
    output.print_written(result, as_json=as_json, dry_run=dry_run)


def verify(
    refs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REF]...",
            help="The records. [default: all]",
            show_default=False,
            autocompletion=complete_prompt,
        ),
    ] = None,
    prompt: Annotated[
        str, typer.Option(metavar="FILE", help="Compare this prompt; - is stdin.")
    ] = "",
    response: Annotated[
        str, typer.Option(metavar="FILE", help="Compare this answer; - is stdin.")
    ] = "",
    as_json: Json = False,
) -> int:
    """Compare texts with the digests that their records state.

    The texts are those that this clone has, on the page or kept apart, or given ones. The exit
    status is 1 where one does not agree, or is not here.
    """
    from minutebook.operations.private_texts import verify as verification
    from minutebook.operations.schema import serialize

    if (prompt or response) and len(refs or ()) != 1:
        raise UsageError(
            "a given text is compared with one record", "minutebook phr verify REF --prompt FILE"
        )
    if prompt == response == "-":
        raise UsageError("stdin cannot be both prompt and answer", "give one of them as a file")
    given = {
        name: read_input(path).decode("utf-8", "surrogateescape")
        for name, path in (("prompt", prompt), ("response", response))
        if path
    }
    project = open_project(output.working_folder)
    results = verification.verify_records(project, refs or (), given)
    if as_json:
        output.print_document(
            records=[
                {
                    "ref": result.record.ref,
                    "path": result.record.path,
                    "visibility": serialize.state_visibility(result.record),
                    "outcome": result.outcome,
                    "texts": dict(result.texts),
                }
                for result in results
            ]
        )
    else:
        for result in results:
            what = ", ".join(f"{name} {word}" for name, word in result.texts.items())
            output.print_lines(
                [f"{escape_line(result.record.ref)}  {result.outcome}" + (f": {what}" * bool(what))]
            )
        if not results:
            output.print_note("no record states a digest")
    has_failed = any(result.outcome != verification.VERIFIED for result in results)
    return EXIT_FINDINGS if has_failed else 0


@texts_.command("push")
def push(as_json: Json = False) -> int:
    """Bring the kept texts of this clone to the remote, and take over what it has.

    As with fetch, a text that was changed there does not take the place of the recorded one.
    """
    from minutebook.operations.private_texts import exchange

    project = open_project(output.working_folder)
    return _print_exchange(exchange.push_texts(project), as_json=as_json)


@texts_.command("fetch")
def fetch(as_json: Json = False) -> int:
    """Take over the kept texts that the remote has.

    The exit status is 1 where a text was changed there: the recorded one, which is here, is kept.
    """
    from minutebook.operations.private_texts import exchange

    project = open_project(output.working_folder)
    return _print_exchange(exchange.fetch_texts(project), as_json=as_json)


def _print_exchange(result: exchange.Exchange, *, as_json: bool) -> int:
    """Print what was exchanged, and give the exit status."""
    if as_json:
        output.print_document(
            remote=result.remote,
            sent=list(result.sent),
            received=list(result.received),
            kept=list(result.kept),
        )
    else:
        lines = [f"sent {path}" for path in result.sent]
        lines += [f"received {path}" for path in result.received]
        lines += [
            f"kept {path}: what {result.remote} has is not what its record was made of"
            for path in result.kept
        ]
        output.print_lines(map(escape_line, lines or [f"nothing new here or on {result.remote}"]))
    return EXIT_FINDINGS if result.kept else 0
