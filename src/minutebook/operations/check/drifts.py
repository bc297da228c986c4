"""What `drift` finds, for the rules of `check`, without looking again at what has not changed.

A file in git's directory keeps what was found on a day until a manifest that is committed or a
decision's page changes, and then what each page chose: to read that from a thousand pages takes
seconds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence

from minutebook import __version__
from minutebook.checks.base import Problem
from minutebook.errors import Refusal
from minutebook.lean.digests import sha256
from minutebook.operations.project import Project
from minutebook.records.model import ADR, Record, RecordSet
from minutebook.repository import guard, light
from minutebook.repository.git import revisions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.suggest.drift.choices import Choice

_CACHE_FILENAME = "drift"
_Row = tuple[str, str, str, str]  # of a choice: category, technology, side, what


def make_finder(project: Project, records: RecordSet) -> Callable[[], Sequence[Problem]]:
    """What finds the drifts of a repository, for `decision-drift`."""
    return lambda: _find_drifts(project, records)


def _find_drifts(project: Project, records: RecordSet) -> Sequence[Problem]:
    stamps = _stamp_pages(project, records)
    key = repr((project.today, _digest_telling(project), sorted(stamps.items())))
    kept_key, kept_problems, kept_choices = _read_kept(project)
    if kept_key == key:
        return kept_problems
    from minutebook.operations.suggesting import drift
    from minutebook.operations.suggesting.suggest import catalogue_in_force
    from minutebook.suggest.drift import choices

    catalogue = catalogue_in_force(project)
    rows: dict[str, list[_Row]] = {}

    def read_choices(record: Record) -> list[Choice]:
        stamp = stamps.get(record.path, "")
        choice_rows = kept_choices.get(stamp)
        if choice_rows is None:
            read = choices.list_choices(records.with_text(record), catalogue)
            choice_rows = [choices.dump_choice(each) for each in read]
        if stamp:
            rows[stamp] = choice_rows
        return choices.load_choices(choice_rows, catalogue)

    problems = [
        drift.make_problem(each) for each in drift.find_drifts(project, records, read_choices)
    ]
    _keep(project, key, problems, rows)
    return problems


def _digest_telling(project: Project) -> str:
    """A digest of what HEAD has of the files that show what is used."""
    from minutebook.suggest.drift.uses import is_telling

    head = revisions.find_commit(project.repo, "HEAD")
    objects = revisions.list_commit_objects(project.repo, head, ()) if head else {}
    telling = sorted(f"{path} {name}" for path, name in objects.items() if is_telling(path))
    digest: str = sha256("\n".join(telling).encode("utf-8", "surrogateescape")).hexdigest()
    return digest


def _stamp_pages(project: Project, records: RecordSet) -> dict[str, str]:
    """What tells whether a decision's page is as it was, by its path."""
    stamps = {}
    for record in records.of_kind(ADR):
        try:
            status = os.stat(os.path.join(project.top, record.path))
        except OSError:  # a sparse checkout leaves it out
            continue
        stamp = (record.path, record.state, status.st_size, status.st_mtime_ns)
        stamps[record.path] = repr((__version__, project.settings.topics, *stamp))
    return stamps


def _locate(project: Project) -> str:
    return os.path.join(project.repo.common_dir, guard.STATE_FOLDER, _CACHE_FILENAME)


def _read_kept(project: Project) -> tuple[str, list[Problem], dict[str, list[_Row]]]:
    """What was kept: the key, the problems, and the choices by the stamps of their pages."""
    try:
        kept = json.loads(light.read_text(_locate(project)) or "{}")
        key, rows, choices = kept["key"], kept["problems"], kept["choices"]
        problems = [
            Problem(str(path), int(line), str(text), str(fix)) for path, line, text, fix in rows
        ]
        return (
            str(key),
            problems,
            {
                stamp: [(str(a), str(b), str(c), str(d)) for a, b, c, d in found]
                for stamp, found in choices.items()
            },
        )
    except (ValueError, TypeError, LookupError, AttributeError):
        return "", [], {}


def _keep(
    project: Project,
    key: str,
    problems: Sequence[Problem],
    choices: Mapping[str, Sequence[_Row]],
) -> None:
    rows = [(problem.path, problem.line, problem.message, problem.fix) for problem in problems]
    data = json.dumps({"key": key, "problems": rows, "choices": choices}).encode()
    try:
        guard.make_state_folder(project.repo.common_dir)
        light.write_whole(_locate(project), data, is_shared=True)
    except (OSError, Refusal):  # it is found again next time
        pass
