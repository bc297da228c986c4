"""The text of a record as the site shows it: read when its page is made."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import replace
from minutebook.operations.reading import page as reading
from minutebook.records.model import OUTCOME_BLOCK, PHR, Record
from minutebook.records.phr import visibility
from minutebook.records.phr.prompts import is_prompt_title
from minutebook.site.book import Source
from minutebook.text import markdown

_OUTCOME_TITLE = "outcome"
_BLANK = compile_lazily(r"\s*\Z")


def make_source(record: Record) -> Source:
    """The text of a record that has its page's text.

    Of one that the tree is to show nothing of there is none. Without what the site shows itself:
    front matter, the title, generated blocks; and without comments.
    """
    if visibility.is_private(record):
        return Source("")
    if record.kind is PHR:
        record = replace(record, text=markdown.remove_block(record.text, OUTCOME_BLOCK))
    texts: list[str] = []
    prompt = ""
    for part in reading.list_parts(record):
        if part.is_quotation:
            prompt = part.text
            texts[-1:] = [_drop_last_heading(texts[-1])] if texts else []
        elif part.text.strip():
            texts.append(part.text.strip("\n"))
    text = "\n\n".join(filter(None, texts))
    return Source(_drop_empty_outcome(text) if record.kind is PHR else text, prompt)


def _drop_last_heading(text: str) -> str:
    """The text before a prompt without the heading that says that a prompt follows."""
    sections = markdown.parse_sections(text)
    if not sections or not is_prompt_title(sections[-1].title):
        return text
    is_empty = _BLANK.match(text, sections[-1].body_start)
    return text[: sections[-1].start].rstrip("\n") if is_empty else text


def _drop_empty_outcome(text: str) -> str:
    """The text without a section for the outcome where all in it was generated."""
    for section in markdown.parse_sections(text):
        is_outcome = markdown.fold_title(section.title) == _OUTCOME_TITLE
        if is_outcome and not text[section.body_start : section.end].strip():
            return (text[: section.start].rstrip("\n") + "\n\n" + text[section.end :]).strip("\n")
    return text
