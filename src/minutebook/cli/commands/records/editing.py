"""`minutebook edit`, and the editor for a record that was just made."""

from __future__ import annotations

import os

from minutebook.cli import output
from minutebook.cli.options import open_project
from minutebook.errors import EXIT_FINDINGS, OperationError, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.cli.option_types import RecordRef
    from minutebook.operations.project import OperationResult, Project
    from minutebook.records.model import Record


class GivenUp(Refusal):
    """A new record was emptied in the editor: it is not made."""

    code = "given-up"


def edit_(ref: RecordRef) -> int:
    """Open a record in the editor, then update the indexes.

    The editor is $VISUAL, $EDITOR or git's; the system's own only on a terminal. What check finds
    on the page is said. The exit status is 1 where it now holds what looks like a secret.
    """
    from minutebook.operations.private_texts import find
    from minutebook.repository import guard, store

    project = open_project(output.working_folder)
    record = find.resolve_shown(project, project.load_records(), ref)
    guard.require_writable(project.top, record.path)  # the editor would write through a link
    _run_editor(project, record, "the record is as the editor left it")
    page = store.read_page(project.top, record.path)
    if page is None:
        raise _report_removed(project, record)
    if page == (record.text, False):
        output.print_lines(["unchanged"])
        return 0
    if not page[0].strip():
        output.print_warnings(
            [f"{record.path} is empty now; what it held is in {_save_text(record.text)}"]
        )
    paths = _refresh_indexes(project, record)
    output.print_lines([f"{record.ref}  {record.path}", *(f"wrote {path}" for path in paths)])
    _warn_of_findings(project, record, page[0])
    return _report_secrets(project, record, page[0])


def edit_new(project: Project, result: OperationResult) -> int:
    """Open a record that was just made in the editor, update the indexes, and print what was made.

    Then the command that follows as a rule, or what `check` finds on the page. As with a message
    of `git commit`, nothing is made where the editor fails or leaves nothing: raises OperationError
    or GivenUp then, and what was written is saved. The exit status is as for `edit_`.
    """
    from minutebook.operations.creation import undo
    from minutebook.repository import files

    record = result.records[0]
    try:
        _run_editor(project, record, "set EDITOR, and do it again")
    except OperationError as error:
        text = files.read_text(project.top, record.path)
        undo.undo_creation(project, result)
        if text and text != record.text:
            output.print_warnings([f"what you wrote is in {_save_text(text)}"])
        error.message += ": nothing was recorded"
        raise
    text = files.read_text(project.top, record.path)
    if text is None or not text.strip():
        undo.undo_creation(project, result)
        raise GivenUp(
            "nothing was recorded: the page was left empty",
            "minutebook adr new TITLE --edit",
        )
    paths = dict.fromkeys([*result.paths, *_refresh_indexes(project, record)])
    output.print_warnings(result.warnings)
    output.print_lines(
        f"{record.ref}  {path}" if path == record.path else f"wrote {path}" for path in paths
    )
    exit_status = _report_secrets(project, record, text)
    if not _warn_of_findings(project, record, text):
        from minutebook.cli.commands.records import new_records

        new_records.print_next(result)
    return exit_status


def _run_editor(project: Project, record: Record, hint: str) -> None:
    """Open a page in the editor. Raises OperationError where that fails, with the hint."""
    import shlex
    import subprocess

    from minutebook.repository.git import repo

    editor = (
        os.environ.get("VISUAL")
        or os.environ.get("EDITOR")
        or repo.read_editor(project.repo, has_terminal=_has_terminal())
    )
    if not editor:
        raise OperationError(
            "no editor is set, and there is no terminal for the system's own",
            "export EDITOR=COMMAND, and do it again",
        )
    path = os.path.join(project.top, record.path)
    try:
        done = subprocess.run([*shlex.split(editor), path], check=False)
    except (OSError, ValueError) as error:
        raise OperationError(
            f"the editor {editor!r} cannot be run: {error}", "set EDITOR"
        ) from None
    if done.returncode:
        raise OperationError(f"the editor {editor!r} ended with status {done.returncode}", hint)


def _has_terminal() -> bool:
    """Whether an editor that draws on the terminal can be used: it reads stdin, writes stdout."""
    import sys

    try:
        is_read = sys.stdin.isatty()
    except (AttributeError, ValueError):  # there is none, or it is closed
        is_read = False
    return is_read and output.get_terminal_size() is not None


def _refresh_indexes(project: Project, record: Record) -> list[str]:
    """Bring up to date what follows from a page that was edited; gives the paths written."""
    from minutebook.operations.indexes import index

    return index.refresh_generated(project, edited_path=record.path).paths


def _report_secrets(project: Project, record: Record, text: str) -> int:
    """Say which secrets an edited page has that it had not before, and give the exit status."""
    from minutebook.operations.redaction import written_records

    new_secrets = written_records.find_new_secrets(project, record.text, text)
    if new_secrets:
        output.print_error(
            f"{record.path} now holds what looks like a secret: {', '.join(new_secrets)}",
            f"minutebook redact --in-record {record.ref}",
        )
    return EXIT_FINDINGS if new_secrets else 0


def _warn_of_findings(project: Project, record: Record, text: str) -> bool:
    """Say what `check` finds on an edited page, other than secrets; whether there is anything.

    Also that the editor changed the number in the heading, which gives the record no other one.
    """
    from minutebook.operations.check import run

    findings = [
        finding
        for finding in run.check_records(project, targets=[record.path])
        if finding.severity != "info" and not finding.is_baseline and finding.code != "secret"
    ]
    for finding in findings:
        line = f":{finding.line}" if finding.line else ""
        output.print_warnings([f"{finding.path}{line}: {finding.message} [{finding.code}]"])
        if finding.fix:
            output.print_note(finding.fix)
    if any(finding.code == "number-name" for finding in findings):
        return True
    number = _find_other_number(record, text)
    if number:
        output.print_warnings(
            [f"{record.path}: the heading says {number} now; the record is still {record.ref}"]
        )
    return bool(findings or number)


def _find_other_number(record: Record, text: str) -> str:
    """The number in the heading of an edited page that had the record's number; "" for that one."""
    from minutebook.records.filenames.stated_numbers import find_heading_number
    from minutebook.text import frontmatter

    before, after = (
        find_heading_number(page_text, frontmatter.parse(page_text)[0])
        for page_text in (record.text, text)
    )
    if not before or not after or before.number != record.number or after.number == record.number:
        return ""
    return after.digits


def _report_removed(project: Project, record: Record) -> OperationError:
    """The refusal for a page that the editor removed; its text is saved in a temporary file."""
    import shlex

    return OperationError(
        f"the editor removed {record.path}",
        shlex.join(["mv", _save_text(record.text), os.path.join(project.top, record.path)]),
    )


def _save_text(text: str) -> str:
    """Save the text of a page in a temporary file, and give its path."""
    import tempfile

    with tempfile.NamedTemporaryFile(
        "wb", prefix="minutebook-", suffix=".md", delete=False
    ) as file:
        file.write(text.encode("utf-8", "surrogateescape"))
    return file.name
