"""What every page of the portal may show."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ..accounts.access import find_current_member, rights_of
from ..accounts.models import CustomerNotice
from ..accounts.selectors import unread_notices
from ..common.dates import in_japanese
from ..common.languages import current_language
from ..documents.seller_memory import current_seller
from ..operator.selectors.menu import menu_counts
from .navigation import (
    Entry,
    manage_menu,
    material_tabs,
    operator_menu,
    operator_tabs,
    record_tabs,
)
from .viewer import desk_of, rule_for_danger, viewer_of


def portal(request: HttpRequest) -> dict[str, Any]:
    """The seller, the languages, the reader and the desk; what a page leaves out costs nothing."""
    viewer = SimpleLazyObject(lambda: viewer_of(request))
    return {
        "seller": SimpleLazyObject(seller),
        "languages": settings.LANGUAGES,
        "viewer": viewer,
        "desk": SimpleLazyObject(lambda: desk_of(viewer.member)),
        "rule_for_danger": SimpleLazyObject(rule_for_danger),
        "notices": SimpleLazyObject(lambda: notices_for(request)),
        "manage_menu": SimpleLazyObject(lambda: manage_menu(request.path, viewer.roles)),
        "material_tabs": SimpleLazyObject(
            lambda: [] if viewer.roles.is_author else material_tabs(request.path)
        ),
        "operator_menu": SimpleLazyObject(lambda: _operator_menu(request)),
        "operator_tabs": SimpleLazyObject(lambda: operator_tabs(request.path, rights_of(request))),
        "record_tabs": SimpleLazyObject(lambda: record_tabs(request.path)),
    }


def _operator_menu(request: HttpRequest) -> list[Entry]:
    rights = rights_of(request)
    return operator_menu(request.path, rights, menu_counts(rights))


def notices_for(request: HttpRequest) -> list[tuple[CustomerNotice, str, str]]:
    """What the operator tells the reader's organisation and the reader has not read: notice,
    title, text.
    """
    member = find_current_member(request)
    language = current_language()
    found = unread_notices(member) if member else []
    return [(one, one.title_in(language), one.text_in(language)) for one in found]


def seller() -> dict[str, str]:
    """The seller of today as printed on the legal pages and in the footer."""
    now = current_seller()
    return {
        "name": now.name,
        "representative": now.representative,
        "address": " ".join(filter(None, (now.address, now.building))),
        "phone": now.phone,
        "phone_hours": now.hours if in_japanese() else now.hours_en or now.hours,
        "email": now.email,
        "registration": now.registration,
    }
