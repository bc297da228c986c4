"""What a reader sees of a markdown text: comments and folds are gone, code stays."""

from __future__ import annotations

import pytest
from hypothesis import given

from minutebook.text.markdown import visible

from hostile_texts import TEXTS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a\nb\n", "a\nb"),
        ("a\r\n\r\n\r\n\r\nb", "a\n\nb"),
        ("<!-- x -->\n# A\n", "# A"),
        ("a\n<!-- x\ny -->\nb", "a\nb"),
        ("a <!-- x --> b", "a  b"),
        ("a <!-- x\ny --> b", "a  b"),
        ("<!-- x --> <!-- y -->\nb", " \nb"),
        ("a<!-->b", "ab"),
        ("`<!-- x -->` and <!-- y -->", "`<!-- x -->` and"),
        ("`<!-- x --> a", "` a"),
        ("```\n<!-- x -->\n\n\n\n```\n\n\n\nb", "```\n<!-- x -->\n\n\n\n```\n\nb"),
        ("a\n\n<!-- never closed\n\nb", "a\n\n<!-- never closed\n\nb"),
        ("a\n<details>\n<summary>More</summary>\n\nb\n\n</details>", "a\n\n**More**\n\nb"),
        ("<details open><summary>A <b>b</b>\nc</summary>d</details>", "**A b c**\n\nd"),
        ("write `<details>` here", "write `<details>` here"),
        ("<summary>never closed", "<summary>never closed"),
        ("a <b>c</b> List<String>", "a <b>c</b> List<String>"),
    ],
)
def test_what_is_seen(text: str, expected: str) -> None:
    assert visible.remove_invisible(text).rstrip() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("no heading", "no heading"),
        ("### a\n\n#### b", "### a\n\n#### b"),
        ("# a\n\ntext\n\n## b\n", "### a\n\ntext\n\n#### b\n"),
        ("## a", "### a"),
        ("a\n===\n\nb\n---\nc", "### a\n\n#### b\nc"),
        ("# a\n###### b\n", "### a\n###### b\n"),
        ("# \n", "###\n"),
        ("```\n# code\n```\n# a", "```\n# code\n```\n### a"),
    ],
)
def test_headings_are_moved_down_together(text: str, expected: str) -> None:
    assert visible.demote_headings(text, 3) == expected


@given(text=TEXTS)
def test_nothing_is_added_to_any_text(text: str) -> None:
    seen = visible.remove_invisible(text)
    assert set(seen) <= {*text, "*", "\n", " "}
    assert len(visible.remove_invisible(seen)) <= len(seen) + seen.count("<summary") * 8
    assert "\n# " not in visible.demote_headings(
        "# a\n" + text.replace("`", "").replace("~", ""), 2
    )
