package io.backflow.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.backflow.jobs.sequence.FeatureScale;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.TargetRule;
import io.backflow.jobs.window.BatchRow;
import io.backflow.jobs.window.TargetCodec;
import io.backflow.model.HeadSpec;
import io.backflow.model.Initialization;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LiveStepperTest {

    /** Products of other shapes add up in another order. */
    private static final float ROUNDING = 1e-6f;

    private static final FeatureScale SCALE = new FeatureScale(new float[] {1f, -2f, 0.5f}, new float[] {2f, 3f, 1.5f});
    private static final int STEPS = 9;

    static Stream<ModelSpec> models() {
        InputSpec features = new InputSpec.Features(3);
        HeadSpec head = new HeadSpec(2, new LossSpec.Mse());
        Stream<List<LayerSpec>> stacks = Stream.of(
                List.of(new LayerSpec.SimpleRnn(7, LayerSpec.Activation.TANH, 0)),
                List.of(new LayerSpec.SimpleRnn(7, LayerSpec.Activation.RELU, 0)),
                List.of(new LayerSpec.Lstm(8, true, 0)),
                List.of(new LayerSpec.Gru(6, true, 0)),
                List.of(new LayerSpec.Gru(6, false, 0)),
                List.of(new LayerSpec.Diagonal(5, 0)),
                List.of(new LayerSpec.Lru(6, 0)),
                List.of(new LayerSpec.Lru(6, true, LayerSpec.OutputActivation.GLU, false, 0.2)),
                List.of(
                        new LayerSpec.Lstm(4, true, 0.5),
                        new LayerSpec.Gru(6, true, 0.5),
                        new LayerSpec.Diagonal(5, 0.5),
                        new LayerSpec.SimpleRnn(3, LayerSpec.Activation.TANH, 0.5),
                        new LayerSpec.Gru(4, false, 0.5)));
        ModelSpec tokens = new ModelSpec(
                new InputSpec.Tokens(11, 4),
                List.of(new LayerSpec.Gru(6, true, 0.2), new LayerSpec.Lstm(5, true, 0)),
                new HeadSpec(11, new LossSpec.CrossEntropy()));
        return Stream.concat(stacks.map(layers -> new ModelSpec(features, layers, head)), Stream.of(tokens));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyBatchSizeGivesWhatTheNetworkGivesForWholeSequences(ModelSpec spec) {
        float[] parameters = parameters(spec, 1);
        for (int sequences : new int[] {1, 2, 3, 5, 8, 31, 64, 127, 255, 256}) {
            try (LiveStepper stepper = stepper(spec, 256, 0)) {
                stepper.load(parameters, 4);
                sideBySide(stepper, spec, parameters, sequences);
            }
        }
    }

    /** Sequences join the batch one step after another, so that each step's batch holds other positions. */
    private static void sideBySide(LiveStepper stepper, ModelSpec spec, float[] parameters, int sequences) {
        List<LiveState> states = states(spec, sequences);
        float[][][] outputs = new float[sequences][STEPS][spec.head().units()];
        for (int turn = 0; turn < STEPS + 2; turn++) {
            stepper.clear();
            for (int s = 0; s < sequences; s++) {
                int t = turn - s % 3;
                if (t >= 0 && t < STEPS) {
                    stepper.add(states.get(s), step(spec, s, t));
                }
            }
            stepper.run();
            int row = 0;
            for (int s = 0; s < sequences; s++) {
                int t = turn - s % 3;
                if (t >= 0 && t < STEPS) {
                    System.arraycopy(stepper.outputs(), stepper.at(row++), outputs[s][t], 0, outputs[s][t].length);
                }
            }
        }
        try (Whole whole = new Whole(spec, parameters)) {
            for (int s = 0; s < sequences; s++) {
                whole.run(s, 0, STEPS, new float[spec.stateSize()]);
                assertThat(states.get(s).recurrent).containsExactly(whole.state(), within(ROUNDING));
                assertThat(states.get(s).version).isEqualTo(4);
                assertThat(states.get(s).step).isEqualTo(STEPS - 1);
                for (int t = 0; t < STEPS; t++) {
                    assertThat(outputs[s][t]).containsExactly(whole.output(t), within(ROUNDING));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aCarriedStateGoesOnWithNewParameters(ModelSpec spec) {
        LiveState state = new LiveState(spec.stateSize());
        try (LiveStepper stepper = stepper(spec, 4, 0);
                Whole first = new Whole(spec, parameters(spec, 1));
                Whole second = new Whole(spec, parameters(spec, 2))) {
            stepper.load(parameters(spec, 1), 1);
            advance(stepper, spec, state, 0, 5);
            stepper.load(parameters(spec, 2), 2);
            advance(stepper, spec, state, 5, STEPS);
            first.run(0, 0, 5, new float[spec.stateSize()]);
            second.run(0, 5, STEPS, first.state());
            assertThat(state.recurrent).containsExactly(second.state(), within(ROUNDING));
            assertThat(state.version).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aRecomputedStateIsThatOfTheNewParametersOverTheLastSteps(ModelSpec spec) {
        int back = 3;
        LiveState young = new LiveState(spec.stateSize());
        LiveState old = new LiveState(spec.stateSize());
        try (LiveStepper stepper = stepper(spec, 4, back);
                Whole first = new Whole(spec, parameters(spec, 1));
                Whole second = new Whole(spec, parameters(spec, 2))) {
            stepper.load(parameters(spec, 1), 1);
            advance(stepper, spec, young, 0, 2);
            advance(stepper, spec, old, 0, 7);
            stepper.load(parameters(spec, 2), 2);
            stepper.clear();
            int youngRow = stepper.add(young, step(spec, 0, 2));
            int oldRow = stepper.add(old, step(spec, 0, 7));
            stepper.run();
            second.run(0, 0, 3, new float[spec.stateSize()]);
            assertThat(young.recurrent).containsExactly(second.state(), within(ROUNDING));
            assertThat(output(stepper, spec, youngRow)).containsExactly(second.output(2), within(ROUNDING));
            first.run(0, 0, 3, new float[spec.stateSize()]);
            second.run(0, 3, 8, first.state());
            assertThat(old.recurrent).containsExactly(second.state(), within(ROUNDING));
            assertThat(output(stepper, spec, oldRow)).containsExactly(second.output(4), within(ROUNDING));
        }
    }

    @Test
    void aStepAllocatesNothing() {
        ModelSpec spec = models().toList().get(3);
        try (LiveStepper stepper = stepper(spec, 64, 0)) {
            stepper.load(parameters(spec, 1), 1);
            List<LiveState> states = states(spec, 64);
            Step step = step(spec, 0, 0);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            for (int run = 0; run < 200; run++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                stepper.clear();
                for (LiveState state : states) {
                    stepper.add(state, step);
                }
                stepper.run();
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).isLessThan(64); // the list's iterator
        }
    }

    private static void advance(LiveStepper stepper, ModelSpec spec, LiveState state, int from, int until) {
        for (int t = from; t < until; t++) {
            stepper.clear();
            stepper.add(state, step(spec, 0, t));
            stepper.run();
        }
    }

    private static float[] output(LiveStepper stepper, ModelSpec spec, int row) {
        float[] output = new float[spec.head().units()];
        System.arraycopy(stepper.outputs(), stepper.at(row), output, 0, output.length);
        return output;
    }

    private static List<LiveState> states(ModelSpec spec, int n) {
        List<LiveState> states = new ArrayList<>();
        for (int s = 0; s < n; s++) {
            states.add(new LiveState(spec.stateSize()));
        }
        return states;
    }

    private static LiveStepper stepper(ModelSpec spec, int capacity, int back) {
        FeatureScale scale = spec.input() instanceof InputSpec.Tokens ? new FeatureScale(null, null) : SCALE;
        TargetCodec codec = TargetCodec.of(spec.head(), TargetRule.GIVEN, false, scale);
        return new LiveStepper(new BatchRow(spec, scale, codec), capacity, back);
    }

    private static float[] parameters(ModelSpec spec, long seed) {
        return Initialization.keras(spec, seed);
    }

    private static Step step(ModelSpec spec, int sequence, int t) {
        Random random = new Random(1000L * sequence + t);
        if (spec.input() instanceof InputSpec.Tokens tokens) {
            int token = random.nextInt(tokens.vocabulary());
            return new Step("s" + sequence, t, t, new float[0], token, null, Step.NONE, 1f, false);
        }
        float[] features = new float[3];
        for (int i = 0; i < 3; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new Step("s" + sequence, t, t, features);
    }

    /** The library's own pass over a whole stretch of one sequence. */
    private static final class Whole implements AutoCloseable {

        private final ModelSpec spec;
        private final Network network;
        private final Minibatch batch;

        Whole(ModelSpec spec, float[] parameters) {
            this.spec = spec;
            network = new Network(spec, STEPS, 1);
            network.load(parameters);
            batch = new Minibatch(spec, STEPS, 1);
        }

        void run(int sequence, int from, int until, float[] state) {
            batch.reset(until - from, 1);
            System.arraycopy(state, 0, batch.initialState(), 0, state.length);
            for (int t = from; t < until; t++) {
                Step step = step(spec, sequence, t);
                if (batch.tokens().length > 0) {
                    batch.tokens()[t - from] = step.token();
                } else {
                    for (int i = 0; i < 3; i++) {
                        batch.inputs()[(t - from) * 3 + i] = SCALE.normalise(step.features()[i], i);
                    }
                }
            }
            network.forward(batch);
        }

        float[] state() {
            return network.outputs().finalState().clone();
        }

        float[] output(int t) {
            float[] output = new float[spec.head().units()];
            System.arraycopy(network.outputs().predictions(), t * output.length, output, 0, output.length);
            return output;
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
