"""The commands, one module each: extract, prepare, train, evaluate, handover.

For the team that receives the model: verify and predict.
"""
