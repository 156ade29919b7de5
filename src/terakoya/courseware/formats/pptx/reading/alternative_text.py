"""Alternative texts that nobody wrote: names of files, paths, and what a program guessed.

They are not taken: a screen reader would read them out as if they said what the picture shows,
and a path names whoever saved the file.
"""

from __future__ import annotations

import re

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
# What cameras and office programs call a picture: IMG_0012, 図 3, Picture 5.
_NUMBERED = re.compile(
    r"(?:IMG|DSC[NF]?|PXL|P|image|picture|photo|graphic|figure|screenshot|grafik|bild|"
    r"図|画像|写真|グラフィックス|スクリーンショット)[\s_（(-]*\d[\d\s_.:（）()-]*",
    re.IGNORECASE,
)
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
    whole = text.strip()
    if not whole or _PATH.search(whole) or _AUTOMATIC.search(whole):
        return False
    return not any(rule.fullmatch(whole) for rule in (_FILE, _ADDRESS, _NUMBERED))


def without_folders(text: str) -> str:
    """A text with every path cut to the name of its file: folders name persons."""
    return _PATH.sub(lambda found: _SEPARATORS.split(found[0])[-1], text.strip())
