"""Pagefind, in place of the search of our own, for sites that are larger than that is made for.

It indexes the pages themselves, so all their text, and the browser loads parts of its index by
`fetch` and WebAssembly: it works on a page host, and not from `file://`.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from minutebook.errors import OperationError

# What the pages' policy needs beside the usual one: WebAssembly in the search's worker, and parts
# of the index, which are fetched from the site itself. Only in this mode.
POLICY_ADDITIONS = {
    "script-src": "'wasm-unsafe-eval'",
    "connect-src": "'self'",
    "worker-src": "'self'",
}
INSTALLATION_HINT = "pip install 'pagefind[extended]'"
_MAX_SECONDS = 1800
_MAX_MESSAGE_CHARS = 500


def require_pagefind() -> None:
    """Raise OperationError where the package is not installed, with what installs it."""
    if importlib.util.find_spec("pagefind") is None:
        raise OperationError("the Python package pagefind is not installed", INSTALLATION_HINT)


def run_pagefind(out: str) -> None:
    """Index the pages of a finished site in the folder `out`, into `out/pagefind`.

    Raises OperationError where the package is not installed, or fails.
    """
    require_pagefind()
    command = [sys.executable, "-m", "pagefind", "--site", out]
    try:
        process = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_MAX_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OperationError(f"pagefind could not be run: {error}", INSTALLATION_HINT) from None
    if process.returncode:
        message = (process.stderr.strip() or process.stdout.strip())[-_MAX_MESSAGE_CHARS:]
        raise OperationError(
            f"pagefind failed with status {process.returncode}: {message}", INSTALLATION_HINT
        )


def extend_policy(policy: str) -> str:
    """A Content-Security-Policy with what Pagefind needs beside it."""
    directives = {}
    for directive in policy.split(";"):
        name, _, value = directive.strip().partition(" ")
        if name:
            directives[name] = value
    for name, addition in POLICY_ADDITIONS.items():
        known = directives.get(name, "")
        if addition not in known.split():
            directives[name] = f"{known} {addition}".strip()
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())
