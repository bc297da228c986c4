"""Front matter in TOML (`+++`), in JSON (`---json`, or `---` around an object), and in braces.

The last is YAML (`{status: accepted}`); `locate` edits it.

One field of it can be changed where it stands in one line; the other bytes stay.
"""

from __future__ import annotations

import re

from minutebook.errors import Refusal
from minutebook.text.frontmatter.reader import FrontMatter

_OPENING = (
    r"\ufeff?(?>(?:[ \t]*+\r?\n){0,50})"
    r"(?:(?P<plus>\+\+\+)|---(?P<name>json|toml)|---(?=[ \t]*+\r?\n[ \t]*+\{))[ \t]*+\r?\n"
)
_MAX_CHARS = 200_000
_MAX_DEPTH = 20
_TOML_KEY = r"(?m)^[ \t]*+([\"']?)(?P<key>[\w.-]{1,80}+)\1[ \t]*+=[ \t]*+"
_TOML_TABLE = r"(?m)^[ \t]*+\["
_TOML_HEADER = (
    r"(?m)^[ \t]*+\[{1,2}[ \t]*+(?P<name>[\w.\"'-]{1,80}+)[ \t]*+\]{1,2}[ \t]*+(?:#.*)?\r?$"
)
_TOML_INLINE_TABLE = r"\{(?>(?:[^{}\"'\n]|\"(?>(?:[^\"\\\n]|\\.)*)\"|'[^'\n]*+')*)\}"
_TOML_DATE = r"\d{4}-\d{2}-\d{2}(?:[T ][\d:.Z+-]+)?"  # without quotes
_JSON_KEY = r"\"(?P<key>(?>(?:[^\"\\\n]|\\.){1,80}))\"[ \t]*+:[ \t]*+"
# A text, a list of texts, or a number, date or truth value, on one line.
_ONE_LINE_VALUE = (
    r"\"(?!\"\")(?>(?:[^\"\\\n]|\\.)*)\"|'(?!'')[^'\n]*+'"
    r"|\{[ \t]*+\}"
    r"|\[(?>(?:[ \t,]|\"(?>(?:[^\"\\\n]|\\.)*)\"|'[^'\n]*+'|[\w.:+-])*)\]|[\w.:+-]++"
)


def read_other_format(text: str) -> tuple[FrontMatter, str] | None:
    """The front matter of a page in TOML or JSON, with why it can't be read, "" where it can.

    None where a page begins otherwise, and where the front matter is never closed.
    """
    opening = re.match(_OPENING, text)
    if opening is None:
        return None
    start = opening.end()
    fence = r"\+\+\+" if opening["plus"] else "---"
    closing = re.compile(rf"^{fence}[ \t]*+\r?$", re.MULTILINE).search(text, start)
    if closing is None:
        return None
    end = closing.start()
    line_feed = text.find("\n", closing.end())
    body_start = len(text) if line_feed < 0 else line_feed + 1
    shape = "toml" if opening["plus"] or opening["name"] == "toml" else "json"
    fields, reason = _load(text[start:end], shape)
    if reason and not opening["plus"] and not opening["name"]:
        flow_fields = _load_flow_map(text[start:end])
        if flow_fields is not None:
            fields, reason, shape = flow_fields, "", "flow"
    lines: dict[str, int] = {}
    if shape == "flow":
        from minutebook.text.frontmatter.locate import find_pairs

        first_line = text.count("\n", 0, start) + 1
        for span in find_pairs(text, start, end):
            lines.setdefault(span.name, first_line + text.count("\n", start, span.value_start))
        return FrontMatter(fields, start, end, body_start, shape, lines), reason
    pattern = _TOML_KEY if shape == "toml" else _JSON_KEY
    offset, line = start, text.count("\n", 0, start) + 1
    for match in re.compile(pattern).finditer(text, start, end):
        line += text.count("\n", offset, match.start("key"))
        offset = match.start("key")
        if match["key"] in fields:
            lines.setdefault(match["key"], line)
    return FrontMatter(fields, start, end, body_start, shape, lines), reason


def _load(source: str, shape: str) -> tuple[dict[str, object], str]:
    """The fields of a source; none, and why, where it can't be read."""
    if len(source) > _MAX_CHARS:
        return {}, "it is too long"
    try:
        if shape == "json":
            import json

            value = json.loads(source)
        else:
            import tomllib

            value = tomllib.loads(source.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        return {}, str(error)
    if not isinstance(value, dict):
        return {}, "it is not an object of names and values"
    return {key: _normalise(item, _MAX_DEPTH) for key, item in value.items()}, ""


def _load_flow_map(source: str) -> dict[str, object] | None:
    """The fields of a map in braces, which is YAML; None for what is no such map."""
    from minutebook.text.frontmatter.pyyaml import UnreadableYaml, load_yaml

    try:
        value, _ = load_yaml(source.replace("\r\n", "\n"))
    except UnreadableYaml:
        return None
    return value if isinstance(value, dict) else None


def _normalise(value: object, depth: int) -> object:
    """A value as front matter in YAML has it: dates and fractions are texts."""
    if isinstance(value, list) and depth:
        return [_normalise(item, depth - 1) for item in value]
    if isinstance(value, dict) and depth:
        return {key: _normalise(item, depth - 1) for key, item in value.items()}
    return value if isinstance(value, str | int | None) else str(value)


def edit_other_format(text: str, front_matter: FrontMatter, name: str, value: object) -> str:
    """The page with one field of its front matter set, or without it where the value is None.

    `name` may be dotted one level. Raises Refusal where the field is not one line of its own, or
    can't be added. Whether the new page reads as it should is for the caller to see.
    """
    edit = _edit_toml if front_matter.shape == "toml" else _edit_json
    new_text = edit(text, front_matter, name, value)
    if new_text is None:
        raise Refusal(
            f"`{name}` can't be changed in front matter of {front_matter.shape.upper()}",
            "change it by hand, or write the front matter in YAML between lines of `---`",
        )
    return new_text


def _edit_toml(text: str, front_matter: FrontMatter, name: str, value: object) -> str | None:
    start, end = front_matter.start, front_matter.end
    if not value and (table_spans := _find_table(text, start, end, name)):
        for span_start, span_end in reversed(table_spans):
            kept = ""
            is_header = text[span_start:span_end].lstrip().startswith("[")
            if value == {} and is_header and span_start == table_spans[0][0]:
                kept = text[span_start : text.index("\n", span_start) + 1]
            text = text[:span_start] + kept + text[span_end:]
            end -= span_end - span_start - len(kept)
        if value is None or value == {}:
            return text
    newline = "\r\n" if text.endswith("\r\n", 0, start) else "\n"
    parent, _, child = name.partition(".")
    header = re.compile(rf"^[ \t]*+\[{re.escape(parent)}\][ \t]*+\r?\n", re.MULTILINE)
    table = header.search(text, start, end) if child else None
    if table:
        start, name = table.end(), child
    next_table = re.compile(_TOML_TABLE).search(text, start, end)
    end = next_table.start() if next_table else end
    keys = [
        match for match in re.compile(_TOML_KEY).finditer(text, start, end) if match["key"] == name
    ]
    if not keys:
        line = "" if value is None else f"{name} = {_format(value)}{newline}"
        return text[:end] + line + text[end:]
    one_line = f"{_ONE_LINE_VALUE}|{_TOML_INLINE_TABLE}"
    found = re.compile(one_line).match(text, keys[0].end(), end)
    if found is None:
        return None
    is_date = isinstance(value, str) and re.fullmatch(_TOML_DATE, found[0])
    if is_date and _is_day(str(value)):
        return f"{text[: found.start()]}{value}{text[found.end() :]}"
    if value is None:
        return text[: keys[0].start()] + text[text.index("\n", found.end()) + 1 :]
    return text[: found.start()] + _format(value) + text[found.end() :]


def _find_table(text: str, start: int, end: int, name: str) -> list[tuple[int, int]]:
    """The lines of a table of TOML, with the tables in it: each from its header to the next one.

    Also the lines of its dotted keys, `links.amends = …`.
    """
    headers = list(re.compile(_TOML_HEADER).finditer(text, start, end))
    ends = [*(header.start() for header in headers), end]
    dotted = [
        (key.start(), text.index("\n", key.end()) + 1)
        for key in re.compile(_TOML_KEY).finditer(text, start, ends[0])
        if key["key"].startswith(f"{name}.")
    ]
    return dotted + [
        (header.start(), header_end)
        for header, header_end in zip(headers, ends[1:], strict=True)
        if f"{header['name']}.".startswith(f"{name}.")
    ]


def _is_day(text: str) -> bool:
    """Whether a text is a day that the calendar has."""
    from minutebook.text.dates import require_day

    try:
        return bool(require_day(text))
    except ValueError:
        return False


def _edit_json(text: str, front_matter: FrontMatter, name: str, value: object) -> str | None:
    start, end = front_matter.start, front_matter.end
    newline = "\r\n" if text.endswith("\r\n", 0, start) else "\n"
    parent, _, child = name.partition(".")
    key = child or name
    keys = [
        match for match in re.compile(_JSON_KEY).finditer(text, start, end) if match["key"] == key
    ]
    if not keys:
        brace = text.find("{", start, end)
        if value is None or brace < 0 or (child and parent in front_matter.fields):
            return text if value is None else None
        field = f"{_format(parent)}: {_format({child: value} if child else value)}"
        comma = "," if front_matter.fields else ""
        return f"{text[: brace + 1]}{newline}  {field}{comma}{text[brace + 1 :]}"
    found = re.compile(_ONE_LINE_VALUE).match(text, keys[0].end(), end) if len(keys) == 1 else None
    if found is None:
        return None
    if value is not None:
        return text[: found.start()] + _format(value) + text[found.end() :]
    if comma_after := re.compile(r"\s*+,[ \t]*+").match(text, found.end(), end):
        before, after = text[: keys[0].start()], text[comma_after.end() :]
        return (before.rstrip() if after.startswith(("\r", "\n")) else before) + after
    before = text[: keys[0].start()].rstrip().removesuffix(",")
    return before + text[found.end() :]


def _format(value: object) -> str:
    """A text, list of texts or number as TOML and JSON both have it."""
    import json  # few pages have such front matter

    return json.dumps(value, ensure_ascii=False)
