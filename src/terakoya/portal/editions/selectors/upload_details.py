"""The company's details that an uploaded deck says: which can be kept, and why others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content

from ...accounts.choices import VARIABLES
from ...accounts.errors import UnusableInput
from ...accounts.variables import clean_variable
from ..models import Upload
from .outline import variable_places

NAME = "company.name"  # the organisation's own, which no course changes


@dataclass(frozen=True)
class CompanyDetail:
    """A company detail that a deck says otherwise; `reason`: why it cannot be taken from there."""

    key: str
    label: str
    value: str
    pages: tuple[int, ...]
    reason: str

    @property
    def is_usable(self) -> bool:
        """Whether the organisation can keep it as it is."""
        return not self.reason

    @property
    def is_name(self) -> bool:
        """Whether it is the company's name."""
        return self.key == NAME

    @property
    def place(self) -> str:
        """The pages of the deck on which it may stand."""
        return ", ".join(map(str, self.pages))


def company_details(
    upload: Upload, origin: Content, values: Mapping[str, str], interface: str
) -> list[CompanyDetail]:
    """The company details that a deck says and the company has not filled in so.

    The words that stand there when nothing is filled in are no details.
    """
    report = upload.report.get("ja", {})
    told: dict[str, str] = report.get("variables", {})
    known = {one.key: one for one in origin.course.meta.variables if one.key in (NAME, *VARIABLES)}
    pages = {one["slide"]: tuple(one["pages"]) for one in report.get("slides", [])}
    places = variable_places(origin.course)
    return [
        CompanyDetail(
            key=key,
            label=known[key].label.get(interface, key),
            value=value,
            pages=tuple(page for one in places.get(key, ()) for page in pages.get(one, ())),
            reason=_reason(key, value, values),
        )
        for key, value in told.items()
        if key in known
        and value not in known[key].default.values()
        and values.get(key, "") != value
    ]


def usable_values(upload: Upload, origin: Content, values: Mapping[str, str]) -> dict[str, str]:
    """Of these the ones that the organisation can keep."""
    details = company_details(upload, origin, values, "ja")
    return {one.key: one.value for one in details if one.is_usable}


def _reason(key: str, value: str, values: Mapping[str, str]) -> str:
    if key == NAME:
        return _(
            "研修に出る会社名は、会社の設定にある「%(name)s」です。"
            "変えるときは、会社の設定で会社名を直してください。"
        ) % {"name": values.get(key, "")}
    try:
        clean_variable(key, value)
    except UnusableInput as error:
        return str(error)
    return ""
