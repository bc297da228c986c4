"""Text as a page shows it: nothing in it reorders what is read, hides, or cannot be encoded."""

from __future__ import annotations

import re

from minutebook.text.terminal import encodable, escape_hidden

# What XML 1.0 has no room for beside the controls that are escaped anyway.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def show_text(text: str) -> str:
    r"""A text with controls, marks that reorder it and signs of no width written out: `\u202e`.

    Line feeds and tabs stay, and halves of surrogate pairs become a replacement character.
    """
    if text.isprintable() and text.isascii():
        return text
    return _NO_CHARACTERS.sub("\ufffd", escape_hidden(encodable(text)))
