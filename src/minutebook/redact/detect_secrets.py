"""The detectors of the package `bc-detect-secrets`, for those who installed `minutebook[redact]`.

Loaded only where the configuration asks for it: importing it costs more than a turn's record. Of
its detectors those run that know a vendor's format; the ones that go by entropy or by keyword alone
do not, since they report digests and identifiers, which records are full of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from minutebook.errors import OperationError
from minutebook.redact import Detector, heuristics

_LEFT_OUT = ("HighEntropy", "Keyword", "IPPublic", "BasicAuth", "PrivateKey")
_NO_DIGEST = r"(?<!sha512-)(?<!sha384-)(?<!sha256-)"  # of a lock file
_LONGEST_LINE = 20_000  # characters: its patterns are not made for longer ones


@dataclass(frozen=True, slots=True)
class DetectSecrets:
    """The library behind the protocol `Detector`: looks at each line with each of its plugins."""

    plugins: tuple[Any, ...]
    name: str = "detect-secrets"

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """The secrets of a text: kind, start, end. Lines too long are looked at in pieces."""
        at = 0
        for line in text.split("\n"):
            for begin in range(0, len(line), _LONGEST_LINE):
                piece = line[begin : begin + _LONGEST_LINE]
                for kind, value in self._values(piece):
                    for found in re.finditer(_NO_DIGEST + re.escape(value), piece):
                        yield kind, at + begin + found.start(), at + begin + found.end()
            at += len(line) + 1

    def _values(self, line: str) -> Iterable[tuple[str, str]]:
        for plugin in self.plugins:
            for value in plugin.analyze_string(line):
                if value and len(value) >= 8 and not heuristics.is_example(value):
                    yield str(plugin.secret_type), value


def load_detectors(setting: str) -> tuple[Detector, ...]:
    """The detectors that a setting asks for: "on" none, "extra" those of the library.

    Raises Trouble where the library is not installed: who asked for more gets no less unsaid.
    """
    if setting != "extra":
        return ()
    try:
        from detect_secrets.core.plugins.util import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
            get_mapping_from_secret_type_to_class,
        )
    except ImportError:
        raise OperationError(
            'redact = "extra" needs the package bc-detect-secrets',
            "pip install 'minutebook[redact]'",
        ) from None
    known = get_mapping_from_secret_type_to_class().values()
    wanted = [one for one in known if not any(word in one.__name__ for word in _LEFT_OUT)]
    return (DetectSecrets(tuple(one() for one in sorted(wanted, key=lambda one: one.__name__))),)
