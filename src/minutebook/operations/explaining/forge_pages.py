"""Where the pages of a repository are on its forge, by its remote, or by the workflow it is in."""

from __future__ import annotations

from collections.abc import Mapping

from minutebook.operations.explaining.story import page_addresses
from minutebook.operations.project import Project
from minutebook.repository.git import repo, revisions
from minutebook.repository.git.branches import default_branch


def find_page_base(project: Project, environment: Mapping[str, str], commit: str) -> str:
    """How the addresses of the pages of a commit begin on the forge; "" where none is known."""
    return page_addresses.find_page_base(environment, read_remote_address(project), commit)


def find_lasting_bases(project: Project) -> tuple[str, str]:
    """How the addresses of files and of commits begin on the forge, for pages that are kept.

    Those of files name the default branch. "" where none is known.
    """
    branch = default_branch.find_default_branch(project.repo)
    return page_addresses.find_branch_bases(read_remote_address(project), branch)


def read_remote_address(project: Project) -> str:
    """The address of the remote that a clone came from, as its settings have it; "" for none."""
    remotes = revisions.list_remotes(project.repo)
    remote = "origin" if "origin" in remotes else next(iter(remotes), "")
    return repo.read_local_setting(project.repo, f"remote.{remote}.url") if remote else ""
