"""A page served to the browser of this machine alone, and to nothing that another page in it may ask.

Whoever asks must know the token in the link; the address is 127.0.0.1, so that no other machine reaches it; the Host
must be that address, so that no name can be bound to it anew; what other origins send is refused, and nothing that is
sent back allows them to read it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from evidence.errors import BusyError, EvidenceError, UsageError

__all__ = ["Loopback"]

_HOST = "127.0.0.1"
_LONGEST = 64 * 1024  # bytes of what may be sent; an answer takes some hundred
_PATIENCE = 10.0  # seconds for a connection that says nothing
_CODES = {UsageError: 400, BusyError: 409}


class Loopback:
    """A page at `address`, and what is sent to it as JSON, one at a time, answered by `reply`."""

    def __init__(self, page: str, policy: str, reply: Callable[[bytes], dict[str, Any]]) -> None:
        """Raises OSError where no port is free. `reply` may raise EvidenceError, which is told to the page."""
        self._server = _Server((_HOST, 0), _Handler)
        self._server.page, self._server.policy, self._server.reply = page.encode(), policy, reply
        self._server.origin = f"http://{_HOST}:{self._server.server_port}"
        self._server.path = f"/{secrets.token_urlsafe(32)}/"
        self.address = self._server.origin + self._server.path

    def serve(self) -> None:
        """Serve until `stop`, or until KeyboardInterrupt, which ends it too; an answer on its way is kept first."""
        try:
            self._server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            pass
        finally:
            with self._server.turn:
                self._server.server_close()

    def stop(self) -> None:
        """End `serve`, from any thread."""
        Thread(target=self._server.shutdown, daemon=True).start()


class _Server(ThreadingHTTPServer):
    """Threads, since a browser opens connections ahead and leaves them silent; `turn` lets one write at a time."""

    block_on_close = False
    page: bytes
    policy: str
    origin: str
    path: str
    reply: Callable[[bytes], dict[str, Any]]

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.turn = Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hung up is nobody's concern."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _PATIENCE
    server_version, sys_version = "evidence", ""

    def do_GET(self) -> None:
        if self._may({"same-origin", "none"}, origin=False):
            self._send(200, self.server.page, "text/html; charset=utf-8")

    def do_POST(self) -> None:
        if self._may({"same-origin"}, origin=True) and (body := self._body()) is not None:
            with self.server.turn:
                try:
                    code, told = 200, self.server.reply(body)
                except EvidenceError as error:
                    code = next((code for kind, code in _CODES.items() if isinstance(error, kind)), 422)
                    told = {"error": error.message, "hint": error.hint}
                self._json(code, told)  # before `serve` may end, which waits for its turn

    def _may(self, sites: set[str], *, origin: bool) -> bool:
        """Whether the request comes from our own page or from the link; a refusal is sent."""
        asked = self.headers.get_all
        origins = asked("Origin", [])
        if asked("Host", []) != [self.server.origin.removeprefix("http://")]:
            return self._refuse(421, "This is not the address of the page.")
        if not secrets.compare_digest(self.path.encode(), self.server.path.encode()):
            return self._refuse(404, "Open the link that evidence review --web printed.")
        if not set(asked("Sec-Fetch-Site", [])) <= sites or not set(origins) <= {self.server.origin}:
            return self._refuse(403, "Another page asks: open the link by its own, in the address bar.")
        if origin and not origins:
            return self._refuse(403, "Nothing says which page asks.")
        return True

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Content-Type") != "application/json":
            self._refuse(415, "Only JSON is taken.")
        elif not (length.isascii() and length.isdigit()) or "Transfer-Encoding" in self.headers:
            self._refuse(411, "The length must be said.")
        elif len(length) > 9 or int(length) > _LONGEST:
            self._refuse(413, "That is too long.")
        else:
            return self.rfile.read(int(length))
        return None

    def _refuse(self, code: int, why: str) -> bool:
        self._json(code, {"error": why, "hint": ""})
        return False

    def _json(self, code: int, told: dict[str, Any]) -> None:
        self._send(code, json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"), "application/json")

    def _send(self, code: int, body: bytes, kind: str) -> None:
        self.send_response(code)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": self.server.policy,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """The link holds the token: nothing is logged."""
