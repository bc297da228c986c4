"""Why a line is as it is: the prompts that it is from, and the decisions behind it, with evidence.

Answered from an ordinary clone alone: git blame names the commit, the catalog the records that came
with it. What the evidence does not decide is said to be ambiguous, never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from minutebook.catalog import tables
from minutebook.errors import OperationError
from minutebook.lean.values import Value, replace
from minutebook.operations.explaining.decision_chain import DecisionChains, DecisionStep
from minutebook.operations.explaining.line_candidates import LineCandidates
from minutebook.operations.explaining.why_target import WhyTarget, find_target
from minutebook.operations.project import Project
from minutebook.operations.reading.cataloguing import former_names
from minutebook.operations.reading.cataloguing.derived import RecordLoader
from minutebook.operations.reading.cataloguing.opening import Catalog
from minutebook.provenance import matching
from minutebook.provenance.matching import Answer, AnsweredLine, LineRange, Match
from minutebook.provenance.traces import hash_line
from minutebook.records.model import Record
from minutebook.repository.git import revisions
from minutebook.repository.git.commits import blame, lineage
from minutebook.repository.git.commits.blame import BlamedCommit, BlamedLine

_NEAR = 3  # lines that are looked at beside those asked for
_REACH = 12  # lines that are looked at beside one that may stand anywhere
MAX_FOLDER_RECORDS = 20
CUT_NOTE = "the clone is shallow: what is older than its last commit is not here"


class WaitingTurn(Value):
    """A turn that changed a file and has no record yet: its agent, session, and prompt's beginning.

    `is_open`: it has not ended.
    """

    agent: str
    session: str
    prompt: str
    is_open: bool


ListTurns = Callable[[Project, str], Sequence[WaitingTurn]]


class MatchedRecord(Value):
    """A record that lines are from, how sure that is and why, and the decisions that it led to."""

    record: Record
    sure: str
    evidence: tuple[str, ...]
    decisions: tuple[DecisionStep, ...] = ()


class ExplainedLines(Value):
    """Neighbouring lines (from 1, both ends included) with one answer.

    `commit` is None for lines that are not committed. `records` are those that they may be from: of
    several it is one (`is_ambiguous`). `near` came with the commit, and the evidence speaks against
    each. `turns` are those that may have written what is not committed. `cited` are the decisions
    that a comment beside the lines names. `note` says what else is to be known, "" for nothing.
    """

    first: int
    last: int
    commit: BlamedCommit | None
    records: tuple[MatchedRecord, ...] = ()
    is_ambiguous: bool = False
    near: tuple[Record, ...] = ()
    turns: tuple[WaitingTurn, ...] = ()
    cited: tuple[DecisionStep, ...] = ()
    note: str = ""


class TouchingRecord(Value):
    """A record, and how many files of a folder it changed."""

    record: Record
    files: int


class Explanation(Value):
    """What is known of lines of a file, or of a folder: `lines`, or the records that `touched` it.

    `decisions` are those that govern the file, or that are cited in it elsewhere.
    """

    target: WhyTarget
    lines: tuple[ExplainedLines, ...] = ()
    touched: tuple[TouchingRecord, ...] = ()
    decisions: tuple[DecisionStep, ...] = ()


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
        groups = matching.group_lines(answered)
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
            listed[""] = candidates.list_uncommitted(self._find_uncommitted_pages(candidates))
        answered = []
        for each in blamed_lines:
            line_hash = self._hashes[each.line - 1]
            blamed = commits.get(each.commit)
            of_commit = listed.get(each.commit, [])
            if each.commit in cut_commits:  # it may have come at any time before
                of_commit = [replace(one, ways=frozenset()) for one in of_commit]
            is_telling = self._is_telling(each.line) and not candidates.is_common(line_hash)
            answer = matching.match_line(
                line_hash, is_telling, of_commit, is_of_merge=bool(blamed and blamed.is_merge)
            )
            is_traced = any(one.ways and one.is_traced for one in of_commit)
            text = "".join(each.text.split())
            is_single = not line_hash or self._counts[line_hash] == 1
            facts = (text, is_single, is_telling, is_traced)
            answered.append(AnsweredLine(each.line, each.commit, answer, *facts))
        return answered

    def _is_telling(self, line_number: int) -> bool:
        text = self._target.lines[line_number - 1]
        return matching.is_telling(text, self._counts[self._hashes[line_number - 1]])

    def _find_uncommitted_pages(self, candidates: LineCandidates) -> frozenset[str]:
        pages = list(candidates.records)
        return frozenset(revisions.find_uncommitted(self._project.repo, pages) if pages else ())

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
                    commits.get(group.commit),
                    tuple(
                        self._make_match(match, candidates, decided)
                        for match in group.answer.matches
                    ),
                    group.answer.is_ambiguous,
                    tuple(candidates.records[key] for key in group.answer.near),
                    () if group.commit or _is_certain(group.answer) else tuple(turns),
                    steps,
                    CUT_NOTE if group.commit in cut_commits else "",
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


def _is_certain(answer: Answer) -> bool:
    return any(match.sure == matching.CERTAIN for match in answer.matches)


# The document -----------------------------------------------------------------------------------


def serialize_explanation(explanation: Explanation) -> dict[str, object]:
    """The parts of the document of `why`."""
    target = explanation.target
    return {
        "path": target.path,
        "lines": [_serialize_lines(each) for each in explanation.lines],
        "touched": [
            {**_serialize_record(each.record), "files": each.files} for each in explanation.touched
        ],
        "decisions": _serialize_steps(explanation.decisions),
    }


def _serialize_lines(lines: ExplainedLines) -> dict[str, object]:
    commit = lines.commit.commit if lines.commit else None
    return {
        "from": lines.first,
        "to": lines.last,
        "commit": commit.sha if commit else "",
        "subject": commit.subject if commit else "",
        "records": [
            {
                **_serialize_record(each.record),
                "sure": each.sure,
                "evidence": list(each.evidence),
                "decisions": _serialize_steps(each.decisions),
            }
            for each in lines.records
        ],
        "ambiguous": lines.is_ambiguous,
        "near": [record.ref for record in lines.near],
        "turns": [
            {
                "agent": turn.agent,
                "session": turn.session,
                "prompt": turn.prompt,
                "open": turn.is_open,
            }
            for turn in lines.turns
        ],
        "cited": _serialize_steps(lines.cited),
        "note": lines.note,
    }


def _serialize_record(record: Record) -> dict[str, object]:
    return {"ref": record.ref, "title": record.title, "path": record.path}


def _serialize_steps(steps: Iterable[DecisionStep]) -> list[dict[str, object]]:
    return [
        {
            **_serialize_decision(step.decision),
            "evidence": step.evidence,
            "successors": [_serialize_decision(each) for each in step.successors],
        }
        for step in steps
    ]


def _serialize_decision(decision: Record) -> dict[str, object]:
    return {**_serialize_record(decision), "status": decision.state or decision.state_raw}
