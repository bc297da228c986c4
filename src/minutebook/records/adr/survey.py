"""Find what the text of a decision's page states, and where: values, and relations to records.

A survey holds what the text states in any format; the dialects say what they make of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value, replace
from minutebook.records.adr.fact_places import FactPlace, find_places, make_place
from minutebook.records.adr.statements.own_words import (
    find_own_words,
    may_name_record,
    read_title,
)
from minutebook.records.adr.statements.prose_relations import (
    StatedRelation,
    find_named,
    find_relations,
    find_statements,
    find_targets,
    may_state_supersession,
    select_blocks,
)
from minutebook.records.adr.status_section import find_listed_status, find_section_facts
from minutebook.records.adr.vocabulary import labels, languages, relation_words, statuses
from minutebook.records.model import LINKS_BLOCK
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown import Line, Section, section_hints
from minutebook.text.markdown.sections import find_visible_lines

_STATUS_HEADING = compile_lazily(
    r"(?:[0-9]+[.)] )?(?P<label>[^\W\d_][^:：\n-]{1,30}?)\s*[:：-]\s*(?P<value>\S.*)"
)
_MAX_DATE_CHARS = 60
# Sections of links to other decisions. References and other links may be to anything.
_RELATED_SECTIONS = ("links", "related", "related decisions", "related adrs", "related records")
_TITLED_RELATIONS = ("supersedes", "superseded-by", "amends", "amended-by")


class Survey(Value, eq=False):
    """All that a page's text states, and where.

    `folded_titles` are the titles of the `sections` in lower case, without markup.
    `generated_span` are the offsets of the generated block of links, (0, 0) where there is none.
    `opening_start` is where the text begins behind the front matter.
    """

    text: str
    sections: tuple[Section, ...]
    folded_titles: tuple[str, ...]
    title_section: Section | None
    status_section: Section | None
    places: tuple[FactPlace, ...]
    relations: tuple[StatedRelation, ...]
    generated_span: tuple[int, int] = (0, 0)
    opening_start: int = 0

    def find_section(self, folded_titles: Collection[str]) -> Section | None:
        """Return the first section with one of the titles."""
        titled_sections = zip(self.folded_titles, self.sections, strict=True)
        return next((section for title, section in titled_sections if title in folded_titles), None)

    def find_place(self, name: str, *styles: str) -> FactPlace | None:
        """Return the first place of a fact, in one of the styles if any are given."""
        for place in self.places:
            if place.name == name and (not styles or place.style in styles):
                return place
        return None

    def find_section_of(self, offset: int) -> Section | None:
        """Return the section in which an offset is, one of several Status sections for a place."""
        return next((one for one in reversed(self.sections) if one.start <= offset), None)

    def get_value(self, place: FactPlace) -> str:
        """Return the value that stands at a place."""
        return self.text[place.start : place.end]

    def find_value(self, name: str, *styles: str) -> str | None:
        """Return the value at the first place of a fact, None where the text does not state it."""
        place = self.find_place(name, *styles)
        return self.get_value(place) if place else None


def survey_text(text: str, own_words: Collection[str] = ()) -> Survey:
    """Survey a page, its front matter left aside; `own_words` as for `survey_page`."""
    return survey_page(text, frontmatter.parse(text)[0].body_start, own_words)


def survey_page(text: str, body_start: int, own_words: Collection[str] = ()) -> Survey:
    """Survey a page from offset `body_start` on, where its front matter ends. Never raises.

    `own_words` are relations that a page states wherever it has their words before a record.
    """
    body_start = body_start or int(text.startswith("\ufeff"))  # a byte order mark is not text
    generated_span = markdown.find_block(text, LINKS_BLOCK) or (0, 0)
    sections = _parse_own_sections(text, body_start, generated_span)
    titles = tuple(markdown.fold_title(section.title) for section in sections)
    title_section = _find_title_section(sections, titles)
    status_section = next(
        (
            section
            for section, title in zip(sections, titles, strict=True)
            if labels.find_fact(title) == "status"
        ),
        None,
    )
    opening_end = _find_opening_end(text, sections, titles, title_section)
    if generated_span[1] and generated_span[0] < opening_end:
        opening_end = generated_span[0]
    lines = list(find_visible_lines(text, body_start, opening_end))
    places = [
        find_listed_status(text, place, opening_end)
        if place.name == "status" and place.start == place.end
        else place
        for place in find_places(text, lines, opening_end)
    ]
    relations: list[StatedRelation] = []
    # Those in words of the page's own.
    own = list(find_own_words(text, lines, "opening", own_words))
    hints = section_hints.find_starts(text)
    ends = [*(section.start for section in sections[1:]), len(text)]
    for section, title, next_start in zip(sections, titles, ends, strict=False):
        is_before_block = section.start < generated_span[0] < next_start
        end = generated_span[0] if is_before_block else next_start
        end = next((hint for hint in hints if section.body_start <= hint < end), end)
        is_status = status_section is not None and _repeats(status_section, section)
        status_heading = None if is_status else _match_status_heading(section.title)
        role = "status" if is_status else "" if status_heading else _find_role(title)
        word = "" if role or status_heading else read_title(section.title, own_words)
        if status_heading:
            places += _find_heading_status(text, section, status_heading["value"])
        if not (role or word):
            continue  # most sections state nothing by their title
        line_number = section.line_number + text.count("\n", section.start, section.body_start)
        lines = list(find_visible_lines(text, section.body_start, end, line_number))
        if role == "status":
            facts = find_section_facts(text, lines)
            places += facts if section is status_section else _keep_status(text, facts)
            relations += find_statements(text, lines, "status")
            own += find_own_words(text, lines, "status", own_words)
        elif role == "metadata":
            places += find_places(text, lines, end)
            own += find_own_words(text, lines, "opening", own_words)
        elif role == "date":
            places += _find_section_date(lines)
        elif role == "links":
            stated = find_statements(text, lines, "links")
            is_related = title in _RELATED_SECTIONS
            relations += (
                one if is_related else replace(one, origin="references") for one in stated
            )
            own += find_own_words(text, lines, "links", own_words)
        elif role:
            relations += find_named(text, lines, role)
        else:
            own += find_own_words(text, lines, "section", own_words, word)
    for place in places:
        relations += _find_place_relations(text, place)
    if may_state_supersession(text, body_start):
        blocks = select_blocks(text, body_start, opening_end)
        relations += find_statements(text, blocks, "opening")
        relations += find_statements(text, select_blocks(text, opening_end, len(text)), "prose")
    known_by_start = {relation.start: relation.link.relation for relation in relations}
    own = [
        relation
        for relation in own
        if _outweighs(relation.link.relation, known_by_start.get(relation.start, ""))
    ]
    # What is found twice counts as it was found first: prose is read last.
    by_start = {
        relation.start: relation
        for relation in reversed([*own, *relations])
        if not generated_span[0] <= relation.start < generated_span[1]
    }
    return Survey(
        text,
        sections,
        titles,
        title_section,
        status_section,
        tuple(places),
        tuple(by_start[start] for start in sorted(by_start)),
        generated_span,
        body_start,
    )


def _parse_own_sections(
    text: str, body_start: int, generated_span: tuple[int, int]
) -> tuple[Section, ...]:
    """The sections of a page without that of the generated links."""
    sections = markdown.parse_sections(text, body_start)
    start, end = generated_span
    if not end:
        return sections
    return tuple(section for section in sections if not start <= section.start < end)


def _find_place_relations(text: str, place: FactPlace) -> Iterator[StatedRelation]:
    """The relations that a value states: those in a status, or those that its key names."""
    value = text[place.start : place.end]
    if place.name == "status":
        # The lines of a Status section are read as paragraphs, by `survey_page`.
        if place.style != "section" and not statuses.is_status_choice(value):
            yield from find_relations(text, place.start, place.end, "status", place.line_number)
    elif relation_words.is_known(place.name):
        yield from find_targets(text, place.start, place.end, place.name, place.line_number)
    elif relation_words.is_paired(place.name):
        for stated in find_targets(text, place.start, place.end, place.name, place.line_number):
            if may_name_record(stated.link.target):
                yield stated


def _repeats(first: Section, section: Section) -> bool:
    """Whether a section is one more of a page's Status section: of the same title and level."""
    return section.level == first.level and section.title.strip() == first.title.strip()


def _keep_status(text: str, facts: list[FactPlace]) -> list[FactPlace]:
    """The known status among the facts of a section."""
    return [
        fact
        for fact in facts
        if fact.name == "status" and statuses.normalise_status(text[fact.start : fact.end])
    ]


def _outweighs(own_word: str, relation: str) -> bool:
    """Whether a line's own word for a link counts, and not what was read of its sentence.

    "Partly replaced by" and "Overridden by" do; "Invalidated by" and "Fully replaced by" are a
    supersession.
    """
    if relation not in ("supersedes", "superseded-by"):
        return relation != own_word
    return relation_words.is_paired(own_word) or relation_words.is_partial(own_word)


def _find_title_section(
    sections: tuple[Section, ...], folded_titles: tuple[str, ...]
) -> Section | None:
    for section, title in zip(sections, folded_titles, strict=True):
        if section.level == 1:
            return None if title in labels.NOT_TITLES else section
    if not sections or _match_status_heading(sections[0].title):
        return None
    if folded_titles[0] in labels.LINK_SECTIONS:
        return None
    return None if folded_titles[0].split(" ")[0] in labels.NOT_TITLES else sections[0]


def _find_opening_end(
    text: str,
    sections: tuple[Section, ...],
    folded_titles: tuple[str, ...],
    title_section: Section | None,
) -> int:
    """Where the lines end that may state facts: those below the title, or its subtitle."""
    for previous, section, title in zip((None, *sections), sections, folded_titles, strict=False):
        is_subtitle = (
            previous is title_section
            and title_section is not None
            and title not in labels.NOT_TITLES
            and not text[title_section.body_start : section.start].strip()
        )
        if section is not title_section and not is_subtitle:
            return section.start
    return len(text)


def _match_status_heading(title: str) -> re.Match[str] | None:
    """A heading that states the status, "Status: Accepted"; None for any other."""
    if not (":" in title or "-" in title or "：" in title):
        return None
    match = _STATUS_HEADING.match(title)
    return match if match and labels.find_fact(match["label"]) == "status" else None


@lru_cache(maxsize=2000)  # most pages have the same sections
def _find_role(title: str) -> str:
    """What a section of this title, folded, states of the page; "" for nothing.

    That is its "metadata", a "date", "links", or the supersession or amendment of its name.
    """
    if title in labels.METADATA_SECTIONS:
        return "metadata"
    if labels.find_fact(title) == "date" and title != "data":
        return "date"
    if title in labels.LINK_SECTIONS:
        return "links"
    relation = relation_words.parse_relation(title) or languages.find_named_relation(title)
    return relation if relation in _TITLED_RELATIONS else ""


def _find_heading_status(text: str, section: Section, value: str) -> list[FactPlace]:
    start = text.find(value, section.start, section.body_start)
    if start < 0:  # an underlined heading over several lines
        return []
    end = start + len(value)
    lines = (section.start, section.body_start, section.line_number)
    return [FactPlace("status", start, end, *lines, "heading")]


def _find_section_date(lines: Sequence[Line]) -> list[FactPlace]:
    if not lines or len(lines[0].text) > _MAX_DATE_CHARS:  # a sentence about it
        return []
    return [make_place("date", lines[0], (0, len(lines[0].text)), "section")]
