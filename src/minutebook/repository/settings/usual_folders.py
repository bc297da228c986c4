"""The folders of records of a repository that has no settings: the usual ones, and named ones."""

from __future__ import annotations

import os

from minutebook.lean.values import replace
from minutebook.repository import page_files
from minutebook.repository.git import repo
from minutebook.repository.settings.options import Settings


def choose_usual_folders(repository: repo.Repo, settings: Settings) -> Settings:
    """The settings with the usual folders that are there, so that reading needs no `init`."""
    from minutebook.records import discovery

    top = repository.top
    omitted = repo.find_omitted_objects(repository, ["."])
    chosen = discovery.choose_usual_folders(
        lambda folder: (
            (os.path.isdir(os.path.join(top, folder)) and not _is_made(top, folder))
            or any(path.startswith(f"{folder}/") for path in omitted)
        ),
        read_adr_dir(top),
    )
    return replace(settings, **chosen)


def _is_made(top: str, folder: str) -> bool:
    """Whether a folder lies where an export wrote pages, or a site was built."""
    from minutebook.records import discovery

    parts = folder.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    marks = (discovery.EXPORT_MARK, discovery.SITE_MARK)
    return any(os.path.isfile(os.path.join(top, path, mark)) for path in above for mark in marks)


def read_adr_dir(top: str) -> str:
    """The folder, from the top, that `.adr-dir` or `.log4brains.yml` names; "" for none."""
    from minutebook.records import discovery

    page = page_files.read_page(top, ".adr-dir")
    path = page[0].strip() if page else ""
    if not path and (page := page_files.read_page(top, ".log4brains.yml")):
        path = discovery.read_log4brains_folder(page[0])
    path = path.replace("\\", "/").removeprefix("./").rstrip("/")
    return path if path and not path.startswith("/") and ".." not in path.split("/") else ""
