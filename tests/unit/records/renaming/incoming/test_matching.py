"""Which records that come are here already: by name, by former name, by bytes; each once."""

from __future__ import annotations

import pytest

from minutebook.records import reader
from minutebook.records.model import ADR, PHR, Folder, Record, RecordSet
from minutebook.records.renaming.incoming.matching import find_present

HERE = Folder(ADR, "decisions")
THERE = Folder(ADR, "docs/adr")
PROMPTS = Folder(PHR, "history/prompts", "folder")


def read(folder: Folder, name: str, text: str = "# A\n") -> Record:
    return reader.read_record(folder, f"{folder.path}/{name}", text)


def prompt(name: str, words: str, more: str = "") -> Record:
    return read(PROMPTS, f"general/{name}", f"---\ntitle: A\n{more}---\n\n## Prompt\n\n{words}\n")


def match(incoming: list[Record], here: list[Record]) -> dict[str, str]:
    folders = {
        record.path: "history/prompts/general" if record.kind is PHR else "decisions"
        for record in incoming
    }
    present = find_present(incoming, folders, RecordSet((HERE, PROMPTS), tuple(here)))
    return {path.rpartition("/")[2]: other.file_name for path, other in present.items()}


@pytest.mark.parametrize(
    ("name", "name_here", "text_here", "is_present"),
    [
        ("0003-x.md", "0003-x.md", "# Another text\n", False),
        ("0003-x.md", "0003-x.md", "---\nstatus: rejected\n---\n\n# A\n", True),
        ("0003-X.md", "0003-x.md", "# A\n", True),
        ("0003-x.md", "0007-x.md", "# A\n", True),  # the same bytes
        ("0003-x.md", "0007-y.md", "# A\n", False),
        ("0003-x.md", "0007-x.md", "# Another text\n", False),
        ("0003-x.md", "0007-x.md", "# A\n\n<!-- minutebook:alias 0003-x -->\n", True),
        ("0003-x.md", "0003-y.md", "# A\n", False),
        ("20240102-x.md", "20240102-x.md", "# A\r\n", True),
    ],
)
def test_a_decision_is_known_by_its_name_a_former_one_or_its_bytes(
    name: str, name_here: str, text_here: str, is_present: bool
) -> None:
    found = match([read(THERE, name)], [read(HERE, name_here, text_here)])
    assert found == ({name: name_here} if is_present else {})


def test_a_decision_in_another_folder_is_one_where_numbers_are_the_repositorys() -> None:
    moved = reader.read_record(HERE, "decisions/old/0003-x.md", "# A\r\n")
    assert match([read(THERE, "0003-x.md")], [moved]) == {"0003-x.md": "0003-x.md"}
    by_folder = Folder(ADR, "docs/adr", "folder")
    assert match([read(by_folder, "0003-x.md")], [moved]) == {}


@pytest.mark.parametrize(("words", "is_present"), [("Go on.", True), ("Something else.", False)])
def test_a_prompt_is_known_by_its_name_and_its_words(words: str, is_present: bool) -> None:
    name = "0003-go-on.general.prompt.md"
    found = match([prompt(name, "Go on.")], [prompt(name, words, "labels: [x]\n")])
    assert bool(found) == is_present


def test_each_record_here_stands_for_one() -> None:
    names = ["0003-go-on.general.prompt.md", "0004-go-on.general.prompt.md"]
    incoming = [prompt(name, "Go on.") for name in names]
    assert match(incoming, [incoming[1]]) == {names[1]: names[1]}
    assert match(incoming, incoming) == dict(zip(names, names, strict=True))


def test_the_page_of_a_folder_is_known_by_that() -> None:
    name = "0003-x/README.md"
    incoming = read(THERE, name)
    found = find_present(
        [incoming], {incoming.path: "decisions"}, RecordSet((HERE,), (read(HERE, name, "# A\r\n"),))
    )
    assert [record.path for record in found.values()] == ["decisions/0003-x/README.md"]


def test_a_decision_that_was_edited_here_is_known_and_another_text_is_not() -> None:
    lines = "".join(f"Line {letter}.\n" for letter in "abcdefghij")
    alias = "\n<!-- minutebook:alias 0003-x -->\n"
    incoming = [read(THERE, "0003-x.md", f"# A\n\n{lines}")]
    edited = lines.replace("Line c", "Row c")
    assert match(incoming, [read(HERE, "0003-x.md", f"# A\n\n{edited}")])
    assert not match(incoming, [read(HERE, "0003-x.md", "# A\n\nLine a.\n")])
    assert match(incoming, [read(HERE, "0007-x.md", f"# A\n\nRows.\n{alias}")])
    assert not match(incoming, [read(HERE, "0007-x.md", f"# B\n\nRows.\n{alias}")])
