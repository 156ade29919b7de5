"""What is told of the questions of a file together, once for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence

from ....text.alignment import folded
from ...xlsx.reading.choice_limit import quoted
from ...xlsx.reading.notices import Notice, Refusal, Remark, UnreadableSheet
from .draft import Draft
from .text_losses import shown_places

_MOST_SINGLE = 3  # questions without a slide of which each has a notice of its own
_MOST_TAGS = 12  # that a notice names
_QUOTED = 40  # characters of a question that a notice quotes


def unknown_tags(drafts: Sequence[Draft], known: Container[str]) -> list[Notice]:
    """One notice for all tags that the course does not know, each with its place."""
    unknown: dict[str, str] = {}
    for draft in drafts:
        for tag in draft.tags or ():
            if tag not in known:
                unknown.setdefault(tag, draft.place_of("tags"))
    if not unknown:
        return []
    first = next(iter(unknown.values()))
    several = len(set(unknown.values())) > 1
    named = [
        f"「{tag}」（{place.rpartition('!')[2]}）" if several else f"「{tag}」"
        for tag, place in list(unknown.items())[:_MOST_TAGS]
    ]
    names = "、".join(named) + (" …" if len(unknown) > _MOST_TAGS else "")
    return [Notice(Remark.UNKNOWN_TAGS, first, {"names": names})]


def equal_questions(drafts: Sequence[Draft]) -> list[Notice]:
    """A notice for each question that a file asks once more, word for word."""
    first: dict[tuple[str, ...], Draft] = {}
    notices = []
    for draft in drafts:
        if draft.fault is not None:
            continue
        choices = sorted(folded(one.text) for one in draft.choices)
        same = first.setdefault((folded(draft.scene), folded(draft.text), *choices), draft)
        if same is not draft:
            values = {"text": " ".join(draft.text.split())[:_QUOTED], "first": same.place}
            here, there = _right(draft), _right(same)
            is_same = not here or not there or {*map(folded, here)} == {*map(folded, there)}
            remark = Remark.EQUAL_QUESTIONS if is_same else Remark.CONTRARY_QUESTIONS
            answers = {} if is_same else {"here": quoted(here), "there": quoted(there)}
            notices.append(Notice(remark, draft.place, values | answers))
    return notices


def _right(draft: Draft) -> list[str]:
    return [one.text for one in draft.choices if one.correct]


def without_questions(notices: Sequence[Notice]) -> UnreadableSheet:
    """Why a file gives no question at all: none, other kinds alone, or choices beyond number."""
    countless = next((one for one in notices if one.remark is Remark.COUNTLESS_CHOICES), None)
    if countless is not None:
        return UnreadableSheet(Refusal.NO_ANSWERABLE_QUESTIONS, **countless.values)
    kinds = Counter(one.values["name"] for one in notices if one.remark is Remark.UNHELD_TYPE)
    if not kinds:
        return UnreadableSheet(Refusal.NO_QUESTIONS)
    return UnreadableSheet(Refusal.OTHER_TYPES, kinds=kinds)


def with_one_for_slides(notices: Sequence[Notice]) -> list[Notice]:
    """Some notices with those about questions that name no slide as one, where there are many."""
    without = [one for one in notices if one.remark is Remark.NO_SLIDE]
    if len(without) <= _MOST_SINGLE:
        return list(notices)
    whole = Notice(Remark.NO_SLIDES, "", shown_places([one.place for one in without]))
    return [
        whole if one is without[0] else one
        for one in notices
        if one is without[0] or one.remark is not Remark.NO_SLIDE
    ]
