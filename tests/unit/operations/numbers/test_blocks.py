"""Blocks of numbers: claimed on a remote, used by prompts and commands, and refilled behind them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents.recording import unnoted
from minutebook.agents.turns.session import Session
from minutebook.operations.creation import create, create_prompts
from minutebook.operations.numbers import blocks, later, series
from minutebook.operations.project import open_project
from minutebook.operations.renaming import renumber
from minutebook.records.drafting.drafts import PhrDraft
from minutebook.records.model import PHR
from minutebook.repository import number_blocks
from minutebook.repository.git.remotes import remote_claims
from minutebook.repository.git.remotes.remote_claims import RemoteUnavailable

from agent_events import Stage, actor
from command_runner import Runner

Git = Callable[..., str]
SETTINGS = 'record = "all"\nreserve = "origin"\nreserve-block = 8\n'
# A clone that claims blocks, or single numbers as earlier versions do, until it has enough.
CLAIMING = """
import sys
from minutebook.operations.numbers import blocks
from minutebook.operations.project import open_project
from minutebook.records.model import PHR
from minutebook.repository import number_blocks
from minutebook.repository.git.remotes import remote_claims

kind, top = sys.argv[1:]
project, own = open_project(top), []
number_series = blocks.series.find_series(
    project.settings, project.choose_folder(PHR)[0], "history/prompts/general", project.top
)
sys.stdin.readline()  # all begin at once
for _ in range(3):
    if kind == "block":
        blocks.claim_block(project.repo, "origin", number_series, 8)
        for number in number_blocks.read_free_numbers(project.repo.common_dir, "phr"):
            number_blocks.drop_number(project.repo.common_dir, "phr", number)
            own.append(number)
    else:
        held = remote_claims.fetch_claimed_numbers(project.repo, "origin", "phr")
        number = max(held, default=0) + 1
        if remote_claims.push_claim(project.repo, "origin", "phr", number):
            own.append(number)
print(*own)
"""


@pytest.fixture
def remote(repo: Path, git: Git, tmp_path: Path) -> Path:
    """A bare repository that the clone knows as `origin`, and claims blocks of numbers on."""
    remote = tmp_path / "origin.git"
    git("init", "-q", "--bare", str(remote))
    git("remote", "add", "origin", str(remote))
    (repo / "minutebook.toml").write_text(SETTINGS)
    return remote


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What processes of their own are to claim: series, number, size of a block. None is started."""
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(later, "start_claim", lambda repo, remote, *args: calls.append(args))
    return calls


def list_claims(git: Git, remote: Path) -> list[int]:
    answer = git("-C", str(remote), "for-each-ref", "--format=%(refname)", "refs/minutebook/phr")
    return sorted(int(name.rpartition("/")[2]) for name in answer.split())


def claim_elsewhere(git: Git, remote: Path, *numbers: int) -> None:
    """Claims of another clone."""
    object_id = git("hash-object", "-w", "-t", "blob", "/dev/null").strip()
    refspecs = [f"{object_id}:refs/minutebook/phr/{number}" for number in numbers]
    git("push", "-q", str(remote), *refspecs)


def phr(title: str = "P", reserved: int = 0) -> tuple[int | None, tuple[str, ...]]:
    result = create.create_phr(
        open_project("."), PhrDraft(title, prompt="x"), reserved_number=reserved
    )
    return result.records[0].number, result.warnings


def read_free() -> list[int]:
    return number_blocks.read_free_numbers(open_project(".").repo.common_dir, "phr")


def copy_record(top: Path, name: str, new_name: str) -> None:
    folder = top / "history/prompts/general"
    shutil.copy(folder / f"{name}.general.prompt.md", folder / f"{new_name}.general.prompt.md")


def find_series() -> series.NumberSeries:
    project = open_project(".")
    folder = project.choose_folder(PHR)[0]
    return series.find_series(project.settings, folder, "history/prompts/general", project.top)


# Commands ---------------------------------------------------------------------------------------


def test_a_new_record_takes_its_number_from_a_block(
    repo: Path, git: Git, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one claims it; after that nobody is asked until it is used up."""
    claim_elsewhere(git, remote, 4)
    assert phr() == (5, ())
    assert list_claims(git, remote) == [4, *range(5, 13)]
    assert read_free() == list(range(6, 13))
    asked: list[object] = []
    real_run = remote_claims._run_on_remote
    monkeypatch.setattr(
        remote_claims, "_run_on_remote", lambda *args: (asked.append(args), real_run(*args))[1]
    )
    assert [phr(f"P{index}")[0] for index in range(7)] == list(range(6, 13))
    assert (asked, read_free()) == ([], [])
    claim_elsewhere(git, remote, 30)
    assert phr("Next") == (31, ())
    assert len(asked) == 2  # what is claimed there, and the push
    assert not os.listdir(repo / ".git/minutebook/claims/phr")


def test_a_dry_run_shows_the_number_of_the_block(repo: Path, git: Git, remote: Path) -> None:
    phr()
    claim_elsewhere(git, remote, 50)
    number_blocks.note_highest(str(repo / ".git"), "phr", 50)
    plan = create.create_phr(open_project("."), PhrDraft("P", prompt="x"), dry_run=True)
    assert plan.records[0].number == 2
    assert read_free()[0] == 2


def test_a_number_that_came_by_other_ways_is_given_to_no_record(
    repo: Path, git: Git, remote: Path
) -> None:
    """By a pull, on another branch, or while the record is written."""
    phr()
    folder = repo / "history/prompts/general"
    (folder / "0002-theirs.general.prompt.md").write_text("# Theirs\n")
    git("add", "-A")
    git("commit", "-qm", "theirs")
    git("checkout", "-qb", "other")
    (folder / "0003-other.general.prompt.md").write_text("# Other\n")
    git("add", "-A")
    git("commit", "-qm", "other")
    git("checkout", "-q", "main")
    assert phr("Ours") == (4, ())


def test_a_name_that_comes_while_the_record_is_made(
    repo: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phr()
    real_take = blocks.take_number

    def take_late(*args: object) -> object:
        claim = real_take(*args)  # type: ignore[arg-type]
        page = repo / "history/prompts/general/0002-theirs.general.prompt.md"
        page.write_text("# Theirs\n")
        return claim

    monkeypatch.setattr(blocks, "take_number", take_late)
    assert phr("Ours") == (3, ())
    assert read_free()[0] == 4


def test_the_number_of_a_removed_record_is_not_given_again(
    repo: Path, git: Git, remote: Path, run: Runner
) -> None:
    """Nor that of one on a branch that is gone."""
    phr()
    git("add", "-A")
    git("commit", "-qm", "one")
    run("remove", "PHR-1", "--force").ok()
    assert phr() == (2, ())
    git("checkout", "-qb", "gone")
    git("add", "-A")
    git("commit", "-qm", "two")
    git("checkout", "-q", "main")
    git("branch", "-qD", "gone")
    assert phr("Again") == (3, ())


def test_offline_the_block_is_used_up_and_then_numbers_hold_for_this_clone(
    repo: Path, git: Git, remote: Path
) -> None:
    """Above all that the remote was last known to hold, with a warning as before."""
    phr()
    claim_elsewhere(git, remote, 20)
    later.claim_now(open_project(".").repo, "origin", "phr")
    os.rename(remote, remote.parent / "away")
    assert [phr(f"P{index}") for index in range(7)] == [(number, ()) for number in range(2, 9)]
    number, (warning,) = phr("Last")
    assert (number, warning[:31]) == (21, "no number can be claimed on ori")


def test_a_remote_that_gives_every_number_to_others(
    repo: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_claims, "push_claims", lambda *_: frozenset())
    monkeypatch.setattr(blocks, "_MAX_ATTEMPTS", 2)
    number, (warning,) = phr()
    assert (number, "gave every number to others" in warning) == (17, True)
    assert read_free() == []


def test_linked_worktrees_share_the_block(repo: Path, git: Git, remote: Path) -> None:
    git("add", "-A")
    git("commit", "-qm", "first")
    phr()
    git("worktree", "add", "-q", "../tree")
    os.chdir(repo.parent / "tree")
    assert (phr()[0], read_free()) == (2, list(range(3, 9)))


def test_each_route_has_blocks_of_its_own_where_folders_count(
    repo: Path, git: Git, remote: Path
) -> None:
    (repo / "minutebook.toml").write_text(SETTINGS + 'phr-numbering = "folder"\n')
    for feature in ("", "shop", "shop"):
        draft = PhrDraft("P", prompt="x", feature=feature)
        result = create.create_phr(open_project("."), draft)
    assert (result.records[0].number, result.warnings) == (2, ())
    later.claim_now(open_project(".").repo, "origin", "gone", {}, 8)  # a series that is not in use
    names = sorted(os.listdir(repo / ".git/minutebook/blocks"))
    assert [name.rpartition("=2f=")[2] for name in names] == ["general", "shop"]


def test_many_records_at_once_use_several_blocks(repo: Path, git: Git, remote: Path) -> None:
    """As an import of a store of prompts makes them."""
    drafts = [PhrDraft(f"P{index}", prompt=f"x {index}", session="s") for index in range(11)]
    result = create_prompts.create_phrs(open_project("."), drafts)
    assert [record.number for record in result.records] == list(range(1, 12))
    assert (len(list_claims(git, remote)), read_free()) == (16, [12, 13, 14, 15, 16])


def test_new_numbers_of_renumbered_records_are_above_those_of_others(
    repo: Path, git: Git, remote: Path
) -> None:
    """Of all that is claimed: another clone may be about to write it."""
    phr()
    shutil.copy(
        repo / "history/prompts/general/0001-p.general.prompt.md",
        repo / "history/prompts/general/0001-twin.general.prompt.md",
    )
    claim_elsewhere(git, remote, 40)
    (record,) = renumber.renumber_records(open_project(".")).records
    assert record.number == 41
    os.rename(remote, remote.parent / "away")
    shutil.copy(repo / record.path, repo / "history/prompts/general/0041-more.general.prompt.md")
    result = renumber.renumber_records(open_project("."))
    assert [moved.number for moved in result.records] == [42]
    assert result.warnings[0].startswith("no number can be claimed on origin: ")


def drop_claims(git: Git, remote: Path, *numbers: int) -> None:
    """As where the forge moved, and its refs were left behind."""
    for number in numbers:
        git("-C", str(remote), "update-ref", "-d", f"refs/minutebook/phr/{number}")


def test_a_block_that_the_remote_has_lost_is_claimed_anew(
    repo: Path, git: Git, remote: Path
) -> None:
    """What others got meanwhile is theirs, and the rest is held again."""
    phr()
    drop_claims(git, remote, *range(1, 9))
    claim_elsewhere(git, remote, 3, 4)
    later.main([str(repo), "origin", "phr", "0", "8"])
    assert read_free() == [2, 5, 6, 7, 8]
    assert list_claims(git, remote) == list(range(2, 9))
    drop_claims(git, remote, *range(2, 9))
    renumber.renumber_records(open_project("."))  # no number is taken twice: nobody is asked
    assert list_claims(git, remote) == []
    copy_record(repo, "0001-p", "0001-twin")
    renumber.renumber_records(open_project("."))
    assert list_claims(git, remote) == [2, 5, 6, 7, 8, 9]
    assert read_free() == [2, 5, 6, 7, 8]


def test_a_session_has_the_remote_asked_again_after_a_while(
    stage: Stage, git: Git, tmp_path: Path, started: list[tuple[object, ...]]
) -> None:
    """A block that the remote may have lost meanwhile is looked after."""
    stage.write("minutebook.toml", SETTINGS)
    common_dir = str(stage.top / ".git")
    git("remote", "add", "origin", str(tmp_path / "origin.git"))
    number_blocks.add_numbers(common_dir, "phr", range(1, 9))
    number_blocks.note_highest(common_dir, "phr", 8)
    blocks.start_claim(open_project(str(stage.top)))
    assert started == []
    os.utime(stage.top / ".git/minutebook/remote/phr", (0, 0))
    blocks.start_claim(open_project(str(stage.top)))
    os.remove(stage.top / ".git/minutebook/remote/phr")
    blocks.start_claim(open_project(str(stage.top)))
    assert started == [("phr", 0, 8)] * 2


# Several clones ---------------------------------------------------------------------------------


def test_a_part_of_a_block_that_others_claim_meanwhile(
    repo: Path, git: Git, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our question and our push: what is left of it is ours."""
    push = remote_claims.push_claims

    def push_late(*args: object) -> frozenset[int]:
        claim_elsewhere(git, remote, 2, 5)
        return push(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(remote_claims, "push_claims", push_late)
    assert phr() == (1, ())
    assert read_free() == [3, 4, 6, 7, 8]


def test_a_push_of_a_block_whose_answer_is_lost(
    repo: Path, git: Git, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It got through in part: the objects tell which claims are ours, and the rest is tried again."""
    push = remote_claims._push
    calls: list[int] = []

    def push_in_part(*args: object) -> tuple[int, str, str]:
        *others, options, refspecs = args
        calls.append(len(refspecs))  # type: ignore[arg-type]
        if len(calls) > 1:
            return push(*args)  # type: ignore[arg-type]
        push(*others, options[:3], refspecs[:3])  # type: ignore[arg-type,index]
        return 1, "!\tx\t[remote failure]", ""

    monkeypatch.setattr(remote_claims, "_push", push_in_part)
    assert phr() == (1, ())
    assert (calls, read_free()) == ([8, 5], list(range(2, 9)))


def test_a_remote_that_takes_a_part_of_a_block(repo: Path, git: Git, remote: Path) -> None:
    hook = remote / "hooks/update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\ncase "$1" in */[123]) exit 0;; esac\nexit 1\n')
    hook.chmod(0o755)
    assert phr() == (1, ())
    assert read_free() == [2, 3]
    hook.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(RemoteUnavailable, match="hook declined"):
        remote_claims.push_claims(open_project(".").repo, "origin", "phr", [7, 8])


@pytest.mark.slow
def test_clones_that_claim_at_once_share_no_number(
    repo: Path, git: Git, remote: Path, world: dict[str, str], tmp_path: Path
) -> None:
    """Blocks and single claims, as of earlier versions, race against one repository."""
    git("add", "-A")
    git("commit", "-qm", "first")
    git("push", "-q", "origin", "main")
    kinds = ["block", "block", "block", "block", "single", "single"]
    children = []
    for index, kind in enumerate(kinds):
        top = tmp_path / f"clone-{index}"
        git("clone", "-q", "-b", "main", str(remote), str(top))
        # Clones that know of other records begin their blocks elsewhere.
        for number in range(1, index + 1):
            page = top / f"history/prompts/general/{number:04d}-x.general.prompt.md"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text("# X\n")
        children.append(
            subprocess.Popen(
                [sys.executable, "-c", CLAIMING, kind, str(top)],
                env=world,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    for child in children:
        assert child.stdin
        child.stdin.write("\n")
        child.stdin.flush()
    outputs = [child.communicate(timeout=120) for child in children]
    assert [error for _, error in outputs] == [""] * len(kinds)
    numbers = [int(number) for out, _ in outputs for number in out.split()]
    assert len(numbers) == len(set(numbers))
    assert len(numbers) > 4 * 3  # each block has some number
    assert set(numbers) <= set(list_claims(git, remote))


def test_processes_of_a_clone_claim_one_block(repo: Path, git: Git, remote: Path) -> None:
    """Whoever waited for another one finds that there are numbers enough."""
    project = open_project(".")
    for _ in range(3):
        blocks.claim_block(project.repo, "origin", find_series(), 8)
    assert list_claims(git, remote) == list(range(1, 9))


# Turns ------------------------------------------------------------------------------------------


def play(stage: Stage, agent: object, prompt: str) -> None:
    stage.take([*agent.ask(prompt), *agent.stop("Done.")])  # type: ignore[attr-defined]


@pytest.fixture
def turns(stage: Stage, remote: Path) -> object:
    """An agent's session in the clone."""
    stage.write("minutebook.toml", SETTINGS)
    return actor("claude", "s", stage.top)


def test_turns_use_the_block_and_ask_nobody(
    stage: Stage,
    turns: object,
    git: Git,
    remote: Path,
    started: list[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A process is started at the session's start, and again when two of eight are left."""
    stage.take(turns.begin())  # type: ignore[attr-defined]
    assert started == [("phr", 0, 8)]
    later.main([str(stage.top), "origin", "phr", "0", "8"])
    started.clear()
    claim_elsewhere(git, remote, 40)  # others go on meanwhile
    later.claim_now(open_project(".").repo, "origin", "phr")
    monkeypatch.delattr(remote_claims, "_run_on_remote")
    for index in range(6):
        play(stage, turns, f"Do part {index}")
    assert [record.number for record in stage.records()] == [1, 2, 3, 4, 5, 6]
    assert started == [("phr", 0, 8)]
    assert (read_free(), stage.claims()) == ([7, 8], [])


def test_a_prompt_before_the_first_block_keeps_its_number(
    stage: Stage, turns: object, git: Git, remote: Path, started: list[tuple[object, ...]]
) -> None:
    """The block comes while the turn goes on, and has the number that the prompt took."""
    stage.take(turns.ask("Do it"))  # type: ignore[attr-defined]
    assert (started, stage.claims()) == ([("phr", 0, 8)], ["1"])
    later.main([str(stage.top), "origin", "phr", "0", "8"])
    stage.take(turns.stop("Done."))  # type: ignore[attr-defined]
    assert [record.number for record in stage.records()] == [1]
    assert (started, read_free()) == ([("phr", 0, 8)], list(range(2, 9)))


def test_a_prompt_whose_number_another_clone_has_takes_one_of_the_block(
    stage: Stage, turns: object, git: Git, remote: Path, started: list[tuple[object, ...]]
) -> None:
    claim_elsewhere(git, remote, 1, 2)
    stage.take(turns.ask("Do it"))  # type: ignore[attr-defined]
    later.main([str(stage.top), "origin", "phr", "0", "8"])
    stage.take(turns.stop("Done."))  # type: ignore[attr-defined]
    assert [record.number for record in stage.records()] == [3]
    assert (stage.claims(), read_free()) == ([], list(range(4, 11)))


def test_a_turn_without_a_block_has_its_number_claimed_behind_it(
    stage: Stage, turns: object, git: Git, remote: Path, started: list[tuple[object, ...]]
) -> None:
    """As before there were blocks; and the next turn has one."""
    play(stage, turns, "Do it")
    assert started == [("phr", 0, 8), ("phr", 1, 8)]
    later.main([str(stage.top), "origin", "phr", "1", "8"])
    assert list_claims(git, remote) == list(range(1, 10))
    play(stage, turns, "And more")
    assert [record.number for record in stage.records()] == [1, 2]
    assert read_free() == list(range(3, 10))


def test_without_a_block_a_prompt_takes_a_number_above_those_of_others(
    stage: Stage, turns: object, started: list[tuple[object, ...]]
) -> None:
    """As far as is known: the trailers of the turn's commits will name it."""
    number_blocks.note_highest(str(stage.top / ".git"), "phr", 60)
    stage.take(turns.ask("Do it"))  # type: ignore[attr-defined]
    assert stage.claims() == ["61"]
    stage.take(turns.stop("Done."))  # type: ignore[attr-defined]
    assert [record.number for record in stage.records()] == [61]


def test_a_turn_that_leaves_no_record_gives_its_number_back(
    stage: Stage, turns: object, git: Git, remote: Path, started: list[tuple[object, ...]]
) -> None:
    stage.write("minutebook.toml", SETTINGS.replace('"all"', '"changes"'))
    later.main([str(stage.top), "origin", "phr", "0", "8"])
    play(stage, turns, "What is it?")
    assert (stage.records(), stage.claims(), read_free()) == ([], [], list(range(1, 9)))


def test_sessions_at_once_take_different_numbers(
    stage: Stage, turns: object, git: Git, remote: Path, started: list[tuple[object, ...]]
) -> None:
    """Also where there are more of them than numbers."""
    later.main([str(stage.top), "origin", "phr", "0", "8"])
    agents = [actor("claude", f"s{index}", stage.top) for index in range(9)]
    for agent in agents:
        stage.take(agent.ask(f"Do it for {agent.session}"))
    assert stage.claims() == [str(number) for number in range(1, 10)]
    for agent in reversed(agents):
        stage.take(agent.stop("Done."))
    assert [record.number for record in stage.records()] == list(range(1, 10))
    assert stage.faults() == []


def test_a_session_in_a_bare_repository_or_with_broken_settings_starts(
    stage: Stage, turns: object, started: list[tuple[object, ...]]
) -> None:
    stage.write("minutebook.toml", "reserve = 1\n")
    stage.take(turns.begin())  # type: ignore[attr-defined]
    assert started == []


def test_a_turn_follows_the_one_before_it_whatever_their_numbers(
    stage: Stage, turns: object, started: list[tuple[object, ...]]
) -> None:
    """Also where the events of a long turn were set aside, and its number is the highest."""
    numbers = (50, 2, 40)
    for index, number in enumerate(numbers):
        number_blocks.add_numbers(str(stage.top / ".git"), "phr", [number])
        play(stage, turns, f"Part {index} " + "x y " * (75_000 if index == 0 else 10))
    by_number = {record.number: record for record in stage.records()}
    followed = [
        [link.target for link in by_number[number].links if link.relation == "follows"]
        for number in numbers
    ]
    assert followed == [[], [by_number[50].link_target], [by_number[2].link_target]]


def test_a_record_of_a_low_number_that_was_written_and_not_noted_is_found(
    stage: Stage, turns: object, started: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process died in between, and there are records of others with higher numbers."""
    for index in range(3):
        page = stage.write(f"history/prompts/general/009{index}-x.general.prompt.md", "# X\n")
        os.utime(page, (1e9, 1e9))
    number_blocks.add_numbers(str(stage.top / ".git"), "phr", [5])
    stage.take(turns.ask("Do it"))  # type: ignore[attr-defined]
    monkeypatch.setattr(unnoted, "_MAX_SEARCHED_RECORDS", 2)
    with monkeypatch.context() as dying:
        dying.setattr(Session, "note_record", lambda *_: 1 / 0)
        stage.take(turns.stop("Done."))  # type: ignore[attr-defined]
    stage.take(turns.stop("Done."))  # type: ignore[attr-defined]
    assert [record.number for record in stage.records()] == [5, 90, 91, 92]
