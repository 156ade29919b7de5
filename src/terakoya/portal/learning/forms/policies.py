"""Shape of policies: what is attached to an assignment, and a member's confirmation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...common.forms import Form
from ...common.offers import offer_rows
from ..models import Policy
from ..services import Document
from ..services.policies import LONGEST_TEXT


class DocumentForm(Form):
    """A text or a PDF."""

    text = forms.CharField(
        label=_("方針の文章"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("PDFを使うときは、空欄にしてください。"),
    )
    file = forms.FileField(
        label=_("方針のPDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text=_("10MBまで。"),
        error_messages={"empty": _("中身のないファイルです。選び直してください。")},
    )

    @property
    def document(self) -> Document:
        """What was typed or chosen."""
        file = self.cleaned_data["file"]
        if file:
            return Document(self.cleaned_data["text"], file.name, file.read())
        return Document(self.cleaned_data["text"])


class PolicyForm(DocumentForm):
    """One of the organisation's policies, or a new one."""

    field_order = ("policy", "title", "text", "file")
    policy = forms.ModelChoiceField(
        Policy.objects.none(),
        label=_("登録してある方針"),
        required=False,
        to_field_name="uuid",
        empty_label=_("新しく登録する"),
    )
    title = forms.CharField(
        label=_("新しい方針の名前"),
        required=False,
        max_length=100,
        help_text=_("例：カスタマーハラスメント対応方針"),
    )

    def __init__(self, *args: Any, policies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if policies.exists():
            offer_rows(self, "policy", policies)
        else:
            del self.fields["policy"]


class VersionForm(DocumentForm):
    """The next version of a policy."""

    asks_again = forms.BooleanField(
        label=_("前の版を確認した人にも、もう一度確認してもらう"),
        required=False,
        help_text=_(
            "内容が変わったときに選びます。誤字を直しただけなら、選ばなくてもかまいません。"
        ),
    )


class AcknowledgementForm(Form):
    """読みました, of the version that was shown."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("読みました。内容を確認しました。"),
        error_messages={"required": _("読んでから、チェックを入れてください")},
    )
