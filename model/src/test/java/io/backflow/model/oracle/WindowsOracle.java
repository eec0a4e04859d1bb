package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.Arrays;

/** Kinds {@code tbptt_windows} and {@code tbptt_k1k2}: gradients that stop at a window's start, parameters frozen. */
final class WindowsOracle {

    private static final double VALUE = 3e-6;
    private static final double GRADIENT = 1e-5;

    private final Fixture f;
    private final ModelSpec spec;
    private final int windows;
    private final Tensor x;
    private final Tensor target;
    private final float[] initial;

    private WindowsOracle(Fixture f) {
        this.f = f;
        spec = Specs.model(f.config(), new HeadSpec(f.config("outputs"), new LossSpec.Mse()));
        windows = f.config("batch");
        x = f.input("x").swapped();
        target = f.input("target").swapped();
        initial = new States(spec, windows).rows(f.input("h0"), f.hasInput("c0") ? f.input("c0") : null);
    }

    static void check(Fixture f) {
        WindowsOracle oracle = new WindowsOracle(f);
        f.expected().fieldNames().forEachRemaining(name -> {
            for (JsonNode window : f.expected().get(name).get("windows")) {
                oracle.check(window, name.equals("reset_to_zero"));
            }
        });
    }

    private void check(JsonNode window, boolean fromZero) {
        int start = window.get("start").intValue();
        int end = window.get("end").intValue();
        float[] parameters = new TorchLayout(spec, false).flat(f.parameters());
        try (NetworkRun run = new NetworkRun(spec, parameters, f.config("time"), windows)) {
            float[] state = fromZero ? new float[initial.length] : stateBefore(run, start);
            fill(run, start, end, state);
            Arrays.fill(run.batch.weights(), 0, (window.get("loss_from").intValue() - start) * windows, 0f);
            run.network.forwardBackward(run.batch, run.gradients);
            Tensor.near(
                    "loss",
                    run.gradients.lossSum() / windows,
                    window.get("loss").doubleValue(),
                    VALUE);
            float[] expected =
                    new TorchLayout(spec, true).flat(window.get("grads").get("parameters"));
            for (int i = 0; i < expected.length; i++) {
                double g = run.gradients.values()[i] / windows;
                Tensor.near(f.name() + " [" + start + ", " + end + ") gradient[" + i + "]", g, expected[i], GRADIENT);
            }
            checkStates(window, state, run);
        }
    }

    private float[] stateBefore(NetworkRun run, int start) {
        if (start == 0) {
            return initial;
        }
        fill(run, 0, start, initial);
        run.network.forward(run.batch);
        return run.finalState();
    }

    private void fill(NetworkRun run, int start, int end, float[] state) {
        run.reset(end - start, windows)
                .inputs(x.slice(start, end))
                .targets(target.slice(start, end))
                .state(state);
    }

    private void checkStates(JsonNode window, float[] start, NetworkRun run) {
        if (window.has("state_at_start")) {
            checkState(window.get("state_at_start"), start);
            checkState(window.get("state_at_end"), run.finalState());
        }
    }

    private void checkState(JsonNode expected, float[] rows) {
        States states = new States(spec, windows);
        Tensor.of(expected.get("h")).matches(f.name() + " h", states.part(rows, 0), VALUE);
        if (expected.has("c")) {
            Tensor.of(expected.get("c")).matches(f.name() + " c", states.part(rows, 1), VALUE);
        }
    }
}
