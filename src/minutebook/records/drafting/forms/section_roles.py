"""What the sections of a decision are for, by their titles in several languages."""

from __future__ import annotations

import re
from functools import cache

from minutebook.lean.patterns import compile_lazily

# The values of a draft that sections show, as templates name them, with the usual titles. Titles
# are folded as `markdown.fold_title` does.
_TITLES_BY_ROLE = {
    "context": "context, context and problem statement, problem statement, problem, background, "
    "motivation, issue, situation, context and problem, problem description, problem context, "
    "introduction, the problem, what is the issue, "
    "kontext, kontext und problemstellung, problemstellung, ausgangslage, hintergrund, "
    "contexte, problématique, contexto, contexto y problema, contexto e problema, contesto, "
    "contesto e problema, kontekst, context en probleemstelling, контекст, контекст и проблема, "
    "背景, 上下文, 语境, 背景与问题, コンテキスト, コンテキストと問題, 文脈, 맥락, 배경, 컨텍스트",
    "drivers": "decision drivers, drivers, forces, requirements, constraints, decision criteria, "
    "criteria, goals, entscheidungstreiber, einflussfaktoren, treiber, facteurs de décision, "
    "factores de decisión, fatores de decisão, fattori decisionali, besluitvormingsfactoren, "
    "факторы решения, движущие силы, 决策驱动因素, 决策驱动, 決定要因, 意思決定の要因, 결정 요인",
    "options": "considered options, options, options considered, alternatives, "
    "alternatives considered, considered alternatives, other options, alternative approaches, "
    "rejected alternatives, evaluated options, "
    "betrachtete optionen, optionen, alternativen, betrachtete alternativen, "
    "options envisagées, options considérées, opciones consideradas, opciones, alternativas, "
    "opções consideradas, alternativas consideradas, opzioni considerate, opzioni, alternative, "
    "overwogen opties, alternatieven, рассмотренные варианты, варианты, альтернативы, "
    "考虑的选项, 备选方案, 可选方案, 検討した選択肢, 選択肢, 代替案, 고려한 옵션, 대안",
    "decision": "decision, decision outcome, outcome, the decision, resolution, solution, "
    "proposed solution, proposal, chosen option, decision made, "
    "entscheidung, entscheidungsergebnis, beschluss, lösung, décision, solution retenue, "
    "decisión, resultado de la decisión, decisão, resultado da decisão, decisione, "
    "esito della decisione, besluit, beslissing, decyzja, beslut, решение, принятое решение, "
    "决策, 决定, 决策结果, 決定, 決定事項, 결정, 결정 결과",
    "consequences": "consequences, implications, impact, consequence, trade-offs, tradeoffs, "
    "results, consequences and risks, effects, rationale and consequences, "
    "konsequenzen, auswirkungen, folgen, conséquences, consecuencias, consequências, conseguenze, "
    "gevolgen, consequenties, konsekwencje, konsekvenser, последствия, 后果, 影响, 結果, "
    "影響, 결과, 영향",
    "more": "more information, links, references, related decisions, related adrs, see also, "
    "further reading, notes, additional information, related documents, related, "
    "weitere informationen, verweise, links und verweise, quellen, plus d'informations, liens, "
    "références, más información, enlaces, referencias, mais informações, referências, "
    "maggiori informazioni, riferimenti, meer informatie, verwijzingen, ссылки, "
    "дополнительная информация, 更多信息, 参考, 参考资料, 追加情報, 参考資料, 추가 정보, 참고",
}
# The texts of a draft, in their order, and the titles of the sections that they get on pages that
# have none for them.
SECTION_TITLES = {
    "context": "Context",
    "drivers": "Decision Drivers",
    "options": "Considered Options",
    "decision": "Decision",
    "consequences": "Consequences",
    "more": "More Information",
}
# What belongs in the sections, for comments in them.
_ADVICE = {
    "context": "what makes a decision necessary, in two or three sentences.",
    "drivers": "what the options are measured by, as a list.",
    "options": "what could be done, as a list with the chosen one first.",
    "decision": "what was decided, and because of what.",
    "consequences": "what becomes easier or harder because of this, and what has to be watched.",
    "more": "what else there is to read.",
}
_OTHER_ADVICE = "as in the other decisions, or leave it out."
CHANGELOG_TITLES = (
    *("changelog", "change log", "history", "revision history", "document history", "revisions"),
    *("status history", "versions"),
)
# What stands behind a title and is not part of it: "Decision Drivers <!-- optional -->".
_REMARK = compile_lazily(r"\s*(?:<!--.*?-->|\([^()]*\))\s*\Z", re.DOTALL)


@cache
def _list_roles() -> dict[str, str]:
    return {
        title.strip(): role
        for role, titles in _TITLES_BY_ROLE.items()
        for title in titles.split(", ")
    }


def strip_remark(title: str) -> str:
    """A title without a remark behind it, in a comment or in brackets."""
    return _REMARK.sub("", title) or title


def get_advice(role: str) -> str:
    """What belongs in a section with this role, as a sentence; "" is the role of any other."""
    return _ADVICE.get(role, _OTHER_ADVICE)


def find_role(folded_title: str) -> str:
    """The text of a draft that a section of this folded title shows; "" for none.

    It is "context", "drivers", "options", "decision", "consequences" or "more".
    """
    return _list_roles().get(folded_title, "")
