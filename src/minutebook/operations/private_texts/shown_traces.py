"""What the traces of a summary may tell: nothing by which a guess at its texts could be proved.

A summary shows which files a turn changed, and so it shows their traces. A line of a file that is a
line of the prompt or of the answer, too, is left out: its hash would say that a guess is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minutebook.provenance.traces import drop_hashes, hash_line

_QUOTE_SIGNS = "> \t"


def select_shown_traces(traces: Mapping[str, str], texts: Iterable[str]) -> dict[str, str]:
    """The traces of a record, by file, without the lines of its texts that are kept apart."""
    quoted = {
        hash_line(form)
        for text in texts
        for line in text.split("\n")
        for form in (line, line.lstrip(_QUOTE_SIGNS))
    }
    shown = {path: drop_hashes(str(trace), quoted) for path, trace in traces.items()}
    return {path: trace for path, trace in shown.items() if trace}
