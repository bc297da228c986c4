"""The type of an adapter: all that the program knows of one agent.

Everything here is data and functions without state, so that each list of agents, events, keys and
files can be derived from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from minutebook.agents.adapters.transcript_files import TranscriptFile, read_text_file
from minutebook.agents.capture.turn import Event, Turn

HOOK_COMMAND = "minutebook-hook"  # the command that every hook of ours runs

# Seconds for which an agent waits for a hook: at most so long a prompt waits for its number, and
# the end of a turn for its record.
HOOK_TIMEOUT_SECONDS, TURN_END_TIMEOUT_SECONDS = 10, 30


# What is installed ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HooksFile:
    """A JSON file with `hooks`: name of an event to the entry of ours in that event's list.

    `version` is the file format's number, for a file that does not exist yet; 0 for none.
    """

    path: str
    hooks: Mapping[str, object]
    version: int = 0


def make_hook_group(
    command: str, timeout: int, matcher: str = "", **more: object
) -> dict[str, object]:
    """An entry of an event's list in the form of Claude Code, which Codex and Gemini CLI share."""
    entry = {**more, "type": "command", "command": command, "timeout": timeout}
    return {"matcher": matcher, "hooks": [entry]} if matcher else {"hooks": [entry]}


@dataclass(frozen=True, slots=True)
class OwnedFile:
    """A file that is ours as a whole; its text names HOOK_COMMAND."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class FlagFile:
    """A TOML file with a flag that has to be true; `former_key` is what it was called before."""

    path: str
    table: str
    key: str
    former_key: str = ""


@dataclass(frozen=True, slots=True)
class Installation:
    """How an agent is made to call us. All paths are relative to the repository's top folder.

    `files`: the first of them holds the hooks. `instructions_paths`: the page that the agent reads,
    and where else it may lie. `marker_paths`: what shows that the agent is used here.
    `off_switches`: file, keys and value by which a person switches its hooks off. `note`: what is
    left to do after an installation. `make_plugin_files`: the files of a plugin of ours, path to
    text, for the program's version.
    """

    files: tuple[HooksFile | OwnedFile | FlagFile, ...]
    instructions_paths: tuple[str, ...]
    marker_paths: tuple[str, ...]
    off_switches: tuple[tuple[str, tuple[str, ...], object], ...] = ()
    note: str = ""
    make_plugin_files: Callable[[str], dict[str, str]] | None = None


# What is read -----------------------------------------------------------------------------------


def _claims_nothing(_: object) -> bool:
    """Say of no row and no text that it is of this agent."""
    return False


def _find_no_files(_: Sequence[str]) -> Iterator[TranscriptFile]:
    """Find nothing: the agent keeps no transcripts, or none that can be read."""
    return iter(())


def _read_no_turns(_: str) -> tuple[Turn, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Transcripts:
    """Where an agent keeps its transcripts, and how to tell and read them.

    `find_files`: the transcripts in the user's home and in the working trees given. `is_own_row`:
    whether a JSON object, a line of a transcript or the whole of it, is of this agent; at most one
    adapter may say so of a row. `is_own_text`: the same for a text that is not JSON.
    `project_file_name`: the name of a transcript that lies in the folder it is about. `read_text`:
    the text of a transcript, by its path, where it is not one file. `find_session`: the session of
    a transcript, where several files make up one session. `has_unique_turn_ids`: whether the ids
    of turns differ between sessions.
    """

    find_files: Callable[[Sequence[str]], Iterator[TranscriptFile]] = _find_no_files
    is_own_row: Callable[[Mapping[str, object]], bool] = _claims_nothing
    is_own_text: Callable[[str], bool] = _claims_nothing
    project_file_name: str = ""
    read_text: Callable[[str], str] = read_text_file
    find_session: Callable[[str], str] | None = None
    has_unique_turn_ids: bool = False


@dataclass(frozen=True, slots=True)
class Adapter:
    """An agent.

    `read_event(payload, time, event_name)` reads a hook's payload, received at a unix time in
    seconds; `read_turns(text)` reads a transcript. Neither raises for what an agent writes; without
    transcripts, `read_turns` and `transcripts` are left out.

    `event_kinds`: name of an event, as the agent spells it, to one of `turn.EVENT_KINDS`. Prompts,
    ends of turns and starts of sessions are what the hook acts upon. `event_name_keys`,
    `session_keys`, `parent_keys`: the keys of a payload that hold the event's name, the session's
    id, and the id of the session that started this one. `prompt_keys`, `folder_keys`: those that
    hold the prompt, and the folder that the agent works in. The hook finds the values of all these
    keys without parsing the payload.

    `own_keys` are sets of keys, and `own_event_names` names of events, that nobody else sends.
    `has_shared_settings`: whether other agents load this one's settings too, so that an event which
    these settings report may be another agent's.

    `message_events`: the events at which the agent shows its user the `systemMessage` that a hook
    prints, without a word of it to the model.

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
    prompt_keys: tuple[str, ...] = ("prompt",)
    folder_keys: tuple[str, ...] = ("cwd",)
    own_keys: tuple[tuple[str, ...], ...] = ()
    own_event_names: tuple[str, ...] = ()
    has_shared_settings: bool = False
    message_events: tuple[str, ...] = ()
    injected_tags: tuple[str, ...] = ()
    ambiguous_tags: tuple[str, ...] = ()
    wrapper_tags: tuple[str, ...] = ()
