"""Comments that stand for sections of which nothing is known yet."""

from __future__ import annotations

import pytest

from minutebook.text.markdown import section_hints

HINT = "<!-- ## Context: why. -->\n"
OTHER = "<!-- ### Consequences: what follows. -->\n"


@pytest.mark.parametrize(
    ("page", "settled"),
    [
        ("# A\n", "# A\n"),
        (f"# A\n\n{HINT}", f"# A\n\n{HINT}"),
        (f"# A\n\n{HINT}\n{OTHER}\n## More\n\nx\n", f"# A\n\n{HINT}\n{OTHER}\n## More\n\nx\n"),
        # The page has the section.
        (f"# A\n\n{HINT}\n## Context\n\nWords.\n", "# A\n\n## Context\n\nWords.\n"),
        (f"# A\n\n## 1. Context\n\nWords.\n\n{HINT}", "# A\n\n## 1. Context\n\nWords.\n"),
        (f"# A\n{HINT}## Context\n", "# A\n## Context\n"),
        (f"# A\n\n## Context\n\n{HINT}\nWords.\n", "# A\n\n## Context\n\nWords.\n"),
        # Somebody wrote below the comment.
        (f"# A\n\n{HINT}\nWords.\n\n{OTHER}", f"# A\n\n## Context\n\nWords.\n\n{OTHER}"),
        (f"# A\n\n{HINT}Words.\n", "# A\n\n## Context\n\nWords.\n"),
        (f"# A\n\n{OTHER}\n* good\n", "# A\n\n### Consequences\n\n* good\n"),
        (
            f"# A\n\n{HINT}\n<!-- minutebook:links -->\n",
            f"# A\n\n{HINT}\n<!-- minutebook:links -->\n",
        ),
        # Below a heading that stays.
        ("# A\n\n## B\n\n<!-- B: why. -->\n", "# A\n\n## B\n\n<!-- B: why. -->\n"),
        ("# A\n\n## B\n\n<!-- B: why. -->\n\nWords.\n", "# A\n\n## B\n\nWords.\n"),
        ("## B\n\n<!-- B: c. -->\n\n<!-- d -->\n", "## B\n\n<!-- B: c. -->\n\n<!-- d -->\n"),
        ("## B\n\n<!-- C: why. -->\n\nWords.\n", "## B\n\n<!-- C: why. -->\n\nWords.\n"),
        # No comments of this kind.
        ("<!-- # A: b -->\n\nx\n", "<!-- # A: b -->\n\nx\n"),
        ("<!-- ## A -->\n\nx\n", "<!-- ## A -->\n\nx\n"),
        (f"```text\n{HINT}```\n\nx\n", f"```text\n{HINT}```\n\nx\n"),
        ("<!-- ## A: b --> c -->\n\nx\n", "<!-- ## A: b --> c -->\n\nx\n"),
    ],
)
def test_comments_go_when_their_sections_are_there(page: str, settled: str) -> None:
    assert section_hints.settle(page) == settled
    windows = page.replace("\n", "\r\n")
    assert section_hints.settle(windows) == settled.replace("\n", "\r\n")
    assert section_hints.settle(settled) == settled
