"""The repository's own templates of index pages: used by every command, refused where wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.operations.creation import create, create_prompts
from minutebook.operations.project import open_project
from minutebook.records.drafting.drafts import PhrDraft

from command_runner import Runner

OWN = "{{ newest_href }}\n\n### Valid\n\n{{ in_force }}\n\n### Ideas\n\n{{ proposed }}\n\n"
REST = "### Gone\n\n{{ no_longer_in_force }}\n\n### Odd\n\n{{ no_known_status }}\n\n"
OLDER = "### Older\n\n{{ older_pages }}\n"
DANGLING = "\n### Lost\n\n{{ dangling_links }}\n"


def write_template(repo: Path, name: str, text: str) -> None:
    path = repo / f"templates/index/{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("end", ["", DANGLING, "{% if chart %}\n{{ chart }}\n{% endif %}\n"])
def test_an_own_template_is_used(end: str, repo: Path, run: Runner) -> None:
    write_template(repo, "decisions", OWN + REST + OLDER + end)
    run("adr", "new", "Use Redis", "--status", "accepted").ok()
    for number in (2, 3):
        run("adr", "new", f"Title {number}").ok()
    page = (repo / "decisions/README.md").read_text("utf-8")
    assert "<!-- minutebook:index -->\n### Valid\n\n* ADR-0001 · " in page
    assert "\n\n### Ideas\n\n* ADR-0002 · " in page
    assert page.count("* ADR-") == 3
    run("index", "--check").ok()
    run("check").ok()


NEWEST = "## Newest\n\n{{ newest }}\n\n## Earlier\n\n{{ earlier }}\n\n"


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (NEWEST + OLDER, "## Newest"),  # as templates were before rows kept their places
        ("## Newest\n\n{{ newest }}\n\n" + OLDER, "## Newest"),
        ("## Days\n\n{{ by_day }}\n\n" + OLDER, "## Days"),
        ("## Earlier\n\n{{ earlier }}\n\n" + OLDER, ""),
    ],
)
def test_a_template_of_prompts_of_the_former_form_is_used(
    text: str, heading: str, repo: Path, run: Runner
) -> None:
    write_template(repo, "prompts", text)
    write_template(repo, "feature", text)
    result = run("phr", "new", "First", "--prompt", "Do.")
    if not heading:
        assert result.exit == 2
        assert "has no place for {{ by_day }}" in result.err
        assert "hint: add a line with {{ by_day }} to it" in result.err
        return
    run("phr", "new", "Second", "--prompt", "Do.").ok()
    page = (repo / "history/README.md").read_text("utf-8")
    assert f"<!-- minutebook:index -->\n{heading}\n\n### 2026-01-31\n\n* PHR-0002 · " in page
    assert page.count("* PHR-") == 2
    assert "## Earlier" not in page
    run("check").ok()


def test_pages_of_the_former_form_are_brought_over_by_the_first_record(
    repo: Path, run: Runner
) -> None:
    for title in ("First", "Second"):
        run("phr", "new", title, "--prompt", "Do.").ok()
    page = repo / "history/README.md"
    text = page.read_text("utf-8")
    row = next(line for line in text.splitlines() if "PHR-0001" in line)
    fold = "<details><summary>January 2025</summary> <!-- markdownlint-disable-line MD033 -->"
    earlier = f"## Earlier\n\n{fold}\n\n### 2025-01-02\n\n{row}\n\n</details>\n\n## Features"
    former = text.replace(f"{row}\n", "").replace("## By day", "## Newest")
    page.write_text(former.replace("## Features", earlier) + "\nOurs.\n", "utf-8")
    assert "stale-index" in run("check").out
    run("phr", "new", "Third", "--prompt", "Do.").ok()
    text = page.read_text("utf-8")
    assert [line[2:10] for line in text.splitlines() if line.startswith("* PHR-")] == [
        *("PHR-0003", "PHR-0002", "PHR-0001"),
    ]
    assert "## Newest" not in text
    assert text.endswith("\nOurs.\n")
    run("check").ok()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (OWN + REST, ""),  # there are no older pages, so none is missed
        (OWN, "has no place for {{ no_longer_in_force }}"),
        (OWN + REST + OLDER + "{{ unknown }}\n", "{{ unknown }} is not a known name"),
        (OWN + REST + OLDER + "{% if %}\n", "is not a valid template"),
        (OWN + REST + OLDER + "<!-- open\n", "ends the index too early or never"),
        (OWN + REST + OLDER + "```\n", "ends the index too early or never"),
        ("<!-- /minutebook:index -->\n" + OWN + REST, "ends the index too early or never"),
    ],
)
def test_a_wrong_template_is_refused(text: str, message: str, repo: Path, run: Runner) -> None:
    run("init").ok()
    run("adr", "new", "Use Redis", "--status", "rejected").ok()
    before = (repo / "decisions/README.md").read_text("utf-8")
    write_template(repo, "decisions", text)
    result = run("index")
    if not message:
        result.ok()
        return
    assert result.exit == 2
    assert message in result.err
    assert "templates/index/decisions.md" in result.err
    assert (repo / "decisions/README.md").read_text("utf-8") == before


def test_no_turn_is_lost_to_a_wrong_template(repo: Path, run: Runner) -> None:
    run("init").ok()
    write_template(repo, "prompts", "{{ unknown }}\n")
    assert run("phr", "new", "A title", "--prompt", "A prompt").exit == 2
    project = open_project(".")
    draft = PhrDraft("A title", prompt="A prompt", session="s-1")
    first = create.create_phr(project, draft, is_turn=True)
    again = create.rewrite_phr(project, first.records[0].path, draft)
    others = create_prompts.create_phrs(project, [PhrDraft("Another", prompt="Another")])
    for result in (first, again, others):
        (warning,) = result.warnings
        assert "{{ unknown }} is not a known name" in warning
        assert warning.endswith(": the shipped template was used")
    assert "* PHR-0002 · [Another]" in (repo / "history/README.md").read_text("utf-8")
