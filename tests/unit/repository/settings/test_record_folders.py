"""Which of the configured folders a new record goes to: the nearest, or the one that is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from minutebook.errors import UsageError
from minutebook.records.model import ADR, PHR, Kind
from minutebook.repository.settings import record_folders
from minutebook.repository.settings.config import Settings

SETTINGS = Settings(
    adr_folders=("docs/adr", "packages/billing/docs/adr", "packages/web/adr", "web/adr"),
    phr_folders=("history/prompts", "packages/web/history/prompts"),
)


def choose(
    top: Path, kind: Kind, cwd: str = "", wanted: str = "", settings: Settings = SETTINGS
) -> tuple[str, str]:
    for path in (
        "docs/adr/backend",
        "packages/web/src",
        "docs/adr/templates",
        "docs/adr/backend/jobs",
    ):
        (top / path).mkdir(parents=True, exist_ok=True)
    for page in ("0001-x.md", "backend/jobs/0002-y.md", "backend/jobs/0003-z/adr.md"):
        (top / "docs/adr" / page).parent.mkdir(exist_ok=True)
        (top / "docs/adr" / page).touch()
    folder, subfolder = record_folders.choose_folder(
        settings.list_folders(), kind, str(top), str(top / cwd) if cwd else str(top), wanted
    )
    return folder.path, subfolder


@pytest.mark.parametrize(
    ("kind", "cwd", "expected"),
    [
        (ADR, "", "docs/adr"),
        (ADR, "packages/web/src", "packages/web/adr"),
        (ADR, "packages/other", "docs/adr"),
        (PHR, "packages/web/src", "packages/web/history/prompts"),
        (PHR, "packages/billing", "history/prompts"),
        (ADR, "../elsewhere", "docs/adr"),
    ],
)
def test_the_nearest_folder(tmp_path: Path, kind: Kind, cwd: str, expected: str) -> None:
    assert choose(tmp_path, kind, cwd) == (expected, "")


@pytest.mark.parametrize(
    ("cwd", "expected"),
    [
        ("docs/adr", ""),
        ("docs/adr/backend", ""),
        ("docs/adr/backend/jobs", "backend/jobs"),
        ("docs/adr/backend/jobs/0003-z", ""),
        ("docs/adr/templates", ""),
    ],
)
def test_a_subfolder_of_decisions_takes_the_next_one(
    tmp_path: Path, cwd: str, expected: str
) -> None:
    assert choose(tmp_path, ADR, cwd) == ("docs/adr", expected)
    single = Settings(adr_folders=("docs/adr",))
    assert choose(tmp_path, ADR, cwd, settings=single) == ("docs/adr", expected)


def test_a_single_folder_is_taken_from_everywhere(tmp_path: Path) -> None:
    settings = Settings(adr_folders=("a/adr",))
    assert choose(tmp_path, ADR, "b", settings=settings) == ("a/adr", "")


@pytest.mark.parametrize(
    ("cwd", "wanted", "expected"),
    [
        # a path from the top, or from the working folder, which comes first
        ("", "docs/adr", ("docs/adr", "")),
        ("", "./docs/adr/", ("docs/adr", "")),
        ("packages/web/src", "docs/adr", ("docs/adr", "")),
        ("packages/billing", "docs/adr", ("packages/billing/docs/adr", "")),
        ("packages/web/src", "../adr", ("packages/web/adr", "")),
        ("docs/adr", ".", ("docs/adr", "")),
        # a subfolder, that is there or is not yet
        ("", "docs/adr/backend", ("docs/adr", "backend")),
        ("docs/adr/backend", ".", ("docs/adr", "backend")),
        ("", "docs/adr/a/b", ("docs/adr", "a/b")),
        # a part of the path that only one has
        ("", "billing", ("packages/billing/docs/adr", "")),
        ("", "billing/docs", ("packages/billing/docs/adr", "")),
        ("packages/web/src", "billing", ("packages/billing/docs/adr", "")),
        # the label, where several have the part
        ("", "packages/web/adr", ("packages/web/adr", "")),
        # a subfolder by its name alone
        ("", "backend", ("docs/adr", "backend")),
        ("", "jobs", ("docs/adr", "backend/jobs")),
        ("", "backend/jobs", ("docs/adr", "backend/jobs")),
    ],
)
def test_a_folder_that_is_named(
    tmp_path: Path, cwd: str, wanted: str, expected: tuple[str, str]
) -> None:
    assert choose(tmp_path, ADR, cwd, wanted) == expected


def test_an_absolute_path_names_a_folder(tmp_path: Path) -> None:
    assert choose(tmp_path, ADR, "packages/web", str(tmp_path / "docs/adr")) == ("docs/adr", "")


def test_a_folder_of_prompts_is_named_for_prompts(tmp_path: Path) -> None:
    assert choose(tmp_path, PHR, "", "web") == ("packages/web/history/prompts", "")
    assert choose(tmp_path, PHR, "", "history/prompts/x") == ("history/prompts", "x")


KNOWN = "docs/adr, packages/billing/docs/adr, packages/web/adr, web/adr"


@pytest.mark.parametrize(
    ("wanted", "message", "hint"),
    [
        ("nope", "'nope' is not a folder of decisions", f"one of: {KNOWN}, or"),
        ("src", "'src' is not a folder of decisions", f"one of: {KNOWN}, or"),
        ("/", "'/' is not a folder of decisions", f"one of: {KNOWN}, or"),
        ("a\0b", "'a\\x00b' is not a folder of decisions", f"one of: {KNOWN}, or"),
        ("../away", "'../away' is not a folder of decisions", f"one of: {KNOWN}, or"),
        # of the other kind, hidden, of templates, a page
        ("history/prompts", "'history/prompts' is not a folder", f"one of: {KNOWN}, or"),
        ("docs/adr/.x", "'docs/adr/.x' is not a folder", f"one of: {KNOWN}, or"),
        ("docs/adr/templates", "'docs/adr/templates' is not a folder", f"one of: {KNOWN}, or"),
        ("docs/adr/0001-x.md", "'docs/adr/0001-x.md' is not a folder", f"one of: {KNOWN}, or"),
        ("adr", "'adr' is part of several folders of decisions", f"one of: {KNOWN}"),
        ("web", "'web' is part of several folders", "one of: packages/web/adr, web/adr"),
    ],
)
def test_what_names_no_folder(tmp_path: Path, wanted: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refusal:
        choose(tmp_path, ADR, "", wanted)
    assert refusal.value.message.startswith(message)
    assert refusal.value.hint.startswith(hint)
    assert refusal.value.exit_status == 2


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("docs/adr", True), ("Decision Log", True), ("决策", True), ("a'b\"c", True), ("a\\b", True),
        ("\\a", False), ("a\nb", False), ("a\x1b[31m", False), ("a\x7f", False), ("a\udcff", False),
    ],
)  # fmt: skip
def test_folders_that_a_configuration_can_name(folder: str, expected: bool) -> None:
    assert record_folders.can_be_named(folder) is expected


def test_the_top_is_named_by_a_dot(tmp_path: Path) -> None:
    settings = Settings(adr_folders=("docs/adr", "."))
    assert choose(tmp_path, ADR, "", ".", settings) == (".", "")
    assert choose(tmp_path, ADR, "docs", "..", settings) == (".", "")
    with pytest.raises(UsageError):
        choose(tmp_path, ADR, "", "src", settings)
