package io.backflow.model.horizon;

import io.backflow.model.kernel.Sigmoids;

/**
 * Reset before the recurrent product: {@code n = tanh(x K_n + (r h) R_n + b_n)}, {@code h' = z h + (1 - z) n}. Through
 * that product a reset gate reaches every unit: {@code dh'_s/dr_j = e_s R_n,js h_j r_j (1 - r_j)} by its argument, with
 * {@code e = (1 - z) (1 - n^2)}.
 */
final class GruResetBeforeStep implements StepRule {

    private final Gate z;
    private final Gate r;
    private final Gate n;
    private final float[] spread;
    private final float[] reset;
    private final float[] operand;
    private final Linearisation point;

    GruResetBeforeStep(LayerShape shape) {
        z = new Gate(shape, 0, 0, 0);
        r = new Gate(shape, 1, 1, 1);
        n = new Gate(shape, 2, 2, 2);
        spread = new float[shape.units() * shape.units()];
        reset = new float[shape.units()];
        operand = new float[shape.units()];
        r.spread = spread;
        n.operandSlope = reset;
        point = new Linearisation(shape, z, r, n);
    }

    @Override
    public Linearisation step(float[] parameters, float[] state, int at, float[] x) {
        point.split(state, at);
        float[] h = point.parts[0];
        z.evaluate(parameters, h, x);
        r.evaluate(parameters, h, x);
        for (int j = 0; j < r.units; j++) {
            reset[j] = Sigmoids.logistic(r.a[j]);
            operand[j] = reset[j] * h[j];
        }
        n.evaluate(parameters, operand, x);
        for (int j = 0; j < z.units; j++) {
            float keep = Sigmoids.logistic(z.a[j]);
            float value = Sigmoids.tanh(n.a[j]);
            z.slope[0][j] = (h[j] - value) * keep * (1f - keep);
            n.slope[0][j] = (1f - keep) * (1f - value * value);
            point.straight[0][0][j] = keep;
        }
        spread(parameters, h);
        return point;
    }

    private void spread(float[] parameters, float[] h) {
        int units = r.units;
        for (int j = 0; j < units; j++) {
            float own = h[j] * reset[j] * (1f - reset[j]);
            for (int s = 0; s < units; s++) {
                spread[s * units + j] = n.slope[0][s] * parameters[n.recurrent + j * n.stride + s] * own;
            }
        }
    }
}
