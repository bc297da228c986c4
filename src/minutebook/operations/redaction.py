"""What a record may show of a turn's texts: without secrets, and within its budget."""

from __future__ import annotations

import os

from minutebook import redact
from minutebook.operations.project import Project
from minutebook.records import drafts
from minutebook.redact import detect_secrets
from minutebook.repository import light

_HEAD = 64 * 1024  # bytes of a prompt too long for a record that the record still shows


class Redactor:
    """Redacts the texts of one record, and remembers whether anything was found."""

    def __init__(self, project: Project) -> None:
        self.is_enabled = project.settings.redact != "off"
        self.home_dirs = (os.path.expanduser("~"),)
        self.detectors = (
            detect_secrets.load_detectors(project.settings.redact) if self.is_enabled else ()
        )
        self.has_redactions = False

    def redact_text(self, raw_text: str) -> str:
        """The words with what must not be published hidden."""
        raw_text = replace_lone_surrogates(raw_text)
        if not self.is_enabled:
            return raw_text
        done = redact.redact_text(raw_text, home_dirs=self.home_dirs, detectors=self.detectors)
        self.has_redactions = self.has_redactions or bool(done.hidden_spans)
        return done.text


def replace_lone_surrogates(text: str) -> str:
    """The words without halves of surrogate pairs, which agents cut apart and no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def cut_middle(text: str, max_bytes: int) -> str:
    """A text of at most about `limit` bytes: what is over is cut in the middle, and said so."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= max_bytes:
        return text
    half = max_bytes // 2 - 100
    first, last = raw[:half].decode("utf-8", "ignore"), raw[-half:].decode("utf-8", "ignore")
    # At a line's end, where a line is not most of it.
    end, begin = first.rfind("\n"), last.find("\n")
    first = first[:end] if 2 * end > len(first) else first
    last = last[begin + 1 :] if 0 <= 2 * begin < len(last) else last
    left = len(raw) - len(first.encode()) - len(last.encode())
    return f"{first}\n\n[… {left:,} bytes left out here …]\n\n{last}"


def store_long_prompt(project: Project, prompt: str) -> str:
    """The head of a very long prompt; the whole of it, redacted, stays in git's directory."""
    name = drafts.compute_digest(prompt).removeprefix("sha256:")
    folder = os.path.join(project.repo.common_dir, "minutebook", "prompts")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, f"{name}.txt")
    if not os.path.exists(path):
        light.append_bytes(path, prompt.encode("utf-8", "surrogateescape"))
    return shorten_prompt(prompt)


def shorten_prompt(prompt: str) -> str:
    """The head of a very long prompt, and the digest that its whole is known by."""
    name = drafts.compute_digest(prompt).removeprefix("sha256:")
    raw = prompt.encode("utf-8", "replace")
    shown = raw[:_HEAD].decode("utf-8", "ignore")
    return f"{shown}\n\n[… of {len(raw):,} bytes; the whole prompt has sha256:{name} …]"
