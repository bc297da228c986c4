"""Pages of AsciiDoc, reStructuredText and Org as markdown to read.

What reading a decision needs of such a page is converted line by line; code and the like is blank
there. Here those lines come back as the page has them.
"""

from __future__ import annotations

import re

# Lines that shape a page and say nothing: underlines, borders, attributes, directives, drawers.
_STRUCTURE = re.compile(r"\s*(?:[^\w\s]*|:[\w -]+:.*|\.\. .*|\[.*\]|#\+\w.*|//.*|[-=+|:*~\s]+)\Z")
_IMAGE = re.compile(r"\s*\.\. (?:image|figure):: (\S.*)|image::?([^\[]+)\[.*")


def restore_lines(page: str, source: str) -> str:
    """The converted page with the lines that are blank in it and have words in the source.

    Lines that are indented there become code. Rows of a table stand together, below its first one
    a line that makes it a table in markdown.
    """
    lines: list[str] = []
    is_table = False
    sources = source.removeprefix("\ufeff").split("\n")
    for line, source_line in zip(page.split("\n"), sources, strict=False):
        if line.startswith("|"):
            if not is_table:
                is_table = True
                lines += ["", line, "|" + " --- |" * max(1, line.count("|") - 1)]
            elif not set(line) <= set("|-: +"):
                lines.append(line)
            continue
        if is_table and not line.strip() and not source_line[:1].isalnum():
            continue
        if is_table:
            lines.append("")
            is_table = False
        if not line.strip() and (image := _IMAGE.match(source_line)):
            line = f"![]({(image[1] or image[2]).strip()})"
        elif not line.strip() and not _STRUCTURE.match(source_line):
            line = f"    {source_line}" if source_line[:1] in " \t" else source_line
        lines.append(line)
    return "\n".join(lines)
