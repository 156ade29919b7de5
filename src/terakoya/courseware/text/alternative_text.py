"""Alternative texts that nobody wrote: names of files and shapes, words that stand in for one.

They count as missing wherever one is read, checked or typed: a screen reader would read them out
as if they said what the picture shows, and a path names whoever saved the file.
"""

from __future__ import annotations

import re
import unicodedata

_KINDS = (
    "png|jpe?g|jfif|gif|bmp|dib|tiff?|webp|svgz?|emf|wmf|heic|heif|avif|ico|eps|psd|ai|pdf|"
    "pptx?|mp4|mov|wmv|avi"
)
_FILE = re.compile(rf"[^\n]{{1,250}}\.(?:{_KINDS})", re.IGNORECASE)
_PATH = re.compile(
    r"(?:file:|(?<![a-z])[a-z]:[\\/]|\\\\[\w.-]+\\|(?<![\w/:.])"
    r"(?:~/|/(?:users|home|tmp|var|mnt|media|volumes)/))[^\n]*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|ftp|data|cid|blob):\S+", re.IGNORECASE)
# What cameras and office programs call pictures and shapes, by number: IMG_0012, 図 3, Group 5.
_NUMBERED = re.compile(
    r"(?:IMG|DSC[NF]?|PXL|P|grafik|bild(?:platzhalter)?|im[aá]gen|imagem|immagine|afbeelding|"
    r"obraz|kuva|图片|圖片|그림|рисунок|table|group|object|shape|rectangle|oval|text ?box|"
    r"free ?form(?:: shape)?|ink|3d model|video|表|グループ(?:化)?|オブジェクト|"
    r"正方形/長方形|四角形(?:: 角を丸くする)?|楕円|テキスト ?ボックス|フリーフォーム(?:: 図形)?)"
    r"[\s_(-]*\d[\d\s_.:()-]*|google shape;.*",
    re.IGNORECASE,
)
# Words that say that something is there, with a number or without, and those of an empty field.
_WORD = re.compile(
    r"(?:(?:an?|the|this)\s+)?(?:image|pictures?|photo(?:graph)?s?|graphics?|figure|fig\.?|"
    r"illustration|drawing|diagram|chart|graph|screen ?shot|icon|clip ?art|caption|"
    r"(?:[a-z]+ )*placeholder|alt(?:ernative)?(?:[ -]?texts?)?|(?:picture )?description|"
    r"untitled|unnamed|none|n/a|tb[dc]|to ?do|test|dummy|sample|x{3,}|"
    r"[〇○]{0,3}の?(?:画像|写真|図形?|図[表版]|絵|イラスト|グラフ|グラフィックス?|アイコン|挿絵|"
    r"ピクチャ|イメージ|スクリーン ?ショット|画面(?:キャプチャ)?)|"
    r"(?:[一-鿿ァ-ー]+ ?)*プレース ?ホルダー?|代替(?:テキスト|文字列?)|説明文?|"
    r"無題|名称未設定|[名題]前?なし|[な無]し|未[定入設記](?:力|定|載)?|テスト|ダミー|サンプル|仮)"
    r"[\s_(-]*[\d\s_.:()-]*|[\W_]+",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:ここに|この)?.{0,8}(?:代替テキスト|説明文?|テキスト|画像|写真|図)を?"
    r"(?:ここに)?(?:入力|記入|追加|挿入)(?:する|します|して(?:ください)?)?。?|"
    r"(?:click to )?(?:add|enter|type|write|insert) (?:an? |your |the )?"
    r"(?:alt(?:ernative)? text|description|text|caption|picture|image|title)(?: here)?\.?",
    re.IGNORECASE,
)
_NOBODYS = (_FILE, _ADDRESS, _NUMBERED, _WORD, _REQUEST)
# The line that Office puts below a description of its own, in its larger languages.
_AUTOMATIC = re.compile(
    r"自動的に生成された|AI\s*によって生成|AI\s*生成コンテンツ|"
    r"automatically generated|AI-generated content|"
    r"automatisch generiert|KI-generierte|générée? automatiquement|généré par l.IA|"
    r"generada automáticamente|generado por IA|generata automaticamente|generato dall.IA|"
    r"gerada automaticamente|gerado por IA|automatisch gegenereerd|door AI gegenereerd|"
    r"自动生成|AI\s*生成的?内容|自動產生|자동 생성된|AI가 생성한",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\\/]")


def is_written(text: str) -> bool:
    """Whether a person may have written an alternative text; an empty one nobody did."""
    whole = unicodedata.normalize("NFKC", text).strip()
    if not whole or _PATH.search(whole) or _AUTOMATIC.search(whole):
        return False
    return not any(rule.fullmatch(whole) for rule in _NOBODYS)


def without_folders(text: str) -> str:
    """A text with every path cut to the name of its file: folders name persons."""
    return _PATH.sub(lambda found: _SEPARATORS.split(found[0])[-1], text.strip())
