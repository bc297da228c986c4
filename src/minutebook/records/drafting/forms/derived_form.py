"""The form of a folder's decisions, made of its newest pages.

A new page has the front matter, the lines of facts and the sections that the pages beside it have,
so that whatever reads those reads it. What is of one page alone is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from minutebook.records.adr.edits import folder_form, known_formats
from minutebook.records.adr.fields import fold_fields, list_items
from minutebook.records.adr.survey import Survey, survey_text
from minutebook.records.adr.vocabulary import labels
from minutebook.records.drafting.forms import dates, fact_lines, field_forms, section_roles
from minutebook.records.drafting.forms.dates import is_date
from minutebook.records.drafting.forms.page_form import PageForm
from minutebook.records.model import LINKS_BLOCK, Record
from minutebook.text import markdown
from minutebook.text.markdown import Section, section_hints

_LINTER_REMARK = r"(?m)^<!-- markdownlint-disable-file [A-Z0-9 ]{1,80} -->$"  # of a whole page
_PARTS_READER = "structured-madr"  # it requires sections below sections, and a tag
_ALIKE = 0.4  # of the fields of two pages: so much is common where they have one form
_PLAIN_LABEL = r"[^{}]{0,40}"  # before a title: "ADR-0007: "
_NUMBER_LABEL = r"(?:[A-Za-z]{2,5}[ -]?)?\d{1,9}[.:] "
_OPTION_HEADING = (
    r"(?i)(?P<lead>#{3,6} (?:option|alternative|variante?|opción|opção|opzione|optie) )\d+"
    r"(?P<separator>[:.)]? +[-–—]? ?|: *)?.*"
)
_OPTION_TITLE = r"(?:option|alternative|variante?|opción|opção|opzione|optie)\b"


def derive_form(neighbours: Sequence[Record]) -> PageForm | None:
    """The form of pages, given the newest first; None where they show none.

    A page that is not edited, or states nothing, is no model.
    """
    pages = [record for record in neighbours if record.is_editable and not record.is_cut]
    if not pages:
        return None
    surveys = {
        record.path: survey_text(
            section_hints.show_headings(markdown.remove_block(record.text, LINKS_BLOCK))
        )
        for record in pages
    }
    dialects = Counter(record.dialect for record in pages)
    usual = max(dialects, key=lambda name: (dialects[name], name != "plain"))
    alike = _choose_alike([record for record in pages if record.dialect == usual])
    model = alike[0]
    survey = surveys[model.path]
    if not survey.sections:
        return None
    head, fields = field_forms.make_front_matter(alike)
    roles = {form.role for form in fields}
    headings = (_make_heading(record, surveys[record.path]) for record in alike)
    heading = next(filter(None, headings), "" if "title" in roles else "# {{ title }}")
    reader = known_formats.find_known_form(alike).reader
    template, optional = _make_template(
        heading,
        [surveys[record.path] for record in alike],
        has_head=bool(head),
        keeps_headings=bool(reader) or usual == "nygard",
        keeps_parts=reader == _PARTS_READER,
    )
    has_status = "status" in roles or "{{ status" in template
    if head and not has_status:
        fields = (*fields, field_forms.FieldForm("status", "status", ""))
    elif not head:
        missing = [] if has_status else ["status"]
        names = ("date", "deciders", "feature", "governs")
        missing += [name for name in names if f"{{{{ {name} }}}}" not in template]
        template = _insert_below_title(template, missing)
    return PageForm(
        template,
        model,
        head,
        fields,
        _read_words(alike),
        dates.find_form(alike),
        optional,
        _find_option_heading(survey),
        _find_number_width(survey),
        _list_tags(alike),
        needs_tag=reader == _PARTS_READER,
        is_dated=any(record.date for record in alike)
        or any(form.role == "date" for form in fields),
    )


def _choose_alike(pages: list[Record]) -> list[Record]:
    """The pages that have the fields that most of them have, in their order.

    One that came from elsewhere, or was written by another tool, is not followed.
    """
    keys = [frozenset(map(str.lower, record.fields)) for record in pages]
    likeness = [
        [len(one & other) / (len(one | other) or 1) if one | other else 1.0 for other in keys]
        for one in keys
    ]
    best = max(range(len(pages)), key=lambda index: sum(likeness[index]))
    return [
        record for record, degree in zip(pages, likeness[best], strict=True) if degree >= _ALIKE
    ]


def _make_template(
    heading: str,
    surveys: Sequence[Survey],
    *,
    has_head: bool,
    keeps_headings: bool,
    keeps_parts: bool,
) -> tuple[str, frozenset[str]]:
    """The source of a template after the first of some pages, and the values that it may leave out.

    `heading` is that of the title, "" where the pages have none. With `keeps_headings`, sections
    that say nothing keep their headings, for tools that read them; with `keeps_parts`, so do all
    sections below others.
    """
    survey, others = surveys[0], surveys[1:]
    text = survey.text
    title_section = survey.title_section
    lines = ["{{ front_matter }}", ""] if has_head else []
    lines += [heading] if heading else []
    opening_start = title_section.body_start if title_section else survey.opening_start
    first = next((section for section in survey.sections if section is not title_section), None)
    opening_end = first.start if first else len(text)
    common = _find_common_lines(survey, others)
    facts = fact_lines.make_fact_lines(survey, opening_start, opening_end, common)
    has_date = survey.find_place("date") or survey.find_place("updated")
    if not has_head:
        shown = "\n".join(facts)
        names = (*(() if has_date else ("date",)), "deciders", "feature", "governs")
        missing = {
            name: fact_lines.find_label(surveys, name) or name
            for name in names
            if f"{{{{ {name} }}}}" not in shown
        }
        facts = fact_lines.add_missing_lines(facts, missing)
    lines += ["", *facts]
    used: set[str] = set()
    for section in _choose_sections(survey, others, keeps_parts=keeps_parts):
        lines += ["", *_make_section(survey, section, used, keeps_headings=keeps_headings)]
    missing_roles = [name for name in section_roles.SECTION_TITLES if name not in used]
    optional = {*missing_roles, *(() if keeps_headings else ("more",))}
    for name, title in section_roles.SECTION_TITLES.items():
        if name in missing_roles:
            lines += ["", f"## {title}", "", f"{{{{ {name} }}}}"]
    if remark := re.search(_LINTER_REMARK, text):
        lines += ["", remark[0]]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n", frozenset(optional)


def _make_heading(model: Record, survey: Survey) -> str:
    """The heading of a page with placeholders for its number and title; "" where it has none."""
    section = survey.title_section
    if section is None:
        return ""
    heading = survey.text[section.start : section.body_start].rstrip("\r\n")
    underline = ""
    if "\n" in heading:
        heading, _, underline = heading.rpartition("\n")
        heading, underline = heading.rstrip("\r"), f"\n{underline}"
    level = re.match(r"#{1,6}[ \t]*", heading)
    start = level.end() if level else 0
    position = heading.find(model.title, start) if model.title else -1
    if position < 0 and (number := re.compile(_NUMBER_LABEL).match(heading, start)):
        position = number.end()  # the title is written in another way than it is read
    label = heading[start : max(position, start)]
    label = label if re.fullmatch(_PLAIN_LABEL, label) else ""
    if model.number is not None:
        label = re.sub(r"\d+", lambda match: _make_number(match[0]), label, count=1)
    mark = heading[:start] or ("" if underline else "# ")
    return f"{mark}{label}{{{{ title }}}}{underline}"


def _make_number(digits: str) -> str:
    """The placeholder for a number as it stands in a heading: bare, or as wide as in names.

    A label's number is the record's, also where somebody forgot to change that of a copied page.
    """
    if len(digits) > 9:
        return digits
    return "{{ padded_number }}" if digits.startswith("0") and len(digits) > 1 else "{{ number }}"


def _find_number_width(survey: Survey) -> int:
    """How many digits the number in a page's title has; 0 for one without."""
    digits = re.search(r"\d{1,9}", survey.title_section.title) if survey.title_section else None
    return len(digits[0]) if digits else 0


def _find_common_lines(survey: Survey, others: Sequence[Survey]) -> set[str]:
    """The lines above the first section that at least half of the other pages have as well."""
    counts: Counter[str] = Counter()
    for other in others:
        first = next((each for each in other.sections if each is not other.title_section), None)
        end = first.start if first else len(other.text)
        counts.update(set(fact_lines.list_lines(other, other.opening_start, end)))
    return {line for line, count in counts.items() if 2 * count >= len(others) and count}


def _choose_sections(
    survey: Survey, others: Sequence[Survey], *, keeps_parts: bool
) -> Iterator[Section]:
    """The sections of a page that new pages have, too: those that most other pages have.

    Of a single page those of the second level, and those below them whose titles say what they are
    for in any decision, or all with `keeps_parts`.
    """
    counts = Counter(title for other in others for title in set(map(_clean_title, other.sections)))
    is_shared = len(others) > 1
    parent_is_dated = False
    for section in survey.sections:
        if section is survey.title_section or "{{" in section.title or "{%" in section.title:
            continue
        title = _clean_title(section)
        if is_date(section.title):
            if not parent_is_dated:
                yield section  # of a log: the page begins it with its own date
            parent_is_dated = True
            continue
        parent_is_dated = False
        is_status = labels.find_fact(title) == "status"
        is_known = bool(section_roles.find_role(title)) or is_status
        if is_shared and 2 * counts[title] < len(others) and not is_status:
            continue
        if not (is_shared or keeps_parts or is_known) and section.level > 2:
            continue
        if section.level > 2 and re.match(_OPTION_TITLE, title):
            continue  # of the choice that this page makes
        yield section


def _clean_title(section: Section) -> str:
    return markdown.fold_title(section_roles.strip_remark(section.title))


def _make_section(
    survey: Survey, section: Section, used: set[str], *, keeps_headings: bool
) -> list[str]:
    """A section as lines of a template. `used` are the values that the template shows already.

    A comment says what belongs in it; it takes the heading's place but with `keeps_headings`.
    """
    text = survey.text
    heading = text[section.start : section.body_start].rstrip("\r\n").replace("\r\n", "\n")
    if is_date(section.title):
        return [heading.replace(section.title, "{{ date }}"), ""]
    end = markdown.find_own_end(text, section, survey.sections)
    title = _clean_title(section)
    if section is survey.status_section:
        return [heading, "", *_make_status_lines(survey, section, end)]
    if title in labels.METADATA_SECTIONS:
        return [heading, "", *fact_lines.make_fact_lines(survey, section.body_start, end, ())]
    if title in section_roles.CHANGELOG_TITLES:
        return [heading, "", "- {{ date }}: {{ status_title }}"]
    if labels.find_fact(title) == "date":
        return [heading, "", "{{ date }}"]
    role = section_roles.find_role(title)
    if role == "more" and not keeps_headings:
        lines = [] if role in used else [heading, ""]
    else:
        heading = section_roles.strip_remark(heading) if heading.endswith("-->") else heading
        advice = section_roles.get_advice(role)
        hint = section_hints.make_hint(heading, advice, stays=keeps_headings)
        lines = [heading, "", hint, ""] if hint and not _is_log(survey, section) else [heading, ""]
    if not role or role in used:
        return lines
    used.add(role)
    return [*lines, f"{{{{ {role} }}}}"]


def _is_log(survey: Survey, section: Section) -> bool:
    """Whether what follows the heading of a section is a section for a day."""
    following = survey.sections[survey.sections.index(section) + 1 :]
    return bool(following) and is_date(following[0].title)


def _make_status_lines(survey: Survey, section: Section, end: int) -> list[str]:
    """The lines of a Status section: that of the status, and those with labels for facts."""
    facts = fact_lines.make_fact_lines(survey, section.body_start, end, ())
    lines = [line for line in facts if not line.strip() or "{{" in line]
    if not any("{{ status" in line for line in lines):
        lines = ["{{ status_title }}", "", *lines]
    # The status alone, without what this page says behind it.
    return [re.sub(r"(\{\{ status(?:_title)? \}\}).*", r"\1", line) for line in lines]


def _insert_below_title(template: str, names: Sequence[str]) -> str:
    """The template with facts that the pages do not state, as a list below the title."""
    if not names:
        return template
    lines = "\n".join(f"- {name.capitalize()}: {{{{ {name} }}}}" for name in names)
    before, title, rest = template.partition("{{ title }}")
    heading_end, newline, after = rest.partition("\n")
    underline = re.match(r"[=-]{2,}[ \t]*\n", after)
    split = underline.end() if underline else 0
    return f"{before}{title}{heading_end}{newline}{after[:split]}\n{lines}\n{after[split:]}"


def _find_option_heading(survey: Survey) -> str:
    """The heading of a page's first option that has a section, with places for number and name."""
    for section in survey.sections:
        heading = survey.text[section.start : section.body_start].rstrip()
        match = re.fullmatch(_OPTION_HEADING, heading)
        if match and section.level > 2 and "{" not in heading:
            separator = match["separator"] or ": "
            return f"{match['lead']}{{number}}{separator}{{option}}"
    return ""


def _list_tags(pages: Sequence[Record]) -> tuple[str, ...]:
    """The tags of pages of which every one has some in its front matter."""
    listed = [list_items(fold_fields(record.fields).get("tags")) for record in pages]
    if not all(listed):
        return ()
    counts = Counter(tag for tags in listed for tag in tags)
    return tuple(tag for tag, _ in counts.most_common())


def _read_words(pages: Sequence[Record]) -> dict[str, str]:
    """The commonest words of pages of one dialect for known statuses."""
    status_words = folder_form.read_status_words(pages, pages[0].folder.own_statuses)
    return {status: word for (_, status), word in status_words.items() if status != "superseded"}
