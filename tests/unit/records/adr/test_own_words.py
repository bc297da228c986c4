"""Relations in a page's own words: where they are read, and what is none."""

from __future__ import annotations

import pytest

from minutebook.records.adr.pages import read_facts, remove_link
from minutebook.text import frontmatter


def links_of(page: str, own: tuple[str, ...] = ()) -> list[str]:
    facts = read_facts(page, frontmatter.parse(page)[0], None, own)
    return [f"{link.relation} {link.target}" for link in facts.links]


def status(text: str) -> str:
    return f"# 4. A\n\n## Status\n\nAccepted\n\n{text}\n\n## Context\n\nx\n"


def section(text: str, title: str = "Links") -> str:
    return f"# A\n\n- Status: accepted\n\n## {title}\n\n{text}\n"


B = "[3. B](0003-b.md)"
C = "[5. C](0005-c.md)"


@pytest.mark.parametrize(
    ("page", "links"),
    [
        (status(f"Clarifies {B}"), [f"clarifies {B}"]),
        (status(f"Inspired by {B}\nExtends {C}"), [f"inspired-by {B}", f"extends {C}"]),
        (status(f"Präzisiert {B}"), [f"präzisiert {B}"]),
        (status(f"Spiked in {B}"), [f"spiked-in {B}"]),
        (status(f"Motiviert {B}"), [f"motiviert {B}"]),
        (status(f"Partly replaced by {B}"), [f"partly-replaced-by {B}"]),
        (status(f"Replaces parts of {B} and {C}"), [f"replaces-parts-of {x}" for x in (B, C)]),
        (status(f"Teilweise ersetzt durch {B}"), [f"teilweise-ersetzt-durch {B}"]),
        (status(f"Deprecates {B}"), [f"deprecates {B}"]),
        (status(f"Deprecated by {B}"), [f"deprecated-by {B}"]),
        (status(f"Overrides {B}."), [f"overrides {B}"]),
        (status(f"- [x] **Refines** {B} - since it was unclear"), [f"refines {B}"]),
        (status("Extends ADR-3 by a cache"), ["extends ADR-3"]),  # sure enough
        (status(f"Clarifies {B} as told in {C}"), [f"clarifies {B}"]),
        # No word of its own.
        (status(f"Supersedes {B}"), [f"supersedes {B}"]),
        (status(f"Invalidated by {B}"), [f"superseded-by {B}"]),
        (status(f"Fully superseded by {B}"), [f"superseded-by {B}"]),
        (status(f"Amends {B}"), [f"amends {B}"]),
        (status(f"Approved by {B}"), []),
        (status(f"See {B}"), [f"relates-to {B}"]),
        (status(f"The cache of {B}"), []),
        (status(f"Spiked in {B} we learned a lot"), []),
        (status("Spiked in [the lab](https://a.example/0003-b.md.html)"), []),
        (status(f"Clarifies {B} if it is accepted"), []),
        (status(f"Clarifies {B} of the billing repository"), []),
        (status(f"| Clarifies {B} |"), []),
        # Sections of links.
        (section(f"- Refined by {B} <!-- why -->"), [f"refined-by {B}"]),
        (section(f"* Alternative to: {B}"), [f"alternative-to {B}"]),
        (section(f"Clarifies:\n\n- {B}\n- {C}: why"),
         [f"clarifies {B}", f"clarifies {C}"]),
        (section("- Extends [B](b.md)"), ["extends [B](b.md)"]),
        (section("- Extends [B](../docs/b.md)\n- Extends [the site](https://a.example)"), []),
        (section(f"- Feature Spec: {B}\n- Discussion {B}\n- Requirements: ADR-3\n- {B}"), []),
        (section(f"Nothing:\n\n- {B}"), []),
        (section("- Refines `specs/0003-b/spec.md`"), []),
        (section("Nothing here."), []),
        # Sections, rows and lines that are named so.
        (section(f"- {B}\n\nText on {C}.", "Clarifies"), [f"clarifies {B}"]),
        (section(f"- {B}", "Consequences"), []),
        ("# A\n\n- Status: accepted\n- Inspired by: ADR-3, ADR-5\n", ["inspired-by ADR-3", "inspired-by ADR-5"]),
        ("# A\n\n- Status: accepted\n- Updates: the caches\n", []),
        (f"# A\n\n- Status: accepted\n- Alternative to: {B}\n", [f"alternative-to {B}"]),
        (f"# A\n\nAlternative to {B}\n", []),  # prose
        ("# A\n\n| Status | Accepted |\n|---|---|\n| Partly replaced by | ADR-3 |\n", ["partly-replaced-by ADR-3"]),
        (f"# A\n\n## Metadata\n\n- Status: accepted\n- Variant of: {B}\n", [f"variant-of {B}"]),
        # Front matter.
        ("---\nlinks:\n  inspired-by: [0003-b]\n  jira: [X-1]\n  spikes: [use-redis, X-12]\n---\n# A\n",
         ["inspired-by 0003-b", "spikes use-redis"]),
        ("---\nlinks:\n  - target: 3\n    kind: Exemplifies\n  - target: 5\n    type: clarifies\n---\n# A\n",
         ["exemplifies 3", "clarifies 5"]),
        ("---\nlinks:\n  - target: 3\n    kind: 7\n---\n# A\n", []),
        ("---\nclarified_by: 0003-b.md\nextends: base\n---\n# A\n", ["clarified-by 0003-b.md"]),
    ],
)  # fmt: skip
def test_words_of_a_page(page: str, links: list[str]) -> None:
    assert links_of(page) == links


def test_own_words_change_no_status() -> None:
    for word in ("Deprecates", "Deprecated by", "Overridden by", "Partly replaced by", "Clarifies"):
        page = status(f"{word} {B}")
        assert read_facts(page, frontmatter.parse(page)[0]).status == "accepted"
    page = f"# A\n\n## Status\n\nOverridden by {B}\n"
    facts = read_facts(page, frontmatter.parse(page)[0])
    assert (facts.status, facts.links[0].relation) == ("superseded", "superseded-by")


def test_words_of_the_configuration_need_no_form() -> None:
    page = section(f"- Parent: {B}\n- Feature Spec: {C}\n")
    assert links_of(page) == []
    assert links_of(page, ("parent", "child")) == [f"parent {B}"]
    assert links_of(section(f"- {B}", "Parent"), ("parent",)) == [f"parent {B}"]
    assert remove_link(page, "parent", lambda link: True) == page.replace(f"- Parent: {B}\n", "")


def test_a_part_that_a_sentence_names_in_another_language() -> None:
    assert links_of(status(f"Ersetzt {B} teilweise")) == [f"partly-supersedes {B}"]
    assert links_of(status(f"Supersedes {B} in part")) == [f"partly-supersedes {B}"]
    assert links_of(status(f"Ersetzt {B}")) == [f"supersedes {B}"]


def test_a_label_whose_value_names_no_record_is_no_relation() -> None:
    page = "# A\n\n- Status: accepted\n- Clarifies: {}\n\n## Context\n"
    assert links_of(page.format("the wording")) == []
    assert links_of(page.format("[the specification](../specs/files.md)")) == []
