"""What the editing tools of agents were given: texts that they put into files, and took out.

Sources: the tool references of the agents, and their recorded sessions. Claude Code says of each
edit which lines it changed (`structuredPatch`); others give the old text and the new one, a patch,
or the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.agents.capture.lenient_json import as_list, as_mapping, first_text
from minutebook.agents.capture.turn import FileEdit
from minutebook.lean.patterns import compile_lazily

__all__ = ["find_file_edits", "list_changed_lines"]

_OLD_KEYS = ("old_string", "oldString", "old_str", "oldText", "old_text", "oldStr")
_NEW_KEYS = ("new_string", "newString", "new_str", "newText", "new_text", "newStr", "insert_text")
_WHOLE_KEYS = ("content", "file_text", "fileText", "contents")
_LIST_KEYS = ("edits", "replacements", "changes", "files")
_MAX_EDITS = 500  # of one call
_MAX_TEXT_CHARS = 1024 * 1024  # of one text; a longer one is data
# What tools print that made a file which was not there.
_CREATION = compile_lazily(
    r"(?is)\A.{0,300}?\b(?:file created|created (?:successfully|and wrote|new|a new))\b"
)
_PATCH_FILE = compile_lazily(r"\*\*\* (Add|Update|Delete) File: (.+)")
_PATCH_MOVE = "*** Move to: "


def find_file_edits(
    tool: str,
    fields: Mapping[str, object],
    path: str,
    patch: str,
    result: object,
    output: str,
) -> tuple[FileEdit, ...]:
    """The edits of a call of a tool that writes, as far as its arguments and its result say.

    `tool` is its folded name, `path` the file that its arguments name ("" for none), `patch` the
    patch among them ("" for none), `output` what it printed. Nothing is parsed yet.
    """
    if patch:  # it names its files itself
        return (FileEdit("", patch, kind="patch"),) if len(patch) <= _MAX_TEXT_CHARS else ()
    answer = as_mapping(result)
    is_new = tool.startswith("create") or answer.get("type") == "create"
    hunks = _join_hunks(answer.get("structuredPatch"))
    if path and hunks:
        return (FileEdit(path, hunks, kind="lines"),)
    edits = list(_read_edit(fields, path, is_new=is_new or bool(_CREATION.match(output))))
    for key in _LIST_KEYS:
        entries = fields.get(key)
        if isinstance(entries, dict):  # Codex' file changes are an object by path
            edits += _read_changes(entries)
        for entry in as_list(entries)[:_MAX_EDITS]:
            edits += _read_entry(as_mapping(entry), path)
    return tuple(edit for edit in edits if len(edit.added) + len(edit.removed) <= _MAX_TEXT_CHARS)


def _read_entry(entry: Mapping[str, object], path: str) -> Iterator[FileEdit]:
    """An edit in a list: of the call's file, unless it names one."""
    own_path = first_text(entry, "file_path", "filePath", "path") or path
    return _read_edit(entry, own_path, is_new=False)


def _read_edit(fields: Mapping[str, object], path: str, *, is_new: bool) -> Iterator[FileEdit]:
    removed, added = first_text(fields, *_OLD_KEYS), first_text(fields, *_NEW_KEYS)
    whole = first_text(fields, *_WHOLE_KEYS)
    if not path:
        return
    if removed or added:
        yield FileEdit(path, added, removed)
    elif whole:
        yield FileEdit(path, whole, kind="new" if is_new else "whole")


def _read_changes(changes: Mapping[str, object]) -> Iterator[FileEdit]:
    """Codex' changes by path: `{"type": "add", "content": …}`, or `{"update": {…}}`."""
    for path, change in list(changes.items())[:_MAX_EDITS]:
        stated = as_mapping(change)
        kind = first_text(stated, "type") or next(iter(stated), "")
        fields = as_mapping(stated.get(kind)) or stated
        if diff := first_text(fields, "unified_diff", "diff"):
            yield FileEdit(first_text(fields, "move_path") or path, diff, kind="lines")
        elif (content := first_text(fields, "content")) and kind != "delete":
            yield FileEdit(path, content, kind="new" if kind == "add" else "whole")


def _join_hunks(hunks: object) -> str:
    """The lines of Claude Code's hunks, each with its sign."""
    lines = (
        line
        for hunk in as_list(hunks)[:_MAX_EDITS]
        for line in as_list(as_mapping(hunk).get("lines"))
        if isinstance(line, str)
    )
    joined = "\n".join(lines)
    return joined if len(joined) <= _MAX_TEXT_CHARS else ""


# What they changed ------------------------------------------------------------------------------


def list_changed_lines(edit: FileEdit) -> Iterator[tuple[str, list[str], list[str]]]:
    """The lines that an edit added to each file, and those that it removed: path, added, removed.

    A file that was written as a whole has none that are sure to be new.
    """
    if edit.kind == "patch":
        yield from _list_patched_lines(edit.added)
    elif edit.kind == "lines":
        yield edit.path, *_split_signs(edit.added.split("\n"))
    elif edit.kind != "whole":
        yield edit.path, edit.added.split("\n"), edit.removed.split("\n")


def _list_patched_lines(patch: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """The lines of a patch, in the form of `apply_patch` or as a unified diff."""
    if "*** Begin Patch" not in patch and "*** Update File: " not in patch:
        from minutebook.suggest.diff.patch import parse_diff  # few patches have this form

        for file in parse_diff(patch):
            added, removed = file.added_lines, file.removed_lines
            yield file.path, [text for _, text in added], [text for _, text in removed]
        return
    path = ""
    lines: list[str] = []
    for line in patch.split("\n"):
        if match := _PATCH_FILE.match(line):
            if path:
                yield path, *_split_signs(lines)
            path, lines = match[2].strip(), []
        elif line.startswith(_PATCH_MOVE):
            path = line.removeprefix(_PATCH_MOVE).strip()
        elif not line.startswith("*** "):
            lines.append(line)
    if path:
        yield path, *_split_signs(lines)


def _split_signs(lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """The lines that begin with `+`, and those with `-`, without it; no heads of files."""
    added, removed = [], []
    for line in lines:
        if line.startswith("+") and not line.startswith("+++ "):
            added.append(line[1:])
        elif line.startswith("-") and not line.startswith("--- "):
            removed.append(line[1:])
    return added, removed
