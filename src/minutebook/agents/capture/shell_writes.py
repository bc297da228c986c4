"""Finds the files that a shell command writes, as far as its text says so: `> a`, `sed -i … b`."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator, Sequence

from minutebook.agents.capture.lenient_json import split_words
from minutebook.agents.capture.summary.shell_scripts import remove_heredocs

__all__ = ["find_written_paths"]

_MAX_COMMAND_CHARS = 100_000
_REDIRECTIONS = frozenset((">", ">>", ">|", "&>", "&>>"))
_ENDS = frozenset((";", ";;", "&", "&&", "|", "||", "|&", "(", ")"))
_PREFIXES = split_words("sudo command exec time nice env then do else ! {")
# Programs that write the files which they are given, and those that write the last one alone.
_WRITERS_OF_ALL = split_words("touch tee rm unlink truncate mv rustfmt black")
_WRITERS_OF_LAST = split_words("cp ln install")
# Programs that write in place only with an option; their first argument may be a script.
_IN_PLACE_OPTIONS = {
    "sed": ("-i", "--in-place"),
    "perl": ("-i", "-pi", "-ni"),
    "ruby": ("-i", "-pi"),
    "yq": ("-i", "--inplace"),
    "gofmt": ("-w",),
    "prettier": ("-w", "--write"),
}
_TAKES_SCRIPT = split_words("sed perl ruby yq")
_GIT_WRITERS = split_words("mv rm restore checkout")


def find_written_paths(command: str) -> tuple[str, ...]:
    """The paths that a shell command writes, moves or removes, each once, as they are given.

    Paths below a folder that the command changed to are joined with it. What only a program knows
    (`make`, `python gen.py`) and patterns (`*.py`) are not found.
    """
    if not command.strip():
        return ()
    text = remove_heredocs(command[:_MAX_COMMAND_CHARS]).replace("\\\n", " ")
    paths: list[str] = []
    folder = ""
    for command_words in _split_commands(text):
        arguments, redirected_paths = _take_redirections(command_words)
        while arguments and (arguments[0] in _PREFIXES or _is_assignment(arguments[0])):
            del arguments[0]
        if arguments[:1] == ["cd"]:
            folder = posixpath.join(folder, *arguments[1:2])
        written_paths = [*redirected_paths, *_find_arguments(arguments)]
        paths += (posixpath.join(folder, path) for path in written_paths if _is_path(path))
    return tuple(dict.fromkeys(map(posixpath.normpath, paths)))


def _split_commands(text: str) -> Iterator[list[str]]:
    """The simple commands of a script, each as its words and redirections."""
    lexer = shlex.shlex(text.replace("\n", " ; "), posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    command_words: list[str] = []
    try:
        for word in lexer:
            if word in _ENDS:
                yield command_words
                command_words = []
            else:
                command_words.append(word)
    except ValueError:  # a quotation that is not closed
        pass
    yield command_words


def _take_redirections(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a command without its redirections, and the files that these write."""
    kept: list[str] = []
    written: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        if word in _REDIRECTIONS:
            written += words[position + 1 : position + 2]
            if kept[-1:] and kept[-1] in ("1", "2"):
                kept.pop()
            position += 2
        elif word in (">&", "<", "<<", "<<<", "<&"):
            position += 2
        else:
            kept.append(word)
            position += 1
    return kept, written


def _find_arguments(words: Sequence[str]) -> Sequence[str]:
    """The arguments of a simple command that name files which it writes."""
    if not words:
        return ()
    program = words[0].rpartition("/")[2]
    options = [word for word in words[1:] if word.startswith("-") and word != "-"]
    arguments = [word for word in words[1:] if not word.startswith("-")]
    if program == "git":
        return arguments[1:] if arguments[:1] and arguments[0] in _GIT_WRITERS else ()
    if program in _IN_PLACE_OPTIONS:
        flags = _IN_PLACE_OPTIONS[program]
        if not any(option.startswith(flags) for option in options):
            return ()
        return arguments[1:] if program in _TAKES_SCRIPT else arguments
    if program in _WRITERS_OF_ALL:
        return arguments
    if program in _WRITERS_OF_LAST and len(arguments) > 1:
        return arguments[-1:]
    if program == "dd":
        return [word[3:] for word in arguments if word.startswith("of=")]
    return ()


def _is_assignment(word: str) -> bool:
    name, sign, _ = word.partition("=")
    return bool(sign) and name.isidentifier()


def _is_path(word: str) -> bool:
    """Whether a word is the path of a file: no device, pattern or variable."""
    return bool(word) and not word.startswith("/dev/") and not set(word) & set("*?[]{}$`<>|&")
