"""Tell options (technologies, approaches) from clauses, quantities and pieces of work."""

from __future__ import annotations

from functools import cache

from minutebook.suggest.prose import names

# How a text names an option: in a list of options, against another, or as considered.
LISTED, NAMED, CONSIDERED = "listed", "named", "looked at"
_MAX_OPTION_CHARS = 70
_MAX_OPTION_WORDS = 9
MARKUP_CHARS = frozenset("<>{}[]|")  # code, or what markdown gives a meaning
_PRONOUNS = names.split_words(
    "it this that these those them each one both all any nothing something before now there here"
    " he she we you i others other usual necessary needed which what doing being having then"
)
# Words that make a text a clause: anywhere in it, or at its beginning.
_CLAUSE_WORDS = names.split_words(
    "is are was were am be been will would can could should shall may might must does do did has"
    " have had because whether if since when while which who whom how why what i we you they he"
    " she it that let lets please rejected picked chose chosen chooses went goes decided"
    " considered dismissed discarded kept keeps made makes took takes found finds saw gets got"
    " broke breaks fails failed passes passed works worked seems looks turned ended lost loses"
    " don't doesn't isn't won't can't didn't"
)
_CLAUSE_BEGINNINGS = names.split_words(
    "to and or but so not of at by from than for as because due about into onto touched added"
    " adds removed moved changed fixed renamed wrote written ran run used updated tried"
)
_QUANTITIES = names.split_words(
    "two three four five six seven eight nine ten several many few some multiple various different"
    " most more less fewer enough every how 2 3 4 5 6"
)
_GENERIC_WORDS = names.split_words(
    "a an the our its their my your test tests code way ways approach approaches option options"
    " alternative alternatives thing things change changes model models function functions"
    " simpler faster better smaller easier cleaner safer cheaper older newer former latter best"
    " simplest fastest easiest cleanest first second third last accepted time result results"
    " problem problems issue issues error errors diff output line lines docs documentation logs"
    " possibility possibilities implementation solution logic rest same case cases history"
    " trade-offs tradeoffs consequences impact return returning none"
)
# Ways of working whose name ends like that of an activity.
_PRACTICES = names.split_words(
    "polling caching streaming batching pooling sharding partitioning hashing signing logging"
    " tracing throttling paging queueing queuing vendoring templating typing testing mocking"
    " replication versioning event-sourcing long-polling rate-limiting load-balancing"
)


def is_option(text: str, mention_kind: str = NAMED) -> bool:
    """Whether a text is an option; `mention_kind` is LISTED, NAMED or CONSIDERED."""
    words = text.lower().split()
    if (
        not 0 < len(words) <= _MAX_OPTION_WORDS
        or len(text) > _MAX_OPTION_CHARS
        or not any(map(str.isalpha, text))
    ):
        return False
    if not MARKUP_CHARS.isdisjoint(text):
        return False
    if mention_kind == LISTED:
        return True
    first_word = words[0]
    if (
        first_word in _PRONOUNS
        or first_word in _CLAUSE_BEGINNINGS
        or first_word in _QUANTITIES
        or not _CLAUSE_WORDS.isdisjoint(words)
    ):
        return text == "none"
    if all(word in _GENERIC_WORDS for word in words):
        return text == "none"
    if (
        first_word.endswith("ing")
        and len(first_word) > 5
        and text[0].islower()
        and first_word not in _PRACTICES
    ):
        return False
    return mention_kind == NAMED or _resembles_name(text, words)


def _resembles_name(text: str, words: list[str]) -> bool:
    """Whether a text is written like a name, or names a known technology or purpose."""
    if any(character.isupper() or character.isdecimal() for character in text) or "-" in text[1:-1]:
        return True
    plain_text = names.normalise_words(text)
    return (
        words[0] in ("a", "an", "no")
        or plain_text in _load_known_technologies()
        or bool(names.find_purposes(plain_text))
    )


@cache
def _load_known_technologies() -> frozenset[str]:
    """Load the names of the packaged catalogue's technologies, as plain words."""
    from minutebook.suggest.catalogue import catalogue

    categories = catalogue.load_catalogue().categories.values()
    return frozenset(
        names.normalise_words(technology)
        for category in categories
        for technology in category.technologies
    )
