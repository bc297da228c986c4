"""Whether a catalog says what settings and decisions do by now, told by looks at the disk.

The hook of an edit asks this: nothing is loaded here that costs a good part of Python's start.
"""

from __future__ import annotations

import os

from minutebook import __version__
from minutebook.catalog import database, looks, tables


def connect_current(top: str, path: str) -> database.Connection | None:
    """The catalog of a working tree, where what it has of decisions is what their pages say.

    None where it has to be brought up to date first. What prompts did since is not looked at.
    Raises what `database.DAMAGE` lists.
    """
    from minutebook.catalog import governing  # a list of records needs nothing of it

    connection = database.connect(path)
    if (
        database.read_meta(connection, "version") == database.describe_version(__version__)
        and are_witnesses_same(top, tables.load_witnesses(connection))
        and governing.are_decisions_fresh(connection, top)
    ):
        return connection
    connection.close()
    return None


def are_witnesses_same(top: str, witnesses: dict[str, str]) -> bool:
    """Whether the files that the settings depend on are what they were.

    A witness is a path, and what `describe_witness` says of it.
    """
    return bool(witnesses) and all(
        describe_witness(os.path.join(top, path)) == description
        for path, description in witnesses.items()
    )


def describe_witness(path: str) -> str:
    """What tells whether a file or folder that settings depend on has changed."""
    return "folder" if os.path.isdir(path) else looks.describe_file(path)
