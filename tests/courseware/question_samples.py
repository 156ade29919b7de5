"""Question files of other programs, written for these tests."""

GIFT = """\
// made by hand
$CATEGORY: $course$/研修

// [id:q-duty-since] [tag:own-conduct] [tag:Kapitel 3]
::開始時期::[html]<p>国の法律の義務は<b>いつ</b>からですか。</p>{
	~2025年4月#条例の開始です。
	=2026年10月#そのとおりです。
	####2026年10月1日からです。
}

110番に許可はいらない。{T#思い出してください。#そのとおり。}

どれが正しい\\: 2つ選ぶ {
~%50%1 + 1 \\= 2
~%50%{ は括弧
~%-50%\\# は数字
}
"""

GIFT_FOREIGN = """\
::作文::感想を書いてください。{}

::数::何番？{#110:0}

::組::組にする{=甲 -> 乙 =丙 -> 丁}

::語::首都は{=東京}。

答えのない一文です。

::絵::[html]<img src="x.png">これは何？{=店 ~駅}
"""

AIKEN = """\
カスハラを受けたら、まずどうしますか。
A. 一人でする
B) 上司に知らせる
Ｃ．記録しない
ANSWER: B

どれが要素ですか。
A. 言動
B. 就業環境が害される
C. 電話番号
ANSWER: A, B
"""

MOODLE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top/研修</text></category></question>
  <question type="multichoice">
    <name><text>Q1</text></name>
    <questiontext format="html"><text><![CDATA[<blockquote><p>閉店まぎわ。</p></blockquote>
      <p>まず、<strong>どう</strong>しますか。<br>1つ選びます。</p>]]></text></questiontext>
    <generalfeedback format="html">
      <text>&lt;p&gt;離れて、知らせます。&lt;/p&gt;</text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <idnumber></idnumber>
    <single>true</single>
    <answer fraction="0" format="html"><text><![CDATA[<p>言い返す</p>]]></text>
      <feedback format="html"><text></text></feedback></answer>
    <answer fraction="100" format="html">
      <text>&lt;ruby&gt;離&lt;rt&gt;はな&lt;/rt&gt;&lt;/ruby&gt;れる</text>
      <feedback format="html"><text>そのとおり。</text></feedback></answer>
    <tags><tag><text>goal:responds</text></tag><tag><text>新人</text></tag></tags>
  </question>
  <question type="truefalse">
    <name><text>Q2</text></name>
    <questiontext format="moodle_auto_format"><text>罰則がある。</text></questiontext>
    <answer fraction="0"><text>true</text><feedback><text>ありません。</text></feedback></answer>
    <answer fraction="100"><text>false</text><feedback><text></text></feedback></answer>
  </question>
  <question type="multichoice">
    <name><text>Q3</text></name>
    <questiontext format="plain_text"><text>すべて選ぶ</text></questiontext>
    <single>false</single>
    <answer fraction="60" format="plain_text"><text>甲</text></answer>
    <answer fraction="40" format="plain_text"><text>乙</text></answer>
    <answer fraction="-100" format="plain_text"><text>丙</text></answer>
  </question>
  <question type="essay"><name><text>Q4</text></name></question>
</quiz>
"""

TABLE = """\
問題,選択肢1,選択肢2,選択肢3,正解,解説,スライド,話題
"知っている人は、だれに伝えますか。",上司,友人,客,1,まず上司です。,条例と法律は、役割が違います,相談と報告
２つ選ぶ問題です。,ア,イ,ウ,"1、３",,存在しない題名,
"文で答えるもの",はい,いいえ,,いいえ,,,
"""
