"""The problem: its data, features, model and measures. Everything that another problem replaces.

Imports nothing of the project, so that all else may import it.
"""
