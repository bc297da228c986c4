"""Put a headline into the imperative: "Added Redis for caching" is "Add Redis for caching"."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily
from minutebook.suggest.prose.names import split_words

# Verbs of change. Others are left as they stand: "Hosted agents" and "Caching of pages" are names.
_VERBS = split_words(
    "add adopt adjust allow apply bring build bundle centralise centralize change check choose"
    " clean collapse combine configure connect consolidate convert create decouple define delete"
    " deploy deprecate detach disable discontinue drop eliminate embed enable encrypt enforce"
    " ensure establish exchange expand expose extend extract factor fix generate give go handle"
    " implement"
    " import improve include initialise initialize inject install instrument integrate introduce"
    " isolate keep let limit load make measure merge migrate modernise modernize move open paginate"
    " pass port prefer prepare prevent protect provide publish put reduce refactor register"
    " reintroduce remove rename render reorganise reorganize replace require restrict restructure"
    " retire return reuse reverse rework rewrite run scaffold send separate serve set share"
    " simplify split standardise standardize start stop store streamline support swap switch"
    " track turn unify update upgrade use validate vendor wire wrap write"
)
# Forms that are nouns or adjectives at the beginning of a title as often as they are verbs.
_NAMES = split_words(
    "building changes checks limits loads limited merges moves ports registers returns runs sets"
    " shares shared starts stores stored tracks updates upgrades builds fixes imports measures"
    " imported managed passes reworks rewrites splits supports switches uses wraps exposed"
    " generated handling loading rendering routing serving sharing tracking validating writing"
    " measuring running publishing turns improvements opening embedded encrypted extended isolated"
    " unified restricted protected paginated bundled required opens passing"
)
# … which are verbs all the same where an object follows: "Uses Redis", not "Uses of Redis".
_OBJECT = compile_lazily(r"(?!(?:to|for|in|of|from|and|on|with|by|at|or|as|is|are)\b)\w")
_SURE_NAMES = split_words("building imported managed shared stored limited embedded generated")
_FIRST_WORD = compile_lazily(r"([A-Za-z]+(?:-[a-z]+)?)(?=\s|\Z)\s*")


def begins_with_verb(headline: str) -> bool:
    """Whether a headline begins with a verb of change: "Add Redis", "Added Redis"."""
    match = _FIRST_WORD.match(put_into_imperative(headline))
    return match is not None and _find_verb(match[1].lower()) == match[1].lower()


def put_into_imperative(headline: str) -> str:
    """Put the verb that a headline begins with into its plain form; other headlines stay."""
    match = _FIRST_WORD.match(headline)
    if not match:
        return headline
    word = match[1].lower()
    rest = headline[match.end() :]
    if word in _NAMES and not (
        word.endswith("s") and word not in _SURE_NAMES and _OBJECT.match(rest)
    ):
        return headline
    verb = _find_verb(word)
    if not verb or verb == word:
        return headline
    return f"{verb.capitalize() if match[1][0].isupper() else verb} {rest}".rstrip()


def _find_verb(word: str) -> str:
    """The plain form of a verb of change; "" for any other word."""
    if word in _VERBS:
        return word
    if word.startswith("re-") and (verb := _find_verb(word[3:])):
        return f"re-{verb}"
    for ending in ("ing", "ed", "es", "s", "d"):
        if not word.endswith(ending):
            continue
        stem = word.removesuffix(ending)
        forms = [stem, f"{stem}e"]
        if stem.endswith("i"):
            forms.append(f"{stem[:-1]}y")
        if len(stem) > 2 and stem[-1] == stem[-2]:
            forms.append(stem[:-1])
        for form in forms:
            if form in _VERBS:
                return form
    return {"chose": "choose", "made": "make", "sent": "send", "rewrote": "rewrite"}.get(word, "")
