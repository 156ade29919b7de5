"""What forms of slides and of questions share: their buttons and their texts."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest

from ...accounts.models import Member
from ...common.errors import PortalError
from ..forms import Button
from ..models import Edition
from ..services import apply_edit
from ..storage import content_of

TEXT = "t-"


def press_button(
    request: HttpRequest, by: Member, edition: Edition, buttons: Mapping[str, Button], part: str
) -> None:
    """Make the edit of the button that was pressed, and say so or why not; 404 for no such."""
    button = buttons.get(request.POST.get("do", ""))
    if button is None:
        raise Http404
    try:
        edit = button.edit(request.POST, part)
    except ValueError:
        raise Http404 from None
    language = edit.arguments.get("language")
    if language is not None and language not in content_of(edition.draft).course.meta.languages:
        raise Http404
    try:
        apply_edit(by=by, edition=edition, edit=edit)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(button.done))


def texts_in(request: HttpRequest) -> dict[str, str]:
    """The fields of a slide or question as they were sent."""
    return {
        name.removeprefix(TEXT): str(value)
        for name, value in request.POST.items()
        if name.startswith(TEXT)
    }
