"""Templates of index pages: values in, the content of a block out, and back."""

from __future__ import annotations

import pytest

from minutebook.errors import UsageError
from minutebook.records.index import index_pages, layouts
from minutebook.records.index.layouts import Layout
from minutebook.records.model import ADR, Folder, Record, RecordSet

SOURCE = "Words.\n\n## One\n\n{{ one }}\n\n## Two\n\n{{ two }}\n"


@pytest.mark.parametrize(
    ("source", "values", "content"),
    [
        (SOURCE, {"one": "* a", "two": "* b"}, "Words.\n\n## One\n\n* a\n\n## Two\n\n* b"),
        (SOURCE, {"one": "* a", "two": None}, "Words.\n\n## One\n\n* a"),
        (SOURCE.replace("\n", "\r\n"), {"one": None, "two": "* b"}, "Words.\n\n## Two\n\n* b"),
        (SOURCE, {"one": None, "two": None, "chart": "not shown"}, "Words."),
    ],
)
def test_a_layout(source: str, values: dict[str, str | None], content: str) -> None:
    assert Layout(source, "own.md").render(values) == content


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("## One\n\n{{ one }}\n", "own.md has no place for {{ two }}"),
        (SOURCE + "<!-- never closed\n", "own.md has a comment, a fence or a marker that ends"),
        ("<!-- /minutebook:index -->\n" + SOURCE, "own.md has a comment, a fence or a marker"),
        (SOURCE + "{{ three }}\n", "{{ three }} is not a known name"),
    ],
)
def test_a_wrong_layout_is_refused(source: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        Layout(source, "own.md").render({"one": "* a", "two": "* b"})
    assert message in refused.value.message


@pytest.mark.parametrize(
    ("source", "values"),
    [
        (SOURCE, {"one": "* a\n\n* b", "two": "* c"}),
        (SOURCE.replace("Words.", "{{ a_name }}"), {"one": "* a\n\n* b", "two": "* c"}),
        (SOURCE + "{{ three }}\n", None),
        (SOURCE + "{% if one %}{% endif %}\n", None),
        (SOURCE + "{# a remark #}\n", None),
        (SOURCE.replace("{{ two }}", "{{ two | upper }}"), None),
    ],
)
def test_values_are_read_back(source: str, values: dict[str, str] | None) -> None:
    content = "Words.\n\n## One\n\n* a\n\n* b\n\n## Two\n\n* c"
    assert Layout(source, "own.md").parse(content) == values


def test_every_shipped_layout_has_places_for_its_values() -> None:
    for name in layouts.NAMES:
        layout = layouts.get_layout(name, {})
        assert layout.is_shipped
        assert layout.find_heading("older_pages").startswith("## Older ")
        assert layout.find_heading("unknown") == ""
    assert layouts.get_layout("prompts", {"prompts": (SOURCE, "own.md")}) == Layout(
        SOURCE, "own.md"
    )


def test_all_records_are_read_where_no_page_says_which_links_lead_nowhere() -> None:
    folder = Folder(ADR, "decisions")
    first, second = (
        Record(
            ADR, f"decisions/000{number}-{slug}.md", folder, number, f"000{number}", slug,
            f"ADR-000{number}", slug, "accepted", "accepted", "2025-01-02", "front-matter",
        )
        for number, slug in ((1, "one"), (2, "two"))
    )  # fmt: skip
    shipped = layouts.get_layout("decisions", {}).source
    for source, is_inserted in (
        (shipped.replace("In force", "Valid"), True),
        (shipped.replace("## Links that lead to no record", ""), False),
    ):
        own = {"decisions": (source, "own.md")}
        records = RecordSet((folder,), (first,), index_templates=own)
        (write,) = index_pages.update_index_pages(records)
        pages = {write.path: write.text or ""}
        writes = index_pages.insert_record(pages, folder, second, own)
        assert bool(writes) is is_inserted
        both = RecordSet((folder,), (first, second), pages, index_templates=own)
        assert writes in (None, index_pages.update_index_pages(both))
