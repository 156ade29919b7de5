"""What forms of slides and of questions share: their buttons, texts and refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ...accounts.models import Member
from ...common.errors import PortalError
from ..forms import Button
from ..models import Edition
from ..selectors.base import FieldRow
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


def in_words(refusal: PortalError | None, rows: Sequence[FieldRow]) -> str:
    """A refusal with the name of its field before it: the fields fill more than a screen."""
    label = next((row.label for row in rows if refusal and row.field.path == refusal.field), "")
    if not label:
        return str(refusal or "")
    return _("%(field)s：%(refusal)s") % {"field": label, "refusal": refusal}


def unsaved_words(rows: Sequence[FieldRow], typed: Mapping[str, str]) -> str:
    """Which fields, as they were sent, the draft does not hold.

    A refused form saves nothing, but a script has saved fields one by one as they were left.
    """
    labels = [
        row.label
        for row in rows
        if row.field.path in typed
        and typed[row.field.path].splitlines() != row.field.value.splitlines()
    ]
    if not labels:
        return ""
    sentence = _("まだ保存していない欄：%(fields)s。ほかの欄は保存してあります。")
    return sentence % {"fields": pgettext("between fields", "、").join(labels)}
