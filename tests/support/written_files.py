"""Files of a working tree, written or removed."""

from __future__ import annotations

from pathlib import Path


def write_file(path: Path, text: str | bytes | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
