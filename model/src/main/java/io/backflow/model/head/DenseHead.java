package io.backflow.model.head;

import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.Outputs;
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.Span;
import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Panels;
import io.backflow.model.kernel.Products;
import io.backflow.model.kernel.Views;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The output layer {@code o = h K + b} with {@code h [T*B, H]}, {@code K [H, O]}, and the loss of its outputs. With a
 * {@link SkipConnection} that of the inputs is added.
 */
public final class DenseHead implements AutoCloseable {

    /** Floats that a pass takes at a time, so that the next one finds them in the cache. */
    private static final int CACHED = 8192;

    private final int units;
    private final Loss loss;
    private final int hidden;
    private final @Nullable SkipConnection skip;
    private final ParameterLayout.View kernelPlace;
    private final ParameterLayout.View biasPlace;
    private final Floats gradient;

    /** {@code [T*B, O]}: outputs, then their cotangents. */
    private final Floats o;

    private final float[] d;
    private final float[] row;

    /** Sums of the cotangents. */
    private final float[] bias;

    private final Floats inputCotangent;

    private final Panels kernel;

    /** Null where products read the kernel itself as its transpose. */
    private final @Nullable Panels kernelTransposed;

    private final Matrix kernelGradient;
    private final Matrix oView;
    private final Matrix inputCotangentView;
    private final Views inputViews = new Views();
    private @Nullable Matrix inputs;
    private float[] parameters = {};

    /** A head with room for {@code steps} steps, whose part of {@code gradient} is laid out as {@code layout} says. */
    public DenseHead(ModelSpec spec, ParameterLayout layout, Floats gradient, int steps) {
        units = spec.head().units();
        loss = Loss.of(spec.head());
        kernelPlace = layout.view("head.kernel");
        biasPlace = layout.view("head.bias");
        hidden = kernelPlace.rows() - spec.skipWidth();
        skip = spec.skipWidth() == 0 ? null : new SkipConnection(spec, layout, gradient, steps);
        this.gradient = gradient;
        o = new Floats((long) steps * units);
        d = new float[Math.multiplyExact(steps, units)];
        row = new float[units];
        bias = new float[units];
        inputCotangent = new Floats((long) steps * hidden);
        kernel = new Panels(hidden, units);
        kernelTransposed = Products.transposesFirst(units) ? new Panels(units, hidden) : null;
        kernelGradient = new Matrix(gradient);
        oView = new Matrix(o);
        inputCotangentView = new Matrix(inputCotangent);
    }

    /** Takes note of new values of the model's flat vector, which must stay as they are until the next call. */
    public void refresh(float[] parameters) {
        this.parameters = parameters;
        kernel.pack(parameters, kernelPlace.offset(), units);
        if (kernelTransposed != null) {
            kernelTransposed.packTransposed(parameters, kernelPlace.offset(), units);
        }
        if (skip != null) {
            skip.refresh(parameters);
        }
    }

    /** Writes predictions and step losses for {@code h}, from {@code offset} on. */
    public void forward(Span span, Floats h, int offset, Minibatch batch, Outputs into) {
        Matrix view = inputViews.of(h).at(offset, span.steps(), hidden);
        inputs = view;
        for (int step = 0; step < span.steps(); step++) {
            o.put(step * units, parameters, biasPlace.offset(), units);
        }
        kernel.multiply(view, oView.at(0, span.steps(), units), true);
        if (skip != null) {
            skip.forward(span, batch.inputs(), oView);
        }
        int rows = Math.max(1, CACHED / units);
        for (int step = 0; step < span.steps(); step += rows) {
            lose(span, step, Math.min(step + rows, span.steps()), batch, into);
        }
    }

    /** Takes the outputs of the steps from {@code from} to {@code to}, exclusively, and their losses. */
    private void lose(Span span, int from, int to, Minibatch batch, Outputs into) {
        float[] out = into.predictions();
        o.get(from * units, out, from * units, (to - from) * units);
        for (int step = from; step < to; step++) {
            boolean counts = !span.ended(step / span.batch(), step % span.batch()) && !loss.ignores(batch, step);
            into.stepLosses()[step] = counts ? loss.step(out, batch, step, d) : 0f;
        }
    }

    /**
     * Overwrites {@link #inputCotangent()} for the sum of weight times loss over the steps of the last forward pass;
     * all that {@link #gradient} needs.
     */
    public void backward(Span span, Minibatch batch) {
        Arrays.fill(bias, 0f);
        for (int step = 0; step < span.steps(); step++) {
            weigh(step, weight(span, batch, step), 1f);
        }
        inputCotangentView.at(0, span.steps(), hidden);
        oView.at(0, span.steps(), units);
        if (kernelTransposed == null) {
            kernel.multiplyByTranspose(oView, inputCotangentView);
        } else {
            kernelTransposed.multiply(oView, inputCotangentView, false);
        }
    }

    /** Overwrites the head's part of the gradient, after a backward pass. */
    public void gradient(Span span) {
        gradient.put(biasPlace.offset(), bias, 0, units);
        oView.at(0, span.steps(), units);
        kernelGradient.at(kernelPlace.offset(), hidden, units);
        Products.multiplyTransposed(Objects.requireNonNull(inputs), oView, kernelGradient, false);
        if (skip != null) {
            skip.gradient(oView);
        }
    }

    /** Sum of squares of window {@code b}'s inputs that skip the layers; 0 where none do. */
    public double skippedSquares(Span span, int b) {
        return skip == null ? 0 : skip.squares(span, b);
    }

    /** Adds what comes through the skip connection to the cotangents of the inputs, {@code [T*B, I]}. */
    public void addSkippedCotangent(Span span, float[] into) {
        if (skip != null) {
            float[] outputs = new float[span.steps() * units];
            o.get(0, outputs, 0, outputs.length);
            skip.addInputCotangent(span, outputs, into);
        }
    }

    /** Sum of squares of window {@code b}'s cotangents of outputs, after a backward pass. */
    public double cotangentSquares(Span span, int b) {
        return o.squares(b * units, units, span.batch() * units, span.length(b));
    }

    /**
     * Multiplies what each window adds to the gradient by its factor, after a backward pass and before {@link
     * #gradient}; 0 leaves nothing of it, whatever it was.
     */
    public void scale(Span span, Minibatch batch, float[] factors) {
        Arrays.fill(bias, 0f);
        for (int step = 0; step < span.steps(); step++) {
            weigh(step, weight(span, batch, step), factors[step % span.batch()]);
        }
        for (int b = 0; skip != null && b < span.batch(); b++) {
            if (factors[b] == 0) {
                skip.clear(span, b);
            }
        }
    }

    /** Counts the losses of the last forward pass, those of windows with a factor of 0 left out. */
    public void count(Span span, Minibatch batch, Outputs outputs, float[] factors, Gradients counts) {
        double lossSum = 0;
        double weightSum = 0;
        for (int step = 0; step < span.steps(); step++) {
            float weight = weight(span, batch, step);
            if (weight != 0 && factors[step % span.batch()] > 0) {
                lossSum += (double) weight * outputs.stepLosses()[step];
                weightSum += weight;
            }
        }
        int windows = 0;
        for (int b = 0; b < span.batch(); b++) {
            windows += factors[b] > 0 ? 1 : 0;
        }
        counts.count(lossSum, weightSum, windows);
    }

    private float weight(Span span, Minibatch batch, int step) {
        boolean counts = !span.ended(step / span.batch(), step % span.batch()) && !loss.ignores(batch, step);
        return counts ? batch.weights()[step] : 0f;
    }

    /** A step of weight 0 has no gradient, whatever its target holds. */
    private void weigh(int step, float weight, float factor) {
        if (weight == 0 || factor == 0) {
            Arrays.fill(row, 0f);
        } else {
            System.arraycopy(d, step * units, row, 0, units);
            add(row, weight * factor, bias);
        }
        o.put(step * units, row, 0, units);
    }

    private static void add(float[] row, float weight, float[] sum) {
        for (int j = 0; j < row.length; j++) {
            float weighted = row[j] * weight;
            row[j] = weighted;
            sum[j] += weighted;
        }
    }

    /** {@code [T*B, H]}: cotangents of the inputs of the last pass. */
    public Floats inputCotangent() {
        return inputCotangent;
    }

    @Override
    public void close() {
        o.close();
        kernel.close();
        if (kernelTransposed != null) {
            kernelTransposed.close();
        }
        inputCotangent.close();
        if (skip != null) {
            skip.close();
        }
    }
}
