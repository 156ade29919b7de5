"""Days of Japan told by the database itself."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, Func


class DayInJapan(Func):
    """The day of a moment in Japan, which has had no summer time since 1951.

    `TruncDate` says the same; on SQLite it calls back into Python for each row, which takes
    longer than the rest of counting 100,000 people.
    """

    output_field = DateField()
    template = "(%(expressions)s AT TIME ZONE INTERVAL '9 hours')::date"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A function that SQLite has itself; moments are kept in UTC.

        Without fractions of a second, which it would round up to the next day.
        """
        template = "DATE(SUBSTR(%(expressions)s, 1, 19), '+9 hours')"
        return self.as_sql(compiler, connection, template=template, **context)
