"""Read a page into a Record: facts, relations, findings, and the texts that it keeps verbatim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from minutebook.records import filenames
from minutebook.records.adr import form, vocabulary
from minutebook.records.model import ADR, PHR, Finding, Folder, Link, Record, format_ref
from minutebook.records.relations import parse_relation
from minutebook.text import frontmatter, markdown
from minutebook.text.frontmatter import FrontMatter

# What older prompt records call their fields. Keys are compared without case, `_` as `-`.
FIELD_ALIASES = {
    "id": ("id", "phr-id"),
    "date": ("date", "date-iso"),
    "files": ("files", "files-yaml", "files-modified", "files-created"),
    "tests": ("tests", "tests-yaml", "tests-run"),
    "labels": ("labels", "tags"),
    "prompt": ("prompt", "prompt-text"),
    "response": ("response", "response-text"),
}
_PROMPT = ("prompt", "prompt text", "user prompt", "user input")
_RESPONSE = ("response snapshot", "response", "response text")
_REST = ("outcome", "evaluation notes", "evaluation notes (flywheel)", "reflection")
_BLOCKS = ("links", "index")
_NO_RECORD = (
    r"(?i)(?:readme|index|contributing|changelog|_.*|template(?:[-_.].*)?"
    r"|(?:m?adr|decision|record|nygard|0+)[-_]template(?:[-_.].*)?)\.md"
)
_CITATION = r"(?i)(?<![\w/.-])(ADR|PHR)[- ]?#?([0-9]{1,6})(?![\w]|\.[0-9])"
_TICKS = r"`+"


def is_record(folder: Folder, path: str) -> bool:
    """Whether a file in a record folder is a record: markdown, and no index, template or draft.

    A README is one in a folder of its own with a dated or numbered name
    (`2023-01-05-topic/README.md`).
    """
    parent, _, name = path.rpartition("/")
    if not name.lower().endswith(".md") or name.startswith("."):
        return False
    if name.lower() == "readme.md":
        own = filenames.parse_name(folder.kind, parent.rpartition("/")[2])
        named = bool(own.slug) and (bool(own.date) or own.number is not None)
        return parent != folder.path and folder.kind is ADR and named
    inside = path.removeprefix(folder.path + "/").split("/")[:-1]
    if any(part.startswith(".") or part.lower() in ("templates", "template") for part in inside):
        return False
    return not re.fullmatch(_NO_RECORD, name)


def read_record(folder: Folder, path: str, text: str) -> Record:
    """Read a page. Never raises: what is wrong with it is in the record's findings.

    `path` is relative to the repository's top, with `/`.
    """
    parent, _, file = path.rpartition("/")
    name = filenames.parse_name(
        folder.kind, parent.rpartition("/")[2] if file.lower() == "readme.md" else file
    )
    top, problems = frontmatter.parse(text)
    inside = parent.removeprefix(folder.path).strip("/") if parent != folder.path else ""
    if file.lower() == "readme.md":
        inside = inside.rpartition("/")[0]
    facts = _prompt_facts(text, top, name) if folder.kind is PHR else form.read_facts(text, top)
    record = Record(
        kind=folder.kind,
        path=path,
        folder=folder,
        number=name.number,
        digits=name.digits,
        slug=name.slug,
        ref="",
        title=filenames.clean_title(facts.title) or _slug_words(name.slug) or file,
        state=facts.status,
        state_raw=facts.status_raw,
        date=facts.date or name.date,
        dialect=facts.dialect,
        subfolder=inside,
        fields=top.fields,
        links=facts.links,
        text=text,
        findings=tuple(
            Finding(
                problem.code, problem.severity, path, problem.line, problem.message, problem.fix
            )
            for problem in problems
        ),
    )
    return replace(record, ref=format_ref(record))


def _prompt_facts(text: str, top: FrontMatter, name: filenames.ParsedName) -> form.Facts:
    """What a prompt's page states: its stage stands where a decision has its status."""
    fields = _folded(top.fields)
    title = filenames.clean_title(_words(_pick(fields, "title")))
    raw = _words(_pick(fields, "stage")).strip() or name.stage
    if not title:
        levels = (one for one in markdown.parse_sections(text, top.body_start) if one.level == 1)
        heading = next(levels, None)
        title = vocabulary.strip_title_number(heading.title) if heading else ""
    stage = raw.lower() if raw.lower() in PHR.states else ""
    date = vocabulary.find_date(_words(_pick(fields, "date")))
    return form.Facts("front-matter", title, raw, stage, date, tuple(_phr_links(fields, top)))


def _slug_words(slug: str) -> str:
    words = re.sub(r"[-_]+", " ", slug).strip()
    return filenames.clean_title(words[:1].upper() + words[1:])


def _phr_links(fields: Mapping[str, object], top: FrontMatter) -> list[Link]:
    value = fields.get("links")
    line = next((top.line_numbers[key] for key in top.line_numbers if key.lower() == "links"), 0)
    found: list[Link] = []
    if isinstance(value, Mapping):
        for key, targets in value.items():
            word = str(key).lower()
            if word in ("adr", "adrs"):
                relation = "decides"
            elif word in ("spec", "ticket", "pr", "plan", "tasks", "issue"):
                continue
            else:
                relation = parse_relation(word) or ""
            if relation:
                found += [Link(relation, item, line) for item in form.list_items(targets)]
    return list(dict.fromkeys(found))


def _folded(fields: Mapping[str, object]) -> dict[str, object]:
    return {key.lower().replace("_", "-"): value for key, value in fields.items()}


def _aliases(name: str) -> tuple[str, ...]:
    return FIELD_ALIASES.get(name, (name.lower().replace("_", "-"),))


def _pick(folded: Mapping[str, object], name: str) -> object | None:
    return next((folded[one] for one in _aliases(name) if folded.get(one) is not None), None)


def _words(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def read_field(record: Record, name: str) -> object | None:
    """A front matter field by its name or an older alias, whatever the case; None for none."""
    return _pick(_folded(record.fields), name)


def read_field_items(record: Record, name: str) -> tuple[str, ...]:
    """A list field's items as words, those of all its aliases; "none", "N/A" and null are none."""
    folded = _folded(record.fields)
    found = (item for one in _aliases(name) for item in form.list_items(folded.get(one)))
    return tuple(dict.fromkeys(found))


def read_prompt(record: Record) -> str | None:
    """The prompt as it was given, None where the page has none."""
    return _verbatim(record, "prompt", _PROMPT, (*_RESPONSE, *_REST))


def read_response(record: Record) -> str | None:
    """The response as the page keeps it, None where it has none."""
    return _verbatim(record, "response", _RESPONSE, _REST)


def _verbatim(
    record: Record, name: str, titles: tuple[str, ...], following: tuple[str, ...]
) -> str | None:
    top, _ = frontmatter.parse(record.text)
    sections = [
        one for one in markdown.parse_sections(record.text, top.body_start) if one.level <= 2
    ]
    found = markdown.find_section(sections, *titles)
    if not found:
        value = read_field(record, name)
        return value if isinstance(value, str) and value.strip() else None
    blocks = _blocks(record.text)
    fence = markdown.unwrap_fence(_own(record.text, found.body_start, found.end, blocks))
    if fence is not None:
        return fence
    # Not in a fence, its own headings look like the page's: it ends where the next part begins.
    later = [one.start for one in sections if markdown.fold_title(one.title) in following]
    end = min((start for start in later if start >= found.end), default=found.end)
    return _own(record.text, found.body_start, end, blocks).strip("\r\n")


def _blocks(text: str) -> list[int]:
    """Where the page's generated blocks begin."""
    spans = (markdown.find_block(text, name) for name in _BLOCKS)
    return [span[0] for span in spans if span]


def _own(text: str, start: int, end: int, blocks: list[int]) -> str:
    """A section's own words: up to a generated block that stands in it."""
    return text[start : min((at for at in blocks if start <= at < end), default=end)]


def read_sections(record: Record) -> dict[str, str]:
    """The page's level-2 sections: title to text, subsections included, no blank around it.

    The texts of sections with one title are joined.
    """
    top, _ = frontmatter.parse(record.text)
    blocks = _blocks(record.text)
    found: dict[str, list[str]] = {}
    for section in markdown.parse_sections(record.text, top.body_start):
        if section.level == 2:
            words = _own(record.text, section.body_start, section.end, blocks).strip("\r\n")
            found.setdefault(section.title, []).append(words)
    return {title: "\n\n".join(filter(None, texts)) for title, texts in found.items()}


def find_cited_refs(text: str) -> tuple[tuple[str, int, int], ...]:
    """The records that prose names (`ADR-0007`, "PHR 12"): kind's name, number, line; in order.

    Fences, inline code, comments and the generated blocks do not count.
    """
    spans = [span for name in _BLOCKS if (span := markdown.find_block(text, name))]
    found: list[tuple[str, int, int]] = []
    for line in markdown.parse_lines(text):
        if (
            line.is_code
            or line.is_comment
            or any(first <= line.start < last for first, last in spans)
        ):
            continue
        if "adr" in (words := line.text.lower()) or "phr" in words:
            prose = _without_code(line.text)
            found += (
                (named[1].lower(), int(named[2]), line.number)
                for named in re.finditer(_CITATION, prose)
            )
    return tuple(found)


def _without_code(words: str) -> str:
    """A line without its inline code: what stands between two runs of as many backticks."""
    runs = list(re.finditer(_TICKS, words))
    closing: dict[int, int] = {}
    partner = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = len(runs[index][0])
        partner[index] = closing.get(length, -1)
        closing[length] = index
    kept, at, index = [], 0, 0
    while index < len(runs):
        if partner[index] >= 0:
            kept.append(words[at : runs[index].start()])
            index = partner[index]
            at = runs[index].end()
        index += 1
    return " ".join([*kept, words[at:]])
