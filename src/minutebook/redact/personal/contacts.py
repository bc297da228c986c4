"""Finds e-mail addresses and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact.formats import SecretSpan
from minutebook.redact.personal.hosts import is_documentation_host

_EMAIL = compile_lazily(
    r"(?<![\w.%+-])(?P<name>[\w.+-]{1,64})(?:@|%40| ?\[at\] ?| ?\(at\) ?)"
    r"(?P<host>(?:\w[\w-]{0,62}(?:\.| ?[\[(]dot[\])] ?)){1,5}[^\W\d_]{2,24})(?![\w(-]|\.\w)"
)
_DOT = compile_lazily(r" ?[\[(]dot[\])] ?")
# Nobody's own: what programs send from, and the user of git's addresses.
_NOBODY = compile_lazily(
    r"(?i)(?:no-?reply|do-?not-?reply|git|hg|svn|mailer-daemon|postmaster)(?:[+-].*)?$"
)
# What ends in these is a file or a unit: `icon@2x.png`, `getty@tty1.service`.
_NOT_TOP_LEVEL = compile_lazily(
    "png|jpe?g|gif|svg|webp|avif|[jt]sx?|mjs|cjs|s?css|json|ya?ml|toml|xml|html|txt|tgz|gz|bz2|xz|whl"
    "|lock|service|socket|timer|target|mount|slice|scope|device|path"
)
_FILE_END = compile_lazily(
    r"(?:\.(?:png|jpe?g|gif|svg|webp|pdf|[jt]sx?|s?css|json|jsonl|ya?ml|toml|xml|html?|txt|md|log|csv|eml"
    r"|msg|ics|vcf|py|tgz|tar|gz|bz2|xz|zip|bak|old|lock))+$"
)
_MAIL_DOMAIN = compile_lazily(
    r"\.(?:com|org|net|edu|gov|io|dev|co|info|eu|de|fr|uk|us|ch|at|it|es|nl|be|pl|se|no|dk|fi|jp|cn|in"
    r"|br|ru|ca|au)$"
)
_PASSWORD_START = compile_lazily(r"://[^\s/@:]{0,80}:$")  # of a connection: user, password, host
# Mail within a machine; databases and shells write `user@localhost` for what is no person.
_LOCAL_EMAIL = compile_lazily(
    r"(?<![\w.%+/:@-])(?P<whole>(?P<name>[A-Za-z][\w.+-]{1,63})@(?:localhost|localhost\.localdomain))"
    r"(?![\w:/@-]|\.\w)"
)
_SERVICE_USERS = frozenset(
    (
        *(
            "root",
            "admin",
            "postgres",
            "mysql",
            "user",
            "users",
            "app",
            "guest",
            "test",
            "username",
        ),
        *(
            "www-data",
            "nobody",
            "rabbit",
            "rabbitmq",
            "celery",
            "worker",
            "redis",
            "mongo",
            "system",
        ),
    )
)


def find_emails(text: str) -> Iterator[SecretSpan]:
    """The e-mail addresses of people: kind, start, end."""
    if not any(sign in text for sign in ("@", "%40", "[at]", "(at)")):
        return
    for match in _EMAIL.finditer(text):
        host = _DOT.sub(".", match["host"].lower())
        end = match.end()
        file_end = _FILE_END.search(host)
        # Of the name of a file all but its end: `mail-zoe@corp.com.txt`.
        if file_end and _MAIL_DOMAIN.search(host[: file_end.start()]):
            end -= len(file_end[0])
            host = host[: file_end.start()]
        elif text[match.start() - 1 : match.start()] == "/":
            continue  # a folder's or a package's name
        is_address = (
            not _NOBODY.match(match["name"])
            and "noreply" not in host
            and not _NOT_TOP_LEVEL.fullmatch(host.rpartition(".")[2])
            and not is_documentation_host(host)
            and not _PASSWORD_START.search(text[max(0, match.start() - 120) : match.start()])
        )
        if is_address:
            yield "email", match.start(), end
    for match in _LOCAL_EMAIL.finditer(text):
        if not _NOBODY.match(match["name"]) and match["name"].lower() not in _SERVICE_USERS:
            yield "email", *match.span("whole")


# itu.int/pub/T-SP-E.164D: codes of countries.
_COUNTRY_CODE = (
    r"(?:1|7|2[07]|2[1-69]\d|3[0-469]|3[578]\d|4[013-9]|42\d|5[1-8]|5[09]\d|6[0-6]|6[789]\d|8[1246]"
    r"|8[0578]\d|9[0-58]|9[679]\d)"
)
_PHONE_FORMS = (
    # With a country's code: eight to fifteen digits.
    compile_lazily(
        rf"(?<![\w+.)\]-])(?:\+|(?<!\d )00(?=[1-9]\d[ -])){_COUNTRY_CODE}"
        r"(?:[ ./-]?(?:\(0?\)|\(\d{1,4}\)|\d{1,12})){1,7}"
        r"(?![\w-]|[.,]\d)"
    ),
    # North America: (415) 555-0132, 415-555-0132.
    compile_lazily(
        r"(?<![\w(.-])(?:1[ -])?(?:\([2-9]\d\d\) ?|[2-9]\d\d-)[2-9]\d\d-\d{4}(?![\w-]|\.\d)"
    ),
    compile_lazily(r"(?<![\w.-])[2-9]\d\d\.[2-9]\d\d\.\d{4}(?![\w-]|\.\d)"),
    # France: 06 12 34 56 78.
    compile_lazily(
        r"(?<![\w./-])(?<!\d )0[1-79](?P<sign>[ .])\d\d(?:(?P=sign)\d\d){3}(?![\w-]|[ ./]\d)"
    ),
    # Japan: 090-1234-5678. Russia: 8 (495) 123-45-67. Germany's area codes: 030/1234567.
    compile_lazily(r"(?<![\w./-])0[5789]0-\d{4}-\d{4}(?![\w-]|[./]\d)"),
    compile_lazily(r"(?<![\w./-])8[ -]?\(\d{3,5}\)[ -]?\d{1,3}-\d\d-\d\d(?![\w-]|[./]\d)"),
    compile_lazily(r"(?<![\w./-])0[2-9]\d{1,4}/\d{5,9}(?![\w-]|[./]\d)"),
    # The rest of an address with a country's code: (0)20 7946 0958.
    compile_lazily(r"(?<![\w./-])\(0\) ?\d{2,5}(?:[ -]\d{3,8}){1,3}(?![\w-]|[./]\d)"),
    # Mobile numbers of Germany, and of the United Kingdom.
    compile_lazily(r"(?<![\w./-])01[5-7]\d[/ -]\d{3,4} ?\d{3,5}(?![\w-]|[./]\d)"),
    compile_lazily(r"(?<![\w.-])07\d{3}[ -]\d{3}[ -]?\d{3}(?![\w-]|\.\d)"),
)
_PHONE_WORD = compile_lazily(
    r"(?i)(?:\b(?:(?:tele)?phone|tel|mobile|mobil|cell|handy|fax|whatsapp|sms|rufnummer|telefon\w*"
    r"|call[ \t](?:me|us|him|her|them|at|on)|t[ée]l[ée]phone|portable|tel[ée]fono|m[óo]vil|celular"
    r"|telefone)\b|тел|电话|電話|手机|携帯|فون)[^\n\d+(]{0,30}"
    r"(?P<number>\+?[\d(][\d ()./-]{5,20}\d)(?![\w-]|[.,]\d)"
)
_DATE = compile_lazily(r"\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]\d{4}")


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
