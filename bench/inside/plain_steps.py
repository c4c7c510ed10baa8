"""What `poe pipeline` does, as the plain script that one would write without an orchestrator."""

import sys

from bike_rides import operations
from bike_rides.core import batches, params
from bike_rides.core.batches import BATCH
from bike_rides.core.contract import columns, json_schema
from bike_rides.monitoring import predictions
from bike_rides.pipeline import evaluation, gate, landing, validation
from bike_rides.problem.schema import Inputs
from bike_rides.registry import tracking, versions
from bike_rides.steps import train
from bike_rides.steps.extract import extract


def split(checked: validation.Validated, data: params.DataParams) -> batches.Split:
    """The window to train on and its holdout."""
    window = batches.choose(sorted(checked.batches), data.model_copy(update={"until": ""}))
    rows = checked.rows[checked.rows[BATCH].isin(window)]
    return batches.split(rows.reset_index(drop=True), data.holdout)


def deploy(
    evaluated: evaluation.Evaluation, fitted: train.Fitted, data: batches.Split
) -> versions.Version:
    """Store the model and make it the champion."""
    sample = data.holdout[columns(Inputs)].head(200)
    version = versions.register(
        evaluated.run_id,
        versions.Stored(fitted.model, fitted.candidate, json_schema(Inputs), sample),
        newest_batch=data.holdout[BATCH].max(),
        candidate_batch=data.training[BATCH].max(),
        metrics=evaluated.measured["candidate"],
    )
    versions.promote(version, instead_of=evaluated.champion)
    return version


def main() -> None:
    chosen, settings = params.load(), operations.load()
    extract(chosen.data.until)
    landed = landing.look(settings.validation).complete
    now = landing.fingerprint(landed, chosen, settings)
    if tracking.outcome(now):
        return
    checked = validation.validate(landed, settings.validation)
    predictions.record_arrival(*checked.batches)
    data = split(checked, chosen.data)
    fitted = train.train(data, chosen.model)
    evaluated = evaluation.evaluate(
        data,
        fitted,
        chosen,
        accept_schema_change=settings.gate.accept_schema_change,
        hashes=checked.batches,
        tags={"trigger": "by hand", tracking.FINGERPRINT: now},
    )
    decision = gate.decide(
        evaluated.scores, margin=settings.gate.margin, obstacle=evaluated.obstacle
    )
    if not decision.promote:
        tracking.settle(evaluated.run_id, f"not promoted: {decision.reason}")
        sys.exit(decision.reason)
    version = deploy(evaluated, fitted, data)
    outcome = f"promoted: version {version.number}: {decision.reason}"
    tracking.settle(evaluated.run_id, outcome)
    print(outcome)


if __name__ == "__main__":
    main()
