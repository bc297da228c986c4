"""Tells whether calls of tools did more than look: they wrote, or ran what may change something."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minutebook.agents.capture.lenient_json import split_words
from minutebook.agents.capture.shell_writes import find_written_paths
from minutebook.agents.capture.summary.shell_scripts import split_script
from minutebook.agents.capture.turn import ToolCall

__all__ = ["did_more_than_look"]

# Programs that only print what is there, and those of which some subcommands do.
_LOOKING_PROGRAMS = split_words(
    "ls cat bat head tail less more grep rg ag ack tree pwd cd echo printf which type whoami date "
    "wc sort uniq cut tr diff cmp stat file du df ps env printenv history jq test [ true false man "
    "basename dirname realpath readlink nl column sleep clear hostname uname id"
)
_LOOKING_SUBCOMMANDS = {
    "git": split_words(
        "status log diff show blame rev-parse rev-list ls-files ls-tree grep describe shortlog "
        "reflog cat-file merge-base name-rev whatchanged"
    ),
    "docker": split_words("ps images logs inspect version info"),
    "kubectl": split_words("get describe logs version explain"),
    "npm": split_words("ls list view outdated why"),
    "pip": split_words("list show freeze"),
    "cargo": split_words("tree metadata"),
    "go": split_words("version env list"),
}
_LOOKING_GH = split_words("view list status checks diff")  # behind `gh pr`, `gh issue`, `gh run`
_WRITING_OPTIONS = ("-delete", "-exec", "-execdir", "-ok", "-okdir", "-fprint", "-fls")
_ASSIGNMENT = r"[A-Za-z_]\w*=\S*\Z"

# Words in the names of tools: "read_file", "WebFetch", "mcp__linear__get_issue".
_NAME_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+"
_LOOKING_WORDS = split_words(
    "read get list ls search find grep glob view fetch query show look lookup think thinking "
    "describe check inspect status cat tree diff diagnostics symbols definition references "
    "codebase ask question questions todo todos plan wait output explain summarize count"
)
_DOING_WORDS = split_words(
    "create update delete remove add send post set move merge close publish deploy run execute "
    "write edit insert upload click type navigate assign comment reply apply install start stop "
    "restart kill put patch save submit trigger approve invite"
)
_OWN_NOTES = split_words("todowrite updateplan writetodos managetodolist exitplanmode savememory")


def did_more_than_look(tools: Sequence[ToolCall]) -> bool:
    """Whether one of a turn's calls did more than look; of what is not known it is assumed.

    It wrote a file, started a subagent, ran a program other than those that only print, or is a
    tool whose name does not say that it reads. Whether it succeeded does not count.
    """
    return any(map(_does_more, tools))


def _does_more(tool: ToolCall) -> bool:
    if tool.starts_subagent or tool.files:
        return True
    if tool.command:
        return _runs_more(tool.command)
    name = re.split(r"__|[.:/]", tool.name)[-1]
    if re.sub(r"[_\- ]", "", name).lower() in _OWN_NOTES:
        return False
    name_words = {word.lower() for word in re.findall(_NAME_WORD, name)}
    return bool(name_words & _DOING_WORDS) or not name_words & _LOOKING_WORDS


def _runs_more(script: str) -> bool:
    return bool(find_written_paths(script)) or not all(
        _only_looks([arg.strip("\"'") for arg in command.args]) for command in split_script(script)
    )


def _only_looks(args: list[str]) -> bool:
    while args and re.match(_ASSIGNMENT, args[0]):
        del args[0]
    program, subcommand = [*args, "", ""][:2]
    program = program.rpartition("/")[2]
    if program == "find" or program == "fd":
        return not any(arg.startswith(_WRITING_OPTIONS) for arg in args)
    if program == "sed":
        return "-n" in args and not any(arg.startswith(("-i", "--in-place")) for arg in args)
    if program == "gh":
        return args[2:3] != [] and args[2] in _LOOKING_GH
    if args[1:] in (["--version"], ["-V"], ["--help"]):
        return True
    if program == "git" and subcommand in ("branch", "tag", "remote"):
        return all(arg.startswith("-") and arg.lower() not in ("-d", "-m") for arg in args[2:])
    return (
        not program
        or program in _LOOKING_PROGRAMS
        or (subcommand in _LOOKING_SUBCOMMANDS.get(program, ()))
    )
