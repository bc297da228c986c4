"""The sentence of a decision's page that matters: what was decided, in the page's own words.

It is looked for where the page says it: the chosen option; the section for the decision, in any
language that sections are known in; a statement such as "we decided for Redis"; a label or a row of
a table. A page that says it nowhere is summed up by its title, which states most decisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from minutebook.lean.patterns import compile_lazily
from minutebook.lean.tokens import count_tokens
from minutebook.lean.values import Value
from minutebook.records.adr.statements.plain_sentences import (
    cut_text,
    split_sentences,
    strip_markup,
)
from minutebook.records.adr.vocabulary import titles
from minutebook.records.adr.vocabulary.page_parts import find_part
from minutebook.records.drafting.forms.section_roles import find_role, strip_remark
from minutebook.records.model import GENERATED_BLOCKS, Record, read_as_markdown
from minutebook.text import frontmatter, markdown
from minutebook.text.markdown.visible import remove_invisible

MAX_TOKENS = 60  # of a sentence, as `lean.tokens` counts them
_MAX_PAGE_CHARS = 60_000  # the rest of a page is not read
_MAX_SECTIONS = 300
_MAX_LINES, _MAX_BLOCKS = 400, 40  # of a section that are looked at
_MAX_BLOCK_CHARS = 4000
_MAX_PARAGRAPHS = 16
_MAX_SENTENCES = 14  # of these, among which the one that decides is looked for
_MAX_CHOICE_START = 12  # of "chosen option" in a block that states it: "Our chosen option is X."
_SHORT_TOKENS = 26  # of a sentence that another one is put behind, where both are short enough
_MAX_TITLE_CHARS = 500
_MAX_FRAGMENT_CHARS = 14
_DEEPEST = 7  # a level of headings that there is not
_MIN_CHARS = 8  # of a sentence that says something

_BULLET = compile_lazily(r"([ \t]*)(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[([ xX])\][ \t]+)?(?=\S)")
_TABLE_LINE = compile_lazily(r"\s*\|?[\s:|-]{3,}\|?\s*\Z")
_RULE = compile_lazily(r"\s*(?:[-*_=]\s*){3,}\Z")
_QUOTE = compile_lazily(r"(?:[ \t]{0,3}>[ \t]?){1,4}")
_LABEL = compile_lazily(
    r"(?:\*\*|__)(?P<bold>[^*_\n]{2,60}?)(?::[ \t]*(?:\*\*|__)|(?:\*\*|__)[ \t]*:?)[ \t]*"
    r"|(?P<plain>[^\W\d_][\w -]{2,40}):[ \t]+(?=\S)"
)
_HEADING_LABEL = compile_lazily(r"\s*(?::|：|\s[-–—])\s*")
_CHOSEN = compile_lazily(
    r"(?i)\b(?:chosen|selected|preferred|picked|recommended)[ ]{0,3}(?:option|alternative|solution"
    r"|approach|choice|decision)s?\b|\bgewählte (?:option|lösung|alternative)|\boption (?:choisie"
    r"|retenue)|\bsolution retenue|\bopción elegida|\bopção escolhida|\bopzione scelta"
    r"|\bgekozen (?:optie|oplossing)|выбранн\w{1,3} вариант|选择的?方案|选定方案|採用案|選択した"
)
_DECIDING = compile_lazily(
    r"(?i)\b(?:we|team|project|i)(?:'ll|’ll| will| shall| have (?:decided|chosen|agreed|opted)| "
    r"(?:therefore |thus |hereby |also |now |all )?(?:decided?|chose|choose|agreed?|opt(?:ed)?"
    r"|adopt(?:ed)?|use|select(?:ed)?|propose|recommend|are going to|want to|should|must|will)\b)"
    r"|\b(?:it (?:was|is|has been) (?:decided|agreed)|decided (?:to|on|for|that|against)"
    r"|decision is|(?:is|are|was|were) (?:chosen|selected|adopted)|will (?:be|use|have|remain|now)"
    r"|(?:must|shall)\b|going forward|let's)"
    r"|\bwir (?:werden|verwenden|haben|nutzen|setzen|entscheiden)|\bnous (?:avons|allons|utilis"
    r"|adopt|choisi)|\b(?:usaremos|utilizaremos|adoptamos|decidimos|hemos decidido|vamos a|vamos"
    r"|adotaremos|decidiu-se|se decide|useremo|abbiamo deciso|utilizzeremo|adottiamo)"
    r"|\b(?:we|wij) (?:gebruiken|kiezen|hebben)|\bмы (?:будем|решили|выбрали|используем)"
    r"|используем|решено|我们(?:将|决定|选择|采用)|决定|采用|選択|採用|決定|하기로|사용한다"
)
# What begins a sentence that leads up to a decision, or tells of another thing.
_LEADING = compile_lazily(
    r"(?i)(?:after|based on|given|considering|although|while|there (?:is|are|were)|the (?:options?"
    r"|following|reasons?|table|diagram|team discussed)|see"
    r"|as (?:described|discussed|mentioned|outlined|of)|refer"
    r"|this (?:adr|document|section|record|page)|since|because|historically|currently"
    r"|before|previously|note|update|for (?:example|reference|more)|in order|our (?:initial|first)"
    r"|initially|at the (?:moment|time)|today|when|if|to (?:recap|summari[sz]e)|some|many|most"
    r"|it is (?:worth|important|possible|recommended)"
    r"|(?:the|this) (?:purpose|aim|goal|proposal|idea)|our (?:current|existing)"
    r"|we (?:considered|currently|discussed|looked|evaluated|had|reviewed))\b"
)
# A sentence that tells how things are: a subject of a few words, and a verb that decides nothing.
_DESCRIBING = compile_lazily(
    r"(?:(?:The|An?|This|These|Those|It|They|Our)\b|`?[A-Z])[^ ]{0,60}(?: [^ ]{1,60}){0,12}?"
    r" (?:is|are|was|were|has|have|had|can|could|may|might|allows?|provides?|recommends?|creates?"
    r"|offers?|supports?|requires?|makes?|gives?|stands?|shows?|looks?|seems?)\b"
)
# A sentence that says nothing without what it points to.
_POINTING = compile_lazily(
    r"(?i)\b(?:described|outlined|detailed|listed|shown|explained|specified)\b(?! by)"
    r"|\b(?:proposed (?:solution|design|change)|this approach)\b"
    r"|\b(?:options?|alternatives?|solutions?) \W{0,2}(?:\d|[A-F]\b)|\b(?:above|below)\b"
    r"|\b(?:first|second|third|fourth|last|former|latter) (?:option|alternative|approach|one)\b"
)
_SEE_BELOW = compile_lazily(r"(?i),? \((?:see|as)\b[^()]{0,60}\b(?:below|above)\)")
_WORD = compile_lazily(r"[^\W_]{3,40}")
_TICK = compile_lazily(r"\[[xX]\] ?")
_HEADING_NUMBER = compile_lazily(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[A-Za-z]\))\s+")
_EXEMPLIFYING = compile_lazily(r"(?i)(?:for (?:example|instance)|if|when|note|e\.g)\b")
_Y_STATEMENT = compile_lazily(r"(?i)\bwe (?:have )?(?:decided|chose|opted)\b")
_Y_END = compile_lazily(r"(?i),? (?:and (?:rejected|neglected|against|dismissed)|accepting)\b")
# What a template says in the place of a decision, and words for one that is yet to come.
_PLACEHOLDER = compile_lazily(
    r"(?i)\W{0,4}(?:tbd|tbc|to be (?:determined|decided|defined|completed|written|done)|todo|n/?a"
    r"|none(?: yet)?|pending|wip|work in progress|\?+|…|\.{2,}|x{3,}|lorem ipsum"
    r"|not (?:yet )?(?:decided|applicable))\W{0,4}\Z"
    r"|what is the change that we['’]?re proposing"
    r"|th(?:is|e) (?:section|change) (?:describes (?:our response|the decision)|that we['’]?re"
    r"|should (?:contain|describe))"
    r"|(?:describe|explain|summari[sz]e|write|insert|state|document|record|list|fill in|add|enter)"
    r" (?:here|your|the (?:decision|change|chosen|final|outcome)|what (?:was|you|we|is))\b"
    r"|(?:if the proposed|\W{0,3}> ?this section|please (?:indicate|describe|list|add))"
    r"|.{0,40}\[(?:option|title|name|justification|decision|insert|your)\b[^\]]{0,60}\](?!\()"
    r"|.{0,40}\{(?:option|title|name|justification|decision|insert|your)\b[^}]{0,60}\}"
    r"|.{0,40}<(?:option|title|name|justification|decision|insert|your)\b[^>]{0,60}>"
)
_WHOLE_PLACEHOLDER = compile_lazily(r"\s*(?:\{[^{}]*\}|\[[^\[\]]*\]|<[^<>]*>)[.:]?\s*\Z")
_OPEN_END = compile_lazily(r"(?i)(?::|：|\bbecause|\bsince|\bas)\s*\Z")
_FILLER_END = compile_lazily(
    r"(?i),? (?:(?:for|because of|due to|with|as|in|by|using|following|on)? ?(?:the|these)"
    r" follow(?:ing|s)(?: \w+){0,3}|as follows|following this \w+|because|since|as)[:.]?\Z"
)
_OPTION_NUMBER = compile_lazily(
    r"(?i)(?:option|alternative|alt|solution|approach|variante?|opción|opção)[ #]{1,2}(\w{1,2})\b"
)
_CHOSEN_MARK = compile_lazily(
    r"(?i)\s*\((?:chosen|selected|accepted|preferred|decided)[^()]{0,20}\)"
)
_WEAK_TITLES = frozenset(
    (
        *("proposal", "approach", "recommendation", "recommended", "conclusion", "design", "what"),
        *("how", "summary", "overview", "tl;dr", "tldr", "implementation", "goals", "description"),
    )
)


class _Block(Value):
    """A paragraph or an item of a list, as plain text. `label` is what it calls itself."""

    text: str
    is_item: bool
    label: str = ""


class _Part(Value):
    """A section of a page: its level, title as shown, what it is for, and its own blocks.

    `role` is as `find_role` and `find_part` say, "decision" where it holds the decision, "weak"
    where it may. `statement` is what the heading itself says: of "Decision: use X" the X.
    """

    level: int
    title: str
    role: str
    statement: str
    body: str


def find_sentence(record: Record) -> str:
    """What a decision decides, as one or two sentences of at most MAX_TOKENS, in one line.

    The record has to have its text. Never raises; "" only for a page without a title.
    """
    text = read_as_markdown(record.path, record.text)[:_MAX_PAGE_CHARS]
    parts = _list_parts(text)
    sentence = (
        _find_in_roles(parts, "decision")
        or _find_in_options(parts)
        or _find_in_fields(record)
        or _find_stated(parts)
        or _find_in_weak(parts)
    )
    return cut_text(_add_title(sentence, strip_markup(record.title[:_MAX_TITLE_CHARS])), MAX_TOKENS)


def _add_title(sentence: str, title: str) -> str:
    """A sentence that says little without the title of its page, behind that.

    That is one that names a choice ("Chosen option: Redis") or points elsewhere ("We take option
    2.").
    """
    shown = " ".join(_SEE_BELOW.sub("", sentence).split())
    title = " ".join(title.split()).rstrip(".:")
    if not shown or not title:
        return shown or title
    is_choice = _CHOSEN.match(shown) is not None
    is_pointing = count_tokens(shown) <= _SHORT_TOKENS and _POINTING.search(shown)
    if not (is_choice or is_pointing) or _says_title(shown, title):
        return shown
    whole = f"{title}. {shown}" if is_choice else f"{title}: {shown}"
    if is_choice and count_tokens(whole) > MAX_TOKENS:
        whole = f"{title}. {split_sentences(shown)[0]}"
    return whole


def _says_title(sentence: str, title: str) -> bool:
    """Whether a sentence has most of the words of a title."""
    said = set(_WORD.findall(sentence.casefold()))
    wanted = set(_WORD.findall(title.casefold()))
    return len(wanted & said) * 3 >= len(wanted) * 2


# The parts of a page -----------------------------------------------------------------------------


def _list_parts(text: str) -> list[_Part]:
    """The sections of a page, the text before the first heading as a section without a title."""
    has_front_matter = text.lstrip("\ufeff").startswith("---")
    body_start = frontmatter.parse(text)[0].body_start if has_front_matter else 0
    shown = text[body_start:]
    for name in GENERATED_BLOCKS:
        shown = markdown.remove_block(shown, name)
    shown = remove_invisible(shown)
    sections = markdown.parse_sections(shown)
    first = sections[0].start if sections else len(shown)
    parts = [_Part(0, "", "", "", shown[:first])]
    for section in sections[:_MAX_SECTIONS]:
        end = markdown.find_own_end(shown, section, sections)
        role, statement = _read_heading(section.title)
        title = strip_markup(section.title)
        parts.append(_Part(section.level, title, role, statement, shown[section.body_start : end]))
    return parts


def _read_heading(title: str) -> tuple[str, str]:
    """What a section is for, and what its heading states beside that."""
    role = _find_title_role(title)
    if role and role != "mentioned":
        return role, ""
    label = _HEADING_LABEL.search(title)
    if label:
        outer = _find_title_role(title[: label.start()])
        statement = strip_markup(title[label.end() :])
        if outer == "decision" and not _is_placeholder(statement):
            return "decision", statement
    return role, ""


def _find_title_role(title: str) -> str:
    folded = markdown.fold_title(strip_remark(title))
    role = find_role(folded)
    if role == "decision" or not role:
        part = find_part(folded)
        role = "decision" if "decision" in (part, role) and part != "mentioned" else part
    if folded in ("proposal", "recommendation", "conclusion", "recommendations", "conclusions"):
        return "weak"
    if re.fullmatch(r"decisions?(?: \w{1,3})?", folded) or folded == "decided":
        return "decision"
    return role or ("weak" if folded in _WEAK_TITLES else "")


def _list_blocks(body: str) -> list[_Block]:
    """The paragraphs and items of a text that say something: no code, pictures or rules."""
    blocks: list[_Block] = []
    lines: list[str] = []
    is_item = False

    def end_block() -> None:
        nonlocal is_item
        if lines:
            label, content = _split_label(" ".join(lines))
            plain = _TICK.sub("", strip_markup(content[:_MAX_BLOCK_CHARS]))
            if plain and not _is_placeholder(plain):
                blocks.append(_Block(plain, is_item, label))
        lines.clear()
        is_item = False

    for line in markdown.parse_lines(body):
        content = _QUOTE.sub("", line.text, count=1) if line.text.lstrip()[:1] == ">" else line.text
        if line.is_code or line.is_comment or not content.strip() or _RULE.match(content):
            end_block()
        elif content.strip().startswith("|"):
            end_block()
            blocks += _read_row(content)
        elif bullet := _BULLET.match(content):
            end_block()
            is_item = True
            lines.append(content[bullet.end() :].strip())
        elif content.startswith("    ") and not lines:
            continue
        else:
            lines.append(content.strip())
        if len(blocks) > _MAX_BLOCKS or line.number > _MAX_LINES:
            break
    end_block()
    return blocks


def _read_row(line: str) -> Iterator[_Block]:
    """A row of a table: its first cell as the label, the next as the text."""
    cells = [strip_markup(cell) for cell in line[:_MAX_BLOCK_CHARS].strip().strip("|").split("|")]
    if _TABLE_LINE.match(line) or len(cells) < 2 or not cells[1]:
        return
    if not _is_placeholder(cells[1]):
        yield _Block(cells[1], True, cells[0] or "-")


def _split_label(text: str) -> tuple[str, str]:
    """What a block calls itself, and its text: `**Decision:** Use X.`."""
    label = _LABEL.match(text)
    if label is None:
        return "", text
    name = (label["bold"] or label["plain"]).strip(" :")
    rest = text[label.end() :]
    return (strip_markup(name), rest) if rest.strip() else ("", text)


def _is_placeholder(plain: str) -> bool:
    return bool(
        len(plain) < 2
        or _PLACEHOLDER.match(plain)
        or _WHOLE_PLACEHOLDER.match(plain)
        or titles.is_leftover(plain)
        or not any(map(str.isalnum, plain))
    )


# What was decided --------------------------------------------------------------------------------


def _find_in_roles(parts: list[_Part], role: str) -> str:
    """What the sections with a role say, with those below them that tell of nothing else."""
    for index, part in enumerate(parts):
        if part.role != role:
            continue
        sentence = _read_part(part, parts, role)
        if sentence:
            return sentence
        for below in _list_below(parts, index):
            sentence = _read_part(below, parts, role)
            if sentence and below.title and not below.statement and below.role != role:
                return _join_heading(below.title, sentence)
            if sentence:
                return sentence
    return ""


def _list_below(parts: list[_Part], index: int) -> Iterator[_Part]:
    """The sections below one that may tell of the decision, too."""
    skipped_level = _DEEPEST
    for part in parts[index + 1 :]:
        if part.level <= parts[index].level:
            return
        if part.level > skipped_level:
            continue
        skipped_level = _DEEPEST
        if part.role in ("", "decision", "weak"):
            yield part
        else:
            skipped_level = part.level


def _join_heading(title: str, sentence: str) -> str:
    heading = _HEADING_NUMBER.sub("", title, count=1).rstrip(" :.")
    return sentence if sentence.startswith(heading) else f"{heading}: {sentence}"


def _read_part(part: _Part, parts: list[_Part], role: str) -> str:
    """What a section decides by its heading and its own text; "" for nothing."""
    blocks = _list_blocks(part.body)
    chosen = next((block for block in blocks[:_MAX_BLOCKS] if _is_choice(block)), None)
    if chosen is not None:
        return _read_choice(chosen, blocks, parts)
    if part.statement:
        heading = part.statement.rstrip(" .") + "."
        return _add_second(heading, _read_blocks(blocks))
    return _read_blocks(blocks)


def _is_choice(block: _Block) -> bool:
    """Whether a block begins with the option that was chosen."""
    shown = f"{block.label}: {block.text}" if block.label else block.text
    match = _CHOSEN.search(shown[:60])
    return match is not None and match.start() <= _MAX_CHOICE_START and shown[0].isalpha()


def _read_choice(chosen: _Block, blocks: list[_Block], parts: list[_Part]) -> str:
    """What a block says of the chosen option, with the name of one that has only its number."""
    shown = f"{chosen.label}: {chosen.text}" if chosen.label else chosen.text
    sentences = split_sentences(shown)
    first = sentences[0]
    if _OPEN_END.search(shown):
        return _join_list(shown, blocks[blocks.index(chosen) + 1 :])
    number = _OPTION_NUMBER.search(first)
    if number and count_tokens(first) < _SHORT_TOKENS:
        name = _find_option(parts, number[1])
        if name and name.casefold() not in shown.casefold():
            first = f"{first.rstrip('.')} ({name})."
    return _add_second(first, " ".join(sentences[1:2]))


def _find_option(parts: list[_Part], number: str) -> str:
    """The name of an option by its number, from the list of options or the headings of them."""
    position = int(number) if number.isdecimal() else ord(number.lower()[0]) - ord("a") + 1
    listed: list[str] = []
    for part in parts:
        match = _OPTION_NUMBER.match(part.title)
        if match and match[1].casefold() == number.casefold():
            name = part.title[match.end() :].strip(" :.-–—)")
            if name:
                return name
        if part.role == "options" and not listed:
            listed = [
                f"{block.label}: {block.text}" if block.label else block.text
                for block in _list_blocks(part.body)
                if block.is_item
            ]
    for name in listed:
        match = _OPTION_NUMBER.match(name)
        if match and match[1].casefold() == number.casefold():
            return _shorten_option(name[match.end() :])
    if 0 < position <= len(listed) and not _OPTION_NUMBER.match(listed[position - 1]):
        return _shorten_option(listed[position - 1])
    return ""


def _shorten_option(name: str) -> str:
    sentences = split_sentences(name.strip(" :.-–—)"))
    return cut_text(sentences[0].rstrip("."), _SHORT_TOKENS) if sentences else ""


def _read_blocks(blocks: list[_Block]) -> str:
    """The sentences of a text that decide something, else its first ones."""
    while blocks and not blocks[0].is_item and _is_fragment(blocks[0]):
        blocks = blocks[1:]  # "Therefore"
    if not blocks:
        return ""
    labelled = next((each for each in blocks if each.label and _names_decision(each.label)), None)
    if labelled is not None:
        return _join_sentences(split_sentences(labelled.text))
    first = blocks[0]
    if first.is_item:
        return _join_items(blocks)
    candidates = list(_list_candidates(blocks))
    chosen = 0
    if not _decides(candidates[0][0]) and _leads(candidates[0][0]):
        chosen = next(
            (
                index
                for index, (sentence, _) in enumerate(candidates)
                if _decides(sentence) and not _EXEMPLIFYING.match(sentence)
            ),
            0,
        )
    sentence, block_index = candidates[chosen]
    if sentence.endswith((":", "：")):
        return _join_list(sentence, blocks[block_index + 1 :])
    following = [each for each, index in candidates[chosen + 1 :] if index == block_index]
    return _join_sentences([sentence, *following])


def _list_candidates(blocks: list[_Block]) -> Iterator[tuple[str, int]]:
    """The first sentences of a text, each with the place of its block."""
    count = 0
    for index, block in enumerate(blocks[:_MAX_PARAGRAPHS]):
        if index and (block.is_item or block.label):
            continue
        shown = f"{block.label}: {block.text}" if block.label else block.text
        for sentence in split_sentences(shown):
            yield sentence, index
            count += 1
            if count == _MAX_SENTENCES:
                return


def _is_fragment(block: _Block) -> bool:
    return not block.label and len(block.text) < _MAX_FRAGMENT_CHARS and " " not in block.text


def _names_decision(label: str) -> bool:
    return _find_title_role(label) == "decision"


def _decides(sentence: str) -> bool:
    return _DECIDING.search(sentence) is not None and not sentence.endswith("?")


def _leads(sentence: str) -> bool:
    """Whether a sentence seems to lead up to another one that decides."""
    return bool(
        _LEADING.match(sentence)
        or _DESCRIBING.match(sentence)
        or sentence.endswith("?")
        or len(sentence) < _MIN_CHARS
    )


def _join_list(introduction: str, blocks: Iterable[_Block]) -> str:
    """A sentence that ends with a colon, and the items below it as far as there is room."""
    joined = introduction.rstrip()
    for index, block in enumerate(blocks):
        text = f"{block.label}: {block.text}" if block.label else block.text
        if not block.is_item:
            below = split_sentences(text)[0]
            is_whole = not index and not below.endswith((":", "："))
            return f"{joined} {below}" if is_whole else joined.rstrip(":：")
        item = split_sentences(text)[0].rstrip(".;")
        longer = f"{joined} {item}" if not index else f"{joined}; {item}"
        if index and count_tokens(longer) > MAX_TOKENS:
            return joined + "; …"
        joined = longer
    return _FILLER_END.sub("", joined.rstrip(":：")) if joined == introduction else joined


def _join_items(blocks: list[_Block]) -> str:
    """The items of a list that stands for a decision, as many as there is room for."""
    joined = ""
    for block in blocks:
        if not block.is_item:
            break
        text = f"{block.label}: {block.text}" if block.label.strip("-") else block.text
        item = split_sentences(text)[0].rstrip(";")
        longer = f"{joined.rstrip('.')}; {item}" if joined else item
        if joined and count_tokens(longer) > MAX_TOKENS:
            break
        joined = longer
    return joined


def _join_sentences(sentences: list[str]) -> str:
    """The first sentence, and the second one where both are short."""
    return _add_second(sentences[0], " ".join(sentences[1:2]))


def _add_second(first: str, second: str) -> str:
    joined = f"{first} {second}".strip()
    is_short = count_tokens(first) <= _SHORT_TOKENS and not second.endswith((":", "?"))
    return joined if is_short and count_tokens(joined) <= MAX_TOKENS else first


# Pages without a section for the decision --------------------------------------------------------


def _find_in_weak(parts: list[_Part]) -> str:
    """What a section decides that may hold anything: a proposal, a summary."""
    for part in parts:
        sentence = _read_part(part, parts, "weak") if part.role == "weak" else ""
        if _decides(sentence):
            return sentence
    return ""


def _find_in_options(parts: list[_Part]) -> str:
    """The option whose heading or item is marked as the chosen one."""
    for part in parts:
        if _CHOSEN_MARK.search(part.title):
            return f"Chosen: {_CHOSEN_MARK.sub('', part.title)}"
    return ""


def _find_in_fields(record: Record) -> str:
    """A field of the front matter that states the decision."""
    for key, value in record.fields.items():
        if key.casefold() in ("decision", "outcome") and isinstance(value, str):
            plain = strip_markup(value[:2000])
            if len(plain) >= _MIN_CHARS and not _is_placeholder(plain):
                return _join_sentences(split_sentences(plain))
    return ""


def _find_stated(parts: list[_Part]) -> str:
    """What a label, or a sentence such as "we decided for X", says outside of such a section."""
    y_statement = ""
    skipped_level = _DEEPEST
    for part in parts:
        if part.level > skipped_level:
            continue
        skipped_level = _DEEPEST
        if part.role in ("options", "refused", "consequences"):
            skipped_level = part.level
            continue
        blocks = _list_blocks(part.body)
        for block in blocks:
            if block.label and _names_decision(block.label) and len(block.text) >= _MIN_CHARS:
                return _join_sentences(split_sentences(block.text))
            if _is_choice(block):
                return _read_choice(block, blocks, parts)
            if not y_statement and (match := _Y_STATEMENT.search(block.text)):
                y_statement = _read_y_statement(block.text, match.start())
    return y_statement


def _read_y_statement(text: str, start: int) -> str:
    """The clause of a Y-statement that decides, without what was refused."""
    sentence = split_sentences(text[start:])[0]
    end = _Y_END.search(sentence)
    goal = re.search(r"(?i),? to achieve\b[^,]{0,200}", sentence)
    shown = sentence[: end.start()] if end else sentence
    if end and goal and goal.start() > end.start():
        shown += goal[0]
    return shown[:1].upper() + shown[1:]
