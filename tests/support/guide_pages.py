"""The examples of the guide: what is typed, what has to be there first, what is printed.

A fence `sh` is run by a shell, all of a page in one new repository. A fence `text` right below it is
what the commands print, stdout and stderr as they come; a line `…` in it stands for any lines. What
a reader does not see stands in a comment before the fence:

- `<!-- setup: COMMANDS -->` what is typed before it, and not shown;
- `<!-- exit: 3 -->` the exit status, where it is not 0;
- `<!-- not run: REASON -->` why the fence is not run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from paths import PROJECT

GUIDE = PROJECT / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
ANY_LINES = "…"
_COMMENT = re.compile(r"<!-- (setup|exit|not run): (.*) -->")
# What differs from run to run, and what is compared in its place.
_REPLACEMENTS = (
    (re.compile(r"\b[0-9a-f]{40}\b"), "COMMIT"),
    (re.compile(r"\b(?=[0-9a-f]*[0-9])[0-9a-f]{7,12}\b"), "SHORT"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "DAY"),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A fence of commands.

    `line` is the fence's, from 1. `printed` is None where no output is shown; its lines are those
    with the indexes from `printed_start` up to `printed_end` of the page.
    """

    page: str
    line: int
    commands: str
    setup: tuple[str, ...] = ()
    exit_status: int = 0
    reason_not_run: str = ""
    printed: tuple[str, ...] | None = None
    printed_start: int = 0
    printed_end: int = 0


def read_examples(path: Path) -> list[Example]:
    """The fences of commands of a page, in their order."""
    return parse_examples(path.name, path.read_text("utf-8"))


def parse_examples(page: str, text: str) -> list[Example]:
    """The same of a text."""
    lines = text.split("\n")
    examples: list[Example] = []
    comments: list[tuple[str, str]] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if comment := _COMMENT.fullmatch(line):
            comments.append((comment[1], comment[2]))
        elif line.startswith("```") and line != "```":
            end = lines.index("```", index + 1)
            if line == "```sh":
                examples.append(_make_example(page, lines, index, end, comments))
                comments = []
            index = end
        index += 1
    assert not comments, f"{page}: no commands follow {comments}"
    return examples


def _make_example(
    page: str, lines: list[str], start: int, end: int, comments: list[tuple[str, str]]
) -> Example:
    facts = dict(comments)
    printed, printed_end = None, end
    if lines[end + 1 : end + 2] == ["```text"]:
        printed_end = lines.index("```", end + 2)
        printed = tuple(lines[end + 2 : printed_end])
    return Example(
        page,
        start + 1,
        "\n".join(lines[start + 1 : end]),
        tuple(text for kind, text in comments if kind == "setup"),
        int(facts.get("exit", 0)),
        facts.get("not run", ""),
        printed,
        end + 2,
        printed_end,
    )


def loosen(lines: list[str] | tuple[str, ...]) -> list[str]:
    """Lines with names in the place of commits and days."""
    loosened = []
    for line in lines:
        for pattern, name in _REPLACEMENTS:
            line = pattern.sub(name, line)
        loosened.append(line)
    return loosened


def is_printed(wanted: tuple[str, ...], lines: list[str]) -> bool:
    """Whether lines are those that are wanted, of which `…` is any."""
    pattern = "".join(
        "(?:.*\n)*?" if line == ANY_LINES else re.escape(line) + "\n" for line in loosen(wanted)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in loosen(lines))) is not None
