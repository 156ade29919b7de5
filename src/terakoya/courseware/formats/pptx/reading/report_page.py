"""The fidelity report as one HTML file for people: no script, nothing fetched."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ....field_names import field_label
from ....fields import Leaf
from ....inline import parse, plain
from ....merge.diff.words import Span, word_spans
from ....variables import filled
from .notice_groups import tone_of
from .notices import Notice
from .report import FidelityReport, FieldEdit, SlideReport, State, message_of
from .words import entries_of

_TEMPLATES = Path(__file__).parent / "templates"
_TOKENS = Path(__file__).parents[2] / "web" / "static" / "terakoya" / "tokens.css"
MOST_OPEN = 8  # changed slides that are shown unfolded
_LOOKS_THE_SAME = (State.SAME, State.MOVED, State.EDITED, State.HIDDEN, State.SHOWN)
Pictures = Mapping[int, bytes]  # page → PNG, JPEG or WebP


@dataclass(frozen=True)
class EditView:
    """One changed field as the page shows it."""

    label: str
    before: str
    after: str

    @property
    def gone(self) -> tuple[Span, ...]:
        """What it said, the words marked that went."""
        return tuple(span for span in self._spans if span.op != "insert")

    @property
    def come(self) -> tuple[Span, ...]:
        """What it says, the words marked that came."""
        return tuple(span for span in self._spans if span.op != "delete")

    @property
    def _spans(self) -> tuple[Span, ...]:
        return word_spans(self.before, self.after)


@dataclass(frozen=True)
class NoticeView:
    """One notice as the page shows it."""

    message: str
    mend: str
    tone: str


@dataclass(frozen=True)
class PartView:
    """A slide, item or question as the page shows it.

    Addresses of pictures hold the pictures themselves.
    """

    title: str
    states: tuple[str, ...]
    edits: tuple[EditView, ...]
    notices: tuple[NoticeView, ...] = ()
    where: str = ""
    page: int = 0
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether the file changed nothing of it."""
        return self.states == (State.SAME.value,)


def report_html(
    report: FidelityReport,
    language: str,
    *,
    before: Mapping[str, tuple[bytes, ...]] | None = None,
    after: Pictures | None = None,
) -> str:
    """The page in one language.

    `before` are pictures of the base's sheets by slide id, `after` those of the deck by page;
    either may be missing.
    """
    changed = [slide for slide in report.slides if slide.states != (State.SAME,)]
    views = list(_views(report, language, before or {}, after or {}))
    return rendered(
        "report.html.j2",
        language,
        counts=[(state.value, count) for state, count in _counted(report)],
        company=_company_values(report),
        renamed=_renamed_chapters(report),
        changed=[view for view in views if not view.is_same],
        checked=[view for view in views if view.is_same and view.notices],
        same=[view for view in views if view.is_same and not view.notices],
        general=[_notice(one, language) for one in report.notices if one.page is None],
        is_open=len(changed) <= MOST_OPEN,
    )


def rendered(template: str, language: str, **context: object) -> str:
    """A page of a report in one language."""
    return (
        _environment()
        .get_template(template)
        .render(
            language=language,
            words=entries_of(language)["report"],
            tokens=_TOKENS.read_text(encoding="utf-8"),
            **context,
        )
    )


def _views(
    report: FidelityReport, language: str, before: Mapping[str, tuple[bytes, ...]], after: Pictures
) -> Iterator[PartView]:
    """Every slide; what is told of a page stands under the first slide that shows it."""
    told: set[int] = set()
    for slide in report.slides:
        here = set(slide.pages) - told
        told |= here
        notices = [one for one in report.notices if one.page in here]
        yield _view(slide, report, notices, language, before, after)


def _counted(report: FidelityReport) -> list[tuple[State, int]]:
    return [(state, report.counts[state.value]) for state in State if report.counts[state.value]]


def _view(
    slide: SlideReport,
    report: FidelityReport,
    told: Sequence[Notice],
    language: str,
    before: Mapping[str, tuple[bytes, ...]],
    after: Pictures,
) -> PartView:
    is_seen = _is_seen(slide, report)
    base = slide.copied_from or slide.slide
    return PartView(
        title=slide.title,
        states=tuple(state.value for state in slide.states),
        edits=edit_views(slide.edits, report.names.values, language),
        notices=tuple(_notice(one, language) for one in _unique(told)),
        where=_where(slide, language),
        page=slide.pages[0] if slide.pages else 0,
        before=tuple(_address(data) for data in before.get(base, ())) if is_seen else (),
        after=tuple(_address(after[page]) for page in slide.pages if page in after)
        if is_seen
        else (),
    )


def _where(slide: SlideReport, language: str) -> str:
    """On which pages a slide stands, and how it was known."""
    words = entries_of(language)["report"]
    pages = ", ".join(map(str, slide.pages))
    said = [words["page"].format(pages=pages) if pages else words["not_in_deck"]]
    if slide.copied_from:
        said.append(words["copied_from"].format(slide=slide.copied_from))
    if slide.candidate:
        said.append(words["candidate"].format(slide=slide.candidate))
    if slide.by_likeness:
        said.append(words["by_likeness"])
    return " · ".join(said)


def slides_seen(report: FidelityReport) -> frozenset[str]:
    """The slides whose pages look different now, or of which a notice tells something."""
    return frozenset(slide.slide for slide in report.slides if _is_seen(slide, report))


def _is_seen(slide: SlideReport, report: FidelityReport) -> bool:
    is_told = any(one.page in slide.pages for one in report.notices)
    is_another = any(state not in _LOOKS_THE_SAME for state in slide.states)
    return is_told or is_another or any(not _is_heard(edit.path) for edit in slide.edits)


def _is_heard(path: str) -> bool:
    """Whether a field is said and not seen."""
    field = path.split(".", 1)[0]
    return field in ("narration", "answer_narration") or path.endswith(".alt")


def _notice(one: Notice, language: str) -> NoticeView:
    message, mend = message_of(one, language)
    return NoticeView(message, mend, tone_of(one.loss).value)


def edit_views(
    edits: Iterable[FieldEdit], values: Mapping[str, str], language: str
) -> tuple[EditView, ...]:
    """The changes that somebody would see; texts are filled in with `values`."""
    views = (_edit(edit, values, language) for edit in edits)
    return tuple(view for view in views if view is not None)


def _edit(edit: FieldEdit, values: Mapping[str, str], language: str) -> EditView | None:
    """A change as the page shows it; nothing where nobody would see another word or look."""
    before = "" if edit.op == "moved" else _said(edit, edit.before, values, language)
    after = _said(edit, edit.after, values, language)
    if edit.op != "edited" or before != after:
        return EditView(_label(edit, language), before, after)
    words = entries_of(language)["report"]
    for look, told in (("stress", _stressed), ("link", _links)):
        was, now = (told(value) for value in (edit.before, edit.after))
        if was != now:
            label = words[look].format(label=_label(edit, language))
            none = words[f"no_{look}"]
            return EditView(label, was or none, now or none)
    return None  # a reading, or a company detail typed out: the words are the same


def _stressed(value: Leaf) -> str:
    """The stressed words of a text."""
    spans = parse(value) if isinstance(value, str) else ()
    stretches = groupby(spans, key=lambda span: span.stress)
    return "\n".join(
        "".join(one.text for one in stretch) for stress, stretch in stretches if stress
    )


def _links(value: Leaf) -> str:
    """Where a text leads, a line each: words → address."""
    spans = parse(value) if isinstance(value, str) else ()
    stretches = groupby(spans, key=lambda span: span.link)
    return "\n".join(
        f"{''.join(one.text for one in stretch)} → {link}" for link, stretch in stretches if link
    )


def _said(edit: FieldEdit, value: Leaf, values: Mapping[str, str], language: str) -> str:
    """What a field said; a judgement and a yes or no in words."""
    words = entries_of(language)
    if isinstance(value, bool):
        return words["report"]["yes" if value else "no"]
    if edit.path.endswith(".judgement") and isinstance(value, str):
        return words["judgements"][value].split("|")[0]
    return _shown(value, values)


def _label(edit: FieldEdit, language: str) -> str:
    """The name of a field; of an element that stands at another place it says so."""
    label = field_label(edit.path, language)
    moved = entries_of(language)["report"]["moved"]
    return f"{label}（{moved}）" if edit.op == "moved" else label


def _unique(notices: Sequence[Notice]) -> list[Notice]:
    return [one for number, one in enumerate(notices) if one not in notices[:number]]


def _company_values(report: FidelityReport) -> list[tuple[str, str]]:
    labels = report.names.labels
    return [(labels.get(key, key), value) for key, value in report.values.items()]


def _renamed_chapters(report: FidelityReport) -> list[tuple[str, str]]:
    """What each renamed chapter was called, and is called now."""
    was, values = report.names.chapters, report.names.values
    return [
        (_shown(was.get(chapter, chapter), values), _shown(title, values))
        for chapter, title in report.chapter_titles.items()
    ]


def _shown(value: object, values: Mapping[str, str]) -> str:
    """A field as learners see it: the company's values filled in, without marks."""
    if isinstance(value, str):
        return plain(filled(value, values))
    return "" if value is None else str(value)


def _address(data: bytes) -> str:
    kinds = {b"\x89PNG": "png", b"RIFF": "webp"}
    kind = kinds.get(data[:4], "jpeg")
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
