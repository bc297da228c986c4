"""Sentences about statuses and supersession that say nothing of the page in which they stand.

They are about other records, plans, conditions, denials, questions, quotations and guidance, in
four languages. A page's status is the same with any of them in its body.
"""

from __future__ import annotations

_OTHERS = (
    "ADR-3",
    "[ADR-0003](0003-use-a-queue.md)",
    "The decision on queues",
    "ADR 12",
    "ADR-5, on logs,",
)
_ENGLISH_OTHERS = (
    "{} is superseded by ADR-4.",
    "{} was superseded by [4. Use a log](0004-use-a-log.md) in 2021.",
    "{} has been replaced by ADR-4 and is deprecated.",
    "{} supersedes ADR-2, which was rejected.",
    "{} replaces ADR-2.",
    "{} was rejected because it was too slow.",
    "{} is still proposed, and may be accepted next week.",
    "Status of {}: superseded by ADR-4.",
)
_ENGLISH = (
    "This decision will be superseded by ADR-9 when that lands.",
    "This ADR may be superseded by ADR-9 later.",
    "This ADR might have to be superseded by ADR-9.",
    "We plan to supersede this ADR by ADR-9 next year.",
    "We intend that ADR-9 replaces this decision.",
    "Once ADR-9 is accepted, this decision is superseded by it.",
    "If ADR-9 is accepted, this ADR is superseded by ADR-9.",
    "Until this ADR is superseded by ADR-9, it holds.",
    "Unless this decision is superseded by ADR-9, we keep it.",
    "On acceptance of ADR-9, this decision is superseded by ADR-9.",
    "When this decision is superseded by ADR-9, remove the flag.",
    "This decision is not superseded by ADR-9.",
    "This ADR has not been superseded by ADR-9.",
    "This ADR isn't superseded by ADR-9.",
    "This ADR was never superseded by ADR-9.",
    "This decision can't be superseded by ADR-9 alone.",
    "Nothing supersedes this decision, not even ADR-9.",
    "This decision does not\nsupersede ADR-1.",
    "It is neither deprecated nor superseded by ADR-9.",
    "Is this ADR superseded by ADR-9?",
    "Should this decision be superseded by ADR-9?",
    "Somebody asked whether this ADR is superseded by ADR-9.",
    'The review said: "this ADR is superseded by ADR-9".',
    "The review said: “this decision has been superseded by ADR-9”.",
    "> Superseded by ADR-9",
    "> This decision is superseded by ADR-9.",
    "> Status: rejected",
    "```\nStatus: superseded by ADR-9\n```",
    "`Superseded by ADR-9` is what the tool would write here.",
    "<!-- Superseded by ADR-9 -->",
    "<!--\nStatus: deprecated\nSuperseded by ADR-9\n-->",
    "For example, this ADR is superseded by ADR-9.",
    "A status may be one such as superseded by ADR-9.",
    "Valid statuses are proposed, accepted, rejected, deprecated and superseded by ADR-9.",
    "| ADR-3 | superseded by ADR-4 |\n|---|---|\n| ADR-5 | rejected |",
    "| This ADR | superseded by ADR-9 |\n|---|---|",
    "- ADR-3: superseded by ADR-4",
    "- ADR-5: deprecated",
    "The proposed design was rejected.",
    "Rejected options are listed below.",
    "Deprecated endpoints are removed in the next release.",
    "The deprecated client was replaced by the new one.",
    "The library is deprecated and was superseded by another one.",
    "Redis supersedes the in-memory cache.",
    "Version 2 of the protocol is superseded by version 3.",
    "Every value is replaced by its hash.",
    "The proposal was withdrawn by its authors.",
    "This ADR supersedes ADR-1.",
    "This decision replaces ADR-1 and amends ADR-2.",
    "Parts of this ADR were superseded by ADR-9.",
    "D4 to D7 superseded by ADR-9.",
    "Section 3 of this decision was superseded by ADR-9.",
    "This ADR is partially superseded by ADR-9.",
    "See also ADR-9, which is accepted.",
    "## Rejected alternatives",
    "## Options that were superseded",
    "### Deprecated: the old client",
    "## References\n\n- Superseded by ADR-9",
    "The status of the build is failed.",
    "A decision that is deprecated stays in the log.",
)
_GERMAN = (
    "{} wurde durch ADR-4 ersetzt.",
    "{} ist veraltet und wird nicht mehr gepflegt.",
    "{} ersetzt ADR-2.",
    "{} wurde abgelehnt.",
    "Der Status von {} ist: ersetzt durch ADR-4.",
)
_GERMAN_ALONE = (
    "Diese Entscheidung wird durch ADR-9 ersetzt, sobald diese angenommen ist.",
    "Diese Entscheidung ist nicht durch ADR-9 ersetzt.",
    "Falls ADR-9 angenommen wird, ist diese Entscheidung ersetzt durch ADR-9.",
    "Ist diese Entscheidung durch ADR-9 ersetzt?",
    "„Ersetzt durch ADR-9“ stand im Entwurf.",
    "> Ersetzt durch ADR-9",
    "Der veraltete Dienst wurde abgelöst.",
    "Abgelehnte Vorschläge stehen weiter unten.",
    "Wir planen, diese Entscheidung durch ADR-9 zu ersetzen.",
    "| ADR-3 | ersetzt durch ADR-4 |",
)
_FRENCH = (
    "{} a été remplacée par ADR-4.",
    "{} est obsolète.",
    "{} remplace ADR-2.",
    "{} a été rejetée.",
    "Le statut de {} est : remplacé par ADR-4.",
)
_FRENCH_ALONE = (
    "Cette décision sera remplacée par ADR-9 quand elle sera acceptée.",
    "Cette décision n'est pas remplacée par ADR-9.",
    "Si ADR-9 est acceptée, cette décision est remplacée par ADR-9.",
    "Cette décision est-elle remplacée par ADR-9 ?",
    "« Remplacée par ADR-9 » figurait dans le brouillon.",
    "> Remplacée par ADR-9",
    "Le service obsolète a été abandonné.",
    "Les options rejetées suivent.",
    "Nous prévoyons de remplacer cette décision par ADR-9.",
    "| ADR-3 | remplacé par ADR-4 |",
)
_SPANISH = (
    "{} fue reemplazada por ADR-4.",
    "{} está obsoleta.",
    "{} reemplaza a ADR-2.",
    "{} fue rechazada.",
    "El estado de {} es: reemplazado por ADR-4.",
)
_SPANISH_ALONE = (
    "Esta decisión será reemplazada por ADR-9 cuando se acepte.",
    "Esta decisión no ha sido reemplazada por ADR-9.",
    "Si se acepta ADR-9, esta decisión queda reemplazada por ADR-9.",
    "¿Esta decisión fue reemplazada por ADR-9?",
    "«Reemplazada por ADR-9» estaba en el borrador.",
    "> Reemplazada por ADR-9",
    "El servicio obsoleto fue descartado.",
    "Las opciones rechazadas siguen.",
    "Pensamos reemplazar esta decisión por ADR-9.",
    "| ADR-3 | reemplazado por ADR-4 |",
)
IDLE_SENTENCES = (
    *(form.format(other) for form in _ENGLISH_OTHERS for other in _OTHERS),
    *_ENGLISH,
    *(
        form.format(other)
        for forms in (_GERMAN, _FRENCH, _SPANISH)
        for form in forms
        for other in _OTHERS
    ),
    *_GERMAN_ALONE,
    *_FRENCH_ALONE,
    *_SPANISH_ALONE,
)
