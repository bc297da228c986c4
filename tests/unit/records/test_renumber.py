"""Which places name a record, and what a page is when its number changed: text in, text out."""

from __future__ import annotations

import pytest

from minutebook.errors import Refusal, UnknownRef
from minutebook.records import linking, reader, references
from minutebook.records.citations import CitationFinder, build_search_patterns
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet
from minutebook.records.renumber import (
    NumberChange,
    add_alias,
    find_digits_on_branch,
    find_duplicate_groups,
    find_same_numbered,
    find_taken_numbers,
    find_unclear_citations,
    has_same_number,
    plan_renumbering,
)
from minutebook.text import frontmatter

DECISIONS, PROMPTS = Folder(ADR, "decisions"), Folder(PHR, "history/prompts")
OWN = Folder(ADR, "apps/shop/adr", "folder", "shop")


def shelf(pages: dict[str, str], others: dict[str, str] | None = None) -> RecordSet:
    folders = (DECISIONS, PROMPTS, OWN)
    records = tuple(
        reader.read_record(next(one for one in folders if path.startswith(one.path)), path, text)
        for path, text in sorted(pages.items())
    )
    return RecordSet(folders, records, others or {})


def moved(
    pages: dict[str, str], path: str, digits: str = "0012", means: str = "", **texts: str
) -> dict[str, str | None]:
    """What is written when one record moves; bare numbers mean the record at `means`."""
    house = shelf(pages)
    known = {record.path: record for record in house.members}
    move = NumberChange(known[path], digits)
    files = {name.replace("_", "."): text for name, text in texts.items()}
    writes = plan_renumbering(house, [move], files, lambda _, spot: known.get(means))
    return {write.path: write.text for write in writes}


R, S = "decisions/0007-use-redis.md", "decisions/0007-use-postgres.md"
HEAD = "---\nstatus: accepted\n---\n\n"
PAIR = {R: HEAD + "# Use Redis\n", S: HEAD + "# Use Postgres\n"}


@pytest.mark.parametrize(
    ("text", "made"),
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
def test_what_follows(text: str, made: str | None) -> None:
    assert moved(PAIR, R, means=R, a_py=text).get("a.py") == made


@pytest.mark.parametrize("means", ["", S])
def test_a_bare_number_that_means_another_stays(means: str) -> None:
    writes = moved(PAIR, R, means=means, a_py="ADR-0007")
    assert "a.py" not in writes


@pytest.mark.parametrize(
    ("text", "made"),
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
def test_a_page_states_its_new_number(text: str, made: str) -> None:
    nl = "\r\n" if "\r\n" in text else "\n"
    writes = moved({R: text, "decisions/0001-x.md": HEAD}, R)
    gap = nl if made.endswith("\n") else nl + nl
    end = nl if made.endswith("\n") else ""
    assert writes == {
        "decisions/0012-use-redis.md": f"{made}{gap}<!-- minutebook:alias 0007-use-redis -->{end}",
        R: None,
    }


@pytest.mark.parametrize(
    ("lines", "made"),
    [
        ('id: "0007"\n', 'id: "0012"\n'),
        ("id: ADR-007 # the id\n", "id: ADR-012 # the id\n"),
        ("id: 20251206-0007\n", "id: 20251206-0012\n"),
        ("id: seven\n", "id: seven\n"),
        ("title: 'ADR-0007: Redis'\n", "title: 'ADR-0012: Redis'\n"),
        ("title: 7 reasons\n", "title: 7 reasons\n"),
    ],
)
def test_front_matter_states_the_new_number(lines: str, made: str) -> None:
    page = "---\nstatus: accepted\n{}---\n\n# Use Redis\n"
    writes = moved({R: page.format(lines)}, R)
    assert writes["decisions/0012-use-redis.md"] == page.format(
        made + "aliases: [0007-use-redis]\n"
    )


@pytest.mark.parametrize(
    ("path", "digits", "now"),
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
def test_the_rest_of_a_name_stays(path: str, digits: str, now: str) -> None:
    name = path.rpartition("/")[2]
    writes = moved({path: HEAD + "# X\n"}, path, digits, a_md=f"[x]({path}) {name}")
    assert next(iter(writes)) == now
    new = now.rpartition("/")[2]
    assert writes["a.md"] == f"[x]({now}) {new}"


PHR7 = "history/prompts/general/0007-use-redis.green.prompt.md"


def test_links_that_pages_store_follow_to_the_record_they_mean() -> None:
    """A decision and a prompt with one number and slug: the relation tells which is meant."""
    prompt = (
        '---\nid: "0007"\nlinks:\n  adr: [0007-use-redis]\n---\n\n## Prompt\n\n0007-use-redis\n'
    )
    after = "---\nstatus: accepted\nlinks:\n  depends-on: [0007-use-redis]\n---\n\n# After\n"
    pages = {R: HEAD + "# Use Redis\n", PHR7: prompt, "decisions/0008-after.md": after}
    writes = moved(pages, R)
    assert writes[PHR7] == prompt.replace("adr: [0007", "adr: [0012")
    assert writes["decisions/0008-after.md"] == after.replace("0007", "0012")
    writes = moved(pages, PHR7)
    assert [path for path in writes if "decisions" in path] == []
    house = linking.simulate_writes(
        shelf(pages),
        plan_renumbering(
            shelf(pages), [NumberChange(shelf(pages).members[0], "0012")], {}, lambda *_: None
        ),
    )
    ends = {(edge.relation, edge.source, edge.target) for edge in house.graph.edges}
    assert ends == {
        ("decides", PHR7, "decisions/0012-use-redis.md"),
        ("depends-on", "decisions/0008-after.md", "decisions/0012-use-redis.md"),
    }


@pytest.mark.parametrize(("path", "changed"), [(R, "adr-0007-use"), (PHR7, "phr-0007-use")])
def test_a_target_with_its_kind_follows_the_record_of_that_kind(path: str, changed: str) -> None:
    after = (
        "---\nstatus: accepted\nlinks:\n  depends-on: [phr-0007-use-redis, adr-0007-use-redis]\n"
        "---\n\n# After\n"
    )
    pages = {R: HEAD + "# Use Redis\n", PHR7: HEAD, "decisions/0008-after.md": after}
    writes = moved(pages, path)
    made = after.replace(changed, changed.replace("0007", "0012"))
    assert writes["decisions/0008-after.md"] == made


def test_a_target_with_its_kind_leads_to_a_record_by_its_old_name() -> None:
    """Though a record of the other kind has that name now."""
    prompt = PHR7.replace("0007", "0012")
    pages = {R: HEAD, prompt: "---\naliases: [0007-use-redis]\n---\n"}
    assert references.resolve(shelf(pages), "phr-0007-use-redis").path == prompt
    assert references.resolve(shelf(pages), "adr-0007-use-redis").path == R


@pytest.mark.parametrize(
    ("field", "made"),
    [
        ("amends: 7\n", "amends: 12\n"),
        ('amends: ["0007", "0070"]\n', 'amends: ["0012", "0070"]\n'),
        ("amends:\n  - 7\n  - 70\nweight: 7\n", "amends:\n  - 12\n  - 70\nweight: 7\n"),
        ("amends: ADR-7\n", "amends: ADR-12\n"),
        ("amends: [v7, 7]\n", "amends: [v7, 12]\n"),
        ("amends: 8\n", None),
    ],
)
def test_links_by_number_follow(field: str, made: str | None) -> None:
    other = "decisions/0009-x.md"
    page = "---\nstatus: accepted\n{}---\n\n# X\n"
    writes = moved({**PAIR, other: page.format(field)}, R, means=R)
    assert writes.get(other) == (page.format(made) if made else None)


def test_generated_blocks_and_prompts_are_not_prose() -> None:
    prompt = (
        '---\nid: "0009"\nfidelity: verbatim\n---\n\n## Prompt\n\n```text\nADR-0007\n```\n\n'
        "## Outcome\n\nADR-0007\n\n<!-- minutebook:links -->\nADR-0007\n<!-- /minutebook:links -->\n"
    )
    pages = {**PAIR, "history/prompts/general/0009-x.green.prompt.md": prompt}
    spots = find_unclear_citations(shelf(pages), find_duplicate_groups(shelf(pages)), {"a": "b"})
    assert {path: [spot.line for spot in found] for path, found in spots.items()} == {
        "history/prompts/general/0009-x.green.prompt.md": [14]
    }


def test_folders_that_count_for_themselves() -> None:
    pages = {
        "apps/shop/adr/0007-a.md": HEAD,
        "apps/shop/adr/0007-b.md": HEAD,
        "decisions/0007-c.md": HEAD,
    }
    house = shelf(pages)
    assert [[one.path for one in group] for group in find_duplicate_groups(house)] == [
        ["apps/shop/adr/0007-a.md", "apps/shop/adr/0007-b.md"]
    ]
    writes = moved(
        pages,
        "apps/shop/adr/0007-a.md",
        means="apps/shop/adr/0007-a.md",
        a_py="shop/0007 x/0007 ADR-0007",
    )
    assert writes["a.py"] == "shop/0012 x/0007 ADR-0007"
    assert build_search_patterns(house.members[:1])[2] == "shop/0*(7)([^0-9]|$)"


def test_one_page_seen_twice_is_no_group() -> None:
    assert (
        find_duplicate_groups(
            shelf({"decisions/0007-É.md": HEAD, "decisions/0007-e\u0301.md": HEAD})
        )
        == ()
    )


@pytest.mark.parametrize(
    ("words", "path"),
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
def test_two_with_one_name_are_told_apart_by_their_folder(words: str, path: str) -> None:
    pages = {
        f"history/prompts/{folder}/0007-use-redis.green.prompt.md": HEAD for folder in ("a", "b")
    }
    house = shelf(pages)
    spots = CitationFinder(house, find_duplicate_groups(house)).find_citations("x.py", words)
    told = [spot.record.path if spot.record else "" for spot in spots]
    assert told == ([path] if "/" in words else [""])
    near = CitationFinder(house, find_duplicate_groups(house)).find_citations(
        "history/prompts/a/0007-use-redis.green.prompt.md", "0007-use-redis"
    )
    assert near[0].record is not None


def test_a_suggestion_goes_with_its_prompt() -> None:
    pages = {
        PHR7: '---\nid: "0007"\nsuggestions:\n  - id: S-0007-1\n    topic: x\n---\n\n## Outcome\n\nx\n',
        R: HEAD,
    }
    writes = moved(pages, PHR7, a_py="S-0007-2 s-7-1 S-0007-x PHR-7")
    assert writes["a.py"] == "S-0012-2 s-12-1 S-0007-x PHR-12"
    assert "- id: S-0012-1\n" in (writes[PHR7.replace("0007", "0012")] or "")


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("d/0007-a.md", "d/0007-b.md", True),
        ("d/0007-a.md", "d/0008-a.md", False),
        ("d/a.md", "d/0008-a.md", False),
        ("d/a.md", "d/b.md", True),
    ],
)
def test_a_renaming_may_keep_the_number(old: str, new: str, same: bool) -> None:
    assert has_same_number(old, new) is same


@pytest.mark.parametrize(
    ("text", "made"),
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
def test_a_page_keeps_its_old_name(text: str, made: str) -> None:
    assert add_alias(text, "0007-n") == made
    record = reader.read_record(DECISIONS, "decisions/0012-x.md", made)
    assert "0007-n" in references.read_aliases(record)


def resolved(pages: dict[str, str], words: str) -> str:
    try:
        return references.resolve(shelf(pages), words, kind=ADR).path
    except UnknownRef:
        return ""


ALIASED = {
    "decisions/0012-use-redis.md": "---\naliases: [0007-use-cache]\n---\n\n# Use Redis\n",
    "decisions/0013-x.md": "# X\n\n```\n<!-- minutebook:alias 0001-fenced -->\n```\n\n<!-- minutebook:alias 0008-y -->\n",
}


@pytest.mark.parametrize(
    ("words", "path"),
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
def test_an_old_name_leads_to_the_record(words: str, path: str) -> None:
    assert resolved(ALIASED, words) == path


def test_a_name_of_today_comes_before_an_old_one() -> None:
    pages = ALIASED | {"decisions/0007-use-cache.md": HEAD, "decisions/0008-z.md": HEAD}
    assert resolved(pages, "0007-use-cache") == "decisions/0007-use-cache.md"
    assert resolved(pages, "ADR-0008") == "decisions/0008-z.md"
    assert resolved(pages, "0008-y") == "decisions/0013-x.md"


def test_the_old_name_of_a_prompt_has_no_stage() -> None:
    path = "history/prompts/general/0012-a.red.prompt.md"
    house = shelf({path: "---\naliases: [0007-a]\n---\n"})
    assert references.resolve(house, "general/0007-a.green.prompt.md").path == path


def test_a_group_has_every_record_of_the_number() -> None:
    house = shelf(PAIR)
    assert find_same_numbered(house, house.members[0]) == house.members


def test_the_first_of_a_plan_is_new_and_the_last_goes() -> None:
    house = shelf({**PAIR, "decisions/0008-x.md": HEAD + "0007-use-redis\n"})
    record: Record = next(one for one in house.members if one.path == R)
    writes = plan_renumbering(house, [NumberChange(record, "0012")], {}, lambda *_: None)
    assert [(write.path, write.previous is None, write.text is None) for write in writes] == [
        ("decisions/0012-use-redis.md", True, False),
        ("decisions/0008-x.md", False, False),
        (R, False, True),
    ]


def test_folders_and_records_without_a_number_are_no_places() -> None:
    pages = {**PAIR, "decisions/0007-topic/README.md": HEAD, "decisions/notes.md": HEAD}
    writes = moved(pages, R, a_py="0007-topic/README.md notes.md 0007-use-redis")
    assert writes["a.py"] == "0007-topic/README.md notes.md 0012-use-redis"


def test_front_matter_that_cannot_be_edited_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise Refusal("fields run into each other")

    monkeypatch.setattr(frontmatter, "set_field", refuse, raising=False)
    made = add_alias("---\na: 1\n---\nx\n", "0007-n")
    assert made == "---\na: 1\n---\nx\n\n<!-- minutebook:alias 0007-n -->\n"


def test_other_numbers_of_its_own_kind_stay_on_the_page() -> None:
    page = (
        '---\nid: "0070"\nlinks:\n  adr: [0002-x]\n---\n\n## Outcome\n\nS-0008-1, 0007-use-redis\n'
    )
    writes = moved({PHR7: page, R: HEAD}, PHR7)
    made = writes[PHR7.replace("0007", "0012")] or ""
    assert made.replace("aliases: [0007-use-redis]\n", "") == page.replace("0007-use", "0012-use")


@pytest.mark.parametrize(
    ("paths", "digits"),
    [
        (["decisions/0012-use-redis.md"], "0012"),
        (["decisions/0012-use-redis.md", "decisions/0013-use-x.md"], "0012"),
        (["decisions/0012-use-redis.txt"], ""),
        (["decisions/0012-use-redis.md", R], ""),
        ([R], ""),
        (["decisions/old/0012-use-redis.md"], ""),
        (["decisions/0012-use-redis-too.md", "decisions/use-redis.md"], ""),
        ([], ""),
    ],
)
def test_a_record_that_moved_elsewhere_is_known_by_its_name(paths: list[str], digits: str) -> None:
    assert find_digits_on_branch(shelf(PAIR).members[1], paths) == digits


def test_a_prompt_that_moved_elsewhere_may_have_another_stage() -> None:
    house = shelf({"history/prompts/x/0002-a.plan.prompt.md": "# A\n", **PAIR})
    prompt = next(one for one in house.members if one.kind is PHR)
    assert find_digits_on_branch(prompt, ["history/prompts/x/0004-a.green.prompt.md"]) == "0004"
    assert find_taken_numbers(house, prompt) == {2}
