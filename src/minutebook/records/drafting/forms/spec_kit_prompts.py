"""Whether a prompt record has the form that spec-kit-plus gives them, told by its lines."""

from __future__ import annotations

import re

from minutebook.text import markdown

_HEADING = "## Evaluation notes (fly"  # "(flywheel)", which agents have misspelt


def is_spec_kit_page(page: str) -> bool:
    """Whether a page has the last heading of spec-kit-plus, and not only in a block of code.

    Its bullets tell nothing: answers of agents have such too ("- ✅ Tests: 12 passed").
    """
    if _HEADING.casefold() not in page.casefold():
        return False
    pattern = re.compile(re.escape(_HEADING), re.IGNORECASE)
    return any(not line.is_code and pattern.match(line.text) for line in markdown.parse_lines(page))
