"""Rules on the prompts of prompt records, and on their folders."""

from __future__ import annotations

import pytest

from checked_pages import adr, find, make_records, phr
from minutebook.checks import CheckSettings, check
from minutebook.checks.run import fix_findings
from minutebook.lean.values import replace
from minutebook.records.drafting import drafts
from minutebook.records.model import RecordSet
from minutebook.records.phr.visibility import VisibilityRule
from minutebook.text import markdown


def make_prompt(prompt: str, digest: str) -> dict[str, str]:
    return phr(
        1,
        f"title: A\nfidelity: verbatim\ndigest: {digest}",
        f"## Prompt\n\n{markdown.wrap_in_fence(prompt)}\n",
    )


@pytest.mark.parametrize(
    "prompt", ["Do it.", "a\r\nb", "a\rb", "```\n## x\n```", "ü\udce9", "\n", "---\n"]
)
def test_a_prompt_is_compared_with_its_digest(prompt: str) -> None:
    assert find("prompt-edited", make_prompt(prompt, drafts.compute_digest(prompt))) == []
    with_other_line_ends = {
        path: text.replace("\r\n", "\n").replace("\n", "\r\n")
        for path, text in make_prompt(prompt, drafts.compute_digest(prompt)).items()
    }
    assert find("prompt-edited", with_other_line_ends) == []
    assert [
        row[:3]
        for row in find("prompt-edited", make_prompt(f"{prompt}!", drafts.compute_digest(prompt)))
    ] == [("error", "0001-x.general.prompt.md", 4)]


def test_a_prompt_that_was_removed() -> None:
    pages = phr(1, f"title: A\ndigest: {drafts.compute_digest('x')}", "## Outcome\n\nDone.\n")
    message = "The prompt of PHR-0001 is gone from the page, though its digest is there."
    assert find("prompt-edited", pages) == [("error", "0001-x.general.prompt.md", 3, message)]


def test_a_prompt_that_cannot_be_encoded_was_edited() -> None:
    assert [row[0] for row in find("prompt-edited", make_prompt("\ud800", "sha256:0"))] == ["error"]


def test_pages_without_a_digest_are_not_compared() -> None:
    pages = phr(1, "title: A", "## Prompt\n\nx\n") | phr(
        2, "title: A\ndigest: ''", "## Prompt\n\nx\n"
    )
    assert find("prompt-edited", pages | adr(1, head="status: accepted\ndigest: x")) == []


@pytest.mark.parametrize(
    ("route", "feature", "agrees"),
    [
        ("004-login", "004-login", True),
        ("004-login", "login", True),
        ("login", "004-login", True),
        ("phase-1/004-login", "Login", True),
        ("phase-1/004-login", "phase-1", True),
        ("004-login", "phase-1/004-login", True),
        ("004-login", "005-logout", False),
        ("004-login", "none", True),
        ("004-login", "N/A", True),
        ("004-login", "{{FEATURE}}", True),
        ("004-login", "[a]", True),
        ("004", "004", True),
        ("cart-add-item", "cart/Add_Item", True),
        ("general", "004-login", True),
        ("constitution", "004-login", True),
        ("tasks", "004-login", True),
    ],
)
def test_route_and_feature(route: str, feature: str, agrees: bool) -> None:
    rows = find("route-feature", phr(1, f"fidelity: verbatim\nfeature: {feature}", route=route))
    message = f"PHR-0001 says that it belongs to the feature `{feature}`, but lies in the folder of `{route}`."
    assert rows == ([] if agrees else [("warning", "0001-x.general.prompt.md", 3, message)])


def test_an_adopted_route_weighs_less() -> None:
    assert [row[0] for row in find("route-feature", phr(1, "Feature: a", route="b"))] == ["info"]
    assert (
        find(
            "route-feature", {"history/prompts/0001-x.general.prompt.md": "---\nfeature: a\n---\n"}
        )
        == []
    )


@pytest.mark.parametrize(
    ("head", "body", "severity"),
    [
        ("title: T\nfidelity: verbatim", "## Prompt\n\nDo it.\n", ""),
        ("title: T\nfidelity: verbatim", "## Outcome\n\nDone.\n", "warning"),
        ("title: T\nfidelity: verbatim", "## Prompt\n\n\n", "warning"),
        ("title: T", "## Summary\n\nDone.\n", "info"),
        ("title: T", "## Prompt\n\n{{PROMPT_TEXT}}\n", "info"),
        ("title: T\nprompt: Do it.", "", ""),
        ("title: T\ndigest: abc", "", ""),  # `prompt-edited` says so
    ],
)
def test_a_prompt_record_without_a_prompt(head: str, body: str, severity: str) -> None:
    rows = find("no-prompt", phr(1, head, body))
    assert rows == (
        [(severity, "0001-x.general.prompt.md", 0, "PHR-0001 has no prompt.")] if severity else []
    )


@pytest.mark.parametrize(
    ("head", "end"),
    [
        ("title: T\nfidelity: verbatim", "has its former form."),
        ("title: T", "has its former form."),
        (
            "title: T\nfidelity: verbatim  # as given",
            "has its former form, and stays: in the other it would not say the same, or lose comments.",
        ),
        ("title: T  # of another tool", ""),
    ],
)
def test_a_page_of_the_former_form(head: str, end: str) -> None:
    records = make_records(phr(1, head, "## Prompt\n\nDo it.\n"))
    assert check(records) == check(records, only=["no-prompt"])  # the rule is run on request
    findings = check(records, only=["page-form"])
    assert [finding.message for finding in findings] == (
        [f"The page of PHR-0001 {end}"] if end else []
    )
    repair = fix_findings(records, findings)
    brought = make_records({write.path: write.text or "" for write in repair.writes})
    assert bool(repair.writes) is (end == "has its former form.")
    assert check(brought, only=["page-form"]) == ()


def test_a_page_that_no_command_changes_keeps_its_form() -> None:
    (record,) = make_records(phr(1, "title: T", "## Prompt\n\nx\n")).members
    cut = RecordSet((record.folder,), (replace(record, is_cut=True),))
    assert check(cut, only=["page-form"]) == ()


HIDDEN = "history/prompts/general/0009-x.general.prompt.md"


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("---\nid: '0009'\nbranch: main\n---\n\n## Prompt\n\n> Whales.\n", ""),
        (
            "---\nid: '0009'\nbranch: security/x\n---\n\n## Prompt\n\n> Whales.\n",
            "PHR-0009 is to be private, and its texts are in the tree.",
        ),
        (
            "---\nid: '0009'\nbranch: security/x\n---\n",
            "PHR-0009 is to be private, and its summary is in the tree.",
        ),
        (
            "---\nid: '0009'\nvisibility: summary\n---\n\n## Prompt\n\n> Whales.\n",
            "PHR-0009 is to be summary, and its texts are in the tree.",
        ),
    ],
)
def test_a_record_that_shows_too_much(page: str, message: str) -> None:
    settings = CheckSettings(visibility_rules=(VisibilityRule("private", branch="security/*"),))
    findings = find("visibility", {HIDDEN: page}, settings=settings)
    assert [(severity, found) for severity, _, _, found in findings] == (
        [("error", message)] if message else []
    )


def test_a_summary_has_no_prompt_to_compare() -> None:
    page = f"---\nid: '0009'\nvisibility: summary\ndigest: sha256:{'0' * 64}\n---\n"
    assert find("prompt-edited", {HIDDEN: page}) == []
    assert find("no-prompt", {HIDDEN: page.replace("digest", "x-digest")}) == []
