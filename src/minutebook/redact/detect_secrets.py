"""Runs the detectors of the package `bc-detect-secrets`, which `minutebook[redact]` installs.

It is loaded only where the configuration asks for it: importing it takes longer than recording a
turn. Only its detectors of vendors' formats run. Those that go by entropy or by keyword alone
report digests and identifiers, which records are full of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from minutebook.errors import OperationError
from minutebook.lean.values import Value
from minutebook.redact import heuristics
from minutebook.redact.results import Detector

_EXCLUDED_PLUGINS = ("HighEntropy", "Keyword", "IPPublic", "BasicAuth", "PrivateKey")
_NOT_A_DIGEST = r"(?<!sha512-)(?<!sha384-)(?<!sha256-)"  # lock files have digests
_MAX_LINE_CHARS = 20_000  # the package's patterns are not made for longer ones


class DetectSecrets(Value):
    """The package as a `Detector`: looks at each line with each of its plugins."""

    plugins: tuple[Any, ...]
    name: str = "detect-secrets"

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """The secrets of a text: kind, start, end. Lines that are too long are split."""
        line_start = 0
        for line in text.split("\n"):
            for offset in range(0, len(line), _MAX_LINE_CHARS):
                piece = line[offset : offset + _MAX_LINE_CHARS]
                for kind, value in self._find_values(piece):
                    for match in re.finditer(_NOT_A_DIGEST + re.escape(value), piece):
                        start = line_start + offset + match.start()
                        yield kind, start, start + len(value)
            line_start += len(line) + 1

    def _find_values(self, line: str) -> Iterable[tuple[str, str]]:
        for plugin in self.plugins:
            for value in plugin.analyze_string(line):
                if value and len(value) >= 8 and not heuristics.is_example(value):
                    yield str(plugin.secret_type), value


def load_detectors(setting: str) -> tuple[Detector, ...]:
    """The detectors for the setting `redact`: those of the package for "extra", else none.

    Raises OperationError where the package is not installed: the setting is not ignored silently.
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
    plugin_classes = get_mapping_from_secret_type_to_class().values()
    selected_classes = [
        plugin_class
        for plugin_class in sorted(plugin_classes, key=lambda plugin_class: plugin_class.__name__)
        if not any(part in plugin_class.__name__ for part in _EXCLUDED_PLUGINS)
    ]
    return (DetectSecrets(tuple(plugin_class() for plugin_class in selected_classes)),)
