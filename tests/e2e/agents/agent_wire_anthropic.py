"""Anthropic's Messages: a request read, an answer written, whole or as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from agent_model_calls import Reply, Request

USAGE = {
    "input_tokens": 100,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 10,
    "output_tokens": 20,
}


def read_request(body: dict[str, Any]) -> Request:
    request = Request(model=body.get("model", ""), is_stream=bool(body.get("stream")))
    for tool in body.get("tools", []):
        if "name" in tool:
            request.tools[tool["name"]] = tool.get("input_schema") or {}
    for message in body.get("messages", []):
        content = message["content"]
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
        if message["role"] == "user":
            request.add_prompt("\n".join(part.get("text", "") for part in parts))
        elif any(part.get("type") == "tool_use" for part in parts):
            request.calls_done += 1
    return request


def write_whole(reply: Reply, request: Request, number: int) -> dict[str, Any]:
    content: list[dict[str, Any]] = [{"type": "text", "text": reply.text}] if reply.text else []
    for place, call in enumerate(reply.calls):
        identity = f"toolu_{number:08d}{place}"
        content.append({"type": "tool_use", "id": identity, "name": call.tool, "input": call.input})
    return {
        "id": f"msg_{number:08d}",
        "type": "message",
        "role": "assistant",
        "model": request.model,
        "content": content,
        "stop_reason": "tool_use" if reply.calls else "end_turn",
        "stop_sequence": None,
        "usage": USAGE,
    }


def write_stream(
    reply: Reply, request: Request, number: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the events of the answer, each with its name."""
    message = write_whole(reply, request, number)
    begun = {**message, "content": [], "stop_reason": None}
    yield "message_start", {"message": begun}
    for place, part in enumerate(message["content"]):
        if part["type"] == "text":
            empty, pieces = {"type": "text", "text": ""}, cut(part["text"])
            deltas = [{"type": "text_delta", "text": piece} for piece in pieces]
        else:
            empty, text = {**part, "input": {}}, json.dumps(part["input"])
            deltas = [{"type": "input_json_delta", "partial_json": text}]
        yield "content_block_start", {"index": place, "content_block": empty}
        for delta in deltas:
            yield "content_block_delta", {"index": place, "delta": delta}
        yield "content_block_stop", {"index": place}
    end = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield "message_delta", {"delta": end, "usage": USAGE}
    yield "message_stop", {}


def cut(text: str) -> list[str]:
    """Cut a text into pieces of a stream."""
    return [text[start : start + 40] for start in range(0, len(text), 40)]
