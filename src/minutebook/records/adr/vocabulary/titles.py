"""Titles of pages: headings without their number, label and markup.

A label says what a page is, not what it is about: "ADR-0007: ", "[7] ", "Acme - Architecture
Decision Record: ". It ends at a separator, and all its words are words of labels.
"""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.text import markdown


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split(", "))


# Words that make a label: those that need no number, and those that are other words without one.
_RECORD_WORDS = _split(
    "adr, adrs, madr, ladr, lmadr, phr, rfc, architekturentscheidung, architectuurbesluit, "
    "arkitekturbeslut, arkitekturbeslutning, 架构决策记录, "
    "架構決策記錄, 决策记录, 決策記錄, アーキテクチャ決定記録, 意思決定記録"
)
_NUMBERED_WORDS = _split(
    "dr, ad, add, dec, tdr, pdr, edr, rfd, ddr, decision, proposal, entscheidung, décision, "
    "decisión, decisão, decisione, besluit, beslissing, решение, decyzja, karar, beslut, "
    "beslutning, rozhodnutí, päätös, рішення, 决策, 决定, 決策, 決定, 결정, 의사결정"
)
_YEAR = compile_lazily(r"(?:19|20)\d\d")
_TITLE_WORDS = _split("title, titel, titre, título, titolo, 标题, タイトル, 제목")
# Words that may stand beside them.
_FILLERS = _split(
    "architecture, architectural, architect, design, technical, technology, product, "
    "engineering, project, software, record, records, log, no, nr, num, n, 第, 号, 號, 番, 호, 제, "
    "d, registro, de, da, la, arquitectura, arquitetura, architettura, architecturale, 아키텍처, "
    "기록, архитектурное, решения, запись, architektoniczna, mimari, č"
)
_PLACEHOLDER_NUMBER = compile_lazily(r"(?i)x{2,6}|n{2,6}|number")
# "ADR XII"; in capitals only, and beside a word of labels.
_ROMAN_NUMBER = compile_lazily(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
# The version of the page behind its number: "ADR-16 (v2)"; the separator may have the bracket.
_VERSION = compile_lazily(
    r"(?i),?(?:\s*[(\[](?:v|ver|version|r|rev|revision|draft|wip|revised|updated|final)\.? ?"
    r"|\s+(?:v|version|rev|revision)\.? ?(?=\d))(?:\d{1,3}(?:\.\d{1,3}){0,2})?[)\]]?\s*\Z"
)
_FIRST_WORD = compile_lazily(r"([^\W\d_]+)")
_LABEL_PART = compile_lazily(r"\d{1,6}(?:\.\d{1,3}){0,2}[a-z]?(?![^\W_])|[^\W\d_]+|\d+")
# What may end a label: ":", "|", ". ", ") ", "] ", " - ", " · ", dashes; the first in a title.
_SEPARATOR = compile_lazily(
    r"\s*(?<!\\)(?:[:：|、]|[\]】］〕」][:：]?|[.)]:?(?:\s[-–—·])?(?=\s)|\s(?:[-–—]{1,3}|[·•»›~/])(?=\s)|[–—]"
    r"|(?<=\d)-(?=\s))\s*"
)
_SIGNS = frozenset(":：|、]】］〕」.)–—·•»›-")  # a separator has one of these
# "3. Use Redis": what most pages have, where nothing behind it may be a part of the label.
_PLAIN_NUMBER = compile_lazily(r"\d{1,6}\. (?=[^\W\d_][^:：|–—-]*\Z)")
# "14 Use Redis", "PX-14 Use Redis", "0014-use-redis"
_UNFILLED_NUMBER = compile_lazily(
    r"n[.:)] (?=[^\W\d_])"  # "n. Use Redis": nobody put the number in
)
_BARE_NUMBER = compile_lazily(
    r"(?:[A-Za-z][A-Za-z0-9]{0,15}[-_#])?0*(\d{1,6})(?:[.:)]?\s+|[-_])(?=[^\W\d_])"
)
_LABEL_AT_END = compile_lazily(r"(?i) [(\[](?:l?m?adr|phr)[-_ #]?0{0,5}(\d{1,6})[)\]]\Z")
_MAX_LABEL_CHARS = 80
_MAX_SEPARATORS = 4
# Labels that end with a blank alone.
_OPEN_LABEL = compile_lazily(
    r"(?i)\W{0,3}(?:(?:l?m?adr|phr)s?[-_ #.]{0,3}|architect\w{0,6} decision record(?: \(adr\))? #?)"
    r"(?:\d{1,6}(?:\.\d{1,3})?[a-z]?)\s+(?=\S)|第 ?\d{1,6} ?[号號回番条]\s*(?=\S)|0\d{1,5}\s+(?=\S)"
)
_OPEN_LABEL_LETTERS = "AaLlMmPp第"  # that it begins with, where it begins with a letter
_MAX_MARKUP_CHARS = 1000  # of a title from which markup is removed: a longer one is no title
_CODE_OR_ESCAPED = (
    r"(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))|(?P<escaped>\\[!-/:-@\[-`{-~])"
)
_ESCAPES = compile_lazily(
    rf"{_CODE_OR_ESCAPED}|(?P<entity>&(?:#\d{{1,7}}|#x[0-9a-fA-F]{{1,6}}|[A-Za-z]{{2,10}});)"
)
_MARKUP = compile_lazily(
    rf"{_CODE_OR_ESCAPED}"
    r"|!?\[(?P<label>(?:\\.|[^\[\]\\]){1,300})\]\([^()\s]{1,400}(?: \"[^\"]{0,200}\")?\)"
    r"|\*\*|(?<!\w)__|__(?!\w)|<!--.*?(?:-->|\Z)"
    r"|</?(?:a|abbr|b|br|center|code|del|div|em|font|h[1-6]|i|img|kbd|mark|p|s|small|span|strong|sub"
    r"|sup|u)(?:\s[^<>]{0,300})?/?>"
)
_ATTRIBUTES = compile_lazily(r"\s*\{[:#.][^{}]{0,100}\}\Z")
# Titles that a template has, and nobody has replaced.
_LEFTOVERS = _split(
    "title, short title, adr title, decision title, title here, your title, insert title, "
    "insert title here, the title, page title, record title, "
    "short title of solved problem and solution, title of the decision, untitled, "
    "title of decision, template, adr template, decision template, tbd, todo, "
    "decision record template, architecture decision record template, new adr, "
    "short noun phrase, number title, adr number title, template title, titel, titre, "
    "título, titolo, 标题, 標題, タイトル, 제목, заголовок, название"
)
_LEFTOVER_BEGINNING = compile_lazily(
    r"(?i)(?:short|title|adr\b|decision|insert|your|name|describe|brief|concise|enter|present tense"
    r"|number|summary|subject|replace|todo|a short|the title|kurz|titel|titre|título|titolo)"
)
# "Acme - Architecture Decision Record template"
_TEMPLATE_OF = compile_lazily(
    r"(?i)(?:^|[-–—:|] )(?:l?m?adr|architect\w{0,6} decision record) template\Z"
)
_PLACEHOLDER = compile_lazily(
    r"\{\{.{0,200}\}\}|\$\{.{0,200}\}|<%.{0,200}%>|%[A-Z_]{2,40}%|\[%.{0,100}%\]"
)
# Headings of sections: a page that begins with one has no title of its own.
_SECTION_NAMES = _split(
    "status, context, background, decision, decisions, date, summary, problem, introduction, "
    "abstract, overview, consequences, context and problem statement, problem statement, "
    "context and problem, problem description, issue, motivation, goals, "
    "goals and non-goals, objective, objectives, purpose, scope, rationale, "
    "considered options, options, options considered, alternatives, references, "
    "alternatives considered, decision drivers, decision outcome, changelog, links, "
    "requirements, assumptions, constraints, positive consequences, metadata, "
    "negative consequences, pros and cons of the options, table of contents, contents, "
    "tl;dr, tldr, executive summary, kontext, entscheidung, konsequenzen, contexte, "
    "contexto, contesto, контекст, статус, решение, 背景, 状态, 狀態, 上下文, コンテキスト, "
    "ステータス, 상태, 배경, 컨텍스트, estado, stato, statut, estatus"
)


def strip_title_number(heading: str) -> str:
    r"""Return a heading without its number (`ADR-0007: Use Redis`, `3. Use Redis`) and markup.

    A heading that is a label alone is returned with it; "" where there is only a comment. Signs
    that are escaped (`10\. Tenth`) belong to the title.
    """
    title = _remove_markup(heading)
    return _unescape(title[_find_label_end(title) :])


def read_title(heading: str) -> str:
    """Return the title that a heading states: as `strip_title_number` does, but "" for none.

    Labels alone ("ADR 7") and what a template has left ("{short title}") are no titles.
    """
    title = _remove_markup(heading)
    label_end = _find_label_end(title)
    if not label_end and len(title) <= _MAX_LABEL_CHARS and _is_whole_label(title):
        return ""
    title = title[label_end:]
    return "" if is_leftover(title) else _unescape(title)


def show_words(heading: str) -> str:
    """Return a heading as it is shown, without markup; its label stays."""
    return _unescape(_remove_markup(heading))


def is_leftover(title: str) -> bool:
    """Whether a title is a template's own, as "{short title of solved problem}" or "Title"."""
    title = title.strip()
    if title[:1] in ("{", "$", "<", "%", "[") and _PLACEHOLDER.fullmatch(title):
        return True
    core = title.strip(" \t[]{}<>()\"'*_.…:")
    if core.casefold() in _LEFTOVERS or not core:
        return True
    if core[-8:].lower() == "template" and _TEMPLATE_OF.search(core):
        return True
    is_bracketed = title[:1] + title[-1:] in ("[]", "{}", "<>")
    return is_bracketed and bool(_LEFTOVER_BEGINNING.match(core))


def is_section_name(heading: str) -> bool:
    """Whether a heading names a part of a decision's page, such as its context, and is no title."""
    return markdown.fold_title(heading) in _SECTION_NAMES


def strip_own_number(title: str, number: int | None, slug: str) -> str:
    """Return a title without a label that only the record's own number shows to be one.

    `PX-14: T` and `T (ADR-14)` on page 14; `14 Use Redis` on one of the slug `use-redis`.
    """
    if number is None or str(number) not in title[:_MAX_LABEL_CHARS]:
        return title
    if (match := _LABEL_AT_END.search(title[-_MAX_LABEL_CHARS:])) and int(match[1]) == number:
        title = title[: len(title) - len(match[0])]
    separator = _SEPARATOR.search(title[:_MAX_LABEL_CHARS])
    if separator and separator.end() < len(title):
        head = title[: separator.start()].strip("[(")
        match = re.fullmatch(r"([A-Za-z][A-Za-z0-9_-]{0,40}?)[-_#]?0*(\d{1,6})", head)
        # "UTF-8: x" on page 8, `utf-8-x`, is about UTF-8.
        if match and int(match[2]) == number and not slug.lower().startswith(match[1].lower()):
            return title[separator.end() :]
    bare = _BARE_NUMBER.match(title)
    if bare and int(bare[1]) == number:
        rest = title[bare.end() :]
        words = [re.split(r"[\W_]+", text.casefold(), maxsplit=1)[0] for text in (rest, slug)]
        if words[0] == words[1]:
            return rest
    return title


def _find_label_end(title: str) -> int:
    """Where the label of a title ends, 0 where it has none or is nothing else."""
    beginning = title[: _MAX_LABEL_CHARS + 20]
    if match := _PLAIN_NUMBER.match(beginning) or _UNFILLED_NUMBER.match(beginning):
        return match.end()
    end = segment_start = 0
    separators = () if _SIGNS.isdisjoint(beginning) else _SEPARATOR.finditer(beginning)
    for _, separator in zip(range(_MAX_SEPARATORS), separators, strict=False):
        if separator.start() > _MAX_LABEL_CHARS or separator.end() == len(title):
            break
        head, segment = title[: separator.start()], title[segment_start : separator.start()]
        # "Acme - ADR-3: T": a label of the second segment takes the first one with it.
        is_second = segment_start > 0 and end == 0 and _is_label(segment, needs_record=True)
        if is_second or _is_label(head, has_colon=":" in separator[0] or "：" in separator[0]):
            end = separator.end()
        segment_start = separator.end()
    may_be_open = not title[:1].isalpha() or title[0] in _OPEN_LABEL_LETTERS
    if not end and may_be_open and (match := _OPEN_LABEL.match(title)):
        end = match.end()
    return end


def _is_whole_label(title: str) -> bool:
    """Whether a title is a label and nothing else: most begin with a word that no label has."""
    first_word = _FIRST_WORD.match(title)
    if first_word and " " in title and not _PLACEHOLDER_NUMBER.fullmatch(first_word[1]):
        word = first_word[1].casefold()
        if not (word in _RECORD_WORDS or word in _NUMBERED_WORDS or word in _FILLERS):
            return False
    return _is_label(title, is_whole=True)


def _is_label(
    text: str, *, has_colon: bool = False, needs_record: bool = False, is_whole: bool = False
) -> bool:
    """Whether a text is a label: words of labels, and at most one number.

    `has_colon`: a colon follows. `needs_record`: it must name a record. `is_whole`: the text is a
    whole heading, where "Decision 2" may be the title.
    """
    tokens = _LABEL_PART.findall(_VERSION.sub("", text, count=1))
    words = [token.casefold() for token in tokens if not token[0].isdigit()]
    numbers = {token for token in tokens if token[0].isdigit()}
    if not numbers and not (_RECORD_WORDS | _NUMBERED_WORDS).isdisjoint(words):
        numbers.update(token.casefold() for token in tokens[1:] if _ROMAN_NUMBER.fullmatch(token))
    numbers.update(word for word in words if _PLACEHOLDER_NUMBER.fullmatch(word))
    words = [word for word in words if word not in numbers]
    if not tokens or len({number.lstrip("0") for number in numbers}) > 1:
        return False
    is_record = not _RECORD_WORDS.isdisjoint(words) or (
        "decision" in words and not {"record", "records", "log"}.isdisjoint(words)
    )
    known = _RECORD_WORDS | _NUMBERED_WORDS | _FILLERS
    if all(word in known for word in words):
        if not words:
            number = next(iter(numbers))
            is_other = "." in number or _YEAR.fullmatch(number)
            return not needs_record and not is_whole and not is_other
        if is_record:
            return True
        if is_whole:
            return False
        if not _NUMBERED_WORDS.isdisjoint(words):
            return bool(numbers) or (has_colon and words[-1] == "decision")
        # "No. 7", "第7号"
        return bool(numbers) and len(words) <= 2 and not needs_record
    if has_colon and words[-1] in _TITLE_WORDS:
        return all(word in known for word in words[:-1])
    # "ACME-ADR-Billing-2", "TECH-0012": names of organisations, in one piece with the number.
    is_one_piece = re.search(r"\s", text.strip()) is None and bool(numbers)
    begins_with_zero = any(number.startswith("0") for number in numbers)
    return is_one_piece and (
        is_record or (begins_with_zero and len(words) == 1 and text.strip("[( ")[:1].isupper())
    )


def _remove_markup(heading: str) -> str:
    """A heading as one line without comments, attributes, tags, link targets and bold marks.

    Code keeps its ticks, escaped signs their escapes.
    """
    title = " ".join(heading.split())
    if title.endswith("}"):
        title = _ATTRIBUTES.sub("", title)
    if title.startswith("~~") and title.endswith("~~") and len(title) > 4:
        title = title[2:-2]
    if len(title) > _MAX_MARKUP_CHARS or not any(char in title for char in "[*_<"):
        return title
    without = " ".join(_replace_markup(title).split())
    return without or ("" if "<" in title else title)


def _replace_markup(text: str) -> str:
    return _MARKUP.sub(_keep_words, text)


def _keep_words(match: re.Match[str]) -> str:
    if match["label"]:
        return _replace_markup(match["label"])
    return match["code"] or match["escaped"] or ""


def _unescape(title: str) -> str:
    """A title with its escaped signs and entities as they are shown; code stays as it is."""
    if len(title) > _MAX_MARKUP_CHARS or not ("\\" in title or "&" in title):
        return title
    return _ESCAPES.sub(_unescape_sign, title).strip() or title


def _unescape_sign(match: re.Match[str]) -> str:
    if match["entity"]:
        from html import unescape

        return unescape(match["entity"])
    return match["code"] or match["escaped"][1:]
