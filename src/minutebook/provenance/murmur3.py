"""MurmurHash3, 32 bits, for x86: the hash that Agent Trace shows for the text of a range.

It is no safe digest, and nothing of ours relies on it; the format's readers expect it.
"""

from __future__ import annotations

_MASK = 0xFFFFFFFF


def hash_text(text: str) -> str:
    """The hash of a text's bytes as eight hexadecimal digits; its seed is 0."""
    return f"{hash_bytes(text.encode('utf-8', 'surrogateescape')):08x}"


def hash_bytes(raw: bytes, seed: int = 0) -> int:
    """The hash of some bytes, as Austin Appleby's MurmurHash3_x86_32 computes it."""
    digest = seed
    whole = len(raw) - len(raw) % 4
    for start in range(0, whole, 4):
        digest ^= _scramble(int.from_bytes(raw[start : start + 4], "little"))
        digest = (_rotate(digest, 13) * 5 + 0xE6546B64) & _MASK
    digest ^= _scramble(int.from_bytes(raw[whole:], "little")) ^ len(raw)
    digest = ((digest ^ digest >> 16) * 0x85EBCA6B) & _MASK
    digest = ((digest ^ digest >> 13) * 0xC2B2AE35) & _MASK
    return digest ^ digest >> 16


def _scramble(block: int) -> int:
    return _rotate(block * 0xCC9E2D51 & _MASK, 15) * 0x1B873593 & _MASK


def _rotate(number: int, count: int) -> int:
    return (number << count | number >> 32 - count) & _MASK
