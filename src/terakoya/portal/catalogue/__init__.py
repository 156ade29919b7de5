"""Published revisions of courses, their rendered slides, and price data."""
