"""Pages whose names are those of companions: whether their texts are decisions all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from minutebook.lean.patterns import compile_lazily
from minutebook.records.filenames.companions import is_translation
from minutebook.records.model import Folder, Record

# Words that a page in English has, and hardly one in another language.
_ENGLISH = compile_lazily(r"(?i)\b(?:the|and|with|decision|consequences)\b")
_MIN_SHARED_HEADINGS = 2  # of two pages that were made from one template
_MAX_READ_CHARS = 20_000  # of a page, to tell its language


def is_own_decision(
    folder: Folder, path: str, accompanied: Iterable[str], read_text: Callable[[str], str]
) -> bool:
    """Whether a page is a decision of its own, and none that adds to one of those it is named like.

    It is where it states a status and has the headings of a decision, or those of a page at one of
    the paths `accompanied`. A copy has the title of one of these, a translation another language.
    """
    from minutebook.records import reader  # few pages are read for this
    from minutebook.records.discovery import page_signs
    from minutebook.records.model import read_as_markdown

    text = read_text(path)
    record = reader.read_record(folder, path, text)
    if not (record.state or record.state_raw):
        return False
    originals = [reader.read_record(folder, each, read_text(each)) for each in accompanied]
    if any(_is_rendering(record, original) for original in originals):
        return False
    if page_signs.is_decision(page_signs.find_signs(read_as_markdown(path, text))):
        return True
    headings = reader.read_sections(record).keys()
    return any(
        len(headings & reader.read_sections(original).keys()) >= _MIN_SHARED_HEADINGS
        for original in originals
    )


def _is_rendering(record: Record, original: Record) -> bool:
    """Whether a page is another one again: a copy, or a translation."""
    if record.title.casefold() == original.title.casefold():
        return True
    stems = record.stem.lower(), original.stem.lower()
    return is_translation(*stems) and _is_english(record.text) != _is_english(original.text)


def _is_english(text: str) -> bool:
    return _ENGLISH.search(text[:_MAX_READ_CHARS]) is not None
