"""`minutebook export --format markdown-site`: a folder of pages, written again and again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from minutebook.operations.transfer.outgoing.markdown_site import generators

from command_runner import Runner, read_tree

EXPORT = ("export", "--format", "markdown-site")
MANIFEST = ".minutebook-export.json"


def split_page(path: Path) -> tuple[dict[str, object], str]:
    _, front_matter, body = path.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(front_matter), body


def test_pages_lead_to_each_other_and_show_what_they_are(filled_repo: Path, run: Runner) -> None:
    run(*EXPORT, "--out", "../out").ok()
    out = filled_repo.parent / "out"

    fields, body = split_page(out / "decisions/0003-use-redis.md")

    assert "title" not in fields
    assert body.startswith("\n# ADR-0003 Use Redis\n")
    assert fields["status"] == "proposed"
    assert "-   **Status:** proposed" in body
    assert "[ADR-0002 Use Postgres](0002-use-postgres.md)" in body
    assert "minutebook:" not in "".join(path.read_text("utf-8") for path in out.rglob("*.md"))
    index = (out / "decisions/index.md").read_text("utf-8")
    assert index.index("0003-use-redis.md") < index.index("0001-")
    fields, body = split_page(next(out.glob("prompts/**/0002-write-it.md")))
    assert fields["tags"] == ["db"]
    assert "> Do." in body
    assert "`src/cache.py`" in body


def test_a_second_export_writes_what_changed_and_removes_what_is_gone(
    filled_repo: Path, run: Runner
) -> None:
    out = filled_repo.parent / "out"
    run(*EXPORT, "--out", "../out").ok()
    before = read_tree(out)
    assert "0 written, " in run(*EXPORT, "--out", "../out").ok().out
    assert read_tree(out) == before
    (out / "mine.md").write_text("Mine.\n")

    next(filled_repo.glob("decisions/0001-*")).unlink()
    run("adr", "accept", "ADR-3").ok()
    printed = run(*EXPORT, "--out", "../out").ok().out

    assert "1 removed" in printed
    after = read_tree(out)
    assert "mine.md" in after
    assert not [name for name in after if "decisions/0001-" in name]
    assert b'status: "accepted"' in after["decisions/0003-use-redis.md"]
    unchanged = [name for name, text in before.items() if after.get(name) == text]
    assert "decisions/0004-use-kafka.md" in unchanged
    assert any(name.startswith("prompts/") for name in unchanged)


def test_two_exports_are_the_same(filled_repo: Path, run: Runner) -> None:
    for name in ("one", "two"):
        run(*EXPORT, "--for", "docusaurus", "--out", f"../{name}").ok()
    assert read_tree(filled_repo.parent / "one") == read_tree(filled_repo.parent / "two")


def test_a_folder_of_others_is_refused_and_stays(filled_repo: Path, run: Runner) -> None:
    out = filled_repo.parent / "docs"
    out.mkdir()
    (out / "index.md").write_text("Theirs.\n")

    refusal = run(*EXPORT, "--out", "../docs")

    assert refusal.exit > 0
    assert "has files that no export wrote" in refusal.err
    assert read_tree(out) == {"index.md": b"Theirs.\n"}


def test_a_file_of_others_in_the_way_is_refused_before_anything_is_written(
    filled_repo: Path, run: Runner
) -> None:
    run(*EXPORT, "--out", "../out").ok()
    out = filled_repo.parent / "out"
    (out / "decisions/0005-use-s3.md").write_text("Theirs.\n")
    before = read_tree(out)
    run("adr", "new", "Use S3").ok()

    refusal = run(*EXPORT, "--out", "../out")

    assert refusal.exit > 0
    assert "0005-use-s3.md is not from an export" in refusal.err
    assert read_tree(out) == before


def test_a_page_that_was_changed_stays_where_it_would_be_removed(
    filled_repo: Path, run: Runner
) -> None:
    run(*EXPORT, "--out", "../out").ok()
    page = next((filled_repo.parent / "out").glob("decisions/0001-*.md"))
    page.write_text("Changed.\n")
    next(filled_repo.glob("decisions/0001-*")).unlink()

    result = run(*EXPORT, "--out", "../out").ok()

    assert page.read_text() == "Changed.\n"
    assert "was changed since it was written" in result.err


@pytest.mark.parametrize("generator", ["mkdocs", "backstage"])
def test_no_front_matter_has_markup_that_themes_would_print(
    filled_repo: Path, run: Runner, generator: str
) -> None:
    hostile = "Use <script>alert(1)</script> & <img src=q onerror=alert(1)>"
    page = next(filled_repo.glob("decisions/0003-*"))
    text = page.read_text().replace("Use Redis", hostile).replace("proposed", "<img src=q>")
    page.write_text(text)
    run("phr", "new", "Do it", "--prompt", "Do.", "--label", "<b>x", "--label", "plain").ok()

    run(*EXPORT, "--for", generator, "--out", "../out").ok()

    for path in (filled_repo.parent / "out").rglob("*.md"):
        fields = split_page(path)[0] if path.read_text().startswith("---\n") else {}
        assert "title" not in fields
        assert not set("<>&\"'") & set("".join(map(str, fields.get("tags", []))))
        assert "<" not in str(fields.get("status", ""))
    page = next((filled_repo.parent / "out").rglob("decisions/0003-*.md"))
    assert "<script" not in page.read_text()
    assert "&lt;script>alert(1)&lt;/script>" in page.read_text()


def test_the_name_of_a_site_is_no_markup() -> None:
    name = generators.format_site_file(generators.GENERATORS["backstage"], "a<img src=q>&b")
    assert yaml.safe_load(name["mkdocs.yml"])["site_name"] == "a img src=q b"


def test_docusaurus_gets_ids_and_names_of_folders(filled_repo: Path, run: Runner) -> None:
    run(*EXPORT, "--for", "docusaurus", "--out", "../out").ok()
    out = filled_repo.parent / "out"
    fields, _ = split_page(out / "decisions/0003-use-redis.md")
    assert fields["id"] == "0003-use-redis"
    assert fields["sidebar_label"] == fields["title"] == "ADR-0003 Use Redis"
    category = json.loads((out / "decisions/_category_.json").read_text())
    assert category["label"] == "Decisions"


def test_backstage_gets_a_site_of_its_own(filled_repo: Path, run: Runner) -> None:
    run(*EXPORT, "--for", "backstage", "--out", "../out").ok()
    out = filled_repo.parent / "out"
    assert yaml.safe_load((out / "mkdocs.yml").read_text())["plugins"] == ["techdocs-core"]
    assert (out / "docs/decisions/0003-use-redis.md").is_file()


def test_texts_that_are_kept_apart_are_in_no_page(repo: Path, run: Runner) -> None:
    run("init").ok()
    options = (
        "--visibility",
        "summary",
        "--prompt",
        "The secret plan",
        "--response",
        "Hidden word",
    )
    run("phr", "new", "Plan it", *options).ok()

    run(*EXPORT, "--out", "../out").ok()

    written = b"".join(read_tree(repo.parent / "out").values())
    assert b"secret plan" not in written
    assert b"Hidden word" not in written


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "markdown-site"), "pages are written into a folder"),
        (
            ("--format", "markdown-site", "--out", "x", "--for", "hugo"),
            "no pages are written for 'hugo'",
        ),
        (("--for", "mkdocs"), "--for goes with --format markdown-site"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    filled_repo: Path, run: Runner, arguments: tuple[str, ...], message: str
) -> None:
    result = run("export", *arguments)
    assert result.exit == 2
    assert message in result.err
