"""Digests by the modules of Python itself: hashlib loads OpenSSL, a sixth of Python's start.

They are what hashlib falls back to where there is no OpenSSL. Python 3.12 renamed one of them.
"""

from __future__ import annotations

from _blake2 import blake2b

try:
    from _sha2 import sha256  # type: ignore[import-not-found]
except ImportError:  # pragma: no cover - before Python 3.12
    from _sha256 import sha256  # type: ignore[import-not-found]

__all__ = ["blake2b", "sha256"]
