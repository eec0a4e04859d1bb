package io.backflow.model.reference;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.TimeFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A model and a ragged, partly masked batch for it, all drawn from one seed. */
record RandomCase(ModelSpec spec, float[] parameters, Minibatch batch, float[] stateCotangent) {

    static RandomCase of(long seed) {
        Random random = new Random(seed);
        List<LayerSpec> layers = new ArrayList<>();
        for (int l = 0; l <= random.nextInt(3); l++) {
            layers.add(layer(random, random.nextInt(8)));
        }
        return of(random, layers, head(random, random.nextInt(6)));
    }

    static RandomCase of(long seed, int cell, int loss) {
        Random random = new Random(seed);
        return of(random, List.of(layer(random, cell)), head(random, loss));
    }

    /** A cell under a head of so many classes. */
    static RandomCase ofClasses(long seed, int classes) {
        Random random = new Random(seed);
        return of(random, List.of(layer(random, 0)), new HeadSpec(classes, new LossSpec.CrossEntropy()));
    }

    private static RandomCase of(Random random, List<LayerSpec> layers, HeadSpec head) {
        InputSpec input = random.nextInt(4) == 0
                ? new InputSpec.Tokens(2 + random.nextInt(4), 1 + random.nextInt(4))
                : new InputSpec.Features(1 + random.nextInt(5));
        ModelSpec spec = skipping(random, input, layers, head);
        float[] parameters = gaussian(random, ParameterLayout.of(spec).size(), 0.6);
        Minibatch batch = batch(random, spec);
        return new RandomCase(spec, parameters, batch, gaussian(random, batch.batch() * spec.stateSize(), 1));
    }

    /** The inputs of features are seen by the head too in two of three cases: all, or the last of them. */
    private static ModelSpec skipping(Random random, InputSpec plain, List<LayerSpec> layers, HeadSpec plainHead) {
        if (!(plain instanceof InputSpec.Features features)) {
            return new ModelSpec(plain, fitting(plain.width(), layers), plainHead);
        }
        HeadSpec.Skip skip = HeadSpec.Skip.values()[random.nextInt(3)];
        InputSpec input = skip == HeadSpec.Skip.TIME
                ? new InputSpec.Features(features.size(), List.of(), List.of(TimeFeature.ELAPSED), "UTC", 1)
                : features;
        HeadSpec head = new HeadSpec(plainHead.units(), plainHead.loss(), skip);
        return new ModelSpec(input, fitting(input.width(), layers), head);
    }

    /** A layer with a residual connection becomes as wide as what it reads; one number is not normalised. */
    private static List<LayerSpec> fitting(int width, List<LayerSpec> layers) {
        List<LayerSpec> fitting = new ArrayList<>();
        int read = width;
        for (LayerSpec layer : layers) {
            if (layer instanceof LayerSpec.Lru lru) {
                boolean residual = lru.residual() && read % 2 == 0;
                boolean normalised = lru.layerNormalization() && read > 1;
                int units = residual ? read : lru.units();
                fitting.add(new LayerSpec.Lru(units, normalised, lru.activation(), residual, 0));
            } else {
                fitting.add(layer);
            }
            read = fitting.get(fitting.size() - 1).units();
        }
        return fitting;
    }

    private static LayerSpec layer(Random random, int kind) {
        int units = 1 + random.nextInt(6);
        return switch (kind) {
            case 0 -> new LayerSpec.Lstm(units, true, 0);
            case 1 -> new LayerSpec.Gru(units, true, 0);
            case 2 -> new LayerSpec.Gru(units, false, 0);
            case 3 -> new LayerSpec.SimpleRnn(units, LayerSpec.Activation.TANH, 0);
            case 4 -> new LayerSpec.SimpleRnn(units, LayerSpec.Activation.RELU, 0);
            case 5 -> new LayerSpec.Diagonal(units, 0);
            case 6 -> new LayerSpec.Lru(2 * units, 0);
            default -> block(random, units);
        };
    }

    private static LayerSpec block(Random random, int units) {
        boolean normalised = random.nextBoolean();
        LayerSpec.OutputActivation activation = LayerSpec.OutputActivation.values()[random.nextInt(3)];
        return new LayerSpec.Lru(2 * units, normalised, activation, random.nextBoolean(), 0);
    }

    private static HeadSpec head(Random random, int kind) {
        int units = 1 + random.nextInt(4);
        return switch (kind) {
            case 0 -> new HeadSpec(units, new LossSpec.Mse());
            case 1 -> new HeadSpec(units, new LossSpec.Huber(0.3 + random.nextDouble()));
            case 2 -> new HeadSpec(units + 1, new LossSpec.CrossEntropy());
            case 3 -> new HeadSpec(units, new LossSpec.BinaryCrossEntropy());
            case 4 -> new HeadSpec(2 * units, new LossSpec.GaussianNll());
            default -> new HeadSpec(3 * units, new LossSpec.Quantile(List.of(0.1, 0.5, 0.8)));
        };
    }

    private static Minibatch batch(Random random, ModelSpec spec) {
        int time = 1 + random.nextInt(7);
        int windows = 1 + random.nextInt(4);
        Minibatch batch = new Minibatch(spec, time + 2, windows + 1);
        batch.reset(time, windows);
        fill(random, batch.inputs());
        fill(random, batch.initialState());
        boolean binary = spec.head().loss() instanceof LossSpec.BinaryCrossEntropy;
        for (int i = 0; i < batch.targets().length; i++) {
            batch.targets()[i] = binary ? random.nextInt(2) : (float) random.nextGaussian();
        }
        for (int i = 0; i < batch.targets().length; i++) {
            batch.targets()[i] = random.nextInt(5) == 0 ? Float.NaN : batch.targets()[i]; // its truth did not come
        }
        for (int i = 0; i < batch.tokens().length; i++) {
            batch.tokens()[i] = random.nextInt(((InputSpec.Tokens) spec.input()).vocabulary());
        }
        for (int i = 0; i < batch.labels().length; i++) {
            batch.labels()[i] = random.nextInt(spec.head().units() + 1) - 1;
        }
        for (int i = 0; i < time * windows; i++) {
            batch.weights()[i] = random.nextInt(4) == 0 ? 0 : random.nextFloat() + 0.2f;
        }
        for (int b = 0; b < windows; b++) {
            batch.lengths()[b] = random.nextInt(time + 1);
        }
        batch.lengths()[random.nextInt(windows)] = time;
        return batch;
    }

    private static void fill(Random random, float[] into) {
        float[] values = gaussian(random, into.length, 1);
        System.arraycopy(values, 0, into, 0, into.length);
    }

    private static float[] gaussian(Random random, int n, double scale) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }
}
