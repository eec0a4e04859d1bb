package io.backflow.model.horizon;

import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.GradientGuard;
import io.backflow.model.network.Network;
import io.backflow.model.optimizer.Clipping;
import java.util.Arrays;
import java.util.List;

/**
 * Forward-mode learning: each sequence carries {@code J = ds/dtheta} beside its state s, and a window's loss reaches
 * all of the past through it. The gradient of a window of one or more steps is backpropagation inside it, plus {@code
 * J^T dL/ds} at its start (Schmidhuber, 1992); J then goes on step by step, {@code J' = D J + I}.
 *
 * <p>Exact for one layer under {@link OnlineMethod#RTRL} and fixed parameters. In a stack each layer carries its own
 * parameters' influence on its own state only: inside a window gradients cross layers as always, but what a lower layer
 * once did to the state of a higher one is not carried on. That is the spatial approximation. Parameters that change
 * leave J a little old, as they leave s.
 */
public final class OnlineCredit implements AutoCloseable {

    /** More than an estimate of a norm can be below it. */
    private static final double MARGIN = 1.001;

    private final int layers;
    private final int stateSize;
    private final LayerShape[] shapes;
    private final StepRule[] rules;
    private final Influence[] influences;

    /** Where each layer's influence starts in a sequence's; one more for the end. */
    private final int[] places;

    /** Where each layer's state starts in a sequence's. */
    private final int[] stateOffsets;

    private final float[][] parameters;
    private final float[][] inputs;
    private final float[] cotangent;

    /** {@code [T, B, S]} and, of each layer, {@code [T, B, in]}: where the steps of the last pass began. */
    private float[] states = {};

    private final float[][] read;

    /** {@code [P]} of each layer: what a window's past adds to the gradient, and the gradient. */
    private final float[][] past;

    private final float[][] totals;

    /** Whether the influences know the parameters. */
    private boolean loaded;

    public OnlineCredit(ModelSpec spec, OnlineMethod method, int batchCapacity) {
        OnlineLimits.check(spec, method, Long.MAX_VALUE);
        layers = spec.layers().size();
        stateSize = spec.stateSize();
        shapes = new LayerShape[layers];
        rules = new StepRule[layers];
        influences = new Influence[layers];
        places = new int[layers + 1];
        stateOffsets = new int[layers];
        parameters = new float[layers][];
        inputs = new float[layers][];
        for (int l = 0; l < layers; l++) {
            LayerShape shape = LayerShape.of(spec, l);
            shapes[l] = shape;
            stateOffsets[l] = spec.stateOffset(l);
            rules[l] = StepRule.of(spec.layers().get(l), shape);
            influences[l] = Influence.of(spec.layers().get(l), shape, method);
            places[l + 1] = places[l] + (int) Influence.floats(shape, method);
            parameters[l] = new float[shape.parameters()];
            inputs[l] = new float[shape.in()];
        }
        read = new float[layers][0];
        cotangent = new float[batchCapacity * stateSize];
        past = parts();
        totals = parts();
    }

    private float[][] parts() {
        return Arrays.stream(shapes).map(shape -> new float[shape.parameters()]).toArray(float[][]::new);
    }

    /** Floats of influence a sequence. */
    public int influenceSize() {
        return places[layers];
    }

    /** Takes over the values of the model's flat vector, the same that the network has. */
    public void load(float[] values) {
        for (int l = 0; l < layers; l++) {
            System.arraycopy(values, shapes[l].offset(), parameters[l], 0, parameters[l].length);
        }
        loaded = false;
    }

    /**
     * Runs the windows forward and back, adds the gradient that reaches all of their past to {@code gradients}, and
     * moves the influences to the windows' ends. What a window's past adds is judged by the network's guard as what its
     * own steps add is.
     *
     * @param carried one array of {@link #influenceSize()} for each window: that of the parameters on its initial state
     *     before, on its final state after
     */
    public void train(Network network, Minibatch batch, List<float[]> carried, Gradients gradients) {
        Arrays.fill(cotangent, 0, batch.batch() * stateSize, 0f);
        for (int l = 0; l < layers && !loaded; l++) {
            influences[l].load(parameters[l], network.dynamics(l));
        }
        loaded = true;
        network.forward(batch);
        reserve(batch.time() * batch.batch());
        network.steps(states, read);
        network.backward(batch, gradients, cotangent);
        for (int l = 0; l < layers; l++) {
            System.arraycopy(gradients.values(), shapes[l].offset(), totals[l], 0, totals[l].length);
        }
        for (int b = 0; b < batch.batch(); b++) {
            float[] influence = carried.get(b);
            credit(network.guard(), b, influence);
            advance(batch, b, influence);
        }
        for (int l = 0; l < layers; l++) {
            System.arraycopy(totals[l], 0, gradients.values(), shapes[l].offset(), totals[l].length);
        }
    }

    private void reserve(int steps) {
        if (states.length < steps * stateSize) {
            states = new float[steps * stateSize];
            for (int l = 0; l < layers; l++) {
                read[l] = new float[steps * shapes[l].in()];
            }
        }
    }

    private void credit(GradientGuard guard, int b, float[] influence) {
        if (guard.factor(b) == 0) {
            return;
        }
        double squares = 0;
        for (int l = 0; l < layers; l++) {
            int from = b * stateSize + stateOffsets[l];
            squares += influences[l].credit(cotangent, from, influence, places[l], past[l]);
        }
        float factor = factor(guard, b, squares);
        guard.lower(b, factor);
        for (int l = 0; factor > 0 && l < layers; l++) {
            add(past[l], factor, totals[l]);
        }
    }

    /** How often the past counts; its norm is computed exactly only where an estimate leaves the question open. */
    private float factor(GradientGuard guard, int b, double estimate) {
        if (guard.factorOf(b, MARGIN * Math.sqrt(estimate)) == 1f) {
            return 1f;
        }
        double squares = 0;
        for (float[] part : past) {
            squares += Clipping.squaredNorm(part);
        }
        return guard.factorOf(b, Math.sqrt(squares));
    }

    private static void add(float[] part, float factor, float[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] += factor * part[i];
        }
    }

    private void advance(Minibatch batch, int b, float[] influence) {
        for (int t = 0; t < batch.lengths()[b]; t++) {
            int step = t * batch.batch() + b;
            for (int l = 0; l < layers; l++) {
                System.arraycopy(read[l], step * inputs[l].length, inputs[l], 0, inputs[l].length);
                int at = step * stateSize + stateOffsets[l];
                Linearisation point = rules[l].step(parameters[l], states, at, inputs[l]);
                influences[l].advance(point, parameters[l], inputs[l], influence, places[l]);
            }
        }
    }

    @Override
    public void close() {
        for (Influence influence : influences) {
            influence.close();
        }
    }
}
