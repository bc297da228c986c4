"""Whether a page's bytes let it be changed."""

from __future__ import annotations

import random

import pytest

from minutebook.text import page_bytes


def read(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("raw", "start"),
    [
        (b"", -1),
        (b"plain", -1),
        ("na\u00efve".encode(), -1),
        (b"caf\xe9", 3),
        ("\u00fc".encode() + b"\x80", 1),
    ],
)
def test_find_escaped_byte(raw: bytes, start: int) -> None:
    assert page_bytes.find_escaped_byte(read(raw)) == start


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", ""),
        (b"# A\n\nText\n", ""),
        (b"# A\r\n\r\nText\r\n", ""),
        (b"# A\r\r\nText\r\r\n", ""),
        (b"# A\nwith one \r in it\n", ""),
        (b"# caf\xe9\n", ""),
        (b"\xef\xbb\xbf# A\n", ""),
        (b"# A\r\rText\r", "its lines end with carriage returns alone"),
        (b"# A\r\rText\r\n", "its lines end with carriage returns alone"),
        ("# A\n".encode("utf-16"), "it is UTF-16, not UTF-8"),
        (b"\xfe\xff" + "# A\r".encode("utf-16-be"), "it is UTF-16, not UTF-8"),
        ("# A\n".encode("utf-16-le"), "it is UTF-16, not UTF-8"),
        ("# A\n".encode("utf-16-be"), "it is UTF-16, not UTF-8"),
        (b"# A page with a \0 in it\n", ""),
        (b"caf\xe9 with a \0 in it", ""),
        ("# \u4e2d\u6587\u6807\u9898\n".encode("gbk"), ""),
        ("# \u65e5\u672c\u8a9e\n".encode("shift-jis"), ""),
        ("# \u65e5\u672c\u8a9e\n".encode("iso2022-jp"), ""),
        (b"# A\n\x1b[2J\n", ""),
        (b"# A\n" + b"\0" * 40, "it is not text"),
        (bytes(range(253, -1, -1)), "it is not text"),
        (random.Random(1).randbytes(4000), "it is not text"),
        (b"x" + random.Random(2).randbytes(100), "it is not text"),
    ],
)
def test_explain_unchangeable(raw: bytes, reason: str) -> None:
    given, shell_filter = page_bytes.explain_unchangeable(read(raw))
    assert (given, bool(shell_filter)) == (reason, bool(reason))


def test_read_line_ends() -> None:
    assert page_bytes.read_line_ends("# A\r\rText\r") == "# A\n\nText\n"
    assert page_bytes.read_line_ends("# A\r\n\rText\n") == "# A\r\n\rText\n"


@pytest.mark.parametrize(
    ("old", "new", "is_spoilt"),
    [
        ("caf\udce9", "caf\udce9 accepted", False),
        ("caf\udce9", "accepted", False),
        ("caf\udce9", "caf\udce9 na\u00efve", True),
        ("caf\udce9", "caf\ufffd", True),
        ("caf\udce9 \u00fc", "caf\udce9 \u00fc", False),
        ("cafe", "caf\u00e9", False),
    ],
)
def test_explain_mixture(old: str, new: str, is_spoilt: bool) -> None:
    assert bool(page_bytes.explain_mixture(old, new)[0]) is is_spoilt
