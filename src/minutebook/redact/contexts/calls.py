"""Finds passwords among arguments: `connect("host", "user", "…")`, `setPassword("…")`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.redact import heuristics
from minutebook.redact.contexts import values
from minutebook.redact.formats import SecretSpan
from minutebook.redact.word_search import find_at_words
from minutebook.redact.wordlists import KEY_SETTERS, VENDORS


class _Call(Value):
    """A kind of call: which argument (from 0) is secret, and whether a plain word may be it."""

    argument: int
    may_be_word: bool
    needs_user: bool = False  # the argument before it must be a literal or be called a user
    is_key: bool = False


def _name_calls(names: str, call: _Call) -> dict[str, _Call]:
    return dict.fromkeys(names.split(), call)


# The last part of what is called, in small letters without `_`.
_CALLS: dict[str, _Call] = {
    **_name_calls(
        "mysqliconnect mysqli mysqlconnect pdo getconnection odbcconnect ociconnect plainauth",
        _Call(2, True),
    ),
    **_name_calls(
        "connect createconnection open dbconnect newclient ftp ftptls sftp telnet imap ldap",
        _Call(2, True, True),
    ),
    **_name_calls(
        "httpbasicauth basicauth setbasicauth withbasicauth networkcredential sqlcredential"
        " usernamepasswordcredential "
        "pscredential usernamepasswordcredentials passwordauthentication "
        "usernamepasswordauthenticationtoken httpdigestauth httpbasicauthentication "
        "authenticator passwordcredential basicauthentication basiccredentials "
        "staticcredentials withcredentials userpassword auth authtuple usernamepwset "
        "setcredentials setusernameandpassword setlogin setauth setauthentication basic",
        _Call(1, True),
    ),
    **_name_calls(
        "login authenticate signin logon loginas ldapbind bind simplebind ftplogin "
        "credentials credential signinwithemailandpassword "
        "createuserwithemailandpassword bindas simplebinds",
        _Call(1, True, True),
    ),
    **_name_calls("storagesharedkeycredential basicawscredentials", _Call(1, False, is_key=True)),
    **_name_calls("azurekeycredential apikeycredential", _Call(0, False, is_key=True)),
    **_name_calls("clientsecretcredential", _Call(2, False, is_key=True)),
    **dict.fromkeys(("createuser", "createsuperuser"), _Call(2, True, True)),
    **dict.fromkeys(KEY_SETTERS, _Call(0, False, is_key=True)),
    **dict.fromkeys(("begin", "new"), _Call(1, False)),
    **_name_calls(
        "hash hashsync hashpw hashpassword checkpassword verifypassword makepassword "
        "passwordhash generatepasswordhash passwordverify comparepassword "
        "validatepassword checkpasswordhash crypt bcrypt scrypt argon2 createhmac hmac "
        "pbkdf2 derivekey generatefrompassword encrypt compare",
        _Call(0, False),
    ),
    **_name_calls(
        "setpassword withpassword password addpassword usepassword setpasswd setpass "
        "passphrase withpassphrase setpassphrase setpwd keystorepassword "
        "truststorepassword dbpassword setdbpassword setkeystorepassword setsecret "
        "setclientsecret withsecret changepassword resetpassword updatepassword "
        "setmasterpassword setadminpassword setrootpassword rootpassword",
        _Call(0, True),
    ),
}
_CLIENTS = frozenset(
    ("client", "asyncclient", "clientv2", "api", "sdk", "init", "configure", "newclient", "create")
)
_VENDOR_CALL = _Call(0, False, is_key=True)
_VENDOR_CALL_WITH_ID = _Call(1, False, is_key=True)
# A module that is called at once: `require('twilio')('…', '…')`.
_REQUIRED_CALL = compile_lazily(
    r"(?:require|import|load)\([\"'](?:@[\w-]{1,40}/)?(?P<name>[A-Za-z]\w{1,30})[\w./-]{0,40}"
    r"[\"']\)"
    r"(?:\.\w{1,40}){0,2}\("
)
_HASHERS = frozenset(
    {"compare", "hash", "hashsync", "encrypt", "scrypt", "argon2", "hmac"}
)  # many things are hashed
_CALL = compile_lazily(r"(?<![\w$])(?P<name>[A-Za-z_]\w{1,60}+)\s?[!]?\((?=[^)\n])")
_CALL_PATH = compile_lazily(r"(?<![\w$])(?:[A-Za-z_$]\w{0,40}(?:\.|::|->|\\)){0,4}$")
_MAX_PATH_CHARS = 173  # with one before it
_AUTH_TUPLE = compile_lazily(r"\b\w{0,20}(?i:auth)[\"']?\s?[=:]\s?[(\[](?=[\"'])")
_AUTH_SIGN = compile_lazily(r"(?i)auth[\"']?\s?[=:]\s?[(\[][\"']")
_AUTH_PAIR = compile_lazily(
    r"(?i:\bbasic_?auth|\bhttp_?auth)[\"']?\s?[=:]\s?[\"']?[\w.@-]{2,40}:(?P<value>"
    r"[^\s\"',;]{4,100})"
)
_EXPECTED = compile_lazily(
    r"(?i:pass(?:word|wd|phrase|code)?|pwd|secret)(?:\(\))?(?:\)\.(?:not\.|to\.)?(?:toBe|toEqual"
    r"|toStrictEqual|equals?|isEqualTo|eq|to_eq)\(|\s?,\s?)[\"'](?P<value>[^\"'\n]{6,80})[\"']"
)
_ASSERT = compile_lazily(
    r"(?:assert\w*|expect|equals?|require\.\w+|eq)!?\([^()\n]{0,60}$", re.IGNORECASE
)
_ARGUMENT = compile_lazily(
    r"\s{0,40}(?:(?:[rbBfuLN@]{0,2}\\?\"(?P<double>(?>(?:[^\"\\\n]|\\.){0,300}))\\?\""
    r"|[rbBfuLN]{0,2}'(?P<single>(?>(?:[^'\\\n]|\\.){0,300}))')"
    r"(?P<rest>[^,()\n\"']{0,40}(?:\(\))?)|(?P<other>(?>(?:[^,()\n\"']"
    r"|\([^()\n]{0,60}\)){1,120})))\s{0,10}(?P<sign>[,)\]])"
)
_JWT_CALL = compile_lazily(
    r"\bjwt\.(?:sign|verify|encode|decode)\((?:\s{0,10}(?:[^,()\n\"']|\{[^{}\n]{0,80}\}"
    r"|\([^()\n]{0,40}\)){1,80}),",
    re.IGNORECASE,
)
_HMAC_CALL = compile_lazily(
    r"\b(?:hmac\.(?:new|digest)\(|createHmac\(\s?[\"'][\w-]{2,12}[\"']\s?,)", re.IGNORECASE
)
_SIGNING_CALLS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (_JWT_CALL, ("jwt.",)),
    (_HMAC_CALL, ("hmac.", "createhmac")),
)
_FILL = compile_lazily(
    r"(?i:pass(?:word|wd)?|pwd|passphrase)[^\n\"'`]{0,12}[\"'`]\s?(?:\)?\)(?:\."
    r"|\s?\n?\s?\.)(?:first\(\)\.)?(?:type|fill|send_keys|sendKeys|setValue|set_value"
    r"|set|clearAndType|input)\(|,\s?(?:with:\s?)?)(?:[\"'](?P<value>[^\"'\n]{4,80})[\"'])\s?(?:"
    r"[,)]|\n|$)"
)
_FILL_CALL = compile_lazily(
    r"(?:fill|type|fill_in|enterText|sendKeys|input|setValue|fillField|typeText"
    r"|set_value)\(?[ ]?[\"'`][^\"'`\n]{0,40}$"
)
_FALLBACK = compile_lazily(
    r"(?i:pass(?:word|wd|phrase)?|secret|token|key|pwd|pw)(?:[\"']\s?[\])])?\)?\s?(?:\|\||\?\?"
    r"|\?:|or|//)\s?[\"'`](?P<value>[^\"'`\n]{4,100})[\"'`]"
)
_CHARS = compile_lazily(
    r"\"(?P<value>[^\"\n\\]{4,100})\"\.(?:toCharArray|to_owned_secret|ToSecureString)\(\)"
)
_ALPHABET = compile_lazily("(?i)0123|1234567|abcde|xyz")
_ROBOT_INPUT = compile_lazily(
    r"(?i:input (?:password|text)|type (?:secret|text)|fill (?:secret|text))(?:\t| {2,})[^\s]{0,60}"
    r"(?i:pass|pwd)[^\s]{0,40}(?:\t| {2,})(?P<value>\S{4,80})"
)
_SEND = compile_lazily(
    r"(?m)^[ \t]*(?:exp_)?send(?:_user)?[ ](?:--[ ])?[\"'](?P<value>[^\"'\s\\]{6,80})(?:\\+[rn]"
    r"|\s{1,2})[\"']"
)
_EXPECT_PASSWORD = compile_lazily(
    r"(?i)expect[^\n]{0,40}(?:assword|assphrase"
    r"|PIN)[^\n]{0,20}\n[ \t]{0,20}(?:exp_)?send[ ](?:--[ ])?[\"'](?P<value>[^\"'\s\\]{4,80})"
    r"(?:\\+[rn]|\s)"
)


def find_arguments(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The passwords and keys among arguments. `lower_text` is as long as the text."""
    if "(" in text:
        yield from _find_call_arguments(text)
    if "auth" in lower_text and _AUTH_SIGN.search(text):
        for start in _AUTH_TUPLE.finditer(text):
            yield from _judge_argument(text, start.end(), _Call(1, True))
    for pattern, words in _SIGNING_CALLS:
        for start in find_at_words(pattern, text, lower_text, words):
            yield from _find_signing_key(text, start.end())
    for words, find in _FINDERS:
        if any(word in lower_text for word in words):
            matches = find(text, lower_text)
            yield from (("password", *match.span("value")) for match in matches)


def _find_call_arguments(text: str) -> Iterator[SecretSpan]:
    for call in _CALL.finditer(text):
        name = call["name"].replace("_", "").lower()
        kind_of_call = _CALLS.get(name)
        if name == "new" and _names_vendor(_read_path(text, call)):
            yield from _find_vendor_arguments(text, call.end())
        elif kind_of_call:
            yield from _find_argument(text, call, kind_of_call)
        elif name in VENDORS or (name in _CLIENTS and _names_vendor(_read_path(text, call))):
            yield from _find_vendor_arguments(text, call.end())
        if name == "connect":  # host, port, user, password
            yield from _judge_argument(text, call.end(), _Call(3, False, True))

    for call in find_at_words(_REQUIRED_CALL, text, text, ("require(", "import(", "load(")):
        if call["name"].lower() in VENDORS:
            yield from _find_vendor_arguments(text, call.end())


def _find_vendor_arguments(text: str, position: int) -> Iterator[SecretSpan]:
    """The key of a vendor's client: its first argument, or the second one beside an id."""
    yield from _judge_argument(text, position, _VENDOR_CALL)
    yield from _judge_argument(text, position, _VENDOR_CALL_WITH_ID)


def _read_path(text: str, call: re.Match[str]) -> str:
    """What stands before the name that is called, in small letters: `client.auth.`; "" for none."""
    path_start = max(0, call.start() - _MAX_PATH_CHARS)
    path = _CALL_PATH.search(text[path_start : call.start()])
    return path[0].lower() if path else ""


def _find_argument(text: str, call: re.Match[str], kind_of_call: _Call) -> Iterator[SecretSpan]:
    name = call["name"].replace("_", "").lower()
    path = _read_path(text, call)
    if name in _HASHERS and not any(
        word in path for word in ("pass", "crypt", "argon", "pwd", "hasher")
    ):
        return
    if (name == "begin" and "wifi" not in path) or (name == "new" and "cred" not in path):
        return
    yield from _judge_argument(text, call.end(), kind_of_call)
    if name == "auth":  # of Redis: the password alone
        yield from _judge_argument(text, call.end(), _Call(0, False))


def _judge_argument(text: str, position: int, kind_of_call: _Call) -> Iterator[SecretSpan]:
    """The secret argument of a call whose arguments begin at `position`."""
    previous, number = "", 0
    while number < kind_of_call.argument:
        argument = _ARGUMENT.match(text, position)
        if not argument or argument["sign"] != ",":
            return
        number += not (argument["other"] or "").strip().isdigit()  # a port may stand anywhere
        previous = next(filter(None, argument.group("double", "single", "other")), "").strip()
        position = argument.end()
    argument = _ARGUMENT.match(text, position)
    if not argument or argument["other"] is not None:
        return
    if kind_of_call.needs_user and not _may_be_user(previous):
        return
    group = "single" if argument["double"] is None else "double"
    literal = argument[group]
    if kind_of_call.is_key:
        is_slug = re.search("[-_./: ]", literal) and literal.islower()
        if heuristics.is_uuid(literal) or (
            not is_slug
            and heuristics.is_key(literal, 16, is_named=True)
            and values.is_stated_key(literal)
        ):
            yield "key", *argument.span(group)
    elif values.is_strong(literal) or (
        kind_of_call.may_be_word and values.is_unusual_word(literal)
    ):
        yield "password", *argument.span(group)


def _names_vendor(path: str) -> bool:
    """Whether a part of what is called is a vendor's name: `cohere.Client`, `new Stripe`."""
    return any(part in VENDORS for part in re.split(r"\W+", path))


def _may_be_user(argument: str) -> bool:
    """Whether the argument before a password names a user: a word, or a variable."""
    return bool(re.fullmatch(r"[\w.@+-]{2,60}", argument)) and not argument.isdigit()


def _find_signing_key(text: str, position: int) -> Iterator[SecretSpan]:
    argument = _ARGUMENT.match(text, position)
    literal = (argument["double"] or argument["single"] or "") if argument else ""
    if (
        argument
        and (values.is_clear(literal) or heuristics.is_key(literal, 12, is_named=True))
        and not re.fullmatch(r"[HREP]S\d{3}|sha\d+", literal)
    ):
        yield "key", *argument.span("double" if argument["double"] is not None else "single")


def _find_auth_pairs(text: str, _: str) -> Iterator[re.Match[str]]:
    for pair in _AUTH_PAIR.finditer(text):
        if values.is_strong(pair["value"]):
            yield pair


def _find_filled_fields(text: str, lower_text: str) -> Iterator[re.Match[str]]:
    """What is typed into the password field of a page."""
    for fill in find_at_words(_FILL, text, lower_text, ("pass", "pwd")):
        between = text[fill.start() : fill.start("value") - 1]
        is_call = ")" in between or _FILL_CALL.search(
            text[max(0, fill.start() - 60) : fill.start()]
        )
        if is_call and values.is_clear(fill["value"]):
            yield fill


def _find_fallbacks(text: str, lower_text: str) -> Iterator[re.Match[str]]:
    """What is taken where a variable of the environment is not set."""
    secret_words = ("pass", "secret", "token", "key", "pw")
    for fallback in find_at_words(_FALLBACK, text, lower_text, secret_words):
        if "{" not in fallback["value"] and values.is_strong(fallback["value"]):
            yield fallback


def _find_char_arrays(text: str, _: str) -> Iterator[re.Match[str]]:
    """What Java makes an array of characters of, which it does for passwords."""
    for chars in _CHARS.finditer(text):
        is_marked = not chars["value"].isalnum() or heuristics.is_random(chars["value"], 10)
        if is_marked and values.is_strong(chars["value"]) and not _ALPHABET.search(chars["value"]):
            yield chars


def _find_robot_inputs(text: str, _: str) -> Iterator[re.Match[str]]:
    """What Robot Framework types into the password field of a page."""
    for typed in _ROBOT_INPUT.finditer(text):
        if values.is_clear(typed["value"]):
            yield typed


def _find_expected_values(text: str, lower_text: str) -> Iterator[re.Match[str]]:
    for expected in find_at_words(_EXPECTED, text, lower_text, ("pass", "pwd", "secret")):
        before = text[max(0, expected.start() - 80) : expected.start()]
        if _ASSERT.search(before) and values.is_strong(expected["value"]):
            yield expected


def _find_sent_answers(text: str, _: str) -> Iterator[re.Match[str]]:
    """What a script of `expect` sends to a prompt."""
    for send in _SEND.finditer(text):
        if values.is_strong(send["value"]):
            yield send
    for send in _EXPECT_PASSWORD.finditer(text):
        if values.is_literal(send["value"], 4):
            yield send


_FINDERS: tuple[tuple[tuple[str, ...], Callable[[str, str], Iterator[re.Match[str]]]], ...] = (
    (("basicauth", "basic_auth", "http_auth", "httpauth"), _find_auth_pairs),
    (("pass", "pwd"), _find_filled_fields),
    (("||", "??", " or ", "?:"), _find_fallbacks),
    (("assert", "expect", "equal"), _find_expected_values),
    (("send",), _find_sent_answers),
    (("tochararray", "tosecurestring"), _find_char_arrays),
    (("input password", "input text", "type secret", "fill secret"), _find_robot_inputs),
)
