"""Finding the rules, explaining them, and adding one."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minutebook.checks import explain, list_rules, registry, rules
from minutebook.errors import UsageError

from command_runner import Runner

TOY_RULE = '''
from minutebook.checks.base import Problem, rule
from minutebook.records.model import Write


def lower_titles(records, paths, today):
    """Write the titles in small letters."""
    return tuple(
        Write(record.path, record.text.replace(record.title, record.title.lower()), record.text)
        for record in records.members
        if record.path in paths
    )


@rule("{code}", "warning", "A title that shouts is hard to read.", fix=lower_titles,
      fixes="writes it in small letters.")
def loud_title(context):
    """A title in capitals."""
    for record in context.records.members:
        if record.title.isupper():
            yield Problem(record.path, 1, f"{{record.ref}} shouts.", "Lower its voice.")
'''

AddRule = Callable[[str], None]


@pytest.fixture
def add_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddRule]:
    """Adds one module to the rules, as a file in their folder and its line in TOPICS would."""
    folder = tmp_path / "more_rules"
    folder.mkdir()

    def add(code: str) -> None:
        (folder / "toy.py").write_text(TOY_RULE.format(code=code), "utf-8")
        monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(folder)])
        monkeypatch.setattr(rules, "TOPICS", (*rules.TOPICS, "toy"))
        monkeypatch.delitem(sys.modules, "minutebook.checks.rules.toy", raising=False)
        list_rules.cache_clear()

    yield add
    monkeypatch.undo()
    sys.modules.pop("minutebook.checks.rules.toy", None)
    list_rules.cache_clear()


def test_one_file_adds_a_rule(add_rule: AddRule, repo: Path, run: Runner) -> None:
    add_rule("loud-title")
    run("adr", "new", "USE REDIS").ok()

    explanation = run("check", "--explain", "loud-title").ok().out
    assert explanation.startswith(
        "loud-title (warning)\nA title that shouts is hard to read.\n"
        "`minutebook check --fix` writes it in small letters.\n"
    )
    listed = run("check", "--explain", "-").ok().out.split("\n")
    assert listed[-3].startswith("loud-title  warning")
    assert listed[-2] == "    --fix writes it in small letters."

    findings = run("check", "--format", "json").json["findings"]
    assert [(finding["code"], finding["severity"], finding["message"]) for finding in findings] == [
        ("loud-title", "warning", "ADR-0001 shouts.")
    ]
    (sarif_run,) = run("check", "--format", "sarif").json["runs"]
    assert sarif_run["tool"]["driver"]["rules"][-1]["id"] == "loud-title"
    assert sarif_run["results"][0]["ruleIndex"] == len(list_rules()) - 1

    for severity, codes in (("error", ["loud-title"]), ("off", [])):
        (repo / "minutebook.toml").write_text(f'rules = {{ loud-title = "{severity}" }}\n')
        findings = run("check", "--format", "json").json["findings"]
        assert [finding["code"] for finding in findings] == codes
        assert {finding["severity"] for finding in findings} == ({severity} if codes else set())
    (repo / "minutebook.toml").unlink()

    output = run("check", "--fix").ok().out
    assert output.startswith("repaired decisions/0001-use-redis.md\n")
    assert output.endswith("nothing wrong\n")


def test_a_code_belongs_to_one_rule(add_rule: AddRule) -> None:
    add_rule("secret")
    with pytest.raises(ValueError, match=r"two rules have the code 'secret', one in toy\.py"):
        list_rules()


def test_every_module_is_a_topic() -> None:
    names = [
        module.name.removeprefix(f"{rules.__name__}.")
        for module in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}.")
        if not module.ispkg
    ]
    assert sorted(names) == sorted(rules.TOPICS)


def test_every_topic_is_a_module_and_rules_are_listed_by_topic() -> None:
    topics = [rules.TOPICS.index(topic_of(code)) for code in (rule.code for rule in list_rules())]
    assert topics == sorted(topics)
    assert set(topics) == set(range(len(rules.TOPICS)))


def topic_of(code: str) -> str:
    """The module that declares a rule."""
    for topic in rules.TOPICS:
        module = importlib.import_module(f"minutebook.checks.rules.{topic}")
        if registry.find_rule(code) in vars(module).values():
            return topic
    raise AssertionError(code)


def test_every_rule_states_its_facts() -> None:
    for rule in list_rules():
        assert rule.severity in {"error", "warning", "info"}
        assert rule.explanation.endswith(".")
        assert explain(rule.code).startswith(f"{rule.code} ({rule.severity})\n{rule.explanation}")


def test_explain() -> None:
    assert explain("one-way-supersession") == (
        "one-way-supersession (warning)\n"
        "A decision supersedes another, but only one of the two pages says so. A reader of the"
        " other page follows a decision that no longer holds. One that is only proposed supersedes"
        " nothing yet. Info where a reader of the superseded page sees that it is.\n"
        "`minutebook check --fix` writes `supersedes` into the successor's page, where the superseded"
        " page states it in its status or as a fact. It writes into no page that it is superseded,"
        " and nothing that only a sentence says: for these there is the command to type.\n"
        "To change its severity, set `one-way-supersession` under `rules` in the configuration"
        " to off, info, warning or error.\n"
        "To silence it in one page, write there:"
        " <!-- minutebook:silence one-way-supersession the reason -->\n"
        "For an example, and what mends it: minutebook guide rules one-way-supersession"
    )
    assert "--fix" not in explain("placeholder")


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("placeholdr", "minutebook check --explain placeholder"),
        ("stale", "minutebook check --explain stale-index"),
        ("xyzzy", "minutebook check --explain -"),
    ],
)
def test_explain_refuses_an_unknown_code(code: str, hint: str) -> None:
    with pytest.raises(UsageError, match=f"no rule is called '{code}'") as refusal:
        explain(code)
    assert refusal.value.hint == hint


def test_the_public_names_are_there() -> None:
    from minutebook import checks

    assert all(getattr(checks, name) for name in checks.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        checks.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("no-prompt", "Info"),
        ("route-feature", "Info"),
        ("number-name", "Info"),
        ("one-way-supersession", "Info"),
        ("number-twice", "warning"),
        ("front-matter", "warning"),
    ],
)
def test_a_rule_says_where_it_weighs_less(code: str, other: str) -> None:
    assert other in registry.require_rule(code).explanation
