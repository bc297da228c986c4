"""The two texts that a diff shows parts of: what a file said before, and what it says now."""

from __future__ import annotations

from minutebook.suggest.diff.patch import FileDiff

MAX_LINE_CHARS = 300  # characters of a line that are read: what is longer, nobody wrote by hand

NumberedLine = tuple[int, str]
Hunk = list[NumberedLine]
PieceMatch = tuple[str, str, int, str]  # a piece of infrastructure: kind, name, line, text


def split_hunks(file: FileDiff) -> tuple[list[Hunk], list[Hunk]]:
    """The hunks of a file as they read before and after, each a list of (number, text).

    A name that both have is no news, wherever it stands: that is why context lines are in both.
    A context line's number is the one in the new text.
    """
    before: list[Hunk] = [[]]
    after: list[Hunk] = [[]]
    ahead = 0  # by how many lines the new text is longer, up to here
    due = 0  # where the next line stands in the new text, while the hunk goes on
    for sign, number, text in file.lines:
        line = number, text[:MAX_LINE_CHARS]
        place = number + ahead if sign == "-" else number
        if place != due:
            before.append([])
            after.append([])
        if sign != "+":
            before[-1].append(line)
        if sign != "-":
            after[-1].append(line)
        ahead += (sign == "+") - (sign == "-")
        due = place + (sign != "-")
    return [hunk for hunk in before if hunk], [hunk for hunk in after if hunk]
