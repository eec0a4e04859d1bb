package io.backflow.model.oracle;

import io.backflow.model.ModelSpec;
import io.backflow.model.ParameterLayout;
import io.backflow.model.cell.Span;
import io.backflow.model.kernel.Floats;
import io.backflow.model.network.Stack;
import java.util.Arrays;

/** Layers without a head, run forward and backward on given cotangents; time-major throughout. */
final class StackRun implements AutoCloseable {

    private final ModelSpec spec;
    private final int units;
    private final Span span;
    private final Floats gradient;
    private final Floats x;
    private final Floats outputs;
    private final Stack stack;

    StackRun(ModelSpec spec, float[] parameters, int time, int batch, int[] lengths) {
        this.spec = spec;
        units = spec.layers().get(spec.layers().size() - 1).units();
        span = new Span(batch);
        span.set(time, batch, lengths);
        gradient = new Floats(parameters.length);
        x = new Floats((long) time * batch * spec.input().width());
        outputs = new Floats((long) time * batch * units);
        stack = new Stack(spec, ParameterLayout.of(spec), gradient, time, batch);
        stack.refresh(parameters);
    }

    static int[] full(int time, int batch) {
        int[] lengths = new int[batch];
        Arrays.fill(lengths, time);
        return lengths;
    }

    void forward(float[] inputs, float[] initialState) {
        x.put(0, inputs, 0, inputs.length);
        stack.forward(span, x, initialState);
    }

    float[] outputs() {
        float[] out = new float[span.steps() * units];
        stack.outputs().get(stack.outputOffset(), out, 0, out.length);
        return out;
    }

    float[] finalState() {
        float[] state = new float[span.batch() * spec.stateSize()];
        stack.finalState(span, state);
        return state;
    }

    /** Returns the gradient by the parameters; {@code state} becomes that by the initial state. */
    float[] backward(float[] cotangents, float[] state) {
        outputs.put(0, cotangents, 0, cotangents.length);
        stack.backward(span, outputs, state);
        float[] out = new float[ParameterLayout.of(spec).size()];
        gradient.get(0, out, 0, out.length);
        return out;
    }

    float[] inputGradient() {
        float[] out = new float[x.size()];
        stack.inputCotangent(span).get(0, out, 0, out.length);
        return out;
    }

    @Override
    public void close() {
        stack.close();
        gradient.close();
        x.close();
        outputs.close();
    }
}
