"""`check --base`: numbers taken on both sides, in the checkouts that people and CI have."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner
from json_documents import validate_document

Git = Callable[..., str]
OURS, THEIRS = "decisions/0002-use-redis.md", "decisions/0002-use-kafka.md"
MESSAGE = f"`{OURS}` has the number 0002, which `{THEIRS}` on `origin/main` has too."


@pytest.fixture
def clashing(repo: Path, git: Git, run: Runner, tmp_path: Path, world: dict[str, str]) -> Path:
    """A clone on the branch `topic`, whose new decision has the number of one of `origin/main`.

    The answer is the remote. Another clone gave that number.
    """
    remote, other = tmp_path / "origin.git", tmp_path / "other"
    run("init").ok()
    git("add", "-A")
    git("commit", "-qm", "first")
    git("init", "-q", "--bare", str(remote))
    git("remote", "add", "origin", remote.as_uri())
    git("push", "-q", "-u", "origin", "main")
    git("clone", "-q", str(repo), str(other))
    Runner(other, world)("adr", "new", "Use Kafka").ok()
    git("checkout", "-qb", "topic")
    run("adr", "new", "Use Redis").ok()
    for top, message, branch in ((other, "theirs", "main"), (repo, "ours", "topic")):
        git("-C", str(top), "add", "-A")
        git("-C", str(top), "commit", "-qm", message)
        git("-C", str(top), "push", "-q", remote.as_uri(), f"HEAD:{branch}")
    git("fetch", "-q", "origin")
    return remote


def check(run: Runner, *args: str) -> list[tuple[str, str]]:
    """Code and path of what is wrong with numbers."""
    document = run("check", "--base", "origin/main", "--json", *args).json
    validate_document("check", document)
    return [
        (finding["code"], finding["path"])
        for finding in document["findings"]
        if finding["code"].startswith("number")
    ]


def test_a_number_that_both_sides_gave(run: Runner, clashing: Path) -> None:
    result = run("check", "--base", "origin/main")
    assert result.exit == 1
    lines = result.out.split("\n")
    index = next(index for index, line in enumerate(lines) if MESSAGE in line)
    assert re.match(rf"{OURS}:\d+: error: ", lines[index])
    assert lines[index + 1].strip().startswith("Run `minutebook renumber ADR-0002`: ")
    annotations = run("check", "--base", "origin/main", "--format", "github").out
    (annotation,) = [line for line in annotations.split("\n") if "number-on-base" in line]
    assert re.match(rf"::error file={OURS},line=[1-9]\d*,title=number-on-base::", annotation)
    assert "minutebook renumber ADR-0002" in annotation
    sarif = run("check", "--base", "origin/main", "--format", "sarif").json
    results = sarif["runs"][0]["results"]
    codes = [result["ruleId"] for result in results]
    assert [code for code in codes if code.startswith("number")] == ["number-on-base"]
    run("renumber", "ADR-0002").ok()
    assert check(run) == []


def test_where_head_is_on_no_branch(git: Git, run: Runner, clashing: Path) -> None:
    git("checkout", "-q", "--detach")
    assert check(run) == [("number-on-base", OURS)]


def test_a_pull_request_that_was_merged_for_a_trial(
    git: Git, run: Runner, clashing: Path, repo: Path
) -> None:
    """GitHub checks out `refs/pull/N/merge`: both records are in the tree, and one is the base's."""
    git("checkout", "-q", "--detach", "origin/main")
    git("merge", "-q", "--no-edit", "-s", "ours", "topic")
    git("checkout", "-q", "topic", "--", OURS)
    git("commit", "-q", "--amend", "--no-edit")
    assert check(run) == [("number-twice", OURS)]
    out = run("check", "--base", "origin/main", "--format", "github").out
    (annotation,) = [line for line in out.split("\n") if "number-twice" in line]
    assert re.match(rf"::error file={OURS},line=[1-9]\d*,title=number-twice::", annotation)
    assert MESSAGE in annotation
    assert f"minutebook renumber {OURS}" in annotation
    assert check(run, "--only", "number-twice") == [("number-twice", OURS)]
    run("renumber", OURS).ok()
    assert check(run) == []


def test_a_record_that_is_not_committed(git: Git, run: Runner, clashing: Path, repo: Path) -> None:
    git("checkout", "-q", "main")
    git("pull", "-q")
    (repo / OURS).write_text((repo / THEIRS).read_text().replace("Kafka", "Redis"))
    assert check(run) == [("number-twice", OURS)]


@pytest.mark.parametrize("reference", ["topic", "merge"])
def test_in_a_shallow_clone_all_of_the_base_counts(
    reference: str, git: Git, run: Runner, clashing: Path, world: dict[str, str], tmp_path: Path
) -> None:
    """As actions/checkout makes it: one commit, and the base is fetched apart."""
    git("checkout", "-q", "-B", "merge", "origin/main")
    git("merge", "-q", "--no-edit", "-s", "ours", "topic")
    git("checkout", "-q", "topic", "--", OURS)
    git("commit", "-q", "--amend", "--no-edit")
    git("push", "-q", "origin", "merge")
    top = tmp_path / "shallow"

    def call(*args: str) -> None:
        subprocess.run(["git", *args], cwd=top, env=world, check=True, capture_output=True)

    git("clone", "-q", "--depth=1", "-b", reference, clashing.as_uri(), str(top))
    shallow = Runner(top, world)
    result = shallow("check", "--base", "origin/main")
    hint = "hint: git fetch origin main:refs/remotes/origin/main\n"
    assert (result.exit, result.err.endswith(hint)) == (2, True)
    call("fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
    result = shallow("check", "--base", "origin/main")
    assert "git fetch --unshallow" in result.err
    code = "number-twice" if reference == "merge" else "number-on-base"
    assert check(shallow) == [(code, OURS)]
    call("fetch", "-q", "--unshallow", "origin")
    assert "unshallow" not in shallow("check", "--base", "origin/main").err
    assert check(shallow) == [(code, OURS)]


@pytest.mark.parametrize(
    ("base", "hint"),
    [
        ("nothing", "give a branch, a tag or a commit; git branch --all lists the branches"),
        ("origin/nothing", "git fetch origin nothing:refs/remotes/origin/nothing"),
        ("refs/remotes/origin/a/b", "git fetch origin a/b:refs/remotes/origin/a/b"),
        ("upstream/main", "give a branch, a tag or a commit; git branch --all lists the branches"),
        ("-x", "give a branch, a tag or a commit; git branch --all lists the branches"),
    ],
)
def test_a_base_that_is_not_here(base: str, hint: str, run: Runner, clashing: Path) -> None:
    for fix in ([], ["--fix"]):
        result = run("check", *fix, f"--base={base}")
        error = f"error: --base: {base!r} names no commit here\nhint: {hint}\n"
        assert (result.exit, result.err) == (2, error)


def test_histories_without_a_common_commit(git: Git, run: Runner, clashing: Path) -> None:
    git("checkout", "-q", "--orphan", "alone")
    git("commit", "-qm", "alone")
    result = run("check", "--base", "origin/main")
    assert "is not known here" in result.err
    assert "unshallow" not in result.err
