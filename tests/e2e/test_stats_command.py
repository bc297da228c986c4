"""`minutebook stats`: its tables."""

from __future__ import annotations

from pathlib import Path

from minutebook.text import frontmatter

from command_runner import Runner


def test_decisions_alone_have_no_cost(run: Runner, repo: Path) -> None:
    run("adr", "new", "Use Redis", "--status", "accepted").ok()
    assert run("stats").ok().out == (
        "records by kind\n  adr            1\n\n"
        "records by status\n  accepted         1\n\n"
        "records by month\n  2026-01         1\n"
    )


def test_a_cost_that_nobody_knows_is_no_zero(run: Runner, repo: Path) -> None:
    for number in range(12):
        label = "多い" if number else "label-0"
        options = ("--feature", f"f-{number:02d}", "--label", label, "--prompt", "Do.")
        run("phr", "new", f"Do {number}", *options).ok()
    assert run("stats").ok().out.endswith("\n\ncost: not known of any of 12 turns\n")
    page = next(repo.glob("history/prompts/f-03/0004-*"))
    text = frontmatter.set_field(page.read_text("utf-8"), "tokens", 1234)
    page.write_text(frontmatter.set_field(text, "duration", "75s"), "utf-8")
    tables = run("stats").ok().out.split("\n\n")
    (features,) = (table for table in tables if table.startswith("cost by feature"))
    assert features.split("\n")[1:3] == [
        "  f-03               1        1   1,234      -       -       -  1 min 15 s",
        "  f-00               1        0       -      -       -       -           -",
    ]
    assert features.endswith("\n  … and 2 more: minutebook stats --by feature")
    assert tables[-1].split("\n") == [
        "cost   turns  counted  tokens  input  output  cached        time",
        "  all     12        1   1,234      -       -       -  1 min 15 s",
        "11 turns do not say how many tokens were used.",
        "11 turns do not say how long they took.",
        "",
    ]
    labels = run("stats", "--by", "label").ok().out.split("\n")
    assert labels[:3] == [
        "cost by label  turns  counted  tokens  input  output  cached        time",
        "  多い            11        1   1,234      -       -       -  1 min 15 s",
        "  label-0          1        0       -      -       -       -           -",
    ]
    assert len(run("stats", "--by", "feature").ok().out.split("\n")) == 17
