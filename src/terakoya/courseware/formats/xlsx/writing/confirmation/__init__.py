"""The test workbook: paper, answer sheet that marks itself, explanations, results, the pool."""
