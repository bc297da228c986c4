"""Gemini's generateContent: a request read, an answer written, whole or as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agent_model_calls import Reply, Request
from agent_wire_anthropic import cut

# What the client asks for beside the conversation, as JSON: who speaks next, which model to take.
ASIDE = '{"reasoning": "", "next_speaker": "user", "model_choice": "flash", "complexity_score": 1}'


def read_request(body: dict[str, Any], model: str, is_stream: bool) -> Request:
    request = Request(model=model, is_stream=is_stream)
    for tools in body.get("tools") or []:
        for function in tools.get("functionDeclarations") or []:
            schema = function.get("parametersJsonSchema") or function.get("parameters")
            request.tools[function["name"]] = schema or {}
    for content in body.get("contents", []):
        parts = content.get("parts", [])
        if content.get("role") == "user":
            request.add_prompt("\n".join(part.get("text", "") for part in parts))
        elif any("functionCall" in part for part in parts):
            request.calls_done += 1
    return request


def write_chunk(parts: list[dict[str, Any]], request: Request, is_last: bool) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
    if is_last:
        candidate["finishReason"] = "STOP"
    return {
        "candidates": [candidate],
        "modelVersion": request.model,
        "responseId": "ferry",
        "usageMetadata": {
            "promptTokenCount": 110,
            "candidatesTokenCount": 20,
            "totalTokenCount": 130,
            "cachedContentTokenCount": 10,
        },
    }


def make_calls(reply: Reply) -> list[dict[str, Any]]:
    return [{"functionCall": {"name": call.tool, "args": call.input}} for call in reply.calls]


def write_whole(reply: Reply, request: Request, number: int) -> dict[str, Any]:
    text = reply.text if request.tools else ASIDE
    parts = [{"text": text}] if text else []
    return write_chunk(parts + make_calls(reply), request, is_last=True)


def write_stream(
    reply: Reply, request: Request, number: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the chunks of the answer; they have no names."""
    parts = [{"text": piece} for piece in cut(reply.text)]
    *first, last = [*([part] for part in parts), *([make_calls(reply)] if reply.calls else [])]
    for part in first:
        yield "", write_chunk(part, request, is_last=False)
    yield "", write_chunk(last, request, is_last=True)
