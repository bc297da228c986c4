"""What commits are called, and the records that they name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from minutebook.repository.git.commits.headlines import list_headlines
from minutebook.repository.git.repo import find_repo


def test_commits_with_their_first_line_and_trailers(repo: Path, git: Callable[..., str]) -> None:
    assert list(list_headlines(find_repo(str(repo)))) == []
    git("commit", "-q", "--allow-empty", "-m", "First\n\nPHR: PHR-0001\nADR: ADR-0002")
    git("commit", "-q", "--allow-empty", "-m", "Zweite: \N{EM DASH}\n\nNothing\nPHR: is named")
    second, first = list_headlines(find_repo(str(repo)))
    assert (first.subject, first.day, first.named) == (
        *("First", "2026-01-31", "PHR-0001 ADR-0002"),
    )
    assert (second.subject, second.named) == ("Zweite: \N{EM DASH}", "")
    assert second.id == git("rev-parse", "HEAD").strip()
