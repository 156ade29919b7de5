"""What became of a workbook or question file: of each of its items or questions, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..fields import Leaf, fields_of
from ..formats.pptx.reading.order import stayed
from ..formats.pptx.reading.report import FieldEdit
from ..formats.pptx.reading.report_page import EditView, NoticeView, PartView, edit_views, rendered
from ..formats.pptx.reading.words import entries_of
from ..formats.xlsx.reading import Notice
from ..formats.xlsx.writing.words import words_of
from ..inline import plain
from ..model import SCHEMA, Course, Question, Survey, SurveyItem
from ..variables import filled

Parts = Sequence[SurveyItem] | Sequence[Question]
STATES = ("same", "edited", "moved", "new", "deleted")
_LONGEST = 60  # characters of a title
_MOST_LISTED = 12  # parts of one state that the terminal shows
_MOST_OPEN = 8  # changed parts that are shown unfolded
_NAMED = ("slides", "facts", "tags")  # lists that are shown as one field
_STATE_WORDS = {
    "same": "変更なし",
    "edited": "変更",
    "moved": "移動",
    "new": "追加",
    "deleted": "削除",
}


@dataclass(frozen=True)
class SheetPart:
    """An item or question: its first words, what became of it, and its changed fields."""

    id: str
    title: str
    states: tuple[str, ...]
    edits: tuple[FieldEdit, ...] = ()


@dataclass(frozen=True)
class SheetReport:
    """What became of one file: its items or questions, and notices."""

    file: str
    kind: str
    language: str
    parts: tuple[SheetPart, ...]
    notices: tuple[Notice, ...]
    values: Mapping[str, str]

    @property
    def states(self) -> dict[str, tuple[SheetPart, ...]]:
        """The parts by what happened to them; one that was moved and edited is in both."""
        return {state: tuple(one for one in self.parts if state in one.states) for state in STATES}

    def as_json(self) -> dict[str, Any]:
        """The report for programs; its sentences are in the language of the file."""
        return {
            "file": self.file,
            "kind": self.kind,
            "language": self.language,
            "parts": {state: [one.id for one in parts] for state, parts in self.states.items()},
            "titles": {one.id: one.title for one in self.parts},
            "edits": {
                one.id: [asdict(view) for view in self.edits_of(one)]
                for one in self.parts
                if one.edits
            },
            "notices": [one.as_json(self.language) for one in self.notices],
        }

    def edits_of(self, part: SheetPart) -> tuple[EditView, ...]:
        """The changed fields of a part as people read them."""
        return edit_views(part.edits, self.values, self.language)

    def lines(self, language: str = "en") -> list[str]:
        """The report in a few lines for a terminal: what became of which parts, and notices."""
        named = _STATE_WORDS if language == "ja" else {}
        counted = ", ".join(
            f"{named[state]} {len(parts)}" if state in named else f"{len(parts)} {state}"
            for state, parts in self.states.items()
            if parts
        )
        which = [
            f"  {named.get(state, state)}: {title}"
            for state, parts in self.states.items()
            for title in _listed(parts)
            if state != "same"
        ]
        told = [f"  {one.sentence(language)}" for one in self.notices]
        return [f"{self.file} ({self.kind}, {self.language}): {counted}", *which, *told]


def _listed(parts: Sequence[SheetPart]) -> list[str]:
    """The titles of some parts; of many the first and how many more there are."""
    titles = [one.title for one in parts]
    more = len(titles) - _MOST_LISTED
    return titles if more <= 0 else [*titles[:_MOST_LISTED], f"… +{more}"]


def sheets_html(reports: Sequence[SheetReport], language: str) -> str:
    """The reports of some files as one page: old and new side by side, the words marked."""
    count = sum(part.states != ("same",) for report in reports for part in report.parts)
    return rendered(
        "report_sheets.html.j2",
        language,
        sheets=[_view(report, language) for report in reports],
        is_open=count <= _MOST_OPEN,
    )


def sheets_json(reports: Sequence[SheetReport]) -> dict[str, Any]:
    """The reports of some files for programs."""
    return {"schema": SCHEMA, "sheets": [one.as_json() for one in reports]}


def _view(report: SheetReport, language: str) -> dict[str, Any]:
    words = entries_of(language)["report"]
    return {
        "title": f"{words[report.kind]}：{report.file}",
        "counts": [(state, len(parts)) for state, parts in report.states.items() if parts],
        "notices": [_notice(one, language) for one in report.notices],
        "changed": [
            PartView(title=one.title, states=one.states, edits=report.edits_of(one))
            for one in report.parts
            if one.states != ("same",)
        ],
        "same": [one.title for one in report.parts if one.states == ("same",)],
    }


def _notice(notice: Notice, language: str) -> NoticeView:
    message, _, mend = notice.sentence(language).partition(" → ")
    tone = "law" if notice.remark.value.startswith("legal") else "warn"
    return NoticeView(message, mend, tone)


def sheet_parts(
    before: Parts, after: Parts, course: Course, language: str, values: Mapping[str, str]
) -> tuple[SheetPart, ...]:
    """What became of the items or questions of a course, those that are gone behind the others."""
    known = {one.id: one for one in before}
    here = {one.id: one for one in after}
    names = _Names(course, language)
    moved = _moved(list(known), list(here))
    parts = []
    for name in [*here, *(one for one in known if one not in here)]:
        was, now = known.get(name), here.get(name)
        part = now or was
        assert part is not None
        states = _states(was, now, is_moved=name in moved)
        title = _title(part, values)
        parts.append(SheetPart(name, title, states, tuple(_edits(was, now, names))))
    return tuple(parts)


def survey_part(before: Survey, after: Survey, language: str) -> tuple[SheetPart, ...]:
    """What became of title and scale of a survey, as one part of their own; empty for nothing."""
    fields = [("title", before.title, after.title), ("scale", _scale(before), _scale(after))]
    edits = [FieldEdit(path, old, new) for path, old, new in fields if old != new]
    title = entries_of(language)["report"]["survey_itself"]
    return (SheetPart("survey", title, ("edited",), tuple(edits)),) if edits else ()


def _scale(survey: Survey) -> str:
    """The options of the common scale with their scores, one a line."""
    return "\n".join(
        one.text if one.score is None else f"{one.text} ({one.score})" for one in survey.scale
    )


def _moved(before: list[str], after: list[str]) -> set[str]:
    order = {name: place for place, name in enumerate(before)}
    common = [name for name in after if name in order]
    resting = stayed([order[name] for name in common])
    return {name for at, name in enumerate(common) if at not in resting}


def _states(
    was: SurveyItem | Question | None, now: SurveyItem | Question | None, *, is_moved: bool
) -> tuple[str, ...]:
    if was is None or now is None:
        return ("new",) if was is None else ("deleted",)
    found = ("edited",) * (was != now) + ("moved",) * is_moved
    return found or ("same",)


def _title(part: SurveyItem | Question, values: Mapping[str, str]) -> str:
    scene = part.scene if isinstance(part, Question) else ""
    words = " ".join(plain(filled(part.text or scene, values)).split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"


def _edits(
    was: SurveyItem | Question | None, now: SurveyItem | Question | None, names: _Names
) -> Iterator[FieldEdit]:
    before, after = names.fields(was), names.fields(now)
    for path in [*after, *(one for one in before if one not in after)]:
        old, new = before.get(path), after.get(path)
        is_said = was is not None and now is not None
        if old == new or not (is_said or old or new):
            continue  # of a part that came or went: what it does not say
        yield FieldEdit(path, old, new)


class _Names:
    """The words behind the ids of a part's fields."""

    def __init__(self, course: Course, language: str) -> None:
        text = course.text(language)
        words = words_of(language)
        self._of: dict[str, dict[str, str]] = {
            "topic": {one.id: one.name for one in text.survey.topics},
            "goal": {one.id: one.text.get(language, one.id) for one in course.meta.goals},
            "slides": {slide.id: slide.title for _, slide in text.slides()},
            "facts": {one.id: one.cite.get(language, one.id) for one in course.facts},
            "kind": {
                key.removeprefix("kind_"): word
                for key, word in words.items()
                if key.startswith("kind_")
            },
        }

    def fields(self, part: SurveyItem | Question | None) -> dict[str, Leaf]:
        """The fields of a part, ids said in words, each list of ids as one field."""
        found: dict[str, Leaf] = {}
        for path, value in fields_of(part).items() if part is not None else ():
            field = path.split(".", 1)[0]
            said = self._of.get(field, {}).get(str(value), value)
            if field in _NAMED:
                found[field] = "\n".join(filter(None, (str(found.get(field) or ""), str(said))))
            else:
                found[path] = said
        return found
