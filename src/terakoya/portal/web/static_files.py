"""Static files as they are served: hashed names, compressed, styles without indentation."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Strings stay as they are; a comment stays where it is a licence; the rest loses its spaces.
_PARTS = re.compile(
    r"""(?P<string>"[^"]*"|'[^']*')|(?P<comment>/\*.*?\*/)|\s*(?P<sign>[{};,])\s*|:\s+|\s+""",
    re.DOTALL,
)


def shortened(css: str) -> str:
    """The same style sheet in fewer characters: about a tenth less over the line."""

    def replace(part: re.Match[str]) -> str:
        if part["string"]:
            return part[0]
        if part["comment"]:
            return part[0] if "Copyright" in part[0] else ""
        return part["sign"] or (":" if part[0][0] == ":" else " ")

    return _PARTS.sub(replace, css).strip()


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Shortens style sheets when they are collected; modules import one another by hash."""

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File[Any]) -> str:
        if name.endswith(".css"):
            content.seek(0)
            source = content.read()
            text = source.decode("utf-8") if isinstance(source, bytes) else source
            content = ContentFile(shortened(text).encode("utf-8"))
        saved: str = super()._save(name, content)
        return saved
