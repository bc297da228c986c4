"""An export holds all records with their bytes, and imports to the same record set."""

from __future__ import annotations

import base64
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from command_runner import CommandResult, Runner, read_tree
from json_documents import validate_document
from paths import SHAPES

DECISION = "# {}\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"


def export(run: Runner) -> dict[str, Any]:
    document: dict[str, Any] = run("export").ok().json
    validate_document("export", document)
    return document


def bring(run: Runner, other: Runner) -> CommandResult:
    """Import what `run` exports into the other repository, which has nothing yet."""
    return other("import", "-", stdin=run("export").ok().out).ok()


def require_same(run: Runner, other: Runner) -> None:
    """Both repositories list the same records, of the same bytes, and export the same document."""
    listed = run("list", "--json").ok()
    assert other("list", "--json").ok().out == listed.out
    for record in listed.json["records"]:
        assert (other.top / record["path"]).read_bytes() == (run.top / record["path"]).read_bytes()
    assert other("export").ok().out == run("export").ok().out


@pytest.mark.parametrize("shape", sorted(path.name for path in SHAPES.iterdir()))
def test_every_layout_imports_to_the_same_record_set(
    shape: str, repo: Path, run: Runner, other: Runner
) -> None:
    shutil.copytree(SHAPES / shape, repo, dirs_exist_ok=True)
    run("init").ok()
    bring(run, other)
    require_same(run, other)
    before = read_tree(other.top)
    again = bring(run, other)
    assert again.out == "nothing to do\n"
    assert read_tree(other.top) == before


def test_a_filled_repository_comes_with_its_index_pages(
    filled_repo: Path, run: Runner, other: Runner
) -> None:
    document = export(run)
    assert [record["ref"] for record in document["records"]] == [
        record["ref"] for record in run("list", "--sort", "number", "--json").ok().json["records"]
    ]
    paths = {file["path"] for file in document["files"]}
    assert paths == {path for path in read_tree(filled_repo) if path.endswith("README.md")}
    bring(run, other)
    require_same(run, other)
    assert other("check", "--only", "stale-index").ok().out == "nothing wrong\n"
    assert other("index").ok().out == "nothing to do\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf# 1. Mark\r\n\r\nDate: 2024-01-02\r\n\r\n## Status\r\n\r\nAccepted\r\n",
        b"# 1. No end of line",
        b"# 1. Caf\xe9\n\n## Status\n\nAccepted\n",
        "# 1. Wide\n".encode("utf-16"),
        b"# 1. Old Mac\r\r## Status\r\rAccepted\r",
        b"# 1. Controls \x00\x07\x1b[2J\n",
        b"",
        "# 1. Ünïcode \u2028 \u202e\n".encode(),
        b"---\nstatus: [broken\n# 1. X\n",
    ],
    ids=["mark-crlf", "no-end", "latin", "utf-16", "cr", "controls", "empty", "unicode", "broken"],
)
def test_every_byte_of_a_page_comes_back(
    raw: bytes, repo: Path, run: Runner, other: Runner
) -> None:
    (repo / "decisions").mkdir()
    (repo / "decisions/0001-x.md").write_bytes(raw)
    bring(run, other)
    require_same(run, other)


def test_a_page_that_is_not_read_whole_comes_whole(repo: Path, run: Runner, other: Runner) -> None:
    (repo / "decisions").mkdir()
    (repo / "decisions/0001-x.md").write_text("# 1. X\n" + "a long line\n" * 100_000)
    bring(run, other)
    require_same(run, other)


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_that_is_no_text_comes_back(repo: Path, run: Runner, other: Runner) -> None:
    folder = os.fsencode(repo / "decisions")
    os.mkdir(folder)
    with open(os.path.join(folder, b"0001-caf\xe9.md"), "wb") as file:
        file.write(b"# A\n")
    bring(run, other)
    assert os.listdir(os.fsencode(other.top / "decisions")) == [b"0001-caf\xe9.md"]


def test_own_words_folders_and_numbering_come_along(repo: Path, run: Runner, other: Runner) -> None:
    (repo / "minutebook.toml").write_text(
        'adr-folders = ["docs/adr", "pkg/web/adr"]\nadr-numbering = "folder"\n'
        'stages = ["spike"]\nstatuses = { Parked = "deprecated" }\nproposed-days = 9\n'
        'relations = { "spiked-in" = "spike-of" }\n'
    )
    for path, status in (("docs/adr/0001-a.md", "Parked"), ("pkg/web/adr/0001-b.md", "Accepted")):
        (repo / path).parent.mkdir(parents=True)
        (repo / path).write_text(DECISION.format("A").replace("Accepted", status))
    (repo / "docs/adr/0002-c.md").write_text(
        DECISION.format("C").replace("Accepted", "Accepted\n\nSpiked in [1. A](0001-a.md)")
    )
    run("phr", "new", "Try", "--stage", "spike", "--prompt", "Try it.").ok()
    bring(run, other)
    require_same(run, other)
    assert (other.top / "minutebook.toml").read_text().splitlines()[1:] == [
        'adr-folders = ["docs/adr", "pkg/web/adr"]',
        'adr-numbering = "folder"',
        'stages = ["spike"]',
        'statuses = {parked = "deprecated"}',
        'relations = {spiked-in = "spike-of"}',
    ]
    records = other("list", "adr", "--sort", "number", "--json").json["records"]
    assert [record["status"] for record in records] == ["deprecated", "accepted", "accepted"]
    assert [link["relation"] for record in records for link in record["links"]] == [
        *("spike-of", "spiked-in"),
    ]


def test_companions_and_pictures_come_along_and_nothing_else(
    repo: Path, run: Runner, other: Runner
) -> None:
    files = {
        "docs/adr/0001-x.md": DECISION.format("X").encode()
        + b"![a](a.png) ![b](../b.png) [s](../s.sh)",
        "docs/adr/0001-x-notes.md": b"notes",
        "docs/adr/a.png": b"\x89PNG\x00\xff",
        "docs/adr/not-linked.drawio": b"<x/>",
        "docs/b.png": b"\x89PNG\x01",
        "docs/unused.png": b"\x89PNG\x02",
        "docs/s.sh": b"rm",
        "docs/adr/run.sh": b"rm",
    }
    for path, raw in files.items():
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_bytes(raw)
    run("init").ok()
    bring(run, other)
    require_same(run, other)
    expected = {path for path in files if not path.endswith((".sh", "unused.png"))}
    assert set(read_tree(other.top)) == {*expected, "minutebook.toml"}
    assert (other.top / "docs/adr/a.png").read_bytes() == files["docs/adr/a.png"]


def test_two_exports_of_one_state_are_the_same_and_records_have_lines(
    filled_repo: Path, run: Runner, tmp_path: Path
) -> None:
    out = run("export", "--format", "json").ok().out
    assert run("export", "--out", str(tmp_path / "all.json")).ok().out == ""
    assert (tmp_path / "all.json").read_text("utf-8") == out
    lines = out.splitlines()
    records = json.loads(out)["records"]
    for record in records:
        own_start = json.dumps({"kind": record["kind"], "ref": record["ref"]})[:-1]
        assert sum(line.startswith(own_start) for line in lines) == 1


def test_an_empty_repository_exports_no_record(repo: Path, run: Runner, other: Runner) -> None:
    document = export(run)
    assert (document["records"], document["files"]) == ([], [])
    assert bring(run, other).out == "nothing to do\n"
    assert read_tree(other.top) == {}


@pytest.mark.parametrize(
    ("args", "exit_status", "message"),
    [
        (["--format", "xml"], 2, "no format is called 'xml'"),
        (["--out", "decisions/README.md/all.json"], 4, "cannot be written"),
        (["--out", "."], 4, "cannot be written"),
        (["--out", ".git/all.json"], 3, "is in a git directory"),
    ],
)
def test_what_export_refuses(
    args: list[str], exit_status: int, message: str, filled_repo: Path, run: Runner
) -> None:
    before = read_tree(filled_repo)
    result = run("export", *args)
    assert (result.exit, result.out) == (exit_status, "")
    assert message in result.err
    assert read_tree(filled_repo) == before


# What is not an export --------------------------------------------------------------------------

Change = Callable[[dict[str, Any]], object]
BAD_PATHS = ["decisions/../../x.md", "/etc/x.md", "decisions/.git/hooks/x.md"]


def set_path(path: str) -> Change:
    return lambda document: document["records"][-1].update(path=path)


@pytest.mark.parametrize(
    ("change", "exit_status", "message"),
    [
        (lambda document: document.clear(), 2, "schema is missing"),
        (lambda document: document.update(more=1), 2, 'unknown key "more"'),
        (lambda document: document.update(records={}), 2, "records must be a list"),
        (lambda document: document["records"][0].pop("content"), 2, "content is missing"),
        (lambda document: document["records"][0].update(encoding="hex"), 2, "encoding"),
        (
            lambda document: document["records"][0].update(encoding="base64", content="?"),
            2,
            "records[0].content is not base64",
        ),
        (
            lambda document: document["records"].append(document["records"][0]),
            2,
            "is there twice",
        ),
        (set_path("elsewhere/0001-x.md"), 2, "lies in none of the folders"),
        *((set_path(path), 3, "is ") for path in BAD_PATHS if not path.startswith("/")),
        (set_path(BAD_PATHS[1]), 2, "lies in none of the folders"),
        (lambda document: document["settings"].update(stages="x"), 2, "stages must be a list"),
        (lambda document: document["settings"].update(adr_folders=[".."]), 2, "adr-folders"),
        (lambda document: document["settings"].update(statuses={"A": "b"}), 2, "statuses"),
    ],
)
def test_what_is_no_export_is_refused_and_nothing_is_written(
    change: Change, exit_status: int, message: str, filled_repo: Path, run: Runner, other: Runner
) -> None:
    document = export(run)
    change(document)
    result = other("import", "-", stdin=json.dumps(document))
    assert (result.exit, result.out) == (exit_status, "")
    assert message in result.err
    assert "hint: " in result.err
    assert read_tree(other.top) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the JSON is empty"),
        ("[]", "the JSON must be an object, not a list"),
        ('{"schema": "minutebook.v1", ', "the JSON breaks off at line 1"),
        ("[" * 100_000, "the JSON is nested too deeply"),
        ("# A page\n", "the JSON breaks off"),
    ],
)
def test_a_text_that_is_no_json_is_refused(text: str, message: str, other: Runner) -> None:
    (other.top / "x.json").write_text(text)
    for source in ("x.json", "-"):
        result = other("import", source, stdin=text)
        assert (result.exit, message in result.err) == (2, True), result.err


def test_an_export_brings_no_file_that_runs_or_configures(
    filled_repo: Path, run: Runner, other: Runner
) -> None:
    document = export(run)
    document["files"] += [
        {"path": path, "encoding": "base64", "content": base64.b64encode(b"x").decode()}
        for path in ("Makefile", "decisions/run.sh", "decisions/a.png", ".github/workflows/a.yml")
    ]
    result = other("import", "-", "--json", stdin=json.dumps(document)).ok().json
    validate_document("import", result)
    assert {left["source"] for left in result["left"]} == {
        "Makefile",
        "decisions/run.sh",
        ".github/workflows/a.yml",
    }
    tree = read_tree(other.top)
    assert tree["decisions/a.png"] == b"x"
    assert not {"Makefile", "decisions/run.sh"} & set(tree)


def test_a_file_that_is_there_is_not_written_over(
    filled_repo: Path, run: Runner, other: Runner
) -> None:
    (other.top / "history").mkdir()
    (other.top / "history/README.md").write_text("My own.\n")
    result = bring(run, other)
    assert "history/README.md was left: a file of this name is here already" in result.err
    assert (other.top / "history/README.md").read_text() == "My own.\n"


def test_the_baseline_comes_along_into_an_empty_repository(
    repo: Path, run: Runner, other: Runner
) -> None:
    name = ".minutebook-baseline.jsonl"
    folder = repo / "docs/adr"
    folder.mkdir(parents=True)
    for word in ("a", "b"):
        (folder / f"0001-{word}.md").write_text(DECISION.format(f"1. {word}"))
    run("init").ok()
    run("check").ok()
    (entry,) = export(run)["baseline"]
    assert entry["code"] == "number-twice"
    assert f"wrote {name}\n" in bring(run, other).out
    assert (other.top / name).read_bytes() == (repo / name).read_bytes()
    other("check").ok()
    require_same(run, other)
    assert bring(run, other).out == "nothing to do\n"


def test_a_baseline_does_not_come_to_records_that_are_here(
    repo: Path, run: Runner, other: Runner
) -> None:
    name = ".minutebook-baseline.jsonl"
    (repo / "decisions").mkdir()
    for word in ("a", "b"):
        (repo / f"decisions/0001-{word}.md").write_text(DECISION.format(f"1. {word}"))
    run("init").ok()
    (other.top / "decisions").mkdir()
    (other.top / "decisions/0002-c.md").write_text(DECISION.format("2. c"))
    result = bring(run, other)
    assert "its baseline does not come" in result.err
    assert not (other.top / name).exists()


@pytest.mark.parametrize("entry", [{"path": "a", "code": "b"}, "x", {"path": 1}])
def test_a_baseline_of_another_form_is_refused(
    entry: object, filled_repo: Path, run: Runner, other: Runner
) -> None:
    document = export(run)
    document["baseline"] = [entry]
    result = other("import", "-", stdin=json.dumps(document))
    assert (result.exit, result.out) == (2, "")
    assert "baseline[0]" in result.err
    del document["baseline"]
    other("import", "-", stdin=json.dumps(document)).ok()
