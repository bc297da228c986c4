"""Settings of plain lines are read as tomllib reads them, without loading it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minutebook.repository.settings import config_file, options

_KEYS = st.sampled_from(
    ["index", "phr-template", "reserve-block", '"index"', "a.b", "é", "a_b", ""]
)
_VALUES = st.sampled_from(
    [
        '"always"',
        "'x'",
        '"a\\nb"',
        '"é 日本"',
        '"a # b"',
        '"a" # b',
        '"""a"""',
        '""',
        '"',
        "true",
        "True",
        "false",
        "8",
        "08",
        "1_000",
        "-1",
        "1.5",
        "1979-05-27",
        "[]",
        '["a"]',
        "{}",
        '"a\tb"',
        "",
    ]
)
_LINES = st.one_of(
    st.builds("{} = {}".format, _KEYS, _VALUES),
    st.builds("\t{}={} ".format, _KEYS, _VALUES),
    st.sampled_from(
        ["", "# why", "  # why", "[rules]", "[[silence]]", "index", "\x00", "# \x01", "\r"]
    ),
)


@given(
    st.lists(_LINES, max_size=4), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"])
)
@example(['index = "always"', "index = true"], "\n", "")
@example(['index = "a"', '"index" = "b"'], "\n", "")
def test_a_file_says_the_same_by_either_way(lines: list[str], line_end: str, mark: str) -> None:
    text = mark + line_end.join([*lines, ""])
    try:
        expected: object = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        expected = config_file.InvalidSettings
    try:
        table: object = config_file.parse_text(text.encode(), "minutebook.toml", is_own=True)
    except config_file.InvalidSettings:
        table = config_file.InvalidSettings
    assert table == expected


@pytest.mark.parametrize(
    ("text", "is_loaded"),
    [
        ("", False),
        ("# the defaults\n", False),
        ('# why\nindex = "always"\nfsync = true\nreserve-block = 20\n', False),
        ('stages = ["deploy"]\n', True),
        ('[rules]\nstale-index = "off"\n', True),
    ],
)
def test_a_parser_is_loaded_for_what_is_not_plain(
    text: str, is_loaded: bool, tmp_path: Path
) -> None:
    (tmp_path / "minutebook.toml").write_text(text)
    code = (
        "import sys; from minutebook.repository.settings import config;"
        " config.load('.', '.'); print('tomllib' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert answer.strip() == str(is_loaded)


def test_the_choices_of_options_are_those_of_their_types() -> None:
    """The types stand in a block that only type checkers read."""
    source = Path(options.__file__).read_text("utf-8")
    names: dict[str, object] = {}
    exec(source.replace("TYPE_CHECKING = False", "TYPE_CHECKING = True"), names)
    annotations = options.Settings.__annotations__
    for name, choices in options.OPTION_CHOICES.items():
        assert get_args(names[annotations[name]]) == choices, name
    assert get_args(names["Severity"]) == options.SEVERITIES
