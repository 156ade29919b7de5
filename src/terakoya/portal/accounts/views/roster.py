"""Rosters: given, looked through, written, undone; and those that come in by themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ...common import clock
from ...common.dates import full_day
from ...common.large_bodies import takes_files
from ...common.refusals import refusals_on
from ..access import (
    get_roster_import_for,
    get_roster_source_for,
    officer_of,
    officer_page,
)
from ..choices import RosterKind, RosterOrigin, RosterState
from ..emails import address_of
from ..errors import AccountsError, RosterUnreadable
from ..forms.roster import RosterForm, RosterSourceForm
from ..models import Member, RosterImport
from ..roster import MOST_BYTES, ReadLater, Table, read_text, read_upload, to_text
from ..roster.template import TEMPLATES
from ..selectors import (
    import_page,
    kept_page,
    line_page,
    sources_of,
    state_sentence,
    tabs_of,
)
from ..services import (
    Wishes,
    check_import,
    confirm_import,
    create_roster_source,
    drop_import,
    is_undoable,
    receive_file,
    receive_table,
    revoke_roster_source,
    skip_problems,
    undo_import,
)
from ..services.roster import ROWS_AT_ONCE, table_of

TEXT_SHOWN: Final = 400_000  # of a list that can be mended in the page
RUNNING: Final = frozenset({RosterState.WAITING, RosterState.CONFIRMED})


@takes_files(MOST_BYTES)
@officer_page
@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest) -> HttpResponse:
    """A pasted list or a file: looked through first, saved only when asked to."""
    by = officer_of(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            return redirect("accounts:roster-import", roster_import=_receive(by, form).uuid)
    context = {
        "form": form,
        "imports": import_page(by.organisation, _number(request)),
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/roster.html", context, status=status)


def _receive(by: Member, form: RosterForm) -> RosterImport:
    """Look a small list through at once; a worker reads a large file."""
    upload, wishes = form.cleaned_data["file"], form.wishes()
    if not upload:
        return _look_through(by, read_text(form.cleaned_data["text"]), wishes, "")
    content, name = upload.read(), str(upload.name)
    try:
        table = read_upload(name, content, at_once=True)
        return _look_through(by, table, wishes, name)
    except ReadLater:
        return receive_file(by=by, content=content, file_name=name, wishes=wishes)
    except RosterUnreadable as error:
        error.field = "file"
        raise


def _look_through(by: Member, table: Table, wishes: Wishes, name: str) -> RosterImport:
    found = receive_table(by=by, table=table, wishes=wishes, file_name=name)
    try:
        check_import(found)
    except AccountsError:
        found.delete()
        raise
    return found


@officer_page
@require_GET
def roster_template(request: HttpRequest, fmt: str) -> HttpResponse:
    """An empty list with its headers, one row of an example, and how each column is filled."""
    officer_of(request)
    if fmt not in TEMPLATES:
        raise Http404
    content_type, write = TEMPLATES[fmt]
    answer = HttpResponse(write(), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="roster-template.{fmt}"'
    return answer


@officer_page
@require_GET
def roster_import(request: HttpRequest, roster_import: uuid.UUID) -> HttpResponse:
    """What a list would do, does, or has done."""
    by = officer_of(request)
    return _import_page(request, by, get_roster_import_for(by, roster_import))


@officer_page
@require_POST
def roster_act(request: HttpRequest, roster_import: uuid.UUID) -> HttpResponse:
    """Save it, leave out what needs mending, drop it, undo it."""
    by = officer_of(request)
    found = get_roster_import_for(by, roster_import)
    try:
        _act(request, by, found)
    except AccountsError as error:
        found.refresh_from_db()
        return _import_page(request, by, found, error)
    return redirect("accounts:roster-import", roster_import=found.uuid)


def _act(request: HttpRequest, by: Member, found: RosterImport) -> None:
    match request.POST.get("do"):
        case "save":
            confirm_import(by=by, found=found, leaving=request.POST.get("leaving", "")[:20])
            _tell_mails(request, found)
        case "skip":
            skip_problems(by=by, found=found)
        case "drop":
            drop_import(by=by, found=found)
        case "undo":
            kept = undo_import(by=by, found=found)
            messages.success(request, undone_sentence(kept))
        case _:
            raise Http404


def undone_sentence(kept: int) -> str:
    """What undoing has done."""
    if not kept:
        return _("取り込みを取り消し、すべて元に戻しました。")
    return _("取り込みを取り消しました。元に戻せなかった%(count)s件は、下に理由があります。") % {
        "count": kept
    }


def _tell_mails(request: HttpRequest, found: RosterImport) -> None:
    if found.state != RosterState.APPLIED:
        return
    mails = found.facts.get("mails", 0)
    sentence = _("名簿に登録し、%(mails)s名に招待メールを送りました。") % {"mails": mails}
    messages.success(request, sentence if mails else _("名簿に登録しました。"))
    if (last := found.facts.get("last_mail_on")) and last > clock.today().isoformat():
        text = _("招待メールは、1日に送れる数に分けて送ります。%(day)sまでに、すべて届きます。")
        messages.info(request, text % {"day": full_day(dt.date.fromisoformat(last))})


def _import_page(
    request: HttpRequest, by: Member, found: RosterImport, error: AccountsError | None = None
) -> HttpResponse:
    tabs = tabs_of(found)
    wanted = request.GET.get("kind")
    kind = next((tab.kind for tab in tabs if tab.kind.value == wanted), None)
    kind = kind or (tabs[0].kind if tabs else None)
    problems = found.counts.get(RosterKind.PROBLEM.value, 0)
    is_checked = found.state == RosterState.CHECKED
    context = {
        "found": found,
        "tabs": tabs,
        "kind": kind,
        "page": line_page(found, kind, _number(request)) if kind else None,
        "kept": kept_page(found, 1) if found.state == RosterState.UNDONE else None,
        "empty_cell": _("（空）"),
        "sentence": state_sentence(found),
        "error": error,
        "is_checked": is_checked,
        "is_running": found.state in RUNNING,
        "has_problems": bool(problems) and not found.skips_problems,
        "may_save": is_checked and (not problems or found.skips_problems),
        "changes": changes_of(found),
        "mails": mails_sentence(found),
        "leaving": found.counts.get(RosterKind.LEFT.value, 0),
        "asks": bool(found.facts.get("asks")),
        "is_undoable": is_undoable(found),
        "form": _mending(found) if is_checked else None,
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
    }
    answer = render(request, "accounts/roster_import.html", context, status=_status(context))
    if context["is_running"]:
        answer["Refresh"] = "5"
    return answer


def _status(context: dict[str, object]) -> int:
    return 422 if context["error"] else 200


def changes_of(found: RosterImport) -> int:
    """How many lines change something."""
    silent = {RosterKind.PROBLEM.value, RosterKind.NOTICE.value}
    return sum(count for kind, count in found.counts.items() if kind not in silent)


def mails_sentence(found: RosterImport) -> str:
    """Whom saving mails an invitation."""
    mails = found.facts.get("mails", 0)
    if not mails:
        return _("招待メールは送りません。参加には、招待リンクかポスター、参加コードを使えます。")
    return _("メールアドレスのある%(mails)s名に、会社の名前で招待メールを送ります。") % {
        "mails": mails
    }


def _mending(found: RosterImport) -> RosterForm | None:
    """The list as text, to be mended at once; a large one is mended in its file."""
    if found.content is None or found.facts.get("rows", 0) > ROWS_AT_ONCE:
        return None
    text = to_text(table_of(found))
    extent = "all" if found.covers_all else "some"
    initial = {"text": text, "extent": extent, "with_mail": found.with_mail}
    return RosterForm(initial=initial) if len(text) <= TEXT_SHOWN else None


@officer_page
@require_http_methods(["GET", "POST"])
def roster_sources(request: HttpRequest) -> HttpResponse:
    """The ways by which rosters come in by themselves; a new token is shown once."""
    by = officer_of(request)
    form = RosterSourceForm(request.POST or None, has_folder=bool(settings.ROSTER_FOLDER))
    token = ""
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            wishes = form.wishes()
            _source, token = create_roster_source(
                by=by,
                origin=RosterOrigin(form.cleaned_data["origin"]),
                covers_all=wishes.covers_all,
                with_mail=wishes.with_mail,
            )
        if form.is_valid() and not token:
            messages.success(request, _("フォルダーからの取り込みを始めました。"))
            return redirect("accounts:roster-sources")
    context = {
        "form": form,
        "token": token,
        "address": address_of("accounts:roster-upload", file_name="roster.csv"),
        "folder": by.organisation.code if settings.ROSTER_FOLDER else "",
        "sources": sources_of(by.organisation),
        "is_confirmed": by.person.email_confirmed_at is not None,
        "person": by.person,
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/roster_sources.html", context, status=status)


@officer_page
@require_POST
def roster_source_revoke(request: HttpRequest, source: uuid.UUID) -> HttpResponse:
    """Let nothing come in by it any more."""
    by = officer_of(request)
    revoke_roster_source(by=by, source=get_roster_source_for(by, source))
    messages.success(request, _("止めました。この鍵やフォルダーからは、もう取り込みません。"))
    return redirect("accounts:roster-sources")


def _number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "1")
    return int(typed) if typed.isdecimal() and len(typed) < 7 else 1
