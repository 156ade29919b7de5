"""What the player says of slides to look at again."""

from __future__ import annotations

from django.utils.translation import gettext as _


def review_words() -> dict[str, str]:
    """By the name the script knows them under."""
    return {
        "reviewHere": _(
            "確認テストの前の見直しです。このスライドを、あと{seconds}秒ご覧ください。"
        ),
        "reviewNext": _("確認テストの前に見直すスライド："),
        "reviewOver": _("見直しが終わりました。もう一度、テストを受けられます。"),
    }
