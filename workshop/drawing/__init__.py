"""Draws the pictures of the lessons: one a concept, large enough to be projected."""
