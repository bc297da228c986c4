"""The assets of the site: styles, scripts and pictures that are shipped beside its templates."""

from __future__ import annotations

import os
from collections.abc import Iterator

import minutebook

_FOLDER = "templates/site/assets"


def list_assets() -> Iterator[tuple[str, bytes]]:
    """The url and the content of each asset, folders in the order of their names."""
    top = locate_assets()
    for folder, folders, names in os.walk(top) if top else ():
        folders.sort()
        for name in sorted(names):
            if not name.startswith("."):
                path = os.path.join(folder, name)
                url = os.path.relpath(path, os.path.dirname(top)).replace(os.sep, "/")
                with open(path, "rb") as file:
                    yield url, file.read()


def locate_assets() -> str:
    """The folder of the assets that are installed, or of the checkout; "" where there is none."""
    package = os.path.dirname(os.path.abspath(minutebook.__file__))
    for base in (package, os.path.dirname(os.path.dirname(package))):
        folder = os.path.join(base, _FOLDER)
        if os.path.isdir(folder):
            return folder
    return ""
