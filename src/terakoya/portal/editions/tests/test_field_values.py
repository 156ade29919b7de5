"""Differences are told in the words that people read."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.merge.diff import diff
from terakoya.courseware.merge.tree.parts import PartKind
from terakoya.portal.editions.editing.finding import with_each_text, with_questions
from terakoya.portal.editions.selectors.field_values import FieldValues, field_values, label_of
from terakoya.portal.editions.selectors.sides import side_between, side_of
from tests.courses import flagship_material

COURSE = flagship_material().course
SHOWN = FieldValues(
    language="ja",
    values={"company.name": "みほん商事", "desk.tel": ""},
    names={"two-rules": "条例と法律"},
    labels={"company.name": "会社名", "desk.tel": "窓口の電話"},
)
REPLACED = "<del>もとのもの</del><ins>新しいもの</ins>"
LISTED = {"head": {"ja": "新しい項目", "en": "New"}, "text": {"ja": "本文", "en": "Text"}}
CHOICE = {"id": "c", "text": {"ja": "はい、と言う", "en": "Yes"}, "correct": True}


@pytest.mark.parametrize(
    ("path", "before", "after", "html"),
    [
        (
            "title",
            "{土下座|どげざ}の話",
            "{土下座|どげざ}です",
            "土下座<del>の話</del><ins>です</ins>",
        ),
        ("title", "{company.name}の窓口", "窓口", "<del>みほん商事の</del>窓口"),
        ("title", "相談\n電話 {desk.tel}", "相談", "相談<del>\n電話 〔窓口の電話〕</del>"),
        ("steps.0.doer", "supervisor", "company", "<del>上司</del><ins>会社</ins>"),
        ("hidden", None, "", "非表示にします。"),
        ("hidden", "店では使わないため", None, "表示します。"),
        ("picture.file", "call-centre.svg", "white.png", REPLACED),
        ("picture.file", None, "white.png", "<ins>図</ins>"),
        ("slides.two-rules", None, "two-rules", "<ins>条例と法律</ins>"),
        ("choices.c.correct", False, True, "<del>いいえ</del><ins>はい</ins>"),
        ("items.3", None, LISTED, "<ins>新しい項目\n本文</ins>"),
        ("choices.c", None, CHOICE, "<ins>はい、と言う\n（正解）</ins>"),
        ("title", "{態様|たいよう}", "態様", "態様<del>（たいよう）</del>"),
        ("title", "決まり", "**決まり**", "<ins>【</ins>決まり<ins>】</ins>"),
        ("title", "決まり", "[決まり](tel:110)", "決まり<ins>〈tel:110〉</ins>"),
        ("title", "同じ", "同じ", ""),
    ],
)
def test_a_difference_is_told_as_it_is_read(path: str, before: Any, after: Any, html: str) -> None:
    with override("ja"):
        assert side_between(before, after, path, SHOWN).html == html


def test_words_of_a_file_are_no_html() -> None:
    side = side_between("", "<script>alert(1)</script>", "title", SHOWN)
    assert side.html == "<ins>&lt;script&gt;alert(1)&lt;/script&gt;</ins>"


def test_a_new_element_is_told_once_in_the_language_of_the_page() -> None:
    first, *others = COURSE.source.test.questions
    new = first.choices[0].model_copy(update={"id": "z", "text": "新しい答え"})
    longer = first.model_copy(update={"choices": (*first.choices, new)})
    before = Content(course=COURSE)
    after = with_each_text(before, lambda text: with_questions(text, (longer, *others)))
    before = with_each_text(before, lambda text: with_questions(text, (first, *others)))
    shown = field_values([after.course, COURSE], "ja", "ja", {})
    [part] = diff(before, after).of(PartKind.QUESTION)[:1]
    told = ["".join(span.text for span in side_of(one, shown).spans) for one in part.changes]
    assert [text.count("新しい答え") for text in told] == [1]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("slides.two-rules", "教えるスライド"),
        ("media.call-centre.svg", "絵のファイル"),
        ("narration.1", "ナレーション文 2段落目"),
    ],
)
def test_a_label_names_no_id_and_no_file(path: str, label: str) -> None:
    assert label_of(path, "ja") == label
