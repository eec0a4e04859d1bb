package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.ModelSpec;

/** Kinds {@code cell} and {@code varlen}: layers under given cotangents of outputs and final state. */
final class CellOracle {

    /** Single precision: a few units in the last place after a handful of steps. */
    private static final double VALUE = 3e-6;

    private static final double GRADIENT = 1e-5;

    private final Fixture f;
    private final ModelSpec spec;
    private final States states;
    private final int[] lengths;

    private CellOracle(Fixture f) {
        this.f = f;
        spec = Specs.layers(f.config());
        states = new States(spec, f.config("batch"));
        lengths = StackRun.full(f.config("time"), f.config("batch"));
        for (int b = 0; f.hasInput("lengths") && b < lengths.length; b++) {
            lengths[b] = (int) f.input("lengths").data()[b];
        }
    }

    static void check(Fixture f) {
        CellOracle oracle = new CellOracle(f);
        oracle.check(f.expected().get("output_cotangent"), false);
        oracle.check(f.expected().get("output_and_final_state_cotangent"), true);
    }

    private void check(JsonNode expected, boolean finalState) {
        float[] parameters = new TorchLayout(spec, false).flat(f.parameters());
        try (StackRun run = new StackRun(spec, parameters, f.config("time"), f.config("batch"), lengths)) {
            run.forward(f.input("x").swapped().floats(), rows("h0", "c0"));
            checkOutputs(run.outputs());
            checkState(f.expected(), run.finalState(), "hT", "cT", VALUE);
            float[] state = finalState ? rows("cotangent_hT", "cotangent_cT") : new float[run.finalState().length];
            float[] gradient =
                    run.backward(f.input("cotangent_outputs").swapped().floats(), state);
            JsonNode grads = expected.get("grads");
            compare(new TorchLayout(spec, true).flat(grads.get("parameters")), gradient);
            Tensor.of(grads.get("x")).swapped().matches(f.name() + " dx", run.inputGradient(), GRADIENT);
            checkState(grads, state, "h0", "c0", GRADIENT);
        }
    }

    private float[] rows(String h, String c) {
        return states.rows(f.input(h), f.hasInput(c) ? f.input(c) : null);
    }

    /** Ours repeat the last state in the padding, PyTorch's are zero there: what counts is before. */
    private void checkOutputs(float[] outputs) {
        Tensor expected = Tensor.of(f.expected().get("outputs")).swapped();
        int batch = f.config("batch");
        int units = spec.layers().get(0).units();
        for (int i = 0; i < outputs.length; i++) {
            int step = i / units;
            if (step / batch < lengths[step % batch]) {
                Tensor.near(f.name() + " outputs", outputs[i], expected.data()[i], VALUE);
            }
        }
    }

    private void checkState(JsonNode expected, float[] rows, String h, String c, double tolerance) {
        Tensor.of(expected.get(h)).matches(f.name() + " " + h, states.part(rows, 0), tolerance);
        if (expected.has(c)) {
            Tensor.of(expected.get(c)).matches(f.name() + " " + c, states.part(rows, 1), tolerance);
        }
    }

    private void compare(float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            Tensor.near(f.name() + " gradient[" + i + "]", actual[i], expected[i], GRADIENT);
        }
    }
}
