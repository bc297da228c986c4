"""Reserves the number of a prompt's record, when the prompt is given.

Loaded at each prompt: only the cheapest parts of the standard library are.
"""

from __future__ import annotations

import os

from minutebook.repository import guard, light, number_blocks
from minutebook.repository.git import branch_numbers
from minutebook.repository.light import read_text

_MAX_NEW_COMMITS = 32  # commits not read before that are read at a prompt
_DIGITS = "0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORD_CHARS = _DIGITS + _LETTERS + "_-"
_NUMBER_ENDS = ("", "-", "_", ".", " ")
_KNOWN_PREFIXES = ("adr", "ladr", "madr", "lmadr", "phr", "rfc", "decision", "dec", "dr")


def reserve_number(top: str, common_dir: str) -> tuple[str, str]:
    """Claim the next number of the prompts' series by a file that must not exist yet.

    It is the lowest of this clone's blocks that no record has; where none is left, one above all
    that are known here and, as far as was last heard, on the remote.
    Returns the number and the series, "" and "" where the number is not known before the end. The
    folders of the series are remembered from the last time that the settings were read, as long as
    the settings' files are the same; else they are read.
    """
    remembered = read_text(os.path.join(common_dir, "minutebook", "row")).split("\n")
    if len(remembered) < 3 or remembered[0] != light.read_settings_signature(top):
        from minutebook.agents.turns import session

        remembered = session.remember_series(top)
    series, folders = remembered[1], remembered[2:]
    if not series:  # each feature has its own numbers, and the feature is known only at the end
        return "", ""
    claims_dir = guard.make_state_folder(common_dir, "claims", series)
    tops = light.list_worktrees(top, common_dir)
    branch_series = branch_numbers.read_numbers(
        common_dir, series, folders, parse_number, max_commits=_MAX_NEW_COMMITS
    )
    named = {
        parse_number(entry)
        for worktree in tops
        for folder in folders
        for entry in _list_page_names(worktree, folder)
    }
    number, _ = number_blocks.take_number(
        common_dir, series, lambda number: number in named or number in branch_series
    )
    if number:
        return str(number), series
    highest = max(
        branch_series.highest,
        number_blocks.read_known_highest(common_dir, series),
        number_blocks.read_given_highest(common_dir, series),
        *map(parse_number, os.listdir(claims_dir)),
        *named,
    )
    while True:
        highest += 1
        try:
            os.close(os.open(os.path.join(claims_dir, str(highest)), os.O_CREAT | os.O_EXCL, 0o600))
            return str(highest), series
        except FileExistsError:
            continue


def parse_number(file_name: str) -> int:
    """The number in the name of a prompt record's file; 0 where it has none.

    The same as that of `records.filenames.parse_name`, which would cost a prompt's event more than
    all the rest.
    """
    stem = file_name[:-3] if file_name.lower().endswith(".md") else file_name
    stem = stem[:-7] if stem.lower().endswith(".prompt") else stem
    base, dot, stage = stem.rpartition(".")
    if dot and stage and stage[0] in _LETTERS and _consists_of(stage, _WORD_CHARS):
        stem = base
    has_date, rest = _strip_date(stem)
    if has_date:
        digits = _leading_digits(rest)
        is_number = 3 <= len(digits) <= 5
    else:
        rest = stem[_measure_prefix(stem) :]
        digits = _leading_digits(rest)
        is_number = 1 <= len(digits) <= 6
    return int(digits) if is_number and rest[len(digits) : len(digits) + 1] in _NUMBER_ENDS else 0


def _strip_date(stem: str) -> tuple[bool, str]:
    """Whether a name begins with a date, and what follows it; "" after a month without a day."""
    if stem[:2] not in ("19", "20") or len(_leading_digits(stem)) < 4:
        return False, stem
    separator = stem[4:5] if stem[4:5] in ("-", "_", ".") else ""
    month_and_rest = stem[4 + len(separator) :]
    month, second_separator = month_and_rest[:2], month_and_rest[2 : 2 + len(separator)]
    day_and_rest = month_and_rest[2 + len(separator) :]
    day, rest = day_and_rest[:2], day_and_rest[2:]
    if not (_consists_of(month, _DIGITS) and len(month) == 2 and "01" <= month <= "12"):
        return False, stem
    is_full_date = (
        len(day) == 2
        and _consists_of(day, _DIGITS)
        and "01" <= day <= "31"
        and second_separator == separator
    )
    if is_full_date and (not rest or rest[0] in "-_. T"):
        return True, rest.lstrip("-_. T")
    return (True, "") if separator == "-" and stem[7:8] == "-" else (False, stem)


def _measure_prefix(stem: str) -> int:
    """The length of the prefix that a name may have before its number: "adr-", "PHR_", "TECH-"."""
    letter_count = 0
    while letter_count < len(stem) and stem[letter_count] in _LETTERS:
        letter_count += 1
    prefix, separator = stem[:letter_count], stem[letter_count : letter_count + 1]
    if prefix.lower() in _KNOWN_PREFIXES:
        return letter_count + (1 if separator and separator in "-_. " else 0)
    number = stem[letter_count + 1 : letter_count + 4]
    if (
        prefix.isupper()
        and 2 <= letter_count <= 8
        and separator
        and separator in "-_"
        and number[:1] == "0"
    ):
        return letter_count + 1 if len(_leading_digits(number)) == 3 else 0
    return 0


def _leading_digits(name: str) -> str:
    length = 0
    while length < len(name) and name[length] in _DIGITS:
        length += 1
    return name[:length]


def _consists_of(text: str, chars: str) -> bool:
    return not text.strip(chars)


def _list_page_names(top: str, folder: str) -> list[str]:
    """The names of the pages below a folder, the same as `store.list_pages` finds."""
    page_names: list[str] = []
    if guard.find_link(top, folder) and not guard.resolve_below(top, folder):
        return []
    for _, folders, names in os.walk(os.path.join(top, folder)):
        folders[:] = [name for name in folders if name[0] != "."]
        page_names += [name for name in names if name.lower().endswith(".md")]
    return page_names
