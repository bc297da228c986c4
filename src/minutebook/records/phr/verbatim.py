"""What stands around a quoted text on a page: comments for linters, and a fold for a long one."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.text import markdown

# `restore`, since `enable` would switch rules on that the configuration has switched off.
LINT_OFF = "<!-- markdownlint-capture --><!-- markdownlint-disable -->"
LINT_ON = "<!-- markdownlint-restore -->"
# What linters of markdown have rules for, below a heading or in a quotation.
_MARKUP = compile_lazily(
    r"(?m)^(?:> |(?!>))(?:[ \t]*(?:[-+*#|=<~]|\d+[.)]|`{3}|\$ )|[ \t]+\S)|[ \t]$|\t|<[A-Za-z/!]"
    r"|^>\n>$|\n\n\n|://|www\.|@|\*\*? | \*\*?|__"
)
_FOLD_START = "<details>\n<summary>"
_FOLD_END = "\n\n</details>"


def exempt_from_linting(block: str) -> str:
    """A block whose text is quoted, and not the page's own: linters leave it alone.

    It is as it is where it has nothing but paragraphs, which no linter minds.
    """
    if not _MARKUP.search(block) and not _has_padded_code(block):
        return block
    return f"{LINT_OFF}\n\n{block}\n\n{LINT_ON}"


def _has_padded_code(block: str) -> bool:
    spans = (block[start:end].strip("`") for start, end in markdown.find_code_spans(block))
    return any(span != span.strip() for span in spans)


def drop_lint_comments(block: str) -> str:
    """A block without the comments of `exempt_from_linting`."""
    text = re.sub(rf"\A{LINT_OFF}[ \t]*\r?\n\r?\n", "", block)
    return re.sub(rf"\r?\n\r?\n{LINT_ON}\s*\Z", "", text) if text != block else block


def fold_away(block: str, summary: str) -> str:
    """A block that a forge shows when it is asked for; `summary` is its line until then."""
    return f"{_FOLD_START}{summary}</summary>\n\n{block}{_FOLD_END}"


def unfold(block: str) -> str:
    """A block without what `fold_away` put around it."""
    start = re.match(r"<details>\r?\n<summary>[^\n]*</summary>\r?\n\r?\n", block)
    end = re.search(r"\r?\n\r?\n</details>\s*\Z", block)
    return block[start.end() : end.start()] if start and end else block
