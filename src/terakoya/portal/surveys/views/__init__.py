"""Pages of the awareness survey, one module a subject."""
