"""The lines of `search`."""

from __future__ import annotations

import pytest

from minutebook.cli.lists.search_list import format_hits
from minutebook.cli.output import count_cells
from minutebook.lean.patterns import compile_lazily
from minutebook.operations.reading.search import FoundRecord, Hit

_STYLE = compile_lazily("\x1b\\[[0-9]+m")


def make_hit(title: str, *snippet: tuple[str, bool], state: str = "accepted") -> Hit:
    record = FoundRecord(
        *("adr", "ADR-0001", 1, title, "decisions/0001-x.md", "2026-01-31", state, state, "", ""),
        *((), ()),
    )
    return Hit(record, ((title[:3], True), (title[3:], False)), snippet, 1.0)


HIT = make_hit("Use Redis", ("the ", False), ("redis", True), (" cache", False))


def test_matches_are_bold_on_a_terminal_with_colours() -> None:
    lines = list(format_hits([HIT], 80, has_colours=True))
    assert lines == [
        "ADR-0001  2026-01-31  \x1b[32maccepted\x1b[0m  \x1b[1mUse\x1b[0m Redis",
        "    the \x1b[1mredis\x1b[0m cache",
    ]


def test_a_pipe_has_whole_lines_without_marks() -> None:
    lines = list(
        format_hits([make_hit("Use " + "x" * 200, ("y " * 200, True))], None, has_colours=False)
    )
    assert lines[0].startswith("Records, quoted")
    assert lines[1:] == [
        "ADR-0001  2026-01-31  accepted  Use " + "x" * 200,
        "    " + ("y " * 200).rstrip(),
    ]


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("text", ["word " * 60, "数据库" * 60, "x" * 300, "a\x1b[2Jb\u202e " * 30])
def test_no_line_is_wider_than_the_terminal(width: int, text: str) -> None:
    lines = list(format_hits([make_hit(text, (text, True))], width, has_colours=True))
    assert len(lines) == 3
    shown = [_STYLE.sub("", line) for line in lines]
    assert all(count_cells(line) <= max(width, 34) for line in shown)
    assert not any("\x1b" in line or "\u202e" in line for line in shown)
    assert shown[2].endswith("…")


def test_columns_are_aligned_and_unknown_states_shown() -> None:
    lines = list(format_hits([make_hit("A"), make_hit("B", state="")], 80, has_colours=False))
    assert lines == ["ADR-0001  2026-01-31  accepted  A", "ADR-0001  2026-01-31  -         B"]


def test_a_match_in_a_script_without_blanks_is_marked_as_one() -> None:
    lines = list(
        format_hits([make_hit("A", ("我们的", False), ("数据库", True))], 80, has_colours=True)
    )
    assert lines[1] == "    我们的\x1b[1m数据库\x1b[0m"


def test_on_a_narrow_terminal_the_date_goes_and_the_match_stays() -> None:
    hit = make_hit("Use Redis for the cache of pages", ("word " * 11, False), ("redis", True))
    lines = list(format_hits([hit], 40, has_colours=False))
    assert lines[0] == "ADR-0001  accepted  Use Redis for the …"
    assert lines[1:] == ["    …word word word redis"]
    assert list(format_hits([hit], 80, has_colours=False))[1].startswith("    word word word word")
    wide = make_hit("A", ("数据库" * 30, False), ("缓存", True), ("数据库" * 30, False))
    assert list(format_hits([wide], 30, has_colours=False))[1] == "    …数据库数据库缓存数据库数"
