"""The colours of code, light and dark, and the classes that tokens of Pygments get."""

from __future__ import annotations

from functools import cache
from typing import Any

BACKGROUNDS = {"light": "#f6f7f9", "dark": "#171b21"}
TEXTS = {"light": "#1f2328", "dark": "#e3e7ec"}
# Class -> (light, dark); each is read well (4.5 to 1 and more) on its background.
COLOURS = {
    "tk-comment": ("#57606a", "#9aa4b0"),
    "tk-keyword": ("#a3195b", "#ff8fa8"),
    "tk-string": ("#0a5c36", "#8fd6a3"),
    "tk-number": ("#0550ae", "#8cc4ff"),
    "tk-name": ("#6639ba", "#cfb2ff"),
    "tk-tag": ("#0b6074", "#7ad5e0"),
    "tk-output": ("#57606a", "#9aa4b0"),
    "tk-added": ("#0a5c36", "#8fd6a3"),
    "tk-removed": ("#a40e26", "#ff9d96"),
    "tk-heading": ("#0550ae", "#8cc4ff"),
}
# Pygments' token types, the innermost that is named here counts.
_CLASSES = {
    "Comment": "tk-comment",
    "Comment.Preproc": "tk-keyword",
    "Keyword": "tk-keyword",
    "Operator.Word": "tk-keyword",
    "Keyword.Constant": "tk-number",
    "Literal.String": "tk-string",
    "Literal.Number": "tk-number",
    "Literal.Date": "tk-number",
    "Name.Function": "tk-name",
    "Name.Class": "tk-name",
    "Name.Decorator": "tk-name",
    "Name.Exception": "tk-name",
    "Name.Builtin": "tk-tag",
    "Name.Tag": "tk-tag",
    "Name.Attribute": "tk-tag",
    "Name.Variable": "tk-tag",
    "Generic.Inserted": "tk-added",
    "Generic.Deleted": "tk-removed",
    "Generic.Heading": "tk-heading",
    "Generic.Subheading": "tk-heading",
    "Generic.Output": "tk-output",
    "Generic.Prompt": "tk-keyword",
    "Generic.Traceback": "tk-removed",
    "Generic.Error": "tk-removed",
}


@cache
def find_class(token_type: Any) -> str:
    """The class of a token type of Pygments, "" where it has the colour of all text."""
    name = str(token_type).removeprefix("Token.")
    while name:
        if name in _CLASSES:
            return _CLASSES[name]
        name = name.rpartition(".")[0]
    return ""
