"""Public names that have no rows, each with its reason: what calls them has checked the values before."""

ANY = "any value has a meaning"
BY_CALLS = "called by Module, with what it made"
BY_FIT = "called by fit or a loss, with what they checked"
BY_OTHERS = "a base: the rows of what rests on it stand for it"
BY_PLOTS = "called by plots, with what they checked"
BY_RECIPE = "called by the checks of recipe, with what they checked"
BY_SEARCH = "called by random_search, with the generator that it checked"
BY_TAPE = "called by the operations of Tensor, with arrays"
BY_WIDGETS = "called by widgets, with what they checked"
BY_SAYING = "called by what a chapter says to its learner, with words"
FOR_TRYING = "a part of the pipelines on which the checks are tried"
FORMULA = "a formula, whose number of steps is counted by the schedule"
NO_FILE = "takes a path: what is no file is a FileNotFoundError (tests/test_weights.py)"
TRAITS = "traitlets refuses, with errors of its own (tests/widgets)"

REASONS = {
    ANY: ("difference.as_double", "modes.modes_restored", "numpy_nn.module.Module.train"),
    BY_CALLS: (
        "numpy_nn.calls.Call",
        "numpy_nn.calls.Call.accept",
        "numpy_nn.calls.Call.forget_last_inside",
        "numpy_nn.calls.Call.keep",
        "numpy_nn.calls.Call.last_inside",
        "numpy_nn.calls.Call.refuse_misfits",
        "numpy_nn.calls.run",
        "numpy_nn.dropout.Dropout.draw_mask",
        "numpy_nn.parameters.each_once",
        "numpy_nn.parameters.match_state",
        "numpy_nn.sums.feature_products",
        "numpy_nn.sums.feature_sums",
        "numpy_nn.sums.row_mean_products",
        "numpy_nn.sums.row_means",
        "torch_nn.dropout.Dropout.draw_mask",
    ),
    BY_FIT: (
        "callbacks.Callback.after_epoch",
        "callbacks.Callback.after_step",
        "callbacks.Callback.after_training",
        "callbacks.Callback.before_training",
        "callbacks.EarlyStopping.after_epoch",
        "callbacks.EarlyStopping.after_training",
        "callbacks.EarlyStopping.before_training",
        "datasets.splits.stratified_parts",
        "numpy_nn.evaluation.judge",
        "numpy_nn.evaluation.right_answers",
        "reduction.reduce_losses",
        "reduction.share_of_each",
        "torch_nn.evaluation.judge",
        "torch_nn.evaluation.right_answers",
    ),
    BY_OTHERS: (
        "numpy_nn.module.Module.__call__",
        "numpy_nn.module.Module.forward",
        "numpy_nn.optimisers.Optimizer",
        "numpy_nn.parameters.Stored",
        "numpy_nn.schedules.LRScheduler",
        "numpy_nn.tape.Recorded",
        "torch_nn.schedules.LRScheduler",
        "widgets.base.CourseWidget",
    ),
    BY_PLOTS: (
        "plots.style.key_above",
        "plots.style.label_line_ends",
        "plots.style.line_style",
        "plots.style.mark_level",
        "plots.columns.new_column",
        "plots.style.new_axes",
        "plots.style.round_ticks",
    ),
    BY_RECIPE: (
        "recipe.copies.brier_scores",
        "recipe.copies.greatest_share",
        "recipe.copies.losses_of",
        "recipe.copies.outputs_of",
        "recipe.copies.rights_of",
        "recipe.copies.single",
        "recipe.copies.trained_copy",
        "recipe.door.copy_of",
        "recipe.door.nothing_left_behind",
        "recipe.door.read_rows",
        "recipe.door.seed_all",
        "recipe.leaks.too_many",
        "recipe.verdicts.at_most",
        "recipe.verdicts.in_figures",
    ),
    BY_SEARCH: (
        "random_search.Choice.draw",
        "random_search.LogUniform.draw",
        "random_search.Uniform.draw",
    ),
    BY_TAPE: ("numpy_nn.tape.record",),
    BY_WIDGETS: (
        "boundary_learning.outputs_at",
        "signal_flow.Watched",
        "signal_flow.Watched.forward",
        "widgets.browser_random.mixed",
        "widgets.modules.joined_script",
        "widgets.modules.joined_style",
        "widgets.question_form.QuestionForm",
        "widgets.question_form.as_html",
        "widgets.question_form.as_text",
        "widgets.vanishing_gradients.described",
        "widgets.vanishing_gradients.facts_in_words",
        "widgets.vanishing_gradients.gradient_in_words",
        "widgets.vanishing_gradients.in_figures",
    ),
    BY_SAYING: ("words.Words", "words.as_markup"),
    FOR_TRYING: (
        "pipelines.changes.add_noise",
        "pipelines.changes.mirror_both_ways",
        "pipelines.changes.shift",
        "pipelines.changes.turn_signs",
        "pipelines.models.ResidualNet.forward",
        "pipelines.pipeline.predict_as_it_is",
        "pipelines.pipeline.predict_in_eval_mode",
    ),
    FORMULA: tuple(
        f"{side}.schedules.{name}.lr_at"
        for side in ("numpy_nn", "torch_nn")
        for name in (
            "CosineAnnealingLR",
            "ExponentialLR",
            "LRScheduler",
            "LinearLR",
            "SequentialLR",
            "StepLR",
        )
    ),
    NO_FILE: ("weights.load",),
    TRAITS: (
        "widgets.boundary_playground.BoundaryPlayground",
        "widgets.boundary_playground.PointList.validate",
        "widgets.optimiser_paths.LearningRates.validate",
        "widgets.optimiser_paths.OptimiserPaths",
        "widgets.optimiser_paths.Point.validate",
        "widgets.traits.ChangedAsAWhole.clear",
        "widgets.traits.ChangedAsAWhole.pop",
        "widgets.traits.ChangedAsAWhole.popitem",
        "widgets.traits.ChangedAsAWhole.setdefault",
        "widgets.traits.ChangedAsAWhole.update",
        "widgets.traits.Number",
        "widgets.traits.Number.validate",
        "widgets.traits.OneOf",
        "widgets.traits.OneOf.validate",
        "widgets.traits.Whole",
        "widgets.traits.Whole.validate",
        "widgets.traits.number_within",
        "widgets.vanishing_gradients.NetworkSettings.validate",
        "widgets.vanishing_gradients.Settings",
        "widgets.vanishing_gradients.VanishingGradients",
    ),
}
EXEMPT = {name for names in REASONS.values() for name in names}
