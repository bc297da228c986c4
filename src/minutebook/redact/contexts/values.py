"""Tells how much a value looks like a password: places say in various strength that it is one.

A place is unmistakable (`IDENTIFIED BY '…'`: any literal is one), clear (`password = "…"`: a word
may be one, if it is none of programs or of states), or weak ("password …": letters and digits).
"""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.redact import heuristics
from minutebook.redact.contexts.plain_words import PLAIN_WORDS, REMARK_WORDS
from minutebook.redact.wordlists import VENDORS

_VARIABLE = compile_lazily(
    r"\$\w+$|\$[{(\[]|\$env:|%\w+%|%[sdv(]|\{\{|\{\w*\}|\{\w+[:.!]\w*\}|<[\w .|/-]+>$|<%|#\{|@\{"
    r"|[&*!@][A-Za-z_.]+\d?$"
    r"|\[\w[\w -]*\]$|(?:env|file|fd|stdin|vault|op|arn|secret|secrets|projects|ssm|kms)[:/]|-$|\?$"
    r"|[A-Za-z][\w+.-]{1,30}://|:\w+$|@[\w./-]+\.\w+$|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|\$\d$|--"
    r"|\.{2,}|…|\*[^*\s].*\*$|\\?\(|\w+\("
)
_WORD = compile_lazily(r"[^\W\d_]+(?:[-_.][^\W\d_]+)*")
_CAMEL_CASE = compile_lazily("[a-z][A-Z]")
_STATE_ENDING = compile_lazily(
    r"(?:[a-z]{2}ed|[a-z]{3}ing|[^f]ly|able|ible|less|ful|ous|tion|ment|ness|ity|ated|ised|ized"
    r"|iert|lich|bar"
    r"|isch|ert|rio|ria|ado|ada|ido|ida|ung)$"
)
_NAME_IN_CODE = compile_lazily(
    r"[a-z]+[A-Z][A-Za-z_]*\d?|[A-Z][a-z]+[A-Z][A-Za-z_]*\d?|\w+\(.*"
    r"|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+|\w+(?:::\w+.*|(?::[\w./-]*){2,})|[a-z]+_[a-z_]+\d?"
    r"|[A-Z]{2,8}-?\d{1,4}|(?:[a-z]+_)+\w+|-{1,2}[A-Za-z].*|[^=]*=[>=].*"
    r"|(?P<option>\w+)=(?P<setting>[\w.]+)"
    r"|[|{}\[\]()<>+*/,;:=-]+"
)
_OPTION_LIKE_PASSWORD = compile_lazily(
    r"[^\W\d_]{4,20}\d*=(?:\d{3,6}|[^\W\d_]{3,20}\d{1,6})|[A-Z][a-z]{3,20}_?\d*=\w{1,20}"
)
_NUMBERED_NAME = compile_lazily(r"[A-Za-z_.-]*\d?[a-z]{0,2}")
# Letters that are not ASCII, and digits or signs: `Ласточка77`.
_IN_OTHER_LETTERS = compile_lazily(
    r"(?=.*[^\W\d_a-zA-Z])(?=.*[0-9!@#$%^&*+?].?)[^\W_]+"
    r"[\w!@#$%^&*+?-]{3,60}"
)
_TYPE_NAME = compile_lazily("[a-z0-9](?:Key|Token|Secret|Credential|Password)s?(?:[A-Z]|$)")
_CODE_WORD_PART = compile_lazily(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")
_SIGN = compile_lazily(r"[!#$%^&*()+=@~?;:,|<>{}\[\]-]")
_CODE_MARK = compile_lazily(
    r"\[\^?[A-Za-z\\]-|\(\?[:=!<P]|\\[dwsbnt.]|\{\{|\$\{|</|=>|::|&&|\|\||;\s|\w\(\w*\)|, |\.\w+\("
)
_LONG_WORD = compile_lazily("[A-Z]?[a-z]{7,}|[A-Z]{8,}")
_MAX_VALUE_CHARS = 200


def is_literal(value: str, min_chars: int = 3) -> bool:
    """Whether a value at an unmistakable place is one: not a variable, an example or sealed."""
    value = value[:_MAX_VALUE_CHARS]
    return (
        len(value) >= min_chars
        and not _VARIABLE.match(value)
        and not heuristics.is_example(value)
        and not heuristics.is_public(value)
    )


def is_clear(value: str) -> bool:
    """Whether a value at a clear place is a password: strong, or no word that may stand there."""
    return is_strong(value) or is_unusual_word(value)


def is_strong(value: str) -> bool:
    """Whether a value has the form of a password and is no name in code made of known words."""
    value = value[:_MAX_VALUE_CHARS]
    if len(value) < 6 or not is_literal(value):
        return False
    if heuristics.is_random(value, 10, is_named=True) or (
        heuristics.has_scattered_case(value, 12) and not is_made_of_plain_words(value, min_chars=3)
    ):
        return True
    return (
        (
            heuristics.is_password(value)
            or _is_joined_with_digits(value)
            or _IN_OTHER_LETTERS.fullmatch(value) is not None
        )
        and not is_name_in_code(value)
        and not (is_made_of_plain_words(value) and _NUMBERED_NAME.fullmatch(value))
    )


def is_name_in_code(value: str) -> bool:
    """Whether a value is a name or an option as code has them: `user.name`, `minlen=8`.

    `Harbor=1968` is none: words that no option has, and a number as long as a year, or capitals.
    """
    match = _NAME_IN_CODE.fullmatch(value)
    if match is None or match["option"] is None:
        return match is not None
    return not (
        _OPTION_LIKE_PASSWORD.fullmatch(value)
        and not is_made_of_plain_words(match["option"])
        and not is_made_of_plain_words(match["setting"])
    )


def is_in_code(value: str) -> bool:
    """Whether a value has signs or words that keys have not, and patterns and types have."""
    return bool(re.search(r"[()\[\]{}^|\\]|#\d+$", value) or _TYPE_NAME.search(value))


def is_dense(value: str) -> bool:
    """Whether a value is long and mixes letters, digits and signs as no text or code does.

    So are the keys that Django and WordPress make: `=eztx-9ca)#6f^d(6fiypic*rk^8x-bx8p7%…`.
    """
    value = value.removeprefix("django-insecure-")
    return (
        len(value) >= 30
        and not _CODE_MARK.search(value)
        and len(set(value)) >= 16
        and len(_SIGN.findall(value)) >= 5
        and len(set(_SIGN.findall(value))) >= 4
        and sum(character.isdigit() for character in value) >= 3
        and not _LONG_WORD.search(value)
        and not heuristics.is_public(value)
    )


def is_stated_key(value: str) -> bool:
    """Whether a value that is said to be a key or token is one: random, and no joined words."""
    is_slug = re.search("[-_./:]", value) and (value.islower() or value.isupper())
    return (
        is_literal(value, 12)
        and not heuristics.is_harmless(value)
        and heuristics.is_random(value, 12, is_named=True)
        and not re.search(r"[\s=](?!=?$)", value)
        and not is_in_code(value)
        and not (is_slug and is_made_of_plain_words(value, min_chars=4))
    )


def _is_joined_with_digits(value: str) -> bool:
    """Whether a value is words and a number, as `walnut-otter-42` is and `us-east-1` is not."""
    parts = re.split("[-_.]", value)
    return (
        len(parts) >= 2
        and re.fullmatch(r"\d{2,4}", parts[-1]) is not None
        and all(re.fullmatch("[A-Za-z]{3,}", part) for part in parts[:-1])
        and not all(is_made_of_plain_words(part) for part in parts[:-1])
    )


def is_made_of_plain_words(value: str, *, min_chars: int = 2) -> bool:
    """Whether one of the words in a value is one of programs: `userPassword2`, `invalid_token`."""
    parts = [part.lower() for part in _CODE_WORD_PART.findall(value)]
    return any(
        len(part) >= min_chars and (part in PLAIN_WORDS or part in VENDORS) for part in parts
    )


def is_unusual_word(value: str, *, in_sentence: bool = False) -> bool:
    """Whether a value of letters only may be a password: `sunflower`, not `required`.

    `in_sentence`: it may also be a participle or adverb, as in "the password is unencrypted".
    """
    value = value.rstrip("!?#$%&*+@")
    if not 5 <= len(value) <= 60 or not _WORD.fullmatch(value) or not is_literal(value):
        return False
    lower_value = value.lower()
    if lower_value in PLAIN_WORDS or lower_value in VENDORS:
        return False
    if _CAMEL_CASE.search(value):
        return False  # a name in code
    parts = re.split("[-_.]", lower_value)
    plain_count = sum(
        part in PLAIN_WORDS or part in VENDORS or bool(in_sentence and _STATE_ENDING.search(part))
        for part in parts
    )
    return plain_count == 0 or (
        "." not in value and len(parts) >= 3 and plain_count * 3 <= len(parts)
    )


def is_mixed_phrase(value: str) -> bool:
    """Whether a value is two to four words with digits and signs, none a word of a remark."""
    words = value.split(" ")
    return (
        2 <= len(words) <= 4
        and all(len(word) >= 4 and is_clear(word) for word in words)
        and not any(
            part.lower() in PLAIN_WORDS or part.lower() in REMARK_WORDS
            for part in re.findall("[A-Za-z]+", value)
        )
        and re.search("[0-9]", value) is not None
        and re.search("[!@#$%^&*+?~_-]", value) is not None
    )


def is_passphrase(value: str, *, min_words: int = 3) -> bool:
    """Whether a value is several words that make no remark: `correct horse battery staple`."""
    words = value.split(" ")
    return (
        min_words <= len(words) <= 24
        and all(re.fullmatch(r"[^\W_]{2,14}", word) for word in words)
        and sum(len(word) >= 3 for word in words) >= min_words
        and not any(word.lower() in REMARK_WORDS for word in words)
        and value[1:].lower() == value[1:]
    )
