"""What a record shows of long texts, and of texts that no file can hold."""

from __future__ import annotations

import os

from minutebook.operations.project import Project
from minutebook.records.drafting import drafts
from minutebook.repository import guard, light

MAX_RESPONSE_BYTES = 64 * 1024  # of a response in a record
MAX_PROMPT_BYTES = 256 * 1024  # of a prompt in a record
_SHOWN_PROMPT_BYTES = 64 * 1024  # of a prompt that is too long for a record


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


def limit_prompt(
    project: Project, prompt: str, fidelity: str, *, dry_run: bool = False
) -> tuple[str, str]:
    """A redacted prompt as its record shows it, and how true it is to what was given.

    The whole of a very long one is kept in git's directory, unless in a dry run.
    """
    if len(prompt.encode("utf-8", "replace")) <= MAX_PROMPT_BYTES:
        return prompt, fidelity
    shown = shorten_prompt(prompt) if dry_run else store_long_prompt(project, prompt)
    return shown, "truncated"


def store_long_prompt(project: Project, prompt: str) -> str:
    """Keep a very long, redacted prompt whole in git's directory; gives what the record shows."""
    path = locate_long_prompt(project, drafts.compute_digest(prompt).removeprefix("sha256:"))
    guard.make_state_folder(project.repo.common_dir, "prompts", mode=0o700)
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
