"""What `poe pipeline` does, as the plain script that one would write without an orchestrator."""

import sys

from bike_rides import operations, registry, tracking
from bike_rides.core import params
from bike_rides.core.json_schema import record_schema
from bike_rides.pipeline import evaluation, gate, landing, validation
from bike_rides.problem import features, metrics
from bike_rides.problem.schema import INPUTS
from bike_rides.steps import prepare, train
from bike_rides.steps.extract import extract


def split(checked: validation.Validated, data: params.DataParams) -> prepare.Split:
    """The window to train on and its holdout."""
    data = data.model_copy(update={"until": max(checked.months)})
    window = prepare.choose_months(sorted(checked.months), data)
    rows = checked.rows[prepare.months_of(checked.rows).isin(window)]
    return prepare.split(rows, data.holdout_months)


def deploy(
    evaluated: evaluation.Evaluation, fitted: train.Fitted, data: prepare.Split
) -> registry.Version:
    """Store the model and make it the champion."""
    version = registry.register(
        evaluated.run_id,
        registry.Stored(fitted.model, fitted.candidate, record_schema(INPUTS)),
        features.build(data.holdout.head(100)),
        data_until=prepare.months_of(data.holdout).max(),
        candidate_until=prepare.months_of(data.training).max(),
        metrics=evaluated.measured["candidate"],
    )
    registry.promote(version, instead_of=evaluated.champion)
    return version


def main() -> None:
    chosen, settings = params.load(), operations.load()
    extract(chosen.data.until)
    landed = landing.look(settings.triggers.settle_seconds)
    now = landing.fingerprint(landed.complete, chosen, settings)
    if tracking.outcome(now):
        return
    checked = validation.validate(landed, settings.validation)
    data = split(checked, chosen.data)
    fitted = train.train(data, chosen.model)
    evaluated = evaluation.evaluate(
        data,
        fitted,
        chosen,
        accept_schema_change=settings.gate.accept_schema_change,
        months=checked.months,
        tags={"trigger": "by hand", tracking.FINGERPRINT: now},
    )
    decision = gate.decide(
        evaluated.scores,
        margin=settings.gate.margin,
        lower_is_better=metrics.LOWER_IS_BETTER,
        obstacle=evaluated.obstacle,
    )
    tracking.note_decision(evaluated.run_id, decision.reason, decision.numbers)
    if not decision.promote:
        tracking.settle(evaluated.run_id, f"not promoted: {decision.reason}")
        sys.exit(decision.reason)
    version = deploy(evaluated, fitted, data)
    outcome = f"promoted: version {version.number}: {decision.reason}"
    tracking.settle(evaluated.run_id, outcome)
    print(outcome)


if __name__ == "__main__":
    main()
