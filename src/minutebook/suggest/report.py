"""An assessment for readers: lines of text, a section of markdown.

What stands on the first two lines, and what is said of a decision that is there already, is the
same wherever it is read.
"""

from __future__ import annotations

from collections.abc import Iterable

from minutebook.suggest.model import ALTERNATIVES, TESTS, Assessment, Covering, Evidence
from minutebook.suggest.topics.cluster import clustered
from minutebook.suggest.wording import announcement, quoted_title, successor
from minutebook.text.markdown import fenced
from minutebook.text.terminal import single_line

_SHOWN = 5  # pieces of evidence for one thing
_WIDE = 120  # characters of an excerpt


def text(found: Assessment) -> list[str]:
    """What a change decides, and why it seems so; one line where it decides nothing."""
    if not found.suggested:
        return [_quiet(found), *known(found.covered)]
    lines = [*announced(found), "", f"score {found.score:.2f}"]
    lines += [f"topic {topic.name}{_action(topic.action, topic.instead)}" for topic in found.topics]
    for test in found.tests:
        lines.append(f"[{'x' if test.passed else ' '}] {test.name}: {TESTS[test.name]}")
        lines += [f"    {seen(one)}" for one in _first(test.evidence)]
        if test.name == ALTERNATIVES and found.alternatives:
            lines.append(f"    instead of it: {', '.join(found.alternatives)}")
    return [*map(single_line, lines), *known(found.covered)]


def announced(found: Assessment) -> tuple[str, ...]:
    """The two lines of a suggestion; none where there is none."""
    return announcement(found.brief, found.title) if found.suggested else ()


def _action(action: str, instead: str) -> str:
    if action == "replace" and instead:
        return f" (instead of {instead})"
    return " (goes)" if action == "drop" else ""


def _quiet(found: Assessment) -> str:
    said = f"no decision to document (score {found.score:.2f}"
    missing = [test.name for test in found.tests if not test.passed]
    if missing:
        return f"{said}; not seen: {', '.join(missing)})"
    return f"{said}; on record already)" if found.covered else f"{said})"


def known(covered: Iterable[Covering], record: str = "PHR-NNNN") -> list[str]:
    """What to do about what is on record already, a line for each; `record` is the prompt's ref."""
    topics: dict[tuple[str, str, str], dict[str, None]] = {}
    for one in covered:
        topics.setdefault((one.how, one.ref, one.title), {})[one.topic] = None
    return [
        single_line(_known(how, ref, title, tuple(names), record))
        for (how, ref, title), names in topics.items()
    ]


def _known(how: str, ref: str, title: str, names: tuple[str, ...], record: str) -> str:
    topics = ", ".join(names)
    if how == "pending":
        return f"{ref} asks about {topics} already: minutebook suggest accept {ref}"
    if how == "dismissed":
        return f"{ref} about {topics} was dismissed: {title}"
    if how == "contradicts":
        words = f"minutebook adr supersede {ref} --with {quoted_title(successor(names))}"
        return f"this contradicts {ref} ({title}) on {topics}: supersede it? {words}"
    words = f"minutebook link {record} implements {ref}"
    return f"{ref} ({title}) decides {topics} already: link to it: {words}"


# Evidence ---------------------------------------------------------------------------------------


def seen(one: Evidence) -> str:
    """A piece of evidence in a line: where, what, the signal that it is, and how much it counts."""
    return f"{quoted(one)} ({one.signal} {one.weight:+.2f})".lstrip()


def quoted(one: Evidence) -> str:
    """What was seen, and where, as a record quotes it."""
    where = f"{one.path}:{one.line}" if one.line and one.path else one.path
    excerpt = one.excerpt.strip()
    if len(excerpt) >= _WIDE:  # cut where it was seen, maybe within a word
        excerpt = f"{excerpt[:_WIDE].rpartition(' ')[0] or excerpt} …"
    return single_line(" ".join(filter(None, (where, excerpt))))


def strongest(found: Assessment) -> tuple[Evidence, ...]:
    """The evidence that weighs most, no place twice: of topics first, each in its turn.

    What only repeats the prompt comes last: who reads of the change has it.
    """
    topics = clustered(found.topics)
    turns = ((at, one) for topic in topics for at, one in enumerate(topic.evidence))
    rows = [one for _, one in sorted(turns, key=lambda turn: turn[0])]
    rows += sorted(found.evidence, key=lambda one: -one.weight)
    return _first(sorted(rows, key=lambda one: one.path == "prompt"))


def _first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    places: dict[tuple[str, int, str], Evidence] = {}
    for one in evidence:
        places.setdefault((one.path, one.line, one.excerpt), one)
    return tuple(places.values())[:_SHOWN]


def summary(found: Assessment) -> str:
    """A section of markdown for a run of a workflow; "" where there is nothing to suggest."""
    if not found.suggested and not contradicted(found):
        return ""
    return f"### Decisions of this change\n\n{fenced(chr(10).join(text(found)))}\n\n"


def contradicted(found: Assessment) -> list[str]:
    """What to do about decisions in force that the change goes against, a line for each."""
    return known(one for one in found.covered if one.how == "contradicts")
