"""Hourly demand for rented bikes.

`problem` holds what makes this project this project, `steps` the commands in the order in
which they are run, `core` what the steps share.
"""
