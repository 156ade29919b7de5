"""What changes orders."""
