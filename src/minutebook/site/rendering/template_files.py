"""The site's templates and assets: where they lie, in a wheel and in a checkout."""

from __future__ import annotations

from pathlib import Path

_FOLDER = "templates/site"


def locate_site_templates() -> Path:
    """The folder of the site's templates, with its assets in `assets/` below it.

    Raises LookupError only where the installation is damaged.
    """
    package = Path(__file__).resolve().parents[2]
    for base in (package, package.parents[1]):
        if (folder := base / _FOLDER).is_dir():
            return folder
    raise LookupError(_FOLDER)


def read_templates() -> dict[str, str]:
    """The sources of all templates by their names, relative to the folder: `parts/facts.html`."""
    folder = locate_site_templates()
    paths = sorted(path for ending in ("html", "xml") for path in folder.rglob(f"*.{ending}"))
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
