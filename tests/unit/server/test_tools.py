"""Tools: each answers with the document that the command prints, and keeps to the repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from minutebook.server import tool_calls, tools
from minutebook.server.tool_calls import list_tool
from minutebook.server.tools import select_tools

from command_runner import Runner
from mcp_sessions import call, report_no_bug, run_session

DOCUMENTS = {
    name: tool.document_name
    for name, tool in select_tools(is_read_only=False, allowed=("accept",)).items()
}


@pytest.fixture
def records(repo: Path, run: Runner, git: Any) -> Path:
    """Three decisions, of which the second is accepted, and two prompts, in a commit."""
    (repo / "src").mkdir()
    (repo / "src/cache.py").write_text("CACHE = {}\n")
    for title in ("Use Postgres", "Use Redis", "Use Kafka"):
        run("adr", "new", title, "--context", "We store.").ok()
    run("adr", "accept", "ADR-2").ok()
    run("phr", "new", "Which cache?", "--stage", "plan", "--prompt", "Which one?").ok()
    run("phr", "new", "Write it", "--file", "src/cache.py", "--prompt", "Do.").ok()
    git("add", "-A")
    git("commit", "-q", "-m", "Begin")
    return repo


def ask(folder: Path, tool: str, /, **arguments: Any) -> dict[str, Any]:
    return call(folder, tool, DOCUMENTS[tool], **arguments)


@pytest.mark.parametrize(
    ("tool", "arguments", "command"),
    [
        ("list", {"limit": 30}, "list --limit 30"),
        (
            "list",
            {"kind": "adr", "state": "accepted", "limit": 2},
            "list adr --status accepted --limit 2",
        ),
        (
            "list",
            {"touching": "src/cache.py", "limit": 9},
            "list --touching src/cache.py --limit 9",
        ),
        ("list", {"limit": 1, "offset": 2}, "list --limit 1 --offset 2"),
        ("show", {"ref": "ADR-2"}, "show ADR-2"),
        ("show", {"ref": "PHR-1"}, "show PHR-1"),
        ("search", {"query": "redis", "limit": 20}, "search redis"),
        (
            "search",
            {"query": "kind:adr status:proposed", "limit": 20},
            "search kind:adr status:proposed",
        ),
        ("why", {"place": "src/cache.py:1"}, "why src/cache.py:1"),
        ("why", {"place": "src"}, "why src"),
        ("why", {"place": "src/gone.py"}, "why src/gone.py"),
        ("context", {"paths": ["src/cache.py"]}, "context src/cache.py"),
        ("context", {"budget": 200}, "context --budget 200"),
        ("suggest", {}, "suggest"),
        ("suggest", {"commit": "HEAD"}, "suggest --commit HEAD"),
        ("story", {}, "story"),
        ("check", {}, "check"),
        ("show", {"ref": "ADR-99"}, "show ADR-99"),
        ("suggest", {"range": "nonsense"}, "suggest --range nonsense"),
        ("search", {"query": "stage:nonsense"}, "search stage:nonsense"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_tool_answers_as_the_command_does(
    tool: str, arguments: dict[str, Any], command: str, records: Path, run: Runner
) -> None:
    assert ask(records, tool, **arguments) == run(*command.split(), "--json").json


@pytest.mark.parametrize(
    ("tool", "arguments", "command"),
    [
        ("adr_new", {"title": "Use NATS", "phr": ["PHR-1"]}, "adr new Use NATS"),
        ("phr_new", {"title": "Again", "prompt": "Once more"}, "phr new Again --prompt Once"),
        (
            "link",
            {"source": "ADR-3", "relation": "depends-on", "target": "ADR-2"},
            "link ADR-3 depends-on ADR-2",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_written_is_what_the_command_writes(
    tool: str, arguments: dict[str, Any], command: str, records: Path, run: Runner
) -> None:
    planned = run(*command.split(), "--dry-run", "--json").ok().json
    answer = ask(records, tool, **arguments)
    assert answer.keys() == planned.keys()
    assert set(planned["writes"]) <= set(answer["writes"])
    assert all((records / path).is_file() for path in answer["writes"])
    assert run("check").ok()


def test_a_decision_is_proposed(records: Path, run: Runner) -> None:
    assert ask(records, "adr_new", title="Use NATS")["record"]["status"] == "proposed"
    refused = ask(records, "adr_new", title="Use ZeroMQ", status="accepted")
    assert refused["error"]["message"] == "adr_new takes no status"
    assert run("list", "adr", "--json").json["total"] == 4


def test_nobody_accepts_unless_a_person_allows_it(records: Path) -> None:
    async def list_names(client: Client) -> list[str]:
        return [tool.name for tool in (await client.list_tools()).tools]

    assert "adr_accept" not in run_session(records, list_names)
    assert "adr_accept" in run_session(records, list_names, allowed=("accept",))
    accepted = ask(records, "adr_accept", options={"allowed": ("accept",)}, ref="ADR-1")
    assert accepted["record"]["status"] == "accepted"


@pytest.mark.parametrize(
    ("source", "relation", "target"),
    [
        ("ADR-2", "supersedes", "ADR-1"),
        ("ADR-1", "superseded-by", "ADR-2"),
    ],
)
def test_no_link_changes_a_status(
    source: str, relation: str, target: str, records: Path, run: Runner
) -> None:
    run("adr", "accept", "ADR-1").ok()
    before = (records / "decisions/0001-use-postgres.md").read_bytes()
    error = ask(records, "link", source=source, relation=relation, target=target)["error"]
    assert error["code"] == "statuses-kept"
    assert error["hint"] == f"minutebook link {source} {relation} {target}"
    assert (records / "decisions/0001-use-postgres.md").read_bytes() == before
    assert run("show", "ADR-1", "--json").json["record"]["status"] == "accepted"


def test_a_link_of_a_proposed_decision_waits(records: Path, run: Runner) -> None:
    answer = ask(records, "link", source="ADR-3", relation="supersedes", target="ADR-2")
    assert "error" not in answer
    assert run("show", "ADR-2", "--json").json["record"]["status"] == "accepted"


def test_who_may_accept_may_link_as_well(records: Path, run: Runner) -> None:
    options = {"allowed": ("accept",)}
    ask(records, "link", options=options, source="ADR-2", relation="supersedes", target="ADR-1")
    assert run("show", "ADR-1", "--json").json["record"]["status"] == "superseded"


def test_a_server_that_only_reads_offers_no_tool_that_writes(records: Path) -> None:
    names = select_tools(is_read_only=True, allowed=())
    assert {"list", "show", "search", "suggest", "story", "check"} <= names.keys()
    assert not {"adr_new", "phr_new", "link"} & names.keys()


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("list", {"touching": "../x"}, "'../x' is not in the repository"),
        ("list", {"touching": "/etc/passwd"}, "'/etc/passwd' is not in the repository"),
        ("list", {"touching": "a\0b"}, "'a\\x00b' is not in the repository"),
        ("list", {"touching": "out/x"}, "'out/x' is not in the repository"),
        ("check", {"targets": ["../x"]}, "'../x' is not in the repository"),
        ("why", {"place": "../x"}, ""),
        ("why", {"place": "out/x:1"}, ""),
        ("context", {"paths": ["../x"]}, ""),
        ("list", {"state": "accepted"}, "a state needs a kind"),
        ("list", {"kind": "xyz"}, "kind: Input should be '', 'adr' or 'phr'"),
        ("list", {"limit": 0}, "limit: Input should be greater than or equal to 1"),
        ("list", {"limit": 501}, "limit: Input should be less than or equal to 500"),
        ("list", {"limit": "5"}, "limit: Input should be a valid integer"),
        ("list", {"colour": "red"}, "unknown argument 'colour'"),
        ("show", {}, "ref is missing"),
        ("search", {"query": " "}, "no words to search for"),
        ("suggest", {"staged": True, "commit": "HEAD"}, "more than one change is asked for"),
        ("suggest", {"commit": "--output=x"}, ""),
        ("story", {"range": "--output=x"}, ""),
        ("adr_new", {"title": " "}, "title: Value error, must not be blank"),
        ("adr_new", {"title": "A", "template": "/etc/passwd"}, "adr_new takes no template"),
        ("adr_new", {"title": "A", "folder": "../other"}, ""),
        ("phr_new", {"title": "A", "tilte": "B"}, "unknown argument 'tilte'"),
        ("phr_new", {"title": "A", "outcome": {"x": "y"}}, "unknown argument 'outcome.x'"),
    ],
)
def test_what_a_tool_does_not_take(
    tool: str, arguments: dict[str, Any], message: str, records: Path
) -> None:
    (records / "out").symlink_to(records.parent)
    error = ask(records, tool, **arguments)["error"]
    assert error["code"] in ("usage", "unknown-revision", "unknown-path")
    assert message in error["message"]
    assert not (records / "x").exists()


def test_long_texts_are_cut_and_say_so(records: Path, run: Runner) -> None:
    run("phr", "new", "Long", "--prompt", "word " * 9000).ok()
    record = ask(records, "show", ref="PHR-3", text_limit=100)["record"]
    assert record["prompt"].startswith("word word")
    assert record["prompt"].endswith(
        "… [cut: 45,000 characters, all in history/prompts/general/0003-long.general.prompt.md]"
    )
    assert ask(records, "show", ref="PHR-3")["record"]["prompt"].startswith(
        "word " * 2400 + "… [cut"
    )
    whole = ask(records, "show", ref="PHR-3", text_limit=100_000)["record"]["prompt"]
    assert whole == "word " * 9000


def test_findings_are_counted_where_only_some_are_given(records: Path) -> None:
    for number in range(4, 9):
        (records / f"decisions/{number:04d}-x.md").write_text("nothing\n")
    answer = ask(records, "check", limit=1)
    assert len(answer["findings"]) == 1
    assert sum(answer["counts"].values()) > 1


def test_an_answer_that_is_too_long_is_refused(
    records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_calls, "_MAX_ANSWER_CHARACTERS", 50)
    assert "the answer has" in ask(records, "list")["error"]["message"]


def test_texts_that_are_kept_apart_are_not_given(records: Path, run: Runner) -> None:
    run("phr", "new", "Hidden", "--prompt", "the plan of the vault", "--visibility", "private").ok()
    run("phr", "new", "Summed", "--prompt", "the plan of the tower", "--visibility", "summary").ok()
    assert ask(records, "show", ref="Hidden")["error"]["code"] == "unknown-ref"
    for tool, arguments in [
        ("list", {}),
        ("search", {"query": "kind:phr"}),
        ("search", {"query": "plan vault"}),
        ("show", {"ref": "Summed"}),
        ("story", {}),
    ]:
        text = json.dumps(ask(records, tool, **arguments))
        assert "of the vault" not in text
        assert "of the tower" not in text
        assert "Hidden" not in text


def test_what_agents_are_given_says_that_it_is_quoted(records: Path) -> None:
    assert "quoted" in ask(records, "list")["notice"]
    assert "quoted" in ask(records, "search", query="redis")["notice"]
    assert "quoted" in ask(records, "show", ref="ADR-2")["record"]["provenance"]["notice"]


def test_controls_do_not_come_through_in_the_text(records: Path) -> None:
    page = records / "decisions/0002-use-redis.md"
    page.write_text(page.read_text().replace("Use Redis", "Use \x1b[2J\u202e\u200bRedis"))

    async def session(client: Client) -> str:
        return (await client.call_tool("show", {"ref": "ADR-2"})).content[0].text  # type: ignore[union-attr]

    text = run_session(records, session)
    assert text.isprintable() or text.replace("\n", "").isprintable()
    assert "\u200b" not in text


@pytest.mark.parametrize("folder", ["empty", "gone"])
def test_outside_of_a_repository_each_call_says_so(folder: str, tmp_path: Path, world: Any) -> None:
    (tmp_path / "empty").mkdir()
    error = call(tmp_path / folder, "list")["error"]
    assert error["code"] == "surroundings"
    assert error["hint"]


def test_a_repository_without_records_answers(repo: Path) -> None:
    assert call(repo, "list", "list")["total"] == 0
    assert call(repo, "check", "check")["findings"] == []
    assert call(repo, "adr_new", "written", title="Use Redis")["record"]["ref"] == "ADR-0001"


def test_a_damaged_catalog_is_made_anew(records: Path) -> None:
    ask(records, "list")
    for path in (records / ".git/minutebook").glob("catalog*"):
        path.write_bytes(b"nonsense" * 1000)
    assert ask(records, "list")["total"] == 5


def test_a_bug_is_told_without_what_it_was_about(
    records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: str) -> Any:
        raise KeyError("a value")

    tool = select_tools(is_read_only=True, allowed=())["check"]
    from minutebook.lean.values import replace

    text, is_error = tool_calls.run_tool(
        replace(tool, function=fail), str(records), {}, lambda error, task: f"log of {task}"
    )
    assert is_error
    assert json.loads(text)["error"] == {
        "code": "bug",
        "message": "a bug in minutebook: KeyError",
        "hint": "please report it with log of mcp check",
    }


# What clients are told --------------------------------------------------------------------------


def test_annotations_are_true_to_what_tools_do() -> None:
    listed = {
        name: list_tool(tool).annotations
        for name, tool in select_tools(is_read_only=False, allowed=("accept",)).items()
    }
    reading = {name for name, each in listed.items() if each and each.read_only_hint}
    assert reading == DOCUMENTS.keys() - {"adr_new", "phr_new", "link", "adr_accept"}
    destructive = {name for name, each in listed.items() if each and each.destructive_hint}
    assert destructive == {"link", "adr_accept"}
    assert not any(each.open_world_hint for each in listed.values() if each)
    usual = {
        name: list_tool(tool).annotations
        for name, tool in select_tools(is_read_only=False, allowed=()).items()
    }
    assert not any(each.destructive_hint for each in usual.values() if each)


def test_every_tool_is_described_in_few_words() -> None:
    listed = [list_tool(tool) for tool in select_tools(is_read_only=False, allowed=()).values()]
    texts = [
        json.dumps([tool.name, tool.description, tool.input_schema], ensure_ascii=False)
        for tool in listed
    ]
    assert all(tool.title and tool.description for tool in listed)
    assert all(tool.output_schema and tool.output_schema["type"] == "object" for tool in listed)
    # What models are given of them; four characters are a token, more or less.
    assert sum(map(len, texts)) // 4 < 2000
    assert [tool.name for tool in listed] == [*select_tools(is_read_only=False, allowed=())]


def test_arguments_are_described_by_the_dataclasses_of_new_records() -> None:
    schema = list_tool(select_tools(is_read_only=False, allowed=())["adr_new"]).input_schema
    assert {"title", "context", "decision", "supersedes", "links"} <= schema["properties"].keys()
    assert not {"status", "template"} & schema["properties"].keys()
    assert schema["required"] == ["title"]


@pytest.mark.parametrize(
    ("is_read_only", "allowed"), [(False, ("everything",)), (True, ("accept",))]
)
def test_options_that_are_not_understood(is_read_only: bool, allowed: tuple[str, ...]) -> None:
    with pytest.raises(tools.UsageError):
        select_tools(is_read_only=is_read_only, allowed=allowed)


def test_a_tool_can_run_in_a_process_of_its_own(records: Path) -> None:
    text, is_error = tools.run_isolated("suggest", str(records), {}, report_no_bug)
    assert not is_error
    assert json.loads(text)["suggested"] is False
