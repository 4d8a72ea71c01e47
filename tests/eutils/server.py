"""The loopback server: reads requests, keeps count of them, applies faults, puts answers on the wire.

with EutilsServer(corpus, faults=Schedule.of("efetch", 0, STALL)) as server:
    run(server.base_url)
    assert server.peak() <= 3
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from tests.eutils import answers
from tests.eutils.corpus import Corpus
from tests.eutils.faults import Schedule
from tests.eutils.messages import Answer, Request, Seen
from tests.eutils.utilities import Utilities

_DROPPED = ("reset", "close")
_BLOCK = b" " * 65_536


class EutilsServer:
    """A context manager; `before` is called with every request before it is answered, to kill or change something."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        faults: Schedule | None = None,
        limit: bool = False,
        today: date | None = None,
        before: Callable[[Request], None] | None = None,
        port: int = 0,
    ) -> None:
        self.corpus = corpus
        self.faults = faults or Schedule()
        self._limit, self._before = limit, before
        self._utilities = Utilities(corpus, today)
        self._seen: list[Seen] = []
        self._times: dict[str, list[float]] = {}
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def base_url(self) -> str:
        """Without a final slash."""
        return f"http://127.0.0.1:{self._http.server_port}/entrez/eutils"

    @property
    def requests(self) -> tuple[Seen, ...]:
        """Every request so far, those that a fault hit too, in order of arrival."""
        with self._lock:
            return tuple(sorted(self._seen, key=lambda seen: seen.time))

    def peak(self) -> int:
        """The most requests in any sliding second."""
        times = [seen.time for seen in self.requests]
        return max((sum(1 for other in times[i:] if other - start < 1) for i, start in enumerate(times)), default=0)

    def forget(self) -> None:
        """Empty the list of requests between two runs."""
        with self._lock:
            self._seen.clear()

    def expire(self) -> None:
        """Lose every WebEnv."""
        self._utilities.expire()

    def answer(self, request: Request, arrived: float) -> Answer:
        """The answer to a request, with the fault that is due; the request is recorded."""
        if self._before is not None:
            self._before(request)
        request = self._utilities.with_ids(request)
        trouble = self.faults.due(request)
        used, allowed = self._count(request, arrived)
        if self._limit and used > allowed:
            more = {"count": str(used), "limit": str(allowed)}
            answer = answers.refused(429, "API rate limit exceeded", request.get("api_key"), more)
            answer = replace(answer, headers={"Retry-After": "2"})
        else:
            answer = self._utilities.answer(request)
            if self._limit:
                headers = {"X-RateLimit-Limit": str(allowed), "X-RateLimit-Remaining": str(allowed - used)}
                answer = replace(answer, headers=headers)
        right = answer
        if trouble is not None:
            answer = trouble.edit(request, answer)
        status = 0 if answer.wire in _DROPPED else answer.status
        # A fault that finds nothing to spoil, such as a duplicate on an empty page, is none.
        name = trouble.name if trouble and answer != right else ""
        seen = Seen(**vars(request), time=arrived, answered_status=status, trouble=name)
        with self._lock:
            self._seen.append(seen)
        return answer

    def _count(self, request: Request, arrived: float) -> tuple[int, int]:
        key = request.get("api_key")
        with self._lock:
            recent = [past for past in self._times.get(key, []) if arrived - past < 1]
            self._times[key] = [*recent, arrived]
            return len(recent) + 1, 10 if key else 3

    def __enter__(self) -> EutilsServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.drop_connections()
        self._http.server_close()
        if self._http.failures and error is None:
            raise self._http.failures[0]


class _Http(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], eutils: EutilsServer) -> None:
        self.eutils = eutils
        self.stopping = threading.Event()
        self.failures: list[BaseException] = []
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        assert isinstance(request, socket.socket)
        self._open.discard(request)
        super().shutdown_request(request)

    def drop_connections(self) -> None:
        """Wake every handler that waits for its client, so that its thread ends."""
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.failures.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal clean."""

    def do_GET(self) -> None:
        self._serve(urlsplit(self.path).query)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self._serve(f"{urlsplit(self.path).query}&{body}")

    def _serve(self, query: str) -> None:
        arrived = time.monotonic()
        headers = {name.lower(): value for name, value in self.headers.items()}
        params: dict[str, str] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            params[name] = f"{params[name]},{value}" if name == "id" and name in params else value
        answer = self.server.eutils.answer(Request(self.command, urlsplit(self.path).path, params, headers), arrived)
        if answer.wire:
            self.close_connection = True
        with contextlib.suppress(OSError):
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        body, half = answer.body, max(1, len(answer.body) // 2)
        match answer.wire:
            case "":
                self.wfile.write(self._head(answer, {"Content-Length": str(len(body))}) + body)
            case "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                # Closed below the socket object: its shutdown() would end the connection in good order first.
                os.close(self.connection.detach())
            case "close":
                pass
            case "stall":
                self.wfile.write(self._head(answer, {"Content-Length": str(len(body))}))
                while not self._left(0.05):
                    pass
            case "trickle":
                self.wfile.write(self._head(answer, {"Content-Length": str(len(body))}))
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    if self._left(answer.pause):
                        break
            case "truncated_declared":
                self.wfile.write(self._head(answer, {"Content-Length": str(len(body))}) + body[:half])
            case "truncated_chunked":
                self.wfile.write(self._head(answer, {"Transfer-Encoding": "chunked"}) + _chunk(body[:half]))
            case "oversized":
                self.wfile.write(self._head(answer, {"Transfer-Encoding": "chunked"}) + _chunk(body[:half]))
                while not self._left(0):
                    self.wfile.write(_chunk(_BLOCK))
            case _:
                raise AssertionError(f"no such wire: {answer.wire}")

    def _head(self, answer: Answer, more: dict[str, str]) -> bytes:
        ends = {"Connection": "close"} if answer.wire else {}
        headers = {"Content-Type": answer.type, **answer.headers, **more, **ends}
        lines = [f"HTTP/1.1 {answer.status} {self.responses[answer.status][0]}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _left(self, seconds: float) -> bool:
        """Whether the client went away, or the server stops, within this time."""
        if self.server.stopping.is_set():
            return True
        readable, _, _ = select.select([self.connection], [], [], seconds)
        return bool(readable)


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"
