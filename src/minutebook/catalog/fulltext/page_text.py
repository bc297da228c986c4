"""What a page gives to full text: its headings and body as people read them.

Front matter, comments (the record block is one) and generated blocks are left out: what they say of
the record is in the catalog's rows, and comments are not meant to be read. It is read in some
twenty microseconds, where `visible.remove_invisible`, which knows code from prose, takes a
thousand: that one is asked where a comment stands within a line, and may be code.
"""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily

_FRONT_MATTER = compile_lazily(
    r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(?:[^\n]*\n)*?(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_BLOCK = compile_lazily(r"(?ms)^<!-- minutebook:([a-z]+) -->.*?^<!-- /minutebook:\1 -->")
_COMMENT = compile_lazily(r"(?ms)^[ \t]*<!--.*?-->")
_FOLD_TAG = compile_lazily(r"</?(?:details|summary)(?:[ \t][^<>\n]{0,200})?>")
_TITLE = compile_lazily(r"\s*# [^\n]*(?:\n|\Z)")
_ALIASES = compile_lazily(r"(?m)^aliases:[ \t]*([^\n]*(?:\n[ \t]*- [^\n]*){0,50})")
_ALIAS_COMMENT = compile_lazily(r"minutebook:alias (\S{1,300})")


def read_body(page: str) -> str:
    """The text of a page below its title, as people read it."""
    if page.startswith(("---", "+++", "\ufeff")) and (head := _FRONT_MATTER.match(page)):
        page = page[head.end() :]
    if "<" in page:
        page = _COMMENT.sub("", _BLOCK.sub("", page))
        if "<!--" in page:
            from minutebook.text.markdown import visible

            page = visible.remove_invisible(page)
        page = _FOLD_TAG.sub("", page)
    title = _TITLE.match(page)
    return page[title.end() :] if title else page


def read_aliases(page: str) -> str:
    """The names that the record of a page had before, with whatever stands around them."""
    if "alias" not in page:
        return ""
    return " ".join([*_ALIASES.findall(page), *_ALIAS_COMMENT.findall(page)])
