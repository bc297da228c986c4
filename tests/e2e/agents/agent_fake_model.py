"""A model on loopback that plays scenes: the four protocols that the clients speak.

A request names its scene in the last prompt that has one, and its step by the calls since; so the
server keeps nothing between requests. It is also the proxy that the clients are given: what they ask
for elsewhere is refused at once, and noted.
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import agent_wire_anthropic as anthropic
import agent_wire_gemini as gemini
import agent_wire_openai as openai
from agent_model_calls import answer

MODEL = "ferry-model"


class FakeModel(ThreadingHTTPServer):
    """The server: which folder the client works in, and what it asked, and for which hosts beside."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.refused: set[str] = set()
        self.request_texts: list[str] = []
        self.numbers = itertools.count(1)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hangs up."""


@contextmanager
def serve_model(folder: Path) -> Iterator[FakeModel]:
    """Serve the model for a client that works in `folder`, while the block runs."""
    server = FakeModel(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.socket.close()


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: FakeModel

    def log_message(self, *args: Any) -> None:
        """Write no log."""

    def do_CONNECT(self) -> None:
        self.server.refused.add(self.path)
        self.close_connection = True
        self.send_json({"error": "there is no network here"}, 403)

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        if self.path.split("?")[0].endswith("/models"):
            self.send_json({"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        else:
            self.refuse()

    def do_POST(self) -> None:
        text = self.read_body()
        body = json.loads(text or "{}")
        path = self.path.split("?")[0]
        if path.endswith("count_tokens"):
            self.send_json({"input_tokens": 100})
        elif path.endswith("countTokens"):
            self.send_json({"totalTokens": 100})
        elif not self.play(path, body, text):
            self.refuse()

    def refuse(self) -> None:
        if self.path.startswith("http"):  # asked as a proxy
            self.server.refused.add(self.path.split("/")[2])
        self.send_json({"error": {"type": "not_found_error", "message": "not here"}}, 404)

    def play(self, path: str, body: dict[str, Any], text: str) -> bool:
        """Answer a request of one of the protocols; False where the path is of none."""
        stream: Any
        whole: Any
        if path.endswith("/messages"):
            request = anthropic.read_request(body)
            stream, whole = anthropic.write_stream, anthropic.write_whole
        elif path.endswith("/responses"):
            request = openai.read_responses(body)
            stream, whole = openai.write_response_stream, openai.write_whole_response
        elif path.endswith("/chat/completions"):
            request = openai.read_chat(body)
            stream, whole = openai.write_chat_stream, openai.write_whole_chat
        elif found := re.search(r"models/([^:]+):(stream)?[gG]enerateContent", path):
            request = gemini.read_request(body, found[1], bool(found[2]))
            stream, whole = gemini.write_stream, gemini.write_whole
        else:
            return False
        request.text = text
        self.server.request_texts.append(text)
        reply = answer(request, self.server.folder)
        number = next(self.server.numbers)
        if request.is_stream:
            self.send_events(stream(reply, request, number))
        else:
            self.send_json(whole(reply, request, number))
        return True

    def read_body(self) -> str:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            raw = b""
            while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
                raw += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            raw = gzip.decompress(raw)
        return raw.decode("utf-8", "replace")

    def send_json(self, document: dict[str, Any], status: int = 200) -> None:
        raw = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def send_events(self, events: Iterable[tuple[str, dict[str, Any] | str]]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for name, data in events:
            if isinstance(data, dict):
                data = json.dumps({"type": name, **data} if name else data)
            head = f"event: {name}\n" if name else ""
            self.wfile.write(f"{head}data: {data}\n\n".encode())
        self.wfile.flush()
