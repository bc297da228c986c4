"""`minutebook suggest`: which change is looked at, and how the answer is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from minutebook import suggest
from minutebook.operations.schema import validate
from minutebook.records.model import RecordSet
from minutebook.suggest import model, report
from minutebook.suggest.diff import patch
from minutebook.suggest.model import Assessment, CoveringRecord, Evidence, Topic
from minutebook.text import markdown

from command_runner import Runner

Git = Callable[..., str]

DEPENDENCY = Evidence("topic-dependency", "requirements.txt", 2, "celery==5.4", 2.0, "impact")
WORDS = Evidence("words-rather", "message", 1, "rather than a thread", 0.5, "alternatives")
FOUND = Assessment(
    score=0.876,
    suggested=True,
    topics=(
        Topic("Background jobs", "Celery", "replace", "RQ", ("arq",), 0.9, (DEPENDENCY,)),
        Topic("Caching", "Redis", strength=0.4),
        Topic("Scheduling", "cron", "drop", strength=0.3),
    ),
    evidence=(WORDS, DEPENDENCY),
    tests=(
        model.SignificanceTest("impact", True, (DEPENDENCY,)),
        model.SignificanceTest("alternatives", True, (WORDS,)),
        model.SignificanceTest("scope", False),
    ),
    title="Run background jobs with Celery",
    brief="Background jobs: Celery",
    alternatives=("RQ", "arq"),
)
QUIET = Assessment(
    score=0.083,
    tests=(model.SignificanceTest("impact", False), model.SignificanceTest("alternatives", True)),
)
COVERED = CoveringRecord(
    "Caching: Redis", "ADR-0007", "Use Redis", "decisions/0007-x.md", "covered"
)
AGAINST = replace(COVERED, how="contradicts")
ANNOUNCED = [
    "📋 Architectural decision detected: Background jobs: Celery",
    'Document reasoning and tradeoffs? Run: minutebook adr new "Run background jobs with Celery"',
]


class Oracle:
    """Stands for the assessment, and keeps what it was asked."""

    def __init__(self) -> None:
        self.found, self.asked = FOUND, {"diff": ""}

    def assess(self, diff: str, message: str, prompt: str, response: str, **_: Any) -> Assessment:
        self.asked = {"diff": diff, "message": message, "prompt": prompt, "response": response}
        return self.found

    def settle(self, found: Assessment, shelf: RecordSet, known: object) -> Assessment:
        return found

    @property
    def paths(self) -> list[str]:
        return [file.path for file in patch.parse_diff(self.asked["diff"])]


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> Oracle:
    oracle = Oracle()
    monkeypatch.setattr(suggest, "assess", oracle.assess)
    monkeypatch.setattr(suggest, "exclude_covered", oracle.settle)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return oracle


@pytest.fixture
def top(repo: Path, git: Git) -> Path:
    """A repository with a commit, a staged file and an untracked one."""
    (repo / "a.py").write_text("a\n")
    git("add", "-A")
    git("commit", "-qm", "First\n\nBody")
    (repo / "staged.py").write_text("s\n")
    git("add", "staged.py")
    (repo / "new.py").write_text("n\n")
    return repo


DIFF = "--- /dev/null\n+++ b/given.py\n@@ -0,0 +1 @@\n+x\n"


# What is looked at ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "paths", "message"),
    [
        ((), ["new.py", "staged.py"], ""),
        (("--staged",), ["staged.py"], ""),
        (("--staged", "--message", "Why"), ["staged.py"], "Why"),
        (("--commit", "HEAD"), ["a.py"], "First\n\nBody"),
        (("--commit", "HEAD", "--message", "Why"), ["a.py"], "Why"),
        (("--range", "HEAD..HEAD"), [], ""),
        (("--diff", "-"), ["given.py"], ""),
    ],
    ids=str,
)
def test_which_change(
    words: tuple[str, ...],
    paths: list[str],
    message: str,
    top: Path,
    run: Runner,
    oracle: Oracle,
) -> None:
    run("suggest", *words, stdin=DIFF).ok()
    assert (oracle.paths, oracle.asked["message"]) == (paths, message)


def test_texts_from_files(top: Path, run: Runner, oracle: Oracle) -> None:
    (top / "diff").write_text(DIFF)
    (top / "answer").write_bytes(b"caf\xe9\n")
    words = ("--diff", "diff", "--prompt-file", "-", "--response-file", "answer")
    run("suggest", *words, stdin="Which queue?\n").ok()
    assert oracle.paths == ["given.py"]
    assert oracle.asked["prompt"] == "Which queue?\n"
    assert oracle.asked["response"].startswith("caf")


def test_from_a_folder_below(top: Path, run: Runner, oracle: Oracle) -> None:
    (top / "d").mkdir()
    (top / "d/diff").write_text(DIFF)
    run("-C", "d", "suggest").ok()
    assert oracle.paths == ["d/diff", "new.py", "staged.py"]
    run("-C", "d", "suggest", "--diff", "diff").ok()
    assert oracle.paths == ["given.py"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--staged", "--commit", "HEAD"), 2, "more than one change"),
        (("--range", "HEAD"), 2, "is not a commit range"),
        (("--format", "xml"), 2, "no format is called 'xml'"),
        (("--diff", "-", "--prompt-file", "-"), 2, "stdin cannot be"),
        (("--nothing",), 2, "no such option"),
        (("--commit", "nothing"), 3, "names no commit"),
        (("--range", "HEAD..nothing"), 3, "names no commit"),
        (("--diff", "nothing"), 4, "nothing cannot be read"),
        (("--diff", "."), 4, "cannot be read"),
        (("--response-file", "nothing"), 4, "nothing cannot be read"),
    ],
    ids=str,
)
def test_what_is_refused(
    words: tuple[str, ...], status: int, said: str, top: Path, run: Runner, oracle: Oracle
) -> None:
    done = run("suggest", *words)
    assert (done.exit, done.out) == (status, "")
    assert said in done.err
    assert "hint: " in done.err
    told = run("suggest", *words, "--json")
    assert told.exit == status
    assert said in told.json["error"]["message"]


def test_outside_of_a_repository(
    tmp_path: Path, top: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("-C", str(tmp_path), "suggest").exit == 4
    monkeypatch.setenv("PATH", "/nowhere")
    assert run("suggest").exit == 4


def test_topics_that_are_none(top: Path, run: Runner) -> None:
    (top / "minutebook.toml").write_text("topics = { Caching = 7 }\n")
    done = run("suggest")
    assert done.exit == 2
    assert "topics" in done.err


def test_the_other_commands_of_the_group(top: Path, run: Runner, oracle: Oracle) -> None:
    assert "no suggestions" in run("suggest", "list").ok().err
    assert oracle.asked == {"diff": ""}
    assert run("suggest", "accept", "S-1-1").exit == 3
    help_ = run("suggest", "--help").ok().out
    for word in ("--staged", "--range", "--commit", "--diff", "list", "accept", "dismiss"):
        assert word in help_


# How it is told ---------------------------------------------------------------------------------


def test_a_decision_in_words(top: Path, run: Runner, oracle: Oracle) -> None:
    oracle.found = replace(FOUND, covered=(COVERED,))
    done = run("suggest").ok()
    assert done.err == ""
    assert done.out.split("\n") == [
        *ANNOUNCED,
        "",
        "score 0.88",
        "topic Background jobs: Celery (instead of RQ)",
        "topic Caching: Redis",
        "topic Scheduling: cron (goes)",
        "[x] impact: it lasts: hard to take back",
        "    requirements.txt:2 celery==5.4 (topic-dependency +2.00)",
        "[x] alternatives: several ways were viable",
        "    message:1 rather than a thread (words-rather +0.50)",
        "    instead of it: RQ, arq",
        "[ ] scope: it cuts across the code",
        "ADR-0007 (Use Redis) decides Caching: Redis already: link to it: minutebook link PHR-NNNN implements ADR-0007",
        "",
    ]


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (QUIET, "no decision to document (score 0.08; not seen: impact)"),
        (Assessment(), "no decision to document (score 0.00)"),
        (replace(FOUND, suggested=False, tests=()), "no decision to document (score 0.88)"),
        (
            replace(FOUND, suggested=False, tests=FOUND.tests[:2], covered=(COVERED,)),
            "no decision to document (score 0.88; on record already)",
        ),
    ],
)
def test_no_decision_in_a_line(
    found: Assessment, line: str, top: Path, run: Runner, oracle: Oracle
) -> None:
    oracle.found = found
    assert run("suggest").ok().out.split("\n")[0] == line
    assert run("suggest", "--format", "github").ok().out == ""
    assert run("suggest", "--format=sarif").ok().json["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("how", "ref", "line"),
    [
        (
            "contradicts",
            "ADR-0007",
            'this contradicts ADR-0007 (Use Redis) on Caching: Redis: supersede it? minutebook adr supersede ADR-0007 --with "Use Redis for caching"',
        ),
        (
            "pending",
            "S-0003-1",
            "S-0003-1 asks about Caching: Redis already: minutebook suggest accept S-0003-1",
        ),
        ("dismissed", "S-0003-1", "S-0003-1 about Caching: Redis was dismissed: Use Redis"),
    ],
)
def test_what_is_there_already(
    how: str, ref: str, line: str, top: Path, run: Runner, oracle: Oracle
) -> None:
    known = replace(COVERED, how=how, ref=ref)
    oracle.found = replace(FOUND, suggested=False, covered=(known,))
    assert run("suggest").ok().out.split("\n")[1] == line


def test_a_decision_on_many_topics_is_told_once(top: Path, run: Runner, oracle: Oracle) -> None:
    names = ("Caching: Redis", "Message broker: Redis", "Caching: Redis")
    covered = tuple(replace(COVERED, topic=name) for name in names)
    oracle.found = replace(FOUND, suggested=False, covered=(*covered, AGAINST))
    lines = run("suggest").ok().out.split("\n")
    assert len(lines) == 4
    assert " decides Caching: Redis, Message broker: Redis already: " in lines[1]


def test_signs_that_steer_a_terminal(top: Path, run: Runner, oracle: Oracle) -> None:
    evil = "a\x1b[2Jb\u202ec\nd\ud800"
    one = Evidence("topic-dependency", evil, 1, evil)
    topic = Topic("Caching", evil, evidence=(one,))
    oracle.found = replace(
        FOUND,
        topics=(topic,),
        tests=(model.SignificanceTest("impact", True, (one,)),),
        alternatives=(evil,),
    )
    for words in ((), ("--format", "github"), ("--format", "sarif")):
        out = run("suggest", *words).ok().out
        assert not set("\x1b\u202e\ud800") & set(out)


def test_as_json(top: Path, run: Runner, oracle: Oracle) -> None:
    oracle.found = replace(FOUND, covered=(COVERED, AGAINST))
    for words in (("--json",), ("--format", "json")):
        document = run("suggest", *words).ok().json
        validate.validate_document("assessment", document)
        assert document["suggested"] is True
        assert document["suggestion"]["announcement"] == ANNOUNCED
    oracle.found = QUIET
    document = run("suggest", "--json").ok().json
    validate.validate_document("assessment", document)
    assert document["suggestion"] is None


def test_as_a_notice_of_a_workflow(
    top: Path, run: Runner, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = (
        "::notice file=requirements.txt,line=2,title=decision-detected::"
        + "%0A".join(ANNOUNCED)
        + "\n"
    )
    assert run("suggest", "--format", "github").ok().out == wanted
    summary = top.parent / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run("suggest", "--format", "github").ok().out == wanted
    section = summary.read_text("utf-8")
    assert section.startswith("before\n### Decisions of this change\n\n```text\n📋 ")
    assert "requirements.txt:2 celery==5.4" in section
    assert section.endswith("```\n\n")
    oracle.found = QUIET
    run("suggest", "--format", "github").ok()
    assert summary.read_text("utf-8") == section
    oracle.found = FOUND
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(top))
    said = run("suggest", "--format", "github").ok()  # it is advice: a job does not fail for it
    assert "cannot be written" in said.err


def test_a_contradiction_is_a_notice_too(top: Path, run: Runner, oracle: Oracle) -> None:
    oracle.found = replace(FOUND, suggested=False, covered=(AGAINST, COVERED))
    assert run("suggest", "--format", "github").ok().out == (
        "::notice file=requirements.txt,line=2,title=decision-detected::"
        "this contradicts ADR-0007 (Use Redis) on Caching: Redis%0ASupersede it? Run: "
        'minutebook adr supersede ADR-0007 --with "Use Redis for caching"\n'
    )


def test_evidence_of_no_file_stands_at_the_first_one(
    top: Path, run: Runner, oracle: Oracle
) -> None:
    oracle.found = replace(FOUND, topics=(), evidence=(WORDS,))
    assert run("suggest", "--format", "github").ok().out.startswith("::notice file=new.py,title=")
    assert (
        run("suggest", "--format", "github", "--diff", "-")
        .ok()
        .out.startswith("::notice file=.,title=")
    )


def test_as_sarif(top: Path, run: Runner, oracle: Oracle) -> None:
    (one,) = run("suggest", "--format", "sarif").ok().json["runs"]
    (rule,) = one["tool"]["driver"]["rules"]
    assert (rule["id"], rule["defaultConfiguration"]) == ("decision-detected", {"level": "note"})
    assert "minutebook suggest" in rule["help"]["text"]
    assert "--explain" not in rule["help"]["text"]
    (result,) = one["results"]
    assert (result["ruleId"], result["level"]) == ("decision-detected", "note")
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == (
        "requirements.txt",
        {"startLine": 2},
    )
    assert result["message"]["text"] == " ".join(ANNOUNCED)


# Evidence ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "line", "excerpt", "told"),
    [
        ("a.py", 3, "x = 1", "a.py:3 x = 1 (signal +0.25)"),
        ("a.py", 0, "", "a.py (signal +0.25)"),
        ("", 0, "x", "x (signal +0.25)"),
        ("a.py", 3, "  x\ty  ", "a.py:3 x y (signal +0.25)"),
    ],
)
def test_evidence_in_a_line(path: str, line: int, excerpt: str, told: str) -> None:
    assert report.describe_evidence(Evidence("signal", path, line, excerpt, 0.25)) == told


def test_the_strongest_evidence() -> None:
    many = tuple(Evidence("s", "a.py", line, "x", line / 10) for line in range(1, 20))
    topic = Topic("Caching", "Redis", evidence=(many[0], DEPENDENCY))
    found = report.select_evidence(Assessment(topics=(topic,), evidence=(*many, DEPENDENCY)))
    assert found == (many[0], DEPENDENCY, many[18], many[17], many[16])
    assert report.select_evidence(Assessment()) == ()


def test_evidence_is_of_every_topic_and_the_prompt_comes_last() -> None:
    def rows(path: str, *lines: int) -> tuple[Evidence, ...]:
        return tuple(Evidence("s", path, line, "x") for line in lines)

    cache = Topic("Caching", "Redis", strength=0.9, evidence=rows("a.py", 1, 2, 3, 4, 5, 6))
    tokens = Topic("Authentication", "JWT", strength=0.8, evidence=rows("b.py", 1, 2))
    faint = Topic("Webhooks", "", strength=0.1, evidence=rows("c.py", 1))
    found = report.select_evidence(Assessment(topics=(cache, tokens, faint)))
    assert found == (
        *rows("a.py", 1),
        *rows("b.py", 1),
        *rows("a.py", 2),
        *rows("b.py", 2),
        *rows("a.py", 3),
    )
    asked = replace(cache, evidence=(*rows("prompt", 1), *rows("a.py", 1)))
    assert report.select_evidence(Assessment(topics=(asked,))) == (
        *rows("a.py", 1),
        *rows("prompt", 1),
    )


@pytest.mark.parametrize(
    ("excerpt", "told"),
    [
        ("word " * 23 + "wordy", "word " * 23 + "…"),
        ("x" * 120, "x" * 120 + " …"),
        ("x" * 119, "x" * 119),
    ],
)
def test_an_excerpt_ends_at_a_word(excerpt: str, told: str) -> None:
    assert report.quote_evidence(Evidence("s", "a.py", 3, excerpt)) == f"a.py:3 {told}"


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (("Background jobs: RQ", "Background jobs: Huey"), "Use RQ for background jobs"),
        (
            ("Background jobs: Celery removed", "Background jobs: RQ"),
            "Use RQ for background jobs",
        ),
        (("Background jobs: Celery removed",), "Stop using Celery for background jobs"),
        (("CORS removed",), "Remove CORS"),
        (("CORS",), "CORS"),
        (("Caching: Redis", "Rate limiting: Redis"), "Use Redis for caching and rate limiting"),
    ],
)
def test_the_cure_of_a_contradiction_makes_a_page(names: tuple[str, ...], title: str) -> None:
    covered = [
        model.CoveringRecord(name, "ADR-0002", "Old", "a.md", "contradicts") for name in names
    ]
    (line,) = report.describe_covered(covered)
    assert line.endswith(f': supersede it? minutebook adr supersede ADR-0002 --with "{title}"')


def test_a_summary_survives_fences() -> None:
    one = Evidence("s", "a.md", 1, "```")
    found = replace(FOUND, tests=(model.SignificanceTest("impact", True, (one,)),))
    section = report.format_summary(found).partition("\n\n")[2].rstrip("\n")
    assert markdown.unwrap_fence(section) == "\n".join(report.format_assessment(found))
