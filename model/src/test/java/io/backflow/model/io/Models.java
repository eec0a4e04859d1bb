package io.backflow.model.io;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.TimeFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Specs of every cell, stack, input and head, and parameters for them. */
final class Models {

    private Models() {}

    static Stream<ModelSpec> all() {
        List<List<LayerSpec>> stacks = List.of(
                List.of(new LayerSpec.SimpleRnn(5, LayerSpec.Activation.TANH, 0)),
                List.of(new LayerSpec.SimpleRnn(5, LayerSpec.Activation.RELU, 0)),
                List.of(new LayerSpec.Lstm(5, true, 0.5)),
                List.of(new LayerSpec.Gru(5, true, 0)),
                List.of(new LayerSpec.Gru(5, false, 0)),
                List.of(new LayerSpec.Lstm(5, true, 0), new LayerSpec.Lstm(5, true, 0)),
                List.of(
                        new LayerSpec.Gru(6, true, 0),
                        new LayerSpec.Lstm(4, false, 0),
                        new LayerSpec.SimpleRnn(3, LayerSpec.Activation.TANH, 0)));
        List<HeadSpec> heads = List.of(
                new HeadSpec(2, new LossSpec.Mse()),
                new HeadSpec(1, new LossSpec.Huber(0.5)),
                new HeadSpec(4, new LossSpec.CrossEntropy()),
                new HeadSpec(2, new LossSpec.BinaryCrossEntropy()),
                new HeadSpec(2, new LossSpec.GaussianNll()),
                new HeadSpec(3, new LossSpec.Quantile(List.of(0.1, 0.5, 0.9))));
        List<ModelSpec> specs = new ArrayList<>();
        for (List<LayerSpec> stack : stacks) {
            for (HeadSpec head : heads) {
                specs.add(new ModelSpec(new InputSpec.Features(3), stack, head));
                specs.add(new ModelSpec(new InputSpec.Tokens(11, 4), stack, head));
            }
        }
        specs.addAll(skipping());
        return specs.stream();
    }

    /** Heads that see inputs too. */
    private static List<ModelSpec> skipping() {
        InputSpec timed = new InputSpec.Features(
                2, List.of(), List.of(TimeFeature.ELAPSED, TimeFeature.HOUR_OF_DAY), "Europe/Berlin", 3);
        LayerSpec layer = new LayerSpec.Gru(5, true, 0);
        return List.of(
                new ModelSpec(timed, List.of(layer), new HeadSpec(2, new LossSpec.Mse(), HeadSpec.Skip.TIME)),
                new ModelSpec(timed, List.of(layer, layer), new HeadSpec(2, new LossSpec.Mse(), HeadSpec.Skip.INPUTS)),
                new ModelSpec(timed, List.of(layer), new HeadSpec(2, new LossSpec.Mse())));
    }

    /** Every parameter different from 0, so that none can be forgotten unnoticed. */
    static float[] parameters(ModelSpec spec, long seed) {
        Random random = new Random(seed);
        float[] parameters = new float[ParameterLayout.of(spec).size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = (0.1f + 0.5f * random.nextFloat()) * (random.nextBoolean() ? 1 : -1);
        }
        return parameters;
    }
}
