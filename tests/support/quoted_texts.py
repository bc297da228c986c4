"""Texts of prompts and responses in which much is markup, and the blocks that show them."""

from __future__ import annotations

from hypothesis import strategies as st

from minutebook.records.phr import verbatim

PIECES = st.sampled_from(
    ["a", "b ", "word", "\n", "\n\n", "- ", "* ", "1. ", "2. ", "# ", "```", "\n```\n", "~~~", "`", "``",
     "**", "_", "__", "<b>", "</b>", "<!-- ", "-->", "<!-- -->", "\\", "\\\n", " ", "  ", "    ", "\t",
     "|", "--|--", "---", "===", "> ", "[x](y)", "![", "](", "&amp;", "~", "~~", "$x$", ":tada:", "\r\n",
     "http://a.b", "مر", "文字", "## Outcome", "{{x}}", "<br>", "<https://a.b>", "+ ", "10) ", "<details>",
     "word " * 30]
)  # fmt: skip
PROMPTS = st.lists(PIECES, min_size=1, max_size=14).map("".join)


def drop_comments(block: str) -> str:
    """A block without the comments that exempt it from linting."""
    return verbatim.drop_lint_comments(block)
