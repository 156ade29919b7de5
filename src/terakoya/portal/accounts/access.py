"""Who somebody is and what they may; everybody else gets 404.

Sessions are signed cookies: a page costs no query for its session, at a morning's peak as well.
Each carries a keyed hash of password and `session_version`, so that a new password or
「すべての端末からログアウト」 ends all of a person's sessions at the next request; an id, by which
the person's row names those that were signed out; and the moment at which it ends by itself.
Leaving an organisation is seen in the member's row.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast, overload
from urllib.parse import urlencode

from django.contrib.auth import SESSION_KEY as PERSON_KEY
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BigAutoField,
    DateField,
    Model,
    Q,
    QuerySet,
    UUIDField,
)
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ..common import clock
from ..common.prepared import Given, Prepared
from .backends import having_read
from .choices import Right, Role
from .ended_sessions import is_ended
from .models import (
    EVERYWHERE,
    DataRequest,
    Department,
    InviteLink,
    JoinRequest,
    Member,
    OperatorRight,
    Person,
    RoleGrant,
    RosterImport,
    RosterSource,
)
from .selectors import memberships_of, pending_memberships_of

SESSION_KEY: Final = "member"
ID_KEY: Final = "session"
UNTIL_KEY: Final = "until"
CONFIRMED_KEY: Final = "confirmed"
P = ParamSpec("P")
Row = TypeVar("Row", bound=Model)
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class MemberRequest(HttpRequest):
    """A request that `learner_page` or `officer_page` has let through."""

    member: Member


def signed_in_person(request: HttpRequest) -> Person:
    """Who is signed in, or 404. One query a request (the first to ask)."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def find_current_member(request: HttpRequest) -> Member | None:
    """The member this session acts as, with organisation and roles; one query a request.

    A session that names none acts as the person's only membership, if there is just one.
    """
    if not hasattr(request, "member"):
        cast(MemberRequest, request).member = cast(Member, _read_member(request))
    return cast(MemberRequest, request).member


def current_member(request: HttpRequest) -> Member:
    """The member this session acts as, or 404."""
    member = find_current_member(request)
    if member is None:
        raise Http404
    return member


def officer_of(request: HttpRequest) -> Member:
    """The member this session acts as, if owner or officer, or 404."""
    member = current_member(request)
    if not member.is_officer:
        raise Http404
    return member


def reader_of(request: HttpRequest) -> Member:
    """The member this session acts as, if officer or auditor, or 404."""
    member = current_member(request)
    if not member.reads_records:
        raise Http404
    return member


def supervisor_of(request: HttpRequest) -> Member:
    """The member this session acts as, if they lead a unit, or 404."""
    member = current_member(request)
    if not member.leads_unit:
        raise Http404
    return member


def leader_of(request: HttpRequest) -> Member:
    """The member this session acts as, if they may lead a group: officer or supervisor; or 404."""
    member = current_member(request)
    if not (member.is_officer or member.leads_unit):
        raise Http404
    return member


def owner_of(request: HttpRequest) -> Member:
    """The member this session acts as, if owner, or 404."""
    member = current_member(request)
    if not member.is_owner:
        raise Http404
    return member


def _read_member(request: HttpRequest) -> Member | None:
    person = request.user  # reads the member with the person where the session names one
    if not isinstance(person, Person):
        return None
    if hasattr(request, "member"):
        return cast(MemberRequest, request).member
    wanted = request.session.get(SESSION_KEY)
    who = {"person": person.pk, "today": clock.today()}
    found = _ACTING.all(uuid=_uuid_of(wanted), **who) if wanted else _MEMBERSHIPS.all(**who)
    if len(found) != 1:
        return None
    member = found[0]
    if not wanted:
        request.session[SESSION_KEY] = str(member.uuid)
    member.person = person
    return member.keep_roles()


def read_person(request: HttpRequest) -> Person | AnonymousUser:
    """Who is signed in, checked by Django as ever; one query, which reads the member as well."""
    member = _acting_in(request)
    with having_read(member.person if member else None):
        person = get_user(request)
    if isinstance(person, Person) and _is_over(request, person):
        request.session.flush()
        return AnonymousUser()
    if member is not None and person is member.person:
        cast(MemberRequest, request).member = member.keep_roles()
    return person


def _is_over(request: HttpRequest, person: Person) -> bool:
    """Signed out, here or on a device that had the same cookie, or at its end.

    The end is the session's own: a cookie that is written anew lasts longer.
    """
    until = request.session.get(UNTIL_KEY)
    if until is None:  # begun before sessions had an id
        return False
    session_id = str(request.session.get(ID_KEY))
    return clock.now().timestamp() > until or is_ended(person.ended_sessions, session_id)


def _acting_in(request: HttpRequest) -> Member | None:
    """The member that the session names, if it names one; whether it may, Django has to say."""
    wanted, person = request.session.get(SESSION_KEY), str(request.session.get(PERSON_KEY))
    if not wanted or not person.isdecimal():
        return None
    return _ACTING.first(uuid=_uuid_of(wanted), person=int(person), today=clock.today())


def _memberships() -> QuerySet[Member]:
    """Where somebody has joined and not left, with person, organisation and roles."""
    today = Given("today", DateField())
    return (
        Member.objects.present(today)
        .allowed()
        .filter(person_id=Given("person", BigAutoField()), joined_at__isnull=False)
        .select_related("organisation", "person")
        .with_roles(today)
    )


# Every request of a signed-in person makes one of these.
_ACTING: Final = Prepared(lambda: _memberships().filter(uuid=Given("uuid", UUIDField())))
_MEMBERSHIPS: Final = Prepared(lambda: _memberships()[:2])


def _uuid_of(text: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return uuid.UUID(int=0)


# -- decorators


def may_have_second_factor(request: HttpRequest) -> bool:
    """Whether the reader may set one up: operators, owners and officers; or has one."""
    person = signed_in_person(request)
    if person.is_operator or person.has_second_factor:
        return True
    member = find_current_member(request)
    return member is not None and member.is_officer


def factor_page(view: View[P]) -> View[P]:
    """A page about the reader's own second factor; 404 to who may not have one."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not may_have_second_factor(request):
            raise Http404
        return view(request, *args, **kwargs)

    return person_page(page)


def person_page(view: View[P]) -> View[P]:
    """A page for whoever is signed in, member or not."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    return page


def learner_page(view: View[P]) -> View[P]:
    """A page for members; sets `request.member`. Sends others to sign in or to choose."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        if find_current_member(request) is None:
            return redirect(with_next(reverse("accounts:organisations"), request))
        return view(request, *args, **kwargs)

    return page


def officer_page(view: View[P]) -> View[P]:
    """A page for owner and officers; sets `request.member`. Other members get 404."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        officer_of(request)
        return view(request, *args, **kwargs)

    return learner_page(page)


def owner_page(view: View[P]) -> View[P]:
    """A page for owners alone; other members get 404."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        owner_of(request)
        return view(request, *args, **kwargs)

    return learner_page(page)


def records_page(view: View[P]) -> View[P]:
    """A page that shows records and changes nothing: for officers and auditors; others get 404."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        reader_of(request)
        return view(request, *args, **kwargs)

    return learner_page(page)


def supervisor_page(view: View[P]) -> View[P]:
    """A page for who leads a unit; others get 404, officers too, since they have larger pages."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        supervisor_of(request)
        return view(request, *args, **kwargs)

    return learner_page(page)


def leader_page(view: View[P]) -> View[P]:
    """A page for who may lead a group: officers and supervisors; others get 404."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        leader_of(request)
        return view(request, *args, **kwargs)

    return learner_page(page)


def rights_of(request: HttpRequest) -> frozenset[str]:
    """What the reader may do as an operator; empty for everybody else. One query a request."""
    person = request.user
    if not isinstance(person, Person) or not person.is_operator:
        return frozenset()
    if person.read_rights is None:
        held = OperatorRight.objects.filter(person=person)
        person.read_rights = frozenset(held.values_list("right", flat=True))
    return person.read_rights


@overload
def operator_page(view: View[P], /) -> View[P]: ...


@overload
def operator_page(*rights: Right) -> Callable[[View[P]], View[P]]: ...


def operator_page(*given: Any) -> Any:
    """A page for operators, or for those who hold all rights named; others get 404.

    Who has no second factor yet is led to set one up.
    Stands bare above a view, or with rights: `@operator_page(Right.BILLING)`.
    """
    if given and not isinstance(given[0], Right):
        return _operator_page(given[0], frozenset())
    return partial(_operator_page, rights=frozenset(given))


def _operator_page(view: View[P], rights: frozenset[str]) -> View[P]:
    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        held = rights_of(request)
        if not held or not rights <= held:
            raise Http404
        if not signed_in_person(request).has_second_factor:
            return redirect("accounts:second-factor")  # which says why
        return view(request, *args, **kwargs)

    return person_page(page)


def recently_confirmed(
    *, minutes: int = 10, to_change: bool = False
) -> Callable[[View[P]], View[P]]:
    """A page where money moves or data go: whoever sits here has shown who they are just now.

    Signing in counts. Others are asked once more, and what they sent goes on from there. With
    `to_change` a page may be read without. Stands below the decorator that says who may.
    """

    def gate(view: View[P]) -> View[P]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            only_reads = to_change and request.method in {"GET", "HEAD"}
            if not only_reads and not is_confirmed(request, minutes=minutes):
                return ask_to_confirm(request)
            return view(request, *args, **kwargs)

        return person_page(page)

    return gate


def is_confirmed(request: HttpRequest, *, minutes: int = 10) -> bool:
    """Whether the person has signed in, or has been asked once more, in the last minutes."""
    since = clock.now().timestamp() - float(request.session.get(CONFIRMED_KEY, 0))
    return 0 <= since <= minutes * 60


def note_confirmed(request: HttpRequest) -> None:
    """Keep in the session that the person has shown just now who they are."""
    request.session[CONFIRMED_KEY] = clock.now().timestamp()


def ask_to_confirm(request: HttpRequest) -> HttpResponse:
    """To the page that asks once more; a form goes along (307), so that nothing is typed twice."""
    way_back = urlencode({"next": request.get_full_path()})
    target = f"{reverse('accounts:confirm')}?{way_back}"
    if not request.accepts("text/html"):
        body = {"code": "confirm-needed", "message": _("本人の確認が必要です。"), "url": target}
        return JsonResponse(body, status=401)
    response = HttpResponseRedirect(target)
    if request.method not in {"GET", "HEAD"}:
        response.status_code = 307
    return response


def author_of(request: HttpRequest) -> Member:
    """The operator's own place among the seller's people, if this session acts there; or 404."""
    member = officer_of(request)
    if not member.organisation.is_house:
        raise Http404
    return member


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; a script gets 401 instead of a page it did not ask for."""
    target = with_next(reverse("accounts:sign-in"), request)
    if not request.accepts("text/html"):
        body = {"code": "sign-in-needed", "message": _("ログインしてください。"), "url": target}
        return JsonResponse(body, status=401)
    return HttpResponseRedirect(target)


def with_next(address: str, request: HttpRequest) -> str:
    """An address that leads back to this page, if it can be opened by a link."""
    if request.method not in {"GET", "HEAD"}:
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"


# -- rows of the officer's organisation


def get_member_for(by: Member, member_uuid: uuid.UUID) -> Member:
    """A member of the officer's organisation with person, or 404."""
    return _found(
        Member.objects.select_related("person", "organisation").filter(
            organisation_id=by.organisation_id, uuid=member_uuid
        )
    )


def get_department_for(by: Member, department_uuid: uuid.UUID) -> Department:
    """A department of the officer's organisation, or 404."""
    return _found(
        Department.objects.filter(organisation_id=by.organisation_id, uuid=department_uuid)
    )


def get_invite_link_for(by: Member, link_uuid: uuid.UUID) -> InviteLink:
    """An invite link of the officer's organisation, or 404."""
    return _found(
        InviteLink.objects.select_related("department").filter(
            organisation_id=by.organisation_id, uuid=link_uuid
        )
    )


def get_roster_import_for(by: Member, import_uuid: uuid.UUID) -> RosterImport:
    """An import of the officer's organisation, or 404."""
    return _found(
        RosterImport.objects.select_related(
            "organisation", "by__person", "by__organisation", "source"
        ).filter(organisation_id=by.organisation_id, uuid=import_uuid)
    )


def get_roster_source_for(by: Member, source_uuid: uuid.UUID) -> RosterSource:
    """A source of rosters of the officer's organisation, or 404."""
    return _found(RosterSource.objects.filter(organisation_id=by.organisation_id, uuid=source_uuid))


def get_join_request_for(by: Member, request_uuid: uuid.UUID) -> JoinRequest:
    """A request to join the officer's organisation, or 404."""
    return _found(
        JoinRequest.objects.select_related("department").filter(
            organisation_id=by.organisation_id, uuid=request_uuid
        )
    )


def get_data_request_for(by: Member, request_uuid: uuid.UUID) -> DataRequest:
    """A request of a member of the officer's organisation, or 404."""
    return _found(
        DataRequest.objects.select_related("member__person", "organisation", "answered_by").filter(
            organisation_id=by.organisation_id, uuid=request_uuid
        )
    )


def get_role_grant_for(by: Member, key: str) -> RoleGrant:
    """A role of a member of the officer's organisation by its key, or 404."""
    found = re.fullmatch(r"([0-9a-f-]{36})\.([a-z]+)\.([0-9a-f-]{36}|all)", key)
    if found is None:
        raise Http404
    member, role, place = found.groups()
    try:
        department = None if place == EVERYWHERE else uuid.UUID(place)
        grants = RoleGrant.objects.filter(member__uuid=uuid.UUID(member), role=role)
    except ValueError:
        raise Http404 from None
    scope = Q(department=None) if department is None else Q(department__uuid=department)
    return _found(grants.select_related("member").filter(scope, organisation_id=by.organisation_id))


def get_own_membership(person: Person, member_uuid: uuid.UUID) -> Member:
    """A membership of the person's own where they have not left, or one their address is
    invited to; or 404.
    """
    for rows in (memberships_of(person), pending_memberships_of(person)):
        if (found := rows.filter(uuid=member_uuid).first()) is not None:
            return found
    raise Http404


def units_led_by(supervisor: Member) -> list[Department]:
    """The departments that a supervisor leads today, each with all below it; one statement."""
    grants = RoleGrant.objects.in_force().filter(member=supervisor, role=Role.SUPERVISOR)
    return list(
        Department.objects.filter(pk__in=grants.values("department")).order_by("name", "pk")
    )


def may_grant(by: Member, role: str) -> bool:
    """Owners give every role; officers those that change nothing of the organisation."""
    if by.is_owner:
        return True
    return by.is_officer and role in {Role.SUPERVISOR, Role.AUDITOR}


def _found(rows: QuerySet[Row]) -> Row:
    row = rows.first()
    if row is None:
        raise Http404
    return row
