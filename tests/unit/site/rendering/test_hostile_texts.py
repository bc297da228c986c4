import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drawn_texts import PROMPT_KEY, draw_markdown
from growth import assert_linear
from harmless_html import read_harmless
from hostile_markdown import SNIPPETS

from hostile_texts import TEXTS

_FRAMES = (
    "{}",
    "a {} b",
    "> {}",
    "- {}",
    "| a |\n|---|\n| {} |",
    "# {}",
    "**{}**",
    "[{}](https://e.example)",
)


@pytest.mark.parametrize("frame", _FRAMES)
def test_hostile_snippets_do_nothing(frame: str) -> None:
    assert len(SNIPPETS) > 150
    for snippet in SNIPPETS:
        read = read_harmless(draw_markdown(frame.format(snippet)))
        for href in read.hrefs:
            assert "script:" not in href.lower()
            assert re.sub(r"//[^/]*$", "", href).count("evil.example") <= 1


@pytest.mark.parametrize(
    "snippet", [each for each in SNIPPETS if each.startswith("[x](") and ":" in each]
)
def test_hostile_links_lead_nowhere_but_to_the_web_and_the_forge(snippet: str) -> None:
    for href in read_harmless(draw_markdown(snippet)).hrefs:
        assert href.startswith(
            ("https://forge.example/shop/", "https://e.example", "http://e.example", "0007-")
        )


def test_all_snippets_in_one_text_do_nothing() -> None:
    for separator in ("\n\n", "\n", " ", ""):
        for seed in range(5):
            mixed = random.Random(seed).sample(SNIPPETS, len(SNIPPETS))
            read_harmless(draw_markdown(separator.join(mixed), PROMPT_KEY))


_PIECES = st.sampled_from(
    [
        *SNIPPETS,
        "\n",
        "\n\n",
        " ",
        "`",
        "*",
        "_",
        "[",
        "](",
        ")",
        "<",
        ">",
        '"',
        "'",
        "&",
        "- ",
        "> ",
        "|",
        "\\",
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join) | TEXTS | st.text(max_size=80))
@example("¹\n=")
def test_any_text_does_nothing(text: str) -> None:
    read_harmless(draw_markdown(text))


@given(
    st.text(max_size=30),
    st.sampled_from(["[x](<{}>)", "[x]({})", "<{}>", "![x]({})", "[x]: <{}>\n\n[x]"]),
    st.sampled_from(["", "javascript:", "data:", "https:", "https://", "file:", "//"]),
)
def test_any_address_is_harmless(address: str, frame: str, scheme: str) -> None:
    for href in read_harmless(draw_markdown(frame.format(scheme + address))).hrefs:
        assert re.match(r"https?://|mailto:|#|[^:]*$", href)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![",
        "](",
        "[a](",
        "[a][b]",
        "*a ",
        "a_*",
        "`",
        "``a`",
        "<",
        "<!--",
        "&",
        "&amp;",
        "\\",
        "> ",
        "- ",
        "> - ",
        "|",
        "|a",
        "# x\n",
        "- a\n",
        "[a]: b\n",
        "```\n",
        "~",
        "ADR-7 ",
        "https://a/(",
        "<details>",
        "\u202e",
        "a",
        "x\n\n",
        "|a|b|\n|-|-|\n",
    ],
)
def test_the_time_for_a_text_grows_with_its_length(piece: str) -> None:
    assert_linear(lambda size: draw_markdown(piece * (size // len(piece))), 10_000)


@pytest.mark.parametrize("char", ["a", "[", "*", "`", "<", "é", "|", "\u202e"])
def test_a_line_of_a_megabyte_is_shown(char: str) -> None:
    html = draw_markdown(char * 1_000_000)
    assert html.startswith('<pre class="verbatim"')
