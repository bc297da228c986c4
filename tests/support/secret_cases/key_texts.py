"""Private keys: the lines of their bodies, which are the secret; the contexts add heads and feet."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import partial
from random import Random

from .patterns import fill_pattern


def _body(start: str, length: int, width: int, random: Random) -> str:
    """Base64 of so many characters, in lines of a width (0: one line)."""
    text = start + fill_pattern(rf"[\b]{{{length - len(start) - 1}}}", random) + "="
    return "\n".join(textwrap.wrap(text, width)) if width else text


def _pem(kind: str, body: str, random: Random) -> str:
    """A whole key with head and foot, to be encoded."""
    return f"-----BEGIN {kind}-----\n{_BODIES[body](random)}\n-----END {kind}-----\n"


_BODIES: dict[str, Callable[[Random], str]] = {
    "rsa-key": partial(_body, "MIIEpAIBAAKCAQEA", 1588, 64),
    "rsa-small-key": partial(_body, "MIICXAIBAAKBgQC", 812, 64),
    "rsa-line-key": partial(_body, "MIIEpAIBAAKCAQEA", 1588, 0),
    "pkcs8-key": partial(_body, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj", 1624, 64),
    "pkcs8-line-key": partial(_body, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj", 1624, 0),
    "pkcs8-encrypted-key": partial(_body, "MIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG9w0BBQ", 1760, 64),
    "pkcs8-ec-key": partial(_body, "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg", 184, 64),
    "ed25519-pem-key": partial(_body, "MC4CAQAwBQYDK2VwBCIEI", 64, 64),
    "ec-key": partial(_body, "MHcCAQEEI", 164, 64),
    "dsa-key": partial(_body, "MIIBuwIBAAKBgQ", 604, 64),
    "openssh-key": partial(
        _body, "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW", 372, 70
    ),
    "openssh-rsa-key": partial(
        _body, "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAABFwAAAAdzc2gtcn", 1820, 70
    ),
    "pgp-key": partial(_body, "lQOYBG", 1980, 64),
    "putty-key": partial(_body, "AAAAg", 400, 64),
    "der-key": partial(_body, "MIIEpAIBAAKCAQEA", 1588, 76),
}

KEYS = {
    **_BODIES,
    "rsa-pem": partial(_pem, "RSA PRIVATE KEY", "rsa-key"),
    "pkcs8-pem": partial(_pem, "PRIVATE KEY", "pkcs8-key"),
    "openssh-pem": partial(_pem, "OPENSSH PRIVATE KEY", "openssh-key"),
    "ec-pem": partial(_pem, "EC PRIVATE KEY", "ec-key"),
    "scalar": partial(fill_pattern, r"[\W]{43}"),
    "jwk-exponent": partial(fill_pattern, r"[\W]{342}"),
}
