"""Hides secrets in texts, and says what was hidden.

A secret is replaced by a placeholder with its kind, `[redacted: github-token]`; the second value of
a kind by `[redacted: github-token 2]`. A value has the same placeholder wherever it occurs, in all
texts that are redacted together, so that they stay readable. Home folders of people become `~`,
links to sessions that vendors host `[link to a session]`. Redacting redacted texts changes nothing.

`formats` finds tokens with a vendor's format, `structures` secrets of a known shape, `contexts`
those that only their surroundings show; `heuristics` tells secrets from what only looks like one.
`hiding` merges what they find, finds the same values elsewhere, and replaces them. `plain_texts`
tells texts that have nothing of it: for them none of the others is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minutebook.redact.plain_texts import is_plain
from minutebook.redact.results import Detector, HiddenSpan, RedactedText

__all__ = [
    "Detector",
    "HiddenSpan",
    "RedactedText",
    "find_secrets",
    "hide_session_links",
    "is_plain",
    "redact_text",
    "redact_texts",
]


def redact_texts(
    texts: Sequence[str],
    *,
    home_dirs: Sequence[str] = (),
    detectors: Sequence[Detector] = (),
    personal: bool = False,
    known_values: Mapping[str, str] | None = None,
) -> list[RedactedText]:
    """Replace each secret of texts that belong together by a placeholder; in the order of `texts`.

    What is found in one text is hidden in all of them, wherever the value stands between signs that
    are neither letters nor digits: as it is, percent-encoded, JSON-escaped or in base64. A value
    that is a common word stays where nothing says that it is secret
    (`hiding.known_values.is_distinctive` has the rule).

    `home_dirs` are folders that become `~`, in addition to those of a known form (`/home/name`).
    `detectors` look for secrets in addition to the package's own finders. `personal`: e-mail
    addresses, phone numbers and what else is of a person are hidden too. `known_values` are values
    that were hidden before, each with its kind. Hashes, UUIDs, digests of lock files, public keys,
    references and examples (`${TOKEN}`, `<token>`, `your-api-key`) stay. Linear in the length of
    all texts.
    """
    if personal or detectors:
        plain_texts = [False] * len(texts)
    else:
        plain_texts = [is_plain(text, home_dirs) for text in texts]
        if all(plain_texts) and not known_values:
            return [RedactedText(text, ()) for text in texts]
    from minutebook.redact.hiding import rounds

    return rounds.hide_secrets(
        texts, plain_texts, home_dirs, detectors, known_values or {}, personal=personal
    )


def redact_text(
    text: str,
    *,
    home_dirs: Sequence[str] = (),
    detectors: Sequence[Detector] = (),
    personal: bool = False,
    known_values: Mapping[str, str] | None = None,
) -> RedactedText:
    """Replace each secret of the text, in full, by a placeholder; see `redact_texts`."""
    (redacted,) = redact_texts(
        [text],
        home_dirs=home_dirs,
        detectors=detectors,
        personal=personal,
        known_values=known_values,
    )
    return redacted


def hide_session_links(text: str) -> RedactedText:
    """Replace each link to a session that a vendor hosts, and nothing else."""
    if is_plain(text):
        return RedactedText(text, ())
    from minutebook.redact.hiding import rounds

    return rounds.hide_session_links(text)


def find_secrets(text: str) -> tuple[HiddenSpan, ...]:
    """The secrets and links to sessions of a text, in order, for `check`; no home folders."""
    if is_plain(text):
        return ()
    from minutebook.redact.hiding import rounds

    return rounds.find_secrets(text)
