"""Fictitious people and the departments they work in; the same seed gives the same people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from .spread import spread

# Surname, its reading, and how an address spells it.
_SURNAMES: Final = """
佐藤 サトウ sato / 鈴木 スズキ suzuki / 高橋 タカハシ takahashi / 田中 タナカ tanaka
伊藤 イトウ ito / 渡邊 ワタナベ watanabe / 中村 ナカムラ nakamura / 小林 コバヤシ kobayashi
加藤 カトウ kato / 吉田 ヨシダ yoshida / 松本 マツモト matsumoto / 井上 イノウエ inoue
木村 キムラ kimura / 林 ハヤシ hayashi / 清水 シミズ shimizu / 山崎 ヤマザキ yamazaki
森 モリ mori / 池田 イケダ ikeda / 橋本 ハシモト hashimoto / 石川 イシカワ ishikawa
前田 マエダ maeda / 藤田 フジタ fujita / 岡田 オカダ okada / 後藤 ゴトウ goto
長谷川 ハセガワ hasegawa / 近藤 コンドウ kondo / 石井 イシイ ishii / 坂本 サカモト sakamoto
遠藤 エンドウ endo / 青木 アオキ aoki / 西村 ニシムラ nishimura / 福田 フクダ fukuda
太田 オオタ ota / 三浦 ミウラ miura / 藤原 フジワラ fujiwara / 岡本 オカモト okamoto
中川 ナカガワ nakagawa / 原田 ハラダ harada / 小野 オノ ono / 田村 タムラ tamura
竹内 タケウチ takeuchi / 金子 カネコ kaneko / 和田 ワダ wada / 中山 ナカヤマ nakayama
石田 イシダ ishida / 上田 ウエダ ueda / 柴田 シバタ shibata / 酒井 サカイ sakai
横山 ヨコヤマ yokoyama / 宮崎 ミヤザキ miyazaki / 内田 ウチダ uchida / 高木 タカギ takagi
谷口 タニグチ taniguchi / 大野 オオノ ono / 髙田 タカダ takada / 丸山 マルヤマ maruyama
今井 イマイ imai / 河野 コウノ kono / 村上 ムラカミ murakami / 菅原 スガワラ sugawara
"""
_GIVEN: Final = """
翔太 ショウタ shota / 健太 ケンタ kenta / 大輔 ダイスケ daisuke / 拓也 タクヤ takuya
直樹 ナオキ naoki / 隆 タカシ takashi / 誠 マコト makoto / 学 マナブ manabu
悠斗 ユウト yuto / 蓮 レン ren / 陽斗 ハルト haruto / 樹 イツキ itsuki
浩二 コウジ koji / 秀明 ヒデアキ hideaki / 和也 カズヤ kazuya / 慎一 シンイチ shinichi
亮 リョウ ryo / 剛 ツヨシ tsuyoshi / 雄大 ユウダイ yudai / 智也 トモヤ tomoya
修 オサム osamu / 茂 シゲル shigeru / 一郎 イチロウ ichiro / 俊介 シュンスケ shunsuke
愛 アイ ai / 彩 アヤ aya / 美穂 ミホ miho / 陽菜 ヒナ hina
葵 アオイ aoi / 結衣 ユイ yui / 真由美 マユミ mayumi / 恵子 ケイコ keiko
由美 ユミ yumi / 裕子 ユウコ yuko / 久美子 クミコ kumiko / 千尋 チヒロ chihiro
奈々 ナナ nana / 麻衣 マイ mai / 友香 ユカ yuka / 沙織 サオリ saori
智子 トモコ tomoko / 洋子 ヨウコ yoko / 春香 ハルカ haruka / 綾乃 アヤノ ayano
さくら サクラ sakura / ひかり ヒカリ hikari / みどり ミドリ midori / 幸子 サチコ sachiko
"""
# Colleagues whose names are written in katakana; they learn in English.
_FROM_ABROAD: Final = (
    ("グエン・ティ・ラン", "グエン・ティ・ラン", "nguyen.lan"),
    ("ラム・シャルマ", "ラム・シャルマ", "sharma.ram"),
    ("マリア・サントス", "マリア・サントス", "santos.maria"),
)


@dataclass(frozen=True)
class Place:
    """A department by its path, how many of a hundred people work there, and who has e-mail."""

    path: str
    share: int
    has_email: bool


PLACES: Final = (
    Place("本社/人事部", 6, True),
    Place("本社/総務部", 4, True),
    Place("本社/経理部", 4, True),
    Place("営業部/第一課", 10, True),
    Place("営業部/第二課", 8, True),
    Place("コールセンター", 22, True),
    Place("店舗運営部/新宿店", 14, False),
    Place("店舗運営部/横浜店", 12, False),
    Place("店舗運営部/大宮店", 6, False),
    Place("物流部/東日本センター", 8, False),
    Place("物流部/西日本センター", 6, False),
)
OFFICER_PLACE: Final = PLACES[0]
# The department store: twelve departments, each large enough for the heat map.
STORE_PLACES: Final = (
    Place("本社/人事総務部", 6, True),
    Place("本社/商品部", 8, True),
    Place("本社/お客様相談室", 6, True),
    Place("本店/婦人服売場", 11, False),
    Place("本店/紳士服売場", 8, False),
    Place("本店/食品売場", 15, False),
    Place("本店/化粧品売場", 9, False),
    Place("本店/レストラン街", 8, False),
    Place("横浜店/惣菜売場", 10, False),
    Place("横浜店/雑貨売場", 7, False),
    Place("外商部", 6, True),
    Place("配送センター", 6, False),
)


@dataclass(frozen=True)
class DemoPerson:
    """Somebody on the roster of the demo organisation."""

    name: str
    kana: str
    number: str
    email: str
    place: Place
    is_from_abroad: bool = False

    def roster_row(self) -> str:
        """The person as a line of a pasted roster."""
        return "\t".join((self.name, self.kana, self.number, self.email, self.place.path))


def draw_people(
    count: int,
    *,
    rng: Random,
    domain: str,
    places: tuple[Place, ...] = PLACES,
    learner: tuple[str, str] = ("佐藤 美咲", "サトウ ミサキ"),
) -> list[DemoPerson]:
    """The learner who signs in by employee number first, then others, each in a department."""
    of_learner = next(place for place in places if not place.has_email)
    people = [DemoPerson(*learner, "000101", "", of_learner)]
    taken: set[str] = set()
    drawn = spread(count - 1, {place: place.share for place in places})
    rng.shuffle(drawn)
    names = _full_names(rng)
    for index, place in enumerate(drawn):
        is_from_abroad = index % 20 == 3
        name, kana, local = (
            _FROM_ABROAD[index // 20 % len(_FROM_ABROAD)] if is_from_abroad else next(names)
        )
        number = f"{102 + index:06d}"
        email = _address(local, number, domain, taken) if place.has_email else ""
        people.append(DemoPerson(name, kana, number, email, place, is_from_abroad))
    return people


def _full_names(rng: Random) -> Iterator[tuple[str, str, str]]:
    """Names with reading and address; a surname comes again only when all have come."""
    surnames, given = _in_turn(_SURNAMES, rng), _in_turn(_GIVEN, rng)
    for family, own in zip(surnames, given, strict=False):
        yield (f"{family[0]} {own[0]}", f"{family[1]} {own[1]}", f"{family[2]}.{own[2]}")


def _in_turn(text: str, rng: Random) -> Iterator[tuple[str, str, str]]:
    entries = _table(text)
    while True:
        rng.shuffle(entries)
        yield from entries


def _address(local: str, number: str, domain: str, taken: set[str]) -> str:
    """An address that nobody has: namesakes get their number."""
    if local in taken:
        local = f"{local}.{int(number)}"
    taken.add(local)
    return f"{local}@{domain}"


def _table(text: str) -> list[tuple[str, str, str]]:
    entries = text.replace("\n", "/").split("/")
    return [(a, b, c) for a, b, c in (entry.split() for entry in entries if entry.strip())]
