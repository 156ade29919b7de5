"""The survey workbook: instructions, answer sheet, collection, and results that reckon."""
