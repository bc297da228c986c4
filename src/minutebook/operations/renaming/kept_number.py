"""Which of the records that share a number keeps it: by the default branch, by age, by citations.

Everybody who has the same commits gets the same answer, whichever side of a merge they are on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from minutebook.errors import Conflict
from minutebook.operations.project import Project
from minutebook.operations.renaming.moved_files import read_citing_files
from minutebook.records.model import Record, RecordSet
from minutebook.records.renaming import renumber as planning
from minutebook.records.renaming.citations import Citation, CitationFinder
from minutebook.repository.git.commits import history, lineage
from minutebook.repository.git.commits.lineage import Origin

KEEP_MERGED, KEEP_OLDER, KEEP_CITED = "merged", "older", "cited"
_NO_DATE = "~"  # after every date
# Tells which records unclear citations mean: the records, groups and texts in, by path and offset.
Resolve = Callable[
    [RecordSet, Sequence[tuple[Record, ...]], Mapping[str, str]], Mapping[tuple[str, int], Record]
]


def sort_groups(
    project: Project,
    keep: str,
    records: RecordSet,
    groups: Sequence[tuple[Record, ...]],
    origins: Mapping[str, Origin],
    resolve: Resolve,
) -> list[list[Record]]:
    """The records of each group, the one that keeps the number first; then as they get new ones.

    What no command moves comes before all others. `keep` is `merged` (the one that came to the
    default branch first), `older` (by the date of the page, then of the commit), or `cited` (the
    one that more places in files and trailers of commits name); what is alike there is sorted by
    the default branch, then by age, then by name. Raises Conflict where a shallow clone has too
    little history to tell.
    """
    counts: Counter[str] = Counter()
    if keep == KEEP_CITED:
        counts = _count_citations(project, records, groups, origins, resolve)

    def make_key(record: Record) -> tuple[object, ...]:
        origin = origins[record.path]
        age: tuple[object, ...] = ()
        if keep == KEEP_OLDER:
            age = (record.date[:10] or _NO_DATE, origin.author_time)
        # No commit's id takes part: it differs before and after a rebase.
        return (
            planning.can_be_renumbered(record),
            *age,
            -counts[record.path],
            origin.arrival_step,
            origin.author_time,
            record.link_target,
            record.path,
        )

    sorted_groups = [sorted(group, key=make_key) for group in groups]
    has_all_commits = not lineage.list_cut_commits(project.repo)
    for group in () if has_all_commits else sorted_groups:
        for first, second in pairwise(group):
            if not _is_order_known(first, second, origins, keep):
                raise Conflict(
                    f"which of the records {first.ref} keeps the number is not known here: this"
                    " clone is shallow, and the commits that tell were not fetched",
                    "git fetch --unshallow",
                )
    return sorted_groups


def _is_order_known(
    first: Record, second: Record, origins: Mapping[str, Origin], keep: str
) -> bool:
    """Whether the history that a shallow clone has tells which of two records comes first."""
    if planning.can_be_renumbered(first) != planning.can_be_renumbered(second):
        return True
    if keep == KEEP_CITED:  # any commit may cite in a trailer
        return False
    origin, other = origins[first.path], origins[second.path]
    if keep == KEEP_OLDER and first.date[:10] != second.date[:10]:
        return True
    if keep != KEEP_OLDER and origin.arrival_step != other.arrival_step:
        return True
    # What is not committed comes last, whenever the other one came.
    return not (origin.is_cut or other.is_cut) or bool(origin.commit) != bool(other.commit)


def _count_citations(
    project: Project,
    records: RecordSet,
    groups: Sequence[tuple[Record, ...]],
    origins: Mapping[str, Origin],
    resolve: Resolve,
) -> Counter[str]:
    """How many places in other files, and trailers of commits, name each record, by its path."""
    texts = read_citing_files(project, records, [record for group in groups for record in group])
    meant = resolve(records, groups, texts)
    counts: Counter[str] = Counter()
    for path, citations in planning.find_citations(records, groups, texts).items():
        for citation in citations:
            record = citation.record or meant.get((path, citation.start))
            if record is not None and record.path != path:
                counts[record.path] += 1
    finder = CitationFinder(records, groups)
    ancestry = lineage.Ancestry(
        project.repo, [origin.commit for origin in origins.values() if origin.commit]
    )
    for commit, trailers in history.list_record_trailers(project.repo):
        for citation in finder.find_citations("", trailers):
            record = citation.record or find_by_side(commit, citation, origins, ancestry)
            if record is not None:
                counts[record.path] += 1
    return counts


def find_by_side(
    commit: str, citation: Citation, origins: Mapping[str, Origin], ancestry: lineage.Ancestry
) -> Record | None:
    """The record on whose side of history a line was written, against all other candidates."""
    for record in citation.candidates:
        others = [other for other in citation.candidates if other is not record]
        if all(
            ancestry.find_side(commit, origins[record.path], origins[other.path]) > 0
            for other in others
        ):
            return record
    return None
