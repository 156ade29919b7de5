"""What an organisation's own deck shall hold: the edition, with the pages that are theirs alone.

`origin` is the state that the deck was made from, `read` what it held when it came back, `state`
the edition as it is now. What the edition says goes into the deck, with two exceptions, which are
the author's and no word of the course: a page that they added and never took into the edition
stays, and a slide that they took out of their file stays out.
"""

from __future__ import annotations

from functools import partial

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.edition import Hidden

from .finding import with_each_text, without_slide
from .transplant import taken_over


def deck_state(state: Content, origin: Content, read: Content) -> Content:
    """The state that the deck is brought to."""
    here, came, was = (_slides(one) for one in (state, read, origin))
    own = [f"slide/{one}" for one in came if one not in was and one not in here]
    brought = taken_over(state, origin, read, own) if own else state
    absent = {one for one in was if one not in came}
    return _without(brought, absent)


def _without(state: Content, absent: set[str]) -> Content:
    """The state whose absent slides are hidden; those of the bank are no longer in it."""
    main = {slide.id for _chapter, slide in state.course.source.slides()}
    known = {one.slide for one in state.settings.hidden}
    more = tuple(Hidden(slide=one) for one in sorted(absent & main - known))
    settings = state.settings.model_copy(update={"hidden": (*state.settings.hidden, *more)})
    changed = state.model_copy(update={"settings": settings})
    for slide_id in sorted(_slides(state).keys() & absent - main):
        changed = with_each_text(changed, partial(without_slide, slide_id=slide_id))
    return changed


def _slides(state: Content) -> dict[str, None]:
    return dict.fromkeys(slide.id for _chapter, slide in state.course.source.every_slide())
