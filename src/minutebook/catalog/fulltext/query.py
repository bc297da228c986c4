"""What people type to search, as words, phrases and filters. Any text is read, or refused in words.

redis cache          both words
"cache in redis"     the words in a row
redi*                words that begin so
redis OR valkey      one of the two
-redis, NOT redis    without it; --redis is a word, as options are written
label:db             a filter; label:"data base", -label:db, kind:adr status:accepted

OR stands between two words or phrases, or between two values of one filter.
"""

from __future__ import annotations

import re

from minutebook.catalog.fulltext import folding
from minutebook.errors import UsageError
from minutebook.lean.patterns import compile_lazily
from minutebook.lean.values import Value

TYPE_CHECKING = False  # typing is dear to import
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The filters, in the order in which they are listed for people.
FIELDS = tuple("kind stage status label agent feature path session since until".split())  # noqa: SIM905
# What people call them: other tools do, and `list` has options of other names.
_FIELDS_BY_SYNONYM = {
    **dict.fromkeys(("tag", "tags", "labels", "topic", "keyword"), "label"),
    **dict.fromkeys(("file", "files", "folder", "dir", "touching", "touches"), "path"),
    **dict.fromkeys(("type", "is", "record"), "kind"),
    **dict.fromkeys(("state",), "status"),
    **dict.fromkeys(("phase", "step"), "stage"),
    **dict.fromkeys(("tool", "assistant", "by"), "agent"),
    **dict.fromkeys(("epic", "component", "area", "spec"), "feature"),
    **dict.fromkeys(("after", "from", "date", "newer", "created"), "since"),
    **dict.fromkeys(("before", "to", "older"), "until"),
    **dict.fromkeys(("thread", "conversation", "chat"), "session"),
}
_SEARCHED_ANYWAY = frozenset(("title", "text", "body", "content", "name", "prompt", "heading"))
_DECIDERS = frozenset(("decider", "deciders", "author", "owner", "who"))
_MIN_LIKENESS = 0.8  # of a name that was mistyped: "title" is not "until"
_OR, _NOT = "OR", "NOT"
# A quotation mark that is never closed reaches to the end.
_TOKEN = compile_lazily(
    r"""(?P<minus>-(?!-))?(?:(?P<name>[A-Za-z][A-Za-z_-]*):)?
    (?:"(?P<quoted>[^"]*)(?:"|\Z)(?P<star>\*)?|(?P<word>[^\s"]*))""",
    re.VERBOSE,
)
_BLANK = compile_lazily(r"\s")
_CURLY_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
MAX_QUERY_CHARS, MAX_TERMS = 2000, 60


class Term(Value):
    """A word or phrase that is looked for. With `is_prefix` its last word may go on."""

    text: str
    is_phrase: bool = False
    is_prefix: bool = False


class Filter(Value):
    """What a record's field has to be, one of the values; with `is_excluded` none of them."""

    name: str
    values: tuple[str, ...]
    is_excluded: bool = False


class Query(Value):
    """What is looked for.

    Of each group of `required` a record has one term at least, and none of `excluded`. `text` is
    what was typed.
    """

    text: str = ""
    required: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.required or self.excluded or self.filters)


def join_arguments(arguments: Iterable[str]) -> str:
    """The text of a query that a shell has split into arguments.

    Of several arguments, one with blanks is a phrase, or a filter with its value: it had quotation
    marks in the shell. One argument alone is the query as it is.
    """
    texts = list(arguments)
    return " ".join(map(_quote_argument, texts) if len(texts) > 1 else texts)


def _quote_argument(argument: str) -> str:
    text = argument.strip()
    if not _BLANK.search(text) or '"' in text.translate(_CURLY_QUOTES):
        return argument
    minus = "-" if text.startswith("-") and not text.startswith("--") else ""
    named = text.removeprefix(minus)
    name, colon, value = named.partition(":")
    has_value = bool(value) and not value[0].isspace()
    if colon and has_value and (name.lower() in FIELDS or _looks_like_filter(_TOKEN.match(named))):
        return f'{minus}{name}:"{value}"'
    return f'{minus}"{named}"'


def parse_query(text: str) -> Query:
    """What a text asks for. Raises UsageError for an unknown filter, and for a text too long."""
    if len(text) > MAX_QUERY_CHARS:
        raise UsageError(
            f"the query is longer than {MAX_QUERY_CHARS} characters", "ask for fewer words"
        )
    reader, offset, normal_text = _QueryReader(), 0, text.translate(_CURLY_QUOTES)
    while offset < len(normal_text):
        token = _TOKEN.match(normal_text, offset)
        if token and token[0]:
            reader.take(token)
        offset = max(offset + 1, token.end() if token else 0)
    return reader.build_query(text)


class _QueryReader:
    """Collects what the tokens of a query ask for."""

    def __init__(self) -> None:
        self._groups: list[list[Term]] = []
        self._excluded: list[Term] = []
        self._values: dict[tuple[str, bool], list[str]] = {}
        self._joins_last = self._excludes_next = False
        # What the last token is to an OR behind it: "word", the name of a filter, "excluded", or
        # "" where there is none.
        self._last_role = ""

    def take(self, token: re.Match[str]) -> None:
        """Take in the next token. Raises UsageError for OR and NOT where they mean nothing."""
        if token[0] == _OR:
            if self._excludes_next:
                raise _refuse_not()
            self._joins_last = bool(self._last_role)
            return
        if token[0] == _NOT:
            if self._excludes_next:
                raise _refuse_not()
            self._excludes_next = True
            return
        name = (token["name"] or "").lower()
        if name in FIELDS:
            value = _read_value(name, token)
            is_excluded = self._read_role(token, name)
            self._values.setdefault((name, is_excluded), []).append(value)
        elif _looks_like_filter(token):
            raise _refuse_field(name, token[0].removeprefix("-"))
        elif (term := _read_term(token)) is None:
            return
        elif self._read_role(token, "word"):
            self._excluded.append(term)
        elif self._joins_last:
            self._groups[-1].append(term)
        else:
            self._groups.append([term])
        self._joins_last = self._excludes_next = False

    def _read_role(self, token: re.Match[str], role: str) -> bool:
        """Whether a token is excluded. Raises UsageError where it is joined to another kind."""
        has_minus = bool(token["minus"])
        if has_minus and self._excludes_next:
            raise _refuse_not()
        is_excluded = has_minus or self._excludes_next
        shown_role = "excluded" if is_excluded else role
        if self._joins_last and ("excluded" in (shown_role, self._last_role)):
            raise UsageError(
                "OR joins words, not exclusions", "leave OR out, or search for one after the other"
            )
        if self._joins_last and shown_role != self._last_role:
            raise UsageError(
                "OR joins words, or values of one filter, not words and filters",
                "leave OR out, or search for one after the other",
            )
        self._last_role = shown_role
        return is_excluded

    def build_query(self, text: str) -> Query:
        """The query of all tokens. Raises UsageError for too many words."""
        if sum(map(len, self._groups)) + len(self._excluded) > MAX_TERMS:
            raise UsageError(f"the query has more than {MAX_TERMS} words", "ask for fewer words")
        filters = tuple(
            Filter(name, tuple(values), is_excluded)
            for (name, is_excluded), values in self._values.items()
        )
        return Query(text, tuple(map(tuple, self._groups)), tuple(self._excluded), filters)


def _refuse_not() -> UsageError:
    return UsageError(
        "NOT excludes the one word or filter behind it", "write NOT or a minus once: NOT redis"
    )


def _looks_like_filter(token: re.Match[str] | None) -> bool:
    """Whether a token is a filter of some name: not `http://`, `std::`, `port:80`."""
    if token is None or not token["name"]:
        return False
    if token["quoted"] is not None:
        return True
    value = token["word"] or ""
    return bool(value) and not value.startswith((":", "/", "\\", *"0123456789"))


def _read_value(name: str, token: re.Match[str]) -> str:
    value = token["word"] if token["quoted"] is None else token["quoted"]
    value = (value or "").strip()
    if not value:
        raise UsageError(f"{name}: has no value", f"write it right behind the colon: {name}:VALUE")
    return value


def _refuse_field(name: str, text: str) -> UsageError:
    import shlex
    from difflib import get_close_matches

    value = text.partition(":")[2].replace('"', "")
    if name in _SEARCHED_ANYWAY:
        command = shlex.join(["minutebook", "search", value])
        hint = f"titles and texts are searched without a filter: {command}"
        return UsageError(f"no filter is called '{name}:'", hint)
    if name in _DECIDERS:
        command = shlex.join(["minutebook", "list", "adr", "--decider", value])
        return UsageError(f"no filter is called '{name}:'", f"who decided: {command}")
    close = get_close_matches(name, FIELDS, 1, _MIN_LIKENESS)
    field = _FIELDS_BY_SYNONYM.get(name) or (close[0] if close else "")
    meant = f"{field}: is meant? " if field else ""
    word = shlex.quote('"{}"'.format(text.replace('"', "")))
    return UsageError(
        f"no filter is called '{name}:'",
        f"{meant}one of: {', '.join(FIELDS)}; the word itself: minutebook search {word}",
    )


def _read_term(token: re.Match[str]) -> Term | None:
    """The term of a token, None where it has no letter, digit or pictogram."""
    if token["quoted"] is not None:
        text, is_phrase = token["quoted"].rstrip(), True
        is_prefix = bool(token["star"]) or text.endswith("*")
        text = text.rstrip("*")
    else:
        word = (token["name"] or "") + (":" if token["name"] else "") + (token["word"] or "")
        text, is_prefix, is_phrase = word.rstrip("*"), word.endswith("*"), False
    if not any(map(folding.is_searched, text)):
        return None
    return Term(text, is_phrase, is_prefix)


def replace_words(query: Query, replacements: Mapping[str, str]) -> Query:
    """The query with other words for some of its words."""
    required = tuple(
        tuple(
            term
            if term.is_phrase
            else Term(replacements.get(term.text, term.text), is_prefix=term.is_prefix)
            for term in group
        )
        for group in query.required
    )
    return Query(query.text, required, query.excluded, query.filters)
