"""`minutebook renumber` in real repositories: which record moves, and which references change."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

Git = Callable[..., str]


def page(title: str, text: str = "") -> str:
    return f"---\nstatus: accepted\ndate: 2026-01-31\n---\n\n# {title}\n\n{text or title}.\n"


@pytest.fixture
def branched(repo: Path, run: Runner, git: Git) -> BranchedRepo:
    run("init").ok()
    git("add", "-A")
    git("commit", "-qm", "begin")
    return BranchedRepo(repo, run, git)


class BranchedRepo:
    """A repository whose branches each add records."""

    def __init__(self, top: Path, run: Runner, git: Git) -> None:
        self.top, self.run, self.git = top, run, git
        self.hour = 10

    def write(self, path: str, text: str) -> None:
        target = self.top / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())

    def read(self, path: str) -> str:
        return (self.top / path).read_bytes().decode()

    def commit(self, message: str = "more", **files: str) -> None:
        for name, text in files.items():
            self.write(name, text)
        self.hour += 1
        day = f"2026-01-31T{self.hour}:00:00+00:00"
        self.git("add", "-A")
        self.git("commit", "-qm", message, "--date", day)

    def add(self, files: dict[str, str]) -> None:
        for path, text in files.items():
            self.write(path, text)
        self.commit()

    def branch(self, name: str, start: str = "") -> None:
        self.git("checkout", "-q", "-b", name, *([start] if start else []))

    def list_names(self) -> list[str]:
        return sorted(path.name for path in (self.top / "decisions").glob("0*.md"))

    def require_no_findings(self) -> None:
        self.run("index").ok()
        assert self.run("check", "--format", "json").json["findings"] == []


def add_on_both_sides(branched: BranchedRepo, *, first: str = "main") -> None:
    """Add 0002-use-postgres to `main` and 0002-use-redis to `feature`, to branch `first` first."""
    start = branched.git("rev-parse", "HEAD").strip()

    def write_main() -> None:
        branched.git("checkout", "-q", "main")
        branched.add(
            {
                "decisions/0002-use-postgres.md": page("Use Postgres"),
                "db.py": "# see ADR-0002\n",
            }
        )

    def write_feature() -> None:
        branched.branch("feature", start)
        branched.add(
            {
                "cache.py": "# as ADR-0002 says\n",
            }
        )
        branched.add(
            {
                "decisions/0002-use-redis.md": page("Use Redis", "ADR-0002 is of 0002-use-redis"),
            }
        )
        branched.add(
            {
                "decisions/0003-expire.md": page("Expire").replace(
                    "---\n\n", "links:\n  depends-on: [0002-use-redis]\n---\n\n"
                ),
                "more.py": "x = 1  # adr 2, ADR-0003\n",
                "doc.md": "See [ADR-0002: Redis](decisions/0002-use-redis.md) and ADR-0002.\n",
            }
        )

    for step in (write_main, write_feature) if first == "main" else (write_feature, write_main):
        step()


def check_repaired(branched: BranchedRepo) -> None:
    assert branched.list_names() == [
        "0001-record-architecture-decisions.md",
        "0002-use-postgres.md",
        "0003-expire.md",
        "0004-use-redis.md",
    ]
    moved = branched.read("decisions/0004-use-redis.md")
    assert "ADR-0004 is of 0004-use-redis." in moved
    assert "aliases: [0002-use-redis]\n" in moved
    assert branched.read("db.py") == "# see ADR-0002\n"
    assert branched.read("cache.py") == "# as ADR-0004 says\n"
    assert branched.read("more.py") == "x = 1  # adr 4, ADR-0003\n"
    assert branched.read("doc.md") == (
        "See [ADR-0004: Redis](decisions/0004-use-redis.md) and ADR-0004.\n"
    )
    assert "depends-on: [0004-use-redis]" in branched.read("decisions/0003-expire.md")
    branched.require_no_findings()


@pytest.mark.parametrize("first", ["main", "feature"])
@pytest.mark.parametrize("current", ["main", "feature"])
@pytest.mark.parametrize("method", ["merge", "merging", "rebase", "squash"])
def test_the_result_does_not_depend_on_branch_or_method(
    branched: BranchedRepo, first: str, current: str, method: str
) -> None:
    add_on_both_sides(branched, first=first)
    branched.git("checkout", "-q", current)
    other = {"main": "feature", "feature": "main"}[current]
    if method == "rebase":
        # The default branch is never rebased onto another.
        branched.git("checkout", "-q", "feature")
        branched.git("rebase", "-q", "main")
    elif method == "squash":
        branched.git("checkout", "-q", "main")
        branched.git("merge", "-q", "--squash", "feature")
        branched.commit()
    else:
        branched.git(
            "merge", "-q", "--no-ff", *(["--no-commit"] if method == "merging" else []), other
        )
    result = branched.run("renumber").ok()
    assert result.out.startswith("ADR-0002 -> ADR-0004  decisions/0004-use-redis.md\n")
    assert result.err == ""
    check_repaired(branched)


def test_twenty_records_on_each_of_two_branches(branched: BranchedRepo) -> None:
    """Both changed the index; `check` finds nothing afterwards, whichever side of it is taken."""
    start = branched.git("rev-parse", "HEAD").strip()
    base = {path.name: path.read_bytes() for path in (branched.top / "decisions").iterdir()}
    assert "README.md" in base
    for branch in ("one", "two"):
        branched.branch(branch, start)
        # Written as in another clone, which does not know the numbers of this one's branches.
        for number in range(2, 22):
            branched.write(
                f"decisions/{number:04d}-{branch}-{number}.md", page(f"{branch} {number}")
            )
        branched.run("index").ok()
        branched.run("link", f"{branch}-21", "depends-on", f"{branch}-2").ok()
        branched.commit()
    result = subprocess.run(["git", "merge", "-q", "one"], cwd=branched.top, capture_output=True)
    assert result.returncode == 1
    branched.git("checkout", "--ours", "decisions/README.md")
    result = branched.run("renumber").ok()
    assert result.out.count(" -> ") == 20
    branched.run("index").ok()
    branched.git("add", "-A")
    branched.git("commit", "-qm", "merged")
    assert branched.run("check", "--format", "json").json["findings"] == []
    assert len(branched.list_names()) == 41
    record = branched.run("show", "two-21", "--json").ok().json["record"]
    assert [link["path"].endswith("-two-2.md") for link in record["links"]] == [True]
    # The old names still resolve.
    assert branched.run("show", "0021-two-21").ok().out == branched.run("show", "two-21").ok().out
    assert branched.run("renumber").ok().out == "nothing to do\n"


def test_a_dry_run_prints_what_git_apply_would_do(branched: BranchedRepo) -> None:
    add_on_both_sides(branched)
    branched.git("checkout", "-q", "main")
    branched.git("merge", "-q", "--no-ff", "feature")
    branched.run("index").ok()
    branched.add({"end.py": "x  # 0002-use-redis"})
    diff = branched.run("renumber", "--dry-run").ok().out
    assert branched.git("status", "--porcelain") == ""
    branched.run("renumber").ok()
    branched.git("add", "-A")
    expected_tree = branched.git("write-tree")
    branched.git("reset", "-q", "--hard")
    patch = branched.top.parent / "patch"
    patch.write_text(diff)
    branched.git("apply", "--index", str(patch))
    assert branched.git("write-tree") == expected_tree
    branched.git("reset", "-q", "--hard")
    document = branched.run("renumber", "--dry-run", "--json").ok().json
    assert document["diff"] == diff
    assert document["moved"] == [
        {
            "from": "ADR-0002",
            "to": "ADR-0004",
            "was": "decisions/0002-use-redis.md",
            "path": "decisions/0004-use-redis.md",
        }
    ]


@pytest.mark.slow
def test_references_that_git_cannot_resolve_stay_and_are_noted(branched: BranchedRepo) -> None:
    add_on_both_sides(branched)
    branched.git("checkout", "-q", "main")
    branched.git("merge", "-q", "--no-ff", "feature")
    branched.add({"after.py": "# ADR-0002\n"})
    branched.write("now.py", "# ADR-0002\n")
    branched.write("db.py", "# see ADR-0002\n# and ADR-0002, again ADR-0002\n")
    result = branched.run("renumber").ok()
    assert result.err == "".join(
        f"note: {line} says ADR-0002, and git cannot tell which record is meant: it stays\n"
        for line in ("after.py:1", "db.py:2", "now.py:1")
    )
    assert branched.read("after.py") == branched.read("now.py") == "# ADR-0002\n"


@pytest.mark.slow
def test_a_named_record_is_moved(branched: BranchedRepo) -> None:
    add_on_both_sides(branched)
    branched.git("checkout", "-q", "feature")
    document = branched.run("renumber", "ADR-2", "--json").ok().json
    # The next number is one that is free on all branches.
    assert [record["path"] for record in document["records"]] == ["decisions/0004-use-redis.md"]
    assert document["notes"] == []
    assert branched.read("cache.py") == "# as ADR-0004 says\n"
    assert branched.run("show", "ADR-0002").ok().out == branched.run("show", "ADR-0004").ok().out
    branched.require_no_findings()


@pytest.mark.slow
def test_an_ambiguous_record_is_named_by_its_path(branched: BranchedRepo) -> None:
    add_on_both_sides(branched)
    branched.git("checkout", "-q", "main")
    branched.git("merge", "-q", "--no-ff", "feature")
    assert branched.run("renumber", "ADR-2").exit == 3
    branched.run("renumber", "0002-use-postgres").ok()
    assert branched.read("db.py") == "# see ADR-0004\n"
    assert branched.read("cache.py") == "# as ADR-0002 says\n"
    branched.require_no_findings()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["renumber", "ADR-9"], "no record is called 'ADR-0009'"),
        (["renumber", "decisions/2023-01-05-topic.md"], "has no number"),
        (
            ["renumber", "decisions/0007-topic/README.md"],
            "hint: git mv decisions/0007-topic decisions/0008-topic\n",
        ),
    ],
)
def test_a_record_that_cannot_move_is_refused(
    branched: BranchedRepo, args: list[str], message: str
) -> None:
    branched.write("decisions/2023-01-05-topic.md", page("Topic"))
    branched.write("decisions/0007-topic/README.md", page("Other"))
    result = branched.run(*args)
    assert result.exit == 3
    assert message in result.err


@pytest.mark.slow
def test_a_folder_keeps_its_number_and_two_are_noted(branched: BranchedRepo) -> None:
    for path in ("0007-topic/README.md", "0007-other/README.md", "0007-page.md"):
        branched.write(f"decisions/{path}", page(path))
    result = branched.run("renumber")
    assert result.exit == 1
    assert result.out.startswith("ADR-0007 -> ADR-0008  decisions/0008-page.md\n")
    assert result.err == (
        "note: decisions/0007-topic/README.md has the number of decisions/0007-other/README.md:"
        " its number is its folder's; rename the folder, and what names it, by hand\n"
    )


@pytest.mark.slow
def test_renumber_before_the_first_commit(repo: Path, run: Runner) -> None:
    run("init").ok()
    for name in ("a", "b"):
        (repo / f"decisions/0002-{name}.md").write_text(page(name, "This is ADR-0002"))
    result = run("renumber").ok()
    assert "ADR-0002 -> ADR-0003  decisions/0003-b.md\n" in result.out


@pytest.mark.slow
def test_records_of_the_remotes_default_branch_keep_their_numbers(
    branched: BranchedRepo, world: dict[str, str]
) -> None:
    """The pushed record keeps its number, though that of this clone is older."""
    add_on_both_sides(branched, first="feature")
    branched.git("checkout", "-q", "main")
    bare = branched.top.parent / "bare"
    branched.git("clone", "-q", "--bare", str(branched.top), str(bare))
    branched.git("checkout", "-q", "feature")
    branched.git("branch", "-q", "-D", "main")
    branched.git("remote", "add", "origin", str(bare))
    branched.git("fetch", "-q")
    branched.git("merge", "-q", "origin/main")
    branched.run("renumber").ok()
    check_repaired(branched)


@pytest.mark.slow
@pytest.mark.parametrize("current", ["one", "two"])
def test_the_older_record_stays_where_the_default_branch_has_neither(
    branched: BranchedRepo, current: str
) -> None:
    branched.branch("one")
    branched.branch("two")
    branched.add({"decisions/0002-b.md": page("B")})
    branched.git("checkout", "-q", "one")
    branched.add({"decisions/0002-a.md": page("A"), "a.py": "# ADR-0002\n"})
    branched.git("checkout", "-q", current)
    branched.git("merge", "-q", {"one": "two", "two": "one"}[current])
    branched.run("renumber").ok()
    assert branched.list_names()[1:] == ["0002-b.md", "0003-a.md"]
    assert branched.read("a.py") == "# ADR-0003\n"


@pytest.mark.slow
def test_the_suggestions_of_a_prompt_record_are_renumbered_too(branched: BranchedRepo) -> None:
    branched.run("phr", "new", "First", "--prompt", "Look at PHR-0001.").ok()
    path = "history/prompts/general/0001-first.general.prompt.md"
    text = branched.read(path).replace(
        "labels:",
        "suggestions:\n  - id: S-0001-1\n    topic: Use celery\n    score: 0.80\n"
        "    state: pending\nlabels:",
    )
    if "S-0001-1" not in text:
        text = text.replace(
            "fidelity:",
            "suggestions:\n  - id: S-0001-1\n    topic: Use celery\n    score: 0.80\n"
            "    state: pending\nfidelity:",
        )
    branched.commit(**{path: text})
    branched.commit(**{"task.py": "# S-0001-1, PHR 1\n"})
    branched.run("renumber", "PHR-1").ok()
    text = branched.read("history/prompts/general/0002-first.general.prompt.md")
    assert 'id: "0002"' in text
    assert "- id: S-0002-1\n" in text
    assert "Look at PHR-0001." in text  # a prompt's own text is never changed
    assert branched.read("task.py") == "# S-0002-1, PHR 2\n"
    assert branched.run("show", "PHR-1", "--json").ok().json["record"]["ref"] == "PHR-0002"


@pytest.mark.slow
def test_the_finding_names_its_fix(branched: BranchedRepo) -> None:
    branched.add({f"decisions/0002-{name}.md": page(name) for name in ("a", "b")})
    findings = branched.run("check", "--format", "json").json["findings"]
    fixes = [finding["fix"] for finding in findings if finding["code"] == "number-twice"]
    assert [fix.startswith("Run `minutebook renumber`") for fix in fixes] == [True]


@pytest.mark.slow
def test_references_in_new_files_of_an_uncommitted_squash_change(branched: BranchedRepo) -> None:
    add_on_both_sides(branched)
    branched.git("checkout", "-q", "feature")
    branched.add({"db.py": "# mine, too: ADR-0002\n"})
    branched.git("checkout", "-q", "main")
    branched.git("merge", "-q", "--squash", "-X", "theirs", "feature")
    result = branched.run("renumber").ok()
    assert result.out.startswith("ADR-0002 -> ADR-0004  decisions/0004-use-redis.md\n")
    assert result.err == (
        "note: db.py:1 says ADR-0002, and git cannot tell which record is meant: it stays\n"
    )
    branched.write("db.py", "# see ADR-0002\n")
    check_repaired(branched)


@pytest.mark.slow
def test_new_files_stay_where_no_record_is_uncommitted(branched: BranchedRepo) -> None:
    add_on_both_sides(branched)
    branched.git("checkout", "-q", "main")
    branched.git("merge", "-q", "--no-ff", "feature")
    branched.write("new.py", "# ADR-0002\n")
    assert branched.run("renumber").ok().err.startswith("note: new.py:1 says ADR-0002")
    assert branched.read("new.py") == "# ADR-0002\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("other_names", "name"),
    [
        # what the other side renamed 0002-use-redis to, and the name expected on this side
        (["0007-use-redis.md"], "0007-use-redis.md"),
        (["0007-use-redis.md", "0008-more.md"], "0007-use-redis.md"),
        (["0003-use-redis.md"], "0004-use-redis.md"),  # the number is taken on this side
        # the old name is still there
        (["0002-use-redis.md", "0007-use-redis.md"], "0008-use-redis.md"),
        (["0007-use-redis-too.md"], "0008-use-redis.md"),
        ([], "0004-use-redis.md"),
    ],
)
@pytest.mark.parametrize("branch", ["main", "topic"])
def test_a_repair_on_another_branch_is_repeated(
    branched: BranchedRepo, other_names: list[str], name: str, branch: str
) -> None:
    add_on_both_sides(branched)
    branched.git("checkout", "-q", "-b", "elsewhere", "main")
    branched.add({f"decisions/{other}": page(other) for other in other_names} | {"x": ""})
    branched.git("update-ref", "refs/remotes/origin/main", "main")
    branched.git("update-ref", f"refs/remotes/origin/{branch}", "elsewhere")
    branched.git("checkout", "-q", "main")
    branched.git("merge", "-q", "--no-ff", "feature")
    branched.run("renumber").ok()
    assert [other for other in branched.list_names() if other.endswith("-use-redis.md")] == [name]
