"""A customer's own deck with what has changed put into it."""
