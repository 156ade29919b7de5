"""Words and characters, whatever they belong to: comparing, splitting, reading aloud, loading."""
