"""Tells of most citations that they hold, by what git finds alone: no file is read for those."""

from __future__ import annotations

import re

from minutebook.lean.patterns import compile_lazily
from minutebook.records.model import Record, RecordSet
from minutebook.records.renaming.names import has_number_in_name, list_names
from minutebook.records.renaming.number_keys import NumberKey, make_number_key

_REF = r"(?:adr|phr)s?[-_ ]?#?[0-9]+(?:-[a-z])?"
_NAME = r"[0-9]-[a-z][a-z0-9-]*"  # from the last digit on: git takes ten times as long for all
_REF_PARTS = compile_lazily(r"(adr|phr)s?[-_ ]?#?([0-9]+)(-[a-z])?", re.ASCII)
_NAME_PARTS = compile_lazily(_NAME, re.ASCII | re.IGNORECASE)
_DIGITS = compile_lazily(r"[0-9]+", re.ASCII)


class Suspects:
    """What in a text may be a citation that does not hold, of the records of a repository.

    `faulty` are the records that no text should cite by number, those with one number together;
    `numbers` are the kinds and numbers that there are, `highest` has the highest of each kind.
    """

    def __init__(self, records: RecordSet) -> None:
        groups: dict[NumberKey | str, list[Record]] = {}
        for record in records.members:
            key = make_number_key(record) if record.number is not None else record.path
            groups.setdefault(key, []).append(record)
        self.faulty = [
            tuple(group)
            for group in groups.values()
            if len(group) > 1 or group[0].state == "superseded"
        ]
        self.numbers = {(record.kind.name, record.number or 0) for record in records.members}
        self.highest: dict[str, int] = {}
        for kind_name, number in self.numbers:
            self.highest[kind_name] = max(self.highest.get(kind_name, 0), number)
        faulty = [record for group in self.faulty for record in group]
        self._faulty_refs = {(record.kind.name, record.number) for record in faulty}
        self._faulty_numbers = {record.number for record in faulty}
        self._name_tails = set[str]()
        self._other_names = set[str]()
        for record in faulty:
            for name in list_names(record):
                tail = _NAME_PARTS.search(name) if has_number_in_name(record) else None
                if tail:
                    self._name_tails.add(tail[0].lower())
                else:
                    self._other_names.add(name)
        self._has_ambiguous_prompts = any(
            len(group) > 1 and group[0].kind.name == "phr" for group in self.faulty
        )
        tails = [folder.path.rpartition("/")[2] for folder in records.folders]
        self._folders = sorted(set(tails))
        # Of two folders with one name nobody can tell by it which one is meant.
        self._pages = self._list_pages(records, faulty) if len(tails) == len(set(tails)) else set()

    @staticmethod
    def _list_pages(records: RecordSet, faulty: list[Record]) -> set[str]:
        """The ends of paths that lead to what holds: a folder, and what is in it."""
        left_out = {record.path for record in faulty}
        ends = set[str]()
        for path in (*(record.path for record in records.members), *records.pages):
            if path not in left_out:
                folder, _, name = path.rpartition("/")
                end = f"{folder.rpartition('/')[2]}/{name}"
                ends.update((end, end.removesuffix(".md"), "/".join(folder.split("/")[-2:])))
        return ends

    def build_pattern(self) -> str:
        """An extended regular expression, without case, for what may cite a record at all."""
        alternatives = [_REF.replace("?:", ""), _NAME]
        alternatives += (f"{re.escape(name)}/(adr[-_])?[0-9][a-z0-9._-]*" for name in self._folders)
        if self._has_ambiguous_prompts:
            alternatives.append("s-[0-9]+-[0-9]")
        return "|".join((*alternatives, *sorted(map(re.escape, self._other_names))))

    def may_be_faulty(self, match: str) -> bool:
        """Whether what that pattern matched may be a citation that does not hold."""
        folded = match.lower()
        ref = _REF_PARTS.fullmatch(folded)
        if ref:
            kind_name, number = ref[1], int(ref[2][-9:])
            if ref[3] and number in self._faulty_numbers:
                return True
            is_known = (kind_name, number) in self.numbers or kind_name not in self.highest
            return not is_known or (kind_name, number) in self._faulty_refs
        if _NAME_PARTS.fullmatch(folded):
            return folded in self._name_tails or "adr" in folded or "phr" in folded
        digits = _DIGITS.search(folded.rpartition("/")[2])
        if "/" not in match or digits is None or int(digits[0][-9:]) in self._faulty_numbers:
            return True
        end = match.rstrip(".")
        return "-" in end.rpartition("/")[2] and end not in self._pages
