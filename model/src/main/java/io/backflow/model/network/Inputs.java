package io.backflow.model.network;

import io.backflow.model.InputSpec;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.Span;
import io.backflow.model.kernel.Floats;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A batch's features, or its tokens' vectors, off-heap where the first layer reads them. */
final class Inputs implements AutoCloseable {

    private final int width;
    private final Floats x;
    private final @Nullable Embedding embedding;

    Inputs(ModelSpec spec, ParameterLayout layout, int steps) {
        width = spec.input().width();
        x = new Floats((long) steps * width);
        embedding = spec.input() instanceof InputSpec.Tokens tokens ? new Embedding(tokens, layout, steps) : null;
    }

    /** {@code [T, B, I]} of {@code batch}. */
    Floats of(Span span, Minibatch batch, float[] parameters) {
        if (embedding != null) {
            embedding.forward(span, parameters, batch.tokens(), x);
        } else {
            x.put(0, batch.inputs(), 0, span.steps() * width);
        }
        return x;
    }

    /** Writes the sum of squares of each window's inputs, after {@link #of} and before {@link #backward}. */
    void squares(Span span, Minibatch batch, double[] into) {
        float[] rows = embedding == null ? batch.inputs() : embedding.rows();
        Arrays.fill(into, 0, span.batch(), 0.0);
        for (int step = 0; step < span.steps(); step++) {
            int b = step % span.batch();
            if (!span.ended(step / span.batch(), b)) {
                into[b] += square(rows, step * width);
            }
        }
    }

    private double square(float[] rows, int from) {
        double sum = 0;
        for (int j = from; j < from + width; j++) {
            sum += (double) rows[j] * rows[j];
        }
        return sum;
    }

    /** Zeroes the inputs of window {@code b}. */
    void clear(Span span, int b) {
        x.scale(b * width, width, span.batch() * width, span.time(), 0f);
    }

    /** Adds the embedding's gradient, if there is one, after {@code stack} has run backward. */
    void backward(Span span, Minibatch batch, Stack stack, float[] gradient) {
        if (embedding != null) {
            embedding.backward(span, batch.tokens(), stack.inputCotangent(span), gradient);
        }
    }

    @Override
    public void close() {
        x.close();
    }
}
