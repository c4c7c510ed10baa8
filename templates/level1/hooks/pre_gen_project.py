"""Refuses answers that would make a broken project, before any file is written."""

import json
import sys

# The filter escapes all that could end a raw string: quotes of the other kind and line breaks.
PROBLEM = json.loads(r'{{ cookiecutter.__problem | tojson }}')  # fmt: skip

if PROBLEM:
    sys.exit(PROBLEM)
