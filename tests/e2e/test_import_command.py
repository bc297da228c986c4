"""Records of other layouts and repositories come into this one: same facts, nothing twice."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from command_runner import Runner, read_tree
from json_documents import validate_document
from paths import SHAPES

NYGARD = (
    "# {}\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nc\n\n## Decision\n\nd\n"
)
MADR = "---\nstatus: {}\ndate: 2024-02-03\n---\n\n# {}\n\n## Context and Problem Statement\n\nc\n\n## Decision Outcome\n\nd\n"
KEY = "AKIA" + "Z7Q2K4M8P3X9W6T5"
PROMPT = "---\nid: {}\ntitle: {}\nstage: green\ndate: 2024-03-04\nlinks:\n  adr: []\n---\n\n## Prompt\n\n{}\n\n## Outcome\n\nDone.\n"


def write(top: Path, files: Mapping[str, str | bytes]) -> None:
    for path, content in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        raw = content if isinstance(content, bytes) else content.encode()
        (top / path).write_bytes(raw)


def bring(run: Runner, source: Path, *options: str) -> dict[str, Any]:
    document: dict[str, Any] = run("import", str(source), *options, "--json").ok().json
    validate_document("import", document)
    return document


def list_facts(run: Runner) -> dict[str, tuple[str, str, str, list[tuple[str, bool]]]]:
    """Title, date, state and relations of each record, by its path."""
    return {
        record["path"]: (
            record["title"],
            record["date"],
            record.get("status", record.get("stage")),
            sorted((link["relation"], link["path"] is not None) for link in record["links"]),
        )
        for record in run("list", "--json").ok().json["records"]
    }


@pytest.fixture
def busy(run: Runner, repo: Path) -> Runner:
    """This repository with three decisions and a prompt, whose numbers others have, too."""
    run("init").ok()
    for title in ("Use Kafka", "Use Pulsar"):
        run("adr", "new", title).ok()
    run("phr", "new", "Write it", "--prompt", "Write it.").ok()
    run("index").ok()
    return run


@pytest.mark.parametrize("is_busy", [False, True], ids=["empty", "busy"])
@pytest.mark.parametrize("shape", sorted(path.name for path in SHAPES.iterdir()))
def test_a_layout_comes_with_the_same_facts(
    shape: str, is_busy: bool, run: Runner, repo: Path, other: Runner, request: Any
) -> None:
    if is_busy:
        request.getfixturevalue("busy")
    shutil.copytree(SHAPES / shape, other.top, dirs_exist_ok=True)
    before = read_tree(repo)
    document = bring(run, other.top)
    assert read_tree(other.top) == {
        path.relative_to(SHAPES / shape).as_posix(): path.read_bytes()
        for path in (SHAPES / shape).rglob("*")
        if path.is_file()
    }
    other("init").ok()
    there, here = list_facts(other), list_facts(run)
    for arrival in document["imported"]:
        assert here[arrival["path"]] == there[arrival["source"]]
        if arrival["from"] == arrival["to"]:
            name = Path(arrival["source"]).name
            assert Path(arrival["path"]).name == name
    brought = {arrival["source"] for arrival in document["imported"] + document["present"]}
    assert brought == set(there)
    after = read_tree(repo)
    changed = {path for path in before if after[path] != before[path]}
    assert all(path.endswith("/README.md") for path in changed)
    assert run("index").ok().out == "nothing to do\n"
    codes = {finding["code"] for finding in run("check", "--json").json["findings"]}
    assert not codes & {"duplicate-number", "stale-index", "dangling-link"}
    assert bring(run, other.top)["writes"] == []
    assert read_tree(repo) == after


def test_a_number_that_is_taken_moves_with_all_that_names_it(busy: Runner, other: Runner) -> None:
    write(
        other.top,
        {
            "docs/adr/0002-use-postgres.md": NYGARD.format("2. Use Postgres").replace(
                "Accepted", "Superseded by [7. Use MySQL](0007-use-mysql.md)"
            )
            + "See ADR-0002, [flow](img/flow.png), ![deploy](../images/deploy.png#x).\n",
            "docs/adr/0002-use-postgres-notes.md": "On [2](0002-use-postgres.md).\n",
            "docs/adr/0007-use-mysql.md": NYGARD.format("7. Use MySQL").replace(
                "Accepted", "Accepted\n\nSupersedes [2. Use Postgres](0002-use-postgres.md)"
            ),
            "docs/adr/img/flow.png": b"\x89PNG\x00\xff",
            "docs/images/deploy.png": b"\x89PNG\x01\xff",
        },
    )
    document = bring(busy, other.top)
    moved = [(each["from"], each["to"], each["path"]) for each in document["imported"]]
    assert moved == [
        ("ADR-0002", "ADR-0008", "decisions/0008-use-postgres.md"),
        ("ADR-0007", "ADR-0007", "decisions/0007-use-mysql.md"),
    ]
    tree = {path: raw for path, raw in read_tree(busy.top).items() if path.startswith("decisions/")}
    assert tree["decisions/0008-use-postgres.md"].decode() == (
        NYGARD.format("8. Use Postgres").replace(
            "Accepted", "Superseded by [7. Use MySQL](0007-use-mysql.md)"
        )
        + "See ADR-0008, [flow](img/flow.png), ![deploy](assets/deploy.png#x).\n"
        + "\n<!-- minutebook:alias 0002-use-postgres -->\n"
    )
    assert b"[8. Use Postgres](0008-use-postgres.md)" in tree["decisions/0007-use-mysql.md"]
    assert tree["decisions/0008-use-postgres-notes.md"] == b"On [8](0008-use-postgres.md).\n"
    assert tree["decisions/img/flow.png"] == b"\x89PNG\x00\xff"
    assert tree["decisions/assets/deploy.png"] == b"\x89PNG\x01\xff"
    shown = busy("show", "0002-use-postgres", "--json").ok().json["record"]
    assert (shown["ref"], shown["status"]) == ("ADR-0008", "superseded")
    assert bring(busy, other.top)["writes"] == []


def test_a_record_that_comes_later_names_those_that_came_before(
    busy: Runner, other: Runner
) -> None:
    write(other.top, {"docs/adr/0002-use-postgres.md": NYGARD.format("2. Use Postgres")})
    bring(busy, other.top)
    write(
        other.top,
        {
            "docs/adr/0003-pool.md": NYGARD.format("3. Pool")
            + "As ADR-0002 asks: `0002-use-postgres`.\n"
        },
    )
    document = bring(busy, other.top)
    (path,) = [arrival["path"] for arrival in document["imported"]]
    assert path == "decisions/0005-pool.md"
    assert b"As ADR-0004 asks: `0004-use-postgres`." in (busy.top / path).read_bytes()


def test_several_folders_keep_apart(run: Runner, other: Runner) -> None:
    for folder in ("docs/adr", "packages/web/docs/adr", "packages/billing/docs/adr"):
        write(
            other.top,
            {f"{folder}/000{n}-x{n}.md": NYGARD.format(f"{n}. X {folder}") for n in (1, 2)},
        )
    write(
        other.top,
        {
            "docs/adr/0003-web.md": NYGARD.format("3. Y")
            + "[w](../../packages/web/docs/adr/0001-x1.md)"
        },
    )
    document = bring(run, other.top)
    assert [arrival["path"] for arrival in document["imported"]] == [
        *(f"decisions/{name}.md" for name in ("0001-x1", "0002-x2", "0003-web")),
        *(f"decisions/billing/{name}.md" for name in ("0001-x1", "0002-x2")),
        *(f"decisions/web/{name}.md" for name in ("0001-x1", "0002-x2")),
    ]
    assert (run.top / "decisions/0003-web.md").read_text().endswith("[w](web/0001-x1.md)")
    assert 'adr-numbering = "folder"' in (run.top / "minutebook.toml").read_text()
    assert bring(run, other.top)["writes"] == []


def test_categories_below_a_folder_stay(run: Runner, other: Runner) -> None:
    write(
        other.top,
        {
            "adr/backend/0001-a.md": NYGARD.format("1. A"),
            "adr/frontend/0002-b.md": NYGARD.format("2. B") + "[a](../backend/0001-a.md)\n",
        },
    )
    paths = [arrival["path"] for arrival in bring(run, other.top / "adr")["imported"]]
    assert paths == ["decisions/backend/0001-a.md", "decisions/frontend/0002-b.md"]
    for path in paths:
        assert (run.top / path).read_bytes() == (
            other.top / path.replace("decisions", "adr")
        ).read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "facts"),
    [
        ("0007-a.adoc", "= 7. A\n\n== Status\n\nAccepted\n\n== Context\n\nc\n", ("A", "accepted")),
        ("0007-a.rst", "7. A\n====\n\nStatus\n------\n\nAccepted\n", ("A", "accepted")),
        (
            "0007-a.md",
            "\ufeff" + MADR.format("rejected", "A").replace("\n", "\r\n"),
            ("A", "rejected"),
        ),
        ("0007-a/README.md", NYGARD.format("7. A"), ("A", "accepted")),
        (
            "20240102-a.md",
            "# A\n\n- Status: accepted\n- Date: 2024-01-02\n\n## Context and Problem Statement\n\nc\n",
            ("A", "accepted"),
        ),
    ],
)
def test_pages_of_every_format_come_byte_for_byte(
    name: str, text: str, facts: tuple[str, str], busy: Runner, other: Runner
) -> None:
    write(other.top, {f"docs/adr/{name}": text})
    (arrival,) = bring(busy, other.top)["imported"]
    assert arrival["path"] == f"decisions/{name}"
    assert (busy.top / arrival["path"]).read_bytes() == text.encode()
    title, _, status, _ = list_facts(busy)[arrival["path"]]
    assert (title, status) == facts


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("0002-a.adoc", "= 2. A\n\n== Status\n\nAccepted\n", "no command changes its page"),
    ],
)
def test_a_number_that_cannot_move_is_named_and_nothing_is_lost(
    name: str, text: str, reason: str, busy: Runner, other: Runner
) -> None:
    write(other.top, {f"docs/adr/{name}": text, "docs/adr/0009-b.md": NYGARD.format("9. B")})
    document = bring(busy, other.top)
    assert [arrival["from"] for arrival in document["imported"]] == ["ADR-0009"]
    assert [(left["source"], reason in left["reason"]) for left in document["left"]] == [
        (f"docs/adr/{name}", True)
    ]


def test_the_folder_of_a_record_gets_another_number_with_what_is_in_it(
    run: Runner, other: Runner
) -> None:
    run("init").ok()
    write(run.top, {"decisions/0001-use-x.md": NYGARD.format("1. Use x")})
    name = "0001-use-files/README.md"
    write(
        other.top,
        {
            f"docs/adr/{name}": NYGARD.format("1. Use files") + "![p](pic.png)\n",
            "docs/adr/0001-use-files/pic.png": b"\x89PNG\x00",
            "docs/adr/0001-use-files/notes.txt": "n\n",
            "docs/adr/0004-more.md": NYGARD.format("4. More")
            + f"As [1]({name}) shows: ![p](0001-use-files/pic.png), ADR-0001.\n",
        },
    )
    document = bring(run, other.top)
    assert [(each["from"], each["path"]) for each in document["imported"]] == [
        ("ADR-0001", "decisions/0005-use-files/README.md"),
        ("ADR-0004", "decisions/0004-more.md"),
    ]
    assert (document["left"], document["notes"]) == ([], [])
    tree = {path: raw for path, raw in read_tree(run.top).items() if "use-files" in path}
    folder = "decisions/0005-use-files"
    assert sorted(tree) == [f"{folder}/README.md", f"{folder}/notes.txt", f"{folder}/pic.png"]
    page = tree[f"{folder}/README.md"].decode()
    assert page.startswith("# 5. Use files\n")
    assert page.endswith("![p](pic.png)\n\n<!-- minutebook:alias 0001-use-files -->\n")
    assert (
        (run.top / "decisions/0004-more.md")
        .read_text()
        .endswith(
            "As [5](0005-use-files/README.md) shows: ![p](0005-use-files/pic.png), ADR-0005.\n"
        )
    )
    after = read_tree(run.top)
    assert bring(run, other.top)["writes"] == []
    assert read_tree(run.top) == after
    write(other.top, {"docs/adr/0001-use-files/more.png": b"\x89PNG\x01"})
    assert bring(run, other.top)["writes"] == [f"{folder}/more.png"]


@pytest.mark.parametrize("name", ["0002-a.adoc", "0002-a/README.adoc"])
def test_what_goes_with_a_record_that_does_not_come_stays_too(
    name: str, busy: Runner, other: Runner
) -> None:
    write(
        other.top,
        {
            f"docs/adr/{name}": "= 2. A\n\n== Status\n\nAccepted\n",
            "docs/adr/0002-a/pic.png": b"\x89PNG\x00",
            "docs/adr/0009-b.md": NYGARD.format("9. B"),
        },
    )
    document = bring(busy, other.top)
    assert {left["source"] for left in document["left"]} == {
        f"docs/adr/{name}",
        "docs/adr/0002-a/pic.png",
    }
    assert [path for path in read_tree(busy.top) if "0002-a" in path] == []
    reasons = {left["source"]: left["reason"] for left in document["left"]}
    command = reasons[f"docs/adr/{name}"].rpartition("there, ")[2].split()
    assert command[:2] == ["git", "mv"]
    (other.top / command[2]).rename(other.top / command[3])
    assert bring(busy, other.top)["imported"][0]["from"] == "ADR-0010"


def test_prompts_of_one_title_are_told_apart_by_their_words(busy: Runner, other: Runner) -> None:
    folder = "history/prompts/general"
    write(
        other.top,
        {
            f"{folder}/0001-go-on.green.prompt.md": PROMPT.format("0001", "Go on", "Go on."),
            f"{folder}/0002-go-on.green.prompt.md": PROMPT.format("0002", "Go on", "Go on."),
        },
    )
    first = bring(busy, other.top)
    assert [arrival["to"] for arrival in first["imported"]] == ["PHR-0003", "PHR-0002"]
    assert bring(busy, other.top)["writes"] == []
    write(
        other.top,
        {f"{folder}/0001-go-on.green.prompt.md": PROMPT.format("0001", "Go on", "Another.")},
    )
    again = bring(busy, other.top)
    assert [arrival["from"] for arrival in again["imported"]] == ["general/0001"]
    prompts = [
        busy("show", path, "--json").ok().json["record"]["prompt"]
        for path in list_facts(busy)
        if "go-on" in path
    ]
    assert sorted(prompts) == ["Another.", "Go on.", "Go on."]


def test_secrets_are_hidden_and_the_second_run_knows_it(busy: Runner, other: Runner) -> None:
    text = NYGARD.format("7. A") + f"\n{KEY}\n"
    write(other.top, {"docs/adr/0007-a.md": text})
    document = bring(busy, other.top)
    assert [(each["source"], each["line"]) for each in document["hidden"]] == [
        ("docs/adr/0007-a.md", text[: text.index(KEY)].count("\n") + 1)
    ]
    page = (busy.top / "decisions/0007-a.md").read_text()
    assert KEY not in page
    assert "[redacted: " in page
    assert bring(busy, other.top)["writes"] == []


def test_secrets_stay_where_that_is_asked_for(busy: Runner, other: Runner) -> None:
    text = NYGARD.format("7. A") + f"\n{KEY}\n"
    write(other.top, {"docs/adr/0007-a.md": text})
    assert bring(busy, other.top, "--no-redact")["hidden"] == []
    assert (busy.top / "decisions/0007-a.md").read_text() == text


def test_a_dry_run_writes_nothing_and_says_what_it_would(busy: Runner, other: Runner) -> None:
    write(
        other.top,
        {
            "docs/adr/0002-a.md": NYGARD.format("2. A") + "![a](a.png)[g](../g.md)",
            "docs/adr/a.png": b"\x89",
            "docs/adr/README.md": "# ADRs\n",
            "docs/g.md": "g",
        },
    )
    before = read_tree(busy.top)
    planned = busy("import", str(other.top), "--dry-run").ok()
    assert planned.out.splitlines() == [
        "ADR-0002 -> ADR-0004  decisions/0004-a.md",
        "would write decisions/a.png",
        "would write decisions/README.md",
    ]
    assert planned.err.splitlines() == [
        "note: docs/adr/README.md was left: a contents page, a template or a guide: none of a record",
        "note: decisions/0004-a.md links to docs/g.md, which does not come",
    ]
    assert read_tree(busy.top) == before
    paths = bring(busy, other.top, "--dry-run")["writes"]
    assert bring(busy, other.top)["writes"] == paths


def test_a_picture_of_a_taken_name_gets_another_one(busy: Runner, other: Runner) -> None:
    write(busy.top, {"decisions/a.png": b"mine"})
    write(
        other.top,
        {"docs/adr/0007-a.md": NYGARD.format("7. A") + "![a](a.png)", "docs/adr/a.png": b"theirs"},
    )
    bring(busy, other.top)
    assert (busy.top / "decisions/0007-a.md").read_text().endswith("![a](a-2.png)")
    assert (busy.top / "decisions/a.png").read_bytes() == b"mine"
    assert (busy.top / "decisions/a-2.png").read_bytes() == b"theirs"
    assert bring(busy, other.top)["writes"] == []


def test_kind_and_folder_choose_what_comes_and_where(busy: Runner, other: Runner) -> None:
    write(
        other.top,
        {
            "docs/adr/0007-a.md": NYGARD.format("7. A"),
            "history/prompts/general/0007-b.green.prompt.md": PROMPT.format("0007", "B", "b"),
        },
    )
    refused = busy("import", str(other.top), "--folder", "decisions/old")
    assert (refused.exit, "add --kind adr or --kind phr" in refused.err) == (2, True)
    document = bring(busy, other.top, "--kind", "adr", "--folder", "decisions/old")
    assert [each["path"] for each in document["imported"]] == ["decisions/old/0007-a.md"]
    document = bring(busy, other.top)
    assert [each["path"] for each in document["imported"]] == [
        "history/prompts/general/0007-b.green.prompt.md"
    ]
    assert [each["path"] for each in document["present"]] == ["decisions/old/0007-a.md"]


def test_a_folder_of_any_name_without_git_is_read_and_nothing_around_it(
    busy: Runner, tmp_path: Path
) -> None:
    source = tmp_path / "unpacked" / "pages"
    text = NYGARD.format("7. A") + "![a](img/a.png) ![b](../b.png)\n"
    write(source, {"0007-a.md": text, "img/a.png": b"\x89", "../b.png": b"private"})
    (arrival,) = bring(busy, source)["imported"]
    assert (arrival["source"], arrival["path"]) == ("pages/0007-a.md", "decisions/0007-a.md")
    assert (busy.top / "decisions/0007-a.md").read_text() == text
    tree = read_tree(busy.top)
    assert tree["decisions/img/a.png"] == b"\x89"
    assert b"private" not in tree.values()


def test_own_words_of_the_other_repository_are_named(busy: Runner, other: Runner) -> None:
    write(
        other.top,
        {
            "minutebook.toml": 'statuses = { Frobnicated = "deprecated" }\n',
            "decisions/0007-a.md": NYGARD.format("7. A").replace("Accepted", "Frobnicated"),
        },
    )
    notes = bring(busy, other.top)["notes"]
    meanings = "which means deprecated there and nothing here: see the option statuses"
    assert notes == [f"decisions/0007-a.md says 'Frobnicated', {meanings}"]


def test_what_is_here_under_the_name_and_reads_otherwise_is_named(
    busy: Runner, other: Runner
) -> None:
    page = NYGARD.format("7. Use Etcd")
    write(other.top, {"docs/adr/0007-use-etcd.md": page})
    bring(busy, other.top)
    write(other.top, {"docs/adr/0007-use-etcd.md": page.replace("Accepted", "Rejected")})
    document = bring(busy, other.top)
    assert (document["imported"], document["writes"]) == ([], [])
    assert document["notes"] == [
        "decisions/0007-use-etcd.md: its status is 'accepted' here, and 'rejected' there"
    ]


def test_another_text_under_a_name_that_is_taken_comes_with_its_links(
    run: Runner, other: Runner
) -> None:
    page = "# {}\n\n## Status\n\nAccepted\n\n## Decision\n\n{}\n"
    name = "0001-choose-the-database.md"
    title = "1. Choose the database"
    run("init").ok()
    write(run.top, {f"decisions/{name}": page.format(title, "Shop: Postgres")})
    tuning = page.format("2. Tune it", f"Depends on [{title}]({name}), as ADR-0001 says.")
    write(
        other.top,
        {
            f"docs/adr/{name}": page.format(title, "Billing: MySQL"),
            "docs/adr/0002-tune-it.md": tuning,
        },
    )
    document = bring(run, other.top)
    assert [(each["from"], each["to"]) for each in document["imported"]] == [
        ("ADR-0001", "ADR-0003"),
        ("ADR-0002", "ADR-0002"),
    ]
    assert (document["present"], document["notes"]) == ([], [])
    assert "Shop: Postgres" in (run.top / "decisions" / name).read_text()
    brought = run.top / "decisions/0003-choose-the-database.md"
    assert "Billing: MySQL" in brought.read_text()
    assert (run.top / "decisions/0002-tune-it.md").read_text() == page.format(
        "2. Tune it",
        "Depends on [3. Choose the database](0003-choose-the-database.md), as ADR-0003 says.",
    )
    assert bring(run, other.top)["writes"] == []
    brought.write_text(brought.read_text().replace("Billing: MySQL", "Billing: MariaDB"))
    document = bring(run, other.top)
    assert document["writes"] == []
    (note,) = document["notes"]
    assert note == (
        "decisions/0003-choose-the-database.md: its text is another one than that of"
        f" docs/adr/{name}, which does not come"
    )


def test_a_relation_that_another_record_here_would_get_is_named(
    busy: Runner, other: Runner
) -> None:
    text = NYGARD.format("7. A").replace("Accepted", "Accepted\n\nAmends ADR-0002")
    write(other.top, {"docs/adr/0007-a.md": text})
    notes = bring(busy, other.top)["notes"]
    assert any("amends ADR-0002 here, a relation that it has not" in note for note in notes)


def test_links_out_of_the_other_repository_are_not_followed(
    busy: Runner, other: Runner, tmp_path: Path
) -> None:
    (tmp_path / "secret.md").write_text(NYGARD.format("8. Secret"))
    write(other.top, {"docs/adr/0007-a.md": NYGARD.format("7. A") + "![s](s.png)"})
    (other.top / "docs/adr/0008-secret.md").symlink_to(tmp_path / "secret.md")
    (other.top / "docs/adr/s.png").symlink_to(tmp_path / "secret.md")
    document = bring(busy, other.top)
    assert [arrival["from"] for arrival in document["imported"]] == ["ADR-0007"]
    assert {left["source"] for left in document["left"]} == {
        "docs/adr/0008-secret.md",
        "docs/adr/s.png",
    }
    assert not any(b"Secret" in raw for raw in read_tree(busy.top).values())


@pytest.mark.parametrize(
    ("args", "exit_status", "message", "hint"),
    [
        (["{top}"], 3, "lies in this repository", "minutebook init"),
        (["decisions"], 3, "lies in this repository", "minutebook init"),
        (["{other}/.git"], 3, "is a git directory", "git clone"),
        (["{other}/missing"], 2, "is not there", "name a folder"),
        (["{other}"], 2, "no record was found", "name the folder"),
        (
            ["{other}", "more"],
            2,
            "more does not go with a folder",
            "it goes with the name of a tool: specstory",
        ),
        (["{other}", "--kind", "x"], 2, "no kind of record", "phr or adr"),
    ],
)
def test_what_import_refuses(
    args: list[str], exit_status: int, message: str, hint: str, busy: Runner, other: Runner
) -> None:
    before = read_tree(busy.top)
    result = busy("import", *(arg.format(top=busy.top, other=other.top) for arg in args))
    assert (result.exit, result.out) == (exit_status, "")
    assert message in result.err
    assert f"hint: {hint}" in result.err
    assert read_tree(busy.top) == before


def test_an_export_meets_records_here(busy: Runner, other: Runner) -> None:
    other("adr", "new", "Use Postgres").ok()
    other("adr", "accept", "1").ok()
    other("adr", "new", "Use MySQL", "--supersedes", "ADR-1").ok()
    other("phr", "new", "Do it", "--prompt", "Do it.", "--adr", "ADR-2").ok()
    exported = other("export").ok().out
    document = busy("import", "-", "--json", stdin=exported).ok().json
    moved = {each["from"]: each["to"] for each in document["imported"]}
    assert moved == {"ADR-0001": "ADR-0004", "ADR-0002": "ADR-0005", "PHR-0001": "PHR-0002"}
    (prompt,) = [each for each in document["records"] if each["kind"] == "phr"]
    (link,) = busy("show", prompt["ref"], "--json").ok().json["record"]["links"]
    assert (link["relation"], link["path"]) == ("decides", "decisions/0005-use-mysql.md")
    findings = busy("check", "--json").ok().json["findings"]
    assert {finding["code"] for finding in findings} <= {"empty-section"}  # nobody wrote them
    assert busy("import", "-", stdin=exported).ok().out == "nothing to do\n"


def test_a_secret_in_a_name_is_hidden_there_too_and_links_follow(
    busy: Runner, other: Runner
) -> None:
    name = f"0007-rotate-{KEY}.md"
    write(
        other.top,
        {
            f"docs/adr/{name}": NYGARD.format(f"7. Rotate {KEY}"),
            "docs/adr/0008-b.md": NYGARD.format("8. B") + f"As [7]({name}) says.\n",
        },
    )
    document = bring(busy, other.top)
    paths = [arrival["path"] for arrival in document["imported"]]
    assert paths[1] == "decisions/0008-b.md"
    assert f"[7]({Path(paths[0]).name})" in (busy.top / paths[1]).read_text()
    assert not any(KEY.encode() in raw for raw in read_tree(busy.top).values())
    assert not any(KEY.lower() in path.lower() for path in read_tree(busy.top))
    assert KEY not in str(document)
    assert bring(busy, other.top)["writes"] == []


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("# 7. A\n".encode("utf-16"), "it is UTF-16: no secret would be found in it"),
        (b"# 7. A\n" + b"line\n" * 300_000, "it is larger than 1 MB"),
    ],
)
def test_a_page_in_which_no_secret_can_be_found_is_left(
    raw: bytes, reason: str, busy: Runner, other: Runner
) -> None:
    write(other.top, {"docs/adr/0007-a.md": raw, "docs/adr/0008-b.md": NYGARD.format("8. B")})
    document = bring(busy, other.top)
    assert [left["source"] for left in document["left"]] == ["docs/adr/0007-a.md"]
    assert reason in document["left"][0]["reason"]
    bring(busy, other.top, "--no-redact")
    assert (busy.top / "decisions/0007-a.md").read_bytes() == raw


def test_a_secret_in_a_companion_is_hidden(busy: Runner, other: Runner) -> None:
    write(
        other.top,
        {"docs/adr/0007-a.md": NYGARD.format("7. A"), "docs/adr/0007-a-notes.md": f"{KEY}\n"},
    )
    document = bring(busy, other.top)
    assert [each["source"] for each in document["hidden"]] == ["docs/adr/0007-a-notes.md"]
    assert KEY not in (busy.top / "decisions/0007-a-notes.md").read_text()


def test_what_would_be_no_record_under_its_name_here_is_named(run: Runner, other: Runner) -> None:
    write(run.top, {"minutebook.toml": 'adr-folders = ["."]\n'})
    write(
        other.top,
        {"docs/adr/0007-a.md": NYGARD.format("7. A"), "docs/adr/plain.md": NYGARD.format("Plain")},
    )
    document = bring(run, other.top)
    assert [each["path"] for each in document["imported"]] == ["0007-a.md"]
    assert [each["source"] for each in document["left"]] == ["docs/adr/plain.md"]
    assert not (run.top / "plain.md").exists()


def test_a_file_in_the_way_is_not_written_over(busy: Runner, other: Runner) -> None:
    write(
        busy.top,
        {"decisions/0007-A-notes.md": "mine", "decisions/0007-a.md": NYGARD.format("7. Mine")},
    )
    write(
        other.top,
        {
            "docs/adr/0007-a.md": NYGARD.format("7. Mine"),
            "docs/adr/0007-A-notes.md": "theirs",
            "docs/adr/0008-b.md": NYGARD.format("8. B"),
        },
    )
    document = bring(busy, other.top)
    assert [each["from"] for each in document["imported"]] == ["ADR-0008"]
    assert [each["source"] for each in document["left"]] == ["docs/adr/0007-A-notes.md"]
    assert (busy.top / "decisions/0007-A-notes.md").read_text() == "mine"
