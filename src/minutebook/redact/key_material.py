"""Finds private keys without their usual frame: JWKs, arrays of bytes, a block without its head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.formats import SecretSpan

# www.rfc-editor.org/rfc/rfc7517: the private members, in JSON or as code writes it
_MEMBER = compile_lazily(
    r"(?<![\w$.])\\{0,3}[\"':]?(?:d|p|q|dp|dq|qi|k)\\{0,3}[\"']?\s{0,9}(?::"
    r"|=>?)\s{0,9}\\{0,3}[\"'`]?"
    r"(?P<value>[\w-]{20,})"
)
_JWK_CHARS = 6_000  # of a key of 4,096 bits, on both sides of its type
_BLOCK_END = compile_lazily(r"-----END (?:[A-Z0-9]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_BLOCK_LINE = compile_lazily(r"[\s\"'`+,|>#*]*(?:\\+[nr])?[A-Za-z0-9+/=]{1,80}[\s\"'`+,|\\nr]*")
_MAX_BLOCK_CHARS = 20_000
# 16 bytes or more, in decimal or hexadecimal.
_BYTES = compile_lazily(
    r"[\[{(]\s{0,20}(?P<value>(?:(?:0[xX][0-9A-Fa-f]{1,2}|\d{1,3})(?:u8)?\s{0,3},\s{0,20}){15,}"
    r"(?:0[xX][0-9A-Fa-f]{1,2}|\d{1,3}))\s{0,3},?\s{0,20}[\]})]"
)
_KEY_NAME = compile_lazily(
    r"(?i)(?:secret|priv(?:ate)?|api|aes|hmac|enc(?:ryption)?|sign(?:ing|er)?|master|wallet|session"
    r"|root|auth|shared|solana|deploy(?:er)?|payer|ed25519|device|keypair|hardware|cipher|crypto)"
    r"[\w. -]{0,12}(?:key|id\.json|seed|keypair|secret)|keypair|secret_?key|\bsecret\b"
    r"|solana[\w/.-]{0,40}\.json|\bseed\b|(?:^|[^a-z])key\w{0,4}[\]\[\w ]{0,12}[:=]\W{0,4}$"
)
_PUBLIC_NAME = compile_lazily(
    r"(?i)public|schedule|s_?box|table|histogram|counts?\b|sizes|lengths|indices|pub_?key|hash"
    r"|digest|signature|nonce|\biv\b|checksum"
    r"|thumbprint|expected|test|vector"
    r"|example|key_?(?:code|board|map|frame|s\b)|colou?r|palette"
)


def find_key_material(text: str) -> Iterator[SecretSpan]:
    """The private keys of a text, in no order; linear in its length."""
    if "kty" in text:
        yield from _find_jwk_members(text)
    if "PRIVATE KEY" in text:
        yield from _find_blocks_without_head(text)
    if "," in text:
        yield from _find_byte_arrays(text)


def _find_jwk_members(text: str) -> Iterator[SecretSpan]:
    for member in _MEMBER.finditer(text):
        start = member.start()
        is_in_jwk = text.find("kty", max(0, start - _JWK_CHARS), start + _JWK_CHARS) >= 0
        is_quoted = text[member.start("value") - 1] in "\"'`"
        is_example = heuristics.is_example(member["value"])
        if (
            is_in_jwk
            and not is_example
            and (is_quoted or heuristics.is_random(member["value"], 20, is_named=True))
        ):
            yield "private-key", *member.span("value")


def _find_blocks_without_head(text: str) -> Iterator[SecretSpan]:
    """The lines of base64 before the end of a key whose begin is not in the text."""
    position = 0
    for block_end in _BLOCK_END.finditer(text):
        lowest = max(position, block_end.start() - _MAX_BLOCK_CHARS)
        position = block_end.end()
        if text.find("-----BEGIN ", lowest, block_end.start()) >= 0:
            continue
        start = line_end = block_end.start()
        line_start = max(text.rfind("\n", lowest, start) + 1, lowest)
        if not text[line_start:start].strip(" \t>|#*+\"'"):
            line_end = line_start  # the line is quoted or indented
        while line_end > lowest:
            line_start = max(text.rfind("\n", lowest, line_end - 1) + 1, lowest)
            line = text[line_start:line_end]
            if not _BLOCK_LINE.fullmatch(line):
                break
            start = line_end = line_start
        if re.search(r"[A-Za-z0-9+/=]{24}", text[start : block_end.start()]):
            yield "private-key", start, block_end.end()


def _find_byte_arrays(text: str) -> Iterator[SecretSpan]:
    for array in _BYTES.finditer(text):
        before = text[max(0, array.start() - 80) : array.start()].rpartition("\n")[2]
        numbers = re.findall(r"0[xX][0-9A-Fa-f]+|\d+", array["value"])
        sizes = [int(number, 16 if number[:2] in ("0x", "0X") else 10) for number in numbers]
        high_count = sum(size >= 128 for size in sizes)
        is_random = (
            len(set(sizes)) >= 0.6 * len(sizes)
            and max(sizes) < 256
            and 0.2 * len(sizes) <= high_count <= 0.8 * len(sizes)
            and sizes != sorted(sizes)
        )
        if is_random and _KEY_NAME.search(before) and not _PUBLIC_NAME.search(before):
            yield "private-key", *array.span("value")
