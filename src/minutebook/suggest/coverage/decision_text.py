"""What a decision's page decides, as far as its words show: for which options, against which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from minutebook.records.adr.fields import list_items
from minutebook.records.model import Record
from minutebook.suggest.prose.names import find_purposes, normalise_words
from minutebook.suggest.prose.polarity import ADOPTED, MENTIONED, REFUSED, Sides, split_sides
from minutebook.text import frontmatter, markdown

_LONGEST = 60_000  # characters of a page that are read
_BULLET = re.compile(r" ?(?:[-*+]|\d{1,3}[.)])[ \t]+(?=\S)")
_NESTED = re.compile(r"[ \t]+(?:[-*+]|\d{1,3}[.)])[ \t]")
_LABEL = re.compile(r"[*_ ]{0,4}([^:*_.|`]{2,60}?)[*_ ]{0,3}:[*_ ]{0,4}(?=\S)|\*\*([^*]{2,60})\*\*")
# Which part of a page a heading or a label opens; the first that fits.
_PARTS = r"""
aside    decision (?:drivers?|makers?|context|process|criteria|date)|decide\w* (?:by|on)
options  .*\b(?:options?|alternatives?|candidates)\b.*|(?:what )?we considered
refused  (?:and |we )*(?:neglect|reject|discard|against|not chosen|ruled out)\w*\b.*
decision (?:the |our |proposed |final |architect\w+ |key |main )?DECISION(?: MADE)?
decision (?:chosen|selected|preferred) \w+|we (?:have )?(?:decided|chose|will|choose|use)\b.*
aside    (?:positive |negative |general |expected )?consequences?|(?:good|bad),? because.*
aside    (?:context|problem|the problem|rationale|accepting|related|follow.?ups?|future)\b.*
aside    (?:summary of|author|why)\b.*|pros|cons|pros and cons|positive|negative|neutral|links?
aside    references|notes|status|background|more information|(?:dis)?advantages|impacts?|risks?
aside    implications|confirmation|validation|drivers|motivation|issue|trade ?-?offs|requirements
aside    assumptions|constraints|date|tags|see also|history|change ?log|benefits|costs?|drawbacks
aside    in the context of|facing|to achieve|limitations|reasons?|deciders?|next steps
"""
_DECISION = (
    r"(?:decisions?|resolution|conclusions?|recommendations?|solution|proposal|outcome|choice)"
)
_MADE = r"(?:outcomes?|results?|taken|made|summary|details)"
_PART = [
    (row.split()[0], re.compile(rf"(?:{row.partition(' ')[2].strip()})\Z"))
    for row in _PARTS.replace("DECISION", _DECISION).replace("MADE", _MADE).strip().split("\n")
]
_CHOSEN = re.compile(
    r"(?i)\b(?:chosen|selected|preferred|decided|picked)[* ]{0,3}(?:option|alternative|solution"
    r"|approach|choice)?s?[* ]{0,3}(?: is| was)?[ *]{0,3}[:=—–-][ *]{0,4}([^\n]{2,400})"
)
_NUMBER = re.compile(
    r"(?i)[*_`\" ]{0,4}(?:option|alternative|alt|solution|approach)[ #]{1,2}(\w{1,2})\b"
    r"[*_ ]{0,3}[:.)–—-]*"
)
_BOLD = re.compile(r"\*\*([^*]{2,80})\*\*(?! ?[(✅✔←])")
_MARKED = re.compile(r"(?i)\((?:chosen|selected|accepted|preferred|decided)\b|✅|✔|\[x\]|←")
_HEAD_END = re.compile(r"(?:: |[:;]$| [-–—] |\. |, |\(|\bbecause\b)")


@dataclass(slots=True)
class DecisionText:
    """The words of a page that decide, as plain words of `terms` and `turns`.

    `title` and `prose` (the sentences of the decision) are parted into sides. `clauses` are the
    adopting parts of the prose, one a sentence or bullet. `options` are what was considered, head
    words alone. `chosen` is the option that the page names as chosen, "" where it names none.
    `kept` are topics that its front matter records, `labels` its tags. `raw` is the title as
    written.
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
    _whole: str = ""

    @property
    def plain_text(self) -> str:
        """All of the page as plain words."""
        self._whole = self._whole or normalise_words(self.body)
        return self._whole

    @property
    def adopted_text(self) -> str:
        """All that the prose and the choice adopt."""
        return " ".join((*self.adopted_clauses, self.chosen_option))


def read_decision(record: Record) -> DecisionText:
    """What a decision's page decides. Never raises."""
    text = record.text[:_LONGEST]
    fenced = text.lstrip("\ufeff").startswith("---")
    body = frontmatter.parse(text)[0].body_start if fenced else 0
    title = record.title[:400]
    page = DecisionText(title, split_sides(normalise_words(title)), normalise_words(title))
    fields = {key.lower(): value for key, value in record.fields.items()}
    page.recorded_topics = tuple(
        normalise_words(item) for key in ("topic", "topics") for item in list_items(fields.get(key))
    )
    tags = (item for key in ("tags", "labels") for item in list_items(fields.get(key)))
    page.labels = normalise_words(" , ".join(tags))
    page.body = text[body:]
    refused: list[str] = []
    stated: list[str] = []
    numbered: dict[str, str] = {}
    said = list(_said(text, body))
    decides = any(part == "decision" for part, _, _ in said)
    for part, is_item, words in said:
        if found := _CHOSEN.search(words):
            page.chosen_option = (
                page.chosen_option or split_sides(normalise_words(_choice(found[1]))).adopted
            )
        if part == "options":
            if is_item:
                _option(page, words, numbered)
            else:
                page.options_text += normalise_words(words)
            continue
        if part == MENTIONED or (decides and not part):
            continue
        base = part if part in (ADOPTED, REFUSED) else MENTIONED
        at = split_sides(normalise_words(words), base)
        if at.adopted.strip():
            page.adopted_clauses.append(at.adopted)
        refused.append(at.refused)
        if part == "decision":
            stated.append(at.mentioned)
    page.refused_text = " ".join(refused)
    if not page.adopted_clauses and not page.chosen_option:
        page.adopted_clauses = stated  # "Redis is our cache": no word says that it was decided
    page.chosen_option = numbered.get(page.chosen_option.strip(), page.chosen_option)
    return page


def _choice(words: str) -> str:
    """The words of a chosen option; `Option 2` alone for one that is only numbered."""
    numbered = _NUMBER.match(words)
    if numbered:
        rest = words[numbered.end() :].strip(' *_"`.,')
        return (
            rest
            if rest and not rest.startswith(("because", "since"))
            else numbered[0].rstrip(":.)–—-* ")
        )
    return words


def _option(page: DecisionText, words: str, numbered: dict[str, str]) -> None:
    bold = _BOLD.match(words)
    words = bold[1] if bold else words
    number = _NUMBER.match(words)
    own = words[number.end() :] if number and words[number.end() :].strip() else words
    end = _HEAD_END.search(own, 3)
    if end and end[0] == ": " and find_purposes(normalise_words(own[: end.start()])):
        end = _HEAD_END.search(own, end.end())  # "Caching: Redis" is an option for the cache
    option = normalise_words(own[: end.start() if end else 300].strip())
    page.options.append(option)
    if number:
        numbered[f"option {number[1].lower()}"] = option
        numbered[normalise_words(number[0]).strip()] = option
    numbered.setdefault(f"option {len(page.options)}", option)
    if _MARKED.search(words):
        page.chosen_option = page.chosen_option or option


def _said(text: str, body: int) -> Iterator[tuple[str, bool, str]]:
    """The page's paragraphs and bullets: the part that each belongs to, whether it is an item.

    The part is `options`, `decision`, or a side for words that stand on one by their label.
    """
    headings = {one.start: one for one in markdown.parse_sections(text, body)}
    stack: list[tuple[int, str]] = [(0, "")]
    part, skip = "", body
    run: list[str] = []
    item = False
    for line in markdown.parse_lines(text, body):
        section = headings.get(line.start)
        words = line.text.strip()
        flush = bool(section) or not words or line.is_code or line.is_comment
        bullet = None if flush or part == MENTIONED else _BULLET.match(line.text)
        row = words.startswith("|")
        if run and (flush or bullet or row or line.start < skip or words.startswith("**")):
            yield from _labelled(part, item, " ".join(run))
            run, item = [], False
        if section:
            while stack[-1][0] >= section.level:
                stack.pop()
            own, above = _part_of(markdown.fold_title(section.title)), stack[-1][1]
            part = own or above
            if above == "options" and own in ("", "options"):
                yield "options", True, section.title
                part = MENTIONED
            stack.append((section.level, own or above if part != MENTIONED or own else MENTIONED))
            skip = section.body_start
        elif flush or part == MENTIONED or line.start < skip:
            continue
        elif bullet:
            run, item = [line.text[bullet.end() :].strip()], True
        elif row:
            cell = words.strip("|").partition("|")[0].strip()
            if cell.strip(":- "):
                yield from _labelled(part, True, cell)
        elif _NESTED.match(line.text):
            yield from _labelled("decision" if part == "decision" else MENTIONED, True, words)
        else:
            item = item or (not run and words.startswith("**") and part == "options")
            run.append(words)
    if run:
        yield from _labelled(part, item, " ".join(run))


def _part_of(words: str) -> str:
    return next((part for part, pattern in _PART if pattern.match(words)), "")


def _labelled(part: str, is_item: bool, words: str) -> Iterator[tuple[str, bool, str]]:
    """A paragraph or bullet, with the side that its label puts it on (`**and neglected:** …`)."""
    label = _LABEL.match(words)
    own = _part_of(markdown.fold_title(label[1] or label[2])) if label else ""
    if label and own and own != "options":
        side = ADOPTED if own == "decision" else own
        yield side, is_item, words[label.end() :]
    elif part == "decision" and (label or (is_item and len(words) < 60)):
        yield ADOPTED, is_item, words
    else:
        yield part, is_item, words
