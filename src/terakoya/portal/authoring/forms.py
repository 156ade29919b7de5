"""Shape of an officer's input."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.model import Voice

from ..catalogue.choices import OwnCourseAccess, RevisionKind
from ..catalogue.models import Course
from ..catalogue.pages import ShopWords
from ..catalogue.shop import LANGUAGES, NO_CHAPTER
from ..common.forms import Form
from ..common.offers import offer_choices
from .selectors.catalogue import ShopPage
from .services import CatalogueDetails, Details
from .services.catalogue import LONGEST_SLUG
from .services.details import MOST_MINUTES
from .voices import SILENT, SPEEDS, USUAL, speed_of, voices_of


class DetailsForm(Form):
    """Name, minutes, goals, pass mark; the services say what cannot be."""

    title = forms.CharField(label=_("教材の名前"), max_length=200)
    minutes = forms.IntegerField(
        label=_("受講の時間（分）"),
        min_value=1,
        max_value=MOST_MINUTES,
        error_messages={
            "invalid": _("分を数字で入力してください（例：9）"),
            "min_value": _("1以上の数字を入力してください"),
            "max_value": _("600までの数字を入力してください"),
        },
    )
    pass_mark = forms.IntegerField(
        label=_("合格の点（%）"),
        min_value=0,
        max_value=100,
        help_text=_("確認テストで、これ以上の正解なら修了です。"),
        error_messages={
            "invalid": _("0から100までの数字を入力してください"),
            "min_value": _("0から100までの数字を入力してください"),
            "max_value": _("0から100までの数字を入力してください"),
        },
    )
    goals = forms.CharField(
        label=_("学ぶ目標"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("1行に1つ。例：個人情報にあたるものを選べる。"),
    )

    @property
    def details(self) -> Details:
        """What was filled in."""
        data: dict[str, Any] = self.cleaned_data
        goals = (" ".join(line.split()) for line in data["goals"].splitlines())
        return Details(
            title=" ".join(data["title"].split()),
            minutes=data["minutes"],
            pass_mark=data["pass_mark"],
            goals=tuple(one for one in goals if one),
        )


class VoiceForm(Form):
    """Voice and speed, and the page that is heard before the whole is recorded."""

    voice = forms.ChoiceField(label=_("声"))
    speed = forms.ChoiceField(
        label=_("速さ"), choices=[(key, label) for key, (_rate, label) in SPEEDS.items()]
    )
    slide = forms.ChoiceField(label=_("聞いてみるページ"), required=False)

    def __init__(
        self,
        language: str,
        voice: Voice | None,
        slides: list[tuple[str, str]],
        slide: str = "",
    ) -> None:
        now = {
            "voice": voice.name if voice else SILENT,
            "speed": speed_of(voice) if voice else USUAL,
            "slide": slide,
        }
        super().__init__(initial=now)
        offered = [(one.name, one.label) for one in voices_of(language)]
        offer_choices(self, "voice", [*offered, (SILENT, _("音声なし（文で読む）"))])
        offer_choices(self, "slide", slides)


class SurveyItemForm(Form):
    """One item of the awareness survey, and the topic that it measures."""

    topic = forms.CharField(
        label=_("テーマ"),
        max_length=100,
        help_text=_("結果は、テーマごとに出ます。例：知識、相談と報告"),
    )
    text = forms.CharField(
        label=_("問い"),
        max_length=200,
        help_text=_("「そう思う」で答えられる文にします。例：上司は相談を聞いてくれる"),
    )
    sensitive = forms.BooleanField(
        label=_("被害や体調など、答えにくい問いである"),
        required=False,
        help_text=_("10名以上の回答がそろったときだけ表示します。"),
    )


class TermsForm(Form):
    """Who may take own courses, and from which day on."""

    access = forms.TypedChoiceField(
        label=_("受講できる人"),
        choices=OwnCourseAccess.choices,
        coerce=OwnCourseAccess,
        widget=forms.RadioSelect,
    )
    valid_from = forms.DateField(
        label=_("この日から"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("年月日を入力してください（例：2026-12-01）")},
    )


class ShopForm(Form):
    """申し込みページの文: what the storefront says of a course, and the chapter to try."""

    NO_SAMPLE = "-"  # no chapter can have this id
    description_ja = forms.CharField(
        label=_("紹介の文（日本語）"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    audience_ja = forms.CharField(
        label=_("受講してほしい人（日本語）"), required=False, max_length=200
    )
    description_en = forms.CharField(
        label=_("紹介の文（英語）"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
    audience_en = forms.CharField(
        label=_("受講してほしい人（英語）"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    sample = forms.ChoiceField(
        label=_("無料で体験できる章"),
        required=False,
        help_text=_("選んだ章は、申し込む前にだれでも見られます。"),
        error_messages={"invalid_choice": NO_CHAPTER},
    )

    def __init__(self, data: Any, *, page: ShopPage) -> None:
        super().__init__(data, initial=_said(page))
        for language in LANGUAGES:
            source = page.source.get(language)
            for name in ("description", "audience"):
                self.fields[f"{name}_{language}"].help_text = (
                    _("空のときは、教材の文が出ます：%(text)s") % {"text": getattr(source, name)}
                    if source
                    else _("空のときは、日本語の文が出ます。")
                )
        offered = [(one.id, one.title) for one in page.chapters]
        none = _("どの章も体験できない")
        given = " / ".join(one.title for one in page.chapters if one.sample) or none
        as_given = _("教材のとおり（%(chapter)s）") % {"chapter": given}
        offer_choices(self, "sample", [("", as_given), *offered, (self.NO_SAMPLE, none)])

    @property
    def words(self) -> dict[str, ShopWords]:
        """What was filled in, by language."""
        data: dict[str, str] = self.cleaned_data
        return {
            one: ShopWords(
                " ".join(data[f"description_{one}"].split()),
                " ".join(data[f"audience_{one}"].split()),
            )
            for one in LANGUAGES
        }

    @property
    def chosen_sample(self) -> str | None:
        """The chapter to try: "" for none, `None` for what the source says."""
        chosen: str = self.cleaned_data["sample"]
        return "" if chosen == self.NO_SAMPLE else chosen or None


def _said(page: ShopPage) -> dict[str, str]:
    said = {one: page.said.get(one, ShopWords()) for one in LANGUAGES}
    return {
        **{f"description_{one}": words.description for one, words in said.items()},
        **{f"audience_{one}": words.audience for one, words in said.items()},
        "sample": ShopForm.NO_SAMPLE if page.sample == "" else page.sample or "",
    }


class CatalogueForm(Form):
    """What the storefront says of a course that an operator's deck became."""

    slug = forms.CharField(
        label=_("アドレスの名前"),
        max_length=LONGEST_SLUG,
        help_text=_(
            "半角の英小文字、数字、ハイフン。あとから変えられません。例：personal-information"
        ),
    )
    description = forms.CharField(
        label=_("紹介の文"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    audience = forms.CharField(
        label=_("受講してほしい人"),
        max_length=200,
        help_text=_("例：お客様の情報にふれる、すべての社員"),
    )
    kind = forms.TypedChoiceField(
        label=_("前の版からの変更"),
        choices=[one for one in RevisionKind.choices if one[0] != RevisionKind.FIRST],
        coerce=RevisionKind,
        initial=RevisionKind.IMPROVEMENT,
        help_text=_("自社版を作った会社には、この種類の更新として届きます。"),
    )
    effective_on = forms.DateField(
        label=_("施行日（法令の研修のとき）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("年月日を入力してください（例：2026-12-01）")},
    )
    reviewer = forms.CharField(
        label=_("法務の確認をした人"),
        max_length=100,
        required=False,
        help_text=_("法改正の版では必須です。氏名を入力します。"),
    )
    capacity = forms.CharField(
        label=_("資格か役職"), max_length=100, required=False, help_text=_("例：弁護士、法務部長")
    )
    reviewed_on = forms.DateField(
        label=_("確認日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("年月日を入力してください（例：2026-12-01）")},
    )
    has_sample = forms.BooleanField(
        label=_("最初の章を、申し込む前にだれでも見られるようにする"), required=False
    )
    is_listed = forms.BooleanField(
        label=_("申し込みページに出す"),
        required=False,
        help_text=_("出さないあいだは、受講枠のある会社・団体だけが使えます。"),
    )

    def __init__(self, data: Any, *, course: Course | None) -> None:
        super().__init__(data)
        if course is None:
            del self.fields["kind"]
        else:
            self.fields["slug"].disabled = True

    @property
    def details(self) -> CatalogueDetails:
        """What was filled in."""
        return CatalogueDetails(**self.cleaned_data)
