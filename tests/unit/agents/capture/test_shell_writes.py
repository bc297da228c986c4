"""The files that shell commands say to write."""

from __future__ import annotations

import pytest

from minutebook.agents.capture.shell_writes import find_written_paths


@pytest.mark.parametrize(
    ("command", "paths"),
    [
        ("", ()),
        ("ls -la && git status", ()),
        ("printf 'a\\n' >> notes.txt && printf b > src/b.py", ("notes.txt", "src/b.py")),
        ("pytest -q 2>&1 | tee log/run.txt", ("log/run.txt",)),
        ("make 2> err.log >/dev/null", ("err.log",)),
        ("make &>all.log </dev/null", ("all.log",)),
        ("echo 'a > b.txt' && echo done", ()),
        ("cat > a.py <<'EOF'\nx > y\nEOF\ntouch b.py", ("a.py", "b.py")),
        ("cd web && sed -i 's/a/b/' x.js y.js", ("web/x.js", "web/y.js")),
        ("cd && touch a", ("a",)),
        ("sed 's/a/b/' x.js", ()),
        ("sed -i.bak -E 's/a/b/' x.js", ("x.js",)),
        ("prettier --write src/a.ts; prettier src/b.ts", ("src/a.ts",)),
        ("sudo env A=1 cp -r conf.d etc/conf.d", ("etc/conf.d",)),
        ("cp lonely", ()),
        ("mv a.py pkg/a.py; rm -f old.py", ("a.py", "pkg/a.py", "old.py")),
        ("git mv a b && git commit -m x", ("a", "b")),
        ("git", ()),
        ("rm -rf *.pyc $TMP/x", ()),
        ("dd if=/dev/zero of=blob.bin bs=1", ("blob.bin",)),
        ("touch a.txt ./a.txt", ("a.txt",)),
        ("touch a.txt; echo 'not closed", ("a.txt",)),
        ("echo >", ()),
    ],
)
def test_find_written_paths(command: str, paths: tuple[str, ...]) -> None:
    assert find_written_paths(command) == paths
