package io.backflow.model.cell;

import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Products;
import io.backflow.model.kernel.SpacedRows;
import io.backflow.model.kernel.Views;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The linear half of every cell: the products with kernel and recurrent kernel, their derivatives, and the history of
 * {@code h}.
 *
 * <p>Pre-activations are gate-major, {@code z [G, T*B, H]}: what one gate does at one step is contiguous, and so are
 * the operands of its products. In Keras' layout gate {@code g} is the columns {@code [g*H, (g+1)*H)} of a kernel.
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
    private final GatePanels kernel;
    private final GatePanels kernelTransposed;
    private final GatePanels recurrent;
    private final GatePanels recurrentTransposed;
    private final Floats hCotangent;
    private final SpacedRows spaced;

    private final Matrix zView;
    private final Matrix hView;
    private final Matrix gradient;
    private final Matrix hCotangentView;
    private final Views inputViews = new Views();
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
        hCotangent = new Floats((long) batch * units);
        spaced = new SpacedRows(Math.multiplyExact(time, batch), in, units);
        kernel = new GatePanels(weights.kernel(), units, false);
        kernelTransposed = new GatePanels(weights.kernel(), units, true);
        recurrent = new GatePanels(weights.recurrent(), units, false);
        recurrentTransposed = new GatePanels(weights.recurrent(), units, true);
        zView = new Matrix(z);
        hView = new Matrix(h);
        gradient = new Matrix(weights.gradient());
        hCotangentView = new Matrix(hCotangent);
    }

    Weights weights() {
        return weights;
    }

    /** Takes note of new values; {@code parameters} must stay as they are until the next call. */
    void refresh(float[] parameters) {
        kernel.refresh(parameters);
        kernelTransposed.refresh(parameters);
        recurrent.refresh(parameters);
        recurrentTransposed.refresh(parameters);
    }

    /** {@code z_g = x K_g} for all gates and steps. */
    void project(Span span, Floats x, int offset) {
        Matrix view = inputViews.of(x).at(offset, span.steps(), in);
        inputs = view;
        inputOffset = offset;
        for (int g = 0; g < gates; g++) {
            kernel.gate(g).multiply(view, zView.at(blockOf(span, g), span.steps(), units), false);
        }
    }

    /** Copies what {@link #project} multiplied last to {@code into [T*B, in]}. */
    void read(Span span, float[] into) {
        Objects.requireNonNull(inputs).memory().get(inputOffset, into, 0, span.steps() * in);
    }

    /** {@code z_g[t] += h[t] R_g}, copied to {@code into [B, H]}. */
    void recur(Span span, int t, int g, float[] into) {
        hView.at(t * span.batch() * units, span.batch(), units);
        recur(g, hView, zView.at(at(span, g, t), span.batch(), units), true);
        z.get(at(span, g, t), into, 0, span.batch() * units);
    }

    /** Takes {@code values [B, H]} as the state before step {@code t}. */
    void remember(Span span, int t, float[] values) {
        int n = span.batch() * units;
        h.put(t * n, values, 0, n);
    }

    /** Takes {@code dz [B, H]} as the cotangents of gate {@code g}'s pre-activations; zeroes what is padding. */
    void putBack(Span span, int t, int g, float[] dz) {
        span.clear(t, dz, units);
        z.put(at(span, g, t), dz, 0, span.batch() * units);
    }

    /** Sum of squares of window {@code b}'s states, the initial one among them. */
    double stateSquares(Span span, int b) {
        return h.squares(b * units, units, span.batch() * units, span.length(b) + 1);
    }

    /** Sum of squares of the cotangents of window {@code b}'s pre-activations. */
    double cotangentSquares(Span span, int b) {
        double sum = 0;
        for (int g = 0; g < gates; g++) {
            sum += z.squares(blockOf(span, g) + b * units, units, span.batch() * units, span.length(b));
        }
        return sum;
    }

    /** Multiplies window {@code b}'s cotangents by {@code factor}; with 0 its states go too, which may be anything. */
    void scale(Span span, int b, float factor) {
        int stride = span.batch() * units;
        for (int g = 0; g < gates; g++) {
            z.scale(blockOf(span, g) + b * units, units, stride, span.time(), factor);
        }
        if (factor == 0) {
            h.scale(b * units, units, stride, span.time() + 1, 0f);
        }
    }

    /** {@code q = s R_g}, or {@code q += s R_g} if {@code add}. */
    void recur(int g, Matrix s, Matrix q, boolean add) {
        recurrent.gate(g).multiply(s, q, add);
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
        recurrentTransposed.gate(g).multiply(dq, hCotangentView.at(0, dq.rows(), units), add);
    }

    /** {@code dK_g = x^T dz_g} over all steps, for all gates. */
    void kernelGradient(Span span) {
        Matrix x = spaced.of(Objects.requireNonNull(inputs).at(inputOffset, span.steps(), in));
        for (int g = 0; g < gates; g++) {
            gradient.at(weights.kernel().offset() + g * units, in, units, gates * units);
            Products.multiplyTransposed(x, zView.at(blockOf(span, g), span.steps(), units), gradient, false);
        }
    }

    /** {@code dR_g = h^T dz_g} over all steps, for the gates in {@code [from, to)}. */
    void recurrentGradient(Span span, int from, int to) {
        Matrix states = spaced.of(hView.at(0, span.steps(), units));
        for (int g = from; g < to; g++) {
            writeRecurrentGradient(g, states, zView.at(blockOf(span, g), span.steps(), units));
        }
    }

    /** {@code dR_g = s^T dq}: for a gate whose recurrent operands are its own. */
    void recurrentGradient(int g, Matrix s, Matrix dq) {
        writeRecurrentGradient(g, spaced.of(s), dq);
    }

    private void writeRecurrentGradient(int g, Matrix states, Matrix dq) {
        gradient.at(weights.recurrent().offset() + g * units, units, units, gates * units);
        Products.multiplyTransposed(states, dq, gradient, false);
    }

    /** {@code dx = sum of dz_g K_g^T} over all steps. */
    void inputCotangent(Span span, Floats into) {
        if (inputCotangent == null || inputCotangent.memory() != into) {
            inputCotangent = new Matrix(into);
        }
        inputCotangent.at(0, span.steps(), in);
        for (int g = 0; g < gates; g++) {
            zView.at(blockOf(span, g), span.steps(), units);
            kernelTransposed.gate(g).multiply(zView, inputCotangent, g > 0);
        }
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
        hCotangent.close();
        spaced.close();
        kernel.close();
        kernelTransposed.close();
        recurrent.close();
        recurrentTransposed.close();
    }
}
