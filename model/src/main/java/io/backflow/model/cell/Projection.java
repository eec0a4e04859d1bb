package io.backflow.model.cell;

import io.backflow.model.ParameterLayout;
import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Panels;
import io.backflow.model.kernel.Products;
import io.backflow.model.kernel.Views;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code z = h K + b} of all steps at once, with {@code h [T*B, H]}, {@code K [H, H]} and {@code b [H]}. */
final class Projection implements AutoCloseable {

    private final ParameterLayout.View kernelPlace;
    private final ParameterLayout.View biasPlace;
    private final Floats gradient;
    private final Matrix kernelGradient;
    private final int units;
    private final Panels kernel;
    private final Panels kernelTransposed;

    /** {@code [T*B, H]}: z, then its cotangents. */
    private final Floats z;

    private final Matrix zView;
    private final Views statesViews = new Views();
    private final float[] rows;
    private final float[] sums;
    private float[] parameters = {};
    private @Nullable Matrix states;
    private int statesAt;

    Projection(ParameterLayout.View kernelPlace, ParameterLayout.View biasPlace, Floats gradient, int steps) {
        this.kernelPlace = kernelPlace;
        this.biasPlace = biasPlace;
        this.gradient = gradient;
        units = kernelPlace.columns();
        kernelGradient = new Matrix(gradient);
        kernel = new Panels(units, units);
        kernelTransposed = new Panels(units, units);
        z = new Floats((long) steps * units);
        zView = new Matrix(z);
        rows = new float[Math.multiplyExact(steps, units)];
        sums = new float[units];
    }

    /** Takes note of new values of the model's flat vector, which must stay as they are until the next call. */
    void refresh(float[] parameters) {
        this.parameters = parameters;
        kernel.pack(parameters, kernelPlace.offset(), units);
        kernelTransposed.packTransposed(parameters, kernelPlace.offset(), units);
    }

    /** Copies z for {@code h}, from {@code offset} on, to {@code into [T*B, H]}. */
    void forward(Span span, Floats h, int offset, float[] into) {
        states = statesViews.of(h);
        statesAt = offset;
        for (int step = 0; step < span.steps(); step++) {
            z.put(step * units, parameters, biasPlace.offset(), units);
        }
        kernel.multiply(states.at(offset, span.steps(), units), zView.at(0, span.steps(), units), true);
        z.get(0, into, 0, span.steps() * units);
    }

    /** Takes the cotangents of z, and writes those of h, or adds them if {@code add}, to {@code into [T*B, H]}. */
    void backward(Span span, float[] cotangents, Matrix into, boolean add) {
        z.put(0, cotangents, 0, span.steps() * units);
        kernelTransposed.multiply(zView.at(0, span.steps(), units), into, add);
    }

    /** Overwrites this part of the gradient, after a backward pass. */
    void gradient(Span span) {
        Matrix h = Objects.requireNonNull(states).at(statesAt, span.steps(), units);
        kernelGradient.at(kernelPlace.offset(), units, units);
        Products.multiplyTransposed(h, zView.at(0, span.steps(), units), kernelGradient, false);
        z.get(0, rows, 0, span.steps() * units);
        Arrays.fill(sums, 0f);
        for (int step = 0; step < span.steps(); step++) {
            for (int j = 0; j < units; j++) {
                sums[j] += rows[step * units + j];
            }
        }
        gradient.put(biasPlace.offset(), sums, 0, units);
    }

    /** Sum of squares of window {@code b}'s cotangents. */
    double squares(Span span, int b) {
        return z.squares(b * units, units, span.batch() * units, span.length(b));
    }

    /** Multiplies window {@code b}'s cotangents by {@code factor}; 0 makes them 0, whatever they were. */
    void scale(Span span, int b, float factor) {
        z.scale(b * units, units, span.batch() * units, span.time(), factor);
    }

    @Override
    public void close() {
        kernel.close();
        kernelTransposed.close();
        z.close();
    }
}
