"""Reads a page into a Record: its facts, its relations, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace
from minutebook.records import adr, filenames, references
from minutebook.records.adr.fields import (
    FIELD_ALIASES,
    fold_fields,
    fold_key,
    list_items,
    pick_field,
)
from minutebook.records.adr.vocabulary import dates, relation_words, titles
from minutebook.records.model import (
    PHR,
    Finding,
    Folder,
    Link,
    Record,
    RecordSet,
    is_editable_page,
    make_ref,
    read_as_markdown,
)
from minutebook.records.phr.page_spans import cut_before_generated, find_generated_spans
from minutebook.records.phr.prompts import is_prompt_title, read_quoted_sections
from minutebook.records.phr.prompts import read_prompt as read_prompt
from minutebook.records.phr.prompts import read_response as read_response
from minutebook.text import frontmatter, markdown, page_bytes
from minutebook.text.frontmatter import FrontMatter
from minutebook.text.frontmatter.reader import Problem

_PLACEHOLDER = compile_lazily(r"\{\{.{0,200}\}\}")
_NAME_LEFT = compile_lazily(r"<[A-Za-z][\w /|-]{0,60}>")
_LISTED_FACT = compile_lazily(
    r"(?i)[ >]{0,8}(?:[-*+] )?\*\*(?P<key>title|stage|date|date[ _]iso|created|feature|model)"
    r"(?::\*\*|\*\*[ ]?:) {0,4}(?P<value>\S.{0,300})"
)
_MAX_LISTED_LINES = 60  # of a page without front matter that may list its facts
# Entries of a prompt's `links` that lead to something else than a record.
_OTHER_LINKS = ("spec", "ticket", "pr", "plan", "tasks", "issue")


def read_record(folder: Folder, path: str, text: str, *, is_cut: bool = False) -> Record:
    """Read a page. Never raises: what is wrong with it is in the record's findings.

    `path` is relative to the repository's top, with `/`. With `is_cut` the text is only the head of
    a page that is too large to be read: what is wrong with it is that.
    """
    parent, _, file_name = path.rpartition("/")
    name_part, is_folder_record = filenames.locate_name(folder, path)
    name = filenames.parse_name(folder.kind, name_part)
    if file_name.endswith(".md"):
        page = page_bytes.read_line_ends(text)
        front_matter, problems = frontmatter.parse(page)
    else:
        page, front_matter, problems = _parse_other_format(file_name, text)
    subfolder = parent.removeprefix(folder.path).strip("/") if parent != folder.path else ""
    if is_folder_record:
        subfolder = subfolder.rpartition("/")[0]
    digits, number, number_line = name.digits, name.number, 0
    if number is None and folder.kind is not PHR:
        from minutebook.records.filenames import stated_numbers  # most names have a number

        stated = stated_numbers.find_stated_number(page, front_matter)
        if stated is not None:
            digits, number, number_line = stated.digits, stated.number, stated.line
    if folder.kind is PHR:
        facts = _read_prompt_facts(page, front_matter, name, folder)
    else:
        own_relations = relation_words.list_own_names(folder.own_relations)
        facts = adr.read_facts(page, front_matter, folder.own_statuses, own_relations)
    # A title that cannot be read is not shown, nor written into other pages: the name's words are.
    is_legible = "\ufffd" not in filenames.clean_title(facts.title)
    stated_title = facts.title if is_legible else ""
    return Record(
        kind=folder.kind,
        path=path,
        folder=folder,
        number=number,
        digits=digits,
        slug=name.slug,
        ref=make_ref(folder, path, subfolder, number, digits, is_folder_record),
        title=filenames.clean_title(titles.strip_own_number(stated_title, number, name.slug))
        or _make_title(name.slug)
        or file_name,
        state=facts.status,
        state_raw=facts.status_raw,
        date=facts.date or name.date,
        dialect=facts.dialect,
        subfolder=subfolder,
        fields=front_matter.fields,
        links=facts.links,
        tags=facts.tags,
        deciders=facts.deciders,
        text=text,
        findings=(_report_cut(path),)
        if is_cut
        else tuple(
            Finding(
                problem.code, problem.severity, path, problem.line, problem.message, problem.fix
            )
            for problem in problems
        ),
        is_cut=is_cut,
        date_text=facts.date_text,
        number_line=number_line,
        series=name.series,
        is_folder_record=is_folder_record,
        other_statuses=facts.other_statuses,
        is_editable=is_editable_page(path, text),
        noted_aliases=references.find_noted_aliases(text),
        former_status=_read_former_status(facts.status, text) if not is_cut else "",
        governs=facts.governs,
    )


def _read_former_status(status: str, text: str) -> str:
    """The known status that a page's decision had before it was superseded, "" where none tells."""
    if status != "superseded":
        return ""
    from minutebook.records.adr.statements import stated_form  # few pages need it

    return stated_form.read_former_status(text)


def settle_dates(records: RecordSet) -> RecordSet:
    """Return the records with those dates settled that may be two days and the others tell which.

    It is the same object where there are none.
    """
    if not any(record.date_text and not record.date for record in records.members):
        return records
    from minutebook.records.adr import unsure_dates  # most pages have a date that is sure

    return unsure_dates.settle_dates(records)


def read_stated_number(file_name: str, text: str) -> int | None:
    """The number that the head of a decision's page states; None for none."""
    from minutebook.records.filenames import stated_numbers

    if file_name.endswith(".md"):
        page = page_bytes.read_line_ends(text)
        front_matter = frontmatter.parse(page)[0]
    else:
        page, front_matter, _ = _parse_other_format(file_name, text)
    stated = stated_numbers.find_stated_number(page, front_matter)
    return stated.number if stated else None


def _parse_other_format(file_name: str, text: str) -> tuple[str, FrontMatter, tuple[Problem, ...]]:
    """The page as markdown, its fields, and what is wrong with them, whatever its format."""
    from minutebook.records import markup  # few pages are of another format

    page, fields, lines = markup.convert_page(file_name, text)
    front_matter, problems = frontmatter.parse(page)
    if fields:
        front_matter = replace(
            front_matter,
            fields={**fields, **front_matter.fields},
            line_numbers={**lines, **front_matter.line_numbers},
        )
    return page, front_matter, problems


def _report_cut(path: str) -> Finding:
    return Finding(
        "page-too-large",
        "warning",
        path,
        0,
        "The page is larger than 1 MB: only its head is read, and no command changes it.",
        "Shorten it by hand, or move what does not belong there to another file.",
    )


def _read_prompt_facts(
    text: str, front_matter: FrontMatter, name: filenames.ParsedName, folder: Folder
) -> adr.Facts:
    """What a prompt record's page states; its stage takes the place of a decision's status.

    What a template has left (`{{STAGE}}`, `<stage>`) is nothing: the file name's stage counts then.
    """
    fields = fold_fields(front_matter.fields)
    if not fields:
        fields = _read_listed_facts(text)
    stage_raw = _format_scalar(pick_field(fields, "stage")).strip()
    if not stage_raw or titles.is_leftover(stage_raw) or _NAME_LEFT.fullmatch(stage_raw):
        stage_raw = name.stage
    stage = stage_raw if stage_raw in folder.extra_states else stage_raw.lower()
    if stage not in (*PHR.states, *folder.extra_states):
        stage = ""
    date = _read_prompt_date(fields)
    links = _read_prompt_links(fields, front_matter)
    title = _read_prompt_title(text, front_matter, fields)
    return adr.Facts("front-matter", title, stage_raw, stage, date.date, links, date.excerpt)


def _read_prompt_title(text: str, front_matter: FrontMatter, fields: Mapping[str, object]) -> str:
    """The title in the front matter, else in the heading, "" for none."""
    title = filenames.clean_title(_format_scalar(pick_field(fields, "title")))
    if title and not _PLACEHOLDER.fullmatch(title):
        return title
    sections = markdown.parse_sections(text, front_matter.body_start)
    heading = next((section for section in sections if section.level == 1), None)
    return (
        ""
        if heading is None or is_prompt_title(heading.title)
        else titles.read_title(heading.title)
    )


def _read_prompt_date(fields: Mapping[str, object]) -> dates.DateReading:
    """The first date that a field states, else what is wrong with the first that is none."""
    faulty = dates.DateReading()
    for name in FIELD_ALIASES["date"]:
        if value := _format_scalar(fields.get(name)):
            reading = dates.read_date(value)
            if reading.date:
                return reading
            faulty = faulty if faulty.fault else reading
    return faulty


def _read_listed_facts(text: str) -> dict[str, object]:
    """The facts of a page that lists them in its text: "- **Stage**: plan"."""
    facts: dict[str, object] = {}
    for line, _ in zip(markdown.parse_lines(text), range(_MAX_LISTED_LINES), strict=False):
        match = None if line.is_code else _LISTED_FACT.match(line.text)
        if match:
            facts.setdefault(fold_key(match["key"]).replace(" ", "-"), match["value"].strip("` "))
    return facts


def _make_title(slug: str) -> str:
    """A title for a page that states none, made of the words of its slug."""
    text = re.sub(r"[-_]+", " ", slug).strip()
    return filenames.clean_title(text[:1].upper() + text[1:])


def _read_prompt_links(fields: Mapping[str, object], front_matter: FrontMatter) -> tuple[Link, ...]:
    """The relations in the field `links`; spec-kit-plus calls decisions `adr` there."""
    lines = front_matter.line_numbers
    line = next((lines[key] for key in lines if fold_key(key) == "links"), 0)
    stated = fields.get("links")
    links: list[Link] = []
    for key, targets in stated.items() if isinstance(stated, Mapping) else ():
        name = str(key).lower()
        if name in _OTHER_LINKS:
            continue
        relation = "decides" if name in ("adr", "adrs") else relation_words.parse_relation(name)
        word = relation or relation_words.fold_word(name)
        links += [
            Link(word, target, line)
            for target in list_items(targets)
            if relation or (word and references.names_numbered_record(target))
        ]
    return tuple(dict.fromkeys(links))


def _format_scalar(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def read_sections(record: Record) -> dict[str, str]:
    """The page's level-2 sections: title to text, subsections included, no blank around it.

    The texts of sections with one title are joined. Generated blocks are left out. What a prompt
    record that minutebook wrote quotes is given as it was, however the page shows it.
    """
    page = read_as_markdown(record.path, record.text)
    body_start = frontmatter.parse(page)[0].body_start
    spans = find_generated_spans(page)
    texts_by_title: dict[str, list[str]] = {}
    verbatim = read_quoted_sections(record) if record.kind is PHR else {}
    for section in markdown.parse_sections(page, body_start):
        is_generated = any(start <= section.start < end for start, end in spans)
        if section.level == 2 and not is_generated:
            text = cut_before_generated(page, section.body_start, section.end, spans)
            text = verbatim.get(section.title, text)
            is_generated = any(section.body_start <= start < section.end for start, _ in spans)
            if is_generated and not text.strip():
                continue  # nobody wrote anything there
            texts_by_title.setdefault(section.title, []).append(text.strip("\r\n"))
    return {title: "\n\n".join(filter(None, texts)) for title, texts in texts_by_title.items()}
