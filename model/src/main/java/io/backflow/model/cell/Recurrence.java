package io.backflow.model.cell;

import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Products;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The linear half of every cell: the products with kernel and recurrent kernel, their derivatives, and the history of
 * {@code h}.
 *
 * <p>Pre-activations are gate-major, {@code z [G, T*B, H]}: what one gate does at one step is contiguous, and so are the
 * operands of its products. Weights stay in Keras' layout, where gate {@code g} is columns {@code [g*H, (g+1)*H)}.
 */
final class Recurrence implements AutoCloseable {

    final int in;
    final int units;
    final int gates;

    /** {@code [G, T*B, H]}: pre-activations without bias, then their cotangents. */
    final Floats z;

    /** {@code [T+1, B, H]}: the state before each step, and after the last. */
    final Floats h;

    private final Weights weights;
    private final Floats recurrentTransposed;
    private final Floats hCotangent;
    private final float[] rows;
    private final float[] columns;

    private final Matrix zView;
    private final Matrix hView;
    private final Matrix kernel;
    private final Matrix recurrent;
    private final Matrix recurrentTransposedView;
    private final Matrix gradient;
    private final Matrix hCotangentView;
    private @Nullable Matrix inputs;
    private @Nullable Matrix inputCotangent;
    private int inputOffset;

    Recurrence(Weights weights, int time, int batch) {
        this.weights = weights;
        in = weights.in();
        units = weights.units();
        gates = weights.gates();
        long steps = (long) time * batch;
        z = new Floats(steps * gates * units);
        h = new Floats((steps + batch) * units);
        recurrentTransposed = new Floats((long) gates * units * units);
        hCotangent = new Floats((long) batch * units);
        rows = new float[weights.recurrent().size()];
        columns = new float[rows.length];
        zView = new Matrix(z);
        hView = new Matrix(h);
        kernel = new Matrix(weights.values());
        recurrent = new Matrix(weights.values());
        recurrentTransposedView = new Matrix(recurrentTransposed);
        gradient = new Matrix(weights.gradient());
        hCotangentView = new Matrix(hCotangent);
    }

    /** Transposes the recurrent kernel gate by gate, {@code [G, H, H]}: products are fastest without transposition. */
    void refresh() {
        int width = gates * units;
        weights.values().get(weights.recurrent().offset(), rows, 0, rows.length);
        for (int i = 0; i < units; i++) {
            for (int j = 0; j < width; j++) {
                columns[j * units + i] = rows[i * width + j];
            }
        }
        recurrentTransposed.put(0, columns, 0, columns.length);
    }

    /** {@code z_g = x K_g} for all gates and steps. */
    void project(Span span, Floats x, int offset) {
        if (inputs == null || inputs.memory() != x) {
            inputs = new Matrix(x);
        }
        inputOffset = offset;
        inputs.at(offset, span.steps(), in);
        for (int g = 0; g < gates; g++) {
            Products.multiply(inputs, kernel(g), zView.at(blockOf(span, g), span.steps(), units), false);
        }
    }

    /** {@code z_g[t] += h[t] R_g} for the gates in {@code [from, to)}. */
    void recur(Span span, int t, int from, int to) {
        hView.at(t * span.batch() * units, span.batch(), units);
        for (int g = from; g < to; g++) {
            Products.multiply(hView, recurrent(g), zView.at(at(span, g, t), span.batch(), units), true);
        }
    }

    /** {@code dh = sum over [from, to) of dz_g[t] R_g^T}, on top of {@link #addBack} if {@code add}, copied out. */
    void recurBack(Span span, int t, int from, int to, boolean add, float[] into) {
        for (int g = from; g < to; g++) {
            addBack(zView.at(at(span, g, t), span.batch(), units), g, add || g > from);
        }
        hCotangent.get(0, into, 0, span.batch() * units);
    }

    /** {@code dh = dq R_g^T}, or {@code dh +=} if {@code add}. */
    void addBack(Matrix dq, int g, boolean add) {
        Products.multiply(dq, transposed(g), hCotangentView.at(0, dq.rows(), units), add);
    }

    /** {@code dK_g = x^T dz_g} over all steps, for all gates. */
    void kernelGradient(Span span) {
        Matrix x = Objects.requireNonNull(inputs).at(inputOffset, span.steps(), in);
        for (int g = 0; g < gates; g++) {
            int offset = weights.kernel().offset() + g * units;
            gradient.at(offset, in, units, gates * units);
            Products.multiplyTransposed(x, zView.at(blockOf(span, g), span.steps(), units), gradient, false);
        }
    }

    /** {@code dR_g = h^T dz_g} over all steps, for the gates in {@code [from, to)}. */
    void recurrentGradient(Span span, int from, int to) {
        hView.at(0, span.steps(), units);
        for (int g = from; g < to; g++) {
            recurrentGradient(g, hView, zView.at(blockOf(span, g), span.steps(), units));
        }
    }

    /** {@code dR_g = s^T dq}: for a gate whose recurrent operands are its own. */
    void recurrentGradient(int g, Matrix s, Matrix dq) {
        gradient.at(weights.recurrent().offset() + g * units, units, units, gates * units);
        Products.multiplyTransposed(s, dq, gradient, false);
    }

    /** {@code dx = sum of dz_g K_g^T} over all steps. */
    void inputCotangent(Span span, Floats into) {
        if (inputCotangent == null || inputCotangent.memory() != into) {
            inputCotangent = new Matrix(into);
        }
        inputCotangent.at(0, span.steps(), in);
        for (int g = 0; g < gates; g++) {
            zView.at(blockOf(span, g), span.steps(), units);
            Products.multiplyByTransposed(zView, kernel(g), inputCotangent, g > 0);
        }
    }

    Matrix recurrent(int g) {
        return recurrent.at(weights.recurrent().offset() + g * units, units, units, gates * units);
    }

    /** {@code R_g^T [H, H]}. */
    Matrix transposed(int g) {
        return recurrentTransposedView.at(g * units * units, units, units);
    }

    private Matrix kernel(int g) {
        return kernel.at(weights.kernel().offset() + g * units, in, units, gates * units);
    }

    /** Where gate {@code g} starts in {@link #z}. */
    int blockOf(Span span, int g) {
        return g * span.steps() * units;
    }

    /** Where gate {@code g} of step {@code t} starts in {@link #z}. */
    int at(Span span, int g, int t) {
        return blockOf(span, g) + t * span.batch() * units;
    }

    @Override
    public void close() {
        z.close();
        h.close();
        recurrentTransposed.close();
        hCotangent.close();
    }
}
