package io.backflow.model.cell;

import io.backflow.model.ParameterLayout;
import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Sigmoids;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gate on the states {@code h [T*B, H]} of a layer, and what is gated: the states themselves, or, in a gated linear
 * unit (Dauphin, Fan, Auli and Grangier, 2017), a linear map of them.
 *
 * <pre>
 * s = logistic(h G + g)       p = h  or  h A + a       y = p s
 * </pre>
 */
final class OutputGate implements AutoCloseable {

    private final int units;
    private final Projection gate;
    private final @Nullable Projection value;

    /** {@code [T*B, H]}. */
    private final float[] s;

    private final float[] p;
    private final Matrix statesCotangent;

    /**
     * @param places as {@link Weights#output} has them
     * @param statesCotangent where {@link #backward} writes
     */
    OutputGate(List<ParameterLayout.View> places, Floats gradient, Floats statesCotangent, int steps) {
        units = places.get(0).columns();
        gate = new Projection(places.get(0), places.get(1), gradient, steps);
        value = places.size() > 2 ? new Projection(places.get(2), places.get(3), gradient, steps) : null;
        s = new float[Math.multiplyExact(steps, units)];
        p = new float[s.length];
        this.statesCotangent = new Matrix(statesCotangent);
    }

    void refresh(float[] parameters) {
        gate.refresh(parameters);
        if (value != null) {
            value.refresh(parameters);
        }
    }

    /** Makes y of the states in {@code y [T*B, H]}, which are those in {@code h} from {@code offset} on. */
    void forward(Span span, Floats h, int offset, float[] y) {
        int n = span.steps() * units;
        gate.forward(span, h, offset, s);
        for (int j = 0; j < n; j++) {
            s[j] = Sigmoids.logistic(s[j]);
        }
        if (value == null) {
            System.arraycopy(y, 0, p, 0, n);
        } else {
            value.forward(span, h, offset, p);
        }
        Rows.multiply(p, s, y, n);
    }

    /** Writes the cotangents of h for those of y, by way of {@code dq = dy p s (1 - s)} and {@code dp = dy s}. */
    void backward(Span span, float[] dy) {
        int n = span.steps() * units;
        through(dy, s, p, n);
        statesCotangent.at(0, span.steps(), units);
        if (value == null) {
            statesCotangent.memory().put(0, p, 0, n);
        } else {
            value.backward(span, p, statesCotangent, false);
        }
        gate.backward(span, s, statesCotangent, true);
    }

    /** Leaves dq in {@code s} and dp in {@code p}. */
    private static void through(float[] dy, float[] s, float[] p, int n) {
        for (int j = 0; j < n; j++) {
            float dp = dy[j] * s[j];
            s[j] = dp * (1f - s[j]) * p[j];
            p[j] = dp;
        }
    }

    void gradient(Span span) {
        gate.gradient(span);
        if (value != null) {
            value.gradient(span);
        }
    }

    /** Sum of squares of window {@code b}'s cotangents of what the kernels make. */
    double squares(Span span, int b) {
        return gate.squares(span, b) + (value == null ? 0 : value.squares(span, b));
    }

    void scale(Span span, int b, float factor) {
        gate.scale(span, b, factor);
        if (value != null) {
            value.scale(span, b, factor);
        }
    }

    @Override
    public void close() {
        gate.close();
        if (value != null) {
            value.close();
        }
    }
}
