"""Prints the table of peers' readers: what each reads after each of our operations, and what is wrong.

`python tests/peers/peer_table.py PEERS [KIND…]`, with the readers in PEERS (readers/install.py puts them
there) and the package on PYTHONPATH. With `--pages`, what we wrote stands below each that is wrong.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from peer_folders import KINDS, Kind
from peer_operations import (
    OPERATIONS,
    WITHOUT,
    Operation,
    find_problems,
    is_tried,
    read_with,
    run_ours,
)

EPOCH = "1769860800"
# What each reader looks for, as its source has it.
WANTS = {
    "adr-tools": "the first line is `# N. TITLE`; `Date: YYYY-MM-DD`; below `## Status` (exactly) one "
    "line with the status, and a line `LABEL [N. TITLE](FILE)` for each link, in both pages; labels "
    "that end in ` by` are not drawn in the graph; `Accepted` goes when a record is superseded.",
    "adr-viewer": "an h1; below `## Status` paragraphs or list items that begin with `Amended by`, "
    "`Accepted`, `Superseded by`, `Proposed` or `Pending`, looked for in this order.",
    "log4brains": "the first list before the first h2 has `Status:`, `Deciders:` (split at commas), "
    "`Date: YYYY-MM-DD`, `Tags:`; front matter is not read at all, and its lines become a heading. A "
    "superseded one has `Status: superseded by [SLUG](FILE)`, with the slug as the link's text; links "
    "anywhere in the body lead to a record where their file is one.",
    "backstage": "front matter `status` and `date` (a day), else the first list of the page with "
    "`Status: …` and `Date: YYYY-MM-DD`; the first h1 is the title.",
    "mkdocs-decision-records": "front matter with `id`, `status`, `date`, and `deciders` as a list of at "
    "least so many as configured; `status` is one of its stages alone; `superseded` needs "
    "`superseded_by: ID` of a record that is there; an id is unique, a number or a text of digits "
    "(unquoted `010` is 8 in YAML 1.1), and with `validate_id_length` a quoted text of that length. Any "
    "other page in the folder than index.md stops the build.",
    "structured-madr": "front matter with title, description, `type: adr`, category, tags (not empty), "
    "status, created, updated, author and project; status is proposed, accepted, deprecated or "
    "superseded; the successor is `x-superseded-by: FILE.md`; `related` is a list of file names; the "
    "heading is `# ADR-NUMBER: TITLE`; eleven sections with their subsections, one of them `## Status`.",
    "adrs": "front matter with `number`, `date`, `status` (all required); `links` is a list of "
    "`{target: NUMBER, kind: WORD}`, where kind is supersedes, supersededby, amends, amendedby or "
    "relatesto, or a word of the user's own; decision-makers and tags are a text or a list. A page "
    "without front matter is read as adr-tools', with links `LABEL [N. TITLE](NNNN-….md)`.",
}


def environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "HOME": str(home),
        "TZ": "UTC",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": EPOCH,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada Example",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada Example",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
    }


def read_pages(folder: Path) -> dict[str, list[str]]:
    return {
        path.name: path.read_text("utf-8").splitlines()
        for path in sorted(folder.glob("*.md"))
        if path.name != "template.md"
    }


def try_operation(
    kind: Kind, operation: Operation, peers: Path
) -> tuple[dict[str, list[str]], list[str]]:
    """Return what is wrong for each reader of the kind, and what the operation changed in the pages."""
    with tempfile.TemporaryDirectory() as scratch:
        top, home = Path(scratch) / "top", Path(scratch)
        top.mkdir()
        world = environment(home)
        kind.write(top, peers)
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Decisions"]):
            subprocess.run(["git", *command], cwd=top, env=world, check=True)
        before = {reader: read_with(reader, top / kind.folder, peers) for reader in kind.readers}
        pages = read_pages(top / kind.folder)
        for command in (*operation.prepare, *operation.commands):
            said = run_ours(top, command, kind, world)
            if said:
                return {reader: [f"{' '.join(command)}: {said}"] for reader in kind.readers}, []
        wrong = {
            reader: find_problems(
                kind, reader, operation, before[reader], read_with(reader, top / kind.folder, peers)
            )
            for reader in kind.readers
        }
        after = read_pages(top / kind.folder)
        lines = [
            line
            for name in sorted({*pages, *after})
            for line in difflib.unified_diff(
                pages.get(name, []), after.get(name, []), name, name, n=2, lineterm=""
            )
        ]
        return wrong, lines


def main(arguments: list[str]) -> int:
    shows_pages = "--pages" in arguments
    peers, *names = [Path(argument) for argument in arguments if argument != "--pages"]
    kinds = [kind for kind in KINDS if not names or Path(kind.name) in names]
    cases = [
        (kind, operation) for kind in kinds for operation in OPERATIONS if is_tried(kind, operation)
    ]
    with ThreadPoolExecutor(3) as pool:
        tried = list(pool.map(lambda case: try_operation(*case, peers), cases))
    results = {
        (kind.name, operation.name): result
        for (kind, operation), result in zip(cases, tried, strict=True)
    }
    columns = [(kind, reader) for kind in kinds for reader in kind.readers]
    print(f"| operation | {' | '.join(f'{kind.name}: {reader}' for kind, reader in columns)} |")
    print("|---" * (len(columns) + 1) + "|")
    notes: list[str] = []
    for operation in OPERATIONS:
        cells = []
        for kind, reader in columns:
            if not is_tried(kind, operation):
                cells.append("–" if (kind.name, operation.name) in WITHOUT else "")
                continue
            wrong, lines = results[kind.name, operation.name]
            cells.append("ok" if not wrong[reader] else f"**{len(wrong[reader])}**")
            if wrong[reader]:
                notes.append(f"\n### {operation.name} in {kind.name}, read by {reader}\n")
                notes += [f"- {problem}" for problem in wrong[reader]]
                if shows_pages:
                    notes.append(f"- it wants: {WANTS[reader]}")
                if shows_pages and lines and reader == kind.readers[0]:
                    notes += ["", "```diff", *lines, "```"]
        print(f"| {operation.name} | {' | '.join(cells)} |")
    print("\n" + "\n".join(f"- {' '.join(case)}: {why}." for case, why in WITHOUT.items()))
    print("\n".join(notes))
    return bool(notes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
