"""The commands of `terakoya`."""
