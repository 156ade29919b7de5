"""The seller of a day."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from .models import SellerDetails
from .seller import Seller


def seller_on(day: dt.date) -> Seller:
    """The seller's details of a day; those of the settings where none are entered for it."""
    row = SellerDetails.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    return seller_of_settings() if row is None else seller_of(row)


def seller_of(row: SellerDetails) -> Seller:
    """What a row says."""
    names = Seller.__dataclass_fields__
    return Seller(**{name: getattr(row, name) for name in names})


def seller_of_settings() -> Seller:
    """The seller as the settings name it."""
    return Seller(
        name=settings.SELLER_NAME,
        address=settings.SELLER_ADDRESS,
        phone=settings.SELLER_PHONE,
        hours=settings.SELLER_PHONE_HOURS,
        hours_en=settings.SELLER_PHONE_HOURS_EN,
        email=settings.SELLER_EMAIL,
        representative=settings.SELLER_REPRESENTATIVE,
        registration=settings.SELLER_REGISTRATION,
    )
