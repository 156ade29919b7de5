"""What may be done with evidence packs."""

from .making import make_packs
from .packs import ask_for_pack, note_download

__all__ = ["ask_for_pack", "make_packs", "note_download"]
