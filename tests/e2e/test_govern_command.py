"""Which files a decision governs: `adr new --governs`, `adr govern`, and what shows it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from command_runner import Runner

GLOBS = ("src/auth/**", "*.sql")
# Pages by the form in which they state facts, and the lines that state what they govern.
FORMS = {
    "nygard": (
        "# 1. T\n\nDate: 2024-01-31\n\n## Status\n\nAccepted\n\n## Context\n\nx\n",
        "Governs: `src/auth/**`, `*.sql`\n\n",
    ),
    "bullets": (
        "# T\n\n* Status: accepted\n* Date: 2024-01-31\n\n## Context\n",
        "* Governs: `src/auth/**`, `*.sql`\n",
    ),
    "bold": (
        "# T\n\n**Status:** Accepted\n\n**Date:** 2024-01-31\n\n## Context\n",
        "**Governs:** `src/auth/**`, `*.sql`\n\n",
    ),
    "bold-lines": (
        "# T\n\n**Status:** Accepted\n**Date:** 2024-01-31\n\n## Context\n",
        "**Governs:** `src/auth/**`, `*.sql`\n",
    ),
    "bold-breaks": (
        "# T\n\n**Status:** Accepted  \n**Date:** 2024-01-31\n\n## Context\n",
        "**Governs:** `src/auth/**`, `*.sql`  \n",
    ),
    "table": (
        "# T\n\n| Status | Accepted |\n|---|---|\n| Date | 2024-01-31 |\n\n## Context\n",
        "| Governs | `src/auth/**`, `*.sql` |\n",
    ),
    "yaml": (
        "---\nstatus: accepted  # yes\ndate: 2024-01-31\n---\n\n# T\n",
        'governs: ["src/auth/**", "*.sql"]\n',
    ),
    "toml": (
        '+++\nstatus = "accepted"\n+++\n\n# T\n',
        'governs = ["src/auth/**", "*.sql"]\n',
    ),
    "crlf": (
        "# T\r\n\r\n- Status: accepted\r\n- Date: 2024-01-31\r\n",
        "- Governs: `src/auth/**`, `*.sql`\r\n",
    ),
    "structured": (
        (
            "---\ntitle: T\ndescription: T\ntype: adr\ncategory: c\nstatus: accepted\n"
            "created: 2024-01-31\nauthor: a\nproject: p\n---\n\n# T\n"
        ),
        'x-governs: ["src/auth/**", "*.sql"]\n',
    ),
}


@pytest.fixture
def write_page(repo: Path) -> Callable[[str], Path]:
    """Writes the page of ADR-1."""

    def write(text: str) -> Path:
        path = repo / "decisions/0001-t.md"
        path.parent.mkdir()
        path.write_bytes(text.encode())
        return path

    return write


@pytest.mark.parametrize("form", FORMS)
def test_globs_are_stated_in_the_form_of_the_page_and_taken_away(
    form: str, write_page: Callable[[str], Path], run: Runner
) -> None:
    text, added = FORMS[form]
    path = write_page(text)
    before = path.read_bytes()
    run("adr", "govern", "1", *GLOBS, "--dry-run").ok()
    assert path.read_bytes() == before
    run("adr", "govern", "1", *GLOBS).ok()
    after = path.read_bytes().decode()
    assert after.replace(added, "", 1) == text
    assert after != text
    assert run("adr", "govern", "1").ok().out == "src/auth/**\n*.sql\n"
    assert run("adr", "govern", "1", GLOBS[0]).ok().out == "nothing to do\n"
    assert (
        run("adr", "govern", "1", "--remove", *GLOBS, "--json").ok().json["record"]["governs"] == []
    )
    assert path.read_bytes() == before


def test_a_list_below_a_label_stays_a_list(write_page: Callable[[str], Path], run: Runner) -> None:
    path = write_page("# T\n\n- Status: accepted\n- Governs:\n  - src/old/**\n- Date: 2024-01-31\n")
    run("adr", "govern", "1", "a.py").ok()
    assert "- Governs:\n  - `src/old/**`\n  - `a.py`\n- Date" in path.read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "# T\n\nWe use x.\n",
        "# T\n\n## Status\n\nAccepted\n",
        "# T\n\n| Status | Date |\n|---|---|\n| Accepted | 2024-01-31 |\n",
    ],
    ids=["prose", "status-alone", "columns"],
)
def test_a_page_without_a_place_is_refused(
    text: str, write_page: Callable[[str], Path], run: Runner
) -> None:
    path = write_page(text)
    result = run("adr", "govern", "1", "a.py")
    assert result.exit == 3
    assert "decisions/0001-t.md" in result.err
    assert "hint: minutebook edit decisions/0001-t.md" in result.err
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("adr", "govern", "ADR-2", "/etc"), 2, "the glob '/etc' is absolute"),
        (("adr", "govern", "ADR-2", "a/../b"), 2, "leads out of its folder"),
        (("adr", "govern", "ADR-2", ""), 2, "is empty"),
        (("adr", "new", "T", "--governs", "/x"), 2, "is absolute"),
        (("adr", "govern", "ADR-2", "["), 2, "has a bracket that is not closed"),
        (("adr", "govern", "ADR-2", "src/{a,b}/**"), 2, "'src/a/**' 'src/b/**'"),
        (("adr", "govern", "ADR-2", "--remove"), 2, "say which globs are removed"),
        (("adr", "govern", "ADR-2", "--remove", "x"), 3, "does not govern 'x'"),
        (("adr", "govern", "ADR-2", "x", "--suggest"), 2, "--suggest takes no globs"),
        (("adr", "govern", "ADR-99", "x"), 3, "99"),
    ],
)
def test_refusals(
    args: tuple[str, ...], status: int, said: str, filled_repo: Path, run: Runner
) -> None:
    result = run(*args)
    assert result.exit == status
    assert said in result.err
    assert "hint: " in result.err


@pytest.mark.parametrize(
    "template", ["madr", "madr-minimal", "nygard", "y-statement", "spec-kit", "structured-madr"]
)
def test_a_new_decision_states_what_it_governs(template: str, repo: Path, run: Runner) -> None:
    args = [arg for glob in GLOBS for arg in ("--governs", glob)]
    run("adr", "new", "Use x", "--template", template, *args).ok()
    run("adr", "new", "Use y", "--template", template).ok()
    assert run("show", "ADR-1", "--json").ok().json["record"]["governs"] == list(GLOBS)
    assert run("show", "ADR-2", "--json").ok().json["record"]["governs"] == []
    assert "overns" not in next(repo.glob("decisions/0002-*")).read_text("utf-8")
    run("adr", "new", "Use z", "--governs", "a.py").ok()  # as the pages beside it
    assert run("adr", "govern", "ADR-3").ok().out == "a.py\n"


@pytest.mark.parametrize("form", [form for form in FORMS if form != "crlf"])
def test_a_new_page_beside_others_states_it_as_they_state_facts(
    form: str, write_page: Callable[[str], Path], run: Runner, repo: Path
) -> None:
    text, added = FORMS[form]
    write_page(text)
    run("adr", "new", "Use y", "--governs", GLOBS[0], "--governs", GLOBS[1]).ok()
    assert added.strip() in next(repo.glob("decisions/0002-*")).read_text("utf-8")
    assert run("adr", "govern", "ADR-2").ok().out == "src/auth/**\n*.sql\n"


@pytest.mark.parametrize("first", ["src/old.py", '"src/old.py"', "[src/old.py]"])
def test_several_globs_are_a_list_where_the_neighbour_has_one_as_text(
    first: str, write_page: Callable[[str], Path], run: Runner, repo: Path
) -> None:
    write_page(f"---\nstatus: accepted\ngoverns: {first}\n---\n\n# T\n")
    run("adr", "new", "Use y", "--governs", GLOBS[0], "--governs", GLOBS[1]).ok()
    run("adr", "new", "Use z", "--governs", GLOBS[0]).ok()
    assert run("adr", "govern", "ADR-2").ok().out == "src/auth/**\n*.sql\n"
    assert run("adr", "govern", "ADR-3").ok().out == "src/auth/**\n"


def test_globs_from_json_survive_other_commands(repo: Path, run: Runner) -> None:
    document = json.dumps({"title": "Use x", "governs": ["src/**"]})
    run("adr", "new", "--from-json", "-", stdin=document).ok()
    run("retitle", "ADR-1", "Use the other").ok()
    run("adr", "accept", "ADR-1").ok()
    run("adr", "supersede", "ADR-1", "--with", "Use z").ok()
    shown = run("show", "ADR-1", "--json").ok().json["record"]
    assert shown["governs"] == ["src/**"]
    assert {"fact": "governs", "form": "front-matter", "line": 4, "value": "src/**"} in shown[
        "sources"
    ]
    assert "* Governs: src/**" in run("show", "ADR-1").ok().out
    exported = run("export", "--format", "json").ok().json
    assert [record["governs"] for record in exported["records"]] == [["src/**"], []]


def test_what_the_prompts_changed_is_suggested_and_never_written(repo: Path, run: Runner) -> None:
    for path in ("src/auth/a.py", "src/auth/b.py", "src/x.py", "src/y.py", "src/z.py"):
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        (repo / path).write_text("x = 1\n", "utf-8")
    files = ("--file", "src/auth/a.py", "--file", "src/auth/b.py", "--file", "src/x.py")
    run("phr", "new", "Do it", "--prompt", "Do.", *files).ok()
    made = run("adr", "new", "Use x", "--phr", "PHR-1").ok()
    assert made.err.endswith("next: minutebook adr govern ADR-0001 'src/auth/**' src/x.py\n")
    suggested = run("adr", "govern", "ADR-1", "--suggest", "--json").ok().json
    assert (suggested["suggested"], suggested["writes"]) == (["src/auth/**", "src/x.py"], [])
    run("adr", "govern", "ADR-1", "src/auth/**").ok()
    again = run("adr", "govern", "ADR-1", "--suggest").ok()
    assert (again.out, again.err) == (
        "src/x.py\n",
        "next: minutebook adr govern ADR-0001 src/x.py\n",
    )
    quiet = run("adr", "new", "Use y", "--phr", "PHR-1", "--governs", "src/z.py").ok()
    assert "adr govern" not in quiet.err
    run("adr", "new", "Use z").ok()
    assert run("adr", "govern", "ADR-3", "--suggest").ok().out.startswith("no prompt behind it")


def test_what_was_renamed_is_suggested_by_its_present_name(
    repo: Path, run: Runner, git: Callable[..., str]
) -> None:
    (repo / "src").mkdir()
    (repo / "src/login.py").write_text("".join(f"line_{number} = 1\n" for number in range(20)))
    run("phr", "new", "Do it", "--prompt", "Do.", "--file", "src/login.py").ok()
    git("add", "-A")
    git("commit", "-qm", "x")
    for name in ("src/signin.py", "src/enter.py"):
        git("mv", "src/login.py" if name == "src/signin.py" else "src/signin.py", name)
        git("commit", "-qm", name)
    made = run("adr", "new", "Use x", "--phr", "PHR-1").ok()
    assert made.err.endswith("next: minutebook adr govern ADR-0001 src/enter.py\n")


def test_a_file_like_an_option_is_suggested_as_it_is_typed(repo: Path, run: Runner) -> None:
    (repo / "-x.py").write_text("x = 1\n", "utf-8")
    run("phr", "new", "Do it", "--prompt", "Do.", "--file=-x.py").ok()
    made = run("adr", "new", "Use x", "--phr", "PHR-1").ok()
    assert made.err.endswith("next: minutebook adr govern ADR-0001 -- -x.py\n")
    run("adr", "govern", "ADR-1", "--", "-x.py").ok()
    run("adr", "govern", "ADR-1", "--remove", "--", "-x.py").ok()


def test_check_tells_where_the_files_went(repo: Path, run: Runner, git: Callable[..., str]) -> None:
    (repo / "src/auth").mkdir(parents=True)
    for name in ("a", "b"):
        (repo / f"src/auth/{name}.py").write_text(f"{name} = 1\n" * 20, "utf-8")
    run("adr", "new", "Use x", "--status", "accepted", "--governs", "src/auth/**").ok()
    git("add", "-A")
    git("commit", "-qm", "x")
    check = ("check", "--only", "governs-nothing", "--json")
    assert run(*check).ok().json["findings"] == []
    git("mv", "src/auth", "src/login")
    for _ in range(2):  # staged, then committed
        (finding,) = run(*check).ok().json["findings"]
        assert "`minutebook adr govern ADR-0001 'src/login/**'`" in finding["fix"]
        git("commit", "-qm", "y", "--allow-empty")
