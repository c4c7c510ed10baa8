"""The commands, one module each: extract, explore, prepare, train, evaluate, handover.

For the team that receives the model: verify and predict. What takes long to import is imported
inside the functions that use it, so that `--help` answers at once.
"""
