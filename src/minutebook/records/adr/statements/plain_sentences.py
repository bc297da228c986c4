"""Prose of a page as plain sentences: without markup, and cut where a text has to be short."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.tokens import count_tokens
from minutebook.text.markdown import code_spans

_IMAGE = compile_lazily(r"!\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,100}\])?")
_FOOTNOTE = compile_lazily(r"\[\^[^\]\n]{1,60}\]")
# The label may hold brackets, the target one pair of them: `[RFC [1]](https://x/a_(b))`.
_LINK = compile_lazily(
    r"\[((?:[^\[\]\\\n]|\\.|\[[^\[\]\n]{0,80}\]){1,300})\]"
    r"(?:\((?:[^()\n]|\([^()\n]{0,200}\)){0,500}\)|\[[^\[\]\n]{0,200}\])"
)
_AUTOLINK = compile_lazily(r"<(https?://[^<>\s]{1,500})>")
_TAG = compile_lazily(r"</?[A-Za-z][^<>\n]{0,300}>")
_STRONG = compile_lazily(r"\*\*|~~|(?<!\w)__|__(?!\w)")
_EMPHASIS = compile_lazily(r"(?<![\w*\\])[*_](?=[^\s*_])|(?<=[^\s*_\\])[*_](?![\w*])")
_ESCAPED = compile_lazily(r"\\([!-/:-@\[-`{-~])")
_ATTRIBUTES = compile_lazily(r"\{[:#.][^{}\n]{0,100}\}")
_SENTENCE_END = compile_lazily(
    r"[.!?…]['\")\]”’»]{0,3}(?=\s+['\"(\[“„«`]{0,2}(?:[A-Z\d`]|[^\x00-\x7f]))|[。！？]"
)
_ABBREVIATIONS = frozenset(
    (
        *("e.g", "i.e", "etc", "vs", "approx", "cf", "no", "nr", "fig", "mr", "mrs", "dr", "st"),
        *(
            "eg",
            "ie",
            "incl",
            "resp",
            "esp",
            "ref",
            "sec",
            "z.b",
            "bzw",
            "ca",
            "d.h",
            "u.a",
            "usw",
            "p.ex",
        ),
    )
)
_LOST_LABEL = compile_lazily(r" ?: ?,")  # a link without a text was between them
_ELLIPSIS = "…"
_CLAUSE_ENDS = (", ", "; ", ": ", " – ", " — ", " - ", " (", "，", "、", "；")
# With which no cut text is to end.
_LOOSE_WORDS = frozenset(
    (
        *("a", "an", "and", "as", "at", "be", "because", "both", "but", "by", "for", "from", "if"),
        *("in", "into", "is", "it", "its", "of", "on", "or", "our", "so", "such", "that", "the"),
        *("their", "this", "to", "using", "via", "we", "when", "where", "which", "while", "with"),
    )
)


def strip_markup(prose: str) -> str:
    """Prose as one line without markup: links as their text, emphasis as words, code as it is."""
    prose = prose.replace("\u200b", "").replace("\xa0", " ")
    stripped = code_spans.replace_outside_code(prose, _strip_outside_code)
    return _LOST_LABEL.sub(",", " ".join(_link_around_code(stripped).split()))


def _strip_outside_code(prose: str) -> str:
    if "[" in prose:
        prose = _IMAGE.sub("", _FOOTNOTE.sub("", prose))
        prose = _LINK.sub(r"\1", prose)
    if "<" in prose:
        prose = _TAG.sub(" ", _AUTOLINK.sub(r"\1", prose))
    prose = _EMPHASIS.sub("", _STRONG.sub("", _ATTRIBUTES.sub("", prose)))
    if "&" in prose:
        from html import unescape

        prose = unescape(prose)
    return _ESCAPED.sub(r"\1", prose)


def _link_around_code(prose: str) -> str:
    """The text of links whose label is code, which the prose outside of code has in two parts."""
    return _LINK.sub(r"\1", prose) if "](" in prose or "][" in prose else prose


def split_sentences(text: str) -> list[str]:
    """The sentences of plain prose in one line."""
    sentences, start = [], 0
    for end_match in _SENTENCE_END.finditer(text):
        end = end_match.end()
        before = text[start : end_match.start()]
        word = before.rpartition(" ")[2].strip("('\"[").lower()
        is_label = word.isdecimal() and len(word) < 3 and before.strip("('\"[ ") == word
        if end_match[0][0] == "." and (word in _ABBREVIATIONS or is_label):
            continue
        if before.count("`") % 2:  # in code
            continue
        sentences.append(text[start:end].strip())
        start = end
    return [sentence for sentence in (*sentences, text[start:].strip()) if sentence]


def cut_text(text: str, max_tokens: int) -> str:
    """A text of at most so many tokens: cut behind a clause, else behind a word, with a sign."""
    if count_tokens(text) <= max_tokens:
        return text
    shown = text
    while shown and count_tokens(shown) >= max_tokens:
        shown = shown[: len(shown) - max(1, (count_tokens(shown) - max_tokens) // 2)]
    clause_end = max(shown.rfind(sign) for sign in _CLAUSE_ENDS)
    if clause_end * 2 > len(shown):
        shown = shown[:clause_end]
    elif " " in shown and not text[len(shown)].isspace():
        shown = shown[: shown.rindex(" ")]
    if shown.count("`") % 2:
        shown = shown[: shown.rindex("`")]
    for opening, closing in ("()", "[]", "“”"):
        if shown.count(opening) > shown.count(closing):
            shown = shown[: shown.rindex(opening)]
    words = shown.split(" ")
    while len(words) > 1 and words[-1].strip(",;:.(").lower() in _LOOSE_WORDS:
        words.pop()
    return re.sub(r"[\s,;:–—(\[-]+\Z", "", " ".join(words)) + _ELLIPSIS
