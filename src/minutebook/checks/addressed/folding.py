"""Texts as an agent understands them: in small letters, without what only people do not see."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily

# What looks like a Latin letter, in Cyrillic and Greek.
_LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһӏвкмнтгпαοενικτυρχ",
    "aeopcyxijsdhlbkmhtrnaoevikturx",
)
_MIXED = compile_lazily(r"[a-z][\u0370-\u04ff\u0500-\u052f]|[\u0370-\u04ff\u0500-\u052f][a-z]")
_WORD = compile_lazily(r"[^\W\d_]+")
_LATIN = compile_lazily("[a-z]")
# Signs of no width, soft hyphens, variation selectors, what turns the direction of writing, tags;
# and the sign of emphasis.
_REMOVED = compile_lazily(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef*]"
)
_QUOTE_MARKS = compile_lazily(r"(?m)^[ \t]{0,3}(?:>[ \t]?){1,8}")
_QUOTED_LINE = compile_lazily(r"\n[ \t]{0,3}>")  # quicker to search for: most pages have none
_ENTITY = compile_lazily(r"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));")
_NAMED_ENTITY = compile_lazily(r"&(?:nbsp|ensp|emsp|thinsp|tab|shy|zwnj|zwj|zerowidthspace);")
# What a page shows nothing of within a sentence: tags of emphasis, and breaks of lines.
_EMPHASIS_TAG = compile_lazily(
    r"</?(?:b|i|u|em|strong|wbr|sub|sup|mark|small|big|s|del|ins|kbd|var)\s{0,3}/?>"
)
_BREAK_TAG = compile_lazily(r"</?(?:br|p|div|span|font|li|ul|ol)\s{0,3}/?>")
_EMPHASIS = compile_lazily(r"_(?:(?<!\w_)_{0,2}(?=[^\W_])|_{0,2}\b)|~~")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def fold_text(text: str) -> str:
    """The text in small letters, as it reads: invisible signs are gone, look-alikes are Latin.

    It has as many lines as the text. Marks of quotations and of emphasis are left out.
    """
    folded = text.lower()
    if "&#" in folded:
        folded = _ENTITY.sub(_decode_entity, folded)
    if not folded.isascii():
        import unicodedata  # most pages do without it

        folded = unicodedata.normalize("NFC", folded).translate(_FULL_WIDTH)
        folded = _REMOVED.sub("", folded)
        if _MIXED.search(folded):
            folded = _WORD.sub(_fold_word, folded)
    else:
        folded = folded.replace("*", "")
    if "&" in folded:
        folded = _NAMED_ENTITY.sub(_decode_named_entity, folded)
    if "_" in folded or "~~" in folded:
        folded = _EMPHASIS.sub("", folded)
    if "<" in folded:
        folded = _BREAK_TAG.sub(" ", _EMPHASIS_TAG.sub("", folded))
    if ">" in folded and _QUOTED_LINE.search(f"\n{folded}"):
        folded = _QUOTE_MARKS.sub("", folded)
    return folded


def _decode_named_entity(match: re.Match[str]) -> str:
    return "" if match[0] in ("&shy;", "&zwnj;", "&zwj;", "&zerowidthspace;") else " "


def _decode_entity(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code).lower() if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _fold_word(match: re.Match[str]) -> str:
    word = match[0]
    return word if word.isascii() or not _LATIN.search(word) else word.translate(_LOOK_ALIKES)
