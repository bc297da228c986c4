"""`minutebook graph`: drawings and documents of how records relate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner
from json_documents import validate_document


def test_a_drawing_links_to_the_forge(
    filled_repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    plain = run("graph").ok()
    assert 'click n_adr_0003 href "decisions/0003-use-redis.md"' in plain.out
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    git("remote", "add", "origin", "https://user:secret@github.com/acme/shop.git")
    head = git("rev-parse", "HEAD").strip()
    for args in ([], ["--format", "dot"]):
        out = run("graph", *args).ok().out
        assert f"https://github.com/acme/shop/blob/{head}/decisions/" in out
        assert "secret" not in out


def test_a_document(filled_repo: Path, run: Runner) -> None:
    document = run("graph", "--json", "--all").ok().json
    validate_document("graph", document)
    assert document == run("graph", "--format", "json", "--all").ok().json
    assert [node["ref"] for node in document["nodes"]] == [f"ADR-000{n}" for n in (1, 2, 3, 4)]
    paths = {node["ref"]: node["path"] for node in document["nodes"]}
    assert document["edges"] == [
        {
            "relation": "depends-on",
            "source": paths["ADR-0003"],
            "target": paths["ADR-0002"],
            "effect": "in effect",
        }
    ]


def test_dead_links_and_lone_records_are_told(filled_repo: Path, run: Runner) -> None:
    page = filled_repo / "decisions/0003-use-redis.md"
    page.write_text(page.read_text().replace("depends-on: [", "depends-on: [0099-gone, "))
    result = run("graph").ok()
    assert result.err == (
        "note: 2 records have no relation: --all shows them, too\n"
        "note: 1 link leads to no record, or to several: minutebook check\n"
    )
    (dead_end,) = run("graph", "--json").ok().json["dead_ends"]
    assert dead_end["target"] == "0099-gone"


def test_a_secret_in_a_title_is_not_drawn(filled_repo: Path, run: Runner) -> None:
    secret = "ghp_" + "Zk9xQ2mV7b" * 3 + "Ab3dEf"
    page = filled_repo / "decisions/0003-use-redis.md"
    page.write_text(page.read_text().replace("Use Redis", f"Use Redis {secret}"))
    for name in ("mermaid", "dot", "json"):
        assert secret not in run("graph", "--format", name).ok().out


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["--format", "svg"], 2, "no format is called 'svg'"),
        (["--depth", "1"], 2, "--depth counts from records"),
        (["--kind", "x"], 2, "no kind of record is called 'x'"),
        (["--kind", "phr", "--status", "accepted"], 2, "prompts have no status"),
        (["--status", "nonsense"], 2, "no status is called 'nonsense'"),
        (["--json", "--format", "dot"], 2, "ask for two formats"),
        (["ADR-99"], 3, "ADR-0099"),
    ],
)
def test_refusals(
    args: list[str], status: int, message: str, filled_repo: Path, run: Runner
) -> None:
    result = run("graph", *args)
    assert result.exit == status
    assert message in result.err + result.out


def test_a_repository_without_records(repo: Path, run: Runner) -> None:
    assert run("graph").ok().out == "flowchart LR\n"
    document = run("graph", "--json").ok().json
    validate_document("graph", document)
    assert document["nodes"] == []
