"""Builds what a class needs: one kit a level, the ladder and the instructor's folder."""
