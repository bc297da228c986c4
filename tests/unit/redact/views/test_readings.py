"""A token that a text has in pieces is hidden whole; what stands beside it stays."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from growth import assert_linear
from minutebook import redact
from minutebook.redact.views import readings

from secret_shapes import Maker

TOKEN = "ghp_" + Maker(1).a(36)
A, B, C = TOKEN[:9], TOKEN[9:21], TOKEN[21:]
HIDDEN = "[redacted: github-token]"
JWT = f"eyJ{Maker(2).u(40)}.eyJ{Maker(3).u(60)}.{Maker(4).u(43)}"


def wrap(text: str, width: int, prefix: str = "") -> str:
    return ("\n" + prefix).join(text[i : i + width] for i in range(0, len(text), width))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"это {TOKEN} же", f"это {HIDDEN} же"),
        (f"токен{TOKEN}же", f"токен{HIDDEN}же"),
        (f"密码{TOKEN}を使う", f"密码{HIDDEN}を使う"),
        (f"“{TOKEN}”", f"“{HIDDEN}”"),
        (f"x {A}\u200b{B}\u2060{C} y", f"x {HIDDEN} y"),
        (f"x \ufeff{A}{B}\u00ad{C} y", f"x \ufeff{HIDDEN} y"),
        ("x " + "\u200d".join(TOKEN) + " y", f"x {HIDDEN} y"),
        (f"x {A}\\u200b{B}\\\\u00ad{C} y", f"x {HIDDEN} y"),
        (f"\x1b[31m{A}\x1b[1m{B}{C}\x1b[0m end", f"\x1b[31m{HIDDEN}\x1b[0m end"),
        (f"\\u001b[1;31m{A}\\u001b[0m{B}{C} end", f"\\u001b[1;31m{HIDDEN} end"),
        (f"\\u001b[1;31m{TOKEN}\\u001b[0m end", f"\\u001b[1;31m{HIDDEN}\\u001b[0m end"),
        (f"\x1b]8;;https://a.dev\x07{TOKEN}\x1b]8;;\x07", f"\x1b]8;;https://a.dev\x07{HIDDEN}\x1b]8;;\x07"),
        ("x " + "".join(chr(ord(c) + 0xFEE0) for c in TOKEN) + " y", f"x {HIDDEN} y"),
        ("x 𝚐𝚑𝚙_" + TOKEN[4:] + " ⁉ 𝛼", f"x {HIDDEN} ⁉ 𝛼"),
        (f"x {A}**{B}**{C} y", f"x {HIDDEN} y"),
        (f"x {A}{B}**def** y", f"x {A}{B}**def** y"),
        (f"x **{A}{B}**{C} y", f"x **{HIDDEN} y"),
        (f"x `{TOKEN}`s **{TOKEN}**en y", f"x `{HIDDEN}`s **{HIDDEN}**en y"),
        (f"x {A}<b>{B}</b>{C} y", f"x {HIDDEN} y"),
        (f"x {A}<b id='%41'>{B}</b>{C} y", f"x {HIDDEN} y"),
        (f"x {A}<wbr>{B}{C} y", f"x {HIDDEN} y"),
        (f"x {TOKEN.replace('_', chr(92) + '_')} y", f"x {HIDDEN} y"),
        (f"x {TOKEN.replace('_', '&#95;')} &copy; y", f"x {HIDDEN} &copy; y"),
        (f"x {TOKEN.replace('_', '&amp;#x5f;')} y", f"x {HIDDEN} y"),
        (f"x {TOKEN.replace('_', '&lowbar;')}&nbsp;y", f"x {HIDDEN}&nbsp;y"),
        (f"x {A}&shy;{B}&#8203;{C} y &#1;", f"x {HIDDEN} y &#1;"),
        (f"?t={TOKEN.replace('_', '%5F')}&y=1", f"?t={HIDDEN}&y=1"),
        (f"?t={TOKEN.replace('_', '%255f')}&y=%20", f"?t={HIDDEN}&y=%20"),
        (f'"{TOKEN.replace("_", chr(92) + "u005f")}"', f'"{HIDDEN}"'),
        (f'x "{A}" + "{B}" + "{C}" y', f'x "{HIDDEN}" y'),
        (f"x ('{A}'\n   '{B}{C}') y", f"x ('{HIDDEN}') y"),
        (f"x '{A}''{B}{C}' y", f"x '{HIDDEN}' y"),
        (f'x = ["{TOKEN}" + "Suffix2"]', f'x = ["{HIDDEN}" + "Suffix2"]'),
        (f"export T={A}\\\n{B}{C}\necho done", f"export T={HIDDEN}\necho done"),
        (f"it is {A}\n{B}{C}\nThen go", f"it is {HIDDEN}\nThen go"),
        (f"it is {A}=\r\n{B}{C}\r\nThen", f"it is {HIDDEN}\r\nThen"),
        (f"> see {A}\n> {B}\n> {C}\n> and", f"> see {HIDDEN}\n> and"),
        (f"+T: {A}{B}\n+{C}\n context", f"+T: {HIDDEN}\n context"),
        (f"-T: {A}{B}\n-{C}\n context", f"-T: {HIDDEN}\n context"),
        (f"# {A}{B}\n# {C}\n# more", f"# {HIDDEN}\n# more"),
        (f" * {A}{B}\n * {C}\n */", f" * {HIDDEN}\n */"),
        (f"12→{A}{B}\n13→{C}\n", f"12→{HIDDEN}\n"),
        (f"| a | {A}{B} |\n| | {C} |\n| b | c |", f"| a | {HIDDEN} |\n| b | c |"),
        (f"│ {A}{B} │\n│ {C} │\n", f"│ {HIDDEN} │\n"),
        (json.dumps(json.dumps({"a": f"x\n{TOKEN}\ny"})), '"{\\"a\\": \\"x\\\\n' + HIDDEN + '\\\\ny\\"}"'),
        (f"it is {TOKEN}\nabc123 is next", f"it is {HIDDEN}\nabc123 is next"),
        (f"run login2\n{JWT}\nthen", "run login2\n[redacted: jwt]\nthen"),
        (f"{wrap(JWT, 40)}\nThen", "[redacted: jwt]\nThen"),
        ("x " + wrap("A" * 40 + "sk-proj-" + Maker(5).a(40), 30), "x " + "A" * 30 + "\n" + "A" * 10 + "sk-proj-" + Maker(5).a(12) + "\n" + Maker(5).a(40)[12:]),
        (f"https%3A%2F%2Fme%3A{Maker(6).a(12)}%40a.dev", "https%3A%2F%2Fme%3A[redacted: url-password]%40a.dev"),
        ("password=&quot;hunter22x&quot;", "password=&quot;[redacted: password]&quot;"),
        ('{"log": "password\\u003dhunter22x\\u0026user=app"}', '{"log": "password\\u003d[redacted: password]\\u0026user=app"}'),
        ("api_key\u2009=\u00a0" + Maker(6).a(32), "api_key\u2009=\u00a0[redacted: api-key]"),
        (f"{A}\x1b[1m\x1b[K{B}\x1b[1m\x1b[K{C}\x1b[0m", f"{HIDDEN}\x1b[0m"),
        ("password = '\x1b[01;31m\x1b[Khunter22x\x1b[m\x1b[K'", "password = '\x1b[01;31m\x1b[K[redacted: password]\x1b[m\x1b[K'"),
        (json.dumps({"a": json.dumps({"b": json.dumps({"apiKey": "hunter22xhunter22x"})})}), None),
        (f"| t | {A}{B}<br>{C} |", f"| t | {HIDDEN} |"),
        (json.dumps({"a": json.dumps({"b": json.dumps({"api": json.dumps({"password": "hunter22x"})})})}), None),
        (f"build42{TOKEN} x", f"build42{HIDDEN} x"),
        (f"build{TOKEN} x", f"build{TOKEN} x"),
        ("pass\u200bword: hunter22x", "pass\u200bword: [redacted: password]"),
    ],
)  # fmt: skip
def test_a_token_in_pieces(text: str, expected: str | None) -> None:
    assert redact.redact_text(text).text == (
        text.replace("hunter22xhunter22x", "[redacted: api-key]").replace(
            "hunter22x", "[redacted: password]"
        )
        if expected is None
        else expected
    )


def test_the_last_piece_of_a_wrapped_token_may_be_a_word() -> None:
    start = f"Here is the token of the service that you asked for: {JWT}"
    start = start[: 2 * 76]
    assert redact.redact_text(f"{wrap(start, 76)}\nend\n").text.endswith(": [redacted: jwt]\n")
    assert redact.redact_text(f"{wrap(start, 76)}\nend of it\n").text.endswith("]\nend of it\n")
    assert redact.redact_text(f"{wrap(start, 74)}\nend\n").text.endswith("]\nend\n")


def test_a_piece_has_the_placeholder_of_the_whole() -> None:
    other = "ghp_" + Maker(9).a(36)
    text = f"{other} {A}\u200b{B}{C} and {TOKEN}"
    assert redact.redact_text(text).text == (
        f"{HIDDEN} [redacted: github-token 2] and [redacted: github-token 2]"
    )


def test_a_known_value_is_hidden_in_pieces() -> None:
    for text in ("a hun\u200bt3r_22", "a hunt3r\\_22", "a hunt3r%5F22", "a hunt3r&#95;22"):
        done = redact.redact_text(text, known_values={"hunt3r_22": "password"})
        assert done.text == "a [redacted: password]"


@pytest.mark.parametrize(
    "text",
    [
        "Plain prose that was wrapped\nover some lines, as prose\nis, with sk-\nand ghp_\nin it",
        "`code` and **bold** and __init__ and a*b*c, 'it''s'",
        "100%25 and %zz and &copy; and \\d+ \\_",
        "a\u200bb \u00ad \ufeff é ﬁ",
        "\x1b[32mPASS\x1b[0m\x1b[1mall\x1b[0m",
        "![x](data:image/png;base64," + wrap(Maker(7).b(600), 76) + ")",
        wrap("sha512-" + Maker(8).b(86) + "==", 64),
    ],
)
def test_look_alikes_stay(text: str) -> None:
    assert redact.redact_text(text) == redact.RedactedText(text, ())


def test_positions_in_a_view_and_in_the_text() -> None:
    text = "ab\u200b&#95;\ncd9**ef**x"
    view = readings.read_unwrapped(readings.read_decoded(readings.read_visible(text)))
    assert view.text == "ab_cd9efx"
    # A joint is where a word may end; the marks around `ef` stand within a word.
    assert view.joints == [3]
    spans = [view.find_original_span(i, i + 1) for i in range(len(view.text))]
    assert [text[start:end] for start, end in spans] == ["a", "b", "&#95;", *"cd9efx"]
    assert [view.find_view_position(start) for start, _ in spans] == list(range(9))
    assert view.find_view_position(text.index("95")) == 2
    assert view.find_original_span(0, len(view.text)) == (0, len(text))


@pytest.mark.parametrize(
    "piece",
    ["{", "=", "a", "-", '"', " ", "eyJ", "\n", "\\", "%", "%25", "&", "&amp;", "*", "`", "~", "_", "<",
     "<b", "'", "\u200b", "\x1b[", "\x1b]", "a\n", "A1\n", "> ", "a\n> > > ", "\\u00", "'+'", "\"\n", "｛",
     "kind: Secret\n", "data:\n", "a**b", "a__", "\ndata:\n a: b", "A\nB" * 9]
)  # fmt: skip
@pytest.mark.parametrize(
    "read",
    [
        lambda text: readings.read_visible(text),
        lambda text: readings.read_decoded(readings.View(text)),
        lambda text: readings.read_unwrapped(readings.View(text)),
    ],
    ids=["visible", "decoded", "unwrapped"],
)
def test_repeated_signs_cost_linear_time(read: Callable[[str], object], piece: str) -> None:
    assert_linear(lambda size: read(piece * (size // len(piece))), 10_000)
