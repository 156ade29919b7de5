"""Pages of the operator's desk. Private to this app."""
