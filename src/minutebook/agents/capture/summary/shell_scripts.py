"""Reads shell scripts: their simple commands, and of which of them the script's status tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutebook.agents.capture.lenient_json import split_words
from minutebook.lean.values import Value, replace

__all__ = ["ShellCommand", "remove_heredocs", "split_args", "split_script"]

_HEREDOC = r"<<-?\s{0,9}['\"]?([A-Za-z_]\w{0,40})"
# A simple command: all up to `;`, `&`, `|` or the line's end outside quotes and substitutions;
# `2>&1` is part of it.
_PIECE = (
    r"""(?s)((?:[^\n;&|'"\\`$]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\$\([^()]*\)|\$"""
    r"""|(?<=[<>])&[0-9-]?|&>)+)|(\|\||&&|\|&?|;;?|&|\n)"""
)
_ARG = r"""(?s)(?:[^\s'"\\`$]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\$\([^()]*\)|['"\\`$])+"""
_REDIRECTION = r"(?:[0-9]?>{1,2}|&>{1,2}|[0-9]?<(?!<))(.*)"
_MAX_SCRIPT_CHARS = 100_000
_MAX_COMMAND_CHARS = 300
_MAX_COMMANDS = 500
_MAX_ARGS = 200

_KEYWORDS = split_words("then do if else elif while until { ( time")
_CLOSERS = split_words("done fi esac } )")
_LOOPS = split_words("for while until select")
_REPEATING = split_words("retry watch xargs parallel repeat")
_NEGATING = split_words("! if elif while until")
_STATUS = r"\$\?|\$\{?PIPESTATUS\[0\]\}?|\$LASTEXITCODE"
_NAMED_STATUS = rf"(?:local )?\$?(\w{{1,40}})\s?=\s?\"?(?:{_STATUS})"
_PRINTER = r"""(?:echo|printf|Write-Host|Write-Output)\s+(?:-[neE]+\s+)?"""


class ShellCommand(Value):
    """A simple command of a script.

    `text` is the command in one line without redirections, `args` its words as they stand in the
    script. `decides_success`: where the script succeeds, so did the command; `decides_failure`:
    where the script fails, so did the command. `stops_at_failure`: where it fails, the next does
    not run. `printed_status` is a pattern of what the script prints of its status, with the number
    as its group; None where it prints none. `is_repeated`: it is in a loop, or is retried.
    """

    text: str
    args: Sequence[str]
    decides_success: bool = False
    decides_failure: bool = False
    stops_at_failure: bool = False
    printed_status: str | None = None
    is_repeated: bool = False


class _Part(Value):
    """A simple command, and the operator behind it ("" at the script's end)."""

    args: Sequence[str]
    operator: str

    @property
    def is_closer(self) -> bool:
        """Whether it only ends a loop, a condition or a group."""
        return all(arg in _CLOSERS for arg in self.args)

    @property
    def is_refusal(self) -> bool:
        """Whether it only hands a failure on: `exit 1`, `false`."""
        return self.args[:1] == ["false"] or (
            self.args[0] in ("exit", "return") and self.args[1:2] != ["0"]
        )


def split_script(script: str) -> list[ShellCommand]:
    """The simple commands of a shell script, in their order."""
    parts: list[_Part] = []
    looped: list[bool] = []
    depth = 0
    for part in _split_parts(script):
        depth = max(depth - part.args.count("done"), 0) if part.is_closer else depth
        depth += part.args[0] in _LOOPS
        if not part.is_closer:
            parts.append(part)
            looped.append(depth > 0 or any(arg in _REPEATING for arg in part.args[:3]))
    fails_at_once = False
    commands = []
    for index, part in enumerate(parts):
        if part.args[0] == "set":
            fails_at_once |= any(re.match(r"-\w*e|errexit", arg) for arg in part.args)
        command = _describe(parts, index, fails_at_once=fails_at_once)
        commands.append(replace(command, is_repeated=looped[index]))
    return commands


def split_args(command: str) -> list[str]:
    """The words of a command; what is in quotes is part of a word, and keeps them."""
    return re.findall(_ARG, command)


def _split_parts(script: str) -> list[_Part]:
    text = remove_heredocs(script[:_MAX_SCRIPT_CHARS]).replace("\\\n", " ")
    parts: list[_Part] = []
    for match in re.finditer(_PIECE, text):
        if match[2]:
            if parts and not parts[-1].operator:
                parts[-1] = replace(parts[-1], operator=match[2])
            continue
        command = match[1].strip().lstrip("({ ")
        while command.endswith((")", "}")) and command.count("(") < command.count(")"):
            command = command[:-1].rstrip()
        args = split_args(command)[:_MAX_ARGS]
        if args and len(parts) < _MAX_COMMANDS:
            parts.append(_Part(args, ""))
    return parts


def remove_heredocs(command: str) -> str:
    """A shell script without the bodies of its heredocs, which are not commands."""
    if "<<" not in command:
        return command
    lines, end_marker = [], ""
    for line in command.split("\n"):
        if end_marker:
            end_marker = "" if line.strip() == end_marker else end_marker
            continue
        lines.append(line)
        heredoc = re.search(_HEREDOC, line)
        end_marker = heredoc[1] if heredoc else ""
    return "\n".join(lines)


def _describe(parts: Sequence[_Part], index: int, *, fails_at_once: bool) -> ShellCommand:
    """A command with what the script's status says of it; `parts` are those of the script."""
    part = parts[index]
    text = _make_text(part.args)
    end = index  # of its pipeline
    while parts[end].operator in ("|", "|&") and end + 1 < len(parts):
        end += 1
    is_piped = end > index and not any("pipefail" in earlier.args for earlier in parts[:index])
    printed_status = _find_printed_status(parts, end, is_piped=is_piped)
    operator = parts[end].operator
    is_free = is_piped or operator == "&" or part.args[0] in _NEGATING
    if is_free:
        return ShellCommand(text, part.args, printed_status=printed_status)
    onwards = ("&&", ";", "\n", "") if fails_at_once else ("&&",)
    stops = operator in onwards and end + 1 < len(parts)
    is_refused = operator == "||" and end + 1 < len(parts) and parts[end + 1].is_refusal
    last = end + 1 if is_refused else end
    return ShellCommand(
        text,
        part.args,
        decides_success=all(
            earlier.operator in (*onwards, "|", "|&") or position + 1 == len(parts)
            for position, earlier in enumerate(parts[last:], last)
            if not (is_refused and position == last)
        ),
        decides_failure=last + 1 == len(parts),
        stops_at_failure=stops or is_refused,
        printed_status=printed_status,
    )


def _make_text(args: Sequence[str]) -> str:
    """A command as it is shown: without keywords of the shell before it, and redirections."""
    shown: list[str] = []
    skips_next = False
    for arg in args:
        redirection = re.fullmatch(f"(?s){_REDIRECTION}", arg)
        if redirection:
            skips_next = not redirection[1]
        elif skips_next:
            skips_next = False
        elif shown or arg not in _KEYWORDS:
            shown.append(" ".join(arg.split()))
    return " ".join(shown)[:_MAX_COMMAND_CHARS]


def _find_printed_status(parts: Sequence[_Part], end: int, *, is_piped: bool) -> str | None:
    """A pattern of the line in which a script prints the status of the command before.

    `end` is the place of the last command of its pipeline: `pytest; echo "exit: $?"`,
    `pytest; code=$?; echo $code`.
    """
    if end + 1 >= len(parts):
        return None
    text = " ".join(parts[end + 1].args)
    if is_piped and "PIPESTATUS" not in text:
        return None
    named = re.match(_NAMED_STATUS, text)
    status = rf"\$\{{?{named[1]}\b\}}?" if named else _STATUS
    for part in parts[end + 1 : end + 4]:
        text = " ".join(part.args)
        printer, value = re.match(_PRINTER, text), re.search(status, text)
        if printer and value:
            label = text[printer.end() : value.start()].strip("\"' ")[-30:]
            if "$" in label:
                return None
            return (
                rf"{re.escape(label)}[ \t]{{0,9}}([0-9]{{1,3}})\b" if label else r"^([0-9]{1,3})$"
            )
        if not named:
            break
    return None
