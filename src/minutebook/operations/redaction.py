"""What a record may show of the texts that it is made of: no secrets, and so much of long ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace

from minutebook import redact
from minutebook.operations.project import Project
from minutebook.records.drafting import drafts
from minutebook.redact import detect_secrets
from minutebook.repository import light

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing is dear to import
    from typing import Any, TypeVar

    Draft = TypeVar("Draft", drafts.PhrDraft, drafts.AdrDraft)

_MAX_NAMED = 8  # hidden things that a warning names
_SHOWN_PROMPT_BYTES = 64 * 1024  # of a prompt that is too long for a record


class Redactor:
    """Hides what must not be published in the texts of one record.

    Texts that are redacted later, or given as context, count together with the earlier ones: a
    value that is known to be secret from one of them is hidden in all, by the same placeholder.
    """

    def __init__(
        self, project: Project, detectors: Iterable[redact.Detector] = (), *, always: bool = False
    ) -> None:
        """`detectors` count beside the configured ones; `always`: whatever the settings say."""
        settings = project.settings
        self.is_enabled = always or settings.redact != "off"
        self._home_dirs = (os.path.expanduser("~"),)
        self._hides_personal_data = settings.redact_personal == "on"
        self._detectors = (
            (*detectors, *detect_secrets.load_detectors(settings.redact)) if self.is_enabled else ()
        )
        self._earlier_texts: list[str] = []

    def add_context(self, texts: Iterable[str]) -> None:
        """Take secrets from texts that are not shown themselves."""
        if self.is_enabled:
            self._earlier_texts += map(replace_lone_surrogates, texts)

    def redact_texts(self, raw_texts: Sequence[str]) -> list[redact.RedactedText]:
        """The texts, in their order, with what must not be published hidden."""
        texts = list(map(replace_lone_surrogates, raw_texts))
        if not self.is_enabled:
            return [redact.RedactedText(text, ()) for text in texts]
        redacted = redact.redact_texts(
            [*self._earlier_texts, *texts],
            home_dirs=self._home_dirs,
            detectors=self._detectors,
            personal=self._hides_personal_data,
        )
        earlier_count = len(self._earlier_texts)
        self._earlier_texts += texts
        return redacted[earlier_count:]


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
        "session",
        "duration",
        "tokens",
        "commits",
        "fidelity",
        "adr",
        "links",
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


def _map_texts(value: Any, name: str, change: Callable[[str, str], str]) -> Any:
    """A draft with each of its texts changed, in a fixed order; `change` gets the field's name."""
    if isinstance(value, str):
        return change(name, value) if value else value
    if isinstance(value, tuple):
        return tuple(_map_texts(item, name, change) for item in value)
    if not is_dataclass(value):
        return value
    changed = {
        field.name: _map_texts(getattr(value, field.name), field.name.replace("_", " "), change)
        for field in fields(value)
        if field.name not in _KEPT_FIELDS
    }
    return replace(value, **changed)  # type: ignore[type-var]


def redact_line(project: Project, name: str, text: str) -> tuple[str, tuple[str, ...]]:
    """A text that a person gives with an option, redacted, and the warning that says so."""
    (redacted,) = Redactor(project).redact_texts([text])
    kinds = dict.fromkeys(span.kind for span in redacted.hidden_spans)
    return redacted.text, warn_of_hidden([f"{name}: {kind}" for kind in kinds])


def warn_of_hidden(hidden: Sequence[str]) -> tuple[str, ...]:
    """The warning for the person whose words were changed; none where nothing was hidden."""
    if not hidden:
        return ()
    shown = "; ".join(hidden[:_MAX_NAMED])
    more = f" and {len(hidden) - _MAX_NAMED} more" if len(hidden) > _MAX_NAMED else ""
    return (f"hidden: {shown}{more} (--no-redact writes it as it is)",)


# Texts ------------------------------------------------------------------------------------------


def replace_lone_surrogates(text: str) -> str:
    """The text without halves of surrogate pairs, which agents cut apart and no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def cut_middle(text: str, max_bytes: int) -> str:
    """A text of at most about `max_bytes`: the middle is cut out, and a line says how much."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= max_bytes:
        return text
    half = max_bytes // 2 - 100
    head, tail = raw[:half].decode("utf-8", "ignore"), raw[-half:].decode("utf-8", "ignore")
    # Cut at the end of a line, unless that line is most of the text.
    head_end, tail_start = head.rfind("\n"), tail.find("\n")
    head = head[:head_end] if 2 * head_end > len(head) else head
    tail = tail[tail_start + 1 :] if 0 <= 2 * tail_start < len(tail) else tail
    omitted_bytes = len(raw) - len(head.encode()) - len(tail.encode())
    return f"{head}\n\n[… {omitted_bytes:,} bytes left out here …]\n\n{tail}"


def store_long_prompt(project: Project, prompt: str) -> str:
    """Keep a very long, redacted prompt whole in git's directory; gives what the record shows."""
    path = locate_long_prompt(project, drafts.compute_digest(prompt).removeprefix("sha256:"))
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    if not os.path.exists(path):
        light.append_bytes(path, prompt.encode("utf-8", "surrogateescape"))
    return shorten_prompt(prompt)


def locate_long_prompt(project: Project, digest: str) -> str:
    """The file that keeps a prompt whole, by the sha256 of its redacted text."""
    return os.path.join(project.repo.common_dir, "minutebook", "prompts", f"{digest}.txt")


def shorten_prompt(prompt: str) -> str:
    """The beginning of a very long prompt, and the digest by which the whole is found."""
    digest = drafts.compute_digest(prompt).removeprefix("sha256:")
    raw = prompt.encode("utf-8", "replace")
    shown = raw[:_SHOWN_PROMPT_BYTES].decode("utf-8", "ignore")
    return f"{shown}\n\n[… of {len(raw):,} bytes; the whole prompt has sha256:{digest} …]"
