"""Pages that are far too large: their head is read, they are reported, and no command cuts them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from growth import count_calls

from command_runner import Runner, read_tree

HEAD = "---\nstatus: accepted\ndate: 2026-01-31\n---\n\n# Use Redis\n\n## Context\n\n"
HUGE = "decisions/0007-use-redis.md"


def write_huge(path: Path, head: str, mega_bytes: int = 2) -> None:
    """A page of a head and much text; what is beyond its first megabytes takes no disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(head.encode() + b"word " * 300_000 + b"\n")
        file.truncate(mega_bytes * 1024 * 1024)


@pytest.fixture
def huge_repo(filled_repo: Path) -> Path:
    write_huge(filled_repo / HUGE, HEAD, 200)
    return filled_repo


def test_a_huge_record_is_listed_with_what_its_head_says(huge_repo: Path, run: Runner) -> None:
    (record,) = [
        record for record in run("list", "adr", "--json").ok().json["records"] if record["path"] == HUGE
    ]  # fmt: skip
    assert (record["ref"], record["title"], record["status"], record["date"]) == (
        *("ADR-0007", "Use Redis", "accepted", "2026-01-31"),
    )


def test_a_huge_record_is_shown_by_its_head(huge_repo: Path, run: Runner) -> None:
    shown = run("show", "ADR-7").ok()
    assert shown.out.partition("\n\n")[2].startswith("# ADR-0007 Use Redis\n")
    assert len(shown.out) < 100_000
    assert shown.err == f"note: {HUGE} is larger than 1 MB: this is its head; --raw prints all\n"


def test_the_bytes_of_a_huge_page_are_all_of_them(filled_repo: Path, run: Runner) -> None:
    write_huge(filled_repo / HUGE, HEAD)
    assert run("show", "ADR-7", "--raw").ok().out == (filled_repo / HUGE).read_text("utf-8")


def test_a_huge_page_is_a_finding_of_its_own(huge_repo: Path, run: Runner) -> None:
    found = run("check", "--json").json["findings"]
    of_page = [finding for finding in found if finding["path"] == HUGE]
    assert [(finding["code"], finding["severity"]) for finding in of_page] == [
        ("page-too-large", "warning")
    ]
    assert "1 MB" in run("check", "--explain", "page-too-large").ok().out


@pytest.mark.parametrize(
    "args",
    [
        ["adr", "deprecate", "ADR-7"],
        ["adr", "supersede", "ADR-7", "--by", "ADR-1"],
        ["adr", "supersede", "ADR-7", "--with", "Valkey"],
        ["link", "ADR-7", "depends-on", "ADR-1"],
        ["link", "ADR-1", "depends-on", "ADR-7"],
        ["renumber", "ADR-7"],
        ["retitle", "ADR-7", "Other"],
        ["remove", "ADR-7", "--force"],
    ],
)
def test_what_would_change_a_huge_page_is_refused(
    huge_repo: Path, run: Runner, args: list[str]
) -> None:
    (huge_repo / HUGE).unlink()
    write_huge(huge_repo / HUGE, HEAD)
    before = read_tree(huge_repo)
    refused = run(*args)
    assert refused.exit == 3
    assert f"{HUGE} has 2,048 KB, and only the head" in refused.err
    assert read_tree(huge_repo) == before


def test_other_commands_go_on_beside_a_huge_page(huge_repo: Path, run: Runner) -> None:
    for args in (
        ["index"],
        ["check", "--fix"],
        ["adr", "new", "Other"],
        ["adr", "accept", "ADR-8"],
    ):
        assert run(*args).exit in (0, 1), args
    assert (huge_repo / HUGE).stat().st_size == 200 * 1024 * 1024


def test_a_record_is_made_though_its_index_page_is_huge(filled_repo: Path, run: Runner) -> None:
    write_huge(filled_repo / "history" / "README.md", "# Prompts\n\n")
    made = run("phr", "new", "A title", "--prompt", "x").ok()
    assert "warning: history/README.md was left out" in made.err
    assert "warning: history/README.md was left out" in run("index").ok().err


def test_a_huge_line_and_letters_of_many_bytes_are_cut_between_letters(
    filled_repo: Path, run: Runner
) -> None:
    (filled_repo / HUGE).write_text("x" + "é" * 1_000_000, "utf-8")
    codes = {
        finding["code"]
        for finding in run("check", "--json").json["findings"]
        if finding["path"] == HUGE
    }
    assert codes == {"page-too-large"}


def test_the_cost_of_a_page_does_not_grow_beyond_a_megabyte(filled_repo: Path, run: Runner) -> None:
    calls = {}
    for mega_bytes in (2, 200):
        write_huge(filled_repo / HUGE, HEAD, mega_bytes)
        calls[mega_bytes] = count_calls(lambda: run("list"))
    assert calls[200] < calls[2] * 1.1


def test_a_huge_template_is_refused(filled_repo: Path, run: Runner) -> None:
    write_huge(filled_repo / "templates" / "adr" / "madr.md", "# {{ title }}\n", 200)
    refused = run("adr", "new", "A")
    assert refused.exit == 2
    assert "templates/adr/madr.md is longer than" in refused.err


def test_discovery_reads_the_heads_of_huge_pages(repo: Path, run: Runner) -> None:
    for number in range(1, 4):
        write_huge(repo / "docs" / "adr" / f"000{number}-a.md", HEAD, 200)
    assert "adopted docs/adr" in run("init", "--dry-run").ok().out
    assert os.path.getsize(repo / "docs" / "adr" / "0001-a.md") == 200 * 1024 * 1024
