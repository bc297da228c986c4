"""The rows of the table: what is run, in which state of the record set, and how much it may cost.

The aims are multiples of `python -c pass`, or of what a row is compared with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from scale.measuring import Command, run_command
from scale.programs import Programs
from scale.shelves import Shelf

SMALL_SIZE = 100  # what larger record sets are compared with
COMMON_WORDS = ("meilisearch", "webhook")  # many pages have one of them
RARE_WORD = "tavnuzu"  # a few pages in ten thousand have it
_PROMPT = "Please add a module for the tariffs of the shop, with its tests."
_STAT_LOOP = """\
import os, sys
with open(sys.argv[1], encoding="utf-8") as lines:
    for path in lines.read().split("\\0"):
        os.stat(path)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row is measured: a shelf, the small one, and the programs."""

    shelf: Shelf
    small: Shelf
    programs: Programs

    def change_page(self) -> None:
        """Change the text of one record, the one in the middle, a little more each time."""
        paths = self.shelf.list_paths()
        with (self.shelf.top / paths[len(paths) // 2]).open("a", encoding="utf-8") as page:
            page.write("\n<!-- read again -->\n")

    def begin_turn(self) -> None:
        """A prompt, and a source file that an agent writes because of it."""
        source = self.shelf.top / "src" / "tariffs.py"
        former = source.read_text("utf-8") if source.exists() else ""
        source.write_text(f"{former}TARIFFS = {len(former)}\n", "utf-8")
        prompt = f"Please add tariff {len(former)} to the shop, with its tests."
        tool = {"tool_name": "Write", "tool_input": {"file_path": str(source), "content": "…"}}
        for event in (
            build_event(self.shelf, "UserPromptSubmit", "turns", prompt=prompt),
            build_event(self.shelf, "PostToolUse", "turns", tool_response={}, **tool),
        ):
            hook = Command(
                (self.programs.paths["minutebook-hook"], "claude"), self.shelf.top, event
            )
            run_command(hook, self.programs.environment)

    def write_paths(self) -> None:
        """Write the list of paths that the loop of `os.stat` reads."""
        self.locate_paths().write_text("\0".join(self.shelf.list_paths()), "utf-8")

    def locate_paths(self) -> Path:
        """Where that list lies."""
        return self.shelf.top / ".git" / "bench-paths"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table.

    `arguments` are those of `program`, a name in `Programs.paths`. `aims` are by size, 0 is for all
    others. `prepare` is called before each run, `before` once. `compared_with` gives the command
    whose time the time is divided by, by default `python -c pass`, and `unit` names it; with
    `is_without_start` the time of the same command on the small shelf is taken off first, and that
    of `python -c pass` off the other's. `needs` is a command that minutebook has to have. What
    `writes` is undone after the row. `growth_aim` is for the value as a multiple of the small
    shelf's, `each_aim` for microseconds for each record, both by size.
    """

    name: str
    arguments: tuple[str, ...]
    aims: Mapping[int, float] = field(default_factory=dict)
    program: str = "minutebook"
    unit: str = "starts"
    stdin: Callable[[Place], str] | None = None
    statuses: tuple[int, ...] = (0,)
    sizes: tuple[int, ...] = ()
    before: Callable[[Place], None] | None = None
    prepare: Callable[[Place], None] | None = None
    compared_with: Callable[[Place], Command | None] | None = None
    is_without_start: bool = False
    is_rival: bool = False
    writes: bool = False
    needs: str = ""
    growth_aim: Mapping[int, float] | None = None
    each_aim: Mapping[int, float] | None = None

    def find_aim(self, size: int) -> float:
        """What the value should be at most at a size; 0 where nothing is asked for."""
        return self.aims.get(size, self.aims.get(0, 0))

    def make_command(self, place: Place, shelf: Shelf) -> Command:
        """The command that is measured, on one of the place's shelves."""
        return Command(
            (place.programs.paths[self.program], *self.arguments),
            shelf.rival_top if self.is_rival else shelf.top,
            self.stdin(place) if self.stdin else "",
            self.statuses,
            partial(self.prepare, place) if self.prepare and shelf is place.shelf else None,
        )


def build_event(shelf: Shelf, event: str, session: str, **fields: object) -> str:
    """An event of Claude Code as JSON."""
    common = {"session_id": session, "cwd": str(shelf.top), "permission_mode": "default"}
    return json.dumps({**common, "hook_event_name": event, **fields})


def _make_tool_event(place: Place) -> str:
    tool = {"tool_name": "Bash", "tool_input": {"command": "pytest -q"}}
    return build_event(place.shelf, "PostToolUse", "tools", **tool)


def _make_stop_event(place: Place) -> str:
    response = "Done: the tariffs have a module of their own now, and its tests pass."
    return build_event(place.shelf, "Stop", "turns", last_assistant_message=response)


def _make_stat_loop(place: Place) -> Command:
    python, paths = place.programs.paths["python"], str(place.locate_paths())
    return Command((python, "-c", _STAT_LOOP, paths), place.shelf.top)


def _make_text_search(*texts: str) -> Callable[[Place], Command | None]:
    """The same words, looked for by ripgrep or grep: each file's first line that has one."""
    patterns = [part for text in texts for part in ("-e", text)]

    def make(place: Place) -> Command | None:
        program = place.programs.paths.get("search")
        if program is None:
            return None
        options = ("-i", "-m", "1") if program.endswith("rg") else ("-r", "-i", "-m", "1")
        arguments = (program, *options, *patterns, "history", "decisions")
        return Command(arguments, place.shelf.top, statuses=(0, 1))

    return make


def _check_once(place: Place) -> None:
    """Have all pages judged: a first round that takes long would be the only one, and counted."""
    command = Command(
        (place.programs.paths["minutebook"], "check"), place.shelf.top, statuses=(0, 1)
    )
    run_command(command, place.programs.environment)


def _remove_catalog(place: Place) -> None:
    place.shelf.remove_catalog()


def _remove_index_pages(place: Place) -> None:
    place.shelf.remove_index_pages()


_LARGE = 100_000
_EVERYDAY = {0: 2.5}
_GROWTH = {_LARGE: 1.1}
_CREATION = {"aims": _EVERYDAY, "growth_aim": _GROWTH, "writes": True}
_FULL_CHECK = {"statuses": (0, 1)}
_REFRESH = ("list", "--limit", "1")

ROWS = (
    Row("--version", ("--version",), {0: 1.3}, sizes=(SMALL_SIZE,)),
    Row("--help", ("--help",), {0: 7}, sizes=(SMALL_SIZE,)),
    Row("adr new --help", ("adr", "new", "--help"), {0: 7}, sizes=(SMALL_SIZE,)),
    Row("config", ("config",), {0: 7}, sizes=(SMALL_SIZE,)),
    Row("phr new", ("phr", "new", "Add tariff {run}", "--prompt", _PROMPT), **_CREATION),
    Row("adr new", ("adr", "new", "Keep tariff {run} in SQLite"), **_CREATION),
    Row("list", ("list",), _EVERYDAY, growth_aim=_GROWTH),
    Row("list --json", ("list", "--json"), {1_000: 2.5}),
    Row("show", ("show", "ADR-7"), _EVERYDAY, growth_aim=_GROWTH),
    Row("stats", ("stats",)),
    Row(
        "hook, within a turn",
        ("claude",),
        {0: 1.3},
        "minutebook-hook",
        stdin=_make_tool_event,
        sizes=(SMALL_SIZE, _LARGE),
    ),
    Row(
        "hook, end of a turn",
        ("claude",),
        {0: 5},
        "minutebook-hook",
        stdin=_make_stop_event,
        prepare=Place.begin_turn,
        writes=True,
    ),
    Row("check, warm", ("check",), {1_000: 2.5}, before=_check_once, **_FULL_CHECK),
    Row(
        "check, from nothing",
        ("check",),
        {1_000: 16},
        prepare=_remove_catalog,
        each_aim={_LARGE: 100},
        **_FULL_CHECK,
    ),
    Row(
        "refresh, nothing changed",
        _REFRESH,
        {10_000: 1.3, _LARGE: 1.3},
        unit="× os.stat of each path",
        before=Place.write_paths,
        compared_with=_make_stat_loop,
        is_without_start=True,
    ),
    Row(
        "refresh, one page changed",
        _REFRESH,
        {_LARGE: 1.6},
        unit="× os.stat of each path",
        before=Place.write_paths,
        prepare=Place.change_page,
        compared_with=_make_stat_loop,
        is_without_start=True,
        writes=True,
    ),
    Row("catalog rebuild", ("catalog", "rebuild"), needs="catalog"),
    Row(
        "search, first",
        ("search", *COMMON_WORDS),
        prepare=_remove_catalog,
        needs="search",
        each_aim={_LARGE: 600},
    ),
    Row(
        "search, common words",
        ("search", *COMMON_WORDS),
        {10_000: 0.6, _LARGE: 0.5},
        unit="× text search",
        compared_with=_make_text_search(*COMMON_WORDS),
        needs="search",
    ),
    Row(
        "search, a rare word",
        ("search", RARE_WORD),
        {10_000: 0.6, _LARGE: 0.5},
        unit="× text search",
        compared_with=_make_text_search(RARE_WORD),
        needs="search",
    ),
    Row(
        "index, from nothing",
        ("index",),
        {10_000: 80},
        prepare=_remove_index_pages,
        writes=True,
    ),
    Row("adr-tools: new", ("new", "Keep tariff {run}"), program="adr", is_rival=True),
    Row("adr-tools: list", ("list",), program="adr", is_rival=True),
    Row("decree: new", ("new", "Keep tariff {run}"), program="decree", is_rival=True),
    Row("decree: list", ("list",), program="decree", is_rival=True),
)
