"""MurmurHash3: the values that its author's implementation gives."""

from __future__ import annotations

import pytest

from minutebook.provenance import murmur3


@pytest.mark.parametrize(
    ("raw", "seed", "value"),
    [
        (b"", 0, 0),
        (b"", 1, 0x514E28B7),
        (b"", 0xFFFFFFFF, 0x81F16F39),
        (b"\xff\xff\xff\xff", 0, 0x76293B50),
        (b"test", 0, 0xBA6BD213),
        (b"Hello, world!", 0, 0xC0363E43),
        (b"The quick brown fox jumps over the lazy dog", 0, 0x2E4FF723),
    ],
)
def test_the_hash_is_that_of_the_reference(raw: bytes, seed: int, value: int) -> None:
    assert murmur3.hash_bytes(raw, seed) == value


def test_a_text_is_hashed_as_its_bytes_are() -> None:
    assert murmur3.hash_text("test") == "ba6bd213"
    assert murmur3.hash_text("") == "00000000"
    assert murmur3.hash_text("\udcff\udcff\udcff\udcff") == "76293b50"
