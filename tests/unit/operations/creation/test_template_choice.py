"""Which template a new decision gets: the named one, the configured one, or the form of the folder."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from minutebook.errors import UsageError
from minutebook.lean.values import replace
from minutebook.operations.creation import create, templates
from minutebook.operations.project import Project, open_project
from minutebook.records.drafting.drafts import AdrDraft

DRAFT = AdrDraft("Cache in Redis")
BULLETS = "# Keep files\n\n* Status: accepted\n* Date: 2024-01-31\n\n## Context\n\nx\n\n## Decision\n\ny\n"
OWN = "# NUMBER. TITLE\n\nDate: DATE\n\n## Status\n\nSTATUS\n\n## Context\n\nWhy?\n"


@pytest.fixture
def project(repo: Path) -> Project:
    return open_project(".")


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def create_page(project: Project, draft: AdrDraft = DRAFT, **options: str) -> str:
    record = create.create_adr(project, draft, **options).records[0]
    return Path(record.path).read_text("utf-8")


def test_without_pages_the_default_is_taken(project: Project) -> None:
    template = templates.choose_adr_template(project, DRAFT)
    assert (template.path.rpartition("/")[2], template.form) == ("madr.md", None)


@pytest.mark.parametrize("name", ["nygard", "spec-kit", "madr-minimal", "y-statement"])
def test_pages_of_a_shipped_template_are_followed_by_it(name: str, project: Project) -> None:
    create_page(project, template=name)
    template = templates.choose_adr_template(project, DRAFT)
    assert template.path.endswith(f"adr/{name}.md")
    assert template.form is None


def test_a_section_of_ones_own_leaves_the_template(project: Project) -> None:
    create_page(project)
    path = Path(create.create_adr(project, DRAFT).records[0].path)
    write(str(path), path.read_text("utf-8") + "\n## Notes\n\nx\n")
    page = create_page(project)
    assert page.startswith("---\nstatus: proposed\ndate: 2026-01-31\n---\n\n# ADR-0003 Cache")
    assert "Notes" not in page
    assert "<!-- ## Considered Options: " in page


def test_comments_are_followed_as_sections(project: Project) -> None:
    pages = [create_page(project, template="spec-kit")]
    write(
        f"decisions/0001-{DRAFT.title.lower().replace(' ', '-')}.md",
        pages[0] + "\n## Links\n\n* x\n",
    )
    assert create_page(project) == pages[0].replace("0001", "0002")


def test_pages_of_another_form_are_followed(project: Project) -> None:
    write("decisions/0001-keep-files.md", BULLETS)
    assert create_page(project) == (
        "# Cache in Redis\n\n* Status: proposed\n* Date: 2026-01-31\n\n"
        "<!-- ## Context: what makes a decision necessary, in two or three sentences. -->\n\n"
        "<!-- ## Decision: what was decided, and because of what. -->\n"
    )


def test_the_newest_pages_beside_it_are_followed(project: Project) -> None:
    write("decisions/0001-keep-files.md", "# 1. Old\n\n## Status\n\nAccepted\n\n## Why\n\nx\n")
    write("decisions/db/0002-keep-files.md", BULLETS)
    write("decisions/db/0003-template.md", "no")
    write("decisions/0004-x.rst", "X\n=\n\nStatus\n------\n\nAccepted\n")
    assert "* Status: proposed" in create_page(project, folder="decisions/db")
    assert "## Why" in create_page(project, folder="decisions")


def test_a_shipped_template_without_a_place_gives_way_to_the_form(project: Project) -> None:
    create_page(project, template="nygard")
    page = create_page(project, replace(DRAFT, deciders=("Ann",)))
    assert "Date: 2026-01-31\n\nDeciders: Ann\n\n## Status" in page


def test_a_folder_without_records_follows_its_template_page(project: Project) -> None:
    write("decisions/adr-template.md", "# {title}\n\n* Status: {status}\n\n## Why\n\n{why}\n")
    write("decisions/sub/adr-template.md", "# {title}\n\n## Wrong\n")
    assert create_page(project).startswith("# Cache in Redis\n\n* Status: proposed\n")


def test_adr_tools_own_template_is_taken_first(project: Project) -> None:
    write("decisions/0001-keep-files.md", BULLETS)
    write("decisions/templates/template.md", OWN)
    full = replace(DRAFT, decision="Redis.", more_information="See the wiki.")
    assert create_page(project, full) == (
        "# 2. Cache in Redis\n\nDate: 2026-01-31\n\n## Status\n\nProposed\n\n## Context\n\nWhy?\n\n"
        "## Decision\n\nRedis.\n\n## More Information\n\nSee the wiki.\n"
    )


def test_a_page_about_templates_is_none(project: Project) -> None:
    write("decisions/0001-keep-files.md", BULLETS)
    write("decisions/templates/template.md", "# A page about templates\n")
    assert "* Status" in create_page(project)


def test_a_default_template_of_ones_own_is_taken_before_pages(project: Project) -> None:
    write("decisions/0001-keep-files.md", BULLETS)
    write("templates/adr/madr.md", "# {{ title }}\n\nOurs: {{ status }}\n")
    assert create_page(project) == "# Cache in Redis\n\nOurs: proposed\n"


def test_a_configured_template_is_taken_before_pages(project: Project) -> None:
    write("decisions/0001-keep-files.md", BULLETS)
    configured = replace(project, settings=replace(project.settings, adr_template="nygard"))
    assert "* Status" in create_page(configured, template="neighbours")
    assert create_page(configured).startswith("# 3. Cache in Redis\n")


def test_without_a_place_a_value_is_refused(project: Project) -> None:
    write("decisions/0001-keep-files.md", BULLETS)
    with pytest.raises(UsageError, match=r"the form of decisions/0001-keep-files\.md has no place"):
        create_page(project, replace(DRAFT, review_by="2027-01-31"))
    assert not Path("decisions/0002-cache-in-redis.md").exists()


def test_pages_without_dates_get_none(project: Project) -> None:
    write("decisions/0001-keep-files.md", "# Keep\n\n* Status: accepted\n\n## Why\n\nx\n")
    assert "2026" not in create_page(project)
    assert "* Date: 2026-03-01\n" in create_page(project, replace(DRAFT, date="2026-03-01"))


def test_a_page_of_structured_madr_says_what_its_readers_want(project: Project) -> None:
    draft = replace(DRAFT, title="Cache: in Redis", drivers=("Speed",), more_information="See #7.")
    page = create_page(project, draft, template="structured-madr")
    assert page.startswith(
        '---\ntitle: "Cache: in Redis"\ndescription: "Cache: in Redis"\ntype: adr\n'
        "category: architecture\ntags: [decision]\nstatus: proposed\ncreated: 2026-01-31\n"
        "updated: 2026-01-31\nauthor: Ada Example\nproject: repo\n---\n\n"
        "# ADR-0001: Cache: in Redis\n\n## Status\n\nProposed\n"
    )
    assert "### Primary Decision Drivers\n\n* Speed\n" in page
    assert "## More Information\n\nSee #7.\n\n## Audit\n" in page
    # The next one is made after it, by whoever decides.
    next_page = create_page(project, replace(DRAFT, deciders=("Cem",)))
    assert "\nauthor: Cem\n" in next_page
    assert "\nproject: repo\n" in next_page
    assert "\ntags: [decision]\n" in next_page
    advice = "<!-- More Information: what else there is to read. -->"
    assert f"## More Information\n\n{advice}\n\n## Audit\n\n### 2026-01-31\n" in next_page


def find_headings(page: str) -> list[str]:
    return [line for line in page.split("\n") if line.startswith("#")]


def test_a_page_of_structured_madr_has_plain_titles_and_no_bare_headings(project: Project) -> None:
    draft = replace(DRAFT, title="Use Vec<T>", decision="It is fast.")
    page = create_page(project, draft, template="structured-madr")
    assert "\ntitle: Use Vec<T>\ndescription: Use Vec<T>\n" in page
    assert "\n# ADR-0001: Use Vec\\<T>\n" in page
    lines = [line for line in page.split("\n") if line]
    bare = [
        line for line, after in pairwise(lines) if line.startswith("##") and after.startswith("##")
    ]
    assert bare == ["## Decision Drivers", "## Considered Options", "## Audit"]
    next_page = create_page(project)
    assert "\n# ADR-0002: Cache in Redis\n" in next_page
    assert find_headings(next_page)[2:] == find_headings(page)[2:]
