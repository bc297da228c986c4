"""What the words of a change weighed: options that were named against each other, with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from backstory.suggest import terms
from backstory.suggest.nouns import Topic

_SOURCES = ("response", "prompt", "message")  # where options are said, the likeliest first
_LONGEST = 20_000  # characters of each that are read
_MOST = 8  # options
_WIDE = 70  # characters of an option
_WORDS = 9  # of an option in prose
_FENCE = re.compile(r"\s*(?:```|~~~)")
_LIST = re.compile(
    r"\W*(?:\w+ ){0,2}(?:options?|alternatives?|candidates|approaches)(?: \w+){0,2}\W*"
    r"(?::\W*(.*))?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s{0,6}(?:[-*+•]|\(?\w[.)]|\d{1,2}[.)])\s+(?=\S)")
_PARTED = re.compile(r"\s*(?::\s| [-–—]+ |; | because | since |\. |\()\s*")
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?!\w)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*[-*+•]\s)|\n(?=#)")
_AGAINST = re.compile(
    r"\b(?:rather than|instead of|in place of|as opposed to|in preference to)"
    r"(?: using| having)?\s+",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:cho(?:se|osing|ose|sen)|pick(?:ed|ing)?|select(?:ed|ing)?|prefer(?:red)?|went with"
    r"|go with|going with|favou?r(?:ed)?)\s+([^.;:]{1,80}?)\s+over\s+",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:switch|migrat|mov|chang|convert|port|transition)\w*\s+(?:[^.;:]{0,40}? )??from\s+"
    r"([^.;:]{1,60}?)\s+to\s+",
    re.IGNORECASE,
)
_REPLACE = re.compile(r"\b(?:replac|swap)\w*\s+([^.;:]{1,60}?)\s+(?:with|by|for)\s+", re.IGNORECASE)
_LOOKED = re.compile(
    r"\b(?:consider(?:ed|ing)?|evaluat(?:ed|ing)|look(?:ed|ing) (?:at|into)|reject(?:ed|ing)"
    r"|ruled out|discarded|dismissed|weighed|compared|could (?:also )?(?:have )?use[d]?)\s+",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
_REASON = re.compile(
    r"\s*,?\s*\b(?:because(?: of)?|since|as it|as they|due to)\s+|\s*(?::| [-–—]+)\s+|,? but\s+"
)
_STOP = re.compile(
    r"[,;:()\n]|\.(?:\s|\Z)|\s[-–—]+\s|\s(?:because|since|so|for|but|when|which|that|if|while|as"
    r"|and then|due|with|to|here|until|where)\b",
    re.IGNORECASE,
)
_STOP_LIST = re.compile(
    r"[;:()\n]|\.(?:\s|\Z)|\s[-–—]+\s|,?\s(?:because|since|but|which|for|as|to|when)\b"
)
_FILLER = re.compile(r"(?i)^(?:(?:the|using|use|either|both|adding|we|i|just|plain|also)\s+)+")
_NUMBERED = re.compile(r"(?i)^(?:option|alternative)\s+\w{1,2}\s*[:.)-]?\s+(?=\S)")
_BEFORE = re.compile(
    r"(?:.*\s|\A)(?:use[sd]?|using|cho\w+|adopt\w*|add\w*|introduc\w+|with|to|in|on|via|by|is|are|was"
    r"|be|prefer\w*|pick\w*|select\w*|as|for|through|keep\w*|stor\w+|run\w*|go|into|want\w*"
    r"|implement\w*|write|put|cache)\s",
    re.IGNORECASE | re.DOTALL,
)
_EMPTY = terms.listed(
    "it this that these those them each one both all any nothing something before now there here"
    " he she we you i others other usual necessary needed which what doing being having"
)


def weighed(words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The options that message, prompt and response weigh, each with the reason given or "".

    `words` maps `message`, `prompt`, `response` to texts. Options are as written, without
    emphasis; at most eight. A reason behind "because" is the preferred option's, one behind a
    colon that of the option it follows.
    """
    found: dict[str, tuple[str, str]] = {}
    for source in _SOURCES:
        for option, reason in _of(words.get(source, "")[:_LONGEST]):
            option = _bare(option)
            key = terms.plain(option)
            if not _is_option(option) or len(found) >= _MOST + 1:
                continue
            if key not in found or (reason and not found[key][1]):
                found[key] = found.get(key, (option, ""))[0], _clean(reason)[:200].rstrip(" .)")
    return tuple(found.values())[:_MOST]


def options(topics: Sequence[Topic], words: Mapping[str, str]) -> tuple[str, ...]:
    """What there was to choose from: the chosen first, then the weighed, then the usual."""
    said = [option for option, _ in weighed(words)]
    if not topics:
        return tuple(said)
    lead = topics[0]
    chosen = lead.technology or lead.category
    if lead.action == "drop":
        return _once([f"Remove {chosen}", f"Keep {chosen}"], said, topics)
    return _once([chosen], [*said, lead.instead, *lead.alternatives], topics)


def others(topics: Sequence[Topic], words: Mapping[str, str]) -> tuple[str, ...]:
    """The alternatives to what was chosen, those of the first topic first."""
    said = [option for option, _ in weighed(words)]
    known = [one for topic in topics for one in (topic.instead, *topic.alternatives)]
    return _once([], [*known, *said], topics)


def _once(first: list[str], rest: list[str], topics: Sequence[Topic]) -> tuple[str, ...]:
    """Each option once, without those that only name what was chosen."""
    chosen = [terms.name(topic.technology) for topic in topics if topic.technology]
    seen: dict[str, str] = {terms.plain(one): one for one in first}
    for one in rest:
        key = terms.plain(one)
        if key.strip() and not any(name.stands_in(key) for name in chosen):
            seen.setdefault(key, one)
    return tuple(seen.values())[:_MOST]


def _of(text: str) -> Iterator[tuple[str, str]]:
    prose: list[str] = []
    listing = fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced or len(line) > 4000:
            continue
        item = _ITEM.match(line)
        if item and listing:
            parts = _PARTED.split(_NUMBERED.sub("", _clean(line[item.end() :])), maxsplit=1)
            yield parts[0], parts[1] if len(parts) > 1 else ""
            continue
        heading = None if item else _LIST.fullmatch(line) if len(line) < 200 else None
        if heading and (heading[1] or line.rstrip().endswith((":", "*", "_")) or "#" in line[:4]):
            listing = True
            if heading[1]:
                yield from ((one, "") for one in _listed(heading[1]))
            continue
        listing = listing and not line.strip()
        prose.append(line)
    for sentence in _SENTENCE.split("\n".join(prose)):
        yield from _sentence(_clean(sentence))


def _sentence(text: str) -> Iterator[tuple[str, str]]:
    """The options that a sentence names against each other."""
    for pattern in (_OVER, _FROM, _REPLACE):
        for found in pattern.finditer(text):
            right, reason, of_right = _right(text, found.end())
            if pattern is _OVER:
                yield found[1], "" if of_right else reason
                yield right, reason if of_right else ""
            else:
                yield right, reason
                yield found[1], ""
    for found in _AGAINST.finditer(text):
        right, reason, of_right = _right(text, found.end())
        yield _left(text[: found.start()]), "" if of_right else reason
        yield right, reason if of_right else ""
    for found in _LOOKED.finditer(text):
        stop = _STOP_LIST.search(text, found.end())
        said = text[found.end() : stop.start() if stop else len(text)]
        why = _REASON.match(text, stop.start()) if stop else None
        for one in _listed(said):
            yield one, text[why.end() :] if why else ""
    for found in _VERSUS.finditer(text):
        yield _left(text[: found.start()]), ""
        yield _right(text, found.end())[0], ""


def _left(text: str) -> str:
    """The option that stands before the words that part it from the other."""
    clause = re.split(r"[,;:()\n]|\s[-–—]+\s", text)[-1][-200:].strip()
    cut = _BEFORE.match(clause)
    return clause[cut.end() :] if cut else clause


def _right(text: str, at: int) -> tuple[str, str, bool]:
    """The option that begins here, the reason behind it, and whether the reason is its own."""
    stop = _STOP.search(text, at)
    end = stop.start() if stop else len(text)
    reason = _REASON.match(text, end)
    if not reason:
        later = _REASON.search(text, end, end + 60)
        reason = later if later and "because" in later[0] else None
    return (
        text[at:end],
        text[reason.end() :] if reason else "",
        bool(reason) and reason[0].strip(" ,") in (":", "-", "–", "—"),  # type: ignore[index]
    )


def _listed(words: str) -> list[str]:
    return re.split(r",\s*(?:and |or )?|\s+(?:and|or|vs\.?|versus)\s+|\s*/\s+", words)


def _clean(words: str) -> str:
    words = words.replace("](", " (") if "](" in words else words
    return " ".join(_MARKS.sub("", words).replace("[", "").split())


def _bare(option: str) -> str:
    option = option.strip(" \t-–—.,;:!?\"'“”‘’*_`[]")
    return _FILLER.sub("", option)


def _is_option(option: str) -> bool:
    words = option.split()
    return (
        0 < len(words) <= _WORDS
        and len(option) <= _WIDE
        and any(one.isalpha() for one in option)
        and words[0].lower() not in _EMPTY
    )
