"""Values of fields as their readers see them: in one language, without marks, ids or file names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terakoya.courseware.field_names import field_label
from terakoya.courseware.inline import Span, parse, plain
from terakoya.courseware.model import Course, CourseText
from terakoya.courseware.variables import filled, values_of

# Lists of names of slides, facts, tags, pictures: an entry has no number that people know.
NAMED = ("slides", "facts", "tags", "media")
PICTURES = ("file", "media")
# What an element of a list says besides its words is no text: it is left out where all is shown.
STRUCTURE = frozenset(
    {
        *("id", "layout", "kind", "goal", "topic", "suits", "facts", "slides", "tags", "required"),
        *("axis", "doer", "judgement", "file", "ground", "reverse", "sensitive", "score"),
        "source_hash",
    }
)
WORDS: Mapping[str, Mapping[str, Any]] = {
    "judgement": {
        "fair": gettext_lazy("妥当"),
        "may": gettext_lazy("なりうる"),
        "unfair": gettext_lazy("妥当でない"),
        "depends": gettext_lazy("内容しだい"),
    },
    "doer": {
        "you": gettext_lazy("本人"),
        "supervisor": gettext_lazy("上司"),
        "company": gettext_lazy("会社"),
    },
    "ground": {
        "sky": gettext_lazy("空色"),
        "sand": gettext_lazy("砂色"),
        "mint": gettext_lazy("薄い緑"),
    },
    "required": {"legal": gettext_lazy("法令上必須"), "none": gettext_lazy("必須ではない")},
    "kind": {
        "single": gettext_lazy("1つ選ぶ"),
        "multiple": gettext_lazy("すべて選ぶ"),
        "truefalse": gettext_lazy("正しいか誤りか"),
        "scene": gettext_lazy("場面"),
        "scale": gettext_lazy("共通の回答から選ぶ"),
        "choice": gettext_lazy("回答から選ぶ"),
        "comment": gettext_lazy("自由に書く"),
    },
}


@dataclass(frozen=True)
class FieldValues:
    """How values are shown: in which language, with which company details.

    `names` are titles of slides, goals, topics and facts by id; `labels` those of variables by key.
    """

    language: str
    languages: frozenset[str] = frozenset({"ja", "en"})
    values: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def shown(self, path: str, value: Any) -> str:
        """A value as it is read, lists a line each."""
        return "\n".join(self._lines(_name_of(path), value, self._read))

    def marked(self, path: str, value: Any) -> str:
        """A value with its readings, stress and company details told in words."""
        return "\n".join(self._lines(_name_of(path), value, self._told))

    def _lines(self, name: str, value: Any, text: Any) -> Iterator[str]:
        if value is None or value == "":
            return
        if isinstance(value, Mapping):
            yield from self._of_mapping(name, value, text)
        elif isinstance(value, bool):
            yield _("はい") if value else _("いいえ")
        elif isinstance(value, Iterable) and not isinstance(value, str):
            for one in value:
                yield from self._lines(name, one, text)
        else:
            yield self._word(name, str(value)) or text(str(value))

    def _of_mapping(self, name: str, value: Mapping[str, Any], text: Any) -> Iterator[str]:
        if value.keys() <= self.languages:
            spoken = value.get(self.language, next(iter(value.values()), ""))
            yield from self._lines(name, spoken, text)
            return
        for key, one in value.items():
            if key == "correct":
                yield from [_("（正解）")] if one else []
            elif key not in STRUCTURE:
                yield from self._lines(key, one, text)

    def _word(self, name: str, value: str) -> str:
        if name in PICTURES:
            return _("図")
        return str(WORDS.get(name, {}).get(value, "")) or self.names.get(value, "")

    def _read(self, text: str) -> str:
        return plain(filled(text, self.values))

    def _told(self, text: str) -> str:
        for key, label in self.labels.items():
            text = text.replace(f"{{{key}}}", f"〔{label}〕")
        return "".join(map(_told, parse(text)))


def field_values(
    courses: Iterable[Course], language: str, interface: str, values: Mapping[str, str]
) -> FieldValues:
    """How values of some states of one course are shown; names are those of the first with them."""
    known = list(courses)
    names: dict[str, str] = {}
    for course in reversed(known):
        text = next((one for one in course.texts if one.language == language), course.source)
        names |= _names_in(course, text)
    variables = {one.key: one for course in known for one in course.meta.variables}
    return FieldValues(
        language=language,
        languages=frozenset(known[0].meta.languages),
        values=values_of(known[0], language, values),
        names=names,
        labels={key: one.label.get(interface, key) for key, one in variables.items()},
    )


def label_of(path: str, interface: str) -> str:
    """The name of a field, without the name of the slide, fact or file that an entry is."""
    steps = path.split(".")
    at = next((n for n, step in enumerate(steps) if step in NAMED), len(steps))
    return field_label(".".join(steps[: at + 1]), interface).strip()


def _names_in(course: Course, text: CourseText) -> dict[str, str]:
    language = text.language
    return {
        **{one.id: one.statement.get(language, one.id) for one in course.facts},
        **{one.id: one.text.get(language, one.id) for one in course.meta.goals},
        **{one.id: plain(one.name) for one in text.survey.topics},
        **{one.id: plain(one.title) for _chapter, one in text.every_slide()},
    }


def _name_of(path: str) -> str:
    """What a value is: the last step of its path that is no number or letter of an element."""
    steps = path.split(".")
    named = next((one for one in steps if one in NAMED), "")
    words = [one for one in steps if not one.isdigit() and len(one) > 1]
    return named or (words[-1] if words else "")


def _told(span: Span) -> str:
    text = f"{span.text}（{span.ruby}）" if span.ruby else span.text
    text = f"【{text}】" if span.stress else text
    return f"{text}〈{span.link}〉" if span.link else text
