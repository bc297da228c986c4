"""`init --ci github`: the workflow that it writes, and what the shell of its steps does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from command_runner import Runner
from json_documents import validate_document

WORKFLOW = ".github/workflows/minutebook.yml"


def read_workflow(top: Path, path: str = WORKFLOW) -> dict[str, Any]:
    document = yaml.safe_load((top / path).read_text("utf-8"))
    assert isinstance(document, dict)
    document["on"] = document.pop(True)  # YAML 1.1 takes the key for a truth value; GitHub does not
    return document


def get_script(top: Path, job: str, words: str, path: str = WORKFLOW) -> str:
    """The shell of a step, by words of its name."""
    steps = read_workflow(top, path)["jobs"][job]["steps"]
    (script,) = (step["run"] for step in steps if words in step.get("name", ""))
    assert isinstance(script, str)
    return script


# The file ---------------------------------------------------------------------------------------


def test_the_workflow_is_valid_and_may_do_little(repo: Path, run: Runner) -> None:
    assert f"wrote {WORKFLOW}\n" in run("init", "--ci", "github").ok().out
    workflow = read_workflow(repo)
    assert workflow["on"] == {"push": {"branches": ["main"]}, "pull_request": None}
    assert workflow["permissions"] == {}
    jobs = workflow["jobs"]
    assert jobs["refresh"]["permissions"] == {"contents": "write"}
    assert jobs["review"]["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert jobs["refresh"]["concurrency"]["cancel-in-progress"] is False
    for job in jobs.values():
        uses = [step["uses"] for step in job["steps"] if "uses" in step]
        assert all(re.fullmatch(r"actions/[a-z-]+@v[0-9]+", name) for name in uses)
        assert job["steps"][0]["with"] == {"fetch-depth": 0}
        for step in job["steps"]:
            # What comes from outside reaches the shell in variables, never as its text.
            assert "${{" not in step.get("run", "")
            checked = subprocess.run(
                ["bash", "-n"], input=step.get("run", ""), text=True, capture_output=True
            )
            assert (checked.returncode, checked.stderr) == (0, "")
    commands = "\n".join(step.get("run", "") for step in jobs["review"]["steps"])
    assert 'minutebook check --base "origin/$GITHUB_BASE_REF" --format github' in commands
    assert 'minutebook story "origin/$GITHUB_BASE_REF..HEAD" --format github' in commands


@pytest.mark.parametrize(
    ("branch", "pattern"), [("trunk", "trunk"), ("a+b", r"a\+b"), ("rel/[1]", r"rel/\[1\]")]
)
def test_it_runs_on_the_default_branch(branch: str, pattern: str, repo: Path, run: Runner) -> None:
    (repo / ".git/HEAD").write_text(f"ref: refs/heads/{branch}\n")
    run("init", "--ci", "github").ok()
    assert read_workflow(repo)["on"]["push"]["branches"] == [pattern]


def test_without_a_default_branch_it_is_refused(repo: Path, run: Runner) -> None:
    """Else it would wait for pushes to a branch that exists nowhere."""
    for args in (
        ("commit", "-q", "--allow-empty", "-m", "first"),
        ("branch", "-m", "next"),
        ("branch", "work"),
        ("remote", "add", "origin", "/nowhere"),
        ("update-ref", "refs/remotes/origin/next", "HEAD"),
        ("update-ref", "refs/remotes/origin/work", "HEAD"),
    ):
        subprocess.run(["git", *args], cwd=repo, env=run.world, check=True)
    result = run("init", "--ci", "github")
    assert result.exit == 4
    assert result.err == (
        "error: no default branch is known, on which the workflow would run\n"
        "hint: git remote set-head origin --auto\n"
    )
    assert not (repo / "minutebook.toml").exists()
    note = "note: no default branch is known, so index pages are not kept up: git remote set-head"
    run("init").ok()
    for command in ("check", "index"):
        assert note in run(command).err
    subprocess.run(["git", "update-ref", "-d", "refs/remotes/origin/work"], cwd=repo, env=run.world)
    run("init", "--ci", "github").ok()
    assert read_workflow(repo)["on"]["push"]["branches"] == ["next"]
    for command in ("check", "index"):
        assert note not in run(command).err


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("packages/a", r"minutebook-packages-a"),
        ("packages/a b", r"minutebook-packages-a-b-[0-9a-f]{8}"),
        ("packages/a-b", r"minutebook-packages-a-b-[0-9a-f]{8}"),
    ],
)
def test_a_package_of_a_repository_has_its_own(
    folder: str, name: str, repo: Path, run: Runner
) -> None:
    (repo / folder).mkdir(parents=True)
    (repo / folder / "minutebook.toml").write_text("")
    inside = Runner(repo / folder, run.world)
    (path,) = inside("init", "--ci", "github", "--json").ok().json["writes"]
    assert re.fullmatch(rf"\.github/workflows/{name}\.yml", path)
    workflow = read_workflow(repo, path)
    assert workflow["defaults"] == {"run": {"working-directory": folder}}
    assert re.fullmatch(name, workflow["name"])
    # Runs of packages neither wait for nor cancel each other, and each has its own comment.
    run("init", "--ci", "github").ok()
    groups = [
        job["concurrency"]["group"]
        for each in (path, WORKFLOW)
        for job in read_workflow(repo, each)["jobs"].values()
    ]
    assert len(set(groups)) == 4
    marks = {
        re.findall(r'mark="(.*)"', get_script(repo, "review", "story", each))[0]
        for each in (path, WORKFLOW)
    }
    assert len(marks) == 2
    assert "defaults" not in read_workflow(repo)


def test_a_repository_that_is_set_up_gets_the_file_alone(repo: Path, run: Runner) -> None:
    run("init").ok()
    (repo / ".gitattributes").unlink()
    (repo / "decisions/0001-record-architecture-decisions.md").unlink()
    shown = run("init", "--ci", "github", "--dry-run").ok().out
    assert not (repo / ".github").exists()
    assert run("init", "--ci", "github").ok().out == f"wrote {WORKFLOW}\n"
    text = (repo / WORKFLOW).read_text("utf-8")
    assert shown == f"would write {WORKFLOW}\n\n{text}"
    assert run("init", "--ci", "github").ok().out == f"already there: {WORKFLOW}\n"


def test_a_file_that_somebody_changed_stays(repo: Path, run: Runner) -> None:
    run("init", "--ci", "github").ok()
    path = repo / WORKFLOW
    text = path.read_text("utf-8")
    for changed in (text.replace("ubuntu-latest", "ubuntu-22.04"), "name: ours\n", ""):
        path.write_text(changed, "utf-8")
        result = run("init", "--ci", "github").ok()
        assert result.out == ""
        assert (
            result.err == f"note: {WORKFLOW} is not as minutebook writes it, and stays as it is\n"
        )
        assert path.read_text("utf-8") == changed
        assert text in run("init", "--ci", "github", "--dry-run").ok().out
    # With the line ends of a checkout on Windows it is the same; another version's is replaced.
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert run("init", "--ci", "github").ok().out == f"already there: {WORKFLOW}\n"
    (repo / ".git/HEAD").write_text("ref: refs/heads/trunk\n")
    assert run("init", "--ci", "github").ok().out == f"wrote {WORKFLOW}\n"
    assert read_workflow(repo)["on"]["push"]["branches"] == ["trunk"]


def test_what_is_in_the_way_and_what_is_unknown_are_refused(repo: Path, run: Runner) -> None:
    result = run("init", "--ci", "gitlab")
    assert result.exit == 2
    assert result.err == (
        "error: there is no workflow for 'gitlab'\n"
        "hint: one of: github, github-pages, gitlab-pages\n"
    )
    (repo / WORKFLOW).mkdir(parents=True)
    result = run("init", "--ci", "github")
    assert result.exit == 4
    assert "is a folder" in result.err
    assert not (repo / "minutebook.toml").exists()


def test_the_document_says_what_became_of_it(repo: Path, run: Runner) -> None:
    for state, writes in (("written", True), ("current", False)):
        document = run("init", "--ci", "github", "--json").ok().json
        validate_document("init", document)
        assert document["workflow"] == {"path": WORKFLOW, "state": state}
        assert (WORKFLOW in document["writes"]) == writes


# Its steps --------------------------------------------------------------------------------------


@dataclass
class Forge:
    """A bare repository with the workflow on `main`, and the shell of its jobs."""

    bare: Path
    tmp_path: Path
    world: dict[str, str]
    scripts: dict[str, str]
    folder: str = "."

    def git(self, *args: str, cwd: Path | None = None) -> str:
        result = subprocess.run(
            ["git", *args], cwd=cwd or self.bare, env=self.world, capture_output=True, text=True
        )
        assert result.returncode == 0, f"git {args}: {result.stdout}{result.stderr}"
        return result.stdout.strip()

    def clone(self, name: str) -> Path:
        top = self.tmp_path / name
        self.git("clone", "-q", str(self.bare), str(top))
        return top

    def run_step(self, job: str, top: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the step that the test is about, as GitHub runs it."""
        return subprocess.run(
            ["bash", "-e", "-c", self.scripts[job]],
            cwd=top / self.folder,
            env={**self.world, **variables},
            capture_output=True,
            text=True,
            check=False,
        )


def write_script(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def publish(
    repo: Path, world: dict[str, str], tmp_path: Path, folder: str = ".", path: str = WORKFLOW
) -> Forge:
    """All that a repository has, committed, on a forge that runs its workflow."""
    write_script(tmp_path / "bin/minutebook", f'exec "{sys.executable}" -m minutebook "$@"')
    world["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{world['PATH']}"
    Runner(repo / folder, world)("init", "--ci", "github").ok()
    scripts = {
        "refresh": get_script(repo, "refresh", "push what changed", path),
        "check": get_script(repo, "review", "Check", path),
        "review": get_script(repo, "review", "story", path),
    }
    forge = Forge(tmp_path / "forge.git", tmp_path, world, scripts, folder)
    forge.git("add", "-A", cwd=repo)
    forge.git("commit", "-q", "-m", "first", cwd=repo)
    forge.git("clone", "-q", "--bare", str(repo), str(forge.bare), cwd=tmp_path)
    return forge


@pytest.fixture
def forge(repo: Path, world: dict[str, str], tmp_path: Path) -> Forge:
    """`main` has two merged branches that gave one number twice, and no row of theirs."""
    forge = publish(repo, world, tmp_path)
    merge_two(forge)
    return forge


def merge_two(forge: Forge) -> None:
    """Merge two branches that each have the next prompt record."""
    for name in ("one", "two"):
        top = forge.clone(name)
        forge.git("checkout", "-q", "-b", name, cwd=top)
        Runner(top / forge.folder, forge.world)("phr", "new", f"Do {name}", "--prompt", "P.").ok()
        forge.git("add", "-A", cwd=top)
        forge.git("commit", "-q", "-m", name, cwd=top)
        forge.git("push", "-q", "origin", name, cwd=top)
    main = forge.clone("main")
    forge.git("merge", "-q", "--no-edit", "origin/one", "origin/two", cwd=main)
    forge.git("push", "-q", "origin", "main", cwd=main)


def test_the_default_branch_is_refreshed_and_pushed(forge: Forge) -> None:
    top = forge.clone("runner")
    result = forge.run_step("refresh", top, BRANCH="main")
    assert result.returncode == 0, result.stderr
    assert "::warning" not in result.stdout
    assert forge.git("log", "-1", "--format=%an %s", "main") == (
        "github-actions[bot] Renumber records and write their index pages"
    )
    fresh = forge.clone("fresh")
    assert Runner(fresh, forge.world)("check").ok().out == "nothing wrong\n"
    rows = (fresh / "history/README.md").read_text("utf-8")
    assert "* PHR-0001 · " in rows
    assert "* PHR-0002 · " in rows
    # Run again, on its own commit, it has nothing to do: no loop.
    before = forge.git("rev-parse", "main")
    assert forge.run_step("refresh", fresh, BRANCH="main").returncode == 0
    assert forge.git("rev-parse", "main") == before


def test_a_push_in_between_is_taken_in(forge: Forge) -> None:
    """The first push meets somebody else's: all is done again on top of it."""
    top, other = forge.clone("runner"), forge.clone("other")
    (other / "more.txt").write_text("more\n")
    forge.git("add", "-A", cwd=other)
    forge.git("commit", "-q", "-m", "more", cwd=other)
    hook = forge.bare / "hooks/pre-receive"
    mark = forge.tmp_path / "came"
    write_script(
        hook,
        f'[ -e "{mark}" ] && exit 0\ntouch "{mark}"\n'
        f'cd "{other}" && env -i PATH="$PATH" HOME="$HOME" git push -q origin main\nexit 1',
    )
    result = forge.run_step("refresh", top, BRANCH="main")
    assert (result.returncode, "::warning" in result.stdout) == (0, False), result.stderr
    assert forge.git("show", "main:more.txt") == "more"
    assert "PHR-0002" in forge.git("show", "main:history/README.md")


def test_a_protected_branch_is_left_and_said(forge: Forge) -> None:
    write_script(forge.bare / "hooks/pre-receive", "echo 'protected branch' >&2; exit 1")
    before = forge.git("for-each-ref")
    result = forge.run_step("refresh", forge.clone("runner"), BRANCH="main")
    assert result.returncode == 0, result.stderr
    assert forge.git("for-each-ref") == before
    warning = result.stdout.splitlines()[-1]
    assert warning.startswith("::warning title=minutebook::main takes no push from this workflow")
    assert "minutebook renumber && minutebook index" in warning
    assert "history/README.md" in result.stdout


def write_page(path: Path, title: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {title}\n\nDate: 2019-03-01\n\n## Status\n\nAccepted\n\n## Context\n\nC.\n")


def test_what_only_a_person_can_renumber_keeps_nothing_else_from_being_done(forge: Forge) -> None:
    top = forge.clone("more")
    for name in ("024-x.md", "024a-y.md", "024a-z.md"):
        write_page(top / f"decisions/{name}", name[5:-3].upper())
    forge.git("add", "-A", cwd=top)
    forge.git("commit", "-q", "-m", "more", cwd=top)
    forge.git("push", "-q", "origin", "main", cwd=top)
    result = forge.run_step("refresh", forge.clone("runner"), BRANCH="main")
    assert result.returncode == 1
    assert "::error title=minutebook::Some numbers stay taken twice" in result.stdout
    assert "decisions/024a-z.md has the number of decisions/024a-y.md" in result.stderr
    assert "PHR-0002" in forge.git("show", "main:history/README.md")


def test_what_was_there_before_stays(repo: Path, world: dict[str, str], tmp_path: Path) -> None:
    """Decisions of years ago, two with one number, and a README of theirs."""
    for name in ("0001-a.md", "0002-b.md", "0002-c.md"):
        write_page(repo / f"doc/adr/{name}", f"{name[3]}. {name[5:-3].upper()}")
    (repo / "doc/adr/README.md").write_text("# Ours\n")
    for args in (("add", "-A"), ("commit", "-q", "-m", "old")):
        subprocess.run(["git", *args], cwd=repo, env=world, check=True)
    forge = publish(repo, world, tmp_path)
    merge_two(forge)
    before = forge.git("rev-parse", "main:doc/adr")
    result = forge.run_step("refresh", forge.clone("runner"), BRANCH="main")
    assert result.returncode == 0, result.stderr
    assert "2 records keep numbers that they shared before" in result.stderr
    assert forge.git("rev-parse", "main:doc/adr") == before
    assert "PHR-0002" in forge.git("show", "main:history/README.md")
    # What comes to have such a number later moves, and a person may ask for all.
    top = forge.clone("later")
    write_page(top / "doc/adr/0002-a-new-one.md", "2. New")
    forge.git("add", "-A", cwd=top)
    forge.git("commit", "-q", "-m", "later", cwd=top)
    forge.git("push", "-q", "origin", "main", cwd=top)
    result = forge.run_step("refresh", forge.clone("runner2"), BRANCH="main")
    assert result.returncode == 0, result.stderr
    names = forge.git("ls-tree", "--name-only", "main:doc/adr").split()
    assert names == ["0001-a.md", "0002-b.md", "0002-c.md", "0003-a-new-one.md", "README.md"]
    forge.git("pull", "-q", cwd=top)
    run = Runner(top, forge.world)
    run("renumber", "doc/adr/0002-c.md").ok()
    run("index").ok()
    assert (top / "doc/adr/0004-c.md").exists()
    assert "ADR-0004" in (top / "doc/adr/README.md").read_text()


def test_the_jobs_of_a_package_run_in_it(repo: Path, world: dict[str, str], tmp_path: Path) -> None:
    (repo / "packages/a").mkdir(parents=True)
    (repo / "packages/a/minutebook.toml").write_text("")
    path = ".github/workflows/minutebook-packages-a.yml"
    forge = publish(repo, world, tmp_path, "packages/a", path)
    merge_two(forge)
    result = forge.run_step("refresh", forge.clone("runner"), BRANCH="main")
    assert result.returncode == 0, result.stderr
    assert "PHR-0002" in forge.git("show", "main:packages/a/history/README.md")


def test_names_of_branches_and_titles_are_never_run(forge: Forge) -> None:
    """As a pull request from a fork is checked out: its trial merge, on no branch."""
    spoilt = forge.tmp_path / "spoilt"
    command = f"touch${{IFS}}{spoilt}"
    base, head = f"rel/$({command})", f"x`{command}`$({command})"
    top = forge.clone("fork")
    forge.git("push", "-q", "origin", f"HEAD:refs/heads/{base}", cwd=top)
    forge.git("checkout", "-q", "-b", head, cwd=top)
    title = f"Do `{command}` and $({command}) %0A::error::x"
    Runner(top, forge.world)("phr", "new", title, "--prompt", f"`{command}`").ok()
    forge.git("add", "-A", cwd=top)
    forge.git("commit", "-q", "-m", title, cwd=top)
    forge.git("fetch", "-q", "origin", cwd=top)
    forge.git("checkout", "-q", "--detach", cwd=top)
    write_script(
        forge.tmp_path / "bin/gh",
        f'case "$*" in "pr comment"*) cp "$5" "{forge.tmp_path}/body" ;;\nesac',
    )
    variables = {
        "GITHUB_BASE_REF": base,
        "GITHUB_HEAD_REF": head,
        "GITHUB_REPOSITORY": "ours/app",
        "PULL_REQUEST": "7",
        "RUNNER_TEMP": str(forge.tmp_path),
    }
    result = forge.run_step("check", top, **variables)
    assert result.stderr == ""
    result = forge.run_step("review", top, **variables)
    assert result.returncode == 0, result.stderr
    assert "Do " in (forge.tmp_path / "body").read_text()
    forge.git("checkout", "-q", "-B", base, f"origin/{base}", cwd=top)
    result = forge.run_step("refresh", top, BRANCH=base)
    assert result.returncode == 0, result.stderr
    assert "PHR-0002" in forge.git("show", f"{base}:history/README.md")
    assert not spoilt.exists()


def test_a_story_is_one_comment_that_is_written_anew(forge: Forge) -> None:
    """`gh`, which asks the forge, is a stand-in; the story is told by minutebook."""
    said = forge.tmp_path / "said"
    write_script(
        forge.tmp_path / "bin/gh",
        f'echo "gh $1 $2" >> "{said}"\ncase "$*" in\n'
        f'  *--paginate*) echo "$5" > "{forge.tmp_path}/query"; cat "{forge.tmp_path}/comments" ;;\n'
        f'  "pr comment"*) cp "$5" "{forge.tmp_path}/body" ;;\nesac',
    )
    variables = {
        "GITHUB_BASE_REF": "main",
        "GITHUB_REPOSITORY": "ours/app",
        "PULL_REQUEST": "7",
        "RUNNER_TEMP": str(forge.tmp_path),
    }
    top = forge.clone("runner")
    forge.git("checkout", "-q", "-b", "three", cwd=top)
    Runner(top, forge.world)("phr", "new", "Do three", "--prompt", "Please.").ok()
    forge.git("add", "-A", cwd=top)
    forge.git("commit", "-q", "-m", "three", cwd=top)
    forge.git("checkout", "-q", "--detach", cwd=top)  # as a pull request is checked out
    for comments, call in (("", "gh pr comment"), ("12\n", "gh api --method")):
        said.unlink(missing_ok=True)
        (forge.tmp_path / "comments").write_text(comments)
        result = forge.run_step("review", top, **variables)
        assert result.returncode == 0, result.stderr
        assert said.read_text().splitlines() == ["gh api --paginate", call]
    story = (forge.tmp_path / "body").read_text()
    assert "Do three" in story
    # The mark that the comment is looked for by is that which it begins with.
    (mark,) = re.findall(r'startswith\("(.*?)"\)', (forge.tmp_path / "query").read_text())
    assert story.startswith(mark)
    # A story that cannot be told fails the step, and no comment is written.
    said.unlink()
    write_script(forge.tmp_path / "bin/minutebook", "exit 3")
    assert forge.run_step("review", top, **variables).returncode == 3
    assert not said.exists()


# Workflows that publish the site ------------------------------------------------------------------

PAGES_WORKFLOW = ".github/workflows/publish-minutebook.yml"
GITLAB_WORKFLOW = ".gitlab/publish-minutebook.yml"


def test_the_workflow_for_github_pages_may_publish_and_nothing_else(
    repo: Path, run: Runner
) -> None:
    assert f"wrote {PAGES_WORKFLOW}\n" in run("init", "--ci", "github-pages").ok().out
    workflow = read_workflow(repo, PAGES_WORKFLOW)
    assert workflow["on"] == {"push": {"branches": ["main"]}, "workflow_dispatch": None}
    assert workflow["permissions"] == {}
    build, publish_site = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert build["permissions"] == {"contents": "read", "pages": "read"}
    # What may publish runs no code of the repository, and no package.
    assert publish_site["permissions"] == {"pages": "write", "id-token": "write"}
    assert [set(step) for step in publish_site["steps"]] == [{"id", "uses"}]
    for job in (build, publish_site):
        for step in job["steps"]:
            assert re.fullmatch(r"actions/[a-z-]+@v[0-9]+", step.get("uses", "actions/x@v1"))
            assert "${{" not in step.get("run", "")
    assert build["steps"][0]["with"] == {"fetch-depth": 0, "persist-credentials": False}
    commands = [step["run"] for step in build["steps"] if "run" in step]
    assert commands == [
        "pip install 'minutebook[site]'",
        'minutebook site build --out "$RUNNER_TEMP/site" --url "$ADDRESS" --check',
    ]
    # It is not the one that keeps index pages up, so that people are still told of these.
    assert run("init", "--ci", "github-pages").ok().out == f"already there: {PAGES_WORKFLOW}\n"
    assert f"wrote {WORKFLOW}\n" in run("init", "--ci", "github").ok().out


def test_a_package_publishes_from_its_own_folder(repo: Path, run: Runner) -> None:
    (repo / "packages/a").mkdir(parents=True)
    (repo / "packages/a/minutebook.toml").write_text("")
    inside = Runner(repo / "packages/a", run.world)
    path = ".github/workflows/publish-minutebook-packages-a.yml"
    assert inside("init", "--ci", "github-pages", "--json").ok().json["writes"] == [path]
    workflow = read_workflow(repo, path)
    assert workflow["defaults"] == {"run": {"working-directory": "packages/a"}}


def test_the_workflow_for_gitlab_is_included_where_nothing_is_yet(repo: Path, run: Runner) -> None:
    out = run("init", "--ci", "gitlab-pages").ok().out
    assert f"wrote {GITLAB_WORKFLOW}\nwrote .gitlab-ci.yml\n" in out
    including = yaml.safe_load((repo / ".gitlab-ci.yml").read_text())
    assert including == {"include": [{"local": GITLAB_WORKFLOW}]}
    job = yaml.safe_load((repo / GITLAB_WORKFLOW).read_text())["pages"]
    assert job["variables"] == {"GIT_DEPTH": "0", "FOLDER": "."}
    assert job["artifacts"] == {"paths": ["public"]}
    assert job["script"] == [
        "pip install 'minutebook[site]'",
        'minutebook -C "$FOLDER" site build --out "$CI_PROJECT_DIR/public" --url "$CI_PAGES_URL" --check',
    ]
    result = run("init", "--ci", "gitlab-pages").ok()
    assert (result.out, result.err) == (f"already there: {GITLAB_WORKFLOW}\n", "")


def test_a_pipeline_that_is_there_is_not_changed(repo: Path, run: Runner) -> None:
    (repo / ".gitlab-ci.yml").write_text("test:\n  script: make\n")
    (repo / "a b $x").mkdir()
    (repo / "a b $x/minutebook.toml").write_text("")
    result = Runner(repo / "a b $x", run.world)("init", "--ci", "gitlab-pages").ok()
    assert (repo / ".gitlab-ci.yml").read_text() == "test:\n  script: make\n"
    (path,) = (repo / ".gitlab").iterdir()
    entry = f'[{{"local": ".gitlab/{path.name}"}}]'
    assert result.err == f"note: .gitlab-ci.yml has to have: include: {entry}\n"
    assert yaml.safe_load(path.read_text())["pages"]["variables"]["FOLDER"] == "a b $$x"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("stages: [build, deploy]\n", ""),
        ("stages: [build]\n", " has to have deploy among its stages, for the job pages"),
        ("pages:\n  script: !reference [a]\n", " has a job pages, which is merged with that of the workflow: leave one"),
        ("a: [\n", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_what_a_pipeline_lacks_for_the_site_is_said(
    repo: Path, run: Runner, text: str, note: str
) -> None:
    including = f"# {GITLAB_WORKFLOW}\n{text}"
    (repo / ".gitlab-ci.yml").write_text(including)
    result = run("init", "--ci", "gitlab-pages").ok()
    assert result.err == (f"note: .gitlab-ci.yml{note}\n" if note else "")
    (repo / ".gitlab-ci.yml").write_text("stages: [x]\npages: {}\n")
    error = run("init", "--ci", "gitlab-pages").ok().err
    assert "include:" in error
    assert "; it has to have deploy" in error
    assert "; it has a job pages" in error


def test_the_shell_of_the_site_is_what_builds_it(
    filled_repo: Path, run: Runner, world: dict[str, str], tmp_path: Path
) -> None:
    """As GitHub and GitLab run it; the package is taken as it is here."""
    pytest.importorskip("pygments", reason="the site needs minutebook[site]")
    write_script(tmp_path / "bin/minutebook", f'exec "{sys.executable}" -m minutebook "$@"')
    variables = {
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{world['PATH']}",
        "ADDRESS": "https://example.org/records",
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "CI_PROJECT_DIR": str(filled_repo),
        "CI_PAGES_URL": "https://example.org/records",
        "FOLDER": ".",
    }
    run("init", "--ci", "github-pages").ok()
    run("init", "--ci", "gitlab-pages").ok()
    github = get_script(filled_repo, "build", "Build the site", PAGES_WORKFLOW)
    gitlab = yaml.safe_load((filled_repo / GITLAB_WORKFLOW).read_text())["pages"]["script"][1]
    for script, out in ((github, tmp_path / "temp/site"), (gitlab, filled_repo / "public")):
        result = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=filled_repo,
            env={**world, **variables},
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        assert "https://example.org/records/" in (out / "feed.xml").read_text("utf-8")
