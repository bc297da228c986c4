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
        assert not set("<>&\"'") & set(str(fields.get("title", "")))
        assert not set("<>&\"'") & set("".join(map(str, fields.get("tags", []))))
        assert "<" not in str(fields.get("status", ""))
    page = next((filled_repo.parent / "out").rglob("decisions/0003-*.md"))
    title = "Use ‹script›alert(1)‹/script› ＆"
    assert split_page(page)[0]["title"] == f"ADR-0003 {title}"
    assert "<script" not in page.read_text()
    assert "&lt;script>alert(1)&lt;/script>" in page.read_text()


def test_the_name_of_a_site_is_no_markup() -> None:
    name = generators.format_site_file(generators.GENERATORS["backstage"], "a<img src=q>&b")
    assert yaml.safe_load(name["mkdocs.yml"])["site_name"] == "a img src=q b"


def test_a_page_that_was_changed_is_kept_until_it_is_removed(
    filled_repo: Path, run: Runner
) -> None:
    run(*EXPORT, "--out", "../out").ok()
    page = filled_repo.parent / "out/decisions/0003-use-redis.md"
    page.write_text(page.read_text() + "\nA note of mine.\n")
    run("adr", "accept", "ADR-3").ok()

    for _ in range(2):
        result = run(*EXPORT, "--out", "../out").ok()
        assert page.read_text().endswith("A note of mine.\n")
        note = "decisions/0003-use-redis.md was changed since it was written, and stays"
        assert f"{note}: remove it to have it written anew" in " ".join(result.err.split())

    page.unlink()
    assert "and stays" not in run(*EXPORT, "--out", "../out").ok().err
    assert split_page(page)[0]["status"] == "accepted"
    assert "A note" not in page.read_text()


def test_line_ends_of_another_system_are_no_change(filled_repo: Path, run: Runner) -> None:
    run(*EXPORT, "--out", "../out").ok()
    page = filled_repo.parent / "out/decisions/0003-use-redis.md"
    before = page.read_bytes()
    page.write_bytes(before.replace(b"\n", b"\r\n"))

    assert "and stays" not in run(*EXPORT, "--out", "../out").ok().err

    assert page.read_bytes() == before


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("decisions/x", "would lie among the records of decisions"),
        ("history/prompts/site", "would lie among the records of history/prompts"),
        ("history", "would have in it the records of history/prompts"),
    ],
)
def test_pages_among_records_are_refused(
    filled_repo: Path, run: Runner, out: str, words: str
) -> None:
    before = read_tree(filled_repo)

    refusal = run(*EXPORT, "--out", out)

    assert refusal.exit == 2
    assert words in " ".join(refusal.err.split())
    assert read_tree(filled_repo) == before


@pytest.mark.parametrize("is_configured", [True, False])
def test_exported_pages_are_not_adopted_as_records(
    filled_repo: Path, run: Runner, is_configured: bool
) -> None:
    run(*EXPORT, "--out", "docs/records").ok()
    if not is_configured:
        (filled_repo / "minutebook.toml").unlink()

    result = run("init").ok()

    assert "docs/records" not in result.out + result.err


def test_exported_pages_are_not_taken_for_records_without_a_configuration(
    filled_repo: Path, run: Runner
) -> None:
    (filled_repo / "minutebook.toml").unlink()
    (filled_repo / "decisions").rename(filled_repo / "adr")
    before = run("adr", "list", "--json").ok().out

    run(*EXPORT, "--out", "docs").ok()

    assert (filled_repo / "docs/decisions/0003-use-redis.md").is_file()
    assert run("adr", "list", "--json").ok().out == before


def test_a_link_to_no_heading_of_its_page_is_a_text(filled_repo: Path, run: Runner) -> None:
    page = next(filled_repo.glob("decisions/0003-*"))
    page.write_text(
        page.read_text() + "\n## See *also*\n\n[live](#see-also), [dead](#gone), [top](#)\n"
    )

    run(*EXPORT, "--for", "docusaurus", "--out", "../out").ok()

    text = (filled_repo.parent / "out/decisions/0003-use-redis.md").read_text()
    assert "[live](#see-also), dead, top" in text


def test_a_generator_is_found_whatever_its_case(filled_repo: Path, run: Runner) -> None:
    run(*EXPORT, "--for", "Backstage", "--out", "../out").ok()
    assert (filled_repo.parent / "out/mkdocs.yml").is_file()


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
    assert b"The texts of this record are kept apart." in written
    assert b"not in this clone" not in written


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
