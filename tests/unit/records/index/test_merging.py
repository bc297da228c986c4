"""Three versions of a page merged around its generated blocks, and a merge that was not finished."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutebook.errors import OperationError
from minutebook.operations.indexes import merge_driver
from minutebook.records.index import merging
from minutebook.repository.git import repo

from command_runner import Runner

OPEN, SHUT = "<!-- minutebook:index -->", "<!-- /minutebook:index -->"


def page(rows: str, before: str = "# D\n", after: str = "end\n") -> str:
    return f"{before}{OPEN}\n{rows}{SHUT}\n{after}"


def merged(folder: Path, base: str, ours: str, theirs: str, *labels: str) -> tuple[str, bool]:
    """What the driver makes of three texts, and whether it is clean."""
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    paths = [folder / name for name in ("base", "ours", "theirs")]
    for path, text in zip(paths, (base, ours, theirs), strict=True):
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    clean = merge_driver.merge_page(
        repo.find_repo(str(folder)), *map(str, paths), marker_size="7", labels=labels
    )
    assert sorted(one.name for one in folder.iterdir()) == [".git", "base", "ours", "theirs"]
    return paths[1].read_bytes().decode("utf-8", "surrogateescape"), clean


BASE = page("a\n")
CONFLICT = "<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged_text"),
    [
        # the block is ours where both changed it, theirs where they alone did
        (BASE, page("a\nb\n"), page("a\nc\n"), page("a\nb\n")),
        (BASE, page("a\n", "# Ours\n"), page("a\nc\n"), page("a\nc\n", "# Ours\n")),
        (BASE, page("a\nb\n"), page("a\n", after="end\nmore\n"), page("a\nb\n", after="end\nmore\n")),
        # and the text around it is merged
        (BASE, page("b\n", "# Ours\n"), page("c\n", after="so\n"), page("b\n", "# Ours\n", "so\n")),
        # a block that one side has, or that both made
        ("# D\n", page("b\n", after=""), "# D\nmore\n", None),
        ("# D\n\nend\n", page("b\n", "# D\n\n"), "# D2\n\nend\n", page("b\n", "# D2\n\n")),
        ("# D\nend\n", page("b\n"), page("c\n"), page("b\n")),
        ("", page("b\n"), page("c\n"), page("b\n")),
        (BASE, "# D\nend\n", page("c\n"), "# D\nend\n"),
        (BASE, page("b\n"), "# D\nend\n", "# D\nend\n"),
        (BASE, "# D\nend\n", "# D\nend\n", "# D\nend\n"),
        # line ends, bytes that are no text, words that look like what stands for a block
        *(
            tuple(
                text.replace("\n", "\r\n").replace("# ", "# caf\udce9 ")
                for text in (BASE, page("b\n"), page("c\n", after="x\n"), page("b\n", after="x\n"))
            )
            for _ in range(1)
        ),
        (
            page("a\n", "<!-- minutebook:index is made anew -->\n"),
            page("b\n", "<!-- minutebook:index is made anew -->\n"),
            page("c\n", "<!-- minutebook:index is made anew -->\n"),
            page("b\n", "<!-- minutebook:index is made anew -->\n"),
        ),
        # a conflict of people's own words
        (BASE, page("b\n", "# O\n"), page("c\n", "# T\n"), page("b\n", CONFLICT.format("# O\n", "# T\n"))),
    ],
)  # fmt: skip
def test_a_page_is_merged_around_its_block(
    base: str,
    ours: str,
    theirs: str,
    merged_text: str | None,
    tmp_path: Path,
    world: dict[str, str],
) -> None:
    text, clean = merged(tmp_path / "r", base, ours, theirs)
    assert clean is ("<<<<<<<" not in text)
    if merged_text is None:
        assert not clean
        assert OPEN in text
        assert "more" in text
    else:
        assert text == merged_text


def record(fields: str, body: str = "# T\n") -> str:
    return f'---\nid: "0001"\ntitle: T\n{fields}---\n\n{body}'


BOTH = "files:\n  - a.py\n  - b.py\n  - c.py\n"


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged_text"),
    [
        ("files:\n  - a.py\n", "files:\n  - a.py\n  - b.py\n", "files:\n  - a.py\n  - c.py\n", BOTH),
        ("", "files:\n  - a.py\n  - b.py\n", "files:\n  - a.py\n  - c.py\n", BOTH),
        ("commits: [a]\n", "commits: [a, b]\n", "commits: [a, c]\n", "commits: [a, b, c]\n"),
        (
            "links:\n  adr:\n    - 0001-a\n",
            "links:\n  adr:\n    - 0001-a\n    - 0002-b\n",
            "links:\n  adr:\n    - 0001-a\n    - 0003-c\n",
            "links:\n  adr:\n    - 0001-a\n    - 0002-b\n    - 0003-c\n",
        ),
        (
            "files: # of the change\n  - a.py # old\n",
            "files: # of the change\n  - a.py # old\n  - b.py\n",
            "files:\n  - a.py\n",
            None,
        ),
        # left to the line merge: an item taken away, a comment of theirs, no list, another field
        ("files:\n  - a.py\n", "files:\n  - b.py\n", "files:\n  - c.py\n", None),
        ("files:\n  - a\n", "files:\n  - a\n  - b\n", "files:\n  - a\n  - c # why\n", None),
        ("files: a\n", "files: b\n", "files: c\n", None),
        ("labels: [a]\n", "labels: [a, b]\n", "labels: [a, c]\n", None),
        ("links: {}\n", "links:\n  spec: a\n", "links:\n  spec: b\n", None),
        (
            "links:\n  adr:\n    - a\n",
            "links:\n  adr:\n    - a\n    - b\n",
            "links: {adr: [a, c]}\n",
            None,
        ),
        ("files: [a, a]\n", "files: &x [a, b]\nx: *x\n", "files: [a, c]\n", None),
    ],
)  # fmt: skip
def test_lists_that_grow_on_both_sides(
    base: str,
    ours: str,
    theirs: str,
    merged_text: str | None,
    tmp_path: Path,
    world: dict[str, str],
) -> None:
    texts = (record(base), record(ours), record(theirs, "# T\n\nmore\n"))
    text, clean = merged(tmp_path / "r", *texts)
    if merged_text is None:
        ready = merging.prepare_merge(*texts)
        assert (ready.base, ready.ours, ready.theirs, ready.blocks) == (*texts, {})
    else:
        assert clean
        assert text == record(merged_text, "# T\n\nmore\n")


def test_traces_still_name_their_files_among_those_of_both_sides() -> None:
    def make_page(files: str, traces: str) -> str:
        return f"---\nid: 1\n---\n\n# T\n\n<!-- minutebook:record\n{files}{traces}-->\n"

    one, both = "files: [a/x.py]\n", "files: [a/x.py, b/x.py]\n"
    trace = "traces:\n  x.py: '1 AAAA'\n"
    ready = merging.prepare_merge("", make_page(one, trace), make_page("files: [b/x.py]\n", ""))
    assert both in ready.ours
    assert both in ready.theirs
    assert '  a/x.py: "1 AAAA"' in ready.ours
    assert "traces" not in ready.theirs
    grown = make_page("files: [a/x.py, b/y.py]\n", trace)  # a name that is no other file's stays
    assert merging.prepare_merge("", make_page(one, trace), grown).ours == grown


def test_pages_without_front_matter_have_no_lists(tmp_path: Path, world: dict[str, str]) -> None:
    ready = merging.prepare_merge("", "files: [a]\n", record("files: [b]\n"))
    assert ready.ours == "files: [a]\n"


def test_labels_and_the_length_of_markers(tmp_path: Path, world: dict[str, str]) -> None:
    text, _ = merged(tmp_path / "a", "a\n", "b\n", "c\n", "HEAD", "1234", "topic")
    assert text == "<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic\n"
    text, _ = merged(tmp_path / "b", "a\n", "b\n", "c\n", "%X", "%S", "%Y")  # git before 2.45
    assert text == CONFLICT.format("b\n", "c\n")


def test_what_is_no_text_stays_ours(tmp_path: Path, world: dict[str, str]) -> None:
    assert merged(tmp_path / "r", "a\0\n", "b\0\n", "c\0\n") == ("b\0\n", False)


def test_a_page_that_is_not_understood_is_merged_as_text(
    tmp_path: Path, world: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: str) -> None:
        raise RecursionError

    monkeypatch.setattr(merging, "prepare_merge", fail)
    assert merged(tmp_path / "r", "a\n\nb\n", "A\n\nb\n", "a\n\nB\n") == ("A\n\nB\n", True)


def test_files_that_are_not_there(tmp_path: Path, repo: Path) -> None:
    found = merge_driver.repo.find_repo(str(repo))
    with pytest.raises(OperationError, match="cannot be read"):
        merge_driver.merge_page(found, "a", "b", "c", labels=())
    (repo / "x").write_text("x")
    with pytest.raises(OperationError, match="cannot be written"):
        merge_driver._write(str(repo / "none/x"), "x")


def test_the_command(run: Runner, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("o", BASE), ("a", page("b\n")), ("b", page("c\n"))):
        (repo / name).write_text(text)
    words = ("merge-driver", "--", "o", "a", "b", "decisions/README.md")
    assert run(*words).ok().out == ""
    assert (repo / "a").read_text() == page("b\n")
    (repo / "a").write_text(page("b\n", "# A\n"))
    (repo / "b").write_text(page("b\n", "# B\n"))
    assert run(*words, "9", "%X", "%S", "%Y").exit == 1
    assert (repo / "a").read_text().startswith(f"{'<' * 9} ours\n# A\n")
    assert "merge-driver" not in run("--help").ok().out


TEXTS = st.lists(
    st.sampled_from(["a\n", "b\n", "c\n", "\n", f"{OPEN}\n", f"{SHUT}\n", "---\n", "files: [a]\n"])
).map("".join)


@given(TEXTS, TEXTS)
def test_what_one_side_changed_is_what_comes_of_it(base: str, theirs: str) -> None:
    """The pure part: with ours as the base, a merge that takes theirs gives theirs."""
    ready = merging.prepare_merge(base, base, theirs)
    assert ready.base == ready.ours
    assert ready.restore_blocks(ready.theirs) == theirs


# A merge that was not finished --------------------------------------------------------------------


def hunk(ours: str, theirs: str, base: str | None = None) -> str:
    middle = "" if base is None else f"||||||| base\n{base}"
    return f"<<<<<<< HEAD\n{ours}{middle}=======\n{theirs}>>>>>>> topic\n"


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        # inside the block
        (page(hunk("a\n", "b\n")), page("a\n")),
        (page(hunk("a\n", "b\n", "c\n")), page("a\n")),
        (page("x\n" + hunk("a\n", "") + "y\n" + hunk("", "b\n")), page("x\na\ny\n")),
        # beginning before it
        (
            f"# D\n{hunk(f'mine{chr(10)}{OPEN}{chr(10)}a{chr(10)}', f'theirs{chr(10)}{OPEN}{chr(10)}b{chr(10)}')}x\n{SHUT}\nend\n",
            f"# D\n{hunk('mine' + chr(10), 'theirs' + chr(10))}{OPEN}\na\nx\n{SHUT}\nend\n",
        ),
        (
            f"{hunk(f'same{chr(10)}{OPEN}{chr(10)}a{chr(10)}', f'same{chr(10)}{OPEN}{chr(10)}b{chr(10)}', 'old' + chr(10))}{SHUT}\n",
            f"same\n{OPEN}\na\n{SHUT}\n",
        ),
        # ending behind it, with what the base had
        (
            f"{OPEN}\n" + hunk(f"a\n{SHUT}\nmine\n", f"b\n{SHUT}\nyours\n", f"c\n{SHUT}\nold\n"),
            f"{OPEN}\na\n{SHUT}\n" + hunk("mine\n", "yours\n", "old\n"),
        ),
        # around it, on both sides or one
        (
            hunk(page("a\n"), page("b\n", after="other\n")),
            page("a\n", after=hunk("end\n", "other\n")),
        ),
        (hunk(page("a\n"), ""), hunk(page("a\n"), "")),
        (hunk("", page("b\n")), hunk("", page("b\n"))),
        (
            hunk(page("a\n"), "other\n" + page("b\n", "", "")),
            hunk(page("a\n"), "other\n" + page("a\n", "", "")),
        ),
        # people's own words
        (page("a\n", hunk("x\n", "y\n")), page("a\n", hunk("x\n", "y\n"))),
        (page(hunk("a\n", "b\n"), hunk("x\n", "y\n")), page("a\n", hunk("x\n", "y\n"))),
        (hunk("a\n", "b\n"), hunk("a\n", "b\n")),
        # no conflicts as git writes them
        (page("<<<<<<< a\n"), page("<<<<<<< a\n")),
        (page("<<<<<<< a\n>>>>>>> b\n"), page("<<<<<<< a\n>>>>>>> b\n")),
        (page("<<<<<<< a\n" + hunk("x\n", "y\n")), page("<<<<<<< a\nx\n")),
        (page("<<<<<<<a\n=======\n>>>>>>>b\n"), page("<<<<<<<a\n=======\n>>>>>>>b\n")),
        # a block that the sides do not have in one place
        (
            hunk(f"{OPEN}\na\n", "b\n") + f"c\n{SHUT}\n",
            hunk(f"{OPEN}\na\nc\n{SHUT}\n", "b\n") + hunk("", f"c\n{SHUT}\n"),
        ),
        # an underline of theirs, CRLF, no last line end
        (page(hunk("a\n", "b\n=======\n")), page("a\n")),
        (page(hunk("a\n", "b\n")).replace("\n", "\r\n"), page("a\n").replace("\n", "\r\n")),
        (page(hunk("a\n", "b\n"), after="")[:-1], page("a\n", after="")[:-1]),
    ],
)  # fmt: skip
def test_a_conflict_in_a_generated_block(text: str, mended: str) -> None:
    assert merging.remove_block_conflicts(text) == mended
    assert merging.remove_block_conflicts(mended) == mended


PARTS = st.sampled_from(
    [
        "a\n", "b\n", f"{OPEN}\n", f"{SHUT}\n", "<<<<<<< x\n", "||||||| x\n", "=======\n",
        ">>>>>>> x\n", "```\n", "<!-- minutebook:links -->\n", "<!-- /minutebook:links -->\n",
    ]
)  # fmt: skip
LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n"]), max_size=3).map("".join)


@given(st.lists(PARTS, max_size=20).map("".join))
def test_any_page_can_be_mended(text: str) -> None:
    mended = merging.remove_block_conflicts(text)
    assert set(mended.split("\n")) <= set(text.split("\n"))


@given(*[LINES] * 6)
def test_what_git_conflicts_on_outside_the_block_stays(
    base: str, ours: str, theirs: str, was: str, mine: str, other: str
) -> None:
    """Every line that a person wrote on either side is still there."""
    import tempfile

    texts = [page(rows, f"# D\n{words}", f"{words}end\n") for rows, words in
             ((base, was), (ours, mine), (theirs, other))]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for path, text in zip(paths, (texts[1], texts[0], texts[2]), strict=True):
            path.write_text(text)
        said = subprocess.run(
            ["git", "merge-file", "-p", "--diff3", *map(str, paths)], capture_output=True, text=True
        ).stdout
    mended = merging.remove_block_conflicts(said)
    assert merging.remove_block_conflicts(mended) == mended
    span = merging.find_block(mended, "index")
    assert span
    assert not any(sign * 7 in mended[slice(*span)] for sign in "<|=>")
    ready = merging.prepare_merge(*texts)
    kept = mended[: span[0]] + mended[span[1] :]
    for text in (ready.ours, ready.theirs):
        for line in text.split("\n"):
            if "minutebook:" not in line and line not in texts[0].split("\n"):
                assert line in kept.split("\n")


# The record block -------------------------------------------------------------------------------

_HIDDEN = """---
id: PHR-0001
---

# PHR-0001 Add it

Text.

<!-- minutebook:record
session: abc
digest: sha256:00
{}-->
"""


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        (
            "links:\n  adr: [ADR-0001]\n",
            "links:\n  adr: [ADR-0001, ADR-0002]\n",
            "links:\n  adr: [ADR-0001, ADR-0003]\n",
            "links:\n  adr: [ADR-0001, ADR-0002, ADR-0003]\n",
        ),
        (
            "",
            "links:\n  adr: [ADR-0002]\n",
            "links:\n  adr: [ADR-0003]\n",
            "links:\n  adr: [ADR-0002, ADR-0003]\n",
        ),
        (  # lines beside each other
            "commits: [a1]\naliases: [one]\n",
            "commits: [a1, b2]\naliases: [one]\n",
            "commits: [a1]\naliases: [one, two]\n",
            "commits: [a1, b2]\naliases: [one, two]\n",
        ),
        ("", "commits: [a1]\n", "aliases: [two]\n", "aliases: [two]\ncommits: [a1]\n"),
    ],
)
def test_lists_of_the_record_block_get_the_items_of_both_sides(
    base: str, ours: str, theirs: str, merged: str
) -> None:
    prepared = merging.prepare_merge(*(_HIDDEN.format(text) for text in (base, ours, theirs)))
    assert prepared.ours == prepared.theirs == _HIDDEN.format(merged)


def test_other_facts_of_the_record_block_are_left_to_the_line_merge() -> None:
    base, ours = _HIDDEN.format("tokens: 1\n"), _HIDDEN.format("tokens: 2\ncommits: [a1]\n")
    theirs = _HIDDEN.format("tokens: 3\n")
    prepared = merging.prepare_merge(base, ours, theirs)
    assert "tokens: 2" in prepared.ours
    assert "tokens: 3" in prepared.theirs
    lost = _HIDDEN.format("commits: [b2]\n")
    other = _HIDDEN.format("commits: [a1, c3]\n")
    prepared = merging.prepare_merge(_HIDDEN.format("commits: [a1]\n"), lost, other)
    assert (prepared.ours, prepared.theirs) == (lost, other)
