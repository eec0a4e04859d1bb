package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import java.util.function.IntPredicate;

/**
 * Kind {@code ptb_lm}: TensorFlow's PTB tutorial in small, trained over consecutive windows.
 *
 * <p>Where the oracle trains two biases, our one is their sum: its gradient counts twice in the norm, and it moves
 * twice as far.
 */
final class LanguageModelOracle {

    /** Rounding of the updates before adds up: five windows at a learning rate of 1. */
    private static final double VALUE = 1e-5;

    private final Fixture f;
    private final ModelSpec spec;
    private final float[] parameters;
    private final IntPredicate doubled;

    private LanguageModelOracle(Fixture f) {
        this.f = f;
        spec = Specs.model(f.config(), new HeadSpec(f.config("vocab"), new LossSpec.CrossEntropy()));
        parameters = new TorchLayout(spec, false).flat(f.parameters());
        boolean two = f.config("biases_per_layer") == 2;
        ParameterLayout layout = ParameterLayout.of(spec);
        doubled = i -> two
                && layout.views().stream()
                        .anyMatch(v -> v.name().startsWith("layer")
                                && v.name().endsWith(".bias")
                                && i >= v.offset()
                                && i < v.offset() + v.size());
    }

    static void check(Fixture f) {
        new LanguageModelOracle(f).train();
    }

    private void train() {
        int window = f.config("window");
        int batch = f.config("batch");
        States states = new States(spec, batch);
        Tensor tokens = f.input("tokens").swapped();
        float[] state = states.rows(f.input("h0"), f.input("c0"));
        try (NetworkRun run = new NetworkRun(spec, parameters, window, batch)) {
            for (JsonNode expected : f.expected().get("windows")) {
                int start = expected.get("start").intValue();
                run.network.load(parameters);
                run.reset(window, batch)
                        .tokens(tokens.slice(start, start + window))
                        .labels(tokens.slice(start + 1, start + window + 1))
                        .state(state);
                run.network.forwardBackward(run.batch, run.gradients);
                state = run.finalState();
                Tensor.of(expected.get("hT")).matches("hT", states.part(state, 0), VALUE);
                Tensor.of(expected.get("cT")).matches("cT", states.part(state, 1), VALUE);
                Tensor.near("loss", run.gradients.lossSum() / batch, number(expected, "loss"), VALUE);
                update(expected, run.gradients.values(), batch);
            }
        }
    }

    private void update(JsonNode expected, float[] sums, int batch) {
        float[] gradients = new TorchLayout(spec, true)
                .flat(expected.get("grads_before_clip").get("parameters"));
        double squares = 0;
        for (int i = 0; i < sums.length; i++) {
            double g = sums[i] / batch;
            Tensor.near(f.name() + " gradient[" + i + "]", g, gradients[i], VALUE);
            squares += (doubled.test(i) ? 2 : 1) * g * g;
        }
        Tensor.near("norm", Math.sqrt(squares), number(expected, "global_norm"), VALUE);
        double clip = f.config().get("clip_norm").doubleValue();
        double scale = clip / Math.max(clip, Math.sqrt(squares));
        Tensor.near("scale", scale, number(expected, "clip_scale"), VALUE);
        double rate = f.config().get("learning_rate").doubleValue() * scale / batch;
        float[] after = new TorchLayout(spec, false).flat(expected.get("parameters_after"));
        for (int i = 0; i < sums.length; i++) {
            parameters[i] -= (float) ((doubled.test(i) ? 2 : 1) * rate * sums[i]);
            Tensor.near(f.name() + " parameter[" + i + "]", parameters[i], after[i], VALUE);
        }
    }

    private static double number(JsonNode node, String key) {
        return node.get(key).doubleValue();
    }
}
