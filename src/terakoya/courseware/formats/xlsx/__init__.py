"""Excel: workbooks of survey and test, written and read back."""
