package io.backflow.model.horizon;

import io.backflow.model.Gradients;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
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

    private final ModelSpec spec;
    private final int layers;
    private final LayerShape[] shapes;
    private final StepRule[] rules;
    private final Influence[] influences;

    /** Where each layer's influence starts in a sequence's; one more for the end. */
    private final int[] places;

    private final float[][] parameters;
    private final float[][] inputs;
    private final float[] state;
    private final float[] cotangent;

    /** What a window's past adds to the gradient. */
    private final float[] past;

    public OnlineCredit(ModelSpec spec, OnlineMethod method, int batchCapacity) {
        OnlineLimits.check(spec, method, Long.MAX_VALUE);
        this.spec = spec;
        layers = spec.layers().size();
        shapes = new LayerShape[layers];
        rules = new StepRule[layers];
        influences = new Influence[layers];
        places = new int[layers + 1];
        parameters = new float[layers][];
        inputs = new float[layers][];
        for (int l = 0; l < layers; l++) {
            LayerShape shape = LayerShape.of(spec, l);
            shapes[l] = shape;
            rules[l] = StepRule.of(spec.layers().get(l), shape);
            influences[l] = Influence.of(spec.layers().get(l), shape, method);
            places[l + 1] = places[l] + (int) Influence.floats(shape, method);
            parameters[l] = new float[shape.parameters()];
            inputs[l] = new float[shape.in()];
        }
        state = new float[spec.stateSize()];
        cotangent = new float[batchCapacity * spec.stateSize()];
        past = new float[ParameterLayout.of(spec).size()];
    }

    /** Floats of influence a sequence. */
    public int influenceSize() {
        return places[layers];
    }

    /** Takes over the values of the model's flat vector, the same that the network has. */
    public void load(float[] values) {
        for (int l = 0; l < layers; l++) {
            System.arraycopy(values, shapes[l].offset(), parameters[l], 0, parameters[l].length);
            rules[l].load(parameters[l]);
            influences[l].load(parameters[l]);
        }
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
        Arrays.fill(cotangent, 0, batch.batch() * spec.stateSize(), 0f);
        if (batch.maskKeys().length > 0) {
            network.forward(batch); // what is shown, without dropout
        }
        network.forwardBackward(batch, gradients, cotangent);
        for (int b = 0; b < batch.batch(); b++) {
            float[] influence = carried.get(b);
            credit(network.guard(), b, influence, gradients.values());
            advance(batch, b, influence);
        }
    }

    private void credit(GradientGuard guard, int b, float[] influence, float[] gradient) {
        if (guard.factor(b) == 0) {
            return;
        }
        Arrays.fill(past, 0f);
        for (int l = 0; l < layers; l++) {
            int from = b * spec.stateSize() + spec.stateOffset(l);
            influences[l].credit(cotangent, from, influence, places[l], past);
        }
        float factor = guard.factorOf(b, Math.sqrt(Clipping.squaredNorm(past)));
        guard.lower(b, factor);
        if (factor > 0) {
            for (int i = 0; i < past.length; i++) {
                gradient[i] += factor * past[i];
            }
        }
    }

    private void advance(Minibatch batch, int b, float[] influence) {
        System.arraycopy(batch.initialState(), b * state.length, state, 0, state.length);
        int width = spec.input().width();
        for (int t = 0; t < batch.lengths()[b]; t++) {
            System.arraycopy(batch.inputs(), (t * batch.batch() + b) * width, inputs[0], 0, width);
            for (int l = 0; l < layers; l++) {
                int at = spec.stateOffset(l);
                Linearisation point = rules[l].step(parameters[l], state, at, inputs[l]);
                influences[l].advance(point, parameters[l], inputs[l], influence, places[l]);
                System.arraycopy(point.next, 0, state, at, point.next.length);
                if (l + 1 < layers) {
                    System.arraycopy(point.next, 0, inputs[l + 1], 0, inputs[l + 1].length);
                }
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
