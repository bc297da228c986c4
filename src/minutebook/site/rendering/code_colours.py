"""The colours of code, light and dark, and the classes that tokens of Pygments get."""

from __future__ import annotations

from functools import cache
from typing import Any

# What code stands on: `--raised` of the site's base.css.
BACKGROUNDS = {"light": "#f4f1ea", "dark": "#202224"}
# Class -> (light, dark); each is read well (4.5 to 1 and more) on its background.
COLOURS = {
    "tk-comment": ("#625d54", "#a9a398"),
    "tk-keyword": ("#8f2f4f", "#e8a0ae"),
    "tk-string": ("#1c6638", "#9fd0a8"),
    "tk-number": ("#1f5486", "#93bfe9"),
    "tk-name": ("#5b3f8c", "#c9b3f0"),
    "tk-tag": ("#0f6070", "#86ccd2"),
    "tk-output": ("#625d54", "#a9a398"),
    "tk-added": ("#1c6638", "#9fd0a8"),
    "tk-removed": ("#9b2226", "#eba49b"),
    "tk-heading": ("#1f5486", "#93bfe9"),
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
