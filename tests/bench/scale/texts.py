"""The texts of made-up records: titles, sentences and code, in several languages and scripts.

All is drawn from pools that one seed makes, so that a hundred thousand pages take seconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass


def _split_words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_THINGS = _split_words("""
cache queue index worker report invoice basket search session ledger gateway scheduler exporter
importer parser router pool replica shard migration fixture pipeline dashboard receipt refund
shipment catalogue tariff voucher audit snapshot cursor batch retry timeout webhook callback stream
socket buffer digest manifest policy quota tenant region locale currency calendar reminder inbox
archive thumbnail upload checksum throttle breaker lease lock journal planner compiler linter
""")
_TOOLS = _split_words("""
PostgreSQL Redis Valkey Kafka RabbitMQ SQLite DuckDB Celery Django FastAPI Flask gRPC GraphQL
Terraform Kubernetes Helm Prometheus Grafana OpenTelemetry Sentry Elasticsearch Meilisearch React
Svelte Vite TypeScript Rust Pydantic SQLAlchemy Alembic Ansible Nginx Caddy MinIO Vault Keycloak
""")
_QUALITIES = _split_words("""
slow fast stale large small nested shared local remote partial whole idle busy ordered sparse
compact lazy eager strict lenient typed plain signed rotated weekly nightly regional
""")
_VERBS = _split_words("""
add move split merge rename measure test document replace simplify guard cache index export import
paginate validate format trace limit
""")
# Of three of them, the names of projects are made: 1,728, so that each is in few pages.
_SYLLABLES = _split_words("dor fen gul hes ka mora nu ras tav vel wyn zu")
_TITLES = {
    "en": (
        "{Verb} the {quality} {thing} of the {thing2}",
        "{Verb} {thing} and {thing2} for {tool}",
        "Keep the {thing} in {tool}",
        "Let the {quality} {thing} use {tool}",
    ),
    "de": ("Den {thing} mit {tool} messen", "Größere {thing}-Tests für {tool} schreiben"),
    "fr": ("Déplacer le {thing} vers {tool}", "Mesurer le {thing} à côté de {tool}"),
    "ru": ("Перенести {thing} в {tool}", "Измерить скорость {thing} и {thing2}"),
    "zh": ("把{thing}迁移到 {tool} 上", "为订单服务增加{thing}缓存"),
    "ja": ("{tool} に{thing}を移す", "注文サービスの{thing}を測定する"),
    "ar": ("نقل {thing} إلى {tool}", "قياس سرعة {thing} في خدمة الطلبات"),
    "ur": ("{thing} کو {tool} میں منتقل کریں", "آرڈر سروس میں {thing} کی رفتار ناپیں"),
}
_SENTENCES = {
    "en": (
        "The {quality} {thing} reads each {thing2} once and keeps it for {count} minutes.",
        "With {tool} the {thing} takes {count} milliseconds where the {thing2} took {count2}.",
        "A {thing} that is {quality} may hold {count} rows before the {thing2} is written.",
        "We looked at {tool} and {tool2}, and the {thing} was easier to run with the former.",
        "Each {thing2} has a {thing}, and the tests of `{thing}_{thing2}` cover both.",
        "The {thing} fails in the {quality} {thing2} when {count} requests come at the same time.",
        "Nobody reads the {quality} {thing2} any more, so that the {thing} can be smaller.",
        "The function `{verb}_{thing}` takes a {thing2} and gives the {quality} one back.",
        "On a busy day {count} orders went through the {thing}, and {count2} of them were {quality}.",
        "The team of the {thing2} prefers {tool} for the {thing}, as it is known there.",
    ),
    "de": (
        "Der {thing} liest jede Zeile einmal und behält sie {count} Minuten lang.",
        "Mit {tool} dauert der {thing} nur noch {count} Millisekunden statt {count2}.",
    ),
    "fr": (
        "Le {thing} garde chaque ligne pendant {count} minutes, puis la supprime.",
        "Avec {tool}, le {thing} est plus simple à déployer qu'avec {tool2}.",
    ),
    "ru": (
        "Модуль {thing} читает каждую строку один раз и хранит её {count} минут.",
        "С {tool} обработка заказа занимает {count} миллисекунд вместо {count2}.",
    ),
    "zh": (
        "这个{thing}每次只读取一行，并保留{count}分钟。",
        "使用 {tool} 之后，订单查询从{count2}毫秒降到{count}毫秒。",
        "我们比较了 {tool} 和 {tool2}，前者更容易维护。",
    ),
    "ja": (
        "この{thing}は各行を一度だけ読み、{count}分間保持します。",
        "{tool} を使うと、注文の検索は{count2}ミリ秒から{count}ミリ秒になります。",
        "{tool} と {tool2} を比べて、運用しやすい前者を選びました。",
    ),
    "ar": (
        "يقرأ {thing} كل سطر مرة واحدة ويحتفظ به لمدة {count} دقيقة.",
        "مع {tool} يستغرق البحث عن الطلبات {count} مللي ثانية بدلا من {count2}.",
    ),
    "ur": (
        "یہ {thing} ہر سطر کو ایک بار پڑھتا ہے اور {count} منٹ تک رکھتا ہے۔",
        "{tool} کے ساتھ آرڈر کی تلاش {count} ملی سیکنڈ لیتی ہے۔",
    ),
}
LANGUAGES = tuple(_TITLES)
_WEIGHTS = (84, 3, 2, 2, 3, 3, 2, 1)  # of the languages, in per cent
_POOL_SIZES = {language: 4_000 if language == "en" else 300 for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class TextPools:
    """Sentences by language, drawn once; pages are put together from them."""

    sentences: dict[str, list[str]]

    @classmethod
    def draw(cls, chance: random.Random) -> TextPools:
        """The pools of a seeded random generator."""
        return cls(
            {
                language: [
                    fill_pattern(chance, chance.choice(patterns))
                    for _ in range(_POOL_SIZES[language])
                ]
                for language, patterns in _SENTENCES.items()
            }
        )

    def write_paragraphs(self, chance: random.Random, language: str, size: int) -> list[str]:
        """Paragraphs of two to five sentences, of about `size` bytes of UTF-8 together."""
        paragraphs, written = [], 0
        while written < size:
            paragraph = " ".join(
                chance.choices(self.sentences[language], k=2 + int(chance.random() * 4))
            )
            paragraphs.append(paragraph)
            written += len(paragraph.encode()) + 2
        return paragraphs


def choose_language(chance: random.Random) -> str:
    """The language of a record: English mostly."""
    return chance.choices(LANGUAGES, _WEIGHTS)[0]


def write_title(chance: random.Random, language: str) -> str:
    """The title of a record."""
    return fill_pattern(chance, chance.choice(_TITLES[language]))


def write_code(chance: random.Random) -> str:
    """A short function in a fence, with the name of a project that few other pages have."""
    thing, verb = chance.choice(_THINGS), chance.choice(_VERBS)
    project = "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
    limit = chance.randrange(10_000)
    return (
        f"```python\ndef {verb}_{thing}(rows: list[str]) -> list[str]:\n"
        f'    """{verb.capitalize()} what the {thing} of {project} holds."""\n'
        f"    return [row.strip() for row in rows[:{limit}] if row]\n```"
    )


def fill_pattern(chance: random.Random, pattern: str) -> str:
    """A pattern with the words that its fields ask for."""
    thing, thing2 = chance.sample(_THINGS, 2)
    tool, tool2 = chance.sample(_TOOLS, 2)
    verb = chance.choice(_VERBS)
    return pattern.format(
        thing=thing,
        thing2=thing2,
        tool=tool,
        tool2=tool2,
        quality=chance.choice(_QUALITIES),
        verb=verb,
        Verb=verb.capitalize(),
        count=chance.randrange(2, 900),
        count2=chance.randrange(900, 9_000),
    )
