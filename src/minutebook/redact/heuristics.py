"""Tells a secret from what only looks like one: examples, references, words, paths, digests."""

from __future__ import annotations

import re

from minutebook.redact.wordlists import PLACEHOLDER_VALUES

# What people write where a secret would go. The short words only where they begin a part: by
# chance four letters come up in a long token, seven hardly.
_EXAMPLE = re.compile(
    r"(?i)example|placeholder|change[-_ ]?me|changeit|redacted|replace[-_]|dummy|notreal"
    r"|not[-_]a[-_]|[x*•.…]{5,}|(?:\.\.\.|…)$"
    r"|(?:^|[-_.])(?:your|my|fake|test|demo|some|insert|todo|sample|abc|foo|xxx+)"
    r"(?:$|[-_.]|(?:api|access|secret|auth|token|key|password|bot)(?:$|[-_.]|here|key|token))"
)
_YOURS = re.compile(
    r"(?i:^(?:your|insert|enter|paste|put|add)[-_a-z]*$|[-_]here$)|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$"
)
_REFERENCE = re.compile(
    r"[$%<{&!@~*…]|\[[A-Za-z_ -]{2,40}\]$|[A-Za-z_][\w.]{0,60}[(\[{]|\.{2,3}$"
    r"|(?:env|secrets|vault|op|ref|arn|file|keyring|ssm|kms|projects|keyvault|data|vars?|did"
    r"|keychain)[:/.]|-----"
    r"|/(?:run|etc|var|home|Users|opt|tmp|usr|path)/"
)
# Public by design: publishable keys, SSH and PGP public keys.
_PUBLIC = (
    "pk_live_", "pk_test_", "pk.eyJ", "sb_publishable_", "phc_", "pk-lf-", "ssh-rsa", "ssh-ed25519",
    "ecdsa-sha2-", "AAAAB3NzaC1", "AAAAC3NzaC1", "AAAAE2VjZHNh", "AAAAGnNr", "sk-ssh-", "age1",
)  # fmt: skip
# Digests, as lock files, images and password files write them.
_DIGEST = re.compile(r"(?i)(?:sha\d*|md5|h1|blake\d\w?|crc32)[:_=-]|\$\w{1,10}\$|\{\w{3,8}\}")
_TECHNICAL = re.compile(
    r"(?i)(?:base|sha|md|utf|aes|hs|rs|es|ps|pbkdf|argon|bcrypt|scrypt|oauth|http|ipv|python|node"
    r"|chacha|ed|rsa|ecdsa|sha3|tls|v|rfc|iso|pkcs|x)-?\d+(?:[-_.:/]\S*|[a-z]{0,10})|[A-Za-z]+-\d{1,3}"
    r"|\d+[A-Za-z]{1,12}|[A-Z]{2,10}-\d+|\d[\d.,:_/-]*"
)
_CODE = re.compile(
    r"(?i)(?:input|arg|param|value|field|string|str|text|form|password|passwd|pass|pwd|token|secret"
    r"|key|user|result|res|data|obj|var|temp|tmp|item|line|option|test|step|level|type)s?_?\d{1,3}"
)
_PATH = re.compile(
    r"(?:[~.]{0,2}|[A-Za-z]:)[/\\]|\w+://|[\w.-]+(?:/[\w.-]+)*\.[A-Za-z]{1,5}(?::\d+)*$"
)
# Base64 may begin as a path does; a path that long has a lower-case word for a first part.
_BASE64 = re.compile(r"/(?![a-z]+/)(?=[^0-9]*[0-9])(?=[^A-Z]*[A-Z])[A-Za-z0-9+/]{24,}={0,2}")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HEX = re.compile(r"(?:0x)?(?:[0-9a-f]{32,}|[0-9A-F]{32,})")
_LONG_WORD = re.compile("(?i)[a-z]{5,}")
_SHORT_WORD = re.compile("[A-Z]?[a-z]{3,}|[A-Z]{5,}")
_ROW = re.compile("(?i)abcdef[g-z]*")
_VOWEL = re.compile("(?i)[aeiou]")
_PART = re.compile(r"[A-Za-z]*|[A-Z]?[a-z]+\d{0,2}|v?\d{1,8}")
_SLUG = re.compile(r"[A-Za-z]*\d{0,4}|[A-Z]?[a-z]+\d[a-z]+|\d{1,14}")
_TYPE = re.compile(r"[a-z0-9](?:Key|Token|Secret|Password|Credential|Provider|Factory)s?$")
_NAMES = re.compile(r"[a-z]{3,}(?:[-_.][a-z]{2,})*[-_.][a-z]{2,}\d{0,2}")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def is_example(value: str) -> bool:
    """Whether a value only shows where one goes: `your-api-key`, `xxxx`, `AKIA…EXAMPLE`, `0000`."""
    bare = value.strip("\"'`<>{}[]() ")
    letters = [character for character in bare[:400] if character.isalnum()]
    if len(set(letters)) < 4 or bare.lower() in PLACEHOLDER_VALUES:
        return True
    return bool((len(bare) < 160 and _EXAMPLE.search(bare)) or _YOURS.search(bare[:80]))


def is_reference(value: str) -> bool:
    """Whether a value is read from elsewhere: `${X}`, `os.environ["X"]`, a path, a URL, a call."""
    if value.startswith("/") and _BASE64.fullmatch(value):
        return False
    return bool(_REFERENCE.match(value) or _PATH.match(value))


def is_public(value: str) -> bool:
    """Whether a value is public by its form: a publishable key, a public key, a digest."""
    return value.startswith(_PUBLIC) or bool(_DIGEST.match(value))


def is_uuid(value: str) -> bool:
    """Whether a value is a UUID."""
    return bool(_UUID.fullmatch(value))


def is_hex_key(value: str) -> bool:
    """Whether a value is hexadecimal and as long as keys are: 32 digits or more."""
    return bool(_HEX.fullmatch(value))


def is_random(value: str, min_chars: int = 16, *, is_named: bool = False) -> bool:
    """Whether a value looks drawn by chance: letters and digits mixed, hardly a word among them.

    `sure`: its name says already that it is a secret, so that only plain words and code are none.
    The bounds let pass 1 of 100 values that are drawn from 62 signs and 20 long, and fewer of
    longer ones.
    """
    if len(value) < min_chars or len(set(value)) <= min(6, min_chars // 2):
        return False
    if is_public(value) or is_reference(value):
        return False
    value = _ROW.sub("a1B", value)  # the alphabet in a row is no word
    if not _mixed(value):
        return is_named and _scattered(value)
    words = _CAMEL.findall(value)
    density = len(words) / sum(map(len, words))
    if is_code_name(value) and not (
        is_named and density >= 0.36 and len(value) >= 20 and "." not in value
    ):
        return False
    if value.islower() or value.isupper():
        telling, most, least_density = _LONG_WORD, 0.5, 0.06
    else:
        telling, most, least_density = _SHORT_WORD, 0.6, 0.28
    if is_named:
        most, least_density = 0.7, 0.06
    worded = sum(len(word) for word in telling.findall(value) if _VOWEL.search(word))
    return density >= least_density and worded < most * len(value)


def _scattered(value: str) -> bool:
    """Whether letters alone are so mixed in case that no name of code is: `OpXHUGklEOljkCdUi`."""
    words = _CAMEL.findall(value)
    letters = sum(map(len, words))
    plain = value.replace("_", "").replace("-", "")
    return len(value) >= 20 and plain.isalpha() and len(words) >= 0.36 * letters


def is_code_name(value: str) -> bool:
    """Whether a value is a name of code or a slug: `us-east-1-prod`, `ed25519.Key`, `a?b=1`."""
    parts = re.split(r"[-_.:/+=]+", value)
    if "$" in value or "?" in value or "&" in value or all(map(_PART.fullmatch, parts)):
        return True
    if len(parts) > 1 and all(map(_SLUG.fullmatch, parts)):
        return True
    if _TYPE.search(value):
        return True
    return bool(_DOTTED.fullmatch(value)) and min(map(len, value.split("."))) < 16


def _mixed(value: str) -> bool:
    return bool(re.search("[A-Za-z]", value) and re.search("[0-9]", value))


def is_password(value: str) -> bool:
    """Whether a value, said to be a password, is one: not a word, a number or a technical term."""
    if len(value) < 6 or is_example(value) or is_public(value) or _PATH.match(value):
        return False
    if _TECHNICAL.fullmatch(value) or _CODE.fullmatch(value) or _NAMES.fullmatch(value):
        return False
    return _mixed(value) or bool(re.search(r"[A-Za-z0-9][!@#$%^&*+~?]+[A-Za-z0-9]", value))


def is_config_secret(value: str) -> bool:
    """Whether a literal of a configuration file may be a secret, a single word too (`hunter`)."""
    return (
        len(value) >= 4
        and not is_example(value)
        and not is_public(value)
        and not is_reference(value)
        and not re.fullmatch(r"[\d.]{1,5}|\S{1,16}[-_]|v?\d+(?:\.\d+)+|\d{4}-\d\d-\d\d\S*", value)
    )
