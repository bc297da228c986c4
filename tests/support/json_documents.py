"""How tests hold a JSON document against its description."""

from __future__ import annotations

import json

from pydantic import TypeAdapter

from minutebook.operations.schema.validate import DOCUMENTS


def validate_document(name: str, document: object) -> None:
    """Raise pydantic's ValidationError where a document is not as its dataclass says."""
    # By way of JSON: only there does a strict dataclass take objects, and a tuple lists.
    TypeAdapter(DOCUMENTS[name]).validate_json(json.dumps(document))
