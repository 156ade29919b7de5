"""How long searching documents takes: `python -m tools.document_search [--rows=1000000]`.

Rows of 20,000 counterparties over ten years, on a new database (see tools.document_numbers); the
median of seven tries of each search, in milliseconds. The last line is JSON.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from functools import partial
from random import Random
from statistics import median
from typing import Any, Final

from .bench.database import kind
from .document_numbers import new_database

PARTIES: Final = 20_000
FIRST: Final = dt.date(2017, 1, 1)
DAYS: Final = 3650
TRIES: Final = 7
CONTENT: Final = '{"addressee": {"name": "株式会社みほん商事"}, "lines": [], "language": "ja"}'


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
    """Write the documents within the database: a million rows in a minute or two."""
    from django.db import connection, transaction

    from terakoya.portal.documents.choices import DocumentKind
    from terakoya.portal.documents.models import Counterparty

    chance = Random(1)  # noqa: S311 - no secret
    Counterparty.objects.bulk_create(
        [Counterparty(compared=_name(number, chance)) for number in range(PARTIES)], batch_size=500
    )
    first = Counterparty.objects.order_by("id").values_list("id", flat=True)[0]
    is_sqlite = connection.vendor == "sqlite"
    kinds = " ".join(f"WHEN {place} THEN '{one}'" for place, one in enumerate(DocumentKind))
    day = f"date('{FIRST}', '+' || (i * {DAYS} / {rows}) || ' days')"
    uuid, empty = "printf('%032x', i)", "'{}'"
    series = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})"  # noqa: S608
    source, content = "n", f"'{CONTENT}'"
    if not is_sqlite:
        day = f"date '{FIRST}' + (i * {DAYS} / {rows})::int"
        uuid, empty = "lpad(to_hex(i), 32, '0')::uuid", "'{}'::jsonb"
        series, source, content = (
            "",
            f"generate_series(1, {rows}::bigint) AS n(i)",
            f"{content}::jsonb",
        )
    columns = {
        "uuid": uuid,
        "kind": f"CASE i % {len(DocumentKind)} {kinds} END",
        "series": "'documents.measured'",
        "serial": "i",
        "number": f"'2017-' || {'i' if is_sqlite else 'i::text'}",
        "issued_on": day,
        "ends_on": day,
        "counterparty_id": f"{first} + i * 7919 % {PARTIES}",
        # From a thousand to a hundred million, small ones more often than large ones.
        "total_yen": "1000 + (i * 48271 % 9973) * (i * 16807 % 10007)",
        "content": content,
        "seller": empty,
        "key": f"'key' || {'i' if is_sqlite else 'i::text'}",
        "sha256": "''",
        "created_at": "'2026-11-28 00:00:00'" if is_sqlite else "now()",
    }
    names, values = ", ".join(columns), ", ".join(columns.values())
    with connection.cursor() as cursor:
        if is_sqlite:
            cursor.execute("PRAGMA cache_size=-1000000")
        with transaction.atomic():
            into = f"INSERT INTO documents_issueddocument ({names})"
            cursor.execute(f"{series} {into} SELECT {values} FROM {source}")  # noqa: S608 - all ours
        cursor.execute("ANALYZE" if is_sqlite else "VACUUM ANALYZE")
    connection.close()  # searches have the memory of every day


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
    return {said: _usual(partial(search_documents, Wanted(**one))) for said, one in wanted.items()}


def _usual(search: Any) -> float:
    """The median of some tries: other programs take their time from the machine, too."""
    taken = []
    for _try in range(TRIES):
        began = time.perf_counter()
        search()
        taken.append((time.perf_counter() - began) * 1000)
    return round(median(taken), 1)


if __name__ == "__main__":
    main()
