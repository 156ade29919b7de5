"""Pages that read everything and change nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ..accounts.access import officer_of
from ..common import clock
from ..common.languages import current_language
from ..surveys.selectors_results import latest_wave
from .access import home_page
from .home import home_of, next_step
from .law_watch import concerns_of_organisation
from .selectors import setup_steps


@require_GET
@home_page
def home(request: HttpRequest) -> HttpResponse:
    """ホーム: what needs the officer today, progress, dates, seats, and the setup checklist."""
    officer = officer_of(request)
    labels = {
        "applied": _("申し込みと契約"),
        "email": _("メールアドレスを確認する"),
        "members": _("メンバーを招待する"),
        "desk": _("相談窓口を登録する"),
        "assigned": _("研修を割り当て、期限を決める"),
        "survey": _("事前の意識調査を開く（5名以上・任意）"),
    }
    steps = [
        (labels[step.key], reverse(step.url_name), step.is_done) for step in setup_steps(officer)
    ]
    latest = latest_wave(officer)
    context = {
        "today": clock.today(),
        "steps": steps,
        "done": sum(is_done for _label, _url, is_done in steps),
        "is_prepared": all(is_done for _label, _url, is_done in steps),
        "page": home_of(officer, current_language()),
        "concerns": concerns_of_organisation(officer),
        "survey": latest,
        "step": next_step(latest, current_language()),
    }
    return render(request, "reports/home.html", context)
