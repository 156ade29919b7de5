"""What a headcount can yield at most, told before a wave opens. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from terakoya.courseware.scoring import (
    BANDS_BELOW,
    EXACT_SIZE_FROM,
    SMALLEST_GROUP,
    SMALLEST_SENSITIVE_GROUP,
)

MINIMUM_MEMBERS: Final = SMALLEST_GROUP


@dataclass(frozen=True)
class Headcount:
    """The people of a wave; `units` are the sizes of the cells besides the company's own."""

    members: int
    units: tuple[int, ...]
    departments: int

    @property
    def may_open(self) -> bool:
        """Whether there are enough people for an anonymous survey."""
        return self.members >= MINIMUM_MEMBERS

    @property
    def whole_units(self) -> int:
        """How many units are large enough for a whole index."""
        return sum(n >= BANDS_BELOW for n in self.units)


def expectations(headcount: Headcount) -> list[str]:
    """What can be seen if everybody answers, and how many answers it takes."""
    if not headcount.may_open:
        return [
            _("5名未満のため、無記名の意識調査は開けません。"),
            _("受講者の画面には、端末の中だけで採点するセルフチェックが出ます。"),
        ]
    told = [_of_company(headcount.members)]
    if headcount.members >= EXACT_SIZE_FROM:
        told.append(_of_units(headcount))
    else:
        told.append(_("全体が20名未満なので、部署ごとの結果は出ません。"))
    if headcount.members >= SMALLEST_SENSITIVE_GROUP:
        told.append(_("自由記述と、被害・目撃の問いは、10名以上が回答すると出ます。"))
    else:
        told.append(_("自由記述と、被害・目撃の問いは、対象が10名未満のため、結果が出ません。"))
    told.append(_change(headcount.members))
    return told


def _of_company(members: int) -> str:
    numbers = {"n": members}
    if members >= EXACT_SIZE_FROM:
        return (
            _("対象は%(n)s名です。10名以上が回答すると、会社全体の指数が誤差とともに出ます。")
            % numbers
        )
    if members >= BANDS_BELOW:
        return (
            _("対象は%(n)s名です。10名以上が回答すると指数が、5〜9名では目安の幅が出ます。")
            % numbers
        )
    return _("対象は%(n)s名です。5名以上が回答すると、会社全体の目安の幅が出ます。") % numbers


def _of_units(headcount: Headcount) -> str:
    numbers = {
        "units": len(headcount.units),
        "of": headcount.departments,
        "whole": headcount.whole_units,
    }
    if not headcount.units:
        return _("5名以上の部署がないので、部署ごとの結果は出ません。")
    return (
        _(
            "20名以上が回答すると、%(of)s部署のうち最大%(units)s部署の結果が出ます。"
            "そのうち指数まで出るのは%(whole)s部署です。"
        )
        % numbers
    )


def _change(members: int) -> str:
    if members >= BANDS_BELOW:
        return _("前後の変化は、両方の回で10名以上が回答し、差が誤差を超えたときに示せます。")
    return _("この人数では、前後で変わったかどうかは示せません。")
