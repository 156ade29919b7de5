"""What the player says of slides to look at again before another attempt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from ..catalogue.pages import RevisionTextView
from .review_words import review_words


@dataclass(frozen=True)
class ReviewNote:
    """A sentence, and where it leads; without a link while this slide is to be looked at."""

    text: str
    url: str = ""
    link: str = ""


def review_note(
    left: Mapping[str, float],
    text: RevisionTextView,
    slide: str,
    url_of: Callable[[str], str],
    test_url: str,
) -> ReviewNote:
    """What to say at a slide; `left` are the seconds that slides still ask for, in order."""
    words = review_words()
    if slide in left:
        return ReviewNote(words["reviewHere"].format(seconds=ceil(left[slide])))
    if following := next((one for one in text.slides if one.id in left), None):
        return ReviewNote(words["reviewNext"], url_of(following.id), following.title)
    return ReviewNote(words["reviewOver"], test_url, _("確認テストへ"))
