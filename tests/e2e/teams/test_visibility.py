"""Texts that are kept apart: in no object that git pushes, and all the same with who recorded them."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from hook_on_path import put_hook_on_path
from minutebook.repository.git.remotes import kept_pages
from minutebook.repository.git.repo import Repo

from agent_events import Actor, Stage, actor
from command_runner import Runner
from json_documents import validate_document

WORD = "unicorn"  # in the prompt and the answer, and nowhere else
PROMPT = f"The {WORD} that we may not name eats bananas at night: feed it from src/food/bowl.py."
ANSWER = f"The {WORD} is fed.\n\nIt had two bananas."
SUMMARY = "history/prompts/billing-food/0001-change-of-src-food-bowl-py.green.prompt.md"
SETTINGS = """\
visibility-rules = [
  { branch = "security/*", visibility = "private" },
  { feature = "billing-*", visibility = "summary" },
]
"""


@pytest.fixture
def team(stage: Stage) -> Stage:
    """A repository with rules of visibility, and a bare clone of it, `../hub.git`."""
    stage.write("minutebook.toml", SETTINGS)
    stage.git("add", "-A")
    stage.git("commit", "-q", "-m", "Say what is kept apart")
    stage.git("clone", "-q", "--bare", str(stage.top), str(stage.top.parent / "hub.git"))
    stage.git("remote", "add", "origin", str(stage.top.parent / "hub.git"))
    return stage


def play_turn(stage: Stage, branch: str, session: str = "5e55-1") -> Actor:
    """A turn on a branch that changes a file and commits it."""
    stage.git("checkout", "-q", "-B", branch)
    agent = actor("claude", session, stage.top)
    stage.take([*agent.begin(), *agent.ask(PROMPT)])
    stage.write("src/food/bowl.py", f"food = {session!r}\n")
    stage.git("add", "src")
    stage.git("commit", "-q", "-m", "Fill the bowl")
    stage.take([*agent.wrote("src/food/bowl.py"), *agent.stop(ANSWER)])
    return agent


def publish(stage: Stage) -> None:
    """Commit all that the tree has, and push every ref."""
    stage.git("add", "-A")
    subprocess.run(
        ["git", "commit", "-q", "-m", "Records"], cwd=stage.top, env=stage.world, check=False
    )
    stage.git("push", "-q", "--mirror", "origin")


def list_objects_with(stage: Stage, word: str, repository: Path) -> list[str]:
    """The objects of a repository, reachable or not, that have a word."""
    listed = stage.git(
        *("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"),
        cwd=repository,
    )
    names = [line.split() for line in listed.splitlines()]
    return [
        name
        for name, kind in names
        if word in stage.git("cat-file", "-p" if kind == "tree" else kind, name, cwd=repository)
    ]


def require_unpublished(stage: Stage, word: str = WORD) -> None:
    """Fail where a word is in the tree, in any object, in the log, or in the bare clone."""
    for path in stage.top.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            assert word not in f"{path}{path.read_text('utf-8')}", path
    assert word not in stage.git("log", "-p", "--all")
    for repository in (stage.top, stage.top.parent / "hub.git"):
        assert list_objects_with(stage, word, repository) == []


def show(run: Runner, ref: str) -> dict[str, object]:
    return json.loads(run("show", ref, "--json").out)["record"]  # type: ignore[no-any-return]


def test_a_summary_is_in_the_tree_without_its_texts(team: Stage, run: Runner) -> None:
    play_turn(team, "feature/billing-food")
    publish(team)
    require_unpublished(team)
    record = team.record()
    assert record.title == "Change of src/food/bowl.py"
    assert record.path.rpartition("/")[2].startswith("0001-change-of-src-food-bowl-py.")
    assert record.fields["files"] == ["src/food/bowl.py"]
    assert "The texts of this record are kept apart" in record.text
    shown = show(run, "PHR-1")
    assert (shown["prompt"], shown["response"]) == (PROMPT, ANSWER)
    assert (shown["visibility"], shown["texts"]) == ("summary", "here")
    assert f"> {PROMPT}" in run("show", "PHR-1").out
    assert run("phr", "verify").out == ("PHR-0001  verified: prompt verified, response verified\n")
    assert run("check").out == "nothing wrong\n"


def test_a_clone_without_the_texts_says_so(team: Stage, run: Runner, tmp_path: Path) -> None:
    play_turn(team, "feature/billing-food")
    publish(team)
    other = tmp_path / "other"
    team.git("clone", "-q", "-b", "feature/billing-food", "../hub.git", str(other))
    shown = json.loads(run("-C", str(other), "show", "PHR-1", "--json").out)["record"]
    assert (shown["prompt"], shown["visibility"], shown["texts"]) == (None, "summary", "elsewhere")
    assert (
        "not in this clone: they are in the clone of" in run("-C", str(other), "show", "PHR-1").out
    )
    verified = run("-C", str(other), "phr", "verify")
    assert (verified.exit, verified.out) == (
        1,
        "PHR-0001  missing: prompt missing, response missing\n",
    )
    # Whoever has the text proves it.
    (tmp_path / "prompt.txt").write_text(PROMPT, "utf-8")
    given = ("phr", "verify", "PHR-1", "--prompt", str(tmp_path / "prompt.txt"))
    assert run("-C", str(other), *given).out == "PHR-0001  verified: prompt verified\n"
    (tmp_path / "prompt.txt").write_text(PROMPT + " Not so.", "utf-8")
    assert run("-C", str(other), *given).exit == 1
    assert run("-C", str(other), "check").out == "nothing wrong\n"


def test_a_private_record_is_nowhere_but_here(team: Stage, run: Runner) -> None:
    play_turn(team, "security/leak")
    publish(team)
    require_unpublished(team)
    assert team.records() == []
    assert not (team.top / "history").exists()
    shown = show(run, "PHR-1")
    assert (shown["prompt"], shown["response"], shown["visibility"]) == (PROMPT, ANSWER, "private")
    assert run("list").out == ""
    assert run("list", "--private").out.startswith("PHR-0001  ")
    assert run("phr", "verify", "PHR-1").exit == 0
    assert WORD not in run("export").out
    # Its number is taken: the next record has the next one, and nothing is wrong with the gap.
    run("phr", "new", "Something else", "--prompt", "Else.", "--visibility", "full")
    assert [record.ref for record in team.records()] == ["PHR-0002"]
    assert run("check").out == "nothing wrong\n"


def test_kept_texts_are_their_users_alone_and_outlive_gc(team: Stage, run: Runner) -> None:
    play_turn(team, "security/leak")
    folder = team.top / ".git" / "minutebook" / "texts"
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    team.git("gc", "-q", "--prune=now")
    tree = team.top.parent / "tree"
    team.git("worktree", "add", "-q", "-b", "other", str(tree), "HEAD")
    assert WORD in run("-C", str(tree), "show", "PHR-1").out


def test_a_turn_that_leaves_its_branch_stays_private(team: Stage, run: Runner) -> None:
    team.git("checkout", "-q", "-b", "security/leak")
    agent = actor("claude", "5e55-1", team.top)
    team.take([*agent.begin(), *agent.ask(PROMPT)])
    team.git("checkout", "-q", "-b", "quick-fix")
    team.take(agent.stop(ANSWER))
    publish(team)
    require_unpublished(team)
    assert show(run, "PHR-1")["visibility"] == "private"


@pytest.mark.parametrize("branch", ["feature/billing-food", "security/leak"])
def test_a_turn_that_goes_on_is_one_record(team: Stage, run: Runner, branch: str) -> None:
    agent = play_turn(team, branch)
    team.take(agent.stop(f"{ANSWER} Then it slept."))
    publish(team)
    require_unpublished(team)
    listed = run("list", *(["--private"] if branch.startswith("security") else [])).out
    assert listed.count("PHR-") == 1
    assert show(run, "PHR-1")["response"] == f"{ANSWER} Then it slept."
    assert run("phr", "verify", "PHR-1").exit == 0


def test_the_next_record_follows_none_that_is_private(team: Stage, run: Runner) -> None:
    agent = play_turn(team, "feature/open")
    team.git("checkout", "-q", "-b", "security/leak")
    team.take([*agent.ask("Hide it."), *agent.stop("Hidden, all of it.")])
    # Git's log has whole seconds: what was left in that of a prompt counts as its branch.
    team.world["GIT_COMMITTER_DATE"] = "2026-01-31T12:00:00+00:00"
    team.git("checkout", "-q", "feature/open")
    del team.world["GIT_COMMITTER_DATE"]
    team.take([*agent.ask("Now show the rest of it."), *agent.stop("Here is all the rest.")])
    first, last = team.records()
    assert (first.number, last.number) == (1, 3)
    assert last.fields["links"]["follows"] == [first.link_target]


def test_commits_of_a_private_turn_name_no_record(
    team: Stage, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_hook_on_path(tmp_path / "bin", monkeypatch)
    team.world["PATH"] = os.environ["PATH"]
    run("agents", "install", "git")
    messages = {}
    for branch in ("feature/open", "security/leak"):
        team.git("checkout", "-q", "-B", branch)
        agent = actor("claude", f"5e55-{len(messages)}", team.top)
        team.take([*agent.begin(), *agent.ask(PROMPT)])
        team.git("commit", "-q", "--allow-empty", "-m", "Work")
        messages[branch] = team.git("log", "-1", "--format=%B")
        team.take(agent.stop(ANSWER))
    assert "PHR: PHR-0001" in messages["feature/open"]
    assert "PHR:" not in messages["security/leak"]


def test_the_audit_counts_what_is_kept_apart(team: Stage, run: Runner, tmp_path: Path) -> None:
    play_turn(team, "feature/billing-food")
    play_turn(team, "security/leak", "5e55-2")
    report = json.loads(run("audit", "--json").out)
    assert (report["prompts"]["missing"], report["claims"]) == ([], [])
    subjects = [commit["subject"] for commit in report["commits"]["unexplained"]]
    assert "Fill the bowl" not in subjects
    # In a clone without the texts, too: there the digest tells.
    kept = team.top / ".git" / "minutebook" / "texts"
    shutil.rmtree(kept)
    spool = json.loads(run("audit", "--json").out)["prompts"]
    assert [prompt["session"] for prompt in spool["missing"]] == ["5e55-2"]


def test_a_record_is_brought_down(team: Stage, run: Runner) -> None:
    run("phr", "new", f"Feed the {WORD}", "--prompt", PROMPT, "--response", ANSWER)
    team.git("add", "-A")
    team.git("commit", "-q", "-m", "Record")
    commit = team.git("rev-parse", "--short=10", "HEAD")
    hidden = run("phr", "hide", "PHR-1", "--as", "summary")
    assert f"git's history still has the texts: {commit};" in hidden.err
    tree = "".join(path.read_text("utf-8") for path in (team.top / "history").rglob("*.md"))
    assert WORD not in tree
    assert show(run, "PHR-1")["prompt"] == PROMPT
    assert run("check").out == "nothing wrong\n"
    hidden = run("phr", "hide", "PHR-1", "--as", "private")
    assert f"git's history still has the page: {commit};" in hidden.err
    assert (team.records(), show(run, "PHR-1")["prompt"]) == ([], PROMPT)
    assert run("check").out == "nothing wrong\n"


def test_texts_go_to_a_remote_and_come_from_it(team: Stage, run: Runner, tmp_path: Path) -> None:
    team.git("init", "-q", "--bare", str(tmp_path / "texts.git"))
    team.write("minutebook.toml", f'texts = "vault"\n{SETTINGS}')
    play_turn(team, "feature/billing-food")
    publish(team)
    clones = [team.top, tmp_path / "other"]
    team.git("clone", "-q", "-b", "feature/billing-food", "../hub.git", str(clones[1]))
    refused = run("phr", "texts", "push")
    assert (refused.exit, "hint: git remote add texts ADDRESS" in refused.err) == (2, True)
    for clone in clones:
        team.git("remote", "add", "vault", str(tmp_path / "texts.git"), cwd=clone)
    path = team.record().path
    assert run("phr", "texts", "push").out == f"sent {path}\n"
    assert run("phr", "texts", "push").out == "nothing new here or on vault\n"
    validate_document("texts", run("phr", "texts", "push", "--json").json)
    assert "`minutebook phr texts fetch` brings" in run("-C", str(clones[1]), "show", "PHR-1").out
    assert run("-C", str(clones[1]), "phr", "texts", "fetch").out == f"received {path}\n"
    assert run("-C", str(clones[1]), "phr", "verify", "PHR-1").exit == 0
    # Each side has its own, and takes the number of a private record as given.
    made = ("phr", "new", "Tea", "--prompt", "Tea.", "--visibility", "private")
    run("-C", str(clones[1]), *made).ok()
    assert run("-C", str(clones[1]), "phr", "texts", "push").out.startswith("sent ")
    assert "received" in run("phr", "texts", "push").out
    assert run("list", "--private").out.split()[0] == "PHR-0002"
    assert "PHR-0003" in run("phr", "new", "N", "--prompt", "N", "--visibility", "full").out
    # What is removed on one side goes on the other.
    assert run("remove", "PHR-1").exit == 3
    run("remove", "PHR-1", "--force")
    assert run("phr", "texts", "push").out == f"sent {path}\n"
    assert run("-C", str(clones[1]), "phr", "texts", "fetch").out == f"received {path}\n"
    assert run("-C", str(clones[1]), "phr", "verify", "PHR-1").exit == 1
    require_unpublished(team)


@pytest.mark.parametrize("branch", ["feature/billing-food", "security/leak"])
def test_a_text_that_was_changed_on_the_remote_takes_no_place(
    team: Stage, run: Runner, tmp_path: Path, branch: str
) -> None:
    team.git("init", "-q", "--bare", str(tmp_path / "texts.git"))
    team.write("minutebook.toml", f'texts = "vault"\n{SETTINGS}')
    team.git("remote", "add", "vault", str(tmp_path / "texts.git"))
    play_turn(team, branch)
    run("phr", "texts", "push").ok()
    vault = tmp_path / "vault"
    team.git("clone", "-q", "-b", kept_pages.BRANCH, str(tmp_path / "texts.git"), str(vault))
    (page,) = vault.rglob("*.md")
    page.write_text(page.read_text("utf-8").replace("bananas at night", "nothing"), "utf-8")
    team.git("commit", "-q", "-a", "-m", "Change it", cwd=vault)
    team.git("push", "-q", cwd=vault)
    fetched = run("phr", "texts", "fetch")
    assert (fetched.exit, fetched.out.startswith("kept history/")) == (1, True)
    assert (run("phr", "verify", "PHR-1").exit, show(run, "PHR-1")["prompt"]) == (0, PROMPT)
    assert run("phr", "texts", "push").out.startswith("sent ")  # the recorded one goes back
    # Another one that the page's digest does not tell of is taken, and the former stays beside it.
    team.git("pull", "-q", cwd=vault)
    page.write_text(page.read_text("utf-8").replace("two bananas", "nothing"), "utf-8")
    team.git("commit", "-q", "-a", "-m", "Change the answer", cwd=vault)
    team.git("push", "-q", cwd=vault)
    is_private = branch.startswith("security")
    assert run("phr", "texts", "fetch", "--json").json["kept"] == ([] if is_private else [SUMMARY])
    former = list((team.top / ".git/minutebook/texts").rglob("*.before"))
    assert len(former) == is_private
    assert all("two bananas" in path.read_text("utf-8") for path in former)


def test_a_remote_that_does_not_answer(team: Stage, run: Runner, tmp_path: Path) -> None:
    team.write("minutebook.toml", f'texts = "vault"\n{SETTINGS}')
    team.git("remote", "add", "vault", str(tmp_path / "nowhere"))
    play_turn(team, "security/leak")
    for command in ("push", "fetch"):
        refused = run("phr", "texts", command)
        assert (refused.exit, "hint: git ls-remote vault\n" in refused.err) == (4, True)
    assert show(run, "PHR-1")["prompt"] == PROMPT


def test_a_push_that_another_clone_forestalls(
    team: Stage, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.git("init", "-q", "--bare", str(tmp_path / "texts.git"))
    team.git("remote", "add", "vault", str(tmp_path / "texts.git"))
    team.write("minutebook.toml", f'texts = "vault"\n{SETTINGS}')
    play_turn(team, "security/leak")
    push_commit, attempts = kept_pages.push_commit, []

    def push_late(repo: Repo, remote: str, commit: str) -> bool:
        attempts.append(commit)
        if len(attempts) == 1:  # the other clone's branch has another beginning
            other = kept_pages.commit_pages(repo, "", "hub", {"x.md": "x"}, "Other")
            assert push_commit(repo, remote, other)
        return push_commit(repo, remote, commit)

    monkeypatch.setattr(kept_pages, "push_commit", push_late)
    assert run("phr", "texts", "push").ok().out.startswith("sent ")
    assert len(attempts) == 2
    assert team.git("ls-tree", "-r", "--name-only", kept_pages.BRANCH, cwd=tmp_path / "texts.git")


def test_texts_do_not_go_where_the_code_goes(team: Stage, run: Runner) -> None:
    team.write("minutebook.toml", f'texts = "origin"\n{SETTINGS}')
    play_turn(team, "feature/billing-food")
    team.git("push", "-q", "-u", "origin", "feature/billing-food")
    refused = run("phr", "texts", "push")
    assert (refused.exit, "whoever reads it would read the texts" in refused.err) == (3, True)


@pytest.mark.parametrize("address", ["file://{hub}", "{hub}/", "{link}", "{copy}"])
def test_texts_do_not_go_there_under_another_name(team: Stage, run: Runner, address: str) -> None:
    hub, link, copy = (team.top.parent / name for name in ("hub.git", "link.git", "copy.git"))
    link.symlink_to(hub)
    shutil.copytree(hub, copy)  # nothing but what it holds tells that the code is there
    places = {"hub": hub, "link": link, "copy": copy}
    team.write("minutebook.toml", f'texts = "vault"\n{SETTINGS}')
    team.git("remote", "add", "vault", address.format(**places))
    play_turn(team, "security/leak")
    refused = run("phr", "texts", "push")
    assert (refused.exit, "the code of this clone goes to vault" in refused.err) == (3, True)
    assert list_objects_with(team, WORD, hub) == []


def test_texts_do_not_go_into_another_clone(team: Stage, run: Runner) -> None:
    clone = team.top.parent / "clone"
    team.git("clone", "-q", "../hub.git", str(clone))
    team.write("minutebook.toml", f'texts = "../clone"\n{SETTINGS}')
    play_turn(team, "security/leak")
    assert team.git("status", "--porcelain", cwd=clone) == ""
    assert show(run, "PHR-1")["prompt"] == PROMPT


def test_texts_go_to_the_folder_of_another_repository(
    team: Stage, run: Runner, tmp_path: Path
) -> None:
    team.git("init", "-q", str(tmp_path / "vault"))
    team.write("minutebook.toml", f'texts = "../vault"\n{SETTINGS}')
    play_turn(team, "feature/billing-food")
    publish(team)
    require_unpublished(team)
    path = team.record().path
    assert (tmp_path / "vault" / "hub" / path).is_file()
    assert not (team.top / ".git" / "minutebook" / "texts").exists()
    assert show(run, "PHR-1")["prompt"] == PROMPT
    # A place that cannot be used loses nothing, and publishes nothing.
    team.write("minutebook.toml", f'texts = "../nowhere"\n{SETTINGS}')
    play_turn(team, "security/leak", "5e55-2")
    assert show(run, "PHR-2")["prompt"] == PROMPT


def test_a_private_record_says_what_it_is(team: Stage, run: Runner) -> None:
    run("phr", "new", "Tea", "--prompt", "Tea.", "--visibility", "private").ok()
    for command in (("retitle", "PHR-1", "Coffee"), ("link", "PHR-1", "follows", "PHR-1")):
        refused = run(*command)
        assert (refused.exit, "PHR-0001 is private: the tree has no page" in refused.err) == (
            3,
            True,
        )
    # Another clone gave its number to a record that came here.
    run("phr", "new", "Cocoa", "--prompt", "Cocoa.", "--visibility", "full").ok()
    page = team.record()
    (team.top / page.path).rename(team.top / page.path.replace("0002", "0001"))
    shown = run("show", "PHR-1")
    assert "; a private record: history/" in shown.err
    assert run("show", shown.err.split()[-1]).out != shown.out


def test_a_decision_of_a_private_prompt_quotes_nothing(team: Stage, run: Runner) -> None:
    team.git("checkout", "-q", "-b", "security/leak")
    agent = actor("claude", "5e55-1", team.top)
    prompt = f"Cache the {WORD} in Redis instead of Memcached, since it has to outlive a restart."
    team.take([*agent.begin(), *agent.ask(prompt)])
    team.write("requirements.txt", "redis==5.0\n")
    answers = team.take([*agent.wrote("requirements.txt"), *agent.stop(f"{ANSWER} By Redis.")])
    suggestion = next(word for word in answers[-1].split() if word.startswith("S-0001-"))
    run("adr", "new", "Use Redis", "--from", suggestion[:8]).ok()
    (decision,) = (team.top / "decisions").glob("0001*.md")
    assert WORD not in decision.read_text("utf-8")
    assert "PHR-0001" not in decision.read_text("utf-8")
    again = run("adr", "new", "Use Redis", "--from", "S-0001-1")
    assert "S-0001-1 is accepted already" in again.err
