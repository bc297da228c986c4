"""The rule on globs with which decisions state the files that they govern."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.checks.base import CheckContext, Problem, find_line_number, quote_excerpt, rule
from minutebook.checks.page import Fact, Page
from minutebook.lean.globs import GlobIndex, explain_invalid
from minutebook.records.model import ADR


def _find_glob_lines(page: Page) -> list[tuple[str, int]] | None:
    """The globs that a decision in force states, each with its line."""
    record = page.record
    if record.kind is not ADR or not record.governs or record.state != "accepted":
        return None
    return [(glob, find_line_number(page.text, glob, "governs")) for glob in record.governs]


_GLOBS = Fact("governs", _find_glob_lines)


@rule(
    "governs-nothing",
    "warning",
    "A decision in force states that it governs files, and no file is there that its glob means:"
    " they were renamed or removed, or it is a typing error. Nobody is told of the decision when"
    " they change the files that it is about.",
    needs="current_paths",
    uses="find_renamed",
    facts=(_GLOBS,),
)
def governs_nothing(context: CheckContext) -> Iterator[Problem]:
    """A glob of a decision in force that means no file which git has or would track."""
    stated = list(context.list_facts(_GLOBS))
    if not stated:
        return
    index = GlobIndex(context.inputs.current_paths or ())
    for record, glob_lines in stated:
        for glob, line in glob_lines:
            reason, hint = explain_invalid(glob)
            if not reason and index.has_match(glob):
                continue
            why = f"which {reason}" if reason else "but no file is there that it means"
            argument = _format_argument(glob)
            end = f"--remove {argument}" if argument.startswith("--") else f"{argument} --remove"
            command = f"minutebook adr govern {record.ref} {end}"
            fix = hint if reason else f"`{command}` takes it away."
            find_renamed = context.inputs.find_renamed
            if not reason and find_renamed and (place := find_renamed(glob)):
                # Not in the message, which a baseline holds: that may be renamed again.
                new_glob = f"{place}**" if place.endswith("/") else place
                fix = (
                    f"The files are now in {quote_excerpt(place, 200)}:"
                    f" `minutebook adr govern {record.ref} {_format_argument(new_glob)}`; {fix}"
                )
            yield Problem(
                record.path,
                line,
                f"{record.ref} governs {quote_excerpt(glob, 120)}, {why}.",
                fix,
            )


def _format_argument(glob: str) -> str:
    """A glob as a shell takes it, behind what says that it is no option where it begins as one."""
    import shlex

    return f"-- {shlex.quote(glob)}" if glob.startswith("-") else shlex.quote(glob)
