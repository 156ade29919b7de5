"""One reader per format: file → Course."""
