"""Texts as somebody would write them to break a reader: for hypothesis, and repeated to a size."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

from hypothesis import strategies as st

from growth import count_calls

# Beginnings that put what follows into a certain part of a page, or of another text.
BEGINNINGS = (
    "",
    "---\n",
    "---\ntitle: x\nstatus: ",
    "---\nstatus: accepted\n---\n\n# Use x\n\n",
    "+++\ntitle = ",
    "# 1. Use x\n\nDate: 2026-01-01\n\n## Status\n\n",
    "# Use x\n\n* Status: ",
    "| Status | accepted |\n|---|---|\n",
    "```\n",
    "<!-- minutebook:links -->\n",
    "password: ",
    "-----BEGIN PRIVATE KEY-----\n",
)
# What is repeated: the signs of front matter, markdown, templates, code and secrets.
PIECES = (
    "a", "1", " ", "\t", "\n", "\r", "\r\n", " \n", "\x00", "\u2028", "\ufeff", "\u200b", "\u00ad",
    "\x1b[31m", "e\u0301", "密", "\ud800", "\u202e", "---\n", "--- \n", "+++\n", "...\n", "- ", "- - ",
    "-", "? ", ": ", "a: ", "a: b\n", "a:\n ", "a: |\n", "&a ", "*a ", "&a [*a, *a]\n", "!!python/name:x ",
    "!!binary ", "<<: *a\n", "{", "{a: ", "}", "[", "[[", "]", "'", '"', "'''", '"""\n', "#", "# x\n",
    "## Status\n", "* Status: accepted\n", "accepted ", "2026-01-01 ", "9999-99-99 ", "ADR-1 ", "0001",
    "Superseded by [ADR-2](0002-b.md)\n", "supersedes ", "1e999 ", "0x", ".inf ", "`", "``` x\n", "~~~\n",
    "*", "**a", "_", "[a](", "[a](b) ", "](", "![", "[^1]: ", "<", "<!--", "-->", "<a ", "<b>", "</b>",
    "&amp;", "&#0;", "|", "| a ", "| a |\n", "\\", "> ", ">\n", "- [ ] a\n", "1. a\n", "=======\n",
    "<<<<<<< a\n", ">>>>>>> b\n", "<!-- minutebook:links -->\n", "<!-- /minutebook:links -->\n",
    "<!-- minutebook:index -->\n", "{{", "{{ title }}", "{% for a in b %}", "%", "%20", "$", "${A",
    "$(", "\\u0000", "\\n", '\\"', '{"a":', '","', "../", "/home/", "C:\\Users\\", "http://", "a@", "a:b@",
    "http://a:b@c/?token=", "key=", 'a = "', "=", "password ", "password is ", "password: ", "token ",
    "Passwort ", "пароль ", "密码", "パスワードは", "PIN ", "1234 ", "-p a ", "--token ", "curl -u ", "sudo ",
    "ghp_", "sk-", "eyJ", "eyJ.", "AKIA", "AAAA", "aB3", "ab12", "M/", "a.", "a_", "a-", "x y ", "a;",
    "-----BEGIN ", "-----BEGIN PRIVATE KEY-----\n", "-----END PRIVATE KEY-----\n", "<password>",
)  # fmt: skip
ENDS = ("", "\n", "\n---\n", "!", "x", '"')

_PIECE = st.sampled_from(PIECES)
#: Any text, texts of pieces, and pieces that are repeated, in each part of a page.
TEXTS = st.builds(
    "{}{}{}".format,
    st.sampled_from(BEGINNINGS),
    st.one_of(
        st.lists(_PIECE | st.text(max_size=8), max_size=40).map("".join),
        st.builds(
            lambda pieces, count: "".join(pieces) * count,
            st.lists(_PIECE, min_size=1, max_size=4),
            st.integers(1, 200),
        ),
        st.text(st.characters(codec=None), max_size=60),
    ),
    st.sampled_from(ENDS),
)
#: Values as JSON and TOML have them, with hostile texts in them.
JSON_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from(PIECES),
        st.text(max_size=12),
    ),
    lambda children: st.one_of(
        st.lists(children, max_size=4),
        st.dictionaries(st.text(max_size=6) | st.sampled_from(PIECES), children, max_size=4),
    ),
    max_leaves=12,
)


def repeat_to_size(beginning: str, piece: str, size: int, end: str = "") -> str:
    """A piece repeated to about so many characters, between a beginning and an end."""
    return beginning + piece * max(1, size // len(piece)) + end


def assert_bounded(
    work: Callable[[], object], size: int, *, calls: int, memory: int, base: int = 200_000
) -> None:
    """Assert that `work`, for an input of a size, makes few calls and needs little memory.

    At most `base` calls and ten bytes for each of these, plus `calls` calls and `memory` bytes for
    each unit of the size. What `work` loads when it first runs is no part of it: run it before.
    """
    tracemalloc.start()
    try:
        made = count_calls(work)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert made <= base + calls * size, f"{made} calls for {size}"
    assert peak <= 10 * base + memory * size, f"{peak} bytes for {size}"
