"""A decision's page as sections with a role, and their text as blocks without markup."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records.adr.statements.plain_sentences import (
    cut_text,
    split_sentences,
    strip_markup,
)
from minutebook.records.adr.vocabulary import titles
from minutebook.records.adr.vocabulary.page_parts import find_part
from minutebook.records.drafting.forms.section_roles import find_role, strip_remark
from minutebook.records.model import GENERATED_BLOCKS
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown.visible import remove_invisible

_MAX_SECTIONS = 300
_MAX_LINES, _MAX_BLOCKS = 400, 40  # of a section that are looked at
_MAX_BLOCK_CHARS = 4000
_BULLET = compile_lazily(r"([ \t]*)(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[([ xX])\][ \t]+)?(?=\S)")
_TABLE_LINE = compile_lazily(r"\s*\|?[\s:|-]{3,}\|?\s*\Z")
_RULE = compile_lazily(r"\s*(?:[-*_=]\s*){3,}\Z")
_QUOTE = compile_lazily(r"(?:[ \t]{0,3}>[ \t]?){1,4}")
_LABEL = compile_lazily(
    r"(?:\*\*|__)(?P<bold>[^*_\n]{2,60}?)(?::[ \t]*(?:\*\*|__)|(?:\*\*|__)[ \t]*:?)[ \t]*"
    r"|(?P<plain>[^\W\d_][\w -]{2,40}):[ \t]+(?=\S)"
)
_HEADING_LABEL = compile_lazily(r"\s*(?::|：|\s[-–—])\s*")
_TICK = compile_lazily(r"\[[xX]\] ?")
# What a template says in the place of a decision, and words for one that is yet to come.
_PLACEHOLDER = compile_lazily(
    r"(?i)\W{0,4}(?:tbd|tbc|to be (?:determined|decided|defined|completed|written|done)|todo|n/?a"
    r"|none(?: yet)?|pending|wip|work in progress|\?+|…|\.{2,}|x{3,}|lorem ipsum"
    r"|not (?:yet )?(?:decided|applicable))\W{0,4}\Z"
    r"|what is the change that we['’]?re proposing"
    r"|th(?:is|e) (?:section|change) (?:describes (?:our response|the decision)|that we['’]?re"
    r"|should (?:contain|describe))"
    r"|(?:describe|explain|summari[sz]e|write|insert|state|document|record|list|fill in|add|enter)"
    r" (?:here|your|the (?:decision|change|chosen|final|outcome)|what (?:was|you|we|is))\b"
    r"|(?:if the proposed|\W{0,3}> ?this section|please (?:indicate|describe|list|add))"
    r"|.{0,40}\[(?:option|title|name|justification|decision|insert|your)\b[^\]]{0,60}\](?!\()"
    r"|.{0,40}\{(?:option|title|name|justification|decision|insert|your)\b[^}]{0,60}\}"
    r"|.{0,40}<(?:option|title|name|justification|decision|insert|your)\b[^>]{0,60}>"
)
_WHOLE_PLACEHOLDER = compile_lazily(r"\s*(?:\{[^{}]*\}|\[[^\[\]]*\]|<[^<>]*>)[.:]?\s*\Z")
_WEAK_TITLES = frozenset(
    (
        *("proposal", "approach", "recommendation", "recommended", "conclusion", "design", "what"),
        *("how", "summary", "overview", "tl;dr", "tldr", "implementation", "goals", "description"),
    )
)
OPTION_NUMBER = compile_lazily(
    r"(?i)(?:option|alternative|alt|solution|approach|variante?|opción|opção)[ #]{1,2}(\w{1,2})\b"
)
_MAX_OPTION_TOKENS = 26
_DECISION_TITLE = compile_lazily(r"decisions?(?: \w{1,3})?")


class Block(Value):
    """A paragraph or an item of a list, as plain text. `label` is what it calls itself."""

    text: str
    is_item: bool
    label: str = ""


class Part(Value):
    """A section of a page: its level, title as shown, what it is for, and its own blocks.

    `role` is as `find_role` and `find_part` say, "decision" where it holds the decision, "weak"
    where it may. `statement` is what the heading itself says: of "Decision: use X" the X.
    """

    level: int
    title: str
    role: str
    statement: str
    body: str


def list_parts(text: str) -> list[Part]:
    """The sections of a page, the text before the first heading as a section without a title."""
    has_front_matter = text.lstrip("\ufeff").startswith("---")
    body_start = frontmatter.parse(text)[0].body_start if has_front_matter else 0
    shown = text[body_start:]
    for name in GENERATED_BLOCKS:
        shown = markdown.remove_block(shown, name)
    shown = remove_invisible(shown)
    sections = markdown.parse_sections(shown)
    first = sections[0].start if sections else len(shown)
    parts = [Part(0, "", "", "", shown[:first])]
    for section in sections[:_MAX_SECTIONS]:
        end = markdown.find_own_end(shown, section, sections)
        role, statement = _read_heading(section.title)
        title = strip_markup(section.title)
        parts.append(Part(section.level, title, role, statement, shown[section.body_start : end]))
    return parts


def _read_heading(title: str) -> tuple[str, str]:
    """What a section is for, and what its heading states beside that."""
    role = find_title_role(title)
    if role and role != "mentioned":
        return role, ""
    label = _HEADING_LABEL.search(title)
    if label:
        outer = find_title_role(title[: label.start()])
        statement = strip_markup(title[label.end() :])
        if outer == "decision" and not is_placeholder(statement):
            return "decision", statement
    return role, ""


def find_title_role(title: str) -> str:
    """What a heading or label of these words opens: see `Part`."""
    folded = markdown.fold_title(strip_remark(title))
    role = find_role(folded)
    if role == "decision" or not role:
        part = find_part(folded)
        role = "decision" if "decision" in (part, role) and part != "mentioned" else part
    if folded in ("proposal", "recommendation", "conclusion", "recommendations", "conclusions"):
        return "weak"
    if _DECISION_TITLE.fullmatch(folded) or folded == "decided":
        return "decision"
    return role or ("weak" if folded in _WEAK_TITLES else "")


def list_blocks(body: str) -> list[Block]:
    """The paragraphs and items of a text that say something: no code, pictures or rules."""
    blocks: list[Block] = []
    lines: list[str] = []
    is_item = False

    def end_block() -> None:
        nonlocal is_item
        if lines:
            label, content = _split_label(" ".join(lines))
            plain = _TICK.sub("", strip_markup(content[:_MAX_BLOCK_CHARS]))
            if plain and not is_placeholder(plain):
                blocks.append(Block(plain, is_item, label))
        lines.clear()
        is_item = False

    for line in markdown.parse_lines(body):
        content = _QUOTE.sub("", line.text, count=1) if line.text.lstrip()[:1] == ">" else line.text
        if line.is_code or line.is_comment or not content.strip() or _RULE.match(content):
            end_block()
        elif content.strip().startswith("|"):
            end_block()
            blocks += _read_row(content)
        elif bullet := _BULLET.match(content):
            end_block()
            is_item = True
            lines.append(content[bullet.end() :].strip())
        elif content.startswith("    ") and not lines:
            continue
        else:
            lines.append(content.strip())
        if len(blocks) > _MAX_BLOCKS or line.number > _MAX_LINES:
            break
    end_block()
    return blocks


def _read_row(line: str) -> Iterator[Block]:
    """A row of a table: its first cell as the label, the next as the text."""
    cells = [strip_markup(cell) for cell in line[:_MAX_BLOCK_CHARS].strip().strip("|").split("|")]
    if _TABLE_LINE.match(line) or len(cells) < 2 or not cells[1]:
        return
    if not is_placeholder(cells[1]):
        yield Block(cells[1], True, cells[0] or "-")


def _split_label(text: str) -> tuple[str, str]:
    """What a block calls itself, and its text: `**Decision:** Use X.`."""
    label = _LABEL.match(text)
    if label is None:
        return "", text
    name = (label["bold"] or label["plain"]).strip(" :")
    rest = text[label.end() :]
    return (strip_markup(name), rest) if rest.strip() else ("", text)


def is_placeholder(plain: str) -> bool:
    """Whether a text says nothing: what a template has, or a word for what is yet to come."""
    return bool(
        len(plain) < 2
        or _PLACEHOLDER.match(plain)
        or _WHOLE_PLACEHOLDER.match(plain)
        or titles.is_leftover(plain)
        or not any(map(str.isalnum, plain))
    )


def find_option(parts: list[Part], number: str) -> str:
    """The name of an option by its number, from the list of options or the headings of them."""
    position = int(number) if number.isdecimal() else ord(number.lower()[0]) - ord("a") + 1
    listed: list[str] = []
    for part in parts:
        match = OPTION_NUMBER.match(part.title)
        if match and match[1].casefold() == number.casefold():
            name = part.title[match.end() :].strip(" :.-–—)")
            if name:
                return name
        if part.role == "options" and not listed:
            listed = [
                f"{block.label}: {block.text}" if block.label else block.text
                for block in list_blocks(part.body)
                if block.is_item
            ]
    for name in listed:
        match = OPTION_NUMBER.match(name)
        if match and match[1].casefold() == number.casefold():
            return _shorten_option(name[match.end() :])
    if 0 < position <= len(listed) and not OPTION_NUMBER.match(listed[position - 1]):
        return _shorten_option(listed[position - 1])
    return ""


def _shorten_option(name: str) -> str:
    sentences = split_sentences(name.strip(" :.-–—)"))
    return cut_text(sentences[0].rstrip("."), _MAX_OPTION_TOKENS) if sentences else ""
