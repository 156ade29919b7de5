"""What may be done with evidence packs and the ledger of measures."""

from .making import make_packs, write_unkept_pack
from .measures import state_measure, withdraw_statement
from .packs import ask_for_pack, note_download

__all__ = [
    "ask_for_pack",
    "make_packs",
    "note_download",
    "state_measure",
    "withdraw_statement",
    "write_unkept_pack",
]
