"""What the words of a change say: options that are named against each other, with reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from minutebook.suggest.prose import names
from minutebook.suggest.prose.option_filter import CONSIDERED, LISTED, NAMED, is_option

_SOURCES = ("response", "prompt", "message")  # where options are said, the likeliest first
_SPAN = 2000  # characters of a sentence that are read
_LONGEST = 20_000  # characters of each that are read
MAX_OPTIONS = 8  # options
_FENCE = re.compile(r"\s*(?:```|~~~)")
_LIST = re.compile(
    r"\W*(?:\w+ ){0,2}(?:options?|alternatives?|candidates|approaches)(?: \w+){0,2}\W*"
    r"(?::\W*(.*))?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s{0,6}(?:[-*+•]|\(?\w[.)]|\d{1,2}[.)])\s+(?=\S)")
_PARTED = re.compile(r"\s*(?::\s| [-–—]+ |; | because | since |\. |, |\()\s*")
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
_CLAUSES = re.compile(r"[,;:()\n]|\s[-–—]+\s")
_FILLER = re.compile(r"(?i)^(?:(?:the|using|use|either|both|adding|we|i|just|plain|also)\s+)+")
_NUMBERED = re.compile(r"(?i)^(?:option|alternative)\s+\w{1,2}\s*[:.)-]?\s+(?=\S)")
_BEFORE = re.compile(
    r"(?:.*\s|\A)(?:use[sd]?|using|cho\w+|adopt\w*|add\w*|introduc\w+|with|to|in|on|via|by|is|are|was"
    r"|be|prefer\w*|pick\w*|select\w*|as|for|through|keep\w*|stor\w+|run\w*|go|against|into|want\w*"
    r"|implement\w*|write|put|cache)\s",
    re.IGNORECASE | re.DOTALL,
)
_OPENS = re.compile(
    r"(?i)(?!.*\b(?:files|tests|steps|commands|changes|endpoints|modules|questions|issues|points)\b)"
    r".*\b(?:considered|weighed|evaluated|compared|looked at|thought (?:of|about)|choose between"
    r"|options|alternatives|candidates|approaches)\b.*:\W*\Z"
)
_BULLET = re.compile(r"^[-*+•] ")
_ASIDE = re.compile(r"\(([^()]*)\)")
_PARTS = re.compile(r",\s*(?:and |or )?|\s+(?:and|or|vs\.?|versus)\s+|\s*/\s+")
_COST = re.compile(
    r"(?i)(?:(?:the|one|a|its|main) )*(?:main )?(?:downsides?|drawbacks?|trade-?offs?"
    r"|disadvantages?)(?: here| of (?:this|it|that)(?: \w+)?)?(?: is| are|:) "
)


@dataclass(frozen=True, slots=True)
class StatedOption:
    """An option as the words say it, why, how surely it is one, and what was said around it."""

    option: str
    reason: str = ""
    mention_kind: str = NAMED
    context: str = ""


def find_stated_options(texts: Mapping[str, str]) -> tuple[StatedOption, ...]:
    """The options that message, prompt and response weigh, each once, at most MOST.

    `words` maps `message`, `prompt`, `response` to texts. Options are as written, without
    emphasis. A reason behind "because" is the preferred option's, one in parentheses or behind a
    colon that of the option it follows.
    """
    found: dict[str, StatedOption] = {}
    for source in _SOURCES:
        for one in _of(texts.get(source, "")[:_LONGEST]):
            option = _bare(one.option)
            key = names.normalise_words(option)
            if not is_option(option, one.mention_kind) or len(found) >= MAX_OPTIONS + 1:
                continue
            was = found.get(key)
            if was is None or (one.reason and not was.reason):
                reason = _clean(one.reason)[:200].rstrip(" .")
                reason = reason if "(" in reason else reason.rstrip(" .)")
                found[key] = StatedOption(
                    was.option if was else option, reason, one.mention_kind, one.context
                )
    return tuple(found.values())[:MAX_OPTIONS]


def find_tradeoffs(text: str) -> tuple[str, ...]:
    """The sentences of an answer that say what a choice costs (`The downside is …`), at most five.

    Only those count that begin so; fences and headings do not.
    """
    found: dict[str, None] = {}
    for sentence in _SENTENCE.split(_parts(text[:_LONGEST])[1]):
        words = _BULLET.sub("", _clean(sentence))
        cost = _COST.match(words)
        if cost and cost.end() < len(words) <= 400:
            found[words] = None
    return tuple(found)[:5]


def _of(text: str) -> Iterator[StatedOption]:
    lists, prose = _parts(text)
    for opening, items in lists:
        around = "\n".join([opening, *items])
        for item in items:
            option, *rest = _PARTED.split(_NUMBERED.sub("", _clean(item)), maxsplit=1)
            option = option if is_option(option, LISTED) else option.partition(",")[0]
            reason = rest[0] if rest else ""
            if "(" not in reason and reason.endswith((")", ").")):
                reason = reason.rstrip(".")[:-1]
            yield StatedOption(option, reason, LISTED, around)
        inline = _LIST.fullmatch(opening)
        if inline and inline[1] and not items:
            yield from (StatedOption(*one, LISTED, opening) for one in _listed(inline[1]))
    for sentence in _SENTENCE.split(prose):
        sentence = _clean(sentence[:_SPAN])
        for how, option, reason in _sentence(sentence):
            yield StatedOption(option, reason, how, sentence)


def _parts(text: str) -> tuple[list[tuple[str, list[str]]], str]:
    """The lists of options, each with the line that opens it, and the prose of a text."""
    lists: list[tuple[str, list[str]]] = []
    prose: list[str] = []
    listing = fenced = False
    indent = 0
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced or len(line) > 4000:
            continue
        item = _ITEM.match(line)
        if listing:
            items = lists[-1][1]
            depth = len(line) - len(line.lstrip())
            if item and (not items or depth <= indent + 1):
                indent = indent if items else depth
                items.append(line[item.end() :])
                continue
            if not line.strip():
                continue
            if items and depth > indent:  # more of an option: its own list says for and against
                items[-1] += "" if item else f" {line.strip()}"
                continue
            listing = False
        heading = None if item or len(line) >= 200 else _LIST.fullmatch(line)
        opens = heading and (
            heading[1] or line.rstrip().endswith((":", "*", "_")) or "#" in line[:4]
        )
        if opens or (len(line) < 200 and not item and _OPENS.match(line)):
            listing = True
            lists.append((line, []))
            continue
        prose.append(line)
    return lists, "\n".join(prose)


def _sentence(text: str) -> Iterator[tuple[str, str, str]]:
    """The options that a sentence names against each other: how surely, the option, the reason."""
    for pattern in (_OVER, _FROM, _REPLACE):
        for found in pattern.finditer(text):
            right, reason, of_right = _right(text, found.end())
            if pattern is _OVER:
                yield NAMED, found[1], "" if of_right else reason
                yield NAMED, right, reason if of_right else ""
            else:
                yield NAMED, right, reason
                yield NAMED, found[1], ""
    for found in _AGAINST.finditer(text):
        right, reason, of_right = _right(text, found.end())
        left, own = _left(text[: found.start()])
        yield NAMED, left, own or ("" if of_right else reason)
        yield NAMED, right, reason if of_right else ""
    for found in _LOOKED.finditer(text):
        masked = _ASIDE.sub(lambda aside: "\0" * len(aside[0]), text[found.end() :])
        stop = _STOP_LIST.search(masked)
        end = found.end() + (stop.start() if stop else len(masked))
        why = _REASON.match(text, end) if stop else None
        for one, own in _listed(text[found.end() : end]):
            yield CONSIDERED, one, own or (text[why.end() :] if why else "")
    for found in _VERSUS.finditer(text):
        yield NAMED, *_left(text[: found.start()])
        yield NAMED, _right(text, found.end())[0], ""


def _left(text: str) -> tuple[str, str]:
    """The option that stands before the words that part it from the other, and why it is one."""
    text = text[-600:].rstrip()
    aside = text.rfind("(") if text.endswith(")") else -1
    reason = text[aside + 1 : -1] if aside >= 0 else ""
    clause = _CLAUSES.split(text[:aside] if aside >= 0 else text)[-1][-200:].strip()
    cut = _BEFORE.match(clause)
    return (clause[cut.end() :] if cut else clause), reason


def _right(text: str, at: int) -> tuple[str, str, bool]:
    """The option that begins here, the reason behind it, and whether the reason is its own."""
    stop = _STOP.search(text, at)
    end = stop.start() if stop else len(text)
    aside = _ASIDE.match(text, end)
    if aside:
        return text[at:end], aside[1], True
    reason = _REASON.match(text, end)
    if not reason:
        later = _REASON.search(text, end, end + 60)
        reason = later if later and "because" in later[0] else None
    return (
        text[at:end],
        text[reason.end() :] if reason else "",
        bool(reason) and reason[0].strip(" ,") in (":", "-", "–", "—"),  # type: ignore[index]
    )


def _listed(words: str) -> list[tuple[str, str]]:
    """The options of an enumeration, each with what stands in parentheses behind it."""
    masked = _ASIDE.sub(lambda aside: "\0" * len(aside[0]), words)
    found, at = [], 0
    for start, end in [*(part.span() for part in _PARTS.finditer(masked)), (len(words), 0)]:
        piece = words[at:start]
        aside = _ASIDE.search(piece)
        found.append((_ASIDE.sub("", piece), aside[1] if aside else ""))
        at = end
    return found


def _clean(words: str) -> str:
    words = words.replace("](", " (") if "](" in words else words
    return " ".join(_MARKS.sub("", words).replace("[", "").split())


def _bare(option: str) -> str:
    option = option.strip(" \t-–—.,;:!?\"'“”‘’*_`[]")
    return _FILLER.sub("", option)
