"""How packages are called: by people, and by their forks."""

from __future__ import annotations

from minutebook.lean.patterns import compile_lazily

_WORD = compile_lazily(r"[a-z0-9]+")
_SCALA_VERSION = compile_lazily(r"_(?:2\.1\d|3)$")
# Ends of names that every other package has, too.
COMMON_ENDS = frozenset(
    (
        *("core", "cli", "client", "server", "sdk", "api", "common", "utils", "plugin", "types"),
        *("react", "vue", "angular", "svelte", "next", "express", "node", "python", "go", "web"),
        *("config", "parser", "runtime", "eslint-plugin", "eslint-config", "preset-react"),
        *("preset-env", "test", "testing", "ui", "app", "browser", "bom", "parent", "cmd"),
        *("v2", "v3"),
    )
)
# What the name of a fork, or of a project that goes on, adds to that of the old one.
_FORK_WORDS = frozenset(
    (
        *("ng", "next", "community", "fork", "reborn", "continued", "redux", "maintained"),
        *("revived", "plus", "streaming", "x", "n", "v2", "v3", "new", "neo", "lts"),
    )
)


def find_short_name(name: str) -> str:
    """What people call a package: without a Maven group and a Go module's owner.

    The scope of an npm package belongs to its name, the vendor of a PHP package does not.
    """
    if ":" in name:
        return _SCALA_VERSION.sub("", name.rpartition(":")[2])
    owner, slash, end = name.rpartition("/")
    if not slash or name.startswith("@"):
        return name
    return end if end not in COMMON_ENDS else f"{owner.rpartition('/')[2]}/{end}"


def find_owned_name(name: str) -> str:
    """A package's name with its owner: a Maven group, the account that has a Go module."""
    return name if ":" in name else "/".join(name.split("/")[-2:])


def split_name(name: str) -> list[str]:
    """The words of a package's name, in lower case."""
    return _WORD.findall(name.lower())


def is_fork(old_name: str, new_name: str) -> bool:
    """Whether a package looks like what became of another one, by their names.

    It has the same name with another owner, in another spelling or in another version, or adds
    what forks add.
    """
    old_owner, old_end = _split_owner(old_name)
    new_owner, new_end = _split_owner(new_name)
    old_words, new_words = split_name(old_end), split_name(new_end)
    if not old_words or not new_words:
        return False
    if old_end.lower() == new_end.lower():
        return old_end.lower() not in COMMON_ENDS and len(old_end) > 3
    if old_owner and new_owner and old_owner != new_owner:
        return False
    old_joined, new_joined = "".join(split_name(old_name)), "".join(split_name(new_name))
    if old_joined == new_joined:
        return True
    if new_words[:-1] == old_words and old_owner == new_owner:
        return new_words[-1] in _FORK_WORDS or new_words[-1].isdigit()
    stem = old_joined.rstrip("0123456789")
    return len(stem) > 3 and stem == new_joined.rstrip("0123456789")


def _split_owner(name: str) -> tuple[str, str]:
    """The owner of a package and its own name."""
    separator = ":" if ":" in name else "/"
    owner, _, end = name.rpartition(separator)
    return owner.lower(), _SCALA_VERSION.sub("", end)
