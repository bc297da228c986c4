"""Installs git's own hooks: a block in an existing script, or a script that calls the existing one.

`prepare-commit-msg` sets the trailer that names the record, `post-commit` notes the commit;
`post-merge` and `post-rewrite` repair numbers and index pages where two branches met, `pre-push`
stops numbers that are taken elsewhere. The existing hook runs first, with the same arguments and
input, and its exit status is the hook's.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress

from minutebook.agents.adapters.base import make_git_call
from minutebook.agents.install.config_files import (
    BLOCK_END,
    BLOCK_START,
    INSTALLED,
    NOT_INSTALLED,
    PARTLY_INSTALLED,
)
from minutebook.errors import OperationError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records.model import Write
from minutebook.repository import guard, store
from minutebook.repository.git import repo

HOOK_NAMES = ("prepare-commit-msg", "post-commit", "post-merge", "post-rewrite", "pre-push")
BY_HAND = "by hand"
ASIDE_SUFFIX = ".before-minutebook"

_SHELL_LINE = compile_lazily(
    r"#![ \t]*(?:\S*/)?(?:env[ \t]+)?(?:\S*/)?(?:ba|da|a|k|mk|z)?sh(?:[ \t][^\n]*)?\n"
)
_BLOCK = compile_lazily(
    rf"^{re.escape(BLOCK_START)}\n.*?^{re.escape(BLOCK_END)}\n?", re.DOTALL | re.MULTILINE
)
_HOOKS_WITH_INPUT = ("post-rewrite", "pre-push")  # git writes on stdin what they are about
_BLOCKING_HOOKS = ("pre-push",)  # git stops where our part ends with status 1
_CHAIN_VARIABLE = "MINUTEBOOK_CHAINED"  # set while the script that holds our block calls itself


def _render_script(name: str, *, is_block: bool) -> str:
    """The script of a hook, or with `is_block` the block for an existing script.

    The existing script calls itself, without the block, so that `exit`, `exec`, traps and `$0` mean
    what they meant. Input from git is read once, and given to both.
    """
    read_input, pipe_input, no_input = "", "", " </dev/null"
    if name in _HOOKS_WITH_INPUT:
        read_input = "minutebook_input=$(cat; echo .)\n"
        pipe_input, no_input = "printf '%s' \"${minutebook_input%.}\" 2>/dev/null | ", ""
    call = f'{pipe_input}minutebook-hook git {name} "$@"{no_input} ||'
    if not is_block:
        on_failure = "[ $? -ne 1 ] || exit 1" if name in _BLOCKING_HOOKS else ":"
        return f"""\
#!/bin/sh
{BLOCK_START}
{read_input}if [ -x "$0{ASIDE_SUFFIX}" ]; then
  {pipe_input}"$0{ASIDE_SUFFIX}" "$@" || exit $?
fi
if command -v minutebook-hook >/dev/null 2>&1; then
  {call} {on_failure}
fi
{BLOCK_END}
"""
    if_not_stopped, on_failure = "", ":"
    if name in _BLOCKING_HOOKS:
        if_not_stopped = '[ "$minutebook_status" -eq 0 ] && '
        on_failure = "[ $? -ne 1 ] || minutebook_status=1"
    return f"""\
{BLOCK_START}
if [ -z "${{{_CHAIN_VARIABLE}-}}" ]; then
  minutebook_status=0
{f"  {read_input}" if read_input else ""}\
  {pipe_input}{_CHAIN_VARIABLE}=1 "$0" "$@" || minutebook_status=$?
  if {if_not_stopped}command -v minutebook-hook >/dev/null 2>&1; then
    {call} {on_failure}
  fi
  exit "$minutebook_status"
fi
unset {_CHAIN_VARIABLE}
{BLOCK_END}
"""


class GitHook(Value):
    """One hook: the text that it has, and the text that it should have (None: no file).

    `is_installed`: whether our part is in it. `is_moved_aside`: the existing script is to get
    another name. `is_restored`: a removal gives the script that was moved aside its name back.
    `hint`: what a person has to do, where writing would break what manages the hooks.
    """

    name: str
    shown_path: str
    current_text: str | None
    wanted_text: str | None
    is_installed: bool
    is_moved_aside: bool = False
    is_restored: bool = False
    hint: str = ""


class GitHooks(Value):
    """The hooks of a repository, and the folder they are in."""

    folder: str
    hooks: tuple[GitHook, ...]

    @property
    def changed_hooks(self) -> tuple[GitHook, ...]:
        """The hooks that are not yet as they should be."""
        return tuple(hook for hook in self.hooks if hook.wanted_text != hook.current_text)

    @property
    def manual_hints(self) -> tuple[str, ...]:
        """What a person has to do, where nothing may be written."""
        return tuple(hook.hint for hook in self.hooks if hook.hint)

    @property
    def problems(self) -> tuple[str, ...]:
        """What keeps installed hooks from running, each with the cure."""
        return tuple(
            f"{hook.shown_path} is not executable: chmod +x it"
            for hook in self.hooks
            if hook.current_text is not None
            and hook.is_installed
            and not os.access(os.path.join(self.folder, hook.name), os.X_OK)
        )

    @property
    def state(self) -> str:
        """INSTALLED, PARTLY_INSTALLED, NOT_INSTALLED or BY_HAND."""
        installed = [hook.is_installed for hook in self.hooks]
        if all(installed):
            return INSTALLED
        if any(installed):
            return PARTLY_INSTALLED
        return BY_HAND if self.manual_hints else NOT_INSTALLED


def plan_hooks(repository: repo.Repo, *, removing: bool = False) -> GitHooks:
    """What is to be written so that our part is in the hooks, or is no longer. Writes nothing.

    Raises OperationError where git or a hook cannot be read.
    """
    folder, hooks_path = _find_hooks_folder(repository)
    manager = _find_manager(repository, folder, hooks_path)
    hooks = tuple(
        _plan_hook(repository, folder, name, manager, removing=removing) for name in HOOK_NAMES
    )
    return GitHooks(folder, hooks)


def _find_hooks_folder(repository: repo.Repo) -> tuple[str, str]:
    """The folder where git looks for hooks, and the value of `core.hooksPath` ("" if not set)."""
    hooks_path = repo.read_hooks_path(repository)
    if not hooks_path:
        return os.path.join(repository.common_dir, "hooks"), ""
    return os.path.normpath(os.path.join(repository.top, hooks_path)), hooks_path


class _HookManager(Value):
    """A tool that writes the hooks of a repository: the file to edit, and the entry to add there.

    In path and entry NAME stands for the hook's name.
    """

    name: str
    path: str
    entry: str


# What is committed for others, too, is quiet where minutebook is not installed, and the rest of a
# script goes on; `make_git_call` runs in whatever shell a manager takes, or in none.
_CALL = '! command -v minutebook-hook >/dev/null 2>&1 || minutebook-hook git NAME "$@"'
_GUARD = "command -v minutebook-hook"
_ANY_SHELL_CALL = make_git_call("minutebook-hook git NAME")
_LEFTHOOK_ENTRY = f"NAME: {{commands: {{minutebook: {{run: '{_ANY_SHELL_CALL} {{0}}'INPUT}}}}}}"
_PRE_COMMIT_ENTRY = (
    "{repo: local, hooks: [{id: minutebook-NAME, name: minutebook, language: system, "
    f"always_run: true, pass_filenames: PASSING, stages: [NAME], entry: '{_ANY_SHELL_CALL}'}}]}}"
)
_PRE_COMMIT = _HookManager("pre-commit", ".pre-commit-config.yaml", _PRE_COMMIT_ENTRY)


def _find_manager(repository: repo.Repo, folder: str, hooks_path: str) -> _HookManager | None:
    """The tool that writes the hooks of this repository; None where there is none."""
    parts = os.path.normpath(hooks_path).split(os.sep)
    if ".husky" in parts:
        path = os.path.join(*parts[: parts.index(".husky") + 1], "NAME")
        return _HookManager("husky", path, _CALL)
    for stem in ("lefthook", ".lefthook", ".config/lefthook"):
        for ending in ("yml", "yaml", "toml", "json"):
            if os.path.isfile(os.path.join(repository.top, f"{stem}.{ending}")):
                return _HookManager("lefthook", f"{stem}.{ending}", _LEFTHOOK_ENTRY)
    own_folder = os.path.join(os.path.realpath(repository.common_dir), "hooks")
    is_own = os.path.realpath(folder) == own_folder or guard.resolve_below(repository.top, folder)
    if is_own:
        return None
    # Hooks of all of a user's repositories, or wherever a link or an archive's settings lead.
    name = "core.hooksPath" if hooks_path else f"what the link {folder} leads to"
    return _HookManager(name, os.path.join(folder, "NAME"), _CALL)


def _plan_hook(
    repository: repo.Repo,
    folder: str,
    name: str,
    manager: _HookManager | None,
    *,
    removing: bool,
) -> GitHook:
    """What becomes of the hook `name` in git's folder of hooks."""
    path = os.path.join(folder, name)
    text = _read_hook(folder, name)
    is_installed = text is not None and bool(_BLOCK.search(text))
    if text is not None and "File generated by pre-commit" in text:
        manager = _PRE_COMMIT
    if manager is not None and not is_installed:
        return _plan_managed_hook(repository, name, manager, removing=removing)
    shown_path = path
    if path.startswith(repository.top + os.sep):
        shown_path = os.path.relpath(path, repository.top)
    hook = GitHook(name, shown_path.replace(os.sep, "/"), text, text, is_installed)
    return _plan_removal(hook, path) if removing else _plan_installation(hook, path)


def _plan_installation(hook: GitHook, path: str) -> GitHook:
    text = hook.current_text
    if text is None:
        return replace(hook, wanted_text=_render_script(hook.name, is_block=False))
    if hook.is_installed:
        script = _render_script(hook.name, is_block=_CHAIN_VARIABLE in text)
        block = script.removeprefix("#!/bin/sh\n")
        return replace(hook, wanted_text=_BLOCK.sub(lambda _: block, text, count=1))
    shell_line = _SHELL_LINE.match(text)
    if shell_line and os.access(path, os.X_OK) and not os.path.islink(path):
        end = shell_line.end()
        block = _render_script(hook.name, is_block=True)
        return replace(hook, wanted_text=text[:end] + block + text[end:])
    if os.path.lexists(path + ASIDE_SUFFIX):
        hint = (
            f"{hook.shown_path}{ASIDE_SUFFIX} is in the way: move it, "
            "then minutebook agents install git"
        )
        return replace(hook, hint=hint)
    script = _render_script(hook.name, is_block=False)
    return replace(hook, wanted_text=script, is_moved_aside=True)


def _plan_managed_hook(
    repository: repo.Repo, name: str, manager: _HookManager, *, removing: bool
) -> GitHook:
    """A hook that another tool writes: what a person has to do, where it is not done yet."""
    path, entry = manager.path.replace("NAME", name), manager.entry.replace("NAME", name)
    entry = entry.replace("INPUT", ", use_stdin: true" if name in _HOOKS_WITH_INPUT else "")
    entry = entry.replace("PASSING", "true" if name == "prepare-commit-msg" else "false")
    call = f"minutebook-hook git {name}"
    text = _read_hook(repository.top, path) or ""
    is_installed = call in text
    hint = ""
    if is_installed and not removing and _GUARD not in text and not os.path.isabs(path):
        hint = f"colleagues may not have minutebook: in {path}, put for {call}: {entry}"
    elif removing and is_installed:
        hint = f"{manager.name} runs the hooks: take out of {path} what calls {call}"
    elif not removing and not is_installed:
        hint = f"{manager.name} runs the hooks: add to {path}: {entry}"
    return GitHook(name, path, None, None, is_installed, hint=hint)


def _plan_removal(hook: GitHook, path: str) -> GitHook:
    text = hook.current_text
    if text is None or not hook.is_installed:
        return hook
    remaining_text = _BLOCK.sub("", text, count=1)
    if _CHAIN_VARIABLE in text:
        return replace(hook, wanted_text=remaining_text)
    has_moved_aside = os.path.lexists(path + ASIDE_SUFFIX)
    if remaining_text.strip() == "#!/bin/sh":
        return replace(hook, wanted_text=None, is_restored=has_moved_aside)
    if has_moved_aside:  # somebody added to our script, which goes on calling the one moved aside
        hint = f"{hook.shown_path} was changed by hand: join it with {hook.name}{ASIDE_SUFFIX}"
        return replace(hook, hint=hint)
    return replace(hook, wanted_text=remaining_text)


def _read_hook(folder: str, name: str) -> str | None:
    """A hook's text, undecodable bytes escaped; links are followed. None where there is no file."""
    try:
        path = os.path.join(folder, name)
        with open(path, "rb", opener=guard.open_regular_file) as file:
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
            _rename(path, path + ASIDE_SUFFIX)
        try:
            previous_text = None if hook.is_moved_aside else hook.current_text
            store.apply_writes(hooks.folder, [Write(hook.name, hook.wanted_text, previous_text)])
            if previous_text is None:
                _make_executable(path)
        except BaseException:
            if hook.is_moved_aside and not os.path.lexists(path):
                _rename(path + ASIDE_SUFFIX, path)
            raise


def remove_hooks(hooks: GitHooks) -> None:
    """Take our part out of the hooks; a script that was moved aside gets its name back."""
    for hook in hooks.changed_hooks:
        store.apply_writes(hooks.folder, [Write(hook.name, hook.wanted_text, hook.current_text)])
        if hook.is_restored:
            path = os.path.join(hooks.folder, hook.name)
            _rename(path + ASIDE_SUFFIX, path)


def forget_uncovered_commits(repository: repo.Repo) -> None:
    """Remove the list that `post-commit` keeps of commits without a record."""
    with suppress(OSError):
        os.unlink(os.path.join(repository.common_dir, "minutebook", "uncovered"))


def _rename(path: str, new_path: str) -> None:
    try:
        os.rename(path, new_path)
    except OSError as error:
        raise OperationError(
            f"{path} cannot be moved: {error.strerror}", "see who may write there"
        ) from None


def _make_executable(path: str) -> None:
    """Let those run a hook who may read it, where the file system has modes."""
    with suppress(OSError):
        mode = os.stat(path).st_mode & 0o7777
        os.chmod(path, mode | (mode & 0o444) >> 2)
