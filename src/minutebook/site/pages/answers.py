"""Parts the answer and the outcome from the rest of a prompt's page, to be set in their own way."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEADINGS = {
    "answer": re.compile(
        r"##[ \t]+(?:agent )?(?:response|answer)(?: snapshot)?[ \t#]*", re.IGNORECASE
    ),
    "outcome": re.compile(r"##[ \t]+outcomes?[ \t#]*", re.IGNORECASE),
}
_HEADING = re.compile(r"##?[ \t]+\S")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def split_answer(markdown: str) -> Mapping[str, str]:
    """The texts `answer`, `outcome` and `rest` of a page.

    The answer stands below the first heading "Response snapshot" (or "Response", "Answer") of the
    second level, the outcome below "Outcome", up to the next heading that is no lower; "" where
    there is no such heading. Headings in fenced code are none. All other text is the rest.
    """
    lines: dict[str, list[str]] = {"answer": [], "outcome": [], "rest": []}
    current, fence = "rest", ""
    waiting = dict(_HEADINGS)
    for line in markdown.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        elif _HEADING.match(line):
            heading = line.rstrip()
            current = next((name for name in waiting if waiting[name].fullmatch(heading)), "rest")
            if waiting.pop(current, None):
                continue
        lines[current].append(line)
    return {name: "".join(text).strip("\n") for name, text in lines.items()}
