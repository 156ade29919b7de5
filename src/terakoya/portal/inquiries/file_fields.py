"""Files in a form: several at once, looked at before anything is kept."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .attached import KINDS, MOST_BYTES, MailedFile, file_name, sort_files
from .choices import LeftOut

MOST_SENT: Final = 5
MEGABYTE: Final = 1_000_000


class FilesInput(forms.FileInput):
    """A field in which several files may be chosen."""

    allow_multiple_selected = True

    def value_from_datadict(self, _data: Any, files: Any, name: str) -> list[Any]:
        """All that were chosen."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Files of the kinds that are kept; what is refused is named with the reason.

    `most` bytes together: what the form's address takes.
    """

    def __init__(self, *, most: int = MOST_BYTES) -> None:
        self.most = most
        endings = ",".join(f".{one}" for one in KINDS)
        super().__init__(
            label=_("添付ファイル"),
            required=False,
            widget=FilesInput(
                attrs={"multiple": True, "accept": endings, "data-most-bytes": str(most)}
            ),
            help_text=format_lazy(
                _(
                    "PDF、画像、Word、Excel、PowerPoint、テキスト、CSVを{files}つまで。"
                    "合わせて{size}MBまで。マクロのあるものは送れません。"
                ),
                files=MOST_SENT,
                size=most // MEGABYTE,
            ),
        )

    def clean(self, data: Any, _initial: Any = None) -> Any:
        """The files; raises for all that are refused at once."""
        sent = data or []
        if len(sent) > MOST_SENT:
            raise ValidationError(
                _("ファイルは%(files)sつまでにしてください。") % {"files": MOST_SENT}
            )
        if sum(one.size for one in sent) > self.most:
            raise ValidationError(
                _("ファイルは、合わせて%(size)sMBまでにしてください。")
                % {"size": self.most // MEGABYTE}
            )
        kept, left = sort_files(MailedFile(file_name(one.name), one.read()) for one in sent)
        if left:
            raise ValidationError([_refusal(name, reason) for name, reason in left])
        return kept


def _refusal(name: str, reason: LeftOut) -> str:
    return _("「%(name)s」は受け取れません（%(reason)s）。別のファイルを選んでください。") % {
        "name": name,
        "reason": reason.label,
    }
