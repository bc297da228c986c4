"""Finds passwords, PINs, codes and keys that a sentence states, in the languages of `languages`.

"the password is …", "Passwort: …", "nimm … als Passwort", "パスワードは…です", "log in with a / …".
A value of letters only counts where the statement is clear: in quotes, or directly behind "is" or a
colon and at the end of what is said. What a password may be else ("wrong", "stored") does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value
from minutebook.redact.contexts import values
from minutebook.redact.contexts.plain_words import PLAIN_WORDS
from minutebook.redact.contexts.said import answers, codes, typos
from minutebook.redact.contexts.said.joints import (
    CLAUSE_END,
    FAR_JOINT,
    JOINTS,
    NEAR,
    NOUNS,
    OTHER_SUBJECT,
    VALUE,
    compile_once,
    strip_end,
)
from minutebook.redact.contexts.said.languages import CODE, KEY, LOGIN, PASSWORD, PIN, split_words
from minutebook.redact.contexts.secret_names import is_test_status
from minutebook.redact.formats import SecretSpan
from minutebook.redact.wordlists import NON_SECRET_KEY_WORDS, NON_SECRET_TOKEN_WORDS

_AHEAD_CHARS = 260
_NOT_FOLLOWED = compile_lazily(r"[A-Za-z0-9_$]|[ \t]?\(\)|\.[A-Za-z]")
_LONG_RUN = compile_lazily(r"\S{200}\S*+")
# Nouns that stand at the end of longer words: "Datenbankpasswort".
_COMPOUND_NOUNS = frozenset(
    ("passwort", "kennwort", "wachtwoord", "lösenord", "passord", "schlüssel")
)
# With the first word of each; "" where it has other letters than ASCII's.
_NOUNS_BY_START = [
    (re.split("[^a-z0-9]", noun[0], maxsplit=1)[0] if noun[0].isascii() else "", noun)
    for noun in NOUNS
]
_WORD = compile_lazily("[a-z0-9]+")
_SIGNS_TO_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}


def find_stated_values(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The secrets that sentences state; they may overlap. `lower_text` is as long as `text`."""
    yield from answers.find_known_logins(text)
    noun_end = run_end = -1
    for start, end, kind in sorted(
        _find_nouns(text, lower_text), key=lambda noun: (noun[0], -noun[1])
    ):
        if (start < noun_end and kind != LOGIN) or start < run_end:
            continue  # a part of a longer noun, or of a long run without blanks
        run = _LONG_RUN.match(text, end)
        run_end = run.end() if run else -1
        noun_end = end
        if kind == LOGIN:
            yield from answers.find_login(text, end)
        else:
            yield from _find_value(text, lower_text, start, end, kind)


def _list_nouns(lower_text: str) -> Iterator[tuple[str, str, str]]:
    """The nouns that may be in a text: their first word begins a word of it.

    Nouns with other letters than ASCII's, and those within longer words: their letters are in it.
    """
    if lower_text.isascii():
        words, characters = set(lower_text.translate(_SIGNS_TO_BLANKS).split()), frozenset[str]()
    else:
        words, characters = set(_WORD.findall(lower_text)), frozenset(lower_text)
    sorted_words = [*sorted(words), ""]  # no word begins as what would stand behind the last one
    for start, noun in _NOUNS_BY_START:
        if not start:
            may_be_there = characters.issuperset(noun[0])
        elif start in _COMPOUND_NOUNS:
            may_be_there = True
        else:
            word = sorted_words[bisect_left(sorted_words, start, 0, len(words))]
            may_be_there = word.startswith(start)
        if may_be_there:
            yield noun


def _find_nouns(text: str, lower_text: str) -> Iterator[tuple[int, int, str]]:
    """The nouns of all languages: start, end, kind. Only whole words."""
    for literal, kind, pattern in _list_nouns(lower_text):
        start = lower_text.find(literal)
        while start >= 0:
            before = lower_text[start - 1 : start]
            may_begin = literal in _COMPOUND_NOUNS or max(before, literal) >= "\u2e80"
            is_reference = before in ("$", "\\", ".") or lower_text[start - 2 : start] == "::"
            if (may_begin or not before.isalnum()) and not is_reference:
                noun = compile_once(pattern).match(lower_text, start)
                if noun and not _NOT_FOLLOWED.match(text, noun.end()):
                    yield start, noun.end(), kind
            start = lower_text.find(literal, start + len(literal))
    for start, end in typos.find_misspellings(lower_text):
        if (
            not lower_text[start - 1 : start].isalnum()
            and lower_text[start - 1 : start] not in ("$", "\\", ".")
            and not _NOT_FOLLOWED.match(text, end)
        ):
            yield start, end, PASSWORD


def _find_value(
    text: str, lower_text: str, start: int, end: int, kind: str
) -> Iterator[SecretSpan]:
    before, noun = lower_text[max(0, start - 40) : start], lower_text[start:end]
    if (
        is_test_status(text, start, end)
        or _stands_in_name(text, start)
        or not codes.may_be_secret(kind, noun, before)
    ):
        return
    if noun == "pass" and _RUN_OF_TESTS.search(before):
        return
    if (
        kind == KEY
        and (
            before.endswith(":")  # `arn:…:secret:…`
            or (before.endswith("_") and not text[start:end].isupper())
            or _read_last_word(before) in NON_SECRET_TOKEN_WORDS | NON_SECRET_KEY_WORDS
        )
    ):
        return
    statement = _Mention(text, start, end, noun, before, kind)
    span = statement.find_ahead()
    if span is not None:
        yield span
        if kind == PASSWORD:
            yield from answers.find_second(text, span[2])
        return
    span = answers.find_behind(text, start, kind) or answers.find_later(text, end, kind)
    if span is not None:
        yield span


_RESOURCE_START = compile_lazily(r"\b(?:arn|urn|crn):[^\s\"'`]{0,120}:$")


def _stands_in_name(text: str, start: int) -> bool:
    """Whether a noun is a part of the name of a resource in a cloud: `arn:aws:…:secret:…`."""
    return text[start - 1 : start] == ":" and bool(
        _RESOURCE_START.search(text[max(0, start - 140) : start])
    )


def _read_last_word(text: str) -> str:
    words = re.findall("[a-z]+", text)
    return words[-1] if words and text.endswith((" ", "-", "_")) else ""


class _Value(Value):
    """A value behind a noun, and what joins them: one of the patterns of `joints` and its match."""

    value: str
    start: int
    end: int
    is_quoted: bool
    is_at_end: bool  # of what is said
    joint: str
    join: re.Match[str]

    @property
    def is_stated(self) -> bool:
        """Whether a verb or a colon joins it to the noun; else it only stands behind it."""
        return self.joint in JOINTS


class _Mention(Value):
    """A noun of a text, in small letters, what stands before it, and its kind."""

    text: str
    start: int
    end: int
    noun: str
    before: str
    kind: str

    def find_ahead(self) -> SecretSpan | None:
        """The secret behind the noun."""
        for joint in (*JOINTS, NEAR, FAR_JOINT):
            join = compile_once(joint, re.IGNORECASE).match(
                self.text, self.end, self.end + _AHEAD_CHARS
            )
            if join is None or (joint == NEAR and join["mark"] in ("'", '"', "`")):
                continue
            value = self._read_value(joint, join)
            secret = self._find_secret(value) if value else ""
            if value and secret:
                return self.kind, value.start, value.start + len(secret)
        return None

    def _read_value(self, joint: str, join: re.Match[str]) -> _Value | None:
        """The value behind a joint; None where what is said is of something else."""
        match = VALUE.match(self.text, join.end())
        if match is None or OTHER_SUBJECT.search((join["filler"] or "").lower()):
            return None
        group = "bare" if match["quoted"] is None else "quoted"
        value, start = match[group], match.start(group)
        if group == "bare":
            if joint != NEAR and (join["colon"] or "").strip() == "=":
                value = re.split("[;&,]", value, maxsplit=1)[0]
            value = strip_end(value, self.text[start - 2 : start])
        if not value:
            return None
        end = start + len(value)
        is_at_end = bool(CLAUSE_END.match(self.text, end, end + 40))
        return _Value(value, start, end, group == "quoted", is_at_end, joint, join)

    def _find_secret(self, value: _Value) -> str:
        """The secret that begins where the value does; "" where it is none."""
        if self.kind in (PIN, CODE):
            return self._read_code(value)
        if self.kind == KEY:
            is_key = value.is_stated or self.noun not in ("token", "pat")
            if self.noun == "signing key" and _FINGERPRINT.fullmatch(value.value):
                return ""  # of GnuPG
            return value.value if is_key and values.is_stated_key(value.value) else ""
        return self._read_phrase(value) or (value.value if self._is_password(value) else "")

    def _read_code(self, value: _Value) -> str:
        is_in_path = value.join["filler"] and self.text[value.start - 1] == ":"
        if is_in_path or (value.joint == FAR_JOINT and not value.join["colon"]):
            return ""
        is_announced = (
            value.joint != NEAR
            or (self.noun == "pin" and _PIN_OF.search(self.before))
            or "code" in self.noun
            or (self.kind == CODE and " " in self.noun)
            or self.text[self.start : self.end] == "PIN"
            or self.noun in _SHORT_NOUNS
            or self.noun > "\u0400"
        )
        if not is_announced:
            return ""
        return codes.read_code(self.text, value.start, value.value, self.kind, self.noun)

    def _read_phrase(self, value: _Value) -> str:
        """Several words, in quotes or up to the end of the sentence; "" for none."""
        is_phrase = "phrase" in self.noun or "фраза" in self.noun
        phrase = ""
        if value.is_quoted:
            phrase = value.value if value.is_stated or is_phrase else ""
        elif value.is_stated and (is_phrase or "master" in self.before):
            match = _PHRASE.match(self.text, value.start)
            phrase = match[0] if match else ""
            if not match and (match := _PHRASE_BEFORE_MORE.match(self.text, value.start)):
                # the sentence goes on: it may as well be a remark
                is_remark = any(word.lower() in PLAIN_WORDS for word in match[0].split())
                phrase = "" if is_remark else match[0]
        return phrase if values.is_passphrase(phrase) else ""

    def _is_password(self, value: _Value) -> bool:
        password = value.value
        gap = value.join["gap"]
        if " " in password:
            return False
        if self.noun == "pass" and not re.search(r"[:=]|\bis\b", value.join[0]):
            return False  # "pass it on"
        if value.joint == NEAR and gap.strip():  # a comma or parenthesis
            return values.is_strong(password) and bool(re.search("[!@#$%^&*?+]", password))
        if values.is_strong(password):
            is_asked = (value.joint != NEAR and (value.join["colon"] or "").strip()) == "?"
            return not (
                (is_asked and not value.is_at_end) or (self._names_test() and password.isalnum())
            )
        if value.joint == FAR_JOINT:
            return False
        if password.isdigit():
            return self._is_number(value)
        if value.is_quoted:
            may_be_word = value.is_stated or _SETTING_VERB.search(self.before)
            return values.is_unusual_word(password, in_sentence=not may_be_word) and bool(
                may_be_word or not value.join["filler"]
            )
        if self.noun == "pass" and not self._begins_line():
            return False  # "after a first pass: adjacent ranges are joined"
        return value.is_stated and self._is_clear(value)

    def _is_number(self, value: _Value) -> bool:
        """Whether a number is stated to be the password."""
        if not values.is_literal(value.value, 4):
            return False
        if value.is_quoted:
            return value.is_stated
        return (
            (value.is_stated or self.noun == "passcode")
            and value.is_at_end
            and 6 <= len(value.value) <= 16
        )

    def _is_clear(self, value: _Value) -> bool:
        """Whether a word of letters only, without quotes, is stated to be the password."""
        colon = (value.join["colon"] or "").strip()
        if colon:
            # Without a blank, or with a sign of equality, it is an assignment in code.
            is_clear = colon not in ("=", ":=", "=>", "-", "?") and (
                value.join["gap"] or colon > "~"
            )
            is_clear = is_clear and not (
                (value.value[0].isupper() and self._begins_line()) or self._names_test()
            )
        else:
            verb = (value.join["verb"] or "").strip().lower()
            is_clear = verb not in _WEAK_VERBS and not (
                # an adjective may follow, and only its form tells it from a word
                verb in _COPULAS and value.value.islower()
            )
        if _CLAUSE_JOINT.search(value.join["filler"] or ""):
            return False  # "the password is wrong, the key is expired"
        if "\n" in value.join["gap"]:  # on a line of its own
            is_clear = is_clear and _LINE_END.match(self.text, value.end)
        return bool(
            is_clear
            and value.is_at_end
            and values.is_unusual_word(value.value, in_sentence=True)
            and not _INDEFINITE.search(self.before)
        )

    def _begins_line(self) -> bool:
        """Whether the noun begins a line with a small letter, as the name of a field does."""
        line = self.text[max(0, self.start - 60) : self.start].rpartition("\n")[2]
        return bool(_NAME_START.fullmatch(line)) and self.text[self.start].islower()

    def _names_test(self) -> bool:
        """Whether the line is one of a test's runner: `✓ password: shows the strength`."""
        line = self.text[max(0, self.start - 80) : self.start].rpartition("\n")[2]
        return bool(_TEST_MARK.match(line))


# Verbs of languages whose adjectives are not all listed.
_COPULAS = frozenset(
    split_words(
        "est | était | sera | reste | es | era | será | fue | é | è | sarà | rimane | "
        "ficou | continua | jest | to | je | este | e | są | är | er | ise | είναι | là | "
        "adalah | была | был | будет"
    )
)
_CLAUSE_JOINT = compile_lazily(r"[,;]|[ \t](?:and|et|y|und|en|og|och|и|oraz|ja)[ \t]")
_FINGERPRINT = compile_lazily("[0-9A-F]{40}")
_PIN_OF = compile_lazily(
    r"\b(?:use|enter|type|with|voicemail|door|card|phone|sim|tablet|alarm|debit|bank|wallet|gate"
    r"|safe|my|his|her|their)[ \t]$"
)
_LINE_END = compile_lazily(r"[.,;!?*_`\"')]{0,3}[ \t]*(?:\r?\n|$)")
_TEST_MARK = compile_lazily(
    r"[ \t]*(?:[✓✔✕✖✗✘√×○●◌☑☒]|(?:not )?ok \d+|(?:PASS|FAIL|PASSED|FAILED|SKIP)\b|\[[ xX✓]\]"
    r"|(?:it|test)\()"
)
# "All tests pass: …" says nothing of passwords.
_RUN_OF_TESTS = compile_lazily(
    r"\b(?:tests?|checks?|suites?|builds?|jobs?|specs?|cases?|gates?|all|they|it|to|must|will"
    r"|should"
    r"|not|still|now|can|scenarios?|criteria|assertions?|validations?)[ \t]$"
)
_NAME_START = compile_lazily(r"\s*[\w.-]*")
_SHORT_NOUNS = frozenset(("otp", "tan", "totp", "passcode", "puk"))
_PHRASE = compile_lazily(r"[^\W\d_]{2,14}(?: [^\W\d_]{2,14}){2,23}(?=[.,;!?)]?[ \t]*(?:\n|$))")
_PHRASE_BEFORE_MORE = compile_lazily(r"[^\W\d_]{2,14}(?: [^\W\d_]{2,14}){2,11}(?=[.,;!?)](?:\s|$))")
_SETTING_VERB = compile_lazily(r"\b(?:set|changed?|reset|updated?)\b[^\n.]{0,30}$")
_WEAK_VERBS = ("should be", "are", "being", "remains", "stays", "became", "to", "auf")
_INDEFINITE = compile_lazily(
    r"\b(?:your|a|no|any|every|each|forgot|forgotten|wrong|invalid|this|new user)[ \t]$"
)
