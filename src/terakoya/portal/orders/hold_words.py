"""Why an application waits, in the words of the operator's pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .choices import HoldRule
from .models import Order, OrderHold
from .pricing import MOST_SEATS


def hold_sentences(order: Order) -> list[str]:
    """The reasons why an order waits or waited, as they were when it came in.

    One statement, or none where `holds` was read with the order.
    """
    return [hold_sentence(one) for one in sorted(order.holds.all(), key=lambda one: one.pk)]


def hold_sentence(hold: OrderHold) -> str:
    """One reason."""
    match HoldRule(hold.rule):
        case HoldRule.SEATS:
            return _("受講枠が%(most)d枠を超えています（%(n)s枠）。") % {
                "most": MOST_SEATS,
                "n": hold.found,
            }
        case HoldRule.SUM:
            return _("合計（税込）が、決めた額の%(yen)s円を超えています。") % {
                "yen": f"{int(hold.found):,}"
            }
        case HoldRule.BLOCKED:
            return _("承認が必要と決めたメールのドメインです（%(domain)s）。") % {
                "domain": hold.found
            }
        case HoldRule.FREE_MAIL:
            return _("フリーメールのアドレスです（%(domain)s）。") % {"domain": hold.found}
        case HoldRule.WAITING:
            return _(
                "同じ住所かメールのドメインで、承認待ちの申し込みがあります（%(number)s）。"
            ) % {"number": hold.found}
        case HoldRule.OVERDUE:
            return _(
                "支払期限を過ぎた請求のあるお客様と、住所かメールのドメインが同じです（%(number)s）。"
            ) % {"number": hold.found}
