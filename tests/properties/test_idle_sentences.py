"""No sentence about something else changes the status that a page is read with."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from idle_sentences import IDLE_SENTENCES
from minutebook.records import adr
from minutebook.text import frontmatter
from status_pages import list_status_pages

CORPUS = Path(os.environ.get("MINUTEBOOK_CORPUS", ""))
HAS_CORPUS = bool(os.environ.get("MINUTEBOOK_CORPUS")) and (CORPUS / "adr-truth.jsonl").is_file()


def read_status(page: str) -> str:
    return adr.read_facts(page, frontmatter.parse(page)[0]).status


def append(page: str, sentence: str) -> str:
    return f"{page.rstrip()}\n\n## Consequences\n\n{sentence}\n"


def insert(page: str, sentence: str) -> str:
    """The page with a sentence below the heading of its last section."""
    start = page.rfind("\n## ")
    end = page.find("\n", start + 1)
    return page if start < 0 or end < 0 else f"{page[:end]}\n\n{sentence}\n{page[end:]}"


def test_there_are_enough_sentences() -> None:
    assert len(set(IDLE_SENTENCES)) >= 200


@pytest.mark.untraced  # thousands of pages, read by branches that other tests hold
@pytest.mark.parametrize(
    ("page", "status"),
    [pytest.param(page, status, id=name) for name, page, status in list_status_pages()],
)
def test_the_status_of_a_made_page_is_kept(page: str, status: str) -> None:
    assert read_status(page) == status
    changed = [
        sentence
        for sentence in IDLE_SENTENCES
        for place in (append, insert)
        if read_status(place(page, sentence)) != status
    ]
    assert changed == []


@pytest.mark.untraced  # no page that is elsewhere counts for coverage, which would double the time
@pytest.mark.slow
@pytest.mark.skipif(not HAS_CORPUS, reason="MINUTEBOOK_CORPUS names no folder of real records")
def test_the_status_of_a_real_page_is_kept() -> None:
    """Each page with all sentences in its body at once, and with one of them alone."""
    rows = (CORPUS / "adr-truth.jsonl").read_text("utf-8").splitlines()
    paths = [CORPUS / json.loads(row)["file"] for row in rows]
    together = "\n\n".join(sentence for sentence in IDLE_SENTENCES if not sentence.startswith("#"))
    changed = []
    for index, path in enumerate(path for path in paths if path.suffix.lower() == ".md"):
        page = path.read_bytes().decode("utf-8", "replace")
        if page.count("```") % 2 or page.rfind("<!--") > page.rfind("-->"):
            continue  # what is appended to an open fence or comment is not in the body
        status = read_status(page)
        alone = IDLE_SENTENCES[index % len(IDLE_SENTENCES)]
        changed += [
            (path.name, sentence[:80])
            for sentence in (together, alone)
            if read_status(append(page, sentence)) != status
        ]
    assert changed == []
