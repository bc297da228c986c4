"""What is ours in agents' files: put in, taken out, told; and everything else left as it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_settings import SETTINGS
from minutebook.agents.adapters import claude, opencode
from minutebook.agents.adapters.base import FlagFile
from minutebook.agents.install.config_files import (
    HOOK_COMMAND,
    INSTALLED,
    NOT_INSTALLED,
    PARTLY_INSTALLED,
    ConfigFile,
    UnexpectedFormat,
    make_flag_file,
    make_owned_file,
    read_flag,
)
from minutebook.agents.install.staging import format_instructions, load_installable_agents
from minutebook.text import jsonc

AGENTS = load_installable_agents()
FLAG = FlagFile(".codex/config.toml", "features", "hooks", former_key="codex_hooks")
FLAG_FILE = make_flag_file(FLAG)
JSON = {
    name: agent.config_files[0]
    for name, agent in AGENTS.items()
    if agent.config_files[0].path.endswith(".json")
}
NAMES = pytest.mark.parametrize("name", JSON)


def data(text: str | None) -> dict[str, object]:
    held = jsonc.parse(text or "").to_python()
    assert isinstance(held, dict)
    return held


def commands(held: object) -> list[str]:
    """Every command in some settings, of whoever it is."""
    if isinstance(held, dict):
        own = [held[key] for key in ("command", "bash") if isinstance(held.get(key), str)]
        return own + [one for value in held.values() for one in commands(value)]
    return [one for value in held for one in commands(value)] if isinstance(held, list) else []


# Settings in JSON -------------------------------------------------------------------------------


@NAMES
@pytest.mark.parametrize("text", [None, "", " \n", "\ufeff"])
def test_a_new_file_holds_ours_alone_and_goes_with_it(name: str, text: str | None) -> None:
    piece = JSON[name]
    merged = piece.merge(text)
    held = json.loads(merged)
    assert set(held) <= {"version", "hooks"}
    assert commands(held)
    assert all(one.startswith(f"{HOOK_COMMAND} {name}") for one in commands(held))
    assert piece.read_state(merged) == INSTALLED
    assert piece.merge(merged) == merged
    assert piece.strip(merged) is None
    assert text is None or piece.read_state(text) == NOT_INSTALLED


@NAMES
def test_every_event_has_a_command_and_a_limit(name: str) -> None:
    for event, lane in json.loads(JSON[name].merge(None))["hooks"].items():
        (group,) = lane
        (entry,) = group.get("hooks", [group])
        assert entry.get("timeout", entry.get("timeoutSec")) in (10, 30, 10_000, 30_000)
        called = entry.get("command") or entry["bash"]
        assert called == (
            f"{HOOK_COMMAND} copilot {event}" if name == "copilot" else f"{HOOK_COMMAND} {name}"
        )


def test_claude_is_told_of_a_whole_turn() -> None:
    told = {"SessionStart", "UserPromptSubmit", "PostToolUse", "Stop", "SubagentStop", "SessionEnd"}
    assert told <= set(claude.HOOKS)
    matcher = claude.HOOKS["PostToolUse"]["matcher"]  # type: ignore[index]
    for tool in ("Write", "Edit", "MultiEdit", "NotebookEdit", "Bash", "Task"):
        assert re.fullmatch(matcher, tool)
    assert not re.fullmatch(matcher, "Read")


THEIRS = """\
{
  // how we like it
  "model": "opus", /* the big one */
  "hooks": {
    "Stop": [
      {
        "hooks": [{ "type": "command", "command": "say done" }], // loudly
      },
    ],
    "Notification": [],
  },
}
"""


def test_ours_goes_beside_theirs_and_out_again() -> None:
    piece = JSON["claude"]
    merged = piece.merge(THEIRS)
    assert merged.startswith(THEIRS[: THEIRS.index(" // loudly")])
    assert all(note in merged for note in ("// how we like it", "/* the big one */", "// loudly"))
    lanes = data(merged)["hooks"]
    assert isinstance(lanes, dict)
    assert commands(lanes["Stop"]) == ["say done", "minutebook-hook claude"]
    assert list(lanes)[:2] == ["Stop", "Notification"]
    assert piece.merge(merged) == merged
    assert piece.strip(merged) == THEIRS


def test_what_others_add_later_stays() -> None:
    piece = JSON["claude"]
    merged = piece.merge('{\n  "a": 1\n}\n')
    box = jsonc.parse(merged).get("hooks")
    assert box is not None
    lane = box.get("Stop")
    assert lane is not None
    group = {"hooks": [{"type": "command", "command": "say done"}]}
    later = jsonc.append_item(merged, lane, group)
    assert data(piece.strip(later)) == {"a": 1, "hooks": {"Stop": [group]}}


def test_an_entry_of_ours_among_theirs_in_one_group_goes_alone() -> None:
    piece = JSON["claude"]
    theirs = {"type": "command", "command": "say done"}
    ours = {"type": "command", "command": "/opt/bin/minutebook-hook claude"}
    text = json.dumps(
        {"hooks": {"Stop": [{"hooks": [theirs, ours]}, {"hooks": 1}], "x": 1}}, indent=1
    )
    assert piece.read_state(text) == PARTLY_INSTALLED
    assert data(piece.strip(text)) == {
        "hooks": {"Stop": [{"hooks": [theirs]}, {"hooks": 1}], "x": 1}
    }
    merged = piece.merge(text)
    assert piece.read_state(merged) == INSTALLED
    assert commands(data(merged)).count("/opt/bin/minutebook-hook claude") == 0


@pytest.mark.parametrize(
    "command",
    [
        "minutebook-hook claude",
        "minutebook hook claude",
        "'/a/minutebook-hook' claude",
        r"C:\b\minutebook-hook.exe claude",
    ],
)
def test_an_old_entry_is_replaced_not_doubled(command: str) -> None:
    piece = JSON["claude"]
    old = {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": command, "timeout": 1}]}]}}
    merged = piece.merge(json.dumps(old))
    assert data(merged)["hooks"] == {event: [entry] for event, entry in claude.HOOKS.items()}


@pytest.mark.parametrize(
    "command", ["my-minutebook-hook claude", "minutebook list", "say minutebook-hook"]
)
def test_a_command_of_others_is_not_taken_for_ours(command: str) -> None:
    text = json.dumps({"hooks": {"Stop": [{"hooks": [{"type": "command", "command": command}]}]}})
    assert JSON["claude"].read_state(text) == NOT_INSTALLED
    assert JSON["claude"].strip(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{,}", "line 1: a string is missing, or does not end"),
        ("[]", "it does not hold an object"),
        ('{"hooks": []}', "`hooks` is not an object"),
        ('{"hooks": {"Stop": {}}}', "`hooks.Stop` is not a list"),
    ],
)
def test_what_cannot_be_merged_into_is_refused(text: str, said: str) -> None:
    with pytest.raises(UnexpectedFormat, match=re.escape(said)):
        JSON["claude"].merge(text)


@pytest.mark.parametrize("text", ["", "{", "{}", '{"hooks": 1}'])
def test_a_file_that_names_us_nowhere_stays_though_it_be_broken(text: str) -> None:
    assert JSON["claude"].strip(text) == text


def test_cursor_needs_a_version() -> None:
    piece = JSON["cursor"]
    merged = piece.merge('{\n  "hooks": {}\n}')
    assert list(data(merged)) == ["hooks", "version"]
    assert data(piece.merge('{"version": 2}'))["version"] == 2
    assert piece.strip(merged) is None


def test_comments_keep_a_file_that_else_holds_nothing() -> None:
    piece = JSON["claude"]
    assert piece.strip(piece.merge("{ // mine\n}")) == "{ // mine\n}"


def theirs(held: object) -> object:
    """Settings without ours, and without what holds nothing then."""
    if isinstance(held, dict):
        if str(held.get("command", "")).startswith(HOOK_COMMAND):
            return None
        inner = {key: theirs(value) for key, value in held.items()}
        if "hooks" in inner and not inner["hooks"]:
            del inner["hooks"]
            if set(inner) <= {"matcher"}:
                return None
        return {key: value for key, value in inner.items() if value not in ([], {}) or key == "z"}
    if isinstance(held, list):
        return [kept for kept in map(theirs, held) if kept is not None or None in held]
    return held


@given(SETTINGS)
def test_over_all_settings_ours_goes_in_once_and_nothing_of_theirs_goes(
    case: tuple[str, object],
) -> None:
    text, value = case
    piece = JSON["claude"]
    merged = piece.merge(text)
    lanes = data(merged)["hooks"]
    assert isinstance(lanes, dict)
    for event, entry in claude.HOOKS.items():
        assert lanes[event][-1] == entry or entry in lanes[event]
    assert commands(lanes).count("minutebook-hook claude") == len(claude.HOOKS)
    assert piece.merge(merged) == merged
    assert piece.read_state(merged) == INSTALLED
    assert (theirs(data(merged)) or {}) == (theirs(value) or {})
    stripped = piece.strip(merged)
    assert HOOK_COMMAND not in (stripped or "")
    assert (theirs(data(stripped or "{}")) or {}) == (theirs(value) or {})
    if (
        HOOK_COMMAND not in text
        and isinstance(value, dict)
        and value
        and value.get("hooks") != {}
        and [] not in (value.get("hooks") or {}).values()
    ):
        assert stripped == text


@given(st.text(alphabet='{}[]",:/* \nhooks1', max_size=30), st.sampled_from(list(JSON)))
def test_any_text_is_merged_or_refused(text: str, name: str) -> None:
    try:
        merged = JSON[name].merge(text)
    except UnexpectedFormat:
        return
    assert JSON[name].read_state(merged) == INSTALLED


# The feature flag -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        (None, "[features] # minutebook\nhooks = true # minutebook\n"),
        ("", "[features] # minutebook\nhooks = true # minutebook\n"),
        ('model = "o3"\n', 'model = "o3"\n\n[features] # minutebook\nhooks = true # minutebook\n'),
        ("a = 1\r\n", "a = 1\r\n\r\n[features] # minutebook\r\nhooks = true # minutebook\r\n"),
        (
            "[features]\nweb = true\n\n[x]\n",
            "[features]\nhooks = true # minutebook\nweb = true\n\n[x]\n",
        ),
        (" [ features ] # mine\n", " [ features ] # mine\nhooks = true # minutebook\n"),
    ],
)
def test_the_flag_goes_in_and_out(text: str | None, merged: str) -> None:
    assert FLAG_FILE.merge(text) == merged
    assert tomllib.loads(merged)["features"]["hooks"] is True
    assert FLAG_FILE.read_state(merged) == INSTALLED
    assert FLAG_FILE.merge(merged) == merged
    assert FLAG_FILE.strip(merged) == (text or None)


@pytest.mark.parametrize("text", ["a = 1", "[features]"])
def test_a_missing_last_line_end_is_added(text: str) -> None:
    merged = FLAG_FILE.merge(text)
    assert read_flag(FLAG, merged) is True
    assert (FLAG_FILE.strip(merged) or "").rstrip("\n") == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[features]\nhooks = true\n", True),
        ("[features]\nhooks = false\n", False),
        ("features.codex_hooks = true\n", True),
        ("features = { hooks = true }\n", True),
        ("[feature]\n", None),
    ],
)
def test_what_a_person_said_of_the_flag_stays(text: str, said: bool | None) -> None:
    assert read_flag(FLAG, text) is said
    assert FLAG_FILE.read_state(text) == (INSTALLED if said else NOT_INSTALLED)
    assert FLAG_FILE.strip(text) == text
    if said is not None:
        assert FLAG_FILE.merge(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "= 1",
        "features = 1",
        "features = { a = 1 }\n",
        'a = """\n[features]\n"""\n',
        "features.a = 1\n",
    ],
)
def test_a_flag_that_cannot_be_set_is_refused(text: str) -> None:
    with pytest.raises(UnexpectedFormat):
        FLAG_FILE.merge(text)


def test_what_others_put_into_our_table_stays() -> None:
    merged = FLAG_FILE.merge("") + "web = true\n"
    assert FLAG_FILE.strip(merged) == "[features] # minutebook\nweb = true\n"


# A file of our own ------------------------------------------------------------------------------


def test_a_file_of_our_own_is_written_renewed_and_removed() -> None:
    piece = make_owned_file("a.ts", f"// {HOOK_COMMAND} 2")
    assert (
        piece.merge(None)
        == piece.merge("")
        == piece.merge(f"// {HOOK_COMMAND} 1")
        == f"// {HOOK_COMMAND} 2"
    )
    assert piece.read_state(f"// {HOOK_COMMAND} 2") == INSTALLED
    assert piece.read_state(f"// {HOOK_COMMAND} 1") == PARTLY_INSTALLED
    assert piece.read_state("// mine") == NOT_INSTALLED
    assert piece.strip(f"// {HOOK_COMMAND} 2") is None
    assert piece.strip(f"// {HOOK_COMMAND} 1") == f"// {HOOK_COMMAND} 1"
    with pytest.raises(UnexpectedFormat, match="not ours"):
        piece.merge("// mine")


# What agents read -------------------------------------------------------------------------------


def test_the_block_is_short_and_says_what_an_agent_needs() -> None:
    text = format_instructions("history/prompts", "decisions")
    # About four characters make a token; a word and a sign never make more than two.
    assert len(re.findall(r"\w+|[^\w\s]", text)) < 120
    for said in ("history/prompts", "`decisions`", "minutebook adr new", "minutebook list adr"):
        assert said in text


def test_the_plugin_is_whole() -> None:
    files = claude.make_plugin_files("1.2.3")
    manifest = json.loads(files[".claude-plugin/plugin.json"])
    assert (manifest["name"], manifest["version"]) == ("minutebook", "1.2.3")
    assert json.loads(files["hooks/hooks.json"]) == {
        "hooks": {event: [entry] for event, entry in claude.HOOKS.items()}
    }
    for name in ("phr", "adr"):
        assert re.match(
            r"---\ndescription: .+\nargument-hint: .+\nallowed-tools: .+\n---\n",
            files[f"commands/{name}.md"],
        )


DRIVE = """
import { Minutebook } from "./plugin.mjs"
const messages = ["user", "assistant", "user", "assistant"].map((role, id) => ({ info: { role, id } }))
const client = { session: { get: async () => ({ data: { parentID: "p" } }), messages: async () => ({ data: messages }) } }
for (const each of [client, {}]) {
  const hooks = await Minutebook({ client: each, directory: process.cwd() })
  await hooks["chat.message"]({ sessionID: "s" }, { parts: [{ type: "text", text: "é\\n" }] })
  await hooks["tool.execute.after"]({ sessionID: "s", tool: "edit" }, { output: "o" })
  await hooks.event({ event: { type: "session.idle", properties: { sessionID: "s" } } })
  await hooks.event({ event: { type: "session.updated" } })
}
"""


@pytest.mark.skipif(not shutil.which("node"), reason="opencode's plugin needs node to be played")
def test_opencodes_plugin_tells_of_a_turn_and_outlives_every_failure(tmp_path: Path) -> None:
    (tmp_path / "plugin.mjs").write_text(opencode.OPENCODE_PLUGIN, "utf-8")
    (tmp_path / "drive.mjs").write_text(DRIVE, "utf-8")
    hook = tmp_path / "bin/minutebook-hook"
    hook.parent.mkdir()
    hook.write_text('#!/bin/sh\n{ echo "$@"; /bin/cat; echo; } >>heard\n')
    hook.chmod(0o755)
    node = shutil.which("node") or ""
    play = [node, "drive.mjs"]
    subprocess.run(play, cwd=tmp_path, env={"PATH": "/nowhere"}, check=True)
    assert not (tmp_path / "heard").exists()
    subprocess.run(play, cwd=tmp_path, env={"PATH": str(hook.parent)}, check=True)
    heard = (tmp_path / "heard").read_text("utf-8").split("\n")
    assert heard[0:6:2] == [
        f"opencode {name}" for name in ("chat.message", "tool.execute.after", "session.idle")
    ]
    prompt, tool, idle = (json.loads(line) for line in heard[1:6:2])
    assert prompt["output"]["parts"][0]["text"] == "é\n"
    assert (tool["type"], tool["input"]["tool"], tool["parentID"]) == (
        "tool.execute.after",
        "edit",
        "p",
    )
    assert [each["info"]["id"] for each in idle["messages"]] == [2, 3]
    assert len(heard) == 13  # the second client answers nothing, and is told all the same


def test_pieces_are_named_below_the_top() -> None:
    pieces: list[ConfigFile] = [piece for agent in AGENTS.values() for piece in agent.config_files]
    assert all(not piece.path.startswith(("/", "..")) for piece in pieces)
