"""The kinds of values: secrets of many forms, and values that are none. Each is random."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import partial
from random import Random

from . import vendors
from .key_texts import KEYS
from .patterns import fill_pattern


def _split(text: str) -> list[str]:
    return text.split()


# Words of the list of BIP 39, of which recovery phrases are made.
RECOVERY_WORDS = _split("""
abandon acoustic adjust alcohol amateur anchor antique arctic armor aspect avocado bamboo banner
beyond biology blanket blossom bridge bronze buffalo cabbage cactus candy canyon carbon castle
catalog cereal cheese cherry chimney cinnamon citizen clinic coconut copper coral cradle cricket
crystal curtain dolphin donkey dragon eagle elephant emerge fabric falcon fiction forest fragile
galaxy garlic giraffe glimpse gorilla guitar hamster harvest helmet hobby horse hurdle iguana
island jacket jaguar jungle kangaroo kidney kitchen ladder lemon leopard lizard lobster lunar
magnet mango marble melody mosquito museum napkin nephew noodle obscure oyster paddle panther
parrot peanut pepper pigeon pistol planet pony potato pumpkin pyramid rabbit raccoon ribbon rocket
saddle salmon sausage scorpion shrimp siren spider sponge squirrel sunset tattoo thunder tiger
tobacco tornado tortoise turtle umbrella vacuum velvet violin volcano walnut whisper window yellow
zebra
""")

_NAMES = _split("""
Kestrel Bramble Thistle Marlow Quarry Juniper Harbor Pelican Willow Sparrow Cobalt Orchid Falcon
Meadow Granite Tulip Badger Cedar Lantern Puffin
""")
_GERMAN = _split("Regenbogen Kirschbaum Sonnenblume Drachenfels Leuchtturm Apfelkuchen Wolkenmeer")
_SPANISH = _split("Mariposa Girasol Tormenta Naranja Castillo Lechuza Pimiento")
_FRENCH = _split("Papillon Tournesol Grenouille Framboise Chouette Cascade Moulin")
_PORTUGUESE = _split("Borboleta Girassol Jabuticaba Cachoeira Tucano Pipoca Lagoa")
_CYRILLIC = _split("Бабочка Подсолнух Снегирь Черника Водопад Медведь Одуванчик")
_UMLAUT = _split("Glühwürmchen Käsespätzle Mühlbach Brückentag Füchse Gänseblümchen")


def _human(words: list[str], random: Random) -> str:
    """A password as people choose them: a word, digits, a sign."""
    sign = random.choice("!$%#*?&@+=")
    year = random.choice([str(random.randint(1961, 2031)), f"{random.randint(0, 999):03d}"])
    word = random.choice(words)
    form = random.randrange(3)
    if form == 0:
        return f"{word}{year}{sign}"
    if form == 1:
        return f"{word}{sign}{year}"
    return f"{word.lower()}{sign}{random.choice(words)}{random.randint(1, 99)}"


def _strong(random: Random) -> str:
    """A password as managers make them; without signs that end a value in most formats."""
    letters = fill_pattern(r"[\a]{5}[!#%*+=?^@][\a]{4}[!%*^_~][\a]{4}", random)
    return fill_pattern("[a-z][A-Z][2-9]", random) + letters


def _plain(random: Random) -> str:
    return fill_pattern("[a-z][A-Z][2-9]", random) + fill_pattern(r"[\a]{11}", random)


def _passphrase(sign: str, random: Random) -> str:
    return sign.join(random.sample(RECOVERY_WORDS, 4))


def _words(count: int, random: Random) -> str:
    return " ".join(random.sample(RECOVERY_WORDS, count))


def _digits(count: int, random: Random) -> str:
    """Digits that are no year, no run and not all the same."""
    while True:
        digits = "".join(random.choice("0123456789") for _ in range(count))
        if digits[:2] not in ("19", "20", "00", "12") and len(set(digits)) > 2:
            return digits


def _json_token(random: Random) -> str:
    head = {"alg": "HS256", "typ": "JWT"}
    body = {"sub": _digits(10, random), "name": random.choice(_NAMES), "iat": 1761000000}
    parts = [
        base64.urlsafe_b64encode(json.dumps(part, separators=(",", ":")).encode())
        .decode()
        .rstrip("=")
        for part in (head, body)
    ]
    return ".".join([*parts, fill_pattern(r"[\W]{43}", random)])


def _basic(random: Random) -> str:
    return base64.b64encode(f"deploy:{_plain(random)}".encode()).decode()


def _docker_config(random: Random) -> str:
    auths = {"auths": {"registry.example.com": {"auth": _basic(random)}}}
    return base64.b64encode(json.dumps(auths).encode()).decode()


def _groups(random: Random) -> str:
    """An app password: four groups of four letters."""
    return " ".join(fill_pattern("[a-z]{4}", random) for _ in range(4))


def _uuid(random: Random) -> str:
    return fill_pattern(r"[\h]{8}-[\h]{4}-4[\h]{3}-[89ab][\h]{3}-[\h]{12}", random)


def _form(pattern: str) -> Callable[[Random], str]:
    return partial(fill_pattern, pattern)


SECRETS: dict[str, Callable[[Random], str]] = {
    "password": _strong,
    "plain": _plain,
    "human": partial(_human, _NAMES),
    "human-de": partial(_human, _GERMAN),
    "human-es": partial(_human, _SPANISH),
    "human-fr": partial(_human, _FRENCH),
    "human-pt": partial(_human, _PORTUGUESE),
    "human-ru": partial(_human, _CYRILLIC),
    "human-umlaut": partial(_human, _UMLAUT),
    "passphrase": partial(_passphrase, "-"),
    "passphrase-spaces": partial(_passphrase, " "),
    "passphrase-dots": partial(_passphrase, "."),
    "pin4": partial(_digits, 4),
    "pin6": partial(_digits, 6),
    "digits8": partial(_digits, 8),
    "words12": partial(_words, 12),
    "words24": partial(_words, 24),
    "app-password": _groups,
    "backup-code": _form(r"[a-z2-9]{4}-[a-z2-9]{4}"),
    "totp": _form(r"[\2]{32}"),
    "jwt": _json_token,
    "basic": _basic,
    "docker-config": _docker_config,
    "secret-uuid": _uuid,
    "hex16": _form(r"[\h]{16}"),
    "hex24": _form(r"[\h]{24}"),
    "hex32": _form(r"[\h]{32}"),
    "hex37": _form(r"[\h]{37}"),
    "hex40": _form(r"[\h]{40}"),
    "hex64": _form(r"[\h]{64}"),
    "alnum20": _form(r"[\a]{20}"),
    "alnum24": _form(r"[\a]{24}"),
    "alnum32": _form(r"[\a]{32}"),
    "alnum36": _form(r"[\a]{36}"),
    "gh-half": _form(r"ghp_[\a]{16}"),
    "postgres-url": _form(r"postgres://app:[\a]{20}@db\.example\.com:5432/app"),
    "env-text": _form("DB_HOST=db\nDB_PASSWORD=[\\a]{20}\nSTRIPE_KEY=sk_live_[\\a]{24}\n"),
    "json-text": _form(r'\{"user":"app","password":"[\a]{20}"\}'),
    "alnum40": _form(r"[\a]{40}"),
    "alnum64": _form(r"[\a]{64}"),
    "base64-40": _form(r"[\b]{40}"),
    "base64-44": _form(r"[\b]{43}="),
    "base64-88": _form(r"[\b]{86}=="),
    "django": _form(r"[a-z0-9!@#%^*(=+)_-]{46}[a-z0-9]{4}"),
    "aws-secret": _form(r"[\b]{40}"),
    **{name: _form(pattern) for name, pattern in vendors.FORMATS.items()},
    **KEYS,
}

ORDINARY: dict[str, Callable[[Random], str]] = {
    "sha1": _form(r"[\h]{40}"),
    "sha7": _form(r"[\h]{3}[a-f][\h]{2}[0-9]"),
    "sha256": _form(r"[\h]{64}"),
    "sha512": _form(r"[\h]{128}"),
    "sha512-b64": _form(r"[\b]{86}=="),
    "sha256-b64": _form(r"[\b]{42}[AEIMQUYcgkosw048]="),
    "md5": _form(r"[\h]{32}"),
    "uuid": _uuid,
    "int": lambda random: str(random.randint(2, 9)),
    "int2": lambda random: str(random.randint(10, 99)),
    "int3": lambda random: str(random.randint(100, 999)),
    "int4": partial(_digits, 4),
    "int6": partial(_digits, 6),
    "int8": partial(_digits, 8),
    "int12": partial(_digits, 12),
    "ms": lambda random: f"{random.randint(0, 9)}.{random.randint(10, 99)}",
    "version": lambda random: (
        f"{random.randint(1, 9)}.{random.randint(0, 40)}.{random.randint(0, 20)}"
    ),
    "date": lambda random: f"2026-0{random.randint(1, 9)}-{random.randint(10, 28)}",
    "hex8": _form(r"[\h]{8}"),
    "blob": _form(r"[\b]{56}\n[\b]{56}"),
    "base64-long": _form(r"[\b]{152}"),
    "base64-mid": _form(r"[\b]{60}"),
    "point": _form(r"[\W]{43}"),
    "dna": _form(r"[ACGT]{60}"),
    "name": lambda random: random.choice(_NAMES).lower(),
    "Name": lambda random: random.choice(_NAMES),
    "word": lambda random: random.choice(RECOVERY_WORDS),
    "public-ed25519": _form(r"AAAAC3NzaC1lZDI1NTE5AAAAI[\b]{43}"),
    "public-rsa": _form(r"AAAAB3NzaC1yc2EAAAADAQABAAABgQ[\b]{342}"),
}
