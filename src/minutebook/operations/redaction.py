"""What a record may show of a turn's texts: without secrets, and within its budget."""

from __future__ import annotations

import os

from minutebook import redact
from minutebook.operations.project import Project
from minutebook.records import drafts
from minutebook.redact import detect_secrets
from minutebook.repository import spool

_HEAD = 64 * 1024  # bytes of a prompt too long for a record that the record still shows


class Hiding:
    """Redacts the texts of one record, and remembers whether anything was found."""

    def __init__(self, project: Project) -> None:
        self.on = project.settings.redact != "off"
        self.home = (os.path.expanduser("~"),)
        self.detectors = detect_secrets.detectors(project.settings.redact) if self.on else ()
        self.found = False

    def text(self, words: str) -> str:
        """The words with what must not be published hidden."""
        words = sound(words)
        if not self.on:
            return words
        done = redact.redact(words, home=self.home, detectors=self.detectors)
        self.found = self.found or bool(done.hidden)
        return done.text


def sound(words: str) -> str:
    """The words without halves of surrogate pairs, which agents cut apart and no file can hold."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def middle_cut(text: str, limit: int) -> str:
    """A text of at most about `limit` bytes: what is over is cut in the middle, and said so."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= limit:
        return text
    half = limit // 2 - 100
    first, last = raw[:half].decode("utf-8", "ignore"), raw[-half:].decode("utf-8", "ignore")
    # At a line's end, where a line is not most of it.
    end, begin = first.rfind("\n"), last.find("\n")
    first = first[:end] if 2 * end > len(first) else first
    last = last[begin + 1 :] if 0 <= 2 * begin < len(last) else last
    left = len(raw) - len(first.encode()) - len(last.encode())
    return f"{first}\n\n[… {left:,} bytes left out here …]\n\n{last}"


def kept_apart(project: Project, prompt: str) -> str:
    """The head of a very long prompt; the whole of it, redacted, stays in git's directory."""
    name = drafts.digest(prompt).removeprefix("sha256:")
    folder = os.path.join(project.repo.common_dir, "minutebook", "prompts")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, f"{name}.txt")
    if not os.path.exists(path):
        spool.append(path, prompt.encode("utf-8", "surrogateescape"))
    return headed(prompt)


def headed(prompt: str) -> str:
    """The head of a very long prompt, and the digest that its whole is known by."""
    name = drafts.digest(prompt).removeprefix("sha256:")
    raw = prompt.encode("utf-8", "replace")
    shown = raw[:_HEAD].decode("utf-8", "ignore")
    return f"{shown}\n\n[… of {len(raw):,} bytes; the whole prompt has sha256:{name} …]"
