"""The counters that are known, and what of them follows no rule."""

from __future__ import annotations

from dataclasses import replace

from .cardinals import cardinal
from .counters import Counter, firm, loaned

_PLAIN = """
枚 まい 台 だい 代 だい 名 めい 名様 めいさま 度 ど 倍 ばい 部 ぶ 門 もん 問 もん 面 めん 番 ばん
番地 ばんち 番線 ばんせん 号 ごう 号室 ごうしつ 号車 ごうしゃ 条 じょう 畳 じょう 錠 じょう 字 じ
次 じ 文 ぶん 文字 もじ 例 れい 列 れつ 輪 りん 両 りょう 羽 わ 話 わ 位 い 割 わり 段 だん
段階 だんかい 題 だい 行 ぎょう 業種 ぎょうしゅ 膳 ぜん 軸 じく 案 あん 秒 びょう
要素 ようそ 原則 げんそく 事例 じれい 部門 ぶもん 部署 ぶしょ 学年 がくねん
都道府県 とどうふけん 営業日 えいぎょうび 連休 れんきゅう 分類 ぶんるい 分割 ぶんかつ 分野 ぶんや
言語 げんご 方向 ほうこう 四半期 しはんき
対 たい 群 ぐん 議席 ぎせき 部隊 ぶたい 年代 ねんだい 平米 へいべい
グラム ぐらむ g ぐらむ mg みりぐらむ メートル めーとる m めーとる
ミリ みり ミリメートル みりめーとる mm みりめーとる ml みりりっとる mL みりりっとる
リットル りっとる L りっとる ドル どる ユーロ ゆーろ インチ いんち ヤード やーど ワット わっと
W わっと ボルト ぼると V ぼると アンペア あんぺあ ギガ ぎが メガ めが GB ぎがばいと
MB めがばいと TB てらばいと バイト ばいと ビット びっと レベル れべる グループ ぐるーぷ
ラウンド らうんど ゲーム げーむ バージョン ばーじょん エリア えりあ 平方メートル へいほうめーとる
ヘルツ へるつ Hz へるつ ヘクタール へくたーる フロア ふろあ
㎡ へいほうめーとる m² へいほうめーとる ℃ ど °C ど
"""
_FIRM = """
回 かい 回線 かいせん 個 こ コ こ こ こ 件 けん 県 けん 巻 かん 缶 かん 館 かん 校 こう 課 か
課程 かてい 機 き 基 き 期 き 級 きゅう 球 きゅう 曲 きょく 局 きょく 区 く 句 く 戸 こ 項 こう
項目 こうもく 口座 こうざ 会場 かいじょう 箇条 かじょう 科目 かもく 脚 きゃく 拠点 きょてん
工程 こうてい か月 かげつ か所 かしょ か国 かこく か国語 かこくご か条 かじょう か年 かねん
社 しゃ 種 しゅ 種類 しゅるい 週 しゅう 周 しゅう 周年 しゅうねん 色 しょく 章 しょう 勝 しょう
冊 さつ 歳児 さいじ 歳代 さいだい 席 せき 節 せつ 世帯 せたい 世代 せだい 世紀 せいき 戦 せん
隻 せき 層 そう 市 し 職種 しょくしゅ 試合 しあい 体 たい 滴 てき 店 てん 店舗 てんぽ 点 てん
頭 とう 棟 とう 等 とう 党 とう 島 とう 通 つう 着 ちゃく 丁 ちょう 丁目 ちょうめ 町 ちょう
都市 とし センチ せんち センチメートル せんちめーとる cm せんちめーとる トン とん t とん
"""
_LOANED = """
キロ きろ キロメートル きろめーとる キログラム きろぐらむ kg きろぐらむ km きろめーとる
kW きろわっと kWh きろわっとじ KB きろばいと カロリー かろりー kcal きろかろりー ケース けーす
コース こーす クラス くらす カップ かっぷ セット せっと シーン しーん ステップ すてっぷ
スライド すらいど シート しーと シフト しふと タイプ たいぷ チーム ちーむ テーマ てーま
テーブル てーぶる チャンネル ちゃんねる パターン ぱたーん パーセント ぱーせんと % ぱーせんと
ポイント ぽいんと ページ ぺーじ 頁 ぺーじ プラン ぷらん デシベル でしべる dB でしべる ダース だーす
"""
# Counted ひと, ふた, and on from three as others are.
_NATIVE_PLAIN = "部屋 へや 枠 わく 駅 えき 晩 ばん 粒 つぶ 坪 つぼ 株 かぶ 通り とおり"
_NATIVE_FIRM = "組 くみ 口 くち 桁 けた 皿 さら 袋 ふくろ 切れ きれ"
_AFTER_N_B = "階 かい 軒 けん 足 そく 国 こく 本 ほん 匹 ひき 杯 はい 票 ひょう"
_AFTER_N_P = "班 はん 版 はん 歩 ほ 品 ひん 編 へん"
_FOUR_P = "分 ふん 泊 はく 発 はつ 拍 はく 敗 はい"
_FOUR_YO = "円 えん 年 ねん 年度 ねんど 年生 ねんせい 年版 ねんばん 人前 にんまえ"

_THINGS = (
    "ひとつ",
    "ふたつ",
    "みっつ",
    "よっつ",
    "いつつ",
    "むっつ",
    "ななつ",
    "やっつ",
    "ここのつ",
)
_DAYS = {
    **{number: f"{cardinal(number - 4)}よっか" for number in range(14, 100, 10)},
    2: "ふつか",
    3: "みっか",
    4: "よっか",
    5: "いつか",
    6: "むいか",
    7: "なのか",
    8: "ようか",
    9: "ここのか",
    10: "とおか",
    17: "じゅうしちにち",
    19: "じゅうくにち",
    20: "はつか",
    27: "にじゅうしちにち",
    29: "にじゅうくにち",
}
_CLOCK = {4: "よ", 7: "しち", 9: "く"}
_MONTH = {4: "し", 7: "しち", 9: "く"}
_TWENTY_YEARS = {20: "はたち"}
# か月 is written ヶ月, ヵ月, カ月, ケ月 and 箇月 too.
_OTHER_KA = "ヶヵカケ箇"

DATE_DAY = Counter("にち", whole={**_DAYS, 1: "ついたち"}, numbers=range(1, 32))
TENTH = Counter("ぶ")  # 3割5分


def _pairs(table: str) -> list[tuple[str, str]]:
    words = table.split()
    return list(zip(words[::2], words[1::2], strict=True))


def _native(counter: Counter) -> Counter:
    return replace(counter, whole={1: f"ひと{counter.reading}", 2: f"ふた{counter.reading}"})


def _with_other_ka(counters: dict[str, Counter]) -> dict[str, Counter]:
    other = {
        sign + word[1:]: counter
        for word, counter in counters.items()
        if word[0] == "か"
        for sign in _OTHER_KA
    }
    return {**other, **counters}


def _irregular() -> dict[str, Counter]:
    years = replace(firm("さい"), whole=_TWENTY_YEARS)
    return {
        "つ": Counter("つ", whole=dict(enumerate(_THINGS, 1)), numbers=range(1, 10)),
        "人": Counter("にん", whole={1: "ひとり", 2: "ふたり"}, ones={4: "よ"}),
        "日": Counter("にち", whole=_DAYS),
        "月": Counter("がつ", ones=_MONTH, numbers=range(1, 13)),
        "時": Counter("じ", whole={0: "れいじ"}, ones=_CLOCK),
        "歳": years,
        "才": years,
        "箱": _native(firm("はこ", "p")),
        "言": Counter("こと", whole={1: "ひとこと", 2: "ふたこと"}, numbers=range(1, 3)),
        "番": Counter("ばん", whole={110: "ひゃくとおばん"}),
    }


COUNTERS: dict[str, Counter] = _with_other_ka(
    {word: Counter(reading) for word, reading in _pairs(_PLAIN)}
    | {word: firm(reading) for word, reading in _pairs(_FIRM)}
    | {word: loaned(reading) for word, reading in _pairs(_LOANED)}
    | {word: _native(Counter(reading)) for word, reading in _pairs(_NATIVE_PLAIN)}
    | {word: _native(firm(reading)) for word, reading in _pairs(_NATIVE_FIRM)}
    | {word: firm(reading, "b") for word, reading in _pairs(_AFTER_N_B)}
    | {word: firm(reading, "p") for word, reading in _pairs(_AFTER_N_P)}
    | {word: firm(reading, "p", four=True) for word, reading in _pairs(_FOUR_P)}
    | {word: Counter(reading, ones={4: "よ"}) for word, reading in _pairs(_FOUR_YO)}
    | _irregular()
)
