"""From raw data to a model that is handed over.

`problem` holds what makes this project this project, `steps` the commands in the order in
which they are run, `core` what the steps share.
"""
