"""Sentences with cases on the pages of own courses, chosen in Python."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from ...common.languages import current_language
from ..choices import PageState
from ..selectors.draft import DraftPage, PageRow
from ..selectors.lists import Card

register = template.Library()


@register.filter
def entry(counts: Mapping[str, int], key: str) -> int:
    """How many there are of a state."""
    return counts[key]


@register.filter
def in_language(sentences: Mapping[str, str]) -> str:
    """A sentence that is kept in several languages."""
    return sentences.get(current_language(), sentences.get("ja", ""))


@register.filter
def look(row: PageRow) -> str:
    """The classes of a page's row."""
    classes = {"is-open": row.state is PageState.OPEN, "is-hidden": row.is_hidden}
    return " ".join(name for name, holds in classes.items() if holds)


@register.filter
def what_it_holds(card: Card) -> str:
    """Pages, minutes and languages of a course."""
    names = [str(get_language_info(one)["name_local"]) for one in card.languages]
    values = {"n": card.slides, "m": card.minutes, "languages": "、".join(names)}
    return _("%(n)dページ・約%(m)d分・%(languages)s") % values


@register.filter
def what_the_file_holds(page: DraftPage) -> str:
    """Pages, size and notes of the file."""
    return _(
        "%(pages)dページ・%(size)s・ノートあり %(noted)dページ。ファイルは社外に公開されません"
    ) % {
        "pages": page.file.pages,
        "size": filesizeformat(page.file.size),
        "noted": page.noted,
    }


@register.filter
def what_is_said(page: DraftPage, has_voice: bool) -> str:
    """How it stands with the recordings of what is said."""
    if not page.noted:
        return _("ノートの文がないので、音声なしの教材になります。")
    if not has_voice:
        return _("この場所では音声を作れません。受講者は、ノートの文を字幕と文で読みます。")
    if page.voice is None:
        return _("音声なしの教材です。受講者は、ノートの文を字幕と文で読みます。")
    if page.voiced == page.noted:
        return _("%(n)dページの音声があります。") % {"n": page.noted}
    return _(
        "公開すると、%(n)dページの音声を作ります。画面を離れても続きます。"
        "できるまでは、文で読めます。"
    ) % {"n": page.noted - page.voiced}
