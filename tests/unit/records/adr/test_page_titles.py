"""Where a page states its title."""

from __future__ import annotations

import pytest

from minutebook.records import adr
from minutebook.text import frontmatter


def read_title(page: str) -> str:
    return adr.read_facts(page, frontmatter.parse(page)[0]).title


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("# ADR-7: Use Redis #\n", "Use Redis"),
        ("ADR-7: Use Redis\n================\n", "Use Redis"),
        ("## 7. Use Redis\n\n### Status\n\nAccepted\n", "Use Redis"),
        ("#7. Use Redis\n\n## Status\n", "Use Redis"),
        ("\n#Use Redis\n\n## Status\n", "Use Redis"),
        ('<h1 align="center">ADR 7: Use Redis</h1>\n\n## Status\n', "Use Redis"),
        ('<div align="center">\n<h1>Use\nRedis</h1>\n</div>\n', "Use\nRedis"),
        ('<p align="center">\n<img src="a.png">\n</p>\n\n# Use #1\n', "Use #1"),
        ("Words on #7.\n\n# Use Redis\n", "Use Redis"),
        ("<!-- #7 -->\n", ""),
        # The front matter.
        ("---\ntitle: 'ADR-7: Use Redis'\n---\n\nWords.\n", "Use Redis"),
        ("---\ntitle: Use Redis\n---\n\n# Use Valkey\n", "Use Valkey"),
        ("---\ntitle: Use Redis\n---\n\n## Motives\n", "Use Redis"),
        ("---\ntitle: Use Redis\n---\n\n# {short title}\n", "Use Redis"),
        ("---\nadr_title: Use Redis\ntitle: 7\n---\n\n# Context\n", "Use Redis"),
        ('+++\ntitle = "Use Redis"\n+++\n\n## Context\n', "Use Redis"),
        ("---\nadr:\n  title: Use Redis\n---\n\n## Context\n", "Use Redis"),
        ("---\ntitle: |\n  Use Redis\n---\n\n## Context\n", "Use Redis"),
        # Headings that are none.
        ("# Context\n\nWords.\n", ""),
        ("# Problem statement:\n\nWords.\n", ""),
        ("## Motivation\n\nWords.\n", ""),
        ("# <!-- title -->\n\n## Status\n", ""),
        ("# ADR-0000: {title}\n\n## Status\n", ""),
        # Lines and sections that are called the title.
        ("- **Title**: Use Redis\n- Status: accepted\n\n## Context\n", "Use Redis"),
        ("| Title | Use Redis |\n| --- | --- |\n| Status | accepted |\n", "Use Redis"),
        ("# ADR 7\n\nTitre : Utiliser Redis\n", "Utiliser Redis"),
        ("# ADR 7\n\n## Title\n\nUse Redis\n\n## Status\n", "Use Redis"),
        ("# ADR 7\n\n## Title\n\n## Status\n", ""),
        ("**ADR 7: Use Redis**\n\nWords.\n", "Use Redis"),
        ("**Context**\n\nWords.\n", ""),
        ("Words.\n\n**Not the title**\n", ""),
        # A subtitle.
        ("# ADR 7\n\n## Use Redis\n\n## Status\n", "Use Redis"),
        ("Architecture Decision Record\n===\n\n# ADR-7: Use Redis\n\nWords.\n", "Use Redis"),
        ("# ADR 7\n\n# Context\n", ""),
        ("\ufeff# ADR 7: Use Redis\n\n## Status\n", "Use Redis"),
        ("\ufeff## 7. Use Redis\n\n### Status\n", "Use Redis"),
        ("# ADR 7\n\nWords.\n\n## Use Redis\n", ""),
        ("# ADR 7\n\n### Use Redis\n", ""),
        ("# ADR 7\n\n## Context\n", ""),
        ("# ADR 7\n", ""),
        ("# Context\n\n## Use Redis\n", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_title_of_a_page(page: str, title: str) -> None:
    assert " ".join(read_title(page).split()) == " ".join(title.split())
