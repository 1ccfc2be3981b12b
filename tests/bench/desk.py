"""How fast the search page is, asked by one and by several: python -m tests.bench.desk ADDRESS.

ADDRESS is of a running server whose archive holds the set of press releases. Each client asks one page after another,
no address twice: some read each page for a second, others not at all, so that a server is never without work.
"""

import http.client
import random
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from statistics import quantiles
from urllib.parse import urlencode

from tests.bench.engine.asking import Question
from tests.bench.engine.drawing import questions, releases
from tests.bench.engine.tables import show

DRAWN = 5_000
"""Documents from which words and phrases are drawn."""
PAGES = 400
ASIDE = 40
"""Pages asked first, that are not counted."""
ASKED = ((1, 0.0), (8, 1.0), (8, 0.0))
"""How many clients there are in each row, and for how many seconds each of them reads a page."""

WAYS: tuple[dict[str, str], ...] = (
    {}, {"sort": "newest"}, {}, {"since": "2006-01", "until": "2006-06"}, {"page": "2"}, {"region": ""},
    {}, {"source": "", "since": "2005"}, {"fold": "copies"}, {"sort": "oldest", "since": "2006", "until": "2006"},
)  # fmt: skip
"""How searches are narrowed and shown, each in its turn; what is empty here is one of the documents' own."""


def searches() -> Iterator[str]:
    """Addresses, no two alike: of every class of question in turn, and of every way to show it."""
    drawn = random.Random(7)  # noqa: S311 - searches, not secrets
    kept = list(releases(DRAWN))
    asked = [each for row in zip_longest(*questions(DRAWN).values()) for each in row if each]
    for number, question in enumerate(asked):
        of = drawn.choice(kept)
        way = WAYS[number % len(WAYS)]
        filled = {name: value or str(getattr(of, name)) for name, value in way.items()}
        yield "/?" + urlencode({"q": _text(question), **filled})


def _text(question: Question) -> str:
    return f"{question.words[0]}~" if question.way == "fuzzy" else question.lucene


def ask(host: str, addresses: Sequence[str], reading: float = 0.0) -> list[tuple[float, int]]:
    """For each address the milliseconds until its answer was there, and the bytes of that."""
    server = http.client.HTTPConnection(host, timeout=60)
    found = []
    for address in addresses:
        begun = time.perf_counter()
        server.request("GET", address, headers={"Accept": "text/html"})
        answer = server.getresponse()
        size = len(answer.read())
        if answer.status not in (200, 302):
            raise SystemExit(f"{address} is answered with {answer.status}")
        found.append(((time.perf_counter() - begun) * 1e3, size))
        time.sleep(reading)
    return found


def measured(host: str, clients: int, reading: float, addresses: Sequence[str]) -> list[str]:
    """One row of the table: so many clients who share the addresses out, and begin at different moments."""

    def client(at: int) -> list[tuple[float, int]]:
        time.sleep(reading * at / clients)
        return ask(host, addresses[at::clients], reading)

    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        found = [each for part in pool.map(client, range(clients)) for each in part]
    rate = len(found) / (time.perf_counter() - begun)
    times, sizes = (quantiles(column, n=100) for column in zip(*found, strict=True))
    kilobytes = f"{sizes[49] / 1e3:.0f}, {sizes[98] / 1e3:.0f}"
    return [str(clients), f"{reading:g}", *(f"{times[at]:.1f}" for at in (49, 94, 98)), f"{rate:.0f}", kilobytes]


def main() -> None:
    """Print the table."""
    host = sys.argv[1].removeprefix("http://").rstrip("/")
    addresses = list(dict.fromkeys(searches()))
    ask(host, addresses[:ASIDE])
    share = min(PAGES, (len(addresses) - ASIDE) // len(ASKED))
    rows = (
        measured(host, clients, reading, addresses[ASIDE + at * share : ASIDE + (at + 1) * share])
        for at, (clients, reading) in enumerate(ASKED)
    )
    show(["clients", "seconds read", "median ms", "p95", "p99", "pages a second", "KB: median, p99"], rows)


if __name__ == "__main__":
    main()
