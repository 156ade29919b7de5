"""What became of a page of a deck that made a course: words, a picture, or something to look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ....model import AnySlide, PageSlide
from .notices import Loss, Notice
from .report import PageForm

# Why a page is a picture, or only words of one.
_WHY = (
    *(Loss.CHART, Loss.OLE, Loss.SMART_ART, Loss.SMART_ART_GONE, Loss.VERTICAL_TEXT),
    *(Loss.AS_PICTURE, Loss.COVER, Loss.CHOSEN_PICTURE, Loss.CHOSEN_WORDS),
)
# What is gone from a page, until somebody says that it shall be as it is.
_GONE = (
    *(Loss.VIDEO, Loss.ONLINE_VIDEO, Loss.AUDIO),
    *(Loss.DRAWING_GONE, Loss.DRAWING_OFF),
    *(Loss.LINKED_PICTURE, Loss.UNFIT_PICTURE, Loss.HUGE_PICTURE),
)
_UNUSABLE = (Loss.NO_WORDS, Loss.TITLE_AS_ALT, Loss.NO_PICTURE, Loss.NOT_DRAWN, Loss.PICTURES_OFF)


def form_of(
    slide: AnySlide, page: int, notices: Sequence[Notice], chosen: Collection[int]
) -> tuple[PageForm, tuple[Notice, ...]]:
    """What a page became, with the notices that say why; `chosen` are pages that somebody chose."""
    here = [one for one in notices if one.page == page]
    wanted = _UNUSABLE if page in chosen else _UNUSABLE + _GONE
    if reasons := tuple(one for one in here if one.loss in wanted):
        return PageForm.CHECK, reasons
    form = PageForm.PICTURE if isinstance(slide, PageSlide) else PageForm.WORDS
    return form, tuple(one for one in here if one.loss in _WHY + _GONE)
