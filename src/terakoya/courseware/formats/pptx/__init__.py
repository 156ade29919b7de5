"""PowerPoint: decks written, read back, and patched."""
