"""Links lead where they led, from a page's new place; no other byte changes."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import PHR, Folder
from minutebook.records.renaming.incoming.relinking import find_lost_links, relink_page

NEW_PATHS = {
    "docs/adr/0002-y.md": "decisions/0002-y.md",
    "docs/adr/img/a.png": "decisions/img/a.png",
    "docs/images/b.png": "decisions/assets/b.png",
    "docs/adr/web/0003-z.md": "decisions/web/0003-z.md",
}


@pytest.mark.parametrize(
    ("text", "relinked"),
    [
        ("[y](0002-y.md#x) ![a](img/a.png)", "[y](0002-y.md#x) ![a](img/a.png)"),
        ("[y](./0002-y.md)", "[y](./0002-y.md)"),
        ("![b](../images/b.png)", "![b](assets/b.png)"),
        ("[b]: ../images/b.png 'B'\r\n", "[b]: assets/b.png 'B'\r\n"),
        ("[g](../guide.md) [up](../../../x.md)", "[g](../guide.md) [up](../../../x.md)"),
        ("---\nb: '![b](../images/b.png)'\n---\n", "---\nb: '![b](../images/b.png)'\n---\n"),
        (
            "<!-- minutebook:links -->\n[b](../images/b.png)\n<!-- /minutebook:links -->\n",
            "<!-- minutebook:links -->\n[b](../images/b.png)\n<!-- /minutebook:links -->\n",
        ),
    ],
)
def test_links_follow_what_they_lead_to(text: str, relinked: str) -> None:
    path = "docs/adr/0001-x.md"
    assert relink_page(text, path, "decisions/0001-x.md", NEW_PATHS.get) == relinked


def test_links_follow_the_page_itself() -> None:
    text = "[y](../0002-y.md)"
    relinked = relink_page(text, "docs/adr/web/0003-z.md", "decisions/0003-z.md", NEW_PATHS.get)
    assert relinked == "[y](0002-y.md)"


def test_what_was_asked_stays_word_for_word() -> None:
    folder = Folder(PHR, "history/prompts")
    path, new_path = (
        "history/prompts/a/0001-x.general.prompt.md",
        "prompts/0001-x.general.prompt.md",
    )
    text = "---\ntitle: X\n---\n\n## Prompt\n\nSee [f](../../f.png).\n\n## Outcome\n\n[f](../../f.png)\n"
    record = reader.read_record(folder, path, text)
    relinked = relink_page(text, path, new_path, {"history/f.png": "f.png"}.get, record)
    assert relinked == text.replace("## Outcome\n\n[f](../../", "## Outcome\n\n[f](../")


def test_pages_of_other_formats_stay() -> None:
    text = "image::../images/b.png[B]\n[b](../images/b.png)\n"
    assert relink_page(text, "docs/adr/0001-x.adoc", "decisions/0001-x.adoc", NEW_PATHS.get) == text


@pytest.mark.parametrize(
    ("path", "text", "lost"),
    [
        ("docs/adr/0001-x.md", "[g](../guide.md) [y](0002-y.md)", ("docs/guide.md",)),
        ("docs/adr/0001-x.md", "[g](../guide.md) [g](../guide.md#a)", ("docs/guide.md",)),
        ("docs/adr/0001-x.md", "[gone](../gone.md) [up](../../../x.md)", ()),
        (
            "docs/adr/0001-x.adoc",
            "image::../images/b.png[] xref:0002-y.md[]",
            ("docs/images/b.png",),
        ),
    ],
)
def test_links_that_will_lead_nowhere_are_named(
    path: str, text: str, lost: tuple[str, ...]
) -> None:
    new_path = path.replace("docs/adr", "decisions")
    there = {"docs/guide.md", *NEW_PATHS}
    assert find_lost_links(text, path, new_path, NEW_PATHS.get, there.__contains__) == lost
