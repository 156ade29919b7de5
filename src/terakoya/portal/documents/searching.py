"""Names of counterparties as they are compared: one company, however it was typed."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Legal forms before and after a name; ㈱ and ㈲ are （株） and （有） after NFKC.
_FORMS: Final = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|相互会社"
    r"|(?:一般|公益)?(?:社団|財団)法人|特定非営利活動法人|npo法人"
    r"|\((?:株|有|同|資|名|相|社|財)\)"
)


def compared(name: str) -> str:
    """A name as it is searched: NFKC, small letters, no spaces, without its legal form.

    A name that is nothing but a legal form stays. 𠮷 and 吉 are two names.
    """
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    return _FORMS.sub("", plain) or plain
