"""The names below some folders of commits, read by one git child and without a working tree.

Light: an agent's prompt asks, too.
"""

from __future__ import annotations

import os

from minutebook.repository.git import tree_status

_AT_ONCE = 8  # questions: less than a pipe holds, paths of 400 bytes taken
_HEX = "0123456789abcdef"


def is_object_id(text: str) -> bool:
    """Whether a word is the name of an object, as git writes it in full."""
    return len(text) in (40, 64) and not text.strip(_HEX)


def read_page_names(
    common_dir: str, commits: list[str], folders: tuple[str, ...]
) -> dict[str, tuple[set[str], list[str]]]:
    """The names of the pages below the places, with the commits that have them so.

    The keys are the places' trees. A commit that cannot be read whole is left out.
    """
    try:
        talk = tree_status.GitProcess(common_dir, "--git-dir=.", "cat-file", "--batch")
    except OSError:
        return {}
    try:
        return _Reading(talk).states(commits, folders)
    except (OSError, ValueError):  # git ended: what it would have said is asked for again
        return {}
    finally:
        talk.close()


class _Reading:
    """One git child's reading of trees, each of them once."""

    def __init__(self, talk: tree_status.GitProcess) -> None:
        self.talk = talk
        self.trees: dict[str, tuple[list[str], list[str]] | None] = {}  # names, folders

    def states(
        self, commits: list[str], places: tuple[str, ...]
    ) -> dict[str, tuple[set[str], list[str]]]:
        """See `read`."""
        pairs = [(commit, place) for commit in commits for place in places]
        tops = dict(zip(pairs, self._ask([f"{c}:{p}" for c, p in pairs]), strict=True))
        doubtful = {
            commit
            for (commit, place), tree in tops.items()
            if not tree and not self._absent(commit, place)
        }
        level = {tree for tree in tops.values() if tree}
        while level:
            below = {one for tree in level for one in (self.trees[tree] or ((), ()))[1]}
            level = below - set(self.trees)
            self._ask(sorted(level))
        alike: dict[str, list[str]] = {}
        for commit in commits:
            if commit not in doubtful:
                key = "+".join(tops[commit, place] for place in places)
                alike.setdefault(key, []).append(commit)
        states = {}
        for key, some in alike.items():
            names = self._names([tree for tree in key.split("+") if tree])
            if names is not None:
                states[key] = names, some
        return states

    def _names(self, trees: list[str]) -> set[str] | None:
        """The names of the pages below some trees; None where one of the trees is not there."""
        names: set[str] = set()
        done: set[str] = set()
        while trees:
            tree = trees.pop()
            held = self.trees[tree]
            if held is None:
                return None
            done.add(tree)
            names.update(held[0])
            trees += [one for one in held[1] if one not in done]
        return names

    def _ask(self, questions: list[str]) -> list[str]:
        """The trees that answer the questions, each read; "" where there is none."""
        trees = []
        for at in range(0, len(questions), _AT_ONCE):
            some = questions[at : at + _AT_ONCE]
            asked = "".join(f"{question}\n" for question in some)
            self.talk.send(asked.encode("utf-8", "surrogateescape"))
            for question in some:
                tree, raw = self._answer()
                if tree and tree not in self.trees:
                    self.trees[tree] = _entries(raw, len(tree) // 2)
                elif not tree and is_object_id(question):
                    self.trees[question] = None
                trees.append(tree)
        return trees

    def _answer(self) -> tuple[str, bytes]:
        head = self.talk.stdout.readline()
        if not head.endswith(b"\n"):
            raise OSError("git ended")
        words = head.split()
        if len(words) != 3 or not words[2].isdigit() or words[1] == b"missing":
            return "", b""
        size = int(words[2])
        raw = self.talk.stdout.read(size + 1)
        if len(raw) != size + 1:
            raise OSError("git ended")
        return (words[0].decode(), raw[:size]) if words[1] == b"tree" else ("", b"")

    def _absent(self, commit: str, place: str) -> bool:
        """Whether a commit has no such folder, rather than a tree that is not in this clone."""
        above = ""
        for part in os.fsencode(place).split(b"/"):
            self.talk.send(f"{commit}:{above}\n".encode("utf-8", "surrogateescape"))
            tree, raw = self._answer()
            if not tree:
                return False
            if b"40000 " + part + b"\0" not in raw:
                return True
            above = f"{above}/{os.fsdecode(part)}".lstrip("/")
        return False


def _entries(raw: bytes, width: int) -> tuple[list[str], list[str]]:
    """The pages and the folders of a tree, as `store.walk` takes them."""
    names, folders, at = [], [], 0
    while at < len(raw):
        end = raw.index(b"\0", at)
        mode, _, name = raw[at:end].partition(b" ")
        at = end + 1 + width
        if mode == b"40000":
            if not name.startswith(b"."):
                folders.append(raw[end + 1 : at].hex())
        elif mode != b"160000" and name[-3:].lower() == b".md":
            names.append(name.decode("utf-8", "surrogateescape"))
    return names, folders
