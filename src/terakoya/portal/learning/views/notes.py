"""A learner's notes and bookmarks: what the player sends, マイノート, and the file of them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ...accounts.access import current_member, learner_page
from ...common import clock
from ...common.languages import current_language
from ..access import get_course_enrolment_for, get_enrolment_for, get_note_for
from ..note_batch import LONGEST_TEXT, read_clock, read_note_batch
from ..selectors.notes import notebook_markdown, notebook_of, notes_as_json, own_notes
from ..services.notes import delete_note, keep_notes, remove_bookmark, write_note


@learner_page
@require_POST
def notes_sync(request: HttpRequest, enrolment: uuid.UUID) -> HttpResponse:
    """Save what the player's page wrote; the answer is all notes as they are now."""
    batch = read_note_batch(request.body)
    found = get_enrolment_for(current_member(request), enrolment)
    kept = keep_notes(enrolment=found, batch=batch, language=current_language())
    answer = {
        "saved": [str(one) for one in kept.saved],
        "refused": [{"uuid": name, "message": str(reason)} for name, reason in kept.refused],
        "at": clock.now().isoformat(timespec="seconds"),
        **notes_as_json(own_notes(found)),
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@learner_page
@require_GET
def notes(request: HttpRequest, course: str) -> HttpResponse:
    """マイノート: everything the reader has noted in a course."""
    found = get_course_enrolment_for(current_member(request), course)
    context = {
        "notebook": notebook_of(found, current_language()),
        "slug": course,
        "longest": LONGEST_TEXT,
        "chosen": request.GET.get("slide", ""),
    }
    return render(request, "learning/notes.html", context)


@learner_page
@require_GET
def notes_export(request: HttpRequest, course: str) -> HttpResponse:
    """The same as a Markdown file."""
    found = get_course_enrolment_for(current_member(request), course)
    text = notebook_markdown(notebook_of(found, current_language()))
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    name = f"{course}-notes-{clock.today().isoformat()}.md"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@learner_page
@require_POST
def note_add(request: HttpRequest, course: str) -> HttpResponse:
    """Write a new note without the player."""
    found = get_course_enrolment_for(current_member(request), course)
    write_note(
        enrolment=found,
        slide=request.POST.get("slide", "")[:64],
        text=_text(request),
        language=current_language(),
    )
    messages.success(request, _("メモを保存しました。"))
    return redirect("learning:notes", course)


@learner_page
@require_POST
def note_edit(request: HttpRequest, course: str, note: uuid.UUID) -> HttpResponse:
    """Write a note anew."""
    member = current_member(request)
    found = get_course_enrolment_for(member, course)
    known = get_note_for(member, found, note)
    write_note(
        enrolment=found,
        slide=known.slide_id,
        text=_text(request),
        language=current_language(),
        note=known,
        known=read_clock(request.POST.get("known", "")),
    )
    messages.success(request, _("メモを保存しました。"))
    return redirect("learning:notes", course)


@learner_page
@require_POST
def note_delete(request: HttpRequest, course: str, note: uuid.UUID) -> HttpResponse:
    """Delete a note; the page has asked before."""
    member = current_member(request)
    found = get_course_enrolment_for(member, course)
    known = get_note_for(member, found, note)
    clock_of_form = read_clock(request.POST.get("known", ""))
    delete_note(enrolment=found, note=known, known=clock_of_form, language=current_language())
    messages.success(request, _("メモを消しました。"))
    return redirect("learning:notes", course)


@learner_page
@require_POST
def bookmark_remove(request: HttpRequest, course: str, slide: str) -> HttpResponse:
    """Take a bookmark away."""
    found = get_course_enrolment_for(current_member(request), course)
    remove_bookmark(enrolment=found, slide=slide, language=current_language())
    messages.success(request, _("しおりを外しました。"))
    return redirect("learning:notes", course)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "")
