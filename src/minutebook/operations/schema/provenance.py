"""Whose a record is, as a part of the JSON documents that show one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenanceOut:
    """Whose a record is; a text is empty where nothing tells it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    author: Annotated[str, Field(description="Who asked or decided, else who committed the page.")]
    agent: Annotated[str, Field(description="The coding agent that was asked.")]
    date: Annotated[str, Field(description="ISO 8601.")]
    recorded_by: Annotated[str, Field(description="Who committed the page last.")]
    notice: Annotated[
        str, Field(description="The same as a sentence for an agent: that this is a record.")
    ]
