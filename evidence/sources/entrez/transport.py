"""A request to an E-utility: repeated with growing gaps until its answer can be believed, or its time is up.

Repeated: 429, 5xx, resets, stalls, short or broken bodies. Not repeated: what the service refuses (400 and the like)
and a key that it does not know.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self, TypeVar

from evidence.errors import BusyError, ConfigurationError, ServiceError
from evidence.sources.entrez.limiter import Limiter
from evidence.sources.entrez.wire import Answer, AttemptError, Kind, Method, Wire

_T = TypeVar("_T")

ATTEMPTS = 6
_GAP = 0.5  # seconds before the second attempt, at most; doubled before each further one
_RATES = {False: 3, True: 9}  # NCBI allows 3 a second without a key and 10 with one; one stays free for others
_BAD_KEY = re.compile(
    rb"api[-_ ]?key[^<>{}]{0,40}(?:invalid|not valid|unknown|wrong|revoked)|invalid api[-_ ]?key", re.I
)
_STEP = {
    "down": "Check the network and the service's status page, then run this again: what was fetched is kept.",
    "refused": "Check the address of the service (evidence config) and what was asked, then run this again.",
    "broken": "Run this again later: what was fetched is kept.",
}


class UnansweredError(ServiceError):
    """A request that had no answer that could be believed; `kind` says if the service is down, refuses or errs."""

    def __init__(self, utility: str, failure: AttemptError, attempts: int) -> None:
        tried = "once" if attempts == 1 else f"{attempts} times"
        super().__init__(f"{utility} was asked {tried} in vain: {failure.reason}", hint=_STEP[failure.kind])
        self.kind: Kind = failure.kind
        self.reason = failure.reason


class Transport:
    """The E-utilities at one address. `requests` counts every attempt.

    `deadline` is how many seconds one request may take in all, attempts, waits and slow bodies included.
    Use as a context manager.
    """

    def __init__(
        self,
        base_url: str,
        *,
        email: str = "",
        api_key: str = "",
        stall: float = 30.0,
        deadline: float = 300.0,
        limiter: Limiter | None = None,
    ) -> None:
        self.base_url = base_url
        self.requests = 0
        self._wire = Wire(base_url, stall)
        self._deadline = deadline
        self._key = api_key
        self._echo = _echo(api_key)
        self._who = {"tool": "evidence", "email": email, "api_key": api_key}
        self._method: Method = "POST"
        self._limiter = limiter or Limiter(f"{base_url} {api_key}", _RATES[bool(api_key)])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wire.close()

    def ask(
        self, utility: str, params: Mapping[str, str], read: Callable[[bytes], _T], *, attempts: int = ATTEMPTS
    ) -> _T:
        """What `read` makes of the answer; `read` raises AttemptError("broken", …) for a body that cannot be believed.

        Raises UnansweredError, or ConfigurationError for a key that the service does not know.
        """
        path = self._path(utility)
        form = {name: value for name, value in {**self._who, **params}.items() if value}
        until = time.monotonic() + self._deadline
        number = 0
        while True:
            number += 1
            try:
                return read(self._attempt(path, form, until))
            except AttemptError as failure:
                gap = max(failure.wait, random.uniform(_GAP / 2, _GAP) * 2 ** (number - 1))
                late = time.monotonic() + gap >= until
                if failure.kind == "refused" or number >= attempts or late:
                    raise UnansweredError(utility, self._told(failure, late, gap), number) from None
            time.sleep(gap)

    def _path(self, utility: str) -> str:
        return f"{utility}.cgi" if utility == "ecitmatch" else f"{utility}.fcgi"

    def _attempt(self, path: str, form: Mapping[str, str], until: float) -> bytes:
        try:
            with self._limiter.turn(until - time.monotonic()):
                self.requests += 1
                # Half of what is left: one answer that trickles must not use up the time of all attempts.
                answer = self._wire.send(self._method, path, form, max(0.001, (until - time.monotonic()) / 2))
        except BusyError as error:
            raise AttemptError("down", error.message) from None
        except OSError as error:
            raise AttemptError("down", f"the limiter's files cannot be written ({error.strerror})") from None
        if self._echo and (b"&#" in answer.body or self._key.encode() in answer.body):
            # NCBI repeats the key in its errors: it is taken out before anything else reads the body.
            answer = Answer(answer.status, self._echo.sub(b"(key)", answer.body), answer.wait)
        if answer.status != 200 or answer.body[:1] == b"{":
            if _BAD_KEY.search(answer.body[:4096]):
                raise ConfigurationError(
                    "NCBI does not know this API key", hint="Correct NCBI_API_KEY, or unset it to go on at 3 a second."
                )
            if answer.status != 200:
                kind: Kind = "down" if answer.status in {408, 429} or answer.status >= 500 else "refused"
                raise AttemptError(kind, f"status {answer.status}{_said(answer)}", answer.wait)
        return answer.body

    def _told(self, failure: AttemptError, late: bool, gap: float) -> AttemptError:
        """The failure with why it was the last; its words may repeat the request, and so the key."""
        reason = failure.reason.replace(self._key, "(key)") if self._key else failure.reason
        if late and failure.kind != "refused":
            reason += f" (the next attempt, {gap:.0f} s later, would pass the {self._deadline:.0f} s allowed)"
        return AttemptError(failure.kind, reason)


def _echo(key: str) -> re.Pattern[bytes] | None:
    """Finds a key also where its letters are written as character references."""
    letters = (f"(?:{letter}|&#0*{ord(letter)};|&#[xX]0*{ord(letter):x};)" for letter in key)
    return re.compile("".join(letters).encode(), re.IGNORECASE) if key else None


def _said(answer: Answer) -> str:
    """The beginning of what an error answer says, without its markup."""
    text = re.sub(r"<[^>]*>|[{}\"\s]+", " ", answer.body[:2000].decode("utf-8", "replace"))
    words = " ".join(text.split())[:160]
    return f" ({words})" if words else ""
