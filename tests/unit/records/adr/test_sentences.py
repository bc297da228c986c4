"""Which sentences of a page state a relation of it, and which do not."""

from __future__ import annotations

import pytest

from minutebook.records import adr
from minutebook.text import frontmatter

PAGE = "# 7. T\n\n## Status\n\n{status}\n\n## Context\n\n{body}\n"


def read(page: str) -> adr.Facts:
    return adr.read_facts(page, frontmatter.parse(page)[0])


def read_body(body: str) -> adr.Facts:
    return read(PAGE.format(status="Accepted", body=body))


@pytest.mark.parametrize(
    ("body", "links"),
    [
        # The page is the subject, or nothing is.
        ("This ADR supersedes ADR-1.", ["supersedes ADR-1"]),
        ("This decision record fully replaces [1. A](0001-a.md).", ["supersedes [1. A](0001-a.md)"]),
        ("**Note:** this ADR updates and supersedes ADR-1.", ["supersedes ADR-1"]),
        ("We supersede ADR-1 with the current ADR.", ["supersedes ADR-1"]),
        ("This ADR supersedes the decisions made in ADRs 60 and 61, but\nkeeps the rest.",
         ["supersedes ADRs 60", "supersedes 61"]),
        ("This version supercedes the design presented in ADR-1.", ["supersedes ADR-1"]),
        ("Superseded by [1. A](0001-a.md)", ["superseded-by [1. A](0001-a.md)"]),
        ("This decision\nhas since been superseded by ADR-1.", ["superseded-by ADR-1"]),
        ("### This ADR has been superseded by ADR-1", ["superseded-by ADR-1"]),
        ("Dit besluit is vervangen door ADR-9.", ["superseded-by ADR-9"]),
        ("Diese Entscheidung wurde durch ADR-9 ersetzt.", ["superseded-by ADR-9"]),
        ("Diese Entscheidung ersetzt ADR-1.", ["supersedes ADR-1"]),
        ("Cette décision a été remplacée par ADR-9.", ["superseded-by ADR-9"]),
        ("本决策已被 ADR-9 取代。", ["superseded-by ADR-9"]),
        ("Diese Entscheidung wird ersetzt durch ADR-9, wenn sie angenommen ist.", []),
        ("Diese Entscheidung ist ersetzt durch ADR-9?", []),
        ("Diese Entscheidung ergänzt ADR-9.", []),
        ("Dieser ADR ersetzt ADR-2 nicht.", []),
        ("Wie ADR-3 ist diese Entscheidung ersetzt durch ADR-9.", []),
        ("Esta decisión fue reemplazada por ADR-9 cuando se aceptó.", []),
        # What is said of a part of a decision supersedes and amends nothing.
        ("This ADR supersedes the \"scan\" subsection of ADR-1.", ["partly-supersedes ADR-1"]),
        ("This ADR in part supersedes ADR-1.", ["partly-supersedes ADR-1"]),
        ("This ADR supersedes ADR-1 in part.", ["partly-supersedes ADR-1"]),
        ("This ADR supersedes these clauses of ADR-1.", ["partly-supersedes ADR-1"]),
        ("Parts of this ADR were superseded by ADR-1.", ["partly-superseded-by ADR-1"]),
        ("This supersedes the ADR-26 behavior where a null result counts.", ["partly-supersedes ADR-26"]),
        ("Superseding the ADR-26 behavior, a null result counts.", []),
        ("Superseding ADR-26, a null result counts.", []),
        # Denied, planned, conditional, asked, quoted, imagined.
        ("It does not\nsupersede ADR-1.", []),
        ("This ADR doesn't supersede ADR-1.", []),
        ("This ADR no longer supersedes ADR-1.", []),
        ("Will be superseded by ADR-9 when that lands.", []),
        ("This decision will be superseded by ADR-9.", []),
        ("This ADR may later be superseded by ADR-9.", []),
        ("This ADR is to be superseded by ADR-9.", []),
        ("On acceptance, this ADR supersedes these clauses of ADR-1.", []),
        ("If it is accepted, this ADR supersedes ADR-1.", []),
        ("This ADR supersedes ADR-1 once the migration is done.", []),
        ("Once ADR-3 lands, this ADR supersedes ADR-1.", []),
        ("Should this ADR supersede ADR-1?", []),
        ("Is this ADR superseded by ADR-1?", []),
        ("We considered whether this ADR supersedes ADR-1.", []),
        ("A status such as: superseded by ADR-1.", []),
        ("For example, this ADR supersedes ADR-1.", []),
        ("He wrote \"this ADR supersedes ADR-1\" in the review.", []),
        ("> This ADR supersedes ADR-1.", []),
        ("> Superseded by ADR-9", []),
        ("```\nSuperseded by ADR-9\n```", []),
        ("<!-- Superseded by ADR-9 -->", []),
        # Of other records, and of other things.
        ("ADR-3 is superseded by ADR-4.", []),
        ("ADR-3, which supersedes ADR-2, holds.", []),
        ("ADR-3 supersedes ADR-2.", []),
        ("[3. C](0003-c.md) has been replaced by [4. D](0004-d.md).", []),
        ("The old cache was replaced by what ADR-4 says.", []),
        ("This decision was superseded by the whole new world of ADR-4.", []),
        ("This decision replaces Bazel with Nx (see ADR-4).", []),
        ("Redis replaces the cache of ADR-4.", []),
        ("It supersedes ADR-2.", []),
        ("| ADR-3 | superseded by ADR-4 |", []),
        ("| This ADR | superseded by ADR-4 |", []),
        ("`This ADR supersedes ADR-1` is an example.", []),
        ("This ADR, " + "with its long history, " * 20 + "supersedes ADR-1.", []),
        ("This was superseded by ADR-1 in an earlier draft, then restored.", []),
        ("This ADR supersedes ADR-1 in theory.", []),
        ("    Supersedes ADR-1", []),
        # Of other repositories.
        ("This ADR supersedes ADR-4 of [platform](https://git.example/acme/platform).", []),
        ("This ADR supersedes ADR-4 of the platform repository.", []),
        ("This ADR supersedes acme/platform ADR-4.", []),
        ("This ADR supersedes the platform team's ADR-4.", []),
    ],
)  # fmt: skip
def test_what_the_prose_of_a_page_states(body: str, links: list[str]) -> None:
    facts = read_body(body)
    assert [f"{link.relation} {link.target}" for link in facts.links] == links
    assert facts.status == "accepted"


@pytest.mark.parametrize(
    ("status", "links", "meaning"),
    [
        ("Accepted\n\nSuperseded by ADR-9", ["superseded-by ADR-9"], "superseded"),
        ("Accepted, superseded by ADR-9", ["superseded-by ADR-9"], "superseded"),
        ("Superseded. See [this](0001-a.md)", ["superseded-by [this](0001-a.md)"], "superseded"),
        ("Superseded by:\n\n- [1. A](0001-a.md)\n- ADR-5", ["superseded-by [1. A](0001-a.md)",
         "superseded-by ADR-5"], "superseded"),
        ("Superseded by 12", ["superseded-by 12"], "superseded"),
        ("Superseded by: Use a queue for orders", ["superseded-by Use a queue for orders"],
         "superseded"),
        ("Superceeded by DR008", ["superseded-by DR008"], "superseded"),
        ("Invalidated by [B](0002-b.md)", ["superseded-by [B](0002-b.md)"], "superseded"),
        ("Overridden by ADR #0012", ["superseded-by ADR #0012"], "superseded"),
        ("Replaced by ADR 12", ["superseded-by ADR 12"], "superseded"),
        ("Ersetzt durch ADR-5", ["superseded-by ADR-5"], "superseded"),
        ("Wurde durch ADR-5 ersetzt", ["superseded-by ADR-5"], "superseded"),
        ("Remplacée par [B](0002-b.md)", ["superseded-by [B](0002-b.md)"], "superseded"),
        ("已被 ADR-5 取代", ["superseded-by ADR-5"], "superseded"),
        ("ADR-5 により置き換えられた", ["superseded-by ADR-5"], "superseded"),
        ("ADR-5로 대체됨", ["superseded-by ADR-5"], "superseded"),
        ("Akzeptiert\n\nErsetzt ADR-4", ["supersedes ADR-4"], "accepted"),
        ("Принято\n\nЗаменяет ADR-4", ["supersedes ADR-4"], "accepted"),
        ("Wird nicht durch ADR-5 ersetzt", [], ""),
        ("Accepted\n\nD4 to D7 superseded by ADR-1", ["partly-superseded-by ADR-1"], "accepted"),
        ("Superseded in part by ADR-9", ["superseded-in-part-by ADR-9"], "accepted"),
        ("Accepted; amended-in-part by ADR-9", ["amended-by ADR-9"], "accepted"),
        ("Partially superseded by ADR-9", ["partially-superseded-by ADR-9"], "accepted"),
        ("Accepted (2026-07-18), phase 2's first plan is superseded by 2b", [], "accepted"),
        ("Will be superseded by ADR-9 when that lands", [], ""),
        ("Accepted\n\nADR-3 is superseded by ADR-4", [], "accepted"),
        ("Merged into ADR-2", ["superseded-by ADR-2"], "superseded"),
        ("Proposé le 5 janvier 2022, puis accepté le 12 janvier 2022", [], "accepted"),
        ("Vorgeschlagen, dann abgelehnt", [], "rejected"),
        ("Not superseded. See ADR-9", ["relates-to ADR-9"], ""),
        ("Replaced.\n\nSee ADR-9", ["relates-to ADR-9"], "superseded"),
        ("Amended by ADR-9", ["amended-by ADR-9"], "accepted"),
        ("It was amended by ADR-9", ["amended-by ADR-9"], "accepted"),
        ("Superseded by a newer one", [], "superseded"),
        ("~~Superseded by ADR-2~~\n\nAccepted", [], "accepted"),
        ("Accepted. Is replaced in one respect by ADR-2", ["partly-superseded-by ADR-2"], "accepted"),
        ("Accepted for v1; superseded by ADR-2 for v2", ["partly-superseded-by ADR-2"], "accepted"),
        ("Accepted, replaced ADR-2", [], "accepted"),
        ("Superseded, see ADR-3", ["superseded-by ADR-3"], "superseded"),
        ("Supeseded by ADR-3", ["superseded-by ADR-3"], "superseded"),
        ("Overruled by ADR-3", ["superseded-by ADR-3"], "superseded"),
        ("Superseded by ADR-1/ADR-2", ["superseded-by ADR-1", "superseded-by ADR-2"], "superseded"),
        ("Accepted\n\nSuperseded-by: 2", ["superseded-by 2"], "superseded"),
        ("[proposed, accepted, rejected, superseded by ADR-5]", [], ""),
        ("☐ Proposed ☑ Accepted ☐ Rejected", [], "accepted"),
        ("Superseded since 2024. See [this](0001-a.md)", ["superseded-by [this](0001-a.md)"],
         "superseded"),
        ("ADR-5 ersetzt die Entscheidung", [], ""),
        ("Etwas wurde ersetzt durch ADR-5", [], ""),
        ("Tags: api\n\nAccepted", [], "accepted"),
        ("Will it be superseded?\nSee ADR-9", ["relates-to ADR-9"], ""),
        ("Was in use. See [this](0001-a.md)", ["relates-to [this](0001-a.md)"], "accepted"),
    ],
)  # fmt: skip
def test_what_a_status_section_states(status: str, links: list[str], meaning: str) -> None:
    facts = read(PAGE.format(status=status, body="Words."))
    assert [f"{link.relation} {link.target}" for link in facts.links] == links
    assert facts.status == meaning


@pytest.mark.parametrize(
    ("page", "links", "status"),
    [
        ("# A\n\n- Status: accepted\n- Superseded by:\n  - [B](0002-b.md)\n  - ADR-3\n- Date: x\n",
         ["superseded-by [B](0002-b.md)", "superseded-by ADR-3"], "superseded"),
        ("# A\n\n- Status: accepted\n- Superseded by:\n\nWords on ADR-3.\n", [], "accepted"),
        ("# A\n\n- Status: accepted\n\n## Superseded by\n\n- See [this](0002-b.md)\n",
         ["superseded-by [this](0002-b.md)"], "superseded"),
        ("# A\n\n- Status: accepted\n\n## Superseded by\n\nNone\n", [], "accepted"),
        ("# A\n\n- Status: accepted\n\n## Superseded by\n\n| ADR-3 | x |\n\nUse a queue for it\n",
         ["superseded-by Use a queue for it"], "superseded"),
        ("# A\n\n- Status: accepted\n- Ersetzt: 12\n", ["supersedes 12"], "accepted"),
        ("# A\n\n- Status: accepted\n\n## References\n\n- Superseded by ADR-9\n",
         ["superseded-by ADR-9"], "accepted"),
        ("# A\n\n- Status: accepted\n- Supersedes: ADR-9 (in part)\n", ["partly-supersedes ADR-9"], "accepted"),
        ("# A\n\n- Status: accepted\n- Superseded by: ADR-9 (once it is accepted)\n", [], "accepted"),
        ("# A\n\n- Estado: aceptado\n- Sustituye: ADR-9\n", ["supersedes ADR-9"], "accepted"),
        ("# A\n\n## 状态 / Status\n\n已接受\n", [], "accepted"),
        ("# A\n\n**状态：** 已弃用\n", [], "deprecated"),
        ("# A\n\n## Status\n\n- [ ] Proposed\n- [x] Accepted\n- [ ] Rejected\n", [], "accepted"),
        ("# A\n\n## Status\n\nProposed\nAccepted\nRejected\n", [], ""),
        ("# A\n\n## Status\n\n- Proposed\n- Accepted\n- Rejected\n", [], ""),
        ("# A\n\n## Stato\n\n- Proposta\n- Accettata\n", [], "accepted"),
        ("# A\n\n## Status history\n\n| When | Status |\n| 2022-01 | Rejected |\n| 2022-02 | Accepted |\n",
         [], "accepted"),
        ("# A\n\nStatus:\n\n- [ ] Proposed\n- [x] Accepted\n- [ ] Superseded by ADR-2\n\n## Context\n",
         [], "accepted"),
        ("# A\n\nStatus:\n\n- [ ] Proposed\n- x\n\nWords.\n", [], ""),
        ("# A\n\n<tr><th>Status</th><td>Superseded by <a href='5.md'>ADR 5</a></td></tr>\n",
         ["superseded-by ADR 5"], "superseded"),
        ("# A\n\n<tr><th>x</th><td>y</td></tr>\n", [], ""),
        ("# A\n\n<tr><th>Owner</th><td><a href='x'>Ann</a></td></tr>\n", [], ""),
        ("# A\n\n| Status | Date |\n|--|--|\n| Draft | 2020 |\n| Supersedes | ADR-9 |\n",
         ["supersedes ADR-9"], "proposed"),
        ("# A\n\n| Status | Owner |\n|--|--|\n| Proposed | Ann |\n", [], "proposed"),
        ("# A\n\n| Owner | Status |\n|--|--|\n| Ann | Proposed |\n", [], "proposed"),
        ("# A\n\n| ADR | Status |\n|--|--|\n| 1 | Proposed |\n| 2 | Accepted |\n", [], ""),
        ("# A\n\n| Date | Status |\n|--|--|\n| 2021 | Accepted |\n| 2020 | Proposed |\n", [],
         "accepted"),
        ("---\nstatus: superseded\nsupersededBy: ADR-2\n---\n# A\n", ["superseded-by ADR-2"], "superseded"),
        ("# A\n\n## 日期 / Date\n\n2020-05-11\n\n## 状态\n\n[提议 | 已接受 | 已取代]\n", [], ""),
        ("# A\n\n- Status: [vorgeschlagen | akzeptiert | ersetzt durch ADR-XXXX]\n", [], ""),
        ("# A\n\n## Status\n\n- 2020-01-01: Proposed\n- 2020-02-01: Accepted\n", [], "accepted"),
        ("# A\n\n## Status\n\n- 2020-02-01: Accepted\n- 2020-01-01: Proposed\n", [], "accepted"),
        ("# A\n\n## Status\n\nProposed\n\nAccepted\n", [], "accepted"),
        ("# A\n\n## Status\n\nProposed, not done yet.\n\nAn alternative is there\nand implemented.\n",
         [], "proposed"),
        ("# A\n\n![Status](https://img.shields.io/badge/status-accepted-green)\n\n## Context\n", [],
         "accepted"),
        ("# A\n\n![CI](https://img.shields.io/badge/build-failed-red)\n\n## Context\n", [], ""),
        ("---\nstatus: {accepted}\n---\n# A\n", [], "accepted"),
        ("---\nstatus: [accepted]\n---\n# A\n", [], "accepted"),
        ("---\nstatus: {state: rejected}\n---\n# A\n", [], "rejected"),
        ("---\nstatus: [a, b]\n---\n# A\n", [], ""),
        ("---\nstatus: 7\n---\n# A\n", [], ""),
        ("---\nstatus: {a: 1, b: 2}\n---\n# A\n", [], ""),
    ],
)  # fmt: skip
def test_what_other_forms_state(page: str, links: list[str], status: str) -> None:
    facts = read(page)
    assert [f"{link.relation} {link.target}" for link in facts.links] == links
    assert facts.status == status


def test_a_line_states_tags() -> None:
    page = "# A\n\n- Status: accepted\n- Tags: api, #storage; `db`, none\n"
    assert read(page).tags == ("api", "storage", "db")
    assert read("# A\n\n- Tags: N/A\n").tags == ()


@pytest.mark.parametrize(
    "value",
    [
        *("None so far", "Not applicable", "n/a (see ADR-1 for context)", "None; relates to ADR-1"),
        *("Not superseded; ADR-1 is unrelated", "ADR-NNNN (if applicable)", "Nein", "无", "TBD"),
        *("[ADR-NNNN](NNNN-title.md)", "Optional: the ADR that supersedes this", "-"),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "# A\n\n- Status: accepted\n- Superseded by: {}\n",
        "# A\n\n- Status: accepted\n\n## Superseded by\n\n{}\n",
        "# A\n\n| Status | Accepted |\n|---|---|\n| Superseded by | {} |\n",
    ],
)
def test_a_field_that_names_no_record_supersedes_nothing(form: str, value: str) -> None:
    facts = read(form.format(value))
    assert (facts.status, facts.links) == ("accepted", ())


def test_tags_are_listed_in_several_ways() -> None:
    assert read("# A\n\n- Tags: #redis #caching\n").tags == ("redis", "caching")
    assert read("# A\n\n- Tags: [redis](https://x.example/y), [cache]\n").tags == ("redis", "cache")
    advice = "[space and/or comma separated list of words to find the decision by]"
    assert read(f"# A\n\n- Tags: {advice}\n").tags == ()
