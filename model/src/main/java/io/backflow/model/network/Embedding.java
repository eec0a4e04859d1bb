package io.backflow.model.network;

import io.backflow.model.InputSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.Span;
import io.backflow.model.kernel.Floats;

/** Token to vector and back: {@code x = E[token]} with {@code E [V, N]}; its gradient is dense, duplicates summed. */
final class Embedding {

    private final int vocabulary;
    private final int width;
    private final int offset;
    private final float[] rows;

    Embedding(InputSpec.Tokens spec, ParameterLayout layout, int steps) {
        vocabulary = spec.vocabulary();
        width = spec.embedding();
        offset = layout.view("embedding.embeddings").offset();
        rows = new float[Math.multiplyExact(steps, width)];
    }

    /** Writes {@code x [T*B, N]} for {@code tokens [T*B]}; padding reads as token 0 does. */
    void forward(Span span, float[] parameters, int[] tokens, Floats x) {
        for (int step = 0; step < span.steps(); step++) {
            System.arraycopy(parameters, offset + row(tokens[step]), rows, step * width, width);
        }
        x.put(0, rows, 0, span.steps() * width);
    }

    /** Adds the cotangents {@code dx [T*B, N]} to the rows of their tokens. */
    void backward(Span span, int[] tokens, Floats dx, float[] gradient) {
        dx.get(0, rows, 0, span.steps() * width);
        for (int step = 0; step < span.steps(); step++) {
            int at = offset + row(tokens[step]);
            for (int j = 0; j < width; j++) {
                gradient[at + j] += rows[step * width + j];
            }
        }
    }

    /** {@code [T*B, N]}: what {@link #forward} wrote last. */
    float[] rows() {
        return rows;
    }

    private int row(int token) {
        if (token < 0 || token >= vocabulary) {
            throw new IllegalArgumentException(
                    "token " + token + " is outside model.input.vocabulary, 0 to " + (vocabulary - 1));
        }
        return token * width;
    }
}
