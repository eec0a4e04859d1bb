package io.backflow.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each tensor of a model lies in its flat parameter vector.
 *
 * <p>Tensors are row-major, one after another without padding, in Keras' layout: {@code kernel [in, G*H]},
 * {@code recurrent_kernel [H, G*H]}, {@code bias [G*H]}, or {@code [2, 3H]} for a GRU with reset after; gate blocks
 * along the last axis in Keras' order: LSTM i, f, c, o; GRU z, r, h. A diagonal layer has gates f, u and a
 * {@code recurrent_kernel [1, 2H]}; that of an LRU, {@code [1, H]}, is nu and theta, and the columns of its
 * {@code kernel [in, H]} are real and imaginary parts. Names are {@code embedding.embeddings},
 * {@code layer<l>.kernel}, {@code layer<l>.recurrent_kernel}, {@code layer<l>.bias}, for an LRU whose output is gated
 * {@code layer<l>.gate_kernel [H, H]}, {@code layer<l>.gate_bias [H]} and, in a gated linear unit, {@code
 * layer<l>.output_kernel [H, H]}, {@code layer<l>.output_bias [H]}; {@code head.kernel [H + S, O]}, with S inputs that
 * skip the layers, {@code head.bias [O]}.
 *
 * <p>Where the input is {@link InputSpec.Features#normalized}, the moving statistics of its F features follow, which no
 * gradient changes: {@code normalization.mean [2, F]}, whose second row is what rounding left of the first, {@code
 * normalization.variance [1, F]} and {@code normalization.count [1, F]}, 0 where no value has come.
 *
 * @param views all tensors, by ascending offset
 * @param size floats in the vector
 */
public record ParameterLayout(List<View> views, int size) {

    /** The tensor with which the statistics of features begin. */
    public static final String MEAN = "normalization.mean";

    public ParameterLayout {
        views = List.copyOf(views);
    }

    /**
     * One tensor in the flat vector.
     *
     * @param offset index of its first element
     * @param rows product of all axes but the last
     * @param columns the last axis
     */
    public record View(String name, int offset, int rows, int columns) {
        public int size() {
            return rows * columns;
        }
    }

    /** The layout of {@code spec}'s parameters. */
    public static ParameterLayout of(ModelSpec spec) {
        Builder builder = new Builder();
        builder.addBody(spec);
        int hidden = spec.layers().get(spec.layers().size() - 1).units();
        builder.add("head.kernel", hidden + spec.skipWidth(), spec.head().units());
        builder.add("head.bias", 1, spec.head().units());
        builder.addStatistics(spec.input());
        return builder.build();
    }

    /** The layout of {@code spec}'s parameters without those of its head: an encoder's. */
    public static ParameterLayout withoutHead(ModelSpec spec) {
        Builder builder = new Builder();
        builder.addBody(spec);
        return builder.build();
    }

    /** Parameters that gradients change: the first so many. */
    public int learnt() {
        return views.stream()
                .filter(view -> view.name().equals(MEAN))
                .mapToInt(View::offset)
                .findFirst()
                .orElse(size);
    }

    /** Statistics that stand after {@link #learnt()}. */
    public int statistics() {
        return size - learnt();
    }

    /** The view called {@code name}. */
    public View view(String name) {
        return views.stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no parameter " + name + "; there are "
                        + views.stream().map(View::name).toList()));
    }

    /** Refuses statistics of features, which {@code program} does not have. */
    public void requireNoStatistics(String program) {
        if (statistics() > 0) {
            throw new IllegalArgumentException("the parameters end with statistics of the features, which " + program
                    + " does not have; write the model's frozen form, with a fixed normalization");
        }
    }

    /** Refuses a vector that is not this layout's. */
    public void requireSize(float[] parameters) {
        if (parameters.length != size) {
            throw new IllegalArgumentException(
                    parameters.length + " parameters for a model of " + size + "; the specs differ");
        }
    }

    private static final class Builder {
        private final List<View> views = new ArrayList<>();
        private int size;

        void addBody(ModelSpec spec) {
            if (spec.input() instanceof InputSpec.Tokens tokens) {
                add("embedding.embeddings", tokens.vocabulary(), tokens.embedding());
            }
            for (int l = 0; l < spec.layers().size(); l++) {
                addLayer("layer" + l, spec.layers().get(l), spec.inputWidth(l));
            }
        }

        void addLayer(String name, LayerSpec layer, int in) {
            int gates = gates(layer);
            int biases = layer instanceof LayerSpec.Gru gru && gru.resetAfter() ? 2 : 1;
            add(name + ".kernel", in, gates * layer.units());
            int rows = layer.elementwise() ? 1 : layer.units();
            add(name + ".recurrent_kernel", rows, gates * layer.units());
            add(name + ".bias", biases, gates * layer.units());
            if (layer instanceof LayerSpec.Lru lru) {
                addOutput(name, lru);
            }
        }

        private void addOutput(String name, LayerSpec.Lru lru) {
            if (lru.activation() != LayerSpec.OutputActivation.LINEAR) {
                add(name + ".gate_kernel", lru.units(), lru.units());
                add(name + ".gate_bias", 1, lru.units());
            }
            if (lru.activation() == LayerSpec.OutputActivation.GLU) {
                add(name + ".output_kernel", lru.units(), lru.units());
                add(name + ".output_bias", 1, lru.units());
            }
        }

        void addStatistics(InputSpec input) {
            if (input instanceof InputSpec.Features features && features.normalized()) {
                add(MEAN, 2, features.size());
                add("normalization.variance", 1, features.size());
                add("normalization.count", 1, features.size());
            }
        }

        private static int gates(LayerSpec layer) {
            if (layer instanceof LayerSpec.Lstm) {
                return 4;
            }
            if (layer instanceof LayerSpec.Diagonal) {
                return 2;
            }
            return layer instanceof LayerSpec.Gru ? 3 : 1;
        }

        void add(String name, int rows, int columns) {
            views.add(new View(name, size, rows, columns));
            size = Math.addExact(size, Math.multiplyExact(rows, columns));
        }

        ParameterLayout build() {
            return new ParameterLayout(views, size);
        }
    }
}
