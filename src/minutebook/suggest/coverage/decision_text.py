"""Read from a decision's page which options it adopts, refuses and mentions."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, field
from minutebook.records.adr.fields import list_items
from minutebook.records.adr.vocabulary.page_parts import CHOSEN_OPTION, find_part
from minutebook.records.model import Record, read_as_markdown
from minutebook.suggest.prose.names import find_purposes, normalise_words
from minutebook.suggest.prose.polarity import ADOPTED, MENTIONED, REFUSED, Sides, split_sides
from minutebook.text import frontmatter, markdown

_MAX_PAGE_CHARS = 60_000  # the rest of a page is not read
_BULLET_MARK = compile_lazily(r" ?(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)")
_NESTED_BULLET = compile_lazily(r"[ \t]+(?:[-*+]|\d{1,3}[.)])[ \t]")
_LABEL_PATTERN = compile_lazily(
    r"[*_ ]{0,4}([^:*_.|`]{2,60}?)[*_ ]{0,3}:[*_ ]{0,4}(?=\S)|\*\*([^*]{2,60})\*\*"
)
_OPTION_NUMBER = compile_lazily(
    r"(?i)[*_`\" ]{0,4}(?:option|alternative|alt|solution|approach)[ #]{1,2}(\w{1,2})\b"
    r"[*_ ]{0,3}[:.)–—-]*"
)
_BOLD_TEXT = compile_lazily(r"\*\*([^*]{2,80})\*\*(?! ?[(✅✔←])")
_CHOSEN_MARK = compile_lazily(
    r"(?i)\((?:chosen|selected|accepted|preferred|decided)\b|✅|✔|\[x\]|←"
)
_OPTION_NAME_END = compile_lazily(r"(?:: |[:;]$| [-–—] |\. |, |\(|\bbecause\b)")


class DecisionText(Value, frozen=False):
    """What a decision's page decides, in plain words (see `prose.names`).

    `raw_title` is the title as written, `title_sides` the title by side. `adopted_clauses` are the
    adopting parts of the decision, one for each paragraph or bullet, `refused_text` the refusing
    ones. `options` are the names of the options that are listed, `options_text` the prose among
    them. `chosen_option` is the one that the page names as chosen, "" for none. `recorded_topics`
    are topics that its front matter records, `labels` its tags. `body` is the page as written.
    """

    raw_title: str
    title_sides: Sides
    plain_title: str
    adopted_clauses: list[str] = field(default_factory=list)
    refused_text: str = " "
    options: list[str] = field(default_factory=list)
    options_text: str = " "
    chosen_option: str = ""
    recorded_topics: tuple[str, ...] = ()
    labels: str = " "
    body: str = ""
    _plain_text: str = ""

    @property
    def plain_text(self) -> str:
        """The whole page as plain words."""
        self._plain_text = self._plain_text or normalise_words(self.body)
        return self._plain_text

    @property
    def adopted_text(self) -> str:
        """Everything that the decision and the chosen option adopt."""
        return " ".join((*self.adopted_clauses, self.chosen_option))


def read_decision(record: Record) -> DecisionText:
    """Read what a decision's page decides. Never raises."""
    text = read_as_markdown(record.path, record.text)[:_MAX_PAGE_CHARS]
    has_front_matter = text.lstrip("\ufeff").startswith("---")
    body_start = frontmatter.parse(text)[0].body_start if has_front_matter else 0
    title = record.title[:400]
    decision = DecisionText(title, split_sides(normalise_words(title)), normalise_words(title))
    fields = {key.lower(): value for key, value in record.fields.items()}
    decision.recorded_topics = tuple(
        normalise_words(item) for key in ("topic", "topics") for item in list_items(fields.get(key))
    )
    tags = (item for key in ("tags", "labels") for item in list_items(fields.get(key)))
    decision.labels = normalise_words(" , ".join(tags))
    decision.body = text[body_start:]
    refused_parts: list[str] = []
    mentioned_parts: list[str] = []
    options_by_number: dict[str, str] = {}
    blocks = list(_iterate_blocks(text, body_start))
    has_decision = any(part == "decision" for part, _, _ in blocks)
    for part, is_item, block_text in blocks:
        if chosen := CHOSEN_OPTION.search(block_text):
            choice = split_sides(normalise_words(_extract_choice(chosen[1]))).adopted
            decision.chosen_option = decision.chosen_option or choice
        if part == "options":
            if is_item:
                _add_option(decision, block_text, options_by_number)
            else:
                decision.options_text += normalise_words(block_text)
            continue
        if part == MENTIONED or (has_decision and not part):
            continue
        default_side = part if part in (ADOPTED, REFUSED) else MENTIONED
        sides = split_sides(normalise_words(block_text), default_side)
        if sides.adopted.strip():
            decision.adopted_clauses.append(sides.adopted)
        refused_parts.append(sides.refused)
        if part == "decision":
            mentioned_parts.append(sides.mentioned)
    decision.refused_text = " ".join(refused_parts)
    if not decision.adopted_clauses and not decision.chosen_option:
        # "Redis is our cache": no word says that it was decided.
        decision.adopted_clauses = mentioned_parts
    decision.chosen_option = options_by_number.get(
        decision.chosen_option.strip(), decision.chosen_option
    )
    return decision


def _extract_choice(text: str) -> str:
    """Extract the name of a chosen option; `Option 2` for one that is only options_by_number."""
    number = _OPTION_NUMBER.match(text)
    if number is None:
        return text
    name = text[number.end() :].strip(' *_"`.,')
    if name and not name.startswith(("because", "since")):
        return name
    return number[0].rstrip(":.)–—-* ")


def _add_option(decision: DecisionText, text: str, options_by_number: dict[str, str]) -> None:
    """Add an item of a list of options to what the page decides.

    `options_by_number` collects the option under its number (`option 2`, `alternative b`).
    """
    bold = _BOLD_TEXT.match(text)
    text = bold[1] if bold else text
    number = _OPTION_NUMBER.match(text)
    name = text[number.end() :] if number and text[number.end() :].strip() else text
    name_end = _OPTION_NAME_END.search(name, 3)
    is_label = name_end and name_end[0] == ": "
    if name_end and is_label and find_purposes(normalise_words(name[: name_end.start()])):
        # "Caching: Redis" is an option for caching.
        name_end = _OPTION_NAME_END.search(name, name_end.end())
    option = normalise_words(name[: name_end.start() if name_end else 300].strip())
    decision.options.append(option)
    if number:
        options_by_number[f"option {number[1].lower()}"] = option
        options_by_number[normalise_words(number[0]).strip()] = option
    options_by_number.setdefault(f"option {len(decision.options)}", option)
    if _CHOSEN_MARK.search(text):
        decision.chosen_option = decision.chosen_option or option


def _iterate_blocks(text: str, body_start: int) -> Iterator[tuple[str, bool, str]]:
    """Iterate over the paragraphs, bullets and table rows of a page.

    Each comes as its part, whether it is an item of a list, and its text. The part is `options`,
    `decision`, a side where the label of the text says so, or "".
    """
    headings = {section.start: section for section in markdown.parse_sections(text, body_start)}
    stack: list[tuple[int, str]] = [(0, "")]
    part, skip = "", body_start
    paragraph: list[str] = []
    is_item = False
    for line in markdown.parse_lines(text, body_start):
        heading = headings.get(line.start)
        stripped = line.text.strip()
        is_break = bool(heading) or not stripped or line.is_code or line.is_comment
        bullet = None if is_break or part == MENTIONED else _BULLET_MARK.match(line.text)
        row = stripped.startswith("|")
        if paragraph and (
            is_break or bullet or row or line.start < skip or stripped.startswith("**")
        ):
            yield from _split_label(part, is_item, " ".join(paragraph))
            paragraph, is_item = [], False
        if heading:
            while stack[-1][0] >= heading.level:
                stack.pop()
            own_part, outer_part = find_part(markdown.fold_title(heading.title)), stack[-1][1]
            part = own_part or outer_part
            if outer_part == "options" and own_part in ("", "options"):
                yield "options", True, heading.title
                part = MENTIONED
            stack.append((heading.level, own_part or part))
            skip = heading.body_start
        elif is_break or part == MENTIONED or line.start < skip:
            continue
        elif bullet:
            paragraph, is_item = [line.text[bullet.end() :].strip()], True
        elif row:
            cell = stripped.strip("|").partition("|")[0].strip()
            if cell.strip(":- "):
                yield from _split_label(part, True, cell)
        elif _NESTED_BULLET.match(line.text):
            yield from _split_label("decision" if part == "decision" else MENTIONED, True, stripped)
        else:
            is_item = is_item or (not paragraph and stripped.startswith("**") and part == "options")
            paragraph.append(stripped)
    if paragraph:
        yield from _split_label(part, is_item, " ".join(paragraph))


def _split_label(part: str, is_item: bool, block_text: str) -> Iterator[tuple[str, bool, str]]:
    """Give a text the part that its label names (`**and neglected:** …`), without the label."""
    label = _LABEL_PATTERN.match(block_text)
    label_part = find_part(markdown.fold_title(label[1] or label[2])) if label else ""
    if label and label_part and label_part != "options":
        side = ADOPTED if label_part == "decision" else label_part
        yield side, is_item, block_text[label.end() :]
    elif part == "decision" and (label or (is_item and len(block_text) < 60)):
        yield ADOPTED, is_item, block_text
    else:
        yield part, is_item, block_text
