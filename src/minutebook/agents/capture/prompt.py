"""Splits a prompt into what the user wrote and what others put in; finds its slash command."""

from __future__ import annotations

import re

from minutebook.agents import agent_table

__all__ = ["INJECTED_TAGS", "WRAPPER_TAGS", "find_slash_command", "split_prompt"]

#: Elements that agents put into a prompt, and which agent does. Those of "" are unmistakable, so
#: that they are left out whoever is the agent; the others only with that agent, for a user may well
#: write a `<context>`. The agents' own stand in their adapters.
INJECTED_TAGS = (*agent_table.INJECTED_TAGS, ("", "environment_details"))  # Cline and Roo Code

#: Elements around what the user wrote: what is inside counts, what is outside was put in.
WRAPPER_TAGS = agent_table.WRAPPER_TAGS

# Injected texts that are not elements: each begins with the first line and ends with the second.
_FRAMES = (
    ("# Context from my IDE setup:", "## My request for Codex:"),  # Codex in an editor
    ("# Files mentioned by the user:", "## My request for Codex:"),
)
# Put in by Gemini CLI.
_REFERENCED_FILES = ("--- Content from referenced files ---", "--- End of content ---")

_ELEMENT = re.compile(r"<([A-Za-z][\w-]*(?: instructions)?)(?: [^<>\n]{0,200})?>")
_COMMAND_NAME = re.compile(r"<command-name>\s*(/?[^<\s]{1,200})\s*</command-name>")
_ARGUMENT_TAGS = ("<command-args>", "</command-args>")
_SLASH_COMMAND = re.compile(r"\s{0,20}/([A-Za-z][\w.:-]{0,80})(?=\s|\Z)")
_REST_OF_LINE = re.compile(r"[ \t]{0,20}\r?\n")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def split_prompt(text: str, agent: str = "") -> tuple[str, tuple[str, ...]]:
    """Split a prompt into what the user wrote, byte for byte, and what others put in.

    Returns the user's text and the injected texts in their order. Elements in a fence or after a
    back quote are quoted, and so are the user's. With an injected text go the blank lines that set
    it apart. A slash command that Claude Code has split up is joined again: `/name arguments`.
    """
    injected: list[str] = []
    if "<command-name>" in text:
        command = _join_command(text, injected)
        if command is not None:
            return command, tuple(injected)
    text = _remove_framed_texts(text, injected)
    text = _remove_elements(text, agent, injected) if "<" in text else text
    return _unwrap(text), tuple(injected)


def _join_command(text: str, injected: list[str]) -> str | None:
    """The slash command that Claude Code wrote as elements, as it was typed; None without one."""
    name_match = _COMMAND_NAME.search(text)
    if name_match is None or text[: name_match.start()].strip()[:1] not in ("", "<"):
        return None
    name = "/" + name_match[1].removeprefix("/")
    arguments, rest = "", text[: name_match.start()] + text[name_match.end() :]
    start = rest.find(_ARGUMENT_TAGS[0])
    end = rest.find(_ARGUMENT_TAGS[1], start) if start >= 0 else -1
    if end >= 0:
        arguments = rest[start + len(_ARGUMENT_TAGS[0]) : end].strip()
        rest = rest[:start] + rest[end + len(_ARGUMENT_TAGS[1]) :]
    if rest.strip():
        injected.append(rest.strip())
    return f"{name} {arguments}" if arguments else name


def _remove_framed_texts(text: str, injected: list[str]) -> str:
    """Remove the injected texts that are marked by lines; they are added to `injected`."""
    for opening, closing in _FRAMES:
        if text.lstrip().startswith(opening) and (end_of_frame := text.find(closing)) >= 0:
            end_of_frame += len(closing)
            injected.append(text[:end_of_frame].strip())
            text = text[end_of_frame:].strip("\r\n")
    start = text.find(_REFERENCED_FILES[0])
    end = text.find(_REFERENCED_FILES[1], start) if start >= 0 else -1
    if end >= 0:
        end += len(_REFERENCED_FILES[1])
        injected.append(text[start:end])
        text = text[:start].rstrip("\r\n") + text[end:]
    return text


def _remove_elements(text: str, agent: str, injected: list[str]) -> str:
    """Remove the injected elements in one pass: each ends at its first closing tag."""
    tags = {tag for tag_agent, tag in INJECTED_TAGS if tag_agent in ("", agent)}
    pieces: list[str] = []
    position = counted_until = fence_count = 0
    for opening in _ELEMENT.finditer(text):
        start = opening.start()
        if start < position or opening[1] not in tags:
            continue
        fence_count += sum(1 for _ in _FENCE.finditer(text, counted_until, start))
        counted_until = start
        if fence_count % 2 or text[start - 1 : start] == "`":
            continue
        closing = f"</{opening[1]}>"
        end = text.find(closing, opening.end())
        if end < 0:
            tags.discard(opening[1])
            continue
        end += len(closing)
        pieces.append(text[position:start])
        injected.append(text[start:end])
        is_own_line = start == position or text[start - 1] == "\n"
        position = counted_until = _skip_blank_rest(text, end) if is_own_line else end
    return _join_pieces([*pieces, text[position:]]) if pieces else text


def _skip_blank_rest(text: str, position: int) -> int:
    """The beginning of the next line where only blanks follow on this one; else `position`."""
    rest = _REST_OF_LINE.match(text, position)
    return rest.end() if rest else position


def _join_pieces(pieces: list[str]) -> str:
    """Join pieces; at both ends, blank lines beside what was removed are removed too."""
    if not pieces[-1].strip():
        pieces[-1] = ""
    if not pieces[0].strip():
        pieces[0] = ""
    text = "".join(pieces)
    text = text if pieces[0] else text.lstrip("\r\n")
    return text if pieces[-1] else text.rstrip("\r\n")


def _unwrap(text: str) -> str:
    """The content of an element that encloses the whole text, as some agents write prompts."""
    stripped = text.strip()
    for tag in WRAPPER_TAGS:
        opening, closing = f"<{tag}>", f"</{tag}>"
        if stripped.startswith(opening) and stripped.endswith(closing):
            content = stripped[len(opening) : -len(closing)]
            return re.sub(r"\A\r?\n|\r?\n\Z", "", content)
    return text


def find_slash_command(prompt: str) -> str:
    """The slash command that a prompt begins with, without the slash ("sp.plan"); "" without one.

    A path (`/etc/hosts is wrong`) is not a command.
    """
    match = _SLASH_COMMAND.match(prompt)
    return match[1] if match else ""
