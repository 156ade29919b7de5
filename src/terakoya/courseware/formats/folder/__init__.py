"""The course folder: read into a course, and written from one."""
