"""Parts the answer from the rest of a prompt's page, so that both can be set in their own way."""

from __future__ import annotations

import re

_ANSWER_HEADING = re.compile(r"##[ \t]+(?:agent )?(?:response|answer)(?: snapshot)?[ \t#]*", re.I)
_HEADING = re.compile(r"##?[ \t]+\S")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def split_answer(markdown: str) -> tuple[str, str]:
    """The text below the heading of the answer, and all other text.

    The answer is what stands below the first heading "Response snapshot" (or "Response", "Answer")
    of the second level, up to the next heading that is no lower; "" where there is no such heading.
    Headings in fenced code are none.
    """
    answer: list[str] = []
    rest: list[str] = []
    fence, is_answer, has_answer = "", False, False
    for line in markdown.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        elif not has_answer and _ANSWER_HEADING.fullmatch(line.rstrip()):
            is_answer = has_answer = True
            continue
        elif is_answer and _HEADING.match(line):
            is_answer = False
        (answer if is_answer else rest).append(line)
    return "".join(answer).strip("\n"), "".join(rest).strip("\n")
