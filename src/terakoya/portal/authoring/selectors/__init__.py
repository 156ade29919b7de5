"""What pages of own courses read, one module a page."""
