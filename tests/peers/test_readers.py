"""What the readers of other tools read after each of our operations, on a folder of their own kind."""

from __future__ import annotations

import pytest

from peer_folders import KINDS, Kind, MakeFolder, NeedsReader
from peer_operations import OPERATIONS, Operation, find_problems, is_tried, read_with, run_ours

pytestmark = pytest.mark.peers
READERS = [
    pytest.param(kind, reader, id=f"{kind.name}: {reader}")
    for kind in KINDS
    for reader in kind.readers
]
CASES = [
    pytest.param(kind, reader, operation, id=f"{operation.name}, in {kind.name}: {reader}")
    for operation in OPERATIONS
    for kind in KINDS
    for reader in kind.readers
    if is_tried(kind, operation)
]


@pytest.mark.parametrize(("kind", "reader"), READERS)
def test_a_folder_of_its_kind_is_read_before_we_touch_it(
    make_folder: MakeFolder, kind: Kind, reader: str
) -> None:
    """The fixture is what it says: four records, no error, three accepted and one not."""
    _, reading = make_folder(kind, reader)

    assert reading["error"] is None
    assert list(reading["pages"]) == list(kind.pages)
    assert [page["error"] for page in reading["pages"].values()] == [None] * 4
    statuses = [str(page["status"]) for page in reading["pages"].values()]
    assert statuses[0] == statuses[1] == statuses[2] != statuses[3]


@pytest.mark.parametrize(("kind", "reader", "operation"), CASES)
def test_a_reader_reads_what_we_did(
    make_folder: MakeFolder,
    need_reader: NeedsReader,
    world: dict[str, str],
    kind: Kind,
    reader: str,
    operation: Operation,
) -> None:
    top, before = make_folder(kind, reader)
    for command in (*operation.prepare, *operation.commands):
        assert run_ours(top, command, kind, world) == ""

    after = read_with(reader, top / kind.folder, need_reader(reader))

    problems = find_problems(kind, reader, operation, before, after)
    assert not problems, "\n".join(problems)
