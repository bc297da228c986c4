"""Reads a prompt as sentences: without markdown, quotations, and what was pasted from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.agents.capture.summary.branches import join_hinted, match_start
from minutebook.agents.capture.summary.phrases import is_request_start
from minutebook.lean.values import Value

__all__ = [
    "Sentence",
    "clean_whitespace",
    "count_words",
    "find_error",
    "list_sentences",
    "strip_quotes",
]

_MAX_LINES = 200
_MAX_LINE_CHARS = 2000
_MAX_SENTENCES = 60

_FENCED_BLOCK = r"(?ms)^ {0,3}(```|~~~).*?(?:^ {0,3}\1[^\n]*$|\Z)"
_LINE_MARKERS = r"(?:#{1,6}\s+|>\s?|[-*+•]\s+(?:\[[ xX]\]\s+)?|[0-9]{1,3}[.)]\s+)+"
_LIST_MARKS = tuple("#>-*+•0123456789")  # with which the markers of lines begin
_LIST_ITEM = r"[ \t]{0,20}(?:[-*+•]|[0-9]{1,3}[.)])\s"
_LINK = r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,500}\)"
# Group 1 is a span of code, which stays as it is; everything else that matches is left out.
_EMPHASIS = r"((?<!`)`[^`\n]{1,500}`(?!`))|\*\*|__|`+|~~|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])"
_TAGS = r"</?([A-Za-z][\w-]{0,40})(?: [^<>\n]{0,200})?/?>"
_LINE_TAGS = ("br", "hr")
# What stands for something that is not shown: a secret, a picture, a pasted text.
_PLACEHOLDERS = (
    r"(?i)\[(?:redacted(?::[^\]\n]{0,80})?|image #?[0-9]{0,4}|pasted text[^\]\n]{0,60}|"
    r"file:[^\]\n]{0,200})\]"
)
_SENTENCE_END = "[.!?…。！？]"
_AFTER_SENTENCE = "\"')]”’»"  # or a blank
_ABBREVIATIONS = "e.g i.e etc vs approx cf no fig mr mrs dr st z.b bzw ca incl resp usw p.ex"
# A joiner stays between signs that it joins: an emoji of several, letters of some scripts.
_INVISIBLE = (
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
    "|(?<![\u0900-\u1fff\u2100-\U0010ffff])\u200d|\u200d(?![\u0900-\u1fff\u2100-\U0010ffff])"
)
_SURROGATES = "[\ud800-\udfff]"
_QUOTES = "\"“”„«»‚‘'"
_CLOSING_OF = {'"': '"', "“": "”", "„": "“”", "«": "»", "‘": "’", "'": "'", "‚": "‘’"}
_STEPS = (
    r"steps(?: to reproduce)?|repro(?:duction)?|to reproduce|expected(?: behaviou?r)?|"
    r"actual(?: behaviou?r)?|logs?|output|error|stack ?trace|current behaviou?r|environment"
)
_STEPS_END = r"\s{0,3}:?\Z"

# A line of what programs print, of a stack trace, a diff or code: no sentence of the user's.
_PASTED = (
    ("Traceback", r"Traceback \(most recent"),
    ('File "', r"File \"[^\"\n]{1,300}\", line "),
    ("at ", r"at [^\n]{1,200}[(:][^\n]{0,200}:[0-9]"),
    ("-", r"\[?[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"),
    (":", r"\[?[0-9]{2}:[0-9]{2}:[0-9]{2}[\s\],.]"),
    (
        "INFO|WARN|ERR|DEBUG|FATAL|TRACE|CRITICAL|error|warning",
        (
            r"\[?(?:INFO|WARN|WARNING|ERROR|DEBUG|FATAL|TRACE|CRITICAL|error|warning|ERR!)\]?[: ]"
            r"\s?\S|error(?:\[\w{1,9}\])?: "
        ),
    ),
    ("npm ", "npm (?:ERR!|error|warn|WARN) "),
    ("E  |$ |PS |>>> |In [", r"E {2,}\S|\$ |PS [A-Z]:|>>> |In \[[0-9]"),
    ("===|---|___", "={3,}|-{3,}|_{3,}"),
    ("FAIL|PASS|ok", r"(?:FAILED|PASSED|FAIL|PASS|not ok|ok)\s\S{1,200}(?:::|\.\w{1,5}\b|[0-9])"),
    ("diff |@@ |index |+++ ", r"diff --git |@@ |index [0-9a-f]{7}|\+{3} "),
    ("+|-", r"[+-](?:\s{2}|[^\s+-][^\n]{0,200}[;{}()])"),
    ("", r"[0-9]{1,5}\s?\| "),
    ("index out of ", "index out of (?:bounds|range)"),
    ("Exception in thread", "Exception in thread "),
    ("^", r"\^+~*\s{0,9}\Z"),
    ("goroutine |panic: |Caused by: ", "goroutine [0-9]|panic: |Caused by: "),
    ("...", r"\.{3} [0-9]{1,4} more"),
    ("make|thread '", r"make(?:\[[0-9]\])?: \*|thread '"),
    ("{|}|[|]|(|)", r"[{}\[\]()][,;]?\s{0,9}\Z"),
    ('":', r"\"[\w-]{1,60}\":"),
    ("-->|//|/*|*/|#include|<?", r"-->|//|/\*|\*/|#include|<\?"),
    (
        "Error|Exception|Warning",
        r"(?:[A-Za-z_]\w{0,60}\.){0,9}\w{0,60}(?:Error|Exception|Warning)(?::|\s{0,9}\Z)",
    ),
    ("import", r"from \S{1,99} import|import [\w{*]"),
    ("def |class |function ", r"def \w{1,60}\(|class \w{1,60}[:({ ]|function \w{1,60}\("),
    ("const |let |var ", r"const \w|let \w{1,60} ?=|var \w"),
    ("public |private |return ", r"public \w|private \w|return [^\n]{0,100};"),
    ("if (|for (|while (", r"if \(|for \(|while \("),
    (";|{", r"[^\n]{1,300}[;{]\s{0,9}\Z"),
    (
        ":",
        (
            r"/[\w./-]{2,200}:[0-9]{1,6}|"
            r"[\w./-]{1,200}:[0-9]{1,6}:(?:[0-9]{1,6}|in | \w{0,60}(?:Error|Exception))"
        ),
    ),
    ("/|\\", r"\S{1,300}\s{0,9}\Z(?<=[/\\])"),
)
# A file or a folder that is mentioned as agents take it, "@src/main.py"; not a name, "@types/node".
_MENTION = (
    r"(?<![\w`@/.])@((?:[\w~.-]{1,60}/){0,20}(?:[\w-]{0,60}\.){1,4}(?:pyi?|[cm]?[jt]sx?|go|rs|java|kt|"
    r"rb|php|c|h|cc|cpp|hpp|cs|swift|sh|sql|md|mdx|rst|txt|json|ya?ml|toml|html?|s?css|vue|svelte|"
    r"lock|cfg|ini|env|xml|csv|ipynb)\b|(?:[\w.-]{1,60}/){1,20}(?=\s|\Z))"
)
_FIRST_MENTIONS = r"((?:`[^`]{1,400}`(?:,| and| und|:)?\s){1,9})(.+)"
_MENTIONED = r"(?i)\b(?:this|that|the|these|those|both)(?: two)? files?\b|\b(?:it|this|them)\Z"
_TRACES = ("Traceback (", 'File "', "at ")
_MARKS = '()[]{}:;/\\|=<>@^$"+_0123456789'
_ERROR = (
    r"(?m)^(?:E {2,9}|Caused by: |Exception in thread \"[^\"\n]{0,80}\" |[>\s]{0,9})"
    r"((?:[A-Za-z_]\w{0,60}\.){0,9}(?:[A-Z]\w{0,60})?(?:Error|"
    r"Exception|Panic)\b[^\n]{0,200}"
    r"|(?:error(?:\[\w{1,9}\])?|ERROR|fatal|FATAL|panic|Fatal error): [^\n]{1,200}|npm (?:ERR!|"
    r"error) (?!code )[^\n]{1,200})"
)
# Errors that are told by what stands before or behind them: those of pytest, Rust and Ruby.
_OTHER_ERROR = (
    r"(?m)^(?:E {2,9}|FAILED \S{1,200} - )(assert [^\n]{1,200})|"
    r"panicked at [^\n]{1,200}:\n([^\n]{1,200})|"
    r"^\S{1,200}:[0-9]{1,6}:in [^\n]{1,80}?: ([^\n]{1,200}\(\w{1,60}Error\))"
)
_OTHER_ERROR_HINTS = ("assert ", "panicked at ", "Error)")


# Letters of scripts without blanks between words.
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
_WORD = r"[^\W_]+(?:['’_-][^\W_]+)*"


class Sentence(Value):
    """A sentence of a prompt in one line, without its full stop.

    `is_aside`: it is a quotation, a step of a report, or was pasted.
    """

    text: str
    is_aside: bool = False


def list_sentences(text: str) -> list[Sentence]:
    """The sentences of a prompt in their order, without markdown, but code keeps its backticks.

    Fenced blocks, comments, and placeholders of secrets and pictures are left out.
    """
    # Few prompts have these, and a pattern that is not needed is not compiled.
    text = re.sub(_FENCED_BLOCK, "\n", text) if "```" in text or "~~~" in text else text
    text = _remove_comments(text)
    text = re.sub(_PLACEHOLDERS, " ", text) if "[" in text else text
    text = _remove_tags(text) if "<" in text else text
    sentences: list[Sentence] = []
    is_report = is_trace = False
    lines = (line[:_MAX_LINE_CHARS] for line in text.split("\n")[:_MAX_LINES])
    for line in _join_short_lists([*_join_lone_verbs(lines)]):
        if not line.strip():
            is_trace = False
            continue
        is_item = _is_item(line)
        is_report = is_report and is_item
        # What a stack trace shows of the code is indented, below the name of its file.
        is_pasted = (is_trace and line[0].isspace()) or _is_pasted(line)
        starts_trace = line[0].isspace() or line.startswith(_TRACES)
        is_trace = is_pasted and (is_trace or starts_trace)
        is_aside = is_report or line.lstrip().startswith(">") or is_pasted
        bare_line = _strip_markdown(line)
        if match_start(_STEPS, bare_line, _STEPS_END):
            is_report = True
            continue
        for sentence in _split_sentences(bare_line):
            whole = _show_mentions(clean_whitespace(sentence))
            if not any(char.isalnum() for char in whole):
                continue
            is_quoted = (
                whole[0] in _CLOSING_OF and whole.rstrip(".!?,")[-1] in _CLOSING_OF[whole[0]]
            )
            sentences.append(
                Sentence(strip_quotes(whole), is_aside or (is_quoted and len(whole) > 40))
            )
        if len(sentences) > _MAX_SENTENCES:
            break
    return sentences


def _join_lone_verbs(lines: Iterable[str]) -> Iterator[str]:
    """The lines; a verb alone in its line is joined with what goes on below, after blank lines."""
    verb = ""
    for line in lines:
        text = line.strip()
        if verb and text:
            goes_on = (text[0] in "`@/" or text[0].islower()) and not _is_pasted(line)
            if _is_item(line):
                yield from (f"{verb}:", line)
            elif goes_on:
                yield f"{verb} {text}"
            else:
                yield from (verb, line)
            verb = ""
        elif not verb and text.isalpha() and is_request_start(text):
            verb = text
        elif not verb:
            yield line
    if verb:
        yield verb


def _join_short_lists(lines: list[str]) -> Iterator[str]:
    """The lines; a verb before a list, "Add:", is joined with the items of the list."""
    start = ""
    items: list[str] = []
    for line in [*lines, ""]:
        if start and _is_item(line):
            items.append(_strip_markdown(line))
            continue
        if start:
            yield f"{start} {' and '.join(filter(None, (', '.join(items[:-1]), *items[-1:])))}"
        sentence_words = line.split()
        is_start = 0 < len(sentence_words) <= 2 and sentence_words[-1].endswith(":")
        start = (
            line.strip().removesuffix(":")
            if is_start and is_request_start(sentence_words[0])
            else ""
        )
        items = []
        if not start:
            yield line


def _remove_tags(text: str) -> str:
    """The text without tags; of one that is spoken of, and encloses nothing, its name stays."""
    closed_names = set(re.findall(r"</([A-Za-z][\w-]{0,40})>", text))

    def replace_tag(match: re.Match[str]) -> str:
        name = match[1]
        is_bare = match[0] in (f"<{name}>", f"<{name}/>") and name not in _LINE_TAGS
        return f" {name} " if is_bare and name not in closed_names else " "

    return re.sub(_TAGS, replace_tag, text)


def _remove_comments(text: str) -> str:
    """A text without the HTML comments in it; one that is not closed stays."""
    pieces: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[position:start])
        position = end + 3
    return " ".join([*pieces, text[position:]]) if pieces else text


def _is_item(line: str) -> bool:
    return line.lstrip(" \t").startswith(_LIST_MARKS) and re.match(_LIST_ITEM, line) is not None


def _is_pasted(line: str) -> bool:
    # Plain prose has none of what such lines have.
    has_marks = line[:1].isspace() or line[:3].isupper() or any(mark in line for mark in _MARKS)
    return has_marks and re.match(rf"\s{{0,20}}(?:{join_hinted(_PASTED, line)})", line) is not None


def _strip_markdown(line: str) -> str:
    line = line.strip()
    if line.startswith(_LIST_MARKS) and (markers := re.match(_LINE_MARKERS, line)):
        line = line[len(markers[0]) :]
    line = re.sub(_LINK, r"\1", line) if "](" in line else line
    return re.sub(_EMPHASIS, r"\1", line) if any(mark in line for mark in "*_`~") else line


def _split_sentences(line: str) -> Iterator[str]:
    """The sentences of a line without their full stops; an abbreviation does not end one."""
    position = 0
    for end in re.finditer(_SENTENCE_END, line):
        following = line[end.end() : end.end() + 1]
        is_end = not following or following.isspace() or following in _AFTER_SENTENCE
        if not is_end and end[0] not in "。！？":
            continue
        if line.count("`", position, end.start()) % 2:
            continue
        if end[0] == "." and _is_abbreviation(line[max(position, end.start() - 10) : end.start()]):
            continue
        yield line[position : end.start()] + (end[0] if end[0] in "?？" else "")
        position = end.end()
    yield line[position:]


def _is_abbreviation(beginning: str) -> bool:
    """Whether what stands before a full stop is a short form, one letter, or only a number."""
    lowered = beginning.lower()
    if lowered.isascii() and lowered.strip().isdigit():
        return len(lowered.strip()) <= 3
    forms = (lowered[-1:] if "a" <= lowered[-1:] <= "z" else "", *_ABBREVIATIONS.split())
    before = (lowered[: -len(form)][-1:] for form in forms if form and lowered.endswith(form))
    return any(not (char.isalnum() or char == "_") for char in before)


def _show_mentions(text: str) -> str:
    """A sentence with `path` for @path; a path that begins it is put where it belongs.

    "@src/main.py add logging to this file" gives "add logging to `src/main.py`".
    """
    shown = re.sub(_MENTION, r"`\1`", text) if "@" in text else text
    first = re.match(_FIRST_MENTIONS, shown) if shown != text and text[0] == "@" else None
    if first is None or not is_request_start(first[2]):
        return shown
    request, paths = first[2], " and ".join(re.findall("`[^`]+`", first[1]))
    if place := re.search(_MENTIONED, request):
        return f"{request[: place.start()]}{paths}{request[place.end() :]}"
    return f"{request} in {paths}" if " " in request else f"{request} {paths}"


def strip_quotes(text: str) -> str:
    """A text without quotation marks around it, or one that has no other."""
    for _ in range(2):
        if len(text) > 2 and text[0] in _CLOSING_OF and text[-1] in _CLOSING_OF[text[0]]:
            inner = text[1:-1]
            if text[0] not in inner:
                text = inner.strip()
                continue
        break
    for mark in '"“”„«»':
        is_pair = mark in "“„«" and any(each in text for each in "”»“")
        is_outside = text.startswith(mark) or text.endswith(mark)
        if text.count(mark) == 1 and is_outside and not is_pair:
            text = text.strip(mark).strip()
    return text


def clean_whitespace(text: str) -> str:
    """A text in one line, without invisible characters and halves of surrogate pairs."""
    visible = text
    if not text.isprintable():
        visible = re.sub(_SURROGATES, "\ufffd", re.sub(_INVISIBLE, " ", text))
    return " ".join(visible.split()).strip(" ,:;")


def find_error(text: str) -> str:
    """The error that a pasted log or stack trace ends with; "" without one."""
    matches = [
        clean_whitespace(re.sub(r"\Anpm (?:ERR!|error) ", "", match))
        for match in re.findall(_ERROR, text[:20_000])
    ]
    exceptions = [
        match for match in matches if re.match(r"[\w.]*(?:Error|Exception|Panic)\b", match)
    ]
    if not matches and any(hint in text for hint in _OTHER_ERROR_HINTS):
        others = re.search(_OTHER_ERROR, text[:20_000])
        matches = [clean_whitespace(next(filter(None, others.groups())))] if others else []
    # A stack trace ends with its error; of other logs the first says what began it.
    return exceptions[-1] if exceptions else (matches or [""])[0]


def count_words(text: str) -> float:
    """How many words a text has; two letters of a script without blanks between words are one."""
    unspaced_count = 0 if text.isascii() else len(re.findall(_UNSPACED, text))
    spaced = re.sub(_UNSPACED, " ", text) if unspaced_count else text
    return len(re.findall(_WORD, spaced)) + unspaced_count / 2
