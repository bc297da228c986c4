"""The forms of references: what a text that names a record is made of."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.records.filenames import parse_name
from minutebook.records.model import ADR

_LINK = compile_lazily(
    r"\[((?>(?:[^\[\]\\\n]|\\.){0,1000}))\]\(\s{0,20}+<?([^)>\n]{0,2000}+)(?:>[^)\n]{0,1000}+)?\)"
)
REF = compile_lazily(
    r"(adr|phr|l?m?adr|dr|ad|dec|add|decision(?: record)?)s?[-_ #.]{0,3}(?:no\.? ?)?([0-9]{1,9})"
    r"(?![\w-]|\.\w)",
    re.IGNORECASE,
)
# `ADR-0007`, `PHRs 7`; neither a file's name nor a version. After `..`, as in a range, it counts.
CITED_REF = compile_lazily(
    r"(?<![\w/])(?:(?<!\.)|(?<=\.\.))(?P<kind>adr|phr)s?[-_ ]?#?(?P<digits>[0-9]{1,6})"
    r"(?!\w|\.[0-9]|-[\w-]{1,200}\.md)",
    re.IGNORECASE,
)
# The numbers behind that of a ref: `ADRs 58 and 59`, `ADR 63/64`. One "and" tells too little.
_NEXT_NUMBER = compile_lazily(r"/(?P<digits>[0-9]{1,6})(?![\w/]|\.[0-9])")
_NEXT_OF_SEVERAL = compile_lazily(
    r"(?:[ ]?[,&/\u2013-][ ]?|,?[ ](?:and|or|to|und|oder|bis|et|ou|y)[ ])"
    r"(?P<digits>[0-9]{1,6})(?![\w/]|\.[0-9]|-[\w-]{1,200}\.md)",
    re.IGNORECASE,
)
_MAX_NUMBERS = 50  # behind one ref
# A number with what sets it apart: `ADR-0024a`, `304.1`.
SUB_NUMBER = compile_lazily(
    r"(?:adrs?[-_ #.]{0,3})?([0-9]{1,9})([a-z]|\.[0-9]{1,2})(?![\w-]|\.\w)", re.IGNORECASE
)
BARE_NUMBER = compile_lazily(r"#?([0-9]{1,9})\.?")
NUMBERED_TITLE = compile_lazily(
    r"(?:(?:[a-z]{1,6}-)?(?:adr|phr|l?m?adr|dr|ad|dec|decision)[-_ #]{0,2})?[0-9]{1,9}\s*[.:)|–—-]?"
    r"\s+(\S.*)",
    re.IGNORECASE,
)
# A page on a forge: its owner and name, and the path behind the branch.
FORGE_PAGE = compile_lazily(
    r"https?://[^/\s]{1,100}/(?P<name>[^\s]{1,200}?)/(?:-/)?(?:blob|tree|raw|src|edit|blame)/"
    r"(?:branch/|commit/|tag/)?[^/\s]{1,100}/(?P<path>[^\s?#]{1,400})",
    re.IGNORECASE,
)
_URL_ORIGIN = compile_lazily(r"[a-z][a-z0-9+.-]{0,30}:/{0,2}[^/\s]*", re.IGNORECASE)
KIND_PREFIX = compile_lazily(r"(adr|phr)[-_ ](?=[0-9])", re.IGNORECASE)
_EMPTY_VALUES = frozenset(
    {"", "none", "null", "nil", "n/a", "na", "no", "tbd", "todo", "unknown", "-"}
)
OTHER_FILE_ENDING = compile_lazily(
    r"\.(?!(?:md|prompt|markdown|mdx|adoc|asciidoc|rst|org)$)[a-z][a-z0-9]{0,8}$", re.IGNORECASE
)
_MAX_REF_DIGITS = 6
PAGE_ENDING = compile_lazily(r"\.(?:md|markdown|mdx|adoc|asciidoc|rst|org)$", re.IGNORECASE)


def is_reference(candidate: str) -> bool:
    """Whether a text claims to name a record at all.

    An address elsewhere, a path to another sort of file (`specs/001-x/spec.md`, `app/main.py`),
    prose, "none" and an unfilled placeholder do not: that they lead to no record is no fault.
    """
    href, label = unwrap_link(candidate)
    if any(mark in href for mark in ("{{", "://", "mailto:")):
        return False
    if label and (REF.match(label) or NUMBERED_TITLE.match(label)):
        return True
    path = extract_path(href)
    if path.casefold() in _EMPTY_VALUES or OTHER_FILE_ENDING.search(path):
        return False
    if REF.match(path) or BARE_NUMBER.fullmatch(path):
        return True
    folder, _, name = path.rstrip("/").removeprefix("./").rpartition("/")
    if parse_name(ADR, name).number is not None or parse_name(ADR, name).date:
        return True
    return not folder and " " not in path


def names_numbered_record(candidate: str) -> bool:
    """Whether a text names a record by its number: `ADR-3`, `[Use X](0003-use-x.md)`, `3`."""
    href, label = unwrap_link(candidate)
    if "{{" in href or (label and (REF.match(label) or NUMBERED_TITLE.match(label))):
        return "{{" not in href
    path = extract_path(href).rstrip("/")
    if REF.match(path) or BARE_NUMBER.fullmatch(path):
        return True
    name = path.rpartition("/")[2]
    if OTHER_FILE_ENDING.search(name) or not (PAGE_ENDING.search(name) or name == path):
        return False
    parsed = parse_name(ADR, name)
    return parsed.number is not None or bool(parsed.date)


def list_cited_numbers(text: str, ref: re.Match[str]) -> list[tuple[int, int]]:
    """The offsets of the numbers that a match of CITED_REF names: its own, those that follow."""
    spans = [ref.span("digits")]
    kind_end = ref.end("kind")
    is_several = text[kind_end : kind_end + 1] in ("s", "S")
    following = _NEXT_OF_SEVERAL if is_several else _NEXT_NUMBER
    while len(spans) < _MAX_NUMBERS and (match := following.match(text, spans[-1][1])):
        spans.append(match.span("digits"))
    return spans


def is_plain_ref(text: str) -> bool:
    """Whether a text is a ref as records have it (`ADR-0007`): neither words nor a slug are in it.

    Most look-ups are by such a ref, and it saves them ten patterns that take 4 ms to compile.
    """
    digits = text[4:]
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= _MAX_REF_DIGITS
    return is_number and text[:4].lower() in ("adr-", "phr-")


def get_kind_name(prefix: str) -> str:
    """The kind that the prefix of a number means: `PHR-7`; all others are decisions (`DR008`)."""
    return "phr" if prefix.lower() == "phr" else "adr"


def normalize_path(path: str) -> str:
    """A path without `.`, `..` and doubled slashes; what climbs out of the top stays inside."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def unwrap_link(text: str) -> tuple[str, str]:
    """The address and the label of a markdown link; a text that is none, and ""."""
    if "](" in text and (link := _LINK.search(text)):
        return link[2].strip(), re.sub(r"\\([^\w\s])", r"\1", link[1]).strip()
    return text.strip().strip("<>[]`").strip(), ""


def extract_path(href: str) -> str:
    """The path in an address: no host, query or fragment, nothing percent-encoded."""
    path = _URL_ORIGIN.sub("", href, count=1) if "://" in href else href
    is_number = "#" in path and re.match(r"(?i)(?:[a-z]{1,8}[ -]?)?#[0-9]", path)
    if not is_number:  # "ADR #7", "#7"
        path = path.split("?")[0].split("#")[0]
    if "%" in path:
        from urllib.parse import unquote

        path = unquote(path)
    return path.strip()


def fold_title(title: str) -> str:
    """A title for comparing: one line, without case."""
    return " ".join(title.split()).casefold()


def format_reference(reference: str) -> str:
    """A reference as a message names it: `ADR-0007` for `adr 7`, one line, at most 80 long."""
    text = " ".join(reference.split())
    ref = REF.fullmatch(text)
    if ref:
        return f"{get_kind_name(ref[1]).upper()}-{int(ref[2]):04d}"
    return text if len(text) <= 80 else f"{text[:79]}…"
