"""What a field is called when people read about it, in Japanese and English.

A name is made from the words of a path, so that a new layout needs only words for its new keys:
`narration.1` is 「ナレーション文 2段落目」, `items.0.head` is 「項目1 見出し」.
"""

from __future__ import annotations

from collections.abc import Mapping

from .fields import FieldPath

_Names = Mapping[str, tuple[str, str]]

# Key → Japanese, English. `list.` in front says what one element of a list is called, with its
# number or letter in the braces.
_NAMES: _Names = {
    "action": ("とるべき行動", "What to do"),
    "alarm": ("緊急時の一文", "Alarm line"),
    "alarm_tel": ("緊急時の電話番号", "Alarm number"),
    "advice": ("点数が低いときの助言", "Advice for a low score"),
    "alt": ("絵の説明", "Alternative text"),
    "answer_narration": ("答えのナレーション文", "Narration of the answer"),
    "answer_title": ("答えのタイトル", "Title of the answer"),
    "audience": ("対象者", "Audience"),
    "avoid": ("避けたい言い方", "To avoid"),
    "avoid_face": ("避けたい言い方の顔", "Face beside what to avoid"),
    "axis": ("軸", "Axis"),
    "bars": ("グラフの棒", "Bars"),
    "base": ("もとの版", "Base"),
    "blueprint": ("出題の内訳", "Blueprint"),
    "bubble": ("吹き出し", "Speech bubble"),
    "capacity": ("立場", "Capacity"),
    "caption": ("数字の説明", "What the figure says"),
    "cells": ("ます", "Cells"),
    "chapters": ("章の数", "Number of chapters"),
    "checked_on": ("確認日", "Date checked"),
    "changes": ("変更の一覧", "List of changes"),
    "choices": ("選択肢", "Choices"),
    "cite": ("略した出典", "Short citation"),
    "columns": ("列の見出し", "Column heads"),
    "compare": ("比べるグラフの見出し", "Head of the comparison"),
    "corner": ("表の左上", "Corner of the table"),
    "correct": ("正解", "Right answer"),
    "draw": ("最低の出題数", "Fewest drawn"),
    "customer": ("お客様の言葉", "What the customer says"),
    "customer_face": ("お客様の顔", "Face of the customer"),
    "default": ("既定の値", "Default"),
    "demand": ("要求の内容", "Demand"),
    "description": ("説明", "Description"),
    "doer": ("担う人の区分", "Kind of doer"),
    "effective_on": ("施行日", "Legal date"),
    "engine": ("音声エンジン", "Engine"),
    "example": ("例", "Example"),
    "explanation": ("解説", "Explanation"),
    "face": ("顔の絵", "Face"),
    "facts": ("根拠", "Facts"),
    "figure": ("大きな数字", "Large figure"),
    "file": ("絵のファイル", "Picture file"),
    "form": ("形", "Form"),
    "frequency": ("時間・回数", "Frequency"),
    "glosses": ("用語", "Terms"),
    "guard": ("ほかの言い方の見張り", "Watch over other wordings"),
    "goal": ("目標", "Goal"),
    "goals": ("目標", "Goals"),
    "ground": ("絵の地色", "Ground"),
    "groups": ("まとめ", "Groups"),
    "harm": ("就業環境への影響", "Harm"),
    "harsh": ("つらい場面の予告", "Notice of a harsh scene"),
    "head": ("見出し", "Head"),
    "help": ("補足", "Help"),
    "hidden": ("非表示", "Hidden"),
    "icon": ("印", "Sign"),
    "intro": ("前文", "Introduction"),
    "items": ("項目", "Items"),
    "judgement": ("判定", "Judgement"),
    "kicker": ("タイトルの上の行", "Line above the title"),
    "kind": ("種類", "Kind"),
    "label": ("名前", "Label"),
    "language": ("言語", "Language"),
    "languages": ("言語", "Languages"),
    "layout": ("内容の全体", "The content as a whole"),
    "lead": ("リード文", "Lead"),
    "left": ("左", "Left"),
    "main": ("本編の時間", "Minutes of main content"),
    "manner": ("手段・態様", "Manner"),
    "mark": ("確からしさ", "Mark"),
    "media": ("絵のファイル", "Picture file"),
    "meta": ("添え書き", "Note below"),
    "minutes": ("時間", "Minutes"),
    "name": ("名前", "Name"),
    "must": ("合格の条件", "Rules for passing"),
    "narration": ("ナレーション文", "Narration"),
    "note": ("補足の枠", "Note"),
    "number": ("章の番号", "Number of the chapter"),
    "options": ("回答", "Options"),
    "others": ("ほかの声", "Other voices"),
    "pass_mark": ("合格点", "Pass mark"),
    "phrases": ("言葉", "Phrases"),
    "picture": ("絵", "Picture"),
    "point": ("要点", "Takeaway"),
    "points": ("要点", "Points"),
    "police_110": ("110番の案内", "Line on 110"),
    "police_9110": ("#9110の案内", "Line on #9110"),
    "premise": ("前提", "Premise"),
    "promises": ("約束", "Promises"),
    "question": ("問い", "Question"),
    "questions": ("問題", "Questions"),
    "quote": ("引用する言葉", "Quote"),
    "reading": ("読み", "Reading"),
    "reason": ("理由", "Reason"),
    "required": ("法令上必須", "Legally required"),
    "result": ("結論", "Result"),
    "reverse": ("点数を逆にする", "Reversed score"),
    "reviewed_on": ("確認日", "Date reviewed"),
    "level": ("段の深さ", "Level"),
    "size": ("絵の大きさ", "Size of the picture"),
    "origin": ("もとになったもの", "Made from"),
    "reviewers": ("監修者", "Reviewers"),
    "right": ("右", "Right"),
    "rows": ("表", "Rows"),
    "sample": ("お試し用", "Sample"),
    "say": ("こう言う", "To say"),
    "say_face": ("こう言う人の顔", "Face beside what to say"),
    "scale": ("共通の回答", "Scale"),
    "scene": ("場面", "Scene"),
    "score": ("点数", "Score"),
    "sensitive": ("慎重に扱う項目", "Sensitive"),
    "slides": ("教えるスライド", "Slides that teach it"),
    "source": ("出典", "Source"),
    "speed": ("速さ", "Speed"),
    "statement": ("内容", "Statement"),
    "steps": ("手順", "Steps"),
    "strong": ("目立たせる", "Highlighted"),
    "subtitle": ("副題", "Subtitle"),
    "suits": ("対象の業種・地域", "Trade or prefecture"),
    "survey": ("意識調査の時間", "Minutes of the survey"),
    "sentence": ("相談のひとこと", "Line on whom to ask"),
    "tag": ("タグ", "Tag"),
    "talk": ("話している場面", "People talking"),
    "tags": ("タグ", "Tags"),
    "take": ("出題数", "Number drawn"),
    "term": ("用語", "Term"),
    "test": ("確認テストの時間", "Minutes of the test"),
    "text": ("本文", "Text"),
    "title": ("タイトル", "Title"),
    "topic": ("測るもの", "Topic"),
    "topics": ("測るもの", "Topics"),
    "total": ("合計の時間", "Minutes in total"),
    "unit": ("単位", "Unit"),
    "turns": ("やりとり", "Exchanges"),
    "url": ("アドレス", "Address"),
    "valid_from": ("有効になる日", "Valid from"),
    "valid_until": ("有効な最後の日", "Valid until"),
    "value": ("値", "Value"),
    "variables": ("会社ごとの値", "Company variables"),
    "verdict": ("判定", "Judgement"),
    "version": ("版の名前", "Version"),
    "voices": ("音声", "Voices"),
    "when": ("どんなとき", "When"),
    "way": ("学びの道すじ", "The way"),
    "who": ("だれが", "Who"),
    "why": ("その理由", "Why"),
    "word": ("ことば", "Word"),
    "wording": ("決まった言い方", "Fixed wording"),
}
_LISTS: _Names = {
    "answer_narration": ("答えのナレーション文 {}段落目", "Narration of the answer, paragraph {}"),
    "bars": ("棒{}", "Bar {}"),
    "cells": ("{}つ目のます", "Cell {}"),
    "choices": ("選択肢{}", "Choice {}"),
    "facts": ("根拠 {}件目", "Fact {}"),
    "intro": ("前文 {}段落目", "Introduction, paragraph {}"),
    "items": ("項目{}", "Item {}"),
    "layout": ("内容の全体", "The content as a whole"),
    "lead": ("リード文 {}行目", "Lead, line {}"),
    "must": ("合格の条件{}", "Rule for passing {}"),
    "narration": ("ナレーション文 {}段落目", "Narration, paragraph {}"),
    "rows": ("表 {}行目", "Row {}"),
    "rows.cells": ("{}列目", "column {}"),
    "text": ("本文 {}行目", "Text, line {}"),
    "verdict": ("{}", "{}"),
    "way": ("道すじ {}つ目", "The way, step {}"),
}
_KEYED = ("scale", "options")
_LANGUAGES: _Names = {"ja": ("日本語", "Japanese"), "en": ("英語", "English")}


def field_label(path: FieldPath, language: str) -> str:
    """The name of a field for people; in English where the language is not Japanese."""
    tongue = 0 if language == "ja" else 1
    steps = path.split(".")
    words: list[str] = []
    outer = ""
    while steps:
        step = steps.pop(0)
        if step == "variables" and len(steps) > 1:  # the key of a variable holds a dot
            words += [_word(step, tongue), f"{steps.pop(0)}.{steps.pop(0)}"]
        elif step == "media":  # the rest is the name of a file
            words += [_word(step, tongue), ".".join(steps)]
            steps = []
        elif step in _KEYED and len(steps) > 1 and not _is_element(steps[0]):
            words.append(_word(step, tongue))
            del steps[0]  # the key of an answer is nothing that people know
        elif step in _NAMES and steps and _is_element(steps[0]):
            words.append(_element(outer, step, steps.pop(0), tongue))
            outer = step
        else:
            words.append(_word(step, tongue))
    return " ".join(_once(words))


def _once(words: list[str]) -> list[str]:
    """The words without those that the next one begins with: 絵の説明, not 絵 絵の説明."""
    following = [*words[1:], ""]
    return [
        one for one, after in zip(words, following, strict=True) if not after.startswith(f"{one}の")
    ]


def _word(step: str, tongue: int) -> str:
    named = _NAMES.get(step) or _LANGUAGES.get(step)
    return named[tongue] if named else step


def _is_element(step: str) -> bool:
    return step.isdigit() or (len(step) == 1 and step.isalpha()) or step in ("demand", "manner")


def _element(outer: str, name: str, element: str, tongue: int) -> str:
    """One element of a list: its number from 1, its letter, or the name of its axis."""
    if element.isdigit():
        shown = str(int(element) + 1)
    else:
        shown = _NAMES[element][tongue] if element in _NAMES else element.upper()
    pattern = _LISTS.get(f"{outer}.{name}") or _LISTS.get(name)
    if pattern is not None:
        return pattern[tongue].format(shown)
    return f"{_NAMES[name][tongue]}{shown}" if tongue == 0 else f"{_NAMES[name][1]} {shown}"
