"""Pages of AsciiDoc, reStructuredText and Org as markdown to read.

What reading a decision needs of such a page is converted line by line; code and the like is blank
there. Here those lines come back as the page has them.
"""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily

# Lines that shape a page and say nothing: underlines, borders, attributes, directives, drawers.
_STRUCTURE = compile_lazily(
    r"\s*(?:[^\w\s]*|:[\w -]+:.*|\.\. .*|\[.*\]|#\+\w.*|//.*|[-=+|:*~\s]+)\Z"
)
_IMAGE = compile_lazily(r"\s*\.\. (?:image|figure):: (\S.*)|image::?([^\[]+)\[.*")


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
        if not line.strip():
            line = _restore_line(source_line)
        if is_table and not line:
            continue
        if is_table:
            lines.append("")
            is_table = False
        lines.append(line)
    return "\n".join(lines)


def _restore_line(line: str) -> str:
    """A line of the source as markdown, "" where it says nothing."""
    if image := _IMAGE.match(line):
        return f"![]({(image[1] or image[2]).strip()})"
    if _STRUCTURE.match(line):
        return ""
    return f"    {line}" if line[:1] in " \t" else line
