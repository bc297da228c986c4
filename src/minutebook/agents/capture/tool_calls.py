"""Reads calls of tools: which tool it is, what it ran, which files it wrote, how it ended.

Names are compared without case, `_`, `-` and the parts before `__` or `.` (`mcp__fs__write_file`,
`functions.shell`). Sources: the tool references of the agents, and their recorded sessions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from minutebook.agents.capture.file_edits import find_file_edits
from minutebook.agents.capture.lenient_json import (
    as_int,
    as_mapping,
    extract_text,
    first_text,
    parse_json,
    shorten_text,
    split_words,
)
from minutebook.agents.capture.turn import FileEdit, ToolCall
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace

__all__ = ["find_patched_paths", "merge_calls", "read_tool_call"]

_WRITING_TOOLS = split_words(
    "write edit multiedit notebookedit writefile replace editfile editfiles createfile "
    "create createnewfile createandrun strreplaceeditor strreplacebasededittool strreplace "
    "searchreplace applypatch patch inserteditintofile insertedit replacestringinfile "
    "multireplacestringinfile editnotebookfile editnotebook createnewjupyternotebook delete "
    "deletefile rename renamefile movefile updatefile applydiff editexistingfile "
    "singlefindandreplace savefile filechange afterfileedit"
)
_SHELL_TOOLS = split_words(
    "bash shell sh zsh powershell pwsh cmd terminal runshellcommand runinterminal "
    "runterminalcmd runterminalcommand localshell localshellcall shellcommand execcommand "
    "exec executecommand runcommand aftershellexecution containerexec"
)
_SUBAGENT_TOOLS = split_words(
    "task agent runsubagent spawnagent subagent delegatetoagent dispatchagent invokeagent"
)
_SPAWNING_TOOL = "spawnagent"  # Codex glues a namespace, which can be set, to its name
_PATH_KEYS = (
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
_PATCH_PATH = compile_lazily(
    r"^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+?)\r?$", re.MULTILINE
)
_DIFF_PATH = compile_lazily(
    r"^(?:---|\+\+\+) (?:[ab]/)?(?!/dev/null)(\S.*?)(?:\t.*)?\r?$", re.MULTILINE
)
_EXIT_STATUS = compile_lazily(
    r"\A.{0,200}?(?:[Ee]xit(?:ed with)? code:?|Exit status:?)\s*(-?[0-9]{1,5})\b", re.DOTALL
)
_SUCCESS_WORDS = split_words("success succeeded completed complete ok done")
_FAILURE_WORDS = split_words("error failure failed denied rejected cancelled canceled timeout")
_GEMINI_EXIT_STATUS = compile_lazily(r"^Exit Code: (-?[0-9]{1,5})$", re.MULTILINE)  # Gemini CLI
_MAX_INPUT_CHARS = 64 * 1024  # of a call's arguments, which are looked at for secrets alone
_MAX_INPUT_TEXTS = 1_000
_NAME_SEPARATORS = compile_lazily(r"[_\- ]")


def read_tool_call(
    name: str, arguments: object, result: object = None, call_id: str = ""
) -> ToolCall:
    """Read a call from the tool's name, its arguments (an object, or its JSON text) and its result.

    `files` of the call are the paths that a writing tool was given, as given; a tool that only
    reads has none.
    """
    tool = _NAME_SEPARATORS.sub("", re.split(r"__|[.:/]", name)[-1].lower())
    parsed = (
        parse_json(arguments) if isinstance(arguments, str) and arguments[:1] in "{[" else arguments
    )
    fields = as_mapping(parsed)
    ok, output = read_outcome(result)
    # Codex' local_shell_call has its command in an `action`.
    command = (
        _find_command(as_mapping(fields.get("action")) or fields, parsed)
        if tool in _SHELL_TOOLS
        else ""
    )
    files: tuple[str, ...] = ()
    edits: tuple[FileEdit, ...] = ()
    if tool in _WRITING_TOOLS and fields.get("command") != "view":
        patch = _find_patch(fields, arguments)
        patched_paths = find_patched_paths(patch) if patch else ()
        files = _find_written_paths(fields, patched_paths)
        path = next(iter(_find_path(fields)), "")
        edits = find_file_edits(tool, fields, path, patch if patched_paths else "", result, output)
    elif "apply_patch" in command or "*** Begin Patch" in command:
        files = find_patched_paths(command)
        edits = find_file_edits(tool, {}, "", command, None, "")
    subagent_prompt = subagent_type = subagent_id = ""
    if tool in _SUBAGENT_TOOLS or tool.endswith(_SPAWNING_TOOL):
        subagent_prompt = first_text(
            fields, "prompt", "task", "message", "instructions", "description"
        )
        subagent_type = first_text(
            fields,
            "subagent_type",
            "subagentType",
            "agent_type",
            "agentName",
            "agent_name",
            "agent",
        )
        answer = as_mapping(parse_json(result) if isinstance(result, str) else result)
        subagent_id = first_text(answer, "agentId", "agent_id", "agentID") or first_text(
            as_mapping(answer.get("metadata")), "sessionId", "sessionID"
        )
    return ToolCall(
        name,
        command,
        files,
        ok,
        shorten_text(output),
        subagent_prompt,
        subagent_type,
        call_id,
        subagent_id,
        _join_texts(parsed)[:_MAX_INPUT_CHARS],
        edits=edits,
    )


def _join_texts(arguments: object) -> str:
    """The texts in a call's arguments with their keys, a line for each, however deep they lie."""
    lines: list[str] = []
    pending: list[tuple[str, object]] = [("", arguments)]
    while pending and len(lines) < _MAX_INPUT_TEXTS:
        key, value = pending.pop()
        if isinstance(value, str):
            lines.append(f"{key}: {value}" if key else value)
        elif isinstance(value, Mapping):
            pending += [(str(name), item) for name, item in value.items()]
        elif isinstance(value, list):
            pending += [(key, item) for item in value]
    return "\n".join(lines)


def find_patched_paths(patch: str) -> tuple[str, ...]:
    """The paths that a patch touches, in the format of `apply_patch` or as a unified diff."""
    paths = _PATCH_PATH.findall(patch) or _DIFF_PATH.findall(patch)
    return tuple(dict.fromkeys(path.strip() for path in paths if path.strip()))


def _find_command(fields: Mapping[str, object], arguments: object) -> str:
    """The shell command in a call's arguments; "" without one."""
    for key in ("command", "cmd", "script", "commandLine", "CommandLine"):
        value = fields.get(key)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, list):
            return _join_command(value)
    if isinstance(arguments, list):
        return _join_command(arguments)
    return arguments if isinstance(arguments, str) else ""


def _join_command(parts: list[object]) -> str:
    """A command that is given as a list of words; for `bash -lc SCRIPT` the script."""
    arguments = [part for part in parts if isinstance(part, str)]
    if len(arguments) == 3 and arguments[1] in ("-c", "-lc", "-Command", "/c"):
        return arguments[2]
    return " ".join(arguments)


def _find_patch(fields: Mapping[str, object], arguments: object) -> str:
    """The text among a writing tool's arguments that may be a patch; "" for none."""
    patch = (
        arguments
        if isinstance(arguments, str) and not fields
        else first_text(fields, "input", "patch", "patchText", "diff")
    )
    return patch or _find_command(fields, None)  # Codex' hooks give a patch as a command


def _find_written_paths(
    fields: Mapping[str, object], patched_paths: Iterable[str]
) -> tuple[str, ...]:
    paths = [*patched_paths, *_find_path(fields)]
    for key in ("edits", "replacements", "changes", "files"):
        entries = fields.get(key)
        for entry in entries if isinstance(entries, (list, dict)) else ():
            # Codex' file changes are an object by path.
            paths += [entry] if isinstance(entry, str) else _find_path(as_mapping(entry))
    return tuple(dict.fromkeys(paths))


def _find_path(fields: Mapping[str, object]) -> Iterable[str]:
    path = first_text(fields, *_PATH_KEYS)
    return [path] if path else []


def read_outcome(result: object) -> tuple[bool | None, str]:
    """Whether a call succeeded (None: its result does not say), and what it printed."""
    if isinstance(result, str):
        mapping = as_mapping(parse_json(result)) if result[:1] == "{" else {}
        if mapping.keys() & {"output", "metadata", "stdout"}:
            return read_outcome(mapping)
        status = _EXIT_STATUS.match(result)
        return (int(status[1]) == 0 if status else None), result
    if isinstance(result, list):
        return None, extract_text(result)
    answer = as_mapping(result)
    streams = [first_text(answer, "stdout"), first_text(answer, "stderr")]
    output = "\n".join(stream for stream in streams if stream) or first_text(
        answer,
        "aggregated_output",
        "formatted_output",
        "output",
        "returnDisplay",
        "detailedContent",
    )
    error = answer.get("error")
    output = (
        output or extract_text(answer) or extract_text(answer.get("output")) or extract_text(error)
    )
    error = as_mapping(error).get("message") or error
    if error and not output:
        output = extract_text(error)
    ok = _find_success(answer)
    if ok is None:
        status = _EXIT_STATUS.match(output) or _GEMINI_EXIT_STATUS.search(extract_text(answer))
        ok = int(status[1]) == 0 if status else None
    return ok, output


def _find_success(result: Mapping[str, object]) -> bool | None:
    """Whether a result says that it is a success: by a flag, a status, an error or a word.

    None where it says neither.
    """
    for key, is_failure_flag in (("success", False), ("is_error", True), ("isError", True)):
        value = result.get(key)
        if isinstance(value, bool):
            return value is not is_failure_flag
    for mapping in (result, as_mapping(result.get("metadata"))):
        for key in ("exit_code", "exitCode", "exit", "code"):
            status = as_int(mapping.get(key))
            if status is not None:
                return status == 0
    if result.get("error") or result.get("interrupted") is True:
        return False
    for key in ("resultType", "result_type", "status"):
        word = first_text(result, key).lower()
        if word in _SUCCESS_WORDS or word in _FAILURE_WORDS:
            return word in _SUCCESS_WORDS
    return None


def merge_calls(earlier: ToolCall, later: ToolCall) -> ToolCall:
    """Merge two reports of one call: what the later one says takes precedence."""
    return replace(
        later,
        command=later.command or earlier.command,
        files=later.files or earlier.files,
        ok=earlier.ok if later.ok is None else later.ok,
        output=later.output or earlier.output,
        subagent_prompt=later.subagent_prompt or earlier.subagent_prompt,
        subagent_type=later.subagent_type or earlier.subagent_type,
        id=later.id or earlier.id,
        subagent_id=later.subagent_id or earlier.subagent_id,
        had_subagent_prompt=later.had_subagent_prompt or earlier.had_subagent_prompt,
        edits=later.edits or earlier.edits,
    )
