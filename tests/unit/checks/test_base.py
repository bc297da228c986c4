"""What the rules share: known paths and lines."""

from __future__ import annotations

import pytest

from minutebook.checks import base
from minutebook.records.model import RecordSet


def test_a_folder_is_known_by_its_files() -> None:
    known = frozenset({"app/api/a.py", "app/api/b.py", "app/c.py"})
    context = base.CheckContext(
        RecordSet((), ()), base.CheckInputs(known_paths=known), base.CheckSettings(), {}
    )
    assert [context.is_known_path(path) for path in ("app", "app/api/", "app/c.py", "api")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_line_of_a_phrase() -> None:
    text = "status: a\nb\nStatus: b\n"
    assert (base.find_line_number(text, "b"), base.find_line_number(text, "b", "status")) == (2, 3)
    assert base.find_line_number(text, "b", "nothing") == 2
    assert (base.find_line_number(text, "z"), base.find_line_number(text, "")) == (0, 0)


def test_a_rule_says_what_its_fix_mends() -> None:
    with pytest.raises(ValueError, match="odd: a rule with a fix says what that mends"):
        base.rule("odd", "info", "Why.", fix=lambda *_: ())
