"""The measure of texts that are given to a language model: about how many tokens they take.

One token for four characters of ASCII, one for each other character. Real tokenizers give English
prose a little less, code and other scripts a little less or more: it is a bound for planning.
"""

from __future__ import annotations

_ASCII_CHARS = 4  # that make a token


def count_tokens(text: str) -> int:
    """About how many tokens a text takes."""
    ascii_chars = len(text) if text.isascii() else len(text.encode("ascii", "ignore"))
    return -(-ascii_chars // _ASCII_CHARS) + len(text) - ascii_chars
