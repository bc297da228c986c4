"""What `set_status`, `add_link` and `remove_link` make of pages of all dialects."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.records import adr
from minutebook.records.adr import add_link, remove_link, set_status
from minutebook.records.model import Link
from minutebook.text import frontmatter


def read(page: str) -> adr.Facts:
    return adr.read_facts(page, frontmatter.parse(page)[0])


def change_status(page: str, status: str, reason: str = "", today: str = "") -> str:
    return set_status(page, read(page).dialect, status, reason=reason, today=today)


def relate(page: str, relation: str) -> str:
    return add_link(page, read(page).dialect, relation, "5. B", "0005-b.md", "0005-b")


def match_any(link: Link) -> bool:
    return True


def match_target(part: str) -> Callable[[Link], bool]:
    return lambda link: part in link.target


def nygard(status: str) -> str:
    return f"# 1. A\n\nDate: 2020-01-02\n\n## Status\n\n{status}\n\n## Context\n\nWords.\n"


B = "[5. B](0005-b.md)"


@pytest.mark.parametrize(
    ("page", "status", "after"),
    [
        (nygard("Proposed"), "accepted", nygard("Accepted")),
        (nygard("proposed"), "accepted", nygard("accepted")),
        (nygard("PROPOSED"), "accepted", nygard("ACCEPTED")),
        (nygard("🤔 Proposed"), "rejected", nygard("Rejected")),
        (nygard("**Proposed**"), "accepted", nygard("**Accepted**")),
        (nygard("✅ Approved"), "accepted", nygard("✅ Approved")),
        (nygard("Nobody knows"), "accepted", nygard("Accepted\n\nNobody knows")),
        (nygard("Implemented in #5."), "deprecated", nygard("Deprecated; was: Implemented in #5.")),
        (nygard(f"Accepted\n\nAmends {B}"), "deprecated", nygard(f"Deprecated\n\nAmends {B}")),
        (nygard(f"Amends {B}"), "accepted", nygard(f"Accepted\n\nAmends {B}")),
        ("# A\n\n## Status\n## B\n", "accepted", "# A\n\n## Status\nAccepted\n\n## B\n"),
        ("# A\n\n## Status", "accepted", "# A\n\n## Status\n\nAccepted"),
        ("# A\n\n## Status: Draft\n", "accepted", "# A\n\n## Status: Accepted\n"),
        (
            "# A\n\nDate: 2020-01-02\n\n## B\n",
            "accepted",
            "# A\n\nDate: 2020-01-02\n\n## Status\n\nAccepted\n\n## B\n",
        ),
        (
            "# A\n\nDate: 2020-01-02",
            "accepted",
            "# A\n\nDate: 2020-01-02\n\n## Status\n\nAccepted\n",
        ),
        ("# A\n\n- Status: proposed\n", "accepted", "# A\n\n- Status: accepted\n"),
        ("# A\n\n* **Status:** Proposed\n", "accepted", "# A\n\n* **Status:** Accepted\n"),
        ("# A\n\n- Status: done in #5\n", "rejected", "# A\n\n- Status: rejected; was: done in #5\n"),
        ("# A\n\n- Status: [ proposed | accepted ]\n", "accepted", "# A\n\n- Status: accepted\n"),
        ("# A\n\n- Status:\n", "accepted", "# A\n\n- Status:accepted\n"),
        ("# A\n\n- Date: 2020-01-02\n", "accepted", "# A\n\n- Date: 2020-01-02\n- Status: Accepted\n"),
        ("# A\n\n| Status | Draft |\n", "accepted", "# A\n\n| Status | Accepted |\n"),
        ("# A\n\n|Date|2020|\n\nB\n", "accepted", "# A\n\n|Date|2020|\n|Status|Accepted|\n\nB\n"),
        ("# A\n\nWords.\n", "accepted", "# A\n\n- Status: accepted\n\nWords.\n"),
        ("Words.\n", "accepted", "- Status: accepted\n\nWords.\n"),
        ("---\nstatus: Proposed # x\n---\n# A\n", "accepted", "---\nstatus: Accepted # x\n---\n# A\n"),
        ("---\r\nstatus: 'proposed'\r\n---\r\n", "accepted", "---\r\nstatus: 'accepted'\r\n---\r\n"),
        ("---\nstatus: Approved\n---\n# A\n", "accepted", "---\nstatus: Approved\n---\n# A\n"),
    ],
)  # fmt: skip
def test_a_status_is_set_in_the_form_of_the_page(page: str, status: str, after: str) -> None:
    assert change_status(page, status) == after
    assert read(after).status == status


def test_a_front_matter_without_status_gets_one() -> None:
    page = "---\nparent: Decisions\n---\n# A\n"
    assert read(change_status(page, "accepted")).status == "accepted"
    assert change_status(page, "accepted").endswith("\n---\n# A\n")


@pytest.mark.parametrize(
    ("page", "after"),
    [
        (nygard("Proposed"), nygard("Rejected\n\nRejected on 2025-01-01: too slow")),
        ("# A\n\n## Status: Draft\n", "# A\n\n- Reason: Rejected on 2025-01-01: too slow\n\n## Status: Rejected\n"),
        ("# A\n\nWords.\n", "# A\n\n- Reason: Rejected on 2025-01-01: too slow\n\n- Status: rejected\n\nWords.\n"),
        ("# A\n\n- Status: proposed\n- Date: x\n", "# A\n\n- Status: rejected\n- Date: x\n- Reason: Rejected on 2025-01-01: too slow\n"),
        ("# A\n\n**Status**: Proposed\n", "# A\n\n**Status**: Rejected\n\n**Reason**: Rejected on 2025-01-01: too slow\n"),
        ("# A\n\n| Status | Draft |\n", "# A\n\n| Status | Rejected |\n| Reason | Rejected on 2025-01-01: too slow |\n"),
    ],
)  # fmt: skip
def test_a_reason_is_one_line(page: str, after: str) -> None:
    assert change_status(page, "rejected", "too\n slow ", "2025-01-01") == after


@pytest.mark.parametrize(
    ("page", "accepted", "deprecated"),
    [
        (nygard("Proposed"), nygard("Accepted\n\n{}"), nygard("Deprecated\n\n{}\n\n{}")),
        ("# A\n\n* Status: proposed\n", "# A\n\n* Status: accepted\n* Reason: {}\n", "# A\n\n* Status: deprecated\n* Reason: {}\n* Reason: {}\n"),
        ("# A\n\n| Status | Draft |\n", "# A\n\n| Status | Accepted |\n| Reason | {} |\n", "# A\n\n| Status | Deprecated |\n| Reason | {} |\n| Reason | {} |\n"),
        ("---\nstatus: proposed\n---\n# A\n", '---\nstatus: accepted\nstatus-reason: "{}"\n---\n# A\n', '---\nstatus: deprecated\nstatus-reason: ["{}", "{}"]\n---\n# A\n'),
    ],
)  # fmt: skip
def test_each_reason_is_kept_with_what_it_is_the_reason_of(
    page: str, accepted: str, deprecated: str
) -> None:
    reasons = ("Accepted on 2025-01-01: good enough.", "Deprecated on 2025-02-02: slow.")
    made = change_status(page, "accepted", "good enough.", "2025-01-01")
    assert made == accepted.format(reasons[0])
    assert read(made).status == "accepted"
    superseded = relate(made, "superseded-by")
    assert reasons[0] in superseded
    assert read(superseded).status == "superseded"
    assert remove_link(superseded, "superseded-by", match_any) == made
    made = change_status(made, "deprecated", "slow.", "2025-02-02")
    assert made == deprecated.format(*reasons)
    assert read(made).status == "deprecated"
    superseded = relate(made, "superseded-by")
    assert read(superseded).status == "superseded"
    assert all(reason in superseded for reason in reasons)


def test_a_reason_in_front_matter_is_a_field() -> None:
    made = change_status("---\nstatus: proposed\n---\n# A\n", "rejected", "too slow")
    assert frontmatter.get_field(made, "status-reason") == "Rejected: too slow"
    assert frontmatter.get_field(made, "status") == "rejected"


@pytest.mark.parametrize(
    ("page", "after"),
    [
        (nygard("Accepted"), nygard(f"Superseded by {B}")),
        (nygard("accepted"), nygard(f"superseded by {B}")),
        (nygard("✅ Approved"), nygard(f"~~✅ Approved~~\n\nSuperseded by {B}")),
        (nygard("Implemented"), nygard(f"~~Implemented~~\n\nSuperseded by {B}")),
        (nygard("Done in #5"), nygard(f"Superseded by {B}; was: Done in #5")),
        (nygard("Done in #5\nby Ada"), nygard(f"Done in #5\nby Ada\n\n- Superseded by {B}")),
        (nygard("- Accepted"), nygard(f"- ~~Accepted~~ Superseded by {B}")),
        (nygard("Accepted\n\n~~Draft~~"), nygard(f"Accepted\n\n~~Draft~~\n\n- Superseded by {B}")),
        (nygard("Status: Accepted"), nygard(f"Status: ~~Accepted~~ Superseded by {B}")),
        (nygard("Superseded"), nygard(f"Superseded\n\n- Superseded by {B}")),
        (
            nygard("Superceded by [3. C](0003-c.md)"),
            nygard(f"Superceded by [3. C](0003-c.md)\n\nSuperceded by {B}"),
        ),
        (
            nygard("Accepted\n\nSupercedes [3. C](0003-c.md)"),
            nygard(f"Superceded by {B}\n\nSupercedes [3. C](0003-c.md)"),
        ),
        ("# A\n\n## Status\n", f"# A\n\n## Status\n\n- Superseded by {B}\n"),
        ("# A\n\n## Status: Draft\n", f"# A\n\n## Status: ~~Draft~~ Superseded by {B}\n"),
        ("# A\n\n- Status: accepted\n", f"# A\n\n- Status: superseded by {B}\n"),
        ("# A\n\n- Status: draft\n", f"# A\n\n- Status: ~~draft~~ superseded by {B}\n"),
        ("# A\n\n**Status**: Accepted\n", f"# A\n\n**Status**: Superseded by {B}\n"),
        (
            "# A\n\n**Status**: Superseded\n",
            f"# A\n\n**Status**: Superseded\n\n**Superseded by**: {B}\n",
        ),
        (
            "# A\n\n* Status: done in #5\n* Date: x\n\nB\n",
            f"# A\n\n* Status: superseded by {B}; was: done in #5\n* Date: x\n\nB\n",
        ),
        ("# A\n\n|Status|Active|\n", f"# A\n\n|Status|~~Active~~ Superseded by {B}|\n"),
        ("# A\n\n|Date|2020|\n", f"# A\n\n|Date|2020|\n|Superseded by|{B}|\n"),
        ("# A\n\nDate: 2020\n", f"# A\n\n- Superseded by: {B}\n\nDate: 2020\n"),
        ("# A\nWords.\n", f"# A\n- Superseded by: {B}\n\nWords.\n"),
        ("A\n=\nWords.\n", f"A\n=\n- Superseded by: {B}\n\nWords.\n"),
        ("Words.\n", f"- Superseded by: {B}\n\nWords.\n"),
        ("\ufeffWords.", f"\ufeff- Superseded by: {B}\n\nWords."),
        ("", f"- Superseded by: {B}\n\n"),
    ],
)
def test_a_page_is_superseded_and_restored(page: str, after: str) -> None:
    made = relate(page, "superseded-by")
    assert made == after
    assert read(made).status == "superseded"
    assert remove_link(made, "superseded-by", match_target("0005-b")) == page


@pytest.mark.parametrize(
    ("words", "after"),
    [
        ("accepted", "superseded by ADR-0005"),
        ("Accepted", "Superseded by ADR-0005"),
        ('"accepted"', '"superseded by ADR-0005"'),
        ("Implemented", "Superseded by ADR-0005 (was Implemented)"),
        ('"done: in #5"', '"superseded by ADR-0005 (was done: in #5)"'),
        ('"[ accepted | rejected ]"', '"[ accepted | rejected ]"'),
        ("superseded", "superseded"),
    ],
)
def test_front_matter_is_superseded_and_restored(words: str, after: str) -> None:
    page = f"---\nstatus: {words} # why\ndate: 2020-01-02\n---\n# A\n"
    made = add_link(page, "front-matter", "superseded-by", "ADR-0005", "0005-b.md", "0005-b")
    assert f"status: {after} # why\n" in made
    assert frontmatter.get_field(made, "links") == {"superseded-by": ["0005-b"]}
    assert remove_link(made, "superseded-by", match_target("0005")) == page


def test_a_label_that_would_need_quotes_gives_way_to_the_target() -> None:
    page = "---\nstatus: accepted\n---\n"
    made = add_link(page, "front-matter", "superseded-by", "5: [B]", "0005-b.md", "0005-b")
    assert frontmatter.get_field(made, "status") == "superseded by 0005-b"
    assert remove_link(made, "superseded-by", match_target("0005-b")) == page


def test_a_label_that_is_no_mention_is_removed_by_its_field() -> None:
    page = "---\nstatus: accepted\n---\n"
    made = add_link(page, "front-matter", "superseded-by", "login flow", "b.md", "login")
    assert frontmatter.get_field(made, "status") == "superseded by login flow"
    assert remove_link(made, "superseded-by", match_target("login")) == page


@pytest.mark.parametrize(
    ("page", "after"),
    [
        (nygard("Accepted"), nygard(f"Accepted\n\nSupersedes {B}")),
        (nygard("Accepted").replace("\n", "\r\n"), nygard(f"Accepted\n\nSupersedes {B}").replace("\n", "\r\n")),
        (nygard("Accepted\n\n---"), nygard(f"Accepted\n\nSupersedes {B}\n\n---")),
        ("# A\n\n## Status\n\nAccepted", f"# A\n\n## Status\n\nAccepted\n\nSupersedes {B}"),
        ("# A\n\n## Status\nAccepted\n## B\n", f"# A\n\n## Status\nAccepted\n\nSupersedes {B}\n## B\n"),
        ("# A\n\n- Status: accepted\n", f"# A\n\n- Status: accepted\n\n## Links\n\n- Supersedes {B}\n"),
        ("# A\n\n- Status: accepted", f"# A\n\n- Status: accepted\n\n## Links\n\n- Supersedes {B}"),
        ("# A\n\n- Status: x\n\n## Links\n\n* y\n\n## Z\n", f"# A\n\n- Status: x\n\n## Links\n\n* y\n* Supersedes {B}\n\n## Z\n"),
        ("# A\n\n- Status: x\n\n## Links\n\n## Z\n", f"# A\n\n- Status: x\n\n## Links\n\n- Supersedes {B}\n\n## Z\n"),
        ("# A\n\n**Status**: x\n\n## Links", f"# A\n\n**Status**: x\n\n## Links\n- Supersedes {B}"),
        ("# A\n\n* Status: x\n* Amends: ADR-2\n", f"# A\n\n* Status: x\n* Amends: ADR-2\n* Supersedes: {B}\n"),
        ("# A\n\n| Status | x |\n\nB\n", f"# A\n\n| Status | x |\n| Supersedes | {B} |\n\nB\n"),
        ("# A\n\nWords.\n", f"# A\n\nWords.\n\n## Links\n\n- Supersedes {B}\n"),
        ("", f"\n## Links\n\n- Supersedes {B}\n"),
        (
            "# A\n\nWords.\n\n<!-- minutebook:links -->\n- x\n<!-- /minutebook:links -->\n",
            f"# A\n\nWords.\n\n## Links\n\n- Supersedes {B}\n\n<!-- minutebook:links -->\n- x\n<!-- /minutebook:links -->\n",
        ),
        (
            "# A\n\n## Status\n\nAccepted\n\n<!-- minutebook:links -->\n- x\n<!-- /minutebook:links -->\n",
            f"# A\n\n## Status\n\nAccepted\n\nSupersedes {B}\n\n<!-- minutebook:links -->\n- x\n<!-- /minutebook:links -->\n",
        ),
    ],
)  # fmt: skip
def test_a_relation_is_added_in_the_form_of_the_page_and_removed(page: str, after: str) -> None:
    made = relate(page, "supersedes")
    assert made == after
    assert ("supersedes", B) in [(link.relation, link.target) for link in read(made).links]
    assert remove_link(made, "supersedes", match_target("0005-b")) == page


@pytest.mark.parametrize(
    ("fields", "relation", "key", "value"),
    [
        ("status: x\n", "supersedes", "links", {"supersedes": ["0005-b"]}),
        (
            "links:\n  supersedes: [0002-c]\n",
            "supersedes",
            "links.supersedes",
            ["0002-c", "0005-b"],
        ),
        ("links:\n  Replaces: [0002-c]\n", "supersedes", "links.Replaces", ["0002-c", "0005-b"]),
        ("links:\n  spec: s.md\n", "amends", "links", {"spec": "s.md", "amends": ["0005-b"]}),
        ("supersedes: [ADR-2]\n", "supersedes", "supersedes", ["ADR-2", "0005-b"]),
        ("links:\n- Amends ADR-2\n", "supersedes", "supersedes", ["0005-b"]),
    ],
)
def test_a_relation_is_added_to_front_matter_and_removed(
    fields: str, relation: str, key: str, value: object
) -> None:
    page = f"---\n{fields}---\n# A\n"
    made = add_link(page, "front-matter", relation, "ADR-5", "0005-b.md", "0005-b")
    assert frontmatter.get_field(made, key) == value
    assert (relation, "0005-b") in [(link.relation, link.target) for link in read(made).links]
    assert remove_link(made, relation, match_target("0005-b")) == page


def test_a_single_value_becomes_a_list() -> None:
    page = "---\nlinks:\n  supersedes: 0002-c\n---\n"
    made = add_link(page, "front-matter", "supersedes", "ADR-5", "0005-b.md", "0005-b")
    assert frontmatter.get_field(made, "links.supersedes") == ["0002-c", "0005-b"]


def test_an_empty_field_is_filled() -> None:
    for fields in ("links:\n", "links:\n  supersedes: null\n", "links:\n  supersedes: none\n"):
        made = add_link(f"---\n{fields}---\n", "front-matter", "supersedes", "", "", "0005-b")
        assert frontmatter.get_field(made, "links.supersedes") == ["0005-b"]


@pytest.mark.parametrize(
    ("page", "relation", "after"),
    [
        (nygard("Superceded by [3. C](0003-c.md)"), "superseded-by", nygard("Accepted")),
        (nygard("Done in #5\n\nSuperseded by ADR-3"), "superseded-by", nygard("Done in #5")),
        (nygard("~Draft~\n\nSuperseded by ADR-3"), "superseded-by", nygard("Draft")),
        (nygard("Implemented. Superseded by [ADR-3](3.md)."), "superseded-by", nygard("Implemented.")),
        (nygard("Superseded by\n[3. C](0003-c.md)."), "superseded-by", nygard("Accepted")),
        (nygard("Superseded by [ADR 3](/3) and [ADR 4](/4)"), "superseded-by", nygard("Accepted")),
        (nygard("Superseded by ADR-3 as of May"), "superseded-by", nygard("as of May")),
        (nygard("Accepted\n\nAmends ADR-3\nAmends ADR-4"), "amends", nygard("Accepted")),
        (nygard("Accepted\n\nThis supersedes ADR-3."), "supersedes", nygard("Accepted\n\nThis supersedes ADR-3.")),
        ("# A\n\n- Status: superseded by ADR-3\n", "superseded-by", "# A\n\n- Status: accepted\n"),
        ("# A\n\n- Status: accepted; supersedes ADR-3\n", "supersedes", "# A\n\n- Status: accepted\n"),
        ("# A\n\n- Status: supersedes ADR-3 (mostly)\n", "supersedes", "# A\n\n- Status: mostly\n"),
        ("# A\n\n- Status: replaces ADR-3\n", "supersedes", "# A\n\n- Status: \n"),
        ("# A\n\n- Supersedes: ADR-3 (old)\n- Date: x\n", "supersedes", "# A\n\n- Date: x\n"),
        ("# A\n\n- Status: x | Amends: ADR-3\n", "amends", "# A\n\n- Status: x | Amends: \n"),
        ("---\nstatus: Superseded by ADR-3\n---\n", "superseded-by", "---\nstatus: Accepted\n---\n"),
        ("---\nstatus: accepted; amends ADR-3\n---\n", "amends", "---\nstatus: accepted\n---\n"),
        ("# A\n\n## Links\n\n- Amends ADR-3\n\n## B\n", "amends", "# A\n\n## Links\n\n## B\n"),
        ("# A\n\n## Links\n\n- Amends ADR-3\n- B\n", "amends", "# A\n\n## Links\n\n- B\n"),
    ],
)  # fmt: skip
def test_a_relation_that_people_wrote_is_removed(page: str, relation: str, after: str) -> None:
    assert remove_link(page, relation, match_any) == after


@pytest.mark.parametrize(
    ("page", "target", "after"),
    [
        (nygard("Superseded by [ADR 3](/3) and [ADR 4](/4)"), "/3", nygard("Superseded by [ADR 4](/4)")),
        (nygard("Superseded by [ADR 3](/3) and [ADR 4](/4)"), "/4", nygard("Superseded by [ADR 3](/3)")),
        (nygard("Superseded by ADR-3\n\nSuperseded by ADR-4"), "ADR-3", nygard("Superseded by ADR-4")),
        ("# A\n\n- Status: superseded by ADR-3\n- Superseded by: ADR-4\n", "ADR-3", "# A\n\n- Status: superseded\n- Superseded by: ADR-4\n"),
        ("---\nstatus: superseded by ADR-3\n---\n", "ADR-4", "---\nstatus: superseded by ADR-3\n---\n"),
        ("---\nlinks:\n  superseded-by: [ADR-3, ADR-4]\n---\n", "ADR-3", "---\nlinks:\n  superseded-by: [ADR-4]\n---\n"),
    ],
)  # fmt: skip
def test_one_of_two_successors_is_removed(page: str, target: str, after: str) -> None:
    assert remove_link(page, "superseded-by", match_target(target)) == after


def test_two_successors_are_removed_in_any_order() -> None:
    page = nygard("Accepted")
    first = add_link(page, "nygard", "superseded-by", "3. C", "0003-c.md", "0003-c")
    both = relate(first, "superseded-by")
    assert (
        remove_link(
            remove_link(both, "superseded-by", match_target("0005")),
            "superseded-by",
            match_target("0003"),
        )
        == page
    )
    assert (
        remove_link(
            remove_link(both, "superseded-by", match_target("0003")),
            "superseded-by",
            match_target("0005"),
        )
        == page
    )


def test_a_second_successor_in_front_matter_leaves_the_status() -> None:
    page = "---\nstatus: superseded by 0002-cache\nlinks:\n  superseded-by: [0002-cache]\n---\n"
    both = relate(page, "superseded-by")
    assert frontmatter.get_field(both, "status") == "superseded by 0002-cache"
    assert frontmatter.get_field(both, "links.superseded-by") == ["0002-cache", "0005-b"]
    assert remove_link(both, "superseded-by", match_target("0005-b")) == page
    assert (
        frontmatter.get_field(
            remove_link(both, "superseded-by", match_target("0002-cache")), "status"
        )
        == "superseded"
    )


def test_relations_that_do_not_match_stay() -> None:
    page = nygard(f"Accepted\n\nSupersedes {B}")
    assert remove_link(page, "supersedes", match_target("0006")) == page
    assert remove_link(page, "amends", match_any) == page


def test_a_status_is_changed_and_restored() -> None:
    for page in (
        nygard("Accepted"),
        "# A\n\n* **Status:** Accepted\n",
        "---\nstatus: accepted\n---\n",
    ):
        for status in ("proposed", "rejected", "deprecated", "superseded"):
            assert read(change_status(page, status)).status == status
            assert change_status(change_status(page, status), "accepted") == page


# Pages of any shape, for the properties below.

STATUSES = st.sampled_from(
    [
        "Accepted", "accepted", "✅ Approved", "Implemented", "Partially Implemented", "DRAFT", "Proposed.",
        "Done in #5", "~~Draft~~", "[ accepted | rejected ]", "Superseded by [3. C](0003-c.md)", "",
        "**Accepted**", "Supersedes [3. C](0003-c.md)", "Accepted\n\nAmends ADR-3\nAmends ADR-4", "x\n---",
    ]
)  # fmt: skip
BEGINNINGS = st.sampled_from(
    ["# 1. A\n\n", "# A\n", "A\n=\n", "A\n===\n\n", "", "\ufeff# A\n\n", "---\nnav: 1\n---\n# A\n\n", "---\ntitle: A\n---\n\n"]
)  # fmt: skip
ENDS = st.sampled_from(
    [
        "", "\n", "\n\n", "\nWords.", "\n\n## Context\n\nWords.\n", "\n## B", "\n  \n## B\n", "\n\n## Links\n\n* x\n",
        "\n\n## Links\n\n## B\n", "\n\n## Links", "\n\n---\n\n## B\n\n```\n## Status\n```\n",
        "\n\n<!-- minutebook:links -->\n- x\n<!-- /minutebook:links -->\n",
    ]
)  # fmt: skip
SHAPES = {
    "nygard": "## Status\n\n{}",
    "nygard close": "## Status\n{}",
    "nygard date": "Date: 2020-01-02\n\n## Status\n\n{}",
    "heading": "## Status: {}",
    "bullet": "- Status: {}\n- Date: 2020-01-02",
    "bold": "**Status**: {}\n\n**Date**: 2020-01-02",
    "bold bullet": "* **Date:** 2020-01-02\n* **Status:** {}\n* **Deciders:** a",
    "table": "| Date | 2020-01-02 |\n|---|---|\n| Status   | {}  |",
    "tight table": "|Metadata|Value|\n|--|--|\n|Status|{}|\n|Date|2020-01-02|",
    "columns": "| Status | Date |\n|---|---|\n| {} | 2020-01-02 |",
    "plain": "{}",
}
PAGES = st.builds(
    lambda top, shape, status, end, crlf: (top + shape.format(status) + end).replace(
        "\n", "\r\n" if crlf else "\n"
    ),
    BEGINNINGS,
    st.sampled_from(sorted(SHAPES.values())),
    STATUSES,
    ENDS,
    st.booleans(),
)
FIELD_PAGES = st.builds(
    lambda status, rest, body, crlf: f"---\n{rest}{status}---\n{body}".replace(
        "\n", "\r\n" if crlf else "\n"
    ),
    st.sampled_from(
        [
            "", "status: accepted\n", "status: Accepted # or not\n", "status: 'Implemented'\n",
            'status: "accepted; supersedes ADR-3"\n', "status: superseded\n", "status: superseded by ADR-3\n",
            'status: "[ accepted | rejected ]"\n', "Status: on hold\n",
        ]
    ),
    st.sampled_from(
        ["", "# why\ntitle: 'A: b'\n", "links:\n  spec: s.md\n", "links:\n  amends: [0002-c]\n", "supersedes: [ADR-2]\n"]
    ),
    st.sampled_from(["# A\n", "", "\nWords", "# A\n\n<!-- minutebook:links -->\n- x\n<!-- /minutebook:links -->\n"]),
    st.booleans(),
)  # fmt: skip
LABELS = st.sampled_from(
    ["9. New", "ADR-0009", "A [new] | `one`\\", "2024-01-02-new", 'Neu: "ü" <b>']
)


def check_add_and_remove(page: str, relation: str, label: str) -> None:
    """Add a relation and remove it again: it is read, and the page is what it was."""
    before = read(page)
    made = add_link(page, before.dialect, relation, label, "0009-new.md", "0009-new")
    after = read(made)
    assert any(link.relation == relation and "0009-new" in link.target for link in after.links)
    status_field = frontmatter.get_field(page, "status")
    if relation == "superseded-by" and isinstance(status_field, str | None):
        is_choice = "|" in str(status_field)
        assert after.status == "superseded" or is_choice
    new_targets = {link.target for link in after.links} - {link.target for link in before.links}
    assert remove_link(made, relation, lambda link: link.target in new_targets) == page


@given(PAGES | FIELD_PAGES, st.sampled_from(["superseded-by", "supersedes", "relates-to"]), LABELS)
def test_a_relation_added_and_removed_leaves_the_page_as_it_was(
    page: str, relation: str, label: str
) -> None:
    check_add_and_remove(page, relation, label)


@given(
    PAGES | FIELD_PAGES,
    st.sampled_from(["accepted", "proposed", "rejected", "deprecated", "superseded"]),
)
def test_a_status_that_is_set_is_read(page: str, status: str) -> None:
    made = change_status(page, status)
    assert change_status(made, status) == made
    if not any(link.relation == "superseded-by" for link in read(page).links):
        assert read(made).status == status


@given(st.text(st.characters(), max_size=80), st.sampled_from(["superseded-by", "amends"]))
def test_no_text_is_refused(text: str, relation: str) -> None:
    for dialect in adr.list_dialects():
        if dialect.name != "front-matter":
            made = add_link(text, dialect.name, relation, "9. New", "0009-new.md", "0009-new")
            assert len(made) > len(text)
            set_status(text, dialect.name, "accepted", reason="why")
    remove_link(text, relation, match_any)


CORPUS = os.environ.get("MINUTEBOOK_CORPUS", "")


@pytest.mark.untraced  # no page that is elsewhere counts for coverage, which would double the time
@pytest.mark.skipif(not CORPUS, reason="MINUTEBOOK_CORPUS names no folder of real records")
def test_every_real_page_is_restored() -> None:
    pages = sorted(Path(CORPUS).rglob("*.md"))
    assert len(pages) > 100
    for path in pages:
        page = path.read_bytes().decode("utf-8", "surrogateescape")
        if path.name.endswith(".prompt.md"):
            made = add_link(page, "front-matter", "follows", "PHR-9", "9.md", "0009-new")
            assert remove_link(made, "follows", match_target("0009-new")) == page, path
            continue
        for relation in ("superseded-by", "supersedes"):
            check_add_and_remove(page, relation, "9. A [new] | one")


@pytest.mark.parametrize(
    "leftover",
    [
        *("{{status}}", "{proposed | accepted}", "<proposed/accepted>", "[status]", "..."),
        *("Choose one: proposed, accepted, superseded", "What is the status, such as proposed?"),
    ],
)
def test_what_a_template_left_gives_way_to_a_status(leftover: str) -> None:
    page = f"# A\n\n## Status\n\n{leftover}\n\n## Context\n"
    accepted = adr.set_status(page, read(page).dialect, "accepted")
    assert accepted == "# A\n\n## Status\n\nAccepted\n\n## Context\n"
    page = f"# A\n\n- Status: {leftover}\n"
    accepted = adr.set_status(page, read(page).dialect, "accepted")
    assert accepted.lower() == "# a\n\n- status: accepted\n"


@pytest.mark.parametrize(
    ("page", "after", "superseded"),
    [
        (
            "# A\n\n- Status: Vorgeschlagen\n",
            "# A\n\n- Status: Akzeptiert\n",
            "# A\n\n- Status: Ersetzt durch [ADR-9](9.md)\n",
        ),
        (
            "# A\n\n## Statut\n\nProposée\n",
            "# A\n\n## Statut\n\nAcceptée\n",
            "# A\n\n## Statut\n\nRemplacée par [ADR-9](9.md)\n",
        ),
        (
            "---\nstatus: предложено\n---\n# A\n",
            "---\nstatus: принято\n---\n# A\n",
            "---\nstatus: заменено на ADR-9 (was принято)\nlinks:\n  superseded-by: [0009-n]\n---\n# A\n",
        ),
        (
            "---\nstatus: {state: proposed, by: Ada}\n---\n# A\n",
            "---\nstatus: {state: accepted, by: Ada}\n---\n# A\n",
            "---\nstatus: {state: superseded, by: Ada}\nlinks:\n  superseded-by: [0009-n]\n---\n# A\n",
        ),
        (
            "---\nstatus: [proposed]\n---\n# A\n",
            "---\nstatus: [accepted]\n---\n# A\n",
            "---\nstatus: [superseded]\nlinks:\n  superseded-by: [0009-n]\n---\n# A\n",
        ),
        (
            "# A\n\nStatus:\n\n- [x] Proposed\n- [ ] Accepted\n- [ ] Superseded\n",
            "# A\n\nStatus:\n\n- [ ] Proposed\n- [x] Accepted\n- [ ] Superseded\n",
            "# A\n\nStatus:\n\n- [ ] Proposed\n- [ ] Accepted\n- [x] Superseded by [ADR-9](9.md)\n",
        ),
        (
            "# A\n\nStatus:\n\n- [ ] Accepted\n- [x] Proposed",
            "# A\n\nStatus:\n\n- [x] Accepted\n- [ ] Proposed",
            "# A\n\nStatus:\n\n- [x] Superseded by [ADR-9](9.md)\n- [ ] Proposed",
        ),
        (
            "# A\n\n![Status: Proposed](https://img.shields.io/badge/status-proposed-red.svg)\n",
            "# A\n\n![Status: Accepted](https://img.shields.io/badge/status-accepted-red.svg)\n",
            (
                "# A\n\n- Superseded by: [ADR-9](9.md)\n\n"
                "![Status: Superseded](https://img.shields.io/badge/status-superseded-red.svg)\n"
            ),
        ),
        (
            "# A\n\n![Status](https://img.shields.io/badge/status-proposed-red)\n",
            "# A\n\n![Status](https://img.shields.io/badge/status-accepted-red)\n",
            (
                "# A\n\n- Superseded by: [ADR-9](9.md)\n\n"
                "![Status](https://img.shields.io/badge/status-superseded-red)\n"
            ),
        ),
        (
            "# A\n\n- [ ] Buy milk\n\nStatus:\n\n- [x] Proposed\n- [ ] Accepted\n\n- [ ] Sell milk\n",
            "# A\n\n- [ ] Buy milk\n\nStatus:\n\n- [ ] Proposed\n- [x] Accepted\n\n- [ ] Sell milk\n",
            (
                "# A\n\n- [ ] Buy milk\n\nStatus:\n\n- [ ] Proposed\n- [x] Superseded by [ADR-9](9.md)\n"
                "\n- [ ] Sell milk\n"
            ),
        ),
        (
            "# A\n\n![Proposed](https://img.shields.io/static/badge?x=adr)\n",
            "# A\n\n![Accepted](https://img.shields.io/static/badge?x=adr)\n",
            "# A\n\n- Superseded by: [ADR-9](9.md)\n\n![Superseded](https://img.shields.io/static/badge?x=adr)\n",
        ),
    ],
)
def test_a_status_is_set_in_the_language_and_the_form_of_the_page(
    page: str, after: str, superseded: str
) -> None:
    accepted = adr.set_status(page, read(page).dialect, "accepted")
    assert accepted == after
    linked = adr.add_link(
        accepted, read(accepted).dialect, "superseded-by", "ADR-9", "9.md", "0009-n"
    )
    assert linked == superseded
    assert read(linked).status == "superseded"


@pytest.mark.parametrize("head", ["[accepted]", "{status: accepted}", "{proposed}"])
def test_a_status_in_a_list_or_mapping_comes_back(head: str) -> None:
    page = f"---\nstatus: {head}\n---\n\n# A\n"
    check_add_and_remove(page, "superseded-by", "9. New")


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("[proposed]", "[proposed]"),
        ("{state: Proposed, by: Ada}", "{state: Proposed, by: Ada}"),
        ("[superseded]", "[accepted]"),  # nothing says what it was before
    ],
)
def test_a_former_status_in_a_list_or_mapping_comes_back(head: str, after: str) -> None:
    """Its quotes may not: what stood there meanwhile needed them."""
    page = f"---\nstatus: {head}\n---\n\n# A\n"
    made = add_link(page, "front-matter", "superseded-by", "ADR-9", "9.md", "0009-new")
    assert read(made).status == "superseded"
    restored = remove_link(made, "superseded-by", match_target("0009-new"))
    assert restored.replace('"', "") == page.replace(head, after)


def test_a_stated_status_stays_where_a_successor_is_removed() -> None:
    page = "---\nstatus: [accepted]\nlinks:\n  superseded-by: [0009-new]\n---\n# A\n"
    restored = remove_link(page, "superseded-by", match_target("0009-new"))
    assert restored == "---\nstatus: [accepted]\n---\n# A\n"


@pytest.mark.parametrize(
    ("dialect", "page", "made"),
    [
        (
            "nygard",
            "# 1. A\n\nDate: 2024-01-31",
            "# 1. A\n\nDate: 2024-01-31\n\n## Status\n\nAccepted\n",
        ),
        ("nygard", "# 1. A\n\nx\n", "# 1. A\n\nx\n\n## Status\n\nAccepted\n"),
        ("table", "# A\n\nx\n", "# A\n\n- Status: Accepted\n\nx\n"),
    ],
)
def test_a_status_is_added_where_the_page_has_no_place_for_it(
    dialect: str, page: str, made: str
) -> None:
    assert adr.set_status(page, dialect, "accepted") == made


def test_a_link_goes_into_a_section_that_a_heading_follows_at_once() -> None:
    page = "# A\n\n- Status: accepted\n\n## Links\n## Context\n\nx\n"
    made = add_link(page, "bullet", "depends-on", "9", "0009-b.md", "0009-b")
    assert "## Links\n- Depends on [9](0009-b.md)\n\n## Context\n" in made
