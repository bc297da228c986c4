"""Numbers on branches: which count, that each commit is read once, that nothing fails."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from minutebook.agents import reserved_numbers
from minutebook.repository.git import branch_numbers, process

Git = Callable[..., str]
PLACES = ("decisions", "history/prompts")


def write_files(top: Path, *paths: str) -> None:
    for path in paths:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text("# x\n", "utf-8")


def read_known_numbers(
    common: Path, places: tuple[str, ...] = PLACES, **more: object
) -> branch_numbers.BranchNumbers:
    return branch_numbers.read_numbers(
        str(common), "phr", places, reserved_numbers.parse_number, **more
    )  # type: ignore[arg-type]


def commit(git: Git, top: Path, *paths: str) -> str:
    write_files(top, *paths)
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "more")
    return git("rev-parse", "HEAD").strip()


@pytest.fixture
def git_commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The git commands that are run, each with its arguments."""
    commands: list[str] = []
    build_command = process._build_command

    def record_command(folder: str, args: Iterable[str]) -> list[str]:
        commands.append(" ".join(args))
        return build_command(folder, args)

    monkeypatch.setattr(process, "_build_command", record_command)
    return commands


def test_of_the_top_only_what_lies_right_in_it_counts(repo: Path, git: Git) -> None:
    commit(git, repo, "0003-a.md", "decisions/0007-b.md", "docs/x/0009-c.md")
    assert read_known_numbers(repo / ".git", (".",)).names == {"0003-a.md"}
    assert read_known_numbers(repo / ".git", (".", "decisions")).highest == 7


def test_names_on_every_branch_count(repo: Path, git: Git) -> None:
    commit(git, repo, "decisions/0001-a.md", "decisions/README.md", "src/0099-x.md")
    git("checkout", "-q", "-b", "feat/deep/er")
    commit(git, repo, "decisions/0005-b.md", "history/prompts/general/0007-c.general.prompt.md")
    git("checkout", "-q", "main")
    git("update-ref", "refs/remotes/origin/x", commit(git, repo, "decisions/0009-d.md"))
    git("update-ref", "refs/tags/x", commit(git, repo, "decisions/0040-tagged.md"))
    git("reset", "-q", "--hard", "HEAD~2")
    numbers = read_known_numbers(repo / ".git")
    assert [number for number in range(100) if number in numbers] == [1, 5, 7, 9]
    assert numbers.highest == 9
    assert numbers.names == {
        "0001-a.md",
        "0007-c.general.prompt.md",
        "0009-d.md",
    }
    assert read_known_numbers(repo / ".git", ref_prefix="refs/remotes/").highest == 9
    assert read_known_numbers(repo / ".git", ref_prefix="refs/heads/").highest == 7


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("decisions/0003-x.md", True),
        ("decisions/old/0003-x.MD", True),
        ("decisions/a/b/c/0003-x.md", True),
        ("decisions/.hidden/0003-x.md", False),
        ("decisions/0003-x.txt", False),
        ("decisions/0003-ü\t\n/.md", False),
        ("decisions/0003-ü\t\nx.md", True),
        ("Decisions/0003-x.md", False),
    ],
)
def test_the_same_pages_count_as_in_a_working_tree(
    path: str, counts: bool, repo: Path, git: Git
) -> None:
    commit(git, repo, path)
    for _ in range(2):  # read, and as it was kept
        numbers = read_known_numbers(repo / ".git")
        assert (3 in numbers) is counts
        assert all("\t" not in name and "\n" not in name for name in numbers.names)


def test_a_commit_is_read_once(repo: Path, git: Git, git_commands: list[str]) -> None:
    commit(git, repo, "decisions/0001-a.md")
    for number in range(30):
        git("branch", f"b{number}")
    first = read_known_numbers(repo / ".git")
    assert len(git_commands) == 1
    again = read_known_numbers(repo / ".git")
    assert len(git_commands) == 1
    assert (first.names, first.spans) == (again.names, again.spans)
    commit(git, repo, "decisions/0002-b.md")
    assert read_known_numbers(repo / ".git").highest == 2
    git("branch", "same-trees", commit(git, repo, "src/x.py"))
    assert read_known_numbers(repo / ".git").highest == 2
    assert len(git_commands) == 3
    cache_lines = (repo / ".git/minutebook/numbers/phr").read_text().split("\n")
    assert len(cache_lines) == 4  # the form, two states of the folders, the end


@pytest.mark.parametrize("path", ["src/x.py", "decisions", "history/0001-x.md", "history/prompts"])
def test_a_commit_without_the_folders(
    path: str, repo: Path, git: Git, git_commands: list[str]
) -> None:
    """That is known once and for all, too: a file may have the folder's name."""
    commit(git, repo, path)
    for _ in range(2):
        assert read_known_numbers(repo / ".git").highest == 0
    assert len(git_commands) == 1


def test_the_folder_itself_is_missing(repo: Path, git: Git) -> None:
    commit(git, repo, "decisions/0003-a.md")
    tree = git("rev-parse", "HEAD:decisions").strip()
    path = repo / ".git/objects" / tree[:2] / tree[2:]
    os.rename(path, repo / "away")
    assert read_known_numbers(repo / ".git").highest == 0
    os.rename(repo / "away", path)
    assert read_known_numbers(repo / ".git").highest == 3


def test_a_deleted_branch_no_longer_counts(repo: Path, git: Git) -> None:
    first = commit(git, repo, "decisions/0001-a.md")
    commit(git, repo, "decisions/0008-b.md")
    assert read_known_numbers(repo / ".git").highest == 8
    git("reset", "-q", "--hard", first)
    assert read_known_numbers(repo / ".git").highest == 1
    commit(git, repo, "decisions/0003-b.md")
    assert read_known_numbers(repo / ".git").highest == 3
    assert "0008" not in (repo / ".git/minutebook/numbers/phr").read_text()


def test_other_folders_make_another_cache(repo: Path, git: Git) -> None:
    commit(git, repo, "decisions/0004-a.md", "docs/0006-a.md")
    assert read_known_numbers(repo / ".git").highest == 4
    assert read_known_numbers(repo / ".git", ("docs",)).highest == 6
    assert read_known_numbers(repo / ".git", ("docs\n", "a\tb")).highest == 0
    assert read_known_numbers(repo / ".git").highest == 4


@pytest.mark.parametrize("packed", [False, True])
def test_packed_refs_count(packed: bool, repo: Path, git: Git) -> None:
    commit(git, repo, "decisions/0001-a.md")
    git("branch", "other", commit(git, repo, "decisions/0002-a.md"))
    git("tag", "-a", "-m", "x", "annotated")
    if packed:
        git("pack-refs", "--all")
        git("update-ref", "refs/heads/main", "HEAD~1")
        assert read_known_numbers(repo / ".git", ref_prefix="refs/heads/main").highest == 1
    assert read_known_numbers(repo / ".git").highest == 2


def test_refs_in_a_reftable_are_asked_of_git(
    repo: Path, git: Git, git_commands: list[str], tmp_path: Path
) -> None:
    """The folder `reftable` tells; here it is empty, and git answers from its files."""
    commit(git, repo, "decisions/0001-a.md")
    git("worktree", "add", "-q", "--detach", str(tmp_path / "other"))
    write_files(tmp_path / "other", "decisions/0005-x.md")
    git_in_other = ["git", "-C", str(tmp_path / "other")]
    subprocess.run([*git_in_other, "add", "-A"], check=True)
    subprocess.run([*git_in_other, "commit", "-q", "-m", "x"], check=True)
    files = branch_numbers.read_branch_tips(str(repo / ".git"))
    (repo / ".git/reftable").mkdir()
    queried = branch_numbers.read_branch_tips(str(repo / ".git"))
    assert set(queried.values()) == set(files.values())
    assert queried["refs/heads/main"] == files["refs/heads/main"]
    assert read_known_numbers(repo / ".git").highest == 5
    assert [command.split()[1] for command in git_commands] == 2 * ["for-each-ref", "worktree"] + [
        "cat-file"
    ]


def test_a_detached_head_counts(repo: Path, git: Git, tmp_path: Path) -> None:
    first = commit(git, repo, "decisions/0001-a.md")
    git("checkout", "-q", "--detach")
    commit(git, repo, "decisions/0005-a.md")
    git("worktree", "add", "-q", "--detach", str(tmp_path / "other"), first)
    git("-C", str(tmp_path / "other"), "checkout", "-q", "--detach", first)
    write_files(tmp_path / "other", "decisions/0006-x.md")
    git("-C", str(tmp_path / "other"), "add", "-A")
    git("-C", str(tmp_path / "other"), "commit", "-q", "-m", "x")
    assert read_known_numbers(repo / ".git").highest == 6
    assert read_known_numbers(repo / ".git", ref_prefix="refs/heads/").highest == 1


def test_a_bare_clone_with_a_working_tree(
    repo: Path, git: Git, tmp_path: Path, world: dict[str, str]
) -> None:
    commit(git, repo, "decisions/0003-a.md")
    git("clone", "-q", "--bare", str(repo), str(tmp_path / "bare.git"))
    git("-C", str(tmp_path / "bare.git"), "worktree", "add", "-q", "-b", "w", str(tmp_path / "w"))
    assert read_known_numbers(tmp_path / "bare.git").highest == 3


def test_a_shallow_clone(repo: Path, git: Git, tmp_path: Path) -> None:
    commit(git, repo, "decisions/0001-a.md")
    commit(git, repo, "decisions/0003-a.md")
    git("clone", "-q", "--depth", "1", f"file://{repo}", str(tmp_path / "shallow"))
    assert read_known_numbers(tmp_path / "shallow/.git").highest == 3


def test_before_the_first_commit(repo: Path, git_commands: list[str]) -> None:
    assert (read_known_numbers(repo / ".git").highest, read_known_numbers(repo / ".git").names) == (
        0,
        set(),
    )
    assert read_known_numbers(repo / "nowhere").highest == 0
    assert git_commands == []


def test_missing_trees_are_asked_for_again(
    repo: Path, git: Git, tmp_path: Path, git_commands: list[str]
) -> None:
    """A clone without trees; they come with a fetch, and nothing is fetched here."""
    git("config", "uploadpack.allowFilter", "true")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    commit(git, repo, "decisions/old/0003-a.md")
    clone = tmp_path / "treeless"
    git("clone", "-q", "--filter=tree:0", "--no-checkout", f"file://{repo}", str(clone))
    assert read_known_numbers(clone / ".git").highest == 0
    subprocess.run(["git", "-C", str(clone), "ls-tree", "-r", "HEAD"], check=True)
    assert read_known_numbers(clone / ".git").highest == 3
    assert len(git_commands) == 2


def test_a_folder_below_that_is_missing(repo: Path, git: Git) -> None:
    """Nothing of a commit is kept that cannot be read whole."""
    commit(git, repo, "decisions/old/0003-a.md", "decisions/0001-x.md")
    tree = git("rev-parse", "HEAD:decisions/old").strip()
    path = repo / ".git/objects" / tree[:2] / tree[2:]
    os.rename(path, repo / "away")
    assert read_known_numbers(repo / ".git").highest == 0
    os.rename(repo / "away", path)
    assert read_known_numbers(repo / ".git").highest == 3


@pytest.mark.parametrize(
    "text", ["", "nothing", "0" * 40, "f" * 40, "ref: refs/heads/none", "\udcff" * 40, "a" * 39]
)
def test_refs_without_a_commit_do_not_count(text: str, repo: Path, git: Git) -> None:
    commit(git, repo, "decisions/0001-a.md")
    (repo / ".git/refs/heads/broken").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert read_known_numbers(repo / ".git").highest == 1
    assert read_known_numbers(repo / ".git").highest == 1
    (repo / ".git/packed-refs").write_bytes(b"\xff\0 refs/heads/x\n^peeled\nnothing")
    assert (
        read_known_numbers(repo / ".git").highest == 1
    )  # as it was kept: git itself works no more


def test_objects_that_cannot_be_read_do_not_count(repo: Path, git: Git) -> None:
    broken = commit(git, repo, "decisions/0001-a.md")
    path = repo / ".git/objects" / broken[:2] / broken[2:]
    path.chmod(0o600)
    path.write_bytes(b"nothing")
    assert read_known_numbers(repo / ".git").highest == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "minutebook numbers 0\tdecisions\n.",
        "{form}",
        "{form}\nnothing\n.",
        "{form}\nkey\tx-9\t\t{head}\n.",
        "{form}\nkey\t1-9\t\t{head}",  # cut off
        "{form}\nkey\t\t\t\t{head}\n.",
    ],
)
def test_a_broken_cache_is_read_anew(text: str, repo: Path, git: Git) -> None:
    head = commit(git, repo, "decisions/0003-a.md")
    read_known_numbers(repo / ".git")
    cache = repo / ".git/minutebook/numbers/phr"
    good = cache.read_text()
    cache.write_text(text.format(form=good.partition("\n")[0], head=head))
    assert read_known_numbers(repo / ".git").highest == 3
    assert cache.read_text() == good


def test_a_cache_that_cannot_be_written_costs_nothing_else(repo: Path, git: Git) -> None:
    commit(git, repo, "decisions/0003-a.md")
    write_files(repo, ".git/minutebook/numbers")
    assert read_known_numbers(repo / ".git").highest == 3
    os.unlink(repo / ".git/minutebook/numbers")
    (repo / ".git/minutebook/numbers/phr").mkdir(parents=True)
    assert read_known_numbers(repo / ".git").highest == 3
    assert os.listdir(repo / ".git/minutebook/numbers") == ["phr"]


def test_without_git_nothing_fails(repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(git, repo, "decisions/0003-a.md")
    with monkeypatch.context() as patch:
        patch.setenv("PATH", "")
        assert read_known_numbers(repo / ".git").highest == 0
    assert read_known_numbers(repo / ".git").highest == 3


def test_the_commits_that_are_read_are_limited(repo: Path, git: Git) -> None:
    for number in range(1, 6):
        git("branch", f"b{number}", commit(git, repo, f"decisions/000{number}-a.md"))
    assert read_known_numbers(repo / ".git", max_commits=0).highest == 0
    sizes = [len(read_known_numbers(repo / ".git", max_commits=2).names) for _ in range(3)]
    assert sizes == [2, 4, 5]


def test_the_cache_is_bounded(repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branch_numbers, "_MAX_SPANS", 16)
    write_files(repo, *(f"decisions/{number:04d}-a.md" for number in range(2, 100, 2)))
    commit(git, repo)
    numbers = read_known_numbers(repo / ".git")
    assert (98 in numbers, 97 in numbers, len(numbers.spans)) == (
        True,
        False,
        branch_numbers._MAX_SPANS,
    )
    monkeypatch.setattr(branch_numbers, "_MAX_CACHE_BYTES", 100)
    commit(git, repo, "decisions/0200-a.md")
    assert read_known_numbers(repo / ".git").highest == 200
    assert read_known_numbers(repo / ".git").highest == 200
    assert (repo / ".git/minutebook/numbers/phr").stat().st_size <= 100


def test_dated_names_are_given_beside_numbers(repo: Path, git: Git) -> None:
    def number(name: str) -> int:
        return int(name[:4]) if name.startswith("0") else -1

    commit(git, repo, "d/0002-a.md", "d/20240102-x.md", "d/20250102-x.md", "d/zzz.md")
    for _ in range(2):
        numbers = branch_numbers.read_numbers(str(repo / ".git"), "adr", ("d",), number)
        assert numbers.names == {"0002-a.md", "20250102-x.md"}


def test_hundreds_of_branches_cost_one_git_process(
    repo: Path, git: Git, git_commands: list[str]
) -> None:
    """All of them by one git child, and then by none."""
    write_files(
        repo, *(f"history/prompts/general/{n:04d}-a.general.prompt.md" for n in range(1, 50))
    )
    commit(git, repo)
    made = "".join(
        f"commit refs/heads/b/{n}\ncommitter A <a@b> {n} +0000\ndata 1\nx\nfrom refs/heads/main^0\n"
        f"M 100644 inline decisions/{n:04d}-x.md\ndata 1\nx\n"
        for n in range(100, 600)
    )
    subprocess.run(["git", "fast-import", "--quiet"], input=made.encode(), cwd=repo, check=True)
    first = read_known_numbers(repo / ".git")
    assert (first.highest, 100 in first, len(git_commands)) == (599, True, 1)
    assert read_known_numbers(repo / ".git").spans == first.spans
    assert len(git_commands) == 1
