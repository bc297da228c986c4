"""Where things of the project lie, for tests that read them."""

from pathlib import Path

SUPPORT = Path(__file__).resolve().parent
TESTS = SUPPORT.parent
PROJECT = TESTS.parent
PACKAGE = PROJECT / "src" / "minutebook"
TEMPLATES = PROJECT / "templates"
SHAPES = SUPPORT / "shapes"
CHANGES = SUPPORT / "changes"
