"""What is done on a target, by a program that needs Python's standard library and uv.

What it uses of `core` needs no more either. It is sent there as one file and knows nothing of the
project but what the bundle says, so that it works whatever is wrong with the release that is live.
A target is a folder:

    live.json      releases that were live and can be again; the first one is
    incoming/      bundles on their way
    releases/ID/   bundle/ as it arrived, app/ the project's files and code, .venv/
    shared/        what the steps write, whichever release runs them
    cancelled/JOB  what that job still installs is not to go live
    environment    settings of this machine, a line KEY=VALUE each; need not be there
"""
