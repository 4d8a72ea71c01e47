"""What can go wrong with one request, and the schedule that says which request it happens to."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from email.utils import formatdate
from threading import Lock

from tests.eutils import answers
from tests.eutils.article import Article
from tests.eutils.messages import JSON, TEXT, Answer, Request
from tests.eutils.utilities import expired

_RECORD = re.compile(
    rb"<PubmedArticle>.*?</PubmedArticle>\s*|<PubmedBookArticle>.*?</PubmedBookArticle>\s*|<DocSum>.*?</DocSum>\s*"
    rb"|<Id>[^<]*</Id>\s*",
    re.DOTALL,
)
_DOCTYPE = re.compile(rb"<!DOCTYPE (\w+)[^>]*>")
_COUNT = re.compile(rb"<Count>(\d+)</Count>")


@dataclass(frozen=True)
class Trouble:
    """A named fault: `edit` turns the right answer into the wrong one, where `applies` to the request."""

    name: str
    edit: Callable[[Request, Answer], Answer]
    applies: Callable[[Request], bool] = lambda request: True


def _of(*utilities: str) -> Callable[[Request], bool]:
    return lambda request: request.utility in utilities and _is_xml(request)


def _is_xml(request: Request) -> bool:
    mode = request.get("retmode", "xml")
    return mode == "xml" and request.utility not in ("", "ecitmatch")


def _wire(name: str, pause: float = 0.0) -> Trouble:
    return Trouble(name, lambda request, answer: replace(answer, wire=name, pause=pause))


def _body(name: str, edit: Callable[[bytes], bytes], applies: Callable[[Request], bool] = _is_xml) -> Trouble:
    return Trouble(name, lambda request, answer: replace(answer, body=edit(answer.body)), applies)


def rate_limited(seconds: int | None = None, *, as_date: bool = False) -> Trouble:
    """429 with the key repeated; Retry-After in seconds, as an HTTP date, or not at all."""

    def edit(request: Request, answer: Answer) -> Answer:
        more = {"count": "5", "limit": "3"}
        refused = answers.refused(429, "API rate limit exceeded", request.get("api_key"), more)
        if seconds is None:
            return refused
        after = formatdate(time.time() + seconds, usegmt=True) if as_date else str(seconds)
        return replace(refused, headers={"Retry-After": after})

    kind = "" if seconds is None else "_until" if as_date else "_after"
    return Trouble(f"rate_limited{kind}", edit)


def trickle(pause: float = 0.1) -> Trouble:
    """One byte every `pause` seconds, right to the end."""
    return _wire("trickle", pause)


def http(status: int) -> Trouble:
    """An HTML page with this status."""
    return Trouble(f"http_{status}", lambda request, answer: answers.page(status, f"{status} Server error"))


def error_element(message: str = "Search Backend failed: Database is not supported: pubmed") -> Trouble:
    """200 with <ERROR>."""

    def edit(request: Request, answer: Answer) -> Answer:
        return answers.error(request.utility, message, retmode=request.get("retmode", "xml"))

    return Trouble("error_element", edit, lambda request: request.utility not in ("", "ecitmatch"))


def _inside(text: bytes) -> Callable[[bytes], bytes]:
    """Put text into the first title, else before the end of the root."""

    def edit(body: bytes) -> bytes:
        at = body.find(b"</ArticleTitle>")
        at = body.rfind(b"</") if at < 0 else at
        return body[:at] + text + body[at:]

    return edit


def _internal_dtd(request: Request, answer: Answer) -> Answer:
    own = f"http://{request.headers.get('host', '')}/entity".encode()
    bomb = b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, 10))
    subset = b'<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY net SYSTEM "%s"><!ENTITY b0 "bomb">%s' % (own, bomb)
    body = _DOCTYPE.sub(lambda found: b"<!DOCTYPE %s [%s]>" % (found[1], subset), answer.body, count=1)
    return replace(answer, body=_inside(b"&file;&net;&b9;")(body))


def _duplicated(body: bytes) -> bytes:
    return _RECORD.sub(lambda found: found[0] * 2, body, count=1)


def _other(body: bytes) -> bytes:
    first = _RECORD.search(body)
    strange = Article("999999999", title="Example record that nobody asked for").xml().encode()
    if first is None or first[0].startswith(b"<Id>"):
        strange = b"<Id>999999999</Id>"
    elif first[0].startswith(b"<DocSum>"):
        strange = re.sub(rb"<Id>\d+", b"<Id>999999999", first[0], count=1)
    at = first.start() if first else body.rfind(b"</")
    return body[:at] + strange + body[at:]


def _unknown_dtd(body: bytes) -> bytes:
    return _DOCTYPE.sub(lambda found: re.sub(rb"(?<!\d)(20)?\d\d(?=\d{4}\b|//)", rb"\g<1>31", found[0]), body, count=1)


def _unknown_element(body: bytes) -> bytes:
    at = body.find(b"</MedlineCitation>")
    at = body.rfind(b"</") if at < 0 else at
    return body[:at] + b'<ElementOf2031 Kind="new">text of a new kind</ElementOf2031>' + body[at:]


def _json(request: Request, answer: Answer) -> Answer:
    return replace(answers.as_json(request.utility, "result", {"uids": []}), type=JSON)


def _redirect(request: Request, answer: Answer) -> Answer:
    where = f"https://elsewhere.invalid{request.path}"
    return replace(answers.page(302, "302 Found"), headers={"Location": where})


def _invalid_key(request: Request, answer: Answer) -> Answer:
    more = {"type": "client", "status": "unknown"}
    return answers.refused(400, "API key invalid", request.get("api_key"), more)


def _echo_key(request: Request, answer: Answer) -> Answer:
    key = request.get("api_key")
    headers = {**answer.headers, "X-Echo": f"api_key={key}"}
    comment = f"<!-- api_key={key} -->".encode()
    body = _DOCTYPE.sub(lambda found: found[0] + comment, answer.body, count=1)
    return replace(answer, headers=headers, body=body)


_PAGES = _of("efetch", "esummary", "esearch")

RATE_LIMITED = rate_limited()
RATE_LIMITED_AFTER = rate_limited(1)
RATE_LIMITED_UNTIL = rate_limited(1, as_date=True)
HTTP_500, HTTP_502, HTTP_503 = http(500), http(502), http(503)
RESET, CLOSE, STALL = _wire("reset"), _wire("close"), _wire("stall")
TRUNCATED_DECLARED, TRUNCATED_CHUNKED = _wire("truncated_declared"), _wire("truncated_chunked")
OVERSIZED, TRICKLE = _wire("oversized"), trickle()
HTML_PAGE = Trouble("html", lambda request, answer: answers.page(200, "NCBI - WWW Error Blocked Diagnostic"))
ERROR_ELEMENT = error_element()
JSON_BODY = Trouble("json", _json, _is_xml)
DUPLICATED = _body("duplicated", _duplicated, _PAGES)
MISSING = _body("missing", lambda body: _RECORD.sub(b"", body, count=1), _PAGES)
OTHER = _body("other", _other, _PAGES)
BAD_UTF8 = _body("bad_utf8", _inside(b"caf\xe9 \xff"))
INTERNAL_DTD = Trouble("internal_dtd", _internal_dtd, _is_xml)
UNDEFINED_ENTITY = _body("undefined_entity", _inside(b"&undefined;"))
NO_END_TAG = _body("no_end_tag", lambda body: body[: body.rfind(b"</")])
WRONG_COUNT = _body(
    "wrong_count",
    lambda body: _COUNT.sub(lambda found: b"<Count>%d</Count>" % (int(found[1]) + 1), body, count=1),
    _of("esearch"),
)
BAD_PMID = _body("bad_pmid", lambda body: re.sub(rb"<Id>\d+", b"<Id>0123abc", body, count=1), _of("esearch"))
EXPIRED_WEBENV = Trouble(
    "expired_webenv", lambda request, answer: expired(request), lambda request: "WebEnv" in request.params
)
INVALID_KEY = Trouble("invalid_key", _invalid_key, lambda request: "api_key" in request.params)
REDIRECT = Trouble("redirect", _redirect)
UNKNOWN_DTD = _body("unknown_dtd", _unknown_dtd)
UNKNOWN_ELEMENT = _body("unknown_element", _unknown_element)
TEXT_PLAIN = Trouble("text_plain", lambda request, answer: replace(answer, type=TEXT))
ECHO_KEY = Trouble("echo_key", _echo_key, lambda request: "api_key" in request.params)

HARMLESS = (UNKNOWN_DTD, UNKNOWN_ELEMENT, TEXT_PLAIN, ECHO_KEY)
"""Troubles that are none: the answer is right and must be taken."""
TRANSIENT = (
    *(RATE_LIMITED, RATE_LIMITED_AFTER, RATE_LIMITED_UNTIL, HTTP_500, HTTP_502, HTTP_503, RESET, CLOSE, STALL),
    *(TRUNCATED_DECLARED, TRUNCATED_CHUNKED, HTML_PAGE, ERROR_ELEMENT, JSON_BODY, DUPLICATED, MISSING, OTHER),
    *(BAD_UTF8, INTERNAL_DTD, UNDEFINED_ENTITY, NO_END_TAG, WRONG_COUNT, BAD_PMID, EXPIRED_WEBENV),
)
"""Troubles that a second try, or a second search, gets over."""
OTHERS = (TRICKLE, OVERSIZED, INVALID_KEY, REDIRECT)
"""Slow, endless or final troubles."""


class Schedule:
    """Which request meets which trouble; schedules add up, and the first that is due wins."""

    def __init__(self, *rules: Callable[[Request, int, int], Trouble | None]) -> None:
        self._rules = rules
        self._lock = Lock()
        self._all = 0
        self._of: dict[str, int] = {}

    def __add__(self, other: Schedule) -> Schedule:
        return Schedule(*self._rules, *other._rules)

    def due(self, request: Request) -> Trouble | None:
        """The trouble of this request; counts it."""
        with self._lock:
            position, nth = self._all, self._of.get(request.utility, 0)
            self._all, self._of[request.utility] = position + 1, nth + 1
            found = (rule(request, position, nth) for rule in self._rules)
            return next((trouble for trouble in found if trouble and trouble.applies(request)), None)

    @staticmethod
    def at(position: int, trouble: Trouble) -> Schedule:
        """The request at this position, from 0."""
        return Schedule(lambda request, place, nth: trouble if place == position else None)

    @staticmethod
    def of(utility: str, position: int, trouble: Trouble) -> Schedule:
        """The request at this position among those to one utility, from 0."""
        return Schedule(lambda request, place, nth: trouble if (request.utility, nth) == (utility, position) else None)

    @staticmethod
    def when(test: Callable[[Request], bool], trouble: Trouble, *, times: int | None = 1) -> Schedule:
        """The first `times` requests that pass the test; None: all of them, for ever."""
        left = [times]

        def rule(request: Request, place: int, nth: int) -> Trouble | None:
            if left[0] == 0 or not trouble.applies(request) or not test(request):
                return None
            left[0] = None if left[0] is None else left[0] - 1
            return trouble

        return Schedule(rule)

    @staticmethod
    def poison(pmid: str, trouble: Trouble) -> Schedule:
        """Every efetch that asks for this PMID, for ever."""
        return Schedule.when(lambda request: request.utility == "efetch" and pmid in request.ids, trouble, times=None)

    @staticmethod
    def at_random(probability: float, seed: int, troubles: Sequence[Trouble] = TRANSIENT) -> Schedule:
        """Each request with this probability, a trouble drawn from those that apply to it; one seed, one run."""
        dice = random.Random(seed)

        def rule(request: Request, place: int, nth: int) -> Trouble | None:
            if dice.random() >= probability:
                return None
            fitting = [trouble for trouble in troubles if trouble.applies(request)]
            return dice.choice(fitting) if fitting else None

        return Schedule(rule)
