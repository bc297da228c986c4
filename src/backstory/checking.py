"""Runs the rules of `check` on a repository: asks clock and git what the pure rules cannot know."""

from __future__ import annotations

import os
from collections.abc import Sequence

from backstory import check as rules
from backstory import history
from backstory.project import Done, Project
from backstory.record import Finding, Misuse, Record, Shelf, Write


def check(project: Project, base: str = "HEAD", paths: Sequence[str] = ()) -> tuple[Finding, ...]:
    """What is wrong with the repository's records, or with those at or below `paths`.

    `base` is the commit that recorded statuses are compared with. Raises Misuse for a path that is
    no record, page or folder of records.
    """
    return _at(_asked(project, paths), _found(project, project.shelf(), base))


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


def _found(project: Project, shelf: Shelf, base: str) -> tuple[Finding, ...]:
    settings = project.settings
    return rules.check(
        shelf,
        rules.Surroundings(
            today=project.today,
            known=history.known(project.repo),
            before=history.before(project.repo, base, (record.path for record in shelf.records)),
        ),
        rules.Settings(
            severities=settings.rules,
            silenced=settings.silence,
            proposed_days=settings.proposed_days,
            suggestion_days=settings.suggestion_days,
            stages=settings.stages,
            source=os.path.relpath(project.source, project.top)
            if project.source
            else "backstory.toml",
        ),
    )


def _inside(project: Project, path: str) -> str:
    absolute = os.path.normpath(os.path.join(project.cwd, path))
    if not os.path.exists(absolute):
        absolute = os.path.normpath(os.path.join(project.top, path))
    relative = os.path.relpath(absolute, project.top).replace(os.sep, "/")
    if not os.path.exists(absolute) or relative.split("/")[0] == "..":
        raise Misuse(
            f"{path} is no file or folder of this repository",
            "give the path of a record or of a folder",
        )
    return "" if relative == "." else relative


def repair(project: Project, base: str = "HEAD", paths: Sequence[str] = ()) -> Done:
    """Repair what the rules know how to repair, at or below `paths` if there are any."""
    asked = _asked(project, paths)

    def verb(shelf: Shelf) -> tuple[Sequence[Record], Sequence[Write]]:
        return (), rules.fix(shelf, _at(asked, _found(project, shelf, base)), project.today)

    return project.do(verb)


def explained(code: str) -> list[str]:
    """What a rule is for, as lines; `-` lists all rules."""
    if code == "-":
        return [f"{rule.code}  {rule.severity}  {rule.why}" for rule in rules.RULES]
    return rules.explain(code).split("\n")
