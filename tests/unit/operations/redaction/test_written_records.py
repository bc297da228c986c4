"""Secrets are taken out of records that are written already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from minutebook.errors import UsageError
from minutebook.operations.creation import create
from minutebook.operations.project import Project, open_project
from minutebook.operations.redaction.text_limits import locate_long_prompt, store_long_prompt
from minutebook.operations.redaction.written_records import HiddenPlace, redact_record
from minutebook.records import reader
from minutebook.records.drafting.drafts import AdrDraft, PhrDraft, compute_digest
from minutebook.records.model import PHR

from agent_events import Stage, actor
from command_runner import Runner
from secret_shapes import Maker

TOKEN = "ghp_" + Maker(1).a(36)
UNSEEN = "tulip meadow"  # no finder knows that this is a secret

Git = Callable[..., str]


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def write_prompt(project: Project, **fields: object) -> str:
    """A prompt record with what it was given, and its path."""
    draft = PhrDraft(**{"title": "Ask", "fidelity": "verbatim", **fields})  # type: ignore[arg-type]
    return create.create_phr(project, draft, redact=False).records[0].path


def test_links_to_sessions_are_hidden_where_secrets_are_kept(project: Project) -> None:
    link = "https://claude.ai/code/session_01AbCdEfGh23"
    draft = PhrDraft(title="Ask", fidelity="verbatim", prompt=f"{TOKEN} of {link}")
    result = create.create_phr(project, draft, redact=False)
    assert f"{TOKEN} of [link to a session]" in Path(result.records[0].path).read_text("utf-8")
    assert result.warnings == ("hidden: prompt: session-link",)


def test_the_page_keeps_all_but_the_secret(project: Project) -> None:
    path = write_prompt(project, prompt=f"one\nwith {TOKEN}\nend", response=f"{TOKEN}, indeed")
    before = Path(path).read_text("utf-8")
    result = redact_record(project, "PHR-1")
    after = Path(path).read_text("utf-8")
    prompt = "one\nwith [redacted: github-token]\nend"
    assert after == (
        before.replace(TOKEN, "[redacted: github-token]")
        .replace("fidelity: verbatim", "fidelity: redacted")
        .replace(compute_digest(f"one\nwith {TOKEN}\nend"), compute_digest(prompt))
    )
    assert reader.read_prompt(result.records[0]) == prompt
    lines = [number for number, line in enumerate(before.split("\n"), 1) if TOKEN in line]
    assert result.hidden == tuple(HiddenPlace("github-token", line, 40) for line in lines)
    assert result.held == ()
    assert result.other_paths == ()
    assert redact_record(project, "PHR-1").writes == ()


def test_what_a_person_wrote_below_the_page_is_looked_at(project: Project) -> None:
    path = write_prompt(project, prompt=f"with {TOKEN}", response="yes", session="s-1")
    text = Path(path).read_text("utf-8") + f"\nI had {TOKEN} there.\n"
    Path(path).write_text(text, "utf-8")
    result = redact_record(project, "PHR-1")
    after = Path(path).read_text("utf-8")
    assert TOKEN not in after
    assert after.endswith("-->\n\nI had [redacted: github-token] there.\n")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if TOKEN in line]
    assert [place.line_number for place in result.hidden] == lines
    assert result.records[0].fields["fidelity"] == "redacted"
    assert result.records[0].findings == ()


def test_front_matter_stays_readable(project: Project) -> None:
    path = write_prompt(
        project, prompt="p", labels=("x", TOKEN), files=(f"a/{TOKEN}: b.py",), model=TOKEN
    )
    text = Path(path).read_text("utf-8").replace("---\n", f"---\n# by hand: {TOKEN}\n", 1)
    Path(path).write_text(text, "utf-8")
    result = redact_record(project, "PHR-1")
    after = Path(path).read_text("utf-8")
    assert TOKEN not in after
    assert "# by hand: [redacted: github-token]\n" in after
    assert result.records[0].fields["labels"] == ["x", "[redacted: github-token]"]
    assert result.records[0].fields["files"] == ["a/[redacted: github-token]: b.py"]
    assert result.records[0].findings == ()
    assert "fidelity: verbatim" in after  # the prompt held none


def test_a_name_that_shows_it_is_changed(project: Project, run: Runner, git: Git) -> None:
    write_prompt(project, title=f"Push with {TOKEN} now", prompt=f"{TOKEN}")
    decision = create.create_adr(project, AdrDraft("Tokens", links={"decided-in": ("PHR-1",)}))
    git("add", "-A")
    git("commit", "-qm", "two")
    result = redact_record(project, "PHR-1")
    path = "history/prompts/general/0001-push-with-redacted-github-token-now.general.prompt.md"
    assert result.records[0].path == path
    assert len(list(Path("history/prompts/general").glob("0001-*"))) == 1
    assert path in Path(decision.records[0].path).read_text("utf-8")
    names_and_texts = [
        (page.as_posix(), page.read_text("utf-8"))
        for folder in ("history", "decisions")
        for page in Path(folder).rglob("*.md")
    ]
    assert TOKEN.lower() not in repr(names_and_texts).lower()
    assert run("check", "--json").json["findings"] == []


def test_values_that_no_finder_knows_can_be_given(project: Project) -> None:
    write_prompt(project, prompt=f"say {UNSEEN}")
    other = write_prompt(project, title="Other", prompt=f"{UNSEEN}!")
    assert redact_record(project, "PHR-1").writes == ()
    result = redact_record(project, "PHR-1", values=[f"  {UNSEEN} ", ""])
    assert [place.kind for place in result.hidden] == ["secret"]
    assert UNSEEN not in result.records[0].text
    assert result.other_paths == (other,)
    with pytest.raises(UsageError, match="fewer than four characters"):
        redact_record(project, "PHR-1", values=["abc"])


def test_the_commits_that_hold_it_are_named(project: Project, git: Git, tmp_path: Path) -> None:
    path = write_prompt(project, prompt=f"first {TOKEN}")
    git("add", "-A")
    git("commit", "-qm", "added")
    added = git("rev-parse", "HEAD").strip()
    git("init", "-q", "--bare", str(tmp_path / "remote"))
    git("remote", "add", "origin", str(tmp_path / "remote"))
    git("push", "-q", "origin", "main")
    Path(path).write_text(Path(path).read_text("utf-8").replace("first", "second"), "utf-8")
    git("commit", "-qam", "changed")
    git("checkout", "-qb", "side", added)
    Path(path).write_text(Path(path).read_text("utf-8").replace("first", "third"), "utf-8")
    git("commit", "-qam", "aside")
    git("checkout", "-q", "main")
    result = redact_record(project, "PHR-1")
    assert {(held.subject, held.path, held.is_pushed) for held in result.held} == {
        ("aside", path, False),
        ("changed", path, False),
        ("added", path, True),
    }
    assert next(held.commit for held in result.held if held.subject == "added") == added
    assert all(held.date == "2026-01-31" for held in result.held)


def test_nothing_is_written_in_a_dry_run(project: Project) -> None:
    path = write_prompt(project, prompt=TOKEN)
    result = redact_record(project, "PHR-1", dry_run=True)
    assert TOKEN in Path(path).read_text("utf-8")
    assert path in result.paths
    assert "[redacted: github-token]" in result.records[0].text


def test_a_prompt_that_is_kept_whole_is_rewritten(project: Project) -> None:
    whole = f"{'x ' * 40_000}\n{UNSEEN}\n"
    shown = store_long_prompt(project, whole)
    path = write_prompt(project, prompt=shown, fidelity="truncated")
    old_digest = compute_digest(whole).removeprefix("sha256:")
    redact_record(project, "PHR-1", values=[UNSEEN], dry_run=True)
    assert Path(locate_long_prompt(project, old_digest)).exists()
    redact_record(project, "PHR-1", values=[UNSEEN])
    new_whole = whole.replace(UNSEEN, "[redacted: secret]")
    new_digest = compute_digest(new_whole).removeprefix("sha256:")
    assert Path(locate_long_prompt(project, new_digest)).read_text("utf-8") == new_whole
    assert not Path(locate_long_prompt(project, old_digest)).exists()
    (record,) = project.load_records().of_kind(PHR)
    assert record.path == path
    assert f"the whole prompt has sha256:{new_digest}" in (reader.read_prompt(record) or "")
    assert record.fields["fidelity"] == "truncated"


def test_a_decision_is_redacted_whatever_the_settings_say(project: Project) -> None:
    Path("minutebook.toml").write_text('redact = "off"\n', "utf-8")
    project = open_project(".")
    record = create.create_adr(project, AdrDraft("A", context=f"as {TOKEN}")).records[0]
    redact_record(project, "ADR-1")
    assert Path(record.path).read_text("utf-8") == record.text.replace(
        TOKEN, "[redacted: github-token]"
    )


def test_the_command_says_what_is_left_to_do(
    project: Project, run: Runner, git: Git, spawn: Callable[..., object]
) -> None:
    path = write_prompt(project, prompt=f"first {TOKEN}")
    answer = run("redact", "--in-record", "PHR-1", "--dry-run").ok()
    assert TOKEN in Path(path).read_text("utf-8")
    assert "no commit holds it" in answer.err
    git("add", "-A")
    git("commit", "-qm", "added")
    answer = run("redact", "--in-record", "PHR-1")
    assert answer.exit == 1
    assert "these commits still hold it:" in answer.out
    assert "not pushed" in answer.out
    assert "revoke the secret first" in answer.err
    assert "none is pushed" in answer.err
    assert TOKEN not in answer.out + answer.err
    document = run("redact", "--in-record", "PHR-1", "--json").json
    assert document["writes"] == document["hidden"] == document["commits"] == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["redact"], "say what to look at"),
        (["redact", "a.txt", "--values", "b"], "--values goes with --in-record"),
        (["redact", "a.txt", "--dry-run"], "--dry-run goes with --in-record"),
        (["redact", "a.txt", "--in-record", "PHR-1"], "does not go together with a file"),
    ],
)
def test_what_does_not_go_together_is_refused(
    repo: Path, run: Runner, args: list[str], message: str
) -> None:
    answer = run(*args)
    assert answer.exit == 2
    assert message in answer.err


def test_what_the_spool_still_holds_is_said(stage: Stage) -> None:
    agent = actor("claude", "s", stage.top)
    stage.take([*agent.ask(f'say {UNSEEN} "twice"'), *agent.stop("Said.")])
    project = open_project(str(stage.top))
    assert redact_record(project, "PHR-1", values=[f'{UNSEEN} "twice"'], dry_run=True).is_in_spool
    stage.take([*agent.ask("Next"), *agent.stop("Done.")])
    assert not redact_record(project, "PHR-1", values=[UNSEEN]).is_in_spool


def test_names_that_people_gave_are_changed_too(project: Project, run: Runner) -> None:
    """A token as it is in a file's name, and a folder that is called as a value."""
    Path("decisions").mkdir()
    Path(f"decisions/0005-tok-{TOKEN}.md").write_text("# Plain\n\n## Status\n\nAccepted\n", "utf-8")
    write_prompt(project, feature="hunter2hunter2", prompt="password: hunter2hunter2")
    run("index").ok()
    assert redact_record(project, "ADR-5").records[0].path == "decisions/0005-plain.md"
    result = redact_record(project, "PHR-1")
    assert result.records[0].path.startswith("history/prompts/redacted-")
    pages = [
        f"{page}\n{page.read_text('utf-8') if page.is_file() else ''}"
        for folder in ("history", "decisions")
        for page in Path(folder).rglob("*")
    ]
    assert not [page for page in pages if TOKEN.lower() in page.lower() or "hunter2" in page]
    assert run("check", "--json").json["findings"] == []


def test_a_page_that_is_not_read_whole_is_refused(project: Project, run: Runner) -> None:
    Path("decisions").mkdir()
    Path("decisions/0001-long.md").write_text(f"# Long\n{'a b ' * 300_000}\n{TOKEN}\n", "utf-8")
    answer = run("redact", "--in-record", "ADR-1")
    assert answer.exit == 3
    assert "ADR-1" in answer.err or "0001-long.md" in answer.err


def test_what_is_staged_and_what_was_amended_is_named(project: Project, git: Git) -> None:
    path = write_prompt(project, prompt=f"first {TOKEN}")
    git("add", "-A")
    result = redact_record(project, "PHR-1", dry_run=True)
    assert [(held.commit, held.path) for held in result.held] == [("", path)]
    git("commit", "-qm", "added")
    added = git("rev-parse", "HEAD").strip()
    redact_record(project, "PHR-1")
    git("add", "-A")
    git("commit", "-q", "--amend", "-m", "amended")
    result = redact_record(project, "PHR-1", values=[TOKEN])
    assert [held.commit for held in result.held] == [added]


def test_other_pages_that_hold_it_are_named(project: Project, run: Runner) -> None:
    """A record with the command that mends it, a page that is no record for a person to edit."""
    write_prompt(project, prompt=f"first {TOKEN}")
    other = write_prompt(project, title="Other", prompt=f"second {TOKEN}")
    run("index").ok()
    page = Path("history/README.md")
    page.write_text(f"by hand: {TOKEN}\n\n{page.read_text('utf-8')}", "utf-8")
    answer = run("redact", "--in-record", "PHR-1")
    assert answer.exit == 1
    assert f"redact --in-record {other} --values FILE" in answer.err
    assert f"{page} holds it too, and is no record: edit it" in answer.err
