"""Markdown in the form that generators of sites read: text in, text out."""

from __future__ import annotations

import pytest

from minutebook.operations.transfer.outgoing.markdown_site import portable

MKDOCS, DOCUSAURUS = portable.Form(has_nested_fences=False), portable.Form(has_nested_fences=True)


def rewrite(text: str, form: portable.Form = MKDOCS) -> str:
    return portable.rewrite(text, form, lambda href: None if "dead" in href else href)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Some *text* and **more**", "Some *text* and **more**"),
        ("a_b and _c_", "a_b and *c*"),
        ("# Top\n\n## Below", "## Top\n\n### Below"),
        ("### Deep", "### Deep"),
        ("###### Six\n\n# One", "###### Six\n\n## One"),
        ("# C#", "## C&#35;"),
        ("1. one\n2. two", "1.  one\n2.  two"),
        ("2024. It began.", "2024\\. It began."),
        ("* a\n  * b\n\n- c", "-   a\n    -   b\n\n*   c"),
        ("> quoted\n> lines", "> quoted\n> lines"),
        ("a\n***\nb", "a\n\n***\n\nb"),
        ("a  \nb", "a<br />\nb"),
        ("~~gone~~", "<del>gone</del>"),
        ("```js title\nx\n```", "```js\nx\n```"),
        ("    code", "```text\ncode\n```"),
        ("````\n```\n````", "````text\n```\n````"),
        ("`a` and ``b`c``", "`a` and ``b`c``"),
        ("[label](a.md) [other](dead.md)", "[label](a.md) other"),
        ("![text](a.png) ![text](dead.png)", "![text](a.png) text"),
        ("<https://x.example/a_b?c=1&d=2>", "[https://x.example/a_b?c=1&d=2](https://x.example/a_b?c=1&amp;d=2)"),
        ("| a | b |\n|:-:|--:|\n| x | y |", "| a | b |\n|:---:|----:|\n| x | y |"),
        ("| a |\n|---|\n| `x \\| y` |", "| a |\n|----|\n| <code>x &#124; y</code> |"),
    ],
)  # fmt: skip
def test_a_text_keeps_its_meaning(text: str, written: str) -> None:
    if "|---|" in text:
        written = written.replace("|----|", "|-----|")
    assert rewrite(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a <b>bold</b> word", "a &lt;b>bold&lt;/b> word"),
        ("one<br>two<BR/>three", "one<br />two<br />three"),
        ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
        ("before <!-- hidden --> behind", "before  behind"),
        ("<!-- hidden -->", ""),
        ("{x} and {{ y }}", "&#123;x&#125; and &#123;&#123; y &#125;&#125;"),
        ("import x from 'y'", "&#105;mport x from 'y'"),
        ("export const x = 1", "&#101;xport const x = 1"),
        ("importance", "importance"),
        ("text\n!!! note", "text\n&#33;!! note"),
        ("::: tip", "&#58;:: tip"),
        ("#hashtag", "\\#hashtag"),
        ("cost $x$", "cost &#36;x&#36;"),
        ("&lt;b&gt;", "&lt;b>"),
        ("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"),
    ],
)
def test_what_a_generator_would_run_or_read_is_a_text(text: str, written: str) -> None:
    assert rewrite(text) == written


def test_code_in_a_list_is_indented_where_fences_are_not_read_there() -> None:
    text = "- item\n\n  ```sh\n  ls <x>\n\n  pwd\n  ```\n"
    assert rewrite(text) == "-   item\n\n        ls <x>\n\n        pwd"
    assert rewrite(text, DOCUSAURUS) == "-   item\n\n    ```sh\n    ls <x>\n\n    pwd\n    ```"


def test_an_item_that_is_code_alone_has_a_text_before_it() -> None:
    assert rewrite("- ```\n  x\n  ```").startswith("-   &#160;\n\n        x")
