"""Shape of what people write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from ..accounts.models import Member, Person
from ..accounts.names import clean_name
from ..common.dates import day_of
from ..common.errors import PortalError
from ..common.forms import Form
from ..common.offers import offer_choices
from .choices import OF_COMPANIES, InquiryKind, InquiryState
from .file_fields import FilesField
from .models import AnswerTemplate, Inquiry, Route
from .selectors import NOBODY
from .specs import Asked

LONGEST = 4000
NO_COMPANY = _("「会社・団体名」を入力してください。")
NO_QUESTION = _("お聞きになりたいことを入力してください。")
MOST_OF_ANYBODY = 2_000_000  # bytes of files, of who has not signed in (`common/large_bodies.py`)
_CONTRACT = re.compile(r"[A-Z]-\d{4}-\d{1,8}", re.ASCII)
_WRITE = forms.Textarea(attrs={"rows": 7})


class WidthTolerantInteger(forms.IntegerField):
    """A whole number in any width, with or without a thousands comma."""

    def to_python(self, value: Any) -> int | None:
        """Bring the digits to half width first."""
        text = unicodedata.normalize("NFKC", str(value or "")).strip().replace(",", "")
        number: int | None = super().to_python(text)
        return number


class InquiryForm(Form):
    """An inquiry of somebody who may be anybody."""

    kind = forms.ChoiceField(label=_("ご用件"), choices=[("", "―"), *InquiryKind.choices])
    company = forms.CharField(
        label=_("会社・団体名"),
        max_length=400,
        required=False,
        help_text=_("見積もりと教材づくりの相談では、必ず入力してください。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name = forms.CharField(
        label=_("氏名"), max_length=400, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.CharField(
        label=_("メールアドレス"),
        max_length=254,
        help_text=_("お返事は、このアドレスに送ります。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("電話番号"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    seats = WidthTolerantInteger(
        label=_("人数"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        error_messages={"invalid": _("人数を数字で入力してください（例：150）")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    months = WidthTolerantInteger(
        label=_("期間（か月）"),
        required=False,
        min_value=1,
        max_value=60,
        error_messages={"invalid": _("期間を数字で入力してください（例：12）")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    message = forms.CharField(
        label=_("内容"),
        max_length=LONGEST,
        required=False,
        widget=_WRITE,
        help_text=_("パスワードや、意識調査の答えは書かないでください。"),
    )
    attached = FilesField(most=MOST_OF_ANYBODY)

    def __init__(
        self, data: Any = None, files: Any = None, *, member: Member | None = None, **options: Any
    ) -> None:
        super().__init__(data, files, **options)
        if member is not None:
            self.fields["attached"] = FilesField()
        self._mark_needed()

    def _mark_needed(self) -> None:
        """Say before it is sent what the chosen kind needs; `clean` judges what was sent."""
        kind = self.data.get("kind") if self.is_bound else self.initial.get("kind")
        if kind in OF_COMPANIES:
            self.fields["company"].required = True
            self.fields["company"].error_messages["required"] = NO_COMPANY
        if kind and kind != InquiryKind.QUOTE:
            self.fields["message"].required = True
            self.fields["message"].error_messages["required"] = NO_QUESTION

    def clean_company(self) -> str:
        """Without control marks."""
        company = self.cleaned_data["company"]
        return _named(company) if company.strip() else ""

    def clean_name(self) -> str:
        """Without control marks."""
        return _named(self.cleaned_data["name"])

    def clean_email(self) -> str:
        """Lower case, half width."""
        email = unicodedata.normalize("NFKC", self.cleaned_data["email"]).strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(
                _("メールアドレスの形で入力してください（例：name@company.example）")
            ) from error
        return email

    def clean(self) -> dict[str, Any]:
        """Companies are named, and something is asked."""
        said: dict[str, Any] = super().clean() or {}
        kind = said.get("kind")
        if kind in OF_COMPANIES and said.get("company") == "":
            self.add_error("company", NO_COMPANY)
        has_question = bool(said.get("message")) or (
            kind == InquiryKind.QUOTE and "seats" not in self.errors and said.get("seats")
        )
        if kind and not has_question and "message" not in self.errors:
            self.add_error("message", NO_QUESTION)
        return said

    def asked(self, language: str) -> Asked:
        """What was asked, of a form that is valid."""
        said = {name: one for name, one in self.cleaned_data.items() if name != "attached"}
        return Asked(language=language, **said)

    @staticmethod
    def known_of(member: Member | None) -> dict[str, str]:
        """What is filled in already for somebody who is signed in."""
        if member is None:
            return {}
        return {
            "company": member.organisation.name,
            "name": member.name,
            "email": member.person.email or "",
        }


def words_about(contract: str) -> str:
    """What an inquiry about a contract begins with; empty for what is no number of one."""
    if not _CONTRACT.fullmatch(contract):
        return ""
    return _("契約番号 %(number)s について、見積もりをお願いします。") % {"number": contract}


def _named(text: str) -> str:
    """A name without control marks; what is none is an error of the field."""
    try:
        return clean_name(text)
    except PortalError as error:
        raise ValidationError(error.message) from error


class QueueForm(Form):
    """By what the desk narrows its queue; what does not fit narrows nothing."""

    q = forms.CharField(label=_("会社、人、番号、本文"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("状態"), required=False, choices=[("", _("迷惑以外")), *InquiryState.choices]
    )
    kind = forms.ChoiceField(
        label=_("ご用件"), required=False, choices=[("", _("すべて")), *InquiryKind.choices]
    )
    assignee = forms.ChoiceField(label=_("担当"), required=False)

    def __init__(self, data: Any, people: Iterable[Person]) -> None:
        super().__init__(data)
        named = [(str(one.uuid), one.name) for one in people]
        offer_choices(self, "assignee", [("", _("すべて")), (NOBODY, _("未定")), *named])

    @property
    def wanted(self) -> dict[str, str]:
        """What is asked for, of what can be read."""
        self.is_valid()
        names = {"q": "text", "state": "state", "kind": "kind", "assignee": "assignee"}
        return {word: self.cleaned_data.get(name, "") for name, word in names.items()}


class WordsForm(Form):
    """An answer, or a note."""

    text = forms.CharField(label=_("本文"), max_length=20_000, widget=_WRITE)
    key = forms.UUIDField(widget=forms.HiddenInput)


class NoteForm(WordsForm):
    """What the desk writes for itself."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Its label is folded away.
        self.fields["text"].widget.attrs["aria-label"] = str(self.fields["text"].label)


class OwnWordsForm(WordsForm):
    """What a customer writes on, with files."""

    attached = FilesField()


class DraftForm(WordsForm):
    """An answer that is not whole yet; without words it is none."""

    text = forms.CharField(
        label=_("本文"), max_length=20_000, widget=_WRITE, required=False, strip=False
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="answer-%s")


class DeskForm(Form):
    """Who takes a thread, where it stands, and until when it is answered."""

    assignee = forms.ChoiceField(label=_("担当"), required=False)
    state = forms.ChoiceField(label=_("状態"), choices=InquiryState.choices)
    due_on = forms.DateField(
        label=_("返信の期限"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("未返信のあいだだけ使います。その日の終わりまでです。"),
    )

    def __init__(self, data: Any, inquiry: Inquiry, people: Iterable[Person]) -> None:
        now = {
            "assignee": str(inquiry.assignee.uuid) if inquiry.assignee else "",
            "state": inquiry.state,
            "due_on": day_of(inquiry.due_at) if inquiry.due_at else None,
        }
        super().__init__(data, initial=now)
        self.people = {str(one.uuid): one for one in people}
        named = [(key, one.name) for key, one in self.people.items()]
        offer_choices(self, "assignee", [("", _("未定")), *named])

    @property
    def wanted(self) -> dict[str, Any]:
        """What was chosen, of a form that is valid."""
        said = self.cleaned_data
        return {
            "assignee": self.people.get(said["assignee"]),
            "state": InquiryState(said["state"]),
            "due_on": said["due_on"],
        }


class RoutesForm(Form):
    """Who takes inquiries of each kind, and within how many hours."""

    def __init__(self, data: Any, routes: Mapping[str, Route], people: Iterable[Person]) -> None:
        super().__init__(data)
        self.people = {str(one.uuid): one for one in people}
        named = [(key, one.name) for key, one in self.people.items()]
        for kind in InquiryKind:
            route = routes.get(kind) or Route(kind=kind)
            who = forms.ChoiceField(
                label=_("担当"), required=False, choices=[("", _("未定")), *named]
            )
            who.initial = str(route.assignee.uuid) if route.assignee else ""
            hours = WidthTolerantInteger(
                label=_("返信までの時間"), min_value=1, max_value=720, initial=route.hours
            )
            self.fields |= {f"who-{kind}": who, f"hours-{kind}": hours}

    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Each kind with its two fields."""
        return [(one.label, self[f"who-{one}"], self[f"hours-{one}"]) for one in InquiryKind]

    @property
    def wanted(self) -> list[Route]:
        """What was chosen, of a form that is valid."""
        said = self.cleaned_data
        return [
            Route(
                kind=kind,
                assignee=self.people.get(said[f"who-{kind}"]),
                hours=said[f"hours-{kind}"],
            )
            for kind in InquiryKind
        ]


class TemplateForm(Form):
    """A template of an answer."""

    name = forms.CharField(label=_("ひな形の名前"), max_length=100)
    language = forms.ChoiceField(label=_("言語"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("本文"),
        max_length=10_000,
        widget=_WRITE,
        help_text=_("{name} は相手の氏名に、{number} は受付番号に替わります。"),
    )

    @staticmethod
    def known_of(template: AnswerTemplate | None) -> dict[str, str]:
        """What it says until now."""
        if template is None:
            return {}
        return {"name": template.name, "language": template.language, "text": template.text}
