"""What owners and officers read of a request to delete on their first page."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from ..common.dates import full_day


def notice_title() -> str:
    """The title of the notice."""
    return _("データの削除の依頼を受け付けました")


def notice_words(from_on: dt.date) -> str:
    """What will go, from when on, and what to do before."""
    said = _(
        "%(day)s以降に、メンバー・受講の記録・意識調査・自社の教材などのデータを削除します。"
        "必要なデータは、その前に書き出してください。"
        "心当たりがないときは、契約者が「会社の設定」の「データの削除」で取り下げられます。"
    )
    return said % {"day": full_day(from_on)}
