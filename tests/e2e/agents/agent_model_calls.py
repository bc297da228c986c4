"""What a client asks of the model, in no protocol's words, and how a step becomes calls of its tools."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent_scenes import (
    SCENES,
    Delegate,
    Read,
    Replace,
    Say,
    Shell,
    Step,
    UseServer,
    Wait,
    Write,
    find_scene,
)

HELPER = "harbour-helper"
HELPER_TEXT = "You help at the harbour. Do what you are told, and say what came of it."


@dataclass
class Request:
    """A request: the scene that its last prompt names, the calls since, and the tools by name.

    A tool's schema is None where its input is a free text.
    """

    tools: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)
    # The namespace of a tool, where the client has namespaces (Codex).
    namespaces: dict[str, str] = field(default_factory=dict)
    model: str = ""
    is_stream: bool = False
    text: str = ""
    scene: str = ""
    calls_done: int = 0

    def add_prompt(self, text: str) -> None:
        """Note a text of the user; one that names no scene (a reminder, a notice) changes nothing."""
        if scene := find_scene(text):
            self.scene, self.calls_done = scene, 0

    def find_tool(self, *names: str) -> str:
        """Return the first of these tools that the client has, or ""."""
        by_lower_name = {name.lower(): name for name in self.tools}
        return next((by_lower_name[name] for name in names if name in by_lower_name), "")

    def parameters(self, tool: str) -> Mapping[str, Any]:
        """Return the parameters of a tool, by their names."""
        schema = self.tools.get(tool) or {}
        return schema.get("properties") or {}


@dataclass(frozen=True)
class Call:
    """A call of a tool; the input is a text where the tool takes free text."""

    tool: str
    input: dict[str, Any] | str


@dataclass(frozen=True)
class Reply:
    """What the model answers: a text, or calls."""

    text: str = ""
    calls: tuple[Call, ...] = ()


def answer(request: Request, folder: Path) -> Reply:
    """Return the next step of the scene, as a call of the tools that the client in `folder` has."""
    if not request.tools or not request.scene:
        return Reply("Ferries")  # clients ask for titles and the like
    can_wait = request.find_tool("wait_agent", "wait")
    steps = [step for step in SCENES[request.scene] if can_wait or not isinstance(step, Wait)]
    step = steps[min(request.calls_done, len(steps) - 1)]
    if isinstance(step, Say):
        if "complete_task" in request.tools:  # so ends a subagent of Gemini CLI
            (parameter, *_) = request.parameters("complete_task") or {"result": {}}
            return Reply(calls=(Call("complete_task", {parameter: step.text}),))
        return Reply(step.text)
    calls = MAKERS[type(step)](step, request, folder)
    if not calls:
        return Reply(f"There is no tool for {step} among {sorted(request.tools)}.")
    return Reply(calls=tuple(calls))


def pick(parameters: Mapping[str, Any], *values: tuple[str, Any]) -> dict[str, Any]:
    """Return those of the values whose name is a parameter's."""
    return {name: value for name, value in values if name in parameters}


def make_read(step: Read, request: Request, folder: Path) -> list[Call]:
    if tool := request.find_tool("read", "read_file", "view"):
        names = ("filePath", "file_path", "path")
        path = str(folder / step.path)
        return [Call(tool, pick(request.parameters(tool), *((name, path) for name in names)))]
    return make_shell(Shell(f"cat {step.path}"), request, folder)


def make_write(step: Write, request: Request, folder: Path) -> list[Call]:
    if tool := request.find_tool("write", "write_file", "create"):
        path = str(folder / step.path)
        values = (("filePath", path), ("file_path", path), ("path", path))
        texts = (("content", step.text), ("file_text", step.text))
        return [Call(tool, pick(request.parameters(tool), *values, *texts))]
    lines = "".join(f"+{line}\n" for line in step.text.splitlines())
    return make_patch(f"*** Add File: {step.path}\n{lines}", request, folder)


def make_replace(step: Replace, request: Request, folder: Path) -> list[Call]:
    if tool := request.find_tool("edit", "replace"):
        path = str(folder / step.path)
        values = (("filePath", path), ("file_path", path), ("path", path))
        old = (("oldString", step.old), ("old_string", step.old), ("old_str", step.old))
        new = (("newString", step.new), ("new_string", step.new), ("new_str", step.new))
        reason = ("instruction", "Change it as asked")
        return [Call(tool, pick(request.parameters(tool), *values, *old, *new, reason))]
    lines = "".join(f"-{line}\n" for line in step.old.splitlines())
    lines += "".join(f"+{line}\n" for line in step.new.splitlines())
    return make_patch(f"*** Update File: {step.path}\n@@\n{lines}", request, folder)


def make_patch(body: str, request: Request, folder: Path) -> list[Call]:
    """Make a call of Codex's patch tool, whatever way it has."""
    patch = f"*** Begin Patch\n{body}*** End Patch\n"
    if has_code_mode(request):
        return [Call("exec", f"text(await tools.apply_patch({json.dumps(patch)}));\n")]
    if "apply_patch" in request.tools:
        is_free = request.tools["apply_patch"] is None
        return [Call("apply_patch", patch if is_free else {"input": patch})]
    return make_shell(Shell(f"apply_patch <<'EOF'\n{patch}EOF\n"), request, folder)


def has_code_mode(request: Request) -> bool:
    """Tell whether the client is Codex in code mode: one tool, to which JavaScript is given."""
    return "exec" in request.tools and request.tools["exec"] is None


def make_shell(step: Shell, request: Request, folder: Path) -> list[Call]:
    if has_code_mode(request):
        # It would go on without the result after ten seconds.
        argument = json.dumps({"cmd": step.command, "yield_time_ms": 30000})
        return [Call("exec", f"text(await tools.exec_command({argument}));\n")]
    tool = request.find_tool("bash", "run_shell_command", "exec_command", "shell_command", "shell")
    command: tuple[str, Any] = ("command", step.command)
    if tool == "shell":
        command = ("command", ["bash", "-lc", step.command])
    more = (("cmd", step.command), ("description", "Run it"), ("yield_time_ms", 30000))
    waits = (("initial_wait", 30),)
    return [Call(tool, pick(request.parameters(tool), command, *more, *waits))] if tool else []


def make_server_call(step: UseServer, request: Request, folder: Path) -> list[Call]:
    """Call a tool of our server, which each client names in its own way."""
    name = re.compile(rf"(?:.*[_-])?minutebook[_.-]+{step.tool}")
    if has_code_mode(request):
        call = f"tools.mcp__minutebook__{step.tool}({json.dumps(step.arguments)})"
        return [Call("exec", f"text(JSON.stringify(await {call}));\n")]
    full_names = {
        f"{namespace}__{tool}" if (namespace := request.namespaces.get(tool, "")) else tool: tool
        for tool in request.tools
    }
    tools = [tool for full_name, tool in full_names.items() if name.fullmatch(full_name)]
    return [Call(tools[0], step.arguments)] if tools else []


def make_delegate(step: Delegate, request: Request, folder: Path) -> list[Call]:
    tool = request.find_tool("agent", "task", "spawn_agent", "invoke_agent", HELPER)
    if not tool:
        return []
    parameters = request.parameters(tool)
    calls = []
    for number, task in enumerate(step.tasks, 1):
        values = (
            *(("description", f"Help {number}"), ("prompt", task), ("message", task)),
            *(("objective", task), ("request", task), ("name", f"helper-{number}")),
            *(
                ("task_name", f"help_{find_scene(task)}"),
                ("subagent_type", HELPER),
                ("agent_name", HELPER),
            ),
        )
        # Codex has agents of its own; what is named must be one of them.
        named = () if tool == "spawn_agent" else (("agent_type", HELPER),)
        calls.append(Call(tool, pick(parameters, *values, *named)))
    return calls


def make_wait(step: Wait, request: Request, folder: Path) -> list[Call]:
    tool = request.find_tool("wait_agent", "wait")
    ids = re.findall(r'agent_id[\\]*": *[\\]*"([0-9a-f-]{36})', request.text)
    # Each is told twice, by the tool and in a notice.
    waited_for = list(dict.fromkeys(ids))[-2:] if request.scene == "crew" else ids[-1:]
    values = (("timeout_ms", 10000), ("targets", waited_for), ("ids", waited_for))
    return [Call(tool, pick(request.parameters(tool), *values))]


MAKERS: dict[type[Step], Callable[[Any, Request, Path], list[Call]]] = {
    Read: make_read,
    Write: make_write,
    Replace: make_replace,
    Shell: make_shell,
    UseServer: make_server_call,
    Delegate: make_delegate,
    Wait: make_wait,
}
