"""Records as the site shows them: every fact that their pages, their relations and git tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from minutebook.lean.patterns import compile_lazily
from minutebook.operations.explaining.story.cost import read_cost
from minutebook.operations.explaining.story.record_agents import RecordAgents
from minutebook.operations.explaining.story.statistics import read_feature
from minutebook.operations.reading import facts
from minutebook.operations.reading.query import sort_session
from minutebook.operations.schema import serialize
from minutebook.records.adr import reviews
from minutebook.records.adr.fields import read_field_items
from minutebook.records.adr.statements.plain_sentences import strip_markup
from minutebook.records.filenames import clean_title
from minutebook.records.model import ADR, PHR, Record, RecordSet
from minutebook.records.phr import asked_before, suggestions, visibility
from minutebook.records.relations import make_sort_key
from minutebook.site.book import Commit, Entry, FileLink, StatusChange, Suggestion
from minutebook.site.gather.file_pages import MAX_FILES_OF_RECORD
from minutebook.site.gather.relations import Relations
from minutebook.site.gather.summaries import Summary

IN_FORCE, PROPOSED, GONE = "in force", "proposed", "gone"
_GROUPS = {
    "accepted": IN_FORCE,
    "proposed": PROPOSED,
    **dict.fromkeys(("rejected", "deprecated", "superseded"), GONE),
}
_SUPERSEDED_BY = "superseded-by"
_DECIDING = ("decides", "implements")
_SURE_FIDELITIES = ("", "verbatim")
# Fields of the front matter that the site shows in its own way, beside those of `facts`.
_SHOWN_FACTS = ("commits", "surface", "visibility")
_ADDRESS = compile_lazily(r" {0,4}<[^<>]{0,200}>|(?<=\S)@[\w-]{1,100}(?:\.[\w-]{1,100})+")
_MAX_STATE_CHARS = 40


class Neighbours:
    """Which record is before and behind another: in a session, or among decisions."""

    def __init__(self, records: RecordSet) -> None:
        self._before: dict[str, str] = {}
        self._behind: dict[str, str] = {}
        sessions: dict[str, list[Record]] = {}
        for record in records.of_kind(PHR):
            if session := serialize.format_field(record, "session"):
                sessions.setdefault(session, []).append(record)
        for turns in sessions.values():
            self._add(sort_session(turns))
        folders: dict[str, list[Record]] = {}
        for record in records.of_kind(ADR):
            folders.setdefault(record.folder.path, []).append(record)
        for decisions in folders.values():
            self._add(sorted(decisions, key=_make_number_key))

    def _add(self, ordered: Sequence[Record]) -> None:
        for first, second in pairwise(ordered):
            self._behind[first.path], self._before[second.path] = second.path, first.path

    def find(self, record: Record) -> tuple[str, str]:
        """The paths of the records before and behind one, "" for none."""
        return self._before.get(record.path, ""), self._behind.get(record.path, "")


def _make_number_key(record: Record) -> tuple[object, ...]:
    return record.number is None, record.number or 0, make_sort_key(record.path)


class EntryMaker:
    """Makes the entries of the records of a repository.

    The mappings have the paths of records as their keys; `file_urls` has those of files. What
    `urls` has no url for is not shown. Reviews are due as of `today`, an ISO 8601 day.
    """

    def __init__(
        self,
        records: RecordSet,
        repository: str,
        today: str,
        *,
        keys: Mapping[str, str],
        urls: Mapping[str, str],
        summaries: Mapping[str, Summary],
        histories: Mapping[str, tuple[StatusChange, ...]],
        commits: Mapping[str, tuple[Commit, ...]],
        files: Mapping[str, tuple[str, ...]],
        file_urls: Mapping[str, str],
    ) -> None:
        self._records, self._repository, self._today = records, repository, today
        self._keys, self._urls, self._summaries = keys, urls, summaries
        self._histories, self._commits = histories, commits
        self._files, self._file_urls = files, file_urls
        self._agents = RecordAgents(records)
        self._neighbours = Neighbours(records)
        self._relations = Relations(records, urls)

    def make(self, record: Record) -> Entry:
        """The entry of a record."""
        path = record.path
        is_prompt = record.kind is PHR
        before, behind = self._neighbours.find(record)
        cost = read_cost(record) if is_prompt else None
        summary = self._summaries[path]
        state_shown = clean_title(strip_markup(record.state_raw))[:_MAX_STATE_CHARS].rstrip()
        state_shown = state_shown or record.state
        return Entry(
            key=self._keys[path],
            url=self._urls[path],
            repository=self._repository,
            kind=record.kind.name,
            ref=record.ref,
            number=record.number or 0,
            title=record.title or record.stem,
            path=path,
            date=record.date,
            state=record.state or state_shown,
            state_shown=state_shown,
            group="" if is_prompt else find_group(record, self._records),
            summary=summary.text if is_prompt else _leave_out_title(summary.text, record.title),
            labels=_clean(serialize.list_labels(record)),
            people=tuple(list_people(record)),
            agent=self._agents.find_agent(record) if is_prompt else "",
            model=self._agents.find_model(record) if is_prompt else "",
            feature=read_feature(record) if is_prompt else "",
            session=clean_title(serialize.format_field(record, "session")) if is_prompt else "",
            branch=clean_title(serialize.format_field(record, "branch")),
            tokens=cost.tokens if cost else 0,
            seconds=cost.seconds if cost else 0,
            is_private=visibility.keeps_texts_apart(record),
            digest=summary.digest,
            relations=self._relations.list_relations(record, {before, behind}),
            files=tuple(
                FileLink(each, self._file_urls.get(each, "")) for each in self._files[path]
            ),
            governed_globs=_clean(record.governs),
            tests=_clean(read_field_items(record, "tests") if is_prompt else ())[
                :MAX_FILES_OF_RECORD
            ],
            commits=self._commits.get(path, ()),
            history=self._histories.get(path, ()),
            suggestions=tuple(self._list_suggestions(record)) if is_prompt else (),
            previous_url=self._urls.get(before, ""),
            next_url=self._urls.get(behind, ""),
            extra_facts=tuple(_list_extra_facts(record)),
            review_due="" if is_prompt else reviews.find_overdue_review(record, self._today),
        )

    def _list_suggestions(self, record: Record) -> Iterator[Suggestion]:
        """What was suggested for a prompt; with one decision made, an accepted one became that."""
        answers = suggestions.read_suggestions(record)
        decided = {
            relation.record.path: relation.record
            for relation in (self._records.graph.list_relations(record) if answers else ())
            if relation.name in _DECIDING and relation.record.kind is ADR
        }
        by_title = {other.title.casefold(): path for path, other in decided.items()}
        accepted = [each for each in answers if each.state == suggestions.ACCEPTED]
        for suggestion in answers:
            path = ""
            if suggestion.state == suggestions.ACCEPTED:
                path = by_title.get(suggestion.decision_title.casefold(), "")
                if not path and len(accepted) == len(decided) == 1:
                    path = next(iter(decided))
            title = suggestion.decision_title
            yield Suggestion(title, suggestion.state, self._urls.get(path, ""))


def find_group(record: Record, records: RecordSet) -> str:
    """What holds of a decision: in force, proposed, or gone.

    One that states no status is in force until another one supersedes it; of a status in words that
    are not known nothing is in force yet.
    """
    if record.state or record.state_raw.strip():
        return _GROUPS.get(record.state, PROPOSED)
    relations = records.graph.list_relations(record)
    return GONE if any(relation.name == _SUPERSEDED_BY for relation in relations) else IN_FORCE


def list_people(record: Record) -> Iterable[str]:
    """Who asked a prompt, or decided, by their names alone: addresses are not published."""
    names = (
        (serialize.format_field(record, "user"),) if record.kind is PHR else tuple(record.deciders)
    )
    return dict.fromkeys(_clean(_ADDRESS.sub("", name) for name in names))


def _leave_out_title(summary: str, title: str) -> str:
    """A decision's summary, "" where it says no more than the title, whose markup it has not."""
    shown_title = " ".join(strip_markup(title).split()).casefold()
    return "" if shown_title.startswith(summary.rstrip("…. :").casefold()) else summary


def _list_extra_facts(record: Record) -> Iterator[tuple[str, str]]:
    """The facts of the front matter that nothing else shows, each as a name and a line."""
    if record.kind is PHR:
        asked = [each for each in asked_before.read_asked_before(record) if each.prompt]
        for name, is_after in (("asked before", False), ("asked after", True)):
            texts = [f"“{each.prompt}”" for each in asked if each.is_after is is_after]
            if texts:
                yield name, " · ".join(_clean(texts))
        fidelity = clean_title(serialize.format_field(record, "fidelity"))
        if fidelity not in _SURE_FIDELITIES:
            yield "fidelity", fidelity
    for fact in facts.list_other_fields(record):
        if fact.values and fact.name not in _SHOWN_FACTS:
            yield fact.name, ", ".join(fact.values)


def _clean(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(clean_title(value).split()) for value in values)))
