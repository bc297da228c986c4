"""No repair changes what a decision's page states as its status."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook import checks
from minutebook.checks import CheckInputs
from minutebook.records import filenames, linking, reader
from minutebook.records.model import ADR, Folder, RecordSet

FOLDER = Folder(ADR, "decisions")
TODAY = "2026-01-31"
STATUSES = [
    *("proposed", "accepted", "rejected", "deprecated", "superseded", "Draft", "wobbly", ""),
    *("superseded by ADR-0002", "Superseded by [3](0003-x.md)", "replaced by ADR-0001"),
    *("accepted; amends ADR-0002", "~~Proposed~~ superseded by [1](0001-x.md)"),
    "Accepted (2024-01-02), its second phase is superseded by ADR-0003",
]
FACTS = [
    *("Supersedes", "Superseded by", "Replaced by", "Amends", "Amended by", "Deprecated by"),
    *("Partially superseded by", "Depends on", "Relates to"),
]
SENTENCES = [
    "This decision supersedes [1. X](0001-x.md).",
    "This supersedes ADR-0002 and ADR-0003.",
    "It does not supersede ADR-0001.",
    "Superseded by [2](0002-x.md)",
    "This was superseded by [3](0003-x.md) in May.",
    "Will be superseded by ADR-0003 when that lands.",
    "On acceptance, this decision supersedes ADR-0001.",
    "> Superseded by [2](0002-x.md)",
    "```\nSuperseded by [2](0002-x.md)\n```",
    "| ADR | Status |\n|---|---|\n| [2](0002-x.md) | superseded by [3](0003-x.md) |",
    "Diese Entscheidung ersetzt ADR-0001.",
    "Cette décision remplace ADR-0002.",
    "Esta decisión sustituye a ADR-0003.",
]
TARGETS = ["ADR-0001", "ADR-0002", "[3](0003-x.md)", "[2. X](0002-x.md)", "[the first](0001-x.md)"]
BLOCK = "<!-- minutebook:links -->\nold\n<!-- /minutebook:links -->\n"


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A decision's page, in one of the forms that there are, with relations anywhere in it."""
    status = draw(st.sampled_from(STATUSES))
    fact = st.tuples(st.sampled_from(FACTS), st.sampled_from(TARGETS))
    facts = draw(st.lists(fact, max_size=2, unique_by=lambda stated: stated[0]))
    sentences = draw(st.lists(st.sampled_from(SENTENCES), max_size=3))
    form = draw(st.sampled_from(["front-matter", "nygard", "bullets", "table", "plain"]))
    if form == "front-matter":
        fields = [f"{name.replace(' ', '-').lower()}: '{target}'" for name, target in facts]
        head = "\n".join(["---", f"status: '{status}'", *fields, "---", "# X", ""])
    elif form == "nygard":
        lines = [f"{name} {target}" for name, target in facts]
        head = "\n\n".join(["# 1. X", "Date: 2024-01-02", "## Status", status, *lines])
    elif form == "bullets":
        lines = [f"* {name}: {target}" for name, target in [("Status", status), *facts]]
        head = "\n".join(["# X", "", *lines])
    elif form == "table":
        rows = [f"| {name} | {target} |" for name, target in [("Status", status), *facts]]
        head = "\n".join(["# X", "", rows[0], "|---|---|", *rows[1:], "| Date | 2024-01-02 |"])
    else:
        head = f"# X\n\nStatus: {status}\n\n## Links\n\n" + "\n".join(
            f"- {name} {target}" for name, target in facts
        )
    title = draw(st.sampled_from(["Context", "History", "References", "Related"]))
    block = BLOCK if draw(st.booleans()) else ""
    return f"{head}\n\n## {title}\n\n" + "\n\n".join([*sentences, "Words.", block])


def drop_addresses(status: str) -> str:
    return re.sub(r"\]\([^()]*\)", "]", status)


def require_that_a_repair_changes_no_status(records: RecordSet) -> None:
    inputs = CheckInputs(TODAY)
    repair = checks.fix_findings(records, checks.find_fixable(records, inputs), inputs)
    after = {
        record.path: record for record in linking.simulate_writes(records, repair.writes).members
    }
    for record in records.members:
        repaired = after[record.path]
        assert repaired.state == record.state
        # A dead link in a status may get the address of the record that it meant.
        assert drop_addresses(repaired.state_raw) == drop_addresses(record.state_raw)
    assert repair.omissions == ()  # the repairs themselves are so, not only what is let through


@given(st.lists(pages(), min_size=2, max_size=3))
def test_a_repair_changes_no_status_of_generated_pages(texts: list[str]) -> None:
    records = [
        reader.read_record(FOLDER, f"decisions/{number:04d}-x.md", text)
        for number, text in enumerate(texts, 1)
    ]
    require_that_a_repair_changes_no_status(RecordSet((FOLDER,), tuple(records)))


@pytest.mark.untraced  # no page that is elsewhere counts for coverage, which would double the time
def test_a_repair_changes_no_status_of_real_pages(corpus: Path) -> None:
    repositories = [path for path in sorted((corpus / "adr").iterdir()) if path.is_dir()]
    assert repositories
    for top in repositories:
        records = []
        for path in sorted(top.rglob("*.md")):
            folder = Folder(ADR, path.parent.relative_to(top).as_posix())
            name = path.relative_to(top).as_posix()
            if filenames.is_record(folder, name):
                text = path.read_bytes().decode("utf-8", "surrogateescape")
                records.append(reader.read_record(folder, name, text))
        folders = tuple({record.folder.path: record.folder for record in records}.values())
        require_that_a_repair_changes_no_status(RecordSet(folders, tuple(records)))


@pytest.fixture
def corpus() -> Path:
    """The folder of real records that the environment names."""
    import os

    folder = os.environ.get("MINUTEBOOK_CORPUS")
    if not folder:
        pytest.skip("MINUTEBOOK_CORPUS names no folder of real records")
    return Path(folder)
