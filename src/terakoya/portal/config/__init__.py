"""Settings and the address table."""
