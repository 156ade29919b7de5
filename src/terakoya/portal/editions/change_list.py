"""変更点の一覧: what was done to a deck and what is left, on paper; and the files to fetch."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from terakoya.courseware.drawing.fonts import printable
from terakoya.courseware.drawing.typesetting import typeset_pdf
from terakoya.courseware.formats.pptx.patching.result import HandWork, Rewording

from ..common import clock
from ..common.dates import full_moment
from .models import PatchedDeck
from .selectors.own_decks import DeckResult, PageTitle
from .services import deck_bytes

_TEMPLATE = Path(__file__).with_name("change_list.typ")
DECK = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True)
class DeckFile:
    """A file to fetch."""

    name: str
    content: bytes
    content_type: str


def deck_file(deck: PatchedDeck, kind: str, interface: str) -> DeckFile | None:
    """The deck (`deck`), the list (`list`) or both (`both`); `None` for anything else."""
    stem = deck.name.rpartition(".")[0] or deck.name
    stem = _("%(name)s_新版") % {"name": stem}
    listed = _("%(name)s_変更点の一覧") % {"name": stem}
    if kind == "deck":
        return DeckFile(f"{stem}.pptx", deck_bytes(deck), DECK)
    if kind == "list":
        return DeckFile(f"{listed}.pdf", change_list_pdf(deck, interface), "application/pdf")
    if kind != "both":
        return None
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry(f"{stem}.pptx"), deck_bytes(deck))
        archive.writestr(_entry(f"{listed}.pdf"), change_list_pdf(deck, interface))
    return DeckFile(f"{stem}.zip", buffer.getvalue(), "application/zip")


def _entry(name: str) -> zipfile.ZipInfo:
    moment = clock.now()
    return zipfile.ZipInfo(name, (moment.year, moment.month, moment.day, 0, 0, 0))


def change_list_pdf(deck: PatchedDeck, interface: str) -> bytes:
    """The list on A4. Words go in as data, never as markup."""
    result = DeckResult(deck, interface)
    values = {
        "language": interface,
        "title": _("変更点の一覧"),
        "file": printable(deck.name),
        "as_of": full_moment(deck.created_at),
        "organisation": printable(deck.edition.organisation.name),
        "summary": _summary(result),
        "by_hand": {
            "title": _("手で直すところ"),
            "none": _("ありません。すべて入りました。"),
            "heads": [_("ページ"), _("今の文"), _("新しい文")],
            "rows": [
                [
                    _place(one),
                    printable(one.before),
                    printable(one.after or _("（消してください）")),
                ]
                for one in result.by_hand
            ],
        },
        "reworded": {
            "title": _("変わった文"),
            "heads": [_("ページ"), _("前の文"), _("新しい文")],
            "rows": [
                [
                    _place(one),
                    printable(one.before or _("（ありません）")),
                    printable(one.after or _("（消しました）")),
                ]
                for one in result.rewordings
            ],
        },
        "sections": [
            {"title": _("文やノートが変わったページ"), "rows": _rows(result.changed)},
            {"title": _("新しいページ"), "rows": _rows(result.added)},
        ],
        "notices": [printable(one) for one in result.notices],
        "look": _("見た目を確かめるところ"),
    }
    inputs = {"sheet": json.dumps(values, ensure_ascii=False)}
    return typeset_pdf(_template(), inputs, written_at=clock.now().astimezone(dt.UTC))


def _place(one: HandWork | Rewording) -> str:
    return str(one.page) + (f"\n{_('ノート')}" if one.in_notes else "")


def _summary(result: DeckResult) -> str:
    return _(
        "変わったページ %(changed)d、新しいページ %(added)d、外したページ %(removed)d、"
        "そのままのページ %(kept)d"
    ) % {
        "changed": len(result.changed),
        "added": len(result.added),
        "removed": result.removed,
        "kept": result.kept,
    }


def _rows(pages: list[PageTitle]) -> list[list[str]]:
    return [[str(one.number), printable(one.title)] for one in pages]


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
