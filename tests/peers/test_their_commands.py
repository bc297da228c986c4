"""The commands of other tools go on working on what we wrote, and we read what they write then."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from command_runner import Runner
from peer_folders import KINDS, Kind, MakeFolder, NeedsReader, build_mkdocs_page
from peer_operations import DECIDERS, NEW, read_with, run_ours

pytestmark = pytest.mark.peers
ADR_TOOLS, WITH_TEMPLATE, LOG4BRAINS, MKDOCS = (
    next(kind for kind in KINDS if kind.name == name)
    for name in (
        "adr-tools",
        "adr-tools with a template",
        "log4brains",
        "mkdocs-decision-records",
    )
)


def run_theirs(top: Path, *arguments: str) -> str:
    environment = {**os.environ, "ADR_DATE": "2026-02-01", "VISUAL": "true"}
    return subprocess.run(
        arguments, cwd=top, env=environment, check=True, capture_output=True, text=True
    ).stdout


def list_ours(top: Path, world: dict[str, str]) -> dict[str, Any]:
    """What we read: the records of the folder, by their numbers, or by their names without one."""
    records = Runner(top, world)("list", "--json").ok().json["records"]
    return {str(record["number"] or Path(record["path"]).stem): record for record in records}


def relate(record: dict[str, Any]) -> set[tuple[str, str]]:
    return {(link["relation"], Path(link["path"]).stem) for link in record["links"]}


def test_adr_tools_adds_to_the_pages_that_we_changed(
    make_folder: MakeFolder, need_reader: NeedsReader, world: dict[str, str]
) -> None:
    top, _ = make_folder(ADR_TOOLS, "adr-tools")
    adr = str(need_reader("adr-tools") / "adr-tools/usr/bin/adr")
    for command in (
        ("adr", "new", NEW),
        ("adr", "accept", "{5}"),
        ("adr", "supersede", "{2}", "--by", "{3}"),
        ("adr", "amend", "{1}", "--by", "{3}"),
    ):
        assert run_ours(top, command, ADR_TOOLS, world) == ""

    run_theirs(top, adr, "new", "-s", "5", "-l", "1:Amends:Amended by", "Log to the cloud")
    run_theirs(top, adr, "link", "4", "Clarifies", "3", "Clarified by")

    reading = read_with("adr-tools", top / ADR_TOOLS.folder, need_reader("adr-tools"))
    links = {name[:4]: page["links"] for name, page in reading["pages"].items()}
    assert reading["error"] is None
    assert links["0005"] == ["Superseded by 6"]
    assert links["0001"] == ["Amended by 3", "Amended by 6"]
    assert links["0003"] == ["Supersedes 2", "Amends 1", "Clarified by 4"]
    assert sorted(reading["graph"]) == [
        "3 Amends 1",
        "3 Supersedes 2",
        "4 Clarifies 3",
        "6 Amends 1",
        "6 Supersedes 5",
    ]
    ours = list_ours(top, world)
    assert {number: record["status"] for number, record in ours.items()} == {
        "1": "accepted",
        "2": "superseded",
        "3": "accepted",
        "4": "proposed",
        "5": "superseded",
        "6": "accepted",
    }
    assert relate(ours["6"]) >= {
        ("supersedes", "0005-log-to-a-card"),
        ("amends", "0001-keep-readings-in-files"),
    }


@pytest.mark.parametrize("kind", [ADR_TOOLS, WITH_TEMPLATE], ids=lambda kind: kind.name)
def test_our_new_page_is_the_page_that_adr_new_writes(
    make_folder: MakeFolder, need_reader: NeedsReader, world: dict[str, str], kind: Kind
) -> None:
    """By its headings and their order, the title's and the date's form, and the text to be replaced."""
    top, _ = make_folder(kind, "adr-tools")
    adr = str(need_reader("adr-tools") / "adr-tools/usr/bin/adr")
    assert run_ours(top, ("adr", "new", NEW, "--status", "accepted"), kind, world) == ""
    theirs = run_theirs(top, adr, "new", NEW).strip()

    ours = top / kind.folder / f"0005-{Path(theirs).stem[5:]}.md"
    lines = [
        re.sub(r"^# \d+|^Date: [\d-]+$", "", line)
        for page in (ours, top / theirs)
        for line in page.read_text("utf-8").splitlines()
        if line.startswith(("#", "Date:"))
    ]

    assert lines[: len(lines) // 2] == lines[len(lines) // 2 :]


def test_log4brains_supersedes_the_page_that_we_wrote(
    make_folder: MakeFolder, need_reader: NeedsReader, world: dict[str, str]
) -> None:
    top, _ = make_folder(LOG4BRAINS, "log4brains")
    peers = need_reader("log4brains")
    people = ("--decider", DECIDERS[0], "--decider", DECIDERS[1])
    for command in (
        ("adr", "new", NEW, "--status", "accepted", *people),
        ("link", "{3}", "depends-on", "{2}"),
    ):
        assert run_ours(top, command, LOG4BRAINS, world) == ""

    run_theirs(
        top,
        "node",
        "-e",
        f"require('{peers}/npm/node_modules/@log4brains/core').Log4brains.create('.')"
        ".supersedeAdr('20260131-log-to-a-card', '20250503-write-the-logger-in-go')",
    )

    pages = read_with("log4brains", top / LOG4BRAINS.folder, peers)["pages"]
    old, new = pages["20260131-log-to-a-card.md"], pages["20250503-write-the-logger-in-go.md"]
    assert (old["status"], old["supersededBy"]) == ("superseded", "20250503-write-the-logger-in-go")
    assert (old["title"], old["date"], old["deciders"]) == (NEW, "2026-01-31", DECIDERS)
    assert {"20260131-log-to-a-card", "20250402-send-readings-by-radio"} <= set(new["links"])
    ours = list_ours(top, world)
    assert ours["20260131-log-to-a-card"]["status"] == "superseded"
    assert relate(ours["20250503-write-the-logger-in-go"]) >= {
        ("supersedes", "20260131-log-to-a-card"),
        ("depends-on", "20250402-send-readings-by-radio"),
    }


@pytest.mark.parametrize("id_form", ["{:03d}", "{}", '"{:03d}"'])
def test_a_tenth_record_has_an_id_of_its_own_for_mkdocs(
    make_folder: MakeFolder, need_reader: NeedsReader, world: dict[str, str], id_form: str
) -> None:
    """Unquoted, 010 is 8 in YAML: as an id it would be taken, as a successor the wrong one."""
    top, _ = make_folder(MKDOCS, "mkdocs-decision-records")
    for page in (top / MKDOCS.folder).iterdir():
        page.unlink()
    for n in range(1, 10):
        path = top / MKDOCS.folder / f"{n:03d}-try-battery-{n}.md"
        path.write_text(build_mkdocs_page(n, f"Try battery {n}", id_form), "utf-8")
    for command in (
        ("adr", "new", NEW),
        ("adr", "supersede", "7", "--by", "10"),
        ("adr", "accept", "10"),
    ):
        assert run_ours(top, command, MKDOCS, world) == ""

    reading = read_with(
        "mkdocs-decision-records", top / MKDOCS.folder, need_reader("mkdocs-decision-records")
    )

    assert reading["error"] is None
    assert reading["pages"]["010-log-to-a-card.md"]["id"] == "010"
    assert reading["pages"]["007-try-battery-7.md"]["supersededBy"] == "010"
    assert reading["pages"]["007-try-battery-7.md"]["shownSuccessor"] == "../010-log-to-a-card/"
