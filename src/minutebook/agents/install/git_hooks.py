"""Git's own hooks: a block in the script that is there, or a script that calls what is there.

`prepare-commit-msg` sets the trailer that names the record, `post-commit` notes the commit;
`post-merge` and `post-rewrite` repair numbers and index pages where two branches met, `pre-push`
stops numbers that are taken elsewhere. The hook that is there runs first, with the same arguments
and input, and its status is the hook's.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass

from minutebook.agents.install.config_files import INSTALLED, NOT_INSTALLED, PARTLY_INSTALLED
from minutebook.errors import OperationError
from minutebook.records.model import Write
from minutebook.repository import store
from minutebook.repository.git import repo

HOOK_NAMES = ("prepare-commit-msg", "post-commit", "post-merge", "post-rewrite", "pre-push")
BY_HAND = "by hand"
ASIDE_SUFFIX = ".before-minutebook"

_OPEN = "# >>> minutebook: written by `minutebook agents install git` >>>"
_SHUT = "# <<< minutebook <<<"
_SHELL = re.compile(
    r"#![ \t]*(?:\S*/)?(?:env[ \t]+)?(?:\S*/)?(?:ba|da|a|k|mk|z)?sh(?:[ \t][^\n]*)?\n"
)
_BLOCK = re.compile(rf"^{re.escape(_OPEN)}\n.*?^{re.escape(_SHUT)}\n?", re.DOTALL | re.MULTILINE)
_READING = ("post-rewrite", "pre-push")  # git says on stdin what they are about
_STOPPING = ("pre-push",)  # what git is about to do is not done where ours ends with status 1


def _script(name: str, *, inside: bool) -> str:
    """The script of a hook, or the block for `inside` another one.

    That one calls itself, without the block, so that `exit`, `exec`, traps and `$0` stay its own.
    Where git gives input it is read once, and given to both.
    """
    read, give, given = "", "", " </dev/null"
    if name in _READING:
        read = "minutebook_input=$(cat; echo .)\n"
        give, given = "printf '%s' \"${minutebook_input%.}\" 2>/dev/null | ", ""
    call = f'{give}minutebook-hook git {name} "$@"{given} ||'
    if not inside:
        failed = "[ $? -ne 1 ] || exit 1" if name in _STOPPING else ":"
        return f"""\
#!/bin/sh
{_OPEN}
{read}if [ -x "$0{ASIDE_SUFFIX}" ]; then
  {give}"$0{ASIDE_SUFFIX}" "$@" || exit $?
fi
if command -v minutebook-hook >/dev/null 2>&1; then
  {call} {failed}
fi
{_SHUT}
"""
    going, failed = "", ":"
    if name in _STOPPING:
        going, failed = '[ "$minutebook_status" -eq 0 ] && ', "[ $? -ne 1 ] || minutebook_status=1"
    return f"""\
{_OPEN}
if [ -z "${{MINUTEBOOK_CHAINED-}}" ]; then
  minutebook_status=0
{f"  {read}" if read else ""}\
  {give}MINUTEBOOK_CHAINED=1 "$0" "$@" || minutebook_status=$?
  if {going}command -v minutebook-hook >/dev/null 2>&1; then
    {call} {failed}
  fi
  exit "$minutebook_status"
fi
unset MINUTEBOOK_CHAINED
{_SHUT}
"""


@dataclass(frozen=True, slots=True)
class GitHook:
    """One hook: the text it has and the one it should have, and whether the old one moves aside.

    `there` says whether ours is in it; `hint` how to add ours by hand, where writing would break
    what manages the hooks. `back` is set where a removed script uncovers the one moved aside.
    """

    name: str
    shown_path: str
    current_text: str | None
    wanted_text: str | None
    is_installed: bool
    is_moved_aside: bool = False
    is_restored: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class GitHooks:
    """The hooks of a repository, and the folder they are in."""

    folder: str
    hooks: tuple[GitHook, ...]

    @property
    def changed_hooks(self) -> tuple[GitHook, ...]:
        """The hooks that are not yet as they should be."""
        return tuple(hook for hook in self.hooks if hook.wanted_text != hook.current_text)

    @property
    def manual_hints(self) -> tuple[str, ...]:
        """What a person has to add, where nothing may be written."""
        return tuple(hook.hint for hook in self.hooks if hook.hint)

    @property
    def problems(self) -> tuple[str, ...]:
        """What keeps hooks that are there from running."""
        return tuple(
            f"{hook.shown_path} is not executable: chmod +x it"
            for hook in self.hooks
            if hook.current_text is not None
            and hook.is_installed
            and not os.access(os.path.join(self.folder, hook.name), os.X_OK)
        )

    @property
    def state(self) -> str:
        """INSTALLED, PARTLY, NOT or BY_HAND."""
        there = [hook.is_installed for hook in self.hooks]
        if all(there):
            return INSTALLED
        if any(there):
            return PARTLY_INSTALLED
        return BY_HAND if self.manual_hints else NOT_INSTALLED


def plan_hooks(repository: repo.Repo, *, removing: bool = False) -> GitHooks:
    """What is to be written so that ours is in the hooks, or no longer. Writes nothing.

    Raises Trouble where git or a hook cannot be read.
    """
    folder, said = _folder(repository)
    manager = _manager(repository, folder, said)
    hooks = []
    for name in HOOK_NAMES:
        shown = os.path.join(folder, name)
        if shown.startswith(repository.top + os.sep):
            shown = os.path.relpath(shown, repository.top)
        hooks.append(_hook(repository, folder, name, shown.replace(os.sep, "/"), manager, removing))
    return GitHooks(folder, tuple(hooks))


def _folder(found: repo.Repo) -> tuple[str, str]:
    """Where git looks for hooks, and what `core.hooksPath` says ("" where it is not set)."""
    # The last one is what our own git children are told.
    answers = repo.run_git(found, "config", "-z", "--type=path", "--get-all", "core.hooksPath")
    said = answers.split("\0")[:-2]
    if not said or not said[-1]:
        return os.path.join(found.common_dir, "hooks"), ""
    return os.path.normpath(os.path.join(found.top, said[-1])), said[-1]


def _manager(found: repo.Repo, folder: str, said: str) -> tuple[str, str, str]:
    """Who writes the hooks of this repository: its name, the file to edit, the words to add.

    All are "" where nobody does. NAME in file and words stands for the hook's name.
    """
    parts = os.path.normpath(said).split(os.sep)
    if ".husky" in parts:
        base = os.path.join(*parts[: parts.index(".husky") + 1], "NAME")
        return "husky", base, 'minutebook-hook git NAME "$@"'
    for base in ("lefthook", ".lefthook", ".config/lefthook"):
        for ending in ("yml", "yaml", "toml", "json"):
            if os.path.isfile(os.path.join(found.top, f"{base}.{ending}")):
                return "lefthook", f"{base}.{ending}", _LEFTHOOK
    real = os.path.realpath(folder) + os.sep
    inside = (os.path.realpath(found.top) + os.sep, os.path.realpath(found.common_dir) + os.sep)
    if said and not real.startswith(inside):  # hooks of all repositories of this person
        return "core.hooksPath", os.path.join(folder, "NAME"), 'minutebook-hook git NAME "$@"'
    return "", "", ""


_LEFTHOOK = 'NAME: {commands: {minutebook: {run: "minutebook-hook git NAME {0}"INPUT}}}'
_LOCAL = (
    "{repo: local, hooks: [{id: minutebook-NAME, name: minutebook, language: system, "
    "always_run: true, pass_filenames: PASSING, stages: [NAME], entry: minutebook-hook git NAME}]}"
)
_PRE_COMMIT = ("pre-commit", ".pre-commit-config.yaml", _LOCAL)


def _hook(
    found: repo.Repo,
    folder: str,
    name: str,
    shown: str,
    manager: tuple[str, str, str],
    removing: bool,
) -> GitHook:
    text = _read(folder, name)
    there = text is not None and bool(_BLOCK.search(text))
    if text is not None and "File generated by pre-commit" in text:
        manager = _PRE_COMMIT
    if manager[0] and not there:
        return _managed(found, name, manager, removing)
    if removing:
        return _without(folder, name, shown, text, there)
    if text is None:
        return GitHook(name, shown, None, _script(name, inside=False), there)
    if there:
        block = _script(name, inside="MINUTEBOOK_CHAINED" in text).removeprefix("#!/bin/sh\n")
        return GitHook(name, shown, text, _BLOCK.sub(lambda _: block, text, count=1), there)
    opening = _SHELL.match(text)
    path = os.path.join(folder, name)
    if opening and os.access(path, os.X_OK) and not os.path.islink(path):
        at = opening.end()
        return GitHook(name, shown, text, text[:at] + _script(name, inside=True) + text[at:], there)
    if os.path.lexists(path + ASIDE_SUFFIX):
        hint = f"{shown}{ASIDE_SUFFIX} is in the way: move it, then minutebook agents install git"
        return GitHook(name, shown, text, text, there, hint=hint)
    return GitHook(name, shown, text, _script(name, inside=False), there, is_moved_aside=True)


def _managed(found: repo.Repo, name: str, manager: tuple[str, str, str], removing: bool) -> GitHook:
    """A hook that another tool writes: what is to be done by hand, if it is not done."""
    who, path, words = (each.replace("NAME", name) for each in manager)
    words = words.replace("INPUT", ", use_stdin: true" if name in _READING else "")
    words = words.replace("PASSING", "true" if name == "prepare-commit-msg" else "false")
    call = f"minutebook-hook git {name}"
    there = call in (_read(found.top, path) or "")
    hint = ""
    if removing and there:
        hint = f"{who} runs the hooks: take out of {path} what calls {call}"
    elif not removing and not there:
        hint = f"{who} runs the hooks: add to {path}: {words}"
    return GitHook(name, path, None, None, there, hint=hint)


def _without(folder: str, name: str, shown: str, text: str | None, there: bool) -> GitHook:
    if text is None or not there:
        return GitHook(name, shown, text, text, there)
    rest = _BLOCK.sub("", text, count=1)
    if "MINUTEBOOK_CHAINED" in text:
        return GitHook(name, shown, text, rest, there)
    back = os.path.lexists(os.path.join(folder, name) + ASIDE_SUFFIX)
    if rest.strip() == "#!/bin/sh":
        return GitHook(name, shown, text, None, there, is_restored=back)
    if back:  # somebody added to ours: it goes on calling the one moved aside
        hint = f"{shown} was changed by hand: join it with {name}{ASIDE_SUFFIX}"
        return GitHook(name, shown, text, text, there, hint=hint)
    return GitHook(name, shown, text, rest, there)


def _read(folder: str, name: str) -> str | None:
    """A hook's text, every byte of it, also through a link; None where there is none."""
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise OperationError(
            f"{os.path.join(folder, name)} cannot be read: {error.strerror}", "see who may read it"
        ) from None


def write_hooks(hooks: GitHooks) -> None:
    """Write the hooks. A script moved aside keeps its bytes, its mode, and a link stays a link."""
    for hook in hooks.changed_hooks:
        path = os.path.join(hooks.folder, hook.name)
        if hook.is_moved_aside:
            _move(path, path + ASIDE_SUFFIX)
        try:
            was = None if hook.is_moved_aside else hook.current_text
            store.apply_writes(hooks.folder, [Write(hook.name, hook.wanted_text, was)])
            if was is None:
                _executable(path)
        except BaseException:
            if hook.is_moved_aside and not os.path.lexists(path):
                _move(path + ASIDE_SUFFIX, path)
            raise


def remove_hooks(hooks: GitHooks) -> None:
    """Take ours out of the hooks; a script that was moved aside gets its name back."""
    for hook in hooks.changed_hooks:
        store.apply_writes(hooks.folder, [Write(hook.name, hook.wanted_text, hook.current_text)])
        if hook.is_restored:
            path = os.path.join(hooks.folder, hook.name)
            _move(path + ASIDE_SUFFIX, path)


def forget_uncovered_commits(repository: repo.Repo) -> None:
    """Remove what `post-commit` noted of commits that no record tells of."""
    with suppress(OSError):
        os.unlink(os.path.join(repository.common_dir, "minutebook", "uncovered"))


def _move(path: str, to: str) -> None:
    try:
        os.rename(path, to)
    except OSError as error:
        raise OperationError(
            f"{path} cannot be moved: {error.strerror}", "see who may write there"
        ) from None


def _executable(path: str) -> None:
    """Let those run a hook who may read it; no more where the file system knows no modes."""
    with suppress(OSError):
        mode = os.stat(path).st_mode & 0o7777
        os.chmod(path, mode | (mode & 0o444) >> 2)
