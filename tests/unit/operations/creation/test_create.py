"""New records: what they are made of, where they go, and that every list shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import UnknownRef, UsageError
from minutebook.lean.values import replace
from minutebook.operations import check
from minutebook.operations.creation import create
from minutebook.operations.project import Project, open_project
from minutebook.records import reader
from minutebook.records.drafting.drafts import AdrDraft, Outcome, PhrDraft
from minutebook.records.model import ADR, PHR, Folder, Record
from minutebook.text import dates

from command_runner import Runner


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def read(record: Record) -> str:
    return Path(record.path).read_text("utf-8")


def test_git_fills_in_what_the_draft_leaves_open(project: Project, git: Callable[..., str]) -> None:
    git("checkout", "-q", "-b", "feature/007-cart")
    record = create.create_phr(project, PhrDraft("A\n title ")).records[0]
    assert record.title == "A title"
    text = read(record)
    for line in (
        "stage: general", "date: 2026-01-31", "branch: feature/007-cart", "user: Ada Example",
        "feature: 007-cart",
    ):  # fmt: skip
        assert f"\n{line}\n" in text
    assert record.subfolder == "007-cart"


def test_configured_stages_are_known(project: Project) -> None:
    with pytest.raises(UsageError, match="no stage is called 'deploy'") as error:
        create.create_phr(project, PhrDraft("A", stage="deploy"))
    assert "stages =" in error.value.hint
    configured = replace(project, settings=replace(project.settings, stages=("deploy",)))
    record = create.create_phr(configured, PhrDraft("A", stage="deploy")).records[0]
    assert record.path == "history/prompts/general/0001-a.deploy.prompt.md"
    assert record.state_raw == "deploy"


@pytest.mark.parametrize("title", ["", "  ", "\n", "\x00", "\u202e"])
def test_a_title_without_letters_is_refused(title: str, project: Project) -> None:
    for make in (
        lambda: create.create_phr(project, PhrDraft(title)),
        lambda: create.create_adr(project, AdrDraft(title)),
    ):
        with pytest.raises(UsageError, match="title is empty"):
            make()


@pytest.mark.parametrize("status", ["proposed", "accepted", "rejected", "deprecated"])
def test_a_new_decision_has_a_status(status: str, project: Project) -> None:
    assert create.create_adr(project, AdrDraft("A", status)).records[0].state == status


@pytest.mark.parametrize("status", ["superseded", "Accepted", "maybe"])
def test_a_new_decision_has_no_other_status(status: str, project: Project) -> None:
    with pytest.raises(UsageError, match="a new decision cannot be"):
        create.create_adr(project, AdrDraft("A", status))


def test_a_new_record_is_linked_from_both_ends(project: Project) -> None:
    first = create.create_adr(project, AdrDraft("First", "accepted")).records[0]
    draft = PhrDraft("Ask", adr=("ADR-1",), links={"relates-to": ("ADR-1",)})
    result = create.create_phr(project, draft)
    assert first.path in result.paths
    assert "decided in [PHR-0001 Ask]" in read(first)
    successor = create.create_adr(
        project, AdrDraft("Second", links={"decided-in": ("PHR-1",)}), supersedes=["1"]
    )
    assert successor.paths[0] == "decisions/0002-second.md"
    assert "superseded by [ADR-0002 Second]" in read(first)
    assert ", [ADR-0002 Second](" in read(result.records[0])


def test_a_number_given_as_adr_means_a_decision(project: Project) -> None:
    create.create_adr(project, AdrDraft("First"))
    create.create_phr(project, PhrDraft("Ask"))
    record = create.create_phr(project, PhrDraft("Again", adr=("1",))).records[0]
    assert [link.target for link in record.links] == ["0001-first"]
    with pytest.raises(UnknownRef):
        create.create_phr(project, PhrDraft("Never", adr=("PHR-1",)))


def test_a_mistaken_reference_does_not_name_the_new_record(repo: Path, run: Runner) -> None:
    run("init").ok()
    refused = run("adr", "supersede", "2", "--with", "Use Redis")
    assert refused.exit == 3
    assert "ADR-0002" in refused.err or "2" in refused.err
    assert "itself" not in refused.err


@pytest.mark.parametrize("feature", ["templates", "template", "Templates", "index", "_x", ".git"])
@pytest.mark.parametrize("stage", ["", "constitution"])
def test_a_new_prompt_is_listed_whatever_its_feature(
    feature: str, stage: str, project: Project
) -> None:
    made = create.create_phr(project, PhrDraft("A", feature=feature, stage=stage)).records
    assert open_project(".").load_records().members == made


@pytest.mark.parametrize("branch", ["feature/templates", "feature/template"])
def test_a_new_prompt_is_listed_whatever_its_branch(
    branch: str, project: Project, git: Callable[..., str]
) -> None:
    git("checkout", "-q", "-b", branch)
    made = create.create_phr(project, PhrDraft("A")).records
    assert made[0].subfolder == branch.removeprefix("feature/")
    assert open_project(".").load_records().members == made


@pytest.mark.parametrize("title", ["Template", "0000 template", "README", "index", "_draft", ".x"])
def test_a_new_decision_is_listed_whatever_its_title(title: str, project: Project) -> None:
    made = create.create_adr(project, AdrDraft(title)).records
    assert open_project(".").load_records().members == made


def test_a_record_that_no_list_would_show_is_a_bug(project: Project) -> None:
    """The folder of one kind lies where prompts of a feature go: the page would be a decision."""
    settings = replace(project.settings, adr_folders=("history/prompts/x",))  # never read so
    with pytest.raises(AssertionError, match="would not be read as a record"):
        create.create_phr(replace(project, settings=settings), PhrDraft("A", feature="x"))
    assert not Path("history").exists()


@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_date_that_is_taken_is_read_back(day: date) -> None:
    """The rule for options and JSON takes no date that a page is read otherwise by."""
    iso = dates.require_day(day.isoformat())
    for text in (f"---\ndate: {iso}\n---\n\n# A\n", f"# A\n\nDate: {iso}\n"):
        assert reader.read_record(Folder(ADR, "decisions"), "decisions/0001-a.md", text).date == iso
    prompt = f"---\ntitle: A\ndate: {iso}\n---\n"
    assert reader.read_record(Folder(PHR, "p"), "p/0001-a.prompt.md", prompt).date == iso


TITLES_AND_TEXTS = (
    ("10. Tenth", "This supersedes ADR-1."),
    ("Use `foo`", "{{NAME}} and [TODO: fix] and [option 1]"),
    ("ADR 5 is wrong", "Supersedes: [ADR-1](0001-x.md)\n\n## Status\n\nRejected"),
    ("[TODO] decide", "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x"),
    ("{{ user }} templates", "```\nnever closed"),
    ("[SOME_NAME] and <b>", "<!-- minutebook:links -->\nx\n<!-- /minutebook:links -->"),
    ("**bold** __init__", "<!-- minutebook:silence no-such-rule why -->"),
    ("007 agents", "```text\n<<<<<<< a\n=======\n>>>>>>> b\n```"),
    ("Status: rejected", "Amends ADR-1\nRelated: ADR-99\n> superseded by ADR-3, ADR-4"),
    ("Use C #", "Half a character: \udcff"),
)


@pytest.mark.parametrize("template", ["madr", "nygard", "spec-kit", "y-statement"])
def test_check_finds_nothing_after_new(project: Project, template: str) -> None:
    for title, text in TITLES_AND_TEXTS:
        draft = AdrDraft(title, context=text, decision=text, consequences=text, options=(text,))
        made = create.create_adr(project, draft, template=template).records[0]
        assert (made.title, made.state, made.links) == (title, "proposed", ())
        prompt = PhrDraft(title, response=text, labels=("TODO", "SOME_NAME"), feature="{{X}} y")
        if "<<<<<<<" not in text and "\udcff" not in text:  # a response is kept byte for byte
            assert create.create_phr(project, prompt).records[0].title == title
    create.create_phr(
        project, PhrDraft("Last", prompt="p", outcome=Outcome(TITLES_AND_TEXTS[1][1]))
    )
    # What the texts themselves name stays as it was entered, and may not be there.
    codes = {finding.code for finding in check.check_records(project, "HEAD", ())}
    assert codes <= {"dead-link", "dead-ref", "no-prompt"}


def test_a_value_needs_a_place_in_the_template(project: Project, repo: Path) -> None:
    draft = AdrDraft("A", deciders=("Bob",), drivers=("speed",))
    with pytest.raises(
        UsageError, match="'nygard' has no place for --decider and --driver"
    ) as refused:
        create.create_adr(project, draft, template="nygard")
    assert refused.value.hint.endswith(": madr, structured-madr, y-statement")
    (repo / "templates/adr").mkdir(parents=True)
    (repo / "templates/adr/ours.md").write_text(
        "# {{ title }}\n\n{{ deciders }} {{ drivers_line }}\n"
    )
    (repo / "own.md").write_text("# {{ title }}\n")
    with pytest.raises(
        UsageError, match=r"'own.md' has no place for --decider and --driver"
    ) as refused:
        create.create_adr(project, draft, template="own.md")
    assert refused.value.hint.endswith(": madr, ours, structured-madr, y-statement")
    assert create.create_adr(project, draft, template="ours").records[0].title == "A"
    (repo / "templates/adr/madr.md").write_text("# {{ title }}\n")
    with pytest.raises(UsageError) as refused:
        create.create_adr(project, replace(draft, review_by="2026-12-31", feature="f"))
    assert refused.value.hint.endswith(": y-statement")
    with pytest.raises(UsageError, match="has no place for") as refused:
        create.create_adr(
            project, replace(draft, consequences="c", more_information="m"), template="ours"
        )
    (repo / "templates/adr/y-statement.md").write_text("# {{ title }}\n")
    with pytest.raises(UsageError) as refused:
        create.create_adr(project, replace(draft, feature="f"), template="ours")
    assert "no template has a place for all of it" in refused.value.hint


def test_a_value_of_a_prompt_record_needs_a_place_in_the_template(
    project: Project, repo: Path
) -> None:
    (repo / "templates").mkdir()
    (repo / "templates/phr.md").write_text("# hello\n")
    draft = PhrDraft("A", prompt="p", response="r", outcome=Outcome(impact="i"))
    with pytest.raises(UsageError) as refused:
        create.create_phr(project, draft)
    assert refused.value.message == (
        "the template 'phr' has no place for the title, --prompt, --response and --outcome impact"
    )
    assert not Path("history").exists()
    (repo / "templates/phr.md").write_text("# {{ title }}\n\n{{ prompt }}\n")
    assert create.create_phr(project, PhrDraft("A", prompt="p")).warnings == ()
    with pytest.raises(UsageError, match=r"has no place for --label$"):
        create.create_phr(project, PhrDraft("A", prompt="p", labels=("x",)))


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ("## Prompt\n\n{{ prompt | upper }}\n\n## Response\n\n{{ response }}", "the prompt back"),
        ("Before {{ prompt }} after\n\n## Response\n\n{{ response }}", "the prompt back"),
        ("## Prompt\n\n{{ prompt }}\n\n{{ response }}", "the prompt and the response back"),
    ],
)
def test_a_template_gives_back_what_it_promises(
    body: str, lost: str, project: Project, repo: Path
) -> None:
    (repo / "templates").mkdir()
    (repo / "templates/phr.md").write_text(
        f"---\n{{{{ front_matter }}}}\n---\n\n{body}\n\n{{{{ record_block }}}}\n"
    )
    with pytest.raises(UsageError, match=f"does not give {lost}") as refused:
        create.create_phr(project, PhrDraft("A", prompt="P one", response="r"))
    assert "`## Prompt` and `{{ prompt }}`" in refused.value.hint
    assert not Path("history").exists()


def test_the_record_block_is_a_name_like_any_other(project: Project, repo: Path) -> None:
    (repo / "templates").mkdir()
    (repo / "templates/phr.md").write_text(
        "{% if record_block %}never{% endif %}{{ record_block }}\n---\n{{ front_matter }}\n---\n\n"
        "# {{ heading }}\n\n## Prompt\n\n{{ prompt }}\n"
    )
    record = create.create_phr(project, PhrDraft("A", prompt="p")).records[0]
    assert record.text.count("<!-- minutebook:record") == 1
    assert record.text.endswith("-->\n")


def test_the_title_of_a_decision_needs_a_place_in_the_template(
    project: Project, repo: Path
) -> None:
    (repo / "own.md").write_text("# hello\n")
    with pytest.raises(UsageError, match=r"'own.md' has no place for the title$") as refused:
        create.create_adr(project, AdrDraft("A"), template="own.md")
    assert refused.value.hint.startswith("take a template that has one: madr")
    (repo / "own.md").write_text("# {{ heading }}\n")
    assert create.create_adr(project, AdrDraft("A"), template="own.md").records[0].title == "A"


@pytest.mark.parametrize("template", ["# hello\n", "{{ nobody }}\n", None])
def test_no_template_loses_a_turn(template: str | None, project: Project, repo: Path) -> None:
    if template is None:
        project = replace(project, settings=replace(project.settings, phr_template="gone"))
    else:
        (repo / "templates").mkdir()
        (repo / "templates/phr.md").write_text(template)
    draft = PhrDraft("A", prompt="the prompt", response="the answer")
    created = create.create_phr(project, draft, is_turn=True)
    rewritten = create.rewrite_phr(
        project, created.records[0].path, replace(draft, response="another answer")
    )
    for result, answer in ((created, "the answer"), (rewritten, "another answer")):
        (warning,) = result.warnings
        assert warning.endswith(": the shipped template was used")
        page = next(write.text for write in result.writes if write.path.endswith(".prompt.md"))
        assert "the prompt" in (page or "")
        assert answer in (page or "")


def test_folders_nested_the_other_way_round_take_records_of_both_kinds(project: Project) -> None:
    Path("minutebook.toml").write_text('phr-folders = ["decisions/prompts"]\n')
    project = open_project(".")
    decision = create.create_adr(project, AdrDraft("A")).records[0]
    prompt = create.create_phr(project, PhrDraft("B", feature="x")).records[0]
    assert decision.path == "decisions/0001-a.md"
    assert prompt.path == "decisions/prompts/x/0001-b.general.prompt.md"
    assert open_project(".").load_records().members == (decision, prompt)


def test_the_hint_lists_the_templates_there_are(project: Project, repo: Path) -> None:
    (repo / "templates/adr").mkdir(parents=True)
    (repo / "templates/adr/ours.md").write_text("# {{ title }}\n{{ nobody }}\n")
    with pytest.raises(UsageError, match="there is no template 'foo'") as refused:
        create.create_adr(project, AdrDraft("A"), template="foo")
    names = "madr, madr-minimal, nygard, ours, spec-kit, structured-madr, y-statement"
    assert refused.value.hint == f"one of: {names}; or a file of this repository"
    with pytest.raises(UsageError, match=r"^templates/adr/ours\.md, line 2: "):
        create.create_adr(project, AdrDraft("A"), template="ours")
