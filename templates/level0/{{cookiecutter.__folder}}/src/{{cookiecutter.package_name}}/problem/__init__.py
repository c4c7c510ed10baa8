"""The problem: its data, features, model and measures. Everything that another problem replaces."""
