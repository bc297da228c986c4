"""The packages that only the site needs: they come with the extra `minutebook[site]`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from minutebook.errors import OperationError

FOR_BUILDING: tuple[str, ...] = ("pygments",)
FOR_SERVING: tuple[str, ...] = (*FOR_BUILDING, "watchfiles")


def require_packages(names: Sequence[str]) -> None:
    """Raise OperationError where one of some packages is not installed, with what installs it."""
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise OperationError(
            f"the site needs {' and '.join(missing)}", "pip install 'minutebook[site]'"
        )
