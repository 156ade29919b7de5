"""What an organisation may fill in for its courses: when a value can be kept."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from .choices import VARIABLES
from .errors import VariableUnusable
from .names import clean_line
from .selectors import Variable

LONGEST = 200


def clean_variable(key: str, value: str) -> str:
    """A variable in one line; an address must be one that opens."""
    label, hint = VARIABLES[key]
    field = Variable(key, "", "", "").field
    cleaned = clean_line(value, most=LONGEST, field=field)
    if any(mark in cleaned for mark in "{}|"):
        raise VariableUnusable(
            why=_("「%(label)s」に { } | は使えません。別の文字で書いてください。")
            % {"label": label},
            field=field,
        )
    if key == "policy.url" and cleaned:
        try:
            URLValidator(schemes=["http", "https"])(cleaned)
        except ValidationError:
            why = _("https:// から始まるアドレスを入力してください。%(hint)s") % {"hint": hint}
            raise VariableUnusable(why=why, field=field) from None
    return cleaned
