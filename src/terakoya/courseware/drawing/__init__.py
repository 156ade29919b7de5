"""Pictures and pages drawn by typst, with the fonts of this installation."""
