"""Files that came back: what a deck, a workbook or questions make of an edition, within limits."""
