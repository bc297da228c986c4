"""Links in texts: which ones are looked at, which are dead, and what they meant."""

from __future__ import annotations

import pytest

from checked_pages import DECISIONS, make_records
from minutebook.records.model import ADR, Folder, RecordSet
from minutebook.records.renaming.meant_records import Meaning, find_meant_record, locate_target
from minutebook.records.renaming.text_links import (
    DeadLinkFinder,
    find_text_links,
    find_text_refs,
)

PAGE = "decisions/0009-here.md"


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See [x](0001-x.md).", ["0001-x.md"]),
        ("See [x](<0001 x.md> 'title') and [y](../y.md#part).", ["0001 x.md", "../y.md#part"]),
        ("[x]: 0001-x.md\n[^1]: 0002-y.md\n", ["0001-x.md"]),
        ("[![badge](b.svg)](0001-x.md)", ["0001-x.md"]),
        ("![x](0001-x.md) \\[x](0001-x.md)", []),
        ("`[x](0001-x.md)` and [y](0002-y.md)", ["0002-y.md"]),
        ("```\n[x](0001-x.md)\n```\n", []),
        ("<!-- [x](0001-x.md) --> [y](0002-y.md)", ["0002-y.md"]),
        ("<!--\n[x](0001-x.md)\n-->\n", []),
        ("[x](https://example.org/0001-x.md) [y](mailto:a@b.c) [z](#part) [q](?a=b)", []),
        ("[x](a@example.org) [y](@someone) [z]({{ page }}/x.md)", []),
        ("[x](NNNN-title.md) [y](yyyymmdd-xxx.md) [z](0005-example.md) [w](adr-xxx.md)", []),
        ("[x](...)", []),
        ("no link, but a colon]: and (brackets)", []),
        ("<!-- minutebook:links -->\n[x](0001-x.md)\n<!-- /minutebook:links -->\n", []),
        ("---\nlink: '[x](0001-x.md)'\n---\n\n# T\n", []),
        ("plain words\n", []),
        # HTML, and labels of two lines
        ('<a href="0001-x.md">x</a> <a class=\'b\' href=\'0002-y.md#p\'>y</a>', ["0001-x.md", "0002-y.md#p"]),
        ('<a href="https://example.org/0001-x.md">x</a> <link href="0002-y.md"> `<a href="0003-z.md">`', []),
        ("See [a label of\ntwo lines](0001-x.md) and [y](0002-y.md).\n", ["0001-x.md", "0002-y.md"]),
        ("See [a paragraph\n\nthat ends](0001-x.md)\n", []),
        ("![a picture of\ntwo lines](0001-x.md)\n", []),
        ("`[a` label\nof](0001-x.md)\n", []),
        ("an open [ and a whole\n[x](0001-x.md)\n", ["0001-x.md"]),
        # Code of other forms
        ("Text\n\n    [x](0001-x.md)\n\n[y](0002-y.md)\n", ["0002-y.md"]),
        ("Text\n\n\t[x](0001-x.md)\n    [y](0002-y.md)\n", []),
        ("Text\n    [x](0001-x.md)\n", ["0001-x.md"]),
        ("- item\n\n    [x](0001-x.md)\n\n      [y](0002-y.md)\n", ["0001-x.md"]),
        ("1. item\n    - part\n\n      [x](0001-x.md)\n", ["0001-x.md"]),
        ("- item\n\nText\n\n    [x](0001-x.md)\n", []),
        ("<pre>\n[x](0001-x.md)\n</pre>\n\n[y](0002-y.md)\n", ["0002-y.md"]),
        ("<code>[x](0001-x.md)</code> [y](0002-y.md) <pre class='a'>[z](0003-z.md)", ["0002-y.md"]),
        ("`<pre>` [x](0001-x.md)\n\n```\n<pre>\n```\n[y](0002-y.md)\n", ["0001-x.md", "0002-y.md"]),
        ("{% raw %}[x](0001-x.md)\n[y](0002-y.md){% endraw %}\n[z](0003-z.md)\n", ["0003-z.md"]),
        ("[x](%BASE%/0001-x.md) [y](${DOCS}/0002-y.md) [z](docs%20old/0003-%C3%A4.md)", ["docs%20old/0003-%C3%A4.md"]),
    ],
)  # fmt: skip
def test_which_links_are_looked_at(text: str, addresses: list[str]) -> None:
    links = list(find_text_links(text))
    assert [link.address for link in links] == addresses
    for link in links:
        assert link.address.startswith(text[link.start : link.end])


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("As ADR-0001 and PHR-2 say", ["ADR-0001", "PHR-2"]),
        ("# ADR-0001: x\n", []),
        ("`ADR-0001` [ADR-0002](x) [ADR-3][x] https://x.org/ADR-4 team/ADR-5 X-ADR-6", []),
        ("ADR-0001.5 ADR-0001.md ADR-0001-x ADR-1a", []),
        ("<!-- ADR-0001 -->\n", []),
        ("<!-- minutebook:links -->\nADR-1\n<!-- /minutebook:links -->\n", []),
        ("nothing\n", []),
        ("one line\nand ADR-7.\n", ["ADR-7"]),
        ("As [ADR-0071] and ([adr-72]) say", ["ADR-0071", "adr-72"]),
        ("As [ADR-0071] says\n\n[adr-0071]: 0071-x.md\n", []),
        ("[[ADR-0071]] [x][ADR-0072] ![ADR-0073](x.png)", []),
        ("ADR 0074, adr-75, ADR #82 and ADR-0080/ADR-0081", ["ADR 0074", "adr-75", "ADR #82", "ADR-0080", "ADR-0081"]),
        ("We read ADR 12 times; adr 0074; docs/adr-75/x adr-76/notes.md #adr-77", []),
        ("Text\n\n    ADR-1\n\n<pre>\nADR-2\n</pre>\n", []),
    ],
)  # fmt: skip
def test_which_refs_are_looked_at(text: str, refs: list[str]) -> None:
    assert [ref.text for ref in find_text_refs(text)] == refs


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("0001-x.md", "decisions/0001-x.md"),
        ("./0001-x.md?raw#a", "decisions/0001-x.md"),
        ("../docs/a%20b.md", "docs/a b.md"),
        ("../../out.md", ""),
        ("/docs/x.md", "docs/x.md"),
        ("0001-x", "decisions/0001-x"),
        ("image.png", ""),
        ("0001", ""),
        ("1.2-x.y", ""),
        ("example.org", ""),
        ("notes/plan.org", "decisions/notes/plan.org"),
    ],
)
def test_where_an_address_leads(address: str, target: str) -> None:
    record = make_records({PAGE: "# Here\n"}).members[0]
    assert locate_target(record, address) == target


RECORDS = {
    "decisions/0001-use-postgres.md": "# Use Postgres\n",
    "decisions/0002-use-valkey.md": "# Use Valkey\n\n<!-- minutebook:alias 0012-use-redis -->\n",
    "decisions/0003-log-as-json.md": "# Log as JSON\n",
    "decisions/0004-a.md": "# A\n",
    "decisions/0004-b.md": "# B\n",
    "decisions/0005a-part.md": "# Part\n",
    "decisions/old/0006-moved.md": "# Moved\n",
    "decisions/README.md": "index\n",
    "history/prompts/general/0007-ask.general.prompt.md": "---\ntitle: Ask\n---\n",
}
CURRENT = frozenset({"docs/guide.md", "spec", "decisions/.hidden/x.md", "decisions/notes.adoc",
                     "site/docs/adr/page.md", "decisions/0042-left-in-git.md"})  # fmt: skip


@pytest.mark.parametrize(
    ("link", "healed"),
    [
        # There, or not to be seen from here.
        ("[x](0001-use-postgres.md)", None),
        ("[x](README.md)", None),
        ("[x](../docs/guide.md)", None),
        ("[x](/docs/adr/page.md)", None),
        ("[x](0001-use-postgres)", None),
        ("[x](../spec/part.md)", None),
        ("[x](.hidden/x.md)", None),
        ("[x](notes.adoc)", None),
        ("[x](../../elsewhere.md)", None),
        # Dead, and nobody knows what was meant.
        ("[x](gone.md)", ""),
        ("[x](0042-left-in-git.md)", ""),
        ("[x](../docs/gone.md)", ""),
        ("[x](/docs/adr/gone.md)", ""),
        ("[x](0099-gone)", ""),
        ("[x](0004-c.md)", ""),
        ("[x](0005-part-of.md)", ""),
        ("[x](2024-01-02-x.md)", ""),
        ("[x](../rfc/0001-use-mysql.md)", ""),
        ("[x](../rfc/0009-use-postgres.md)", ""),
        ("[Use Oracle everywhere](0001-use-oracle.md)", ""),
        ("[ADR-0002](0001-use-mysql.md)", ""),
        ("[x](0009-there.md)", ""),
        ("[x](0001-log-as-json.md)", ""),
        ("[x](0001-use-postgres.de.md)", ""),
        ("[x](0001-use-mysql.pt-BR.md)", ""),
        ("[x](../rfcs/0001-use-postgres.md)", ""),
        # By name, former name, slug, or number.
        ("[x](0006-moved.md)", "old/0006-moved.md"),
        ("[x](../docs/adr/0001-use-postgres.md)", "0001-use-postgres.md"),
        ("[x](0012-use-redis.md#why)", "0002-use-valkey.md#why"),
        ("[x](./0008-log-as-json.md)", "./0003-log-as-json.md"),
        ("[ADR-1](0001-use-mysql.md)", "0001-use-postgres.md"),
        ("[as JSON](0003-structured-logs.md 'title')", "0003-log-as-json.md 'title'"),
        ("[x](/decisions/0001-use-mysql.md)", "/decisions/0001-use-postgres.md"),
        ("[x](adr-0001-use-mysql.md)", "0001-use-postgres.md"),
        ("[x](../history/prompts/0007-ask.md)", "../history/prompts/general/0007-ask.general.prompt.md"),
        ("[x](phr-0007-asked)", "../history/prompts/general/0007-ask.general.prompt"),
    ],
)  # fmt: skip
def test_dead_links_and_what_they_meant(link: str, healed: str | None) -> None:
    text = f"# Here\n\nSee {link}, and {link}.\n"
    records = make_records(RECORDS | {PAGE: text})
    record = next(record for record in records.members if record.path == PAGE)
    finder = DeadLinkFinder(records, CURRENT)
    assert len(list(finder.find_dead(record))) == (0 if healed is None else 2)
    label = link.partition("(")[0]
    expected = text.replace(link, f"{label}({healed})") if healed else text
    assert finder.heal(record) == expected


def test_a_number_alone_means_a_record_of_its_folder() -> None:
    folders = (DECISIONS, Folder(ADR, "team/adr"))
    pages = {PAGE: "# H\n\n[x](../team/adr/0001-gone.md)\n", "decisions/0001-x.md": "# X\n",
             "team/adr/0001-other.md": "# Other\n"}  # fmt: skip
    records: RecordSet = make_records(pages, *folders)
    record = next(record for record in records.members if record.path == PAGE)
    assert "(../team/adr/0001-other.md)" in DeadLinkFinder(records, ()).heal(record)


def test_the_address_in_html_is_healed_as_html_needs_it() -> None:
    text = "# H\n\n<a href='0001-gone.md'>one</a> [words\nnumber one](0001-gone.md)\n"
    records = make_records({PAGE: text, "decisions/0001-a b.md": "# One\n"})
    record = next(record for record in records.members if record.path == PAGE)
    (first, second) = DeadLinkFinder(records, ()).find_dead(record)
    assert (first.label, second.label) == ("one", "words number one")
    healed = DeadLinkFinder(records, ()).heal(record)
    assert healed.startswith("# H\n\n<a href='0001-a%20b.md'>one</a> [words\n")


@pytest.mark.parametrize(
    ("address", "label", "doubt"),
    [
        ("0001-log-as-json.md", "x", "by its words it may be ADR-0003, by its number ADR-0001 (0001-use-postgres.md)."),
        ("0001-gone.md", "data base", "ADR-0001 has that number, but the label says another title."),
        ("0001-gone.md", "ADR-2", "ADR-0001 has that number, but the label says ADR-2."),
        ("0004-gone.md", "x", "ADR-0004 (0004-a.md) and ADR-0004 (0004-b.md) have that number."),
        ("0001-use-postgres.de.md", "x", "it is ADR-0001 in another language."),
        ("../rfcs/0001-use-postgres.md", "x", "ADR-0001 has that name, but this folder never held decisions."),
        ("0099-gone.md", "x", ""),
        ("0009-there.md", "x", ""),
    ],
)  # fmt: skip
def test_why_it_is_not_clear_what_was_meant(address: str, label: str, doubt: str) -> None:
    records = make_records(RECORDS | {PAGE: "# Here\n"})
    record = next(record for record in records.members if record.path == PAGE)
    assert find_meant_record(records, record, address, label) == Meaning(None, doubt)
