package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.ModelSpec;
import io.backflow.model.Reduction;

/** Kind {@code head}: every loss, under masks and ignored labels, and every reduction. */
final class HeadOracle {

    private static final double VALUE = 3e-6;
    private static final double GRADIENT = 1e-5;

    private final Fixture f;
    private final ModelSpec spec;
    private final Tensor weights;
    private final int time;
    private final int windows;

    private HeadOracle(Fixture f) {
        this.f = f;
        spec = Specs.model(f.config(), Specs.head(f.config()));
        time = f.config("time");
        windows = f.config("batch");
        weights = f.hasInput("mask") ? f.input("mask").swapped() : fromLabels();
    }

    /** Where labels say what is ignored, the weights are 1 and the labels alone must do it. */
    private Tensor fromLabels() {
        double[] ones = new double[time * windows];
        java.util.Arrays.fill(ones, 1);
        return new Tensor(new int[] {time, windows}, ones);
    }

    static void check(Fixture f) {
        HeadOracle oracle = new HeadOracle(f);
        JsonNode reductions = f.expected().get("reductions");
        reductions.fieldNames().forEachRemaining(name -> oracle.check(name, reductions.get(name)));
    }

    private void check(String reduction, JsonNode expected) {
        float[] parameters = new TorchLayout(spec, false).flat(f.parameters());
        States states = new States(spec, windows);
        try (NetworkRun run = new NetworkRun(spec, parameters, time, windows)) {
            run.reset(time, windows)
                    .inputs(f.input("x").swapped())
                    .state(states.rows(f.input("h0"), null))
                    .weights(reduction.equals("sum_time_mean_unmasked_batch") ? meanOverUnmasked() : weights);
            target(run);
            float[] state = new float[windows * spec.stateSize()];
            run.network.forwardBackward(run.batch, run.gradients, state);
            checkForward(run);
            double divisor = divisor(reduction, run);
            Tensor.near(
                    "loss",
                    run.gradients.lossSum() / divisor,
                    expected.get("loss").doubleValue(),
                    VALUE);
            JsonNode grads = expected.get("grads");
            compare(new TorchLayout(spec, true).flat(grads.get("parameters")), run.gradients.values(), divisor);
            float[] dx = new float[time * windows * spec.input().width()];
            run.network.inputGradient(dx);
            compare(Tensor.of(grads.get("x")).swapped().floats(), dx, divisor);
            compare(Tensor.of(grads.get("h0")).floats(), states.part(state, 0), divisor);
        }
    }

    private void target(NetworkRun run) {
        Tensor target = f.input("target").swapped();
        if (f.config().get("loss").textValue().equals("cross_entropy")) {
            run.labels(target);
            int ignored = f.config().has("ignore_index") ? f.config("ignore_index") : -1;
            for (int i = 0; i < time * windows; i++) {
                run.batch.labels()[i] =
                        run.batch.labels()[i] == ignored ? -1 : run.batch.labels()[i];
            }
        } else {
            run.targets(target);
        }
    }

    private void checkForward(NetworkRun run) {
        Tensor.of(f.expected().get("head_outputs"))
                .swapped()
                .matches(f.name() + " head_outputs", run.network.outputs().predictions(), VALUE);
        Tensor.of(f.expected().get("step_loss"))
                .swapped()
                .matches(f.name() + " step_loss", run.network.outputs().stepLosses(), VALUE);
        Tensor.of(f.expected().get("hT")).matches(f.name() + " hT", run.finalState(), VALUE);
    }

    private double divisor(String reduction, NetworkRun run) {
        double sum = run.gradients.weightSum();
        return switch (reduction) {
            case "sum_time_mean_batch" -> Reduction.SUM_OVER_TIME.divisor(sum, run.gradients.sequences());
            case "mean_unmasked" -> Reduction.MEAN.divisor(sum, run.gradients.sequences());
            case "sum_time_mean_unmasked_batch" -> 1;
            default -> throw new IllegalArgumentException("reduction " + reduction);
        };
    }

    /** TensorFlow's third reduction is a matter of weights: each step's are divided by their sum over the batch. */
    private Tensor meanOverUnmasked() {
        boolean ignores = f.config().has("ignore_index");
        double[] w = weights.data().clone();
        double[] target = f.input("target").swapped().data();
        for (int t = 0; t < time; t++) {
            double sum = 0;
            for (int i = t * windows; i < (t + 1) * windows; i++) {
                w[i] = ignores && target[i] == f.config("ignore_index") ? 0 : w[i];
                sum += w[i];
            }
            for (int i = t * windows; i < (t + 1) * windows; i++) {
                w[i] /= Math.max(sum, 1);
            }
        }
        return new Tensor(weights.shape(), w);
    }

    private void compare(float[] expected, float[] actual, double divisor) {
        for (int i = 0; i < expected.length; i++) {
            Tensor.near(f.name() + " gradient[" + i + "]", actual[i] / divisor, expected[i], GRADIENT);
        }
    }
}
