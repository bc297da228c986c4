"""Importing a store: what a record says, that each prompt gets one once, and what is left out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.agents import recording
from minutebook.agents.audit import report
from minutebook.agents.stores import importing
from minutebook.agents.stores.importing import StoreImport, import_store
from minutebook.agents.turns import turn_drafts
from minutebook.errors import UsageError
from minutebook.operations.project import open_project
from minutebook.records import reader
from stored_prompts import (
    AIDER_HISTORY,
    SESSION,
    add_note,
    authorship_note,
    checkpoint_files,
    claude_rows,
    message,
    put_specstory,
    put_tree,
    tool_use,
)

import agent_transcripts as transcripts
from command_runner import Runner, read_tree

Git = Callable[..., str]
TOKEN = "ghp_" + "R7bK9q2LmX4pWt8Vc1Yz3dEf6GhJ5nQsUa0T"
WORDS = ("Add a cart", "Empty the cart", "continue", "continue")


@pytest.fixture(autouse=True)
def home(repo: Path, run: Runner, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in transcripts.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    run("init").ok()
    (repo / "src").mkdir()
    (repo / "src/cart.py").write_text("cart = []\n")
    git("add", "-A")
    git("commit", "-q", "-m", "begin")


def put_session(repo: Path, *prompts: str, name: str = "one", session: str = SESSION) -> Path:
    """A page of SpecStory with a prompt each minute; the first one edits a file."""
    edited = "\n```text\nThe file /home/jo/shop/src/cart.py has been updated successfully.\n```"
    messages = []
    for number, prompt in enumerate(prompts):
        messages.append((f"User (2026-03-06 20:{number:02d}:00Z)", prompt))
        if not number:
            messages.append(
                ("Agent (opus 2026-03-06 20:00:10Z)", tool_use("write", "Edit", edited))
            )
        messages.append((f"Agent (opus 2026-03-06 20:{number:02d}:30Z)", f"Answer {number}."))
    return put_specstory(repo, name, *messages, session=session)


def import_from(repo: Path, name: str = "specstory", path: str = "", **more: object) -> StoreImport:
    return import_store(open_project(str(repo)), name, path, **more)  # type: ignore[arg-type]


def list_titles(result: StoreImport) -> list[str]:
    return [record.title for record in result.records]


def test_what_a_record_says(repo: Path, run: Runner) -> None:
    put_session(repo, "Add a *cart*.\n\n---\n\n  Two items  ", "Why?")
    result = import_from(repo)
    assert [record.path for record in result.records] == [
        "history/prompts/general/0001-add-a-cart.general.prompt.md",
        "history/prompts/general/0002-why.explainer.prompt.md",
    ]
    fields = result.records[0].fields
    assert reader.read_prompt(result.records[0]) == "Add a *cart*.\n\n---\n\n  Two items  "
    assert "Answer 0." in result.records[0].text
    assert {name: fields[name] for name in ("surface", "model", "session", "fidelity", "user")} == {
        "surface": "claude",
        "model": "opus",
        "session": SESSION,
        "fidelity": "verbatim",
        "user": "Ada Example",
    }
    assert (fields["files"], fields["duration"]) == (["src/cart.py"], "30s")
    assert str(fields["date"]) == "2026-03-06"
    assert (result.turn_count, result.known_count, result.problems) == (2, 0, ())
    assert run("check").ok().out == "nothing wrong\n"


def test_aider_s_own_commits_and_day(repo: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    sha = git("rev-parse", "HEAD").strip()
    history = AIDER_HISTORY.replace("COMMIT", sha[:7]).replace("edit to loader.py", "edit to a.py")
    (repo / ".aider.chat.history.md").write_text(history)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")  # where 23:30 in UTC is another day
        time.tzset()
        first, *_ = import_from(repo, "aider").records
    time.tzset()
    fields = first.fields
    assert (str(fields["date"]), fields["commits"]) == ("2026-01-05", [sha[:12]])
    assert (fields["files"], fields["model"]) == (["a.py"], "gpt-4o")
    assert fields["fidelity"] == "verbatim"


def test_prompts_of_several_pages_are_numbered_by_their_times(repo: Path) -> None:
    put_specstory(repo, "b", ("User (2026-03-06 09:00:00Z)", "First"), session="s-b")
    put_specstory(repo, "a", ("User (2026-03-06 10:00:00Z)", "Second"), session="s-a")
    assert list_titles(import_from(repo)) == ["First", "Second"]


# Once -------------------------------------------------------------------------------------------


def test_a_second_run_makes_nothing(repo: Path) -> None:
    put_session(repo, *WORDS)
    assert list_titles(import_from(repo)) == [
        "Add a cart",
        "Empty the cart",
        "Continue",
        "Continue",
    ]
    before = read_tree(repo)
    result = import_from(repo)
    assert (result.records, result.writes, result.known_count) == ((), (), 4)
    assert read_tree(repo) == before


def test_only_what_came_since_is_made(repo: Path) -> None:
    put_session(repo, *WORDS[:3])
    import_from(repo)
    put_session(repo, *WORDS, "More")
    result = import_from(repo)
    assert (list_titles(result), result.known_count) == (["Continue", "More"], 3)


def rename_page(repo: Path, run: Runner, git: Git) -> None:
    page = next(repo.glob("history/prompts/general/0001-*"))
    page.rename(page.with_name("0001-another-name.general.prompt.md"))


def renumber_page(repo: Path, run: Runner, git: Git) -> None:
    page = next(repo.glob("history/prompts/general/0001-*"))
    page.write_text(page.read_text().replace('id: "0001"', 'id: "0091"'))
    page.rename(page.with_name(page.name.replace("0001", "0091")))


def retitle_page(repo: Path, run: Runner, git: Git) -> None:
    page = next(repo.glob("history/prompts/general/0001-*"))
    page.write_text(page.read_text().replace("title: Add a cart", "title: Carts"))


def move_to_branch(repo: Path, run: Runner, git: Git) -> None:
    git("checkout", "-q", "-b", "topic")
    git("add", "history")
    git("commit", "-q", "-m", "records")
    git("checkout", "-q", "main")


def forget_the_state(repo: Path, run: Runner, git: Git) -> None:
    """As in another clone: nothing is known but the pages."""
    import shutil

    shutil.rmtree(repo / ".git/minutebook", ignore_errors=True)


@pytest.mark.parametrize(
    "change", [rename_page, renumber_page, retitle_page, move_to_branch, forget_the_state]
)
def test_records_are_known_wherever_they_went(
    repo: Path, run: Runner, git: Git, change: Callable[[Path, Runner, Git], None]
) -> None:
    page = put_session(repo, *WORDS)
    git("add", ".specstory")
    git("commit", "-q", "-m", "prompts")
    import_from(repo)
    change(repo, run, git)
    assert page.exists()
    result = import_from(repo)
    assert (list_titles(result), result.known_count) == ([], 4)


def test_what_our_own_hooks_captured_is_not_imported(repo: Path) -> None:
    base = transcripts.asked(repo, SESSION, f"Use {TOKEN} for the cart", "Done")
    recording.record_ended_turns(str(repo), base)
    put_session(repo, f"Use {TOKEN} for the cart", "Why?")
    result = import_from(repo)
    assert (list_titles(result), result.known_count) == (["Why?"], 1)


def test_the_same_words_in_another_session_are_another_prompt(repo: Path) -> None:
    put_session(repo, "Add a cart")
    put_session(repo, "Add a cart", name="two", session="another-session")
    assert len(import_from(repo).records) == 2
    assert import_from(repo).known_count == 2


def test_a_session_that_several_stores_hold(repo: Path, git: Git) -> None:
    put_session(repo, "Add a cart", "Why?")
    notes = [message("user", "Add a cart", "00:00"), message("user", "Only in git-ai", "01:00")]
    add_note(git, git("rev-parse", "HEAD").strip(), authorship_note(notes))
    rows = claude_rows(("Why?", "So.", ""), ("Only in Entire", "Yes.", ""))
    files = checkpoint_files("a3/b2c4d5e6f7", rows, [], session=f"2026-03-06-{SESSION}")
    put_tree(git, "refs/heads/entire/checkpoints/v1", files)
    assert len(import_from(repo).records) == 2
    assert list_titles(import_from(repo, "git-ai")) == ["Only in git-ai"]
    assert list_titles(import_from(repo, "entire")) == ["Only in Entire"]


def test_what_another_tool_hid_is_known_by_the_rest(repo: Path, git: Git) -> None:
    put_session(repo, "Sign with the word Tolstoy in it", "Why?")
    import_from(repo)
    rows = claude_rows(("Sign with the word REDACTED in it", "Done.", ""), ("REDACTED", "?", ""))
    files = checkpoint_files("a3/b2c4d5e6f7", rows, [])
    put_tree(git, "refs/heads/entire/checkpoints/v1", files)
    result = import_from(repo, "entire")
    assert (list_titles(result), result.known_count) == (["REDACTED"], 1)
    assert result.records[0].fields["fidelity"] == "redacted"
    assert import_from(repo, "entire").known_count == 2


def test_the_audit_takes_an_imported_prompt_for_the_agent_s_own(
    repo: Path, git: Git, world: dict[str, str]
) -> None:
    prompts = ("Sign with the word Tolstoy in it", "Why?")
    transcripts.claude(Path(world["HOME"]), repo, SESSION, *((each, "So.") for each in prompts))
    rows = claude_rows(("Sign with the word REDACTED in it", "So.", ""), ("Why?", "So.", ""))
    put_tree(git, "refs/heads/entire/checkpoints/v1", checkpoint_files("a3/b2c4d5e6f7", rows, []))
    assert len(import_from(repo, "entire").records) == 2
    audit = report.run_audit(open_project(str(repo)), backfill=True)
    assert (audit.backfilled_records, audit.false_claims) == ((), ())
    assert len(audit.due_prompts) == 2


def test_a_turn_that_was_recorded_meanwhile_is_left_out(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_session(repo, "Add a cart", "Why?")
    select = importing._select_missing

    def select_late(*args: object) -> object:
        missing = select(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(importing, "_select_missing", select)
        import_from(repo, limit=1)  # another process, after the records were compared
        return missing

    monkeypatch.setattr(importing, "_select_missing", select_late)
    assert list_titles(import_from(repo)) == ["Why?"]


# Redacted ---------------------------------------------------------------------------------------


def test_secrets_are_hidden_in_all_that_is_written(repo: Path, git: Git) -> None:
    put_session(repo, f"Use {TOKEN}", f"{TOKEN} again?")
    (repo / ".aider.chat.history.md").write_text(AIDER_HISTORY.replace("continue", f"Say {TOKEN}"))
    note = authorship_note(
        [message("user", f"Try {TOKEN}", "00:00")], author=f"{TOKEN} <jo@example.org>"
    )
    add_note(git, git("rev-parse", "HEAD").strip(), note)
    for name in ("specstory", "aider", "git-ai"):
        result = import_from(repo, name)
        assert result.records
        assert [write.text for write in result.writes if TOKEN in (write.text or "")] == []
    pages = [path.read_text() for path in (repo / "history").rglob("*.md")]
    assert any("[redacted: github-token]" in page for page in pages)
    assert not any(TOKEN in page for page in pages)
    assert import_from(repo).known_count == 2


# What is left out -------------------------------------------------------------------------------


def test_since_and_limit(repo: Path) -> None:
    put_specstory(repo, "a", ("User (2026-03-05 09:00:00Z)", "Old words"), session="s-a")
    put_session(repo, *WORDS)
    result = import_from(repo, since="2026-03-06", limit=2)
    assert list_titles(result) == ["Add a cart", "Empty the cart"]
    assert (result.early_count, result.later_count) == (1, 2)
    result = import_from(repo, limit=1)
    assert (list_titles(result), result.known_count, result.later_count) == (["Old words"], 2, 2)


def test_a_later_prompt_with_the_words_of_an_earlier_one(repo: Path) -> None:
    for day in ("05", "06"):
        put_specstory(repo, f"on-{day}", (f"User (2026-03-{day} 09:00:00Z)", "continue"))
    (record,) = import_from(repo, limit=1).records
    assert str(record.fields["date"]) == "2026-03-05"
    (record,) = import_from(repo, since="2026-03-06").records
    assert str(record.fields["date"]) == "2026-03-06"


def test_a_dry_run_writes_nothing(repo: Path) -> None:
    put_session(repo, *WORDS)
    before = read_tree(repo)
    result = import_from(repo, dry_run=True)
    assert len(result.records) == 4
    assert read_tree(repo) == before
    made = import_from(repo)
    assert [record.path for record in made.records] == [record.path for record in result.records]
    assert made.writes == result.writes


def test_a_dry_run_writes_nothing_into_git_s_directory_either(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_session(repo, "long words " * 30_000, "Break it", "Why?")
    build = turn_drafts.build_draft

    def build_or_fail(*args: object, **more: object) -> object:
        if getattr(args[2], "prompt", "") == "Break it":
            raise ValueError("a detector's bug")
        return build(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(turn_drafts, "build_draft", build_or_fail)
    before = sorted(repo.rglob("*"))
    result = import_from(repo, dry_run=True)
    assert (len(result.records), len(result.problems)) == (2, 1)
    assert sorted(repo.rglob("*")) == before
    assert capsys.readouterr().err == ""
    assert import_from(repo).writes == result.writes
    assert list((repo / ".git/minutebook/prompts").iterdir())


def test_where_nothing_can_be_written_that_is_the_error(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise OSError(30, "Read-only file system")

    put_session(repo, "Add a cart", "Why?")
    monkeypatch.setattr(turn_drafts, "build_draft", refuse)
    with pytest.raises(OSError, match="Read-only"):
        import_from(repo)
    assert capsys.readouterr().err == ""


def test_turns_that_changed_nothing_where_the_settings_say_so(repo: Path) -> None:
    (repo / "minutebook.toml").write_text('record = "changes"\n')
    put_session(repo, *WORDS)
    result = import_from(repo)
    assert (list_titles(result), result.unchanging_count) == (["Add a cart"], 3)


def test_a_bad_file_does_not_keep_the_others_back(repo: Path) -> None:
    put_session(repo, "Add a cart")
    folder = repo / ".specstory/history"
    (folder / "bad.md").write_text("<!-- Generated by SpecStory -->\n\nAdd\n")
    (folder / "latin.md").write_bytes(b"<!-- Generated by SpecStory -->\n\n_**User**_\n\n\xe9\n")
    (folder / "pipe.md").symlink_to("/dev/zero")
    result = import_from(repo)
    assert list_titles(result) == ["Add a cart"]
    assert result.problems == (
        ".specstory/history/bad.md: nobody speaks in it: it has no line such as _**User**_",
        ".specstory/history/latin.md: it is not UTF-8 text",
    )


def test_a_turn_of_which_no_record_can_be_made(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_session(repo, "Add a cart", "Break it", "Why?")
    build = turn_drafts.build_draft

    def build_or_fail(
        project: object, redactor: object, turn: object, *args: object, **more: object
    ) -> object:
        if getattr(turn, "prompt", "") == "Break it":
            raise ValueError("a detector's bug")
        return build(project, redactor, turn, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(turn_drafts, "build_draft", build_or_fail)
    result = import_from(repo)
    assert list_titles(result) == ["Add a cart", "Why?"]
    assert result.problems == (f"claude {SESSION}: a detector's bug",)


OWN_TEXTS = (
    "/clear",
    "/compact",
    "/compact keep the plan",
    "/model opus",
    "This session is being continued from a previous conversation that ran out of context.\nIt …",
    "Caveat: The messages below were generated by the user while running local commands. DO NOT …",
    "<command-name>/clear</command-name>\n<command-message>clear</command-message>",
)
USERS_TEXTS = ("/review the cart", "/clear\nand begin", "/models are slow", "Caveat: it is late")


def test_what_an_agent_says_in_the_user_s_name_is_no_prompt(repo: Path, git: Git) -> None:
    texts = ("Add a cart", *OWN_TEXTS, *USERS_TEXTS)
    page = put_session(repo, *texts)
    result = import_from(repo, dry_run=True)
    assert [reader.read_prompt(record) for record in result.records] == ["Add a cart", *USERS_TEXTS]
    page.unlink()
    files = checkpoint_files("a3/b2c4d5e6f7", ["??"], texts, agent="Strange", session="s-1")
    put_tree(git, "refs/heads/entire/checkpoints/v1", files)
    result = import_from(repo, "entire")
    assert [reader.read_prompt(record) for record in result.records] == ["Add a cart", *USERS_TEXTS]


def test_what_follows_a_local_command_is_no_answer_to_the_prompt_before(repo: Path) -> None:
    put_session(repo, "Add a cart", "/model opus")
    (record,) = import_from(repo).records
    assert "Answer 0." in record.text
    assert "Answer 1." not in record.text


def test_paths_of_another_machine(repo: Path) -> None:
    names = ["/home/jo/shop/src/cart.py", "C:\\shop\\src\\cart.py", "/etc/passwd", "../x.py"]
    body = [tool_use("write", "Edit", f"\n- file_path: `{name}`\n") for name in names]
    put_specstory(
        repo, "one", ("User (2026-03-06 20:00:00Z)", "Add a cart"),
        *(("Agent (opus 2026-03-06 20:00:10Z)", text) for text in body),
    )  # fmt: skip
    (record,) = import_from(repo).records
    assert record.fields["files"] == ["src/cart.py"]


# Where it is looked for -------------------------------------------------------------------------


def test_another_place(repo: Path, tmp_path: Path) -> None:
    page = put_session(tmp_path / "elsewhere", "Add a cart")
    assert list_titles(import_from(repo, path=str(page.parent))) == ["Add a cart"]
    relative = os.path.relpath(page, repo)
    assert import_from(repo, path=relative).known_count == 1
    with pytest.raises(UsageError, match="nothing is at"):
        import_from(repo, path="nowhere")


def test_a_link_out_of_the_repository_is_not_followed(repo: Path, tmp_path: Path) -> None:
    page = put_session(tmp_path / "elsewhere", "Private words")
    (repo / ".specstory").symlink_to(page.parent.parent)
    assert import_from(repo).turn_count == 0
    (repo / ".specstory").unlink()
    (repo / ".specstory/history").mkdir(parents=True)
    (repo / ".specstory/history/one.md").symlink_to(page)
    assert import_from(repo).turn_count == 0


def test_an_unknown_store(repo: Path) -> None:
    with pytest.raises(UsageError, match="no store is called 'story'"):
        import_from(repo, "story")
    assert import_from(repo, "Git_AI").places[0] == "refs/notes/ai"
