"""What one side made of a field: the words that stayed, went and came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terakoya.courseware.merge import Conflict, ConflictKind
from terakoya.courseware.merge.diff import FieldChange, Span, word_spans
from terakoya.courseware.merge.diff.parts import HIDDEN_FIELD

from ..editing.lines import joined
from .field_values import FieldValues


@dataclass(frozen=True)
class Side:
    """What one side made of a field: the spans of words, or a bare value."""

    spans: tuple[Span, ...]

    @property
    def is_empty(self) -> bool:
        """Whether it left the field as it was."""
        return not self.spans

    @property
    def html(self) -> SafeString:
        """The words as HTML: what went as `del`, what came as `ins`."""
        return format_html_join("", "{}", ((_span_html(one),) for one in self.spans))


def _span_html(span: Span) -> SafeString:
    tags = {"delete": "<del>{}</del>", "insert": "<ins>{}</ins>"}
    return format_html(tags.get(span.op, "{}"), span.text)


def side_of(change: FieldChange | None, shown: FieldValues) -> Side:
    """What a change of a comparison did; `None` for none."""
    if change is None:
        return Side(())
    if change.op == "moved":
        return said(_("順番を変更"))
    path = change.field or change.base_field or ""
    return side_between(change.base, change.other, path, shown)


def sides_of(conflict: Conflict, shown: FieldValues) -> tuple[Side, Side]:
    """Ours and theirs in a conflict; what is not there, or hidden, is said in words."""
    if conflict.kind is ConflictKind.HIDDEN_LEGAL:
        return said(_("自社で非表示")), said(_("法改正で、内容が変わりました"))
    gone = said(_("この版にはありません"))
    ours, theirs = (
        gone if one is None else side_between(conflict.base, one, conflict.field, shown)
        for one in (conflict.ours, conflict.theirs)
    )
    return ours, theirs


def said(words: str) -> Side:
    """Words of our own in the place of a value."""
    return Side((Span("equal", words),))


def side_between(before: Any, after: Any, path: str, shown: FieldValues) -> Side:
    """What went and came between two values, in the words that people read.

    Where these are the same, what lies behind them differs: readings, stress, company details.
    """
    if before == after:
        return Side(())
    if path == HIDDEN_FIELD and None in (before, after):
        words = _("表示します。") if after is None else _("非表示にします。")
        return said(f"{words}{lines_of(after)}")
    for told in (shown.shown, shown.marked):
        old, new = told(path, before), told(path, after)
        if old != new:
            return Side(word_spans(old, new))
    return Side((Span("delete", _("もとのもの")), Span("insert", _("新しいもの"))))


def lines_of(value: Any) -> str:
    """A JSON value as people read it: lists a line each, marks as they are typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, Mapping):
        return "\n".join(text for one in value.values() if (text := lines_of(one)))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return joined(text for one in value if (text := lines_of(one)))
    return str(value)
