"""A project's own template for adr-tools (`templates/template.md`), as a template of ours.

adr-tools replaces the words NUMBER, TITLE, DATE and STATUS in it, each once on a line
(`src/adr-new`); the rest of the page is what the template says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from minutebook.records.drafting.forms.fact_lines import add_missing_lines
from minutebook.records.drafting.forms.section_roles import SECTION_TITLES, find_role, strip_remark
from minutebook.text import markdown

_NAMES_BY_WORD = {
    "NUMBER": "{{ number }}",
    "TITLE": "{{ title }}",
    "DATE": "{{ date }}",
    "STATUS": "{{ status_title }}",
}


def is_template(text: str) -> bool:
    """Whether a page is a template for adr-tools that can be filled in."""
    return "TITLE" in text and not any(sign in text for sign in ("{{", "{%", "{#"))


def convert_template(text: str, given: Collection[str]) -> str:
    """A template for adr-tools as one of ours.

    `given` names the values of a draft that say something: texts take the place of what the
    template says in their sections, or get sections of their own at the end.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    sections = markdown.parse_sections(text)
    parts, position = [], 0
    placed: set[str] = set()
    for section in sections:
        role = find_role(markdown.fold_title(strip_remark(section.title)))
        if role in given and role not in placed:
            placed.add(role)
            end = markdown.find_own_end(text, section, sections)
            parts += [text[position : section.body_start], f"\n{{{{ {role} }}}}\n\n"]
            position = end
    made = "".join([*parts, text[position:]])
    lines = [_fill_line(line) for line in made.split("\n")]
    facts = {name: name for name in ("deciders", "feature", "governs") if name in given}
    made = "\n".join(add_missing_lines(lines, facts)).rstrip("\n")
    return "\n".join([made, *_add_sections(given, placed)]) + "\n"


def _fill_line(line: str) -> str:
    for word, name in _NAMES_BY_WORD.items():
        line = line.replace(word, name, 1)
    return line


def _add_sections(given: Collection[str], placed: Collection[str]) -> Iterator[str]:
    for name, title in SECTION_TITLES.items():
        if name in given and name not in placed:
            yield f"\n## {title}\n\n{{{{ {name} }}}}"
