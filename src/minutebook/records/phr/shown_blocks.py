"""The generated blocks of a prompt record's page: what it is about, and what came of it.

The first stands below the heading: a line of facts, and one of ways to other pages. The second
stands in the outcome: the files, the tests, and the decisions that were suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from minutebook.lean.patterns import compile_lazily
from minutebook.records.index.rows import resolve_href, shorten_text
from minutebook.records.model import ADR, Record
from minutebook.records.phr import visibility
from minutebook.records.relations import Relation, make_sort_key
from minutebook.text.markdown import escape_cell, make_code_span, make_href, make_link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.records.phr.suggestions import Suggestion

_SEPARATOR = " \u00b7 "
_PREVIOUS, _NEXT = "Previous", "Next"
_ASKED_BEFORE, _ASKED_AFTER = "Asked before:", "Asked after:"
_MAX_TITLE_CHARS = 80
_MAX_LINKS = 5  # of one relation, in the line of ways
_MAX_LABELS = 8
_MAX_COMMITS = 3  # that are named
_MAX_ASKED = 20  # prompts without a record of their own, the latest
_MAX_INLINE_FILES = 3
_MAX_FOLDERS = 12  # whose files are listed before the others are folded away
_MAX_FOLDER_FILES = 12
_MAX_TESTS = 20  # runs that are listed
_COMMIT_CHARS = 10
_NOTE_START = "The texts of this record are kept apart"
_DASH_BULLET = compile_lazily(r"(?m)^## Outcome[^\n]*\n(?:(?!#|[*+] )[^\n]*\n)*?- ")
# How the tests of a command ended: "(12 passed)", "(1 failed, 11 passed)", "(failed, 3 passed)";
# without numbers, as records had it first, "(passed)" and "(failed)".
_RESULT = compile_lazily(r" \(((?:\d{1,7} )?(passed|failed)(?:, \d{1,7} passed)?)\)\Z")


def find_bullet_sign(text: str) -> str:
    """The sign of the bullets in the blocks of a page: its own may be dashes, linters want one."""
    return "-" if _DASH_BULLET.search(text) else "*"


def render_summary(record: Record, relations: Sequence[Relation], sign: str = "*") -> str:
    """The line of facts, a note, what was asked before, and the line of ways.

    `relations` are all those of the record, `sign` is that of the page's bullets.
    """
    parts = (render_own_part(record, sign), render_ways(record, relations))
    return "\n\n".join(filter(None, parts))


def render_own_part(record: Record, sign: str) -> str:
    """The part of a summary that no other record has to do with: all but the line of ways."""
    parts = (_render_facts(record), _render_note(record), _render_asked(record, sign))
    return "\n\n".join(filter(None, parts))


def add_next(content: str, record: Record, following: Record) -> str | None:
    """The content of a summary with one more record that follows; None where it may not be so.

    `record` is that of the summary. The result is as `render_summary` makes it.
    """
    facts, _, ways = content.rpartition("\n\n")
    if facts.endswith((_ASKED_BEFORE, _ASKED_AFTER)):
        return None  # there are no ways yet
    link = _link(record, following)
    start = f"{_SEPARATOR}{_NEXT}: ["  # in a title the bracket would be escaped
    _, separator, links = f"{_SEPARATOR}{ways}".rpartition(start)
    if not separator and ways.startswith(_NOTE_START):
        return None
    if not separator:
        ways = _SEPARATOR.join(filter(None, [ways, f"{_NEXT}: {link}"]))
        return f"{facts}\n\n{ways}" if facts else None
    last_path = resolve_href(record.path, links.rpartition("](")[2].removesuffix(")"))
    is_last = make_sort_key(following.path) > make_sort_key(last_path)
    if not is_last or links.count("](") >= _MAX_LINKS:
        return None  # they are ordered by their paths, in which the feature comes first
    return f"{facts}\n\n{ways}, {link}"


def render_outcome(record: Record, relations: Sequence[Relation], sign: str = "*") -> str:
    """The files, tests and suggested decisions of a record as bullets; "" for none of them."""
    files, tests = _list_texts(record.fields, "files"), _list_texts(record.fields, "tests")
    bullets = [*_render_paths("Changed files", files), *_render_tests(tests)]
    if "suggestions" in record.fields:
        from minutebook.records.phr import suggestions  # few records have some

        decisions = [relation.record for relation in relations if relation.record.kind is ADR]
        bullets += [
            f"* {_describe_suggestion(record, suggestion, decisions)}"
            for suggestion in suggestions.read_suggestions(record)
        ]
    lines = "\n".join(bullets)
    return lines if sign == "*" else re.sub(r"(?m)^( *)\*", rf"\1{sign}", lines)


# Facts ------------------------------------------------------------------------------------------


def _render_facts(record: Record) -> str:
    fields = record.fields
    tests = _list_texts(fields, "tests")
    facts = [
        escape_cell(record.state or record.state_raw),
        escape_cell(record.date[:10]),
        _describe_agent(fields),
        _describe_commits(_list_texts(fields, "commits")),
        _count(_list_texts(fields, "files"), "file"),
        _describe_tests(tests),
        _describe_told(_list_texts(fields, "told")),
        ", ".join(map(make_code_span, _list_texts(fields, "labels")[:_MAX_LABELS])),
    ]
    return _SEPARATOR.join(filter(None, facts))


def _render_note(record: Record) -> str:
    """What a reader is told who looks for the texts of a record; "" where they are on its page."""
    if not visibility.keeps_texts_apart(record):
        return ""
    return f"{_NOTE_START}: for those who have them, `minutebook show {record.ref}` shows them."


def _describe_agent(fields: Mapping[str, object]) -> str:
    agent, surface, model = (_get_text(fields, name) for name in ("agent", "surface", "model"))
    names = [agent or surface, *([f"in {surface}"] if surface not in ("", agent) and agent else [])]
    named = escape_cell(" ".join(filter(None, names)))
    return f"{named} with {escape_cell(model)}" if named and model else named or escape_cell(model)


def _describe_commits(commits: Sequence[str]) -> str:
    if len(commits) > _MAX_COMMITS:
        return f"{len(commits)} commits"
    shown = ", ".join(f"`{_clean_code(commit)[:_COMMIT_CHARS]}`" for commit in commits)
    return f"commit{'s' * (len(commits) > 1)} {shown}" if shown else ""


def _describe_told(targets: Sequence[str]) -> str:
    """The decisions that the agent was told of, by their pages' names.

    Links to them stand on the pages of what they are related to: telling makes no relation.
    """
    named = ", ".join(map(make_code_span, targets[:_MAX_LINKS]))
    more = f" and {len(targets) - _MAX_LINKS} more" if len(targets) > _MAX_LINKS else ""
    return f"told of {named}{more}" if named else ""


def _describe_tests(tests: Sequence[str]) -> str:
    """How many runs of tests there were, and how they ended as far as it is known."""
    matches = [match for test in tests if (match := _RESULT.search(test))]
    results = [match[2] for match in matches]
    counts = [
        f"{results.count(result)} {result}" for result in ("passed", "failed") if result in results
    ]
    if not tests or not counts:
        return _count(tests, "test")
    if any(match[1] != match[2] for match in matches):  # they say how many tests there were
        runs = matches[0][1] if len(tests) == 1 else ", ".join(counts)
        return f"{'tests' if len(tests) == 1 else 'test runs'}: {runs}"
    return f"tests {' and '.join(counts)}" if len(tests) > 1 else f"tests {results[0]}"


def _count(items: Sequence[str], name: str) -> str:
    return f"{len(items)} {name}{'s' * (len(items) != 1)}" if items else ""


# Asked before -----------------------------------------------------------------------------------


def _render_asked(record: Record, sign: str) -> str:
    """The prompts of the session that have no record of their own, one line each; "" for none."""
    if "asked_before" not in record.fields:
        return ""
    from minutebook.records.phr import asked_before  # few records have some

    prompts = asked_before.read_asked_before(record)
    parts = []
    for heading, is_after in ((_ASKED_BEFORE, False), (_ASKED_AFTER, True)):
        shown = [each for each in prompts if each.prompt and each.is_after is is_after]
        texts = [escape_cell(each.prompt) for each in shown]
        lines = [f"{sign} “{text}”" for text in texts[-_MAX_ASKED:]]
        if len(texts) > _MAX_ASKED:
            count = len(texts) - _MAX_ASKED
            lines.insert(0, f"{sign} {count} earlier {'one' if count == 1 else 'ones'}")
        parts += ["\n".join([heading, "", *lines])] if lines else []
    return "\n\n".join(parts)


# Ways -------------------------------------------------------------------------------------------


def render_ways(record: Record, relations: Sequence[Relation]) -> str:
    """The line of a summary that leads to other records; `relations` are all of the record's."""
    links: dict[str, list[str]] = {}
    phrases: list[str] = []
    for relation in relations:
        link = _link(record, relation.record)
        phrase = relation.phrase(link)
        if phrase == f"{relation.words} {link}":
            links.setdefault(_name_way(relation), []).append(link)
        else:
            phrases.append(phrase)
    route = record.subfolder.rpartition("/")[2]
    ways = [
        *_join_links(links, [_PREVIOUS]),
        *_join_links(links, [name for name in links if name not in (_PREVIOUS, _NEXT)]),
        *phrases,
        f"All of {make_link(route, 'README.md')}" if route else "",
        *_join_links(links, [_NEXT]),
    ]
    return _SEPARATOR.join(filter(None, ways))


def _name_way(relation: Relation) -> str:
    names = {"follows": _PREVIOUS, "followed-by": _NEXT}
    words = relation.words
    return names.get(relation.name, words[:1].upper() + words[1:])


def _join_links(links: Mapping[str, Sequence[str]], names: Iterable[str]) -> list[str]:
    ways = []
    for name in names:
        shown = links.get(name, ())
        more = f" and {len(shown) - _MAX_LINKS} more" if len(shown) > _MAX_LINKS else ""
        if shown:
            ways.append(f"{name}: {', '.join(shown[:_MAX_LINKS])}{more}")
    return ways


def _link(record: Record, other: Record) -> str:
    title = shorten_text(other.title or other.stem, _MAX_TITLE_CHARS)
    label = f"{other.ref} {title}" if other.number is not None else title
    return make_link(label, make_href(record.path, other.path))


# Outcome ----------------------------------------------------------------------------------------


def _render_paths(label: str, files: Sequence[str]) -> list[str]:
    """Files: in a line where they are few, else by folder; beyond some folders they are counted."""
    if not files:
        return []
    if len(files) <= _MAX_INLINE_FILES:
        return [f"* **{label}:** {', '.join(map(make_code_span, files))}"]
    names_by_folder: dict[str, list[str]] = {}
    for path in files:
        folder, slash, name = path.rpartition("/")
        names_by_folder.setdefault(folder + slash, []).append(name)
    lines = [f"* **{label}:**"]
    folders = list(names_by_folder.items())
    for folder, names in folders[:_MAX_FOLDERS]:
        lines.append(f"  * {_list_folder(folder, names)}")
    if len(folders) > _MAX_FOLDERS:
        more = sum(len(names) for _, names in folders[_MAX_FOLDERS:])
        lines.append(f"  * and {more} in {len(folders) - _MAX_FOLDERS} more folders")
    return lines


def _list_folder(folder: str, names: Sequence[str]) -> str:
    shown = ", ".join(map(make_code_span, names[:_MAX_FOLDER_FILES]))
    more = f" and {len(names) - _MAX_FOLDER_FILES} more" if len(names) > _MAX_FOLDER_FILES else ""
    return f"{make_code_span(folder)}: {shown}{more}" if folder else f"{shown}{more}"


def split_test_result(test: str) -> tuple[str, str]:
    """A run of tests as its command and its result: `12 passed`, "" where it tells none."""
    match = _RESULT.search(test)
    return (test[: match.start()], match[1]) if match else (test, "")


def _render_tests(tests: Sequence[str]) -> list[str]:
    """Tests: files as other files are, commands one below the other, each with its result."""
    if not any(" " in test for test in tests):
        return _render_paths("Tests", tests)
    runs = map(split_test_result, tests[:_MAX_TESTS])
    shown = [" ".join(filter(None, (make_code_span(command), result))) for command, result in runs]
    if len(tests) == 1:
        return [f"* **Tests run:** {shown[0]}"]
    more = [f"and {len(tests) - _MAX_TESTS} more"] if len(tests) > _MAX_TESTS else []
    return ["* **Tests run:**", *(f"  * {text}" for text in (*shown, *more))]


def _describe_suggestion(
    record: Record, suggestion: Suggestion, decisions: Sequence[Record]
) -> str:
    """A suggestion in words: what was suggested, and what became of it."""
    title = escape_cell(suggestion.decision_title)
    text = f"**Suggested decision:** {title} ({escape_cell(suggestion.id)})"
    if suggestion.state == "dismissed":
        reason = f": {escape_cell(suggestion.reason)}" if suggestion.reason else ""
        if suggestion.is_closed:
            return f"{text}, closed{reason}"
        return f"{text}, dismissed{reason}"
    if suggestion.state != "accepted":
        return f"{text}, not answered yet"
    folded = suggestion.decision_title.casefold()
    decision = next((other for other in decisions if other.title.casefold() == folded), None)
    if decision is None and len(decisions) == 1:
        decision = decisions[0]
    return f"{text}, became {_link(record, decision)}" if decision else f"{text}, accepted"


def _get_text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _list_texts(fields: Mapping[str, object], name: str) -> list[str]:
    value = fields.get(name)
    items = value if isinstance(value, list) else [value]
    return [str(item) for item in items if isinstance(item, str | int | float) and str(item)]


def _clean_code(text: str) -> str:
    return " ".join(text.replace("`", "'").split())
