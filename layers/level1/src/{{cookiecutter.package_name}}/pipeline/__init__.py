"""Retraining without a person: landing folder to champion, what starts it, what stops it.

`definitions` is what Dagster loads. The steps are assets in `assets`; what they do stands in
`landing`, `validation`, `evaluation` and `gate`, and in the modules of `steps`.
"""

import os

# Before scikit-learn is imported. Its threads wait for each other by spinning: beside a service
# that is busy, a fit of half a second then takes 15. Passive ones give the processor away.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
