"""Prompt records where a repository follows spec-kit-plus: their places, features and form."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from minutebook.lean.values import replace
from minutebook.operations.creation import create, init, spec_kit
from minutebook.operations.creation.create_prompts import create_phrs
from minutebook.operations.project import Project, open_project
from minutebook.records import reader
from minutebook.records.drafting.drafts import Outcome, PhrDraft
from minutebook.records.model import Record
from minutebook.records.phr import prompts

from command_runner import Runner, read_tree

ADOPTED = """---
id: 001
title: Plan the login
stage: plan
date: 2025-11-02
feature: 001-login
---

## Prompt

Plan it.

## Response snapshot

Planned.

## Evaluation notes (flywheel)

- Failure modes observed: none
"""
SHIPPED = "---\nid: 1\nstage: plan\n---\n\n## Prompt\n\nPlan it.\n"
PROMPT = "Do *it*\n\n## Response\n{{x}} ```"
RESPONSE = "# Big\n\n- ok"


def write(path: str, text: str = "") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


@pytest.fixture
def project(repo: Path) -> Project:
    """A repository that spec-kit-plus was set up in, with two specifications."""
    write(spec_kit.TEMPLATE_PAGE, "---\nid: {{ID}}\n---\n\n## Prompt\n\n{{PROMPT_TEXT}}\n")
    write("specs/001-login/spec.md")
    write("specs/010-Cart/spec.md")
    init.initialize_repository(".")
    return open_project(".")


def read(record: Record) -> Record:
    """A record as reading its page gives it."""
    return reader.read_record(record.folder, record.path, record.text)


def create_prompt(project: Project, **fields: object) -> Record:
    draft = PhrDraft("A", prompt="p", **fields)  # type: ignore[arg-type]
    return create.create_phr(project, draft).records[0]


@pytest.mark.parametrize(
    ("setting", "paths", "expected"),
    [
        ("", {}, False),
        ("", {spec_kit.TEMPLATE_PAGE: ""}, True),
        ("", {".specify/templates/spec-template.md": ""}, False),  # spec-kit has no prompt records
        ("", {"history/prompts/001-login/001-a.plan.prompt.md": ADOPTED}, True),
        ("", {"history/prompts/general/001-a.plan.prompt.md": SHIPPED, "history/prompts/general/002-b.plan.prompt.md": ADOPTED}, True),
        ("", {"history/prompts/001-login/001-a.plan.prompt.md": SHIPPED}, False),
        ("", {"history/prompts/001-login/README.md": ADOPTED}, False),
        ("neighbours", {spec_kit.TEMPLATE_PAGE: ""}, True),
        ("phr", {spec_kit.TEMPLATE_PAGE: ""}, False),
        ("own.md", {spec_kit.TEMPLATE_PAGE: ""}, False),
        ("spec-kit", {}, True),
        ("phr-spec-kit", {}, True),
    ],
)  # fmt: skip
def test_what_a_repository_follows(
    repo: Path, setting: str, paths: Mapping[str, str], expected: bool
) -> None:
    for path, text in paths.items():
        write(path, text)
    if setting:
        write("minutebook.toml", f'phr-template = "{setting}"\n')
    assert spec_kit.is_followed(open_project(".")) is expected


def test_of_many_records_a_few_are_read(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 24):
        write(f"history/prompts/general/{number:03d}-a.general.prompt.md", SHIPPED)
    project = open_project(".")
    read: list[str] = []
    real_read = spec_kit.store.read_page

    def note(top: str, path: str) -> tuple[str, bool] | None:
        read.append(path)
        return real_read(top, path)

    monkeypatch.setattr(spec_kit.store, "read_page", note)
    assert not spec_kit.is_followed(project)
    assert len(read) == 5


@pytest.mark.parametrize(
    ("branch", "stage", "feature", "expected"),
    [
        ("main", "general", "", "general"),
        ("001-login", "general", "", "general"),
        ("001-login", "general", "010-Cart", "general"),
        ("001-login", "constitution", "", "constitution"),
        ("001-login", "plan", "", "001-login"),
        ("001-login", "plan", "none", "general"),
        ("001-login", "plan", "None", "general"),
        ("001-login", "plan", "010-Cart", "010-Cart"),  # as its specification is called
        ("010-Cart", "tasks", "", "010-Cart"),
        ("020-Later", "tasks", "", "020-later"),
        ("main", "green", "", "010-Cart"),  # the highest number
        ("main", "green", "../specs", "specs"),
        ("main", "green", ".", "record"),
    ],
)
def test_places(
    project: Project, git: Callable[..., str], branch: str, stage: str, feature: str, expected: str
) -> None:
    git("checkout", "-q", "-B", branch)
    record = create_prompt(project, stage=stage, feature=feature)
    assert record.path == f"history/prompts/{expected}/0001-a.{stage}.prompt.md"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("001-login", "001-login"), ("../..", "010-Cart"), ("begun", "begun")],
)
def test_the_feature_may_be_stated_by_a_variable(
    project: Project, monkeypatch: pytest.MonkeyPatch, stated: str, expected: str
) -> None:
    monkeypatch.setenv("SPECIFY_FEATURE", stated)
    assert create_prompt(project, stage="spec").subfolder == expected


def test_without_specifications_a_prompt_has_no_feature(repo: Path) -> None:
    write(spec_kit.TEMPLATE_PAGE)
    assert create_prompt(open_project("."), stage="spec").subfolder == "general"


def test_elsewhere_general_prompts_belong_to_the_feature_of_the_branch(
    repo: Path, git: Callable[..., str]
) -> None:
    git("checkout", "-q", "-b", "001-login")
    project = open_project(".")
    assert create_prompt(project).subfolder == "001-login"
    assert create_prompt(project, feature="none").subfolder == "general"


def test_each_folder_counts_for_itself(project: Project, run: Runner) -> None:
    for stage in ("general", "plan", "plan", "constitution"):
        create_prompt(project, stage=stage, feature="001-login")
    paths = [path for path in read_tree(Path()) if path.endswith(".prompt.md")]
    assert [path.removeprefix("history/prompts/") for path in paths if "specify" not in path] == [
        "001-login/0001-a.plan.prompt.md",
        "001-login/0002-a.plan.prompt.md",
        "constitution/0001-a.constitution.prompt.md",
        "general/0001-a.general.prompt.md",
    ]
    assert run("check").out == "nothing wrong\n"
    assert run("index", "--check").exit == 0


def test_a_page_has_the_form_and_the_record_that_of_any_other(project: Project) -> None:
    draft = PhrDraft(
        "Plan the login",
        stage="plan",
        feature="001-login",
        prompt=PROMPT,
        response=RESPONSE,
        outcome=Outcome("users log in", "none", "one", "more", "much"),
        evaluation="- Failure modes observed: none",
        session="s-1",
        fidelity="verbatim",
    )
    page = read(create.create_phr(project, draft).records[0])
    headings = [line for line in page.text.split("\n") if line.startswith("## ")]
    assert headings[-2:] == ["## Outcome", "## Evaluation notes (flywheel)"]
    assert (
        "## Outcome\n\n- ✅ Impact: users log in\n- 🧪 Tests: none\n- 📁 Files: one\n"
        "- 🔁 Next prompts: more\n- 🧠 Reflection: much\n\n"
        "## Evaluation notes (flywheel)\n\n- Failure modes observed: none\n\n"
        "<!-- markdownlint-disable-file MD004 MD024 MD025 MD026 MD049 MD050 -->\n<!-- minutebook:record\nsession: s-1\n"
    ) in page.text
    write("minutebook.toml", 'phr-template = "phr"\nphr-numbering = "folder"\n')
    other = read(create.create_phr(open_project("."), draft).records[0])
    assert "flywheel" not in other.text
    assert [prompts.read_prompt(record) for record in (page, other)] == [PROMPT] * 2
    assert [prompts.read_response(record) for record in (page, other)] == [RESPONSE] * 2
    ids = {"id": "0001"}
    assert {**other.fields, **ids} == {**page.fields, **ids}
    assert (page.title, page.state, page.date) == (other.title, other.state, other.date)


def test_a_template_of_the_repository_goes_first(project: Project) -> None:
    write(
        "templates/phr.md", "---\n{{ front_matter }}\n---\n\nMine.\n\n## Prompt\n\n{{ prompt }}\n"
    )
    assert "\nMine.\n" in create_prompt(project).text
    write("minutebook.toml", 'phr-template = "spec-kit"\n')
    assert "\nMine.\n" not in create_prompt(open_project(".")).text


def test_turns_follow_too(project: Project, git: Callable[..., str]) -> None:
    git("checkout", "-q", "-b", "001-login")
    outcome = Outcome(impact="y")
    general = PhrDraft("A", stage="general", feature="001-login", prompt="p", outcome=outcome)
    plan = PhrDraft("B", stage="plan", feature="001-login", prompt="q", outcome=outcome)
    turns = [
        create.create_phr(project, draft, is_turn=True).records[0] for draft in (general, plan)
    ]
    later = [replace(draft, session="later") for draft in (general, plan)]
    others = create_phrs(project, later).records
    assert [record.subfolder for record in (*turns, *others)] == ["general", "001-login"] * 2
    assert all("- ✅ Impact: y\n" in record.text for record in (*turns, *others))


def test_a_turn_written_anew_keeps_its_feature(project: Project) -> None:
    draft = PhrDraft("A", stage="plan", prompt="p")
    record = create.create_phr(project, draft, is_turn=True).records[0]
    os.makedirs("specs/011-next")
    create.rewrite_phr(project, record.path, PhrDraft("A", stage="plan", prompt="p", response="r"))
    (read,) = (each for each in project.load_records().members if each.path == record.path)
    assert (read.fields["feature"], prompts.read_response(read)) == ("010-Cart", "r")


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ({spec_kit.TEMPLATE_PAGE: ""}, {"adr-folders": ["history/adr"], "phr-numbering": "folder"}),
        (
            {spec_kit.TEMPLATE_PAGE: "", "docs/adr/0001-x.md": "# 1. X\n\n## Status\n\nAccepted\n"},
            {"adr-folders": ["docs/adr"], "phr-numbering": "folder"},
        ),
        (
            {"history/prompts/001-login/001-a.plan.prompt.md": ADOPTED},
            {
                "adr-folders": ["history/adr"],
                "phr-folders": ["history/prompts"],
                "phr-numbering": "folder",
                "phr-template": "spec-kit",
            },
        ),
    ],
)
def test_init_writes_down_what_is_followed(
    repo: Path, paths: Mapping[str, str], expected: Mapping[str, object]
) -> None:
    import tomllib

    for path, text in paths.items():
        write(path, text)
    init.initialize_repository(".")
    assert tomllib.loads(Path("minutebook.toml").read_text("utf-8")) == expected
