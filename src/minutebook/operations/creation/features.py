"""Which feature is worked on: what spec-kit says of it, else the branch."""

from __future__ import annotations

import os
import re

from minutebook.operations.project import Project
from minutebook.repository import store

_SPECS = "specs"
# What spec-kit says of the feature: its variables, of which the first holds a path and the second a
# name, and its file, which holds a path.
_VARIABLES = ("SPECIFY_FEATURE_DIRECTORY", "SPECIFY_FEATURE")
_FEATURE_FILE = ".specify/feature.json"
_FEATURE_KEYS = ("feature_directory", "feature_dir", "feature", "name")
_NAME = r"[^\W_][\w.-]{0,99}"
_NUMBER = r"([0-9]{3,})-"
_MAX_BRANCH_CHARS = 200  # of a branch that a repository's own pattern is tried on


def find_feature(
    project: Project, branch: str, *, is_now: bool = True, stated_text: str | None = None
) -> str:
    """The feature that is worked on; "" where nothing names one.

    The variable SPECIFY_FEATURE names it, else `.specify/feature.json`, else the branch: what the
    configured pattern matches, or a folder of specs/. What is empty, or no name, is passed over; of
    a feature that is only begun the folder need not be there. `is_now` is whether it is about the
    work at this time, of which variables and files tell; of other times the branch tells alone.
    `stated_text` is what the file held at another time.
    """
    if stated_text is not None:
        stated = _find_stated(project, _read_feature_file(stated_text))
        return stated or _find_on_branch(project, branch)
    if is_now:
        values = [os.environ.get(name, "") for name in _VARIABLES]
        for value in values if any(values) else ():
            if feature := _find_stated(project, value):
                return feature
        page = store.read_page(project.top, _FEATURE_FILE)
        if page and (feature := _find_stated(project, _read_feature_file(page[0]))):
            return feature
    return _find_on_branch(project, branch)


def _read_feature_file(text: str) -> str:
    """The path or name in a feature file of spec-kit; "" where it cannot be read."""
    import json

    try:
        fields = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return ""
    if not isinstance(fields, dict):
        return ""
    values = (fields.get(key) for key in _FEATURE_KEYS)
    return next((value for value in values if isinstance(value, str) and value), "")


def _find_stated(project: Project, stated: str) -> str:
    """The feature of a name, or of the path of its folder or branch; "" where that is no name.

    Where there is no such specification, it is the only one with the same number, else to be.
    """
    path = stated.strip().replace("\\", "/").rstrip("/ ")
    name = path.rpartition("/")[2].strip()
    if not re.fullmatch(_NAME, name):
        return ""
    specifications = _list_specifications(project)
    return name if name in specifications else _find_by_number(name, specifications) or name


def _list_specifications(project: Project) -> list[str]:
    folder = os.path.join(project.top, _SPECS)
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [name for name in names if os.path.isdir(os.path.join(folder, name))]


def _find_by_number(name: str, specifications: list[str]) -> str:
    """The only specification with the number of a name, as spec-kit finds it; "" for none."""
    number = re.match(_NUMBER, name)
    found = [folder for folder in specifications if number and folder.startswith(number[0])]
    return found[0] if len(found) == 1 else ""


def _find_on_branch(project: Project, branch: str) -> str:
    is_matched = len(branch) <= _MAX_BRANCH_CHARS  # the pattern comes with the repository
    match = re.match(project.settings.feature_branch, branch) if is_matched else None
    if match:
        return next((group for group in match.groups() if group), match[0])
    if branch and os.path.isdir(os.path.join(project.top, _SPECS, branch)):
        return branch
    return ""
