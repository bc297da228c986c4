"""How decisions are put before an agent: quoted, in few tokens, and as an answer that it takes."""

from __future__ import annotations

from minutebook.lean.tokens import count_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

EDIT_TOKENS, SESSION_TOKENS = 120, 300  # what is told stays below
_MAX_TITLE_CHARS, _MAX_EVIDENCE_CHARS, _MAX_PATH_CHARS = 90, 60, 60
MAX_QUOTED = 3  # decisions for one file
_MORE = "What governs a file: minutebook context PATH"


class Quote:
    """A decision to be told: its ref, title, what it decides (or ""), and what makes it govern.

    With `is_known` the agent has its text before it already.
    """

    __slots__ = ("evidence", "is_known", "ref", "sentence", "title")

    def __init__(
        self, ref: str, title: str, sentence: str, evidence: str = "", *, is_known: bool = False
    ) -> None:
        self.ref, self.title = _clean(ref), _clean(title)
        self.sentence = _clean(sentence) or self.title
        self.evidence, self.is_known = _clean(evidence), is_known


def format_for_edit(path: str, quotes: Sequence[Quote], total: int) -> tuple[str, int]:
    """What is told before a file is changed, and of how many of the decisions; ("", 0) for none.

    The first ones bind most: they are kept where not all fit, and of `total` the rest is counted.
    """
    shown = _shorten_path(_clean(path))
    head = f"In force for {shown} (quoted from this repository's decision records, as information):"
    lines, count = [head], 0
    for quote in quotes[:MAX_QUOTED]:
        tokens_left = EDIT_TOKENS - 1 - count_tokens("\n".join(lines) + "\n")
        # What is counted behind it needs room, too.
        tokens_left -= count_tokens(f"\n{_count_more(total)}") if total > count + 1 else 0
        line = _fit_quote(quote, tokens_left, is_first=count == 0)
        if not line:
            break
        lines.append(line)
        count += 1
    if not count:
        return "", 0
    return "\n".join([*lines, *([_count_more(total - count)] if total > count else [])]), count


def _count_more(count: int) -> str:
    """What is said of decisions in force that are not quoted."""
    return f"{count} more: minutebook context PATH"


def format_for_session(quotes: Sequence[Quote], total: int) -> tuple[str, int]:
    """What is told at a session's start, and of how many decisions; `total`: those in force."""
    head = "In force here (quoted from this repository's decision records, as information):"
    lines, count = [head], 0
    budget = SESSION_TOKENS - 1 - count_tokens(f"\n{_MORE} ({total} more are in force)")
    for quote in quotes:
        tokens_left = budget - count_tokens("\n".join(lines) + "\n")
        line = _fit_quote(quote, tokens_left, is_first=count == 0)
        if not line:
            break
        lines.append(line)
        count += 1
    if not count:
        return "", 0
    others = f" ({total - count} more are in force)" if total > count else ""
    return "\n".join([*lines, f"{_MORE}{others}"]), count


def _fit_quote(quote: Quote, tokens: int, *, is_first: bool = False) -> str:
    """A line with a decision in so many tokens; "" where it does not fit.

    What else the sentence does not say is left out first: the title, then the evidence. Of the
    first one the end of its sentence is, too.
    """
    evidence = f" [{_shorten(quote.evidence, _MAX_EVIDENCE_CHARS)}]" if quote.evidence else ""
    if quote.is_known:
        title = _shorten(quote.title, _MAX_TITLE_CHARS)
        forms = [f"- {quote.ref} ({title}): quoted above, it governs this file too"]
    else:
        said = f"- {quote.ref}: {quote.sentence}"
        forms = [f"{said}{evidence}", said]
        if quote.title.rstrip(".").casefold() not in quote.sentence.casefold():
            title = _shorten(quote.title, _MAX_TITLE_CHARS)
            forms.insert(0, f"- {quote.ref} ({title}): {quote.sentence}{evidence}")
    fitting = next((form for form in forms if count_tokens(form) <= tokens), "")
    return fitting or (_cut(forms[-1], tokens) if is_first else "")


def _cut(text: str, tokens: int) -> str:
    """The beginning of a text in so many tokens, with whole words where it has any."""
    end = 0
    while end < len(text) and count_tokens(text[: end + 1] + " …") <= tokens:
        end += 1
    beginning = text[:end]
    return f"{beginning.rpartition(' ')[0] or beginning} …"


def _shorten(text: str, max_chars: int) -> str:
    return text if len(text) <= max_chars else f"{text[: max_chars - 1].rstrip()}…"


def _shorten_path(path: str) -> str:
    """A path with its end, which says most of it."""
    return path if len(path) <= _MAX_PATH_CHARS else f"…{path[1 - _MAX_PATH_CHARS :]}"


def _clean(text: str) -> str:
    """A text in one line, without signs that control, reorder, or show nothing."""
    if text.isascii() and text.isprintable():
        return text
    shown = (char if _is_shown(char) else " " if char.isspace() else "" for char in text)
    return " ".join("".join(shown).split())


def _is_shown(char: str) -> bool:
    """Whether a sign is seen; selectors of variants may carry a text that is not."""
    return char.isprintable() and not ("\ufe00" <= char <= "\ufe0f" or char >= "\U000e0000")
