"""What `check` asks of a page's own text: bytes, placeholders, conflicts, digest, route, files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.checks.base import CheckContext, find_field_line, is_adopted, quote_excerpt
from minutebook.records import drafts, reader
from minutebook.records.filenames import slugify
from minutebook.records.index import index_pages, merging
from minutebook.records.model import Finding, Record
from minutebook.records.phr.prompts import find_prompt_lines
from minutebook.text import frontmatter, markdown

_UNDECODABLE = re.compile("[\ud800-\udfff]")


def not_text(context: CheckContext) -> Iterator[Finding]:
    """Bytes that are no UTF-8: the edge reads them as surrogates."""
    for record in context.records.members:
        if record.text.isascii():
            continue  # the quick way out for most pages
        found = _UNDECODABLE.search(record.text)
        if found:
            yield Finding(
                "not-text",
                "warning",
                record.path,
                record.text.count("\n", 0, found.start()) + 1,
                f"{record.ref} has bytes that are not UTF-8 text, so part of it cannot be read.",
                "Save the file as UTF-8.",
            )


# {{NAME}} of spec-kit, in prose only in capitals: {{ name }} may be somebody's own example. In
# front matter and headings nothing in braces is text.
_TOKEN = re.compile(
    r"(?<!\$)\{\{[ ]?[A-Z][A-Z0-9_]*[ ]?\}\}|\[(?:TODO|TBD)(?:[:\]]|[ ][^\]\n]{0,80}\])"
)
_HEADING_TOKEN = re.compile(r"(?<!\$)\{\{[^{}\n]{1,80}\}\}|\[[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\](?!\()")
_HEADING_WHOLE = re.compile(r"^#{1,6}[ \t]+(?:ADR-\S{1,20}[ \t]+)?(\{[^{}\n]{2,120}\})[ \t#]*$")
_FIELD_WHOLE = re.compile(
    r"^[A-Za-z_-]{1,40}:[ \t]+[\"']?(\{[A-Za-z][^{}:\n]{1,200}\})[\"']?[ \t]*$"
)
# What the templates of MADR 2 to 4 say in brackets or braces, and adr-tools' own in plain words.
_TEMPLATE_WORDS = re.compile(
    r"[\[{](?i:short title|short noun phrase|title of option [0-9]|option [0-9][\]}]"
    r"|argument [a-z][\]}]|decision driver [0-9]"
    r"|justification\. |describe the context and problem|yyyy-mm-dd when|yyyy-mm-dd[\]}]"
    r"|list everyone|proposed \| (?:rejected|accepted)|description \| ticket"
    r"|example \| description|link type\]|e\.g\., improvement|e\.g\., compromising)"
    r"|^(?:The issue motivating this decision, and any context that influences"
    r"|The change that we're proposing or have agreed to implement\.$"
    r"|What is the issue that we're seeing that is motivating this decision or change\?$"
    r"|What is the change that we're (?:actually )?proposing (?:and/)?or doing\?$"
    r"|What becomes easier or more difficult to do and any risks introduced)"
)
_IN_PROSE = (_TOKEN, _TEMPLATE_WORDS)
_IN_HEADING = (_HEADING_TOKEN, _HEADING_WHOLE, *_IN_PROSE)
_IN_HEAD = (_HEADING_TOKEN, _FIELD_WHOLE, *_IN_PROSE)
_HINT = re.compile(
    r"\{\{|\[TODO|\[TBD|[:#][ \t]+[^\n]{0,30}\{|_[A-Z0-9]+\]|[\[{](?i:[sotadjylpe])"
    r"|The issue motivating|The change that|What is the |What becomes easier"
)
_INLINE_CODE = re.compile(r"(`+)(?!`)[^\n]{0,400}?(?<!`)\1(?!`)")


def placeholder(context: CheckContext) -> Iterator[Finding]:
    """What a template left to be filled in and nobody did."""
    for record in context.records.members:
        if not _HINT.search(record.text):
            continue
        found = list(_placeholders(record))
        if found:
            words = list(dict.fromkeys(token for _, token in found))
            more = f" and {len(words) - 3} more" if len(words) > 3 else ""
            yield Finding(
                "placeholder",
                "warning",
                record.path,
                found[0][0],
                f"{record.ref} still has what its template left to fill in:"
                f" {', '.join(quote_excerpt(word, 40) for word in words[:3])}{more}.",
                "Fill it in, or take the line out.",
            )


def _placeholders(record: Record) -> Iterator[tuple[int, str]]:
    """Line and words of each placeholder of a page."""
    head = _head_end(record)
    prompt = find_prompt_lines(record)
    for line in markdown.parse_lines(record.text):
        text = line.text
        if line.number in prompt:
            if not line.is_code and re.fullmatch(r"\{\{PROMPT[A-Z_]*\}\}", text.strip()):
                yield line.number, text.strip()
            continue
        if line.number <= head:
            patterns: Iterable[re.Pattern[str]] = _IN_HEAD
        elif line.is_code or line.is_comment:
            continue
        elif text.startswith("#"):
            patterns = _IN_HEADING
        else:
            patterns = _IN_PROSE
        if "`" in text:
            text = _INLINE_CODE.sub("", text)
        for pattern in patterns:
            found = pattern.search(text)
            if found:
                yield line.number, found[found.re.groups].strip()
                break


def _head_end(record: Record) -> int:
    """The last line of the front matter; 0 where there is none."""
    read, _ = frontmatter.parse(record.text)
    return record.text.count("\n", 0, read.body_start) if read.shape != "none" else 0


_CONFLICT = re.compile(r"(?m)^(<{7}|={7}|>{7})(?=[ \r\n]|$)")


def conflict_markers(context: CheckContext) -> Iterator[Finding]:
    """What a merge left in a record's page or in an index page. A prompt may hold it: verbatim."""
    for record in context.records.members:
        if "<<<<<<<" in record.text or ">>>>>>>" in record.text:
            yield from _conflict(record.path, record.ref, record.text, find_prompt_lines(record))
    for path, text in context.records.pages.items():
        if ("<<<<<<<" in text or ">>>>>>>" in text) and index_pages.is_index_page_name(
            path.rpartition("/")[2]
        ):
            yield from _conflict(path, quote_excerpt(path, 200), text, range(0))


def _conflict(path: str, name: str, text: str, prompt: range) -> Iterator[Finding]:
    at = _conflict_line(text, prompt)
    if at:
        cure = "Decide which side holds, and take the marker lines out."
        mended = merging.remove_block_conflicts(text)
        if mended != text:
            rest = _conflict_line(mended, range(0))
            cure = f"Run `minutebook index`{', then decide which side holds' if rest else ''}."
        yield Finding(
            "conflict-markers",
            "error",
            path,
            at,
            f"{name} has the markers of a merge that was not finished.",
            cure,
        )


def _conflict_line(text: str, prompt: range) -> int:
    """The line where a conflict begins; 0 where there is none.

    Outside fences the opening or the closing marker is enough. Inside one (an example, or a merge
    through a fence) all three must be there, in order.
    """
    plain: list[tuple[str, int]] = []
    fenced: list[tuple[str, int]] = []
    for line in markdown.parse_lines(text):
        found = _CONFLICT.match(line.text)
        if found and line.number not in prompt:
            (fenced if line.is_code else plain).append((found[1][0], line.number))
    signs = "".join(sign for sign, _ in plain)
    at = next((number for sign, number in plain if sign == "<"), 0)
    if not at and "=>" in signs:
        at = plain[signs.index("=>")][1]
    if not at and re.search("<=+>", "".join(sign for sign, _ in fenced)):
        at = next(number for sign, number in fenced if sign == "<")
    return at


def prompt_edited(context: CheckContext) -> Iterator[Finding]:
    """A prompt that is not the one whose digest was recorded."""
    for record in context.records.members:
        recorded = record.fields.get("digest")
        if record.kind.name != "phr" or not isinstance(recorded, str) or not recorded:
            continue
        prompt = reader.read_prompt(record)
        what = "is gone from the page, though its digest is there"
        if prompt is not None:
            if _is_digest(prompt, recorded):
                continue
            what = "is not the one that was recorded: its digest differs"
        yield Finding(
            "prompt-edited",
            "error",
            record.path,
            find_field_line(record, "digest"),
            f"The prompt of {record.ref} {what}.",
            "Put the prompt back as it was (`git log -p` shows it): a record's prompt is verbatim.",
        )


def _is_digest(prompt: str, recorded: str) -> bool:
    try:
        return drafts.compute_digest(prompt) == recorded.strip().lower()
    except UnicodeEncodeError:
        return False  # half a character, which no file can hold: it was not recorded so


_NOT_A_FEATURE = frozenset({"", "none", "null", "n-a", "na", "general", "constitution", "misc"})


def route_feature(context: CheckContext) -> Iterator[Finding]:
    """A prompt that lies in the folder of one feature and says that it belongs to another.

    `general`, `constitution` and folders named for a stage say nothing of a feature. A number that
    a name begins with (`004-login` and `login`), and folders between, do not matter.
    """
    for record in context.records.members:
        feature = reader.read_field(record, "feature")
        if record.kind.name != "phr" or not isinstance(feature, str) or "{" in feature:
            continue
        if not record.subfolder:
            continue
        mine = record.path.lower().split("/")[:-1]
        if mine[-1] in _NOT_A_FEATURE or mine[-1] in record.kind.states:
            continue
        said = slugify(feature.rpartition("/")[2])
        if slugify(feature) in _NOT_A_FEATURE or said == "record":
            continue
        whole = _bare(slugify(feature))  # `cart/Add_Item` lies in `cart-add-item`
        if not {_bare(said), whole} & {_bare(slugify(part)) for part in mine}:
            yield Finding(
                "route-feature",
                "info" if is_adopted(record) else "warning",
                record.path,
                find_field_line(record, "feature"),
                f"{record.ref} says that it belongs to the feature {quote_excerpt(feature)},"
                f" but lies in the folder of {quote_excerpt(record.subfolder)}.",
                "Move the file to the feature's folder, or correct its `feature`.",
            )


def _bare(slug: str) -> str:
    return re.sub(r"^[0-9]+-", "", slug) or slug


def unknown_file(context: CheckContext) -> Iterator[Finding]:
    """Files that a prompt record lists and git never had: one finding a page."""
    for record in context.records.members:
        if record.kind.name != "phr":
            continue
        # Older records hold their files as one text, a line for each.
        lines = "\n".join(reader.read_field_items(record, "files")).split("\n")
        paths = [path for path in map(_path, lines) if path]
        lost = [path for path in paths if not _known(context, path)]
        if lost:
            more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
            yield Finding(
                "unknown-file",
                "info" if is_adopted(record) else "warning",
                record.path,
                find_field_line(record, "files"),
                f"{record.ref} lists"
                f" {', '.join(quote_excerpt(path, 120) for path in lost[:3])}{more},"
                " which git never had.",
                "Correct the paths in `files`, or commit the files.",
            )


_AFTER_PATH = re.compile(r"[ \t]+[(\[—–-]|[`\"'][ \t]|:[ \t]|[ \t]->")


def _path(item: str) -> str:
    """The path in an item such as "- `src/a.py` (created - 950 lines)"; "" where it is none."""
    words = item.strip().removeprefix("- ").strip("\"'` ")
    words = _AFTER_PATH.split(words, maxsplit=1)[0].strip("\"'` ")
    words = words.replace("\\", "/").removeprefix("./").rstrip("/")
    if " " in words or "://" in words or "{" in words or words.lower() in ("", ".", "n/a"):
        return ""
    return words if "/" in words or "." in words else ""


def _known(context: CheckContext, path: str) -> bool:
    """Whether git had the path; of an absolute path, or one through `..`, its tail is enough."""
    if "*" in path:
        path = path.partition("*")[0].rpartition("/")[0]
        if not path:
            return True
    if context.is_known_path(path):
        return True
    if re.match(r"/|~|\.\./|[A-Za-z]:/", path):
        tail = path
        while "/" in tail:
            tail = tail.partition("/")[2]
            if tail and context.is_known_path(tail):
                return True
    return False
