"""Which places name a record, and what a page is when its number changed: text in, text out."""

from __future__ import annotations

import pytest

from minutebook.errors import Refusal, UnknownRef
from minutebook.records import linking, reader, references
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet, Write
from minutebook.records.renaming.citations import CitationFinder, build_search_patterns
from minutebook.records.renaming.moves import CitationResolver, Move, add_alias, plan_moves
from minutebook.records.renaming.renumber import (
    can_be_renumbered,
    find_digits_on_branch,
    find_duplicate_groups,
    find_same_numbered,
    find_taken_numbers,
    find_unclear_citations,
    has_same_number,
    move_to_number,
)
from minutebook.text import frontmatter

DECISIONS, PROMPTS = Folder(ADR, "decisions"), Folder(PHR, "history/prompts")
SHOP = Folder(ADR, "apps/shop/adr", "folder", "shop")


def make_records(pages: dict[str, str], other_pages: dict[str, str] | None = None) -> RecordSet:
    folders = (DECISIONS, PROMPTS, SHOP)
    records = tuple(
        reader.read_record(
            next(folder for folder in folders if path.startswith(folder.path)), path, text
        )
        for path, text in sorted(pages.items())
    )
    return RecordSet(folders, records, other_pages or {})


def plan_renumbering(
    records: RecordSet,
    moves: list[Move],
    texts: dict[str, str],
    resolve_citation: CitationResolver,
) -> tuple[Write, ...]:
    groups = [find_same_numbered(records, move.record) for move in moves]
    return plan_moves(records, moves, groups, texts, resolve_citation)


def renumber(
    pages: dict[str, str], path: str, digits: str = "0012", cited_path: str = "", **texts: str
) -> dict[str, str | None]:
    """What is written when one record moves; bare numbers mean the record at `means`."""
    records = make_records(pages)
    records_by_path = {record.path: record for record in records.members}
    change = move_to_number(records_by_path[path], digits)
    files = {name.replace("_", "."): text for name, text in texts.items()}
    writes = plan_renumbering(
        records, [change], files, lambda _, citation: records_by_path.get(cited_path)
    )
    return {write.path: write.text for write in writes}


def test_numbers_in_names_of_folders_count_in_the_folder_around_them() -> None:
    pages = dict.fromkeys(("apps/shop/adr/007-x/README.md", "apps/shop/adr/007-y/adr.md"), "# T\n")
    (group,) = find_duplicate_groups(make_records(pages))
    assert [can_be_renumbered(record) for record in group] == [False, False]


REDIS, POSTGRES = "decisions/0007-use-redis.md", "decisions/0007-use-postgres.md"
FRONT_MATTER = "---\nstatus: accepted\n---\n\n"
PAIR = {REDIS: FRONT_MATTER + "# Use Redis\n", POSTGRES: FRONT_MATTER + "# Use Postgres\n"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # by name
        ("0007-use-redis", "0012-use-redis"),
        ("decisions/0007-use-redis.md", "decisions/0012-use-redis.md"),
        ("[x](../decisions/0007-use-redis.md#why)", "[x](../decisions/0012-use-redis.md#why)"),
        ("see ADR-0007-use-redis.", "see ADR-0012-use-redis."),
        ("'0007-use-redis', \"0007-use-redis\"", "'0012-use-redis', \"0012-use-redis\""),
        ("https://x.org/b/0007-use-redis.html", "https://x.org/b/0012-use-redis.html"),
        # names of others
        ("0007-use-redis-cluster 10007-use-redis x-0007-use-redis", None),
        ("0007-use-postgres ADR-0007-use-postgres", None),
        ("ADR-0007-gone.md", None),
        # by number
        ("ADR-0007 ADR-7 adr 7 ADR #7 ADRs 7", "ADR-0012 ADR-12 adr 12 ADR #12 ADRs 12"),
        ("(ADR-0007)", "(ADR-0012)"),
        ("ADR-0007..ADR-0007, ...ADR-7", "ADR-0012..ADR-0012, ...ADR-12"),
        ("x.ADR-0007 ../ADR-0007", None),
        ("ADR-0007.1 ADR-70 XADR-7 docs/ADR-0007 PHR-0007 S-0007-1 0007", None),
        # the label of a link is what its address is
        ("[7. Use Redis](0007-use-redis.md)", "[12. Use Redis](0012-use-redis.md)"),
        ("[ADR-0007 Redis](0007-use-redis.md)", "[ADR-0012 Redis](0012-use-redis.md)"),
        ("[ADR-0007, 8](0007-use-redis.md)", "[ADR-0012, 8](0012-use-redis.md)"),
        ("[ADR-0007 Postgres](0007-use-postgres.md)", None),
        (
            "[7. x](other.md) [1](0007-use-redis.md 0007-use-postgres)",
            "[7. x](other.md) [1](0012-use-redis.md 0007-use-postgres)",
        ),
        ("[70 reasons](0007-use-redis.md)", "[70 reasons](0012-use-redis.md)"),
    ],
)
def test_citations_get_the_new_number(text: str, expected: str | None) -> None:
    assert renumber(PAIR, REDIS, cited_path=REDIS, a_py=text).get("a.py") == expected


@pytest.mark.parametrize("cited_path", ["", POSTGRES])
def test_a_bare_number_that_means_another_record_stays(cited_path: str) -> None:
    writes = renumber(PAIR, REDIS, cited_path=cited_path, a_py="ADR-0007")
    assert "a.py" not in writes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 7. Use Redis\n", "# 12. Use Redis\n"),
        ("# 0007 Use Redis\n", "# 0012 Use Redis\n"),
        ("# ADR-0007: Use Redis\r\n", "# ADR-0012: Use Redis\r\n"),
        ("# ADR 7 - Use Redis\n", "# ADR 12 - Use Redis\n"),
        ("ADR 7: Redis\n============\n", "ADR 12: Redis\n============\n"),
        ("# 7 reasons for Redis\n", "# 7 reasons for Redis\n"),
        ("# 8. Use Redis\n", "# 8. Use Redis\n"),
        ("no heading", "no heading"),
    ],
)
def test_a_page_states_its_new_number(text: str, expected: str) -> None:
    newline = "\r\n" if "\r\n" in text else "\n"
    writes = renumber({REDIS: text, "decisions/0001-x.md": FRONT_MATTER}, REDIS)
    gap = newline if expected.endswith("\n") else newline + newline
    end = newline if expected.endswith("\n") else ""
    assert writes == {
        "decisions/0012-use-redis.md": f"{expected}{gap}<!-- minutebook:alias 0007-use-redis -->{end}",
        REDIS: None,
    }


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ('id: "0007"\n', 'id: "0012"\n'),
        ("id: ADR-007 # the id\n", "id: ADR-012 # the id\n"),
        ("id: 20251206-0007\n", "id: 20251206-0012\n"),
        ("id: seven\n", "id: seven\n"),
        ("title: 'ADR-0007: Redis'\n", "title: 'ADR-0012: Redis'\n"),
        ("title: 7 reasons\n", "title: 7 reasons\n"),
    ],
)
def test_front_matter_states_the_new_number(field: str, expected: str) -> None:
    page = "---\nstatus: accepted\n{}---\n\n# Use Redis\n"
    writes = renumber({REDIS: page.format(field)}, REDIS)
    assert writes["decisions/0012-use-redis.md"] == page.format(
        expected + "aliases: [0007-use-redis]\n"
    )


@pytest.mark.parametrize(
    ("path", "digits", "new_path"),
    [
        ("decisions/adr-007_x.md", "012", "decisions/adr-012_x.md"),
        ("decisions/7-x.md", "12", "decisions/12-x.md"),
        ("decisions/0007.md", "0012", "decisions/0012.md"),
        ("decisions/20251206-0007-x.md", "0012", "decisions/20251206-0012-x.md"),
        (
            "history/prompts/a/0007-x.green.prompt.md",
            "0012",
            "history/prompts/a/0012-x.green.prompt.md",
        ),
    ],
)
def test_the_rest_of_a_name_stays(path: str, digits: str, new_path: str) -> None:
    name = path.rpartition("/")[2]
    writes = renumber({path: FRONT_MATTER + "# X\n"}, path, digits, a_md=f"[x]({path}) {name}")
    assert next(iter(writes)) == new_path
    new_name = new_path.rpartition("/")[2]
    assert writes["a.md"] == f"[x]({new_path}) {new_name}"


def test_a_name_in_the_top_has_no_folder() -> None:
    record = reader.read_record(Folder(ADR, "."), "0007-use-redis.md", "# X\n")
    assert move_to_number(record, "0012").new_path == "0012-use-redis.md"


PHR7 = "history/prompts/general/0007-use-redis.green.prompt.md"


def test_a_stored_target_follows_the_record_that_it_leads_to() -> None:
    """A decision and a prompt with one number and slug: the relation tells which is meant."""
    prompt = (
        '---\nid: "0007"\nlinks:\n  adr: [0007-use-redis]\n---\n\n## Prompt\n\n0007-use-redis\n'
    )
    after = "---\nstatus: accepted\nlinks:\n  depends-on: [0007-use-redis]\n---\n\n# After\n"
    pages = {REDIS: FRONT_MATTER + "# Use Redis\n", PHR7: prompt, "decisions/0008-after.md": after}
    writes = renumber(pages, REDIS)
    assert writes[PHR7] == prompt.replace("adr: [0007", "adr: [0012")
    assert writes["decisions/0008-after.md"] == after.replace("0007", "0012")
    writes = renumber(pages, PHR7)
    assert [path for path in writes if "decisions" in path] == []
    records = linking.simulate_writes(
        make_records(pages),
        plan_renumbering(
            make_records(pages),
            [move_to_number(make_records(pages).members[0], "0012")],
            {},
            lambda *_: None,
        ),
    )
    edges = {(edge.relation, edge.source, edge.target) for edge in records.graph.edges}
    assert edges == {
        ("decides", PHR7, "decisions/0012-use-redis.md"),
        ("depends-on", "decisions/0008-after.md", "decisions/0012-use-redis.md"),
    }


@pytest.mark.parametrize(("path", "stored"), [(REDIS, "adr-0007-use"), (PHR7, "phr-0007-use")])
def test_a_target_with_its_kind_follows_the_record_of_that_kind(path: str, stored: str) -> None:
    after = (
        "---\nstatus: accepted\nlinks:\n  depends-on: [phr-0007-use-redis, adr-0007-use-redis]\n"
        "---\n\n# After\n"
    )
    pages = {
        REDIS: FRONT_MATTER + "# Use Redis\n",
        PHR7: FRONT_MATTER,
        "decisions/0008-after.md": after,
    }
    writes = renumber(pages, path)
    expected = after.replace(stored, stored.replace("0007", "0012"))
    assert writes["decisions/0008-after.md"] == expected


def test_a_target_with_its_kind_leads_to_a_record_by_its_old_name() -> None:
    """Though a record of the other kind has that name now."""
    prompt = PHR7.replace("0007", "0012")
    pages = {REDIS: FRONT_MATTER, prompt: "---\naliases: [0007-use-redis]\n---\n"}
    assert references.resolve(make_records(pages), "phr-0007-use-redis").path == prompt
    assert references.resolve(make_records(pages), "adr-0007-use-redis").path == REDIS


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("amends: 7\n", "amends: 12\n"),
        ('amends: ["0007", "0070"]\n', 'amends: ["0012", "0070"]\n'),
        ("amends:\n  - 7\n  - 70\nweight: 7\n", "amends:\n  - 12\n  - 70\nweight: 7\n"),
        ("amends: ADR-7\n", "amends: ADR-12\n"),
        ("amends: [v7, 7]\n", "amends: [v7, 12]\n"),
        ("amends: 8\n", None),
    ],
)
def test_links_by_number_get_the_new_number(field: str, expected: str | None) -> None:
    path = "decisions/0009-x.md"
    page = "---\nstatus: accepted\n{}---\n\n# X\n"
    writes = renumber({**PAIR, path: page.format(field)}, REDIS, cited_path=REDIS)
    assert writes.get(path) == (page.format(expected) if expected else None)


def test_a_link_by_number_on_the_last_line_of_a_page_gets_the_new_number() -> None:
    path, page = "decisions/0009-x.md", "---\namends: 7\n---"
    assert renumber({**PAIR, path: page}, REDIS, cited_path=REDIS)[path] == page.replace("7", "12")


def test_generated_blocks_and_prompts_have_no_citations() -> None:
    prompt = (
        '---\nid: "0009"\nfidelity: verbatim\n---\n\n## Prompt\n\n```text\nADR-0007\n```\n\n'
        "## Outcome\n\nADR-0007\n\n<!-- minutebook:links -->\nADR-0007\n<!-- /minutebook:links -->\n"
    )
    pages = {**PAIR, "history/prompts/general/0009-x.green.prompt.md": prompt}
    citations_by_path = find_unclear_citations(
        make_records(pages), find_duplicate_groups(make_records(pages)), {"a": "b"}
    )
    assert {
        path: [citation.line for citation in citations]
        for path, citations in citations_by_path.items()
    } == {"history/prompts/general/0009-x.green.prompt.md": [14]}


def test_folders_with_their_own_numbers() -> None:
    pages = {
        "apps/shop/adr/0007-a.md": FRONT_MATTER,
        "apps/shop/adr/0007-b.md": FRONT_MATTER,
        "decisions/0007-c.md": FRONT_MATTER,
    }
    records = make_records(pages)
    assert [[record.path for record in group] for group in find_duplicate_groups(records)] == [
        ["apps/shop/adr/0007-a.md", "apps/shop/adr/0007-b.md"]
    ]
    writes = renumber(
        pages,
        "apps/shop/adr/0007-a.md",
        cited_path="apps/shop/adr/0007-a.md",
        a_py="shop/0007 x/0007 ADR-0007",
    )
    assert writes["a.py"] == "shop/0012 x/0007 ADR-0007"
    assert build_search_patterns(records.members[:1])[2] == "shop/0*(7)([^0-9]|$)"


def test_one_page_listed_twice_is_not_a_duplicate() -> None:
    assert (
        find_duplicate_groups(
            make_records(
                {"decisions/0007-É.md": FRONT_MATTER, "decisions/0007-e\u0301.md": FRONT_MATTER}
            )
        )
        == ()
    )


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("0007-use-redis", "history/prompts/a/0007-use-redis.green.prompt.md"),
        ("a/0007-use-redis.green.prompt.md", "history/prompts/a/0007-use-redis.green.prompt.md"),
        (
            "history/prompts/b/0007-use-redis.green.prompt.md",
            "history/prompts/b/0007-use-redis.green.prompt.md",
        ),
        ("b/0007-use-redis", "history/prompts/b/0007-use-redis.green.prompt.md"),
    ],
)
def test_two_records_of_one_name_are_told_apart_by_their_folder(reference: str, path: str) -> None:
    pages = {
        f"history/prompts/{folder}/0007-use-redis.green.prompt.md": FRONT_MATTER
        for folder in ("a", "b")
    }
    records = make_records(pages)
    citations = CitationFinder(records, find_duplicate_groups(records)).find_citations(
        "x.py", reference
    )
    cited_paths = [citation.record.path if citation.record else "" for citation in citations]
    assert cited_paths == ([path] if "/" in reference else [""])
    on_a_page = CitationFinder(records, find_duplicate_groups(records)).find_citations(
        "history/prompts/a/0007-use-redis.green.prompt.md", "0007-use-redis"
    )
    assert on_a_page[0].record is not None


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("see docs/adr/0001", "docs/adr"),
        ("see x/docs/adr/0001.", "docs/adr"),
        ("see docs/adr/0002", ""),
        ("see adr/0001", ""),
    ],
)
def test_refs_of_folders_with_longer_names(text: str, cited: str) -> None:
    folder = Folder(ADR, "docs/adr", "folder", "docs/adr")
    pages = {f"docs/adr/0001-{name}.md": "# 1. T\n" for name in "ab"}
    members = tuple(reader.read_record(folder, path, page) for path, page in pages.items())
    records = RecordSet((folder,), members)
    found = CitationFinder(records, find_duplicate_groups(records)).find_citations("x.py", text)
    assert bool(found) == bool(cited)
    assert all(text[citation.start :].startswith("0001") for citation in found)


def test_ids_of_suggestions_get_the_new_number() -> None:
    pages = {
        PHR7: '---\nid: "0007"\nsuggestions:\n  - id: S-0007-1\n    topic: x\n---\n\n## Outcome\n\nx\n',
        REDIS: FRONT_MATTER,
    }
    writes = renumber(pages, PHR7, a_py="S-0007-2 s-7-1 S-0007-x PHR-7")
    assert writes["a.py"] == "S-0012-2 s-12-1 S-0007-x PHR-12"
    assert "- id: S-0012-1\n" in (writes[PHR7.replace("0007", "0012")] or "")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("d/0007-a.md", "d/0007-b.md", True),
        ("d/0007-a.md", "d/0008-a.md", False),
        ("d/a.md", "d/0008-a.md", False),
        ("d/a.md", "d/b.md", True),
    ],
)
def test_has_same_number(old: str, new: str, expected: bool) -> None:
    assert has_same_number(old, new) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\na: 1\n---\nx\n", "---\na: 1\naliases: [0007-n]\n---\nx\n"),
        ("---\naliases: [m]\n---\nx\n", "---\naliases: [m, 0007-n]\n---\nx\n"),
        ("---\naliases: m\n---\nx\n", "---\naliases: [m, 0007-n]\n---\nx\n"),
        ("---\naliases: [0007-n]\n---\nx\n", "---\naliases: [0007-n]\n---\nx\n"),
        ("# x\n", "# x\n\n<!-- minutebook:alias 0007-n -->\n"),
        ("# x", "# x\n\n<!-- minutebook:alias 0007-n -->"),
        ("# x\n\n```\nopen\n", "# x\n\n\n<!-- minutebook:alias 0007-n -->\n```\nopen\n"),
        ("", "<!-- minutebook:alias 0007-n -->"),
    ],
)
def test_add_alias(text: str, expected: str) -> None:
    assert add_alias(text, "0007-n") == expected
    record = reader.read_record(DECISIONS, "decisions/0012-x.md", expected)
    assert "0007-n" in references.read_aliases(record)


def test_an_alias_in_mdx_is_a_comment_of_mdx() -> None:
    text = add_alias("# x\n", "0007-n", is_mdx=True)
    assert text == "# x\n\n{/* minutebook:alias 0007-n */}\n"
    record = reader.read_record(DECISIONS, "decisions/0012-x.mdx", text)
    assert references.read_aliases(record) == ("0007-n",)


def resolve(pages: dict[str, str], reference: str) -> str:
    try:
        return references.resolve(make_records(pages), reference, kind=ADR).path
    except UnknownRef:
        return ""


ALIASED = {
    "decisions/0012-use-redis.md": "---\naliases: [0007-use-cache]\n---\n\n# Use Redis\n",
    "decisions/0013-x.md": "# X\n\n```\n<!-- minutebook:alias 0001-fenced -->\n```\n\n<!-- minutebook:alias 0008-y -->\n",
}


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("0007-use-cache", "decisions/0012-use-redis.md"),
        ("ADR-0007-use-cache.md", "decisions/0012-use-redis.md"),
        ("decisions/0007-use-cache.md", "decisions/0012-use-redis.md"),
        ("[ADR-0007](0007-use-cache.md)", "decisions/0012-use-redis.md"),
        ("ADR-0007", "decisions/0012-use-redis.md"),
        ("7", "decisions/0012-use-redis.md"),
        ("decisions/0007", "decisions/0012-use-redis.md"),
        ("adr 8", "decisions/0013-x.md"),
        ("0008-y", "decisions/0013-x.md"),
        ("0001-fenced", ""),
        ("ADR-0001", ""),
        ("PHR-0007", ""),
    ],
)
def test_a_former_name_finds_the_record(reference: str, path: str) -> None:
    assert resolve(ALIASED, reference) == path


def test_a_present_name_comes_before_a_former_one() -> None:
    pages = ALIASED | {
        "decisions/0007-use-cache.md": FRONT_MATTER,
        "decisions/0008-z.md": FRONT_MATTER,
    }
    assert resolve(pages, "0007-use-cache") == "decisions/0007-use-cache.md"
    assert resolve(pages, "ADR-0008") == "decisions/0008-z.md"
    assert resolve(pages, "0008-y") == "decisions/0013-x.md"


def test_the_former_name_of_a_prompt_has_no_stage() -> None:
    path = "history/prompts/general/0012-a.red.prompt.md"
    records = make_records({path: "---\naliases: [0007-a]\n---\n"})
    assert references.resolve(records, "general/0007-a.green.prompt.md").path == path


def test_find_same_numbered() -> None:
    records = make_records(PAIR)
    assert find_same_numbered(records, records.members[0]) == records.members


def test_new_files_come_first_and_removed_ones_last() -> None:
    records = make_records({**PAIR, "decisions/0008-x.md": FRONT_MATTER + "0007-use-redis\n"})
    record: Record = next(member for member in records.members if member.path == REDIS)
    writes = plan_renumbering(records, [move_to_number(record, "0012")], {}, lambda *_: None)
    assert [(write.path, write.previous is None, write.text is None) for write in writes] == [
        ("decisions/0012-use-redis.md", True, False),
        ("decisions/0008-x.md", False, False),
        (REDIS, False, True),
    ]


def test_names_of_folders_and_of_unnumbered_records_stay() -> None:
    pages = {
        **PAIR,
        "decisions/0007-topic/README.md": FRONT_MATTER,
        "decisions/notes.md": FRONT_MATTER,
    }
    writes = renumber(pages, REDIS, a_py="0007-topic/README.md notes.md 0007-use-redis")
    assert writes["a.py"] == "0007-topic/README.md notes.md 0012-use-redis"


def test_an_alias_goes_to_the_end_where_front_matter_cannot_be_edited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> str:
        raise Refusal("fields run into each other")

    monkeypatch.setattr(frontmatter, "set_field", refuse, raising=False)
    changed = add_alias("---\na: 1\n---\nx\n", "0007-n")
    assert changed == "---\na: 1\n---\nx\n\n<!-- minutebook:alias 0007-n -->\n"


def test_numbers_of_other_records_stay_on_a_renumbered_page() -> None:
    page = (
        '---\nid: "0070"\nlinks:\n  adr: [0002-x]\n---\n\n## Outcome\n\nS-0008-1, 0007-use-redis\n'
    )
    writes = renumber({PHR7: page, REDIS: FRONT_MATTER}, PHR7)
    changed = writes[PHR7.replace("0007", "0012")] or ""
    assert changed.replace("aliases: [0007-use-redis]\n", "") == page.replace(
        "0007-use", "0012-use"
    )


@pytest.mark.parametrize(
    ("paths", "digits"),
    [
        (["decisions/0012-use-redis.md"], "0012"),
        (["decisions/0012-use-redis.md", "decisions/0013-use-x.md"], "0012"),
        (["decisions/0012-use-redis.txt"], ""),
        (["decisions/0012-use-redis.md", REDIS], ""),
        ([REDIS], ""),
        (["decisions/old/0012-use-redis.md"], ""),
        (["decisions/0012-use-redis-too.md", "decisions/use-redis.md"], ""),
        ([], ""),
    ],
)
def test_a_record_that_was_renumbered_on_a_branch_is_known_by_its_name(
    paths: list[str], digits: str
) -> None:
    assert find_digits_on_branch(make_records(PAIR).members[1], paths) == digits


def test_a_prompt_that_was_renumbered_on_a_branch_may_have_another_stage() -> None:
    records = make_records({"history/prompts/x/0002-a.plan.prompt.md": "# A\n", **PAIR})
    prompt = next(record for record in records.members if record.kind is PHR)
    assert find_digits_on_branch(prompt, ["history/prompts/x/0004-a.green.prompt.md"]) == "0004"
    assert find_taken_numbers(records, prompt) == {2}
