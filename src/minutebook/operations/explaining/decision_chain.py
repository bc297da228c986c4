"""The decisions behind a line: those of its prompts, and those on its file, up to today's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from minutebook.catalog import governing, rows, tables
from minutebook.lean.globs import matches_glob
from minutebook.lean.values import Value
from minutebook.operations.reading.cataloguing.derived import RecordLoader
from minutebook.operations.reading.cataloguing.opening import Catalog
from minutebook.provenance.named_records import MAX_FILE_BYTES, find_named_records
from minutebook.records.model import ADR, Record
from minutebook.records.relations import IN_EFFECT

_OF_PROMPTS = ("decides", "implements")  # the relations of a prompt to a decision behind its lines
_NEAR_LINES = 5  # between a line and a comment that cites a decision for it
_MAX_CITED = 50  # decisions that a file cites
_MAX_OF_NUMBER = 5  # decisions that have the number which is cited


class DecisionStep(Value):
    """A decision that a line or a file leads to, and those that took its place since.

    `evidence` says why it is one, in a sentence without a stop. `successors` are in their order,
    the last ones are today's decision.
    """

    decision: Record
    evidence: str
    successors: tuple[Record, ...] = ()


class DecisionChains:
    """Finds decisions, and follows them to what is in force today."""

    def __init__(self, catalog: Catalog, loader: RecordLoader) -> None:
        self._catalog, self._loader = catalog, loader
        self._successors: dict[str, tuple[Record, ...]] = {}  # by the page of a decision
        self._ambiguous: dict[str, str] = {}  # what is said of one that others have the number of

    def follow_prompts(self, prompts: Iterable[Record]) -> dict[str, list[DecisionStep]]:
        """The decisions that each of some prompts decides or implements, by the prompt's page."""
        members = list(prompts)
        ids = [self._loader.stored.get_id(prompt) for prompt in members]
        graph = self._loader.load_linked(ids).graph
        steps: dict[str, list[DecisionStep]] = {}
        for prompt in members:
            named = [
                relation
                for relation in graph.list_relations(prompt)
                if relation.name in _OF_PROMPTS and relation.record.kind is ADR
            ]
            steps[prompt.path] = [
                self._make_step(relation.record, f"{prompt.ref} {relation.words} it")
                for relation in named
            ]
        return steps

    def list_governing(self, path: str) -> list[DecisionStep]:
        """The decisions that state that they govern a file."""
        ids = {}
        for record_id, stored in tables.list_governing(self._catalog.connection):
            globs = rows.split_items(stored)
            glob = next((glob for glob in globs if matches_glob(glob, path)), "")
            if glob:
                ids[record_id] = glob
        return [
            self._make_step(record, f"it governs {ids[self._loader.stored.get_id(record)]}")
            for record in self._loader.stored.load(ids)
        ]

    def find_cited(self, lines: Iterable[str]) -> dict[str, tuple[Record, list[int]]]:
        """The decisions that a file's lines cite, by their pages, with the lines (from 1).

        What counts is what `context` takes for a name of a record in a file. A name that several
        decisions have cites each of them: it is one of these.
        """
        beginning = _take_beginning(lines)
        names = find_named_records("\n".join(beginning))[:_MAX_CITED]
        ids = {name: self._find_decisions(name) for name in names}
        stored = self._loader.stored
        loaded = stored.load({record_id for several in ids.values() for record_id in several})
        by_id = {stored.get_id(record): record for record in loaded}
        cited: dict[str, tuple[Record, list[int]]] = {}
        for line_number, line in enumerate(beginning, 1):
            for name in find_named_records(line):
                for record_id in ids.get(name, ()):
                    record = by_id[record_id]
                    line_numbers = cited.setdefault(record.path, (record, []))[1]
                    if line_number not in line_numbers[-1:]:
                        line_numbers.append(line_number)
        for several in ids.values():
            if len(several) > 1:
                refs = ", ".join(by_id[record_id].ref for record_id in several)
                self._ambiguous |= {
                    by_id[record_id].path: f" (ambiguous: {refs})" for record_id in several
                }
        return cited

    def _find_decisions(self, name: str) -> list[int]:
        """The ids of the decisions that a name means; none where too many have it."""
        named = governing.find_named(self._catalog.connection, name, _MAX_OF_NUMBER)
        return [record_id for record_id, kind, _ in named if kind == ADR.name]

    def list_cited_near(
        self, cited: Mapping[str, tuple[Record, list[int]]], first: int, last: int
    ) -> Iterator[DecisionStep]:
        """The decisions that are cited in some lines, or a few lines beside them."""
        for record, lines in cited.values():
            near = [line for line in lines if first - _NEAR_LINES <= line <= last + _NEAR_LINES]
            if near:
                doubt = self._ambiguous.get(record.path, "")
                yield self._make_step(record, f"line {near[0]} cites it{doubt}")

    def list_cited(self, cited: Mapping[str, tuple[Record, list[int]]]) -> Iterator[DecisionStep]:
        """The decisions that are cited anywhere in the file."""
        for record, lines in cited.values():
            doubt = self._ambiguous.get(record.path, "")
            yield self._make_step(record, f"line {lines[0]} of the file cites it{doubt}")

    def _make_step(self, decision: Record, evidence: str) -> DecisionStep:
        return DecisionStep(decision, evidence, self._follow(decision))

    def _follow(self, decision: Record) -> tuple[Record, ...]:
        """The decisions that took the place of one, each once, the next ones first."""
        if decision.path not in self._successors:
            followed: dict[str, Record] = {}
            waiting = [decision]
            while waiting:
                current = waiting.pop(0)
                for successor in self._list_successors(current):
                    if successor.path != decision.path and successor.path not in followed:
                        followed[successor.path] = successor
                        waiting.append(successor)
            self._successors[decision.path] = tuple(followed.values())
        return self._successors[decision.path]

    def _list_successors(self, decision: Record) -> list[Record]:
        graph = self._loader.load_linked([self._loader.stored.get_id(decision)]).graph
        return [
            relation.record
            for relation in graph.list_relations(decision)
            if relation.name == "superseded-by" and relation.effect == IN_EFFECT
        ]


def _take_beginning(lines: Iterable[str]) -> list[str]:
    """The lines of a file that `MAX_FILE_BYTES` have room for."""
    taken: list[str] = []
    room = MAX_FILE_BYTES
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        taken.append(line)
    return taken
