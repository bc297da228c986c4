"""aider's history of answers that the user stopped, and of ^C where no answer was awaited."""

from __future__ import annotations

import pytest

from minutebook.agents.capture import read_turns

START = "\n# aider chat started at 2026-02-03 10:20:30\n\n> Aider v0.86.2  \n"
TOKENS = "> Tokens: 1.2k sent, 34 received.  \n"
STOP = ">  \n>  \n> ^C again to exit  \n"
LEAVE = ">  \n>  \n> ^C KeyboardInterrupt  \n"
ASK = "\n#### Sort the list  \n"
NEXT = f"\n#### And now  \n\nMore.\n\n{TOKENS}"


@pytest.mark.parametrize(
    ("history", "response", "is_interrupted"),
    [
        (f"{STOP}\nSorting beg", "Sorting beg", True),
        (f"\nSorting beg\n\n{LEAVE}", "Sorting beg", True),
        (f"\nSorting beg\n\n{STOP}", "Sorting beg", True),
        (STOP, "", True),
        (f"{STOP}{LEAVE}", "", True),
        (f"{STOP}\n```python\nx = so", "```python\nx = so", True),
        (f"\n```python\nx = so\n\n{STOP}", "```python\nx = so", True),
        # Stopped while it mends what a linter found.
        (f"\nSorted.\n\n{TOKENS}{STOP}\nThe linter s", "Sorted.\n\n\nThe linter s", True),
        # Typed when the answer was there, to leave the program.
        (f"\nSorted.\n\n{TOKENS}{STOP}", "Sorted.", False),
        (f"\nSorted.\n\n{TOKENS}> Applied edit to a.py  \n{STOP}{LEAVE}", "Sorted.", False),
        # The answer speaks of it.
        (f"\nIt prints:\n\n> ^C again to exit\n\nSo be it.\n\n{TOKENS}", None, False),
    ],
)
def test_an_answer_that_was_stopped_is_interrupted(
    history: str, response: str | None, *, is_interrupted: bool
) -> None:
    first, second = read_turns("aider", f"{START}{ASK}{history}\n{NEXT}")
    assert first.is_interrupted == is_interrupted
    assert response is None or first.response == response
    assert (second.response, second.is_interrupted) == ("More.", False)


def test_an_interruption_is_known_where_the_blanks_at_the_ends_of_lines_are_gone() -> None:
    text = "\n".join(line.rstrip() for line in f"{START}{ASK}\nSorting b\n\n{STOP}".splitlines())
    (turn,) = read_turns("aider", text)
    assert turn.is_interrupted
