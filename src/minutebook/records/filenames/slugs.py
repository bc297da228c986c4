"""Slugs and titles: a title as part of a file name, as one line, and names compared."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily

_DEVICE_NAMES = compile_lazily(
    r"con|prn|aux|nul|(?:com|lpt)[0-9]"  # names that Windows keeps for devices
)
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"  # letters of Unicode that show nothing
_SURROGATE = compile_lazily("[\ud800-\udfff]")
# Controls, line separators, the byte order mark, and the marks that turn the direction of what
# follows: in a table they would turn the neighbouring cells too.
_INVISIBLE = compile_lazily("[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ufeff]+")
_APOSTROPHE = compile_lazily(r"(?<=[^\W\d_])['\u2019](?=[^\W\d_])")
_MAX_SLUG_BYTES = 180  # a file name has at most 255: room for number, stage, suffix, temporary name


def slugify(title: str, max_chars: int = 60) -> str:
    """A title as part of a file name: lower case, words joined by `-`, never empty.

    Letters, marks and digits of any script stay (NFC); pictographs become their Unicode names;
    all else parts words. At most `max_chars` characters and 180 bytes of UTF-8, cut at a word
    where that keeps half. Never `.` or `..`, a leading `-`, or a name that Windows keeps for
    devices.
    """
    if "'" in title or "\u2019" in title:
        title = _APOSTROPHE.sub("", title)  # "agent's" is one word: agents
    if title.isascii():
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    else:
        slug = _slugify_unicode(title)
    slug = _shorten_slug(slug, max_chars) or "record"
    return f"{slug}-record" if len(slug) <= 4 and _DEVICE_NAMES.fullmatch(slug) else slug


def clean_title(title: str) -> str:
    """A title as one line: controls, line ends and direction marks become one space.

    Surrogates without a pair, which no file can hold, become U+FFFD.
    """
    if title.isascii() and title.isprintable() and "  " not in title:
        return title.strip()
    return _INVISIBLE.sub(" ", _SURROGATE.sub("\ufffd", title)).strip()


def fold_name(name: str) -> str:
    """A name or path as the least careful file system compares it: without case, marks composed."""
    if name.isascii():
        return name.lower()
    from unicodedata import normalize

    # Folding may part what was composed, and composing may join what was folded.
    return normalize("NFC", normalize("NFC", name).casefold())


def _slugify_unicode(title: str) -> str:
    """A title as words joined by `-`: what `slugify` does where a title is not ASCII."""
    import unicodedata

    parts: list[str] = []
    is_after_letter = False  # a mark stays only on a letter: an emoji's variation selector goes
    # The small letter of a dotted capital I is a plain one: `lower` leaves the dot as a mark on it.
    composed = unicodedata.normalize("NFC", title).replace("\u0130", "i")
    for char in unicodedata.normalize("NFC", composed.lower()):
        category = unicodedata.category(char)
        if char in _BLANK_LETTERS:
            continue
        if category[0] == "L" or category in ("Nd", "Nl"):
            parts.append(char)
            is_after_letter = True
        elif category in ("Mn", "Mc") and is_after_letter and not "\ufe00" <= char <= "\ufe0f":
            parts.append(char)
        elif category == "So" and _is_pictograph(char):
            name = unicodedata.name(char, "").lower()
            flag = name.removeprefix("regional indicator symbol letter ")
            parts.append(flag if flag != name else f"-{name}-")
            is_after_letter = False
        elif category == "Cf" and char != "\u200c":
            continue  # joiners and direction marks part no words; the non-joiner does
        elif category[0] != "M":
            parts.append("-")
            is_after_letter = False
    # Once more: what was left out may have parted a letter from its mark.
    joined = unicodedata.normalize("NFC", "".join(parts))
    return re.sub(r"[ '_-]+", "-", joined).strip("-")


def _is_pictograph(char: str) -> bool:
    """Whether a symbol is worth its name: emoji are, `™` or a box-drawing line are not."""
    return "\u2300" <= char < "\u2400" or "\u2600" <= char < "\ufff0" or char >= "\U0001f000"


def _shorten_slug(slug: str, max_chars: int) -> str:
    """A slug of so many characters, and of so many bytes, cut between words where half stays."""
    shortened = slug[:max_chars]
    encoded = shortened.encode()
    if len(encoded) > _MAX_SLUG_BYTES:
        shortened = encoded[:_MAX_SLUG_BYTES].decode(errors="ignore")
    if len(shortened) < len(slug) and slug[len(shortened)] != "-":
        whole_words = shortened.rpartition("-")[0]
        if 2 * len(whole_words) >= len(shortened):
            shortened = whole_words
    return shortened.strip("-")
