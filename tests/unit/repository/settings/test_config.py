"""Settings: found, read, refused with the option's name, and listed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from contextlib import suppress
from pathlib import Path

import pytest

from growth import assert_linear
from minutebook.errors import OperationError
from minutebook.lean.values import fields
from minutebook.records.model import ADR, PHR
from minutebook.records.phr.visibility import VisibilityRule
from minutebook.repository.settings import config
from minutebook.repository.settings.config import InvalidSettings, Settings, Silence


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", {}),
        ('adr-folders = ["docs/adr"]', {"adr_folders": ("docs/adr",)}),
        ('adr_folders = ["docs/adr"]', {"adr_folders": ("docs/adr",)}),
        # folders as people write them
        ('adr-folders = ["./docs//adr/"]', {"adr_folders": ("docs/adr",)}),
        ('phr-folders = ["a/./b", "c"]', {"phr_folders": ("a/b", "c")}),
        ('adr-folders = [".", "docs/adr"]', {"adr_folders": (".", "docs/adr")}),
        ('adr-folders = ["./"]', {"adr_folders": (".",)}),
        ('templates = "tpl/"', {"templates": "tpl"}),
        ("proposed-days = 7", {"proposed_days": 7}),
        ("fsync = true", {"fsync": True}),
        ('reserve = "origin"', {"reserve": "origin"}),
        ('reserve = "team/up-stream.2"', {"reserve": "team/up-stream.2"}),
        ('reserve = ""', {"reserve": ""}),
        ("reserve-block = 200", {"reserve_block": 200}),
        ('keep-number = "cited"', {"keep_number": "cited"}),
        ('suggest = "off"', {"suggest": "off"}),
        ("suggest-score = 0.75", {"suggest_score": 0.75}),
        ("suggest-score = 1", {"suggest_score": 1.0}),
        ("suggestion-days = 0", {"suggestion_days": 0}),
        ('commit = "amend"', {"commit": "amend"}),
        ('commit-message = "docs: {ref}"', {"commit_message": "docs: {ref}"}),
        ('commit-message = "Records"', {"commit_message": "Records"}),
        # as earlier versions had it
        ("stage = true", {"commit": "stage"}),
        ("stage = false", {}),
        ('stage = true\ncommit = "no"', {"commit": "no"}),
        # what the table holds is the catalogue's to judge, where it is used
        ("topics = {}", {"topics": {}}),
        ("[topics.Caching]\nweight = 1.0", {"topics": {"Caching": {"weight": 1.0}}}),
        ('stages = ["deploy"]', {"stages": ("deploy",)}),
        ('adr-numbering = "folder"', {"adr_numbering": "folder"}),
        ('feature-branch = ""', {"feature_branch": ""}),
        ('rules = { stale-index = "off" }', {"rules": {"stale-index": "off"}}),
        ("rules = {}", {"rules": {}}),
        (
            'relations = { "Spiked in" = "spike-of" }',
            {"relations": {"spiked-in": "spike-of"}},
        ),
        (
            '[[silence]]\ncode = "dangling-link"\npath = "a/*"\nreason = "moved"',
            {"silence": (Silence("dangling-link", "a/*", "moved"),)},
        ),
        (
            '[[visibility-rules]]\nbranch = "security/*"\nvisibility = "private"',
            {"visibility_rules": (VisibilityRule("private", branch="security/*"),)},
        ),
    ],
)
def test_a_setting_is_read(text: str, changed: dict[str, object]) -> None:
    settings = config.parse_table(tomllib.loads(text), "minutebook.toml")
    for option in fields(Settings):
        expected = changed.get(option.name, getattr(Settings(), option.name))
        assert getattr(settings, option.name) == expected, option.name


@pytest.mark.parametrize(
    ("text", "named", "hint"),
    [
        ('adr-folder = ["x"]', "adr-folder", "adr-folders"),
        ("zzz = 1", "zzz", "minutebook config"),
        ('proposed-days = "soon"', "proposed-days", ""),
        ('adr-folders = "docs"', "adr-folders", ""),
        ("adr-folders = [1]", "adr-folders", ""),
        ("adr-folders = []", "adr-folders", "decisions"),
        ("phr-folders = []", "phr-folders", "history/prompts"),
        ('adr-folders = ["../x"]', "adr-folders", "docs/adr"),
        ('adr-folders = ["a/../../x"]', "adr-folders", ""),
        ('phr-folders = ["/etc"]', "phr-folders", ""),
        ('phr-folders = ["."]', "phr-folders", ""),
        ('phr-folders = [""]', "phr-folders", ""),
        ('adr-folders = ["a\\u0000b"]', "adr-folders", ""),
        ('templates = ""', "templates", ""),
        ('templates = "\\\\share"', "templates", ""),
        ("proposed-days = -1", "proposed-days is -1", "0 or more"),
        ("suggest = true", "suggest", ""),
        ('suggest = "loud"', "suggest", ""),
        ("suggest-score = 1.5", "suggest-score is 1.5", "0 to 1"),
        ("suggest-score = -0.1", "suggest-score is -0.1", "0 to 1"),
        ("suggest-score = nan", "suggest-score is nan", "0 to 1"),
        ('suggest-score = "high"', "suggest-score", ""),
        ('commit = "always"', "commit", "own"),
        ('stage = "yes"', "unknown option 'stage'", "stages"),
        ('commit-message = "{ref}: {subject}"', "'{subject}'", "{ref}, {title}"),
        ('commit-message = "{ref"', "'{ref'", "{ref}, {title}"),
        ('commit-message = " "', "not a line of text", "Record {ref}"),
        ('commit-message = "a\\nb"', "not a line of text", "Record {ref}"),
        (f'commit-message = "{"x" * 201}"', "not a line of text", "200 characters"),
        ("reserve-block = 0", "reserve-block is 0", "from 1 to 200"),
        ("reserve-block = 201", "reserve-block is 201", "from 1 to 200"),
        ("suggestion-days = -1", "suggestion-days is -1", "0 or more"),
        ("suggestion-days = 40_000", "suggestion-days is 40000", "at most 36500"),
        ("proposed-days = 0x" + "f" * 5_000, "proposed-days", "at most 36500"),
        ("adr-template = 0x" + "f" * 5_000, "adr-template is what is too long", ""),
        ('feature-branch = "(a+)+$"', "feature-branch repeats a part", "feature-branch ="),
        ('feature-branch = "(a)\\\\1"', "feature-branch looks", "feature-branch ="),
        ('feature-branch = "a{99999999999}"', "feature-branch is not a regular", ""),
        ("adr-folders = [" + '"a", ' * 300 + "]", "more than 200 entries", ""),
        ("x" * 5_000 + " = 1", "unknown option 'xxx", ""),
        ('topics = ["Redis"]', "topics", ""),
        ('adr-numbering = "both"', "numbering", ""),
        ('phr-numbering = "both"', "numbering", ""),
        ('rules = { stale-index = "loud" }', "rules.stale-index", ""),
        ('silence = [{ code = "x" }]', "silence", ""),
        ('visibility = "secret"', "visibility", ""),
        ('visibility-rules = [{ visibility = "private" }]', "visibility-rules", ""),
        ('visibility-rules = [{ branch = "x" }]', "visibility-rules", ""),
        ('visibility-rules = [{ branch = "", visibility = "private" }]', "visibility-rules", ""),
        ('visibility-rules = [{ branches = "x", visibility = "private" }]', "visibility", ""),
        ('visibility-rules = [{ branch = 1, visibility = "private" }]', "visibility-rules", ""),
        ('visibility-rules = ["private"]', "visibility-rules", ""),
        ('visibility-rules = "private"', "visibility-rules", ""),
        # a remote's name: git would take the rest for options, addresses, and paths
        ('reserve = "--upload-pack=x"', "reserve", "git remote"),
        ('reserve = "ext::sh -c x"', "reserve", "git remote"),
        ('reserve = "../x"', "reserve", "git remote"),
        ('reserve = "/x"', "reserve", "git remote"),
        ('reserve = "origin\\n"', "reserve", "git remote"),
        ("reserve = true", "reserve", ""),
    ],
)
def test_a_wrong_setting_is_named(text: str, named: str, hint: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        config.parse_table(tomllib.loads(text), "the.toml")
    assert refused.value.exit_status == 2
    assert "the.toml" in refused.value.message
    assert named in refused.value.message
    assert hint in refused.value.hint
    assert refused.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('adr-folders = ["history/prompts"]', "'history/prompts' is also 'history/prompts'"),
        ('phr-folders = ["./decisions/"]', "'decisions' is also 'decisions'"),
        ('adr-folders = ["history/prompts/x"]', "'history/prompts/x' lies right in"),
    ],
)
def test_decisions_in_the_folder_of_prompts_are_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        config.parse_table(tomllib.loads(text), "the.toml")
    assert message in refused.value.message
    assert "adr-folders: " in refused.value.message
    assert refused.value.message.endswith(" of phr-folders")
    assert 'adr-folders = ["decisions"] and phr-folders' in refused.value.hint
    assert refused.value.exit_status == 2


@pytest.mark.parametrize(
    "text",
    [
        'phr-folders = ["decisions/prompts"]',
        'adr-folders = ["history"]',
        'adr-folders = ["history/prompts/all/decisions"]',
        'adr-folders = ["history/prompts2"]',
    ],
)
def test_folders_of_two_kinds_may_be_nested_where_no_record_is_lost(text: str) -> None:
    assert config.parse_table(tomllib.loads(text), "the.toml")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "proposed-days = true",
            "proposed-days is true, not a whole number",
            "write it like proposed-days = 60",
        ),
        ("fsync = 1", "fsync is 1, not true or false", "write it like fsync = false"),
        (
            "adr-template = 3",
            "adr-template is 3, not a text",
            'write it like adr-template = "neighbours"',
        ),
        ("suggest-score = true", "suggest-score is true, not a number", "suggest-score = 0.0"),
        (
            'adr-folders = "x"',
            'adr-folders is "x", not a list of texts',
            'write adr-folders = ["x"]',
        ),
        (
            'suggest = "loud"',
            'suggest is "loud", not one of "on", "off"',
            'write it like suggest = "on"',
        ),
        ('rules = "off"', 'rules is "off", not a table', 'rules = { stale-index = "off" }'),
        (
            'rules = { stale-index = "loud" }',
            'rules.stale-index is "loud", not a severity',
            'give one of "off", "info", "warning", "error"',
        ),
        ('silence = "x"', "not a list of tables with the texts `code`", 'code = "CODE"'),
        ('adr-template = ""', "adr-template is empty", 'leave it out for "neighbours"'),
        ("adr-folders = [2024-01-01]", "not a list of texts", 'adr-folders = ["decisions"]'),
    ],
)
def test_a_value_of_another_type_is_answered_with_what_is_wanted(
    text: str, message: str, hint: str
) -> None:
    with pytest.raises(InvalidSettings) as refused:
        config.parse_table(tomllib.loads(text), "the.toml")
    assert message in refused.value.message
    assert hint in refused.value.hint


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    top = str(tmp_path)
    assert config.load(str(inner), top) == (Settings(), None)

    (tmp_path / "pyproject.toml").write_text('[tool.minutebook]\nadr-folders = ["x"]\n')
    settings, source = config.load(str(inner), top)
    assert (settings.adr_folders, source) == (("x",), str(tmp_path / "pyproject.toml"))

    # minutebook.toml comes before pyproject.toml
    (tmp_path / "minutebook.toml").write_text('adr-folders = ["y"]\n')
    assert config.load(str(inner), top)[0].adr_folders == ("y",)

    # folders are relative to the file's own
    (tmp_path / "a" / "minutebook.toml").write_text('adr-folders = ["z"]\n')
    settings, source = config.load(str(inner), top)
    assert settings.adr_folders == ("a/z",)
    assert settings.phr_folders == ("a/history/prompts",)
    assert settings.templates == "a/templates"
    assert source == str(tmp_path / "a" / "minutebook.toml")

    # the top is the repository's
    (tmp_path / "a" / "minutebook.toml").write_text('adr-folders = ["."]\n')
    with pytest.raises(config.InvalidSettings, match="is for a file in the repository's top"):
        config.load(str(inner), top)


def test_a_file_above_the_repository_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "minutebook.toml").write_text("fsync = true\n")
    (tmp_path / "repo").mkdir()
    assert config.load(str(tmp_path / "repo"), str(tmp_path / "repo")) == (Settings(), None)


def test_the_search_ends_at_the_root() -> None:
    assert config.find_table("/", "/nowhere/at/all") is None


@pytest.mark.parametrize(
    "text",
    [
        '[project]\nname = "x"\n',  # no word of us
        '[project]\nname = "minutebook"\n',  # a word of us, no table
        "tool = 1 # minutebook\n",
        "[tool]\nminutebook = 1\n",
        "minutebook = [broken\n",  # somebody else's trouble
    ],
)
def test_a_pyproject_without_our_table(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert config.load(str(tmp_path), str(tmp_path)) == (Settings(), None)


@pytest.mark.parametrize("raw", [b"x = [", b"\xff\xfe", b"x = " + b"[" * 100_000])
def test_our_own_file_must_be_toml(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "minutebook.toml").write_bytes(raw)
    with pytest.raises(InvalidSettings, match="cannot be read"):
        config.load(str(tmp_path), str(tmp_path))


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "minutebook.toml").write_bytes(b"\xef\xbb\xbffsync = true\r\n")
    assert config.load(str(tmp_path), str(tmp_path))[0].fsync


def test_a_folder_with_the_name_of_the_file_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "minutebook.toml").mkdir()
    assert config.load(str(tmp_path), str(tmp_path)) == (Settings(), None)


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if there were no settings would be worse: records would go to other folders."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "minutebook.toml").write_text("fsync = true\n")
    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(OperationError, match="Permission denied"):
        config.load(str(tmp_path), str(tmp_path))


def test_folders_carry_their_numbering() -> None:
    settings = Settings(adr_folders=("a", "b"), phr_numbering="folder")
    assert [(folder.kind, folder.path, folder.numbering) for folder in settings.list_folders()] == [
        (PHR, "history/prompts", "folder"),
        (ADR, "a", "repository"),
        (ADR, "b", "repository"),
    ]


@pytest.mark.parametrize(
    "value",
    [
        True,
        60,
        "a",
        'quote " and \\ backslash',
        "it's \\ both",
        "اردو 漢字 🎉",
        ["a", "b"],
        [],
        {"stale-index": "off", "a": "error", "b.c": "info", "": "off", "é": "off"},
        {},
        [{"code": "x", "path": "a*", "reason": "known"}],
    ],
)
def test_a_value_written_as_toml_reads_back(value: object) -> None:
    assert tomllib.loads(f"x = {config.format_toml(value)}")["x"] == value


def test_visibility_rules_as_toml() -> None:
    rules = (VisibilityRule("summary", feature="billing-*"), VisibilityRule("private", label="hr"))
    assert config.format_toml(rules) == (
        '[{feature = "billing-*", visibility = "summary"}, {label = "hr", visibility = "private"}]'
    )


def test_silences_as_toml() -> None:
    text = config.format_toml((Silence("c", "p", "r"),))
    assert text == '[{code = "c", path = "p", reason = "r"}]'


def test_every_option_says_what_it_means_and_reads_back() -> None:
    for option in fields(Settings):
        assert option.metadata["doc"].endswith(".")
        default = getattr(Settings(), option.name)
        table = tomllib.loads(f"{config.format_key(option.name)} = {config.format_toml(default)}")
        assert getattr(config.parse_table(table, "x"), option.name) == default


def test_settings_do_without_pydantic(repo: Path, world: dict[str, str]) -> None:
    (repo / "minutebook.toml").write_text('rules = { stale-index = "off" }\nproposed-days = 3\n')
    code = "import sys; from minutebook.repository.settings import config; config.load('.', '.'); print('pydantic' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repo,
        env=world,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("#" * 1_100_000, "minutebook.toml is larger than 1024 KB"),
        (".".join("a" * 400_000) + " = 1", "a key of more than 16 parts"),
        ('"a" . "b".' * 50_000 + "c = 1", "a key of more than 16 parts"),
        ("[" + ".".join("a" * 400_000) + "]", "a key of more than 16 parts"),
        ("adr-template = " + "[" * 100_000, "cannot be read"),
        ("proposed-days = " + "9" * 100_000, "cannot be read"),
        ('redact = "' + "x" * 500_000 + '"', 'redact is "xxx'),
    ],
)
def test_a_file_that_would_take_long_is_refused_in_a_short_message(
    tmp_path: Path, text: str, named: str
) -> None:
    (tmp_path / "minutebook.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidSettings) as refused:
        config.load(str(tmp_path), str(tmp_path))
    assert named in refused.value.message
    assert len(refused.value.message + refused.value.hint) < 1_000


@pytest.mark.parametrize(
    "unit",
    ["a.", '"', "'", '"a".', "a=1\n", "[a]\n", ".", "-", " ", "\n", '"""', "a = '", "#", "{"],
)
def test_reading_a_file_takes_time_by_its_length_alone(tmp_path: Path, unit: str) -> None:
    def read(size: int) -> None:
        (tmp_path / "minutebook.toml").write_text(unit * (size // len(unit)), "utf-8")
        with suppress(InvalidSettings):
            config.load(str(tmp_path), str(tmp_path))

    assert_linear(read, 40_000)


def test_a_larger_file_of_other_tools_says_where_settings_can_go(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.minutebook]\n" + "#" * 1_100_000, "utf-8")
    with pytest.raises(InvalidSettings) as refused:
        config.load(str(tmp_path), str(tmp_path))
    assert refused.value.hint == "move the settings to a file minutebook.toml"


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
def test_a_file_that_never_ends_is_no_configuration(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "minutebook.toml")
    (tmp_path / "pyproject.toml").symlink_to("/dev/zero")
    assert config.load(str(tmp_path), str(tmp_path)) == (config.Settings(), None)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"relations": {"Supersedes": "x"}}, "is a spelling of supersedes"),
        ({"relations": {"x": "Replaced by"}}, "is a spelling of superseded-by"),
        ({"relations": {"x": ""}}, "cannot be the name of a relation"),
        ({"relations": {"a/b": "x"}}, "cannot be the name of a relation"),
        ({"relations": {"x": 1}}, "not a table of texts"),
    ],
)
def test_words_for_links_that_cannot_be(table: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidSettings, match=message):
        config.parse_table(table, "minutebook.toml")


def test_both_kinds_of_folders_know_the_words_for_links() -> None:
    settings = config.parse_table({"relations": {"spiked-in": "spike-of"}}, "minutebook.toml")
    assert [dict(folder.own_relations) for folder in settings.list_folders()] == [
        {"spiked-in": "spike-of"}
    ] * 2
