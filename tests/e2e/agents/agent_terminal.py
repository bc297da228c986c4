"""A terminal that a client believes in: a pty, its answers to what the client asks of it, its screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from agent_workplace import end_group, wait_until

ROWS, COLUMNS = 50, 160
# What clients ask a terminal, and what one of 160 columns answers: where the cursor is, what it is,
# which colours it has; a client that gets no answer waits for it, or ends.
ANSWERS = (
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[\?6n"), b"\x1b[?1;1R"),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[>0?c"), b"\x1b[>1;10;0c"),
    (re.compile(rb"\x1b\]10;\?(?:\x07|\x1b\\)"), b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\"),
    (re.compile(rb"\x1b\]11;\?(?:\x07|\x1b\\)"), b"\x1b]11;rgb:0000/0000/0000\x1b\\"),
    (re.compile(rb"\x1b\[\?u"), b"\x1b[?0u"),
    (re.compile(rb"\x1b\[14t"), b"\x1b[4;800;1280t"),
    (re.compile(rb"\x1b\[16t"), b"\x1b[6;16;8t"),
)
SEQUENCE = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^].*?\x1b\\|\x1b\[[0-?]*[ -/]*[@-~]|\x1b."
)


class Terminal:
    """A client that runs in a terminal of its own."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        self.main_end, client_end = pty.openpty()
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(client_end, termios.TIOCSWINSZ, size)
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=client_end,
            stdout=client_end,
            stderr=client_end,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # type: ignore[arg-type]
        )
        os.close(client_end)
        self.output = b""
        self.changed = time.monotonic()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self) -> None:
        """Collect what the client writes, and answer what it asks, until it ends."""
        answered = 0
        while True:
            try:
                read = os.read(self.main_end, 65536)
            except OSError:  # the client has closed its end
                return
            if not read:
                return
            self.output += read
            self.changed = time.monotonic()
            # A question may come in two pieces: look at the last few bytes again.
            unanswered = self.output[answered:]
            found = [
                (match.start(), match.end(), answer)
                for pattern, answer in ANSWERS
                for match in pattern.finditer(unanswered)
            ]
            for _, end, answer in sorted(found):
                with contextlib.suppress(OSError):
                    os.write(self.main_end, answer)
                answered = max(answered, len(self.output) - len(unanswered) + end)
            answered = max(answered, len(self.output) - 16)

    @property
    def text(self) -> str:
        """All that was written so far without the signs that move and colour."""
        return SEQUENCE.sub("", self.output.decode("utf-8", "replace"))

    def has_shown(self, text: str) -> bool:
        """Tell whether a text was written; blanks do not count, since clients move the cursor instead."""
        return "".join(text.split()) in "".join(self.text.split())

    def wait_until_quiet(self, seconds: float = 1.0, limit: float = 30) -> None:
        """Wait until nothing was written for some time."""
        wait_until(lambda: time.monotonic() - self.changed > seconds, limit)

    def press(self, *keys: str) -> None:
        """Press keys, with a moment between them."""
        for key in keys:
            with contextlib.suppress(OSError):
                os.write(self.main_end, key.encode())
            time.sleep(0.3)

    def enter(self, text: str) -> None:
        """Type a text and send it; a client takes what comes at once for a paste, so Enter comes later."""
        self.press(text)
        time.sleep(0.3)
        self.press("\r")

    def close(self) -> None:
        """End the client: as a person would, and then for certain."""
        for _ in range(3):
            if self.process.poll() is None:
                self.press("\x03")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        end_group(self.process.pid)
        self.process.wait()
        self.reader.join(timeout=5)
        os.close(self.main_end)


@contextmanager
def open_terminal(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[Terminal]:
    """Run a command in a terminal while the block runs."""
    terminal = Terminal(command, folder, environment)
    try:
        yield terminal
    finally:
        terminal.close()
