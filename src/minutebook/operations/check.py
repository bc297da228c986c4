"""Runs the rules of `check` on a repository: asks clock and git what the pure rules cannot know."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from minutebook import checks as rules
from minutebook.errors import UsageError
from minutebook.operations.project import OperationResult, Project
from minutebook.records.model import Finding, Record, RecordSet, Write
from minutebook.repository import files, journal
from minutebook.repository.git import history, repo


def check_records(
    project: Project, base: str = "HEAD", paths: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """What is wrong with the repository's records, or with those at or below `paths`.

    `base` is the commit that recorded statuses are compared with. Raises Misuse for a path that is
    no record, page or folder of records.
    """
    asked = _asked(project, paths)
    half_done = _interrupted(project)
    return _at(asked, _found(project, project.load_records(), base, half_done))


def _asked(project: Project, paths: Sequence[str]) -> list[str]:
    return [_inside(project, path) for path in paths]


def _at(asked: Sequence[str], found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings at or below the paths asked for; all of them where none is."""
    return tuple(
        one
        for one in found
        if not asked
        or any(not path or one.path == path or one.path.startswith(path + "/") for path in asked)
    )


def _found(
    project: Project, shelf: RecordSet, base: str, half_done: tuple[str, ...] = ()
) -> tuple[Finding, ...]:
    inputs = rules.CheckInputs(
        today=project.today,
        known_paths=history.list_known_paths(project.repo),
        previous_texts=_previous_texts(project, shelf, base),
        interrupted_paths=half_done,
    )
    return rules.check(shelf, inputs, _check_settings(project))


def _find_fixable(project: Project, shelf: RecordSet, base: str) -> tuple[Finding, ...]:
    """The findings to repair. Git is asked only for what the rules with a fix need."""
    needed = rules.list_fix_inputs()
    inputs = rules.CheckInputs(
        today=project.today,
        known_paths=history.list_known_paths(project.repo) if "known_paths" in needed else None,
        previous_texts=_previous_texts(project, shelf, base) if "previous_texts" in needed else {},
    )
    return rules.find_fixable(shelf, inputs, _check_settings(project))


def _previous_texts(project: Project, shelf: RecordSet, base: str) -> Mapping[str, str]:
    paths = (record.path for record in shelf.members)
    return history.read_changed_texts(project.repo, base, paths)


def _check_settings(project: Project) -> rules.CheckSettings:
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


def _interrupted(project: Project) -> tuple[str, ...]:
    """The files of this working tree that a command, whose process is dead, did not come to."""
    common = project.repo.common_dir
    if not journal.list_journals(common):
        return ()
    with project.lock(mend=False):  # what is there now is of no process that runs
        found = journal.find_interrupted(common)
    top = os.path.realpath(project.top)
    writes = (
        write for one in found if os.path.realpath(one.top) == top for write in one.remaining_writes
    )
    return tuple(dict.fromkeys(write.path for write in writes))


def _inside(project: Project, path: str) -> str:
    absolute = os.path.normpath(os.path.join(project.cwd, path))
    if not os.path.exists(absolute):
        absolute = os.path.normpath(os.path.join(project.top, path))
    relative = os.path.relpath(absolute, project.top).replace(os.sep, "/")
    if not os.path.exists(absolute) or relative.split("/")[0] == "..":
        raise UsageError(
            f"{path} is no file or folder of this repository",
            "give the path of a record or of a folder",
        )
    return "" if relative == "." else relative


def recover_interrupted(project: Project) -> list[str]:
    """Complete what dead processes had begun, in every working tree, and remove what they left.

    Lines for people.
    """
    with project.lock(mend=False):
        said = [mended.message for mended in journal.recover(project.repo.common_dir)]
        swept = [
            path
            for folder in sorted(_folders(project))
            for path in files.remove_stale_temporaries(folder)
        ]
    return said + [f"removed {os.path.relpath(path, project.top)}" for path in swept]


def _folders(project: Project) -> set[str]:
    """Where a temporary file may lie: in the folders of records, and where git sees one."""
    found = {
        os.path.join(project.top, os.path.dirname(path))
        for path in repo.list_files(project.repo)
        if files.is_temporary(path.rpartition("/")[2])
    }
    for folder in project.settings.list_folders():
        whole = os.path.join(project.top, folder.path)
        if files.is_below(project.top, whole):
            found.update(place for place, _, _ in os.walk(whole))
    return found


def repair_records(
    project: Project, base: str = "HEAD", paths: Sequence[str] = ()
) -> OperationResult:
    """Repair what the rules know how to repair, at or below `paths` if there are any."""
    asked = _asked(project, paths)
    if base != "HEAD":  # a wrong one is refused before anything is written
        history.read_changed_texts(project.repo, base, ())

    def verb(shelf: RecordSet) -> tuple[Sequence[Record], Sequence[Write]]:
        return (), rules.fix_findings(
            shelf, _at(asked, _find_fixable(project, shelf, base)), project.today
        )

    return project.run_operation(verb)


def explain_rule(code: str) -> list[str]:
    """What a rule is for, as lines; `-` lists all rules."""
    if code == "-":
        return [f"{rule.code}  {rule.severity}  {rule.explanation}" for rule in rules.list_rules()]
    return rules.explain(code).split("\n")
