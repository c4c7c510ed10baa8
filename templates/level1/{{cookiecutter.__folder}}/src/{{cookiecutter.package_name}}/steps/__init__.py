"""The commands, one module each: extract, explore, prepare, train, evaluate, handover.

For the team that receives the model: verify and predict.
"""
