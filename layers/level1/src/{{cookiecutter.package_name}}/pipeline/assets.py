"""The steps as Dagster's assets. Wiring: what the steps do stands elsewhere."""

from collections.abc import Iterator

import dagster as dg

from .. import operations
from ..core import batches, params
from ..core.batches import BATCH, Split
from ..core.contract import columns, json_schema
from ..core.errors import ProjectError
from ..monitoring import predictions
from ..problem.schema import Inputs
from ..registry import tracking, versions
from ..steps import train as training
from ..steps.extract import extract
from . import gate as gatekeeping
from . import notify, runs, validation
from .evaluation import Evaluation
from .evaluation import evaluate as score_and_record
from .landing import Landed, fingerprint, look
from .validation import Validated

# Where `evaluate` says which run in MLflow holds its record.
RECORD = "mlflow run"
# Kept with a version: rows on which the service tries it before it serves.
SAMPLE_ROWS = 200


@dg.asset(output_required=False)
def ingest(context: dg.AssetExecutionContext) -> Iterator[dg.Output[Landed]]:
    """Batches that have landed whole; the first ones, up to [data] until, it fetches itself.

    Nothing, if a trigger started the run and another run has taken in all that has landed since.
    """
    runs.take_over(context)
    chosen, settings, tags = params.load(), operations.load(), context.run.tags
    context.log.info(f"started by {tags.get(runs.TRIGGER, 'hand')}: {tags.get(runs.WHY, '')}")
    added = extract(chosen.data.until)
    landed = look(settings.validation)
    for note in landed.notes:
        context.log.warning(note)
    now = fingerprint(landed.complete, chosen, settings)
    if tracking.FINGERPRINT in tags and (done := tracking.outcome(now)):
        context.log.info(f"nothing to do, this was trained on already: {done}")
        return
    context.instance.add_run_tags(context.run.run_id, {tracking.FINGERPRINT: now})
    yield dg.Output(
        landed,
        metadata={
            runs.BATCHES: landed.complete,
            "fetched": added,
            "not taken in": landed.notes,
        },
    )


@dg.asset(output_required=False)
def validate(context: dg.AssetExecutionContext, ingest: Landed) -> Iterator[dg.Output[Validated]]:
    """Rows of the batches that keep the data contract; the other batches are quarantined.

    Nothing, if what is left then was trained on already: a bad batch makes no new data.
    """
    chosen, settings = params.load(), operations.load()
    checked = validation.validate(ingest.complete, settings.validation, chosen.data.window)
    predictions.record_arrival(*checked.batches)
    if not checked.newest_is_good:
        # Without it there is nothing that the champion hasn't been compared on.
        raise ProjectError(f"{validation.REFUSED}{checked.quarantined[max(checked.quarantined)]}")
    now = fingerprint(checked.batches, chosen, settings)
    if tracking.FINGERPRINT in context.run.tags and (done := tracking.outcome(now)):
        context.log.info(f"nothing new is good, the rest was trained on already: {done}")
        return
    yield dg.Output(
        checked,
        metadata={
            "rows": len(checked.rows),
            "newest": max(checked.batches),
            "quarantined": checked.quarantined,
        },
    )


@dg.asset
def prepare(validate: Validated) -> dg.MaterializeResult[Split]:
    """The window to train on, and the newest labelled batches apart from it."""
    data = params.load().data.model_copy(update={"until": ""})
    window = batches.choose(sorted(validate.batches), data)
    rows = validate.rows[validate.rows[BATCH].isin(window)]
    split = batches.split(rows.reset_index(drop=True), data.holdout)
    trained, held_out = (sorted(part[BATCH].unique()) for part in (split.training, split.holdout))
    return dg.MaterializeResult(
        value=split,
        metadata={"training": batches.ranges(trained), "holdout": batches.ranges(held_out)},
    )


@dg.asset
def train(prepare: Split) -> training.Fitted:
    """Candidate and baseline without the holdout, and the candidate's recipe with it."""
    return training.train(prepare, params.load().model)


@dg.asset
def evaluate(
    context: dg.AssetExecutionContext,
    validate: Validated,
    prepare: Split,
    train: training.Fitted,
) -> dg.MaterializeResult[Evaluation]:
    """Challenger, baseline and champion on the holdout; recorded in MLflow."""
    chosen, settings = params.load(), operations.load()
    started = context.run.tags
    used = {*prepare.training[BATCH].unique(), *prepare.holdout[BATCH].unique()}
    evaluation = score_and_record(
        prepare,
        train,
        chosen,
        accept_schema_change=settings.gate.accept_schema_change,
        hashes={name: digest for name, digest in validate.batches.items() if name in used},
        tags={
            runs.TRIGGER: started.get(runs.TRIGGER, "by hand"),
            runs.WHY: started.get(runs.WHY, "started in Dagster's page"),
            "dagster_run": context.run.run_id,
            tracking.FINGERPRINT: fingerprint(validate.batches, chosen, settings),
        },
    )
    return dg.MaterializeResult(
        value=evaluation, metadata={RECORD: evaluation.run_id, **evaluation.scores}
    )


@dg.asset
def gate(
    context: dg.AssetExecutionContext, evaluate: Evaluation
) -> dg.MaterializeResult[gatekeeping.Decision]:
    """Whether the challenger may take over."""
    margin = operations.load().gate.margin
    decision = gatekeeping.decide(evaluate.scores, margin=margin, obstacle=evaluate.obstacle)
    context.log.info(f"{'promote' if decision.promote else 'keep the champion'}: {decision.reason}")
    if not decision.promote:
        tracking.settle(evaluate.run_id, f"not promoted: {decision.reason}")
    return dg.MaterializeResult(
        value=decision, metadata={"promote": decision.promote, "reason": decision.reason}
    )


@dg.asset(output_required=False)
def register(
    gate: gatekeeping.Decision,
    evaluate: Evaluation,
    prepare: Split,
    train: training.Fitted,
) -> Iterator[dg.Output[versions.Version]]:
    """The recipe that passed, fitted with the holdout too, as a new version; else nothing."""
    if not gate.promote:
        return
    newest, before = prepare.holdout[BATCH].max(), prepare.training[BATCH].max()
    sample = prepare.holdout[columns(Inputs)].head(SAMPLE_ROWS)
    version = versions.register(
        evaluate.run_id,
        versions.Stored(train.model, train.candidate, json_schema(Inputs), sample),
        newest_batch=newest,
        # Of a single batch that was split at random, the candidate has not seen the holdout.
        candidate_batch="" if before == newest else before,
        metrics=evaluate.measured["candidate"],
    )
    yield dg.Output(version, metadata={"version": version.number})


@dg.asset
def deploy(
    context: dg.AssetExecutionContext,
    register: versions.Version,
    gate: gatekeeping.Decision,
    evaluate: Evaluation,
) -> dg.MaterializeResult[None]:
    """Make the new version the champion; the service notices by itself."""
    versions.promote(register, instead_of=evaluate.champion)
    before = f" instead of version {evaluate.champion.number}" if evaluate.champion else ""
    outcome = f"promoted: version {register.number}{before}: {gate.reason}"
    tracking.settle(evaluate.run_id, outcome)
    context.log.info(outcome)
    notify.tell("champion changed", outcome)
    return dg.MaterializeResult(
        metadata={"champion": register.number, "newest batch": register.newest_batch}
    )


ASSETS = [ingest, validate, prepare, train, evaluate, gate, register, deploy]
