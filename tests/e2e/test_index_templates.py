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
