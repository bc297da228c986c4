"""Find the options that the texts of a change weigh against each other, with their reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.suggest.prose import names
from minutebook.suggest.prose.option_filter import CONSIDERED, LISTED, NAMED, is_option

_SOURCES = ("response", "prompt", "message")  # the likeliest to name options first
_MAX_SENTENCE_CHARS = 2000  # the rest of a sentence is not read
_MAX_TEXT_CHARS = 20_000  # the rest of a text is not read
MAX_OPTIONS = 8
_FENCE = compile_lazily(r"\s*(?:```|~~~)")
_LIST_HEADING = compile_lazily(
    r"\W*(?:\w+ ){0,2}(?:options?|alternatives?|candidates|approaches)(?: \w+){0,2}\W*"
    r"(?::\W*(.*))?",
    re.IGNORECASE,
)
_LIST_ITEM = compile_lazily(r"\s{0,6}(?:[-*+•]|\(?\w[.)]|\d{1,2}[.)])\s+(?=\S)")
_EXPLANATION_START = compile_lazily(r"\s*(?::\s| [-–—]+ |; | because | since |\. |, |\()\s*")
_EMPHASIS = compile_lazily(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?!\w)")
_SENTENCE_BREAK = compile_lazily(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*[-*+•]\s)|\n(?=#)")
_INSTEAD_OF = compile_lazily(
    r"\b(?:rather than|instead of|in place of|as opposed to|in preference to)"
    r"(?: using| having)?\s+",
    re.IGNORECASE,
)
_CHOSEN_OVER = compile_lazily(
    r"\b(?:cho(?:se|osing|ose|sen)|pick(?:ed|ing)?|select(?:ed|ing)?|prefer(?:red)?|went with"
    r"|go with|going with|favou?r(?:ed)?)\s+([^.;:]{1,80}?)\s+over\s+",
    re.IGNORECASE,
)
_MOVED_FROM = compile_lazily(
    r"\b(?:switch|migrat|mov|chang|convert|port|transition)\w*\s+(?:[^.;:]{0,40}? )??from\s+"
    r"([^.;:]{1,60}?)\s+to\s+",
    re.IGNORECASE,
)
_REPLACED = compile_lazily(
    r"\b(?:replac|swap)\w*\s+([^.;:]{1,60}?)\s+(?:with|by|for)\s+", re.IGNORECASE
)
_CONSIDERED = compile_lazily(
    r"\b(?:consider(?:ed|ing)?|evaluat(?:ed|ing)|look(?:ed|ing) (?:at|into)|reject(?:ed|ing)"
    r"|ruled out|discarded|dismissed|weighed|compared|could (?:also )?(?:have )?use[d]?)\s+",
    re.IGNORECASE,
)
_VERSUS = compile_lazily(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
_REASON_START = compile_lazily(
    r"\s*,?\s*\b(?:because(?: of)?|since|as it|as they|due to)\s+|\s*(?::| [-–—]+)\s+|,? but\s+"
)
_OPTION_END = compile_lazily(
    r"[,;:()\n]|\.(?:\s|\Z)|\s[-–—]+\s|\s(?:because|since|so|for|but|when|which|that|if|while|as"
    r"|and then|due|with|to|here|until|where)\b",
    re.IGNORECASE,
)
_ENUMERATION_END = compile_lazily(
    r"[;:()\n]|\.(?:\s|\Z)|\s[-–—]+\s|,?\s(?:because|since|but|which|for|as|to|when)\b"
)
_CLAUSE_BREAK = compile_lazily(r"[,;:()\n]|\s[-–—]+\s")
_FILLER_WORDS = compile_lazily(
    r"(?i)^(?:(?:the|using|use|either|both|adding|we|i|just|plain|also)\s+)+"
)
_OPTION_NUMBER = compile_lazily(r"(?i)^(?:option|alternative)\s+\w{1,2}\s*[:.)-]?\s+(?=\S)")
_WORDS_BEFORE_OPTION = compile_lazily(
    r"(?:.*\s|\A)(?:use[sd]?|using|cho\w+|adopt\w*|add\w*|introduc\w+|with|to|in|on|via|by|is|are|was"
    r"|be|prefer\w*|pick\w*|select\w*|as|for|through|keep\w*|stor\w+|run\w*|go|against|into|want\w*"
    r"|implement\w*|write|put|cache)\s",
    re.IGNORECASE | re.DOTALL,
)
_LIST_OPENING = compile_lazily(
    r"(?i)(?!.*\b(?:files|tests|steps|commands|changes|endpoints|modules|questions|issues|points)\b)"
    r".*\b(?:considered|weighed|evaluated|compared|looked at|thought (?:of|about)|choose between"
    r"|options|alternatives|candidates|approaches)\b.*:\W*\Z"
)
_BULLET = compile_lazily(r"^[-*+•] ")
_PARENTHESES = compile_lazily(r"\(([^()]*)\)")
_OPTION_SEPARATOR = compile_lazily(r",\s*(?:and |or )?|\s+(?:and|or|vs\.?|versus)\s+|\s*/\s+")
_TRADEOFF_OPENING = compile_lazily(
    r"(?i)(?:(?:the|one|a|its|main) )*(?:main )?(?:downsides?|drawbacks?|trade-?offs?"
    r"|disadvantages?)(?: here| of (?:this|it|that)(?: \w+)?)?(?: is| are|:) "
)


class StatedOption(Value):
    """An option as a text names it, with the reason given, and the text around it.

    `mention_kind` is LISTED, NAMED or CONSIDERED, of `option_filter`.
    """

    name: str
    reason: str = ""
    mention_kind: str = NAMED
    context: str = ""


def find_stated_options(texts: Mapping[str, str]) -> tuple[StatedOption, ...]:
    """Find the options that message, prompt and response weigh, each once, at most MAX_OPTIONS.

    `texts` maps `message`, `prompt` and `response` to texts. Options are as written, without
    emphasis. A reason after "because" belongs to the preferred option, one in parentheses or
    after a colon to the option that it follows.
    """
    options: dict[str, StatedOption] = {}
    for source in _SOURCES:
        for mention in _find_mentions(texts.get(source, "")[:_MAX_TEXT_CHARS]):
            option = _trim_option(mention.name)
            key = names.normalise_words(option)
            if not is_option(option, mention.mention_kind) or len(options) >= MAX_OPTIONS + 1:
                continue
            earlier = options.get(key)
            if earlier is None or (mention.reason and not earlier.reason):
                reason = _remove_markup(mention.reason)[:200].rstrip(" .")
                reason = reason if "(" in reason else reason.rstrip(" .)")
                options[key] = StatedOption(
                    earlier.name if earlier else option,
                    reason,
                    mention.mention_kind,
                    mention.context,
                )
    return tuple(options.values())[:MAX_OPTIONS]


def find_tradeoffs(text: str) -> tuple[str, ...]:
    """Find at most five sentences of an answer that say what a choice costs.

    Only those count that begin with it (`The downside is …`), outside of fences and headings.
    """
    tradeoffs: dict[str, None] = {}
    for sentence in _SENTENCE_BREAK.split(_split_lists(text[:_MAX_TEXT_CHARS])[1]):
        plain_sentence = _BULLET.sub("", _remove_markup(sentence))
        cost = _TRADEOFF_OPENING.match(plain_sentence)
        if cost and cost.end() < len(plain_sentence) <= 400:
            tradeoffs[plain_sentence] = None
    return tuple(tradeoffs)[:5]


def _find_mentions(text: str) -> Iterator[StatedOption]:
    lists, prose = _split_lists(text)
    for opening, items in lists:
        context = "\n".join([opening, *items])
        for item in items:
            option, *explanations = _EXPLANATION_START.split(
                _OPTION_NUMBER.sub("", _remove_markup(item)), maxsplit=1
            )
            option = option if is_option(option, LISTED) else option.partition(",")[0]
            reason = explanations[0] if explanations else ""
            if "(" not in reason and reason.endswith((")", ").")):
                reason = reason.rstrip(".")[:-1]
            yield StatedOption(option, reason, LISTED, context)
        inline_list = _LIST_HEADING.fullmatch(opening)
        if inline_list and inline_list[1] and not items:
            yield from (
                StatedOption(*listed, LISTED, opening)
                for listed in _split_enumeration(inline_list[1])
            )
    for sentence in _SENTENCE_BREAK.split(prose):
        sentence = _remove_markup(sentence[:_MAX_SENTENCE_CHARS])
        for mention_kind, option, reason in _read_sentence(sentence):
            yield StatedOption(option, reason, mention_kind, sentence)


def _split_lists(text: str) -> tuple[list[tuple[str, list[str]]], str]:
    """Split a text into its lists of options, each with the line that opens it, and its prose."""
    lists: list[tuple[str, list[str]]] = []
    prose: list[str] = []
    in_list = in_fence = False
    indent = 0
    for line in text.split("\n"):
        if _FENCE.match(line):
            in_fence = not in_fence
            continue
        if in_fence or len(line) > 4000:
            continue
        item = _LIST_ITEM.match(line)
        if in_list:
            items = lists[-1][1]
            depth = len(line) - len(line.lstrip())
            if item and (not items or depth <= indent + 1):
                indent = indent if items else depth
                items.append(line[item.end() :])
                continue
            if not line.strip():
                continue
            if items and depth > indent:  # an option goes on; its own list is not read
                items[-1] += "" if item else f" {line.strip()}"
                continue
            in_list = False
        heading = None if item or len(line) >= 200 else _LIST_HEADING.fullmatch(line)
        opens = heading and (
            heading[1] or line.rstrip().endswith((":", "*", "_")) or "#" in line[:4]
        )
        if opens or (len(line) < 200 and not item and _LIST_OPENING.match(line)):
            in_list = True
            lists.append((line, []))
            continue
        prose.append(line)
    return lists, "\n".join(prose)


def _read_sentence(text: str) -> Iterator[tuple[str, str, str]]:
    """Find the options that a sentence weighs, each with its mention kind before and its reason."""
    for pattern in (_CHOSEN_OVER, _MOVED_FROM, _REPLACED):
        for match in pattern.finditer(text):
            right_option, reason, is_of_right = _read_right_option(text, match.end())
            if pattern is _CHOSEN_OVER:
                yield NAMED, match[1], "" if is_of_right else reason
                yield NAMED, right_option, reason if is_of_right else ""
            else:
                yield NAMED, right_option, reason
                yield NAMED, match[1], ""
    for match in _INSTEAD_OF.finditer(text):
        right_option, reason, is_of_right = _read_right_option(text, match.end())
        left_option, left_reason = _read_left_option(text[: match.start()])
        yield NAMED, left_option, left_reason or ("" if is_of_right else reason)
        yield NAMED, right_option, reason if is_of_right else ""
    for match in _CONSIDERED.finditer(text):
        masked = _PARENTHESES.sub(lambda aside: "\0" * len(aside[0]), text[match.end() :])
        stop = _ENUMERATION_END.search(masked)
        end = match.end() + (stop.start() if stop else len(masked))
        reason_start = _REASON_START.match(text, end) if stop else None
        shared_reason = text[reason_start.end() :] if reason_start else ""
        for option, own_reason in _split_enumeration(text[match.end() : end]):
            yield CONSIDERED, option, own_reason or shared_reason
    for match in _VERSUS.finditer(text):
        yield NAMED, *_read_left_option(text[: match.start()])
        yield NAMED, _read_right_option(text, match.end())[0], ""


def _read_left_option(text: str) -> tuple[str, str]:
    """Return the option at the end of a text, and the reason in parentheses behind it."""
    text = text[-600:].rstrip()
    aside_start = text.rfind("(") if text.endswith(")") else -1
    reason = text[aside_start + 1 : -1] if aside_start >= 0 else ""
    before = text[:aside_start] if aside_start >= 0 else text
    clause = _CLAUSE_BREAK.split(before)[-1][-200:].strip()
    opening_words = _WORDS_BEFORE_OPTION.match(clause)
    return (clause[opening_words.end() :] if opening_words else clause), reason


def _read_right_option(text: str, start: int) -> tuple[str, str, bool]:
    """Return the option at `start`, the reason behind it, and whether the reason is its own."""
    stop = _OPTION_END.search(text, start)
    end = stop.start() if stop else len(text)
    aside = _PARENTHESES.match(text, end)
    if aside:
        return text[start:end], aside[1], True
    option = text[start:end]
    reason_start = _REASON_START.match(text, end)
    if reason_start is None:
        reason_start = _REASON_START.search(text, end, end + 60)
        if reason_start is None or "because" not in reason_start[0]:
            return option, "", False
    is_own = reason_start[0].strip(" ,") in (":", "-", "–", "—")
    return option, text[reason_start.end() :], is_own


def _split_enumeration(text: str) -> list[tuple[str, str]]:
    """Split an enumeration into its options, each with the reason in parentheses behind it."""
    masked = _PARENTHESES.sub(lambda aside: "\0" * len(aside[0]), text)
    separators = [match.span() for match in _OPTION_SEPARATOR.finditer(masked)]
    options, start = [], 0
    for end, next_start in [*separators, (len(text), 0)]:
        piece = text[start:end]
        aside = _PARENTHESES.search(piece)
        options.append((_PARENTHESES.sub("", piece), aside[1] if aside else ""))
        start = next_start
    return options


def _remove_markup(text: str) -> str:
    text = text.replace("](", " (") if "](" in text else text
    return " ".join(_EMPHASIS.sub("", text).replace("[", "").split())


def _trim_option(option: str) -> str:
    option = option.strip(" \t-–—.,;:!?\"'“”‘’*_`[]")
    return _FILLER_WORDS.sub("", option)
