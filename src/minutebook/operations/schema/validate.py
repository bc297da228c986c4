"""The JSON that comes in is checked here, and every document is described.

Imported only by commands that read or describe JSON: pydantic alone costs more than a whole
`phr new`. The documents themselves are in `documents` and `suggest_documents`; `view` writes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from minutebook.errors import UsageError
from minutebook.operations.schema.records import RECORD_DOCUMENTS as RECORDS
from minutebook.operations.schema.records import SCHEMA_ID, NewPhr, Outcome, UnknownRelation
from minutebook.operations.schema.suggestions import SUGGESTION_DOCUMENTS as SUGGESTIONS
from minutebook.records.relations import FORWARD_TO_REVERSE

DOCUMENTS = {**RECORDS, **SUGGESTIONS}
# Characters of one document. The longest prompts met have some 200,000; a forge shows no such page.
MAX_DOCUMENT_CHARACTERS = 10_000_000
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SURROGATE = re.compile("[\ud800-\udfff]")

_TYPE_NAMES = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
}


def parse_new_phr(text: str) -> NewPhr:
    """The wanted record, from the JSON document that `phr new --from-json` was given.

    Unpaired surrogates become U+FFFD, relation names their canonical form. Raises Misuse, with the
    place in the document and what was expected there.
    """
    document = _parse(text)
    if not isinstance(document, dict):
        raise UsageError(
            f"the JSON must be an object, not {_TYPE_NAMES[type(document)]}",
            'begin it with {"title": …}; minutebook schema new-phr describes the keys',
        )
    return _checked(NewPhr, document)  # type: ignore[no-any-return]


def validate_document(document_name: str, document: object) -> None:
    """Hold a document against its description. Raises Misuse where it differs."""
    _checked(_named(document_name), document)


def build_schema(document_name: str | None = None) -> dict[str, Any]:
    """The JSON Schema of one document, or of all of them under `$defs`. Raises Misuse."""
    if document_name is not None:
        return {"$schema": _DIALECT, **TypeAdapter(_named(document_name)).json_schema()}
    mode: Literal["validation"] = "validation"
    refs, shared = TypeAdapter.json_schemas(
        [(key, mode, TypeAdapter[Any](kind)) for key, kind in DOCUMENTS.items()]
    )
    documents = {key: refs[(key, mode)] for key in DOCUMENTS}
    return {
        "$schema": _DIALECT,
        "title": SCHEMA_ID,
        "anyOf": [{"$ref": f"#/$defs/{key}"} for key in DOCUMENTS],
        "$defs": {**documents, **shared["$defs"]},
    }


def _named(name: str) -> type:
    if name not in DOCUMENTS:
        raise _unknown("document", name, tuple(DOCUMENTS))
    return DOCUMENTS[name]


def _unknown(what: str, word: str, known: Sequence[str], where: str = "") -> UsageError:
    near = get_close_matches(word.lower(), known, n=1)
    hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(known)}"
    return UsageError(f"unknown {what} {json.dumps(_short(word), ensure_ascii=False)}{where}", hint)


def _parse(text: str) -> object:
    if len(text) > MAX_DOCUMENT_CHARACTERS:
        raise UsageError(
            f"the JSON has {len(text):,} characters; at most {MAX_DOCUMENT_CHARACTERS:,} are taken",
            "record what matters of it, and name the rest by its path",
        )
    text = text.removeprefix("\ufeff")  # PowerShell's pipes begin with one
    if not text.strip():
        raise UsageError(
            "the JSON is empty", 'give it an object with a title: {"title": "…", "prompt": "…"}'
        )
    try:
        return _clean(json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        raise UsageError(
            f"the JSON breaks off at line {error.lineno}, column {error.colno}: {error.msg}",
            "let a JSON library write it: quotes and line ends in texts need escapes",
        ) from None
    except RecursionError:
        raise UsageError(
            "the JSON is nested too deeply", "minutebook schema new-phr describes it"
        ) from None
    except ValueError:  # Python's own limit on the digits of a number
        raise UsageError("the JSON has a number that is too long", "write it as a string") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(
            f"the JSON has the key {json.dumps(_short(twice))} twice", "keep one of them"
        )
    return fields


def _no_constant(word: str) -> object:
    raise UsageError(
        f"the JSON has {word}, which is no JSON", "leave the key out, or write a string"
    )


def _clean(value: object) -> object:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(item) for name, item in value.items()}
    return value


def _checked(kind: type, document: object) -> Any:
    try:
        # By way of JSON: only there does a strict dataclass take objects, and a tuple lists.
        return TypeAdapter(kind).validate_json(json.dumps(document))
    except UnknownRelation as error:
        raise _unknown(
            "relation", error.relation, (*FORWARD_TO_REVERSE, *FORWARD_TO_REVERSE.values())
        ) from None
    except ValidationError as error:
        problems = error.errors(include_url=False)
    # A key that is not known explains others: the one that it was meant to be is missing.
    first = min(problems, key=lambda problem: problem["type"] != "unexpected_keyword_argument")
    raise _misuse(kind, first, len(problems) - 1)


def _misuse(kind: type, problem: Any, more: int) -> UsageError:
    place, sort, given = problem["loc"], problem["type"], problem["input"]
    path = _path(place)
    rest = f" (and {more} more)" if more else ""
    if sort == "unexpected_keyword_argument":
        inside = Outcome if place[:-1] == ("outcome",) else kind
        known = tuple(item.name for item in fields(inside))
        where = f" in {_path(place[:-1])}" if place[:-1] else ""
        return _unknown("key", str(place[-1]), known, where + rest)
    if sort == "missing":
        return UsageError(f"{path} is missing{rest}", f"add the key {path}")
    if sort == "value_error":
        return UsageError(f"{path} {problem['ctx']['error']}{rest}", f"correct {path}")
    wanted = {
        "string_type": "a string",
        "tuple_type": "a list",
        "dict_type": "an object",
        "mapping_type": "an object",
        "dataclass_type": "an object",
    }.get(sort)
    if wanted is None:
        return UsageError(f"{path}: {problem['msg']}{rest}", "minutebook schema describes it")
    got = _TYPE_NAMES.get(type(given), "something else")
    return UsageError(f"{path} must be {wanted}, not {got}{rest}", _cure(path, wanted, given))


def _cure(path: str, wanted: str, given: object) -> str:
    if given is None:
        return f"leave {path} out where it is not known"
    if wanted == "a list" and isinstance(given, str):
        return f"write it as a list: [{json.dumps(_short(given), ensure_ascii=False)}]"
    if wanted == "a string" and isinstance(given, int | float):
        return f'write it in quotes: "{_short(json.dumps(given))}"'
    return "minutebook schema new-phr describes it"


def _path(place: Sequence[int | str]) -> str:
    path = ""
    for step in place:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path or "the document"


def _short(word: str) -> str:
    return word if len(word) <= 60 else word[:59] + "…"
