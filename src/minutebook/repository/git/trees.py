"""The names of pages in the trees of commits, read by one git process without a working tree.

As cheap as that can be: the hook asks at a prompt of an agent, too.
"""

from __future__ import annotations

import os

from minutebook.repository.git.process import GitProcess

_BATCH_SIZE = 8  # requests at once: less than a pipe holds, for paths of up to 400 bytes
_HEX_DIGITS = "0123456789abcdef"


def is_object_id(text: str) -> bool:
    """Whether a word is the id of an object, as git writes it in full."""
    return len(text) in (40, 64) and not text.strip(_HEX_DIGITS)


def read_page_names(
    common_dir: str, commits: list[str], folders: tuple[str, ...]
) -> dict[str, tuple[set[str], list[str]]]:
    """The names of the pages below some folders, with the commits that have exactly these.

    The keys are the ids of the folders' trees, joined by `+`. A commit that cannot be read whole is
    left out.
    """
    try:
        process = GitProcess(common_dir, "--git-dir=.", "cat-file", "--batch")
    except OSError:
        return {}
    try:
        return _TreeReader(process).read_states(commits, folders)
    except (OSError, ValueError):  # git ended: what it would have said is asked for again
        return {}
    finally:
        process.close()


class _TreeReader:
    """Reads trees through one git process, each of them once."""

    def __init__(self, process: GitProcess) -> None:
        self.process = process
        # The pages' names and the subtrees of each tree; None for a tree that is not in this clone.
        self.trees: dict[str, tuple[list[str], list[str]] | None] = {}

    def read_states(
        self, commits: list[str], folders: tuple[str, ...]
    ) -> dict[str, tuple[set[str], list[str]]]:
        """See `read_page_names`."""
        pairs = [(commit, folder) for commit in commits for folder in folders]
        requests = [f"{commit}:{'' if folder == '.' else folder}" for commit, folder in pairs]
        trees = self._read_trees(requests)
        folder_trees = dict(zip(pairs, trees, strict=True))
        for (_, folder), tree in folder_trees.items():
            if folder == "." and tree:  # of the top, only what lies right in it
                self.trees[tree] = (self.trees[tree] or ([], []))[0], []
        incomplete = {
            commit
            for (commit, folder), tree in folder_trees.items()
            if not tree and not self._is_absent(commit, folder)
        }
        level = {tree for tree in folder_trees.values() if tree}
        while level:
            subtrees = {subtree for tree in level for subtree in (self.trees[tree] or ((), ()))[1]}
            level = subtrees - set(self.trees)
            self._read_trees(sorted(level))
        commits_by_key: dict[str, list[str]] = {}
        for commit in commits:
            if commit not in incomplete:
                key = "+".join(folder_trees[commit, folder] for folder in folders)
                commits_by_key.setdefault(key, []).append(commit)
        states = {}
        for key, same_commits in commits_by_key.items():
            names = self._collect_names([tree for tree in key.split("+") if tree])
            if names is not None:
                states[key] = names, same_commits
        return states

    def _collect_names(self, trees: list[str]) -> set[str] | None:
        """The names of the pages below some trees; None where one of the trees is missing."""
        names: set[str] = set()
        visited: set[str] = set()
        while trees:
            tree = trees.pop()
            content = self.trees[tree]
            if content is None:
                return None
            visited.add(tree)
            names.update(content[0])
            trees += [subtree for subtree in content[1] if subtree not in visited]
        return names

    def _read_trees(self, requests: list[str]) -> list[str]:
        """The ids of the trees that some requests name, each read; "" where there is none."""
        trees = []
        for start in range(0, len(requests), _BATCH_SIZE):
            batch = requests[start : start + _BATCH_SIZE]
            lines = "".join(f"{request}\n" for request in batch)
            self.process.send(lines.encode("utf-8", "surrogateescape"))
            for request in batch:
                tree, raw = self._read_answer()
                if tree and tree not in self.trees:
                    self.trees[tree] = _parse_tree(raw, len(tree) // 2)
                elif not tree and is_object_id(request):
                    self.trees[request] = None
                trees.append(tree)
        return trees

    def _read_answer(self) -> tuple[str, bytes]:
        """The id and the content of the tree that git answers; empty where it is no tree."""
        header = self.process.stdout.readline()
        if not header.endswith(b"\n"):
            raise OSError("git ended")
        fields = header.split()
        if len(fields) != 3 or not fields[2].isdigit() or fields[1] == b"missing":
            return "", b""
        size = int(fields[2])
        raw = self.process.stdout.read(size + 1)
        if len(raw) != size + 1:
            raise OSError("git ended")
        return (fields[0].decode(), raw[:size]) if fields[1] == b"tree" else ("", b"")

    def _is_absent(self, commit: str, folder: str) -> bool:
        """Whether a commit has no such folder; False where a tree is missing from this clone."""
        parent = ""
        for part in os.fsencode(folder).split(b"/"):
            self.process.send(f"{commit}:{parent}\n".encode("utf-8", "surrogateescape"))
            tree, raw = self._read_answer()
            if not tree:
                return False
            if b"40000 " + part + b"\0" not in raw:
                return True
            parent = f"{parent}/{os.fsdecode(part)}".lstrip("/")
        return False


def _parse_tree(raw: bytes, id_length: int) -> tuple[list[str], list[str]]:
    """The pages and the folders' ids of a raw tree, by the rules of `store.list_pages`."""
    names, folders, position = [], [], 0
    while position < len(raw):
        name_end = raw.index(b"\0", position)
        mode, _, name = raw[position:name_end].partition(b" ")
        position = name_end + 1 + id_length
        if mode == b"40000":
            if not name.startswith(b"."):
                folders.append(raw[name_end + 1 : position].hex())
        elif mode != b"160000" and name[-3:].lower() == b".md":
            names.append(name.decode("utf-8", "surrogateescape"))
    return names, folders
