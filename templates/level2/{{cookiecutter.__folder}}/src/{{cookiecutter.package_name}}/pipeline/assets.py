"""The steps as Dagster's assets. Wiring: what the steps do stands elsewhere."""

from collections.abc import Iterator

import dagster as dg
import numpy as np

from .. import operations, registry, tracking
from ..core import params
from ..core.json_schema import record_schema
from ..problem import features, metrics
from ..problem.model import predict
from ..problem.schema import INPUTS
from ..steps import prepare as preparation
from ..steps import train as training
from ..steps.extract import extract
from . import gate as gatekeeping
from . import runs, validation
from .evaluation import Evaluation
from .evaluation import evaluate as score_and_record
from .landing import Landed, fingerprint, glance, look
from .validation import Validated

GROUP = "retraining"
# Where `evaluate` says which run in MLflow holds its record.
RECORD = "mlflow run"

# Steps with checks have no return annotation: Dagster would want one for each check, too.


@dg.asset(group_name=GROUP, output_required=False)
def ingest(context: dg.AssetExecutionContext) -> Iterator[dg.Output[Landed]]:
    """Months that have landed whole; the first ones, up to [data] until, it fetches itself.

    Nothing, if a trigger started the run and another run has taken in all that has landed since.
    """
    chosen, settings, tags = params.load(), operations.load(), context.run.tags
    if settings.pipeline.executor == "in_process":
        runs.mark_worker(context)
    context.log.info(f"started by {tags.get(runs.TRIGGER, 'hand')}: {tags.get(runs.WHY, '')}")
    added = extract(chosen.data.until)
    landed = glance()
    asked_for = tags.get(tracking.FINGERPRINT)
    # What the trigger has seen whole needs no second look.
    if fingerprint(landed.complete, chosen, settings) != asked_for:
        landed = look(settings.triggers.settle_seconds)
    now = fingerprint(landed.complete, chosen, settings)
    if asked_for and (done := tracking.outcome(now)):
        context.log.info(f"nothing to do, this was trained on already: {done}")
        return
    context.instance.add_run_tags(context.run.run_id, {tracking.FINGERPRINT: now})
    yield dg.Output(
        landed,
        metadata={
            "months": sorted(landed.complete),
            "fetched": added,
            "still being written": list(landed.writing),
        },
    )


@dg.asset(
    group_name=GROUP,
    check_specs=[
        dg.AssetCheckSpec("newest_month_is_good", asset="validate", blocking=True),
        dg.AssetCheckSpec("no_month_is_quarantined", asset="validate"),
        dg.AssetCheckSpec("few_values_are_missing", asset="validate"),
    ],
)
def validate(ingest: Landed):
    """Rows of the months that keep the data contract; the other months are quarantined."""
    checked = validation.validate(ingest, operations.load().validation)
    warn = dg.AssetCheckSeverity.WARN
    return dg.MaterializeResult(
        value=checked,
        metadata={"rows": len(checked.rows), "newest": max(checked.months)},
        check_results=[
            # Without it there is nothing that the champion hasn't been compared on.
            dg.AssetCheckResult(
                check_name="newest_month_is_good",
                passed=checked.newest_is_good,
                metadata=checked.quarantined,
            ),
            dg.AssetCheckResult(
                check_name="no_month_is_quarantined",
                passed=not checked.quarantined,
                severity=warn,
                metadata=checked.quarantined,
            ),
            dg.AssetCheckResult(
                check_name="few_values_are_missing",
                passed=not checked.warnings,
                severity=warn,
                metadata=checked.warnings,
            ),
        ],
    )


@dg.asset(
    group_name=GROUP,
    check_specs=[dg.AssetCheckSpec("holdout_follows_training", asset="prepare", blocking=True)],
)
def prepare(validate: Validated):
    """The window to train on, and the newest labelled months apart from it."""
    data = params.load().data.model_copy(update={"until": max(validate.months)})
    window = preparation.choose_months(sorted(validate.months), data)
    rows = validate.rows[preparation.months_of(validate.rows).isin(window)]
    split = preparation.split(rows, data.holdout_months)
    trained, held_out = (preparation.months_of(part) for part in (split.training, split.holdout))
    return dg.MaterializeResult(
        value=split,
        metadata={"training": f"{trained.min()} to {trained.max()}", "holdout": held_out.max()},
        check_results=[
            dg.AssetCheckResult(
                check_name="holdout_follows_training", passed=trained.max() < held_out.min()
            )
        ],
    )


@dg.asset(
    group_name=GROUP,
    check_specs=[dg.AssetCheckSpec("predictions_are_numbers", asset="train", blocking=True)],
)
def train(prepare: preparation.Split):
    """Candidate and baseline without the holdout, and the candidate's recipe with it."""
    fitted = training.train(prepare, params.load().model)
    predicted = predict(fitted.model, features.build(prepare.holdout))
    return dg.MaterializeResult(
        value=fitted,
        metadata={"rows": len(prepare.all)},
        check_results=[
            dg.AssetCheckResult(
                check_name="predictions_are_numbers", passed=bool(np.isfinite(predicted).all())
            )
        ],
    )


@dg.asset(group_name=GROUP)
def evaluate(
    context: dg.AssetExecutionContext,
    validate: Validated,
    prepare: preparation.Split,
    train: training.Fitted,
) -> dg.MaterializeResult[Evaluation]:
    """Challenger, baseline and champion on the holdout; recorded in MLflow."""
    chosen, settings = params.load(), operations.load()
    started = runs.current_tags(context)
    used = set(preparation.months_of(prepare.all))
    evaluation = score_and_record(
        prepare,
        train,
        chosen,
        accept_schema_change=settings.gate.accept_schema_change,
        months={month: digest for month, digest in validate.months.items() if month in used},
        tags={
            runs.TRIGGER: started.get(runs.TRIGGER, "by hand"),
            runs.WHY: started.get(runs.WHY, "started in Dagster's page"),
            "dagster_run": context.run.run_id,
            tracking.FINGERPRINT: fingerprint(validate.months, chosen, settings),
        },
    )
    return dg.MaterializeResult(
        value=evaluation, metadata={RECORD: evaluation.run_id, **evaluation.scores}
    )


@dg.asset(
    group_name=GROUP,
    check_specs=[dg.AssetCheckSpec("challenger_is_better", asset="gate")],
)
def gate(context: dg.AssetExecutionContext, evaluate: Evaluation):
    """Whether the challenger may take over."""
    decision = gatekeeping.decide(
        evaluate.scores,
        margin=operations.load().gate.margin,
        lower_is_better=metrics.LOWER_IS_BETTER,
        obstacle=evaluate.obstacle,
    )
    context.log.info(f"{'promote' if decision.promote else 'keep the champion'}: {decision.reason}")
    tracking.note_decision(evaluate.run_id, decision.reason, decision.numbers)
    if not decision.promote:
        tracking.settle(evaluate.run_id, f"not promoted: {decision.reason}")
    return dg.MaterializeResult(
        value=decision,
        metadata={"reason": decision.reason, **decision.numbers},
        check_results=[
            dg.AssetCheckResult(
                check_name="challenger_is_better",
                passed=decision.promote,
                # Keeping the champion is an answer, not a fault.
                severity=dg.AssetCheckSeverity.WARN,
                metadata={"reason": decision.reason, **decision.numbers},
            )
        ],
    )


@dg.asset(group_name=GROUP, output_required=False)
def register(
    gate: gatekeeping.Decision,
    evaluate: Evaluation,
    prepare: preparation.Split,
    train: training.Fitted,
) -> Iterator[dg.Output[registry.Version]]:
    """The recipe that passed, fitted with the holdout too, as a new version; else nothing."""
    if not gate.promote:
        return
    version = registry.register(
        evaluate.run_id,
        registry.Stored(train.model, train.candidate, record_schema(INPUTS)),
        features.build(prepare.holdout.head(100)),
        data_until=preparation.months_of(prepare.holdout).max(),
        candidate_until=preparation.months_of(prepare.training).max(),
        metrics=evaluate.measured["candidate"],
    )
    yield dg.Output(version, metadata={"version": version.number})


@dg.asset(group_name=GROUP)
def deploy(
    context: dg.AssetExecutionContext,
    register: registry.Version,
    gate: gatekeeping.Decision,
    evaluate: Evaluation,
) -> dg.MaterializeResult[None]:
    """Make the new version the champion; the service notices by itself."""
    registry.promote(register, instead_of=evaluate.champion)
    before = f" instead of version {evaluate.champion.number}" if evaluate.champion else ""
    outcome = f"promoted: version {register.number}{before}: {gate.reason}"
    tracking.settle(evaluate.run_id, outcome)
    context.log.info(outcome)
    return dg.MaterializeResult(
        metadata={"champion": register.number, "data until": register.data_until}
    )


ASSETS = [ingest, validate, prepare, train, evaluate, gate, register, deploy]
