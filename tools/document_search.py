"""How long searching documents takes: `python -m tools.document_search [--rows=1000000]`.

Rows of 20,000 counterparties over ten years, on a new database (see tools.document_numbers); the
slowest of three tries of each search, in milliseconds. The last line is JSON.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from functools import partial
from itertools import islice
from random import Random
from typing import Any, Final

from .bench.database import kind
from .document_numbers import new_database

PARTIES: Final = 20_000
FIRST: Final = dt.date(2017, 1, 1)
DAYS: Final = 3650
TRIES: Final = 3


def main() -> None:
    """Write the rows, then search."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    rows = options.parse_args().rows
    with new_database():
        began = time.monotonic()
        _fill(rows)
        print(f"{rows} rows in {time.monotonic() - began:.0f} s", flush=True)
        took = _searches(rows)
    for name, milliseconds in took.items():
        print(f"{milliseconds:7.1f} ms  {name}")
    slowest = max(took.values())
    print(json.dumps({"database": kind(), "rows": rows, "slowest_ms": slowest, "ms": took}))


def _fill(rows: int) -> None:
    from django.db import connection

    from terakoya.portal.common import clock
    from terakoya.portal.documents.choices import DocumentKind
    from terakoya.portal.documents.content import to_json
    from terakoya.portal.documents.models import Counterparty, IssuedDocument
    from terakoya.portal.documents.numbering import number_of
    from terakoya.portal.documents.tests.examples import INVOICE

    chance = Random(1)  # noqa: S311 - no secret
    kinds, content, now = list(DocumentKind), to_json(INVOICE), clock.now()
    parties = Counterparty.objects.bulk_create(
        [Counterparty(compared=_name(number, chance)) for number in range(PARTIES)], batch_size=500
    )

    def documents() -> Any:
        for serial in range(1, rows + 1):
            day = FIRST + dt.timedelta(days=serial * DAYS // rows)
            chosen = chance.choice(kinds)
            number = number_of(chosen, day.year, serial)
            yield IssuedDocument(
                kind=chosen, series=f"{chosen}", serial=serial, number=number, issued_on=day,
                ends_on=day, counterparty=chance.choice(parties),
                total_yen=int(10 ** chance.uniform(3, 8)), content=content, seller={},
                key=number, sha256="0" * 64, created_at=now,
            )  # fmt: skip

    made = documents()
    while some := list(islice(made, 2000)):
        IssuedDocument.objects.bulk_create(some, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _name(number: int, chance: Random) -> str:
    words = [
        "みほん",
        "例示",
        "見本",
        "北",
        "南",
        "東",
        "西",
        "中央",
        "商事",
        "物産",
        "工業",
        "運輸",
    ]
    return "".join(chance.sample(words, 3)) + str(number)


def _searches(rows: int) -> dict[str, float]:
    from terakoya.portal.documents.models import IssuedDocument
    from terakoya.portal.documents.selectors import Wanted, search_documents

    middle = IssuedDocument.objects.select_related("counterparty").get(serial=rows // 2)
    day, yen, name = middle.issued_on, middle.total_yen, middle.counterparty.compared
    year = {"since": dt.date(day.year, 1, 1), "until": dt.date(day.year, 12, 31)}
    wanted: dict[str, dict[str, Any]] = {
        "nothing": {},
        "a year": year,
        "a day and a sum": {"since": day, "until": day, "least": yen, "most": yen},
        "a year and a range of sums": {**year, "least": yen, "most": yen + yen // 100},
        "a year and sums that nobody has": {**year, "least": 10**11, "most": 10**12},
        "all years and a narrow range of sums": {"least": yen, "most": yen + 10},
        "all years and sums that are many": {"least": 10_000, "most": 1_000_000},
        "a counterparty": {"name": name},
        "a part of a name that many have": {"name": "みほん"},
        "a part of a name and a year": {"name": "物産", **year},
        "a part of a name and a sum of few": {"name": "商事", "least": yen, "most": yen + 10},
        "a part of a name and sums that nobody has": {"name": "商事", "least": 10**11},
        "a name that nobody has": {"name": "ない会社"},
        "a name of few and a kind": {"name": name[:-1], "kind": middle.kind},
        "a kind and a year": {"kind": "receipt", **year},
        "a kind and a range of sums": {"kind": "receipt", "least": yen, "most": yen + 1000},
        "a kind and sums that nobody has": {"kind": "receipt", "least": 10**11},
        "a number": {"number": middle.number},
        "a number by its digits and a name": {"number": f"{rows // 2}", "name": "みほん"},
    }  # fmt: skip
    return {
        said: _slowest(partial(search_documents, Wanted(**one))) for said, one in wanted.items()
    }


def _slowest(search: Any) -> float:
    taken = []
    for _try in range(TRIES):
        began = time.perf_counter()
        search()
        taken.append((time.perf_counter() - began) * 1000)
    return round(max(taken), 1)


if __name__ == "__main__":
    main()
