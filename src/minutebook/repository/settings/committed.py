"""What commits' own settings say of visibility: other branches may say more than the one here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from minutebook.errors import Refusal
from minutebook.lean.values import replace
from minutebook.repository.git import repo as git_repo
from minutebook.repository.settings import config, config_file

_OPTIONS = ("visibility", "visibility-rules")


def list_settings_paths(top: str, cwd: str) -> list[str]:
    """Where settings may stand that hold in a folder, relative to the top."""
    folder = os.path.relpath(os.path.realpath(cwd), os.path.realpath(top)).replace(os.sep, "/")
    parts = [] if folder in (".", "..") or folder.startswith("../") else folder.split("/")
    folders = ["/".join(parts[:count]) for count in range(len(parts) + 1)]
    return [
        "/".join(filter(None, (each, name))) for each in folders for name in config.CONFIG_FILENAMES
    ]


def read_visibility_settings(
    repo: git_repo.Repo, revisions: Iterable[str], paths: Sequence[str]
) -> list[config.Settings]:
    """The settings of visibility that some commits or branches have, where they have any.

    Read by one git process. What cannot be understood, and speaks of visibility, shows nothing.
    """
    names = {f"{revision}:{path}": path for revision in revisions if revision for path in paths}
    texts = git_repo.read_blobs(repo, names)
    path_by_text = dict.fromkeys((text, names[name]) for name, text in texts.items())
    return [
        settings
        for text, path in path_by_text
        if "visibility" in text and (settings := _read_settings(text, path)) is not None
    ]


def _read_settings(text: str, path: str) -> config.Settings | None:
    is_own = path.endswith(config.CONFIG_FILENAMES[0])
    try:
        raw = text.encode("utf-8", "surrogateescape")
        table = config_file.parse_text(raw, path, is_own=is_own) or {}
        chosen = {key: table[key] for key in _OPTIONS if key in table}
        return config.parse_table(chosen, path) if chosen else None
    except Refusal:
        return replace(config.Settings(), visibility="private")
