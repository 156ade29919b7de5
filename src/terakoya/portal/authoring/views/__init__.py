"""The pages of own courses."""
