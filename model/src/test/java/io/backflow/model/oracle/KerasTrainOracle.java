package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import io.backflow.model.HeadSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import java.util.Arrays;

/** Kind {@code keras_train}: SGD on consecutive batches, stateful, after a reset, and stateless. */
final class KerasTrainOracle {

    private static final double VALUE = 3e-6;

    private final Fixture f;
    private final ModelSpec spec;
    private final int time;
    private final int windows;
    private float[] parameters;
    private float[] state;

    private KerasTrainOracle(Fixture f) {
        this.f = f;
        spec = Specs.model(f.config(), new HeadSpec(f.config("outputs"), new LossSpec.Mse()));
        time = f.config("time");
        windows = f.config("batch");
        reset();
    }

    private void reset() {
        parameters = new KerasLayout(spec).flat(f.parameters());
        state = new float[windows * spec.stateSize()];
    }

    static void check(Fixture f) {
        KerasTrainOracle o = new KerasTrainOracle(f);
        try (NetworkRun run = new NetworkRun(o.spec, o.parameters, o.time, o.windows)) {
            f.expected().get("stateful").forEach(batch -> o.train(run, batch, true));
            Arrays.fill(o.state, 0f);
            f.expected().get("after_reset_states").forEach(batch -> o.train(run, batch, true));
            o.reset();
            f.expected().get("stateless").forEach(batch -> o.train(run, batch, false));
        }
    }

    private void train(NetworkRun run, JsonNode expected, boolean stateful) {
        int number = expected.get("batch").intValue();
        run.network.load(parameters);
        run.reset(time, windows).inputs(f.input("x" + number).swapped()).state(state);
        targets(run, f.input("y" + number));
        run.network.forwardBackward(run.batch, run.gradients);
        double divisor = run.gradients.weightSum();
        Tensor.near(
                "loss", run.gradients.lossSum() / divisor, expected.get("loss").doubleValue(), VALUE);
        double rate = f.config().get("learning_rate").doubleValue() / divisor;
        float[] after = new KerasLayout(spec).flat(expected.get("weights_after"));
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= (float) (rate * run.gradients.values()[i]);
            Tensor.near(f.name() + " weight[" + i + "]", parameters[i], after[i], VALUE);
        }
        if (stateful) {
            state = run.finalState();
            checkState(expected);
        }
    }

    /** A loss on the last output alone is a loss whose other steps weigh nothing. */
    private void targets(NetworkRun run, Tensor y) {
        if (f.config().get("return_sequences").booleanValue()) {
            run.targets(y.swapped());
            return;
        }
        int last = (time - 1) * windows;
        System.arraycopy(y.floats(), 0, run.batch.targets(), last * f.config("outputs"), y.data().length);
        Arrays.fill(run.batch.weights(), 0, last, 0f);
    }

    private void checkState(JsonNode expected) {
        States states = new States(spec, windows);
        int units = f.config("units");
        for (int l = 0; l < spec.layers().size(); l++) {
            for (int part = 0; part < spec.layers().get(l).stateSize() / units; part++) {
                float[] all = states.part(state, part);
                float[] own = Arrays.copyOfRange(all, l * windows * units, (l + 1) * windows * units);
                String name = "layer" + l + (part == 0 ? ".h_after" : ".c_after");
                Tensor.of(expected.get(name)).matches(f.name() + " " + name, own, VALUE);
            }
        }
    }
}
