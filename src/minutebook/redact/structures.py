"""Finds what is secret by its shape: private keys, JWTs, headers, cookies, passwords of URLs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.redact import heuristics
from minutebook.redact.formats import SecretSpan, is_token_start, lower_keeping_length

_LONGEST_BLOCK = 20_000  # characters: an RSA key of 16,384 bits has 13,000


def find_structured_secrets(text: str) -> Iterator[SecretSpan]:
    """The secrets that their shape gives away, in no order; they may overlap."""
    if "-----BEGIN " in text or "---- BEGIN SSH2" in text:
        yield from _blocks(text)
    if "Private-Lines:" in text:
        for found in re.finditer(
            r"Private-Lines: *\d+\r?\n((?:[A-Za-z0-9+/=]{4,80}\r?\n?)+)", text
        ):
            yield "private-key", found.start(1), found.end(1)
    if '"kty"' in text or "'kty'" in text:
        for found in re.finditer(
            r"""["'](?:d|p|q|dp|dq|qi|k)["']\s{0,9}:\s{0,9}["']([\w-]{20,})""", text
        ):
            yield "private-key", found.start(1), found.end(1)
    if "eyJ" in text:
        yield from _jwts(text)
    if "://" in text:
        yield from _urls(text)
    lower = lower_keeping_length(text)
    yield from _headers(text, lower)
    yield from _cookies(text, lower)
    if "=" in text:
        yield from _parameters(text)
    if any(word in text for word in _TOOL_WORDS):
        yield from _tools(text)


_BEGIN = re.compile(
    r"-----BEGIN ((?:[A-Z0-9]{2,10} ){0,3}PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1)-----"
    r"|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"
)
_BLOCK_END = re.compile(r"-{4,5} ?END [A-Za-z0-9 ]{3,40}-{4,5}")
_LONG = re.compile(r"[A-Za-z0-9+/=]{24,}")
# A block that was cut off: what follows as its lines would, escaped or quoted.
_CUT = re.compile(
    r"(?:(?:\\+[nr]|[\s\"'`+,|>#*])*+(?:[A-Za-z0-9-]{3,20}: [^\n\\]{1,80}|[A-Za-z0-9+/=]{16,}+))*+"
)


def _blocks(text: str) -> Iterator[SecretSpan]:
    at = 0
    while found := _BEGIN.search(text, at):
        at = found.end()
        after = text.find("-----BEGIN ", at, at + _LONGEST_BLOCK)  # no block has another in it
        last = _BLOCK_END.search(text, at, after if after >= 0 else at + _LONGEST_BLOCK)
        end = last.end() if last else _match_end(_CUT, text, at)
        inside = text[at : last.start() if last else end]
        if _LONG.search(inside) and "PUBLIC KEY" not in inside and not _prose(inside):
            yield "private-key", found.start(), end
            at = end
        elif last:
            end = _match_end(_CUT, text, at)
            if _LONG.search(text, at, end):
                yield "private-key", found.start(), end
                at = end


def _match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _prose(inside: str) -> bool:
    """Whether most of it is no key: a text that only names the first line of one."""
    key = sum(len(run) for run in _LONG.findall(inside))
    return key < 0.4 * len(inside)


_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{12,}+\.[A-Za-z0-9_-]{10,}+(?:\.[A-Za-z0-9_-]{6,}+){0,3}")


def _jwts(text: str) -> Iterator[SecretSpan]:
    at = text.find("eyJ")
    while at >= 0:
        after = at + 3
        mine = is_token_start(text, at) and text[at - 3 : at] != "pk."  # a public token of Mapbox
        found = _JWT.match(text, at) if mine else None
        if found and not heuristics.is_example(found[0]):
            after = found.end()
            yield "jwt", at, after
        at = text.find("eyJ", after)


_AUTHORITY = re.compile(r"[^\s/?#\"'<>`\\|]{1,512}")
_LAX = re.compile(r"[^\s\"'<>`@]{1,256}@(?=[A-Za-z0-9\[])")
_WEAK = frozenset({"user", "username", "name", "login", "host", "hostname"})


def _urls(text: str) -> Iterator[SecretSpan]:
    at = text.find("://")
    while at >= 0:
        start = at + 3
        found = _AUTHORITY.match(text, start)
        authority = found[0] if found else ""
        userinfo, sign, _ = authority.rpartition("@")
        if not sign and re.fullmatch(r"[^:]{0,64}:(?!\d{1,5}$).+", authority):
            # A password that has one of the signs that end an authority.
            lax = _LAX.match(text, start)
            userinfo, sign = (lax[0][:-1], "@") if lax else ("", "")
        if sign and "${" not in userinfo:
            yield from _userinfo(userinfo, start)
        at = text.find("://", start)


def _userinfo(userinfo: str, start: int) -> Iterator[SecretSpan]:
    name, colon, word = userinfo.partition(":")
    if colon and word != "x-oauth-basic" and not heuristics.is_example(word):
        if len(word) >= 3 and not _filled_in(word) and word != name:
            yield "url-password", start + len(name) + 1, start + len(userinfo)
    elif heuristics.is_random(name, 16, is_named=True) or heuristics.is_hex_key(name):
        yield "url-token", start, start + len(name)


def _filled_in(word: str) -> bool:
    return word[0] in "$%<{[*&" or "(" in word or word.lower() in _WEAK


_SCHEME = re.compile(
    r"(?i)(?:authorization[\"'`\]]{0,2}\s{0,4}[:=,]\s{0,4}[rbf]?[\"'`]?"
    r"(?:(bearer|basic|token|ssws|apikey|negotiate|digest|key|bot|aws4-hmac-sha256)[ =])?"
    r"|(bearer|ssws) )\s{0,4}(?:token=)?([^\s\"'`,;<>(){}\\]{6,4096}+)"
)


def _places(lower: str, *words: str) -> Iterator[int]:
    """Where one of the words begins, after no letter."""
    for word in words:
        at = lower.find(word)
        while at >= 0:
            if not lower[at - 1 : at].isalpha():
                yield at
            at = lower.find(word, at + len(word))


def _headers(text: str, lower: str) -> Iterator[SecretSpan]:
    for at in _places(lower, "authorization", "bearer", "ssws"):
        found = _SCHEME.match(text, at)
        if not found:
            continue
        value = found[3] if found[3].endswith("...") else found[3].rstrip(".:!?")
        if (
            heuristics.is_reference(value)
            or heuristics.is_example(value)
            or heuristics.is_public(value)
        ):
            continue
        digit = bool(re.search("[0-9]", value))
        strong = digit and (
            heuristics.is_random(value, 8)
            or heuristics.is_hex_key(value)
            or heuristics.is_uuid(value)
        )
        if found[1] or found[2]:
            strong = strong or (digit and len(value) >= 16)
        if (found[1] or "").lower() == "basic":
            strong = strong or (len(value) >= 8 and (digit or value.endswith("=")))
        if strong:
            yield "authorization", found.start(3), found.start(3) + len(value)


_COOKIE = re.compile(
    r"cookies?[\"'`\]]{0,2}\s{0,4}[:=,]\s{0,4}[\"'`]?"
    r"((?:[\w.$%-]{1,80}=[^\s;\"'`,<>\\]{0,4096}(?:;[ \t]{0,4}(?=[\w.$%-]{1,80}=))?){1,100})",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"(?:PHPSESSID|JSESSIONID|ASP\.NET_SessionId|connect\.sid|sessionid|_?session|_[a-z]{2,20}_session)"
    r"=([^\s;\"'`,<>&\\]{16,4096})"
)


def _cookies(text: str, lower: str) -> Iterator[SecretSpan]:
    for at in _places(lower, "cookie"):
        found = _COOKIE.match(text, at)
        if not found:
            continue
        first = lower[max(0, at - 4) : at] == "set-"  # what follows the pair are attributes
        pairs = found[1].split(";")[: 1 if first else None]
        if any(_cookie_like(pair.partition("=")[2].strip()) for pair in pairs):
            end = found.start(1) + len(pairs[0]) if first else found.end(1)
            yield "cookie", found.start(1), end
    if "sess" in lower or "connect.sid" in lower:
        for found in _SESSION.finditer(text):
            if _cookie_like(found[1]):
                yield "cookie", found.start(1), found.end(1)


def _cookie_like(value: str) -> bool:
    return (
        len(value) >= 8
        and not heuristics.is_example(value)
        and not heuristics.is_reference(value.lstrip("%"))
        and bool(re.search("[0-9]", value))
    )


# learn.microsoft.com/rest/api/storageservices/create-service-sas; docs.aws.amazon.com sigv4 queries
_PARAMETER = re.compile(
    r"[?&](?:amp;)?((?i:sig|signature|x-amz-signature|x-goog-signature|x-amz-security-token|key|code|auth"
    r"|hmac|x-ms-signature|secret|[a-z_]{0,12}token|api_?key|client_secret|password|pwd))="
    r"([^\s&\"'`<>#,;)\]}|\\]{8,2048}+)|\b(sig)=([^\s&\"'`<>#,;)\]}|\\]{30,2048}+)"
)
_ENCODED = {"%2b": "+", "%2f": "/", "%3d": "="}


def _parameters(text: str) -> Iterator[SecretSpan]:
    for found in _PARAMETER.finditer(text):
        name, value = (found[1] or found[3]).lower(), (found[2] or found[4]).rstrip(".")
        plain = re.sub("%[0-9A-Fa-f]{2}", lambda one: _ENCODED.get(one[0].lower(), one[0]), value)
        strong = (
            heuristics.is_random(plain, 16)
            or heuristics.is_hex_key(plain)
            or heuristics.is_uuid(plain)
        )
        weak = name not in ("key", "code", "auth") and heuristics.is_random(plain, 8, is_named=True)
        if (strong or weak) and not heuristics.is_example(plain):
            kind = "signature" if "sig" in name or name == "hmac" else "url-token"
            start = found.start(2 if found[2] else 4)
            yield kind, start, start + len(value)


_TOOL_WORDS = ("Key=", "machine", "curl", "sshpass", "mysql", " login", "redis-cli")
_TOOLS = (
    # learn.microsoft.com/azure/storage/common/storage-configure-connection-string
    (
        "azure-key",
        r"\b(?:AccountKey|SharedAccessKey|SharedSecretValue|AccessKey)=([A-Za-z0-9+/]{20,}+={0,2})",
    ),
    # www.gnu.org/software/inetutils/manual: .netrc
    ("password", r"\bmachine\s+\S{1,200}\s+login\s+\S{1,200}\s+password\s+(\S{1,200})"),
    # curl.se/docs/manpage.html#-u
    ("password", r"\bcurl\b[^\n]{0,300}?\s(?:-u|--user)[ =]?[\"']?[^\s:'$]{1,80}:([^\s\"']{3,99})"),
    ("password", r"\bsshpass\s+-p[ ]?[\"']?([^\s\"']{3,200})"),
    # dev.mysql.com/doc/refman/8.4/en/connecting.html: no blank behind -p
    (
        "password",
        r"\bmysql(?:dump|admin|import|check)?\s[^\n|;]{0,200}?(?<=\s)-p([^\s\"'$-][^\s\"']{3,99})",
    ),
    # docs.docker.com/reference/cli/docker/login, redis.io/docs/latest/develop/tools/cli
    (
        "password",
        (
            r"\b(?:docker|podman|az|oc)\s+login\b[^\n|;]{0,200}?\s(?:-p|--password)[ =]"
            r"([^\s\"'$-]\S{3,99})"
        ),
    ),
    ("password", r"\bredis-cli\b[^\n|;]{0,100}?\s(?:-a|--pass)[ =]([^\s\"'$-]\S{3,99})"),
)


def _tools(text: str) -> Iterator[SecretSpan]:
    for kind, pattern in _TOOLS:
        for found in re.finditer(pattern, text):
            if not heuristics.is_example(found[1]) and not _filled_in(found[1]):
                yield kind, found.start(1), found.end(1)
