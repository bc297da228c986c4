"""A value that was hidden once is hidden everywhere; a common word is not."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from growth import assert_linear
from minutebook import redact
from minutebook.redact.hiding.known_values import KnownValues, is_distinctive

from secret_shapes import Maker


def redact_all(*texts: str, **known_values: str) -> list[str]:
    return [done.text for done in redact.redact_texts(texts, known_values=known_values)]


def test_a_value_is_hidden_in_all_texts() -> None:
    texts = (
        "I used hunter22 (“hunter22”).",
        "The password is hunter22",
        "src/hunter22_backup.sql",
        "fix/hunter22-login",
        "日本hunter22を, Hunter22",
        "nothing here",
    )
    assert redact_all(*texts) == [
        "I used [redacted: password] (“[redacted: password]”).",
        "The password is [redacted: password]",
        "src/[redacted: password]_backup.sql",
        "fix/[redacted: password]-login",
        "日本[redacted: password]を, [redacted: password]",
        "nothing here",
    ]


def test_a_value_is_not_a_part_of_a_longer_word() -> None:
    for text in ("hunter221", "xhunter22", "hunter22x"):
        assert redact_all("The password is hunter22", text)[1] == text
    for text in ("hunt3r22-abc", "xhunt3r22-ab", "22-ab"):
        assert redact_all(text, **{"hunt3r22-ab": "password"}) == [text]
    for text in ("ab-hunt3r221", "cab-hunt3r22"):
        assert redact_all(text, **{"ab-hunt3r22": "password"}) == [text]


def test_placeholders_are_numbered_over_all_texts() -> None:
    maker = Maker(1)
    first, second, third = ("npm_" + maker.a(36) for _ in range(3))
    assert redact_all(f"b {second}", f"a {first} {second}", "[redacted: npm-token 4]", third) == [
        "b [redacted: npm-token 5]",
        "a [redacted: npm-token 6] [redacted: npm-token 5]",
        "[redacted: npm-token 4]",
        "[redacted: npm-token 7]",
    ]


@pytest.mark.parametrize(
    "value", ["Tr0ub4dor&3/x y", 'a"b\\c7d<e>', "pä55wörd+1", "k9?=%zz:q", "plainhunter22"]
)
def test_a_value_is_hidden_where_it_is_encoded(value: str) -> None:
    raw = value.encode()
    forms = [
        quote(value, ""),
        quote(value, "").lower(),
        json.dumps(value),
        json.dumps(json.dumps(value)),
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
        base64.b64encode(raw + b"\n").decode(),
        raw.hex(),
        f"Path%20{quote(value, '')}%20",
        f'{{"a": "\\n{json.dumps(value)[1:-1]}\\n"}}',
    ]
    for form in forms:
        (text,) = redact_all(f"x {form} y", **{value: "password"})
        assert "[redacted: password]" in text, form
        assert text.startswith("x ")
        assert text.endswith(" y")


def test_a_value_is_hidden_where_it_is_decoded() -> None:
    texts = redact_all("postgres://app:k9%40x%2Fz1@db/x", "It is k9@x/z1 now.")
    assert texts[1] == "It is [redacted: url-password] now."
    encoded = base64.b64encode(b"jane:k9-x-z1q").decode()
    texts = redact_all(f"Authorization: Basic {encoded}", "pass k9-x-z1q, jane")
    assert texts[1] == "pass [redacted: authorization], jane"
    for escaped, value in (('k9\\"x1z\\\\q', 'k9"x1z\\q'), ("k9&amp;x1zz", "k9&x1zz")):
        assert redact_all(f"a {value}", **{escaped: "password"}) == ["a [redacted: password]"]


def test_a_phrase_is_hidden_as_a_slug() -> None:
    (text,) = redact_all("a/correct-horse-battery.md", **{"correct horse battery": "password"})
    assert text == "a/[redacted: password].md"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("hunter22", True),
        ("h7x!q", False),  # short
        ("postgres", False),
        ("production", False),
        ("Production", False),
        ("MyProject", False),
        ("local-dev", False),
        ("postgres16", False),
        ("github2", False),
        ("python3.12", False),
        ("v1.20.3-rc1", False),
        ("TICKET-1234", False),
        ("250msec", True),
        ("postgres!", False),
        ("1024mb", False),
        ("2024-11-29", False),
        ("20241129", False),
        ("111111", False),
        ("482913", True),
        ("482 913", True),
        ("open!sesame", True),
        ("kqzvxwpl", True),
        ("OpXHUGkl", True),
        ("swordfish", False),
        ("correcthorsebattery", True),
        ("correct-horse-battery", True),
        ("staging-environment", False),
        ("us3r-n4me", True),
        ("your-api-key", False),
        ("......", False),
    ],
)
def test_what_is_distinctive(value: str, expected: bool) -> None:
    assert is_distinctive(value) is expected


def test_a_number_is_not_a_part_of_a_number() -> None:
    text = "PIN 482913, #482913, 0.482913, 482913-7, 1482913; 482913."
    assert redact_all(text, **{"482913": "pin"}) == [
        "PIN [redacted: pin], #482913, 0.482913, 482913-7, 1482913; [redacted: pin]."
    ]


def test_a_value_in_other_letters_is_hidden() -> None:
    (text,) = redact_all("Это: Сова-Филин-Орлан-Ястреб!", **{"сова-филин-орлан-ястреб": "p"})
    assert text == "Это: [redacted: p]!"


def test_values_that_are_no_secrets_are_not_known() -> None:
    values = KnownValues()
    for value in ("postgres", "", "......", "&&&&&&&&&*^%$#"):
        values.add("password", value)
    assert len(values) == 0
    assert list(values.find("postgres &&&&&&&&&*^%$#")) == []


def test_a_value_behind_an_escape_is_found() -> None:
    for text in ("\\u0020hunter22", "\\x1bhunter22", "%20hunter22", "%0A%0Dhunter22"):
        assert redact_all(text, hunter22="password") == [text[:-8] + "[redacted: password]"]


def test_a_secret_found_in_a_later_round_is_hidden_in_all_texts() -> None:
    class Second:
        name = "second"

        def find(self, text: str) -> list[tuple[str, int, int]]:
            start = text.find("zq9-later")
            return [("late", start, start + 9)] if start >= 0 and "first" not in text else []

    class First(Second):
        def find(self, text: str) -> list[tuple[str, int, int]]:
            start = text.find("first7x")
            return [("early", start, start + 7)] if start >= 0 else []

    done = redact.redact_texts(
        ["say zq9-later", "first7x then", "zq9-later first7x"], detectors=[First(), Second()]
    )
    assert [part.text for part in done] == [
        "say [redacted: late]",
        "[redacted: early] then",
        "[redacted: late] [redacted: early]",
    ]


def test_the_cost_grows_with_the_number_of_values_and_not_faster() -> None:
    def work(size: int) -> object:
        maker = Maker(2)
        lines = [f"password='{maker.a(12)}'" for _ in range(size)]
        return redact.redact_texts(["\n".join(lines), " ".join(reversed(lines))])

    assert_linear(work, 300)
