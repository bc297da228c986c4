"""Rules on a page's own text: what a template or a merge left, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from minutebook.checks.base import CheckContext, Problem, page_rule, quote_excerpt, rule
from minutebook.checks.page import RECORD_ARGUMENT, Page
from minutebook.lean.patterns import compile_lazily
from minutebook.records import filenames
from minutebook.records.model import ADR
from minutebook.text import markdown
from minutebook.text.markdown import section_hints

# {{NAME}} of spec-kit, in prose only in capitals: {{ name }} may be somebody's own example. In
# front matter and headings nothing in braces is text. What is escaped is text.
_TOKEN = compile_lazily(
    r"(?<![$\\])\{\{[ ]?[A-Z][A-Z0-9_]*[ ]?\}\}|(?<!\\)\[(?:TODO|TBD)(?:[:\]]|[ ][^\]\n]{0,80}\])"
)
_HEADING_TOKEN = compile_lazily(
    r"(?<![$\\])\{\{[^{}\n]{1,80}\}\}|(?<!\\)\[[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\](?!\()"
)
_HEADING_WHOLE = compile_lazily(r"^#{1,6}[ \t]+(?:ADR-\S{1,20}[ \t]+)?(\{[^{}\n]{2,120}\})[ \t#]*$")
_FIELD_WHOLE = compile_lazily(
    r"^[A-Za-z_-]{1,40}:[ \t]+[\"']?(\{[A-Za-z][^{}:\n]{1,200}\})[\"']?[ \t]*$"
)
# What the templates of MADR 2 to 4 say in brackets or braces, and adr-tools' own in plain words.
_TEMPLATE_WORDS = compile_lazily(
    r"(?<!\\)[\[{](?i:short title|short noun phrase|title of option [0-9]|option [0-9][\]}]"
    r"|argument [a-z][\]}]|decision driver [0-9]"
    r"|justification\. |describe the context and problem|yyyy-mm-dd when|yyyy-mm-dd[\]}]"
    r"|list everyone|proposed \| (?:rejected|accepted)|description \| ticket"
    r"|example \| description|link type\]|e\.g\., improvement|e\.g\., compromising)"
    r"|^(?:The issue motivating this decision, and any context that influences"
    r"|The change that we're proposing or have agreed to implement\.$"
    r"|What is the issue that we're seeing that is motivating this decision or change\?$"
    r"|What is the change that we're (?:actually )?proposing (?:and/)?or doing\?$"
    r"|What becomes easier or more difficult to do and any risks introduced)"
)
# `stage: <stage>`
_FIELD_NAME = compile_lazily(
    r"^[A-Za-z_-]{1,40}:[ \t]+[\"']?(<[A-Za-z][\w /|-]{0,60}>)[\"']?[ \t]*$"
)
_PROSE_PATTERNS = (_TOKEN, _TEMPLATE_WORDS)
_HEADING_PATTERNS = (_HEADING_TOKEN, _HEADING_WHOLE, *_PROSE_PATTERNS)
_FRONT_MATTER_PATTERNS = (_HEADING_TOKEN, _FIELD_WHOLE, _FIELD_NAME, *_PROSE_PATTERNS)
# What begins a placeholder of most patterns, at a bracket or a brace: quick to search for.
_HINT = compile_lazily(
    r"[\[{](?:TODO|TBD|\{|[A-Z][A-Z0-9]*_"
    r"|(?i:short (?:title|noun)|title of|option [0-9]|argument|decision dr|justif|describe the"
    r"|yyyy-mm|list everyone|proposed \||description \||example \||link type|e\.g\.,))"
)
_WHOLE_HINT = compile_lazily(r"[ \t][\"']?(?:\{|<[A-Za-z])")  # in a heading, or a field
_PHRASES = ("The issue motivating", "The change that", "What is the ", "What becomes easier")
_LINE_HINTS = ("{", "[", "<", *_PHRASES)  # a line with a placeholder has one of them
_PROMPT_TOKEN = compile_lazily(r"\{\{PROMPT[A-Z_]*\}\}")


@page_rule(
    "placeholder",
    "warning",
    "The page still has words of its template that someone was to replace. Fences, inline code and"
    " prompts are not looked at.",
)
def placeholder(page: Page) -> Iterator[Problem]:
    """What a template left to be filled in and nobody did."""
    placeholders = list(_find_placeholders(page)) if _may_have_placeholder(page.text) else ()
    if placeholders:
        texts = list(dict.fromkeys(text for _, text in placeholders))
        more = f" and {len(texts) - 3} more" if len(texts) > 3 else ""
        yield Problem(
            page.record.path,
            placeholders[0][0],
            f"{page.record.ref} still has what its template left to fill in:"
            f" {', '.join(quote_excerpt(text, 40) for text in texts[:3])}{more}.",
            "Fill it in, or take the line out.",
        )


def _may_have_placeholder(text: str) -> bool:
    """Whether a page may have a placeholder: most have none of what all placeholders begin with."""
    if any(phrase in text for phrase in _PHRASES) or _HINT.search(text):
        return True
    return ("{" in text or "<" in text) and _WHOLE_HINT.search(text) is not None


def _remove_code(text: str) -> str:
    parts, offset = [], 0
    for start, end in markdown.find_code_spans(text):
        parts.append(text[offset:start])
        offset = end
    return "".join([*parts, text[offset:]])


def _find_placeholders(page: Page) -> Iterator[tuple[int, str]]:
    """Line number and text of each placeholder of a page."""
    last_front_matter_line = _find_front_matter_end(page)
    prompt_lines = page.prompt_lines
    for line in page.lines:
        text = line.text
        if not any(hint in text for hint in _LINE_HINTS):
            continue
        if line.number in prompt_lines:
            if not line.is_code and _PROMPT_TOKEN.fullmatch(text.strip()):
                yield line.number, text.strip()
            continue
        if line.number <= last_front_matter_line:
            patterns: Iterable[re.Pattern[str]] = _FRONT_MATTER_PATTERNS
        elif line.is_code or line.is_comment:
            continue
        elif text.startswith("#"):
            patterns = _HEADING_PATTERNS
        else:
            patterns = _PROSE_PATTERNS
        if "`" in text:
            text = _remove_code(text)
        for pattern in patterns:
            match = pattern.search(text)
            if match:
                yield line.number, match[match.re.groups].strip()
                break


def _find_front_matter_end(page: Page) -> int:
    """The last line of the front matter; 0 where there is none."""
    if page.front_matter.shape == "none":
        return 0
    return page.text.count("\n", 0, page.front_matter.body_start)


# What says nothing: list marks, boxes to tick, quotes, rules and lines of tables without words.
_MARKS_ALONE = r"(?:[\s>|:_=*+-]|[0-9]{1,3}[.)](?=\s|\Z)|\[ \])*"
_MAX_MARKS = 2000  # characters of a section that may be such
# What a decision is without: the usual sections of all templates, in the languages that are known.
# Others ("Notes", "Neutral") are left empty where there is nothing to say.
_MORE_SECTIONS = frozenset(
    (
        *("context and problem statement", "problem statement", "decision outcome", "rationale"),
        *("decisions", "outcome", "consequence"),
        *("alternatives", "alternatives considered", "konsequenzen", "conséquences"),
        *("consecuencias", "consequências", "conseguenze", "gevolgen", "последствия", "后果"),
        *("影响", "影響", "結果", "결과"),
    )
)


@cache
def _list_main_sections() -> frozenset[str]:
    from minutebook.records.adr.vocabulary import labels

    return (labels.NOT_TITLES - {"status", "date"}) | _MORE_SECTIONS


@page_rule(
    "empty-section",
    "info",
    "A decision was accepted, and its page says nothing below a heading such as Context, Decision"
    " or Consequences, or has a comment of its template in that place: what was decided, why, or"
    " what follows from it, is not recorded.",
)
def empty_section(page: Page) -> Iterator[Problem]:
    """Sections of an accepted decision that have no text: one problem for each page."""
    record = page.record
    if record.kind is not ADR or record.state != "accepted" or not record.is_editable:
        return
    empty = {section.line_number: section.title for section in _find_empty_sections(page)}
    empty |= _find_hinted_sections(page.text)
    if empty:
        titles = [quote_excerpt(title, 40) for _, title in sorted(empty.items())]
        yield Problem(
            record.path,
            min(empty),
            f"{record.ref} is accepted, and has no text for {', '.join(titles)}.",
            "Write what belongs there, or take the heading or the comment out:"
            f" `minutebook edit {RECORD_ARGUMENT}`.",
        )


def _find_hinted_sections(text: str) -> dict[int, str]:
    """The usual sections in whose place a comment of the template stands: line and title."""
    hints = list(section_hints.find_hints(text))
    if not hints:
        return {}
    titles = {markdown.fold_title(section.title) for section in markdown.parse_sections(text)}
    return {
        hint.line.number: hint.title
        for hint in hints
        if (title := markdown.fold_title(hint.title)) in _list_main_sections()
        and title not in titles
    }


def _find_empty_sections(page: Page) -> Iterator[markdown.Section]:
    """The usual sections that have neither text nor sections of their own."""
    from minutebook.records.phr.page_spans import cut_before_generated, find_generated_spans

    text = page.text
    sections = markdown.parse_sections(text, page.front_matter.body_start)
    spans = find_generated_spans(text)
    for section, following in pairwise((*sections, None)):
        if (
            section is None
            or section.level == 1
            or markdown.fold_title(section.title) not in _list_main_sections()
        ):
            continue
        if following and (
            following.level > section.level
            or markdown.fold_title(following.title).startswith(("option", "alternative"))
        ):
            continue
        end = following.start if following else len(text)
        content = cut_before_generated(text, section.body_start, end, spans)
        content = re.sub(r"<!--[\s\S]{0,5000}?-->", "", content).strip()
        if len(content) < _MAX_MARKS and re.fullmatch(_MARKS_ALONE, content):
            yield section


_CONFLICT_MARKER = compile_lazily(r"(?m)^(<{7}|={7}|>{7})(?=[ \r\n]|$)")


def _find_page_conflict(page: Page) -> Iterator[Problem]:
    """What a merge left in a record's page. A prompt may hold it: it is verbatim."""
    if _may_conflict(page.text):
        yield from _find_conflict(page.record.path, page.record.ref, page.text, page.prompt_lines)


@rule(
    "conflict-markers",
    "error",
    "The page has the marker lines of a merge that was not finished.",
    in_page=_find_page_conflict,
)
def conflict_markers(context: CheckContext) -> Iterator[Problem]:
    """What a merge left in an index page; in records, `_find_page_conflict` finds it."""
    for path, text in context.records.pages.items():
        if _may_conflict(text) and filenames.is_index_page_name(path.rpartition("/")[2]):
            yield from _find_conflict(path, quote_excerpt(path, 200), text, range(0))


def _may_conflict(text: str) -> bool:
    return "<<<<<<<" in text or ">>>>>>>" in text


def _find_conflict(path: str, name: str, text: str, prompt_lines: range) -> Iterator[Problem]:
    line_numbers = _find_conflict_lines(text, prompt_lines)
    if not line_numbers:
        return
    fix = "Decide which side holds, and take the marker lines out."
    from minutebook.records.index import merging  # few pages need it

    merged = merging.remove_block_conflicts(text)
    if merged != text:
        has_more = bool(_find_conflict_lines(merged, range(0)))
        fix = f"Run `minutebook index`{', then decide which side holds' if has_more else ''}."
    for line_number in line_numbers:
        yield Problem(
            path, line_number, f"{name} has the markers of a merge that was not finished.", fix
        )


def _find_conflict_lines(text: str, prompt_lines: range) -> list[int]:
    """The lines where conflicts begin.

    Outside fences the opening or the closing marker is enough. Inside one (an example, or a merge
    through a fence) all three must be there, in order.
    """
    plain: list[tuple[str, int]] = []
    fenced: list[tuple[str, int]] = []
    for line in markdown.parse_lines(text):
        match = _CONFLICT_MARKER.match(line.text)
        if match and line.number not in prompt_lines:
            (fenced if line.is_code else plain).append((match[1][0], line.number))
    signs = "".join(sign for sign, _ in plain)
    openings = [line_number for sign, line_number in plain if sign == "<"]
    if openings:
        return openings
    if "=>" in signs:
        return [plain[signs.index("=>")][1]]
    if re.search("<=+>", "".join(sign for sign, _ in fenced)):
        return [next(line_number for sign, line_number in fenced if sign == "<")]
    return []
