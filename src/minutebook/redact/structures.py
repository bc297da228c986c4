"""Finds secrets by the shape around them: private keys, JWTs, headers, cookies, URLs, commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics, key_material
from minutebook.redact.contexts import values
from minutebook.redact.formats import SecretSpan, is_token_start, lower_keeping_length
from minutebook.redact.word_search import find_at_words

_MAX_BLOCK_CHARS = 20_000  # an RSA key of 16,384 bits has 13,000


def find_structured_secrets(text: str) -> Iterator[SecretSpan]:
    """The secrets that the shape of the text shows, in no order; they may overlap."""
    if "-----BEGIN " in text or "---- BEGIN SSH2" in text:
        yield from _find_private_keys(text)
    if "Private-Lines:" in text:
        for match in re.finditer(
            r"Private-Lines: *\d+\r?\n((?:[A-Za-z0-9+/=]{4,80}\r?\n?)+)", text
        ):
            yield "private-key", match.start(1), match.end(1)
    yield from key_material.find_key_material(text)
    if "eyJ" in text:
        yield from _find_jwts(text)
    if "://" in text:
        yield from _find_url_secrets(text)
    lower_text = lower_keeping_length(text)
    yield from _find_authorizations(text, lower_text)
    if "signature=" in lower_text:
        for match in _SIGNED_REQUEST.finditer(text):
            yield "signature", *match.span("value")
    yield from _find_cookies(text, lower_text)
    if "=" in text:
        yield from _find_parameters(text)
    yield from _find_tool_passwords(text)


_BLOCK_START = compile_lazily(
    r"-----BEGIN ((?:[A-Z0-9]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1)-----"
    r"|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"
)
_BLOCK_END = compile_lazily(r"-{4,5} ?END [A-Za-z0-9 ]{3,40}-{4,5}")
_KEY_RUN = compile_lazily(r"[A-Za-z0-9+/=]{24,}")
# A block that was cut off: what follows has the form of its lines, escaped or quoted.
_CUT_OFF_BLOCK = compile_lazily(
    r"(?>(?:(?>(?:\\+[nr]|[\s\"'`+,|>#*])*)"
    r"(?:[A-Za-z0-9-]{3,20}: [^\n\\]{1,80}|[A-Za-z0-9+/=]{16,}+))*)"
)


def _find_private_keys(text: str) -> Iterator[SecretSpan]:
    position = 0
    while block_start := _BLOCK_START.search(text, position):
        position = block_start.end()
        # The end must come before the next block begins: blocks are not nested.
        next_start = text.find("-----BEGIN ", position, position + _MAX_BLOCK_CHARS)
        block_end = _BLOCK_END.search(
            text, position, next_start if next_start >= 0 else position + _MAX_BLOCK_CHARS
        )
        end = block_end.end() if block_end else _match_end(_CUT_OFF_BLOCK, text, position)
        inside = text[position : block_end.start() if block_end else end]
        if _KEY_RUN.search(inside) and "PUBLIC KEY" not in inside and not _is_prose(inside):
            yield "private-key", block_start.start(), end
            position = end
        elif block_end:
            end = _match_end(_CUT_OFF_BLOCK, text, position)
            if _KEY_RUN.search(text, position, end):
                yield "private-key", block_start.start(), end
                position = end


def _match_end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _is_prose(inside: str) -> bool:
    """Whether most of it is not a key: the text only mentions the first line of one."""
    key_chars = sum(len(run) for run in _KEY_RUN.findall(inside))
    return key_chars < 0.4 * len(inside)


_JWT = compile_lazily(r"eyJ[A-Za-z0-9_-]{12,}+\.[A-Za-z0-9_-]{10,}+(?:\.[A-Za-z0-9_-]{6,}+){0,3}")


def _find_jwts(text: str) -> Iterator[SecretSpan]:
    start = text.find("eyJ")
    while start >= 0:
        end = start + 3
        # `pk.` begins a public token of Mapbox.
        may_be_secret = is_token_start(text, start) and text[start - 3 : start] != "pk."
        match = _JWT.match(text, start) if may_be_secret else None
        if match and not heuristics.is_example(match[0]):
            end = match.end()
            yield "jwt", start, end
        start = text.find("eyJ", end)


_AUTHORITY = compile_lazily(r"[^\s/?#\"'<>`\\|]{1,512}")
_LAX_USERINFO = compile_lazily(r"[^\s\"'<>`@]{1,256}@(?=[A-Za-z0-9\[])")
_EXAMPLE_PASSWORDS = frozenset({"user", "username", "name", "login", "host", "hostname"})


def _find_url_secrets(text: str) -> Iterator[SecretSpan]:
    position = text.find("://")
    while position >= 0:
        start = position + 3
        match = _AUTHORITY.match(text, start)
        authority = match[0] if match else ""
        userinfo, at_sign, _ = authority.rpartition("@")
        if not at_sign and re.fullmatch(r"[^:]{0,64}:(?!\d{1,5}$).+", authority):
            # The password may have a character that ends an authority.
            lax_match = _LAX_USERINFO.match(text, start)
            userinfo, at_sign = (lax_match[0][:-1], "@") if lax_match else ("", "")
        if at_sign and "${" not in userinfo:
            yield from _find_userinfo_secret(userinfo, start)
        position = text.find("://", start)


def _find_userinfo_secret(userinfo: str, start: int) -> Iterator[SecretSpan]:
    name, colon, value = userinfo.partition(":")
    if colon and value != "x-oauth-basic" and not heuristics.is_example(value):
        if len(value) >= 3 and not _is_filled_in_later(value) and value != name:
            yield "url-password", start + len(name) + 1, start + len(userinfo)
    elif heuristics.is_random(name, 16, is_named=True) or heuristics.is_hex_key(name):
        yield "url-token", start, start + len(name)


def _is_filled_in_later(value: str) -> bool:
    return value[0] in "$%<{[*&" or "(" in value or value.lower() in _EXAMPLE_PASSWORDS


_AUTHORIZATION = compile_lazily(
    r"(?i)(?:authorization[\"'`\]]{0,2}\s{0,4}[:=,]\s{0,4}[rbf]?[\"'`]?"
    r"(?:(bearer|basic|token|ssws|apikey|negotiate|digest|key|bot|aws4-hmac-sha256)[ =])?"
    r"|(bearer|ssws) )\s{0,4}(?:token=)?([^\s\"'`,;<>(){}\\]{6,4096}+)"
)


# docs.aws.amazon.com sigv4 headers; www.ietf.org/archive/id/draft-cavage-http-signatures
_SIGNED_REQUEST = compile_lazily(
    r"(?:AWS4-HMAC-SHA256|OSS4-HMAC-SHA256|TC3-HMAC-SHA256|ACS3-HMAC-SHA256|SDK-HMAC-SHA256"
    r"|[Aa]uthorization[\"']?[ :=]{1,4}[\"']?Signature)[ ][^\n]{0,500}?[Ss]ignature=\\?[\"']?"
    r"(?P<value>[A-Za-z0-9+/]{40,400}={0,2})"
)


def _find_words(lower_text: str, *words: str) -> Iterator[int]:
    """Where one of the words begins, except after a letter."""
    for word in words:
        start = lower_text.find(word)
        while start >= 0:
            if not lower_text[start - 1 : start].isalpha():
                yield start
            start = lower_text.find(word, start + len(word))


def _find_authorizations(text: str, lower_text: str) -> Iterator[SecretSpan]:
    for start in _find_words(lower_text, "authorization", "bearer", "ssws"):
        match = _AUTHORIZATION.match(text, start)
        if not match:
            continue
        value = match[3] if match[3].endswith("...") else match[3].rstrip(".:!?")
        if heuristics.is_harmless(value):
            continue
        has_digit = bool(re.search("[0-9]", value))
        is_secret = has_digit and heuristics.is_key(value, 8)
        if match[1] or match[2]:
            is_secret = is_secret or (has_digit and len(value) >= 16)
        if (match[1] or "").lower() == "basic":
            is_secret = is_secret or (len(value) >= 8 and (has_digit or value.endswith("=")))
        is_slug = value.islower() and values.is_made_of_plain_words(value, min_chars=4)
        if is_secret and not is_slug:
            yield "authorization", match.start(3), match.start(3) + len(value)


_COOKIE = compile_lazily(
    r"cookies?[\"'`\]]{0,2}\s{0,4}[:=,]\s{0,4}[\"'`]?"
    r"((?:[\w.$%-]{1,80}=[^\s;\"'`,<>\\]{0,4096}(?:;[ \t]{0,4}(?=[\w.$%-]{1,80}=))?){1,100})",
    re.IGNORECASE,
)
_SESSION_COOKIE = compile_lazily(
    r"(?:PHPSESSID|JSESSIONID|ASP\.NET_SessionId|connect\.sid|sessionid|_?session"
    r"|_[a-z]{2,20}_session)"
    r"=([^\s;\"'`,<>&\\]{16,4096})"
)


def _find_cookies(text: str, lower_text: str) -> Iterator[SecretSpan]:
    for start in _find_words(lower_text, "cookie"):
        match = _COOKIE.match(text, start)
        if not match:
            continue
        # Of `Set-Cookie` only the first pair is the cookie; its attributes follow.
        is_set_cookie = lower_text[max(0, start - 4) : start] == "set-"
        pairs = match[1].split(";")[: 1 if is_set_cookie else None]
        if any(_is_cookie_value(pair.partition("=")[2].strip()) for pair in pairs):
            end = match.start(1) + len(pairs[0]) if is_set_cookie else match.end(1)
            yield "cookie", match.start(1), end
    if "sess" in lower_text or "connect.sid" in lower_text:
        for match in _SESSION_COOKIE.finditer(text):
            if _is_cookie_value(match[1]):
                yield "cookie", match.start(1), match.end(1)


def _is_cookie_value(value: str) -> bool:
    return (
        len(value) >= 8
        and not heuristics.is_example(value)
        and not heuristics.is_reference(value.lstrip("%"))
        and bool(re.search("[0-9]", value))
    )


# learn.microsoft.com/rest/api/storageservices/create-service-sas; docs.aws.amazon.com sigv4 queries
_PARAMETER = compile_lazily(
    r"[?&](?:amp;)?((?i:sig|signature|x-amz-signature|x-goog-signature|x-amz-security-token|key"
    r"|code|auth"
    r"|hmac|x-ms-signature|secret|[a-z_]{0,12}token|api[_-]?key|client_secret|password|pwd"
    r"|app_?id|app_?key|subscription-key|licen[cs]e_?key))="
    r"([^\s&\"'`<>#,;)\]}|\\]{8,2048}+)|\b(sig)=([^\s&\"'`<>#,;)\]}|\\]{30,2048}+)"
)
_VAGUE_PARAMETERS = frozenset(
    ("key", "code", "auth", "appid", "app_id", "appkey", "app_key", "licensekey", "license_key")
)
_DECODED_CHARS = {"%2b": "+", "%2f": "/", "%3d": "="}


def _find_parameters(text: str) -> Iterator[SecretSpan]:
    for match in find_at_words(_PARAMETER, text, text, ("?", "&", "sig=")):
        name, value = (match[1] or match[3]).lower(), (match[2] or match[4]).rstrip(".")
        decoded = re.sub(
            "%[0-9A-Fa-f]{2}", lambda code: _DECODED_CHARS.get(code[0].lower(), code[0]), value
        )
        is_strong = heuristics.is_key(decoded, 16)
        is_weak = name not in _VAGUE_PARAMETERS and heuristics.is_random(decoded, 8, is_named=True)
        if (is_strong or is_weak) and not heuristics.is_example(decoded):
            kind = "signature" if "sig" in name or name == "hmac" else "url-token"
            start = match.start(2 if match[2] else 4)
            yield kind, start, start + len(value)


# The kind, a word that the text must have, and the pattern.
_TOOL_PATTERNS = (
    # learn.microsoft.com/azure/storage/common/storage-configure-connection-string
    (
        "azure-key",
        "Key=",
        r"\b(?:AccountKey|SharedAccessKey|SharedSecretValue|AccessKey)=([A-Za-z0-9+/]{20,}+={0,2})",
    ),
    # www.gnu.org/software/inetutils/manual: .netrc
    ("password", "machine", r"\bmachine\s+\S{1,200}\s+login\s+\S{1,200}\s+password\s+(\S{1,200})"),
    # curl.se/docs/manpage.html#-u
    (
        "password",
        "curl",
        r"\bcurl\b[^\n]{0,300}?\s(?:-u|--user)[ =]?[\"']?[^\s:'$]{1,80}:([^\s\"']{3,99})",
    ),
    ("password", "sshpass", r"\bsshpass\s+-p[ ]?[\"']?([^\s\"']{3,200})"),
    # dev.mysql.com/doc/refman/8.4/en/connecting.html: no blank behind -p
    (
        "password",
        "mysql",
        r"\bmysql(?:dump|admin|import|check)?\s[^\n|;]{0,200}?(?<=\s)-p([^\s\"'$-][^\s\"']{3,99})",
    ),
    # docs.docker.com/reference/cli/docker/login, redis.io/docs/latest/develop/tools/cli
    (
        "password",
        "login",
        (
            r"\b(?:docker|podman|az|oc)\s+login\b[^\n|;]{0,200}?\s(?:-p|--password)[ =]"
            r"([^\s\"'$-]\S{3,99})"
        ),
    ),
    (
        "password",
        "redis-cli",
        r"\bredis-cli\b[^\n|;]{0,100}?\s(?:-a|--pass)[ =]([^\s\"'$-]\S{3,99})",
    ),
)


def _find_tool_passwords(text: str) -> Iterator[SecretSpan]:
    for kind, word, pattern in _TOOL_PATTERNS:
        for match in re.finditer(pattern, text) if word in text else ():
            if not heuristics.is_example(match[1]) and not _is_filled_in_later(match[1]):
                yield kind, match.start(1), match.end(1)
