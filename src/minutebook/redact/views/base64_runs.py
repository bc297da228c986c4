"""Looks into what is encoded in base64 or hexadecimal: keys, tokens, users with passwords."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.redact import heuristics

_RUN = compile_lazily(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}+={0,2}")
_HEX_TEXT = compile_lazily("(?i)(?:[2-7][0-9a-f]|0[ad])+")  # of printable characters
_MIN_LINE_CHARS = 40  # of a line that may go on in the next one
_LINE_END = compile_lazily(r"[ \t\"'+\\]{0,8}\r?\n[ \t>|#*\"'+]{0,40}")
_LINE = compile_lazily(r"[A-Za-z0-9+/_-]+={0,2}(?=[ \t\"'+,;|\\]*(?:\r?\n|$))")
_CONTROL = compile_lazily("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
# The first bytes of private keys: PEM, or without it PKCS #1, #8, SEC 1, OpenSSH, PKCS #12.
_KEY_BYTES = compile_lazily(
    rb"-----BEGIN (?:[A-Z0-9]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----.{12}"
    rb"|0\x82..\x02\x01\x00(?:\x02\x82|0\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01)"
    rb"|0(?:\x81.|\x82..|.)\x02\x01\x00(?:0.\x06\x07\x2a\x86\x48\xce\x3d|0\x05\x06\x03\x2b\x65)"
    rb"|0(?:\x81.|.)\x02\x01\x01\x04[\x1c-\x42]|openssh-key-v1\x00|0\x82..\x02\x01\x030"
    rb"|0\x82..0[\x1c-\x60]\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d|\xfe\xed\xfe\xed",
    re.DOTALL,
)
_PAIR = compile_lazily(r"[^\s:]{0,64}:(\S{3,200})\n?")
_PAIR_CONTEXT = compile_lazily(
    r"(?i)(?:\bbasic|auth\\{0,3}[\"'\]]{0,2})\s{0,4}[:=]?\s{0,4}\\{0,3}[\"'`]?$"
)


class Base64Run(Value):
    """A run of base64 in a text, which may go over several lines, and the bytes it stands for."""

    start: int
    end: int
    data: bytes

    def read_text(self) -> str:
        """The text that the bytes are, in UTF-8 or UTF-16; "" where they are none."""
        if self.data[1:2] == b"\x00" and self.data[3:4] == b"\x00":
            text = self.data.decode("utf-16-le", "replace")
        else:
            text = self.data.decode("utf-8", "replace")
        return "" if _CONTROL.search(text[:-3]) else text


def list_base64_runs(text: str) -> Iterator[Base64Run]:
    """The runs of a text that may be base64, in order; the lines of a block as one run."""
    run = _RUN.search(text)
    while run:
        start, end = run.span()
        width, parts = end - start, [run[0]]
        while len(parts[-1]) == width >= _MIN_LINE_CHARS and parts[-1][-1] != "=":
            line_end = _LINE_END.match(text, end)
            line = _LINE.match(text, line_end.end()) if line_end else None
            if not line or len(line[0]) > width:
                break
            parts.append(line[0])
            end = line.end()
        yield Base64Run(start, end, _decode("".join(parts)))
        run = _RUN.search(text, end)


def _decode(encoded: str) -> bytes:
    """The bytes that a run stands for, in base64 or as hexadecimal digits of a text.

    A character that is too many for base64 is left out.
    """
    if len(encoded) % 2 == 0 and _HEX_TEXT.fullmatch(encoded):
        return bytes.fromhex(encoded)
    standard = encoded.rstrip("=").replace("-", "+").replace("_", "/")
    standard = standard[: len(standard) - (len(standard) % 4 == 1)]
    return binascii.a2b_base64(standard + "=" * (-len(standard) % 4))


def find_encoded_secrets(
    text: str, find_kinds: Callable[[str], Iterator[str]]
) -> Iterator[tuple[str, int, int]]:
    """The runs of base64 that hold a secret, whole: kind, start, end.

    `find_kinds` gives the kinds of the secrets of a text. It is asked once for each run.
    """
    for run in list_base64_runs(text):
        if _KEY_BYTES.match(run.data) and len(run.data) >= 40:
            yield "private-key", run.start, run.end
            continue
        decoded = run.read_text()
        if decoded and (
            kind := next(find_kinds(decoded), "") or _find_pair(text, run.start, decoded)
        ):
            yield kind, run.start, run.end


def _find_pair(text: str, start: int, decoded: str) -> str:
    """The kind of a pair of user and password; "" where it is none, or an example."""
    pair = _PAIR.fullmatch(decoded)
    if not pair or heuristics.is_example(pair[1]):
        return ""
    user = decoded.partition(":")[0]
    if re.search(r"[\"'{}\[\]<>()]", user) or decoded.rstrip().endswith(("}", "]")):
        return ""  # JSON
    has_context = _PAIR_CONTEXT.search(text[max(0, start - 30) : start])
    return "basic-auth" if has_context or _is_password_of(user, pair[1]) else ""


# What names an object or a place in a list, as the ids of GraphQL do: `Post`, `cursor`.
_OBJECT_NAME = compile_lazily(
    r"^[A-Z][a-z]\w*$|cursor|after|before|offset|page|next|last|position|connection|^(?:id|v\d"
    r"|ts|key)$"
)
_OBJECT_ID = compile_lazily(r"[0-9a-fA-F]{12,}|(?i:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def _is_password_of(user: str, value: str) -> bool:
    """Whether a value may be the password of a user, and is not the id of an object."""
    is_id = _OBJECT_NAME.search(user) and _OBJECT_ID.search(value)
    return heuristics.is_key(value, 12) and not is_id


_SECRET_MANIFEST = compile_lazily(
    r"""(?m)["']?\bkind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t]*(?=[,}\r\n]|$)"""
)
_DOCUMENT_END = compile_lazily(r"\n---[ \t]*\r?\n|\n```")
_DATA_BLOCK = compile_lazily(
    r"(?m)^(?P<indent>[ \t]*)(?P<field>data|stringData):[ \t]*\r?\n"
    r"(?P<yaml>(?:(?P=indent)[ \t]+\S[^\n]*\n?)+)"
    r"|\"(?:data|stringData)\"\s{0,40}:\s{0,40}\{(?P<json>[^{}]*)\}"
)
_ENTRY = compile_lazily(
    r"(?<![\w.-])[\"']?(?P<name>[\w.-]{1,253})[\"']?[ \t]{0,40}:[ \t]{1,40}[\"']?"
    r"(?P<value>[A-Za-z0-9+/]{6,}+={0,2})(?=[\"']?[ \t]*(?:[\r\n,}]|$))"
)
_PLAIN_ENTRY = compile_lazily(
    r"(?m)^[ \t]+[\"']?(?P<name>[\w.-]{1,253})[\"']?:[ \t]{1,40}[\"']?"
    r"(?P<value>[^\s\"']{6,4096})[\"']?[ \t]*\r?$"
)
_PUBLIC_NAME = compile_lazily(
    r"(?i)\.crt$|\.pub$|^(?:user(?:name)?|login|host(?:name)?|port|database|url|email|namespace"
    r"|type)$"
)


def find_manifest_secrets(text: str) -> Iterator[tuple[str, int, int]]:
    """The values in the data of Kubernetes secrets: kind, start, end."""
    if "Secret" not in text:
        return
    position = 0
    while manifest := _SECRET_MANIFEST.search(text, position):
        starts = [match.end() for match in _DOCUMENT_END.finditer(text, position, manifest.start())]
        start = starts[-1] if starts else position
        document_end = _DOCUMENT_END.search(text, manifest.end())
        position = document_end.start() if document_end else len(text)
        for block in _DATA_BLOCK.finditer(text, start, position):
            if block["field"] == "stringData":
                yield from _find_plain_values(text, *block.span("yaml"))
                continue
            group = "yaml" if block["yaml"] else "json"
            for entry in _ENTRY.finditer(text, block.start(group), block.end(group)):
                run = Base64Run(0, 0, _decode(entry["value"]))
                if not _PUBLIC_NAME.search(entry["name"]) and not heuristics.is_example(
                    run.read_text() or entry["value"]
                ):
                    yield "secret", entry.start("value"), entry.end("value")


def _find_plain_values(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for entry in _PLAIN_ENTRY.finditer(text, start, end):
        value = entry["value"]
        is_secret = heuristics.is_password(value) or heuristics.is_key(value, 12)
        if is_secret and not _PUBLIC_NAME.search(entry["name"]):
            yield "secret", entry.start("value"), entry.end("value")
