"""What owners and officers read on their first page of a suspension, before it and during it."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from ..common.dates import full_day


def notice_texts(reason: str, from_on: dt.date | None) -> tuple[str, str]:
    """Title and text; `from_on` is the day of a suspension that has not begun."""
    if from_on is None:
        said = _(
            "研修は進められません。受講の記録と修了証は、これからも見られます。理由：%(reason)s"
        )
        return _("ご利用を止めています"), said % {"reason": reason}
    said = _(
        "%(day)sから、研修を進められなくなります。理由がなくなれば、止めません。"
        "お心当たりがないときは、お問い合わせください。理由：%(reason)s"
    )
    return _("ご利用停止の予告"), said % {"day": full_day(from_on), "reason": reason}
