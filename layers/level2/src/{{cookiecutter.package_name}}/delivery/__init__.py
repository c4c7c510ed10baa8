"""Bringing the pipeline, as one bundle, to the targets that run it."""
