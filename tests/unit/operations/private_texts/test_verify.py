"""Texts are compared with the digests that records state."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_runner import Runner

PROMPT = "The whales\nare ours."


@pytest.fixture
def texts(repo: Path, run: Runner) -> Path:
    """A record with its texts, one without, and the folder with the kept texts."""
    run("phr", "new", "Open", "--prompt", PROMPT).ok()
    closed = ("--response", "So be it.", "--visibility", "summary")
    run("phr", "new", "Closed", "--prompt", PROMPT, *closed).ok()
    return repo / ".git/minutebook/texts/history/prompts/general"


def test_all_records_are_compared(texts: Path, run: Runner) -> None:
    assert run("phr", "verify").ok().out == (
        "PHR-0001  verified: prompt verified\n"
        "PHR-0002  verified: prompt verified, response verified\n"
    )


def test_a_kept_text_that_was_changed(texts: Path, run: Runner) -> None:
    page = next(texts.iterdir())
    page.write_text(page.read_text("utf-8").replace("So be it", "So it is"), "utf-8")
    result = run("phr", "verify", "PHR-2", "--json")
    assert (result.exit, result.json["records"][0]["outcome"]) == (1, "differs")
    assert result.json["records"][0]["texts"] == {"prompt": "verified", "response": "differs"}


def test_a_text_that_is_not_here(texts: Path, run: Runner) -> None:
    next(texts.iterdir()).unlink()
    result = run("phr", "verify", "PHR-1", "PHR-2")
    assert (result.exit, result.out.splitlines()[1]) == (
        1,
        "PHR-0002  missing: prompt missing, response missing",
    )


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (PROMPT, "verified"),
        (f"{PROMPT}\n", "verified"),
        (PROMPT.replace("\n", "\r\n") + "\r\n", "verified"),
        (f"{PROMPT}!", "differs"),
    ],
)
def test_a_text_that_is_given(texts: Path, run: Runner, text: str, outcome: str) -> None:
    result = run("phr", "verify", "PHR-2", "--prompt", "-", stdin=text)
    assert result.out == f"PHR-0002  {outcome}: prompt {outcome}\n"
    assert result.exit == (outcome != "verified")


def test_a_text_without_a_digest(texts: Path, run: Runner) -> None:
    result = run("phr", "verify", "PHR-1", "--response", "-", stdin="So be it.")
    assert (result.exit, result.out) == (1, "PHR-0001  no-digest: response no-digest\n")


def test_a_page_without_any_digest(repo: Path, run: Runner) -> None:
    page = repo / "history/prompts/general/0001-x.general.prompt.md"
    page.parent.mkdir(parents=True)
    page.write_text("## Prompt\n\nWhales.\n", "utf-8")
    assert run("phr", "verify").ok().err == "note: no record states a digest\n"
    result = run("phr", "verify", "PHR-1")
    assert (result.exit, result.out) == (1, "PHR-0001  no-digest\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--prompt", "-"), "a given text is compared with one record"),
        (("PHR-1", "--prompt", "-", "--response", "-"), "stdin cannot be both"),
    ],
)
def test_what_cannot_be_compared(
    texts: Path, run: Runner, args: tuple[str, ...], message: str
) -> None:
    refused = run("phr", "verify", *args)
    assert (refused.exit, message in refused.err) == (2, True)
