"""Applications with the same contents by the same customer, a short time after one another."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext_lazy as _

from ..accounts.models import Member
from ..catalogue.models import Course
from ..common import clock
from ..common.dates import full_moment
from ..documents.searching import compared
from .choices import OrderStatus
from .errors import SameApplication
from .models import Order
from .specs import Application

SHORT: Final = dt.timedelta(hours=24)
_COMPARED: Final = 50  # orders that are looked at, the newest first
_CONTENTS: Final = ("seats", "months", "with_online", "with_manuscript")


def refuse_same(course: Course, application: Application, by: Member | None) -> None:
    """Ask where the same customer has ordered the same within a day; raises `SameApplication`.

    The same customer is the organisation of an owner who is signed in, else the same name with
    the same telephone number. Of a stranger's order nothing is told but that it is there.
    """
    order = _same_order(course, application, by)
    if order is None:
        return
    if by is not None:
        raise SameApplication(
            _(
                "同じ内容の申し込みを、%(moment)sに受け付けています（申込番号 %(number)s）。"
                "別の申し込みとして進むときは、下の欄にチェックを入れて、もう一度押してください。"
            )
            % {"moment": full_moment(order.placed_at), "number": order.number}
        )
    raise SameApplication(
        _(
            "同じ会社・団体名と電話番号で、同じ内容の申し込みを24時間以内に受け付けています。"
            "別の申し込みとして進むときは、下の欄にチェックを入れて、もう一度押してください。"
        )
    )


def _same_order(course: Course, application: Application, by: Member | None) -> Order | None:
    orders = Order.objects.filter(
        placed_at__gt=clock.now() - SHORT,
        status__in=(OrderStatus.PLACED, OrderStatus.WAITING),
        lines__course=course,
    )
    customer = application.customer
    if by is not None:
        orders = orders.filter(organisation_id=by.organisation_id)
    else:
        orders = orders.filter(snapshot__customer__phone=customer.phone)
    wanted = application.selection.as_json()
    for order in orders.distinct().order_by("-id")[:_COMPARED]:
        said = order.snapshot.get("selection") or {}
        name = (order.snapshot.get("customer") or {}).get("organisation_name", "")
        is_own = by is not None or compared(name) == compared(customer.organisation_name)
        if is_own and all(said.get(part) == wanted[part] for part in _CONTENTS):
            return order
    return None
