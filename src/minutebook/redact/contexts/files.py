"""Finds passwords in files that have a form of their own: `.pgpass`, `.netrc`, `.npmrc`, AWS'."""

from __future__ import annotations

from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts import values
from minutebook.redact.contexts.secret_names import parse_secret_name
from minutebook.redact.formats import SecretSpan
from minutebook.redact.word_search import find_at_words

# www.postgresql.org/docs/current/libpq-pgpass.html
_PGPASS = compile_lazily(
    r"(?m)(?:^|(?<=[\"'`>]))[ \t]*(?:[\w-]{1,60}(?:\.[\w-]{1,60}){0,6}|\*):(?:\d{4,5}"
    r"|\*):[\w.*-]{1,60}:[\w.*@-]{1,60}:(?P<value>[^\s:\"'`]{3,100})[\"'`]?[ \t]*$"
)
_PORT = compile_lazily(r":(?:\d{4,5}|\*):")
# www.gnu.org/software/inetutils/manual: .netrc
_NETRC = compile_lazily(
    r"\b(?:machine\s+\S{1,200}|default)\s+login\s+\S{1,200}\s+password\s+(?P<value>\S{3,200})"
)
# docs.npmjs.com/cli/configuring-npm/npmrc
_NPMRC = compile_lazily(
    r"(?m)(?:^|[\s:\"'])_(?:auth|password|authToken)[ ]?=[ ]?[\"']?(?P<value>"
    r"[A-Za-z0-9+/_=-]{8,400})"
)
_AWS_ID = compile_lazily(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")
_AWS_SECRET = compile_lazily(
    r"(?<![A-Za-z0-9+/=_.-])(?=[^\s]{0,39}[0-9])(?=[^\s]{0,39}[a-z])(?=[^\s]{0,39}[A-Z])"
    r"[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])"
)
_GO_DSN = compile_lazily(
    r"(?<![\w/])[\w.-]{1,40}:(?P<value>[^\s\"'`@/:]{3,100})@(?:tcp|unix|udp)\("
)
_ORACLE = compile_lazily(r"\bjdbc:oracle:\w{3,6}:[\w.-]{1,40}/(?P<value>[^\s\"'`@/]{3,100})@")
# www.postfix.org/SASL_README.html: a map of relays
_RELAY = compile_lazily(
    r"(?m)^(?:\[[\w.-]{3,80}\](?::\w{1,10})?|[\w.-]{3,80}:\d{2,5})[ \t]{1,20}[\w.+-]{1,60}(?:@"
    r"[\w.-]{1,80})?"
    r":(?P<value>\S{4,200})[ \t]*$"
)
# openvpn.net: `<auth-user-pass>`, the user's name, the password
_INLINE_LOGIN = compile_lazily(
    r"<auth-user-pass>\s{0,20}\S{1,80}[ \t]*\r?\n[ \t]*"
    r"(?P<value>\S{3,200})\s{0,20}</auth-user-pass>"
)
# A key alone in its line, and what it is in a remark.
_REMARKED = compile_lazily(
    r"(?m)^[ \t]*[\"'`]?(?P<value>[A-Za-z0-9+/_=.-]{16,400})[\"'`]?,?[ \t]{1,8}(?:#|//|--"
    r"|<-{1,2}|←)"
    r"[ \t]{0,4}(?:(?:<-{1,2}|←|\^+|<=)[ \t]?)?(?:(?:(?:this|that|it)(?:[ ]is|['’]s)?[ ]|is[ ])?"
    r"(?:the|my|our|a|an)[ ])?(?P<name>[A-Za-z][\w-]{2,40}(?:[ ]"
    r"[A-Za-z]{1,12}){0,3})"
    r"[ \t]*(?:[,;.(][^\n]{0,80})?$"
)
# developer.hashicorp.com/terraform: a resource that is a secret, in a state or as it is shown
_RESOURCE = compile_lazily(
    r"(?:type\\{0,3}\"\s{0,4}:\s{0,4}\\{0,3}\"|resource[ ]{1,4}\")"
    r"(?:\w{0,60}(?:password|secret|token|access_key|account_key|private_key"
    r"|credential)\w{0,30})\\{0,3}\""
)
_RESOURCE_END = compile_lazily(r"\\{0,3}\"type\\{0,3}\"\s{0,4}:|\n\}|\nresource[ ]")
_RESOURCE_CHARS = 4_000
_RESULT = compile_lazily(
    r"(?<!\w)(?:result|value|secret|secret_key|secret_string|password|token|private_key"
    r"|primary_key|key|client_secret)\\{0,3}\"?\s{0,12}[:=]\s{0,4}\\{0,3}\""
    r"(?P<value>[^\s\"\\]{8,400}+)\\{0,3}\""
)
_CONFIG_LINE = compile_lazily(
    r"(?m)^[ \t]{0,16}(?P<name>[A-Za-z][\w.-]{1,40})[ \t]{1,4}(?P<quote>[\"']?)(?P<value>"
    r"[^\s\"']{4,200})(?P=quote)[ \t]*;?$"
)
_CONFIG_NAMES = ("pass", "auth", "pw", "secret", "psk")
_COLON_NAMES = compile_lazily(
    r"(?i)(?:requirepass|masterauth|bindpw|rootpw|auth_?pass|wpa_passphrase|psk|\w*password"
    r"|\w*passwd|\w*secret)"
)


def find_file_secrets(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The secrets of files of a known form. `lower_text` is as long as the text."""
    for match in _PGPASS.finditer(text) if _PORT.search(text) else ():
        if values.is_clear(match["value"]):
            yield "password", *match.span("value")
    for hint, pattern in (("login", _NETRC), ("tcp(", _GO_DSN), ("jdbc:oracle", _ORACLE)):
        for match in pattern.finditer(text) if hint in lower_text else ():
            if values.is_literal(match["value"]):
                yield "password", *match.span("value")
    for hint, pattern in (("]:", _RELAY), ("@", _RELAY), ("<auth-user-pass>", _INLINE_LOGIN)):
        for match in pattern.finditer(text) if hint in lower_text else ():
            if values.is_literal(match["value"]) and not match["value"].startswith("/"):
                yield "password", *match.span("value")
    yield from _find_remarked_keys(text, lower_text)
    yield from _find_npm_tokens(text, lower_text)
    yield from _find_aws_secrets(text)
    yield from _find_generated_secrets(text)
    if any(name in lower_text for name in _CONFIG_NAMES):
        yield from _find_config_lines(text)


def _find_remarked_keys(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """A key alone in its line, with its name in a remark."""
    if "key" in lower_text or "token" in lower_text or "secret" in lower_text:
        for match in _REMARKED.finditer(text):
            name = parse_secret_name(match["name"].replace(" ", "_"))
            if name and name.is_certain and heuristics.is_key(match["value"], 16, is_named=True):
                yield name.kind, *match.span("value")


def _find_npm_tokens(text: str, lower_text: str) -> Iterator[SecretSpan]:
    if "_auth" in lower_text or "_password" in lower_text:
        for match in _NPMRC.finditer(text):
            if values.is_literal(match["value"]) and heuristics.is_key(
                match["value"].rstrip("="), 8, is_named=True
            ):
                yield "npm-token", *match.span("value")


def _find_aws_secrets(text: str) -> Iterator[SecretSpan]:
    """The secret of an access key of AWS that stands near its id."""
    for aws_id in _AWS_ID.finditer(text):
        start, end = max(0, aws_id.start() - 200), aws_id.end() + 200
        for match in _AWS_SECRET.finditer(text, start, end):
            if not heuristics.is_harmless(match[0]):
                yield "aws-secret-key", *match.span()


def _find_generated_secrets(text: str) -> Iterator[SecretSpan]:
    """What Terraform has in its state for a resource that is a secret: `random_password`."""
    for resource in find_at_words(_RESOURCE, text, text, ("type", "resource")):
        end = min(len(text), resource.end() + _RESOURCE_CHARS)
        if resource_end := _RESOURCE_END.search(text, resource.end(), end):
            end = resource_end.start()
        for result in _RESULT.finditer(text, resource.end(), end):
            if values.is_strong(result["value"]) and not heuristics.is_harmless(result["value"]):
                yield "secret", *result.span("value")


def _find_config_lines(text: str) -> Iterator[SecretSpan]:
    """`requirepass …`: a name, a blank, a value and nothing else on the line."""
    for line in _CONFIG_LINE.finditer(text):
        name = parse_secret_name(line["name"]) if _COLON_NAMES.fullmatch(line["name"]) else None
        is_named = (name is not None and name.is_certain) or line["name"].lower() in _SETTINGS
        if is_named and values.is_strong(line["value"]):
            yield "password", *line.span("value")


_SETTINGS = frozenset(("requirepass", "masterauth", "bindpw", "olcrootpw", "rootpw", "auth_pass"))
