"""Corners of merging that the table and the laws seldom reach."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from terakoya.courseware.edition import Edition, EditionSettings
from terakoya.courseware.merge import merge, resolve
from terakoya.courseware.merge.choices import choices_file, read_choices
from terakoya.courseware.model import BlueprintPart, Chapter, Suit, Topic

from .editions import (
    changed,
    copied,
    field,
    hidden,
    moved,
    removed,
    small,
    with_course,
    with_settings,
)
from .edits import with_texts
from .test_merge_table import OURS, THEIRS, legal, merged_with, told
from .test_merge_table import _with_language as with_language
from .test_merge_translations import accepted, is_fresh, recorded
from .wholeness import problems

SLIDE = "same-day"


def narration(edition: Edition, slide_id: str = SLIDE, language: str = "ja") -> list[str]:
    """The paragraphs of a slide."""
    text = edition.course.text(language)
    return list(next(s for _, s in text.slides() if s.id == slide_id).narration)


def put(at: int, words: str, name: str = "narration") -> Any:
    """A paragraph put in."""

    def change(plain: dict[str, Any]) -> None:
        plain[name].insert(at, words)

    return change


def both(*changes: Any) -> Any:
    """One change after the other."""

    def change(plain: dict[str, Any]) -> None:
        for one in changes:
            one(plain)

    return change


# -- lists ----------------------------------------------------------------------------------


def test_a_paragraph_that_both_put_in_alike_stands_once() -> None:
    merged = merged_with(
        changed(small(), SLIDE, ja=both(put(0, "はじめに。"), put(0, "社長から。"))),
        changed(small(), SLIDE, ja=both(put(0, "はじめに。"), put(9, "法改正です。"))),
    )
    assert narration(merged.edition) == [
        "社長から。", "はじめに。", *narration(small()), "法改正です。",
    ]  # fmt: skip
    assert told(merged) == []


def test_a_paragraph_that_both_put_in_twice_stands_twice() -> None:
    merged = merged_with(
        changed(small(), SLIDE, ja=both(put(0, "x。"), put(0, "x。"), put(9, "y。"))),
        changed(small(), SLIDE, ja=both(put(0, "x。"), put(0, "x。"), put(9, "z。"))),
    )
    assert narration(merged.edition) == ["x。", "x。", *narration(small()), "y。", "z。"]


def test_facts_that_both_named_where_none_was_are_all_named() -> None:
    base = changed(small(), SLIDE, both={"facts": []})
    merged = merge(
        base,
        changed(base, SLIDE, both={"facts": ["tokyo-4"]}),
        changed(base, SLIDE, both={"facts": ["tokyo-2-5"]}),
    )
    assert told(merged) == []
    slide = next(s for _, s in merged.edition.course.source.slides() if s.id == SLIDE)
    assert slide.facts == ("tokyo-4", "tokyo-2-5")


def test_facts_where_one_side_named_none_any_more() -> None:
    merged = merged_with(
        changed(small(), "three-elements", both={"facts": []}),
        changed(small(), "three-elements", both={"facts": ["law-33-1", "tokyo-4"]}),
    )
    slide = merged.edition.course.source.chapters[0].slides[1]
    assert slide.facts == ("tokyo-4",)


def test_a_paragraph_that_both_moved_stays_in_our_place_with_a_notice_of_its_language() -> None:
    def turned(*order: int) -> Any:
        def change(plain: dict[str, Any]) -> None:
            plain["narration"] = [plain["narration"][at] for at in order]

        return change

    base = changed(small(), SLIDE, both={"narration": LONG})
    merged = merge(
        base,
        changed(base, SLIDE, ja=turned(3, 0, 1, 2)),
        changed(base, SLIDE, ja=turned(0, 3, 1, 2)),
    )
    assert narration(merged.edition) == [LONG[3], LONG[0], LONG[1], LONG[2]]
    assert [(str(n.kind), n.language, n.field) for n in merged.notices] == [
        ("moved", "ja", "narration.3")
    ]


LONG = [
    "まず、相手の話を最後まで聞きます。",
    "次に、日時と場所、言われた言葉を書き留めます。",
    "一人で抱えず、上司か相談窓口に知らせます。",
    "暴力や脅しがあれば、迷わず110番します。",
]


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_an_option_that_we_took_out_and_they_reworded_stays_out(take: Any) -> None:
    """Named elements are parts of a kind: gone here and changed there is a notice, unless legal."""

    def without_last(plain: dict[str, Any]) -> None:
        plain["options"].pop()

    def reworded(plain: dict[str, Any]) -> None:
        plain["options"][-1]["text"] += "（新）"
        plain["options"][0]["text"] += "（新）"

    ours = changed(small(), "sv-suffered", both=without_last)
    theirs = changed(small(), "sv-suffered", both=reworded)
    name = _options(small())[-1]
    merged = merged_with(ours, theirs)
    assert told(merged) == [("changed-removed", f"item/sv-suffered/options.{name}")]
    assert _options(merged.edition) == _options(ours)
    asked = merged_with(ours, theirs, [legal(None, "options", item="sv-suffered")])
    (conflict,) = asked.conflicts
    assert (conflict.field, conflict.ours, conflict.legal) == (f"options.{name}", None, True)
    taken = resolve(asked, [conflict.choose(take)])
    assert _options(taken.edition) == _options(ours if take == "ours" else small())


def _options(edition: Edition) -> list[str]:
    items = edition.course.source.survey.items
    return [option.id for item in items if item.id == "sv-suffered" for option in item.options]


def test_an_option_that_nobody_changed_goes_without_a_word() -> None:
    def without_last(plain: dict[str, Any]) -> None:
        plain["options"].pop()

    def reworded(plain: dict[str, Any]) -> None:
        plain["options"][0]["text"] += "（新）"

    merged = merged_with(
        changed(small(), "sv-suffered", both=without_last),
        changed(small(), "sv-suffered", both=reworded),
    )
    assert told(merged) == []
    assert len(_options(merged.edition)) == len(_options(small())) - 1


def test_choices_of_both_sides_are_lettered_anew() -> None:
    def added(at: int, text: str) -> Any:
        def change(plain: dict[str, Any]) -> None:
            plain["choices"].insert(at, {"id": "x", "text": text, "why": text})
            plain["choices"] = [{**c, "id": "abc"[n]} for n, c in enumerate(plain["choices"])]

        return change

    merged = merged_with(
        changed(small(), "q-duty", both=added(0, "私たち")),
        changed(small(), "q-duty", both=added(2, "新しい")),
    )
    assert told(merged) == []
    question = next(q for q in merged.edition.course.source.test.questions if q.id == "q-duty")
    assert [choice.id for choice in question.choices] == ["a", "b", "c", "d"]
    assert [question.choices[at].text for at in (0, 3)] == ["私たち", "新しい"]


# -- what makes no part ---------------------------------------------------------------------


def test_what_a_side_had_wrong_already_is_not_held_against_the_merge() -> None:
    def two_right(plain: dict[str, Any]) -> None:
        for choice in plain["choices"]:
            choice["correct"] = True

    ours = changed(small(), "q-duty", both=two_right)
    theirs = changed(small(), "q-duty", ja={"text": "新しい問い"})
    merged = merge(small(), ours, theirs)
    assert told(merged) == []
    assert field(merged.edition, "q-duty", "text") == "新しい問い"


def test_several_right_answers_are_fine_where_several_may_be_right() -> None:
    def right(letter: str) -> Any:
        def mark(plain: dict[str, Any]) -> None:
            next(c for c in plain["choices"] if c["id"] == letter)["correct"] = True

        return mark

    def wrong(plain: dict[str, Any]) -> None:
        plain["choices"][0]["correct"] = False

    merged = merged_with(
        changed(small(), "q-elements", both=right("c")), changed(small(), "q-elements", both=wrong)
    )
    assert told(merged) == []
    question = next(q for q in merged.edition.course.source.test.questions if q.id == "q-elements")
    assert [choice.correct for choice in question.choices] == [False, True, True]


def test_right_answers_of_both_sides_stand_together_where_several_may_be_right() -> None:
    def right(*letters: str) -> Any:
        def mark(plain: dict[str, Any]) -> None:
            for choice in plain["choices"]:
                choice["correct"] = choice["id"] in letters

        return mark

    def another(plain: dict[str, Any]) -> None:
        plain["choices"].append({"id": "d", "text": "新しい", "why": "新", "correct": True})

    base = changed(small(), "q-elements", both={"kind": "multiple"})
    base = changed(base, "q-elements", both=right("a"))
    ours = changed(base, "q-elements", both=right("b"))
    theirs = changed(base, "q-elements", both=both(right(), another))
    merged = merge(base, ours, theirs)
    assert told(merged) == []
    question = next(q for q in merged.edition.course.source.test.questions if q.id == "q-elements")
    assert [choice.id for choice in question.choices if choice.correct] == ["b", "d"]


def test_an_item_of_another_kind_and_an_option_more_are_decided_together() -> None:
    def as_comment(plain: dict[str, Any]) -> None:
        plain.update({"kind": "comment", "options": []})

    def one_more(plain: dict[str, Any]) -> None:
        plain["options"].append({"id": "new", "text": "新しい回答", "score": None})

    merged = merge(
        small(),
        changed(small(), "sv-suffered", both=as_comment),
        changed(small(), "sv-suffered", both=one_more),
    )
    assert told(merged) == [("item/sv-suffered/all/layout", "changed")]
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    item = next(i for i in taken.edition.course.source.survey.items if i.id == "sv-suffered")
    assert (item.kind, item.options[-1].id) == ("choice", "new")


def test_choices_that_do_not_go_together_lead_to_a_question_about_the_whole() -> None:
    """A date that is none: the head of the course is asked for as a whole, and that is kept."""

    def on(day: int) -> Edition:
        meta = small().course.meta.model_copy(update={"effective_on": dt.date(2027, 4, day)})
        return with_course(small(), meta=meta)

    merged = merged_with(on(1), on(2))
    assert told(merged) == [("course/all/effective_on", "changed")]
    written = resolve(merged, [merged.conflicts[0].choose("text", "いつか")])
    assert [conflict.id for conflict in written.conflicts] == ["course/all/layout"]
    assert [misfit.reason for misfit in written.misfits] == ["together"]
    assert written.edition.course.meta.effective_on == dt.date(2027, 4, 1)
    last = resolve(written, [written.conflicts[0].choose("theirs")])
    assert (last.conflicts, last.misfits) == ((), ())
    assert last.edition.course.meta.effective_on == dt.date(2027, 4, 2)
    again = merge(last.of.base, last.of.ours, last.of.theirs, (), read_choices(choices_file(last)))
    assert (again.edition, again.misfits) == (last.edition, ())


def test_a_question_that_becomes_a_scene_needs_its_scene() -> None:
    base = changed(small(), "q-exchange", ja={"scene": "客が来た。"}, en={"scene": "A guest."})
    ours = changed(base, "q-exchange", both={"kind": "single", "scene": ""})
    theirs = changed(base, "q-exchange", ja={"text": "新しい問い"})
    assert told(merge(base, ours, theirs)) == []
    emptied = changed(base, "q-exchange", both={"kind": "single"}, ja={"scene": ""})
    rewritten = changed(base, "q-exchange", ja={"scene": "客が来て、怒った。"})
    merged = merge(base, emptied, rewritten)
    assert told(merged) == [("question/q-exchange/ja/scene", "changed")]


def test_a_case_without_a_right_answer_is_one_conflict() -> None:
    def wrong(letter: str) -> Any:
        def mark(plain: dict[str, Any]) -> None:
            next(c for c in plain["choices"] if c["id"] == letter)["correct"] = False

        return mark

    base = changed(
        small(), "case-kettle", both={"choices.a.correct": True, "choices.b.correct": True}
    )
    base = changed(base, "case-kettle", both=wrong("c"))
    merged = merge(
        base,
        changed(base, "case-kettle", both=wrong("a")),
        changed(base, "case-kettle", both=wrong("b")),
    )
    assert told(merged) == [("slide/case-kettle/all/choices", "changed")]
    assert problems(merged.edition) == []


def test_a_scene_that_one_side_asks_for_and_the_other_took_away_is_decided_as_a_whole() -> None:
    base = changed(small(), "q-exchange", both={"kind": "single"})
    ours = changed(base, "q-exchange", both={"kind": "scene"})
    theirs = changed(base, "q-exchange", both={"scene": ""})
    merged = merge(base, ours, theirs)
    assert told(merged) == [("question/q-exchange/all/layout", "changed")]
    assert field(merged.edition, "q-exchange", "kind") == "scene"
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert field(taken.edition, "q-exchange", "kind") == "single"


def test_two_right_answers_of_a_case_are_no_contradiction() -> None:
    base = changed(small(), "case-kettle", both={"choices.a.correct": True})
    merged = merge(
        base,
        changed(base, "case-kettle", both={"choices.b.correct": True}),
        changed(base, "case-kettle", ja={"choices.c.text": "新しい選択肢"}),
    )
    assert told(merged) == []


# -- order ----------------------------------------------------------------------------------


def test_slides_and_items_that_both_moved_elsewhere_are_told_of_and_facts_are_not() -> None:
    ours = moved(small(), "opening", "what-it-is", 4)
    theirs = moved(small(), "opening", "what-it-is", 2)
    facts = small().course.facts
    ours = with_course(ours, facts=(*facts[1:], facts[0]))
    theirs = with_course(theirs, facts=(*facts[1:3], facts[0], *facts[3:]))
    merged = merged_with(ours, theirs)
    assert told(merged) == [("moved", "slide/opening/")]
    assert merged.edition.course.facts == ours.course.facts
    turned = merged_with(
        _with_items(small(), lambda items: (*items[1:], items[0])),
        _with_items(small(), lambda items: (*items[1:3], items[0], *items[3:])),
    )
    first = small().course.source.survey.items[0].id
    assert told(turned) == [("moved", f"item/{first}/")]


def _with_items(edition: Edition, order: Any) -> Edition:
    def of_text(text: Any) -> Any:
        survey = text.survey.model_copy(update={"items": order(text.survey.items)})
        return text.model_copy(update={"survey": survey})

    return with_texts(edition, of_text)


# -- what must be found ---------------------------------------------------------------------


def test_a_topic_that_one_side_removed_stays_in_every_language_while_an_item_names_it() -> None:
    topic = Topic(id="extra", name="もう1つ", goal="acts")

    def with_topic(text: Any) -> Any:
        topics = (topic, *text.survey.topics)
        return text.model_copy(update={"survey": text.survey.model_copy(update={"topics": topics})})

    base = with_texts(small(), with_topic)
    for part_id in ("sv-talk", "q-duty"):
        ours = changed(base, part_id, both={"topic": "extra"})
        merged = merge(base, ours, small())
        assert problems(merged.edition) == []
        assert told(merged) == [("kept", "course//topics.extra")]
        assert [t.survey.topics[0].id for t in merged.edition.course.texts] == ["extra"] * 2


def test_a_goal_stays_for_a_question_a_topic_or_the_blueprint() -> None:
    meta = small().course.meta
    goal = meta.goals[0].model_copy(update={"id": "extra"})
    base = with_course(small(), meta=meta.model_copy(update={"goals": (*meta.goals, goal)}))
    plan = base.course.meta.model_copy(
        update={"blueprint": (*meta.blueprint, BlueprintPart(take=1, goal="extra"))}
    )

    def with_topic(text: Any) -> Any:
        first, *rest = text.survey.topics
        topics = (first.model_copy(update={"goal": "extra"}), *rest)
        return text.model_copy(update={"survey": text.survey.model_copy(update={"topics": topics})})

    for ours in (
        changed(base, "q-duty", both={"goal": "extra"}),
        with_course(base, meta=plan),
        with_texts(base, with_topic),
    ):
        merged = merge(base, ours, small())
        assert told(merged) == [("kept", "course//goals.extra")]
        assert [one.id for one in merged.edition.course.meta.goals][-1] == "extra"


def test_a_suit_stays_while_a_slide_of_the_bank_is_for_it() -> None:
    suits = (Suit(id="hotel", kind="trade", name={"ja": "宿泊", "en": "Hotels"}),)
    base = with_course(small(), meta=small().course.meta.model_copy(update={"suits": suits}))

    def with_bank(text: Any) -> Any:
        slide = text.chapters[0].slides[1].model_copy(update={"id": "in-bank", "suits": "hotel"})
        return text.model_copy(
            update={"bank": (Chapter(id="by-trade", title="業種別", slides=(slide,)),)}
        )

    ours = with_texts(base, with_bank)
    merged = merge(base, ours, small())
    assert [suit.id for suit in merged.edition.course.meta.suits] == ["hotel"]
    assert told(merged) == [("kept", "course//suits.hotel")]
    assert merge(base, base, small()).edition == small()


def test_a_fact_and_a_picture_that_only_the_new_slide_names_come_back() -> None:
    ours = removed(small(), "five-steps", "same-day")
    facts = {fact for _, s in ours.course.source.slides() for fact in s.facts}
    facts |= {fact for q in ours.course.source.test.questions for fact in q.facts}
    picture = next(
        s.picture.file  # type: ignore[union-attr]
        for _, s in small().course.source.slides()
        if s.id == "same-day"
    )
    media = {name: digest for name, digest in ours.course.media.items() if name != picture}
    ours = with_course(
        ours, facts=tuple(f for f in ours.course.facts if f.id in facts), media=media
    )
    theirs = copied(small(), "same-day", "new-law", "acting", 0)
    theirs = changed(theirs, "new-law", both={"facts": ["call-110"]})
    merged = merge(small(), ours, theirs)
    assert "call-110" in {fact.id for fact in merged.edition.course.facts}
    assert ("kept", "fact/call-110/") in told(merged)
    assert merged.edition.course.media[picture] == small().course.media[picture]


def test_a_new_fact_stands_where_its_id_belongs_among_ours_in_order() -> None:
    facts = small().course.facts
    assert [fact.id for fact in facts] == sorted(fact.id for fact in facts)
    early = facts[0].model_copy(update={"id": "act-1"})
    theirs = with_course(small(), facts=(*facts, early))
    merged = merged_with(changed(small(), SLIDE, ja=OURS), theirs)
    assert [fact.id for fact in merged.edition.course.facts] == [
        "act-1",
        *(fact.id for fact in facts),
    ]
    ours = with_course(small(), facts=facts[::-1])
    turned = merged_with(ours, theirs)
    assert [fact.id for fact in turned.edition.course.facts[:-1]] != sorted(
        fact.id for fact in turned.edition.course.facts[:-1]
    )


def test_a_picture_goes_with_the_last_slide_that_named_it_and_one_never_named_stays() -> None:
    extra = {**small().course.media, "logo.svg": "e" * 64}
    base = with_course(small(), media=extra)
    merged = merge(base, removed(base, "three-elements"), changed(base, "opening", ja=THEIRS))
    gone = extra.keys() - merged.edition.course.media.keys()
    assert gone == {"diagram-three.svg"}


def test_a_fact_that_the_vendor_changed_and_nobody_names_is_not_told_of() -> None:
    ours = removed(small(), "five-steps")
    facts = small().course.facts
    first = next(at for at, fact in enumerate(facts) if fact.id == "call-110")
    ours = with_course(ours, facts=(*facts[:first], *facts[first + 1 :]))
    reworded = facts[first].model_copy(update={"cite": {"ja": "新しい引用", "en": "New"}})
    theirs = with_course(small(), facts=(*facts[:first], reworded, *facts[first + 1 :]))
    merged = merge(small(), ours, theirs)
    assert told(merged) == []
    assert "call-110" not in {fact.id for fact in merged.edition.course.facts}


def test_a_fresh_question_stays_fresh_without_the_slide_that_is_gone() -> None:
    text = {"text": "私たちの問い"}
    ours = accepted(changed(small(), "q-exchange", ja=text, en={"text": "Ours"}), "q-exchange")
    merged = merged_with(ours, removed(small(), "two-axes"))
    assert is_fresh(merged.edition, "q-exchange")
    stale = merged_with(changed(small(), "q-exchange", ja=text), removed(small(), "two-axes"))
    assert not is_fresh(stale.edition, "q-exchange")
    assert recorded(stale.edition, "q-exchange") == recorded(small(), "q-exchange")


def test_a_question_that_named_a_missing_slide_before_is_left_as_it_is() -> None:
    base = removed(small(), "two-axes")
    theirs = changed(base, SLIDE, ja=THEIRS)
    merged = merge(base, changed(base, "q-duty", ja={"text": "私たちの問い"}), theirs)
    question = next(q for q in merged.edition.course.source.test.questions if q.id == "q-exchange")
    assert question.slides == ("case-kettle", "two-axes")
    assert told(merged) == []


def test_a_change_that_the_new_revision_no_longer_tells_of_goes() -> None:
    base = with_course(small(), changes=(legal("opening"),))
    theirs = with_course(small(), changes=(legal("same-day"),))
    ours = changed(base, SLIDE, ja=OURS)
    merged = merge(base, ours, theirs)
    assert [one.slide for one in merged.edition.course.changes] == ["same-day"]


# -- the law, hidden slides, settings -------------------------------------------------------


def test_a_legal_change_of_one_paragraph_is_that_paragraph_and_no_other() -> None:
    ours = changed(small(), "three-elements", ja={"narration.0": "私たちの説明です。"})
    theirs = changed(small(), "three-elements", ja={"narration.0": "新しい説明です。"})
    same = merged_with(ours, theirs, [legal("three-elements", "narration.0")])
    assert [conflict.legal for conflict in same.conflicts] == [True]
    other = merged_with(ours, theirs, [legal("three-elements", "narration.1")])
    assert [conflict.legal for conflict in other.conflicts] == [False]
    assert ("legal", "slide/three-elements/narration.1") in told(other)


def test_a_legal_change_of_a_list_covers_its_elements_and_of_an_element_the_list() -> None:
    ours = changed(small(), "three-elements", ja={"narration.0": "私たちの説明です。"})
    theirs = changed(small(), "three-elements", ja={"narration.0": "新しい説明です。"})
    merged = merged_with(ours, theirs, [legal("three-elements", "narration")])
    assert [conflict.legal for conflict in merged.conflicts] == [True]
    assert merged.notices == ()
    merged = merged_with(ours, theirs, [legal("three-elements", "items")])
    assert [conflict.legal for conflict in merged.conflicts] == [False]

    def choice(text: str) -> Any:
        def add(plain: dict[str, Any]) -> None:
            plain["choices"].append({"id": "d", "text": text, "why": text})

        return add

    merged = merged_with(
        changed(small(), "case-kettle", both=choice("私たち")),
        changed(small(), "case-kettle", both=choice("新しく")),
        [legal("case-kettle", "choices.a.text")],
    )
    assert [(c.field, c.legal) for c in merged.conflicts] == [("choices", True)]


def test_a_legal_conflict_on_a_hidden_slide_says_so() -> None:
    merged = merged_with(
        hidden(small(), SLIDE), changed(small(), SLIDE, ja=THEIRS), [legal(SLIDE, "title")]
    )
    (conflict,) = merged.conflicts
    assert (conflict.legal, conflict.base, conflict.ours) == (True, False, True)
    assert conflict.theirs["title"]["ja"] == "新しい題"


def test_a_changed_and_hidden_slide_with_a_legal_change_asks_of_both() -> None:
    ours = hidden(changed(small(), SLIDE, ja=OURS), SLIDE)
    merged = merged_with(ours, changed(small(), SLIDE, ja=THEIRS), [legal(SLIDE, "title")])
    assert told(merged) == [
        (f"slide/{SLIDE}/all/hidden", "hidden-legal"),
        (f"slide/{SLIDE}/ja/title", "changed"),
    ]


def test_a_legal_change_of_a_slide_whose_translation_alone_we_accepted_is_simply_taken() -> None:
    base = changed(small(), SLIDE, ja={"point": "要点"})
    assert not is_fresh(base)
    merged = merge(base, accepted(base), changed(base, SLIDE, ja=THEIRS), [legal(SLIDE, "title")])
    assert told(merged) == []
    assert field(merged.edition, SLIDE, "title") == THEIRS["title"]


def test_the_base_of_the_edition_is_ours_whatever_theirs_is() -> None:
    ours = with_settings(small(), EditionSettings(base="1" * 64))
    theirs = with_settings(small(), EditionSettings(base="2" * 64))
    merged = merged_with(ours, theirs)
    assert (merged.edition.settings.base, told(merged)) == ("1" * 64, [])


def test_a_value_that_both_filled_in_differently_is_a_conflict() -> None:
    def filled(name: str) -> Edition:
        return with_settings(
            small(), EditionSettings(variables={"desk.name": {"ja": name, "en": "HR"}})
        )

    base = filled("窓口")
    merged = merge(base, filled("人事部"), filled("総務部"))
    assert told(merged) == [("settings/all/variables.desk.name.ja", "changed")]
    written = resolve(merged, [merged.conflicts[0].choose("text", "人事総務部")])
    assert written.edition.settings.variables["desk.name"]["ja"] == "人事総務部"


# -- translations ---------------------------------------------------------------------------


def test_a_goal_in_conflict_needs_the_side_that_stands_to_be_fresh() -> None:
    theirs = accepted(changed(small(), SLIDE, both={"goal": "judges"}, ja=THEIRS,
                              en={"title": "New"}))  # fmt: skip
    late = changed(small(), SLIDE, both={"goal": "knows"})
    merged = merge(small(), late, theirs)
    assert told(merged) == [(f"slide/{SLIDE}/all/goal", "changed")]
    assert not is_fresh(merged.edition)
    assert is_fresh(resolve(merged, [merged.conflicts[0].choose("theirs")]).edition)
    ours = accepted(late)
    assert is_fresh(merge(small(), ours, theirs).edition)


def test_the_hash_is_that_of_the_side_that_says_the_same() -> None:
    ours = changed(small(), SLIDE, ja={**OURS, "point": "私たちの要点"}, en={"point": "Ours"})
    theirs = accepted(changed(small(), SLIDE, ja=OURS))
    merged = merge(small(), ours, theirs)
    assert merged.edition.course.text("en") == ours.course.text("en")
    turned = merge(small(), theirs, ours)
    assert turned.edition.course.text("en") == ours.course.text("en")


def test_words_of_both_sides_that_nobody_translated_together_are_never_fresh() -> None:
    """The source in conflict is ours, whose hash would be the present one; so it is theirs."""
    ours = accepted(changed(small(), SLIDE, ja=OURS, en={"point": "Our point"}))
    theirs = accepted(changed(small(), SLIDE, ja=THEIRS, en={"title": "New"}))
    merged = merge(small(), ours, theirs)
    assert told(merged) == [(f"slide/{SLIDE}/ja/title", "changed")]
    assert field(merged.edition, SLIDE, "title", "en") == "New"
    assert field(merged.edition, SLIDE, "point", "en") == "Our point"
    assert recorded(merged.edition) == recorded(theirs)
    assert not is_fresh(merged.edition)


def test_where_our_title_stands_beside_our_english_we_must_have_been_fresh() -> None:
    """The English title is the same on all sides; what it renders is our new Japanese."""
    ours = changed(small(), SLIDE, ja=OURS, en={"title": "Same for both"})
    theirs = accepted(changed(small(), SLIDE, ja=THEIRS, en={"title": "Same for both"}))
    merged = merge(small(), ours, theirs)
    assert told(merged) == [(f"slide/{SLIDE}/ja/title", "changed")]
    assert not is_fresh(merged.edition)
    assert is_fresh(resolve(merged, [merged.conflicts[0].choose("theirs")]).edition)


def test_our_title_beside_english_of_both_and_words_of_theirs_needs_both_to_be_fresh() -> None:
    english = {"title": "Same for both"}
    ours = changed(small(), SLIDE, ja=OURS, en=english)
    theirs = accepted(
        changed(
            small(),
            SLIDE,
            ja={**THEIRS, "narration.0": "新しい説明。"},
            en={**english, "narration.0": "New."},
        )
    )
    merged = merge(small(), ours, theirs)
    assert told(merged) == [(f"slide/{SLIDE}/ja/title", "changed")]
    assert not is_fresh(merged.edition)
    assert is_fresh(merge(small(), accepted(ours), theirs).edition)
    assert is_fresh(resolve(merged, [merged.conflicts[0].choose("theirs")]).edition)
    turned = merge(small(), theirs, ours)
    assert not is_fresh(resolve(turned, [turned.conflicts[0].choose("theirs")]).edition)
    turned = merge(small(), theirs, accepted(ours))
    assert is_fresh(resolve(turned, [turned.conflicts[0].choose("theirs")]).edition)


def test_a_translation_that_one_side_accepted_stays_so_where_the_other_changed_a_third() -> None:
    base = changed(with_language(small(), "zh"), SLIDE, ja={"point": "要点"})
    assert not is_fresh(base)

    def in_chinese(edition: Edition, title: str) -> Edition:
        worded = changed(edition, SLIDE, en={"title": title}).course.text("zh")
        return with_course(edition, texts=(*edition.course.texts[:-1], worded))

    for one, other in (
        (accepted(base), in_chinese(base, "新")),
        (in_chinese(accepted(base), "旧"), in_chinese(base, "新")),
    ):
        for merged in (merge(base, one, other), merge(base, other, one)):
            assert is_fresh(merged.edition)


def test_stale_words_of_both_sides_have_the_hash_of_the_fresh_side() -> None:
    ours = changed(small(), SLIDE, ja=OURS, en={"point": "Our point"})
    theirs = accepted(
        changed(small(), SLIDE, ja={"narration.0": "新しい説明。"}, en={"narration.0": "New."})
    )
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = merge(small(), one, other)
        assert merged.conflicts == ()
        assert recorded(merged.edition) == recorded(theirs)


def test_a_paragraph_in_conflict_beside_the_other_sides_english_is_stale() -> None:
    base = changed(small(), SLIDE, both={"narration": LONG})
    base = accepted(base)
    ours = accepted(changed(base, SLIDE, ja={"narration.1": "私たち。", "narration.3": "末尾。"}))
    theirs = accepted(
        changed(base, SLIDE, ja={"narration.1": "新しい。"}, en={"narration.1": "New."})
    )
    merged = merge(base, ours, theirs)
    assert told(merged) == [(f"slide/{SLIDE}/ja/narration.1", "changed")]
    assert not is_fresh(merged.edition)


def test_a_language_that_we_added_goes_along_with_a_slide_that_both_changed() -> None:
    ours = changed(with_language(small(), "zh"), SLIDE, ja=OURS)
    theirs = changed(small(), SLIDE, ja={"narration.0": "新しい説明。"})
    merged = merged_with(ours, theirs)
    added = next(s for _, s in merged.edition.course.text("zh").slides() if s.id == SLIDE)
    was = next(s for _, s in ours.course.text("zh").slides() if s.id == SLIDE)
    assert added == was


def test_a_slide_of_a_language_that_its_side_speaks_is_not_filled_up() -> None:
    ours = with_language(small(), "zh")
    texts = ours.course.texts
    ours = with_course(
        ours,
        texts=(*texts[:2], removed(ours, "opening").course.texts[2]),
    )
    merged = merge(small(), ours, changed(small(), SLIDE, ja=THEIRS))
    assert len(merged.edition.course.text("zh").chapters[0].slides) == 4


def test_a_conflict_says_where_it_stands_on_each_side() -> None:
    base = changed(small(), SLIDE, both={"narration": LONG})
    ours = changed(base, SLIDE, ja=both(put(0, "はじめに。"), _with(3, LONG[2] + "必ずです。")))
    theirs = changed(base, SLIDE, ja=_with(2, LONG[2] + "すぐにです。"))
    (conflict,) = merge(base, ours, theirs).conflicts
    assert (conflict.field, conflict.field_ours, conflict.field_theirs) == (
        "narration.2",
        "narration.3",
        "narration.2",
    )
    (gone,) = merge(small(), changed(small(), SLIDE, ja=OURS), removed(small(), SLIDE)).conflicts
    assert (gone.field_ours, gone.field_theirs) == ("", None)
    assert (gone.ours["title"]["ja"], gone.theirs) == ("私たちの題", None)


def test_a_paragraph_that_we_reworded_and_they_removed_stands_nowhere_on_their_side() -> None:
    base = changed(small(), SLIDE, both={"narration": LONG})
    ours = changed(base, SLIDE, ja=_with(2, LONG[2] + "すぐにです。"))
    theirs = changed(base, SLIDE, ja={"narration": [*LONG[:2], LONG[3]]})
    (conflict,) = merge(base, ours, theirs).conflicts
    assert (conflict.field_ours, conflict.field_theirs) == ("narration.2", None)
    assert (conflict.ours, conflict.theirs) == (LONG[2] + "すぐにです。", None)


def _with(at: int, words: str) -> Any:
    def change(plain: dict[str, Any]) -> None:
        plain["narration"][at] = words

    return change


def test_an_option_that_both_added_under_one_id_is_a_conflict_even_where_the_law_asks() -> None:
    def added(words: str) -> Any:
        def change(plain: dict[str, Any]) -> None:
            plain["options"].append({"id": "new", "text": words, "score": None})

        return change

    merged = merged_with(
        changed(small(), "sv-suffered", both=added("私たち")),
        changed(small(), "sv-suffered", both=added("新しい")),
        [legal(None, "options", item="sv-suffered")],
    )
    (conflict,) = merged.conflicts
    assert (conflict.id, conflict.base, conflict.legal) == (
        "item/sv-suffered/all/options.new",
        None,
        True,
    )


# -- the answer -----------------------------------------------------------------------------


def test_a_list_of_paragraphs_may_be_written_anew() -> None:
    base = changed(small(), SLIDE, both={"narration": ["一つ。", "二つ。"]})
    merged = merge(
        base,
        changed(base, SLIDE, ja={"narration": ["まったく別の一文。"]}, en={"narration": []}),
        changed(base, SLIDE, ja={"narration": ["一つだけ。", "二つとも。"]}),
    )
    assert problems(merged.edition) == []
    for conflict in merged.conflicts:
        assert conflict.takes_text
        assert conflict.choose("text", iter(["甲", "乙"])).text == ("甲", "乙")
        assert conflict.choose("text", "甲").text == "甲"
        assert len(conflict.seen) == 16


def test_paragraphs_of_a_language_that_both_added_are_one_list_to_write_anew() -> None:
    ours = _in_chinese("一。", "二。")
    merged = merge(small(), ours, _in_chinese("三。", "四。"))
    (conflict,) = merged.conflicts
    assert (conflict.id, conflict.takes_text) == (f"slide/{SLIDE}/zh/narration", True)
    written = resolve(merged, [conflict.choose("text", ("五。", "六。"))])
    assert narration(written.edition, language="zh") == ["五。", "六。"]
    refused = resolve(merged, [conflict.choose("text", "五。")])
    assert (refused.edition, len(refused.misfits)) == (merged.edition, 1)


def _in_chinese(*paragraphs: str) -> Edition:
    edition = with_language(small(), "zh")
    texts = edition.course.texts
    worded = changed(edition, SLIDE, en={"narration": paragraphs}).course.text("zh")
    return with_course(edition, texts=(*texts[:-1], worded))


def test_the_answer_as_json_holds_everything_that_was_found() -> None:
    merged = merged_with(
        hidden(changed(small(), "two-axes", ja=OURS), SLIDE),
        changed(changed(small(), "two-axes", ja=THEIRS), SLIDE, ja=THEIRS),
    )
    (conflict,) = merged.conflicts
    resolved = resolve(merged, [conflict.choose("text", "合わせた題"), GONE])
    answer = resolved.as_json()
    assert [notice["kind"] for notice in answer["notices"]] == ["changed-hidden"]
    assert [(one["id"], one["take"], one["text"]) for one in answer["settled"]] == [
        (conflict.id, "text", "合わせた題")
    ]
    assert [misfit["reason"] for misfit in answer["misfits"]] == ["gone"]
    assert answer["conflicts"] == []


GONE = (
    merge(small(), changed(small(), "opening", ja=OURS), changed(small(), "opening", ja=THEIRS))
    .conflicts[0]
    .choose("theirs")
)


def test_a_date_that_both_changed_is_a_conflict() -> None:
    def on(day: int) -> Edition:
        meta = small().course.meta.model_copy(update={"effective_on": dt.date(2027, 4, day)})
        return with_course(small(), meta=meta)

    merged = merged_with(on(1), on(2))
    assert told(merged) == [("course/all/effective_on", "changed")]
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert taken.edition.course.meta.effective_on == dt.date(2027, 4, 2)
