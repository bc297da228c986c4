"""The file of rewritten commits."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.repository.pending import rewritten_commits


def test_what_was_rewritten_again_is_followed_to_its_end(tmp_path: Path) -> None:
    ids = [character * 40 for character in "abcd"]
    for old, new in ((ids[0], ids[1]), (ids[1], ids[2]), (ids[3], ids[3])):
        rewritten_commits.note_rewritten(str(tmp_path), f"{old} {new}\n")
    assert rewritten_commits.read_rewritten(str(tmp_path)) == {ids[0]: ids[2], ids[1]: ids[2]}
    assert rewritten_commits.read_rewritten(str(tmp_path / "none")) == {}


def test_only_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewritten_commits, "_MAX_FILE_BYTES", 820)
    for number in range(30):
        rewritten_commits.note_rewritten(str(tmp_path), f"{number:040x} {number + 100:040x}\n")
    known = rewritten_commits.read_rewritten(str(tmp_path))
    assert f"{29:040x}" in known
    assert f"{0:040x}" not in known
    assert len(known) <= 10
