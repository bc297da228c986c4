"""`minutebook suggest`: which change is assessed, and how the answer is printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessments import SUGGESTED, WORDS
from minutebook import suggest
from minutebook.lean.values import replace
from minutebook.records.model import RecordSet
from minutebook.suggest import model
from minutebook.suggest.diff import patch
from minutebook.suggest.model import Assessment, CoveringRecord, Decision, Evidence, Topic

from command_runner import Runner
from json_documents import validate_document

Git = Callable[..., str]

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


CACHE = Evidence("topic-dependency", "app/cache.py", 3, "import redis")
# A change that decides two things, of which the second reverses what is on record.
TWO = replace(
    SUGGESTED,
    covered=(AGAINST,),
    decisions=(
        *SUGGESTED.decisions,
        Decision(
            "Use Redis for caching",
            "Caching: Redis",
            (Topic("Caching", "Redis"),),
            ("Memcached",),
            (CACHE,),
            0.5,
            (AGAINST,),
        ),
    ),
)
REVERSAL = [
    '📋 Architectural decision detected: Caching: Redis: this reverses ADR-0007 (its title: "Use Redis")',
    'Supersede it? Run: minutebook adr supersede ADR-0007 --with "Use Redis for caching"',
]


class Oracle:
    """Takes the place of the assessment, and keeps what it was given."""

    def __init__(self) -> None:
        self.answer, self.given = SUGGESTED, {"diff": ""}

    def assess(self, diff: str, message: str, prompt: str, response: str, **_: Any) -> Assessment:
        self.given = {"diff": diff, "message": message, "prompt": prompt, "response": response}
        return self.answer

    def exclude_covered(
        self, assessment: Assessment, records: RecordSet, catalogue: object
    ) -> Assessment:
        return assessment

    @property
    def paths(self) -> list[str]:
        return [file.path for file in patch.parse_diff(self.given["diff"])]


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> Oracle:
    oracle = Oracle()
    monkeypatch.setattr(suggest, "assess", oracle.assess)
    monkeypatch.setattr(suggest, "exclude_covered", oracle.exclude_covered)
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


# Which change ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "paths", "message"),
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
    args: tuple[str, ...],
    paths: list[str],
    message: str,
    top: Path,
    run: Runner,
    oracle: Oracle,
) -> None:
    run("suggest", *args, stdin=DIFF).ok()
    assert (oracle.paths, oracle.given["message"]) == (paths, message)


def test_texts_from_files(top: Path, run: Runner, oracle: Oracle) -> None:
    (top / "diff").write_text(DIFF)
    (top / "answer").write_bytes(b"caf\xe9\n")
    args = ("--diff", "diff", "--prompt-file", "-", "--response-file", "answer")
    run("suggest", *args, stdin="Which queue?\n").ok()
    assert oracle.paths == ["given.py"]
    assert oracle.given["prompt"] == "Which queue?\n"
    assert oracle.given["response"].startswith("caf")


def test_from_a_folder_below(top: Path, run: Runner, oracle: Oracle) -> None:
    (top / "d").mkdir()
    (top / "d/diff").write_text(DIFF)
    run("-C", "d", "suggest").ok()
    assert oracle.paths == ["d/diff", "new.py", "staged.py"]
    run("-C", "d", "suggest", "--diff", "diff").ok()
    assert oracle.paths == ["given.py"]


@pytest.mark.parametrize(
    ("args", "status", "message"),
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
    args: tuple[str, ...], status: int, message: str, top: Path, run: Runner, oracle: Oracle
) -> None:
    result = run("suggest", *args)
    assert (result.exit, result.out) == (status, "")
    assert message in result.err
    assert "hint: " in result.err
    as_json = run("suggest", *args, "--json")
    assert as_json.exit == status
    assert message in as_json.json["error"]["message"]


def test_outside_of_a_repository(
    tmp_path: Path, top: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("-C", str(tmp_path), "suggest").exit == 4
    monkeypatch.setenv("PATH", "/nowhere")
    assert run("suggest").exit == 4


def test_invalid_topics(top: Path, run: Runner) -> None:
    (top / "minutebook.toml").write_text("topics = { Caching = 7 }\n")
    result = run("suggest")
    assert result.exit == 2
    assert "topics" in result.err


def test_the_other_commands_of_the_group(top: Path, run: Runner, oracle: Oracle) -> None:
    assert "no pending suggestions" in run("suggest", "list").ok().err
    assert oracle.given == {"diff": ""}
    assert run("suggest", "accept", "S-1-1").exit == 3
    help_text = run("suggest", "--help").ok().out
    for word in ("--staged", "--range", "--commit", "--diff", "list", "accept", "dismiss"):
        assert word in help_text


# The output --------------------------------------------------------------------------------------


def test_a_decision_in_words(top: Path, run: Runner, oracle: Oracle) -> None:
    oracle.answer = replace(SUGGESTED, covered=(COVERED,))
    result = run("suggest").ok()
    assert result.err == ""
    assert result.out.split("\n") == [
        *ANNOUNCED,
        "",
        "score 0.88",
        "topic Background jobs: Celery (instead of RQ)",
        "topic Caching: Redis",
        "topic Scheduling: cron (removed)",
        "[x] impact: it lasts: hard to take back",
        "    requirements.txt:2 celery==5.4 (topic-dependency +2.00)",
        "[x] alternatives: several ways were viable",
        "    message:1 rather than a thread (words-rather +0.50)",
        "    instead of it: RQ, arq",
        "[ ] scope: it cuts across the code",
        'ADR-0007 (its title: "Use Redis") decides Caching: Redis already: link to it: minutebook link PHR-NNNN implements ADR-0007',
        "",
    ]


@pytest.mark.parametrize(
    ("assessment", "line"),
    [
        (QUIET, "no decision to document (score 0.08; not seen: impact)"),
        (Assessment(), "no decision to document (score 0.00)"),
        (replace(SUGGESTED, suggested=False, tests=()), "no decision to document (score 0.88)"),
        (
            replace(SUGGESTED, suggested=False, tests=SUGGESTED.tests[:2], covered=(COVERED,)),
            "no decision to document (score 0.88; on record already)",
        ),
    ],
)
def test_no_decision_in_a_line(
    assessment: Assessment, line: str, top: Path, run: Runner, oracle: Oracle
) -> None:
    oracle.answer = assessment
    assert run("suggest").ok().out.split("\n")[0] == line
    assert run("suggest", "--format", "github").ok().out == ""
    assert run("suggest", "--format=sarif").ok().json["runs"][0]["results"] == []


@pytest.mark.parametrize(
    ("how", "ref", "line"),
    [
        (
            "pending",
            "S-0003-1",
            "S-0003-1 asks about Caching: Redis already: minutebook suggest accept S-0003-1",
        ),
        ("dismissed", "S-0003-1", 'S-0003-1 about Caching: Redis was dismissed: "Use Redis"'),
    ],
)
def test_what_covers_the_change_is_named(
    how: str, ref: str, line: str, top: Path, run: Runner, oracle: Oracle
) -> None:
    covering = replace(COVERED, how=how, ref=ref)
    oracle.answer = replace(SUGGESTED, suggested=False, covered=(covering,))
    assert run("suggest").ok().out.split("\n")[1] == line


def test_a_decision_on_many_topics_is_named_once(top: Path, run: Runner, oracle: Oracle) -> None:
    names = ("Caching: Redis", "Message broker: Redis", "Caching: Redis")
    covered = tuple(replace(COVERED, topic=name) for name in names)
    oracle.answer = replace(SUGGESTED, suggested=False, covered=covered)
    lines = run("suggest").ok().out.split("\n")
    assert len(lines) == 3
    assert " decides Caching: Redis, Message broker: Redis already: " in lines[1]


def test_control_characters_are_not_printed(top: Path, run: Runner, oracle: Oracle) -> None:
    unsafe = "a\x1b[2Jb\u202ec\nd\ud800"
    evidence = Evidence("topic-dependency", unsafe, 1, unsafe)
    topic = Topic("Caching", unsafe, evidence=(evidence,))
    oracle.answer = replace(
        SUGGESTED,
        topics=(topic,),
        tests=(model.SignificanceTest("impact", True, (evidence,)),),
        decisions=(
            Decision(
                unsafe,
                unsafe,
                (topic,),
                (unsafe,),
                (evidence,),
                reverses=(replace(AGAINST, title=unsafe),),
            ),
        ),
    )
    for args in ((), ("--format", "github"), ("--format", "sarif")):
        out = run("suggest", *args).ok().out
        assert not set("\x1b\u202e\ud800") & set(out)


def test_as_json(top: Path, run: Runner, oracle: Oracle) -> None:
    oracle.answer = replace(TWO, covered=(COVERED, AGAINST))
    for args in (("--json",), ("--format", "json")):
        document = run("suggest", *args).ok().json
        validate_document("assessment", document)
        assert document["suggested"] is True
        assert document["suggestion"] == document["suggestions"][0]
        first, second = (each["announcement"] for each in document["suggestions"])
        assert (first, second) == (ANNOUNCED, REVERSAL)
        assert [each["supersedes"] for each in document["suggestions"]] == [[], ["ADR-0007"]]
    oracle.answer = QUIET
    document = run("suggest", "--json").ok().json
    validate_document("assessment", document)
    assert document["suggestion"] is None


def test_as_a_notice_of_a_workflow(
    top: Path, run: Runner, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = (
        "::notice file=requirements.txt,line=2,title=decision-detected::"
        + "%0A".join(ANNOUNCED)
        + "\n"
    )
    assert run("suggest", "--format", "github").ok().out == notice
    summary = top.parent / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert run("suggest", "--format", "github").ok().out == notice
    section = summary.read_text("utf-8")
    assert section.startswith("before\n### Decisions of this change\n\n```text\n📋 ")
    assert "requirements.txt:2 celery==5.4" in section
    assert section.endswith("```\n\n")
    oracle.answer = QUIET
    run("suggest", "--format", "github").ok()
    assert summary.read_text("utf-8") == section
    oracle.answer = SUGGESTED
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(top))
    result = run("suggest", "--format", "github").ok()  # it is advice: a job does not fail for it
    assert "cannot be written" in result.err


def test_each_decision_is_announced(top: Path, run: Runner, oracle: Oracle) -> None:
    oracle.answer = TWO
    lines = run("suggest").ok().out.split("\n")
    assert lines[:5] == [*ANNOUNCED, *REVERSAL, ""]
    assert "no decision" not in "\n".join(lines)
    assert "contradicts" not in "\n".join(lines)  # it is said once what is reversed
    assert "    instead of it: RQ, arq" in lines
    assert "    instead of Redis: Memcached" in lines


def test_each_decision_is_a_notice(top: Path, run: Runner, oracle: Oracle) -> None:
    oracle.answer = TWO
    assert run("suggest", "--format", "github").ok().out.splitlines() == [
        "::notice file=requirements.txt,line=2,title=decision-detected::" + "%0A".join(ANNOUNCED),
        "::notice file=app/cache.py,line=3,title=decision-detected::" + "%0A".join(REVERSAL),
    ]
    (sarif_run,) = run("suggest", "--format", "sarif").ok().json["runs"]
    assert len(sarif_run["results"]) == 2


def test_a_change_that_reverses_two_decisions(top: Path, run: Runner, oracle: Oracle) -> None:
    other = replace(AGAINST, ref="ADR-0009", title="Cache")
    decision = replace(TWO.decisions[1], reverses=(AGAINST, other))
    oracle.answer = replace(SUGGESTED, decisions=(decision,))
    lines = run("suggest").ok().out.split("\n")
    assert lines[0].endswith('ADR-0007 (its title: "Use Redis") and ADR-0009 (its title: "Cache")')
    assert lines[1] == (
        'Supersede it? Run: minutebook adr new "Use Redis for caching" --supersedes ADR-0007'
        " --supersedes ADR-0009"
    )


def test_evidence_of_no_file_stands_at_the_first_one(
    top: Path, run: Runner, oracle: Oracle
) -> None:
    (decision,) = SUGGESTED.decisions
    oracle.answer = replace(SUGGESTED, decisions=(replace(decision, evidence=(WORDS,)),))
    assert run("suggest", "--format", "github").ok().out.startswith("::notice file=new.py,title=")
    assert (
        run("suggest", "--format", "github", "--diff", "-")
        .ok()
        .out.startswith("::notice file=.,title=")
    )


def test_as_sarif(top: Path, run: Runner, oracle: Oracle) -> None:
    (sarif_run,) = run("suggest", "--format", "sarif").ok().json["runs"]
    (rule,) = sarif_run["tool"]["driver"]["rules"]
    assert (rule["id"], rule["defaultConfiguration"]) == ("decision-detected", {"level": "note"})
    assert "minutebook suggest" in rule["help"]["text"]
    assert "--explain" not in rule["help"]["text"]
    (result,) = sarif_run["results"]
    assert (result["ruleId"], result["level"]) == ("decision-detected", "note")
    location = result["locations"][0]["physicalLocation"]
    assert (location["artifactLocation"]["uri"], location["region"]) == (
        "requirements.txt",
        {"startLine": 2},
    )
    assert result["message"]["text"] == " ".join(ANNOUNCED)


def test_what_is_no_diff_is_refused(run: Runner) -> None:
    refused = run("suggest", "--diff", "-", stdin="hello\n")
    assert refused.exit == 2
    assert refused.err == (
        "error: stdin holds no diff\nhint: git diff | minutebook suggest --diff -\n"
    )
    assert run("suggest", "--diff", "-", stdin="\n").exit == 0  # nothing is changed
