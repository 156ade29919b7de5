"""What operators decide about organisations; each is one transaction with its audit entry."""

from .data_exports import (
    ask_data_export,
    ask_own_data_export,
    build_data_exports,
    data_export_pieces,
)
from .deletion import (
    ask_deletion,
    ask_own_deletion,
    first_day,
    open_deletion,
    start_deletion,
    withdraw_deletion,
)
from .deletion_run import run_deletions
from .mails import send_mail_again
from .openings import has_opened, open_customer
from .suspension import end_suspension, give_notice, open_suspension, suspend

__all__ = [
    "ask_data_export",
    "ask_deletion",
    "ask_own_data_export",
    "ask_own_deletion",
    "build_data_exports",
    "data_export_pieces",
    "end_suspension",
    "first_day",
    "give_notice",
    "has_opened",
    "open_customer",
    "open_deletion",
    "open_suspension",
    "run_deletions",
    "send_mail_again",
    "start_deletion",
    "suspend",
    "withdraw_deletion",
]
