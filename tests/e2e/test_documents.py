"""JSON: every document that goes out is as its schema says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup

from minutebook.cli.app import build_app
from minutebook.operations.schema import validate

from command_runner import Runner
from json_documents import validate_document


@pytest.mark.parametrize(
    ("args", "name"),
    [
        (["list", "--json"], "list"),
        (["list", "adr", "--limit", "1", "--offset", "1", "--json"], "list"),
        (["list", "--status", "rejected", "--json"], "list"),
        (["show", "ADR-3", "--json"], "show"),
        (["show", "PHR-1", "--json"], "show"),
        (["index", "--json"], "written"),
        (["index", "--check", "--json"], "written"),
        (["check", "--json"], "check"),
        (["check", "--format", "json"], "check"),
        (["check", "--format=json", "--fix"], "check"),
        (["config", "--json"], "config"),
        (["guide", "--json"], "guide"),
        (["guide", "rules", "dead-link", "--json"], "guide"),
        (["init", "--json"], "init"),
        (["init", "--dry-run", "--json"], "init"),
    ],
    ids=" ".join,
)
def test_a_document_is_as_described(
    args: list[str], name: str, filled_repo: Path, run: Runner
) -> None:
    result = run(*args).ok()
    validate_document(name, result.json)
    assert result.out.count("\n") == 1
    assert result.err == ""


# A call of every command that has --json, and the document that answers it.
CALLS = [
    ("init", "init"),
    ("phr new A", "written"),
    ("adr new A", "written"),
    ("adr accept ADR-3", "written"),
    ("adr accept ADR-3 ADR-4", "written"),
    ("adr list", "list"),
    ("phr list", "list"),
    ("adr reject ADR-3", "written"),
    ("adr deprecate ADR-2", "written"),
    ("adr supersede ADR-2 --by ADR-3", "written"),
    ("adr supersede ADR-2 --with Third", "written"),
    ("adr amend ADR-2 --by ADR-3", "written"),
    ("adr govern ADR-2", "written"),
    ("adr govern ADR-2 src/**", "written"),
    ("adr govern ADR-2 --suggest", "written"),
    ("story", "story"),
    ("stats", "stats"),
    ("site build", "site"),
    ("log", "log"),
    ("graph", "graph"),
    ("list", "list"),
    ("show ADR-2", "show"),
    ("search redis", "search"),
    ("context", "context"),
    ("context src/cache.py decisions/", "context"),
    ("why src/cache.py:1", "why"),
    ("why src", "why"),
    ("link ADR-3 amends ADR-2", "written"),
    ("unlink ADR-3 depends-on ADR-2", "written"),
    ("index", "written"),
    ("check", "check"),
    ("check --fix", "check"),
    ("check --explain -", "rules"),
    ("renumber", "renumber"),
    ("renumber ADR-2", "renumber"),
    ("renumber ADR-2 --dry-run", "renumber"),
    ("retitle ADR-2 Other", "retitle"),
    ("retitle ADR-2 Other --dry-run", "retitle"),
    ("remove ADR-2", "error"),
    ("remove ADR-2 PHR-3 --force", "remove"),
    ("remove ADR-2 --force --dry-run", "remove"),
    ("suggest", "assessment"),
    ("suggest list", "suggestions"),
    ("suggest accept S-3-1", "written"),
    ("suggest dismiss S-3-1 --reason no", "written"),
    ("drift", "drifts"),
    ("audit", "audit"),
    ("audit --spool", "audit-spool"),
    ("import specstory", "import-store"),
    ("agents install claude", "agents-changes"),
    ("agents remove", "agents-changes"),
    ("agents status", "agents"),
    ("agents doctor claude", "agents-doctor"),
    ("numbers", "numbers"),
    ("numbers prune", "numbers-prune"),
    ("catalog status", "catalog"),
    ("catalog rebuild", "catalog"),
    ("phr hide PHR-1 --as summary", "written"),
    ("phr hide PHR-1 --as private --dry-run", "written"),
    ("phr verify", "verify"),
    ("phr texts push", "error"),
    ("phr texts fetch", "error"),
    ("redact secret.txt", "redact"),
    ("redact secret.txt --text", "redact"),
    ("redact --in-record PHR-3", "redact-record"),
    ("import all.json", "import"),
    ("config", "config"),
    ("guide", "guide"),
    ("guide why", "guide"),
    ("list --status nonsense", "error"),
]
SUGGESTION = """suggestions:
  - id: S-3-1
    topic: Run jobs with Celery
    score: 0.8
    state: pending
    title: Run jobs with Celery
    topics: [Background jobs]
"""


def list_commands_with_json(command: object, path: str = "") -> Iterator[str]:
    if isinstance(command, TyperGroup):
        for name, child in command.commands.items():
            yield from list_commands_with_json(child, f"{path} {name}".strip())
    if any("--json" in parameter.opts for parameter in command.params):  # type: ignore[attr-defined]
        yield path


@pytest.mark.slow
@pytest.mark.parametrize(("call", "name"), CALLS, ids=[call for call, _ in CALLS])
def test_the_answer_of_a_command_is_its_document(
    call: str, name: str, filled_repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    (filled_repo / "secret.txt").write_text("a\naws_secret_access_key = " + "Zk9x" * 10 + "\n")
    (filled_repo / "history/prompts/general/0003-jobs.general.prompt.md").write_text(
        f"---\nid: 3\ntitle: Jobs\nstage: general\ndate: 2026-01-31\n{SUGGESTION}---\n"
    )
    git("add", "-A")
    git("commit", "-q", "-m", "records")
    run("export", "--out", "all.json").ok()
    result = run(*call.split(), "--json")
    assert result.exit in (0, 1, 2, 3), result.out
    validate_document(name, result.json)


def test_every_command_with_json_is_called_above() -> None:
    commands = set(list_commands_with_json(build_app()))
    called = {
        command
        for command in commands
        for call, _ in CALLS
        if call == command or call.startswith(f"{command} ")
    }
    assert commands == called
    assert {name for _, name in CALLS} | {"new-phr", "new-adr", "export", "case", "texts"} == set(
        validate.DOCUMENTS
    )


@pytest.mark.parametrize("name", ["", *validate.DOCUMENTS])
def test_every_document_has_its_schema(name: str, run: Runner, repo: Path) -> None:
    schema = run("schema", *filter(None, [name])).ok().json
    assert schema == validate.build_schema(name or None)
    assert schema["$id"] == ":".join(filter(None, ["urn:minutebook:schema:v1", name]))


def test_config_lists_every_option(filled_repo: Path, run: Runner) -> None:
    (filled_repo / "minutebook.toml").write_text('adr-folders = ["decisions"]\nproposed-days = 9\n')
    out = run("config").ok().out
    assert out.startswith(f"# from {filled_repo / 'minutebook.toml'}\n")
    assert "proposed-days = 9  (set)\n" in out
    assert 'phr-folders = ["history/prompts"]\n' in out
    (filled_repo / "minutebook.toml").unlink()
    (filled_repo / "doc/adr").mkdir(parents=True)
    assert run("config").ok().out.startswith("# no configuration")


@pytest.mark.parametrize(
    "head",
    [
        "x: .nan",
        "x: .inf",
        "x: !!binary aGVsbG8=",
        "x: !!set {a, b}",
        "x: 2026-01-31T10:00:00Z",
        "? [a, b]\n: c",
        "1: one\n2.5: two\ntrue: three\nnull: four",
        "x: &a [*a]",
        "x: !!python/object:os.system y",
        "links: 7",
        "links: [a, {b: c}]",
        "labels: {a: {b: [c]}}",
        "title: [a, b]",
        "agent: {a: b}",
        "status: [accepted]",
        "date: {a: b}",
        'x: "\\ud800"',
    ],
)
@pytest.mark.parametrize("kind", ["adr", "phr"])
def test_any_front_matter_makes_a_document(
    head: str, kind: str, filled_repo: Path, run: Runner
) -> None:
    path = (
        "decisions/0009-own.md" if kind == "adr" else "history/prompts/general/0009-own.prompt.md"
    )
    page = filled_repo / path
    page.write_text(f"---\n{head}\n---\n\n# Own\n", "utf-8")
    before = page.read_bytes()

    def refuse_constant(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    for args, name in ((["list"], "list"), (["show", path], "show"), (["check"], "check")):
        result = run(*args, "--json")
        assert result.exit in (0, 1)
        validate_document(name, json.loads(result.out, parse_constant=refuse_constant))
    run("list").ok()
    run("index").ok()
    run(kind, "new", "Another").ok()
    assert page.read_bytes() == before


def test_undecodable_bytes_come_as_escapes(filled_repo: Path, run: Runner) -> None:
    (filled_repo / "decisions/0009-latin.md").write_bytes(b"# caf\xe9\n\n## Status\n\nAccepted\n")
    record = run("show", "ADR-9", "--json").ok().json["record"]
    assert record["status"] == "accepted"
    validate_document("show", {"schema": "minutebook.v1", "record": record})
    assert run("show", "ADR-9").exit == 0
    assert run("list").exit == 0
