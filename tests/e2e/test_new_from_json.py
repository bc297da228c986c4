"""`adr new` and `phr new` with `--from-json`: one record or many, all or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command_runner import Runner, read_tree
from json_documents import validate_document

ALL_FIELDS = {
    "title": "Use Valkey",
    "template": "madr",
    "status": "accepted",
    "date": "2026-01-15",
    "supersedes": ["ADR-3"],
    "phr": ["PHR-1"],
    "deciders": ["Ada"],
    "context": "We cache.\n\nMuch.",
    "drivers": ["speed"],
    "options": ["Valkey", "Redis"],
    "decision": "Valkey, for its licence.",
    "consequences": "A new client.",
    "feature": "shop",
    "review_by": "2027-01-01",
    "links": {"depends-on": ["ADR-2"]},
}
OPTIONS = (
    *("--template", "madr", "--status", "accepted", "--date", "2026-01-15"),
    *("--supersedes", "ADR-3", "--phr", "PHR-1", "--decider", "Ada"),
    *("--context", "We cache.\n\nMuch.", "--driver", "speed", "--option", "Valkey"),
    *("--option", "Redis", "--decision", "Valkey, for its licence."),
    *("--consequences", "A new client.", "--feature", "shop", "--review-by", "2027-01-01"),
    *("--link", "depends-on:ADR-2"),
)


def read_pages(top: Path) -> dict[str, bytes]:
    return {path: data for path, data in read_tree(top).items() if path.endswith(".md")}


def create(run: Runner, kind: str, document: Any, *args: str) -> Any:
    return run(kind, "new", "--from-json", "-", *args, stdin=json.dumps(document))


def test_a_document_makes_the_same_pages_as_options(
    filled_repo: Path, run: Runner, tmp_path: Path
) -> None:
    before = read_tree(filled_repo)
    run("adr", "new", "Use Valkey", *OPTIONS).ok()
    by_options = read_pages(filled_repo)
    for path in read_tree(filled_repo).keys() - before.keys():
        (filled_repo / path).unlink()
    for path, data in before.items():
        (filled_repo / path).write_bytes(data)
    document = create(run, "adr", ALL_FIELDS, "--json").ok().json
    validate_document("new-adr", ALL_FIELDS)
    validate_document("written", document)
    assert document["record"]["ref"] == "ADR-0005"
    assert read_pages(filled_repo) == by_options


@pytest.mark.parametrize("kind", ["adr", "phr"])
def test_one_of_many_is_as_if_it_were_alone(
    kind: str, filled_repo: Path, run: Runner, other: Runner
) -> None:
    document = {"title": "One", "date": "2026-01-02"}
    assert create(run, kind, [document], "--dry-run").ok()
    alone = create(run, kind, document, "--json").ok().json
    page = (filled_repo / alone["record"]["path"]).read_text("utf-8")
    many = create(other, kind, [document, {"title": "Two"}], "--json").ok().json
    page_of_many = (other.top / many["records"][0]["path"]).read_text("utf-8")
    number, number_of_many = alone["record"]["number"], many["records"][0]["number"]
    assert page.replace(f"{number:04}", "N") == page_of_many.replace(f"{number_of_many:04}", "N")


def test_many_records_of_one_batch_link_to_each_other(filled_repo: Path, run: Runner) -> None:
    lines = [
        {"title": "Use Valkey", "supersedes": ["ADR-2"], "phr": ["PHR-1"]},
        {"title": "Cache less", "links": {"depends-on": ["ADR-5"]}},
        {"title": "Cache more", "status": "accepted", "template": "nygard"},
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    result = run("adr", "new", "--from-json", "-", stdin=text).ok()
    assert result.out.splitlines()[:3] == [
        "ADR-0005  decisions/0005-use-valkey.md",
        "ADR-0006  decisions/0006-cache-less.md",
        "ADR-0007  decisions/0007-cache-more.md",
    ]
    assert result.err == "next: minutebook check\n"
    shown = run("show", "ADR-5", "--json").ok().json["record"]
    assert {(link["relation"], link["path"]) for link in shown["links"]} == {
        ("supersedes", "decisions/0002-use-postgres.md"),
        ("decided-in", "history/prompts/general/0001-which-cache.plan.prompt.md"),
        ("required-by", "decisions/0006-cache-less.md"),
    }
    assert run("index", "--check").ok()
    assert run("check", "--json").ok().json["counts"]["error"] == 0


def test_prompts_of_a_batch_go_where_each_belongs(filled_repo: Path, run: Runner) -> None:
    batch = [
        {"title": "Plan it", "stage": "plan", "feature": "shop", "prompt": "How?"},
        {"title": "Secret", "visibility": "private", "prompt": "Hush", "adr": ["ADR-2"]},
        {"title": "Rules", "stage": "constitution", "links": {"follows": ["PHR-3"]}},
    ]
    document = create(run, "phr", batch, "--json").ok().json
    validate_document("written", document)
    assert [record["number"] for record in document["records"]] == [3, 4, 5]
    assert "history/prompts/shop/0003-plan-it.plan.prompt.md" in document["writes"]
    assert not any("0004" in path for path in document["writes"])
    assert run("show", "PHR-4", "--json").ok().json["record"]["prompt"] == "Hush"
    links = run("show", "PHR-5", "--json").ok().json["record"]["links"]
    assert [(link["relation"], link["path"]) for link in links] == [
        ("follows", "history/prompts/shop/0003-plan-it.plan.prompt.md")
    ]
    shown = run("phr", "list", "--private").ok().out
    assert shown.startswith("PHR-0004")
    lines = create(run, "phr", [{"title": "Two", "visibility": "private"}]).ok().out
    assert lines == "PHR-0006  private: it is kept apart from the tree\n"


@pytest.mark.parametrize(
    ("kind", "batch", "message"),
    [
        ("adr", [{"title": "A"}, {"title": "B", "status": "done"}], "record 2: a new decision"),
        ("adr", [{"title": "A"}, {"title": "B", "supersedes": ["99"]}], "record 2: no decision"),
        ("adr", [{"title": "A", "template": "none"}], "record 1: "),
        ("adr", [{"title": "A", "folder": "nowhere"}], "record 1: "),
        ("adr", [{"title": "A"}, {"title": "B", "suggestion": "S-1-1"}], "record 2: a suggestion"),
        ("adr", [{"title": "A", "review_by": "soon"}], "record 1: review_by must be"),
        ("phr", [{"title": "A"}] * 3 + [{"title": "B", "stage": "x"}], "record 4: no stage"),
        ("phr", [{"title": "A"}, {"title": "B", "adr": ["99"]}], "record 2: no decision"),
        ("phr", [{"title": "A"}, "B"], "record 2: must be an object, not a string"),
        ("phr", [{"title": "A", "titel": ""}], 'record 1: unknown key "titel"'),
        ("phr", [], "the JSON has no records"),
    ],
)
def test_where_one_record_is_wrong_none_is_made(
    kind: str, batch: list[Any], message: str, filled_repo: Path, run: Runner
) -> None:
    before = read_tree(filled_repo)
    result = create(run, kind, batch, "--json")
    assert result.exit in (2, 3)
    assert message in result.json["error"]["message"]
    assert read_tree(filled_repo) == before
    created = create(run, kind, [{"title": "After"}], "--json").ok().json
    assert created["records"][0]["number"] == {"adr": 5, "phr": 3}[kind]


@pytest.mark.parametrize(
    "line",
    [
        "adr new Use Redis --from-json -",
        "adr new --from-json - --status accepted",
        "adr new --from-json - --option Redis",
        "adr new --from-json - --context-file notes.md",
        "adr new --from-json - --from S-1-1",
        "adr new --from-json - --edit",
        "phr new A --from-json -",
        "phr new --from-json - --stage plan",
        "phr new --from-json - --label x",
    ],
)
def test_options_that_the_document_has_are_refused_beside_it(
    line: str, filled_repo: Path, run: Runner
) -> None:
    result = run(*line.split(), stdin='{"title": "A"}')
    assert (result.exit, result.out) == (2, "")
    assert "--from-json do not go together" in result.err


def test_where_it_goes_and_its_form_may_be_given_beside_it(repo: Path, run: Runner) -> None:
    run("init").ok()
    batch = [{"title": "A", "template": "madr"}, {"title": "B"}]
    document = create(run, "adr", batch, "--template", "nygard", "--json").ok().json
    for record in document["records"]:
        assert "## Consequences" in (repo / record["path"]).read_text("utf-8")
    made = create(run, "phr", {"title": "C"}, "--visibility", "private").ok()
    assert "private" in made.out


def test_texts_from_files(filled_repo: Path, run: Runner) -> None:
    (filled_repo / "why.md").write_text("Because it is slow.\n")
    run(
        *("adr", "new", "Use", "Valkey", "--context-file", "why.md"),
        *("--decision-file", "-", "--consequences", "None."),
        stdin="Valkey it is.\n",
    ).ok()
    page = (filled_repo / "decisions/0005-use-valkey.md").read_text("utf-8")
    assert "Because it is slow.\n" in page
    assert "Valkey it is.\n" in page
    for args in (
        ("--context", "a", "--context-file", "why.md"),
        ("--context-file", "-", "--decision-file", "-"),
    ):
        result = run("adr", "new", "Again", *args)
        assert (result.exit, result.out) == (2, "")


def test_a_suggestion_is_answered_by_a_document(filled_repo: Path, run: Runner) -> None:
    result = create(run, "adr", {"title": "A", "suggestion": "S-9-1"})
    assert (result.exit, "S-9-1" in result.err) == (3, True)
