"""Check the JSON that comes in, and describe every document by a JSON Schema.

Imported only by commands that read or describe JSON: pydantic alone costs more than a whole
`phr new`. The documents themselves are the dataclasses of the modules beside this one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from minutebook.errors import UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.operations.schema.agents import AGENT_DOCUMENTS
from minutebook.operations.schema.explaining.lines import LINE_DOCUMENTS
from minutebook.operations.schema.explaining.sites import SITE_DOCUMENTS
from minutebook.operations.schema.explaining.stories import STORY_DOCUMENTS
from minutebook.operations.schema.explaining.timelines import TIMELINE_DOCUMENTS
from minutebook.operations.schema.exports import EXPORT_DOCUMENTS, ExportDocument
from minutebook.operations.schema.new_records import NewAdr, NewPhr, Outcome
from minutebook.operations.schema.records import RECORD_DOCUMENTS, SCHEMA_ID
from minutebook.operations.schema.reports import REPORT_DOCUMENTS
from minutebook.operations.schema.searches import SEARCH_DOCUMENTS
from minutebook.operations.schema.setup import SETUP_DOCUMENTS
from minutebook.operations.schema.suggestions import SUGGESTION_DOCUMENTS

DOCUMENTS = {
    "new-phr": NewPhr,
    "new-adr": NewAdr,
    **RECORD_DOCUMENTS,
    **SETUP_DOCUMENTS,
    **SUGGESTION_DOCUMENTS,
    **REPORT_DOCUMENTS,
    **AGENT_DOCUMENTS,
    **STORY_DOCUMENTS,
    **TIMELINE_DOCUMENTS,
    **LINE_DOCUMENTS,
    **EXPORT_DOCUMENTS,
    **SEARCH_DOCUMENTS,
    **SITE_DOCUMENTS,
}
# The longest prompts met have some 200,000 characters; a forge shows no page of this size.
MAX_DOCUMENT_CHARACTERS = 10_000_000
MAX_EXPORT_CHARACTERS = 1_000_000_000  # of a document of `export`: that many records have no page
_SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEMA_URN = "urn:minutebook:schema:v1"
_MAX_PROBLEMS = 3  # that are told of one document
_MAX_EXCERPT_CHARACTERS = 60
_SURROGATE = compile_lazily("[\ud800-\udfff]")

_TYPE_NAMES = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
}


_NewRecord = TypeVar("_NewRecord", NewPhr, NewAdr)


def parse_new_phrs(text: str) -> tuple[list[NewPhr], bool]:
    """See `_parse_new_records`; this is for `phr new`."""
    return _parse_new_records(text, NewPhr, "new-phr", '{"title": "…", "prompt": "…"}')


def parse_new_adrs(text: str) -> tuple[list[NewAdr], bool]:
    """See `_parse_new_records`; this is for `adr new`."""
    return _parse_new_records(text, NewAdr, "new-adr", '{"title": "…", "context": "…"}')


def _parse_new_records(
    text: str, document_type: type[_NewRecord], name: str, example: str
) -> tuple[list[_NewRecord], bool]:
    """The wanted records, from the JSON that `--from-json` was given, and whether it is of many.

    One is an object; many are an array of objects, or several objects each in a line (NDJSON).
    Unpaired surrogates become U+FFFD, relation names their canonical form. Raises UsageError, with
    the place in the document and what was expected there; of many, with the record's position.
    """
    hint = f"give it an object with a title: {example}"
    schema = f"minutebook schema {name} describes the keys"
    first_lines = _split_lines(text)
    if first_lines:
        documents: object = [
            _parse_line(line, number, position, hint, name)
            for position, (number, line) in enumerate(first_lines, start=1)
        ]
    else:
        is_array = text.lstrip("\ufeff \t\r\n").startswith("[")
        limit = MAX_EXPORT_CHARACTERS if is_array else MAX_DOCUMENT_CHARACTERS
        documents = _parse_json(text, limit, hint, name)
    if isinstance(documents, dict):
        return [_convert(document_type, _replace_surrogates(documents), name)], False
    if not isinstance(documents, list):
        raise UsageError(
            f"the JSON must be an object, not {_TYPE_NAMES[type(documents)]}",
            f'begin it with {{"title": …}}; {schema}',
        )
    if not documents:
        raise UsageError("the JSON has no records", hint)
    records = []
    for position, document in enumerate(documents, start=1):
        if not isinstance(document, dict):
            kind = _TYPE_NAMES[type(document)]
            raise UsageError(f"record {position}: must be an object, not {kind}", schema)
        try:
            records.append(_convert(document_type, _replace_surrogates(document), name))
        except UsageError as error:
            raise UsageError(f"record {position}: {error.message}", error.hint) from None
    return records, True


def _split_lines(text: str) -> list[tuple[int, str]]:
    """The lines of several JSON documents with their numbers; none where it is no such text."""
    lines = [
        (number, line)
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1)
        if line.strip()
    ]
    try:
        is_first_whole = len(lines) > 1 and isinstance(json.loads(lines[0][1]), dict)
    except (ValueError, RecursionError):
        return []
    return lines if is_first_whole else []


def _parse_line(line: str, number: int, position: int, hint: str, name: str) -> object:
    """One of several JSON documents."""
    try:
        return _parse_json(line, MAX_DOCUMENT_CHARACTERS, hint, name)
    except UsageError as error:
        message = error.message.replace("at line 1,", f"at line {number},")
        raise UsageError(f"record {position}: {message}", error.hint) from None


def parse_export(text: str) -> Any:
    """A document of `export` as plain objects, checked, and with its lone surrogates.

    Raises UsageError, with the place in the document and what was expected there.
    """
    document = _parse_json(
        text, MAX_EXPORT_CHARACTERS, "minutebook export --out FILE writes one", "export"
    )
    if not isinstance(document, dict):
        raise UsageError(
            f"the JSON must be an object, not {_TYPE_NAMES[type(document)]}",
            "minutebook export --out FILE writes one",
        )
    _convert(ExportDocument, _replace_surrogates(document), "export")
    return document


def build_schema(document_name: str | None = None) -> dict[str, Any]:
    """The JSON Schema of one document, or of all of them under `$defs`.

    Raises UsageError for a document that does not exist.
    """
    if document_name is not None:
        return {
            "$schema": _SCHEMA_DIALECT,
            "$id": f"{_SCHEMA_URN}:{document_name}",
            **TypeAdapter(_get_document(document_name)).json_schema(),
        }
    mode: Literal["validation"] = "validation"
    refs, shared = TypeAdapter.json_schemas(
        [(name, mode, TypeAdapter[Any](document)) for name, document in DOCUMENTS.items()]
    )
    documents = {name: refs[(name, mode)] for name in DOCUMENTS}
    return {
        "$schema": _SCHEMA_DIALECT,
        "$id": _SCHEMA_URN,
        "title": SCHEMA_ID,
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in DOCUMENTS],
        "$defs": {**documents, **shared["$defs"]},
    }


def _get_document(name: str) -> type:
    if name not in DOCUMENTS:
        raise UsageError(f"no schema is called {name!r}", _suggest_name(name, tuple(DOCUMENTS)))
    return DOCUMENTS[name]


def _report_unknown(
    what: str, name: str, known_names: Sequence[str], suffix: str = ""
) -> UsageError:
    return UsageError(f"unknown {what} {_quote(name)}{suffix}", _suggest_name(name, known_names))


def _suggest_name(name: str, known_names: Sequence[str]) -> str:
    near = get_close_matches(name.lower(), known_names, n=1)
    return f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known_names)}"


def _parse_json(text: str, max_characters: int, hint: str, document_name: str) -> object:
    if len(text) > max_characters:
        raise UsageError(
            f"the JSON has {len(text):,} characters; at most {max_characters:,} are taken",
            "record what matters of it, and refer to the rest by its path",
        )
    text = text.removeprefix("\ufeff")  # PowerShell's pipes begin with one
    if not text.strip():
        raise UsageError("the JSON is empty", hint)
    try:
        return json.loads(
            text, object_pairs_hook=_require_unique_keys, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        raise UsageError(
            f"the JSON breaks off at line {error.lineno}, column {error.colno}: {error.msg}",
            "let a JSON library write it: quotes and line ends in texts need escapes",
        ) from None
    except RecursionError:
        raise UsageError(
            "the JSON is nested too deeply", f"minutebook schema {document_name} describes it"
        ) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise UsageError("the JSON has a number that is too long", "write it as a string") from None


def _require_unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise UsageError(f"the JSON has the key {_quote(repeated)} twice", "keep one of them")
    return document


def _refuse_constant(constant: str) -> object:
    raise UsageError(
        f"the JSON has {constant}, which JSON does not know",
        "leave the key out, or write a string",
    )


def _replace_surrogates(value: object) -> object:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_replace_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {
            _replace_surrogates(name): _replace_surrogates(item) for name, item in value.items()
        }
    return value


def _convert(document_type: type, document: object, name: str) -> Any:
    try:
        # By way of JSON: only there does a strict dataclass take objects, and a tuple lists.
        return TypeAdapter(document_type).validate_json(json.dumps(document))
    except ValidationError as error:
        problems = error.errors(include_url=False)
    # An unknown key comes first, as it explains others: the key that it was meant to be is missing.
    problems.sort(key=lambda problem: problem["type"] != "unexpected_keyword_argument")
    errors = [_report_problem(document_type, problem, name) for problem in problems[:_MAX_PROBLEMS]]
    errors[0].message = "; ".join(dict.fromkeys(error.message for error in errors))
    if len(problems) > _MAX_PROBLEMS:
        errors[0].message += f" (and {len(problems) - _MAX_PROBLEMS} more)"
    raise errors[0]


def _report_problem(document_type: type, problem: Any, document_name: str) -> UsageError:
    location, code, value = problem["loc"], problem["type"], problem["input"]
    path = _format_path(location)
    schema = f"minutebook schema {document_name} describes it"
    if code == "unexpected_keyword_argument" and document_type not in (NewPhr, NewAdr):
        return UsageError(f"unknown key {_quote(path)}", schema)
    if code == "unexpected_keyword_argument":
        parent = location[:-1]
        known_keys = [
            item.name for item in fields(Outcome if parent == ("outcome",) else document_type)
        ]
        inside = f" in {_format_path(parent)}" if parent else ""
        return _report_unknown("key", str(location[-1]), known_keys, inside)
    if code == "missing":
        return UsageError(f"{path} is missing", f"add the key {path}")
    if code == "value_error":
        return UsageError(f"{path} {problem['ctx']['error']}", f"correct {path}")
    expected = {
        "string_type": "a string",
        "tuple_type": "a list",
        "dict_type": "an object",
        "mapping_type": "an object",
        "dataclass_type": "an object",
    }.get(code)
    if expected is None:
        return UsageError(f"{path}: {problem['msg']}", schema)
    actual = _TYPE_NAMES.get(type(value), "something else")
    return UsageError(
        f"{path} must be {expected}, not {actual}",
        _suggest_fix(path, expected, value) or schema,
    )


def _suggest_fix(path: str, expected: str, value: object) -> str:
    """How a value of another type is written; "" where only the schema can say."""
    if value is None:
        return f"leave {path} out where it is not known"
    if expected == "a list" and isinstance(value, str):
        return f"write it as a list: [{_quote(value)}]"
    if expected == "a string" and isinstance(value, int | float):
        return f'write it in quotes: "{_shorten(json.dumps(value))}"'
    return ""


def _format_path(location: Sequence[int | str]) -> str:
    """A place in the document, such as `links.follows[0]`."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path or "the document"


def _quote(text: str) -> str:
    return json.dumps(_shorten(text), ensure_ascii=False)


def _shorten(text: str) -> str:
    return (
        text if len(text) <= _MAX_EXCERPT_CHARACTERS else text[: _MAX_EXCERPT_CHARACTERS - 1] + "…"
    )
