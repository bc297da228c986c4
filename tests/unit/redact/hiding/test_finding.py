"""Secrets near what a view reads in another way, and far from it."""

from __future__ import annotations

import pytest

from minutebook import redact
from minutebook.redact.hiding import finding


@pytest.mark.parametrize("reaches", [0.5, 1.5, 3.0])
def test_secrets_beside_an_escape_are_hidden_at_any_distance(reaches: float) -> None:
    far = "plain words, " * int(reaches * finding._EDIT_REACH / 13)
    text = far * 4 + "password: Quokka#1987\n" + far + "pass%77ord%3A Marble#2044\n" + far * 4
    redacted = redact.redact_text(text).text
    assert "Quokka" not in redacted
    assert "Marble" not in redacted
