package io.backflow.model.horizon;

import io.backflow.model.kernel.Floats;
import io.backflow.model.kernel.Matrix;
import io.backflow.model.kernel.Products;
import io.backflow.model.optimizer.Clipping;
import java.util.Arrays;

/** All of {@code J [S, P]}: real-time recurrent learning. A step costs one product {@code [S, S] [S, P]}. */
final class DenseInfluence implements Influence {

    private final int state;
    private final int parameters;
    private final Immediate immediate;
    private final float[] jacobian;
    private final Floats d;
    private final Floats before;
    private final Floats after;
    private final Matrix dView;
    private final Matrix beforeView;
    private final Matrix afterView;

    DenseInfluence(LayerShape shape) {
        state = shape.state();
        parameters = shape.parameters();
        immediate = new Immediate(shape, true);
        jacobian = new float[state * state];
        d = new Floats((long) state * state);
        before = new Floats((long) state * parameters);
        after = new Floats((long) state * parameters);
        dView = new Matrix(d).at(0, state, state);
        beforeView = new Matrix(before).at(0, state, parameters);
        afterView = new Matrix(after).at(0, state, parameters);
    }

    @Override
    public void advance(Linearisation point, float[] values, float[] x, float[] influence, int at) {
        point.jacobian(values, jacobian);
        d.put(0, jacobian, 0, jacobian.length);
        before.put(0, influence, at, state * parameters);
        Products.multiply(dView, beforeView, afterView, false);
        after.get(0, influence, at, state * parameters);
        immediate.addTo(influence, at, point, x);
    }

    @Override
    public double credit(float[] v, int from, float[] influence, int at, float[] gradient) {
        Arrays.fill(gradient, 0f);
        for (int s = 0; s < state; s++) {
            float factor = v[from + s];
            int row = at + s * parameters;
            for (int i = 0; i < parameters; i++) {
                gradient[i] += factor * influence[row + i];
            }
        }
        return Clipping.squaredNorm(gradient);
    }

    @Override
    public void close() {
        d.close();
        before.close();
        after.close();
    }
}
