"""Finds e-mail addresses and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.redact.formats import SecretSpan
from minutebook.redact.personal.hosts import is_documentation_host

_EMAIL = re.compile(
    r"(?<![\w.%+/-])(?P<name>[\w.+-]{1,64})(?:@|%40|\[at\]|\(at\))"
    r"(?P<host>(?:\w[\w-]{0,62}\.){1,5}[^\W\d_]{2,24})(?![\w(-]|\.\w)"
)
# Nobody's own: what programs send from, and the user of git's addresses.
_NOBODY = re.compile(
    r"(?i)(?:no-?reply|do-?not-?reply|git|hg|svn|mailer-daemon|postmaster)(?:[+-].*)?$"
)
# What ends in these is a file or a unit: `icon@2x.png`, `getty@tty1.service`.
_NOT_TOP_LEVEL = re.compile(
    "png|jpe?g|gif|svg|webp|avif|[jt]sx?|mjs|cjs|s?css|json|ya?ml|toml|xml|html|txt|tgz|gz|bz2|xz|whl"
    "|lock|service|socket|timer|target|mount|slice|scope|device|path"
)


def find_emails(text: str) -> Iterator[SecretSpan]:
    """The e-mail addresses of people: kind, start, end."""
    if not any(sign in text for sign in ("@", "%40", "[at]", "(at)")):
        return
    for match in _EMAIL.finditer(text):
        host = match["host"].lower()
        is_address = (
            not _NOBODY.match(match["name"])
            and "noreply" not in host
            and not _NOT_TOP_LEVEL.fullmatch(host.rpartition(".")[2])
            and not is_documentation_host(host)
        )
        if is_address:
            yield "email", match.start(), match.end()


# itu.int/pub/T-SP-E.164D: codes of countries.
_COUNTRY_CODE = (
    r"(?:1|7|2[07]|2[1-69]\d|3[0-469]|3[578]\d|4[013-9]|42\d|5[1-8]|5[09]\d|6[0-6]|6[789]\d|8[1246]"
    r"|8[0578]\d|9[0-58]|9[679]\d)"
)
_PHONE_FORMS = (
    # With a country's code: eight to fifteen digits.
    re.compile(
        rf"(?<![\w+.)\]-])(?:\+|(?<!\d )00(?=[1-9]\d[ -])){_COUNTRY_CODE}"
        r"(?:[ ./-]?(?:\(0?\)|\(\d{1,4}\)|\d{1,12})){1,7}"
        r"(?![\w-]|[.,]\d)"
    ),
    # North America: (415) 555-0132, 415-555-0132.
    re.compile(
        r"(?<![\w(.-])(?:1[ -])?(?:\([2-9]\d\d\) ?|[2-9]\d\d-)[2-9]\d\d-\d{4}(?![\w-]|\.\d)"
    ),
    # Mobile numbers of the United Kingdom.
    re.compile(r"(?<![\w.-])07\d{3}[ -]\d{3}[ -]?\d{3}(?![\w-]|\.\d)"),
)
_PHONE_WORD = re.compile(
    r"(?i)(?:\b(?:(?:tele)?phone|tel|mobile|mobil|cell|handy|fax|whatsapp|sms|rufnummer|telefon\w*"
    r"|call[ \t](?:me|us|him|her|them|at|on)|t[ée]l[ée]phone|portable|tel[ée]fono|m[óo]vil|celular"
    r"|telefone)\b|тел|电话|電話|手机|携帯|فون)[^\n\d+(]{0,30}"
    r"(?P<number>\+?[\d(][\d ()./-]{5,20}\d)(?![\w-]|[.,]\d)"
)
_DATE = re.compile(r"\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4}")


def find_phone_numbers(text: str) -> Iterator[SecretSpan]:
    """The phone numbers of a text: with a country's code, of a known form, or said to be one."""
    if not re.search("[0-9]{2}", text):
        return
    for form in _PHONE_FORMS:
        for match in form.finditer(text):
            min_digits = 11 if match[0].startswith("00") else 8
            if min_digits <= _count_digits(match[0]) <= 15:
                yield "phone", match.start(), match.end()
    for match in _PHONE_WORD.finditer(text):
        if 7 <= _count_digits(match["number"]) <= 15 and not _DATE.match(match["number"]):
            yield "phone", match.start("number"), match.end("number")


def _count_digits(text: str) -> int:
    return sum(map(str.isdigit, text))
