"""What is typeset, whatever moment it is given."""

from __future__ import annotations

import datetime as dt

from terakoya.courseware.drawing.typesetting import typeset_pdf

SOURCE = '#set document(title: "T", date: auto)\n#set text(lang: "ja")\n= 修了証'


def test_typeset_pdf_takes_a_moment_finer_than_a_second() -> None:
    moment = dt.datetime(2026, 11, 25, 9, 30, 15, tzinfo=dt.UTC)
    whole = typeset_pdf(SOURCE, {}, written_at=moment)
    assert typeset_pdf(SOURCE, {}, written_at=moment.replace(microsecond=123456)) == whole
    assert typeset_pdf(SOURCE, {}, written_at=moment + dt.timedelta(seconds=1)) != whole
