"""Calls of tools: what agents call them, and where they say what was run and written.

Names are compared without case, `_`, `-` and the parts before `__` or `.` (`mcp__fs__write_file`,
`functions.shell`). Sources: the tool references of the agents, and their recorded sessions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from minutebook.agents.capture.lenient_json import (
    as_int,
    as_mapping,
    extract_text,
    first_text,
    parse_json,
    shorten_text,
    split_words,
)
from minutebook.agents.capture.turn import ToolCall

__all__ = ["find_patched_paths", "read_tool_call"]

_WRITES = split_words(
    "write edit multiedit notebookedit writefile replace editfile editfiles createfile "
    "create createnewfile createandrun strreplaceeditor strreplacebasededittool strreplace "
    "searchreplace applypatch patch inserteditintofile insertedit replacestringinfile "
    "multireplacestringinfile editnotebookfile editnotebook createnewjupyternotebook delete "
    "deletefile rename renamefile movefile updatefile applydiff editexistingfile "
    "singlefindandreplace savefile filechange afterfileedit"
)
_SHELLS = split_words(
    "bash shell sh zsh powershell pwsh cmd terminal runshellcommand runinterminal "
    "runterminalcmd runterminalcommand localshell localshellcall shellcommand execcommand "
    "exec executecommand runcommand aftershellexecution containerexec"
)
_TASKS = split_words("task agent runsubagent spawnagent subagent delegatetoagent dispatchagent")
_PATHS = (
    "file_path",
    "filePath",
    "notebook_path",
    "absolute_path",
    "target_file",
    "relative_workspace_path",
    "filepath",
    "path",
    "file",
    "filename",
    "new_path",
)
_PATCHED = re.compile(r"^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+?)\r?$", re.MULTILINE)
_DIFFED = re.compile(r"^(?:---|\+\+\+) (?:[ab]/)?(?!/dev/null)(\S.*?)(?:\t.*)?\r?$", re.MULTILINE)
_EXIT = re.compile(
    r"\A.{0,200}?(?:[Ee]xit(?:ed with)? code:?|Exit status:?)\s*(-?[0-9]{1,5})\b", re.DOTALL
)
_GOOD = split_words("success succeeded completed complete ok done")
_BAD = split_words("error failure failed denied rejected cancelled canceled timeout")
_CODE = re.compile(r"^Exit Code: (-?[0-9]{1,5})$", re.MULTILINE)  # Gemini CLI
_NAMES = re.compile(r"[_\- ]")


def read_tool_call(
    name: str, arguments: object, result: object = None, call_id: str = ""
) -> ToolCall:
    """One call: `given` is what it was given (an object, or its JSON text), `result` what it said.

    `files` are those it was told to write, as given; nothing is read of a tool that only looks.
    """
    short = _NAMES.sub("", re.split(r"__|[.:/]", name)[-1].lower())
    loose = (
        parse_json(arguments) if isinstance(arguments, str) and arguments[:1] in "{[" else arguments
    )
    told = as_mapping(loose)
    ok, output = read_outcome(result)
    # Codex' local_shell_call has its command in an `action`.
    command = _command(as_mapping(told.get("action")) or told, loose) if short in _SHELLS else ""
    files: tuple[str, ...] = ()
    if short in _WRITES and told.get("command") != "view":
        files = _files(told, arguments)
    elif "apply_patch" in command or "*** Begin Patch" in command:
        files = find_patched_paths(command)
    task = subagent = agent_id = ""
    if short in _TASKS:
        task = first_text(told, "prompt", "task", "message", "instructions", "description")
        subagent = first_text(
            told, "subagent_type", "subagentType", "agent_type", "agentName", "agent_name", "agent"
        )
        told_back = as_mapping(result)
        agent_id = first_text(told_back, "agentId", "agent_id", "agentID") or first_text(
            as_mapping(told_back.get("metadata")), "sessionId", "sessionID"
        )
    return ToolCall(
        name, command, files, ok, shorten_text(output), task, subagent, call_id, agent_id
    )


def find_patched_paths(patch: str) -> tuple[str, ...]:
    """The paths that a patch touches, in the format of `apply_patch` or as a unified diff."""
    found = _PATCHED.findall(patch) or _DIFFED.findall(patch)
    return tuple(dict.fromkeys(path.strip() for path in found if path.strip()))


def _command(told: Mapping[str, object], loose: object) -> str:
    for name in ("command", "cmd", "script", "commandLine", "CommandLine"):
        value = told.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, list):
            return _joined(value)
    if isinstance(loose, list):
        return _joined(loose)
    return loose if isinstance(loose, str) else ""


def _joined(words_: list[object]) -> str:
    """A command given as words; of `bash -lc SCRIPT` the script."""
    told = [word for word in words_ if isinstance(word, str)]
    if len(told) == 3 and told[1] in ("-c", "-lc", "-Command", "/c"):
        return told[2]
    return " ".join(told)


def _files(told: Mapping[str, object], given: object) -> tuple[str, ...]:
    patch = (
        given if isinstance(given, str) else first_text(told, "input", "patch", "patchText", "diff")
    )
    patch = patch or _command(told, None)  # Codex' hooks give a patch as a command
    found = list(find_patched_paths(patch)) if patch else []
    found += _named(told)
    for name in ("edits", "replacements", "changes", "files"):
        held = told.get(name)
        for entry in held if isinstance(held, (list, dict)) else ():
            # Codex' file changes are an object by path.
            found += [entry] if isinstance(entry, str) else _named(as_mapping(entry))
    return tuple(dict.fromkeys(found))


def _named(told: Mapping[str, object]) -> Iterable[str]:
    path = first_text(told, *_PATHS)
    return [path] if path else []


def read_outcome(result: object) -> tuple[bool | None, str]:
    """Whether a call succeeded (None: it does not say), and what it printed."""
    if isinstance(result, str):
        inner = as_mapping(parse_json(result)) if result[:1] == "{" else {}
        if inner.keys() & {"output", "metadata", "stdout"}:
            return read_outcome(inner)
        told = _EXIT.match(result)
        return (int(told[1]) == 0 if told else None), result
    if isinstance(result, list):
        return None, extract_text(result)
    held = as_mapping(result)
    streams = [first_text(held, "stdout"), first_text(held, "stderr")]
    output = "\n".join(part for part in streams if part) or first_text(
        held, "aggregated_output", "formatted_output", "output", "returnDisplay", "detailedContent"
    )
    error = held.get("error")
    output = output or extract_text(held) or extract_text(held.get("output")) or extract_text(error)
    error = as_mapping(error).get("message") or error
    if error and not output:
        output = extract_text(error)
    said = _said(held)
    if said is None:
        told = _EXIT.match(output) or _CODE.search(extract_text(held))
        said = int(told[1]) == 0 if told else None
    return said, output


def _said(held: Mapping[str, object]) -> bool | None:
    """Whether a result calls itself a success: by a flag, an exit status, an error, a word."""
    for name, turned in (("success", False), ("is_error", True), ("isError", True)):
        value = held.get(name)
        if isinstance(value, bool):
            return value is not turned
    for inner in (held, as_mapping(held.get("metadata"))):
        for name in ("exit_code", "exitCode", "exit", "code"):
            code = as_int(inner.get(name))
            if code is not None:
                return code == 0
    if held.get("error") or held.get("interrupted") is True:
        return False
    for name in ("resultType", "result_type", "status"):
        word = first_text(held, name).lower()
        if word in _GOOD or word in _BAD:
            return word in _GOOD
    return None
