"""The adapters as a whole: what is derived from them, and how one file adds an agent."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minutebook.agents import adapters, agent_table, capture
from minutebook.agents.adapters import (
    agent_table_writer,
    find_adapter,
    load_adapters,
    resolve_agent_name,
)
from minutebook.agents.adapters.agent_table_writer import render_agent_table
from minutebook.agents.audit.report import run_audit
from minutebook.agents.capture.transcripts import (
    detect_transcript_agent,
    find_transcripts,
    find_transcripts_in,
    read_transcripts,
)
from minutebook.agents.capture.turn import AGENTS, EVENT_KINDS
from minutebook.agents.install.install import install_agents, remove_agents
from minutebook.agents.install.status import read_agent_statuses
from minutebook.operations.project import Project, open_project
from minutebook.repository.spool import locate_spool

import agent_transcripts
from agent_events import Stage, actor

SHARED_MODULES = {
    "agent_table_writer",
    "base",
    "claude_plugin",
    "logs",
    "transcript_files",
}


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(str(repo))


# What is derived --------------------------------------------------------------------------------


def test_the_table_is_that_of_the_adapters() -> None:
    """Else run `python -m minutebook.agents.adapters.agent_table_writer`."""
    assert render_agent_table(load_adapters()) == Path(agent_table.__file__).read_text("utf-8")


def test_the_command_writes_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Path(agent_table.__file__).read_bytes()
    monkeypatch.setattr(agent_table, "__file__", str(tmp_path / "table.py"))
    agent_table_writer.main()
    assert (tmp_path / "table.py").read_bytes() == table


def test_every_module_is_an_adapter_named_after_its_agent() -> None:
    module_names = {module.name for module in pkgutil.iter_modules(adapters.__path__)}
    agents = load_adapters()
    assert {name.rstrip("_") for name in module_names - SHARED_MODULES} == set(agents)
    assert tuple(agents) == AGENTS
    for name, adapter in agents.items():
        assert find_adapter(name) is adapter
        assert set(adapter.event_kinds.values()) <= set(EVENT_KINDS)


@pytest.mark.parametrize("name", ["", "unknown", "base", "../claude", "class", "a b"])
def test_other_names_have_no_adapter(name: str) -> None:
    assert find_adapter(name) is None


def test_an_adapter_that_cannot_be_imported_is_not_taken_for_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.py").write_text("import no_such_module\n")
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        find_adapter("broken")


@pytest.mark.parametrize("agent", agent_transcripts.AGENTS)
def test_a_row_of_a_transcript_is_of_one_agent_alone(
    agent: str, repo: Path, world: dict[str, str]
) -> None:
    path = agent_transcripts.AGENTS[agent](Path(world["HOME"]), repo)
    known = load_adapters()
    text = known[agent].transcripts.read_text(str(path))
    rows = [json.loads(line) for line in text.split("\n") if line] if text[:1] == "{" else []
    for row in rows:
        owners = [name for name in known if known[name].transcripts.is_own_row(row)]
        assert owners in ([agent], []), row


# Aliases ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("alias", ["claude-code", "claude_code", "Claude-Code", "CLAUDE", "claude"])
def test_an_alias_means_its_agent_everywhere(alias: str, stage: Stage) -> None:
    claude = actor("claude", "s", stage.top)
    for args, payload in [*claude.ask("Do it"), *claude.stop("Done.")]:
        stage.take([([alias, *args[1:]], payload)])
    assert [path.name for path in stage.spool.glob("*.jsonl")] == ["claude-s.jsonl"]
    assert [record.fields["surface"] for record in stage.records()] == ["claude"]
    project = open_project(str(stage.top))
    assert install_agents(project, [alias, "claude"], dry_run=True).agents == ("claude",)
    assert [report.agent for report in read_agent_statuses(project, [alias])] == ["claude"]
    assert len(run_audit(project, agents=[alias]).prompts) == 1
    assert resolve_agent_name(alias) == capture.detect_agent(alias, {}) == "claude"


@pytest.mark.parametrize("word", ["windsurf", "Windsurf"])
def test_an_agent_that_is_not_known_is_recorded_by_the_usual_keys(word: str, stage: Stage) -> None:
    common = {"session_id": "s", "permission_mode": "default", "cwd": str(stage.top)}
    for payload in (
        {**common, "hook_event_name": "UserPromptSubmit", "prompt": "Do it"},
        {**common, "hook_event_name": "Stop", "last_assistant_message": "Done."},
    ):
        stage.take([([word], payload)])
    assert [path.name for path in stage.spool.glob("*.jsonl")] == ["windsurf-s.jsonl"]
    assert [record.title for record in stage.records()] == ["Do it"]


# One file adds an agent -------------------------------------------------------------------------

TOY = '''
"""An agent that exists in this test alone."""

import os

from minutebook.agents.adapters.base import Adapter, HooksFile, Installation, Transcripts
from minutebook.agents.adapters.transcript_files import TranscriptFile
from minutebook.agents.capture.turn import Event, Turn

EVENT_KINDS = {"toy-asked": "prompt", "toy-done": "stop"}


def read_event(payload, time, event_name=""):
    name = str(payload.get("toyEvent", event_name))
    return Event(
        time=time,
        agent="toy",
        kind=EVENT_KINDS.get(name, "other"),
        session_id=str(payload.get("conversation_id", "")),
        prompt=str(payload.get("question", "")),
        response=str(payload.get("answer", "")),
        name=name,
    )


def read_turns(text):
    lines = [line[1:].strip() for line in text.split("\\n") if line.startswith("?")]
    return tuple(Turn(id=line, agent="toy", prompt=line, source="transcript") for line in lines)


def find_files(tops):
    for top in tops:
        if os.path.isfile(os.path.join(top, "toy.log")):
            yield TranscriptFile("toy", os.path.join(top, "toy.log"), top)


ADAPTER = Adapter(
    name="toy",
    aliases=("toy-agent",),
    read_event=read_event,
    read_turns=read_turns,
    event_kinds=EVENT_KINDS,
    event_name_keys=("toyEvent",),
    session_keys=("conversation_id",),
    prompt_keys=("question",),
    folder_keys=("place",),
    own_keys=(("toyEvent",),),
    message_events=("toy-done",),
    injected_tags=("toy-reminder",),
    transcripts=Transcripts(
        find_files=find_files,
        is_own_text=lambda text: text.startswith("toy log"),
        project_file_name="toy.log",
    ),
    installation=Installation(
        files=(HooksFile(".toy/hooks.json", {"toy-done": {"command": "minutebook-hook toy"}}),),
        instructions_paths=("AGENTS.md",),
        marker_paths=(".toy",),
    ),
)
'''
# Runs the program with the adapters of another folder too, and the table that was made of all.
PROGRAM = """
import importlib.util, sys
from minutebook import agents
from minutebook.agents import adapters
from minutebook.repository.spool import locate_spool
_, folder, entry = sys.argv[:3]
del sys.argv[1:3]
adapters.__path__.append(folder)
spec = importlib.util.spec_from_file_location("minutebook.agents.agent_table", folder + "/table.py")
agents.agent_table = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(agents.agent_table)
if entry == "hook":
    from minutebook.agents.hook import main
else:
    from minutebook.cli import main
main()
"""
Run = Callable[..., str]


@pytest.fixture
def toy_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the module of one more agent, on the path of the adapters."""
    folder = tmp_path / "more_adapters"
    folder.mkdir()
    (folder / "toy.py").write_text(TOY)
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(folder)])
    yield folder
    sys.modules.pop("minutebook.agents.adapters.toy", None)
    vars(adapters).pop("toy", None)


@pytest.fixture
def run_with_toy(toy_folder: Path, repo: Path, world: dict[str, str]) -> Run:
    """Runs `minutebook` or `minutebook-hook` as a process in which the table is made anew."""
    (toy_folder / "table.py").write_text(render_agent_table(load_adapters()))

    def run(entry: str, *args: str, payload: dict[str, str] | None = None, cwd: Path = repo) -> str:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(toy_folder), entry, *args],
            cwd=cwd,
            env=world,
            input=json.dumps(payload) if payload else "",
            capture_output=True,
            text=True,
            check=True,
        )
        assert "Error" not in done.stderr
        return done.stdout

    return run


def test_one_file_makes_an_agent_installable(
    toy_folder: Path, project: Project, repo: Path
) -> None:
    (repo / ".toy").mkdir()
    assert install_agents(project, []).agents == ("toy", "git")
    hooks = json.loads((repo / ".toy/hooks.json").read_text())
    assert hooks == {"hooks": {"toy-done": [{"command": "minutebook-hook toy"}]}}
    states = {report.agent: report.state for report in read_agent_statuses(project, [])}
    assert states["toy"] == "installed"
    assert list(states) == [*sorted(set(states) - {"git"}), "git"]
    assert remove_agents(project, ["toy"]).paths == (".toy/hooks.json", "AGENTS.md")


def test_one_file_makes_events_and_transcripts_readable(toy_folder: Path, repo: Path) -> None:
    event = capture.read_event("toy", {"toyEvent": "toy-asked", "question": "Why?"}, 1.0)
    assert (event.agent, event.kind, event.prompt) == ("toy", "prompt", "Why?")
    assert capture.build_answer("toy", "toy-done", "PHR-1") == {"systemMessage": "PHR-1"}
    log = repo / "toy.log"
    log.write_text("toy log\n? Why?\n")
    assert detect_transcript_agent("other.txt", log.read_text()) == "toy"
    (found,) = find_transcripts([str(repo)], ["toy"])
    assert list(find_transcripts_in(str(repo))) == [found]
    (turn,) = read_transcripts([found])
    assert (turn.agent, turn.prompt, turn.cwd) == ("toy", "Why?", str(repo))


def test_one_file_makes_an_agent_known_to_the_commands(run_with_toy: Run) -> None:
    for command in ("install", "remove", "status"):
        assert "toy, git" in " ".join(run_with_toy("cli", "agents", command, "--help").split())
    assert "toy, vscode" in " ".join(run_with_toy("cli", "hook", "--help").split())
    assert run_with_toy("cli", "agents", "status", "toy-agent") == "toy       not installed\n"


def test_one_file_makes_turns_of_an_agent_recorded(
    run_with_toy: Run, repo: Path, tmp_path: Path
) -> None:
    question = "<toy-reminder>Be brief.</toy-reminder>\nWhy is it so?"
    asked = {"toyEvent": "toy-asked", "conversation_id": "s", "question": question}
    asked["place"] = str(repo)
    assert run_with_toy("hook", "toy-agent", payload=asked, cwd=tmp_path) == ""
    spool = Path(locate_spool(str(repo / ".git")))
    assert {path.suffix for path in spool.iterdir()} == {".jsonl", ".start"}
    (snapshot,) = spool.glob("*.start")
    assert "Be brief" in snapshot.read_text("utf-8")  # the prompt, by its own key
    done = {"toyEvent": "toy-done", "conversation_id": "s", "answer": "It has always been."}
    # Who speaks is seen by the keys, whoever's settings called.
    message = json.loads(run_with_toy("hook", "toy", payload=done))["systemMessage"]
    assert message.startswith(
        "minutebook's record of this turn: PHR-0001 history/prompts/general/0001-why-is-it-so"
    )
    (page,) = (repo / "history/prompts/general").glob("0001-*.md")
    text = page.read_text("utf-8")
    assert "surface: toy" in text
    assert "Be brief" not in text
