"""Run the command that arguments ask for, and turn errors into messages and statuses.

It needs no typer: that is loaded for arguments that are not plain.
"""

from __future__ import annotations

import errno

from minutebook.cli import INTERRUPTED_STATUS, output, progress
from minutebook.cli.plain.arguments import parse_arguments
from minutebook.errors import EXIT_BUG, OperationError, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.cli.call import Call

_CATALOG_PACKAGES = ("minutebook.catalog.", "minutebook.operations.reading.cataloguing.")
# What a disk may answer to any program; another error of the system is a mistake of ours.
_DISK_ERRORS = frozenset(
    {
        errno.EACCES,
        errno.EDQUOT,
        errno.EIO,
        errno.ENOSPC,
        errno.ENOTDIR,
        errno.EPERM,
        errno.EROFS,
    }
)


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
        if isinstance(error, OSError) and error.filename and error.errno in _DISK_ERRORS:
            return output.print_refusal(_explain_disk_error(error), as_json)
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
        if output.has_printed or not _is_damage(error):
            raise
        from minutebook.operations.reading.cataloguing import refreshing

        refreshing.remove_catalog(output.working_folder)
        return _run_call(call)


def _run_call(call: Call) -> int:
    """Run a command; however it ends, no bar is left on the terminal."""
    try:
        return call.run()
    finally:
        progress.clear_bar()


def _is_damage(error: Exception) -> bool:
    """Whether the catalog could not be read after it was opened: it is made anew then.

    Commands that write do not come here: they read the pages where the catalog fails.
    """
    trace, modules = error.__traceback__, set()
    while trace:
        modules.add(str(trace.tb_frame.f_globals.get("__name__")))
        trace = trace.tb_next
    return not isinstance(error, (Refusal, OSError, output.OutputClosed)) and any(
        name.startswith(_CATALOG_PACKAGES) for name in modules
    )


def _remove_old_bug_logs() -> None:
    from minutebook.cli import bug_log

    bug_log.remove_old_logs()


def _explain_disk_error(error: OSError) -> OperationError:
    return OperationError(
        f"{error.filename}: {error.strerror}", "see that the disk has room and may be written"
    )


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
