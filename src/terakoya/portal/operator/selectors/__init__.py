"""What the operator's desk shows; nothing here writes. Private to this app."""
