"""Words of the repository's own for links, and who decided: read, made, shown in both records."""

from __future__ import annotations

from pathlib import Path

from command_runner import Runner

PAGES = {
    "0001-use-a.md": "Clarified by [2. Use B](0002-use-b.md)",
    "0002-use-b.md": "Clarifies [1. Use A](0001-use-a.md)",
    "0003-use-c.md": "Partly replaced by [2. Use B](0002-use-b.md)\n\nDeciders: Ann, Bob",
}


def write_pages(repo: Path) -> None:
    """Three pages as adr-tools makes them."""
    (repo / "doc/adr").mkdir(parents=True)
    for number, (name, statement) in enumerate(PAGES.items(), 1):
        title = f"{number}. Use {'ABC'[number - 1]}"
        (repo / "doc/adr" / name).write_text(
            f"# {title}\n\nDate: 2026-01-01\n\n## Status\n\nAccepted\n\n{statement}\n\n## Context\n\nx\n"
        )


def links(run: Runner) -> list[list[tuple[str, str, bool]]]:
    records = run("list", "adr", "--sort", "number", "--json").ok().json["records"]
    return [
        [(link["relation"], link["target"][:4], link["stored"]) for link in record["links"]]
        for record in records
    ]


def test_adopted_pages_keep_their_words(repo: Path, run: Runner) -> None:
    write_pages(repo)
    run("init").ok()
    assert links(run) == [
        [("clarified-by", "0002", False)],
        [("clarifies", "0001", True), ("replaces-parts-of", "0003", False)],
        [("partly-replaced-by", "0002", True)],
    ]
    records = run("list", "adr", "--sort", "number", "--json").ok().json["records"]
    assert [record["status"] for record in records] == ["accepted"] * 3
    assert [record["deciders"] for record in records] == [[], [], ["Ann", "Bob"]]
    assert run("list", "--decider", "ANN").ok().out.split()[0] == "ADR-0003"
    sources = run("show", "ADR-3", "--json").ok().json["record"]["sources"]
    assert {"partly-replaced-by", "deciders"} < {source["fact"] for source in sources}
    assert run("check").ok()


def test_link_takes_words_that_are_there_and_no_slips(repo: Path, run: Runner) -> None:
    write_pages(repo)
    run("init").ok()
    page = repo / "doc/adr/0003-use-c.md"
    before = page.read_text()
    result = run("link", "ADR-3", "superseeds", "ADR-1")
    assert result.exit == 2
    assert "did you mean supersedes" in result.err
    assert run("link", "ADR-3", "spiked-in", "ADR-1").exit == 2
    assert page.read_text() == before
    config = repo / "minutebook.toml"
    config.write_text(config.read_text() + 'relations = { "spiked-in" = "spike-of" }\n')
    run("link", "ADR-3", "spiked-in", "ADR-1").ok()
    run("link", "ADR-3", "inspired-by", "ADR-2").ok()
    assert "\nSpiked in [1. Use A](0001-use-a.md)\n\nInspired by [2. Use B]" in page.read_text()
    assert "\nSpike of [3. Use C](0003-use-c.md)\n" in (repo / "doc/adr/0001-use-a.md").read_text()
    assert links(run)[0] == [("clarified-by", "0002", False), ("spike-of", "0003", False)]
    assert run("check").ok()
    run("unlink", "ADR-1", "spike-of", "ADR-3").ok()
    run("unlink", "ADR-2", "inspires", "ADR-3").ok()
    run("unlink", "ADR-2", "replaces-parts-of", "ADR-3").ok()
    assert links(run)[2] == []
    assert "minutebook:links" not in page.read_text()
