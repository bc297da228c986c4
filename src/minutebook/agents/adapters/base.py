"""The type of an adapter: all that the program knows of one agent.

Everything here is data and functions without state, so that each list of agents, events, keys and
files can be derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from minutebook.agents.adapters.transcript_files import TranscriptFile, read_text_file
from minutebook.agents.capture.turn import Event, Turn
from minutebook.lean.values import Value, field

HOOK_COMMAND = "minutebook-hook"  # the command that every hook of ours runs

# Seconds for which an agent waits for a hook: at most so long a prompt waits for its number, and
# the end of a turn for its record.
HOOK_TIMEOUT_SECONDS, TURN_END_TIMEOUT_SECONDS = 10, 30


# What is installed ------------------------------------------------------------------------------

_GUARD = f"command -v {HOOK_COMMAND} >/dev/null 2>&1 || exit 0;"


def make_command(agent: str, event: str = "") -> str:
    """The command that runs our hook from any shell: sh, cmd, PowerShell.

    It is committed for others: where HOOK_COMMAND is not on PATH it does nothing and says nothing.
    The status is 0 in any case, also where git or our hook is broken: Gemini CLI takes others for a
    refusal. `event` is named where the payload does not name it.

    The text is frozen: Codex trusts a hook by the hash of its command, and a changed one stops
    running without a word.
    """
    # To cmd the last three words are arguments, which the `#` makes a comment.
    return f"{make_git_call(f'{_format_call(agent, event)} #')} ; exit 0"


def make_posix_command(agent: str, event: str = "") -> str:
    """The same for POSIX shells and fish alone, some 4 ms cheaper; frozen, too.

    For agents that have a key of their own for the command on Windows.
    """
    return f"{_GUARD} {_format_call(agent, event)}; exit 0"


def make_git_call(call: str) -> str:
    """A guarded call from any shell; what is appended to it becomes the call's arguments.

    git runs an alias that begins with `!` by a POSIX shell of its own on every system, from the
    working tree's top folder, and passes stdin on.
    """
    return f'git -c "alias.{HOOK_COMMAND}=!{_GUARD} exec {call}" {HOOK_COMMAND}'


def _format_call(agent: str, event: str) -> str:
    return f"{HOOK_COMMAND} {agent} {event}".rstrip()


class HooksFile(Value):
    """A JSON file with `hooks`: name of an event to the entry of ours in that event's list.

    `version` is the file format's number, for a file that does not exist yet; 0 for none.
    `accepts`: what of `jsonc.list_extensions` the agent reads: without any, strict JSON alone.
    """

    path: str
    hooks: Mapping[str, object]
    version: int = 0
    accepts: tuple[str, ...] = ()


def make_hook_group(
    command: str, timeout: int, matcher: str = "", **more: object
) -> dict[str, object]:
    """An entry of an event's list in the form of Claude Code, which Codex and Gemini CLI share.

    `more` are keys that the agent alone knows.
    """
    entry = {**more, "type": "command", "command": command, "timeout": timeout}
    return {"matcher": matcher, "hooks": [entry]} if matcher else {"hooks": [entry]}


class OwnedFile(Value):
    """A file that is ours as a whole; its text names HOOK_COMMAND."""

    path: str
    text: str


class FlagFile(Value):
    """A TOML file with a flag that has to be true; `former_key` is what it was called before."""

    path: str
    table: str
    key: str
    former_key: str = ""


SERVER_NAME = "minutebook"  # by which agents know our MCP server, and the command that starts it


class ServerFile(Value):
    """The file in which an agent looks for MCP servers, JSON or TOML.

    `key` is what holds the servers by their names, `entry` is ours.
    """

    path: str
    key: str
    entry: Mapping[str, object]


def make_server_entry(**more: object) -> dict[str, object]:
    """Our entry in the form that most agents share; `more` comes before it."""
    return {**more, "command": SERVER_NAME, "args": ["mcp"]}


class Installation(Value):
    """How an agent is made to call us. All paths are relative to the repository's top folder.

    `files`: the first of them holds the hooks. `instructions_paths`: the page that the agent reads,
    and where else it may lie. `marker_paths`: what shows that the agent is used here.
    `off_switches`: file, keys and value by which a person switches its hooks off. `note`: what is
    left to do after an installation. `make_plugin_files`: the files of a plugin of ours, path to
    text, for the program's version. `skills_folder`: where the agent looks for Agent Skills.
    `server_file`: where our MCP server is registered, when that is asked for.
    """

    files: tuple[HooksFile | OwnedFile | FlagFile, ...]
    instructions_paths: tuple[str, ...]
    marker_paths: tuple[str, ...]
    off_switches: tuple[tuple[str, tuple[str, ...], object], ...] = ()
    note: str = ""
    make_plugin_files: Callable[[str], dict[str, str]] | None = None
    skills_folder: str = ".agents/skills"  # which all but Claude Code read
    server_file: ServerFile | None = None


# What is read -----------------------------------------------------------------------------------


def _claims_nothing(_: object) -> bool:
    """Say of no row and no text that it is of this agent."""
    return False


def _find_no_files(_: Sequence[str]) -> Iterator[TranscriptFile]:
    """Find nothing: the agent keeps no transcripts, or none that can be read."""
    return iter(())


def _locate_nothing(_: str) -> str:
    """Know of no session where its transcript lies."""
    return ""


def _read_no_turns(_: str) -> tuple[Turn, ...]:
    return ()


class Transcripts(Value):
    """Where an agent keeps its transcripts, and how to tell and read them.

    `find_files`: the transcripts in the user's home and in the working trees given. `is_own_row`:
    whether a JSON object, a line of a transcript or the whole of it, is of this agent; at most one
    adapter may say so of a row. `is_own_text`: the same for a text that is not JSON.
    `project_file_name`: the name of a transcript that lies in the folder it is about. `read_text`:
    the text of a transcript, by its path, where it is not one file. `find_session`: the session of
    a transcript, where several files make up one session. `locate_session`: the path of the
    transcript of a session, by its id, where not all events name it; "" where none is there.
    `has_unique_turn_ids`: whether the ids of turns differ between sessions.
    """

    find_files: Callable[[Sequence[str]], Iterator[TranscriptFile]] = _find_no_files
    is_own_row: Callable[[Mapping[str, object]], bool] = _claims_nothing
    is_own_text: Callable[[str], bool] = _claims_nothing
    project_file_name: str = ""
    read_text: Callable[[str], str] = read_text_file
    find_session: Callable[[str], str] | None = None
    locate_session: Callable[[str], str] = _locate_nothing
    has_unique_turn_ids: bool = False


class Adapter(Value):
    """An agent.

    `read_event(payload, time, event_name)` reads a hook's payload, received at a unix time in
    seconds; `read_turns(text)` reads a transcript. Neither raises for what an agent writes; without
    transcripts, `read_turns` and `transcripts` are left out.

    `event_kinds`: name of an event, as the agent spells it, to one of `turn.EVENT_KINDS`. Prompts,
    ends of turns and starts of sessions are what the hook acts upon. `event_name_keys`,
    `session_keys`, `parent_keys`: the keys of a payload that hold the event's name, the session's
    id, and the id of the session that started this one. `prompt_keys`, `folder_keys`: those that
    hold the prompt, and the folder that the agent works in. `subagent_keys`: those that only the
    events of a subagent have; `subagent_end_keys`: those that, at any depth, only the event of a
    subagent's end has; `turn_keys`: those that hold the id of a turn, which two prompts
    share where the second was sent while the turn went on. The hook finds the values of all these
    keys without parsing the payload.

    `own_keys` are sets of keys, and `own_event_names` names of events, that nobody else sends.
    `has_shared_settings`: whether other agents load this one's settings too, so that an event which
    these settings report may be another agent's.

    `message_events`: the events at which the agent shows its user the `systemMessage` that a hook
    prints, without a word of it to the model.

    `context_events`: the events whose answer the agent puts before its model, each with what it is
    told there: "before-edit" and "after-edit" (events of a tool, of which those in `edit_tools`
    write files), "session" (a session begins). `context_form`: the key of the answer that holds the
    text, or `hookSpecificOutput` for Claude Code's form.

    `injected_tags`: elements that the agent puts into a prompt, unmistakable whoever the agent is;
    `ambiguous_tags`: those that a user may well write too, left out with this agent alone;
    `wrapper_tags`: elements around what the user wrote.
    """

    name: str
    read_event: Callable[[Mapping[str, object], float, str], Event]
    read_turns: Callable[[str], tuple[Turn, ...]] = _read_no_turns
    transcripts: Transcripts = field(default_factory=Transcripts)
    installation: Installation | None = None
    aliases: tuple[str, ...] = ()
    event_kinds: Mapping[str, str] = field(default_factory=dict)
    event_name_keys: tuple[str, ...] = ()
    session_keys: tuple[str, ...] = ()
    parent_keys: tuple[str, ...] = ()
    subagent_keys: tuple[str, ...] = ()
    subagent_end_keys: tuple[str, ...] = ()
    turn_keys: tuple[str, ...] = ()
    prompt_keys: tuple[str, ...] = ("prompt",)
    folder_keys: tuple[str, ...] = ("cwd",)
    own_keys: tuple[tuple[str, ...], ...] = ()
    own_event_names: tuple[str, ...] = ()
    has_shared_settings: bool = False
    message_events: tuple[str, ...] = ()
    context_events: Mapping[str, str] = field(default_factory=dict)
    context_form: str = "hookSpecificOutput"
    edit_tools: tuple[str, ...] = ()
    injected_tags: tuple[str, ...] = ()
    ambiguous_tags: tuple[str, ...] = ()
    wrapper_tags: tuple[str, ...] = ()
