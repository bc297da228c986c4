"""Which files of a repository a call of a tool writes, by the payload of a hook."""

from __future__ import annotations

import os

from minutebook.repository import light

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Where payloads have a call's arguments, and arguments the paths and patches.
_ARGUMENT_KEYS = ("tool_input", "toolArgs", "input", "args")
_PATH_KEYS = ("file_path", "filePath", "notebook_path", "path", "target_file")
_PATCH_KEYS = ("command", "patch", "patchText", "input", "diff")
_LIST_KEYS = ("edits", "replacements", "files", "changes")
_PATCH_LINES = ("*** Update File: ", "*** Add File: ", "*** Delete File: ", "*** Move to: ")
_FOLDER_KEYS = ("cwd", "directory")
_MAX_FILES = 8  # of one call, which are looked at
_MAX_PATH_CHARS = 4096


class EditedFile:
    """A file that a call writes: `top` is its working tree, `path` leads there from it, with `/`.

    `git_dir` is the git directory of that working tree. The file need not be there yet.
    """

    __slots__ = ("git_dir", "path", "top")

    def __init__(self, top: str, git_dir: str, path: str) -> None:
        self.top, self.git_dir, self.path = top, git_dir, path


def find_edited_files(payload: Mapping[str, object], cwd: str) -> list[EditedFile]:
    """The files that a call writes, each once; without those that lie outside the repository.

    `cwd` is a folder of the repository, where relative paths begin if the payload does not say. A
    file that a link leads to is the one it leads to; those of other clones and of submodules do not
    count, those of other working trees of this clone do.
    """
    common_dir = os.path.realpath(light.find_common_dir(cwd))
    folders = (payload.get(key) for key in _FOLDER_KEYS)
    start = next((each for each in folders if isinstance(each, str) and os.path.isabs(each)), cwd)
    files: dict[str, EditedFile] = {}
    for path in _list_paths(_find_arguments(payload)):
        if len(files) >= _MAX_FILES:
            break
        file = _locate_file(path, start, common_dir)
        if file is not None:
            files.setdefault(f"{file.top}/{file.path}", file)
    return list(files.values())


def _find_arguments(payload: Mapping[str, object]) -> object:
    """The arguments of a call; opencode's stand in its `input`."""
    arguments: object = payload
    while isinstance(arguments, dict):
        inner = next((arguments[key] for key in _ARGUMENT_KEYS if key in arguments), None)
        if not isinstance(inner, dict):
            return inner if arguments is payload else arguments
        arguments = inner
    return arguments


def _list_paths(arguments: object) -> Iterator[str]:
    if isinstance(arguments, str):
        yield from _list_patched_paths(arguments)
    if not isinstance(arguments, dict):
        return
    for key in _PATH_KEYS:
        if isinstance(arguments.get(key), str):
            yield arguments[key]
    for key in _PATCH_KEYS:
        if isinstance(arguments.get(key), str):
            yield from _list_patched_paths(arguments[key])
    for key in _LIST_KEYS:
        entries = arguments.get(key)
        for entry in entries[:_MAX_FILES] if isinstance(entries, list) else ():
            if isinstance(entry, str):
                yield entry
            elif isinstance(entry, dict):
                yield from (entry[each] for each in _PATH_KEYS if isinstance(entry.get(each), str))


def _list_patched_paths(patch: str) -> Iterator[str]:
    """The paths in the headings of a patch as `apply_patch` takes it."""
    if "*** " not in patch:
        return
    for line in patch.split("\n"):
        if line.startswith(_PATCH_LINES):
            yield line.partition(": ")[2].strip()


def _locate_file(path: str, start: str, common_dir: str) -> EditedFile | None:
    """A file by its path; None where it is none of the repository's."""
    if not path or len(path) > _MAX_PATH_CHARS or "\0" in path:
        return None
    try:
        real_path = os.path.realpath(os.path.join(start, path))
    except (OSError, ValueError):  # no system can have such a name
        return None
    top, git_dir, file_common_dir = light.find_git_folders(os.path.dirname(real_path))
    is_ours = top and os.path.realpath(file_common_dir) == common_dir
    inner_path = real_path[len(top) :].lstrip(os.sep) if is_ours else ""
    if not inner_path or os.path.isdir(real_path) or inner_path.split(os.sep)[0] == ".git":
        return None
    return EditedFile(top, git_dir, inner_path.replace(os.sep, "/"))
