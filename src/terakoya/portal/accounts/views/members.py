"""The officer's list of members and everything that is done to one of them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...common import clock
from ...common.dates import full_day
from ...common.refusals import refusals_on
from ...delivery.choices import BounceKind
from ..access import (
    get_member_for,
    get_role_grant_for,
    may_grant,
    officer_of,
    officer_page,
)
from ..choices import MemberState, Role
from ..errors import AccountsError
from ..exports import members_csv
from ..forms.manage import (
    LeaveForm,
    MemberEditForm,
    MemberFilterForm,
    MemberForm,
    RoleForm,
    department_suggestions,
)
from ..models import Member
from ..names import MemberDetails
from ..selectors import (
    DepartmentTree,
    MemberFilter,
    department_of,
    department_tree,
    member_counts,
    member_page,
    roles_of,
    split_into_levels,
)
from ..selectors.slips import may_have_slip
from ..selectors.unreachable import bounce_of, unreachable_count, unreachable_members
from ..services import (
    add_member,
    edit_member,
    grant_role,
    issue_joining_code,
    leave_member,
    return_member,
    revoke_role,
    send_invitation,
    send_password_link,
    withdraw_invitation,
)


@officer_page
@require_GET
def member_list(request: HttpRequest) -> HttpResponse:
    """50 members a page, narrowed by words, department and state."""
    by = officer_of(request)
    tree = department_tree(by.organisation)
    form, wanted = _wanted(request, tree)
    number = form.cleaned_data.get("page") or 1
    context = {
        "page": member_page(by.organisation, wanted, number, tree=tree),
        "counts": member_counts(by.organisation),
        "wanted": wanted,
        "departments": split_into_levels(tree),
        "states": MemberState,
        "unreachable": unreachable_count(by.organisation),
        "is_narrowed": bool(wanted.words or wanted.department),
        "person": by.person,
    }
    return render(request, "accounts/member_list.html", context)


@officer_page
@require_GET
def unreachable_list(request: HttpRequest) -> HttpResponse:
    """Members whose mail came back, why, and what to do about each."""
    by = officer_of(request)
    page = Paginator(unreachable_members(by.organisation), 50).get_page(request.GET.get("page"))
    rows = [(one, BounceKind(one.kind).label if one.kind else "") for one in page.object_list]
    return render(request, "accounts/unreachable_list.html", {"page": page, "rows": rows})


@officer_page
@require_GET
def member_export(request: HttpRequest) -> StreamingHttpResponse:
    """The list as CSV for a spreadsheet, as narrowed on the page."""
    by = officer_of(request)
    _form, wanted = _wanted(request, department_tree(by.organisation))
    response = StreamingHttpResponse(
        members_csv(by=by, wanted=wanted), content_type="text/csv; charset=utf-8"
    )
    name = f"members-{clock.today():%Y%m%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@officer_page
@require_http_methods(["GET", "POST"])
def member_add(request: HttpRequest) -> HttpResponse:
    """One more member; with an address the invitation is mailed."""
    by = officer_of(request)
    tree = department_tree(by.organisation)
    form = MemberForm(request.POST or None, tree=tree)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            member = add_member(by=by, **form.values())
        if form.is_valid():
            messages.success(request, _("%(name)sさんを登録しました。") % {"name": member.name})
            return redirect("accounts:member-edit", member=member.uuid)
    context = {
        "form": form,
        "departments": department_suggestions(tree),
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/member_add.html", context, status=status)


@officer_page
@never_cache
@require_http_methods(["GET", "POST"])
def member_edit(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """One member: what the roster says, roles, sign-in, leaving."""
    by = officer_of(request)
    found = get_member_for(by, member)
    tree = department_tree(by.organisation)
    initial = _present_values(found, tree)
    form = MemberEditForm(request.POST or None, tree=tree, member=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            edit_member(by=by, member=found, **form.values())
        if form.is_valid():
            messages.success(request, _("変更を保存しました。"))
            return redirect("accounts:member-edit", member=found.uuid)
    return _member_page(request, found, form, tree, status=422 if form.errors else 200)


@officer_page
@never_cache
@require_POST
def member_code(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """A new joining code, shown on this page and never again."""
    by = officer_of(request)
    found = get_member_for(by, member)
    code = issue_joining_code(by=by, member=found)
    context = {"found": found, "code": code, "organisation": by.organisation}
    return render(request, "accounts/member_code.html", context)


@officer_page
@require_POST
def member_invite(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """Mail the invitation again, or to who has joined the link for a new password."""
    by = officer_of(request)
    found = get_member_for(by, member)
    if found.joined_at is None:
        send_invitation(by=by, member=found)
        text = _("%(email)s にメールを送りました。") % {"email": found.email}
    else:
        send_password_link(by=by, member=found)
        text = _("ご本人がログインに使うアドレスに、メールを送りました。")
    messages.success(request, text)
    return redirect("accounts:member-edit", member=found.uuid)


@officer_page
@require_POST
def member_uninvite(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """End the invitation that was mailed, and the joining code."""
    by = officer_of(request)
    found = get_member_for(by, member)
    withdraw_invitation(by=by, member=found)
    messages.success(request, _("招待を取り下げました。送ったリンクは使えません。"))
    return redirect("accounts:member-edit", member=found.uuid)


@officer_page
@require_POST
def member_leave(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """The member leaves on a day."""
    by = officer_of(request)
    found = get_member_for(by, member)
    form = LeaveForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            leave_member(by=by, member=found, left_on=form.cleaned_data["left_on"])
        if form.is_valid():
            messages.success(
                request,
                _(
                    "%(name)sさんの退職を登録しました。"
                    "使っていた受講枠は、契約・請求書の「受講枠の引き継ぎ」で次の人に引き継げます。"
                )
                % {"name": found.name},
            )
            return redirect("accounts:member-edit", member=found.uuid)
    tree = department_tree(by.organisation)
    own = MemberEditForm(tree=tree, member=found, initial=_present_values(found, tree))
    return _member_page(request, found, own, tree, leave_form=form, status=422)


@officer_page
@require_POST
def member_return(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """Undo a leaving."""
    found = return_member(
        by=officer_of(request), member=get_member_for(officer_of(request), member)
    )
    messages.success(request, _("%(name)sさんの退職を取り消しました。") % {"name": found.name})
    return redirect("accounts:member-edit", member=found.uuid)


@officer_page
@require_POST
def role_grant(request: HttpRequest, member: uuid.UUID) -> HttpResponse:
    """Give the member a role."""
    by = officer_of(request)
    found = get_member_for(by, member)
    tree = department_tree(by.organisation)
    form = RoleForm(request.POST, tree=tree, roles=list(Role))
    if form.is_valid():
        with refusals_on(form):
            grant_role(by=by, member=found, **form.values())
        if form.is_valid():
            messages.success(request, _("役割を付けました。"))
            return redirect("accounts:member-edit", member=found.uuid)
    own = MemberEditForm(tree=tree, member=found, initial=_present_values(found, tree))
    return _member_page(request, found, own, tree, role_form=form, status=422)


@officer_page
@require_POST
def role_revoke(request: HttpRequest, grant: str) -> HttpResponse:
    """Take a role away."""
    by = officer_of(request)
    found = get_role_grant_for(by, grant)
    member = found.member
    try:
        revoke_role(by=by, grant=found)
        messages.success(request, _("役割を外しました。"))
        if member.pk == by.pk and not member.is_officer:
            return redirect("learning:my")  # their own: these pages are theirs no more
    except AccountsError as error:
        messages.error(request, str(error))
    return redirect("accounts:member-edit", member=member.uuid)


def _wanted(request: HttpRequest, tree: DepartmentTree) -> tuple[MemberFilterForm, MemberFilter]:
    form = MemberFilterForm(request.GET)
    form.is_valid()
    kept = form.cleaned_data
    wanted = kept.get("department")
    department = next(
        (node.department for node in tree.by_id.values() if node.department.uuid == wanted), None
    )
    state = MemberState(kept["state"]) if kept.get("state") else None
    return form, MemberFilter(kept.get("q", ""), department, state)


def _present_values(member: Member, tree: DepartmentTree) -> dict[str, Any]:
    place = department_of(member)
    return {
        "name": member.name,
        "name_kana": member.name_kana,
        "employee_number": member.employee_number or "",
        "email": member.email or "",
        "department": tree.label_of(place.pk) if place else "",
        **{name: getattr(member, name) for name in MemberDetails.__slots__},
    }


def invited_words(member: Member) -> str:
    """How it stands with somebody who has not joined."""
    if not member.email:
        return _("まだ参加していません。招待リンクかポスター、または参加コードで参加できます。")
    if member.invited_at is None:
        return _("招待を取り下げました。まだ参加していません。")
    day = full_day(member.invited_at)
    return _("%(day)sに招待しました。まだ参加していません。") % {"day": day}


def mail_to(member: Member) -> str:
    """What a mail button of the member's page says; empty: there is nobody to mail to."""
    if member.joined_at is not None:
        return _("パスワード再設定のメールを送る") if member.person.email else ""
    if not member.email:
        return ""
    return _("招待メールをもう一度送る") if member.invited_at else _("招待メールを送る")


def _member_page(
    request: HttpRequest,
    found: Member,
    form: MemberForm,
    tree: DepartmentTree,
    *,
    leave_form: LeaveForm | None = None,
    role_form: RoleForm | None = None,
    status: int = 200,
) -> HttpResponse:
    by = officer_of(request)
    roles = [role for role in Role if may_grant(by, role)]
    role_form = role_form or RoleForm(tree=tree, roles=roles)
    role_form.offer(roles)
    context = {
        "found": found,
        "form": form,
        "leave_form": leave_form or LeaveForm(initial={"left_on": clock.today()}),
        "role_form": role_form,
        "may_give_roles": bool(roles) and found.state != MemberState.LEFT,
        "grants": [(grant, may_grant(by, grant.role)) for grant in roles_of(found)],
        "departments": department_suggestions(tree),
        "labels": tree,
        "state": found.state,
        "invited": invited_words(found),
        "mail": mail_to(found),
        "bounce": bounce_of(found),
        "may_withdraw": bool(found.email and found.invited_at and not found.joined_at),
        "may_have_code": bool(found.employee_number) and not found.person.email,
        "may_have_slip": may_have_slip(found),
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
    }
    return render(request, "accounts/member_edit.html", context, status=status)
