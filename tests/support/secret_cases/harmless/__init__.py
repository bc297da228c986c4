"""Texts that look as if they held a secret, as they occur in prompts and answers; none holds one."""

from __future__ import annotations

from . import code_words, digests, outputs, sentences

ROWS = {
    "test runs": outputs.TEST_RUNS,
    "git and builds": outputs.GIT_AND_BUILDS,
    "logs": outputs.LOGS,
    "digests": digests.DIGESTS,
    "identifiers": digests.IDENTIFIERS,
    "sealed": digests.SEALED,
    "public keys": digests.PUBLIC,
    "data": digests.DATA,
    "names": code_words.NAMES,
    "placeholders": code_words.PLACEHOLDERS,
    "sentences": sentences.ENGLISH,
    "languages": sentences.OTHERS,
}
