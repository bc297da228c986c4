"""Rollouts of Codex 0.171 for tests, with made-up content: lines are added as the client would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from minutebook.agents.adapters import codex
from minutebook.agents.capture.turn import Turn

SESSION, CHILD, GRANDCHILD = "s-main", "s-child", "s-grandchild"
START = 1780315200.0  # 2026-06-01T12:00:00Z


class Rollout:
    """The lines of a rollout, each a second after the one before it and with the next ordinal."""

    def __init__(self, thread: str = SESSION, start: float = START, **meta: object) -> None:
        self.rows: list[dict[str, object]] = []
        self.start, self.second, self.turn = start, 0, ""
        beginning = {"session_id": SESSION, "id": thread, "cwd": "/r", "source": "cli", **meta}
        self.cwd = str(beginning["cwd"])
        self.add("session_meta", beginning)

    def add(self, kind: str, payload: Mapping[str, object]) -> Rollout:
        self.rows.append(
            {
                "timestamp": datetime.fromtimestamp(self.start + self.second, UTC).isoformat(),
                "ordinal": len(self.rows),
                "type": kind,
                "payload": dict(payload),
            }
        )
        self.second += 1
        return self

    def event(self, kind: str, **fields: object) -> Rollout:
        return self.add("event_msg", {"type": kind, "turn_id": self.turn, **fields})

    def begin(self, turn: str, parent_turn: str | None = None, model: str = "gpt-m") -> Rollout:
        self.turn = turn
        self.event(
            "task_started", turn_attribution={"turn_id": turn, "parent_turn_id": parent_turn}
        )
        return self.add("turn_context", {"turn_id": turn, "cwd": self.cwd, "model": model})

    def item(self, kind: str, item_id: str = "", **fields: object) -> Rollout:
        return self.event("item_completed", item={"type": kind, "id": item_id, **fields})

    def ask(self, text: str) -> Rollout:
        """A message of the user: for the model, then as an item."""
        self.message("user", text)
        return self.item("UserMessage", "u", content=[{"type": "text", "text": text}])

    def message(self, role: str, text: str) -> Rollout:
        kind = "input_text" if role == "user" else "output_text"
        content = [{"type": kind, "text": text}]
        return self.add("response_item", {"type": "message", "role": role, "content": content})

    def answer(self, text: str) -> Rollout:
        self.item("AgentMessage", "m", content=[{"type": "Text", "text": text}])
        row = {"type": "message", "role": "assistant", "id": "m"}
        self.add("response_item", {**row, "content": [{"type": "output_text", "text": text}]})
        return self.event("task_complete", last_agent_message=text)

    def call(self, name: str, arguments: str, call_id: str, output: object = None) -> Rollout:
        """A call as the model makes it, and its output; a script of code mode is its own kind."""
        kind, key = (
            ("function_call", "arguments") if name != "exec" else ("custom_tool_call", "input")
        )
        self.add("response_item", {"type": kind, "name": name, key: arguments, "call_id": call_id})
        if output is None:
            return self
        return self.add(
            "response_item", {"type": f"{kind}_output", "call_id": call_id, "output": output}
        )

    def tell(self, recipient: str, kind: str, *texts: str) -> Rollout:
        """A message from agent to agent: a header, and what it tells, which may be a part apart."""
        header = f"Message Type: {kind}\nTask name: {recipient}\nSender: /root\nPayload:\n"
        first, *rest = texts
        content = [{"type": "input_text", "text": header + first}] + [
            {"type": "encrypted_content", "encrypted_content": text} for text in rest
        ]
        return self.add(
            "response_item", {"type": "agent_message", "recipient": recipient, "content": content}
        )

    @property
    def text(self) -> str:
        return "".join(json.dumps(row) + "\n" for row in self.rows)

    def read(self) -> tuple[Turn, ...]:
        return codex.read_turns(self.text)


def spawn_source(path: str | None, parent: str = SESSION, role: str | None = None) -> object:
    spawn = {"parent_thread_id": parent, "depth": 1, "agent_path": path, "agent_role": role}
    return {"subagent": {"thread_spawn": spawn}}
