"""The readers of other tools, where they are installed, and folders of their own kind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from peer_folders import Kind, MakeFolder, NeedsReader
from peer_operations import Reading, read_with


@pytest.fixture(scope="session")
def need_reader() -> NeedsReader:
    """Skips the test where a reader is not installed, saying why; returns where the readers are."""
    # Looked up at once: tests run without it.
    folder = os.environ.get("MINUTEBOOK_PEERS")
    missing = {}
    if folder:
        missing = json.loads((Path(folder) / "missing.json").read_text("utf-8"))

    def need(reader: str) -> Path:
        if not folder:
            pytest.skip(
                "MINUTEBOOK_PEERS is not set: python tests/peers/readers/install.py FOLDER makes one"
            )
        if reader in missing:
            pytest.skip(f"{reader} could not be installed: {missing[reader]}")
        return Path(folder)

    return need


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders that were made, by the name of their kind, to be copied; not to be changed."""
    return {"": tmp_path_factory.mktemp("originals")}


@pytest.fixture(scope="session")
def readings() -> dict[tuple[str, str], Reading]:
    """What was read in them."""
    return {}


@pytest.fixture
def make_folder(
    need_reader: NeedsReader,
    originals: dict[str, Path],
    readings: dict[tuple[str, str], Reading],
    world: dict[str, str],
    tmp_path: Path,
) -> MakeFolder:
    """Makes a repository with a folder of a kind, committed; returns it, and what a reader reads."""

    def make(kind: Kind, reader: str) -> tuple[Path, Reading]:
        peers = need_reader(reader)
        if kind.name.startswith("adr-tools"):
            need_reader("adr-tools")  # which writes the pages
        if kind.name not in originals:
            top = originals[""] / kind.name
            top.mkdir()
            kind.write(top, peers)
            for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "Decisions"]):
                subprocess.run(["git", *command], cwd=top, env=world, check=True)
            originals[kind.name] = top
        if (kind.name, reader) not in readings:
            readings[kind.name, reader] = read_with(
                reader, originals[kind.name] / kind.folder, peers
            )
        shutil.copytree(originals[kind.name], tmp_path / "top")
        return tmp_path / "top", readings[kind.name, reader]

    return make
