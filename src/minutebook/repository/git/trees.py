"""The names of pages in the trees of commits, read by one git process without a working tree.

As cheap as that can be: the hook asks at a prompt of an agent, too.
"""

from __future__ import annotations

import os

from minutebook.repository.git.process import GitProcess

TYPE_CHECKING = False  # as in `typing`, which costs as much as all the rest
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_BATCH_SIZE = 8  # requests at once: less than a pipe holds, for paths of up to 400 bytes
_MAX_HEADS = 2000  # of pages that are read because their names tell no number
_HEAD_BYTES = 16 * 1024
_HEX_DIGITS = "0123456789abcdef"


def is_object_id(text: str) -> bool:
    """Whether a word is the id of an object, as git writes it in full."""
    return len(text) in (40, 64) and not text.strip(_HEX_DIGITS)


class PageNames:
    """What counts as the name of a page.

    `endings` are those of pages. `stands_for_folder(folder, page)` tells whether the folder's name
    counts for that of a page in it. `choose_unnumbered(names)` gives the names of the pages whose
    text has to be read for a number, and `name_by_text(name, text)` a name with that number, "" for
    none.
    """

    __slots__ = ("choose_unnumbered", "endings", "name_by_text", "stands_for_folder")

    def __init__(
        self,
        endings: tuple[str, ...],
        stands_for_folder: Callable[[str, str], bool],
        choose_unnumbered: Callable[[Iterable[str]], set[str]],
        name_by_text: Callable[[str, str], str],
    ) -> None:
        self.endings = endings
        self.stands_for_folder = stands_for_folder
        self.choose_unnumbered = choose_unnumbered
        self.name_by_text = name_by_text


def read_page_names(
    common_dir: str,
    commits: list[str],
    folders: tuple[str, ...],
    page_names: PageNames | None = None,
) -> dict[str, tuple[set[str], list[str]]]:
    """The names of the pages below some folders, with the commits that have exactly these.

    The keys are the ids of the folders' trees, joined by `+`. A commit that cannot be read whole is
    left out. `page_names` says what counts; by default the names of the markdown files.
    """
    try:
        process = GitProcess(common_dir, "--git-dir=.", "cat-file", "--batch")
    except OSError:
        return {}
    try:
        return _TreeReader(process, page_names).read_states(commits, folders)
    except (OSError, ValueError):  # git ended: what it would have said is asked for again
        return {}
    finally:
        process.close()


class _TreeReader:
    """Reads trees through one git process, each of them once."""

    def __init__(self, process: GitProcess, page_names: PageNames | None = None) -> None:
        self.process = process
        self.page_names = page_names
        self.endings = page_names.endings if page_names else (".md",)
        # The pages and the subtrees of each tree, ids by name; None for a tree that is not in this
        # clone.
        self.trees: dict[str, tuple[dict[str, str], dict[str, str]] | None] = {}
        self.names_by_text: dict[str, str] = {}  # by the ids of pages

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
                self.trees[tree] = (self.trees[tree] or ({}, {}))[0], {}
        incomplete = {
            commit
            for (commit, folder), tree in folder_trees.items()
            if not tree and not self._is_absent(commit, folder)
        }
        level = {tree for tree in folder_trees.values() if tree}
        while level:
            subtrees = {
                subtree for tree in level for subtree in (self.trees[tree] or ({}, {}))[1].values()
            }
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
        pages: dict[str, str] = {}
        names: set[str] = set()
        visited: set[str] = set()
        while trees:
            tree = trees.pop()
            content = self.trees[tree]
            if content is None:
                return None
            visited.add(tree)
            pages.update(content[0])
            for folder, subtree in content[1].items():
                if subtree not in visited:
                    trees.append(subtree)
                if self.page_names:
                    inside = (self.trees[subtree] or ({}, {}))[0]
                    if any(self.page_names.stands_for_folder(folder, page) for page in inside):
                        names.add(folder)
        if self.page_names:
            names.update(self._name_by_texts(self.page_names, pages))
        return names.union(pages)

    def _name_by_texts(self, page_names: PageNames, pages: dict[str, str]) -> set[str]:
        """The names that pages get by what they state, where their own tell no number."""
        unnumbered = sorted(page_names.choose_unnumbered(pages))
        unread = [name for name in unnumbered if pages[name] not in self.names_by_text]
        for name in unread[: _MAX_HEADS - len(self.names_by_text)]:
            self.process.send(f"{pages[name]}\n".encode())
            raw = self._read_answer(b"blob")[1]
            text = raw[:_HEAD_BYTES].decode("utf-8", "surrogateescape")
            self.names_by_text[pages[name]] = page_names.name_by_text(name, text)
        return {self.names_by_text.get(pages[name], "") for name in unnumbered} - {""}

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
                    self.trees[tree] = _parse_tree(raw, len(tree) // 2, self.endings)
                elif not tree and is_object_id(request):
                    self.trees[request] = None
                trees.append(tree)
        return trees

    def _read_answer(self, kind: bytes = b"tree") -> tuple[str, bytes]:
        """The id and the content of the object that git answers; empty where it is no such one."""
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
        return (fields[0].decode(), raw[:size]) if fields[1] == kind else ("", b"")

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


def _parse_tree(
    raw: bytes, id_length: int, endings: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, str]]:
    """The pages and the folders of a raw tree, ids by name, by the rules of `store.list_pages`."""
    pages, folders, position = {}, {}, 0
    raw_endings = tuple(ending.encode() for ending in endings)
    while position < len(raw):
        name_end = raw.index(b"\0", position)
        mode, _, name = raw[position:name_end].partition(b" ")
        position = name_end + 1 + id_length
        if mode == b"40000":
            if not name.startswith(b"."):
                folder = name.decode("utf-8", "surrogateescape")
                folders[folder] = raw[name_end + 1 : position].hex()
        elif mode != b"160000" and name.lower().endswith(raw_endings):
            page = name.decode("utf-8", "surrogateescape")
            pages[page] = raw[name_end + 1 : position].hex()
    return pages, folders
