package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import java.util.Arrays;

/** The problem that all files about horizons share: one layer, a linear head, squared errors at every step. */
final class Problem {

    static final double VALUE = 3e-6;
    static final double GRADIENT = 1e-5;

    final Fixture f;
    final ModelSpec spec;
    final int sequences;
    final int time;
    final Tensor x;
    final Tensor target;
    final float[] initial;
    final float[] parameters;

    Problem(Fixture f) {
        this.f = f;
        spec = Specs.model(f.config(), new HeadSpec(f.config("outputs"), new LossSpec.Mse()));
        sequences = f.config("batch");
        time = f.config("time");
        x = f.input("x").swapped();
        target = f.input("target").swapped();
        initial = new States(spec, sequences).rows(f.input("h0"), f.hasInput("c0") ? f.input("c0") : null);
        parameters = new TorchLayout(spec, false).flat(f.parameters());
    }

    NetworkRun run() {
        return new NetworkRun(spec, parameters, time, sequences);
    }

    /** Steps {@code [start, end)} from {@code state}, with the losses from {@code lossFrom} on. */
    void fill(Minibatch batch, int start, int end, int lossFrom, float[] state) {
        batch.reset(end - start, sequences);
        copy(x.slice(start, end), batch.inputs());
        copy(target.slice(start, end), batch.targets());
        System.arraycopy(state, 0, batch.initialState(), 0, sequences * spec.stateSize());
        int without = Math.max(0, lossFrom - start) * sequences;
        Arrays.fill(batch.weights(), without, (end - start) * sequences, 1f);
    }

    private static void copy(Tensor from, float[] into) {
        System.arraycopy(from.floats(), 0, into, 0, from.size());
    }

    /** A loss is a mean over the batch in the file, and a sum over it here. */
    void loss(String what, double sum, JsonNode expected) {
        Tensor.near(f.name() + " " + what, sum / sequences, expected.doubleValue(), VALUE);
    }

    void gradient(String what, float[] sum, JsonNode expected) {
        float[] flat = new TorchLayout(spec, true).flat(expected);
        for (int i = 0; i < flat.length; i++) {
            Tensor.near(f.name() + " " + what + "[" + i + "]", sum[i] / sequences, flat[i], GRADIENT);
        }
    }

    /** A state, or a gradient by one, of which the parts are named {@code h} and {@code c}. */
    void state(String what, float[] rows, double divisor, JsonNode h, JsonNode c) {
        States states = new States(spec, sequences);
        float[] scaled = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            scaled[i] = (float) (rows[i] / divisor);
        }
        Tensor.of(h).matches(f.name() + " " + what + " h", states.part(scaled, 0), GRADIENT);
        if (!c.isMissingNode()) {
            Tensor.of(c).matches(f.name() + " " + what + " c", states.part(scaled, 1), GRADIENT);
        }
    }
}
