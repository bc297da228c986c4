"""Gemini CLI's chat logs for tests: rows as it writes them, with made-up words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any

Row = dict[str, Any]
SESSION, CHILD = "5e55-10", "c41d-7"


class Chat:
    """A log, row by row; `start` is when it begins, in unix seconds, each row a second later."""

    def __init__(self, session: str = SESSION, kind: str = "main", start: float = 1767323040.0):
        self.rows: list[Row] = [{"sessionId": session, "projectHash": "9f", "kind": kind}]
        self.start, self.ids = start, count(1)
        self.session = session

    def stamp(self, second: float) -> str:
        """A time as the log writes it."""
        return datetime.fromtimestamp(self.start + second, UTC).isoformat().replace("+00:00", "Z")

    def add(self, kind: str, content: object, second: float | None = None, **fields: Any) -> Row:
        """Add a message, and the line that Gemini CLI writes behind each."""
        number = next(self.ids)
        time = self.stamp(number if second is None else second)
        row = {
            "id": f"{self.rows[0]['kind']}-{number}",
            "timestamp": time,
            "type": kind,
            "content": content,
            **fields,
        }
        self.rows += [row, {"$set": {"lastUpdated": time}}]
        return row

    def ask(self, *texts: str, second: float | None = None) -> Row:
        """Add a prompt, in one part or several."""
        return self.add("user", [{"text": text} for text in texts], second)

    def say(self, text: str, *calls: Row, second: float | None = None) -> Row:
        """Add a message of the model; its calls are in a later version of it."""
        tokens = {"input": 30, "output": 5, "cached": 10, "thoughts": 0, "total": 35}
        row = self.add("gemini", text, second, thoughts=[], tokens=tokens, model="g-3-flash")
        if calls:
            self.rows.append({**row, "toolCalls": list(calls)})
        return row

    def text(self) -> str:
        """The text of the log."""
        return "".join(json.dumps(row) + "\n" for row in self.rows)


def call(name: str, output: str, **arguments: Any) -> Row:
    """A call of a tool with its result."""
    call_id = f"{name}_{len(json.dumps(arguments))}_0"
    response = {"id": call_id, "name": name, "response": {"output": output}}
    return {
        "id": call_id,
        "name": name,
        "args": arguments,
        "result": [{"functionResponse": response}],
        "status": "success",
    }


def agent_call(
    task: str, answer: str, *, name: str = "invoke_agent", child: str = CHILD, **arguments: Any
) -> Row:
    """A call of a subagent, whose log has the id `child`."""
    row = call(name, f"Subagent finished.\nResult:\n{answer}", **arguments, prompt=task)
    return {**row, "agentId": child, "resultDisplay": progress(answer, child)}


def progress(answer: str, child: str = CHILD, agent: str = "reviewer") -> Row:
    """What Gemini CLI shows of a subagent that is done: the last of what it did, and its answer."""
    activities = [
        {"id": "a-thought", "type": "thought", "content": "Hm", "status": "completed"},
        {"id": f"{child}#2-0", "type": "tool_call", "content": "complete_task", "args": "{}"},
    ]
    return {
        "isSubagentProgress": True,
        "agentName": agent,
        "recentActivity": activities,
        "state": "completed",
        "result": answer,
    }


def child_chat(
    task: str, answer: str, *calls: Row, child: str = CHILD, start: float = 1767323040.0
) -> Chat:
    """The log of a subagent: what it is told, its calls, and the one with its answer."""
    chat = Chat(child, "subagent", start)
    chat.ask("\n<loaded_context>\nNotes of GEMINI.md\n</loaded_context>", task)
    for each in calls:
        chat.say("", each)
    chat.say("", call("complete_task", "Result submitted.", result=answer))
    return chat
