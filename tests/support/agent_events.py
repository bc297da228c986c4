"""Coding agents as actors: each says, in its own dialect, what it would say to its hooks.

A line of a play is the words after `minutebook-hook` and the payload on stdin. The shapes are those
of the agents' documentation (see `minutebook.agents.adapters`); the contents are made up.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import chdir, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from command_runner import Played

AGENTS = ("claude", "codex", "gemini", "cursor", "copilot", "opencode")
Line = tuple[list[str], dict[str, Any]]
DOOR = "from minutebook.agents.hook import main; main()"


class Actor:
    """One session of one agent. `answers` says whether its stop carries the answer."""

    name = ""
    answers = True
    model = ""

    def __init__(self, session: str, cwd: Path | str) -> None:
        self.session, self.cwd, self.turn, self.calls = session, str(cwd), 0, 0
        self.asked = ""

    def call(self) -> str:
        self.calls += 1
        return f"call-{self.session}-{self.calls}"


class Claude(Actor):
    name = "claude"
    model = "claude-x"

    def say(self, event: str, **more: Any) -> Line:
        payload = {
            "session_id": self.session,
            "transcript_path": f"/nowhere/{self.session}.jsonl",
            "cwd": self.cwd,
            "permission_mode": "default",
            "hook_event_name": event,
            **more,
        }
        return [self.name], payload

    def begin(self, source: str = "startup") -> list[Line]:
        return [self.say("SessionStart", source=source, model=self.model)]

    def ask(self, prompt: str) -> list[Line]:
        self.turn, self.asked = self.turn + 1, prompt
        return [self.say("UserPromptSubmit", prompt=prompt)]

    def used(self, tool: str, given: object, result: object, **more: Any) -> Line:
        return self.say(
            "PostToolUse",
            tool_name=tool,
            tool_input=given,
            tool_response=result,
            tool_use_id=self.call(),
            **more,
        )

    def wrote(self, path: str, **more: Any) -> list[Line]:
        whole = os.path.join(self.cwd, path)
        given = {"file_path": whole, "content": "…"}
        return [self.used("Write", given, {"type": "create", "filePath": whole}, **more)]

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
        told = {"stdout": output, "stderr": "", "interrupted": False}
        return [self.used("Bash", {"command": command}, told)]

    def delegated(self, kind: str, task: str, answer: str, path: str) -> list[Line]:
        name = f"a{self.calls}"
        inner = {"agent_id": name, "agent_type": kind}
        return [
            *self.wrote(path, **inner),
            self.say(
                "SubagentStop", stop_hook_active=False, last_assistant_message=answer, **inner
            ),
            self.used(
                "Task",
                {"subagent_type": kind, "prompt": task, "description": "a part"},
                {
                    "status": "completed",
                    "agentId": name,
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

    def say(self, event: str, **more: Any) -> Line:
        words, payload = super().say(event, **more)
        payload |= {"model": self.model}
        if event != "SessionStart":
            payload |= {"turn_id": f"{self.session}-turn-{self.turn}"}
        if event in ("Stop", "SubagentStop"):
            payload |= {"transcript_path": None}
        return words, payload

    def wrote(self, path: str, **more: Any) -> list[Line]:
        patch = f"*** Begin Patch\n*** Add File: {path}\n+x\n*** End Patch"
        return [self.used("apply_patch", {"command": patch}, "Success. Updated the files", **more)]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        return [self.used("Bash", {"command": command}, f"Exit code: {code}\nOutput:\n{output}")]


class Gemini(Actor):
    name = "gemini"

    def say(self, event: str, **more: Any) -> Line:
        payload = {
            "session_id": self.session,
            "transcript_path": f"/nowhere/{self.session}.json",
            "cwd": self.cwd,
            "hook_event_name": event,
            "timestamp": "2026-01-02T03:04:05.678Z",
            **more,
        }
        return [self.name], payload

    def begin(self, source: str = "startup") -> list[Line]:
        return [self.say("SessionStart", source=source)]

    def ask(self, prompt: str) -> list[Line]:
        self.asked = prompt
        return [self.say("BeforeAgent", prompt=prompt)]

    def used(self, tool: str, given: object, output: str, error: str = "") -> Line:
        result = {"llmContent": output, "returnDisplay": output}
        if error:
            result["error"] = error
        return self.say("AfterTool", tool_name=tool, tool_input=given, tool_response=result)

    def wrote(self, path: str) -> list[Line]:
        given = {"file_path": os.path.join(self.cwd, path), "content": "…"}
        return [self.used("write_file", given, "written")]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        told = f"Command: {command}\nOutput: {output}\nExit Code: {code}"
        return [self.used("run_shell_command", {"command": command}, told)]

    def delegated(self, kind: str, task: str, answer: str, path: str) -> list[Line]:
        return [self.used("delegate_to_agent", {"agent_name": kind, "task": task}, answer)]

    def stop(self, answer: str) -> list[Line]:
        return [
            self.say(
                "AfterAgent", prompt=self.asked, prompt_response=answer, stop_hook_active=False
            )
        ]

    def end(self) -> list[Line]:
        return [self.say("SessionEnd", reason="exit")]


class Cursor(Actor):
    name = "cursor"
    model = "some-model"

    def say(self, event: str, **more: Any) -> Line:
        payload = {
            "conversation_id": self.session,
            "generation_id": f"{self.session}-generation-{self.turn}",
            "model": self.model,
            "hook_event_name": event,
            "cursor_version": "2.1.0",
            "workspace_roots": [self.cwd],
            "transcript_path": None,
            **more,
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
        inner = {"subagent_id": f"sub-{self.calls}", "subagent_type": kind, "task": task}
        return [
            self.say("subagentStart", **inner),
            *self.wrote(path),
            self.say("subagentStop", **inner, summary=answer, status="completed"),
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
    answers = False

    def say(self, event: str, **more: Any) -> Line:
        payload = {
            "sessionId": self.session,
            "timestamp": 1760000000000,
            "cwd": self.cwd,
            **more,
        }
        return [self.name, event], payload

    def begin(self, source: str = "new") -> list[Line]:
        return [self.say("sessionStart", source=source)]

    def ask(self, prompt: str) -> list[Line]:
        return [self.say("userPromptSubmitted", prompt=prompt)]

    def used(self, tool: str, given: object, text: str, word: str = "success") -> Line:
        return self.say(
            "postToolUse",
            toolName=tool,
            toolArgs=given,
            toolResult={"resultType": word, "textResultForLlm": text},
        )

    def wrote(self, path: str) -> list[Line]:
        return [self.used("create", {"path": os.path.join(self.cwd, path)}, "created")]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        told = f"{output}\n<exited with exit code {code}>"
        return [self.used("bash", {"command": command}, told, "failure" if code else "success")]

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
    """As the plugin that minutebook writes tells of it."""

    name = "opencode"
    model = "some-model"

    def say(self, event: str, **more: Any) -> Line:
        return [self.name, event], {"type": event, "directory": self.cwd, **more}

    def begin(self, source: str = "startup") -> list[Line]:
        return []

    def ask(self, prompt: str, session: str = "", **more: Any) -> list[Line]:
        self.asked = self.asked if session else prompt
        told = {"agent": "build", **more.pop("message", {})}
        return [
            self.say(
                "chat.message",
                **more,
                input={"sessionID": session or self.session, **told},
                output={
                    "message": {"role": "user", "model": {"modelID": self.model}},
                    "parts": [
                        {"type": "text", "text": prompt},
                        {"type": "text", "text": "put in", "synthetic": True},
                    ],
                },
            )
        ]

    def used(self, tool: str, given: object, output: str, session: str = "", **more: Any) -> Line:
        metadata = more.pop("metadata", {})
        told = {"tool": tool, "sessionID": session or self.session, "callID": self.call()}
        return self.say(
            "tool.execute.after",
            **more,
            input={**told, "args": given},
            output={"title": "", "output": output, "metadata": metadata},
        )

    def wrote(self, path: str, session: str = "", **more: Any) -> list[Line]:
        given = {"filePath": os.path.join(self.cwd, path), "content": "…"}
        return [self.used("write", given, "", session, **more)]

    def ran(self, command: str, output: str, code: int = 0) -> list[Line]:
        return [self.used("bash", {"command": command}, output, metadata={"exit": code})]

    def delegated(self, kind: str, task: str, answer: str, path: str) -> list[Line]:
        child = f"{self.session}-child-{self.calls}"
        inner = {"parentID": self.session}
        return [
            *self.ask(task, child, message={"agent": kind}, **inner),
            *self.wrote(path, child, **inner),
            *self.idle(task, answer, child, **inner),
            self.used(
                "task",
                {"subagent_type": kind, "prompt": task, "description": "a part"},
                answer,
                metadata={"sessionId": child},
            ),
        ]

    def idle(self, prompt: str, answer: str, session: str, **more: Any) -> list[Line]:
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
        told = {"properties": {"sessionID": session}, "messages": messages}
        return [self.say("session.idle", **more, **told)]

    def stop(self, answer: str) -> list[Line]:
        return self.idle(self.asked, answer, self.session)

    def end(self) -> list[Line]:
        return []


CAST: Mapping[str, type[Any]] = {
    one.name: one for one in (Claude, Codex, Gemini, Cursor, Copilot, Opencode)
}


def actor(name: str, session: str, cwd: Path | str) -> Any:
    """An agent at the begin of a session."""
    return CAST[name](session, cwd)


class Stage:
    """Where plays are given: hands lines to the hook, as processes or inside this one."""

    def __init__(
        self, top: Path, world: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # Commits are of the time when they are made: a turn's are those made while it went on.
        dates = ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
        self.top, self.monkeypatch = top, monkeypatch
        self.world = {name: value for name, value in world.items() if name not in dates}
        for name in dates:
            monkeypatch.delenv(name, raising=False)

    def git(self, *words: str, cwd: Path | None = None) -> str:
        """What git printed."""
        done = subprocess.run(
            ["git", *words],
            cwd=cwd or self.top,
            env=self.world,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def spawn(
        self, words: list[str], stdin: bytes = b"", *, cwd: Path | None = None, **more: str
    ) -> Played:
        """The hook as a process of its own."""
        done = subprocess.run(
            [sys.executable, "-c", DOOR, *words],
            cwd=cwd or self.top,
            env={**self.world, **more},
            input=stdin,
            capture_output=True,
            check=False,
        )
        told = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        return Played(done.returncode, *told)

    def play(self, lines: list[Line], cwd: Path | None = None) -> list[Played]:
        """Each line in a process of its own; the test fails where one complains."""
        done = [self.spawn(words, _stdin(payload), cwd=cwd) for words, payload in lines]
        for one in done:
            assert (one.exit, one.err) == (0, "")
            assert not one.out or isinstance(json.loads(one.out), dict)
        return done

    def take(self, lines: list[Line], cwd: Path | None = None) -> list[str]:
        """Handle each line inside this process: fast, and under the test's clock; the answers."""
        answers = [self.take_raw(args, _stdin(payload), cwd=cwd) for args, payload in lines]
        assert all(isinstance(json.loads(answer), dict) for answer in answers if answer)
        return answers

    def take_raw(self, args: list[str], stdin: bytes, *, cwd: Path | None = None) -> str:
        """Handle an event inside this process; the answer. Raises what the hook would log."""
        from minutebook.agents import hook

        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        with chdir(cwd) if cwd else nullcontext():
            return hook.handle_event(args)

    def run(self, args: list[str], stdin: bytes = b"", *, cwd: Path | None = None) -> Played:
        """Run the hook inside this process: its exit status and what it printed."""
        from minutebook.agents import hook

        out, err = io.StringIO(), io.StringIO()
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        with redirect_stdout(out), redirect_stderr(err), chdir(cwd) if cwd else nullcontext():
            status = hook.run(args)
        return Played(status, out.getvalue(), err.getvalue())

    # What came of it

    @property
    def spool(self) -> Path:
        """The spool's folder."""
        return self.top / ".git" / "minutebook" / "spool"

    def write(self, path: str, text: str) -> Path:
        """A file of the working tree."""
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def records(self, top: Path | None = None) -> list[Any]:
        """The prompt records of the working tree, by number."""
        from minutebook.operations.project import open_project
        from minutebook.records.model import PHR

        found = open_project(str(top or self.top)).load_records().members
        return sorted(
            (record for record in found if record.kind is PHR), key=lambda one: one.number or 0
        )

    def record(self) -> Any:
        """The only record."""
        (only,) = self.records()
        return only

    def claims(self) -> list[str]:
        """The numbers that are reserved."""
        folder = self.top / ".git" / "minutebook" / "claims" / "phr"
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def log(self) -> str:
        """What went wrong."""
        path = self.top / ".git" / "minutebook" / "log"
        return path.read_text("utf-8") if path.is_file() else ""


def _stdin(payload: object) -> bytes:
    return json.dumps(payload).encode()


class Clock:
    """A clock that a test may set back and forth; it runs on by itself."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import time

        self.offset, real = 0.0, time.time
        monkeypatch.setattr(time, "time", lambda: real() + self.offset)
