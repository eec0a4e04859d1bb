package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.ModelSpec;
import java.util.Arrays;

/** Kinds {@code keras_layer}, {@code keras_stateful} and {@code keras_masking}: one layer in Keras' own layout. */
final class KerasLayerOracle {

    private static final double VALUE = 3e-6;
    private static final double GRADIENT = 1e-5;

    private final Fixture f;
    private final ModelSpec spec;
    private final int time;
    private final int batch;
    private final int units;

    private KerasLayerOracle(Fixture f) {
        this.f = f;
        spec = Specs.layers(f.config());
        time = f.config("time");
        batch = f.config("batch");
        units = f.config("units");
    }

    private StackRun run(int[] lengths) {
        return new StackRun(spec, new KerasLayout(spec).flat(f.parameters()), time, batch, lengths);
    }

    /** States {@code [B, H]} side by side. */
    private float[] rows(Tensor h, Tensor c) {
        float[] rows = new float[batch * spec.stateSize()];
        for (int i = 0; i < batch * units; i++) {
            rows[i / units * spec.stateSize() + i % units] = (float) h.data()[i];
            if (c != null) {
                rows[i / units * spec.stateSize() + units + i % units] = (float) c.data()[i];
            }
        }
        return rows;
    }

    private void checkState(JsonNode expected, String h, String c, float[] rows, double tolerance) {
        Tensor cell = expected.has(c) ? Tensor.of(expected.get(c)) : null;
        float[] wanted = rows(Tensor.of(expected.get(h)), cell);
        for (int i = 0; i < wanted.length; i++) {
            if (cell != null || i % spec.stateSize() < units) {
                Tensor.near(f.name() + " " + h + "[" + i + "]", rows[i], wanted[i], tolerance);
            }
        }
    }

    private void checkOutputs(JsonNode expected, float[] outputs) {
        Tensor.of(expected.get("outputs")).swapped().matches(f.name() + " outputs", outputs, VALUE);
        if (expected.has("last_output_only")) {
            float[] last = Arrays.copyOfRange(outputs, (time - 1) * batch * units, time * batch * units);
            Tensor.of(expected.get("last_output_only")).matches(f.name() + " last output", last, VALUE);
        }
    }

    static void checkLayer(Fixture f) {
        KerasLayerOracle o = new KerasLayerOracle(f);
        try (StackRun run = o.run(StackRun.full(o.time, o.batch))) {
            float[] x = f.input("x").swapped().floats();
            run.forward(x, o.rows(f.input("h0"), f.hasInput("c0") ? f.input("c0") : null));
            o.checkOutputs(f.expected(), run.outputs());
            o.checkState(f.expected(), "hT", "cT", run.finalState(), VALUE);
            float[] state = new float[o.batch * o.spec.stateSize()];
            float[] gradient =
                    run.backward(f.input("cotangent_outputs").swapped().floats(), state);
            JsonNode grads = f.expected().get("grads");
            float[] expected = new KerasLayout(o.spec).flat(grads.get("parameters"));
            for (int i = 0; i < expected.length; i++) {
                Tensor.near(f.name() + " gradient[" + i + "]", gradient[i], expected[i], GRADIENT);
            }
            Tensor.of(grads.get("x")).swapped().matches(f.name() + " dx", run.inputGradient(), GRADIENT);
            o.checkState(grads, "h0", "c0", state, GRADIENT);
            if (f.expected().has("zero_initial_state")) {
                run.forward(x, new float[o.batch * o.spec.stateSize()]);
                o.checkOutputs(f.expected().get("zero_initial_state"), run.outputs());
                o.checkState(f.expected().get("zero_initial_state"), "hT", "cT", run.finalState(), VALUE);
            }
        }
    }

    static void checkStateful(Fixture f) {
        KerasLayerOracle o = new KerasLayerOracle(f);
        try (StackRun run = o.run(StackRun.full(o.time, o.batch))) {
            float[] state = new float[o.batch * o.spec.stateSize()];
            for (JsonNode batch : f.expected().get("carried")) {
                state = o.carry(run, batch, state);
            }
            o.carry(run, f.expected().get("after_reset_states").get(0), new float[state.length]);
        }
    }

    private float[] carry(StackRun run, JsonNode expected, float[] state) {
        run.forward(f.input("x" + expected.get("batch").intValue()).swapped().floats(), state);
        checkOutputs(expected, run.outputs());
        checkState(expected, "h_after", "c_after", run.finalState(), VALUE);
        return run.finalState();
    }

    /** Keras repeats the previous output at masked steps; so do we. */
    static void checkMasking(Fixture f) {
        KerasLayerOracle o = new KerasLayerOracle(f);
        int[] lengths = new int[o.batch];
        Arrays.setAll(lengths, b -> (int) f.input("lengths").data()[b]);
        try (StackRun run = o.run(lengths)) {
            run.forward(f.input("x").swapped().floats(), new float[o.batch * o.spec.stateSize()]);
            o.checkOutputs(f.expected(), run.outputs());
            o.checkState(f.expected(), "hT", "cT", run.finalState(), VALUE);
        }
    }
}
