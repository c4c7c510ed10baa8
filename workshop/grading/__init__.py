"""Grades the exercises of the workshop: what all graders share, and the command."""
