"""What `why` answers: lines of a file, or a folder, with the records and decisions behind them.

Nothing is loaded here that costs a good part of Python's start.
"""

from __future__ import annotations

from minutebook.lean.values import Value
from minutebook.provenance.matching import LISTS_FILE

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from minutebook.operations.explaining.decision_chain import DecisionStep
    from minutebook.operations.project import Project
    from minutebook.records.model import Record

    ListTurns = Callable[[Project, str], Sequence["WaitingTurn"]]


class WaitingTurn(Value):
    """A turn that changed a file and has no record yet: its agent, session, and prompt's beginning.

    `is_open`: it has not ended.
    """

    agent: str
    session: str
    prompt: str
    is_open: bool


class WhyTarget(Value):
    """A file or a folder by its path from the top ("" for the top itself), and the lines asked for.

    `first` and `last` (from 1) are 0 for a whole file. `lines` are those of the file, without their
    line ends; undecodable bytes are surrogates. A folder has none.
    """

    path: str
    is_folder: bool = False
    first: int = 0
    last: int = 0
    lines: tuple[str, ...] = ()


class RecordRow(Value):
    """What is shown of a record: its ref, its title, and the path of its page."""

    ref: str
    title: str
    path: str


class MatchedRecord(Value):
    """A record that lines are from, how sure that is and why, and the decisions that it led to."""

    record: Record | RecordRow
    sure: str
    evidence: tuple[str, ...]
    decisions: tuple[DecisionStep, ...] = ()


class ExplainedLines(Value):
    """Neighbouring lines (from 1, both ends included) with one answer.

    `commit` is the id of theirs, "" for lines that are not committed, `subject` the first line of
    its message. `records` are those that they may be from: of several it is one, or none of them
    (`may_be_none`). `near` came with the commit, and the evidence speaks against each. `turns` are
    those that may have written what is not committed. `cited` are the decisions that a comment
    beside the lines names. `note` says what else is to be known, "" for nothing.
    """

    first: int
    last: int
    commit: str
    subject: str = ""
    records: tuple[MatchedRecord, ...] = ()
    may_be_none: bool = False
    near: tuple[Record, ...] = ()
    turns: tuple[WaitingTurn, ...] = ()
    cited: tuple[DecisionStep, ...] = ()
    note: str = ""

    @property
    def is_ambiguous(self) -> bool:
        """Whether the evidence leaves it open which record the lines are from, or if any."""
        return len(self.records) > 1 or self.may_be_none

    @property
    def names_file(self) -> bool:
        """Whether any of the records lists the file, as far as the evidence says."""
        return any(LISTS_FILE in each.evidence for each in self.records)


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
    return {
        "from": lines.first,
        "to": lines.last,
        "commit": lines.commit,
        "subject": lines.subject,
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
        "or_none": lines.may_be_none,
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


def _serialize_record(record: Record | RecordRow) -> dict[str, object]:
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
