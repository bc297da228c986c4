"""Find relations in a page's own words: "Clarifies [3. Use X](0003-x.md)", "Inspired by: ADR-4".

Such a word counts where it stands alone on its line before the records, in the places that a page
has for links: below its title, in its Status section, in a section of links. Anything else is a
sentence or a remark, and states nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.statements.prose_relations import (
    JOIN,
    StatedRelation,
)
from minutebook.records.adr.statements.sentences import CONDITION_AFTER, OTHER_REPOSITORY
from minutebook.records.adr.vocabulary import mentions, relation_words, statuses
from minutebook.records.model import Link
from minutebook.records.references.forms import names_numbered_record
from minutebook.text.markdown import Line

_LIST_MARK = r"[ \t>]*(?P<item>[-*+] +|\d{1,3}[.)] +)?(?:\[[xX]\] +)?"
_WORD = r"[^\W\d_][^\W\d_'’]*(?:['’-][^\W\d_]+)*"
_LEAD = compile_lazily(
    rf"{_LIST_MARK}(?P<mark>[*_`]{{0,3}})(?P<words>{_WORD}(?: {_WORD}){{0,4}})"
    r"(?P<colon>[*_`]{0,3} ?(?:[:：]|[–—-](?= )|(?<=[*_])))?[*_`]{0,3}[ \t]*[\"'(*_`]{0,2}"
)
_FURTHER = compile_lazily(
    rf"[ \t]*[,;][ \t]+(?:(?:and|und|et) )?(?P<words>{_WORD}(?: {_WORD}){{0,4}}) "
)
_LABEL = compile_lazily(
    rf"{_LIST_MARK}[*_]{{0,3}}(?P<words>{_WORD}(?: {_WORD}){{0,4}})[*_]*[:：][*_]*\s*"
)
_ITEM = compile_lazily(r"[ \t>]*(?:[-*+] +|\d{1,3}[.)] +)?[*_\"']{0,2}")
# What may stand behind the records: a full stop, a remark behind a dash or in brackets.
_REST = compile_lazily(
    r"[\"')*_`]{0,4}[ \t]*[.,;:]?[ \t]*(?:(?:[–—-]{1,2}|:|\(|<!--).*)?(?:\\|<br ?/?>)?"
)
# What the name of a record has, as far as a search shows that costs little: three patterns that
# begin with one of few characters, which a search skips to.
_HINTS = (
    compile_lazily(r"\]\(|\[[^\[\]\n]{0,80}\d|\.(?:md|mdx|adoc|rst|org)\b"),
    compile_lazily(
        r"[DdAaRrPp](?i:(?<=d)(?:r|ec|ecision)|(?<=a)dd?|(?<=r)ecord|(?<=p)hr)"
        r"s?[- #_]{0,2}(?:no\.? ?)?\d"
    ),
    compile_lazily(r"\d{3,8}-[a-z]"),
)
# Some words at the beginning of a line, and then what may be a record.
_BEGINNING = compile_lazily(
    rf"{_LIST_MARK}[*_`]{{0,3}}{_WORD}(?: {_WORD}){{0,4}}[*_`]{{0,3}} ?[:：–—-]?[*_`]{{0,3}}"
    r"[ \t]*[\"'(*_`]{0,2}(?:\[|[A-Za-z]{2,12}s?[- #_]{0,2}\d|decision|\d|[\w./-]{1,200}\.\w)"
)
_COLONS = (":", "：", "*", "_")  # how a label ends
# Another word for a supersession where it is all that a Status section says.
_WHOLE_STATUS = frozenset(("deprecated-by", "overridden-by", "overruled-by"))
_SIBLING_PAGE = compile_lazily(
    r"\[[^\]\n]*\]\(<?(?:\./)?[^()/\s:#]+\.(?:md|markdown|mdx)(?:#[^()\s]*)?>?\)"
)


def find_own_words(
    text: str,
    lines: Sequence[Line],
    context: str,
    own_words: Collection[str] = (),
    label: str = "",
) -> Iterator[StatedRelation]:
    """Find the relations in words of the page's own on some visible lines of a text.

    `context` is "opening", "status", "links" or "section" (one titled with the relation `label`).
    `own_words` are names of relations that count whatever
    form their words have: those of the configuration.
    """
    if not lines or not any(hint.search(text, lines[0].start, lines[-1].end) for hint in _HINTS):
        return
    is_first = True
    for line in lines:
        if line.text.rstrip().endswith(_COLONS) and (match := _LABEL.fullmatch(line.text)):
            label, is_first = _read_phrase(match["words"], context, True, own_words), False
            continue
        may_name = label or _BEGINNING.match(line.text)  # most lines: no need to look closer
        named = list(mentions.find_mentions(line.text)) if may_name else []
        if named and label and (item := _ITEM.fullmatch(line.text, 0, named[0].start)):
            yield from _make_relations(line, named, label, item.end(), context)
        else:
            label = ""
            if named:
                yield from _find_in_line(line, named, context, own_words, is_first=is_first)
        is_first = False


def _find_in_line(
    line: Line,
    named: list[mentions.Mention],
    context: str,
    own_words: Collection[str],
    *,
    is_first: bool,
) -> Iterator[StatedRelation]:
    match = _LEAD.fullmatch(line.text, 0, named[0].start)
    if not match:
        return
    is_label = bool(match["colon"])
    if context in ("opening", "section") and not (is_label or match["item"]):
        return
    yield from _find_further(line, named, context, own_words)
    relation = _read_phrase(match["words"], context, is_label, own_words)
    if not relation or (is_first and context == "status" and relation in _WHOLE_STATUS):
        return
    yield from _make_relations(line, named, relation, match.start("words"), context)


def _find_further(
    line: Line, named: list[mentions.Mention], context: str, own_words: Collection[str]
) -> Iterator[StatedRelation]:
    """The relations behind the first one of a line: "Extends ADR-2, clarifies ADR-1"."""
    for index, (previous, mention) in enumerate(pairwise(named), 1):
        gap = line.text[previous.end : mention.start]
        if further := _FURTHER.fullmatch(gap):
            relation = _read_phrase(further["words"], context, False, own_words)
            if relation_words.is_paired(relation):
                lead_start = previous.end + further.start("words")
                yield from _make_relations(line, named[index:], relation, lead_start, context)
        elif not re.fullmatch(JOIN, gap):
            return


def _read_phrase(words: str, context: str, is_label: bool, own_words: Collection[str]) -> str:
    """The relation that the words before a record are, "" for none and for the known ones."""
    relation = relation_words.fold_word(words)
    if relation in own_words:
        return relation
    if relation_words.parse_relation(words) or not relation:
        return ""
    if not relation_words.is_relation_phrase(words, context, is_label=is_label):
        return ""
    is_sure = relation_words.is_paired(relation) or relation_words.is_partial(relation)
    is_of = words.endswith((" of", " for")) and not words.partition(" ")[0].endswith("ed")
    # "Approved by" and "Draft" are the status, "Trial of" is not.
    return relation if is_sure or is_of or not statuses.normalise_status(words) else ""


def _make_relations(
    line: Line, named: list[mentions.Mention], relation: str, lead_start: int, context: str
) -> Iterator[StatedRelation]:
    """A relation to each of the records that a line names one after the other."""
    listed = named[:1]
    for previous, mention in pairwise(named):
        if not re.fullmatch(JOIN, line.text[previous.end : mention.start]):
            break
        listed.append(mention)
    rest = line.text[listed[-1].end :]
    if not relation_words.is_paired(relation) and not _REST.fullmatch(rest):
        return  # a sentence
    if CONDITION_AFTER.match(rest) or OTHER_REPOSITORY.match(rest):
        return
    for mention in listed:
        if may_name_record(mention.text):
            yield StatedRelation(
                Link(relation, mention.text, line.number),
                line.start + lead_start,
                line.start + mention.start,
                line.start + mention.end,
                origin=context,
            )


def may_name_record(mention: str) -> bool:
    """Whether a mention is one of a record, by its number or as a page of the same folder."""
    return names_numbered_record(mention) or _SIBLING_PAGE.fullmatch(mention) is not None


def read_title(title: str, own_words: Collection[str] = ()) -> str:
    """The relation that the title of a section is, in the page's own word; "" for none."""
    if own_words and (word := relation_words.fold_word(title)) in own_words:
        return word
    return relation_words.find_paired(title)
