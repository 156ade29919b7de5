"""Printing slips by which members without e-mail set their first password."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ...common.languages import current_language
from ...common.refusals import form_page, refusals_on
from ..access import officer_of, officer_page
from ..forms.slips import SlipForm
from ..models import Member
from ..selectors import department_tree, places_by_member
from ..selectors.slips import MOST_SLIPS, slip_counts
from ..services import issue_slips
from ..slips import write_slips


@officer_page
@never_cache
@require_http_methods(["GET", "POST"])
def slips(request: HttpRequest) -> HttpResponse:
    """For whom, how many, and why others get none; the button answers with the PDF."""
    by = officer_of(request)
    tree = department_tree(by.organisation)
    form = SlipForm(request.POST if request.method == "POST" else request.GET, tree=tree)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return _printed(by, form)
    wanted = form.wanted
    context = {
        "form": form,
        "counts": slip_counts(by.organisation, wanted),
        "chosen": len(wanted.members),
        "most": MOST_SLIPS,
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
    }
    return form_page(request, "accounts/slips.html", context, form)


def _printed(by: Member, form: SlipForm) -> HttpResponse:
    made = issue_slips(by=by, wanted=form.wanted)
    keys = [slip.member.pk for slip in made]
    pdf = write_slips(
        made, language=current_language(), tree=form.tree, places=places_by_member(keys)
    )
    headers = {"Content-Disposition": 'attachment; filename="slips.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
