"""What has to be respected where files are about to be changed: decisions, and recent prompts.

Answered from the catalog, which is as fresh as the working tree. What is asked for first: the
decisions in force, most binding first, then what was asked lately, then decisions that are not in
force. All of it is measured as it is printed, and what a budget has no room for is counted.
"""

from __future__ import annotations

from minutebook.catalog import governing, tables
from minutebook.catalog.database import split_items
from minutebook.catalog.governing import GoverningRow
from minutebook.errors import UsageError
from minutebook.lean.tokens import count_tokens
from minutebook.lean.values import Value
from minutebook.operations.explaining import asked_paths
from minutebook.operations.reading.cataloguing import former_names
from minutebook.operations.reading.notice import RECORDS_NOTICE
from minutebook.provenance.named_records import find_named_records
from minutebook.text.terminal import escape_line

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from minutebook.catalog.tables import TouchingPrompt
    from minutebook.operations.reading.cataloguing.opening import Catalog

DEFAULT_BUDGET = 1000
_LARGER_BUDGET = 200  # which has room for decisions, whatever they say
MAX_PROMPTS = 10  # that are recent
_MIN_LINE_TOKENS = 8  # of a decision: so many more than fit are not even read
_MAX_NAMED_PATHS, _MAX_PATH_CHARS = 3, 40  # in the heading
_MAX_REASON_CHARS = 160  # of why a decision governs, and of a title
_HEADING_TOKENS = 16  # of the headings of prompts and of what is not in force
_FOLDER_SIGN = "/"
_MAX_READ_DECISIONS = 200  # whose topics are read at once; the others are when next asked


class GoverningDecision(Value):
    """A decision that governs paths: its row, what it decides, and why it governs which of them.

    `reasons` are pairs of a path, "" for the repository as a whole, and a phrase.
    """

    row: GoverningRow
    sentence: str
    reasons: tuple[tuple[str, str], ...]


class RecentPrompt(Value):
    """A prompt that changed some of the paths, and which."""

    row: TouchingPrompt
    paths: tuple[str, ...]


class Context(Value):
    """What governs some paths, as much of it as fits into a budget of tokens.

    `paths` are relative to the top, folders with a `/` behind them, none for the repository as a
    whole. `tokens` is what the text takes that `format_context` gives.
    """

    paths: tuple[str, ...]
    budget: int
    tokens: int
    decisions: tuple[GoverningDecision, ...]
    prompts: tuple[RecentPrompt, ...]
    omitted_decisions: int
    omitted_prompts: int


def find_context(catalog: Catalog, paths: Sequence[str], budget: int = DEFAULT_BUDGET) -> Context:
    """What governs files and folders, named from the working folder or the top; there or not yet.

    Raises UnknownPath for a path outside of the repository, and UsageError for a budget below 1.
    """
    if budget < 1:
        raise UsageError(
            f"{budget} tokens have no room for a word",
            f"minutebook context --budget {DEFAULT_BUDGET}",
        )
    located = tuple(
        dict.fromkeys(asked_paths.locate_path(catalog, path, "context") for path in paths)
    )
    located = () if _FOLDER_SIGN in located else located
    if located:
        former_names.refresh_former_names(catalog)
    rows, reasons = _find_rows(catalog, located)
    shown_rows = rows[: budget // _MIN_LINE_TOKENS]
    sentences = _list_sentences(catalog, shown_rows)
    decisions = [
        GoverningDecision(row, sentence, tuple(reasons[row.record_id]))
        for row, sentence in zip(shown_rows, sentences, strict=True)
    ]
    prompts, prompt_count = _find_prompts(catalog, located)
    return _fit(located, budget, decisions, prompts, len(rows), prompt_count)


# Finding -----------------------------------------------------------------------------------------


def _find_rows(
    catalog: Catalog, paths: Sequence[str]
) -> tuple[list[GoverningRow], dict[int, list[tuple[str, str]]]]:
    """The decisions that govern any of the paths, most binding first, and why by their ids."""
    rows: dict[int, GoverningRow] = {}
    reasons: dict[int, list[tuple[str, str]]] = {}
    if not paths:
        whole = governing.list_most_cited(catalog.connection)
        return whole, {row.record_id: [("", row.evidence)] for row in whole}
    for path in paths:
        head = asked_paths.read_head(catalog.top, path)
        named, used = find_named_records(head), _find_used(catalog, path, head)
        for row in governing.find_governing(catalog.connection, path, named, used):
            reasons.setdefault(row.record_id, []).append((path, row.evidence))
            if row.record_id not in rows or row.rank < rows[row.record_id].rank:
                rows[row.record_id] = row
    return governing.sort_rows(rows.values()), reasons


def _find_used(catalog: Catalog, path: str, text: str) -> dict[int, list[str]]:
    """The technologies that a file uses, by the id of a decision that may be in force on them."""
    known = tables.list_topics(catalog.connection) if text else []
    if not known:
        return {}
    from minutebook.provenance import used_technologies
    from minutebook.text.imports import find_language

    if not find_language(path):
        return {}
    topics = {decision: stored for decision, stored in known if stored is not None}
    unread = [decision for decision, stored in known if stored is None][:_MAX_READ_DECISIONS]
    if unread:
        from minutebook.operations.reading.cataloguing import derived  # after changes alone

        topics |= derived.fill_topics(catalog, unread)
    items = {decision: split_items(stored) for decision, stored in topics.items() if stored}
    return used_technologies.find_used(path, text, items)


def _list_sentences(catalog: Catalog, rows: Sequence[GoverningRow]) -> list[str]:
    unread = [row.record_id for row in rows if row.sentence is None]
    read: dict[int, str] = {}
    if unread:
        from minutebook.operations.reading.cataloguing import derived  # after changes alone

        read = derived.fill_sentences(catalog, unread)
    return [read.get(row.record_id, row.sentence or "") or row.title for row in rows]


def _find_prompts(catalog: Catalog, paths: Sequence[str]) -> tuple[list[RecentPrompt], int]:
    """The newest prompts that changed any of the paths, and how many there are."""
    if not paths:
        newest, count = tables.list_newest_prompts(catalog.connection, None, MAX_PROMPTS)
        return [RecentPrompt(row, ()) for row in newest], count
    touched: dict[int, list[str]] = {}
    for path in paths:
        for record_id in tables.list_changing(catalog.connection, path.rstrip("/")):
            touched.setdefault(record_id, []).append(path)
    newest, count = tables.list_newest_prompts(catalog.connection, list(touched), MAX_PROMPTS)
    return [RecentPrompt(row, tuple(touched[row.record_id])) for row in newest], count


# As a text ---------------------------------------------------------------------------------------


def _fit(
    paths: tuple[str, ...],
    budget: int,
    decisions: Sequence[GoverningDecision],
    prompts: Sequence[RecentPrompt],
    decision_count: int,
    prompt_count: int,
) -> Context:
    """As much as fits, in the order in which it is printed: one that does not fit ends it."""
    frame = Context(paths, budget, 0, (), (), decision_count, prompt_count)
    room = budget - _count_lines(_format_whole(frame)) - _HEADING_TOKENS
    in_force = [each for each in decisions if each.row.is_in_force]
    others = [each for each in decisions if not each.row.is_in_force]
    is_several = len(paths) > 1

    def format_decisions(entries: Sequence[GoverningDecision]) -> list[str]:
        return [_format_decision(each, is_several=is_several) for each in entries]

    prompt_lines = [_format_prompt(each, is_several=is_several) for each in prompts]
    in_force_count, room = _count_fitting(format_decisions(in_force), room)
    kept_prompt_count, room = _count_fitting(prompt_lines, room)
    if in_force_count < len(in_force):
        others = []
    other_count, room = _count_fitting(format_decisions(others), room)
    kept = (*in_force[:in_force_count], *others[:other_count])
    fitted = Context(
        *(paths, budget, 0, kept, tuple(prompts[:kept_prompt_count])),
        *(decision_count - len(kept), prompt_count - kept_prompt_count),
    )
    tokens = _count_lines(format_context(fitted))
    return Context(
        *(paths, budget, tokens, fitted.decisions, fitted.prompts),
        *(fitted.omitted_decisions, fitted.omitted_prompts),
    )


def _count_fitting(lines: Iterable[str], room: int) -> tuple[int, int]:
    """How many of the first lines there is room for, and the room behind them: none if not all."""
    count = 0
    for line in lines:
        tokens = count_tokens(line + "\n")
        if tokens > room:
            return count, 0
        count += 1
        room -= tokens
    return count, room


def _count_lines(lines: Iterable[str]) -> int:
    return sum(count_tokens(line + "\n") for line in lines)


def format_context(context: Context) -> Iterator[str]:
    """The context as lines of markdown for a model to read, no more of them than its budget has.

    Where not even the headings fit, it is the longest sentence that does.
    """
    lines = list(_format_whole(context))
    if context.decisions or context.prompts or _count_lines(lines) <= context.budget:
        yield from lines
        return
    count = context.omitted_decisions + context.omitted_prompts
    shorter = [_describe_rest(context), f"{count} more", f"+{count}", "+"]
    if not count:
        shorter = ["None is known.", "none", "0"]
    yield next(line for line in shorter if _count_lines([line]) <= context.budget)


def _format_whole(context: Context) -> Iterator[str]:
    is_several = len(context.paths) > 1
    yield f"# What governs {_name_paths(context.paths)}"
    yield ""
    yield RECORDS_NOTICE
    yield ""
    yield "## Decisions in force"
    yield ""
    in_force = [each for each in context.decisions if each.row.is_in_force]
    for decision in in_force:
        yield _format_decision(decision, is_several=is_several)
    if not in_force:
        yield "None is known." if not context.omitted_decisions else "None fits."
    if context.prompts:
        yield from ("", "## Recent prompts", "")
        for prompt in context.prompts:
            yield _format_prompt(prompt, is_several=is_several)
    others = [each for each in context.decisions if not each.row.is_in_force]
    if others:
        yield from ("", "## Not in force", "")
        for decision in others:
            yield _format_decision(decision, is_several=is_several)
    if context.omitted_decisions or context.omitted_prompts:
        yield from ("", _describe_rest(context))


def _describe_rest(context: Context) -> str:
    """What is said of all that had no room, and which budget has room for more of it."""
    omitted = _describe_omitted(context)
    larger_budget = max(context.budget * 2, _LARGER_BUDGET)
    return f"Left out: {omitted} (--budget {larger_budget} shows more)."


def _describe_omitted(context: Context) -> str:
    counts = ((context.omitted_decisions, "decision"), (context.omitted_prompts, "prompt"))
    return " and ".join(
        f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count
    )


def _name_paths(paths: Sequence[str]) -> str:
    if not paths:
        return "this repository"
    named = ", ".join(escape_line(_cut_path(path)) for path in paths[:_MAX_NAMED_PATHS])
    more = len(paths) - _MAX_NAMED_PATHS
    return f"{named} and {more} more" if more > 0 else named


def _cut_path(path: str) -> str:
    """A path, of a long one its end."""
    return path if len(path) <= _MAX_PATH_CHARS else f"…{path[1 - _MAX_PATH_CHARS :]}"


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_REASON_CHARS else f"{text[: _MAX_REASON_CHARS - 1]}…"


def _format_decision(decision: GoverningDecision, *, is_several: bool) -> str:
    row = decision.row
    status = " ".join(filter(None, (row.state or "no status", row.date)))
    reasons: dict[str, list[str]] = {}
    for path, evidence in decision.reasons:
        reasons.setdefault(evidence, []).append(path)
    described = "; ".join(
        f"{', '.join(paths[:_MAX_NAMED_PATHS])}: {evidence}"
        if is_several and not evidence.startswith("governs ")
        else evidence
        for evidence, paths in reasons.items()
        if evidence
    )
    line = f"- {row.ref} ({status}): {decision.sentence}" + (
        f" [{_cut(described)}]" if described else ""
    )
    return escape_line(line)


def _format_prompt(prompt: RecentPrompt, *, is_several: bool) -> str:
    row = prompt.row
    date = f" ({row.date})" if row.date else ""
    paths = f" [{', '.join(prompt.paths[:_MAX_NAMED_PATHS])}]" if is_several else ""
    return escape_line(f"- {row.ref}{date}: {_cut(row.title)}{_cut(paths)}")


# For programs ------------------------------------------------------------------------------------


def serialize_context(context: Context) -> dict[str, object]:
    """The context as parts of a JSON document."""
    return {
        "notice": RECORDS_NOTICE,
        "paths": list(context.paths),
        "budget": context.budget,
        "tokens": context.tokens,
        "decisions": [_serialize_decision(decision) for decision in context.decisions],
        "prompts": [
            {
                "ref": prompt.row.ref,
                "title": prompt.row.title,
                "path": prompt.row.path,
                "date": prompt.row.date,
                "touched": list(prompt.paths),
            }
            for prompt in context.prompts
        ],
        "omitted": {"decisions": context.omitted_decisions, "prompts": context.omitted_prompts},
    }


def _serialize_decision(decision: GoverningDecision) -> dict[str, object]:
    row = decision.row
    return {
        "ref": row.ref,
        "title": row.title,
        "path": row.path,
        "status": row.state,
        "date": row.date,
        "in_force": row.is_in_force,
        "sentence": decision.sentence,
        "evidence": [
            {"path": path, "reason": evidence} for path, evidence in decision.reasons if evidence
        ],
    }
