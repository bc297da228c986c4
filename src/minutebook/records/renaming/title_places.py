"""A title where texts state it: on the page, and in labels of links, each in its own form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from minutebook.errors import Conflict
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.records import filenames, reader
from minutebook.records.adr import page_titles, survey
from minutebook.records.adr.fields import PARENTS, fold_key
from minutebook.records.adr.vocabulary import titles
from minutebook.records.drafting import prose
from minutebook.records.model import PHR, Record
from minutebook.records.phr.prompts import find_prompt_lines
from minutebook.text import frontmatter, markdown, page_bytes

_SUMMARY_FIELD = "description"  # goes on being the title where it is
_MAX_LABEL_CHARS = 120  # of what stands before a title in its place
_MAX_EXCERPT_CHARS = 60
_NUMBER_AT_END = compile_lazily(r" [(\[][^()\[\]]{1,20}[)\]]\Z")
# What may be around all of a title, and stays: emphasis, the address of a link, a tag.
_WRAPPINGS = tuple(
    re.compile(f"(?s)(?P<opening>{opening})(?P<inner>{inner})(?P<closing>{closing})")
    for opening, inner, closing in (
        (r"\*\*|__|~~|\*|_", ".+", "(?P=opening)"),
        (r"\[", r"[^\[\]]+", r"\]\([^()]*\)"),
        (r"<(?P<tag>\w+)[^<>]*>", ".+", "</(?P=tag)>"),
    )
)


class TitleNotEditable(Conflict):
    """The title stands on the page in a form that no command changes."""

    code = "title-not-editable"


class _TitlePlace(Value):
    """What stands around a title: a label with its number (`7. `), emphasis, a link's address."""

    before: str = ""
    after: str = ""

    def fill(self, title: str, label: str) -> str:
        """The text with another title; `label` goes before it where nothing else does."""
        return f"{self.before or label}{title}{self.after}"


def set_title(record: Record, title: str) -> str:
    """The record's page with another title, in each place that states it, in the form it has there.

    A page that states none stays as it is. Raises TitleNotEditable where no way to write the title
    is read as that and leaves the other facts as they are, or where it stands in a form that is
    not changed.
    """
    fields = dict(_find_fields(record))
    if fields and _read_summary(record) == record.title:
        fields[_SUMMARY_FIELD] = _TitlePlace()
    spans = list(_find_spans(record))
    if not fields and not spans:
        if _is_title_of_name(record):
            return record.text
        raise TitleNotEditable(
            f"{record.path} states its title {_quote(record.title)} in a form that is not changed",
            f"minutebook edit {record.ref}",
        )
    label = f"{record.kind.ref_prefix}-{record.digits}: " if record.digits else ""
    is_title = bool(titles.read_title(title)) and "\ufffd" not in title
    text_of_name = ""
    for in_text, in_field, own_label in _list_variants(title, label):
        text = record.text
        for start, end, place in reversed(spans):
            text = text[:start] + place.fill(in_text, own_label) + text[end:]
        for name, place in fields.items():
            text = frontmatter.set_field(text, name, place.fill(in_field, own_label))
        after = reader.read_record(record.folder, record.path, text)
        if _list_facts(after) != _list_facts(record):
            continue
        if after.title == title:
            return text
        if not (is_title or text_of_name) and _is_title_of_name(after):
            text_of_name = text  # "Title" is what templates leave, but the name says the same
    if not text_of_name:
        raise TitleNotEditable(
            f"{record.path} with {_quote(title)} in the place of its title would be misread",
            f"minutebook edit {record.ref}",
        )
    return text_of_name


def _list_variants(title: str, label: str) -> Iterator[tuple[str, str, str]]:
    """Ways to write a title in the text and in a field, and a label before it; the plainest first.

    What other tools read of a field is its value as it stands.
    """
    for variant in (*prose.list_title_variants(title, ""), title):
        for in_field in dict.fromkeys((title, variant)):
            for own_label in dict.fromkeys(("", label)):
                yield variant, in_field, own_label


def _list_facts(record: Record) -> tuple[object, ...]:
    """What a page states beside its title."""
    links = {(link.relation, link.target) for link in record.links}
    codes = [finding.code for finding in record.findings]
    return record.state_raw, record.date, record.number, record.tags, links, codes


def _is_title_of_name(record: Record) -> bool:
    """Whether the title is made of the words of the name, as the page states none."""
    folder, slash, name = record.path.rpartition("/")
    other_path = f"{folder}{slash}{name.replace(record.slug, 'x', 1)}" if record.slug else name
    return reader.read_record(record.folder, other_path, record.text).title != record.title


# On the page ------------------------------------------------------------------------------------


def _find_fields(record: Record) -> Iterator[tuple[str, _TitlePlace]]:
    """The names of the front matter fields that hold a title, and what stands around it."""
    front_matter = frontmatter.parse(record.text)[0]
    for key, value in front_matter.fields.items():
        if isinstance(value, Mapping) and record.kind is not PHR and fold_key(key) in PARENTS:
            inner = {f"{key}.{name}": (str(name), item) for name, item in value.items()}
        else:
            inner = {key: (key, value)}
        for name, (inner_key, item) in inner.items():
            if fold_key(inner_key) in page_titles.TITLE_FIELDS and isinstance(item, str):
                title = _read_title(record, item)
                place = _split(item, title, _get_plain_reader(record))
                if place is not None:
                    yield name, place


def _read_summary(record: Record) -> object:
    """What the field says that Structured MADR has beside the title, to begin with the same."""
    return frontmatter.parse(record.text)[0].fields.get(_SUMMARY_FIELD)


def _find_spans(record: Record) -> Iterator[tuple[int, int, _TitlePlace]]:
    """Start and end of each text below the front matter that is the title, in their order."""
    page = page_bytes.read_line_ends(record.text)
    prompt_lines = find_prompt_lines(record)
    places = page_titles.find_title_places(survey.survey_text(page))
    previous_end = 0
    for start, end in sorted(places):
        if start < previous_end or page.count("\n", 0, start) + 1 in prompt_lines:
            continue
        text = page[start:end]
        title = _read_title(record, text)
        # What cannot be read counts for no title, and is one all the same.
        place = _split(text, title, titles.show_words)
        if place is not None and (title == record.title or "\ufffd" in title):
            yield start, end, place
            previous_end = end


def _read_title(record: Record, text: str) -> str:
    """The title that a text states, without the record's number."""
    if record.kind is PHR and filenames.clean_title(text) == record.title:
        return record.title
    title = titles.strip_own_number(titles.read_title(text), record.number, record.slug)
    return filenames.clean_title(title)


def _get_plain_reader(record: Record) -> Callable[[str], str]:
    """How the words of a front matter field are read: a prompt's title has no markup there."""
    return filenames.clean_title if record.kind is PHR else titles.show_words


def _split(text: str, title: str, read: Callable[[str], str]) -> _TitlePlace | None:
    """What stands around a title in a text; None where it is not in it as it is."""
    if not title:
        return None
    for match in filter(None, (wrapping.fullmatch(text) for wrapping in _WRAPPINGS)):
        place = _split(match["inner"], title, read)
        if place is not None:
            return _TitlePlace(match["opening"] + place.before, place.after + match["closing"])
    ends = [len(text.rstrip())]
    if number := _NUMBER_AT_END.search(text):
        ends.append(number.start())
    for end in ends:
        for start in range(min(end, _MAX_LABEL_CHARS)):
            part = text[start:end]
            if part[0].isspace() or filenames.clean_title(read(part)) != title:
                continue
            inner = _split(part, title, read) if start else None
            before, after = (inner.before, inner.after) if inner else ("", "")
            return _TitlePlace(text[:start] + before, after + text[end:])
    return None


def _quote(text: str) -> str:
    short = text if len(text) <= _MAX_EXCERPT_CHARS else f"{text[:_MAX_EXCERPT_CHARS]}…"
    return f"'{short}'"


# In labels of links -----------------------------------------------------------------------------


def replace_label(record: Record, label: str, title: str) -> str:
    """The label of a link to a record with another title, where it is the old one.

    It may have the record's number before it, or behind it; any other label stays.
    """
    if _read_title(record, label) != record.title:
        return label
    place = _split(label, record.title, titles.show_words)
    return place.fill(markdown.escape_cell(title), "") if place else label
