"""One writer per format: Course → bytes."""
