"""The labels of facts and the titles of sections that state them: "Status:", "## 状态 / Status"."""

from __future__ import annotations

from functools import cache, lru_cache

from minutebook.lean.patterns import compile_lazily
from minutebook.records.adr.vocabulary.dates import DATE_LABELS
from minutebook.records.adr.vocabulary.language_table import LANGUAGES, split_words

_ENGLISH_LABELS = {
    **dict.fromkeys(
        (
            *("status", "state", "adr status", "decision status", "current status", "adr state"),
            *("status of decision", "status history", "status of this decision", "document status"),
        ),
        "status",
    ),
    **DATE_LABELS,
    **dict.fromkeys(("tags", "labels", "tag", "label", "keywords", "categories"), "tags"),
    **dict.fromkeys(
        (
            *("deciders", "decider", "decision makers", "decision maker", "decision-makers"),
            *("decision-maker", "decision_makers", "decision_maker", "decisionmakers"),
            *("decision taken by", "decision made by", "deciding people"),
        ),
        "deciders",
    ),
    **dict.fromkeys(("governs", "governs files", "governed files", "governed paths"), "governs"),
}
METADATA_SECTIONS = frozenset(
    (
        *("metadata", "meta", "meta data", "document info", "adr metadata", "adr info"),
        *("metadaten", "métadonnées", "metadatos", "metadados", "metadati", "метаданные", "元数据"),
        *("メタデータ", "메타데이터", "document information", "info", "decision metadata"),
    )
)
LINK_SECTIONS = frozenset(
    (
        *("links", "related", "related decisions", "related adrs", "references", "see also"),
        *("more information", "related records", "related links", "related documents"),
        *(
            "verweise",
            "liens",
            "références",
            "enlaces",
            "referencias",
            "referências",
            "collegamenti",
        ),
        *(
            "riferimenti",
            "verwijzingen",
            "ссылки",
            "参考",
            "相关",
            "相关决策",
            "参考資料",
            "関連",
            "관련",
        ),
        *("참고", "관련 결정", "related adr", "relations", "relationships", "supersession"),
    )
)
# Sections that a page has below its title, so that none of them is the title itself.
NOT_TITLES = frozenset(
    (
        *("status", "context", "background", "decision", "date", "summary", "problem"),
        *("introduction", "abstract", "overview", "consequences", "proposal"),
        *("kontext", "entscheidung", "contexte", "décision", "contexto", "decisión", "decisão"),
        *("contesto", "decisione", "besluit", "контекст", "решение", "背景", "上下文", "决策"),
        *("決定", "コンテキスト", "文脈", "맥락", "배경", "결정"),
    )
)
_PARTS = compile_lazily(r"[/|()（）·\[\]]")


@cache
def _list_foreign_labels() -> dict[str, str]:
    labels: dict[str, str] = {}
    for language in LANGUAGES.values():
        for fact in ("status", "tags", "deciders"):
            for label in split_words(getattr(language, fact)):
                labels.setdefault(label, fact)
    return labels


@lru_cache(maxsize=2000)  # most pages have the same labels and sections
def find_fact(label: str) -> str:
    """The fact that a label names: "status", "date", "tags" and the like; "" for none.

    They are "status", "date", "updated", "tags", "deciders" and "governs". Case and emphasis do
    not matter. A label may name it in two languages ("状态 / Status").
    """
    folded = label.strip(" \t*_:：`").casefold()
    fact = _ENGLISH_LABELS.get(folded) or _list_foreign_labels().get(folded)
    if fact or not _PARTS.search(folded):
        return fact or ""
    parts = (part.strip(" *_") for part in _PARTS.split(folded))
    named = (_ENGLISH_LABELS.get(part) or _list_foreign_labels().get(part) for part in parts)
    return next(filter(None, named), "")
