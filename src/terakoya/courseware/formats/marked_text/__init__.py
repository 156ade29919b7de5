"""Text with marks that a file does not show: readings, variables, stress."""
