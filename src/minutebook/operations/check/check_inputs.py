"""What the rules of `check` cannot know themselves: what git, the disk and the settings say."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from shlex import quote

from minutebook import checks as rules
from minutebook.checks.base import AuthorFinder, BaseBranch, BlockedPath, CommittedAttributes
from minutebook.errors import OperationError, UsageError
from minutebook.operations.check import citing_files, drifts
from minutebook.operations.indexes import written_pages
from minutebook.operations.private_texts.default_rules import read_default_settings
from minutebook.operations.project import Project
from minutebook.operations.schema import serialize
from minutebook.records.index.attributes import ATTRIBUTES_FILE
from minutebook.records.model import PHR, RecordSet, join_path
from minutebook.records.phr.visibility import choose_strictest
from minutebook.repository import files, guard, store
from minutebook.repository.git import repo, revisions
from minutebook.repository.git.commits import blame, history
from minutebook.repository.git.commits.renames import make_rename_finder
from minutebook.repository.pending import uncommitted_list

_MAX_BLAMED_FILES = 50  # whose lines' authors are asked for: git reads the history of each
# What forges commit as, when a pull request is merged or a page is edited there.
_FORGE_ADDRESSES = ("noreply@github.com", "noreply@gitlab.com", "noreply@bitbucket.org")

_DRIVER_SIGN = "merge=minutebook"


def make_inputs(
    project: Project, records: RecordSet, base: str, needed: frozenset[str]
) -> rules.CheckInputs:
    """What rules cannot know. Git is asked only for what is needed; and whether `base` is there."""
    if "previous_texts" in needed or base != "HEAD":
        previous_texts = _read_previous_texts(project, records, base)
    else:
        previous_texts = {}
    current_paths = known_paths = None
    if needed & {"current_paths", "known_paths"}:
        current_paths = frozenset(repo.list_files(project.repo))
    if current_paths is not None and "known_paths" in needed:
        known_paths = current_paths | history.list_former_paths(project.repo)
    return rules.CheckInputs(
        today=project.today,
        known_paths=known_paths,
        current_paths=current_paths,
        previous_texts=previous_texts,
        base_branch=_read_base_branch(project, base) if "base_branch" in needed else None,
        uncommitted_paths=frozenset(uncommitted_list.read_list(project.repo)),
        list_shared_paths=partial(written_pages.list_shared_paths, project),
        attributes=_read_attributes(project) if "attributes" in needed else None,
        list_citing_files=citing_files.make_lister(project, records)
        if "list_citing_files" in needed
        else None,
        list_generated=citing_files.make_generated_lister(project)
        if "list_generated" in needed
        else None,
        find_drifts=drifts.make_finder(project, records) if "find_drifts" in needed else None,
        find_renamed=make_rename_finder(project.repo) if "find_renamed" in needed else None,
        find_settled=_make_settled_finder(project, records) if "find_settled" in needed else None,
        find_authors=_make_author_finder(project, records) if "find_authors" in needed else None,
        ignored_pages=_find_ignored(project, records) if "ignored_pages" in needed else None,
    )


def _make_settled_finder(
    project: Project, records: RecordSet
) -> Callable[[], Mapping[tuple[str, str], str]]:
    """What tells which pending suggestions need no answer any more; asked once."""

    @cache
    def find_settled() -> Mapping[tuple[str, str], str]:
        from minutebook.operations.suggesting import settled

        return settled.find_settled(project, records)

    return find_settled


def _read_attributes(project: Project) -> CommittedAttributes | None:
    """The committed attributes, where they name a driver of ours; else None.

    None with a detached HEAD, too: nothing is merged into what is checked out for a look, or in CI.
    """
    attributes = store.read_text(project.top, ATTRIBUTES_FILE) or ""
    if _DRIVER_SIGN not in attributes or not repo.read_branch(project.repo):
        return None
    commit = revisions.find_commit(project.repo, "HEAD")
    has_file = commit and revisions.list_commit_paths(project.repo, commit, [ATTRIBUTES_FILE])
    text = repo.read_committed_page(project.repo, commit, ATTRIBUTES_FILE) if has_file else ""
    settings = repo.read_matching_settings(project.repo, r"^merge\.minutebook.*\.driver$")
    drivers = (name.removeprefix("merge.").removesuffix(".driver") for name in settings)
    return CommittedAttributes(ATTRIBUTES_FILE, text, frozenset(drivers))


def _find_ignored(project: Project, records: RecordSet) -> dict[str, tuple[str, int, str]]:
    """The pages that a `.gitignore` of the tree ignores, and pages to come of folders that exist.

    What the user has git ignore in this clone alone, or everywhere, is their own affair.
    """
    paths = [record.path for record in records.members]
    paths += (
        join_path(folder.path, "0000-new.md")
        for folder in project.settings.list_folders()
        if os.path.isdir(os.path.join(project.top, folder.path))
    )
    return {
        path: ignoring
        for path, ignoring in repo.list_ignored(project.repo, paths).items()
        if os.path.basename(ignoring[0]) == ".gitignore" and not os.path.isabs(ignoring[0])
    }


def _make_author_finder(project: Project, records: RecordSet) -> AuthorFinder:
    """What tells who wrote lines of records, other than this clone's user.

    The user is known by the e-mail address that git has for them; where it has none, as in CI, all
    that is committed is of others. So is what another commits in the user's name; but a forge
    commits for whoever merges there. A prompt record is of another where it names another user.
    """
    users = {record.path: serialize.format_field(record, "user") for record in records.of_kind(PHR)}

    def find_authors(lines_by_path: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], str]:
        own_email, own_name = repo.read_user_email(project.repo), repo.read_user_name(project.repo)
        line_commits = {
            (path, line): commit
            for path in list(lines_by_path)[:_MAX_BLAMED_FILES]
            for line, commit in _blame(project, path, lines_by_path[path]).items()
        }
        authors = history.read_authors(project.repo, set(line_commits.values()) - {""})

        def is_other(person: tuple[str, str]) -> bool:
            return person[1].lower() not in ("", own_email.lower(), *_FORGE_ADDRESSES)

        names: dict[tuple[str, int], str] = {}
        for path, lines in lines_by_path.items():
            for line in lines:
                commit = line_commits.get((path, line))
                people = authors.get(commit or "", ())
                if other := next(filter(is_other, people), None):
                    names[path, line] = other[0] or other[1]
                elif users.get(path, own_name) not in ("", own_name):
                    names[path, line] = users[path]
                elif commit is None and len(lines_by_path) > _MAX_BLAMED_FILES:
                    names[path, line] = "somebody"
        return names

    return find_authors


def _blame(project: Project, path: str, lines: Sequence[int]) -> dict[int, str]:
    """The commits that lines came from; none where git does not know the file."""
    try:
        return blame.blame_lines(project.repo, path, lines)
    except OperationError:
        return {}


def _read_base_branch(project: Project, base: str) -> BaseBranch | None:
    """The record pages of the branch to compare with; None for the commit that is checked out.

    Where the working tree has all of the base, as a pull request that was merged for a trial, none
    came to that since. In a shallow clone, where it cannot be known, all may have.
    """
    base_commit = revisions.find_commit(project.repo, base) if base != "HEAD" else ""
    if not base_commit:
        return None
    folders = [folder.path for folder in project.settings.list_folders()]
    fork = find_fork(project, base_commit)
    paths = frozenset(revisions.list_commit_paths(project.repo, base_commit, folders))
    fork_paths = revisions.list_commit_paths(project.repo, fork, folders) if fork else ()

    def read_text(path: str) -> str:
        return repo.read_committed_page(project.repo, base_commit, path)

    return BaseBranch(base, paths.difference(fork_paths), paths.union(fork_paths), read_text)


def require_base(project: Project, base: str) -> None:
    """Raise UsageError where no commit has the name `base`, with the command that fetches it."""
    if base == "HEAD" or revisions.find_commit(project.repo, base):
        return
    remote, _, branch = base.removeprefix("refs/remotes/").partition("/")
    hint = "give a branch, a tag or a commit; git branch --all lists the branches"
    if branch and remote in revisions.list_remotes(project.repo):
        hint = f"git fetch {quote(remote)} {quote(f'{branch}:refs/remotes/{remote}/{branch}')}"
    raise UsageError(f"--base: {base!r} names no commit here", hint)


def explain_unknown_fork(project: Project, base: str) -> str:
    """A line for people, where this clone has too little history to know what `base` has got since.

    "" where it has enough.
    """
    base_commit = revisions.find_commit(project.repo, base) if base != "HEAD" else ""
    if not base_commit or find_fork(project, base_commit):
        return ""
    is_shallow = os.path.exists(os.path.join(project.repo.common_dir, "shallow"))
    return (
        f"where HEAD left {base} is not known here: its numbers are compared with all of {base}'s"
        + ("; for all of the history: git fetch --unshallow" if is_shallow else "")
    )


def find_fork(project: Project, base_commit: str) -> str:
    """The commit where the branch that is checked out left another; "" where that is not here."""
    head = revisions.find_commit(project.repo, "HEAD")
    try:
        return revisions.find_merge_base(project.repo, head, base_commit) if head else ""
    except OperationError:  # a shallow clone: all that the branch has may be new
        return ""


def _read_previous_texts(project: Project, records: RecordSet, base: str) -> Mapping[str, str]:
    """The pages as they were where the branch left `base`: what came to that since is not undone.

    As they are at `base` itself where that commit is not here.
    """
    base_commit = revisions.find_commit(project.repo, base) if base != "HEAD" else ""
    fork = find_fork(project, base_commit) if base_commit else ""
    paths = (record.path for record in records.members)
    return history.read_changed_texts(
        project.repo, fork if fork not in ("", base_commit) else base, paths
    )


def make_settings(project: Project) -> rules.CheckSettings:
    """What the repository configures for `check`.

    Rules of visibility that the default branch has hold beside those that are here.
    """
    settings = project.settings
    shown = [settings, *read_default_settings(project)]
    source = project.settings_path
    return rules.CheckSettings(
        severities=settings.rules,
        visibility=choose_strictest(each.visibility for each in shown),
        visibility_rules=tuple(
            dict.fromkeys(rule for each in shown for rule in each.visibility_rules)
        ),
        silences=settings.silence,
        proposed_days=settings.proposed_days,
        suggestion_days=settings.suggestion_days,
        stages=settings.stages,
        source_path=os.path.relpath(source, project.top) if source else "minutebook.toml",
    )


def list_blocked(project: Project) -> tuple[BlockedPath, ...]:
    """What is where records and index pages are or would be written, and may not be."""
    from minutebook.records.index import index_pages

    blocked: dict[str, BlockedPath] = {}
    for folder in project.settings.list_folders():
        pages = [index_pages.locate_main_page(folder)] if project.keeps_index_pages else []
        for path in (*store.find_links(project.top, folder.path), folder.path, *pages):
            if path == folder.path and path not in blocked:
                obstacle = guard.find_obstacle(project.top, join_path(path, "x.md"))
            else:
                obstacle = files.find_obstacle(project.top, path)
            link = guard.find_link(project.top, path) or path
            if obstacle and link not in blocked:
                stays_inside = os.path.exists(os.path.join(project.top, path)) and bool(
                    guard.resolve_below(project.top, path)
                )
                blocked[link] = BlockedPath(link, obstacle.message, obstacle.hint, stays_inside)
    return tuple(blocked.values())
