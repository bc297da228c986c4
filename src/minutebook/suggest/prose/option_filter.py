"""Whether words name an option: a technology or an approach, no clause, count or piece of work."""

from __future__ import annotations

from functools import cache

from minutebook.suggest.prose import names

LISTED, NAMED, CONSIDERED = "listed", "named", "looked at"  # how surely what is said is an option
_WIDE = 70  # characters of an option
_WORDS = 9
MARKUP_CHARS = frozenset("<>{}[]|")  # code, or what a page would read as more than words
_EMPTY = names.split_words(
    "it this that these those them each one both all any nothing something before now there here"
    " he she we you i others other usual necessary needed which what doing being having then"
)
# Words that an option has nowhere, or not at its beginning: it would be a clause.
_CLAUSE = names.split_words(
    "is are was were am be been will would can could should shall may might must does do did has"
    " have had because whether if since when while which who whom how why what i we you they he"
    " she it that let lets please rejected picked chose chosen chooses went goes decided"
    " considered dismissed discarded kept keeps made makes took takes found finds saw gets got"
    " broke breaks fails failed passes passed works worked seems looks turned ended lost loses"
    " don't doesn't isn't won't can't didn't"
)
_BEGINS = names.split_words(
    "to and or but so not of at by from than for as because due about into onto touched added"
    " adds removed moved changed fixed renamed wrote written ran run used updated tried"
)
_COUNTS = names.split_words(
    "two three four five six seven eight nine ten several many few some multiple various different"
    " most more less fewer enough every how 2 3 4 5 6"
)
_DULL = names.split_words(
    "a an the our its their my your test tests code way ways approach approaches option options"
    " alternative alternatives thing things change changes model models function functions"
    " simpler faster better smaller easier cleaner safer cheaper older newer former latter best"
    " simplest fastest easiest cleanest first second third last accepted time result results"
    " problem problems issue issues error errors diff output line lines docs documentation logs"
    " possibility possibilities implementation solution logic rest same case cases history"
    " trade-offs tradeoffs consequences impact return returning none"
)
# What is done and how it is called are one word: a way of working.
_WAYS = names.split_words(
    "polling caching streaming batching pooling sharding partitioning hashing signing logging"
    " tracing throttling paging queueing queuing vendoring templating typing testing mocking"
    " replication versioning event-sourcing long-polling rate-limiting load-balancing"
)


def is_option(text: str, mention_kind: str = NAMED) -> bool:
    """Whether words are an option; `how` is LISTED, NAMED (against another), or LOOKED (at)."""
    parts = text.lower().split()
    if not 0 < len(parts) <= _WORDS or len(text) > _WIDE or not any(map(str.isalpha, text)):
        return False
    if not MARKUP_CHARS.isdisjoint(text):
        return False
    if mention_kind == LISTED:
        return True
    first = parts[0]
    if first in _EMPTY or first in _BEGINS or first in _COUNTS or not _CLAUSE.isdisjoint(parts):
        return text == "none"
    if all(part in _DULL for part in parts):
        return text == "none"
    if first.endswith("ing") and len(first) > 5 and text[0].islower() and first not in _WAYS:
        return False
    return mention_kind == NAMED or _resembles_name(text, parts)


def _resembles_name(words: str, parts: list[str]) -> bool:
    """Whether words are written as a name, or name what the catalogue or the field knows."""
    if any(one.isupper() or one.isdecimal() for one in words) or "-" in words[1:-1]:
        return True
    plain = names.normalise_words(words)
    return parts[0] in ("a", "an", "no") or plain in _known() or bool(names.find_purposes(plain))


@cache
def _known() -> frozenset[str]:
    """The technologies of the catalogue, as plain words."""
    from minutebook.suggest.catalogue import catalogue

    found = catalogue.load_catalogue().categories.values()
    return frozenset(names.normalise_words(name) for one in found for name in one.technologies)
