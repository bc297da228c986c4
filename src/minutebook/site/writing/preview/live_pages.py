"""What a page of the preview has that the written one has not: it reloads when the site changes."""

from __future__ import annotations

import re
import threading
import uuid

PREFIX = "/.minutebook/"  # no page of the site is there: its folders begin with no dot
SCRIPT_PATH, EVENTS_PATH = f"{PREFIX}live.js", f"{PREFIX}events"
# The page's policy allows no connection; a second one in a header could only forbid more.
_POLICY_START = re.compile(rb"""(content=["']default-src (?:'none'|&#39;none&#39;);)""")
_MAX_HEAD_BYTES = 4096
# What an open page becomes whose record is gone, perhaps only until a branch is switched again.
MISSING_PAGE = b"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; \
script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>404 Not Found</title>
</head>
<body>
<h1>404 Not Found</h1>
<p>The site has no such page now. If a build brings it back, it is shown here.</p>
<p><a href="/">To the first page</a></p>
</body>
</html>
"""
SCRIPT = b"""\
// Reloads this page when the preview of `minutebook site serve` was built anew.
// Only while the page is looked at: a browser keeps few connections to one server.
(function () {
  "use strict";
  var version = document.currentScript.dataset.version;
  var source = null;
  function listen() {
    if (document.hidden) {
      if (source) source.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/.minutebook/events");
      source.onmessage = function (event) {
        if (event.data !== version) location.reload();
      };
    }
  }
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", function () { if (source) source.close(); source = null; });
  addEventListener("pageshow", listen);
  listen();
})();
"""


class Version:
    """Which build of the site is served. Threads wait for the next one."""

    def __init__(self) -> None:
        self._start = uuid.uuid4().hex[:12]  # a page that outlived the last server is not current
        self._count = 0
        self._changed = threading.Condition()
        self._is_closed = False

    @property
    def name(self) -> str:
        """What tells this build from all others."""
        return f"{self._start}-{self._count}"

    def advance(self) -> None:
        """Tell all who wait that there is another build."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Tell all who wait that there will be none."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def wait_for_other(self, name: str, timeout_seconds: float) -> str | None:
        """The name of the build that is served, once it is another; the same after the timeout.

        None where there will be no other.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._is_closed or self.name != name, timeout=timeout_seconds
            )
            return None if self._is_closed else self.name


def make_live(content: bytes, version: str) -> bytes:
    """A page with the script that reloads it, and leave for that to ask this server."""
    head, rest = content[:_MAX_HEAD_BYTES], content[_MAX_HEAD_BYTES:]
    content = _POLICY_START.sub(rb"\1 connect-src 'self';", head, count=1) + rest
    script = f'<script src="{SCRIPT_PATH}" data-version="{version}"></script>'.encode()
    before, end, after = content.rpartition(b"</body>")
    return before + script + end + after if end else content + script
