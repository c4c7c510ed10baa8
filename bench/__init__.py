"""Timings as ratios within one run: absolute seconds differ from machine to machine."""
