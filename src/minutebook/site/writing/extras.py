"""The packages that only the site needs: they come with the extra `minutebook[site]`.

Pygments is brought by rich as well, so that a site is built without the extra.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from minutebook.errors import OperationError

FOR_BUILDING: tuple[str, ...] = ("pygments",)
FOR_SERVING: tuple[str, ...] = (*FOR_BUILDING, "watchfiles")


def require_packages(names: Sequence[str], user: str = "the site") -> None:
    """Raise OperationError where one of some packages is not installed, with what installs it.

    `user` is what needs them.
    """
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise OperationError(
            f"{user} needs {' and '.join(missing)}", "pip install 'minutebook[site]'"
        )
