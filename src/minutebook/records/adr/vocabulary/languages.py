"""Relations in languages other than English: what the words around a mention of a record say."""

from __future__ import annotations

import re
from functools import cache

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.vocabulary.language_table import LANGUAGES, split_words

# What may stand before the words for a relation: this decision as the subject, a verb of state.
_LEAD = compile_lazily(
    r"(?:[\W_]|wurde|worden|ist|und|diese[rs]?|entscheidung|dieses?|dokument|a été|est|et|cette"
    r"|ce|cet|décision|fue|ha sido|es|y|esta|este|decisión|foi|é|e|decisão|è stat[oa]|è|questa"
    r"|questo|decisione|is|en|deze|dit|beslissing|besluit|было|это|решение|данное|и|本|此|该|這個|决策|决定"
    r"|決策|決定|记录|記錄|文档|この|その|は|が|にて|이|본|결정은|결정|문서는|문서|은|는|adr|madr|status"
    r"|status:|，|、)*\Z"
)
_NEGATION = compile_lazily(
    r"\b(?:nicht|kein\w*|wird|ne|pas|jamais|sera|no|nunca|será|não|nem|non|sarà|niet|geen|wordt|zal"
    r"|не|будет|нет)\b|不|未|没|沒|将|將|ない|ません|予定|않|예정|안 "
)
_PARTLY_BEHIND = compile_lazily(
    # "ersetzt ADR-2 teilweise"
    r"[\W_]*(?:teilweise|in teilen|partiellement|en partie|parcialmente|en parte|em parte"
    r"|parzialmente|in parte|gedeeltelijk|deels|частично|częściowo|částečně|delvis)\b"
)
_RELATIONS = (
    ("amended_by", "amended-by"),
    ("amends", "amends"),
    ("superseded_by", "superseded-by"),
    ("supersedes", "supersedes"),
)


@cache
def _list_relation_words() -> tuple[tuple[str, str], ...]:
    """Expressions that stand before a record and name a relation to it, the longest first."""
    words: dict[str, str] = {}
    for column, relation in _RELATIONS:
        for language in LANGUAGES.values():
            for expression in split_words(getattr(language, column)):
                words.setdefault(expression, relation)
    return tuple(sorted(words.items(), key=lambda item: -len(item[0])))


@cache
def _index_relation_words() -> dict[str, str]:
    return dict(_list_relation_words())


@cache
def _list_relation_frames() -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str], str], ...]:
    """What stands before a record, what behind it, as patterns, and the relation that they name."""
    frames = []
    for language in LANGUAGES.values():
        for before, after, relation in (
            (language.by_before, language.by_after, "superseded-by"),
            ("", language.supersedes_after, "supersedes"),
        ):
            if after:
                first = re.compile(rf"(?:{'|'.join(split_words(before))})\s*\Z") if before else None
                verb = re.compile(rf"[\s'\"」』）)]*(?:{'|'.join(split_words(after))})")
                frames.append((first, verb, relation))
    return tuple(frames)


def is_denied(text: str) -> bool:
    """Whether a text, casefolded, denies what it says, or says that it is still to come."""
    return _NEGATION.search(f" {text} ") is not None


def find_relation(lead: str, after: str) -> str:
    """The relation that the words around a mention of a record state, "" for none.

    `lead` is what a sentence says before the mention, `after` what it says behind it. Its subject
    has to be this decision, or it has none.
    """
    lead = " ".join(lead.casefold().split())
    behind = re.split(r"[.;,!?。；，\n]", after[:80].casefold(), maxsplit=1)[0]
    relation = _find_around(lead, behind) or _find_before(lead)
    if relation and (is_denied(lead) or is_denied(behind)):  # "ersetzt ADR-2 nicht"
        return ""
    if relation.startswith("supersede") and _PARTLY_BEHIND.match(behind):
        return f"partly-{relation}"
    return relation


def _find_around(lead: str, behind: str) -> str:
    """The relation that words state of which some stand behind the mention."""
    for before, verb, relation in _list_relation_frames():
        if verb.match(behind):
            subject = before.sub("", lead) if before else lead
            if (not before or subject != lead) and _LEAD.match(subject):
                return relation
    return ""


def _find_before(lead: str) -> str:
    """The relation that the words right before the mention state."""
    if lead.endswith(_list_relation_ends()):
        for expression, relation in _list_relation_words():
            subject = lead[: -len(expression)].rstrip(" ,;:")
            if lead.endswith(expression) and _LEAD.match(subject):
                return relation
    return ""


@cache
def _list_relation_ends() -> tuple[str, ...]:
    return tuple(expression for expression, _ in _list_relation_words())


_OWN_SUBJECT = compile_lazily(
    r"\W*(?:diese[rs]? (?:adr|entscheidung|dokument|beschluss|entscheid)|dieses dokument"
    r"|cett?e? (?:adr|décision|document)|ce (?:adr|document)"
    r"|est[ea] (?:adr|decisión|decisão|documento)"
    r"|quest[ao] (?:adr|decisione|documento)|quest'adr|dit (?:adr|besluit|document)"
    r"|deze (?:adr|beslissing)|(?:это|данное) решение|本(?:adr|决策|决定|決策|決定|记录|文档)"
    r"|[此该該](?:adr|决策|决定|決策|決定|记录|文档)|この(?:adr|決定|文書)[はが]"
    r"|이 (?:adr|결정|문서)[은는이가]?)"
)
_CONDITION = compile_lazily(
    r"\b(?:wenn|falls|sobald|sofern|solange|si|quand|lorsque|dès que|tant que|cuando|una vez"
    r"|siempre que|se|quando|assim que|als|zodra|indien|если|когда|после|как только)\b"
    r"|如果|若|一旦|もし|場合|たら|면\b"
)


def find_prose_relation(before: str, lead: str, after: str) -> str:
    """The supersession that a sentence of prose states of this decision, "" for none.

    `before` is what the sentence says before `lead`; both and `after` as for `find_relation`.
    """
    folded = " ".join(lead.casefold().split())
    if not _OWN_SUBJECT.match(folded) or before.strip(" \t\r\n*_>-"):
        return ""
    if _CONDITION.search(f"{folded} {after.casefold()}") or re.search(r"[?？]", after):
        return ""
    relation = find_relation(lead, after)
    return relation if relation in ("supersedes", "superseded-by") else ""


def find_named_relation(label: str) -> str:
    """The relation that a whole label names ("Ersetzt durch"), "" for none."""
    return _index_relation_words().get(" ".join(label.split()).casefold(), "")
