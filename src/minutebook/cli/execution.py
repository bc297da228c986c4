"""Run the command that arguments ask for, and turn errors into messages and statuses.

It needs no typer: that is loaded for arguments that are not plain.
"""

from __future__ import annotations

from minutebook.cli import INTERRUPTED_STATUS, output, progress
from minutebook.cli.plain.arguments import parse_arguments
from minutebook.errors import EXIT_BUG, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.cli.call import Call


def run(args: list[str]) -> int:
    """Run the command that the arguments ask for, and give its exit status."""
    as_json = _asks_for_json(args)
    output.has_printed = False
    try:
        status = _run_command(args)
        _remove_old_bug_logs()
        return status
    except Refusal as error:
        return output.print_refusal(error, as_json)
    except KeyboardInterrupt:
        return INTERRUPTED_STATUS
    except output.OutputClosed:
        return 0
    except Exception as error:  # noqa: BLE001 - whatever else escapes is a bug, and is told as one
        if isinstance(error, OSError):
            from minutebook.repository import files

            explained = files.explain_disk_error(error)
            if explained:
                return output.print_refusal(explained, as_json)
        return _report_bug(error, args, as_json)


def _run_command(args: list[str]) -> int:
    call = parse_arguments(args)
    if call is None:
        from minutebook.cli import app

        answer = app.parse_arguments(args)
        if isinstance(answer, int):
            return answer
        call = answer
    try:
        return _run_call(call)
    except Exception as error:
        if output.has_printed or isinstance(error, (Refusal, output.OutputClosed)):
            raise
        from minutebook.operations.reading.cataloguing import refreshing

        if not refreshing.is_damage(error):
            raise
        refreshing.remove_catalog(output.working_folder)
        return _run_call(call)


def _run_call(call: Call) -> int:
    """Run a command; however it ends, no bar is left on the terminal."""
    try:
        return call.run()
    finally:
        progress.clear_bar()


def _remove_old_bug_logs() -> None:
    from minutebook.cli import bug_log

    bug_log.remove_old_logs()


def _asks_for_json(args: list[str]) -> bool:
    return (
        "--json" in args
        or "--format=json" in args
        or any(args[index : index + 2] == ["--format", "json"] for index in range(len(args)))
    )


def _report_bug(error: Exception, args: list[str], as_json: bool) -> int:
    from minutebook.cli import bug_log, find_command

    command = find_command(args)
    path = bug_log.write_log(error, command)
    trace = " ".join(bug_log.describe_bug(error, command))
    hint = f"please report it with {path}" if path else f"please report it with this: {trace}"
    bug = Refusal(f"a bug in minutebook: {type(error).__name__}: {error}", hint)
    bug.code = "bug"
    output.print_refusal(bug, as_json)
    return EXIT_BUG
