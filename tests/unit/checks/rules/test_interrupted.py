"""The rule on commands that were ended while they wrote."""

from __future__ import annotations

from checked_pages import adr, find


def test_interrupted() -> None:
    assert find("interrupted", adr(1)) == []
    message = "A command was interrupted before it came to `decisions/README.md`."
    assert find("interrupted", adr(1), interrupted_paths=("decisions/README.md",)) == [
        ("error", "README.md", 0, message)
    ]
