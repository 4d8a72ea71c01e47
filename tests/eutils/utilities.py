"""What each utility answers to a request, without faults: PubMed's cap, its silences and its errors."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from threading import Lock

from tests.eutils import answers
from tests.eutils.article import Article, article_set
from tests.eutils.corpus import Corpus
from tests.eutils.messages import TEXT, Answer, Request
from tests.eutils.query import QueryError, fold

CAP = 9_999
LONGEST_URL = 4_000


class Utilities:
    """The utilities over one corpus, with their history server."""

    def __init__(self, corpus: Corpus, today: date | None) -> None:
        self.corpus, self._today = corpus, today
        self._history: dict[str, list[tuple[str, ...]]] = {}
        self._started = 0
        self._lock = Lock()

    @property
    def today(self) -> date:
        """The server's day: the one given, else the clock's."""
        return self._today or date.today()

    def expire(self) -> None:
        """Forget every WebEnv, as NCBI does after some hours."""
        with self._lock:
            self._history.clear()

    def with_ids(self, request: Request) -> Request:
        """The request with the PMIDs that it names or that its history entry holds."""
        if request.utility not in ("efetch", "esummary", "epost"):
            return request
        ids = tuple(part for part in request.get("id").replace(" ", "").split(",") if part)
        if not ids and (stored := self._stored(request)) is not None:
            start = request.number("retstart", 0)
            ids = stored[start : start + request.number("retmax", 20 if request.utility == "efetch" else CAP)]
        return replace(request, ids=ids)

    def answer(self, request: Request) -> Answer:
        """The faultless answer; HEAD and other paths are not known."""
        if request.method == "GET" and len(request.path) + sum(map(_length, request.params.items())) > LONGEST_URL:
            return answers.page(414, "414 Request-URI Too Long")
        utility = request.utility
        known = {
            "einfo": self._einfo,
            "esearch": self._esearch,
            "epost": self._epost,
            "efetch": self._efetch,
            "esummary": self._esummary,
            "espell": self._espell,
            "ecitmatch": self._ecitmatch,
        }
        if utility not in known:
            return answers.page(404, "404 Not Found")
        if request.get("db", "pubmed") != "pubmed" or ("db" not in request.params and utility != "einfo"):
            return answers.error(utility, f"Invalid db name specified: {request.get('db')}", status=400)
        return known[utility](request)

    def _einfo(self, request: Request) -> Answer:
        if "db" not in request.params:
            return answers.xml("einfo", "<DbList><DbName>pubmed</DbName></DbList>")
        return answers.info(len(self.corpus), f"{self.today:%Y.%m.%d}.06.33")

    def _esearch(self, request: Request) -> Answer:
        mode, term = request.get("retmode", "xml"), request.get("term").strip()
        if not term:
            return answers.error("esearch", "Empty term and query_key - nothing todo", status=400, retmode=mode)
        start, asked = request.number("retstart", 0), request.number("retmax", 20)
        if start >= CAP:
            message = f"Search Backend failed: Exception: Position {start} is out of acceptable range [{CAP},{CAP - 1}]"
            return answers.error("esearch", message, retmode=mode)
        try:
            found = self.corpus.search(_limited(term, request.params, self.today), self.today)
        except QueryError as failure:
            return answers.error("esearch", str(failure), retmode=mode)
        pmids = tuple(article.pmid for article in found.articles)
        if request.get("rettype") == "count":
            if mode == "json":
                return answers.as_json("esearch", "esearchresult", {"count": str(len(pmids))})
            return answers.xml("esearch", f"<Count>{len(pmids)}</Count>")
        notes = [] if pmids else ["No items found."]
        if start + asked > CAP:
            asked = CAP - start
            notes.append(f"Restrictions achieved. start and count adjusted to {start}, {asked}")
        history = self._keep(request, pmids[:CAP]) if request.get("usehistory") == "y" else ("", "")
        return answers.search(pmids[start : start + asked], len(pmids), start, history, found.translation, notes, mode)

    def _epost(self, request: Request) -> Answer:
        if not request.ids:
            return answers.error("epost", "Empty ID list; Nothing to store", status=400)
        valid = tuple(pmid for pmid in request.ids if pmid.isdigit())
        invalid = "".join(f"<Id>{escape(pmid)}</Id>" for pmid in request.ids if not pmid.isdigit())
        key, env = self._keep(request, valid)
        listed = f"<InvalidIdList>{invalid}</InvalidIdList>" if invalid else ""
        return answers.xml("epost", f"{listed}<QueryKey>{key}</QueryKey><WebEnv>{env}</WebEnv>")

    def _efetch(self, request: Request) -> Answer:
        if wrong := self._no_ids(request):
            return wrong
        articles = [article for pmid in dict.fromkeys(request.ids) if (article := self.corpus.get(pmid))]
        if request.get("retmode", "xml") == "text":
            if request.get("rettype") == "medline":
                return Answer(("\n" + "\n".join(article.medline() for article in articles)).encode(), type=TEXT)
            text = "\n\n".join(article.plain(number) for number, article in enumerate(articles, 1))
            return Answer(text.encode(), type=TEXT)
        return Answer(article_set(articles).encode())

    def _esummary(self, request: Request) -> Answer:
        if wrong := self._no_ids(request):
            return wrong
        found = {pmid: article for pmid in request.ids if (article := self.corpus.get(pmid))}
        return answers.summary(request.ids, found, request.get("retmode", "xml"))

    def _espell(self, request: Request) -> Answer:
        term = request.get("term")
        if not term:
            return answers.error("espell", "Empty term", status=400)
        words = {word for article in self.corpus.articles() for word in fold(article.title + article.abstract).split()}
        close = {
            word: difflib.get_close_matches(word, words, 1, 0.8) for word in fold(term).split() if word not in words
        }
        replaced = {word: options[0] for word, options in close.items() if options}
        corrected = " ".join(replaced.get(word, word) for word in fold(term).split()) if replaced else ""
        spelled = "".join(f"<Original/><Replaced>{escape(word)}</Replaced>" for word in replaced.values())
        return answers.xml(
            "espell",
            f"<Database>pubmed</Database><Query>{escape(term)}</Query>"
            f"<CorrectedQuery>{escape(corrected)}</CorrectedQuery><SpelledQuery>{spelled}</SpelledQuery><ERROR/>",
        )

    def _ecitmatch(self, request: Request) -> Answer:
        lines = [line for line in request.get("bdata").replace("\n", "\r").split("\r") if line.strip()]
        if not lines:
            return Answer(b"Empty bdata", 400, TEXT)
        return Answer(
            "".join(f"{line}{_citation(line, self.corpus.articles())}\n" for line in lines).encode(), type=TEXT
        )

    def _no_ids(self, request: Request) -> Answer | None:
        utility, mode = request.utility, request.get("retmode", "xml")
        if request.ids:
            return None
        if not request.get("WebEnv"):
            message = {
                "efetch": "ID list is empty! Possibly it has no correct IDs.",
                "esummary": "Neither query_key nor id specified",
            }
            return answers.error(utility, message[utility], status=400, retmode=mode)
        stored = self._stored(request)
        if stored is None:
            return expired(request)
        message_of = (
            f"Cannot retrieve history data: OUT OF RANGE. Parameter retstart={request.number('retstart', 0)} + 1 is "
            f"greater than number of records available in history. History includes {len(stored)} IDs."
        )
        return answers.error(utility, message_of, status=400, retmode=mode)

    def _keep(self, request: Request, pmids: tuple[str, ...]) -> tuple[str, str]:
        with self._lock:
            env = request.get("WebEnv")
            if env not in self._history:
                self._started += 1
                env = f"MCID_{self._started:024x}"
                self._history[env] = []
            self._history[env].append(pmids)
            return str(len(self._history[env])), env

    def _stored(self, request: Request) -> tuple[str, ...] | None:
        with self._lock:
            queries = self._history.get(request.get("WebEnv"), [])
            key = request.number("query_key", 0)
            return queries[key - 1] if 1 <= key <= len(queries) else None


def expired(request: Request) -> Answer:
    """What a lost WebEnv looks like: 200 from esearch, 400 from the others."""
    message = f"Unable to obtain query #{request.get('query_key', '1')}"
    status = 200 if request.utility == "esearch" else 400
    return answers.error(request.utility, message, status=status, retmode=request.get("retmode", "xml"))


def _length(pair: tuple[str, str]) -> int:
    return len(pair[0]) + len(pair[1]) + 2


def _limited(term: str, params: Mapping[str, str], today: date) -> str:
    kind = params.get("datetype", "edat")
    if params.get("reldate", "").isdigit():
        return f"({term}) AND {today - timedelta(int(params['reldate'])):%Y/%m/%d}:{today:%Y/%m/%d}[{kind}]"
    if params.get("mindate") and params.get("maxdate"):
        return f"({term}) AND {params['mindate']}:{params['maxdate']}[{kind}]"
    return term


def _citation(line: str, articles: tuple[Article, ...]) -> str:
    journal, year, volume, page, author, *_ = [*(part.strip().lower() for part in line.split("|")), *[""] * 5]
    same = [one for one in articles if one.journal.lower() == journal]
    if not same:
        return "NOT_FOUND;INVALID_JOURNAL"
    # As at NCBI: with volume and page known, a year or author that disagrees only breaks ties.
    for index, given in enumerate((volume, page, year, author)):
        kept = [one for one in same if not given or _agrees(one, index, given)]
        if kept or index < 2 or not (volume and page):
            same = kept
    return same[0].pmid if len(same) == 1 else "AMBIGUOUS" if same else "NOT_FOUND"


def _agrees(one: Article, index: int, given: str) -> bool:
    values = (one.volume, one.pages.partition("-")[0], str(one.year))
    if index < len(values):
        return values[index].lower() == given
    return any(name.lower().startswith(given) for name in one.authors)
