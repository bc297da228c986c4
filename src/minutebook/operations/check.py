"""Run the rules of `check` on a repository, with what only the clock and git can tell them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from minutebook import checks as rules
from minutebook.checks.base import BaseBranch, BlockedPath
from minutebook.errors import OperationError, UnknownRef
from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import ROOT, Finding, Record, RecordSet, Write, join_path
from minutebook.repository import files, guard, journal, store
from minutebook.repository.git import history, repo, revisions
from minutebook.text import diffs


def check_records(
    project: Project,
    base: str = "HEAD",
    targets: Sequence[str] = (),
    only: Sequence[str] = (),
    planned_writes: Sequence[Write] = (),
) -> tuple[Finding, ...]:
    """What is wrong with the repository's records, or with those that `targets` name.

    A target is a file, a folder, or a reference to a record. `base` is the commit that recorded
    statuses are compared with. `only` are the codes of the rules to run, all where there are none.
    With `planned_writes` the records are taken to be as they are after these. Raises UnknownRef for
    a target that is none of these, UsageError for an unknown code.
    """
    codes = _require_codes(only)
    interrupted_paths = _list_interrupted(project)
    records = project.load_records()
    paths = _resolve_targets(project, records, targets)
    if planned_writes:
        from minutebook.records import linking

        records = linking.simulate_writes(records, planned_writes)
    findings = _run_rules(project, records, base, interrupted_paths, codes)
    return _select_findings(findings, paths)


def repair_records(
    project: Project,
    base: str = "HEAD",
    targets: Sequence[str] = (),
    only: Sequence[str] = (),
    *,
    dry_run: bool = False,
) -> OperationResult:
    """Repair what the rules know how to repair; with `targets`, in these files alone.

    `only` is as for `check_records`. A warning says which repair was left out, because it would
    have changed the status of a record.
    """
    codes = _require_codes(only)
    if base != "HEAD":  # a wrong one is refused before anything is written
        history.read_changed_texts(project.repo, base, ())
    omissions: tuple[str, ...] = ()

    def plan(records: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        nonlocal omissions
        paths = _resolve_targets(project, records, targets)
        inputs = _make_inputs(
            project, records, base, rules.list_required_inputs(codes, to_fix=True)
        )
        settings = _make_check_settings(project)
        findings = _select_findings(rules.find_fixable(records, inputs, settings, codes), paths)
        repair = rules.fix_findings(records, findings, inputs)
        omissions = repair.omissions
        return (), [write for write in repair.writes if _is_selected(write.path, paths)]

    result = project.run_operation(plan, dry_run=dry_run)
    return replace(result, warnings=(*result.warnings, *omissions))


def format_diff(repair: OperationResult) -> str:
    """What a repair wrote, or would write, as a diff."""
    return "".join(
        diffs.format_file_diff(write.path, write.previous, write.text) for write in repair.writes
    )


def _require_codes(only: Sequence[str]) -> frozenset[str]:
    """The codes of rules; each may be several with commas between. Raises UsageError."""
    codes = [code.strip() for codes in only for code in codes.split(",")]
    return frozenset(rules.require_rule(code).code for code in codes)


def recover_interrupted(project: Project) -> list[str]:
    """Complete what dead processes had begun, in every working tree, and remove what they left.

    Gives lines for people.
    """
    with project.lock(mend=False):
        messages = [recovered.message for recovered in journal.recover(project.repo.common_dir)]
        removed = [
            path
            for folder in sorted(_list_temporary_folders(project))
            for path in files.remove_stale_temporaries(project.top, folder)
        ]
    return messages + [f"removed {os.path.relpath(path, project.top)}" for path in removed]


def list_rules(code: str) -> list[dict[str, str]]:
    """The facts of a rule, or of all for `-`: code, severity, why, what --fix mends, explanation.

    Raises UsageError for a code that no rule has.
    """
    explanation = "" if code == "-" else rules.explain(code)
    return [
        {
            "code": rule.code,
            "severity": rule.severity,
            "why": rule.explanation,
            "fixes": rule.fixes,
            "explanation": explanation or rules.explain(rule.code),
        }
        for rule in rules.list_rules()
        if code in ("-", rule.code)
    ]


def _run_rules(
    project: Project,
    records: RecordSet,
    base: str,
    interrupted_paths: tuple[str, ...],
    only: frozenset[str],
) -> tuple[Finding, ...]:
    inputs = replace(
        _make_inputs(project, records, base, rules.list_required_inputs(only)),
        interrupted_paths=interrupted_paths,
        blocked_paths=_list_blocked(project),
    )
    return rules.check(records, inputs, _make_check_settings(project), only)


def _make_inputs(
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
    )


def _read_base_branch(project: Project, base: str) -> BaseBranch | None:
    """The record pages of the branch to compare with; None for the commit that is checked out."""
    base_commit = revisions.find_commit(project.repo, base) if base != "HEAD" else ""
    head = revisions.find_commit(project.repo, "HEAD") if base_commit else ""
    if not head or head == base_commit:
        return None
    folders = [folder.path for folder in project.settings.list_folders()]
    try:
        fork = revisions.find_merge_base(project.repo, head, base_commit)
    except OperationError:  # a shallow clone: all that the branch has may be new
        fork = ""
    if fork == base_commit:
        return None
    paths = frozenset(revisions.list_commit_paths(project.repo, base_commit, folders))
    fork_paths = revisions.list_commit_paths(project.repo, fork, folders) if fork else ()
    return BaseBranch(base, paths.difference(fork_paths), paths.union(fork_paths))


def _read_previous_texts(project: Project, records: RecordSet, base: str) -> Mapping[str, str]:
    paths = (record.path for record in records.members)
    return history.read_changed_texts(project.repo, base, paths)


def _make_check_settings(project: Project) -> rules.CheckSettings:
    settings = project.settings
    source = project.settings_path
    return rules.CheckSettings(
        severities=settings.rules,
        silences=settings.silence,
        proposed_days=settings.proposed_days,
        suggestion_days=settings.suggestion_days,
        stages=settings.stages,
        source_path=os.path.relpath(source, project.top) if source else "minutebook.toml",
    )


# Targets ----------------------------------------------------------------------------------------


def _resolve_targets(project: Project, records: RecordSet, targets: Sequence[str]) -> list[str]:
    """The paths of files and folders, and of the records that references name, from the top."""
    return [
        _find_path(project, target) or _find_record_path(project, records, target)
        for target in targets
    ]


def _find_path(project: Project, target: str) -> str:
    """The path of a file or folder from the top, "." for the top itself; "" where none is there."""
    absolute = os.path.normpath(os.path.join(project.cwd, target))
    if not os.path.exists(absolute):
        absolute = os.path.normpath(os.path.join(project.top, target))
    path = os.path.relpath(absolute, project.top).replace(os.sep, "/")
    return path if os.path.exists(absolute) and path.split("/")[0] != ".." else ""


def _find_record_path(project: Project, records: RecordSet, target: str) -> str:
    try:
        return project.resolve_reference(records, target).path
    except UnknownRef:
        raise UnknownRef(
            f"{target!r} is not a file, folder or record of this repository",
            "give a record such as ADR-7, or the path of a record or folder",
        ) from None


def _is_selected(path: str, selected: Sequence[str]) -> bool:
    """Whether a path is at or below one of those selected; every path where none is."""
    return not selected or any(
        folder == "." or path == folder or path.startswith(folder + "/") for folder in selected
    )


def _select_findings(findings: Sequence[Finding], selected: Sequence[str]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if _is_selected(finding.path, selected))


# Interrupted commands ---------------------------------------------------------------------------


def _list_interrupted(project: Project) -> tuple[str, ...]:
    """The files of this working tree that a command, whose process is dead, did not write."""
    common_dir = project.repo.common_dir
    if not journal.list_journals(common_dir):
        return ()
    with project.lock(mend=False):  # no live process owns what is left
        interrupted = journal.find_interrupted(common_dir)
    top = os.path.realpath(project.top)
    return tuple(
        dict.fromkeys(
            write.path
            for operation in interrupted
            if os.path.realpath(operation.top) == top
            for write in operation.remaining_writes
        )
    )


def _list_blocked(project: Project) -> tuple[BlockedPath, ...]:
    """What is where records and index pages are or would be written, and may not be."""
    from minutebook.records.index import index_pages

    blocked: dict[str, BlockedPath] = {}
    for folder in project.settings.list_folders():
        main_page = index_pages.locate_main_page(folder)
        for path in (*store.find_links(project.top, folder.path), folder.path, main_page):
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


def _list_temporary_folders(project: Project) -> set[str]:
    """Where a temporary file may lie: in the folders of records, and where git sees one.

    As paths from the top.
    """
    folders = {
        os.path.dirname(path)
        for path in repo.list_files(project.repo)
        if files.is_temporary(path.rpartition("/")[2])
    }
    for folder in project.settings.list_folders():
        if folder.path != ROOT and not guard.find_obstacle(project.top, folder.path):
            below = os.walk(os.path.join(project.top, folder.path))
            folders.update(os.path.relpath(path, project.top) for path, _, _ in below)
    return folders
