"""A status in front matter, in histories, in lists of ticks, badges and HTML, and stated twice."""

from __future__ import annotations

import pytest

from minutebook.errors import Conflict
from minutebook.records import adr
from minutebook.records.adr.dialects import NewLink
from minutebook.records.adr.edits import front_matter_links
from minutebook.records.adr.edits.forms import FolderForm, LinkList
from minutebook.text import frontmatter

TODAY = "2025-03-04"
B = "[ADR-0009](0009-b.md)"


def read(page: str) -> adr.Facts:
    return adr.read_facts(page, frontmatter.parse(page)[0])


def set_status(page: str, status: str) -> str:
    return adr.set_status(page, read(page).dialect, status, today=TODAY)


def supersede(page: str) -> str:
    dialect = read(page).dialect
    return adr.add_link(page, dialect, "superseded-by", "ADR-0009", "0009-b.md", "0009-b")


def restore(page: str) -> str:
    return adr.remove_link(page, "superseded-by", lambda link: "0009" in link.target)


@pytest.mark.parametrize(
    ("value", "after"),
    [
        ("accepted, because it is simple", '"deprecated; was: accepted, because it is simple"'),
        ('"deprecated; was: accepted, at last"', '"deprecated; was: accepted, at last"'),
        ("[accepted]", "[deprecated]"),
        ('["it: accepted"]', '["deprecated; was: it: accepted"]'),
        ('{state: "accepted, for now", by: Ada}', '{state: "deprecated; was: accepted, for now", by: Ada}'),
        ("{accepted}", "{deprecated}"),
        ("{proposed | accepted}", "deprecated"),
        ("\n  current: Approved\n  by: Ada", "\n  current: Deprecated\n  by: Ada"),
    ],
)  # fmt: skip
def test_a_field_keeps_its_form_and_its_words(value: str, after: str) -> None:
    space = "" if value.startswith("\n") else " "
    page = f"---\nstatus:{space}{value}\n---\n\n# T\n"
    assert set_status(page, "deprecated") == f"---\nstatus:{space}{after}\n---\n\n# T\n"


def test_the_title_of_another_record_is_no_status_that_was_kept() -> None:
    page = "# A\n\n## Status\n\nProposed\n\nSupersedes [1. Accepted risks](0001-a.md)\n"
    assert adr.set_status(page, "nygard", "accepted") == page.replace("Proposed", "Accepted")


def test_words_that_were_kept_come_back() -> None:
    page = "---\nstatus: accepted, because it is simple\n---\n\n# T\n"
    assert read(set_status(page, "deprecated")).status == "deprecated"
    again = set_status(set_status(set_status(page, "deprecated"), "rejected"), "accepted")
    assert frontmatter.get_field(again, "status") == "accepted, because it is simple"
    page = "# T\n\n- Status: accepted, because it is simple\n"
    assert set_status(set_status(page, "deprecated"), "accepted") == page
    page = "# T\n\n## Status\n\nAccepted, because it is simple\n\nAnd cheap.\n"
    assert set_status(set_status(page, "deprecated"), "accepted") == page
    page = "# T\n\n## Status\n\nDeprecated\n\nAmends [ADR-2](0002-x.md)\n"
    assert set_status(page, "accepted") == page.replace("Deprecated", "Accepted")


@pytest.mark.parametrize(
    "fields",
    [
        "status: {accepted: 2024-01-31}\n",
        "status: {accepted: 2024-01-31, deprecated: 2025-01-31}\n",
        "adr:\n  status: {state: accepted}\n",
    ],
)
def test_a_form_that_no_command_changes_is_refused(fields: str) -> None:
    with pytest.raises(Conflict, match="accepted"):
        adr.set_status(f"---\n{fields}---\n\n# T\n", "front-matter", "deprecated")


def test_a_map_in_braces_is_the_place_of_the_status() -> None:
    page = "---\n{status: proposed, date: 2024-01-01}\n---\n\n# T\n\n## Context\n\nC\n"
    assert set_status(page, "accepted") == page.replace("proposed", "accepted")
    made = supersede(page.replace("proposed", "accepted"))
    assert made.startswith("---\n{status: superseded by ADR-0009, date: 2024-01-01, links: {")
    assert restore(made) == page.replace("proposed", "accepted")


@pytest.mark.parametrize("front_matter", ["---\n{status: [x}\n---\n", "+++\nstatus = x\n+++\n"])
def test_front_matter_that_cannot_be_read_gets_no_second_status(front_matter: str) -> None:
    page = f"{front_matter}\n# T\n"
    with pytest.raises(Conflict, match="line 2: the front matter is not"):
        set_status(page, "accepted")
    with pytest.raises(Conflict, match="line 2: the front matter is not"):
        supersede(page)


def test_a_field_without_a_status_gets_one() -> None:
    page = "---\nmeta:\n  by: Ada\nstatus: null\n---\n\n# T\n"
    assert frontmatter.get_field(set_status(page, "accepted"), "status") == "accepted"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- Proposed 2024-01-01\n- Accepted 2024-02-01\n", "- Proposed 2024-01-01\n- Accepted 2024-02-01\n- Deprecated 2025-03-04\n"),
        ("2024-02-01: accepted\n\n2024-01-01: proposed\n", "2025-03-04: deprecated\n\n2024-02-01: accepted\n\n2024-01-01: proposed\n"),
        ("* Proposed (2024-01-01)\n* Accepted (2024-02-01)\n", "* Proposed (2024-01-01)\n* Accepted (2024-02-01)\n* Deprecated (2025-03-04)\n"),
        ("- Proposed 2024-01-01\n- Accepted 2024-02-01, by Ada\n", "- Proposed 2024-01-01\n- Accepted 2024-02-01, by Ada\n- Deprecated 2025-03-04\n"),
        ("| Date | Status | By |\n|---|---|---|\n| 2024-01-01 | Proposed | Ada |\n| 2024-02-01 | Accepted | Bob |\n", "| Date | Status | By |\n|---|---|---|\n| 2024-01-01 | Proposed | Ada |\n| 2024-02-01 | Accepted | Bob |\n| 2025-03-04 | Deprecated |     |\n"),
        # Ada's words before the date: what she said is not said again
        ("- By Ada: proposed 2024-01-01\n- By Ada: accepted 2024-02-01\n", "Deprecated\n\n- By Ada: proposed 2024-01-01\n- By Ada: accepted 2024-02-01\n"),
    ],
)  # fmt: skip
def test_a_history_has_one_more_line(before: str, after: str) -> None:
    page = f"# T\n\n## Status\n\n{before}\n## Context\n\nWords.\n"
    made = set_status(page, "deprecated")
    assert made == page.replace(before, after)
    assert read(made).status == "deprecated"


def test_a_history_at_the_end_of_a_page_and_in_a_table_of_facts() -> None:
    page = "# T\n\n## Status\n\n- Proposed 2024-01-01\n- Accepted 2024-02-01"
    assert set_status(page, "deprecated") == f"{page}\n- Deprecated 2025-03-04\n"
    page = "# T\n\n| Date | Status |\n|--|--|\n| 2024-01-01 | Draft |\n| 2024-02-01 | Accepted |\n"
    assert set_status(page, "deprecated") == f"{page}| 2025-03-04 | Deprecated |\n"


def test_a_history_stays_as_it_is_above_a_successor() -> None:
    page = "# T\n\n## Status\n\n- Proposed 2024-01-01\n- Accepted 2024-02-01\n\n## Context\n"
    made = supersede(page)
    assert made == page.replace("\n\n## C", f"\n\n- Superseded by {B}\n\n## C")
    assert restore(made) == page
    page = "# T\n\n## Status\n\n- Proposed\n- Accepted\n\n## Context\n"
    assert restore(supersede(page)) == page


@pytest.mark.parametrize(
    ("page", "after"),
    [
        ("---\nstatus: {0}\n---\n\n# T\n\n## Status\n\n{1}\n", f"---\nstatus: superseded by ADR-0009\nlinks:\n  superseded-by: [0009-b]\n---\n\n# T\n\n## Status\n\nSuperseded by {B}\n"),
        ("---\nstatus: {0}\n---\n\n# T\n\n- Status: {0}; amends ADR-3\n", "---\nstatus: superseded by ADR-0009\nlinks:\n  superseded-by: [0009-b]\n---\n\n# T\n\n- Status: superseded; was: {0}; amends ADR-3\n"),
        ("# T\n\n- Status: {0}\n\n![Status](https://img.shields.io/badge/status-{0}-red)\n", f"# T\n\n- Status: superseded by {B}\n\n![Status](https://img.shields.io/badge/status-superseded-red)\n"),
        ("# T\n\n| Status | {1} |\n|---|---|\n\n## Status\n\n{1}\n", f"# T\n\n| Status | Superseded by {B} |\n|---|---|\n\n## Status\n\nSuperseded by {B}\n"),
        ("# T\n\n<b>Status:</b> {1}<br>\n", f"# T\n\n<b>Status:</b> Superseded<br>\n\n- Superseded by: {B}\n"),
    ],
)  # fmt: skip
def test_a_status_that_is_stated_twice_changes_in_both_places(page: str, after: str) -> None:
    accepted = page.format("accepted", "Accepted")
    made = supersede(accepted)
    assert made == after.format("accepted")
    assert read(made).status == "superseded"
    restored = restore(made)
    assert not [link for link in read(restored).links if link.relation == "superseded-by"]
    # A badge, or an element of HTML, says no more than "superseded".
    has_room = "badge" not in page and "<b>" not in page
    assert (restored == accepted) == has_room


def test_a_status_that_is_stated_twice_is_set_in_both_places() -> None:
    page = "---\nstatus: {}\n---\n\n# T\n\n- Status: {}; amends ADR-3\n\n## Status\n\n{}\n"
    made = set_status(page.format("proposed", "proposed", "Proposed"), "accepted")
    assert made == page.format("accepted", "accepted; was: proposed", "Accepted")


def test_two_former_statuses_come_back() -> None:
    page = "# T\n\n- Status: Approved\n\n## Status\n\nApproved\n\n## Context\n"
    made = supersede(page)
    assert made == page.replace("Status: Approved", f"Status: ~~Approved~~ Superseded by {B}").replace(
        "\nApproved\n", f"\n~~Approved~~\n\nSuperseded by {B}\n"
    )  # fmt: skip
    assert restore(made) == page


def test_places_that_say_superseded_alone_are_restated() -> None:
    page = "# T\n\n- Status: accepted\n\n![Status](https://img.shields.io/badge/status-{}-red)\n"
    restated = adr.restate_status(page.format("superseded"), "accepted", only="superseded")
    assert restated == page.format("accepted")
    proposed = page.format("proposed")
    assert adr.restate_status(proposed, "accepted", only="superseded") == proposed


def test_a_badge_that_can_not_be_changed_stays() -> None:
    page = "# T\n\n![adr](https://x.example/badge?label=adr&message=x/badge/adr-accepted-red.png)\n"
    assert adr.restate_status(page, "rejected", only="") == page


TICKS = (
    "# T\n\n## Status\n\n- [{0}] Proposed\n- [{1}] Accepted\n- [{2}] Superseded{3}\n\n## Context\n"
)


def test_a_tick_moves_to_superseded_and_back() -> None:
    page = TICKS.format(" ", "x", " ", "")
    made = supersede(page)
    assert made == TICKS.format(" ", " ", "x", f" by {B}")
    assert read(made).status == "superseded"
    assert restore(made) == page


@pytest.mark.parametrize(
    "status",
    [
        "Accepted. ~~Draft~~",
        "Accepted, not\nby all",
        "[ proposed | accepted ]",
        "Accepted; amends [ADR-3](0003-c.md)",
    ],
)
def test_what_has_to_stay_is_not_struck_through(status: str) -> None:
    page = f"# T\n\n## Status\n\n{status}\n\n## Context\n"
    made = supersede(page)
    assert f"\n{status}\n" in made
    assert restore(made) == page


def test_links_of_json_leave_nothing_behind() -> None:
    page = '---json\n{\n  "status": "accepted"\n}\n---\n\n# T\n'
    made = adr.add_link(page, "front-matter", "amends", "ADR-0009", "0009-b.md", "0009-b")
    assert frontmatter.get_field(made, "links") == {"amends": ["0009-b"]}
    assert adr.remove_link(made, "amends", lambda _: True) == page


@pytest.mark.parametrize(
    "status",
    [
        "Proposed on 2024-03-03 by Ann",
        "This decision is proposed.",
        "Accepted - see #12",
        "✅ Accepted (2024-01-01)",
        "Completed. TP in 3.4",
        "Vorgeschlagen von Ada",
    ],
)
@pytest.mark.parametrize(
    "lead", ["- Status: ", "> **Status**: ", "## Status\n\n", "## Status\n\n- "]
)
def test_the_words_of_a_status_stay_behind_the_new_one(lead: str, status: str) -> None:
    page = f"# T\n\n{lead}{status}\n\n## Context\n\nC\n"
    made = set_status(page, "deprecated")
    assert made == page.replace(status, f"Deprecated; was: {status}")
    assert read(made).status == "deprecated"
    assert set_status(made, read(page).status) == page
    made = supersede(page)
    assert made == page.replace(status, f"Superseded by {B}; was: {status}")
    assert (read(made).status, read(made).date) == ("superseded", read(page).date)
    assert restore(made) == page


@pytest.mark.parametrize(
    ("status", "superseded", "restored"),
    [
        ("Akzeptiert", "Ersetzt durch", "Akzeptiert"),
        ("acceptée", "remplacée par", "acceptée"),
        ("已接受", "被取代于", "已接受"),
        ("ACCEPTED", "SUPERSEDED BY", "ACCEPTED"),
    ],
)
@pytest.mark.parametrize("lead", ["- Status: ", "## Status\n\n"])
def test_accepted_gives_way_in_any_language(
    lead: str, status: str, superseded: str, restored: str
) -> None:
    page = f"# T\n\n{lead}{status}\n\n## Context\n\nC\n"
    made = supersede(page)
    assert made == page.replace(status, f"{superseded} {B}")
    assert restore(made) == page.replace(status, restored)


@pytest.mark.parametrize("mark", ["**", "*"])
@pytest.mark.parametrize("lead", ["- Status: ", "## Status\n\n"])
def test_the_emphasis_of_accepted_stays(lead: str, mark: str) -> None:
    page = f"# T\n\n{lead}{mark}Accepted{mark}\n\n## Context\n\nC\n"
    made = supersede(page)
    assert made == page.replace("Accepted", f"Superseded by {B}")
    assert read(made).status == "superseded"
    assert restore(made) == page


def test_words_that_name_no_record_are_no_item_of_a_list() -> None:
    form = FolderForm(link_list=LinkList("links", "", "", {"amends": "amends"}))
    link = NewLink("amends", "Login", "login.md", "login", form=form)
    made = front_matter_links.add_link("---\nstatus: accepted\n---\n", link)
    assert frontmatter.get_field(made, "links") == {"amends": ["login"]}


@pytest.mark.parametrize("heading", ["## Links", "## Links <!-- optional -->"])
@pytest.mark.parametrize("body", ["\n", "\n\n\n## Notes\n\nN\n", "\n* [Spec](spec.md)\n"])
def test_a_link_goes_into_the_section_that_is_there(heading: str, body: str) -> None:
    page = f"# T\n\n* Status: accepted\n\n{heading}\n{body}"
    made = adr.add_link(page, "bullet", "supersedes", "ADR-0009", "0009-b.md", "0009-b")
    assert made.count("## Links") == 1
    above = "* [Spec](spec.md)" if "Spec" in body else f"{heading}\n"
    assert f"{above}\n* Supersedes {B}\n" in made
    assert adr.remove_link(made, "supersedes", lambda _: True) == page


@pytest.mark.parametrize("status", ["Proposed", "Accepted", "Proposed on 2024-03-03 by Ann"])
def test_two_sections_of_the_same_title_change_together(status: str) -> None:
    page = (
        f"# T\n\n## Status\n\n{status}\n\n## Context\n\nC\n\n## Status\n\n{status}\n\n## D\n\nD\n"
    )
    made = set_status(page, "deprecated")
    assert status not in made.replace(f"was: {status}", "")
    assert made.count("\nDeprecated") == 2
    made = supersede(page)
    assert made.count(f"Superseded by {B}") == 2
    assert restore(made) == page


def test_a_second_section_that_states_no_status_stays() -> None:
    page = "# T\n\n## State\n\nProposed\n\n## Context\n\nC\n\n## State\n\nKept in memory.\n"
    assert set_status(page, "accepted") == page.replace("Proposed", "Accepted")


def test_each_relation_of_a_line_is_read_and_removed() -> None:
    line = "Extends [2](0002-b.md), clarifies [1](0001-a.md); and inspired by [3](0003-c.md)"
    page = f"# T\n\n## Status\n\nAccepted\n\n{line}\n\n## Context\n\nC\n"
    stated = {link.relation: link.target for link in read(page).links}
    assert stated == {
        "extends": "[2](0002-b.md)",
        "clarifies": "[1](0001-a.md)",
        "inspired-by": "[3](0003-c.md)",
    }
    made = adr.remove_link(page, "clarifies", lambda _: True)
    assert {link.relation for link in read(made).links} == {"extends", "inspired-by"}
    sentence = page.replace(", clarifies", " because it clarifies")
    assert {link.relation for link in read(sentence).links} <= {"extends"}
    unpaired = page.replace("clarifies", "says")
    assert {link.relation for link in read(unpaired).links} == {"extends", "inspired-by"}
    amended = page.replace("Extends", "Amends")
    assert {link.relation for link in read(amended).links} == {"amends", "clarifies", "inspired-by"}


def test_a_page_that_was_edited_before_has_its_words_back() -> None:
    page = "# T\n\n## Status\n\nDeprecated\n\nAccepted, because it is simple\n\n## Context\n"
    assert set_status(page, "accepted") == page.replace("Deprecated\n\n", "")
