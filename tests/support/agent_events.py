"""Coding agents for tests: each makes the events that it would send to its hooks, in its own form.

A line is the arguments of `minutebook-hook` and the payload on stdin. The forms are those of the
agents' documentation (see `minutebook.agents.adapters`); the contents are made up. `Stage` hands
lines to the hook and says what became of them.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from command_runner import CommandResult

AGENTS = ("claude", "codex", "gemini", "cursor", "copilot", "opencode")
Line = tuple[list[str], dict[str, Any]]
HOOK_SCRIPT = "from minutebook.agents.hook import main; main()"


class Actor:
    """One session of an agent. `stop_has_response`: its stop carries the response."""

    name = ""
    stop_has_response = True
    model = ""

    def __init__(self, session: str, cwd: Path | str) -> None:
        self.session, self.cwd, self.turn, self.calls = session, str(cwd), 0, 0
        self.last_prompt = ""

    def call(self) -> str:
        self.calls += 1
        return f"call-{self.session}-{self.calls}"


class Claude(Actor):
    name = "claude"
    model = "claude-x"

    def say(self, event: str, **fields: Any) -> Line:
        payload = {
            "session_id": self.session,
            "transcript_path": f"/nowhere/{self.session}.jsonl",
            "cwd": self.cwd,
            "permission_mode": "default",
            "hook_event_name": event,
            **fields,
        }
        return [self.name], payload

    def begin(self, source: str = "startup") -> list[Line]:
        return [self.say("SessionStart", source=source, model=self.model)]

    def ask(self, prompt: str) -> list[Line]:
        self.turn, self.last_prompt = self.turn + 1, prompt
        return [self.say("UserPromptSubmit", prompt=prompt)]

    def used(self, tool: str, arguments: object, result: object, **fields: Any) -> Line:
        return self.say(
            "PostToolUse",
            tool_name=tool,
            tool_input=arguments,
            tool_response=result,
            tool_use_id=self.call(),
            **fields,
        )

    def wrote(self, path: str, **fields: Any) -> list[Line]:
        full_path = os.path.join(self.cwd, path)
        arguments = {"file_path": full_path, "content": "…"}
        return [self.used("Write", arguments, {"type": "create", "filePath": full_path}, **fields)]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        if code:
            error = f"Exit code {code}\n{output}"
            return [
                self.say(
                    "PostToolUseFailure",
                    tool_name="Bash",
                    tool_input={"command": command},
                    error=error,
                    is_interrupt=False,
                    tool_use_id=self.call(),
                )
            ]
        result = {"stdout": output, "stderr": "", "interrupted": False}
        return [self.used("Bash", {"command": command}, result)]

    def delegated(self, kind: str, task: str, answer: str, path: str) -> list[Line]:
        subagent_id = f"a{self.calls}"
        subagent = {"agent_id": subagent_id, "agent_type": kind}
        return [
            *self.wrote(path, **subagent),
            self.say(
                "SubagentStop", stop_hook_active=False, last_assistant_message=answer, **subagent
            ),
            self.used(
                "Task",
                {"subagent_type": kind, "prompt": task, "description": "a part"},
                {
                    "status": "completed",
                    "agentId": subagent_id,
                    "content": [{"type": "text", "text": answer}],
                },
            ),
        ]

    def stop(self, answer: str) -> list[Line]:
        return [self.say("Stop", stop_hook_active=False, last_assistant_message=answer)]

    def end(self) -> list[Line]:
        return [self.say("SessionEnd", reason="exit")]


class Codex(Claude):
    name = "codex"
    model = "gpt-x"

    def say(self, event: str, **fields: Any) -> Line:
        args, payload = super().say(event, **fields)
        payload |= {"model": self.model}
        if event != "SessionStart":
            payload |= {"turn_id": f"{self.session}-turn-{self.turn}"}
        if event in ("Stop", "SubagentStop"):
            payload |= {"transcript_path": None}
        return args, payload

    def wrote(self, path: str, **fields: Any) -> list[Line]:
        patch = f"*** Begin Patch\n*** Add File: {path}\n+x\n*** End Patch"
        return [
            self.used("apply_patch", {"command": patch}, "Success. Updated the files", **fields)
        ]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        return [self.used("Bash", {"command": command}, f"Exit code: {code}\nOutput:\n{output}")]


class Gemini(Actor):
    name = "gemini"

    def say(self, event: str, **fields: Any) -> Line:
        payload = {
            "session_id": self.session,
            "transcript_path": f"/nowhere/{self.session}.json",
            "cwd": self.cwd,
            "hook_event_name": event,
            "timestamp": "2026-01-02T03:04:05.678Z",
            **fields,
        }
        return [self.name], payload

    def begin(self, source: str = "startup") -> list[Line]:
        return [self.say("SessionStart", source=source)]

    def ask(self, prompt: str) -> list[Line]:
        self.last_prompt = prompt
        return [self.say("BeforeAgent", prompt=prompt)]

    def used(self, tool: str, arguments: object, output: str, error: str = "") -> Line:
        result = {"llmContent": output, "returnDisplay": output}
        if error:
            result["error"] = error
        return self.say("AfterTool", tool_name=tool, tool_input=arguments, tool_response=result)

    def wrote(self, path: str) -> list[Line]:
        arguments = {"file_path": os.path.join(self.cwd, path), "content": "…"}
        return [self.used("write_file", arguments, "written")]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        result = f"Command: {command}\nOutput: {output}\nExit Code: {code}"
        return [self.used("run_shell_command", {"command": command}, result)]

    def delegated(self, kind: str, task: str, answer: str, path: str) -> list[Line]:
        return [self.used("delegate_to_agent", {"agent_name": kind, "task": task}, answer)]

    def stop(self, answer: str) -> list[Line]:
        return [
            self.say(
                "AfterAgent",
                prompt=self.last_prompt,
                prompt_response=answer,
                stop_hook_active=False,
            )
        ]

    def end(self) -> list[Line]:
        return [self.say("SessionEnd", reason="exit")]


class Cursor(Actor):
    name = "cursor"
    model = "some-model"

    def say(self, event: str, **fields: Any) -> Line:
        payload = {
            "conversation_id": self.session,
            "generation_id": f"{self.session}-generation-{self.turn}",
            "model": self.model,
            "hook_event_name": event,
            "cursor_version": "2.1.0",
            "workspace_roots": [self.cwd],
            "transcript_path": None,
            **fields,
        }
        return [self.name], payload

    def begin(self, source: str = "startup") -> list[Line]:
        return [self.say("sessionStart", session_id=self.session, composer_mode="agent")]

    def ask(self, prompt: str) -> list[Line]:
        self.turn += 1
        return [self.say("beforeSubmitPrompt", prompt=prompt, attachments=[])]

    def wrote(self, path: str) -> list[Line]:
        edits = [{"old_string": "", "new_string": "x"}]
        return [self.say("afterFileEdit", file_path=os.path.join(self.cwd, path), edits=edits)]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        return [self.say("afterShellExecution", command=command, output=output, duration=12)]

    def delegated(self, kind: str, task: str, answer: str, path: str) -> list[Line]:
        subagent = {"subagent_id": f"sub-{self.calls}", "subagent_type": kind, "task": task}
        return [
            self.say("subagentStart", **subagent),
            *self.wrote(path),
            self.say("subagentStop", **subagent, summary=answer, status="completed"),
        ]

    def stop(self, answer: str) -> list[Line]:
        return [
            self.say("afterAgentResponse", text=answer),
            self.say("stop", status="completed", loop_count=0),
        ]

    def end(self) -> list[Line]:
        return [self.say("sessionEnd", session_id=self.session, reason="completed")]


class Copilot(Actor):
    name = "copilot"
    stop_has_response = False

    def say(self, event: str, **fields: Any) -> Line:
        payload = {
            "sessionId": self.session,
            "timestamp": 1760000000000,
            "cwd": self.cwd,
            **fields,
        }
        return [self.name, event], payload

    def begin(self, source: str = "new") -> list[Line]:
        return [self.say("sessionStart", source=source)]

    def ask(self, prompt: str) -> list[Line]:
        return [self.say("userPromptSubmitted", prompt=prompt)]

    def used(self, tool: str, arguments: object, text: str, result_type: str = "success") -> Line:
        return self.say(
            "postToolUse",
            toolName=tool,
            toolArgs=arguments,
            toolResult={"resultType": result_type, "textResultForLlm": text},
        )

    def wrote(self, path: str) -> list[Line]:
        return [self.used("create", {"path": os.path.join(self.cwd, path)}, "created")]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        result = f"{output}\n<exited with exit code {code}>"
        return [self.used("bash", {"command": command}, result, "failure" if code else "success")]

    def delegated(self, kind: str, task: str, answer: str, path: str) -> list[Line]:
        return [
            *self.wrote(path),
            self.say("subagentStop", agentName=kind, transcriptPath="", stopReason="end_turn"),
            self.used("task", {"agent_type": kind, "prompt": task}, answer),
        ]

    def stop(self, answer: str) -> list[Line]:
        path = f"/nowhere/{self.session}/events.jsonl"
        return [self.say("agentStop", transcriptPath=path, stopReason="end_turn")]

    def end(self) -> list[Line]:
        return [self.say("sessionEnd", reason="complete")]


class Opencode(Actor):
    """As the plugin that minutebook installs reports it."""

    name = "opencode"
    model = "some-model"

    def say(self, event: str, **fields: Any) -> Line:
        return [self.name, event], {"type": event, "directory": self.cwd, **fields}

    def begin(self, source: str = "startup") -> list[Line]:
        return []

    def ask(self, prompt: str, session: str = "", **fields: Any) -> list[Line]:
        self.last_prompt = self.last_prompt if session else prompt
        message = {"agent": "build", **fields.pop("message", {})}
        return [
            self.say(
                "chat.message",
                **fields,
                input={"sessionID": session or self.session, **message},
                output={
                    "message": {"role": "user", "model": {"modelID": self.model}},
                    "parts": [
                        {"type": "text", "text": prompt},
                        {"type": "text", "text": "put in", "synthetic": True},
                    ],
                },
            )
        ]

    def used(
        self, tool: str, arguments: object, output: str, session: str = "", **fields: Any
    ) -> Line:
        metadata = fields.pop("metadata", {})
        call = {"tool": tool, "sessionID": session or self.session, "callID": self.call()}
        return self.say(
            "tool.execute.after",
            **fields,
            input={**call, "args": arguments},
            output={"title": "", "output": output, "metadata": metadata},
        )

    def wrote(self, path: str, session: str = "", **fields: Any) -> list[Line]:
        arguments = {"filePath": os.path.join(self.cwd, path), "content": "…"}
        return [self.used("write", arguments, "", session, **fields)]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        return [self.used("bash", {"command": command}, output, metadata={"exit": code})]

    def delegated(self, kind: str, task: str, answer: str, path: str) -> list[Line]:
        child = f"{self.session}-child-{self.calls}"
        parent = {"parentID": self.session}
        return [
            *self.ask(task, child, message={"agent": kind}, **parent),
            *self.wrote(path, child, **parent),
            *self.idle(task, answer, child, **parent),
            self.used(
                "task",
                {"subagent_type": kind, "prompt": task, "description": "a part"},
                answer,
                metadata={"sessionId": child},
            ),
        ]

    def idle(self, prompt: str, answer: str, session: str, **fields: Any) -> list[Line]:
        messages = [
            {
                "info": {"id": "m1", "role": "user", "sessionID": session},
                "parts": [{"type": "text", "text": prompt}],
            },
            {
                "info": {
                    "id": "m2",
                    "role": "assistant",
                    "sessionID": session,
                    "parentID": "m1",
                    "modelID": self.model,
                    "tokens": {"input": 900, "output": 100, "reasoning": 0},
                },
                "parts": [{"type": "text", "text": answer}],
            },
        ]
        content = {"properties": {"sessionID": session}, "messages": messages}
        return [self.say("session.idle", **fields, **content)]

    def stop(self, answer: str) -> list[Line]:
        return self.idle(self.last_prompt, answer, self.session)

    def end(self) -> list[Line]:
        return []


AGENT_CLASSES: Mapping[str, type[Any]] = {
    agent.name: agent for agent in (Claude, Codex, Gemini, Cursor, Copilot, Opencode)
}


def list_session(name: str, session: str, folder: Path | str) -> list[Line]:
    """The events of a whole session of an agent: a prompt, what it does, the end of the turn."""
    agent = actor(name, session, folder)
    return [
        *agent.begin(),
        *agent.ask("Fix the parser"),
        *agent.wrote("app.py"),
        *agent.ran("pytest -q", "1 passed"),
        *agent.delegated("explore", "Look", "Found", "b.py"),
        *agent.stop("Fixed."),
        *agent.end(),
    ]


def actor(name: str, session: str, cwd: Path | str) -> Any:
    """An agent at the beginning of a session."""
    return AGENT_CLASSES[name](session, cwd)


class Stage:
    """A repository in which lines are handed to the hook, as processes or inside this one."""

    def __init__(
        self, top: Path, world: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # Commits have the time when they are made: those of a turn are made while it goes on.
        dates = ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
        self.top, self.monkeypatch = top, monkeypatch
        self.world = {name: value for name, value in world.items() if name not in dates}
        for name in dates:
            monkeypatch.delenv(name, raising=False)

    def git(self, *args: str, cwd: Path | None = None) -> str:
        """Run git; what it printed."""
        result = subprocess.run(
            ["git", *args],
            cwd=cwd or self.top,
            env=self.world,
            check=True,
            capture_output=True,
            text=True,
        )
        return result.stdout.strip()

    def spawn(
        self, args: list[str], stdin: bytes = b"", *, cwd: Path | None = None, **variables: str
    ) -> CommandResult:
        """Run the hook in a process of its own."""
        result = subprocess.run(
            [sys.executable, "-c", HOOK_SCRIPT, *args],
            cwd=cwd or self.top,
            env={**self.world, **variables},
            input=stdin,
            capture_output=True,
            check=False,
        )
        output = result.stdout.decode("utf-8", "replace"), result.stderr.decode("utf-8", "replace")
        return CommandResult(result.returncode, *output)

    def play(self, lines: list[Line], cwd: Path | None = None) -> list[CommandResult]:
        """Handle each line in a process of its own; the test fails where one reports a problem."""
        results = [self.spawn(args, _encode(payload), cwd=cwd) for args, payload in lines]
        for result in results:
            assert (result.exit, result.err) == (0, "")
            assert not result.out or isinstance(json.loads(result.out), dict)
        return results

    def take(self, lines: list[Line], cwd: Path | None = None) -> list[str]:
        """Handle each line inside this process: fast, and under the test's clock; the answers."""
        answers = [self.take_raw(args, _encode(payload), cwd=cwd) for args, payload in lines]
        assert all(isinstance(json.loads(answer), dict) for answer in answers if answer)
        return answers

    def take_raw(self, args: list[str], stdin: bytes, *, cwd: Path | None = None) -> str:
        """Handle an event inside this process; the answer. Raises what the hook would log."""
        from minutebook.agents import hook

        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        with chdir(cwd) if cwd else nullcontext():
            return hook.handle_event(args)

    def run(self, args: list[str], stdin: bytes = b"", *, cwd: Path | None = None) -> CommandResult:
        """Run the hook inside this process: its exit status and what it printed."""
        from minutebook.agents import hook

        out, err = io.StringIO(), io.StringIO()
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        with redirect_stdout(out), redirect_stderr(err), chdir(cwd) if cwd else nullcontext():
            status = hook.run(args)
        return CommandResult(status, out.getvalue(), err.getvalue())

    # The results

    @property
    def spool(self) -> Path:
        """The spool's folder."""
        from minutebook.repository import spool

        return Path(spool.locate_spool(str(self.top / ".git")))

    def write(self, path: str, text: str) -> Path:
        """Write a file of the working tree."""
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def records(self, top: Path | None = None) -> list[Any]:
        """The prompt records of the working tree, by number."""
        from minutebook.operations.project import open_project
        from minutebook.records.model import PHR

        records = open_project(str(top or self.top)).load_records().members
        prompts = [record for record in records if record.kind is PHR]
        return sorted(prompts, key=lambda record: record.number or 0)

    def record(self) -> Any:
        """The only record."""
        (record,) = self.records()
        return record

    def claims(self) -> list[str]:
        """The numbers that are reserved."""
        folder = self.top / ".git" / "minutebook" / "claims" / "phr"
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def faults(self) -> list[str]:
        """What the log has but for turns whose prompt did not arrive, which are told of there."""
        entries = re.split(r"(?m)^(?=\d{4}-\d\d-\d\dT)", self.log())
        return [entry for entry in entries if entry and "its prompt is not known" not in entry]

    def log(self) -> str:
        """The log of what went wrong."""
        path = self.top / ".git" / "minutebook" / "log"
        return path.read_text("utf-8") if path.is_file() else ""


def _encode(payload: object) -> bytes:
    return json.dumps(payload).encode()


class Clock:
    """A clock that a test may set back and forth; it runs on by itself."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import time

        self.offset, real_time = 0.0, time.time
        monkeypatch.setattr(time, "time", lambda: real_time() + self.offset)
