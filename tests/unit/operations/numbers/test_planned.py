"""Numbers that `renumber` and `import` give: claimed before they are written, for all clones."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from minutebook.errors import Conflict
from minutebook.operations.creation import create
from minutebook.operations.numbers import later
from minutebook.operations.project import open_project
from minutebook.operations.renaming import renumber
from minutebook.operations.transfer import import_records
from minutebook.operations.transfer.source_folder import read_folder
from minutebook.records.drafting.drafts import AdrDraft
from minutebook.repository.git import environment
from minutebook.repository.git.remotes import remote_claims

Git = Callable[..., str]


@pytest.fixture
def clones(repo: Path, git: Git, tmp_path: Path) -> list[Path]:
    """Two clones of a repository in which two decisions share number 1."""
    (repo / "minutebook.toml").write_text('reserve = "origin"\n')
    (repo / "decisions").mkdir()
    for name in ("first", "second"):
        page = f"# 1. {name}\n\n## Status\n\nAccepted\n"
        (repo / f"decisions/0001-{name}.md").write_text(page)
    git("add", "-A")
    git("commit", "-q", "-m", "Records")
    git("clone", "-q", "--bare", ".", str(tmp_path / "origin.git"))
    tops = [tmp_path / "one", tmp_path / "two"]
    for top in tops:
        git("clone", "-q", str(tmp_path / "origin.git"), str(top))
    return tops


def list_claims(git: Git, top: Path) -> list[int]:
    lines = git("-C", str(top), "ls-remote", "origin", "refs/minutebook/adr/*").split()
    return sorted(int(ref.rpartition("/")[2]) for ref in lines[1::2])


def claim_elsewhere(git: Git, top: Path, *numbers: int) -> None:
    object_id = git("-C", str(top), "rev-parse", "HEAD").strip()
    refs = [f"{object_id}:refs/minutebook/adr/{number}" for number in numbers]
    git("-C", str(top), "push", "-q", "origin", *refs)


def mend(top: Path) -> list[str]:
    return [record.ref for record in renumber.renumber_records(open_project(str(top))).records]


def new(top: Path) -> str:
    return create.create_adr(open_project(str(top)), AdrDraft("New")).records[0].ref


def test_all_who_repair_a_merge_get_one_number_and_nobody_else_does(
    git: Git, clones: list[Path]
) -> None:
    one, two = clones
    claim_elsewhere(git, two, 20)
    assert mend(one) == ["ADR-0021"]
    assert new(two) == "ADR-0022"
    assert mend(two) == ["ADR-0021"]
    assert list_claims(git, one) == [20, 21, 22]


def test_a_dry_run_and_a_remote_that_is_away_claim_nothing(git: Git, clones: list[Path]) -> None:
    one, two = clones
    result = renumber.renumber_records(open_project(str(one)), dry_run=True)
    assert [record.ref for record in result.records] == ["ADR-0002"]
    assert list_claims(git, two) == []
    git("-C", str(one), "remote", "set-url", "origin", str(one / "away"))
    result = renumber.renumber_records(open_project(str(one)))
    assert [record.ref for record in result.records] == ["ADR-0002"]
    assert result.warnings[0].startswith("no number can be claimed on origin: ")


def test_a_number_that_others_claim_meanwhile(
    git: Git, clones: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    push, tried = remote_claims.push_claims_for, []

    def push_late(*args: object) -> dict[int, str]:
        owners = args[3]
        assert isinstance(owners, dict)
        tried.append(sorted(owners))
        if len(tried) < 3:
            claim_elsewhere(git, clones[1], *owners)
        return push(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(remote_claims, "push_claims_for", push_late)
    assert mend(clones[0]) == ["ADR-0004"]
    assert tried == [[2], [3], [4]]


def test_a_remote_that_gives_every_number_to_others(
    clones: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_claims, "push_claims_for", lambda *_: {})
    result = renumber.renumber_records(open_project(str(clones[0])))
    assert result.warnings == ("origin gave every number to others",)
    assert len(result.records) == 1


def test_a_push_that_fails(clones: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> dict[int, str]:
        raise remote_claims.RemoteUnavailable("no")

    monkeypatch.setattr(remote_claims, "push_claims_for", refuse)
    result = renumber.renumber_records(open_project(str(clones[0])))
    assert (result.records[0].ref, result.warnings) == ("ADR-0002", ("no",))


def test_in_a_hook_the_number_is_claimed_behind_it(
    git: Git, clones: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the same record as by a command: whoever repairs the merge, too, gets that number."""
    one, two = clones
    started: list[tuple[str, Mapping[int, str]]] = []
    monkeypatch.setattr(later, "start_claims", lambda *args: started.append(args[2:]))
    monkeypatch.setattr(environment, "_hook_depth", 1)
    assert mend(one) == ["ADR-0002"]
    monkeypatch.setattr(environment, "_hook_depth", 0)
    assert list_claims(git, one) == []
    ((name, owners),) = started
    pairs = ",".join(f"{number}:{owner}" for number, owner in owners.items())
    later.main([str(one), "origin", name, pairs, "1"])
    assert list_claims(git, one) == [2]
    assert mend(two) == ["ADR-0002"]


def test_a_claim_that_was_refused_is_logged(
    git: Git, clones: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = clones
    claim_elsewhere(git, two, 5)
    later.main([str(one), "origin", "adr", "5,6", "1"])
    assert "not claimed: another clone holds adr 5 on origin" in capsys.readouterr().err
    assert Conflict.__name__ in (one / ".git/minutebook/log").read_text()
    assert list_claims(git, one) == [5, 6]


def test_imported_records_claim_their_numbers(git: Git, clones: list[Path], tmp_path: Path) -> None:
    """Those that they keep as well, and what others hold is as good as taken."""
    one, two = clones
    claim_elsewhere(git, two, 3)
    source = tmp_path / "source"
    source.mkdir()
    for number in (2, 3, 4):
        (source / f"000{number}-x{number}.md").write_text(
            f"# {number}. X{number}\n\n## Status\n\nAccepted\n\n## Context\n\nText {number}.\n"
        )
    project = open_project(str(one))
    imported = import_records.import_records(project, read_folder(project, str(source)))
    assert [record.ref for record in imported.records] == ["ADR-0002", "ADR-0005", "ADR-0004"]
    assert list_claims(git, one) == [2, 3, 4, 5]
    assert new(two) == "ADR-0006"
    shutil.rmtree(source)
