package io.backflow.model.head;

import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.Span;
import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Panels;
import io.backflow.model.kernel.Products;

/**
 * The linear path from inputs straight to the outputs, past the recurrent layers: {@code o += s K} with {@code s [T*B,
 * S]}, the last S inputs of each step, and {@code K [S, O]}, the last S rows of the head's kernel. Neither has a past:
 * its gradient {@code s^T do} is the same under every horizon.
 */
final class SkipConnection implements AutoCloseable {

    private final int inputWidth;
    private final int width;
    private final int units;

    /** Where K begins in the flat vector. */
    private final int place;

    private final Floats skipped;
    private final Matrix skippedView;
    private final Panels kernel;
    private final Matrix kernelGradient;
    private float[] parameters = {};

    SkipConnection(ModelSpec spec, ParameterLayout layout, Floats gradient, int steps) {
        ParameterLayout.View whole = layout.view("head.kernel");
        inputWidth = spec.input().width();
        width = spec.skipWidth();
        units = spec.head().units();
        place = whole.offset() + whole.size() - width * units;
        skipped = new Floats((long) steps * width);
        skippedView = new Matrix(skipped);
        kernel = new Panels(width, units);
        kernelGradient = new Matrix(gradient);
    }

    void refresh(float[] parameters) {
        this.parameters = parameters;
        kernel.pack(parameters, place, units);
    }

    /** Adds to {@code o [T*B, O]} what {@code inputs [T*B, I]} say. */
    void forward(Span span, float[] inputs, Matrix o) {
        for (int step = 0; step < span.steps(); step++) {
            skipped.put(step * width, inputs, (step + 1) * inputWidth - width, width);
        }
        kernel.multiply(skippedView.at(0, span.steps(), width), o, true);
    }

    /** Overwrites K's part of the gradient, with the cotangents {@code o} of the outputs of the last pass. */
    void gradient(Matrix o) {
        Products.multiplyTransposed(skippedView, o, kernelGradient.at(place, width, units), false);
    }

    /** Adds {@code o K^T} to the cotangents of the inputs, {@code [T*B, I]}. Not for the hot path. */
    void addInputCotangent(Span span, float[] o, float[] into) {
        for (int step = 0; step < span.steps(); step++) {
            int from = (step + 1) * inputWidth - width;
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < units; j++) {
                    into[from + i] += o[step * units + j] * parameters[place + i * units + j];
                }
            }
        }
    }

    /** Sum of squares of window {@code b}'s inputs. */
    double squares(Span span, int b) {
        return skipped.squares(b * width, width, span.batch() * width, span.length(b));
    }

    /** Zeroes the inputs of window {@code b}, whatever they were. */
    void clear(Span span, int b) {
        skipped.scale(b * width, width, span.batch() * width, span.time(), 0f);
    }

    @Override
    public void close() {
        skipped.close();
        kernel.close();
    }
}
