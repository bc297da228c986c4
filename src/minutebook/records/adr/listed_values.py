"""What a page lists in a field or a line of its text: tags, people who decided, governed files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.fields import FIELD_ALIASES, fold_nested, list_items, pick_field
from minutebook.records.adr.survey import Survey
from minutebook.records.adr.vocabulary import titles

_MAX_TAG_CHARS = 40  # what is longer is a template's advice on tags
_NO_TAGS = ("none", "n/a", "na", "tbd")
DECIDER_FIELDS = (
    *("deciders", "decider", "decision-makers", "decision-maker", "decisionmakers"),
    *("decisionmaker", "decided-by"),
)
_NAME_KEYS = ("name", "title", "login", "github", "email")  # of a person that is a mapping
_MAX_NAME_CHARS = 60  # what is longer is a sentence on them
_MAX_NAMES = 100
GOVERNS_FIELD = "governs"  # of front matter; also the name of the fact in a line
GOVERNS_KEYS = FIELD_ALIASES[GOVERNS_FIELD]
_MAX_GLOBS = 100
_LINK = compile_lazily(r"\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")
# Between two people; what stands in brackets is of one of them.
_PERSON = compile_lazily(r"(?:\([^()\n]{0,200}\)|（[^（）\n]{0,200}）|[^,;、，；\n])+")
_MARKS_AROUND = compile_lazily(r"\A[\s*_`\"'>+-]+|[\s*_`\"'.]+\Z")
_AND = compile_lazily(r"\s+(?:(?:and|und|et|y|e|en|och|i|oraz|и|&|\+)\s+|(?=@))")
_NO_PERSON = compile_lazily(
    r"(?i)(?:none|n/?a|tbd|tba|todo|unknown|optional|list everyone\b.*"
    r"|list (?:of )?(?:all )?people.*|.*\binvolved in the decision\b.*|names? of .*)"
)


def find_tags(survey: Survey) -> tuple[str, ...]:
    """The tags that a line of the text states: "Tags: api, #storage"."""
    value = survey.find_value("tags")
    if not value:
        return ()
    if value.lstrip().startswith("["):
        value = re.sub(r"\[([^\[\]]*)\](?:\([^()]*\))?", r"\1", value)
    separators = r"[\s,;]+" if value.lstrip().startswith("#") else r"[,;、，\n]"
    items = (re.sub(r"\A[\W_]+|[\W_]+\Z", "", item) for item in re.split(separators, value))
    tags = dict.fromkeys(item for item in items if item and item.lower() not in _NO_TAGS)
    return () if any(len(tag) > _MAX_TAG_CHARS for tag in tags) else tuple(tags)


def find_deciders(survey: Survey, fields: Mapping[str, object]) -> tuple[str, ...]:
    """The people who decided, by the page's front matter, else by a line or a row of its text."""
    if fields:
        folded = fold_nested(fields)
        for name in DECIDER_FIELDS:
            if folded.get(name) and (stated := tuple(_read_people(folded[name]))):
                return stated
    value = survey.find_value("deciders")
    return tuple(dict.fromkeys(_split_people(value))) if value else ()


def find_governs(survey: Survey, fields: Mapping[str, object]) -> tuple[str, ...]:
    """The globs of the files that a decision governs, by its front matter, else by its text."""
    field = pick_field(fold_nested(fields), GOVERNS_FIELD) if fields else None
    stated = list_items(field) if field is not None else []
    value = "" if stated else survey.find_value(GOVERNS_FIELD)
    if not stated and not value:
        return ()  # most decisions
    if value and not stated:
        from minutebook.lean.globs import split_globs  # few decisions state some in their text

        stated = split_globs(value)
    stated = [glob for glob in stated[:_MAX_GLOBS] if _is_all(glob) or not titles.is_leftover(glob)]
    return tuple(dict.fromkeys(stated))


def _is_all(glob: str) -> bool:
    """Whether a glob means all files, which as a text would say nothing: `**`, `*`."""
    return bool(glob) and not glob.strip("*/")


def _read_people(value: object) -> Iterator[str]:
    """The people in a field: a text with commas, or a list of texts or of mappings."""
    items = value if isinstance(value, list | tuple) else [value]
    for item in items:
        if isinstance(item, Mapping):
            item = next((item[key] for key in _NAME_KEYS if item.get(key)), None)
        for text in list_items(item):
            yield from _split_people(text)


def _split_people(text: str) -> Iterator[str]:
    """The names in a text, at most a hundred; a template's advice and sentences are none."""
    text = (_LINK.sub(r"\1", text) if "[" in text else text).strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    if titles.is_leftover(text):
        return
    for part, _ in zip(_PERSON.finditer(text), range(_MAX_NAMES), strict=False):
        for name in _AND.split(part[0]):
            name = _MARKS_AROUND.sub("", name)
            if name and len(name) <= _MAX_NAME_CHARS and not _NO_PERSON.fullmatch(name):
                yield name
