"""The programs that a clone's own configuration names, and which of them are run: none untrusted.

A clone brings no configuration, but an unpacked archive or a shared folder does: `.git/config` can
name filters for files, and programs that reach a remote. What the user's own configuration or the
system's says is trusted, a clone's own is not, unless the user's says so:

    git config --global --add minutebook.trust /path/of/the/working/tree
"""

from __future__ import annotations

import os

from minutebook.repository.git.process import query_git

_TRUST_SETTING = "minutebook.trust"
_FILTER_SETTINGS = r"^(filter\..*\.(clean|smudge|process|required)|lfs\..*)$"
_NETWORK_SETTINGS = (
    r"^(core\.(sshcommand|gitproxy|alternaterefscommand)|credential\.(.*\.)?helper"
    r"|protocol\.(.*\.)?allow|remote\..*\.(vcs|uploadpack|receivepack|url|pushurl)|url\..*insteadof)$"
)
_LFS_PROGRAMS = ("lfs.extension.", "lfs.customtransfer.", "lfs.standalonetransferagent")
_LFS_SETTINGS = tuple(f"filter.lfs.{key}" for key in ("clean", "smudge", "process"))


def _read_settings(top: str, pattern: str) -> list[tuple[str, str, bool]]:
    """The settings whose names match: name, value, and whether it is the clone's own.

    Of several values the last one counts. What the clone's configuration includes is its own.
    """
    answer = query_git(top, "config", "--show-scope", "-z", "--get-regexp", pattern)
    fields = answer.split("\0")
    settings = []
    for scope, entry in zip(fields[::2], fields[1::2], strict=False):
        name, _, value = entry.partition("\n")
        settings.append((name, value, scope in ("local", "worktree")))
    return settings


def is_trusted(top: str) -> bool:
    """Whether the user's own configuration says that the one of this clone may name programs."""
    real_top = os.path.realpath(top)
    return any(
        not is_local and (path == "*" or os.path.realpath(path) == real_top)
        for _, path, is_local in _read_settings(top, f"^{_TRUST_SETTING}$")
    )


def format_trust_command(top: str) -> str:
    """The command line by which a person trusts a clone."""
    from shlex import quote

    return f"git config --global --add {_TRUST_SETTING} {quote(top)}"


# Filters of files -------------------------------------------------------------------------------


def list_filter_settings(top: str) -> list[tuple[str, str]]:
    """The settings to give git so that no filter of the clone's own configuration runs.

    A filter that the user's configuration has, too, is taken from there; any other is left out:
    git then sees the bytes of the file. Nothing is left out in a clone that is trusted.
    """
    settings = _read_settings(top, _FILTER_SETTINGS)
    local_names = dict.fromkeys(name for name, _, is_local in settings if is_local)
    # git-lfs is the user's own, and runs what the clone's configuration names for it.
    if any(name.startswith(_LFS_PROGRAMS) for name in local_names):
        settings = [setting for setting in settings if not setting[0].startswith("filter.lfs.")]
        local_names.update(dict.fromkeys((*_LFS_SETTINGS, "filter.lfs.required")))
    names = [name for name in local_names if name.startswith("filter.")]
    own_values = {name: value for name, value, is_local in settings if not is_local}
    replaced = [
        (name, own_values.get(name, "false" if name.endswith(".required") else ""))
        for name in names
    ]
    return replaced if replaced and not is_trusted(top) else []


def find_untrusted_filters(top: str) -> frozenset[str]:
    """The names of the filters that `list_filter_settings` leaves out or replaces."""
    return frozenset(
        name.removeprefix("filter.").rpartition(".")[0] for name, _ in list_filter_settings(top)
    )


# The network ------------------------------------------------------------------------------------


def may_fetch(top: str) -> bool:
    """Whether git may fetch objects that a partial clone lacks: no untrusted program would run."""
    return not find_network_program(top)


def find_network_program(top: str) -> str:
    """The first setting of the clone's own by which a remote makes git run a program; "" if none.

    "" in a clone that is trusted, too. A remote that is a folder of the working tree counts: its
    hooks would run.
    """
    for name, value, is_local in _read_settings(top, _NETWORK_SETTINGS):
        is_url = name.startswith("remote.") and name.endswith("url")
        if is_local and (not is_url or _is_folder_of_tree(top, value)):
            return "" if is_trusted(top) else name
    return ""


def _is_folder_of_tree(top: str, url: str) -> bool:
    path = os.path.realpath(os.path.join(top, url.removeprefix("file://")))
    return os.path.isdir(path) and (path + os.sep).startswith(os.path.realpath(top) + os.sep)
