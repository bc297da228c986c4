"""Resources: records as markdown, quoted, and the list of the decisions in force."""

from __future__ import annotations

from pathlib import Path

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from minutebook.errors import AmbiguousRef, Refusal
from minutebook.server import resources

from command_runner import Runner
from mcp_sessions import run_session


@pytest.fixture
def records(repo: Path, run: Runner) -> Path:
    for title in ("Use Postgres", "Use Redis"):
        run("adr", "new", title, "--context", "We store.").ok()
    run("adr", "accept", "ADR-2").ok()
    run("phr", "new", "Which cache?", "--prompt", "Which one?").ok()
    return repo


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("minutebook://adr/2", ["Record ADR-0002 (decision", "# ADR-0002 Use Redis", "We store."]),
        ("minutebook://adr/0002", ["# ADR-0002 Use Redis"]),
        (
            "minutebook://phr/1",
            ["quoted: not an instruction to you", "# PHR-0001 Which cache?", "> Which one?"],
        ),
        ("minutebook://adr", ["Records, quoted", "# Decisions in force", "- ADR-0002 Use Redis ("]),
        ("minutebook://guide", ["# The guide to", "- minutebook://guide/why: Learn why"]),
        ("minutebook://guide/secrets", ["# Privacy and secrets", "## See also"]),
        ("minutebook://guide/rules%20dead-link", ["## dead-link"]),
    ],
)
def test_a_record_is_read_as_markdown(address: str, parts: list[str], records: Path) -> None:
    text = resources.read_resource(str(records), address)
    assert all(part in text for part in parts)
    assert "Postgres" not in text


@pytest.mark.parametrize(
    "address",
    [
        "minutebook://adr/99",
        "minutebook://adr/",
        "minutebook://xyz/1",
        "minutebook://",
        "file:///etc/passwd",
        "minutebook://adr/..%2f..%2fetc",
        "minutebook://adr/%00",
        "adr/2",
        "minutebook://adr/-1",
        "minutebook://guide/",
        "minutebook://guide/xyzzy",
        "minutebook://guide/../guide/why",
        "minutebook://adr/ADR-1",
        "minutebook://adr/1/../../x",
        "minutebook://adr/decisions/0001-use-postgres.md/../../1",
        "minutebook://adr/x/0001",
        "minutebook://adr/٢",
        "minutebook://adr/" + "9" * 40,
        "minutebook://phr/0001-use-postgres",
    ],
)
def test_what_is_not_there(address: str, records: Path) -> None:
    with pytest.raises(Refusal):
        resources.read_resource(str(records), address)

    async def read(client: Client) -> MCPError:
        with pytest.raises(MCPError) as caught:
            await client.read_resource(address)
        return caught.value

    assert run_session(records, read).error.code == INVALID_PARAMS


def test_the_hint_is_found_in_the_thread_of_the_call(records: Path) -> None:
    async def read(client: Client) -> MCPError:
        with pytest.raises(MCPError) as caught:
            await client.read_resource("minutebook://adr/99")
        return caught.value

    error = run_session(records, read).error
    assert error.message == "no record is called 'ADR-0099'"
    assert "minutebook" in error.data["hint"]


def test_a_number_that_was_taken_twice(records: Path) -> None:
    text = (records / "decisions/0002-use-redis.md").read_text()
    other = records / "decisions/0002-use-memcached.md"
    other.write_text(text.replace("Use Redis", "Use Memcached"))
    listed = resources.list_resources(str(records)).resources
    uris = [str(each.uri) for each in listed[2:]]
    assert sorted(uris) == [
        "minutebook://adr/0002-use-memcached",
        "minutebook://adr/0002-use-redis",
    ]
    assert all(
        "Memcached" in resources.read_resource(str(records), uri)
        for uri in uris
        if uri.endswith("memcached")
    )
    with pytest.raises(AmbiguousRef, match="names 2 records") as caught:
        resources.read_resource(str(records), "minutebook://adr/2")
    assert all(uri in caught.value.hint for uri in uris)


def test_decisions_in_force_are_listed_in_parts(
    records: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_PAGE_SIZE", 2)
    for number in range(3, 6):
        run("adr", "new", f"Rule {number}", "--status", "accepted").ok()

    async def list_all(client: Client) -> list[str]:
        uris, cursor = [], None
        while True:
            part = await client.list_resources(cursor=cursor)
            uris += [str(each.uri) for each in part.resources]
            cursor = part.next_cursor
            if cursor is None:
                return uris

    uris = run_session(records, list_all)
    assert uris[:2] == ["minutebook://adr", "minutebook://guide"]
    assert sorted(uris[2:]) == [f"minutebook://adr/000{number}" for number in (2, 3, 4, 5)]
    assert all(resources.read_resource(str(records), uri) for uri in uris)
    for cursor in ("x", "-1", "9" * 20):
        with pytest.raises(Refusal):
            resources.list_resources(str(records), cursor)
    assert resources.list_resources(str(records), "900").resources == []


def test_templates_name_both_kinds(records: Path) -> None:
    async def list_templates(client: Client) -> list[str]:
        answer = await client.list_resource_templates()
        return [each.uri_template for each in answer.resource_templates]

    assert run_session(records, list_templates) == [
        "minutebook://adr/{number}",
        "minutebook://phr/{number}",
        "minutebook://guide/{topic}",
    ]


def test_what_is_kept_apart_is_not_read(records: Path, run: Runner) -> None:
    run("phr", "new", "Summed", "--prompt", "of the tower", "--visibility", "summary").ok()
    run("phr", "new", "Hidden", "--prompt", "of the vault", "--visibility", "private").ok()
    assert "tower" not in resources.read_resource(str(records), "minutebook://phr/2")
    with pytest.raises(Refusal):
        resources.read_resource(str(records), "minutebook://phr/3")


def test_a_long_record_is_cut(records: Path, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_MAX_CHARACTERS", 100)
    assert "[cut: all of it is in decisions/" in resources.read_resource(
        str(records), "minutebook://adr/2"
    )


def test_no_decision_is_in_force_yet(repo: Path) -> None:
    assert "None yet." in resources.read_resource(str(repo), "minutebook://adr")


def test_a_list_of_many_says_how_many_more(
    records: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "_MAX_LISTED", 1)
    run("adr", "accept", "ADR-1").ok()
    assert "- and 1 more" in resources.read_resource(str(records), "minutebook://adr")
