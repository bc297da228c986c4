"""The programs that are measured: minutebook as installed from a wheel, and what it is compared with."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from pathlib import Path

from readers.install import install_adr_tools

from paths import PROJECT

_SOURCES = ("pyproject.toml", "src", "templates", "guide")  # the README is but shown with the wheel
_RIVAL = ("decree==0.2.0", "click")  # it uses click, and does not ask for it
_GIT_CONFIG = """\
[init]
    defaultBranch = main
[user]
    name = Ada Example
    email = ada@example.org
[core]
    autocrlf = false
    fsync = none
[gc]
    auto = 0
[maintenance]
    auto = false
"""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where programs are. `digest` is that of minutebook's files; `missing` says what is not there.

    `paths`: `python` and `minutebook` of the environment of its own, and of `search` (ripgrep or
    grep), `adr` (adr-tools) and `decree` those that are there.
    """

    paths: dict[str, str]
    environment: dict[str, str]
    digest: str
    missing: list[str] = field(default_factory=list)

    def has_command(self, name: str) -> bool:
        """Whether minutebook has a command of that name."""
        result = subprocess.run(
            [self.paths["minutebook"], *name.split(), "--help"],
            env=self.environment,
            capture_output=True,
        )
        return result.returncode == 0


def install_programs(cache: Path) -> Programs:
    """Install in a folder what is not there yet, or is of other sources than these."""
    cache.mkdir(parents=True, exist_ok=True)
    digest = compute_digest()
    python = _install_minutebook(cache / "minutebook", digest)
    paths = {
        "python": str(python),
        "minutebook": str(python.with_name("minutebook")),
        "minutebook-hook": str(python.with_name("minutebook-hook")),
    }
    programs = Programs(paths, _build_environment(cache), digest)
    searcher = shutil.which("rg") or shutil.which("grep")
    if searcher:
        paths["search"] = searcher
    for name, install in (("adr", _install_adr_tools), ("decree", _install_rival)):
        try:
            paths[name] = install(cache / "rivals")
        except (OSError, subprocess.CalledProcessError) as error:
            programs.missing.append(f"{name}: {_explain(error)}")
    return programs


def compute_digest() -> str:
    """A digest of all that minutebook does."""
    digest = hashlib.sha256()
    for source in _SOURCES:
        root = PROJECT / source
        paths = sorted(root.rglob("*")) if root.is_dir() else [root]
        for path in paths:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(PROJECT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _install_minutebook(folder: Path, digest: str) -> Path:
    python, mark = folder / "bin" / "python", folder / "digest"
    if not mark.exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        _pip_install(python, str(PROJECT))
    elif mark.read_text() != digest:
        _pip_install(python, str(PROJECT))  # what it asks for may have changed
        _pip_install(python, "--force-reinstall", "--no-deps", str(PROJECT))
    mark.write_text(digest)
    return python


def _install_adr_tools(folder: Path) -> str:
    """The path of adr-tools: the one on PATH, else Debian's package, unpacked."""
    on_path = shutil.which("adr")
    if on_path:
        return on_path
    folder.mkdir(parents=True, exist_ok=True)
    install_adr_tools(folder)
    return str(folder / "adr-tools" / "usr" / "bin" / "adr")


def _install_rival(folder: Path) -> str:
    program = folder / "venv" / "bin" / "decree"
    if not program.exists():
        venv.create(folder / "venv", with_pip=True)
        _pip_install(folder / "venv" / "bin" / "python", *_RIVAL)
    return str(program)


def _pip_install(python: Path, *requirements: str) -> None:
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("PYTHON")}
    command = [str(python), "-m", "pip", "install", "-q", *requirements]
    subprocess.run(command, check=True, env=environment, capture_output=True, text=True)


def _build_environment(cache: Path) -> dict[str, str]:
    """The variables of every measured command: a home of its own, and a day soon after the records'."""
    from command_runner import build_environment

    config = cache / "gitconfig"
    config.write_text(_GIT_CONFIG, "utf-8")
    environment = build_environment(cache / "home", str(config))
    for name in ("PYTHONPATH", "PYTHONUTF8"):
        del environment[name]
    return environment | {"VISUAL": "true", "ADR_PAGER": "cat"}


def _explain(error: OSError | subprocess.CalledProcessError) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = (error.stderr or "").strip().splitlines() or [str(error)]
        return lines[-1]
    return str(error)


def describe_machine() -> str:
    """The interpreter and the processors, in a line."""
    version = ".".join(map(str, sys.version_info[:3]))
    return f"Python {version}, {os.cpu_count()} processors, {sys.platform}"
