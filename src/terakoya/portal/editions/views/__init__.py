"""The pages of editions, one module a subject."""
