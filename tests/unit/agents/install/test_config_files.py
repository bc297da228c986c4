"""What is ours in agents' files: put in, taken out, found; and everything else left as it is."""

from __future__ import annotations

import json
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_settings import SETTINGS
from minutebook.agents.adapters import claude
from minutebook.agents.adapters.base import FlagFile, make_command, make_posix_command
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


def parse_object(text: str | None) -> dict[str, object]:
    value = jsonc.parse(text or "").to_python()
    assert isinstance(value, dict)
    return value


def commands(value: object) -> list[str]:
    """Every command in some settings, whoever's it is."""
    if isinstance(value, dict):
        own = [value[key] for key in ("command", "bash") if isinstance(value.get(key), str)]
        return own + [command for item in value.values() for command in commands(item)]
    items = value if isinstance(value, list) else []
    return [command for item in items for command in commands(item)]


# Settings in JSON -------------------------------------------------------------------------------


@NAMES
@pytest.mark.parametrize("text", [None, "", " \n", "\ufeff"])
def test_a_new_file_holds_ours_alone_and_is_removed_with_it(name: str, text: str | None) -> None:
    config_file = JSON[name]
    merged = config_file.merge(text)
    document = json.loads(merged)
    assert set(document) <= {"version", "hooks"}
    assert commands(document)
    assert all(f"{HOOK_COMMAND} {name}" in command for command in commands(document))
    assert config_file.read_state(merged) == INSTALLED
    assert config_file.merge(merged) == merged
    assert config_file.strip(merged) is None
    assert text is None or config_file.read_state(text) == NOT_INSTALLED


@NAMES
def test_every_event_has_a_command_and_a_timeout(name: str) -> None:
    for event, entries in json.loads(JSON[name].merge(None))["hooks"].items():
        (group,) = entries
        (entry,) = group.get("hooks", [group])
        is_short = name == "codex" and event in ("Interrupt", "SessionEnd")
        times = (3,) if is_short else (10, 30, 10_000, 30_000)
        assert entry.get("timeout", entry.get("timeoutSec")) in times
        command = entry.get("command") or entry["bash"]
        call = f"{HOOK_COMMAND} copilot {event}" if name == "copilot" else f"{HOOK_COMMAND} {name}"
        assert call in command


def test_claudes_hooks_cover_a_whole_turn() -> None:
    events = {
        "SessionStart",
        "UserPromptSubmit",
        "PostToolUse",
        "Stop",
        "SubagentStop",
        "SessionEnd",
    }
    assert events <= set(claude.HOOKS)
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


def test_our_entries_are_added_beside_others_and_removed_again() -> None:
    config_file = JSON["claude"]
    merged = config_file.merge(THEIRS)
    assert merged.startswith(THEIRS[: THEIRS.index(" // loudly")])
    assert all(note in merged for note in ("// how we like it", "/* the big one */", "// loudly"))
    hooks = parse_object(merged)["hooks"]
    assert isinstance(hooks, dict)
    assert commands(hooks["Stop"]) == ["say done", make_command("claude")]
    assert list(hooks)[:2] == ["Stop", "Notification"]
    assert config_file.merge(merged) == merged
    assert config_file.strip(merged) == THEIRS


def test_entries_that_others_add_later_stay() -> None:
    config_file = JSON["claude"]
    merged = config_file.merge('{\n  "a": 1\n}\n')
    hooks = jsonc.parse(merged).get("hooks")
    assert hooks is not None
    entries = hooks.get("Stop")
    assert entries is not None
    group = {"hooks": [{"type": "command", "command": "say done"}]}
    changed = jsonc.append_item(merged, entries, group)
    assert parse_object(config_file.strip(changed)) == {"a": 1, "hooks": {"Stop": [group]}}


def test_our_entry_in_a_group_of_others_is_removed_alone() -> None:
    config_file = JSON["claude"]
    theirs = {"type": "command", "command": "say done"}
    ours = {"type": "command", "command": "/opt/bin/minutebook-hook claude"}
    text = json.dumps(
        {"hooks": {"Stop": [{"hooks": [theirs, ours]}, {"hooks": 1}], "x": 1}}, indent=1
    )
    assert config_file.read_state(text) == PARTLY_INSTALLED
    assert parse_object(config_file.strip(text)) == {
        "hooks": {"Stop": [{"hooks": [theirs]}, {"hooks": 1}], "x": 1}
    }
    merged = config_file.merge(text)
    assert config_file.read_state(merged) == INSTALLED
    assert commands(parse_object(merged)).count("/opt/bin/minutebook-hook claude") == 0


@pytest.mark.parametrize(
    "command",
    [
        "minutebook-hook claude",
        "minutebook hook claude",
        "'/a/minutebook-hook' claude",
        r"C:\b\minutebook-hook.exe claude",
        "command -v minutebook-hook >/dev/null && minutebook-hook claude || true",
        make_command("claude"),
        make_posix_command("claude"),
    ],
)
def test_an_old_entry_is_replaced_not_doubled(command: str) -> None:
    config_file = JSON["claude"]
    old = {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": command, "timeout": 1}]}]}}
    merged = config_file.merge(json.dumps(old))
    assert parse_object(merged)["hooks"] == {
        event: [entry] for event, entry in claude.HOOKS.items()
    }


@pytest.mark.parametrize(
    "command",
    [
        "my-minutebook-hook claude",
        "minutebook list",
        "say minutebook-hook",
        'git -c "alias.hook=!minutebook-hook claude" hook',
        "command -v minutebook-hooks",
    ],
)
def test_a_command_of_others_is_not_taken_for_ours(command: str) -> None:
    text = json.dumps({"hooks": {"Stop": [{"hooks": [{"type": "command", "command": command}]}]}})
    assert JSON["claude"].read_state(text) == NOT_INSTALLED
    assert JSON["claude"].strip(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{,}", "line 1: a string is missing, or does not end"),
        ("[]", "it does not hold an object"),
        ('{"hooks": []}', "`hooks` is not an object"),
        ('{"hooks": {"Stop": {}}}', "`hooks.Stop` is not a list"),
    ],
)
def test_settings_that_cannot_be_merged_into_are_refused(text: str, message: str) -> None:
    with pytest.raises(UnexpectedFormat, match=re.escape(message)):
        JSON["claude"].merge(text)


@pytest.mark.parametrize("text", ["", "{", "{}", '{"hooks": 1}'])
def test_a_broken_file_without_our_commands_is_left_alone(text: str) -> None:
    assert JSON["claude"].strip(text) == text


def test_cursor_needs_a_version() -> None:
    config_file = JSON["cursor"]
    merged = config_file.merge('{\n  "hooks": {}\n}')
    assert list(parse_object(merged)) == ["hooks", "version"]
    assert parse_object(config_file.merge('{"version": 2}'))["version"] == 2
    assert config_file.strip(merged) is None


def test_a_file_that_holds_only_comments_is_kept() -> None:
    config_file = JSON["claude"]
    assert config_file.strip(config_file.merge("{ // mine\n}")) == "{ // mine\n}"


def without_ours(value: object) -> object:
    """Settings without ours, and without what holds nothing then."""
    if isinstance(value, dict):
        if HOOK_COMMAND in str(value.get("command", "")):
            return None
        items = {key: without_ours(item) for key, item in value.items()}
        if "hooks" in items and not items["hooks"]:
            del items["hooks"]
            if set(items) <= {"matcher"}:
                return None
        return {key: item for key, item in items.items() if item not in ([], {}) or key == "z"}
    if isinstance(value, list):
        return [item for item in map(without_ours, value) if item is not None or None in value]
    return value


@given(SETTINGS)
def test_in_any_settings_ours_is_merged_once_and_nothing_else_is_lost(
    case: tuple[str, object],
) -> None:
    text, value = case
    config_file = JSON["claude"]
    merged = config_file.merge(text)
    hooks = parse_object(merged)["hooks"]
    assert isinstance(hooks, dict)
    for event, entry in claude.HOOKS.items():
        assert hooks[event][-1] == entry or entry in hooks[event]
    assert commands(hooks).count(make_command("claude")) == len(claude.HOOKS)
    assert config_file.merge(merged) == merged
    assert config_file.read_state(merged) == INSTALLED
    assert (without_ours(parse_object(merged)) or {}) == (without_ours(value) or {})
    stripped = config_file.strip(merged)
    assert HOOK_COMMAND not in (stripped or "")
    assert (without_ours(parse_object(stripped or "{}")) or {}) == (without_ours(value) or {})
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
def test_the_flag_is_set_and_removed(text: str | None, merged: str) -> None:
    assert FLAG_FILE.merge(text) == merged
    assert tomllib.loads(merged)["features"]["hooks"] is True
    assert FLAG_FILE.read_state(merged) == INSTALLED
    assert FLAG_FILE.merge(merged) == merged
    assert FLAG_FILE.strip(merged) == (text or None)


@pytest.mark.parametrize("text", ["a = 1", "[features]"])
def test_a_missing_newline_at_the_end_is_added(text: str) -> None:
    merged = FLAG_FILE.merge(text)
    assert read_flag(FLAG, merged) is True
    assert (FLAG_FILE.strip(merged) or "").rstrip("\n") == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[features]\nhooks = true\n", True),
        ("[features]\nhooks = false\n", False),
        ("features.codex_hooks = true\n", True),
        ("features = { hooks = true }\n", True),
        ("[feature]\n", None),
    ],
)
def test_a_flag_that_a_person_has_decided_on_stays(text: str, value: bool | None) -> None:
    assert read_flag(FLAG, text) is value
    assert FLAG_FILE.read_state(text) == (INSTALLED if value else NOT_INSTALLED)
    assert FLAG_FILE.strip(text) == text
    if value is not None:
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


def test_keys_that_others_add_to_our_table_stay() -> None:
    merged = FLAG_FILE.merge("") + "web = true\n"
    assert FLAG_FILE.strip(merged) == "[features] # minutebook\nweb = true\n"


# A file of our own ------------------------------------------------------------------------------


def test_our_own_file_is_written_replaced_and_removed() -> None:
    config_file = make_owned_file("a.ts", f"// {HOOK_COMMAND} 2")
    assert (
        config_file.merge(None)
        == config_file.merge("")
        == config_file.merge(f"// {HOOK_COMMAND} 1")
        == f"// {HOOK_COMMAND} 2"
    )
    assert config_file.read_state(f"// {HOOK_COMMAND} 2") == INSTALLED
    assert config_file.read_state(f"// {HOOK_COMMAND} 1") == PARTLY_INSTALLED
    assert config_file.read_state("// mine") == NOT_INSTALLED
    assert config_file.strip(f"// {HOOK_COMMAND} 2") is None
    assert config_file.strip(f"// {HOOK_COMMAND} 1") == f"// {HOOK_COMMAND} 1"
    with pytest.raises(UnexpectedFormat, match="not ours"):
        config_file.merge("// mine")


# What agents read -------------------------------------------------------------------------------


def test_the_block_is_short_and_says_what_an_agent_needs() -> None:
    text = format_instructions("history/prompts", "decisions")
    # About four characters make a token; a word and a sign never make more than two.
    assert len(re.findall(r"\w+|[^\w\s]", text)) < 120
    for phrase in ("history/prompts", "`decisions`", "minutebook adr new", "minutebook list adr"):
        assert phrase in text
    assert "no instruction" in text.replace("\n", " ")


def test_the_plugin_has_manifest_hooks_and_commands() -> None:
    files = claude.make_plugin_files("1.2.3")
    manifest = json.loads(files[".claude-plugin/plugin.json"])
    assert (manifest["name"], manifest["version"]) == ("minutebook", "1.2.3")
    # A client that does not know an event of a plugin runs none of the plugin's hooks.
    hooks = {event: [entry] for event, entry in claude.HOOKS.items()}
    del hooks["UserPromptExpansion"]
    assert json.loads(files["hooks/hooks.json"]) == {"hooks": hooks}
    for name in ("phr", "adr"):
        assert re.match(
            r"---\ndescription: .+\nargument-hint: .+\nallowed-tools: .+\n---\n",
            files[f"commands/{name}.md"],
        )


def test_all_paths_are_in_the_repository() -> None:
    config_files: list[ConfigFile] = [
        config_file for agent in AGENTS.values() for config_file in agent.config_files
    ]
    assert all(not config_file.path.startswith(("/", "..")) for config_file in config_files)
