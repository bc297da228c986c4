"""What shows that a page is a decision: its name, and the headings and facts that it has."""

from __future__ import annotations

import re

from minutebook.records.filenames import STAND_INS

_NUMBERED_NAME = r"(?i)(?:l?m?adr|ad|dr|tdr|decision)[-_ .#]{0,2}\d|\d{3,5}[-_ .]|\d{3,5}\Z"
_DATED_NAME = r"(?:19|20)\d\d-?\d\d-?\d\d[-_ ]"
_WORDS = {
    "status": "status|statut|estado|estatus|stato|stav|stan|статус|状态|狀態|ステータス|상태",
    "context": "context|kontext|kontekst|contesto|background|problem|hintergrund|ausgangslage"
    "|fragestellung|issue|motivation|contexto|contexte|problème|problema|контекст|проблема|背景"
    "|上下文|コンテキスト|文脈|배경|맥락|컨텍스트",
    "decision": "decision|décision|entscheidung|decisi[oó]n|decis[aã]o|besluit|beslissing|beslut"
    "|decyzja|rozhodnut|karar|rationale|решение|决策|决定|決策|決定|意思決定|결정",
    "consequences": "consequence|conséquence|konsequen|folgen|auswirkung|consecuencia"
    "|consequ[eê]ncia|conseguenz|gevolg|implication|trade-?off|последстви|后果|後果|影响|影響|結果"
    "|결과|영향",
    "options": "considered|options|alternative|optionen|opciones|opções|opzioni|варианты"
    "|альтернатив|选项|备选|替代|選択肢|検討|대안",
}
_HEADING_START = r"(?:#{1,6}|={1,6}|\*{1,6})[^\w\n]{0,12}(?:\d{1,2}(?:\.\d{1,2}){0,2}[^\w\n]{1,4})?"
_UNDERLINE = r"[^\n]{0,80}\n(?:={3}|-{3}|~{3}|\^{3})"
_MAX_READ_CHARS = 60_000  # of a page: its headings stand in it, or it has very long sections


def locate_page(path: str) -> tuple[str, str]:
    """The folder that a page would be a record of, and the name that tells its number.

    A page in a folder of its own, `log/0007-x/index.md`, is of the folder around that, and has the
    name `0007-x`.
    """
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    parent, _, own_folder = folder.rpartition("/")
    if stem.lower() in STAND_INS and (is_numbered(own_folder) or is_dated(own_folder)):
        return parent, own_folder
    return folder, stem


def is_numbered(stem: str) -> bool:
    """Whether a name, without its ending, begins with a decision's number: `0007-x`, `adr-7`."""
    return bool(re.match(_NUMBERED_NAME, stem)) and not is_dated(stem)


def is_dated(stem: str) -> bool:
    """Whether a name begins with a date, as log4brains names decisions and blogs their posts."""
    return bool(re.match(_DATED_NAME, stem))


def find_signs(text: str) -> frozenset[str]:
    """The parts of a decision that a page has: status, context, decision, consequences, options."""
    head = text[:_MAX_READ_CHARS]
    if not head.isascii():
        from unicodedata import normalize

        head = normalize("NFC", head)
    words = "|".join(f"(?P<{sign}>{names})" for sign, names in _WORDS.items())
    underlined = "|".join(f"(?:{names})" for names in _WORDS.values())
    pattern = rf"(?im)^{_HEADING_START}(?:{words})|^(?P<underlined>{underlined}){_UNDERLINE}"
    signs = set()
    for match in re.finditer(pattern, head):
        if match["underlined"]:
            signs.add(_name_sign(match["underlined"]))
        else:
            signs.update(sign for sign in _WORDS if match[sign])
    if re.search(rf"(?im)^[ \t>*_|:-]{{0,8}}(?:{_WORDS['status']})[*_ \t]{{0,4}}[:|：]", head):
        signs.add("status")
    return frozenset(signs)


def _name_sign(word: str) -> str:
    return next(sign for sign, names in _WORDS.items() if re.fullmatch(f"(?i){names}", word))


def is_decision(signs: frozenset[str]) -> bool:
    """Whether the parts that a page has are those of a decision, wherever it lies."""
    has_core = "decision" in signs or {"context", "consequences"} <= signs
    return len(signs) >= 2 and has_core
