"""Finds PINs and one-time codes with words around them: "Ihre TAN für den Auftrag lautet …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.redact.contexts.said import codes
from minutebook.redact.contexts.said.languages import CODE, PIN
from minutebook.redact.formats import SecretSpan
from minutebook.redact.word_search import find_at_words

# All patterns but the first are matched against text in small letters.
# A noun that means a secret number alone; the short ones in capitals, so that no word is one.
_NOUN = compile_lazily(
    r"(?<![\w.$@/-])(?:(?P<pin>PIN(?:[ -]?(?i:code|number|nummer|кода?))?|PUK|NIP"
    r"|[Pp]in(?:[ -]?code"
    r"|[ -]nummer| for)|(?i:пин(?:-?кода?)?|geheimzahl))"
    r"|(?i:your|my)[ ](?!(?i:error|exit|status|zip|post|country|area|source|http|return"
    r"|new))[\w.-]{2,20}[ ]code"
    r"|TAN|mTAN|OTP|TOTP|(?i:passcode|(?:one[ -]time|single[ -]use|verification|confirmation"
    r"|security"
    r"|authentication|authenticator|authorization|activation|login|log-in|sign-in|signin|access"
    r"|door"
    r"|gate|alarm|entry|sms|2fa|mfa|two-factor|two-step|backup|recovery|unlock|pairing"
    r"|reset)[ -]codes?"
    r"|(?:bestätigungs|sicherheits|einmal|zugangs|verifizierungs|anmelde|aktivierungs|tür"
    r"|freischalt"
    r"|sms-|login-)code"
    r"|(?:code|código|codigo|codice)(?:[ ](?:sms|otp|pin|temporal|temporaire|temporaneo|secret"
    r"|secreto"
    r"|segreto|secreta))?[ ](?:de[ ]?|di|do|da|d['’]|à|per|para|pour|del|della)[ ]?(?:la[ ]"
    r"|l['’]|tu[ ])?"
    r"(?:v[ée]rifi\w{3,8}|confirm\w{3,8}|conferma|s[ée]curit[ée]|seguridad|segurança|sicurezza"
    r"|connexion"
    r"|acc[èe]s\w{0,3}|acesso|validation|validación|validação|convalida|activation|activación"
    r"|ativação"
    r"|attivazione|autentica\w{3,5}|authentification|authenticati\w{2}|autoris\w{3,6}"
    r"|usage[ ]unique"
    r"|un[ ]solo[ ]uso|uso[ ]único|inicio[ ]de[ ]sesión|login|sms)"
    r"|код\w?(?:[ ](?:подтверждения|доступа|безопасности|авторизации|активации|входа|проверки"
    r"|из[ ]смс"
    r"|для[ ]входа|для[ ]подтверждения))))(?!\w)"
)
_VERB = (
    r"(?:is|was|will[ ]be|reads|says|equals|shows|became|ist|lautet|war|heißt|est|était|sera|es|era"
    r"|será|é|è|sarà|это|будет|был|такой|now[ ]is|set[ ]to|changed[ ]to|reset[ ]to|came[ ]as)"
)
_ARTICLE = (
    r"(?:(?:now|still|currently|today|this[ ]week|the|le|la|el|il|o|lo|jetzt|nun|noch|maintenant"
    r"|ahora|agora|adesso|ora|теперь|le[ ]suivant|il[ ]seguente|el[ ]siguiente|o[ ]seguinte"
    r"|wie[ ]folgt"
    r"|follows|as[ ]follows|(?:since|seit|depuis|desde|dal|с)[ ][\w.-]{2,12})[ :]{1,2}){0,2}"
)
_OPEN = r"[\"'`*«„“(]{0,3}"
_NUMBER = r"(?P<value>\d{3}[ -]\d{3}|\d{4,8}|[a-z]-\d{5,8})(?![\w-]|[.,:/]\d)"
# Between the noun and its number: words of the same sentence, and a verb or a sign.
_JOINT = compile_lazily(
    rf"(?P<filler>[^\n.!?;:=\"]{{0,80}}?)(?:[ ]{_VERB}[ :]{{1,2}}{_ARTICLE}|[ ]?[:=→][ ]{{0,2}}"
    rf"|[ ]?[-—–][ ])\*{{0,2}}{_OPEN}{_NUMBER}",
)
_NEAR = compile_lazily(rf"[ ]{{1,2}}{_OPEN}{_NUMBER}")
# "use the code 123456 to log in", "введите код 123456"
_USED_CODE = compile_lazily(
    r"(?:\b(?:use|enter|type|geben[ ]sie|gib|nutzen[ ]sie|verwenden[ ]sie|nutze|verwende"
    r"|utilisez|utilise|saisissez|saisis|entrez|entre|usa|use"
    r"|utiliza|introduce|ingresa|escribe|digite|insira|inserisci|digita)"
    r"|введите|введи|используйте|укажите)"
    r"[ ](?:(?:the|this|my|den|diesen|le|ce|el|este|o|il|questo|этот)[ ])?"
    r"(?:code|código|codigo|codice|код|pin|tan|otp)[ :]{1,2}"
    rf"{_OPEN}(?P<value>\d{{3}}[ -]\d{{3}}|\d{{5,8}})(?![\w-]|[.,:/]\d)"
)
_OTHER_NUMBER = compile_lazily(
    r"\b(?:length|valid\w{0,6}|timeout|expir\w{0,5}|retr\w{0,4}|limit|port|year|count|size"
    r"|version|line"
    r"|page|issue|review|digits?|ttl|lifetime|interval|window|gültig\w{0,5}|länge|durée|longueur"
    r"|duración"
    r"|error|status|format|test|tests|chars|generated|seconds|entropy|iterations?|gpio|board|header"
    r"|pinout|example)\b"
)
_HARDWARE = compile_lazily(
    r"(?:gpio|arduino|led|i/o|input|output|analog|digital|adc|chip|power)[ -]$"
)
_NOUN_STARTS = (
    *(
        "your ",
        "my ",
        "pin",
        "puk",
        "nip",
        "пин",
        "geheimzahl",
        "tan",
        "mtan",
        "otp",
        "totp",
        "passcode",
        "one-",
        "one ",
    ),
    *("single", "verification", "confirmation", "security", "authentic", "authoriz", "activation"),
    *(
        "login",
        "log-in",
        "sign-in",
        "signin",
        "access",
        "door",
        "gate",
        "alarm",
        "entry",
        "sms",
        "2fa",
    ),
    *(
        "mfa",
        "two-",
        "backup",
        "recovery",
        "unlock",
        "pairing",
        "reset",
        "bestätigungs",
        "sicherheits",
    ),
    *(
        "einmal",
        "zugangs",
        "verifizierungs",
        "anmelde",
        "aktivierungs",
        "tür",
        "freischalt",
        "code",
    ),
    *("código", "codigo", "codice", "код"),
)
_USE_STARTS = (
    *(
        "use",
        "enter",
        "type",
        "gib",
        "geben",
        "nutzen",
        "verwenden",
        "nutze",
        "verwende",
        "utilise",
        "saisi",
        "entre",
        "usa",
        "utiliza",
    ),
    *("introduce", "ingresa", "escribe", "digit", "insira", "inserisci", "введи", "используйте"),
    *("укажите",),
)


def find_announced_codes(text: str, lower_text: str) -> Iterator[SecretSpan]:
    """The PINs and codes of a text. `lower_text` is as long as the text."""
    for noun in find_at_words(_NOUN, text, lower_text, _NOUN_STARTS):
        kind = PIN if noun["pin"] else CODE
        before = lower_text[max(0, noun.start() - 12) : noun.start()]
        joint = _JOINT.match(lower_text, noun.end(), noun.end() + 200) or _NEAR.match(
            lower_text, noun.end(), noun.end() + 40
        )
        if not joint or _HARDWARE.search(before):
            continue
        between = lower_text[noun.end() : joint.start("value")]
        is_in_path = between[-1:] == ":" and len(between) > 1 and between[-2:-1] != " "
        is_year = re.fullmatch("(?:19|20)[0-9]{2}", joint["value"]) and not between.strip()
        if is_in_path or is_year or _OTHER_NUMBER.search(between):
            continue
        if codes.read_code(
            text, joint.start("value"), text[slice(*joint.span("value"))], kind, "login code"
        ):
            yield kind, *joint.span("value")
    for used in find_at_words(_USED_CODE, lower_text, lower_text, _USE_STARTS):
        if codes.read_code(text, used.start("value"), used["value"], CODE, "login code"):
            yield CODE, *used.span("value")
