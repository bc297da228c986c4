"""A prompt taken to pieces: what the user wrote, what others put in, the slash command."""

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

# Texts without elements: what begins with the first ends with the second, which is left out too.
_FRAMED = (
    ("# Context from my IDE setup:", "## My request for Codex:"),  # Codex in an editor
    ("# Files mentioned by the user:", "## My request for Codex:"),
)
_REFERENCED = ("--- Content from referenced files ---", "--- End of content ---")  # Gemini CLI

_ELEMENT = re.compile(r"<([A-Za-z][\w-]*(?: instructions)?)(?: [^<>\n]{0,200})?>")
_COMMAND = re.compile(r"<command-name>\s*(/?[^<\s]{1,200})\s*</command-name>")
_ARGUMENTS = ("<command-args>", "</command-args>")
_SLASH = re.compile(r"\s{0,20}/([A-Za-z][\w.:-]{0,80})(?=\s|\Z)")
_BLANK = re.compile(r"[ \t]{0,20}\r?\n")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def split_prompt(text: str, agent: str = "") -> tuple[str, tuple[str, ...]]:
    """What the user wrote, byte for byte, and what others put in, in the order of the text.

    Elements in a fence or after a back quote are the user's: they are quoted. What is left out
    takes the blank lines with it that set it apart. A slash command that Claude Code has taken to
    pieces is put together again: `/name arguments`.
    """
    injected: list[str] = []
    if "<command-name>" in text:
        made = _command(text, injected)
        if made is not None:
            return made, tuple(injected)
    text = _framed(text, injected)
    text = _elements(text, agent, injected) if "<" in text else text
    return _unwrapped(text), tuple(injected)


def _command(text: str, injected: list[str]) -> str | None:
    named = _COMMAND.search(text)
    if named is None or text[: named.start()].strip()[:1] not in ("", "<"):
        return None
    name = "/" + named[1].removeprefix("/")
    told, rest = "", text[: named.start()] + text[named.end() :]
    start = rest.find(_ARGUMENTS[0])
    end = rest.find(_ARGUMENTS[1], start) if start >= 0 else -1
    if end >= 0:
        told = rest[start + len(_ARGUMENTS[0]) : end].strip()
        rest = rest[:start] + rest[end + len(_ARGUMENTS[1]) :]
    if rest.strip():
        injected.append(rest.strip())
    return f"{name} {told}" if told else name


def _framed(text: str, injected: list[str]) -> str:
    for opening, closing in _FRAMED:
        if text.lstrip().startswith(opening) and (found := text.find(closing)) >= 0:
            found += len(closing)
            injected.append(text[:found].strip())
            text = text[found:].strip("\r\n")
    start = text.find(_REFERENCED[0])
    end = text.find(_REFERENCED[1], start) if start >= 0 else -1
    if end >= 0:
        end += len(_REFERENCED[1])
        injected.append(text[start:end])
        text = text[:start].rstrip("\r\n") + text[end:]
    return text


def _elements(text: str, agent: str, injected: list[str]) -> str:
    """`text` without the elements of INJECTED, in one pass: each is closed by its first end."""
    names = {name for who, name in INJECTED_TAGS if who in ("", agent)}
    kept: list[str] = []
    place = seen = fences = 0
    for found in _ELEMENT.finditer(text):
        start = found.start()
        if start < place or found[1] not in names:
            continue
        fences += sum(1 for _ in _FENCE.finditer(text, seen, start))
        seen = start
        if fences % 2 or text[start - 1 : start] == "`":
            continue
        closing = f"</{found[1]}>"
        end = text.find(closing, found.end())
        if end < 0:
            names.discard(found[1])
            continue
        end += len(closing)
        kept.append(text[place:start])
        injected.append(text[start:end])
        alone = start == place or text[start - 1] == "\n"
        place = seen = _line_end(text, end) if alone else end
    return _joined([*kept, text[place:]]) if kept else text


def _line_end(text: str, place: int) -> int:
    """Behind the end of the line, where nothing but spaces comes before it."""
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _joined(kept: list[str]) -> str:
    """The pieces as one text; at its ends, blank lines beside what was taken away go too."""
    if not kept[-1].strip():
        kept[-1] = ""
    if not kept[0].strip():
        kept[0] = ""
    whole = "".join(kept)
    whole = whole if kept[0] else whole.lstrip("\r\n")
    return whole if kept[-1] else whole.rstrip("\r\n")


def _unwrapped(text: str) -> str:
    bare = text.strip()
    for name in WRAPPER_TAGS:
        opening, closing = f"<{name}>", f"</{name}>"
        if bare.startswith(opening) and bare.endswith(closing):
            inside = bare[len(opening) : -len(closing)]
            return re.sub(r"\A\r?\n|\r?\n\Z", "", inside)
    return text


def find_slash_command(prompt: str) -> str:
    """The slash command that a prompt begins with, without the slash: "sp.plan", "" without one.

    A path (`/etc/hosts is wrong`) is none.
    """
    found = _SLASH.match(prompt)
    return found[1] if found else ""
