"""One attempt of one request: sent, answered in full within its time, or failed with a reason in words."""

from __future__ import annotations

import email.utils
import io
import ipaddress
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import httpx

from evidence import __version__

MAX_ANSWER = 1 << 27  # bytes: 128 MiB, 10,000 citations of the usual size
_T = TypeVar("_T")

Kind = Literal["down", "refused", "broken"]
Method = Literal["GET", "POST"]


class AttemptError(Exception):
    """An attempt in vain: the service is down or refuses, or its answer is broken; `wait` is its Retry-After."""

    def __init__(self, kind: Kind, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.kind: Kind = kind
        self.reason = reason
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its status, its body, and the seconds that Retry-After asks for."""

    status: int
    body: bytes
    wait: float = 0.0


class Wire:
    """HTTP to one base address; follows no redirect. With POST, the rule, no key stands in an address.

    `stall` is how many seconds without a byte fail an attempt.
    """

    def __init__(self, base_url: str, stall: float) -> None:
        self._base = base_url.rstrip("/")
        self._client = httpx.Client(
            timeout=stall,
            follow_redirects=False,
            trust_env=not _on_this_machine(base_url),  # a proxy must not stand between the machine and itself
            headers={"User-Agent": f"evidence/{__version__}", "Accept-Encoding": "identity"},
        )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def send(self, method: Method, path: str, form: Mapping[str, str], seconds: float) -> Answer:
        """The whole answer within `seconds`, slow bodies included. Raises AttemptError."""
        try:
            return _within(seconds, lambda given_up: self._exchange(method, path, form, given_up))
        except httpx.TimeoutException:
            raise AttemptError("down", "no byte came within the time allowed") from None
        except (httpx.HTTPError, OSError) as error:  # its traceback would hold the request, and so the key
            raise AttemptError("down", f"the connection failed ({type(error).__name__}: {error})") from None

    def _exchange(self, method: Method, path: str, form: Mapping[str, str], given_up: threading.Event) -> Answer:
        sent = {"data": dict(form)} if method == "POST" else {"params": dict(form)}
        with self._client.stream(method, f"{self._base}/{path}", **sent) as response:  # type: ignore[arg-type]
            if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
                raise AttemptError("broken", "the answer is compressed though nobody asked for it")
            long = AttemptError("broken", f"the answer is longer than {MAX_ANSWER >> 20} MiB")
            declared = response.headers.get("content-length", "0")
            if declared.isdecimal() and int(declared) > MAX_ANSWER:
                raise long
            body = io.BytesIO()  # whose value is its buffer, not a copy
            for chunk in response.iter_raw():
                body.write(chunk)
                if given_up.is_set() or body.tell() > MAX_ANSWER:
                    raise long
            return Answer(response.status_code, body.getvalue(), _retry_after(response.headers.get("retry-after", "")))


def _within(seconds: float, work: Callable[[threading.Event], _T]) -> _T:
    """The result of `work`, or AttemptError when it takes longer.

    Time-outs of sockets count from byte to byte, and name look-up has none: only a thread can be left behind. It is
    told so, and ends with the next bytes.
    """
    given_up = threading.Event()
    outcome: queue.SimpleQueue[_T | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put(work(given_up))
        except Exception as error:
            outcome.put(error)

    threading.Thread(target=run, daemon=True, name="entrez").start()
    try:
        result = outcome.get(timeout=seconds)
    except queue.Empty:
        given_up.set()
        raise AttemptError("down", "the answer was not complete within the time allowed") from None
    if isinstance(result, Exception):
        raise result
    return result


def _retry_after(text: str) -> float:
    """Seconds of a Retry-After header, which is a number or an HTTP date; 0 where it says nothing."""
    text = text.strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        asked = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    return max(0.0, (asked if asked.tzinfo else asked.replace(tzinfo=UTC)).timestamp() - time.time())


def _on_this_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
