"""What a reader guessed, could not read or left out, each with its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from ....errors import UnreadableSource
from .words import sentence


class Remark(StrEnum):
    """Kinds of notices; the sentences are in `languages/`."""

    NEW_ITEM = "new-item"
    NEW_SCALE_ITEM = "new-scale-item"
    NEW_OPEN_ITEM = "new-open-item"
    MAY_HAVE_TURNED = "may-have-turned"
    GROUP_SIZE = "group-size"
    DEPARTMENTS = "departments"
    TOPIC_HEADINGS = "topic-headings"
    NEW_OPTION = "new-option"
    NEW_QUESTION = "new-question"
    SLIDE_GUESSED = "slide-guessed"
    BY_LIKENESS = "by-likeness"
    NO_SLIDE = "no-slide"
    NO_ANSWER = "no-answer"
    NO_RIGHT_CHOICE = "no-right-choice"
    NOW_MULTIPLE = "now-multiple"
    TOO_FEW_CHOICES = "too-few-choices"
    TOO_MANY_CHOICES = "too-many-choices"
    COUNTLESS_CHOICES = "countless-choices"
    NO_TEXT = "no-text"
    NO_OPTIONS = "no-options"
    DECLINED_REWORDED = "declined-reworded"
    DECLINED_GONE = "declined-gone"
    SCALE_CHANGED = "scale-changed"
    SCALE_KEPT = "scale-kept"
    OPTIONS_GONE = "options-gone"
    OPTIONS_KEPT = "options-kept"
    OPTION_TWICE = "option-twice"
    MOVED_ALONE = "moved-alone"
    TOPIC_TAKEN = "topic-taken"
    REVERSE_TAKEN = "reverse-taken"
    REVERSE_IGNORED = "reverse-ignored"
    SAME_WORDS = "same-words"
    FORMULA_KEPT = "formula-kept"
    HIDDEN_CELLS = "hidden-cells"
    STRUCK_CELLS = "struck-cells"
    CELL_COMMENTS = "cell-comments"
    TEXT_BOXES = "text-boxes"
    SHEET_PICTURES = "sheet-pictures"
    OTHER_COUNT = "other-count"
    UNKNOWN_SLIDE = "unknown-slide"
    UNKNOWN_FACT = "unknown-fact"
    UNKNOWN_TOPIC = "unknown-topic"
    UNKNOWN_GOAL = "unknown-goal"
    UNKNOWN_KIND = "unknown-kind"
    KIND_KEPT = "kind-kept"
    TOPIC_KEPT = "topic-kept"
    SLIDES_KEPT = "slides-kept"
    FACTS_KEPT = "facts-kept"
    LINE_KEPT = "line-kept"
    UNKNOWN_RIGHT = "unknown-right"
    UNKNOWN_ANSWER = "unknown-answer"
    FORMULA_ANSWER = "formula-answer"
    HIDDEN_ANSWERS = "hidden-answers"
    SHEET_COPIED = "sheet-copied"
    SHEET_CHANGED = "sheet-changed"
    UNKNOWN_DEPARTMENT = "unknown-department"
    UNKNOWN_MARK = "unknown-mark"
    MARK_TAKEN = "mark-taken"
    MARK_LEFT_OUT = "mark-left-out"
    COLUMNS_EXCHANGED = "columns-exchanged"
    SIGNS_KEPT = "signs-kept"
    SIGNS_LEFT_OUT = "signs-left-out"
    STATED_LEFT_OUT = "stated-left-out"
    NO_RIGHT_COLOURED = "no-right-coloured"
    INCOMPLETE_KEPT = "incomplete-kept"
    REPLACES_ALL = "replaces-all"
    LOOSE_TEXT = "loose-text"
    LOOSE_ITEM = "loose-item"
    LOOSE_CELLS = "loose-cells"
    GUIDE_TEXT = "guide-text"
    DESK_KEPT = "desk-kept"
    UNSAVED = "unsaved"
    UNSAVED_KEPT = "unsaved-kept"
    COLOURED = "coloured"
    UNKNOWN_QUESTIONS = "unknown-questions"
    UNKNOWN_LINES = "unknown-lines"
    UNKNOWN_SHEET = "unknown-sheet"
    TYPED_SCALE = "typed-scale"
    THRESHOLD = "pass-mark"
    THRESHOLD_SENTENCES = "pass-mark-sentences"
    SENTENCES_LEFT = "pass-sentences-left"
    RIGHT_TURNED = "right-turned"
    LEGAL_TURNED = "legal-turned"
    LEGAL_CHANGED = "legal-changed"
    LEGAL_CHANGES = "legal-changes"
    UNKNOWN_THRESHOLD = "unknown-pass-mark"
    ERROR_CELL = "error-cell"
    OTHER_REVISION = "other-revision"
    DOUBLE_ID = "double-id"
    UNHELD_TYPE = "unheld-type"
    UNHELD_PART = "unheld-part"
    UNEVEN_FRACTIONS = "uneven-fractions"
    UNREADABLE_LINE = "unreadable-line"
    UNCLEAR_BRACES = "unclear-braces"
    COMMENT_LINES = "comment-lines"
    CATEGORIES = "categories"
    NO_RIGHT_ANSWER = "no-right-answer"
    REASONS_KEPT = "reasons-kept"
    UNREAD_COLUMNS = "unread-columns"
    REASON_ALONE = "reason-alone"
    UNKNOWN_TAGS = "unknown-tags"
    UNCARRIED = "uncarried"
    HIDDEN_TAKEN = "hidden-taken"
    QUESTION_WITHOUT_TEXT = "question-without-text"
    QUESTION_WITHOUT_CHOICES = "question-without-choices"
    DOUBTFUL_RIGHT = "doubtful-right"
    EQUAL_CHOICES = "equal-choices"
    NO_SCENE = "no-scene"
    SCENE_GONE = "scene-gone"
    PARTLY_RIGHT = "partly-right"
    FULL_WIDTH_SIGNS = "full-width-signs"
    UNREADABLE_ANSWER = "unreadable-answer"
    FLATTENED = "flattened"
    OTHER_LANGUAGES = "other-languages"
    LANGUAGE_FOUND = "language-found"
    NO_SLIDES = "no-slides"
    POOL_SMALL = "pool-small"
    REPLACES_TEST = "replaces-test"
    ROW_SHIFTED = "row-shifted"
    ROW_LEFT_OUT = "row-left-out"
    ROW_CUT = "row-cut"
    ROW_SHORT = "row-short"
    UNREAD_KEPT = "unread-kept"
    ERROR_KEPT = "error-kept"
    EMPTY_CHOICE = "empty-choice"
    EQUAL_QUESTIONS = "equal-questions"
    LINES_JOINED = "lines-joined"
    UNTRANSLATED = "untranslated"
    OTHER_WORDS = "other-words"
    CONTRARY_QUESTIONS = "contrary-questions"
    REASONS_GONE = "reasons-gone"
    CHOICE_UNREAD = "choice-unread"
    RIGHT_KEPT = "right-kept"
    MARKS_WIDENED = "marks-widened"


@dataclass(frozen=True)
class Notice:
    """One thing to look at. `place` is a cell such as `全問題!C12`, a line or a question."""

    remark: Remark
    place: str
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """Where, what and how to mend it, in one language."""
        return sentence(language, self.remark, self.place, self.values)

    def as_json(self, language: str = "en") -> dict[str, str]:
        """The notice for programs, with the sentence in one language."""
        return {
            "code": self.remark.value,
            "place": self.place,
            **self.values,
            "message": self.sentence(language),
        }


class Refusal(StrEnum):
    """Why a file was refused as a whole; the sentences are in `languages/`."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    ENCRYPTED = "encrypted"
    LEGACY = "legacy"
    BINARY = "binary-workbook"
    DECK = "deck"
    DOCUMENT = "document"
    OPEN_DOCUMENT = "open-document"
    PDF = "pdf"
    NO_WORKBOOK = "no-workbook"
    BROKEN = "broken"
    BOMB = "zip-bomb"
    ENTITY = "entity"
    OTHER_KIND = "other-kind"
    NO_SURVEY = "no-survey"
    NO_TEST = "no-test"
    BROKEN_TABLE = "broken-table"
    NO_TABLE = "no-table"
    LACKING_HEADINGS = "lacking-headings"
    UNREAD_CHOICES = "unread-choices"
    TOO_MANY_COLUMNS = "too-many-columns"
    OTHER_COURSE = "other-course"
    UNKNOWN_LANGUAGE = "unknown-language"
    NOTHING_LEFT = "nothing-left"
    UNCLEAR_COLUMNS = "unclear-columns"
    NO_ANSWERABLE_QUESTIONS = "no-answerable-questions"
    NO_QUESTIONS = "no-questions"
    OTHER_TYPES = "other-types"
    NO_WHOLE_QUESTIONS = "no-whole-questions"
    TOO_MANY_QUESTIONS = "too-many-questions"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MUCH_TEXT = "too-much-text"
    NO_TEXT_FILE = "no-text-file"
    NO_XML = "no-xml"
    NO_QUIZ = "no-quiz"
    UNKNOWN_FILE = "unknown-file"


class UnreadableSheet(UnreadableSource):
    """A workbook or question file that was refused as a whole; nothing of it was used.

    `case` tells programs why; the text is a sentence with the mend, in English, and `sentence`
    says it in the reader's language.
    """

    def __init__(self, case: Refusal, place: str = "", **values: object) -> None:
        self.case, self.place, self.values = case, place, values
        super().__init__(self.sentence("en"))

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return partial(type(self), self.case, self.place, **self.values), ()

    @property
    def code(self) -> str:  # type: ignore[override]
        """The code of the case, as the command line and the portal tell it."""
        return f"sheet-{self.case.value}"

    def sentence(self, language: str) -> str:
        """Where, what and how to mend it, in one language."""
        return sentence(language, self.case, self.place, self.values)
