"""The three ways to invite: a link, a list, a poster."""

from __future__ import annotations

import uuid

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...common import clock
from ...common.dates import full_day
from ...common.large_bodies import takes_files
from ...common.refusals import refusals_on
from ..access import get_invite_link_for, officer_of, officer_page
from ..emails import address_of
from ..errors import RosterUnreadable
from ..forms.manage import InviteLinkForm, RosterForm, department_suggestions
from ..models import InviteLink, Member
from ..roster import RosterPlan, Table, check_roster, read_text, read_upload, to_text
from ..roster.reading import MOST_BYTES
from ..selectors import department_tree, invite_rows, is_invite_usable
from ..services import create_invite_link, import_roster, revoke_invite_link


@officer_page
@require_GET
def invite(request: HttpRequest) -> HttpResponse:
    """The three ways, and the links there are."""
    return _invite_page(request, None)


@officer_page
@require_POST
def invite_link_create(request: HttpRequest) -> HttpResponse:
    """A new link."""
    by = officer_of(request)
    form = InviteLinkForm(request.POST, tree=department_tree(by.organisation))
    if form.is_valid():
        with refusals_on(form):
            create_invite_link(by=by, **form.values())
        if form.is_valid():
            messages.success(request, _("招待リンクを作りました。"))
            return redirect("accounts:invite")
    return _invite_page(request, form)


@officer_page
@require_POST
def invite_link_revoke(request: HttpRequest, link: uuid.UUID) -> HttpResponse:
    """Stop a link and its posters."""
    by = officer_of(request)
    revoke_invite_link(by=by, link=get_invite_link_for(by, link))
    messages.success(request, _("招待リンクを止めました。ポスターのQRコードも使えなくなりました。"))
    return redirect("accounts:invite")


@officer_page
@require_GET
def poster(request: HttpRequest, link: uuid.UUID) -> HttpResponse:
    """A page of A4 to print: QR code, company code, three steps, in two languages."""
    by = officer_of(request)
    found = get_invite_link_for(by, link)
    context = {
        "link": found,
        "is_usable": is_invite_usable(found),
        "address": _address(found),
        "qr": qr_code(_address(found)),
        "organisation": by.organisation,
    }
    return render(request, "accounts/poster.html", context)


@takes_files(MOST_BYTES)
@officer_page
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest) -> HttpResponse:
    """A pasted list or a file: looked through first, saved only when asked to."""
    by = officer_of(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    plan: RosterPlan | None = None
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            text = to_text(_table(form))
            if request.POST.get("step") == "save":
                return _save_roster(request, by, text)
            if request.POST.get("step") == "drop":
                text = _without_problems(by, text)
            plan = check_roster(by.organisation, read_text(text))
            form = RosterForm(initial={"text": text})
    context = {
        "form": form,
        "plan": plan,
        "text": form.initial.get("text", ""),
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
    }
    status = 422 if form.errors or (plan and plan.problems) else 200
    return render(request, "accounts/roster.html", context, status=status)


def qr_code(address: str) -> str:
    """The address as an inline SVG; medium error correction, for prints on a wall."""
    svg = segno.make(address, error="m", micro=False).svg_inline(
        scale=1, omitsize=True, border=4, svgclass="qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 - drawn here from an address of ours


def _table(form: RosterForm) -> Table:
    upload = form.cleaned_data["file"]
    if upload:
        return read_upload(upload.name, upload.read())
    return read_text(form.cleaned_data["text"])


def _save_roster(request: HttpRequest, by: Member, text: str) -> HttpResponse:
    result = import_roster(by=by, text=text)
    count, mails = len(result.members), result.mails
    sentence = _("%(count)s名を登録し、%(mails)s名に招待メールを送りました。")
    messages.success(request, sentence % {"count": count, "mails": mails})
    if result.last_mail_at > clock.now():
        text = _("招待メールは、1日に送れる数に分けて送ります。%(day)sまでに、すべて届きます。")
        messages.info(request, text % {"day": full_day(result.last_mail_at)})
    return redirect("accounts:member-list")


def _without_problems(by: Member, text: str) -> str:
    table = read_text(text)
    bad = set(check_roster(by.organisation, table).problem_rows)
    rows = [row for row in table.rows if row[0] not in bad]
    if not rows:
        raise RosterUnreadable(why=_("すべての行を除きました。一覧を貼り付け直してください。"))
    return to_text(Table([(number, cells) for number, (_old, cells) in enumerate(rows, start=1)]))


def _address(link: InviteLink) -> str:
    return address_of("accounts:join", token=link.token)


def _invite_page(request: HttpRequest, form: InviteLinkForm | None) -> HttpResponse:
    by = officer_of(request)
    tree = department_tree(by.organisation)
    context = {
        "form": form or InviteLinkForm(tree=tree),
        "links": [(row, _address(row.link)) for row in invite_rows(by.organisation)],
        "departments": department_suggestions(tree),
        "labels": tree,
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
        "organisation": by.organisation,
    }
    return render(request, "accounts/invite.html", context, status=422 if form else 200)
