"""`phr new` and `adr new`: titles, prompts and templates come out as they went in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command_runner import CommandResult, Runner
from json_documents import validate_document

Git = Callable[..., str]

TITLES = [
    ("فیصلہ محفوظ کریں", "0001-فیصلہ-محفوظ-کریں"),
    ("决定 使用 缓存", "0001-决定-使用-缓存"),
    ("🚀", "0001-rocket"),
    ("../x", "0001-x"),
    ("../../../etc/passwd", "0001-etc-passwd"),
    ("a\nb\r\nc", "0001-a-b-c"),
    ("a\0b", "0001-a-b"),
    ("\x1b[31mred\x07", "0001-31mred"),
    ('"quoted" \'and\' `ticked`', "0001-quoted-and-ticked"),
    ("con", None),
    ("-rf --json", "0001-rf-json"),
    ("a/b\\c:d*e?f", None),
    ("...", None),
    ("---", None),
    ("x" * 300, "0001-" + "x" * 60),
    ("many words " * 40, None),
    ("漢" * 300, None),
    ("\udcff\udc80", None),
    ("a: b # c", "0001-a-b-c"),
    ("| <b>x</b> [y](z) | $1", None),
    ("yes", "0001-yes"),
    ("007", "0001-007"),
    ("Ümläute & Łódź", "0001-ümläute-łódź"),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["phr", "adr"])
@pytest.mark.parametrize(("title", "stem"), TITLES, ids=lambda value: ascii(value)[:30])
def test_a_title_in_any_script(
    title: str, stem: str | None, kind: str, repo: Path, run: Runner
) -> None:
    asked = ["--prompt", "Do it."] if kind == "phr" else []
    created = run(kind, "new", "--json", *asked, "--", title).ok().json["record"]
    path = repo / created["path"]
    assert path.is_file()
    assert path.parent == repo / ("decisions" if kind == "adr" else "history/prompts/general")
    assert len(path.name.encode("utf-8", "surrogateescape")) <= 255
    assert not re.search(r'[\x00-\x20\x7f/\\:*?"<>|]', path.name)
    name = path.name.removesuffix(".md").removesuffix(".general.prompt")
    assert name == stem or (stem is None and re.fullmatch("0001-[^-.].*", name))
    record = run("show", created["path"], "--json").ok().json["record"]
    assert record["findings"] == []
    assert record["title"] == created["title"]
    assert "\n" not in created["title"]
    assert len(created["title"]) >= 1
    if title.isprintable() and not (kind == "adr" and re.search("[`[]", title)):  # markdown there
        assert created["title"] == title.strip()
    assert run("index").ok()
    assert run("check").ok().out == "nothing wrong\n"


fragments = st.sampled_from(
    [
        "---\n", "---", "## Prompt\n", "# x\n", "## Response snapshot\n", "```\n", "````text\n",
        "~~~\n", "<!--", "-->", "<!-- minutebook:links -->\n", "<!-- /minutebook:links -->\n",
        "<!-- minutebook:index -->\n", "\r\n", "\r", "\n", "\n\n\n", " ", "\t", "    indented\n",
        "id: x\n", "{{ title }}", "{% raw %}", "{# c #}", "\x0b", "\x0c", "\x1c", "\x85", "\u2028",
        "\ufeff", "\0", "a", "漢字", "اردو", "🎉", "<<<<<<< HEAD\n", "=======\n", "- [ ] do\n",
    ]
)  # fmt: skip


prompts = (
    st.lists(fragments | st.text(max_size=10), min_size=1, max_size=12).map("".join).filter(bool)
)


few_examples = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def show_created(run: Runner, result: CommandResult) -> dict[str, object]:
    record = run("show", result.ok().json["record"]["path"], "--json").ok().json["record"]
    assert isinstance(record, dict)
    return record


@pytest.mark.slow
@given(prompt=prompts, response=prompts)
@few_examples
def test_a_prompt_comes_back_as_it_was_given(
    prompt: str, response: str, repo: Path, run: Runner
) -> None:
    (repo / "p.txt").write_bytes(prompt.encode())
    (repo / "r.txt").write_bytes(response.encode())
    both = {"prompt": prompt, "response": response}
    results = [
        run("phr", "new", "A", "--prompt-file", "p.txt", "--response-file", "r.txt", "--json"),
        run(
            "phr", "new", "A", "--prompt-file", "-", "--response", response, "--json", stdin=prompt
        ),
        run("phr", "new", "--from-json", "-", "--json", stdin=json.dumps({"title": "A", **both})),
    ]
    for result in results:
        record = show_created(run, result)
        assert (record["prompt"], record["response"]) == (prompt, response)
        assert record["findings"] == []


@pytest.mark.slow
def test_a_prompt_of_200_kilobytes(repo: Path, run: Runner) -> None:
    prompt = "".join(f"{number} ``` ---\r\n## {'`' * (number % 9)} 漢\n" for number in range(9000))
    assert len(prompt.encode()) > 200_000
    (repo / "p.txt").write_bytes(prompt.encode())
    document = json.dumps({"title": "A", "prompt": prompt, "response": prompt})
    record = [
        show_created(run, run("phr", "new", "A", "--prompt-file", "p.txt", "--json")),
        show_created(run, run("phr", "new", "--from-json", "-", "--json", stdin=document)),
    ]
    assert [record["prompt"] == prompt for record in record] == [True, True]
    assert record[1]["response"] == prompt
    findings = run("check", "--json").json["findings"]
    assert [finding for finding in findings if finding["code"] == "prompt-edited"] == []


def test_a_prompt_that_is_not_utf8_is_refused(repo: Path, run: Runner) -> None:
    (repo / "p.bin").write_bytes(b"a \xff\xfe b")
    refused = run("phr", "new", "A", "--prompt-file", "p.bin")
    assert (refused.exit, refused.out) == (2, "")
    assert refused.err.startswith("error: p.bin is not UTF-8 text: byte 3 cannot be read\nhint: ")
    assert not (repo / "history").exists()


def test_a_nul_in_a_prompt_is_kept(repo: Path, run: Runner) -> None:
    (repo / "p.bin").write_bytes(b"a \x00 b")
    record = show_created(run, run("phr", "new", "A", "--prompt-file", "p.bin", "--json"))
    assert record["prompt"] == "a \x00 b"
    assert run("check").ok().out == "nothing wrong\n"


def test_everything_can_be_given_as_json(filled_repo: Path, run: Runner) -> None:
    document = {
        "title": "All of it", "stage": "green", "date": "2025-12-24", "feature": "007-x",
        "prompt": "p", "response": "r", "model": "m", "agent": "a", "surface": "cli",
        "command": "/plan", "labels": ["l"], "files": ["f.py"], "tests": ["t"], "adr": ["ADR-2"],
        "spec": "specs/x.md", "ticket": "T-1", "pr": "12",
        "outcome": {"impact": "i", "tests": "o", "files": "g", "next": "n", "reflection": "e"},
        "links": {"follows": ["PHR-1"]},
    }  # fmt: skip
    validate_document("new-phr", document)
    record = show_created(
        run, run("phr", "new", "--from-json", "-", "--json", stdin=json.dumps(document))
    )
    fields = record["fields"]
    assert isinstance(fields, dict)
    for name in ("title", "stage", "date", "feature", "model", "agent", "surface", "command",
                 "labels", "files", "tests"):  # fmt: skip
        assert fields[name] == document[name], name
    assert fields["links"] == {
        "spec": "specs/x.md", "ticket": "T-1", "pr": "12",
        "adr": ["0002-use-postgres"], "follows": ["0001-which-cache"],
    }  # fmt: skip
    assert record["path"] == "history/prompts/007-x/0003-all-of-it.green.prompt.md"
    sections = record["sections"]
    assert isinstance(sections, dict)
    for text in ("i", "o", "g", "n", "e"):
        assert re.search(rf"\*\* {text}$", sections["Outcome"], re.MULTILINE)
    assert run("check", "--json").json["counts"].get("error", 0) == 0


def test_what_git_knows_is_filled_in(repo: Path, run: Runner, git: Git) -> None:
    git("checkout", "-q", "-b", "feature/042-fast-search")
    fields = show_created(run, run("phr", "new", "A", "--json"))["fields"]
    assert isinstance(fields, dict)
    assert fields["branch"] == "feature/042-fast-search"
    assert fields["feature"] == "042-fast-search"
    assert fields["user"] == "Ada Example"
    assert fields["date"] == "2026-01-31"
    options = ["--branch", "b", "--feature", "f", "--user", "u", "--date", "2020-02-29"]
    given_fields = show_created(run, run("phr", "new", "A", *options, "--json"))["fields"]
    assert isinstance(given_fields, dict)
    assert [given_fields[name] for name in ("branch", "feature", "user", "date")] == [
        "b", "f", "u", "2020-02-29",
    ]  # fmt: skip


def test_an_outcome_is_given_key_by_key(filled_repo: Path, run: Runner) -> None:
    args = ["--outcome", "impact=faster = better", "--outcome", "tests=all pass"]
    record = show_created(run, run("phr", "new", "A", *args, "--json"))
    assert record["sections"] == {"Outcome": "* **Impact:** faster = better\n* **Tests:** all pass"}


def test_templates_of_the_repository(filled_repo: Path, run: Runner) -> None:
    (filled_repo / "templates/adr").mkdir(parents=True)
    (filled_repo / "templates/adr/madr.md").write_text("# {{ title }}\n\nMine.\n")
    (filled_repo / "templates/phr.md").write_text(
        "---\n{{ front_matter }}\n---\n\nMine.\n\n## Prompt\n\n{{ prompt }}\n"
    )
    (filled_repo / "docs").mkdir()
    (filled_repo / "docs/own.md").write_text("# {% if status %}{{ title | upper }}{% endif %}\n")
    results = [
        run("adr", "new", "A", "--json"),
        run("phr", "new", "A", "--prompt", "p", "--json"),
        run("adr", "new", "B", "--template", "docs/own.md", "--json"),
        run("-C", "docs", "adr", "new", "C", "--template", "own.md", "--json"),
    ]
    pages = [
        (filled_repo / result.ok().json["record"]["path"]).read_text("utf-8") for result in results
    ]
    assert pages[0] == "# A\n\nMine.\n"
    assert "\nMine.\n\n## Prompt\n\n```text\np\n```\n" in pages[1]
    assert pages[2:] == ["# B\n", "# C\n"]
    (filled_repo / "docs/own.md").write_text("# {{ title }}\n{{ nobody }}\n")
    refused = run("adr", "new", "D", "--template", "docs/own.md")
    assert refused.exit == 2
    assert "nobody" in refused.err


def test_a_date_that_nobody_gave_needs_no_place(filled_repo: Path, run: Runner) -> None:
    (filled_repo / "templates").mkdir()
    (filled_repo / "templates/phr.md").write_text("# {{ title }}\n\n{{ prompt }}\n")
    run("phr", "new", "A", "--prompt", "p").ok()
    refused = run("phr", "new", "B", "--date", "2026-01-30")
    assert refused.exit == 2
    assert refused.err.startswith("error: the template 'phr' has no place for --date\n")
