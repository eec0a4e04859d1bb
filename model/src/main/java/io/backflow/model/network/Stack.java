package io.backflow.model.network;

import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.SplitMix;
import io.backflow.model.cell.Layer;
import io.backflow.model.cell.LruDynamics;
import io.backflow.model.cell.Span;
import io.backflow.model.cell.Weights;
import io.backflow.model.kernel.Floats;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The recurrent layers of a model, the outputs of each the inputs of the next.
 *
 * <p>A state is {@code [B, S]}, the layers' states one after another in each row. Forward keeps what backward needs,
 * and backward uses it up.
 */
public final class Stack implements AutoCloseable {

    private final int stateSize;
    private final int[] stateOffsets;
    private final Layer[] layers;

    /** {@code [T, B, in]} for each layer: cotangents of its inputs. */
    private final Floats[] inputCotangents;

    private final @Nullable Dropout[] dropouts;

    private Floats outputs;
    private int outputOffset;
    private boolean dropping;

    public Stack(ModelSpec spec, ParameterLayout layout, Floats gradient, int time, int batch) {
        int depth = spec.layers().size();
        stateSize = spec.stateSize();
        stateOffsets = new int[depth];
        layers = new Layer[depth];
        inputCotangents = new Floats[depth];
        dropouts = new Dropout[depth];
        for (int l = 0; l < depth; l++) {
            stateOffsets[l] = spec.stateOffset(l);
            layers[l] = new Layer(
                    spec.layers().get(l),
                    Weights.of(gradient, layout, l, spec.layers().get(l).units()),
                    time,
                    batch);
            inputCotangents[l] = new Floats((long) time * batch * spec.inputWidth(l));
            double dropout = spec.layers().get(l).dropout();
            dropouts[l] = dropout > 0 ? new Dropout(dropout, layers[l].units(), time * batch) : null;
        }
        outputs = layers[depth - 1].outputs();
    }

    /** Takes note of new values of the model's flat vector, which must stay as they are until the next call. */
    public void refresh(float[] parameters) {
        for (Layer layer : layers) {
            layer.refresh(parameters);
        }
    }

    /** Runs {@code inputs [T, B, I]} forward from {@code initialState [B, S]}, without dropout. */
    public void forward(Span span, Floats inputs, float[] initialState) {
        run(span, inputs, initialState, 0, null);
    }

    /** Whether a layer has a dropout. */
    public boolean drops() {
        for (Dropout dropout : dropouts) {
            if (dropout != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * As {@link #forward}, dropping outputs of the layers that have a dropout.
     *
     * @param keys {@code [T, B]}: with {@code seed} they draw the masks, each its step's
     */
    public void forwardDropping(Span span, Floats inputs, float[] initialState, long seed, long[] keys) {
        run(span, inputs, initialState, seed, keys);
    }

    private void run(Span span, Floats inputs, float[] initialState, long seed, long @Nullable [] keys) {
        dropping = keys != null;
        outputs = inputs;
        outputOffset = 0;
        for (int l = 0; l < layers.length; l++) {
            Layer layer = layers[l];
            scatter(span, l, initialState, layer.initialState());
            layer.forward(span, outputs, outputOffset);
            outputs = layer.outputs();
            outputOffset = layer.outputOffset(span);
            Dropout dropout = dropouts[l];
            if (keys != null && dropout != null) {
                outputs = dropout.forward(span, outputs, outputOffset, SplitMix.at(seed, l), keys);
                outputOffset = 0;
            }
        }
    }

    @Nullable
    LruDynamics dynamics(int index) {
        return layers[index].dynamics();
    }

    /** Copies what each recurrence read in the last forward pass, {@code [T, B, in]}, before a backward pass. */
    void read(Span span, float[][] into) {
        for (int l = 0; l < layers.length; l++) {
            layers[l].read(span, into[l]);
        }
    }

    /** {@code [T, B, H]} of the top layer, from {@link #outputOffset} on; padded rows are of the last state. */
    public Floats outputs() {
        return outputs;
    }

    public int outputOffset() {
        return outputOffset;
    }

    /** Writes the state after each window's own last step, {@code [B, S]}. */
    public void finalState(Span span, float[] into) {
        for (int l = 0; l < layers.length; l++) {
            Layer layer = layers[l];
            float[][] parts = layer.stateCotangent();
            for (int part = 0; part < parts.length; part++) {
                layer.finalState(span, part, parts[part]);
            }
            gather(span, l, parts, into);
        }
    }

    /**
     * Runs the last pass backward; nothing comes in through the final state. Overwrites the layers' part of the
     * gradient.
     *
     * @param outputs cotangents of the outputs, {@code [T, B, H]}
     */
    public void backward(Span span, Floats outputs) {
        cotangents(span, outputs);
        gradient(span);
    }

    /**
     * Runs the last pass backward with a gradient that also comes in through the final state.
     *
     * @param state cotangent of the final state before, of the initial state after, {@code [B, S]}
     */
    public void backward(Span span, Floats outputs, float[] state) {
        cotangents(span, outputs, state);
        gradient(span);
        initialStateCotangent(span, state);
    }

    /** The first half of {@link #backward(Span, Floats)}: all that {@link #gradient} needs. */
    void cotangents(Span span, Floats outputs) {
        for (Layer layer : layers) {
            for (float[] part : layer.stateCotangent()) {
                Arrays.fill(part, 0f);
            }
        }
        sweep(span, outputs);
    }

    /** The first half of {@link #backward(Span, Floats, float[])}. */
    void cotangents(Span span, Floats outputs, float[] state) {
        for (int l = 0; l < layers.length; l++) {
            scatter(span, l, state, layers[l].stateCotangent());
        }
        sweep(span, outputs);
    }

    /** The second half: overwrites the layers' part of the gradient. */
    void gradient(Span span) {
        for (Layer layer : layers) {
            layer.gradient(span);
        }
    }

    /**
     * Adds, between the halves of a backward pass, a bound on the squared norm of what each window adds to the
     * gradient.
     *
     * @param inputs sum of squares of each window's inputs before, of its outputs after
     */
    void addSquaredNorms(Span span, double[] inputs, double[] into) {
        for (int l = 0; l < layers.length; l++) {
            Dropout dropout = dropouts[l];
            double scale = dropping && dropout != null ? dropout.squaredScale() : 1;
            for (int b = 0; b < span.batch(); b++) {
                into[b] += layers[l].squaredNorm(span, b, inputs[b]);
                inputs[b] = scale * layers[l].outputSquares(span, b);
            }
        }
    }

    /**
     * Multiplies what window {@code b} adds to the gradient, and its cotangents, by {@code factor}, between the halves
     * of a backward pass; 0 leaves nothing of it, whatever it was.
     */
    void scale(Span span, int b, float factor) {
        for (int l = 0; l < layers.length; l++) {
            layers[l].scale(span, b, factor);
            Dropout dropout = dropouts[l];
            if (factor == 0 && dropping && dropout != null) {
                dropout.clear(span, b);
            }
        }
    }

    private void sweep(Span span, Floats outputs) {
        Floats d = outputs;
        for (int l = layers.length - 1; l >= 0; l--) {
            Dropout dropout = dropouts[l];
            if (dropping && dropout != null) {
                d = dropout.backward(span, d);
            }
            layers[l].backward(span, d);
            if (l > 0) {
                d = inputCotangents[l];
                layers[l].inputCotangent(span, d);
            }
        }
    }

    /** Writes the cotangent of the initial state, {@code [B, S]}, after a backward pass. */
    public void initialStateCotangent(Span span, float[] into) {
        for (int l = 0; l < layers.length; l++) {
            gather(span, l, layers[l].stateCotangent(), into);
        }
    }

    /** Computes the cotangents of the inputs, {@code [T, B, I]}, after a backward pass. */
    public Floats inputCotangent(Span span) {
        layers[0].inputCotangent(span, inputCotangents[0]);
        return inputCotangents[0];
    }

    private void scatter(Span span, int index, float[] rows, float[][] parts) {
        for (int part = 0; part < parts.length; part++) {
            int units = layers[index].units();
            for (int b = 0; b < span.batch(); b++) {
                System.arraycopy(rows, at(index, part, b), parts[part], b * units, units);
            }
        }
    }

    private void gather(Span span, int index, float[][] parts, float[] rows) {
        for (int part = 0; part < parts.length; part++) {
            int units = layers[index].units();
            for (int b = 0; b < span.batch(); b++) {
                System.arraycopy(parts[part], b * units, rows, at(index, part, b), units);
            }
        }
    }

    private int at(int index, int part, int b) {
        return b * stateSize + stateOffsets[index] + part * layers[index].units();
    }

    @Override
    public void close() {
        for (int l = 0; l < layers.length; l++) {
            layers[l].close();
            inputCotangents[l].close();
            Dropout dropout = dropouts[l];
            if (dropout != null) {
                dropout.close();
            }
        }
    }
}
