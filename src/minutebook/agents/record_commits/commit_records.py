"""Commits the records of turns (the settings `commit = "own"` and `"amend"`).

One commit holds the pages that were written for the records of a turn and of its subagents, and
those of the session's earlier turns that made no commits: as a rule their work was committed in
this one. What cannot be committed yet waits in a list (see `repository.uncommitted_list`).

A page is committed only where nobody else's change is in it: it is new, or was as the last commit
has it when we changed it, and git's index has nothing else of it. An own commit that is still the
last one, and this branch's alone, is made anew where its record is written again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from minutebook.agents.record_commits import plan as planning
from minutebook.agents.record_commits import record_messages
from minutebook.agents.record_commits.own_commits import PromptPages
from minutebook.agents.record_commits.plan import CommitPlan
from minutebook.errors import OperationError, Refusal
from minutebook.lean.values import Value, replace
from minutebook.operations.numbers import series
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import compute_digest
from minutebook.records.model import Record, Write
from minutebook.repository import light, number_blocks, store
from minutebook.repository.git import diffs, tree_status
from minutebook.repository.git.branches import default_branch
from minutebook.repository.git.commits import record_commits
from minutebook.repository.git.commits.record_commits import HeadCommit
from minutebook.repository.pending import committed_pages, rewritten_commits, uncommitted_list
from minutebook.repository.pending.uncommitted_list import NO_COMMIT, UncommittedPage

# How the empty object begins, as SHA-1 and SHA-256: what git's index has of an intent to add.
_EMPTY_OBJECTS = ("e69de29b", "473a0f4c")
_MAX_ATTEMPTS = 3  # of a commit, while others commit to the same branch


class WrittenRecord(Value):
    """A record that was written at a turn's end, the writes for it, and what was planned for it.

    `is_ours`: its page had nobody else's change.
    """

    record: Record
    writes: tuple[Write, ...]
    plan: CommitPlan
    is_ours: bool = True


def commit_records(
    project: Project, session_name: str, written: Sequence[WrittenRecord]
) -> tuple[Write, ...]:
    """Commit the records that a session's ended turns have, or note that they wait.

    `written` are those of one working tree. Returns what else was written for the commit. Whatever
    git or the disk refuses is logged: then the records wait.
    """
    if project.settings.commit not in ("own", "amend"):
        return ()
    try:
        with project.lock():
            listed = _note_waiting(project, session_name, written)
            return _commit_with_patience(project, session_name, written, listed)
    except (OSError, Refusal) as error:
        light.log_error(error, "recorded, but not committed")
        return ()


def commit_waiting(cwd: str, session_name: str, lock_timeout_seconds: float) -> None:
    """Commit what other turns left to be committed later, at the end of one without a record."""
    if uncommitted_list.has_waiting(light.find_git_folders(os.path.realpath(cwd))[1]):
        project = replace(open_project(cwd), lock_timeout_seconds=lock_timeout_seconds)
        commit_records(project, session_name, ())


def is_left_behind(project: Project, written: WrittenRecord) -> bool:
    """Whether the commits of a turn are on a remote by now, and the one of its record is not."""
    commits = written.plan.listed_commits
    if not (commits and written.plan.is_ready):
        return False
    path, head = written.record.path, "HEAD"
    try:
        return (
            record_commits.is_on_branch(project.repo, commits[-1], "refs/remotes")
            and bool(record_commits.list_tree_objects(project.repo, head, [path]))
            and not record_commits.is_on_branch(project.repo, head, "refs/remotes")
        )
    except Refusal:
        return False


def _commit_with_patience(
    project: Project,
    session_name: str,
    written: Sequence[WrittenRecord],
    listed: dict[str, UncommittedPage],
) -> tuple[Write, ...]:
    """Commit what is due; again where somebody else moved the branch meanwhile."""
    late_writes: list[Write] = []
    for remaining in reversed(range(_MAX_ATTEMPTS)):
        head = tree_status.read_head(project.top)
        try:
            _commit_due(project, session_name, written, listed, late_writes)
            break
        except OperationError:
            if not remaining or tree_status.read_head(project.top) == head:
                raise
    return tuple(late_writes)


def _note_waiting(
    project: Project, session_name: str, written: Sequence[WrittenRecord]
) -> dict[str, UncommittedPage]:
    """Note the written pages as uncommitted, before anything can go wrong; returns the whole list.

    Pages that had another change than ours before are left out.
    """
    before = uncommitted_list.read_list(project.repo)
    listed = dict(before)
    writes = [(each, write) for each in written for write in each.writes if write.text is not None]
    changed = [write.path for _, write in writes if write.previous is not None]
    committed = record_commits.list_tree_objects(project.repo, "HEAD", changed)
    for each, write in writes:
        if (
            write.previous is None
            or _is_listed(listed, write.path, write.previous)
            or (each.is_ours and write.path == each.record.path)
            or _is_committed(project, write.path, write.previous, committed)
        ):
            former = listed.get(write.path, UncommittedPage("", session_name))
            # The page of an earlier turn that shows the way to this one waits for its own commit.
            is_others = write.path in listed and write.path != each.record.path
            commit = former.commit if is_others else each.plan.waits_for or former.commit
            digest = compute_digest(write.text or "")
            listed[write.path] = UncommittedPage(digest, former.session, commit)
    if listed != before:
        uncommitted_list.write_list(project.repo, listed)
    return listed


def _is_committed(project: Project, path: str, text: str, committed: Mapping[str, str]) -> bool:
    """Whether a text of a page is the one that the last commit has."""
    object_id = committed.get(path)
    return object_id is not None and record_commits.is_object_of(
        project.repo, path, text, object_id
    )


def _is_listed(listed: Mapping[str, UncommittedPage], path: str, text: str | None) -> bool:
    """Whether a text of a page is the one that we wrote and did not commit."""
    page = listed.get(path)
    return page is not None and text is not None and compute_digest(text) == page.digest


def _commit_due(
    project: Project,
    session_name: str,
    written: Sequence[WrittenRecord],
    listed: dict[str, UncommittedPage],
    late_writes: list[Write],
) -> None:
    """Commit what was written with a plan to do so, and what has been waiting for this.

    What else is written for the commit is added to `late_writes`.
    """
    ready = [each for each in written if each.plan.is_ready]
    head = planning.find_free_head(project) if ready else None
    ready = [each for each in ready if head and planning.is_ready_at(project, each.plan, head)]
    waiting = {
        path: page
        for path, page in listed.items()
        if _is_listed(listed, path, store.read_text(project.top, path))
    }
    if not ready and any(page.commit != NO_COMMIT for page in waiting.values()):
        head = planning.find_free_head(project)
    if head is None:
        return
    due = [
        path
        for path, page in waiting.items()
        if (ready and page.session == session_name)
        or (
            page.commit != NO_COMMIT
            and record_commits.is_ancestor(project.repo, page.commit, head.sha)
        )
    ]
    if not ready and not (due and planning.may_commit(project)):
        return
    from minutebook.agents.record_commits.late_changes import write_late_changes

    new_writes = [write for each in written for write in each.writes] if ready else []
    paths = list(dict.fromkeys([*due, *(write.path for write in new_writes)]))
    first_paths = [each.record.path for each in reversed(ready)]
    paths = [
        path
        for path in paths
        if path in waiting
        and (
            path in first_paths
            or waiting[path].commit != NO_COMMIT
            or _may_join(project, path, head)
        )
    ]
    late_paths = [path for path in paths if path not in first_paths]
    late_writes += write_late_changes(project, head, late_paths, paths)
    for write in late_writes:
        former = listed.get(write.path, UncommittedPage("", session_name))
        listed[write.path] = replace(former, digest=compute_digest(write.text or ""))
    paths = list(dict.fromkeys([*paths, *(write.path for write in late_writes)]))
    uncommitted_list.write_list(project.repo, listed)
    is_amend = any(each.plan.way == "amend" and each.plan.head == head for each in ready)
    former_texts = {
        write.path: write.previous for write in (*new_writes, *late_writes) if write.previous
    }
    settled = _commit_pages(
        project, head, paths, listed, former_texts, first_paths, is_amend=is_amend
    )
    kept = {path: page for path, page in listed.items() if path not in settled}
    uncommitted_list.write_list(project.repo, kept)


def _may_join(project: Project, path: str, head: HeadCommit) -> bool:
    """Whether a page may be committed to a branch with the record of a later turn.

    It may where the record was made on it, on none, or on the default branch, from which branches
    begin: that of another branch would come into this one's pull request, unless it is there.
    """
    branch = head.ref.removeprefix("refs/heads/")
    joining = (None, "", branch, default_branch.find_default_branch(project.repo))
    records = record_messages.read_records(project, [path], ())
    return all(record.fields.get("branch") in joining for record in records) or bool(
        record_commits.list_tree_objects(project.repo, head.sha, [path])
    )


def _commit_pages(
    project: Project,
    head: HeadCommit,
    paths: Sequence[str],
    listed: Mapping[str, UncommittedPage],
    former_texts: Mapping[str, str],
    first_paths: Sequence[str],
    *,
    is_amend: bool,
) -> set[str]:
    """Commit some of the listed pages; returns those that are committed by then.

    The message names the new records, and those at `first_paths`, which were written just now.
    Raises OperationError, as where the branch has another commit by now.
    """
    committed = record_commits.list_tree_objects(project.repo, head.sha, paths)
    objects = _choose_objects(project, paths, listed, committed, former_texts)
    new = {path: each for path, each in objects.items() if each != committed.get(path)}
    if not new:
        return set(objects)
    replaced_paths = [] if is_amend else _find_replaceable(project, head, first_paths)
    parents = head.parents if replaced_paths else [head.sha]
    added_paths = [path for path in new if path not in committed]
    records = record_messages.read_records(
        project, [*first_paths, *added_paths, *replaced_paths], first_paths
    )
    if not records:  # an index page alone, whose record went
        return set()
    message = record_messages.format_message(project.settings.commit_message, records)
    subject = message.partition("\n")[0]
    tree = record_commits.write_tree(project.repo, head.sha, new)
    if is_amend:
        commit = record_commits.replace_tree(project.repo, head, tree)
        subject = head.message.partition("\n")[0]
        rewritten_commits.note_rewritten(project.repo.common_dir, f"{head.sha} {commit}")
    else:
        commit = record_commits.create_commit(project.repo, tree, parents, message)
    # The index first: should this process end in between, the pages are staged, and not taken for
    # deleted.
    record_commits.add_to_index(project.repo, list(new))
    note = f"commit{' (amend)' if is_amend or replaced_paths else ''}: {subject}"
    try:
        record_commits.move_head(project.repo, head, commit, note)
    except OperationError:
        record_commits.restore_index(project.repo, list(new))
        raise
    record_paths = [record.path for record in records]
    committed_pages.note_committed(project.repo.common_dir, commit, record_paths)
    for record in records:
        if record.path in added_paths and record.number:
            place = record.path.rpartition("/")[0]
            name = series.find_series(project.settings, record.folder, place, project.top).name
            number_blocks.note_given(project.repo.common_dir, name, record.number)
    return set(objects)


def _choose_objects(
    project: Project,
    paths: Sequence[str],
    listed: Mapping[str, UncommittedPage],
    committed: Mapping[str, str],
    former_texts: Mapping[str, str],
) -> dict[str, str]:
    """The objects of those pages that are as we wrote them, and of which the index has no more.

    `former_texts` are those that pages had, as we wrote them, before the last change: staged by
    a person, they are still ours.
    """
    entries = record_commits.list_index_entries(project.repo, paths)
    paths = [path for path in paths if path in entries and entries[path].is_plain]
    chosen = {}
    for path, object_id in record_commits.store_files(project.repo, paths).items():
        staged, before = entries[path].object_id, committed.get(path, "")
        is_ours = (
            staged in (before, object_id)
            or (not before and staged.startswith(_EMPTY_OBJECTS))
            or (
                path in former_texts
                and record_commits.is_object_of(project.repo, path, former_texts[path], staged)
            )
        )
        if is_ours and _is_listed(listed, path, store.read_text(project.top, path)):
            chosen[path] = object_id
    return chosen


def _find_replaceable(
    project: Project, head: HeadCommit, written_paths: Sequence[str]
) -> list[str]:
    """The records of the last commit where it is our own, and has all that were written again."""
    trailers = record_messages.list_trailers(head.message)
    if not (trailers and head.parents and written_paths):
        return []
    paths = sorted(diffs.list_changed_paths(project.repo, head.parents[0], head.sha))
    is_own = PromptPages(project).is_record_commit(trailers, paths)
    if not (is_own and set(written_paths) <= set(paths) and planning.may_replace(project, head)):
        return []
    records = record_messages.read_records(project, paths, ())
    return [record.path for record in records if record.ref in trailers]
