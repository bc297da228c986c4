"""`minutebook demo`: play the main commands in a scratch repository, which stays."""

from __future__ import annotations

import os
import sys

from minutebook.cli import output
from minutebook.errors import EXIT_REFUSED, OperationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Annotated

    import typer

_PROMPT = """Cache the catalogue: the same 40 products are read from the database
on every request.

- keep it out of the handlers
- tell me what you chose, and why
"""
_RESPONSE = """The catalogue is read through a cache with a time to live of 60 seconds.

```python
@cached(ttl=60)
async def catalogue(session): ...
```

**Redis** rather than a dictionary in each process: four workers would hold four copies."""

# The events that a coding agent's hooks send in a turn; people never type them.
_EVENTS: dict[str, dict[str, object]] = {
    "UserPromptSubmit": {"prompt": "/sp.implement Let the cache expire after a minute."},
    "PostToolUse": {
        "tool_name": "Bash",
        "tool_input": {"command": "pytest -q tests/test_catalogue.py"},
        "tool_response": {"stdout": "4 passed", "stderr": "", "interrupted": False},
    },
    "Stop": {"last_assistant_message": "The cache now expires after 60 seconds."},
    "UserPromptSubmit 2": {"prompt": "Send receipts in the background: rendering takes seconds."},
    "Stop 2": {
        "last_assistant_message": "Receipts are sent by Celery, with Redis as the broker. I chose "
        "Celery over RQ because it retries with backoff."
    },
}

# The steps: a comment, a shell command after "$ ", or the arguments of `minutebook`.
DEMO_STEPS: tuple[str | tuple[str, ...], ...] = (
    "Set a repository up",
    ("init",),
    "Record what was asked and what came of it",
    ("phr", "new", "Cache the catalogue", "--stage", "green", "--prompt-file", "prompt.txt",
     "--response-file", "response.md", "--file", "app/catalogue.py",
     "--outcome", "impact=p95 of /products from 180 ms to 12 ms"),
    "Record the decisions in it",
    ("adr", "new", "Cache in each process", "--phr", "PHR-1",
     "--context", "The same 40 products are read from the database on every request.",
     "--option", "A dictionary in each worker", "--option", "Redis",
     "--decision", "A dictionary in each worker, because there is one worker.",
     "--consequences", "Nothing new has to run. With more workers there are as many copies."),
    ("adr", "accept", "ADR-2", "--reason", "good enough for one worker"),
    "Change your mind: both pages say so, and both link to the other",
    ("adr", "new", "Cache in Redis", "--supersedes", "ADR-2",
     "--context", "Four workers hold four copies, and each expires at another time.",
     "--option", "Redis", "--option", "A dictionary in each worker",
     "--decision", "Redis, because all workers share it.",
     "--consequences", "One more service has to run."),
    ("adr", "accept", "ADR-3"),
    ("link", "PHR-1", "decides", "ADR-3"),
    "From now on the agent's turns are recorded by themselves: this is what its hooks do",
    ("agents", "install", "claude", "git"),
    ("hook", "claude", "UserPromptSubmit"),
    "$ echo 'TTL = 60' >> app/catalogue.py",
    ("hook", "claude", "PostToolUse"),
    ("hook", "claude", "Stop"),
    ("agents", "status", "claude"),
    "What a turn decides is noticed, once; a yes makes the decision, with what was weighed",
    ("hook", "claude", "UserPromptSubmit 2"),
    "$ echo 'celery[redis]==5.4' >> requirements.txt",
    """$ echo 'celery = Celery("shop", broker="redis://localhost")' >> app/worker.py""",
    ("hook", "claude", "Stop 2"),
    ("suggest", "accept", "S-3-1"),
    "A refusal says what to do instead",
    ("adr", "accept", "ADR-2"),
    "Look at what is there",
    ("list",),
    ("show", "ADR-2"),
    "Every index page is up to date, and nothing is wrong",
    ("index",),
    ("check",),
)  # fmt: skip


def demo_(
    folder: Annotated[
        str,
        typer.Argument(
            help="Where to make the scratch repository. [default: a new temporary folder]",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Play the main commands in a scratch repository.

    It stays there to be looked at.
    """
    import shutil
    import tempfile

    from minutebook.repository import guard
    from minutebook.repository.git.repo import init_repository

    if folder and os.path.exists(folder) and os.listdir(folder):
        raise OperationError(f"{folder} is not empty", "name a folder that is not there yet")
    if shutil.which("git") is None:
        raise OperationError("git is not on PATH", "install git: https://git-scm.com/downloads")
    if folder:
        guard.require_outside_git(folder)
    top = os.path.realpath(folder or tempfile.mkdtemp(prefix="minutebook-demo-"))
    try:
        os.makedirs(os.path.join(top, "app"), exist_ok=True)
    except OSError as error:
        raise OperationError(
            f"{top} cannot be made: {error.strerror}", "name a folder that may be written"
        ) from None
    init_repository(top, branch="main", user_name="Ada", user_email="ada@example.org")
    for name, text in (
        ("prompt.txt", _PROMPT),
        ("response.md", _RESPONSE),
        ("app/catalogue.py", "PRODUCTS = []\n"),
    ):
        with open(os.path.join(top, name), "w", encoding="utf-8") as file:
            file.write(text)
    output.print_lines([f"$ cd {top}"])
    for step in DEMO_STEPS:
        if isinstance(step, str) and not step.startswith("$ "):
            output.print_lines(["", f"# {step}"])
        else:
            _run_step(top, step)
    output.print_lines(
        [
            "",
            f"The repository stays there: {top}",
            "Begin with decisions/README.md and history/README.md.",
        ]
    )


def _run_step(top: str, step: str | tuple[str, ...]) -> None:
    """Run one command, and show it with what it printed."""
    import json
    import shlex
    import subprocess

    stdin, stdin_note = b"", ""
    if isinstance(step, str):
        command, shown = ["sh", "-c", step[2:]], step
    else:
        args = [arg.removesuffix(" 2") for arg in step]
        command = [sys.executable, "-m", "minutebook", *args]
        shown = f"$ minutebook {shlex.join(args)}"
        if step[0] == "hook":
            event = {
                "session_id": "demo",
                "cwd": top,
                "hook_event_name": args[2],
                **_EVENTS[step[2]],
            }
            stdin, stdin_note = json.dumps(event).encode(), "  < the event, as JSON"
    output.print_lines([shown + stdin_note])
    sys.stdout.flush()
    # As in an active environment: hooks find `minutebook-hook` on PATH.
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])
    done = subprocess.run(
        command,
        cwd=top,
        input=stdin,
        env={**os.environ, "PATH": path},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    printed = done.stdout.decode("utf-8", "replace").rstrip("\n")
    output.print_lines(f"  {line}".rstrip() for line in printed.split("\n") if printed)
    if done.returncode == EXIT_REFUSED:
        output.print_lines(["  (exit status 3: refused, nothing changed)"])
    elif done.returncode:
        raise OperationError(f"{shown} ended with status {done.returncode}", f"look at {top}")
