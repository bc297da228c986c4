"""Finds numbers of accounts, cards and persons, with their check digits, as a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.redact.formats import SecretSpan

Check = Callable[[str], bool]


class NumberForm(Value):
    """A form of numbers of one kind.

    `is_valid` gets the number's letters and digits, without blanks and signs between. `words`: the
    form alone says too little, so that one of these stands before (a pattern); "" where it is
    enough.
    """

    kind: str
    pattern: re.Pattern[str]
    is_valid: Check
    words: str = ""


def _always(_: str) -> bool:
    return True


def is_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812."""
    total = 0
    for index, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_iban(number: str) -> bool:
    """Whether the check digits are those of ISO 13616, and the length is the country's."""
    length = _IBAN_CHARS.get(number[:2])
    as_digits = "".join(str(int(character, 36)) for character in number[4:] + number[:4])
    return length == len(number) and int(as_digits) % 97 == 1


# swift.com: IBAN registry
_IBAN_LENGTHS = """
15 NO
16 BE
18 DK FI FO GL NL
19 MK SI
20 AT BA EE KZ LT LU XK
21 CH HR LI LV
22 BG BH CR DE GB GE IE ME RS
23 AE GI IL TL
24 AD CZ ES MD PK RO SA SE SK TN VG
25 LY PT
26 IS TR
27 BI FR GR IT MC MR SM
28 AL AZ BY CY DO GT HU LB NI PL SV
29 BR EG PS QA UA
30 JO KW MU
31 MT SC
32 LC
33 RU
"""
_IBAN_CHARS = {
    country: int(line[:2])
    for line in _IBAN_LENGTHS.strip().split("\n")
    for country in line[3:].split()
}


def _is_date(text: str) -> bool:
    """Whether six digits are year, month and day."""
    return 1 <= int(text[2:4]) <= 12 and 1 <= int(text[4:6]) <= 31


def _is_card(number: str) -> bool:
    return len(set(number)) > 1 and is_luhn(number)


def _is_steuer_id(number: str) -> bool:
    product = 10
    for digit in number[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(number[10])


def _is_insee(number: str) -> bool:
    body = number[:13].upper().replace("2A", "19", 1).replace("2B", "18", 1)
    return 97 - int(body) % 97 == int(number[13:])


def _is_dni(number: str) -> bool:
    digits = {"X": "0", "Y": "1", "Z": "2"}.get(number[0], number[0]) + number[1:8]
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(digits) % 23] == number[8]


_ODD_VALUES = (
    1,
    0,
    5,
    7,
    9,
    13,
    15,
    17,
    19,
    21,
    2,
    4,
    18,
    20,
    11,
    3,
    6,
    8,
    12,
    14,
    16,
    10,
    22,
    25,
    24,
    23,
)


def _is_codice_fiscale(number: str) -> bool:
    total = 0
    for index, character in enumerate(number[:15]):
        value = int(character) if character.isdigit() else ord(character) - ord("A")
        total += value if index % 2 else _ODD_VALUES[value]
    return chr(ord("A") + total % 26) == number[15]


def _is_cpf(number: str) -> bool:
    if len(set(number)) == 1:
        return False
    for count in (9, 10):
        total = sum(int(number[index]) * (count + 1 - index) for index in range(count))
        if total * 10 % 11 % 10 != int(number[count]):
            return False
    return True


_VERHOEFF_PRODUCTS = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_VERHOEFF_ORDERS = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def is_verhoeff(number: str) -> bool:
    """Whether the last digit is the check digit of Verhoeff's scheme."""
    check = 0
    for index, digit in enumerate(reversed(number)):
        check = int(_VERHOEFF_PRODUCTS[check][int(_VERHOEFF_ORDERS[index % 8][int(digit)])])
    return check == 0


def _is_resident_id(number: str) -> bool:
    total = sum(
        int(digit) * weight
        for digit, weight in zip(
            number[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True
        )
    )
    return _is_date(number[8:14]) and "10X98765432"[total % 11] == number[17].upper()


def _is_weighted(weights: tuple[int, ...], modulus: int) -> Check:
    """A check of a sum of weighted digits that the modulus divides."""
    return lambda number: (
        sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % modulus
        == 0
    )


def _is_henkilotunnus(number: str) -> bool:
    digits = number[:6] + number[7:10] if number[6].isalpha() else number[:9]
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(digits) % 31] == number[-1].upper()


def _is_personnummer(number: str) -> bool:
    return _is_date(number[-10:]) and is_luhn(number[-10:])


def _is_belgian(number: str) -> bool:
    return any(97 - int(start + number[:9]) % 97 == int(number[9:]) for start in ("", "2"))


def _is_curp(number: str) -> bool:
    alphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    total = sum(
        alphabet.index(character) * (18 - index) for index, character in enumerate(number[:17])
    )
    return _is_date(number[4:10]) and (10 - total % 10) % 10 == int(number[17])


def _is_turkish(number: str) -> bool:
    digits = [int(digit) for digit in number]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and sum(digits[:10]) % 10 == digits[10]


def _is_ean(number: str) -> bool:
    return _is_weighted((1, 3) * 6 + (1,), 10)(number)


def _form(kind: str, pattern: str, is_valid: Check = _always, words: str = "") -> NumberForm:
    return NumberForm(
        kind, re.compile(rf"(?<![\w.-])(?a:{pattern})(?![\w-]|\.\w)"), is_valid, words
    )


_NATIONAL = "national-number"
# United States, then Europe's west, America, Asia, Europe's middle, its north, and the rest.
NUMBER_FORMS = (
    _form("iban", r"[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?", is_iban),
    _form(
        "card-number",
        r"(?:4\d{3}|5[1-5]\d\d|2[2-7]\d\d|6\d{3})(?:([ -]?)\d{4})(?:\1\d{4}){2}",
        _is_card,
    ),
    _form("card-number", r"3[47]\d\d([ -]?)\d{6}\1\d{5}", _is_card),
    _form(_NATIONAL, r"(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}"),
    _form(
        _NATIONAL,
        r"(?!000|666|9)\d{9}|(?!000|666|9)\d{3} \d\d \d{4}",
        words="ssn|social security",
    ),
    _form(
        _NATIONAL,
        r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]",
    ),
    _form(_NATIONAL, r"[1-9]\d \d{3} \d{3} \d{3}", _is_steuer_id),
    _form(_NATIONAL, r"[1-9]\d{10}", _is_steuer_id, "steuer|idnr|tax"),
    _form(
        _NATIONAL,
        r"[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d",
        _is_insee,
    ),
    _form(_NATIONAL, r"(?:\d{8}|[XYZ]-?\d{7})-?[A-HJ-NP-TV-Z]", _is_dni),
    _form(_NATIONAL, r"[A-Z]{6}\d\d[A-EHLMPR-T]\d\d[A-Z]\d{3}[A-Z]", _is_codice_fiscale),
    _form(_NATIONAL, r"\d{3}\.\d{3}\.\d{3}-\d\d", _is_cpf),
    _form(_NATIONAL, r"\d{11}", _is_cpf, "cpf"),
    _form(_NATIONAL, r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d", _is_curp),
    _form(_NATIONAL, r"[2-9]\d{3} \d{4} \d{4}", is_verhoeff),
    _form(_NATIONAL, r"[2-9]\d{11}", is_verhoeff, "aadhaar|uidai|आधार"),
    _form(_NATIONAL, r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]", words=r"\bpan\b|income tax"),
    _form(_NATIONAL, r"[1-8]\d{4}-\d{7}-\d"),
    _form(_NATIONAL, r"[1-8]\d{12}", words="cnic|nicop|شناختی"),
    _form(_NATIONAL, r"[1-9]\d{5}(?:19|20)\d{9}[\dXx]", _is_resident_id),
    _form(_NATIONAL, r"\d{6}-[1-8]\d{6}", _is_date),
    _form(_NATIONAL, r"756\.?\d{4}\.?\d{4}\.?\d\d", _is_ean),
    _form(_NATIONAL, r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d", _is_belgian),
    _form(
        _NATIONAL,
        r"\d{9}",
        _is_weighted((9, 8, 7, 6, 5, 4, 3, 2, -1), 11),
        "bsn|burgerservice",
    ),
    _form(_NATIONAL, r"\d{11}", _is_weighted((1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), 10), "pesel"),
    _form(_NATIONAL, r"[1-35689]\d{8}", words=r"\bnif\b|contribuinte"),
    _form(
        _NATIONAL,
        r"(?:19|20)?\d{6}[-+]?\d{4}",
        _is_personnummer,
        "personnummer|person-?nr|samordningsnummer",
    ),
    _form(_NATIONAL, r"[0-3]\d[01]\d{3}[-+A-F]\d{3}[0-9A-Y]", _is_henkilotunnus),
    _form(_NATIONAL, r"[0-3]\d[01]\d{3}-?\d{4}", words=r"\bcpr\b"),
    _form(_NATIONAL, r"[0-7]\d[014]\d{8}", words="f[øo]dselsnummer|personnummer"),
    _form(_NATIONAL, r"\d{3}[ -]?\d{3}[ -]?\d{3}", is_luhn, r"\bsin\b|social insurance"),
    _form(
        _NATIONAL,
        r"\d{3} ?\d{3} ?\d{3}",
        _is_weighted((1, 4, 3, 7, 5, 8, 6, 9, 10), 11),
        r"\btfn\b|tax file",
    ),
    _form(_NATIONAL, r"\d{13}", is_luhn, r"south african|sa id|\bid n"),
    _form(_NATIONAL, r"[1-9]\d{10}", _is_turkish, "kimlik|tckn|turkish"),
    _form(_NATIONAL, r"\d{4} ?\d{4} ?\d{4}", words="マイナンバー|個人番号|my number"),
    _form(
        _NATIONAL,
        r"[A-Z]{1,2}\d{6,8}|\d{9}|[A-Z0-9]{9}(?<=\d)",
        words="passport|reisepass|passeport|pasaporte|护照",
    ),
)
_DIGITS = compile_lazily("[0-9]{2}")
_WORD_CHARS = 40  # before a number, where a word says what it is


def find_numbers(text: str) -> Iterator[SecretSpan]:
    """The numbers of accounts, cards and persons: kind, start, end."""
    if not _DIGITS.search(text):
        return
    for form in NUMBER_FORMS:
        if form.words and not re.search(form.words, text, re.IGNORECASE):
            continue
        for match in form.pattern.finditer(text):
            number = re.sub(r"[\s.+-]", "", match[0])
            before = text[max(0, match.start() - _WORD_CHARS) : match.start()]
            if form.is_valid(number) and (
                not form.words or re.search(form.words, before, re.IGNORECASE)
            ):
                yield form.kind, match.start(), match.end()
