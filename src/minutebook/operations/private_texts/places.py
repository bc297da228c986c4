"""Where texts that are kept apart lie: in git's directory, or in another repository's folder."""

from __future__ import annotations

import os

from minutebook.errors import OperationError
from minutebook.operations.project import Project
from minutebook.repository import kept_texts, light
from minutebook.repository.git import repo
from minutebook.repository.kept_texts import TextsPlace


class NoTextsPlace(OperationError):
    """The place that the configuration names for kept texts cannot be used."""

    code = "texts"


def find_place(project: Project) -> TextsPlace:
    """Where texts are kept now. Raises NoTextsPlace where the configured place is none.

    With a remote that is git's directory: `phr texts push` takes them on from there.
    """
    setting = project.settings.texts
    if not setting or is_remote(project, setting):
        return _find_own(project)
    root = os.path.realpath(os.path.join(project.top, os.path.expanduser(setting)))
    if not os.path.isdir(root):
        raise NoTextsPlace(
            f"texts: {setting!r} is neither a remote nor a folder of another repository",
            "git remote -v lists the remotes; for a folder: git clone ADDRESS PATH",
        )
    top, _, common_dir = light.find_git_folders(root)
    if not top or os.path.realpath(common_dir) == os.path.realpath(project.repo.common_dir):
        raise NoTextsPlace(
            f"texts: {setting!r} is not in another repository",
            "name the folder of a clone of a repository that only some may read",
        )
    return TextsPlace(root, os.path.join(root, name_repository(project)), is_own=False)


def require_apart(project: Project, place: TextsPlace) -> None:
    """Raise NoTextsPlace where a folder lies in another clone of this project.

    Its next commit of all that is there would take the texts to where the code goes.
    """
    from minutebook.repository.git.remotes import addresses

    if place.is_own or not addresses.is_same_project(project.repo, repo.find_repo(place.root)):
        return
    raise NoTextsPlace(
        f"texts: {project.settings.texts!r} is in another clone of this repository",
        "name the folder of a clone of a repository that only some may read",
    )


def list_places(project: Project) -> tuple[TextsPlace, ...]:
    """Where kept texts may lie: the configured place, then git's directory."""
    own = _find_own(project)
    try:
        place = find_place(project)
    except NoTextsPlace:
        return (own,)
    return (own,) if place.is_own else (place, own)


def describe_place(project: Project) -> str:
    """Where the texts of a record that this clone does not have are to be had, for people."""
    setting = project.settings.texts
    if not setting:
        return "they are in the clone of whoever recorded it"
    if is_remote(project, setting):
        return f"`minutebook phr texts fetch` brings what {setting} has"
    return f"they may be in {setting}, once that is here and up to date"


def is_remote(project: Project, name: str) -> bool:
    """Whether a name is that of a remote of this clone."""
    from minutebook.repository.git import revisions

    return name in revisions.list_remotes(project.repo)


def name_repository(project: Project) -> str:
    """What the repository is called among others: as its remote's address says, else its folder."""
    address = repo.read_local_setting(project.repo, "remote.origin.url")
    name = address.rstrip("/").removesuffix(".git").rstrip("/")
    name = name.replace(":", "/").rpartition("/")[2]
    folder = os.path.dirname(os.path.realpath(project.repo.common_dir))
    return light.sanitize_name(name or os.path.basename(folder))


def _find_own(project: Project) -> TextsPlace:
    return kept_texts.locate_own(project.repo.common_dir)
