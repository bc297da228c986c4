"""Tells a secret from what only looks like one: an example, a reference, a word, a digest."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.redact.wordlists import PLACEHOLDER_VALUES

# What people write in place of a secret. The short words only at the start of a part: four letters
# occur in a long token by chance, seven hardly ever.
_EXAMPLE = compile_lazily(
    r"(?i)example|placeholder|abcdefghij|change[-_ ]?me|changeit|redacted|replace[-_]|dummy|notreal"
    r"|A-Za-z|a-z0-9|0-9a-f|not[-_]a[-_]|[x*•.…]{5,}|(?:\.\.\.|…)$"
    r"|(?:^|[-_.])(?:your|my|fake|test|demo|some|insert|todo|sample|abc|foo|xxx+)"
    r"(?:$|[-_.]|(?:api|access|secret|auth|token|key|password|bot)(?:$|[-_.]|here|key|token))"
)
_FILL_IN = compile_lazily(
    r"(?i:^(?:your|insert|enter|paste|put|add)[-_a-z]*$|[-_]here$)|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$"
)
_REFERENCE = compile_lazily(
    r"[$%<{&!@~*…]|\[[A-Za-z_ -]{2,40}\]$|[A-Za-z_][\w.]{0,60}[(\[{]|\.{2,3}$"
    r"|(?:env|secrets|vault|op|ref|arn|file|keyring|ssm|kms|projects|keyvault|data|vars?|did"
    r"|keychain)[:/.]|-----"
    r"|/(?:run|etc|var|home|Users|opt|tmp|usr|path)/"
)
# Public by design: publishable keys, SSH and PGP public keys.
_PUBLIC_PREFIXES = (
    "pk_live_", "pk_test_", "pk.eyJ", "sb_publishable_", "phc_", "pk-lf-", "ssh-rsa", "ssh-ed25519",
    "ecdsa-sha2-", "AAAAB3NzaC1", "AAAAC3NzaC1", "AAAAE2VjZHNh", "AAAAGnNr", "sk-ssh-", "age1",
)  # fmt: skip
# Digests, as lock files, images and password files write them, and what was encrypted to be shared:
# neither opens anything. Hashes of passwords stay for that reason, too.
_DIGEST = compile_lazily(
    r"(?i:(?:sha\d*|md5|h1|blake\d\w?|crc32)[:_=-]|\$\w{1,12}(?:-\w{1,12})?\$|\{\w{3,8}\})"
    r"|(?:pbkdf2|scrypt|argon2|bcrypt)\w{0,12}[:$]|SCRAM-SHA-\d+\$|\*[0-9A-F]{40}$"
    r"|Ag[A-D][A-Za-z0-9+/]{80}|(?:ENC|CRYPT|ENCRYPTED|DEC)[\[(]|\{(?:cipher|aes|key:\w+)\}"
    r"|\$ANSIBLE_VAULT"
    r"|(?:vault|kms|sops|transit|aws-kms):v?\d|encrypted:[A-Za-z0-9+/]{20}|AQICAH"
    r"|-----BEGIN (?:AGE|PGP)|CfDJ8"
)
_TECHNICAL_TERM = compile_lazily(
    r"(?i)(?:base|sha|md|utf|aes|hs|rs|es|ps|pbkdf|argon|bcrypt|scrypt|oauth|http|ipv|python|node"
    r"|chacha|ed|rsa|ecdsa|sha3|tls|v|rfc|iso|pkcs|x)-?\d+(?:[-_.:/]\S*|[a-z]{0,10})"
    r"|[A-Za-z]+-\d{1,3}"
    r"|\d+[A-Za-z]{1,12}|[A-Z]{2,10}-\d+|\d[\d.,:_/-]*"
)
_VARIABLE_NAME = compile_lazily(
    r"(?i)(?:input|arg|param|value|field|string|str|text|form|password|passwd|pass|pwd|token|secret"
    r"|key|user|result|res|data|obj|var|temp|tmp|item|line|option|test|step|level|type)s?_?\d{1,3}"
)
_PATH = compile_lazily(
    r"(?:[~.]{0,2}|[A-Za-z]:)[/\\]|[\w+.-]{1,40}://|[\w.-]+(?:/[\w.-]+)*\.[A-Za-z]{1,5}(?::\d+)*$"
)
# Base64 may begin as a path does; a path as long begins with a lower-case word.
_BASE64 = compile_lazily(r"/(?![a-z]+/)(?=[^0-9]*[0-9])(?=[^A-Z]*[A-Z])[A-Za-z0-9+/]{24,}={0,2}")
_UUID = compile_lazily(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HEX = compile_lazily(r"(?:0x)?(?:[0-9a-f]{32,}|[0-9A-F]{32,})")
_LONG_WORD = compile_lazily("(?i)[a-z]{5,}")
_SHORT_WORD = compile_lazily("[A-Z]?[a-z]{3,}|[A-Z]{5,}")
_ALPHABET = compile_lazily("(?i)abcdef[g-z]*")
_VOWEL = compile_lazily("(?i)[aeiou]")
_NAME_PART = compile_lazily(r"[A-Za-z]*|[A-Z]?[a-z]+\d{0,2}|v?\d{1,8}")
_SLUG_PART = compile_lazily(r"[A-Za-z]*\d{0,4}|[A-Z]?[a-z]+\d[a-z]+|\d{1,14}")
_TYPE_NAME = compile_lazily(r"[a-z0-9](?:Key|Token|Secret|Password|Credential|Provider|Factory)s?$")
_JOINED_WORDS = compile_lazily(r"[a-z]{3,}(?:[-_.][a-z]{2,})*[-_.][a-z]{2,}\d{0,2}")
_DOTTED_NAME = compile_lazily(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_CAMEL_PART = compile_lazily(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def is_example(value: str) -> bool:
    """Whether a value is only an example: `your-api-key`, `xxxx`, `AKIA…EXAMPLE`, `0000`."""
    bare = value.strip("\"'`<>{}[]() ")
    letters = [character for character in bare[:400] if character.isalnum()]
    if len(set(letters)) < 4 or bare.lower() in PLACEHOLDER_VALUES:
        return True
    return bool((len(bare) < 160 and _EXAMPLE.search(bare)) or _FILL_IN.search(bare[:80]))


def is_reference(value: str) -> bool:
    """Whether a value refers to another: `${X}`, `os.environ["X"]`, a path, a URL, a call."""
    if value.startswith("/") and _BASE64.fullmatch(value):
        return False
    return bool(_REFERENCE.match(value) or _PATH.match(value))


def is_public(value: str) -> bool:
    """Whether a value is public by its form: a publishable key, a public key, a digest."""
    return value.startswith(_PUBLIC_PREFIXES) or bool(_DIGEST.match(value))


def is_uuid(value: str) -> bool:
    """Whether a value is a UUID."""
    return bool(_UUID.fullmatch(value))


def is_hex_key(value: str) -> bool:
    """Whether a value is hexadecimal and as long as keys are: 32 digits or more."""
    return bool(_HEX.fullmatch(value))


def is_harmless(value: str) -> bool:
    """Whether a value is an example, public, or a reference."""
    return is_example(value) or is_public(value) or is_reference(value)


def is_key(value: str, min_chars: int, *, is_named: bool = False) -> bool:
    """Whether a value looks as keys do: random (see `is_random`), hexadecimal, or a UUID."""
    return is_random(value, min_chars, is_named=is_named) or is_hex_key(value) or is_uuid(value)


def is_random(value: str, min_chars: int = 16, *, is_named: bool = False) -> bool:
    """Whether a value looks random: letters and digits mixed, with hardly a word among them.

    `is_named`: its name says already that it is a secret, so that only words and code are not.
    The bounds miss 1 in 100 values of 20 random characters out of 62, and fewer of longer ones.
    """
    if len(value) < min_chars or len(set(value)) <= min(6, min_chars // 2):
        return False
    if is_public(value) or is_reference(value):
        return False
    value = _ALPHABET.sub("a1B", value)  # the alphabet in order is not a word
    if not _has_letters_and_digits(value):
        return is_named and has_scattered_case(value, 20)
    parts = _CAMEL_PART.findall(value)
    density = len(parts) / sum(map(len, parts))
    if is_code_name(value) and not (
        is_named and density >= 0.36 and len(value) >= 20 and "." not in value
    ):
        return False
    if value.islower() or value.isupper():
        word_pattern, max_word_share, min_density = _LONG_WORD, 0.5, 0.06
    else:
        word_pattern, max_word_share, min_density = _SHORT_WORD, 0.6, 0.28
    if is_named:
        max_word_share, min_density = 0.7, 0.06
    word_chars = sum(len(word) for word in word_pattern.findall(value) if _VOWEL.search(word))
    return density >= min_density and word_chars < max_word_share * len(value)


def has_scattered_case(value: str, min_chars: int) -> bool:
    """Whether only letters are mixed in case as no name in code is: `OpXHUGklEOljkCdUi`."""
    parts = _CAMEL_PART.findall(value)
    part_chars = sum(map(len, parts))
    joined = value.replace("_", "").replace("-", "")
    return len(value) >= min_chars and joined.isalpha() and len(parts) >= 0.35 * part_chars


def is_code_name(value: str) -> bool:
    """Whether a value is a name in code or a slug: `us-east-1-prod`, `ed25519.Key`, `a?b=1`."""
    parts = re.split(r"[-_.:/+=]+", value)
    if "$" in value or "?" in value or "&" in value or all(map(_NAME_PART.fullmatch, parts)):
        return True
    if len(parts) > 1 and all(map(_SLUG_PART.fullmatch, parts)):
        return True
    if _TYPE_NAME.search(value):
        return True
    return bool(_DOTTED_NAME.fullmatch(value)) and min(map(len, value.split("."))) < 16


def _has_letters_and_digits(value: str) -> bool:
    return bool(re.search("[A-Za-z]", value) and re.search("[0-9]", value))


def is_password(value: str) -> bool:
    """Whether a value that is called a password is one: not a word, a number, a technical term."""
    if len(value) < 6 or is_example(value) or is_public(value) or _PATH.match(value):
        return False
    if (
        _TECHNICAL_TERM.fullmatch(value)
        or _VARIABLE_NAME.fullmatch(value)
        or _JOINED_WORDS.fullmatch(value)
    ):
        return False
    return bool(
        (re.search(r"[^\W\d_]", value) and re.search("[0-9]", value))
        or re.search(r"[^\W_][!@#$%^&*+~?]+[^\W_]", value)
    )


def is_config_secret(value: str) -> bool:
    """Whether a literal in a configuration file may be a secret; one word may be (`hunter`)."""
    return (
        len(value) >= 4
        and not is_harmless(value)
        and not re.fullmatch(r"[\d.]{1,5}|\S{1,16}[-_]|v?\d+(?:\.\d+)+|\d{4}-\d\d-\d\d\S*", value)
    )
