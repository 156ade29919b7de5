"""How somebody set up the show of a deck: custom shows, a kiosk, a lock. No course holds these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from .package import DeckPackage
from .refusals import Refusal, UnreadableDeck
from .xml import P, R

_MARKED_FINAL = "_MarkAsFinal"  # a custom property of Office
_YES = ("1", "true", "on")


@dataclass(frozen=True)
class SlideShows:
    """What a deck says of its show: the pages of each custom show by its name, and settings.

    `plays_by_itself` tells of a kiosk or of a show that begins again, `is_locked` of a deck that
    is marked as final or asks for a password before it is changed.
    """

    custom: tuple[tuple[str, tuple[int, ...]], ...] = ()
    plays_by_itself: bool = False
    is_locked: bool = False


def slide_shows_of(
    package: DeckPackage,
    presentation: etree._Element,
    pages: Mapping[str, int],
    properties: Mapping[str, str],
) -> SlideShows:
    """The shows of a deck; `pages` are its pages by the names of their relations."""
    is_final = properties.get(_MARKED_FINAL, "").strip().lower() in _YES
    has_password = presentation.find(f"{P}modifyVerifier") is not None
    return SlideShows(
        tuple(_custom(one, pages) for one in presentation.iterfind(f"{P}custShowLst/{P}custShow")),
        any(_plays_by_itself(package, one) for one in package.related(package.main, "presProps")),
        is_final or has_password,
    )


def _custom(show: etree._Element, pages: Mapping[str, int]) -> tuple[str, tuple[int, ...]]:
    found = {pages.get(one.get(f"{R}id") or "", 0) for one in show.iterfind(f"{P}sldLst/{P}sld")}
    return " ".join((show.get("name") or "").split()), tuple(sorted(found - {0}))


def _plays_by_itself(package: DeckPackage, part: str) -> bool:
    """What the settings of a deck say; office programs open one whose settings are broken."""
    try:
        settings = package.xml(part).find(f"{P}showPr")
    except UnreadableDeck as error:
        if error.case is not Refusal.BROKEN_XML:
            raise
        return False
    if settings is None:
        return False
    return settings.find(f"{P}kiosk") is not None or settings.get("loop", "") in _YES
