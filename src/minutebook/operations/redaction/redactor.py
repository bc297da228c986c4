"""Hides what must not be published in the texts of a record, looked at together."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence

from minutebook import redact
from minutebook.lean.values import Value, fields, replace
from minutebook.operations.project import Project
from minutebook.operations.redaction.text_limits import replace_lone_surrogates
from minutebook.records.drafting import drafts

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing is dear to import
    from typing import Any, TypeVar

    Draft = TypeVar("Draft", drafts.PhrDraft, drafts.AdrDraft)

_MAX_NAMED = 8  # hidden things that a warning names


class Redactor:
    """Hides what must not be published in the texts of one record.

    Where the settings turn that off, links to sessions that vendors host are hidden all the same.
    Texts that are redacted later, or given as context, count together with the earlier ones: a
    value that is known to be secret from one of them is hidden in all, by the same placeholder.
    """

    def __init__(
        self,
        project: Project,
        detectors: Iterable[redact.Detector] = (),
        *,
        always: bool = False,
        keeps_secrets: bool = False,
        keeps_bytes: bool = False,
    ) -> None:
        """`detectors` count beside the configured ones; `always`: whatever the settings say.

        With `keeps_secrets` it is as if they turned redaction off.

        With `keeps_bytes` a byte that is not UTF-8, read as a lone surrogate, stays in a text; else
        U+FFFD takes its place.
        """
        settings = project.settings
        self.is_enabled = always or (settings.redact != "off" and not keeps_secrets)
        self._home_dirs = (os.path.expanduser("~"),)
        self._hides_personal_data = settings.redact_personal == "on"
        self._detectors = tuple(detectors) if self.is_enabled else ()
        if settings.redact == "extra" and self.is_enabled:
            from minutebook.redact import detect_secrets  # costs more than all the rest

            self._detectors += detect_secrets.load_detectors(settings.redact)
        self._keeps_bytes = keeps_bytes
        self._earlier_texts: list[str] = []

    def add_context(self, texts: Iterable[str]) -> None:
        """Take secrets from texts that are not shown themselves."""
        if self.is_enabled:
            self._earlier_texts += map(replace_lone_surrogates, texts)

    def redact_texts(self, raw_texts: Sequence[str]) -> list[redact.RedactedText]:
        """The texts, in their order, with what must not be published hidden."""
        texts = list(map(replace_lone_surrogates, raw_texts))
        if self.is_enabled:
            redacted = redact.redact_texts(
                [*self._earlier_texts, *texts],
                home_dirs=self._home_dirs,
                detectors=self._detectors,
                personal=self._hides_personal_data,
            )[len(self._earlier_texts) :]
            self._earlier_texts += texts
        else:
            redacted = list(map(redact.hide_session_links, texts))
        if self._keeps_bytes:
            redacted = list(map(_restore_bytes, raw_texts, redacted))
        return redacted


def _restore_bytes(raw_text: str, redacted: redact.RedactedText) -> redact.RedactedText:
    """A redacted text with the lone surrogates of the raw one, where U+FFFD stands for them.

    What takes the place of something hidden is ASCII. The redacted text stays as it is
    where it cannot be told which U+FFFD stands for which.
    """
    if raw_text.isascii():
        return redacted
    parts, position = [], 0
    for span in redacted.hidden_spans:
        parts.append(raw_text[position : span.start])
        position = max(position, span.end)
    shown = re.findall("[\ud800-\udfff\ufffd]", "".join([*parts, raw_text[position:]]))
    head, *tail = redacted.text.split("\ufffd")
    if len(tail) != len(shown):
        return redacted
    restored = "".join([head, *map(str.__add__, shown, tail)])
    return redact.RedactedText(restored, redacted.hidden_spans)


# Drafts -----------------------------------------------------------------------------------------

# Fields of a draft that hold no text of a person or an agent, or what must be found again: states,
# days, ids, and references, which are resolved to records.
_KEPT_FIELDS = frozenset(
    [
        "stage",
        "status",
        "state",
        "date",
        "review_by",
        "duration",
        "tokens",
        "usage",
        "commits",
        "fidelity",
        "visibility",
        "digest",
        "response_digest",
        "adr",
        "links",
        "governs",
        "id",
        "score",
    ]
)


def redact_draft(redactor: Redactor, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
    """A draft of a record with what must not be published hidden, and what that was.

    All its texts are looked at together, as they were given. What was hidden is named as a reader
    finds it: "prompt, line 3: github-token", never with its value.
    """
    names_and_texts: list[tuple[str, str]] = []

    def collect(name: str, text: str) -> str:
        names_and_texts.append((name, text))
        return text

    _map_texts(draft, "", collect)
    redacted = redactor.redact_texts([text for _, text in names_and_texts])
    remaining = iter(redacted)
    hidden = [
        f"{name}, line {span.line_number}: {span.kind}" if "\n" in text else f"{name}: {span.kind}"
        for (name, text), result in zip(names_and_texts, redacted, strict=True)
        for span in result.hidden_spans
    ]
    redacted_draft = _map_texts(draft, "", lambda _name, _text: next(remaining).text)
    return redacted_draft, tuple(dict.fromkeys(hidden))


def redact_with_warning(
    project: Project, draft: Draft, *, keeps_secrets: bool = False
) -> tuple[Draft, tuple[str, ...]]:
    """A draft that a person wrote, redacted, and the warning that says what was hidden.

    With `keeps_secrets` only links to sessions are hidden.
    """
    redactor = Redactor(project, keeps_secrets=keeps_secrets)
    redacted_draft, hidden = redact_draft(redactor, draft)
    return redacted_draft, warn_of_hidden(hidden, keeps_secrets=keeps_secrets)


def _map_texts(value: Any, name: str, change: Callable[[str, str], str]) -> Any:
    """A draft with each of its texts changed, in a fixed order; `change` gets the field's name."""
    if isinstance(value, str):
        return change(name, value) if value else value
    if isinstance(value, tuple):
        return tuple(_map_texts(item, name, change) for item in value)
    if not isinstance(value, Value):
        return value
    changed = {
        field.name: _map_texts(getattr(value, field.name), field.name.replace("_", " "), change)
        for field in fields(value)
        if field.name not in _KEPT_FIELDS
    }
    return replace(value, **changed)


def redact_line(
    project: Project, name: str, text: str, *, keeps_secrets: bool = False
) -> tuple[str, tuple[str, ...]]:
    """A text that a person gives with an option, redacted, and the warning that says so.

    With `keeps_secrets` only links to sessions are hidden.
    """
    (redacted,) = Redactor(project, keeps_secrets=keeps_secrets).redact_texts([text])
    kinds = dict.fromkeys(span.kind for span in redacted.hidden_spans)
    hidden = [f"{name}: {kind}" for kind in kinds]
    return redacted.text, warn_of_hidden(hidden, keeps_secrets=keeps_secrets)


def warn_of_hidden(hidden: Sequence[str], *, keeps_secrets: bool = False) -> tuple[str, ...]:
    """The warning for the person whose words were changed; none where nothing was hidden.

    `keeps_secrets`: the person has asked for secrets as they are, so that no option would help.
    """
    if not hidden:
        return ()
    shown = "; ".join(hidden[:_MAX_NAMED])
    more = f" and {len(hidden) - _MAX_NAMED} more" if len(hidden) > _MAX_NAMED else ""
    cure = "" if keeps_secrets else " (--no-redact writes it as it is)"
    return (f"hidden: {shown}{more}{cure}",)
