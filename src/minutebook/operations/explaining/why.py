"""Why a line is as it is: the prompts that it is from, and the decisions behind it, with evidence.

Answered from an ordinary clone alone: git blame names the commit, the catalog the records that came
with it. What the evidence does not decide is said to be ambiguous, never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from minutebook.catalog import tables
from minutebook.errors import OperationError
from minutebook.lean.values import replace
from minutebook.operations.explaining.decision_chain import DecisionChains, DecisionStep
from minutebook.operations.explaining.explanation import (
    ExplainedLines,
    Explanation,
    MatchedRecord,
    TouchingRecord,
    WhyTarget,
)
from minutebook.operations.explaining.line_candidates import LineCandidates
from minutebook.operations.explaining.why_target import find_target
from minutebook.operations.reading.cataloguing import former_names
from minutebook.operations.reading.cataloguing.derived import RecordLoader
from minutebook.operations.reading.cataloguing.opening import Catalog
from minutebook.provenance import matching
from minutebook.provenance.answer_ranges import LineRange, group_lines
from minutebook.provenance.matching import Answer, AnsweredLine, Candidate, Match
from minutebook.provenance.traces import hash_line
from minutebook.repository.git import revisions
from minutebook.repository.git.commits import blame, lineage
from minutebook.repository.git.commits.blame import BlamedCommit, BlamedLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.operations.explaining.explanation import ListTurns, WaitingTurn

_NEAR = 3  # lines that are looked at beside those asked for
_REACH = 12  # lines that are looked at beside one that may stand anywhere
MAX_FOLDER_RECORDS = 20
CUT_NOTE = "the clone is shallow: what is older than its last commit is not here"


def explain_place(
    catalog: Catalog,
    text: str,
    *,
    follows_moves: bool = False,
    list_turns: ListTurns | None = None,
) -> Explanation:
    """Explain `PATH`, `PATH:LINE` or `PATH:LINE-LINE`.

    `list_turns` gives the turns without a record that changed a file, by its path from the top; it
    is asked where lines are not committed. Raises UsageError, UnknownPath and OperationError.
    """
    target = find_target(catalog.top, catalog.cwd, text)
    loader = RecordLoader(catalog)
    if target.is_folder:
        return Explanation(target, touched=_list_touching(catalog, loader, target.path))
    return _FileExplainer(catalog, loader, target, follows_moves, list_turns).explain()


def _list_touching(
    catalog: Catalog, loader: RecordLoader, folder: str
) -> tuple[TouchingRecord, ...]:
    former_names.refresh_former_names(catalog)
    counts = dict(tables.count_touched(catalog.connection, folder, MAX_FOLDER_RECORDS))
    by_id = {loader.stored.get_id(record): record for record in loader.stored.load(counts)}
    return tuple(TouchingRecord(by_id[each], count) for each, count in counts.items())


class _FileExplainer:
    """Explains lines of one file."""

    def __init__(
        self,
        catalog: Catalog,
        loader: RecordLoader,
        target: WhyTarget,
        follows_moves: bool,
        list_turns: ListTurns | None,
    ) -> None:
        self._catalog, self._loader, self._target = catalog, loader, target
        self._project = catalog.get_project()
        self._follows_moves, self._list_turns = follows_moves, list_turns
        self._hashes = [hash_line(line) for line in target.lines]
        self._counts = Counter(self._hashes)

    def explain(self) -> Explanation:
        """Explain the lines that are asked for."""
        target = self._target
        blamed_lines = self._blame()
        shas = list(dict.fromkeys(each.commit for each in blamed_lines if each.commit))
        commits = blame.read_blamed_commits(self._project.repo, shas)
        paths = [target.path, *(each.original_path for each in blamed_lines)]
        candidates = LineCandidates(self._project, self._catalog, self._loader, paths, commits)
        candidates.explain_commits()
        answered = self._answer(blamed_lines, commits, candidates)
        if target.first:
            answered = [each for each in answered if target.first <= each.line <= target.last]
        groups = group_lines(answered)
        return self._add_decisions(groups, commits, candidates)

    def _blame(self) -> list[BlamedLine]:
        """The lines that are asked for with their commits, and neighbours of those without a word.

        A file that git does not know has no line that is committed.
        """
        target = self._target
        ranges = []
        if target.first:
            first, last = target.first, target.last
            # One that tells may have been moved: then the ones beside it count, too.
            is_telling = all(map(self._is_telling, range(first, last + 1)))
            reach = _NEAR if is_telling else _REACH
            first, last = max(first - reach, 1), min(last + reach, len(target.lines))
            ranges = [(first, last)]
        try:
            return blame.blame_file(
                self._project.repo, target.path, ranges, follows_moves=self._follows_moves
            )
        except OperationError as error:
            if "no such path" not in error.message and "no such ref" not in error.message:
                raise
        first, last = ranges[0] if ranges else (1, len(target.lines))
        return [
            BlamedLine(line, "", line, target.path, target.lines[line - 1])
            for line in range(first, last + 1)
        ]

    def _answer(
        self,
        blamed_lines: Sequence[BlamedLine],
        commits: dict[str, BlamedCommit],
        candidates: LineCandidates,
    ) -> list[AnsweredLine]:
        answered = self._answer_once(blamed_lines, commits, candidates)
        if (
            candidates.may_have_more
            and any(each.commit and not each.answer.matches for each in answered)
            and candidates.add_paths(blame.list_former_names(self._project.repo, self._target.path))
        ):
            answered = self._answer_once(blamed_lines, commits, candidates)
        return matching.settle_common_lines(answered)

    def _answer_once(
        self,
        blamed_lines: Sequence[BlamedLine],
        commits: dict[str, BlamedCommit],
        candidates: LineCandidates,
    ) -> list[AnsweredLine]:
        cut_commits = lineage.list_cut_commits(self._project.repo)
        listed = {sha: candidates.list_for(sha) for sha in commits}
        if any(not each.commit for each in blamed_lines):
            listed[""] = candidates.list_uncommitted(self._find_new_pages(candidates))
        for sha in cut_commits & listed.keys():  # it may have come at any time before
            listed[sha] = [replace(one, ways=frozenset()) for one in listed[sha]]
        merges = {sha for sha, blamed in commits.items() if blamed.is_merge}
        answered = [
            self._answer_line(each, listed.get(each.commit, []), candidates, each.commit in merges)
            for each in blamed_lines
        ]
        # What no trace has may have been otherwise in its commit, or have been changed before that.
        doubtful = [
            index
            for index, each in enumerate(answered)
            if each.commit and each.is_traced and each.has_word and not _is_sure(each)
        ]
        texts = blame.read_original_texts(self._project.repo, [blamed_lines[i] for i in doubtful])
        counts = {place: Counter(map(hash_line, lines)) for place, lines in texts.items()}
        for index in doubtful:
            blamed, of_commit = blamed_lines[index], listed[blamed_lines[index].commit]
            place = (blamed.commit, blamed.original_path)
            lines = texts.get(place, ())
            if blamed.original_line > len(lines):
                answered[index] = replace(answered[index], is_only=False)
                continue
            original = replace(blamed, text=lines[blamed.original_line - 1])
            line_answer = answered[index]
            if hash_line(original.text) != hash_line(blamed.text):
                line_answer = self._answer_line(
                    original, of_commit, candidates, blamed.commit in merges
                )
            # Of equal lines in the commit a diff may have taken the wrong one for the new one.
            is_only = line_answer.is_only and counts[place][hash_line(original.text)] == 1
            line_answer = replace(line_answer, is_only=is_only)
            answered[index] = matching.doubt_changed_line(
                line_answer, of_commit, counts[place].keys()
            )
        return answered

    def _answer_line(
        self,
        blamed: BlamedLine,
        of_commit: Sequence[Candidate],
        candidates: LineCandidates,
        is_of_merge: bool,
    ) -> AnsweredLine:
        line_hash = hash_line(blamed.text)
        times = max(self._counts[line_hash], 1)  # its text in its commit may be no line's today
        is_telling = matching.is_telling(blamed.text, times) and not candidates.is_common(line_hash)
        answer = matching.match_line(
            line_hash,
            is_telling,
            of_commit,
            is_short=not matching.is_telling(blamed.text, 1),
            is_of_merge=is_of_merge,
        )
        return AnsweredLine(
            blamed.line,
            blamed.commit,
            answer,
            is_telling,
            has_word=bool(line_hash),
            is_traced=any(one.ways and one.is_traced for one in of_commit),
            is_alone=sum(one.came_with_commit for one in of_commit) == 1,
            earlier=() if is_telling else _list_earlier(of_commit, line_hash),
            is_only=times == 1,
        )

    def _is_telling(self, line_number: int) -> bool:
        text = self._target.lines[line_number - 1]
        return matching.is_telling(text, self._counts[self._hashes[line_number - 1]])

    def _find_new_pages(self, candidates: LineCandidates) -> frozenset[str]:
        pages = list(candidates.records)
        return frozenset(revisions.find_new(self._project.repo, pages) if pages else ())

    # Decisions ----------------------------------------------------------------------------------

    def _add_decisions(
        self,
        groups: Sequence[LineRange],
        commits: dict[str, BlamedCommit],
        candidates: LineCandidates,
    ) -> Explanation:
        chains = DecisionChains(self._catalog, self._loader)
        keys = dict.fromkeys(match.key for group in groups for match in group.answer.matches)
        decided = chains.follow_prompts([candidates.records[key] for key in keys])
        cited = chains.find_cited(self._target.lines)
        cut_commits = lineage.list_cut_commits(self._project.repo)
        turns: Sequence[WaitingTurn] = ()
        if self._list_turns and any(not group.commit for group in groups):
            turns = self._list_turns(self._project, self._target.path)
        explained = []
        near_pages: set[str] = set()
        for group in groups:
            steps: tuple[DecisionStep, ...] = ()
            if self._target.first:
                steps = tuple(chains.list_cited_near(cited, group.first, group.last))
                near_pages.update(step.decision.path for step in steps)
            explained.append(
                ExplainedLines(
                    group.first,
                    group.last,
                    group.commit,
                    commits[group.commit].commit.subject if group.commit in commits else "",
                    tuple(
                        self._make_match(match, candidates, decided)
                        for match in group.answer.matches
                    ),
                    group.answer.may_be_none,
                    tuple(candidates.records[key] for key in group.answer.near),
                    () if group.commit or _is_certain(group.answer) else tuple(turns),
                    steps,
                    CUT_NOTE
                    if group.commit in cut_commits
                    else candidates.describe_absent(group.commit),
                )
            )
        elsewhere = {path: each for path, each in cited.items() if path not in near_pages}
        decisions = [*chains.list_governing(self._target.path), *chains.list_cited(elsewhere)]
        return Explanation(self._target, tuple(explained), decisions=tuple(decisions))

    def _make_match(
        self,
        match: Match,
        candidates: LineCandidates,
        decided: dict[str, list[DecisionStep]],
    ) -> MatchedRecord:
        return MatchedRecord(
            candidates.records[match.key],
            match.sure,
            match.evidence,
            tuple(decided.get(match.key, ())),
        )


def _is_sure(each: AnsweredLine) -> bool:
    """Whether how a line stood in its commit says no more of it."""
    return each.is_found and (each.is_telling or not (each.is_alone and each.is_only))


def _list_earlier(candidates: Iterable[Candidate], line_hash: str) -> tuple[str, ...]:
    """The records that did not come with a line's commit, and whose traces have the line."""
    return tuple(each.key for each in candidates if not each.ways and each.has_line(line_hash))


def _is_certain(answer: Answer) -> bool:
    return any(match.sure == matching.CERTAIN for match in answer.matches)
