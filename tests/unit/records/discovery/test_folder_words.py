"""What names of folders say: which hold decisions, which hold what is not the repository's own."""

from __future__ import annotations

import unicodedata

import pytest

from minutebook.records.discovery import folder_words, is_named_like_decisions


@pytest.mark.parametrize(
    "name",
    [
        "adr", "ADR", "adrs", "ADRs", ".adr", "madr", "lmadr", "adl", "tdrs", "our-adrs",
        "decisions", ".decisions", "Decision Log", "decision-records", "decision_record",
        "architecture-decisions", "ArchitectureDecisions", "architectural-decision-records",
        "Architecture Decision Records", "architecturedecisionrecords", "any-decision-records",
        "09_design_decisions", "05-decisions", "design-decisions", "technical-decisions",
        "historic-adrs", "proposed-adrs", "adr-log", "backend-adrs",
        "entscheidungen", "architekturentscheidungen", "Entscheidungsprotokolle",
        "décisions", unicodedata.normalize("NFD", "décisions"), "decisiones", "decisões", "decisioni",
        "besluiten", "architectuurbesluiten", "beslutninger", "решения", "decyzje", "rozhodnutí",
        "adr-ja", "adr_zh", "web-adrs", "global-decisions", "決定事項",
        "决策", "架构决策记录", "決定", "アーキテクチャ決定記録", "意思決定", "의사결정", "아키텍처결정기록",
    ],
)  # fmt: skip
def test_names_of_folders_of_decisions(name: str) -> None:
    assert is_named_like_decisions(name)


@pytest.mark.parametrize(
    "name",
    [
        "", "docs", "architecture", "log", "records", "history", "001", "quadrant", "padre",
        "decision-tree", "decision-engine", "adr-tools", "indecision", "decided", "rfcs",
    ],
)  # fmt: skip
def test_names_of_other_folders(name: str) -> None:
    assert not is_named_like_decisions(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("rfcs", True),
        ("Architecture", True),
        ("design-docs", True),
        ("src", False),
        ("docs", False),
    ],
)
def test_names_that_make_decisions_likely(name: str, expected: bool) -> None:
    assert folder_words.is_likely(name) is expected


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("docs/log", "docs/log"),
        ("docs/log/accepted", "docs/log"),
        ("docs/log/Archive/2021", "docs/log"),
        ("docs/log/1821", "docs/log/1821"),
        ("accepted", "accepted"),
        ("", ""),
    ],
)
def test_folders_of_a_status_or_a_year(folder: str, expected: str) -> None:
    assert folder_words.strip_status_folders(folder) == expected


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("docs/adr", ("", "")),
        ("vendor/x/docs/adr", ("vendor", "vendored code")),
        ("web/Third_Party/x/adr", ("web/Third_Party", "vendored code")),
        ("tests/data/adr", ("tests", "test data")),
        ("src/__fixtures__/adr", ("src/__fixtures__", "test data")),
        ("examples/shop/adr", ("examples", "examples")),
        ("tools/templates/adr", ("tools/templates", "templates")),
        ("{{ cookiecutter.name }}/docs/adr", ("{{ cookiecutter.name }}", "templates")),
        ("dist/docs/adr", ("dist", "build output")),
        ("site/versioned_docs/version-1/adr", ("site/versioned_docs", "an older version of the documentation")),
        ("site/i18n/fr/adr", ("site/i18n", "translations")),
        (".cache/adr", (".cache", "a tool's own folder")),
        (".pytest_cache/adr", (".pytest_cache", "a tool's own folder")),
        (".history/docs/adr", (".history", "a tool's own folder")),
        (".cargo/registry/x/adr", (".cargo", "a tool's own folder")),
        ("external/x/docs/adr", ("external", "vendored code")),
        ("src/Extern/adr", ("src/Extern", "vendored code")),
        ("deps/y/docs/adr", ("deps", "vendored code")),
        ("docs/external/adr", ("", "")),
        ("packages/external/docs/adr", ("", "")),
        ("e2e/data/adr", ("e2e", "test data")),
        # folders with a dot that people write in
        (".github/decisions", ("", "")),
        (".docs/adr", ("", "")),
        (".decisions", ("", "")),
        # packages of these names
        ("packages/vendor/docs/adr", ("", "")),
        ("apps/templates/adr", ("", "")),
        ("services/test/adr", ("", "")),
        ("packages/a/test/adr", ("packages/a/test", "test data")),
        ("packages/node_modules/a/adr", ("packages/node_modules", "vendored code")),
    ],
)  # fmt: skip
def test_folders_of_others(folder: str, expected: tuple[str, str]) -> None:
    assert folder_words.find_foreign_part(folder) == expected


@pytest.mark.parametrize(
    ("folder", "owner"),
    [
        (".", ""),
        ("decisions", ""),
        ("docs/adr", ""),
        ("docs/billing/adr", ""),
        ("documentation/wiki/product/decisions", ""),
        (".github/decisions", ""),
        ("doc/architecture/decisions", ""),
        ("history/prompts", ""),
        ("src/adr", "src"),
        ("packages/billing/docs/adr", "packages/billing"),
        ("packages/billing/.decisions/2021", "packages/billing"),
        ("apps/web/adr", "apps/web"),
        ("apps/docs/adr", "apps/docs"),
        ("backend/architecture/decisions", "backend"),
        ("backend/adr/accepted", "backend"),
        ("billing/notebook/log", "billing/notebook"),
    ],
)
def test_the_part_that_a_folder_is_of(folder: str, owner: str) -> None:
    assert folder_words.find_owner(folder) == owner


FOLDERS = ["docs/adr", "packages/billing/docs/adr", "packages/web/adr", "services/mail/log"]


@pytest.mark.parametrize(
    ("folders", "working_folder", "expected"),
    [
        (FOLDERS, "packages/billing/src", "packages/billing/docs/adr"),
        (FOLDERS, "packages/billing", "packages/billing/docs/adr"),
        (FOLDERS, "packages/billing/docs/adr/backend", "packages/billing/docs/adr"),
        (FOLDERS, "packages/web/src/a/b", "packages/web/adr"),
        (FOLDERS, "services/mail/x", "services/mail/log"),
        (FOLDERS, "docs/guides", "docs/adr"),
        # a sibling's folder is not above
        (FOLDERS, "packages/other/src", "docs/adr"),
        (FOLDERS, "packages", "docs/adr"),
        (FOLDERS, "packages/bill", "docs/adr"),
        (FOLDERS, ".", "docs/adr"),
        (FOLDERS, "src", "docs/adr"),
        # none above: the first that is configured
        (["packages/web/adr", "docs/adr"], "src", "packages/web/adr"),
        (["packages/web/adr", "docs/adr"], "packages/billing", "packages/web/adr"),
        # of two that are as near, the first
        (["web/rfcs", "web/adr"], "web/src", "web/rfcs"),
        (["docs/adr", "docs/web/adr"], "docs/web", "docs/web/adr"),
        ([".", "web/adr"], "web", "web/adr"),
        ([".", "web/adr"], "src", "."),
    ],
)
def test_the_nearest_folder(folders: list[str], working_folder: str, expected: str) -> None:
    assert folder_words.find_nearest(folders, working_folder) == expected
