"""QR codes as pictures for printed documents and pages."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str, *, scale: int | None = None) -> str:
    """An address as a whole SVG file; readable when up to 15 % of it are spoilt.

    `scale`: pixels of a module; without it the picture fills its place.
    """
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn,
        kind="svg",
        xmldecl=False,
        scale=scale or 1,
        omitsize=scale is None,
        border=4,
        svgclass="qr",
        lineclass=None,
    )
    return drawn.getvalue().decode().strip()


def qr_markup(address: str, *, scale: int | None = None) -> SafeString:
    """The same for a template."""
    return mark_safe(qr_svg(address, scale=scale))  # noqa: S308 - drawn here, nothing is quoted
