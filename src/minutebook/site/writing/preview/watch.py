"""Notices what changes in the records of a site, their settings, and its templates."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence

from minutebook.operations.project import Project
from minutebook.site.writing import assets

_SETTINGS_NAMES = ("minutebook.toml", ".minutebook.toml", "pyproject.toml")
_TIMEOUT_MILLISECONDS = 100  # after which it is told that nothing has changed
_DEBOUNCE_MILLISECONDS = 200  # within which changes count as one: an editor saves in several steps


def list_watched(projects: Sequence[Project], out: str) -> list[str]:
    """The files and folders that a site is made from, absolute, those alone that are there.

    Records, settings, branches of git (a commit tells since when a decision has its status), and
    the templates of the site.
    """
    paths: list[str] = []
    for project in projects:
        paths += [os.path.join(project.top, each.path) for each in project.settings.list_folders()]
        paths.append(os.path.join(project.top, project.settings.templates))
        folders = {project.top, project.cwd, os.path.dirname(project.settings_path or "")} - {""}
        paths += [os.path.join(folder, name) for folder in folders for name in _SETTINGS_NAMES]
        paths.append(os.path.join(project.repo.common_dir, "refs", "heads"))
        paths.append(os.path.join(project.repo.git_dir, "HEAD"))
    templates = os.path.dirname(assets.locate_assets())
    paths.append(templates)
    real = {os.path.realpath(path) for path in paths if path}
    return sorted(path for path in real if os.path.exists(path) and path != os.path.realpath(out))


def watch_changes(
    paths: Sequence[str], out: str, stop: threading.Event
) -> Iterator[frozenset[str]]:
    """The paths that changed below some paths, for each burst of changes, until `stop` is set.

    The first are none: from then on no change is missed. What is written into the site's own folder
    does not count, nor what git and editors write for themselves.
    """
    from watchfiles import DefaultFilter, watch

    own = os.path.realpath(out)
    default_filter = DefaultFilter()

    def counts(change: object, path: str) -> bool:
        real = os.path.realpath(path)
        if real == own or real.startswith(own + os.sep):
            return False
        parts = path.split(os.sep)
        if ".git" in parts:  # the default leaves all of git out
            return not path.endswith(".lock") and ("refs" in parts or parts[-1] == "HEAD")
        return default_filter(change, path)  # type: ignore[arg-type]

    is_first = True
    for changes in watch(
        *paths,
        watch_filter=counts,
        debounce=_DEBOUNCE_MILLISECONDS,
        stop_event=stop,
        rust_timeout=_TIMEOUT_MILLISECONDS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        if is_first and changes:
            yield frozenset()
        if is_first or changes:
            yield frozenset(path for _, path in changes)
        is_first = False
