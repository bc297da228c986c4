"""Installs the coding agents that the tests here run: `python install.py FOLDER`.

Each is installed by npm, at a version that is fixed here, in a folder of its own; one that cannot be is
named in FOLDER/missing.json with what npm said, and the exit status is 0 all the same: its tests are
skipped with that reason. What is there already is kept, so FOLDER may be a cache.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

# The newest versions of the day that results.json was made on.
PACKAGES = {
    "claude": ("@anthropic-ai/claude-code", "2.1.197"),
    "codex": ("@openai/codex", "0.171.0"),
    "gemini": ("@google/gemini-cli", "0.61.0"),
    "opencode": ("opencode-ai", "1.18.33"),
    "copilot": ("@github/copilot", "1.0.102"),
}


def is_installed(folder: Path, package: str, version: str) -> bool:
    """Tell whether the folder has the package at that version."""
    manifest = folder / "node_modules" / package / "package.json"
    return manifest.is_file() and json.loads(manifest.read_text("utf-8"))["version"] == version


def install(folder: Path, package: str, version: str) -> None:
    """Install a package; its own scripts run, since they fetch or link what is run."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', "utf-8")
    arguments = ["npm", "install", "--no-audit", "--no-fund", "--save-exact"]
    subprocess.run(
        [*arguments, f"{package}@{version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )


def main(folder: str) -> int:
    top = Path(folder).resolve()
    missing: dict[str, str] = {}
    for client, (package, version) in PACKAGES.items():
        try:
            if not is_installed(top / client, package, version):
                shutil.rmtree(top / client, ignore_errors=True)
                install(top / client, package, version)
        except subprocess.CalledProcessError as refusal:
            lines = (refusal.stderr or refusal.stdout or str(refusal)).strip().splitlines()
            missing[client] = lines[-1] if lines else str(refusal)
        except (OSError, subprocess.TimeoutExpired) as failure:
            missing[client] = str(failure)
        print(f"{client} {version}: {missing.get(client, 'installed')}")
    top.mkdir(parents=True, exist_ok=True)
    (top / "missing.json").write_text(json.dumps(missing, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
