"""What a record shows of the texts that it is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.lean.values import replace
from minutebook.operations.creation import create
from minutebook.operations.project import Project, open_project
from minutebook.operations.redaction.redactor import Redactor, warn_of_hidden
from minutebook.records.drafting.drafts import AdrDraft, Outcome, PhrDraft
from minutebook.records.phr.suggestions import Suggestion

from command_runner import Runner
from secret_shapes import Maker

TOKEN = "ghp_" + Maker(1).a(36)
PASSWORD = "mellow" + Maker(2).a(6) + "7!"


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def read_all(folder: str = ".") -> str:
    """The names and texts of all files that records may be in."""
    paths = [path for path in Path(folder).rglob("*") if ".git" not in path.parts]
    return "\n".join(
        f"{path}\n{path.read_text('utf-8') if path.is_file() else ''}" for path in paths
    )


def test_no_field_of_a_prompt_record_shows_a_secret(project: Project) -> None:
    draft = PhrDraft(
        title=f"Push with {TOKEN}",
        feature=f"f-{TOKEN}",
        prompt=f"the password is {PASSWORD}",
        response=f"I used {PASSWORD}",
        model=TOKEN,
        agent=TOKEN,
        surface=TOKEN,
        branch=f"fix/{TOKEN}",
        user=TOKEN,
        command=f"/go {TOKEN}",
        session=TOKEN,
        labels=(TOKEN,),
        files=(f"a/{PASSWORD}.txt",),
        tests=(f"pytest --token {TOKEN}: ok",),
        spec=f"https://x.org/?token={TOKEN}",
        ticket=TOKEN,
        pr=TOKEN,
        outcome=Outcome(impact=TOKEN, tests=TOKEN, files=TOKEN, next=TOKEN, reflection=TOKEN),
        evaluation=TOKEN,
        suggestions=(
            Suggestion(
                "",
                f"Use {TOKEN}",
                0.5,
                title=TOKEN,
                topics=(TOKEN,),
                options=(TOKEN,),
                evidence=(f"a.py:1 {TOKEN}",),
            ),
        ),
    )
    result = create.create_phr(project, draft)
    shown = read_all()
    assert TOKEN not in shown
    assert TOKEN.lower() not in shown
    assert PASSWORD not in shown
    (warning,) = result.warnings
    assert "title: github-token" in warning
    assert "prompt: password" in warning
    assert TOKEN not in warning


def test_no_field_of_a_decision_shows_a_secret(project: Project) -> None:
    draft = AdrDraft(
        f"Use {TOKEN}",
        deciders=(TOKEN,),
        feature=TOKEN,
        context=f"one\ntwo {TOKEN}",
        drivers=(TOKEN,),
        options=(TOKEN, "None"),
        decision=TOKEN,
        consequences=TOKEN,
    )
    Path("own.md").write_text(
        "# {{ title }}\n{{ status }} {{ date }} {{ deciders }} {{ feature }} {{ context }}"
        " {{ drivers }} {{ options }} {{ decision }} {{ consequences }}\n"
    )
    result = create.create_adr(project, draft, template="own.md")
    assert TOKEN.lower() not in read_all("decisions").lower()
    assert "context, line 2: github-token" in result.warnings[0]


def test_what_is_shown_is_the_same_in_each_field(project: Project) -> None:
    other = "ghp_" + Maker(3).a(36)
    draft = PhrDraft("Two", prompt=f"{TOKEN} and {other}", response=f"{other} and {TOKEN}")
    text = create.create_phr(project, draft).records[0].text
    assert "[redacted: github-token] and [redacted: github-token 2]" in text
    assert "[redacted: github-token 2] and [redacted: github-token]" in text


def test_a_person_may_want_it_as_it_is(project: Project, run: Runner) -> None:
    prompt = f"token {TOKEN}"
    result = create.create_phr(project, PhrDraft("As it is", prompt=prompt), redact=False)
    assert TOKEN in result.records[0].text
    assert result.warnings == ()
    for args in (
        ("phr", "new", "A", "--prompt", prompt),
        ("adr", "new", "B", "--context", prompt),
        ("adr", "accept", "ADR-1", "--reason", prompt),
    ):
        run(*args, "--no-redact").ok()
    assert read_all().count(TOKEN) == 4


def test_what_was_hidden_is_said(project: Project, run: Runner) -> None:
    answer = run("phr", "new", "A", "--prompt", f"one\n{TOKEN}")
    assert answer.exit == 0
    assert answer.err == (
        "warning: hidden: prompt, line 2: github-token (--no-redact writes it as it is)\n"
        "next: minutebook show PHR-0001\n"
    )
    run("adr", "new", "B").ok()
    for verb in ("accept", "deprecate"):
        answer = run("adr", verb, "ADR-1", "--reason", f"it says {TOKEN}")
        assert "hidden: reason: github-token" in answer.err
    answer = run("adr", "supersede", "ADR-1", "--with", f"Take {TOKEN}")
    assert "hidden: title: github-token" in answer.err
    assert TOKEN not in read_all()


def test_a_warning_names_eight_places_at_most() -> None:
    (warning,) = warn_of_hidden([f"files: token {number}" for number in range(10)])
    assert warning == (
        "hidden: files: token 0; files: token 1; files: token 2; files: token 3; files: token 4;"
        " files: token 5; files: token 6; files: token 7 and 2 more (--no-redact writes it as it"
        " is)"
    )


def test_a_dismissal_s_reason_is_redacted(project: Project, run: Runner) -> None:
    suggestion = Suggestion("", "Use Redis", 0.5)
    create.create_phr(project, PhrDraft("A", suggestions=(suggestion,)))
    answer = run("suggest", "dismiss", "S-0001-1", "--reason", f"we have {TOKEN}")
    assert "hidden: reason: github-token" in answer.err
    assert TOKEN not in read_all()


def test_nothing_is_hidden_where_the_settings_say_so(project: Project) -> None:
    project = replace(project, settings=replace(project.settings, redact="off"))
    result = create.create_phr(project, PhrDraft("A", prompt=f"token {TOKEN}"))
    assert TOKEN in result.records[0].text
    assert result.warnings == ()


def test_personal_data_is_hidden_on_request(project: Project) -> None:
    draft = PhrDraft("A", prompt="write to jane.doe@acme-widgets.com")
    assert "jane.doe@acme-widgets.com" in create.create_phr(project, draft).records[0].text
    project = replace(project, settings=replace(project.settings, redact_personal="on"))
    assert "jane.doe@acme-widgets.com" not in create.create_phr(project, draft).records[0].text


def test_values_of_the_context_are_hidden_and_the_context_is_not_shown(project: Project) -> None:
    redactor = Redactor(project)
    redactor.add_context([f"DB_PASSWORD={PASSWORD}"])
    first, second = redactor.redact_texts([f"it is {PASSWORD} now", "fine"])
    assert PASSWORD not in first.text
    assert second.text == "fine"
    (later,) = redactor.redact_texts([f"again {PASSWORD}"])
    assert later.text == first.text.replace("it is", "again").removesuffix(" now")


def test_generated_pages_do_not_carry_a_secret_on(project: Project, run: Runner) -> None:
    Path("decisions").mkdir()
    for number, title in ((1, f"Take {TOKEN}"), (2, "Plain")):
        Path(f"decisions/000{number}-d.md").write_text(
            f"---\nstatus: accepted\n---\n\n# {title}\n", "utf-8"
        )
    run("index").ok()
    run("link", "ADR-2", "depends-on", "ADR-1").ok()
    assert "depends on [ADR-0001 Take \\[redacted: github-token\\]]" in Path(
        "decisions/0002-d.md"
    ).read_text("utf-8")
    index = Path("decisions/README.md").read_text("utf-8")
    assert "Take \\[redacted: github-token\\]" in index
    assert TOKEN not in index
    run("adr", "new", f"Also {TOKEN}", "--no-redact").ok()
    index = Path("decisions/README.md").read_text("utf-8")
    assert TOKEN not in index
    run("index", "--check").ok()
    codes = [finding["code"] for finding in run("check", "--json").json["findings"]]
    assert "stale-index" not in codes
    assert "stale-block" not in codes


def test_a_record_s_edit_is_looked_at(
    project: Project, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = create.create_adr(project, AdrDraft("A")).records[0]
    script = Path("editor.sh")
    script.write_text(f"#!/bin/sh\nprintf 'token {TOKEN}\\n' >> \"$1\"\n", "utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script.resolve()))
    answer = run("edit", "ADR-1")
    assert answer.exit == 1
    assert f"{record.path} now holds what looks like a secret: github-token" in answer.err
    assert "hint: minutebook redact --in-record ADR-0001" in answer.err
    script.write_text('#!/bin/sh\nprintf "more\\n" >> "$1"\n', "utf-8")
    run("edit", "ADR-1").ok()
    Path("minutebook.toml").write_text('redact = "off"\n', "utf-8")
    script.write_text(f"#!/bin/sh\nprintf 'token {TOKEN[::-1]} {TOKEN}x\\n' >> \"$1\"\n", "utf-8")
    run("edit", "ADR-1").ok()


def test_files_whose_names_are_redacted_are_not_missed(project: Project, run: Runner) -> None:
    create.create_phr(project, PhrDraft("A", prompt="Do it.", files=(f"a/{TOKEN}.txt",)))
    assert run("check", "--json").json["findings"] == []


def test_a_very_long_prompt_is_kept_apart_as_an_agent_s_is(project: Project) -> None:
    prompt = f"{'word ' * 60_000}\nwith {TOKEN}"
    planned = create.create_phr(project, PhrDraft("Long", prompt=prompt), dry_run=True)
    assert not list(Path(".git/minutebook").glob("prompts/*"))
    record = create.create_phr(project, PhrDraft("Long", prompt=prompt)).records[0]
    assert record.text == planned.records[0].text
    assert len(record.text) < 80_000
    assert "fidelity: truncated" in record.text
    (whole,) = Path(".git/minutebook/prompts").iterdir()
    assert whole.read_text("utf-8") == prompt.replace(TOKEN, "[redacted: github-token]")
