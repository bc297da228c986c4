"""What relations are called: the known names, how pages spell them, and words of a page's own.

A known relation has a name at either end, and many spellings. Any other word that a page has for a
link ("Clarifies", "Inspired by") is a relation too: it is called by that word (`clarifies`,
`inspired-by`), and never by a known name. What its other end is called follows from the
configuration, from a table of pairs, or from the word's grammar; where none of these knows, it is
the word with a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.vocabulary.language_table import LANGUAGES, split_words

# The forward end is what a page stores; the reverse end is what the other page shows.
FORWARD_TO_REVERSE = {
    "supersedes": "superseded-by",
    "amends": "amended-by",
    "depends-on": "required-by",
    "implements": "implemented-by",
    "decides": "decided-in",
    "follows": "followed-by",
    "relates-to": "relates-to",
    "conflicts-with": "conflicts-with",
}
_REVERSE_TO_FORWARD = {reverse: forward for forward, reverse in FORWARD_TO_REVERSE.items()}

# What adr-tools, MADR, log4brains and people write instead of the names above: first what is also
# the name of a front matter field that states the relation, then what is not. Only another way to
# say the same stands here: a supersession of a part, "clarifies" and "based on" are no such.
_FIELD_SPELLINGS = {
    "supersedes": "supersede replaces obsoletes",
    "superseded-by": "replaced-by obsoleted-by",
    "relates-to": "related related-to related-adr related-adrs",
}
_OTHER_SPELLINGS = {
    "supersedes": "superseding supersede-adr supersedes-adr replacing",
    "superseded-by": "superseded superseded-adr replaced deprecated-in-favor-of"
    " deprecated-in-favour-of in-favor-of in-favour-of superseded-with superseded-in",
    "amends": "amend amending",
    "amended-by": "amended amended-in",
    "depends-on": "depends depend-on dependency dependencies requires needs prerequisite"
    " prerequisites dependency-on",
    "required-by": "needed-by depended-on-by prerequisite-of prerequisite-for",
    "implements": "implementing realises realizes",
    "implemented-by": "implemented-in realised-by realized-by",
    "decides": "decide",
    "decided-in": "decided-by",
    "follows": "follow follows-from follow-up-to follows-up continues",
    "followed-by": "continued-by continued-in",
    "relates-to": "relates relate-to relates-with links-to link-to linked-to linked linked-with"
    " links related-decision related-decisions related-phr related-phrs see see-also references"
    " refers-to referenced-by reference",
    "conflicts-with": "conflicts conflict conflicting conflicting-with contradicts"
    " contradicted-by incompatible-with",
}
_NAME_BY_FIELD = {name: name for name in (*FORWARD_TO_REVERSE, *_REVERSE_TO_FORWARD)} | {
    spelling: name for name, spellings in _FIELD_SPELLINGS.items() for spelling in spellings.split()
}
_NAME_BY_SPELLING = _NAME_BY_FIELD | {
    spelling: name for name, spellings in _OTHER_SPELLINGS.items() for spelling in spellings.split()
}
# `supersededby`, as adrs writes it.
_NAME_BY_SQUEEZED = {
    name.replace("-", ""): name for name in (*FORWARD_TO_REVERSE, *_REVERSE_TO_FORWARD)
}

# Other words that are common, each with what the other end is called.
_PAIRS = (
    "clarifies clarified-by; refines refined-by; extends extended-by; updates updated-by"
    "; modifies modified-by; revises revised-by; supplements supplemented-by"
    "; complements complemented-by; inspires inspired-by; motivates motivated-by"
    "; influences influenced-by; informs informed-by; enables enabled-by; drives driven-by"
    "; constrains constrained-by; blocks blocked-by; builds-on basis-for; builds-upon basis-for"
    "; build-on basis-for; based-on basis-for; derived-from basis-for; derives-from basis-for"
    "; deprecates deprecated-by; overrides overridden-by; overrules overruled-by"
    "; reverts reverted-by; reverses reversed-by; undoes undone-by"
    "; narrows narrowed-by; broadens broadened-by; generalizes generalized-by"
    "; specializes specialized-by; details detailed-by; elaborates elaborated-by"
    "; elaborates-on elaborated-by; explains explained-by; corrects corrected-by"
    "; confirms confirmed-by; supports supported-by; includes included-in; contains contained-in"
    "; part-of includes; splits split-by; split-from split-into"
    "; exception-to has-exception; addendum-to has-addendum; alternative-to alternative-to"
    "; similar-to similar-to; parent-of child-of; replaces-parts-of partly-replaced-by"
    "; replaces-part-of partly-replaced-by; supersedes-parts-of partly-superseded-by"
    "; supersedes-part-of partly-superseded-by; supersedes-in-part superseded-in-part-by"
    "; partial-supersede-of partly-superseded-by; partial-supersede partly-superseded-by"
)
_PART = ("partly-", "partially-")
_REVERSE_MARK = "reverse-of-"
_MAX_SPELLING_CHARS = 60
_MAX_WORD_CHARS = 40
_CAMEL_CASE_BOUNDARY = compile_lazily(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = compile_lazily(r"[^a-z]+")
_NOT_WORDS = compile_lazily(r"[\W_]+")
# Verbs whose participle follows from their letters alone: "motivates", "extends", "addresses".
_VERB = compile_lazily(
    r"(?P<adverb>[a-z]{3,12}ly-)?(?P<stem>[a-z]{2,20}?)(?:(?P<y>ies)|(?P<hiss>ss|sh|ch|x)es"
    r"|(?P<mute>[aeiou](?:t|z|s|c|v|g|n|r)|[nrl][cgsv]|lac)es"
    r"|(?P<hard>n[dt]|[sc]t|[rpl]t|[rnlw]d|rm|[ae]i[nlr])s)"
)
_PARTICIPLE = compile_lazily(
    r"(?P<adverb>[a-z]{3,12}ly-)?(?P<stem>[a-z]{2,20}?)(?:(?P<y>i)|(?P<hiss>ss|sh|ch|x)"
    r"|(?P<mute>at|[iu][sz]|[aeiou]c|[aeiou]v|[au]g|[iu]n|[iu]r|[nrl][cgsv]|lac)"
    r"|(?P<hard>n[dt]|[sc]t|[rpl]t|[rnlw]d|rm|[ae]i[nlr]))ed-by"
)


@cache
def _index_pairs() -> dict[str, str]:
    """The other end of each word of the table and of other languages' words, both ways."""
    pairs = [pair.split() for pair in _PAIRS.split(";")]
    for language in LANGUAGES.values():
        for pair in split_words(language.other_relations):
            pairs += [["-".join(word.split()) for word in pair.split("/")]]
    ends: dict[str, str] = {}
    for word, reverse in pairs:
        ends.setdefault(word, reverse)
        ends.setdefault(reverse, word)
    return ends


@cache
def list_relation_fields() -> frozenset[str]:
    """The front matter fields that state a relation, folded as `fold_key` does."""
    return frozenset((*_NAME_BY_FIELD, *_index_pairs()))


@lru_cache(maxsize=4000)  # most pages have the same labels
def parse_relation(spelling: str) -> str | None:
    """The known name of a relation as a page spells it, None where it is none.

    Case, `_`, blanks, camel case, a closing colon and markdown emphasis do not matter, nor does
    adr-tools' own "Superceded".
    """
    if len(spelling) > _MAX_SPELLING_CHARS:
        return None
    folded = _NOT_LETTERS.sub("-", _CAMEL_CASE_BOUNDARY.sub("-", spelling).lower()).strip("-")
    folded = folded.replace("superce", "superse")
    return _NAME_BY_SPELLING.get(folded) or _NAME_BY_SQUEEZED.get(folded)


def fold_word(spelling: str) -> str:
    """A word for a link as the name of a relation: `inspired-by` for "Inspired by:"; "" for none.

    It may be of any language; what is longer than some words is none.
    """
    if len(spelling) > _MAX_SPELLING_CHARS:
        return ""
    spaced = _CAMEL_CASE_BOUNDARY.sub("-", spelling).casefold()
    word = _NOT_WORDS.sub("-", spaced).strip("-").replace("superce", "superse")
    return word if len(word) <= _MAX_WORD_CHARS and not word.isdecimal() else ""


def name_relation(spelling: str) -> str:
    """The name of a relation where a page states one for sure: the known one, else its word."""
    return parse_relation(spelling) or fold_word(spelling)


def list_own_names(own_pairs: Mapping[str, str]) -> frozenset[str]:
    """The names of the relations that the configuration has, both ends."""
    return frozenset((*own_pairs, *own_pairs.values())) if own_pairs else frozenset()


def is_known(relation: str) -> bool:
    """Whether a relation's name is one of the known ones, and not a page's own word."""
    return relation in FORWARD_TO_REVERSE or relation in _REVERSE_TO_FORWARD


def is_paired(relation: str) -> bool:
    """Whether a word is a relation for sure: the table has it, or it is one of a part of those."""
    pairs = _index_pairs()
    if relation in pairs or not relation.startswith(_PART):
        return relation in pairs
    whole = relation.partition("-")[2]
    return whole in pairs or parse_relation(whole) is not None


@cache
def _list_first_words() -> frozenset[str]:
    """What the words of the table begin with."""
    return frozenset(word.split("-")[0] for word in (*_index_pairs(), *_PART))


@lru_cache(maxsize=2000)  # most pages have the same labels
def find_paired(label: str) -> str:
    """The word of a whole label or title that is a relation for sure; "" for any other."""
    first_word = label.replace("-", " ").strip(" *_").partition(" ")[0]
    if first_word.casefold().rstrip(":") not in _list_first_words():
        return ""  # most labels and titles
    word = fold_word(label)
    return word if is_paired(word) else ""


def is_named(name: str) -> bool:
    """Whether a name is that of a relation for sure: a known one, or a word of the table."""
    return is_known(name) or is_paired(name)


def is_partial(relation: str) -> bool:
    """Whether a word says that a part is superseded: `partly-replaced-by`, `replaces-parts-of`."""
    return re.search(r"\bpart(?:s|ly|ial|ially)?\b", relation) is not None


def _has_pair(relation: str, own_pairs: Mapping[str, str]) -> bool:
    """Whether the configuration or the table names the other end of a word."""
    return relation in own_pairs or relation in own_pairs.values() or relation in _index_pairs()


def reverse_relation(relation: str, own_pairs: Mapping[str, str] | None = None) -> str:
    """The other end of a relation: `supersedes` for `superseded-by`, `clarified-by` for its verb.

    `own_pairs` are those of the configuration. The end of a word that nothing knows is marked:
    `reverse-of-spiked-in`.
    """
    known = FORWARD_TO_REVERSE.get(relation) or _REVERSE_TO_FORWARD.get(relation)
    if known:
        return known
    for word, reverse in (own_pairs or {}).items():
        if relation in (word, reverse):
            return reverse if relation == word else word
    if relation.startswith(_REVERSE_MARK):
        return relation.removeprefix(_REVERSE_MARK)
    return _index_pairs().get(relation) or _conjugate(relation) or _REVERSE_MARK + relation


def _conjugate(relation: str) -> str:
    """The passive of a verb, "partly-replaced-by", or the verb of a passive; "" for any other."""
    adverb, _, verb = relation.rpartition("ly-")
    if adverb and (paired := (FORWARD_TO_REVERSE | _REVERSE_TO_FORWARD | _index_pairs()).get(verb)):
        return f"{adverb}ly-{paired}"
    if match := _VERB.fullmatch(relation):
        lead = (match["adverb"] or "") + match["stem"]
        if match["mute"]:
            return f"{lead}{match['mute']}ed-by"
        return f"{lead}{'i' if match['y'] else match['hiss'] or match['hard']}ed-by"
    if match := _PARTICIPLE.fullmatch(relation):
        lead = (match["adverb"] or "") + match["stem"]
        if match["y"]:
            return f"{lead}ies"
        return (
            f"{lead}{match['hard']}s"
            if match["hard"]
            else (f"{lead}{match['hiss'] or match['mute']}es")
        )
    return ""


def is_marked_reverse(relation: str) -> bool:
    """Whether a name stands for the other end of a word of which nothing tells how it is called."""
    return relation.startswith(_REVERSE_MARK)


def is_forward(relation: str) -> bool:
    """Whether a page can store this end.

    Of the known relations one end is stored, of symmetric ones either; so is any other word.
    """
    return relation in FORWARD_TO_REVERSE or not (
        relation in _REVERSE_TO_FORWARD or is_marked_reverse(relation)
    )


def is_passive(relation: str) -> bool:
    """Whether a word says what the other record does to this one: `clarified-by`."""
    return relation.endswith("-by")


def pair_words(
    words: list[str], words_back: list[str], own_pairs: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Which word of a page goes with which of the other one; "" for one that stands alone."""
    alone, alone_back = [], list(words_back)
    for word in words:
        reverse = reverse_relation(word, own_pairs)
        for other in alone_back:
            if other == reverse or reverse_relation(other, own_pairs) == word:
                alone_back.remove(other)
                yield word, other
                break
        else:
            alone.append(word)
    for word in alone:
        unknown = [other for other in alone_back if not _has_pair(other, own_pairs)]
        partner = unknown[0] if unknown and not _has_pair(word, own_pairs) else ""
        if partner:
            alone_back.remove(partner)
        yield word, partner
    for other in alone_back:
        yield "", other


# Which words before the names of records are a relation ----------------------------------------

_PREPOSITIONS = ("to", "of", "from", "with", "by", "on", "upon", "into", "for", "in", "against")
# A phrase that begins so is part of a sentence, or a remark on how to read.
_SENTENCE_WORDS = (
    "the a an this that these those it we i our my in as at by from with and or but because since"
    " under of to for if when while also please see read cf eg ie note update nb following is are"
    " was were be here there his her its their no not use using above below both each according"
    " due instead like per via than then thus"
)
_NO_FIRST_WORD = frozenset(_SENTENCE_WORDS.split())
# What is no verb before a link that stands without a colon.
_NOUNS = (
    "adr adrs decision decisions record records document documents docs notes issues tickets specs"
    " requirements examples sources details links status date author authors pr page template"
    " tests tasks plans guidelines standards slides minutes discussion"
)
_NO_VERB = frozenset(_NOUNS.split())
_VERB_ENDING = ("fies", "izes", "ises")
_MAX_WORDS = 4


def is_relation_phrase(phrase: str, context: str, *, is_label: bool) -> bool:
    """Whether the words before the names of records, alone on their line, say how they relate.

    Known pairs do anywhere. Others do where they have the form of a verb: "Inspired by",
    "Alternative to", "Replaces parts of"; without a colon (not `is_label`) a single verb does, and
    in a Status section (`context` "status"), where adr-tools writes what it is told, any two words.
    """
    words = phrase.casefold().split()
    if is_paired("-".join(words)):
        return True
    if not 1 <= len(words) <= _MAX_WORDS or words[0] in _NO_FIRST_WORD:
        return False
    last = words[-1]
    if last in _PREPOSITIONS:
        is_verb_first = len(words) == 2 or words[0].endswith(("s", "ed", "ly"))
        return len(words) > 1 and words[0] not in _NO_VERB and is_verb_first
    if len(words) == 2 and words[0].endswith("ly") and last.endswith("s"):
        return True
    if len(words) == 1 and last.endswith(_VERB_ENDING):
        return True
    if is_label or _NO_VERB.intersection(words) or len(words) > 2:
        return False
    return context == "status" or (
        len(words) == 1 and len(last) > 4 and (last.endswith("s") or not last.isascii())
    )
