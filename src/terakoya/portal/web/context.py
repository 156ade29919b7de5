"""What every page of the portal may show."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(_request: HttpRequest) -> dict[str, Any]:
    """The seller's name and registration number for the footer."""
    return {
        "seller_name": settings.SELLER_NAME,
        "seller_registration": settings.SELLER_REGISTRATION,
    }
