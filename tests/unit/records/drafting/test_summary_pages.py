"""Pages without the texts of their records."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.drafting import phr_pages, summary_pages
from minutebook.records.drafting.drafts import PhrDraft, compute_digest
from minutebook.records.index import page_blocks
from minutebook.records.model import PHR, Folder, Record
from minutebook.records.phr import shown_blocks
from minutebook.records.phr.suggestions import Suggestion, read_suggestions
from minutebook.records.phr.visibility import VisibilityRule
from minutebook.repository import store

FOLDER = Folder(PHR, "history/prompts")
PATH = "history/prompts/general/0042-a-secret-plan.general.prompt.md"
PROMPT = "The whales are\nours.\n\n## Response snapshot\n\nNot yet.\n"
RESPONSE = "# Whales\n\n* swim\n\n```\n## Prompt\n```\n"
QUOTE = "prompt:1 'whales'"
DRAFT = PhrDraft(
    title="The whales are ours",
    stage="general",
    date="2026-01-31",
    prompt=PROMPT,
    response=RESPONSE,
    files=("a.py",),
    session="s-1",
    fidelity="verbatim",
    suggestions=(
        Suggestion("S-0042-1", "Use Redis", 0.7, options=("Redis", "whales"), evidence=(QUOTE,)),
    ),
)


def read_page(text: str) -> Record:
    return reader.read_record(FOLDER, PATH, text)


def make_page(draft: PhrDraft = DRAFT) -> Record:
    source = store.read_packaged_template("phr")[0]
    record = read_page(phr_pages.render_phr(draft, "0042", source))
    return read_page(page_blocks.fill_blocks(record, ()))


def test_a_draft_without_its_texts() -> None:
    page = make_page(summary_pages.summarize_draft(DRAFT, title="Change of a.py"))
    assert "whales" not in page.text.lower()
    assert (page.title, page.fields["visibility"]) == ("Change of a.py", "summary")
    assert page.fields["fidelity"] == "verbatim"
    assert page.fields["digest"] == compute_digest(PROMPT)
    assert page.fields["response-digest"] == compute_digest(RESPONSE)
    assert "The texts of this record are kept apart" in page.text
    (suggestion,) = read_suggestions(page)
    assert (suggestion.topic, suggestion.score, suggestion.options) == ("Use Redis", 0.7, ())


def test_a_draft_that_has_no_texts() -> None:
    draft = summary_pages.summarize_draft(PhrDraft(title="Given", fidelity="reported"))
    assert (draft.title, draft.digest, draft.response_digest) == ("Given", "", "")


def test_a_page_without_its_texts() -> None:
    whole = make_page()
    text = whole.text.replace("files:\n", "aliases: [0041-the-whales]\nfiles:\n", 1)
    text = summary_pages.summarize_page(read_page(text)) or ""
    summary = read_page(text)
    assert "whales" not in text.replace("The whales are ours", "")  # the title is the caller's
    assert "form:" not in text
    assert "aliases" not in summary.fields
    assert summary.fields["digest"] == compute_digest(PROMPT)
    assert summary.fields["response-digest"] == compute_digest(RESPONSE)
    assert summary.fields["files"] == ["a.py"]
    assert "## Outcome" in text
    assert summary_pages.summarize_page(summary) == text


def test_a_page_of_the_former_form_without_its_texts() -> None:
    page = read_page(
        "---\nid: '0042'\ntitle: T\nfidelity: verbatim\n---\n\n## Prompt\n\n```text\nWhales.\n```\n"
        "\n## Response snapshot\n\nThey swim.\n\n## Outcome\n\n* **Impact:** none\n"
    )
    text = summary_pages.summarize_page(page) or ""
    assert text.endswith("---\n\n## Outcome\n\n* **Impact:** none\n")
    assert read_page(text).fields["digest"] == compute_digest("Whales.")


@pytest.mark.parametrize(
    "text",
    [
        "---\nid: 1\nprompt: The whales are ours, all of them.\n---\n\n## Notes\n",
        "# Whales\n\n**Prompt:** The whales are ours.\n",
    ],
)
def test_a_text_in_another_form_is_not_cut_out(text: str) -> None:
    assert reader.read_prompt(read_page(text))
    assert summary_pages.summarize_page(read_page(text)) is None


SECURITY = (VisibilityRule("private", branch="security/*"), VisibilityRule("summary", label="hr"))


@pytest.mark.parametrize(
    ("fields", "has_texts", "default", "wanted"),
    [
        ("", True, "full", ""),
        ("", True, "summary", "summary"),
        ("labels: [hr]\n", True, "full", "summary"),
        ("labels: [hr]\n", False, "full", ""),
        ("labels: [hr]\nvisibility: full\n", True, "full", ""),
        ("visibility: summary\n", True, "full", "summary"),
        ("visibility: summary\n", False, "full", ""),
        ("branch: security/x\nvisibility: summary\n", False, "full", ""),
        ("branch: security/x\n", False, "full", "private"),
        ("visibility: private\n", False, "full", "private"),
        ("branch: [security/x]\n", True, "full", ""),
    ],
)
def test_what_a_record_of_the_tree_is_to_be(
    fields: str, has_texts: bool, default: str, wanted: str
) -> None:
    texts = "\n## Prompt\n\n> Whales.\n" if has_texts else ""
    page = read_page(f"---\nid: '0042'\ntitle: T\n{fields}---\n{texts}")
    assert summary_pages.find_wanted_visibility(page, default, SECURITY) == wanted


def test_quotes_in_suggestions_are_texts() -> None:
    page = make_page(
        PhrDraft(title="T", suggestions=(Suggestion("S-1", "Use Redis", 0.7, evidence=(QUOTE,)),))
    )
    assert list(summary_pages.list_texts(page)) == [QUOTE]


def test_a_note_is_no_way_to_the_next_record() -> None:
    page = make_page(summary_pages.summarize_draft(DRAFT))
    page = reader.read_record(FOLDER, PATH.replace("general/", ""), page.text)
    content = shown_blocks.render_summary(page, ())
    assert content.endswith("shows them.")
    assert shown_blocks.add_next(content, page, page) is None


def test_prompts_without_a_record_of_their_own_are_texts() -> None:
    page = read_page(
        "---\nid: '0042'\ntitle: T\nasked_before:\n  - prompt: Whales?\n    date: 2026-01-31\n"
        "    digest: sha256:1\n  - wrong\n---\n"
    )
    assert list(summary_pages.list_texts(page)) == ["Whales?"]
    summary = read_page(summary_pages.summarize_page(page) or "")
    assert summary.fields["asked_before"] == [{"date": "2026-01-31", "digest": "sha256:1"}]
    assert list(summary_pages.list_texts(summary)) == []
