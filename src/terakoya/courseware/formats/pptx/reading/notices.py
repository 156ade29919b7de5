"""What a course cannot hold or what somebody should look at, each with its page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..writing.sound import BLOCK as SOUND
from ..writing.theme import FONT
from .design import foreign_design
from .features import Feature
from .identity import is_page_mark, name_of
from .shapes import Block
from .sheets import DeckSource, SheetSource
from .xml import A


class Loss(StrEnum):
    """Kinds of notices; the sentences and mends are in `languages/`."""

    TEXT_BOX = "text-box"
    LEFT_OUT = "left-out"
    DRAWING_GONE = "drawing-gone"
    DRAWING_OFF = "drawing-off"
    EXTRA_PICTURE = "extra-picture"
    EXTRA_TABLE = "extra-table"
    FURNITURE = "furniture"
    FURNITURE_PICTURE = "furniture-picture"
    FURNITURE_SHAPE = "furniture-shape"
    SHAPE = "shape"
    PICTURE_GONE = "picture-gone"
    CHART_GONE = "chart-gone"
    MERGED_CELLS = "merged-cells"
    FIXED_WORD = "fixed-word"
    MINUTES_KEPT = "minutes-kept"
    CALL_KEPT = "call-kept"
    RIGHT_MOVED = "right-moved"
    RIGHT_UNCLEAR = "right-unclear"
    RIGHT_GONE = "right-gone"
    SLIDES_MERGED = "slides-merged"
    CHOICE_HALF = "choice-half"
    JUDGEMENT_KEPT = "judgement-kept"
    REASON_KEPT = "reason-kept"
    OTHER_JUDGEMENT = "other-judgement"
    WARNING_KEPT = "warning-kept"
    PAGE_TWICE = "page-twice"
    QUOTE_GONE = "quote-gone"
    CITATION_ALONE = "citation-alone"
    NO_TITLE = "no-title"
    TYPED_QUESTION = "typed-question"
    TITLE_TAKEN = "title-taken"
    CHOICES_APART = "choices-apart"
    TWO_TEXTS = "two-texts"
    ONE_TEXT = "one-text"
    HALF_TEXT = "half-text"
    KICKER_GONE = "kicker-gone"
    ANSWER_KICKER = "answer-kicker"
    DESK_LINE = "desk-line"
    TABLE_ROW = "table-row"
    SHEET_GONE = "sheet-gone"
    SHEETS_APART = "sheets-apart"
    CHART = "chart"
    SMART_ART = "smart-art"
    SMART_ART_GONE = "smart-art-gone"
    OLE = "ole"
    VIDEO = "video"
    ONLINE_VIDEO = "online-video"
    AUDIO = "audio"
    LINKED_PICTURE = "linked-picture"
    UNFIT_PICTURE = "unfit-picture"
    HUGE_PICTURE = "huge-picture"
    SHRUNK_PICTURE = "shrunk-picture"
    CUT_PICTURE = "cut-picture"
    NO_ALT = "no-alt"
    UNFIT_ALT = "unfit-alt"
    ANIMATION = "animation"
    TRANSITION = "transition"
    TIMING = "timing"
    CUSTOM_SHOW = "custom-show"
    SHOW_SETTINGS = "show-settings"
    LOCK = "lock"
    COMMENT = "comment"
    COMMENT_WORDS = "comment-words"
    STRUCK = "struck"
    LETTERING = "lettering"
    SIGNS_WIDENED = "signs-widened"
    BACKGROUND = "background"
    GROUND = "ground"
    ROTATION = "rotation"
    FORMULA = "formula"
    TEMPLATE = "template"
    TEMPLATE_PICTURE = "template-picture"
    HIDDEN_SHAPE = "hidden-shape"
    HIDDEN_FIELD = "hidden-field"
    OTHER_FONTS = "other-fonts"
    SPOKEN_REMARK = "spoken-remark"
    NOTES_BOX = "notes-box"
    NOTES_PICTURE = "notes-picture"
    COLUMNS_EXCHANGED = "columns-exchanged"
    HEADS_EXCHANGED = "heads-exchanged"
    FOOTER = "footer"
    LINK = "link"
    JUMP = "jump"
    VERTICAL_TEXT = "vertical-text"
    FONT = "font"
    OVERFLOW = "overflow"
    OVERFLOW_MANY = "overflow-many"
    OVERFLOW_PAGES = "overflow-pages"
    MACROS = "macros"
    OTHER_REVISION = "other-revision"
    AS_PICTURE = "as-picture"
    COVER = "cover"
    NO_PICTURE = "no-picture"
    PICTURES_OFF = "pictures-off"
    NOT_DRAWN = "not-drawn"
    CHOSEN_PICTURE = "chosen-picture"
    CHOSEN_WORDS = "chosen-words"
    NO_WORDS = "no-words"
    TITLE_AS_ALT = "title-as-alt"
    NOTES_AS_ALT = "notes-as-alt"
    LAYOUT_UNFIT = "layout-unfit"
    LAYOUT_CHANGED = "layout-changed"
    VALUE = "value"
    VALUE_RESPELLED = "value-respelled"
    VALUES_DIFFER = "values-differ"
    MANY_BY_LIKENESS = "many-by-likeness"
    BY_LIKENESS = "by-likeness"
    UNSURE = "unsure"
    EMPTY_NOTES = "empty-notes"
    HALF_HIDDEN = "half-hidden"
    BANK_SHOWN = "bank-shown"
    BANK_GONE = "bank-gone"
    LEGAL_GONE = "legal-gone"
    LEGAL_CHANGED = "legal-changed"
    LEGAL_PUNCTUATION = "legal-punctuation"
    LEGAL_HIDDEN = "legal-hidden"
    SECTION = "section"
    UNTRANSLATED = "untranslated"
    CHAPTER_EMPTY = "chapter-empty"
    CHAPTER_TORN = "chapter-torn"
    CHAPTER_INSIDE = "chapter-inside"
    CHAPTER_APART = "chapter-apart"
    DIVIDER_APART = "divider-apart"
    NUMBERS_MIXED = "numbers-mixed"
    FIGURE_CHANGED = "figure-changed"
    FACTS_KEPT = "facts-kept"
    TEST_COUNT = "test-count"
    OTHER_LANGUAGE_TEXT = "other-language-text"
    DESIGN = "design"
    EMPTY_PAGE = "empty-page"
    COPY_SAME = "copy-same"
    QUESTION_GONE = "question-gone"
    QUESTION_HIDDEN = "question-hidden"
    TEST_SHORTER = "test-shorter"
    WAITING = "waiting"


_QUOTED = 60  # characters of an alternative text that a notice quotes
_MOST_FONTS = 4  # names in a notice
_LONGEST_COMMENT = 80  # characters of one that a notice quotes
_LONGEST_REMARK = 300  # characters of a box beside the notes, which stays nowhere else
_MOST_COMMENTS = 5  # of a page in its notice
_PAGE_NUMBER = re.compile(r"(?:\d|[\W_]|ページ|頁|枚目|pages?|p|of|slide)*", re.IGNORECASE)
_OUR_FONTS = frozenset({FONT, "BIZ UDPGothic"})


@dataclass(frozen=True)
class Notice:
    """One notice; `page` is `None` where it concerns the whole file."""

    loss: Loss
    page: int | None
    values: Mapping[str, str] = field(default_factory=dict)


def of_the_file(deck: DeckSource) -> Iterator[Notice]:
    """What can be told of a deck before its content is read."""
    if deck.package.has_macros:
        yield Notice(Loss.MACROS, None)
    is_ours = bool(deck.properties.get("terakoya:course"))
    for feature, loss in (_LOSS_OF_MANY | (_LOSS_OF_OURS if is_ours else {})).items():
        pages = [sheet.page for sheet in deck.sheets if feature in sheet.features]
        if pages:  # a deck has such a thing on every page or on few, so that one notice says it
            yield Notice(loss, None, {"pages": page_ranges(pages)})
    yield from _of_shows(deck)
    yield from _of_words(Loss.FOOTER, deck.sheets, lambda sheet: map(_typed_footer, sheet.blocks))
    if is_ours:  # a deck of another look has it throughout, and its author knows
        yield from _of_words(Loss.TEMPLATE, deck.sheets, lambda sheet: sheet.template_words)
        pages = [sheet.page for sheet in deck.sheets if sheet.has_template_picture]
        if pages:
            yield Notice(Loss.TEMPLATE_PICTURE, None, {"pages": page_ranges(pages)})
        yield from _of_fonts(deck.sheets)
        if design := foreign_design(deck.package):
            text = "、".join(design[:_MOST_FONTS]) + ("…" if len(design) > _MOST_FONTS else "")
            yield Notice(Loss.DESIGN, None, {"text": text})
    for sheet in deck.sheets:
        yield from _of_page(sheet)


def _of_shows(deck: DeckSource) -> Iterator[Notice]:
    """How the deck's show was set up, which is no content of a course."""
    shows = [f"{name}（{page_ranges(pages)}）" for name, pages in deck.shows.custom]
    if shows:
        yield Notice(Loss.CUSTOM_SHOW, None, {"text": _cut("、".join(shows), _LONGEST_REMARK)})
    if deck.shows.plays_by_itself:
        yield Notice(Loss.SHOW_SETTINGS, None)
    if deck.shows.is_locked:
        yield Notice(Loss.LOCK, None)
    pages = [sheet.page for sheet in deck.sheets if Feature.TIMING in sheet.features]
    if pages and not any(map(_has_our_sound, deck.sheets)):
        yield Notice(Loss.TIMING, None, {"pages": page_ranges(pages)})


def _has_our_sound(sheet: SheetSource) -> bool:
    """Whether a page says a recording of ours: such a deck turns by itself as we wrote it."""
    names = [name_of(block) for block in sheet.blocks if block.sort == "audio"]
    return any(name is not None and name[1] == SOUND for name in names)


def _of_page(sheet: SheetSource) -> Iterator[Notice]:
    """What can be told of a page before its content is read."""
    for feature in sorted(sheet.features & set(_LOSS_OF_FEATURE)):
        yield Notice(_LOSS_OF_FEATURE[feature], sheet.page)
    if Feature.COMMENT in sheet.features:
        yield _of_comments(sheet)
    if sheet.links:
        yield Notice(Loss.LINK, sheet.page, {"text": "、".join(sheet.links)})
    yield from _of_hidden_shapes(sheet)
    for block in sheet.blocks:
        if block.image is not None and block.refused_alt:
            text = " ".join(block.refused_alt.split())[:_QUOTED]
            yield Notice(Loss.UNFIT_ALT, sheet.page, {"text": text})
    for text in sheet.struck:
        yield Notice(Loss.STRUCK, sheet.page, {"text": text})
    for text in sheet.beside_notes:
        yield Notice(Loss.NOTES_BOX, sheet.page, {"text": _cut(text, _LONGEST_REMARK)})
    if sheet.has_picture_in_notes:
        yield Notice(Loss.NOTES_PICTURE, sheet.page)


def _of_comments(sheet: SheetSource) -> Notice:
    """The comments of a page, as far as their words can be read."""
    if not sheet.comments:
        return Notice(Loss.COMMENT, sheet.page)
    told = [_cut(text, _LONGEST_COMMENT) for text in sheet.comments[:_MOST_COMMENTS]]
    more = ("…",) if len(sheet.comments) > _MOST_COMMENTS else ()
    return Notice(Loss.COMMENT_WORDS, sheet.page, {"text": " / ".join((*told, *more))})


def _cut(text: str, most: int) -> str:
    """The beginning of a text, of so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _of_words(
    loss: Loss, sheets: Sequence[SheetSource], words_of: Callable[[SheetSource], Iterable[str]]
) -> Iterator[Notice]:
    """Words that stand on pages and are none of their content, once each with their pages."""
    pages: dict[str, list[int]] = defaultdict(list)
    for sheet in sheets:
        for text in dict.fromkeys(words_of(sheet)):
            if text:
                pages[text].append(sheet.page)
    for text, here in pages.items():
        yield Notice(loss, None, {"text": text[:_QUOTED], "pages": page_ranges(here)})


def _of_fonts(sheets: Sequence[SheetSource]) -> Iterator[Notice]:
    """The fonts that somebody gave to words, in one notice; ours are no news."""
    used = [(sheet.page, sheet.fonts - _OUR_FONTS) for sheet in sheets]
    fonts = sorted({font for _, here in used for font in here})
    if fonts:
        told = "、".join(fonts[:_MOST_FONTS]) + ("…" if len(fonts) > _MOST_FONTS else "")
        pages = page_ranges([page for page, here in used if here])
        yield Notice(Loss.OTHER_FONTS, None, {"fonts": told, "pages": pages})


def _of_hidden_shapes(sheet: SheetSource) -> Iterator[Notice]:
    """Shapes that somebody hid on a page that is shown; ours is a mark of the page."""
    for block in sheet.blocks:
        if block.hidden and block.text.strip() and not is_page_mark(block):
            loss = Loss.HIDDEN_SHAPE if name_of(block) is None else Loss.HIDDEN_FIELD
            text = " ".join(block.text.split())[:_QUOTED]
            yield Notice(loss, sheet.page, {"text": text})


def _typed_footer(block: Block) -> str:
    """What somebody typed into a footer; a date that the program fills in is nobody's words.

    The number of a page is none either, such as 「3ページ」 or “3 / 40”.
    """
    if block.kind not in ("ftr", "dt", "sldNum") or block.element is None:
        return ""
    if next(block.element.iter(f"{A}fld"), None) is not None:
        return ""
    text = " ".join(block.text.split())
    return "" if block.kind == "sldNum" and _PAGE_NUMBER.fullmatch(text) else text


def page_ranges(pages: Sequence[int]) -> str:
    """Pages in rising order as people write them: `1–3, 7`."""
    runs: list[tuple[int, int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], page
        else:
            runs.append((page, page))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


_LOSS_OF_MANY = {
    Feature.TRANSITION: Loss.TRANSITION,
    Feature.BACKGROUND: Loss.BACKGROUND,
    Feature.ROTATION: Loss.ROTATION,
    Feature.FORMULA: Loss.FORMULA,
    Feature.JUMP: Loss.JUMP,
}
_LOSS_OF_OURS = {Feature.GROUND: Loss.GROUND}
_LOSS_OF_FEATURE = {Feature.ANIMATION: Loss.ANIMATION}
