"""Digests: those that hashlib makes."""

from __future__ import annotations

import hashlib

from minutebook.lean.digests import blake2b, sha256


def test_digests_are_those_of_hashlib() -> None:
    text = "Zwölf Boxkämpfer".encode()
    assert sha256(text).hexdigest() == hashlib.sha256(text).hexdigest()
    assert blake2b(text, digest_size=16).digest() == hashlib.blake2b(text, digest_size=16).digest()
