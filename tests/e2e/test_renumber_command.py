"""`minutebook renumber` in real repositories: which record moves, and what follows it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

Git = Callable[..., str]


def page(title: str, words: str = "") -> str:
    return f"---\nstatus: accepted\ndate: 2026-01-31\n---\n\n# {title}\n\n{words or title}.\n"


@pytest.fixture
def house(repo: Path, run: Runner, git: Git) -> House:
    run("init").ok()
    git("add", "-A")
    git("commit", "-qm", "begin")
    return House(repo, run, git)


class House:
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

    def names(self) -> list[str]:
        return sorted(path.name for path in (self.top / "decisions").glob("0*.md"))

    def clean(self) -> None:
        self.run("index").ok()
        assert self.run("check", "--format", "json").json["findings"] == []


def two_sides(house: House, *, first: str = "main") -> None:
    """`main` has 0002-use-postgres, `feature` 0002-use-redis; the older one is `first`'s."""
    start = house.git("rev-parse", "HEAD").strip()

    def main() -> None:
        house.git("checkout", "-q", "main")
        house.add(
            {
                "decisions/0002-use-postgres.md": page("Use Postgres"),
                "db.py": "# see ADR-0002\n",
            }
        )

    def feature() -> None:
        house.branch("feature", start)
        house.add(
            {
                "cache.py": "# as ADR-0002 says\n",
            }
        )
        house.add(
            {
                "decisions/0002-use-redis.md": page("Use Redis", "ADR-0002 is of 0002-use-redis"),
            }
        )
        house.add(
            {
                "decisions/0003-expire.md": page("Expire").replace(
                    "---\n\n", "links:\n  depends-on: [0002-use-redis]\n---\n\n"
                ),
                "more.py": "x = 1  # adr 2, ADR-0003\n",
                "doc.md": "See [ADR-0002: Redis](decisions/0002-use-redis.md) and ADR-0002.\n",
            }
        )

    for step in (main, feature) if first == "main" else (feature, main):
        step()


def check_repaired(house: House) -> None:
    assert house.names() == [
        "0001-record-architecture-decisions.md",
        "0002-use-postgres.md",
        "0003-expire.md",
        "0004-use-redis.md",
    ]
    moved = house.read("decisions/0004-use-redis.md")
    assert "ADR-0004 is of 0004-use-redis." in moved
    assert "aliases: [0002-use-redis]\n" in moved
    assert house.read("db.py") == "# see ADR-0002\n"
    assert house.read("cache.py") == "# as ADR-0004 says\n"
    assert house.read("more.py") == "x = 1  # adr 4, ADR-0003\n"
    assert house.read("doc.md") == (
        "See [ADR-0004: Redis](decisions/0004-use-redis.md) and ADR-0004.\n"
    )
    assert "depends-on: [0004-use-redis]" in house.read("decisions/0003-expire.md")
    house.clean()


@pytest.mark.parametrize("first", ["main", "feature"])
@pytest.mark.parametrize("here", ["main", "feature"])
@pytest.mark.parametrize("how", ["merge", "merging", "rebase", "squash"])
def test_both_sides_get_the_same_answer(house: House, first: str, here: str, how: str) -> None:
    two_sides(house, first=first)
    house.git("checkout", "-q", here)
    there = {"main": "feature", "feature": "main"}[here]
    if how == "rebase":
        # Nobody puts the default branch on top of another.
        house.git("checkout", "-q", "feature")
        house.git("rebase", "-q", "main")
    elif how == "squash":
        house.git("checkout", "-q", "main")
        house.git("merge", "-q", "--squash", "feature")
        house.commit()
    else:
        house.git("merge", "-q", "--no-ff", *(["--no-commit"] if how == "merging" else []), there)
    done = house.run("renumber").ok()
    assert done.out.startswith("ADR-0002 -> ADR-0004  decisions/0004-use-redis.md\n")
    assert done.err == ""
    check_repaired(house)


def test_twenty_records_on_each_of_two_branches(house: House) -> None:
    """Both changed the index; whichever side of it is taken, nothing remains to be found."""
    start = house.git("rev-parse", "HEAD").strip()
    base = {path.name: path.read_bytes() for path in (house.top / "decisions").iterdir()}
    assert "README.md" in base
    for branch in ("one", "two"):
        house.branch(branch, start)
        # As another clone would: it does not see the branches of this one.
        for at in range(2, 22):
            house.write(f"decisions/{at:04d}-{branch}-{at}.md", page(f"{branch} {at}"))
        house.run("index").ok()
        house.run("link", f"{branch}-21", "depends-on", f"{branch}-2").ok()
        house.commit()
    done = subprocess.run(["git", "merge", "-q", "one"], cwd=house.top, capture_output=True)
    assert done.returncode == 1
    house.git("checkout", "--ours", "decisions/README.md")
    said = house.run("renumber").ok()
    assert said.out.count(" -> ") == 20
    house.run("index").ok()
    house.git("add", "-A")
    house.git("commit", "-qm", "merged")
    assert house.run("check", "--format", "json").json["findings"] == []
    assert len(house.names()) == 41
    shown = house.run("show", "two-21", "--json").ok().json["record"]
    assert [link["path"].endswith("-two-2.md") for link in shown["links"]] == [True]
    # The old names still lead there.
    assert house.run("show", "0021-two-21").ok().out == house.run("show", "two-21").ok().out
    assert house.run("renumber").ok().out == "nothing to do\n"


def test_a_dry_run_prints_what_git_apply_would_do(house: House) -> None:
    two_sides(house)
    house.git("checkout", "-q", "main")
    house.git("merge", "-q", "--no-ff", "feature")
    house.run("index").ok()
    house.add({"end.py": "x  # 0002-use-redis"})
    told = house.run("renumber", "--dry-run").ok().out
    assert house.git("status", "--porcelain") == ""
    house.run("renumber").ok()
    house.git("add", "-A")
    wanted = house.git("write-tree")
    house.git("reset", "-q", "--hard")
    patch = house.top.parent / "patch"
    patch.write_text(told)
    house.git("apply", "--index", str(patch))
    assert house.git("write-tree") == wanted
    house.git("reset", "-q", "--hard")
    said = house.run("renumber", "--dry-run", "--json").ok().json
    assert said["diff"] == told
    assert said["moved"] == [
        {
            "from": "ADR-0002",
            "to": "ADR-0004",
            "was": "decisions/0002-use-redis.md",
            "path": "decisions/0004-use-redis.md",
        }
    ]


def test_what_git_cannot_tell_stays_and_is_told(house: House) -> None:
    two_sides(house)
    house.git("checkout", "-q", "main")
    house.git("merge", "-q", "--no-ff", "feature")
    house.add({"after.py": "# ADR-0002\n"})
    house.write("now.py", "# ADR-0002\n")
    house.write("db.py", "# see ADR-0002\n# and ADR-0002, again ADR-0002\n")
    done = house.run("renumber").ok()
    assert done.err == "".join(
        f"note: {place} says ADR-0002, and git cannot tell which record is meant: it stays\n"
        for place in ("after.py:1", "db.py:2", "now.py:1")
    )
    assert house.read("after.py") == house.read("now.py") == "# ADR-0002\n"


def test_one_record_is_moved_on_purpose(house: House) -> None:
    two_sides(house)
    house.git("checkout", "-q", "feature")
    done = house.run("renumber", "ADR-2", "--json").ok().json
    # The next number is one that no branch has.
    assert [record["path"] for record in done["records"]] == ["decisions/0004-use-redis.md"]
    assert done["notes"] == []
    assert house.read("cache.py") == "# as ADR-0004 says\n"
    assert house.run("show", "ADR-0002").ok().out == house.run("show", "ADR-0004").ok().out
    house.clean()


def test_a_record_of_several_is_named_by_its_path(house: House) -> None:
    two_sides(house)
    house.git("checkout", "-q", "main")
    house.git("merge", "-q", "--no-ff", "feature")
    assert house.run("renumber", "ADR-2").exit == 3
    house.run("renumber", "0002-use-postgres").ok()
    assert house.read("db.py") == "# see ADR-0004\n"
    assert house.read("cache.py") == "# as ADR-0002 says\n"
    house.clean()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["renumber", "ADR-9"], "no record ADR-0009"),
        (["renumber", "decisions/2023-01-05-topic.md"], "has no number"),
        (["renumber", "decisions/0007-topic/README.md"], "cannot move"),
    ],
)
def test_what_cannot_move_is_refused(house: House, words: list[str], said: str) -> None:
    house.write("decisions/2023-01-05-topic.md", page("Topic"))
    house.write("decisions/0007-topic/README.md", page("Other"))
    done = house.run(*words)
    assert done.exit == 3
    assert said in done.err


def test_a_folder_keeps_its_number_and_two_are_told(house: House) -> None:
    for path in ("0007-topic/README.md", "0007-other/README.md", "0007-page.md"):
        house.write(f"decisions/{path}", page(path))
    done = house.run("renumber").ok()
    assert done.out.startswith("ADR-0007 -> ADR-0008  decisions/0008-page.md\n")
    assert done.err == (
        "note: decisions/0007-topic/README.md has the number of decisions/0007-other/README.md:"
        " its number is its folder's; rename the folder, and what names it, by hand\n"
    )


def test_before_the_first_commit(repo: Path, run: Runner) -> None:
    run("init").ok()
    for name in ("a", "b"):
        (repo / f"decisions/0002-{name}.md").write_text(page(name, "This is ADR-0002"))
    done = run("renumber").ok()
    assert "ADR-0002 -> ADR-0003  decisions/0003-b.md\n" in done.out


def test_the_default_branch_of_the_remote_counts(house: House, world: dict[str, str]) -> None:
    """What is pushed stays, though what this clone has is older."""
    two_sides(house, first="feature")
    house.git("checkout", "-q", "main")
    bare = house.top.parent / "bare"
    house.git("clone", "-q", "--bare", str(house.top), str(bare))
    house.git("checkout", "-q", "feature")
    house.git("branch", "-q", "-D", "main")
    house.git("remote", "add", "origin", str(bare))
    house.git("fetch", "-q")
    house.git("merge", "-q", "origin/main")
    house.run("renumber").ok()
    check_repaired(house)


@pytest.mark.parametrize("here", ["one", "two"])
def test_the_older_commit_counts_where_the_default_branch_has_neither(
    house: House, here: str
) -> None:
    house.branch("one")
    house.branch("two")
    house.add({"decisions/0002-b.md": page("B")})
    house.git("checkout", "-q", "one")
    house.add({"decisions/0002-a.md": page("A"), "a.py": "# ADR-0002\n"})
    house.git("checkout", "-q", here)
    house.git("merge", "-q", {"one": "two", "two": "one"}[here])
    house.run("renumber").ok()
    assert house.names()[1:] == ["0002-b.md", "0003-a.md"]
    assert house.read("a.py") == "# ADR-0003\n"


def test_a_prompt_record_takes_its_suggestions_along(house: House) -> None:
    house.run("phr", "new", "First", "--prompt", "Look at PHR-0001.").ok()
    path = "history/prompts/general/0001-first.general.prompt.md"
    text = house.read(path).replace(
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
    house.commit(**{path: text})
    house.commit(**{"task.py": "# S-0001-1, PHR 1\n"})
    house.run("renumber", "PHR-1").ok()
    made = house.read("history/prompts/general/0002-first.general.prompt.md")
    assert 'id: "0002"' in made
    assert "- id: S-0002-1\n" in made
    assert "Look at PHR-0001." in made  # a prompt is what was asked
    assert house.read("task.py") == "# S-0002-1, PHR 2\n"
    assert house.run("show", "PHR-1", "--json").ok().json["record"]["ref"] == "PHR-0002"


def test_the_finding_names_its_cure(house: House) -> None:
    house.add({f"decisions/0002-{name}.md": page(name) for name in ("a", "b")})
    found = house.run("check", "--format", "json").json["findings"]
    cures = [one["fix"] for one in found if one["code"] == "number-twice"]
    assert [cure.startswith("Run `minutebook renumber`") for cure in cures] == [True]


def test_of_a_squash_that_is_not_committed_new_files_follow(house: House) -> None:
    two_sides(house)
    house.git("checkout", "-q", "feature")
    house.add({"db.py": "# mine, too: ADR-0002\n"})
    house.git("checkout", "-q", "main")
    house.git("merge", "-q", "--squash", "-X", "theirs", "feature")
    done = house.run("renumber").ok()
    assert done.out.startswith("ADR-0002 -> ADR-0004  decisions/0004-use-redis.md\n")
    assert done.err == (
        "note: db.py:1 says ADR-0002, and git cannot tell which record is meant: it stays\n"
    )
    house.write("db.py", "# see ADR-0002\n")
    check_repaired(house)


def test_new_files_stay_where_no_record_is_as_new(house: House) -> None:
    two_sides(house)
    house.git("checkout", "-q", "main")
    house.git("merge", "-q", "--no-ff", "feature")
    house.write("new.py", "# ADR-0002\n")
    assert house.run("renumber").ok().err.startswith("note: new.py:1 says ADR-0002")
    assert house.read("new.py") == "# ADR-0002\n"


@pytest.mark.parametrize(
    ("there", "made"),
    [
        # what the other side made of 0002-use-redis, and what this side makes of it
        (["0007-use-redis.md"], "0007-use-redis.md"),
        (["0007-use-redis.md", "0008-more.md"], "0007-use-redis.md"),
        (["0003-use-redis.md"], "0004-use-redis.md"),  # not free here
        (["0002-use-redis.md", "0007-use-redis.md"], "0008-use-redis.md"),  # not gone there
        (["0007-use-redis-too.md"], "0008-use-redis.md"),
        ([], "0004-use-redis.md"),
    ],
)
@pytest.mark.parametrize("branch", ["main", "topic"])
def test_what_is_repaired_elsewhere_is_repaired_likewise(
    house: House, there: list[str], made: str, branch: str
) -> None:
    two_sides(house)
    house.git("checkout", "-q", "-b", "elsewhere", "main")
    house.add({f"decisions/{name}": page(name) for name in there} | {"x": ""})
    house.git("update-ref", "refs/remotes/origin/main", "main")
    house.git("update-ref", f"refs/remotes/origin/{branch}", "elsewhere")
    house.git("checkout", "-q", "main")
    house.git("merge", "-q", "--no-ff", "feature")
    house.run("renumber").ok()
    assert [name for name in house.names() if name.endswith("-use-redis.md")] == [made]
