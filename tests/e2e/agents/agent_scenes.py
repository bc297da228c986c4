"""What the fake model says and does: a scene is a list of steps, named in the prompt as `scene:NAME`."""

from __future__ import annotations

import re
from dataclasses import dataclass

RUN_TESTS = "python3 -m pytest -q"
# Where the scenes and the tests of one repository meet; git ignores it.
SIGNALS = ".signals"
REQUIREMENTS = "flask==3.0.0\n"
NEW_REQUIREMENT = "sqlalchemy==2.0.36\npsycopg[binary]==3.2.3\n"

SAILINGS = """from sqlalchemy import create_engine, text

engine = create_engine("postgresql+psycopg://localhost/ferry")


def list_sailings(day):
    with engine.connect() as connection:
        return connection.execute(text("select * from sailings where day = :day"), {"day": day})
"""
QUEUE = """import redis

queue = redis.Redis(host="localhost", port=6379)


def enqueue(boat):
    queue.lpush("boats", boat)
"""
HARBOUR = "def name_harbour(code):\n    return code.upper()\n"
STORM = "def test_storm():\n    assert 9 > 10\n"
CALM = "def test_storm():\n    assert 10 > 9\n"


@dataclass(frozen=True)
class Read:
    """The model reads a file."""

    path: str


@dataclass(frozen=True)
class Write:
    """The model writes a new file."""

    path: str
    text: str


@dataclass(frozen=True)
class Replace:
    """The model replaces a text in a file."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Shell:
    """The model runs a command."""

    command: str


@dataclass(frozen=True)
class UseServer:
    """The model calls a tool of the MCP server that is called minutebook."""

    tool: str
    arguments: dict[str, str]


@dataclass(frozen=True)
class Delegate:
    """The model starts subagents, all in one answer; each task is its prompt."""

    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Wait:
    """The model waits for a subagent, where the client has a tool for that."""


@dataclass(frozen=True)
class Say:
    """The model answers, and its turn ends."""

    text: str


Step = Read | Write | Replace | Shell | UseServer | Delegate | Wait | Say


def hold(name: str) -> Shell:
    """Return a command that says that it has started, and ends when the test says so (or in 60 s)."""
    started, go_on = f"{SIGNALS}/{name}-started", f"{SIGNALS}/{name}-goes-on"
    # Gemini refuses commands with a `$(…)`.
    loop = f"timeout 60 sh -c 'until [ -e {go_on} ]; do sleep 0.1; done'"
    return Shell(f"mkdir -p {SIGNALS} && touch {started} && {loop}")


SAILINGS_ANSWER = (
    "Sailings are read from PostgreSQL through SQLAlchemy from now on.\n\n"
    "* `sailings.py` opens the engine\n"
    "* `requirements.txt` names the two packages, and the tests still pass"
)
HARBOUR_ANSWER = "The harbour is named, and committed."
MOORINGS_TASK = "Write down the moorings of the north pier. scene:moorings"
MOORINGS_ANSWER = "Moorings and ropes are written down; the tests pass."
DELEGATED_ANSWER = "The helper has written down the moorings."
BUOYS_TASK = "Count the buoys in the bay. scene:buoys"
BUOYS_ANSWER = "There are twelve buoys."
TIDES_TASK = "Note the tides of March. scene:tides"
TIDES_ANSWER = "The tides are noted."
CREW_ANSWER = "Both helpers are back."
STORM_ANSWER = "The storm test failed first and passes now."
TALK_ANSWER = "The last ferry leaves at ten; nothing has to be changed for that."
QUEUE_ANSWER = "Boats wait in a queue in Redis from now on."
NEW_DECISION = "Moor at the north pier by night"
STEERED_ANSWER = "The deck is scrubbed."

SCENES: dict[str, tuple[Step, ...]] = {
    "sailings": (
        Read("requirements.txt"),
        Replace("requirements.txt", REQUIREMENTS, REQUIREMENTS + NEW_REQUIREMENT),
        Write("sailings.py", SAILINGS),
        Shell(RUN_TESTS),
        Say(SAILINGS_ANSWER),
    ),
    "harbour": (
        Write("harbour.py", HARBOUR),
        Shell(RUN_TESTS),
        Shell("git add -A . && git commit -q -m 'Name the harbour'"),
        Say(HARBOUR_ANSWER),
    ),
    "delegate": (Delegate((MOORINGS_TASK,)), Wait(), Say(DELEGATED_ANSWER)),
    "moorings": (
        Write("moorings.py", "NORTH_PIER = ['A1', 'A2']\n"),
        Shell("printf 'hemp\\n' > ropes.txt"),
        Shell(RUN_TESTS),
        Say(MOORINGS_ANSWER),
    ),
    "crew": (Delegate((BUOYS_TASK, TIDES_TASK)), Wait(), Wait(), Say(CREW_ANSWER)),
    "buoys": (Write("buoys.py", "BUOYS = 12\n"), Say(BUOYS_ANSWER)),
    "tides": (Write("tides.py", "MARCH = [1, 2]\n"), Say(TIDES_ANSWER)),
    "storm": (
        Write("test_storm.py", STORM),
        Shell(RUN_TESTS),
        Replace("test_storm.py", STORM, CALM),
        Shell(RUN_TESTS),
        Say(STORM_ANSWER),
    ),
    "queue": (
        Read("requirements.txt"),  # Claude Code changes no file that it has not read
        Replace("requirements.txt", REQUIREMENTS, f"{REQUIREMENTS}redis==5.2.0\n"),
        Write("boat_queue.py", QUEUE),
        Say(QUEUE_ANSWER),
    ),
    "logbook": (
        Shell("sleep 12"),  # clients begin before their servers have started
        UseServer("adr_new", {"title": NEW_DECISION}),
        UseServer("show", {"ref": NEW_DECISION}),
        Say("It is in the log."),
    ),
    "talk": (Say(TALK_ANSWER),),
    "deck": (hold("deck"), Write("deck.py", "CLEAN = True\n"), Say(STEERED_ANSWER)),
    "anchor": (hold("anchor"), Say("The anchor is up.")),
}


def find_scene(text: str) -> str:
    """Return the name of the last scene that a text names, or ""."""
    names = [name for name in re.findall(r"scene:([a-z]+)", text) if name in SCENES]
    return names[-1] if names else ""
