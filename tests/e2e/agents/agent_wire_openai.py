"""OpenAI's two protocols, Responses and Chat Completions: requests read, answers written."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from agent_model_calls import Call, Reply, Request
from agent_wire_anthropic import cut

CALLS = ("function_call", "custom_tool_call", "local_shell_call")


def join_texts(content: Any) -> str:
    """Return the texts of a message's content, which is a text or a list of parts."""
    if isinstance(content, str):
        return content
    texts = [part.get("text") or part.get("encrypted_content") for part in content or []]
    return "\n".join(text for text in texts if text)


def read_responses(body: dict[str, Any]) -> Request:
    request = Request(model=body.get("model", ""), is_stream=bool(body.get("stream")))
    add_tools(request, body.get("tools") or [])
    is_calling = False
    for item in body.get("input", []):
        kind = item.get("type", "message")
        if kind in CALLS:  # calls in a row are one answer of the model
            request.calls_done += 0 if is_calling else 1
            is_calling = True
            continue
        is_calling = False
        if kind == "additional_tools":
            add_tools(request, item.get("tools") or [])
        elif kind == "agent_message" or (kind, item.get("role")) == ("message", "user"):
            request.add_prompt(join_texts(item.get("content")))
    return request


def add_tools(request: Request, tools: list[dict[str, Any]], namespace: str = "") -> None:
    for tool in tools:
        if tool.get("type") == "namespace":
            add_tools(request, tool.get("tools") or [], tool["name"])
        elif tool.get("type") in ("function", "custom"):
            schema = tool.get("parameters") or {}
            request.tools[tool["name"]] = schema if tool["type"] == "function" else None
            request.namespaces[tool["name"]] = namespace


def make_item(call: Call, request: Request, number: int, place: int) -> dict[str, Any]:
    """Return the output item of a call."""
    end = f"{number:08d}{place}"
    shared = {"status": "completed", "call_id": f"call_{end}", "name": call.tool}
    if isinstance(call.input, str):
        return {"type": "custom_tool_call", "id": f"ctc_{end}", **shared, "input": call.input}
    item = {"type": "function_call", "id": f"fc_{end}", **shared}
    item["arguments"] = json.dumps(call.input)
    namespace = request.namespaces.get(call.tool, "")
    if namespace not in ("", "functions"):
        item["namespace"] = namespace
    return item


def write_whole_response(reply: Reply, request: Request, number: int) -> dict[str, Any]:
    output: list[dict[str, Any]] = []
    if reply.text:
        part = {"type": "output_text", "text": reply.text, "annotations": []}
        message = {"type": "message", "id": f"msg_{number:08d}", "status": "completed"}
        output.append({**message, "role": "assistant", "content": [part]})
    output += [make_item(call, request, number, place) for place, call in enumerate(reply.calls)]
    return {
        "id": f"resp_{number:08d}",
        "object": "response",
        "created_at": 1790000000,
        "status": "completed",
        "model": request.model,
        "output": output,
        "usage": {
            "input_tokens": 110,
            "input_tokens_details": {"cached_tokens": 10},
            "output_tokens": 20,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 130,
        },
    }


def write_response_stream(
    reply: Reply, request: Request, number: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the events of the answer, each with its name."""
    response = write_whole_response(reply, request, number)
    begun = {**response, "status": "in_progress", "output": [], "usage": None}
    events: list[tuple[str, dict[str, Any]]] = [("response.created", {"response": begun})]
    for place, item in enumerate(response["output"]):
        here = {"item_id": item["id"], "output_index": place}
        if item["type"] == "message":
            events += stream_message(item, place, here)
        else:
            key = "arguments" if "arguments" in item else "input"
            kind = "function_call_arguments" if key == "arguments" else "custom_tool_call_input"
            started = {**item, "status": "in_progress", key: ""}
            added = {"output_index": place, "item": started}
            events.append(("response.output_item.added", added))
            events.append((f"response.{kind}.delta", {**here, "delta": item[key]}))
            events.append((f"response.{kind}.done", {**here, key: item[key]}))
        events.append(("response.output_item.done", {"output_index": place, "item": item}))
    events.append(("response.completed", {"response": response}))
    for order, (name, data) in zip(itertools.count(), events, strict=False):
        yield name, {"sequence_number": order, **data}


def stream_message(
    item: dict[str, Any], place: int, here: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    (part,) = item["content"]
    started = {**item, "status": "in_progress", "content": []}
    yield "response.output_item.added", {"output_index": place, "item": started}
    inside = {**here, "content_index": 0}
    yield "response.content_part.added", {**inside, "part": {**part, "text": ""}}
    for piece in cut(part["text"]):
        yield "response.output_text.delta", {**inside, "delta": piece}
    yield "response.output_text.done", {**inside, "text": part["text"]}
    yield "response.content_part.done", {**inside, "part": part}


def read_chat(body: dict[str, Any]) -> Request:
    request = Request(model=body.get("model", ""), is_stream=bool(body.get("stream")))
    for tool in body.get("tools") or []:
        if tool.get("type") == "function":
            function = tool["function"]
            request.tools[function["name"]] = function.get("parameters") or {}
    for message in body.get("messages", []):
        if message["role"] == "user":
            request.add_prompt(join_texts(message.get("content")))
        elif message["role"] == "assistant" and message.get("tool_calls"):
            request.calls_done += 1
    return request


CHAT_USAGE = {
    "prompt_tokens": 110,
    "completion_tokens": 20,
    "total_tokens": 130,
    "prompt_tokens_details": {"cached_tokens": 10},
}


def make_chat_calls(reply: Reply, number: int) -> list[dict[str, Any]]:
    return [
        {
            "index": place,
            "id": f"call_{number:08d}{place}",
            "type": "function",
            "function": {"name": call.tool, "arguments": json.dumps(call.input)},
        }
        for place, call in enumerate(reply.calls)
    ]


def write_whole_chat(reply: Reply, request: Request, number: int) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    if reply.calls:
        message["tool_calls"] = make_chat_calls(reply, number)
    choice = {"index": 0, "message": message}
    choice["finish_reason"] = "tool_calls" if reply.calls else "stop"
    named = {"id": f"chatcmpl-{number:08d}", "created": 1790000000, "model": request.model}
    return {**named, "object": "chat.completion", "choices": [choice], "usage": CHAT_USAGE}


def write_chat_stream(
    reply: Reply, request: Request, number: int
) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """Yield the chunks of the answer; they have no names."""
    named = {"id": f"chatcmpl-{number:08d}", "created": 1790000000, "model": request.model}
    shared = {**named, "object": "chat.completion.chunk"}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in cut(reply.text)]
    if reply.calls:
        deltas.append({"tool_calls": make_chat_calls(reply, number)})
    for delta in deltas:
        yield "", {**shared, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    reason = "tool_calls" if reply.calls else "stop"
    yield "", {**shared, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}
    yield "", {**shared, "choices": [], "usage": CHAT_USAGE}
    yield "", "[DONE]"
