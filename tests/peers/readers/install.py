"""Installs what reads decision records elsewhere: `python install.py FOLDER`.

Each reader is installed by the ordinary client of where it is published; one that cannot be is named
in FOLDER/missing.json with what the client said, and the exit status is 0 all the same: its tests are
skipped with that reason. What is there already is kept, so FOLDER may be a cache.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

# Versions are fixed, so that a test says what one known reader reads.
ADR_VIEWER = "adr-viewer==1.4.0"
MKDOCS_DECISION_RECORDS = "mkdocs-decision-records==3.2.0"
LOG4BRAINS = "@log4brains/core@1.1.0"
BACKSTAGE_PARSER = "@backstage/plugin-adr-backend@0.4.15"
BACKSTAGE_COMMON = ["@backstage/plugin-adr-common@0.2.22", "marked@12", "luxon@3"]
# What compiles the pages of Docusaurus.
MDX = ["@mdx-js/mdx@3.1.1", "remark-gfm@4.0.1", "remark-directive@4.0.0"]
# Where Debian's package and Debian's scripts say that adr-tools is.
DEBIAN_FOLDERS = {
    "/usr/libexec/adr-tools": "usr/libexec/adr-tools",
    "/usr/share/adr-tools": "usr/share/adr-tools",
}


def run(arguments: list[str], cwd: Path | None = None) -> str:
    """Run a client and return its output; raises `CalledProcessError` with what it said."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "COVERAGE", "PYTEST"))
    }
    return subprocess.run(
        arguments,
        cwd=cwd,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=900,
    ).stdout


def find_python(top: Path) -> Path:
    """Return the interpreter of the readers that are written in Python, made on first use."""
    python = top / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(top / "venv", with_pip=True)
    return python


def install_adr_tools(top: Path) -> None:
    """Unpack Debian's package, and let its scripts find each other in `top`."""
    if not (top / "adr-tools").exists():
        with tempfile.TemporaryDirectory() as scratch:
            os.chmod(scratch, 0o755)  # apt downloads as a user of its own
            download = ["apt-get", "download", "-q", "adr-tools"]
            try:
                run(download, cwd=Path(scratch))
            except subprocess.CalledProcessError:  # a new machine has no lists of packages yet
                run(["apt-get", "update", "-q"])
                run(download, cwd=Path(scratch))
            (package,) = Path(scratch).glob("adr-tools_*.deb")
            unpacked = Path(scratch) / "unpacked"
            run(["dpkg", "-x", str(package), str(unpacked)])
            for script in [
                unpacked / "usr/bin/adr",
                *(unpacked / "usr/libexec/adr-tools").iterdir(),
            ]:
                text = script.read_text("utf-8")
                for installed, inside in DEBIAN_FOLDERS.items():
                    text = text.replace(installed, str(top / "adr-tools" / inside))
                script.write_text(text, "utf-8")
            shutil.copytree(unpacked, top / "adr-tools", symlinks=True)


def install_python_packages(top: Path, *requirements: str) -> None:
    run([str(find_python(top)), "-m", "pip", "install", "-q", *requirements])


def install_structured_madr(top: Path) -> None:
    """Install the reader of YAML that its rules are restated with; it is published nowhere itself."""
    install_python_packages(top, "PyYAML>=6")


def install_mkdocs(top: Path) -> None:
    # It asks for Python 3.13 and runs with 3.11.
    install_python_packages(top, "mkdocs==1.6.1", "python-frontmatter>=1.1,<2", "properdocs")
    install_python_packages(top, "--ignore-requires-python", "--no-deps", MKDOCS_DECISION_RECORDS)


def npm_install(top: Path, *packages: str) -> None:
    folder = top / "npm"
    folder.mkdir(exist_ok=True)
    manifest = folder / "package.json"
    if not manifest.exists():
        manifest.write_text('{"private": true}\n', "utf-8")
    run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *packages], cwd=folder)


def install_log4brains(top: Path) -> None:
    if not (top / "npm/node_modules/@log4brains/core").exists():
        npm_install(top, LOG4BRAINS)


def install_backstage(top: Path) -> None:
    """Install the parser with what it calls, without the server that it comes with."""
    target = top / "npm/node_modules/@backstage/plugin-adr-backend"
    if target.exists():
        return
    npm_install(top, *BACKSTAGE_COMMON)
    with tempfile.TemporaryDirectory() as scratch:
        run(["npm", "pack", BACKSTAGE_PARSER], cwd=Path(scratch))
        (archive,) = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as packed:
            packed.extractall(scratch, filter="data")
        shutil.copytree(Path(scratch) / "package", target)


def install_mdx(top: Path) -> None:
    if not (top / "npm/node_modules/@mdx-js/mdx").exists():
        npm_install(top, *MDX)


INSTALLERS = {
    "adr-tools": install_adr_tools,
    "adr-viewer": lambda top: install_python_packages(top, ADR_VIEWER),
    "log4brains": install_log4brains,
    "mkdocs-decision-records": install_mkdocs,
    "mdx": install_mdx,
    # After all that npm installs: what it does not know of it takes away again.
    "backstage": install_backstage,
    "structured-madr": install_structured_madr,
    "adrs": install_structured_madr,
}


def main(folder: str) -> int:
    top = Path(folder).resolve()
    top.mkdir(parents=True, exist_ok=True)
    missing: dict[str, str] = {}
    for reader, install in INSTALLERS.items():
        try:
            install(top)
        except subprocess.CalledProcessError as refusal:
            lines = (refusal.stderr or refusal.stdout or str(refusal)).strip().splitlines()
            missing[reader] = lines[-1] if lines else str(refusal)
        except (OSError, ValueError, subprocess.TimeoutExpired) as failure:
            missing[reader] = str(failure)
        print(f"{reader}: {missing.get(reader, 'installed')}")
    (top / "missing.json").write_text(json.dumps(missing, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
