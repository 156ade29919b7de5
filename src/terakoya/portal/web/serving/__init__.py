"""Preparing the portal and running its processes: `make start`, `make dev`."""
