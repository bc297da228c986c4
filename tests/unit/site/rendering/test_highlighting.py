import pytest
from pygments.lexers import get_lexer_by_name

from growth import assert_linear
from harmless_html import read_harmless
from minutebook.site.rendering.highlighting import _LEXERS, _MAX_CHARS_OF_SLOW, draw_code

_OPEN = '<figure class="code">{}<pre tabindex="0"><code>'
_END = "</code></pre></figure>\n"


@pytest.mark.parametrize(
    ("text", "language", "caption", "body"),
    [
        (
            "a = 1  # b\n",
            "python",
            "python",
            'a = <span class="tk-number">1</span>  <span class="tk-comment"># b</span>',
        ),
        (
            "-a\n+b\n c",
            "diff",
            "diff",
            '<span class="tk-removed">-a</span>\n<span class="tk-added">+b</span>\n c',
        ),
        (
            "$ a\nb",
            "console",
            "console",
            '<span class="tk-keyword">$</span> a\n<span class="tk-output">b</span>',
        ),
        ("a --> b", "mermaid", "Mermaid", "a --&gt; b"),
        ("<b>", "nonsense", "nonsense", "&lt;b&gt;"),
        ("<b>", "", "", "&lt;b&gt;"),
        ("\n\n  a\n\n", "text", "text", "\n\n  a"),
        ("x\u202ey", "", "", "x\\u202ey"),
        ("1", "JSON title=x", "JSON", '<span class="tk-number">1</span>'),
        ("1", "json{2}", "json", '<span class="tk-number">1</span>'),
        ("1", "{.json}", "json", '<span class="tk-number">1</span>'),
        ("", "python", "python", ""),
    ],
)
def test_code_is_a_block_with_its_language(
    text: str, language: str, caption: str, body: str
) -> None:
    head = f"<figcaption>{caption}</figcaption>" if caption else ""
    assert draw_code(text, language) == _OPEN.format(head) + body + _END


def test_all_languages_are_known_to_pygments_and_keep_the_text() -> None:
    text = (
        '\n\n  if (x < 1) { y = "a & b" } # c\n\n\tend -- \'d\' /* e */ $f @g <h i="j">\n\n$ k\r\nl'
    )
    shown = text.replace("\r\n", "\n")
    for name, aliases in _LEXERS.items():
        assert get_lexer_by_name(name)
        for alias in aliases.split():
            assert (
                read_harmless(draw_code(text, alias)).text.removeprefix(alias).rstrip("\n") == shown
            )


def test_long_code_is_shown_plain() -> None:
    for text in ("a = 1\n" * 4_000, f"a = '{'b' * 2_001}'"):
        assert "tk-" not in draw_code(text, "python")
    assert "tk-" in draw_code("a = 1\n" * 3_000, "python")


_ENDLESS = (
    *('"', "'", "<", "{", "(", "/*", "\\", "a ", "<<a\n", "- ", "a: ", "0", "`", "#{", "$("),
    *("a\n", "'\n", "<!--", "{{", "//", "a.", "=begin\n", "[["),
)


# These take more than the length of some code, and at the most that they are given still little.
_BOUNDED_LEXERS = {"gherkin", "html", "make", "xml"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", sorted(_LEXERS.keys() - _MAX_CHARS_OF_SLOW.keys() - _BOUNDED_LEXERS)
)
def test_the_time_for_code_grows_with_its_length(name: str) -> None:
    for piece in _ENDLESS:
        line = piece if "\n" in piece else f"{piece * (1_000 // len(piece))}\n"
        assert_linear(lambda size: draw_code(line * (size // len(line)), name), 4_000)  # noqa: B023


@pytest.mark.parametrize("name", sorted(_MAX_CHARS_OF_SLOW))
def test_little_code_is_given_to_slow_lexers(name: str) -> None:
    line = 'a = "b"\n'
    count = _MAX_CHARS_OF_SLOW[name] // len(line)
    assert "tk-" in draw_code(line * (count - 1), name)
    assert "tk-" not in draw_code(line * (count + 2), name)
