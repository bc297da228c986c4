"""Where spec-kit-plus keeps prompt records: whether a repository follows it, and its routes.

The rules are those of its script `create-phr.sh`: records of the constitution, and general ones,
have folders of their own, whatever the branch; those of the other stages lie in their feature's
folder, which is called as the folder of its specification.
"""

from __future__ import annotations

import os
import re

from minutebook.lean.patterns import compile_lazily
from minutebook.operations.project import Project
from minutebook.records import filenames
from minutebook.records.model import PHR, join_path
from minutebook.repository import files, store

TEMPLATE = "phr-spec-kit"
SETTINGS = ("spec-kit", TEMPLATE)  # by which a repository follows it
NEIGHBOURS = "neighbours"  # the setting by which it does where it has its template or its records
TEMPLATE_PAGE = ".specify/templates/phr-template.prompt.md"
_GENERAL = "general"
_FEATURE_STAGES = ("spec", "plan", "tasks", "red", "green", "refactor", "explainer", "misc")
_SPEC_FOLDER = compile_lazily(r"(\d{3})-")
_MAX_PAGES_LISTED = 200
_MAX_PAGES_READ = 5  # whose form is looked at: agents have not kept to it everywhere


def is_followed(project: Project, folder: str = "") -> bool:
    """Whether new prompt records are kept as spec-kit-plus does.

    `folder` is as for `Project.choose_folder`.
    """
    setting = project.settings.phr_template
    if setting != NEIGHBOURS:
        return setting in SETTINGS
    return has_template(project) or has_records(project, project.choose_folder(PHR, folder)[0].path)


def has_template(project: Project) -> bool:
    """Whether the repository has the template of spec-kit-plus for prompt records."""
    return files.is_file_below(project.top, TEMPLATE_PAGE)


def has_records(project: Project, folder: str) -> bool:
    """Whether records in a folder have the form of spec-kit-plus: one of a few of them does.

    The routes that nearly all its repositories have are looked at alone where they are there, and
    of very many pages those of the first folders.
    """
    from minutebook.records.drafting.forms import spec_kit_prompts

    pages = [
        page
        for route in ("constitution", _GENERAL)
        for page in store.list_pages(project.top, join_path(folder, route))
    ] or _list_first_pages(project, folder)
    prompts = [path for path in pages if path.endswith(".prompt.md")]
    step = -(-len(prompts) // _MAX_PAGES_READ) or 1
    samples = (store.read_page(project.top, path) for path in prompts[::step])
    return any(page and spec_kit_prompts.is_spec_kit_page(page[0]) for page in samples)


def _list_first_pages(project: Project, folder: str) -> list[str]:
    """The pages below a folder, or those of its first folders, where there are very many."""
    pages: list[str] = []
    pending = [folder] if store.is_open_folder(project.top, folder) else []
    while pending and len(pages) < _MAX_PAGES_LISTED:
        current = pending.pop(0)
        subfolders, names = store.list_folder(project.top, folder, current)
        pending += [join_path(current, name) for name in subfolders]
        pages += [join_path(current, name) for name in names]
    return sorted(pages)


def choose_route(project: Project, stage: str, feature: str) -> str:
    """The folder, below that of all prompts, of a record that is not of the constitution."""
    if stage == _GENERAL or not feature:
        return _GENERAL
    is_name = not re.search(r"\A\.|[/\\]", feature)
    if is_name and os.path.isdir(os.path.join(project.top, "specs", feature)):
        return feature
    return filenames.slugify(feature)


def find_current_feature(project: Project, stage: str) -> str:
    """The feature of a prompt where neither it nor the branch names one; "" for none.

    It is the one with the highest number, as long as it has a specification.
    """
    if stage not in _FEATURE_STAGES:
        return ""
    try:
        names = os.listdir(os.path.join(project.top, "specs"))
    except OSError:
        return ""
    numbered = [
        (int(match[1]), name)
        for name in names
        if (match := _SPEC_FOLDER.match(name))
        and os.path.isdir(os.path.join(project.top, "specs", name))
    ]
    return max(numbered, default=(0, ""))[1]
