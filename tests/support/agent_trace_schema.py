"""The schema of a record of Agent Trace 0.1.0, as its specification describes it.

Written after the README of github.com/cursor/agent-trace (January 2026), which is licensed under
CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/); descriptions are left out.
"""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_ADDRESS = {"type": "string", "format": "uri"}
_LINE = {"type": "integer", "minimum": 1}
_CONTRIBUTOR = {"$ref": "#/$defs/contributor"}


def _require(names: str, **properties: object) -> dict[str, Any]:
    return {"type": "object", "required": names.split(), "properties": properties}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{name}"}}


AGENT_TRACE_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_require(
        "version id timestamp files",
        version={"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
        id={"type": "string", "format": "uuid"},
        timestamp={"type": "string", "format": "date-time"},
        vcs={"$ref": "#/$defs/vcs"},
        tool={"$ref": "#/$defs/tool"},
        files=_list("file"),
        metadata={"type": "object"},
    ),
    "$defs": {
        "vcs": _require("type revision", type={"enum": ["git", "jj", "hg", "svn"]}, revision=_TEXT),
        "tool": _require("", name=_TEXT, version=_TEXT),
        "file": _require("path conversations", path=_TEXT, conversations=_list("conversation")),
        "contributor": _require(
            "type",
            type={"enum": ["human", "ai", "mixed", "unknown"]},
            model_id={"type": "string", "maxLength": 250},
        ),
        "conversation": _require(
            "ranges",
            url=_ADDRESS,
            contributor=_CONTRIBUTOR,
            ranges=_list("range"),
            related={"type": "array", "items": _require("type url", type=_TEXT, url=_ADDRESS)},
        ),
        "range": _require(
            "start_line end_line",
            start_line=_LINE,
            end_line=_LINE,
            content_hash=_TEXT,
            contributor=_CONTRIBUTOR,
        ),
    },
}
