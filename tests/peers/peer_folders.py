"""A made-up folder of decisions of each peer's own kind, of four records, all about one made-up program.

Record 1, 2 and 3 are accepted, record 4 is proposed. Where the peer has a command that writes a page,
the command wrote them; else they stand here in the form that the peer documents.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TITLES = (
    "Keep readings in files",
    "Send readings by radio",
    "Write the logger in Go",
    "Sleep at night",
)
DATES = ("2025-03-01", "2025-04-02", "2025-05-03", "2025-06-04")
SLUGS = tuple(title.lower().replace(" ", "-") for title in TITLES)
STATUSES = ("accepted", "accepted", "accepted", "proposed")
PROSE = "The weather station has a battery and a card of four gigabytes."

# The fixtures of the tests: both skip where a reader is missing.
NeedsReader = Callable[[str], Path]
MakeFolder = Callable[["Kind", str], tuple[Path, dict[str, Any]]]


@dataclass(frozen=True)
class Kind:
    """A kind of folder: its path, its pages' names in order of number, who reads it, how it is made.

    `tried` are the names of the operations that are tried on it; all where it names none.
    """

    name: str
    folder: str
    pages: tuple[str, ...]
    readers: tuple[str, ...]
    write: Callable[[Path, Path], None]
    tried: tuple[str, ...] = ()


def numbered(width: int, separator: str = "-") -> tuple[str, ...]:
    return tuple(f"{n:0{width}d}{separator}{slug}.md" for n, slug in enumerate(SLUGS, 1))


def write_pages(folder: Path, names: tuple[str, ...], build: Callable[[int], str]) -> None:
    folder.mkdir(parents=True)
    for n, name in enumerate(names, 1):
        (folder / name).write_text(build(n), "utf-8")


def write_adr_tools(top: Path, peers: Path) -> None:
    """Write what `adr init` and `adr new` write; the first record is adr-tools' own."""
    adr = str(peers / "adr-tools/usr/bin/adr")
    for n, title in enumerate(TITLES, 1):
        environment = {**os.environ, "ADR_DATE": DATES[n - 1], "VISUAL": "true"}
        subprocess.run(
            [adr, "new", title], cwd=top, env=environment, check=True, capture_output=True
        )
    page = top / "doc/adr" / numbered(4)[3]
    page.write_text(page.read_text("utf-8").replace("\nAccepted\n", "\nProposed\n"), "utf-8")


def write_adr_tools_template(top: Path, peers: Path) -> None:
    """Write the same with a template of the project's own, as adr-tools takes it."""
    (top / "doc/adr/templates").mkdir(parents=True)
    (top / "doc/adr/templates/template.md").write_text(
        "# NUMBER. TITLE\n\nDate: DATE\n\n## Status\n\nSTATUS\n\n## Context\n\nWhy now?\n\n"
        "## Decision\n\nWhat?\n\n## Consequences\n\nWhat then?\n\n## Costs\n\nWhat does it cost?\n",
        "utf-8",
    )
    write_adr_tools(top, peers)


def write_log4brains(top: Path, peers: Path) -> None:
    def build(n: int) -> str:
        return (
            f"# {TITLES[n - 1]}\n\n- Status: {STATUSES[n - 1]}\n- Deciders: Ada Example, Grace Example\n"
            f"- Date: {DATES[n - 1]}\n- Tags: station, power\n\nTechnical Story: station 7\n\n"
            f"## Context and Problem Statement\n\n{PROSE}\n\n## Considered Options\n\n- this\n- that\n\n"
            "## Decision Outcome\n\nChosen option: this, because it lasts longer.\n\n"
            "## Links\n\n- [The station's manual](https://example.org/manual)\n"
        )

    write_pages(top / "docs/adr", LOG4BRAINS_PAGES, build)
    (top / ".log4brains.yml").write_text(
        "project:\n  name: station\n  tz: Etc/UTC\n  adrFolder: ./docs/adr\n", "utf-8"
    )
    (top / "docs/adr/template.md").write_text(
        "# [short title of solved problem and solution]\n\n"
        "- Status: [draft | proposed | rejected | accepted | deprecated | … | superseded by [xxx](yyyymmdd-xxx.md)] <!-- optional -->\n"
        "- Deciders: [list everyone involved in the decision] <!-- optional -->\n"
        "- Date: [YYYY-MM-DD when the decision was last updated] <!-- optional -->\n"
        "- Tags: [space and/or comma separated list of tags] <!-- optional -->\n\n"
        "## Context and Problem Statement\n\n[What is the question?]\n\n"
        "## Considered Options\n\n- [option 1]\n- [option 2]\n\n"
        '## Decision Outcome\n\nChosen option: "[option 1]", because [why].\n\n'
        "## Links <!-- optional -->\n\n- [Link type](link to adr)\n",
        "utf-8",
    )


def write_madr_2(top: Path, peers: Path) -> None:
    def build(n: int) -> str:
        return (
            f"# {TITLES[n - 1]}\n\n* Status: {STATUSES[n - 1]}\n* Deciders: Ada Example, Grace Example\n"
            f"* Date: {DATES[n - 1]}\n\n## Context and Problem Statement\n\n{PROSE}\n\n"
            "## Considered Options\n\n* this\n* that\n\n## Decision Outcome\n\n"
            'Chosen option: "this", because it lasts longer.\n'
        )

    write_pages(top / "docs/adr", numbered(4), build)


def write_madr_4(top: Path, peers: Path) -> None:
    def build(n: int) -> str:
        return (
            f'---\nstatus: "{STATUSES[n - 1]}"\ndate: {DATES[n - 1]}\n'
            "decision-makers: Ada Example, Grace Example\n---\n\n"
            f"# {TITLES[n - 1]}\n\n## Context and Problem Statement\n\n{PROSE}\n\n"
            "## Considered Options\n\n* this\n* that\n\n## Decision Outcome\n\n"
            'Chosen option: "this", because it lasts longer.\n'
        )

    write_pages(top / "docs/decisions", numbered(4), build)


def write_mkdocs(top: Path, peers: Path) -> None:
    write_mkdocs_pages(top, "{:03d}", "false")


def write_mkdocs_quoted(top: Path, peers: Path) -> None:
    write_mkdocs_pages(top, '"{:03d}"', "true")


def build_mkdocs_page(n: int, title: str, id_form: str, status: str = "accepted") -> str:
    return (
        f"---\nid: {id_form.format(n)}\nstatus: {status}\ndate: {DATES[n % 4 - 1]}\n"
        f"deciders:\n   - Ada Example\n   - Grace Example\nticket: STATION-{n}\n---\n\n"
        f"# {title}\n\n## Context and Problem Statement\n\n{PROSE}\n\n"
        "## Considered Options\n\n* this\n* that\n\n## Decision Outcome\n\nThis.\n"
    )


def write_mkdocs_pages(top: Path, id_form: str, validates_length: str) -> None:
    def build(n: int) -> str:
        return build_mkdocs_page(n, TITLES[n - 1], id_form, STATUSES[n - 1])

    write_pages(top / "docs/adr", numbered(3), build)
    (top / "docs/index.md").write_text("# The station\n", "utf-8")
    (top / "mkdocs.yml").write_text(
        "site_name: The station\ntheme:\n  name: null\n  custom_dir: theme\n"
        "plugins:\n  - decision-records:\n      decisions_folder: adr\n"
        f"      required_deciders_count: 1\n      validate_id_length: {validates_length}\n",
        "utf-8",
    )


def build_structured_madr(n: int) -> str:
    status, title, day = STATUSES[n - 1], TITLES[n - 1], DATES[n - 1]
    return f"""---
title: "{title}"
description: "What the weather station does about: {title}"
type: adr
category: architecture
tags:
  - station
  - power
status: {status}
created: {day}
updated: {day}
author: Ada Example
project: station
technologies:
  - go
audience:
  - developers
related: []
---

# ADR-{n:04d}: {title}

## Status

{status.capitalize()}

## Context

### Background and Problem Statement

{PROSE}

## Decision Drivers

### Primary Decision Drivers

1. **Power**: the battery lasts a winter

### Secondary Decision Drivers

1. **Price**: the station is cheap

## Considered Options

### Option 1: This

**Advantages**:
- lasts

**Disadvantages**:
- slow

**Risk Assessment**:
- **Technical Risk**: Low. Known for years.

## Decision

This is done.

## Consequences

### Positive

1. **Power**: it lasts

### Negative

1. **Speed**: it is slow

### Neutral

1. **Colour**: it is grey

## Decision Outcome

The battery lasts a winter.

## Related Decisions

None yet.

## Links

- [The station's manual](https://example.org/manual) - how it is built

## More Information

- **Date:** {day}
- **Source:** station 7

## Audit

### {day}

**Status:** Pending

**Findings:**

| Finding | Files | Lines | Assessment |
|---------|-------|-------|------------|
| Awaiting implementation | - | - | pending |

**Summary:** Created.

**Action Required:** Build it
"""


def write_structured_madr(top: Path, peers: Path) -> None:
    write_pages(top / "docs/decisions", numbered(4), build_structured_madr)


def write_adrs(top: Path, peers: Path) -> None:
    """Write pages as adrs does in its newer mode, status and date in both places; 3 relates to 1."""

    def build(n: int) -> str:
        other = {1: 3, 3: 1}.get(n)
        links = f"links:\n  - target: {other}\n    kind: relates to\n" if other else ""
        stated = f"\nRelates to [{other}. ...]({other:04d}-....md)\n" if other else ""
        status = STATUSES[n - 1]
        return (
            f"---\nnumber: {n}\ntitle: {TITLES[n - 1]}\ndate: {DATES[n - 1]}\nstatus: {status}\n{links}"
            "decision-makers:\n  - Ada Example\n  - Grace Example\ntags:\n  - station\n  - power\n---\n\n"
            f"# {n}. {TITLES[n - 1]}\n\nDate: {DATES[n - 1]}\n\n## Status\n\n{status.capitalize()}\n{stated}\n"
            f"## Context\n\n{PROSE}\n\n## Decision\n\nThis.\n\n"
            "## Consequences\n\nThe battery lasts a winter.\n"
        )

    write_pages(top / "doc/adr", numbered(4), build)


LOG4BRAINS_PAGES = tuple(f"{DATES[n].replace('-', '')}-{SLUGS[n]}.md" for n in range(4))

KINDS = (
    Kind("adr-tools", "doc/adr", numbered(4), ("adr-tools", "adr-viewer", "adrs"), write_adr_tools),
    Kind(
        "adr-tools with a template",
        "doc/adr",
        numbered(4),
        ("adr-tools",),
        write_adr_tools_template,
        ("new", "supersede --with, accept"),
    ),
    Kind("log4brains", "docs/adr", LOG4BRAINS_PAGES, ("log4brains",), write_log4brains),
    Kind("MADR 2", "docs/adr", numbered(4), ("backstage", "log4brains"), write_madr_2),
    Kind("MADR 4", "docs/decisions", numbered(4), ("backstage",), write_madr_4),
    Kind(
        "mkdocs-decision-records",
        "docs/adr",
        numbered(3),
        ("mkdocs-decision-records",),
        write_mkdocs,
    ),
    Kind(
        "mkdocs-decision-records with quoted ids",
        "docs/adr",
        numbered(3),
        ("mkdocs-decision-records",),
        write_mkdocs_quoted,
        ("new", "supersede --by", "supersede --with, accept", "retitle", "renumber"),
    ),
    Kind(
        "structured-madr",
        "docs/decisions",
        numbered(4),
        ("structured-madr",),
        write_structured_madr,
    ),
    Kind("adrs", "doc/adr", numbered(4), ("adrs",), write_adrs),
)
