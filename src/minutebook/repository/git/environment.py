"""What every git process is given: options and variables by which it runs no program of a clone's.

What a repository holds is untrusted, and so is its own configuration, which an archive or a shared
folder brings along: no hook, pager, watcher, verifier or prompt starts. What the filters of files
and remotes may start, `local_programs` decides.
"""

from __future__ import annotations

import os

from minutebook.repository import light

TYPE_CHECKING = False  # as in `typing`, which costs as much as all the rest
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GLOBAL_OPTIONS = (
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.quotePath=false",
    "-c",
    "log.showSignature=false",
    "-c",
    "protocol.ext.allow=never",
    "-c",
    "safe.bareRepository=explicit",
)
# Set by git for its hooks, or by a person for something else; they would lead a child to another
# repository than the one asked for, or to a program.
_EDITOR_VARIABLES = ("GIT_EDITOR", "VISUAL", "EDITOR")
_INHERITED_VARIABLES = frozenset(
    (
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_COMMON_DIR",
        "GIT_PREFIX",
        "GIT_NAMESPACE",
        "GIT_CONFIG",
        "GIT_EXTERNAL_DIFF",
        "GIT_GRAFT_FILE",
        "GIT_SHALLOW_FILE",
        "GIT_ATTR_SOURCE",
        "GIT_IMPLICIT_WORK_TREE",
    )
)
# To be given as `GIT_DIR`: git knows the user's own configuration, and none of a repository.
NO_REPOSITORY = os.devnull
# The commands that send files of the working tree through the filters that attributes name.
_FILTERING_COMMANDS = ("add", "blame", "diff", "hash-object", "status", "update-index")
# Those that look at all of the working tree: a pipe there that is called `.gitignore` stops them.
_WALKING_COMMANDS = (*_FILTERING_COMMANDS, "check-ignore", "grep", "ls-files")
_COMMAND_TIMEOUT_SECONDS = 600.0  # of a git command: one that takes longer waits for something
_WALK_TIMEOUT_SECONDS = 60.0  # of one that looks at all of the working tree
_HOOK_TIMEOUT_SECONDS = 10.0  # of one that a prompt or the end of a turn waits for
# Nothing is fetched for an answer: as new and old versions of git say it.
OFFLINE = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
_hook_depth = 0  # how many hooks are being handled: then nothing waits for a network


class WithinHook:
    """While it is entered, an agent or git waits for a hook: no network, and no long waiting."""

    def __enter__(self) -> None:
        """Enter."""
        global _hook_depth
        _hook_depth += 1

    def __exit__(self, *_: object) -> None:
        """Leave."""
        global _hook_depth
        _hook_depth -= 1


def is_within_hook() -> bool:
    """Whether an agent or git waits for a hook."""
    return _hook_depth > 0


def get_timeout_seconds(command: str) -> float:
    """How long a git command may take before it is ended."""
    if _hook_depth:
        return _HOOK_TIMEOUT_SECONDS
    return _WALK_TIMEOUT_SECONDS if command in _WALKING_COMMANDS else _COMMAND_TIMEOUT_SECONDS


def build_environment(
    folder: str, args: Iterable[str], variables: Mapping[str, str] | None
) -> dict[str, str]:
    """The variables of a git that works in a folder: the top of a working tree, or a git directory.

    `core.worktree` of the repository's own configuration would lead it to another tree.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        # An empty editor is as good as none to a user, but not to git.
        if name not in _INHERITED_VARIABLES and (value or name not in _EDITOR_VARIABLES)
    }
    environment.update(GIT_OPTIONAL_LOCKS="0", GIT_TERMINAL_PROMPT="0", LC_ALL="C")
    command = next(iter(args), "")
    if command not in ("--git-dir=.", "init"):
        environment["GIT_WORK_TREE"] = folder
    environment.update(variables or {})
    if command == "config":  # it is asked for what is needed here
        return environment
    config = _read_local_config(folder)
    if _names_promisor(config) and "GIT_ALLOW_PROTOCOL" not in environment:
        from minutebook.repository.git import local_programs

        if _hook_depth or not local_programs.may_fetch(folder):
            environment.update(OFFLINE)
    if command in _FILTERING_COMMANDS and _names_filter(config):
        from minutebook.repository.git import local_programs

        add_settings(environment, local_programs.list_filter_settings(folder))
    return environment


def may_have_filters(folder: str) -> bool:
    """Whether a clone's own configuration may name a filter of files."""
    return _names_filter(_read_local_config(folder))


def _read_local_config(folder: str) -> str:
    """The configuration of a working tree's own clone, in small letters, without what it includes.

    It costs no git process, so that most repositories are not asked for more.
    """
    _, git_dir, common_dir = light.find_git_folders(folder)
    paths = dict.fromkeys(
        (os.path.join(common_dir, "config"), os.path.join(git_dir, "config.worktree"))
    )
    return "".join(map(light.read_text, paths)).lower() if common_dir else ""


def _names_promisor(config: str) -> bool:
    return "promisor" in config or "partialclone" in config or "[include" in config


def _names_filter(config: str) -> bool:
    return (
        "[filter" in config
        or "[include" in config
        or ("[lfs" in config and ("extension" in config or "transfer" in config))
    )


def build_untrusting_environment(folder: str, *args: str) -> dict[str, str]:
    """The variables for a git that others start in a working tree, in place of our options."""
    options = [option for option in GLOBAL_OPTIONS if "=" in option]
    settings = [tuple(option.split("=", 1)) for option in options]
    environment = build_environment(folder, args, None)
    return add_settings(environment, [(name, value) for name, value in settings])


def add_settings(
    environment: dict[str, str], settings: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Variables that give git some settings, beside those that they give already."""
    count = environment.get("GIT_CONFIG_COUNT", "")
    position = int(count) if count.isdecimal() else 0
    for name, value in settings:
        environment[f"GIT_CONFIG_KEY_{position}"] = name
        environment[f"GIT_CONFIG_VALUE_{position}"] = value
        position += 1
    environment["GIT_CONFIG_COUNT"] = str(position)
    return environment
