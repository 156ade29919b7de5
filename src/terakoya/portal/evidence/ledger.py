"""措置台帳: each measure that the law asks for, and what is recorded of it; nothing more is said.

What the portal knows itself is a record; what an officer states with a day and a paper is a
statement. Whether a measure is good enough, neither tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..accounts.models import Member, Organisation
from ..common.dates import full_day
from ..learning.models import Enrolment
from ..learning.selectors.policies import policies_told
from .choices import Measure
from .models import MeasureStatement

RECORDED, STATED, NOTHING = "recorded", "stated", "nothing"
STATES: dict[str, Any] = {
    RECORDED: gettext_lazy("記録あり"),
    STATED: gettext_lazy("担当者の申告"),
    NOTHING: gettext_lazy("未記録"),
}


@dataclass(frozen=True)
class LedgerRow:
    """A measure with the portal's own record (empty: none) and the officers' statements."""

    measure: Measure
    record: str
    statements: Sequence[MeasureStatement]

    @property
    def state(self) -> str:
        """The strongest that there is of it."""
        stands = any(one.withdrawn_at is None for one in self.statements)
        return RECORDED if self.record else STATED if stands else NOTHING

    @property
    def state_words(self) -> str:
        """The state as the page says it."""
        return str(STATES[self.state])


def ledger_of(organisation: Organisation) -> list[LedgerRow]:
    """All measures, in the order of the leaflet; four statements."""
    statements: dict[str, list[MeasureStatement]] = defaultdict(list)
    rows = MeasureStatement.objects.filter(organisation=organisation).select_related("by")
    for one in rows:
        statements[one.measure].append(one)
    records = {Measure.POLICY: _known(organisation), Measure.DESK: _desk(organisation)}
    return [
        LedgerRow(measure, records.get(measure, ""), statements[measure]) for measure in Measure
    ]


def _known(organisation: Organisation) -> str:
    """That a policy was read and confirmed, and that people were taught."""
    told = [
        _("方針「%(title)s」を確認した人：%(n)d名（最後の確認 %(day)s）")
        % {"title": one["title"], "n": one["people"], "day": full_day(one["last"])}
        for one in policies_told(organisation.pk)
    ]
    return "\n".join(one for one in (*told, _training(organisation)) if one)


def _training(organisation: Organisation) -> str:
    """That people were taught, as far as they were: part of making a policy known."""
    present = Q(member__in=Member.objects.present())
    found = Enrolment.objects.filter(
        present, organisation=organisation, completed_at__isnull=False
    ).aggregate(people=Count("member", distinct=True), last=Max("completed_at"))
    if not found["people"]:
        return ""
    everybody = Member.objects.present().filter(organisation=organisation).count()
    return _("研修を修了した人：在籍%(all)d名のうち%(n)d名（最後の修了 %(day)s）") % {
        "all": everybody,
        "n": found["people"],
        "day": full_day(found["last"]),
    }


def _desk(organisation: Organisation) -> str:
    name = str(organisation.variables.get("desk.name") or "")
    if not name:
        return ""
    return _("相談窓口「%(name)s」を登録し、「困ったときは」と研修に出しています。") % {
        "name": name
    }
