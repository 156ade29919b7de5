"""The texts of a part as the fields of a form, and back.

A form shows a list of plain texts (paragraphs of a narration, points of a column) as one field,
a line each, so that lines can be added and taken away; everything else has a field of its own
under its path (`courseware/fields.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from terakoya.courseware.fields import key_of
from terakoya.courseware.inline import has_stray_mark, plain, unusable_links, variables_in
from terakoya.courseware.model import Part
from terakoya.courseware.text.alternative_text import is_written

from ..errors import ChangeRefused
from .lines import divided, has_breaks, joined

P = TypeVar("P", bound=Part)
_Steps = tuple[str | int, ...]
LONGEST_LINE = 1000
_OWN_PARTS = {("Chapter", "slides"), ("Survey", "items"), ("TestPool", "questions")}


@dataclass(frozen=True)
class TextField:
    """One text, or one list of texts (`lines.py`), of which it has `least` to `most`.

    `is_needed` tells that a slide without it is not whole; `has_breaks`, that a text of the list
    has a line break of its own.
    """

    path: str
    value: str
    is_list: bool
    is_needed: bool
    least: int = 0
    most: int | None = None
    has_breaks: bool = False

    @property
    def is_description(self) -> bool:
        """Whether it says what a picture shows, to those who do not see it."""
        return self.path.rpartition(".")[2] == "alt"

    @property
    def is_empty(self) -> bool:
        """Whether nobody has written it; the name of a file or a shape describes no picture."""
        return not (is_written(plain(self.value)) if self.is_description else self.value)


def text_fields(part: Part) -> list[TextField]:
    """Every text of a part that a company may put in its own words, in the order of the model."""
    return [field for _steps, field in _fields(part, (), ())]


def with_texts(part: P, values: Mapping[str, str], variables: frozenset[str]) -> P:
    """The part with other texts; empty lines of a list are left out.

    `variables` are the company variables that may stand in it. Raises `ChangeRefused`.
    """
    places = {field.path: (steps, field) for steps, field in _fields(part, (), ())}
    data = part.model_dump(mode="json")
    for path, value in values.items():
        if path not in places:
            raise ChangeRefused(
                _("この欄は、このスライドにはありません。画面を開き直してください。")
            )
        steps, field = places[path]
        _refuse_strange_marks(value, path, variables)
        if (longest := max(map(len, value.splitlines()), default=0)) > LONGEST_LINE:
            sentence = _("1行は%(most)d字までで書いてください（今は%(now)d字の行があります）。")
            raise ChangeRefused(sentence % {"most": LONGEST_LINE, "now": longest}, field=path)
        if field.is_description and value != field.value:
            refuse_unwritten(value, path)
        at: Any = data
        for step in steps[:-1]:
            at = at[step]
        at[steps[-1]] = _lines(value, field) if field.is_list else _one_text(value, field)
    try:
        return type(part).model_validate(data)
    except ValidationError as error:
        raise ChangeRefused(
            _("この形では保存できません。欄の行の数を、もとの数に戻してください。")
        ) from error


def _one_text(value: str, field: TextField) -> str:
    """One line, unless the text has had several."""
    lines = [line.strip() for line in value.splitlines()]
    return ("\n" if "\n" in field.value else " ").join(line for line in lines if line)


def _lines(value: str, field: TextField) -> list[str]:
    lines = divided(value, by_empty_lines=field.has_breaks)
    most = field.most if field.most is not None else len(lines)
    if not field.least <= len(lines) <= most:
        if field.has_breaks:
            sentence = _(
                "この欄は、1行あけて%(least)d〜%(most)dつを書いてください（今は%(now)dつです）。"
            )
        elif field.least == field.most:
            sentence = _("この欄は、ちょうど%(least)d行で書いてください（今は%(now)d行です）。")
        else:
            sentence = _("この欄は、%(least)d行以上で書いてください（今は%(now)d行です）。")
            if len(lines) > most:
                sentence = _("この欄は、%(most)d行までで書いてください（今は%(now)d行です）。")
        raise ChangeRefused(
            sentence % {"least": field.least, "most": most, "now": len(lines)}, field=field.path
        )
    return lines


def _refuse_strange_marks(value: str, path: str, variables: frozenset[str]) -> None:
    unknown = sorted(set(variables_in(value)) - variables)
    if unknown:
        raise ChangeRefused(
            _("{%(name)s} という会社の情報はありません。使えるのは %(known)s です。")
            % {"name": unknown[0], "known": "、".join(f"{{{one}}}" for one in sorted(variables))},
            field=path,
        )
    if has_stray_mark(value):
        raise ChangeRefused(
            _(
                "{ か } か ** が片方だけあります。ふりがなは {漢字|かんじ}、"
                "強調は **ことば** の形で書いてください。"
            ),
            field=path,
        )
    if strange := unusable_links(value):
        raise ChangeRefused(
            _(
                "リンクの「%(address)s」は使えません。"
                "[ことば](https://…) の形で、Webページ、mailto:、tel: に付けられます。"
            )
            % {"address": strange[0]},
            field=path,
        )


def refuse_unwritten(value: str, field: str) -> None:
    """Refuse a description that is the name of a file or a shape; an empty one says nothing."""
    if value.strip() and not is_written(plain(value)):
        raise ChangeRefused(
            _(
                "「%(text)s」では、見えない人に絵の中身が伝わりません。"
                "だれが、どこで、何をしているかを書いてください。"
            )
            % {"text": value.strip()[:40]},
            field=field,
        )


def _fields(
    part: Part, names: tuple[str, ...], steps: _Steps
) -> Iterator[tuple[_Steps, TextField]]:
    owner = type(part).__name__
    for name, info in type(part).model_fields.items():
        if name == "source_hash" or (owner, name) in _OWN_PARTS:
            continue
        extra = info.json_schema_extra
        is_structural = isinstance(extra, dict) and bool(extra.get("structural"))
        value = getattr(part, name)
        here, at = (*names, name), (*steps, name)
        if isinstance(value, Part):
            yield from _fields(value, here, at)
        elif isinstance(value, tuple) and value and isinstance(value[0], Part):
            for number, element in enumerate(value):
                key = key_of(element)
                yield from _fields(element, (*here, key or str(number)), (*at, number))
        elif is_structural:
            continue
        elif isinstance(value, tuple):
            yield (
                at,
                TextField(
                    ".".join(here),
                    joined(value),
                    is_list=True,
                    is_needed=info.is_required(),
                    has_breaks=has_breaks(map(str, value)),
                    **_limits(info.metadata),
                ),
            )
        elif isinstance(value, str):
            needed = info.is_required()
            yield at, TextField(".".join(here), value, is_list=False, is_needed=needed)


def _limits(marks: list[Any]) -> dict[str, int]:
    """How many lines a list may have, by the marks of its field."""
    found: dict[str, int] = {}
    for mark in marks:
        if (least := getattr(mark, "min_length", None)) is not None:
            found["least"] = least
        if (most := getattr(mark, "max_length", None)) is not None:
            found["most"] = most
    return found
