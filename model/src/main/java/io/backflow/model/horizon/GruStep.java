package io.backflow.model.horizon;

import io.backflow.model.kernel.Sigmoids;

/**
 * Reset after the recurrent product: {@code n = tanh(a + r q)}, {@code h' = z h + (1 - z) n}, where a is the input's
 * and q the recurrent share of the candidate's argument. With {@code e = (1 - z) (1 - n^2)}: {@code dh'/da = e}, {@code
 * dh'/dq = e r}, {@code dh'/dr = e q r (1 - r)}, {@code dh'/dz = (h - n) z (1 - z)}; straight, {@code z}.
 */
final class GruStep implements StepRule {

    private final Gate z;
    private final Gate r;
    private final Gate a;
    private final Gate q;
    private final Linearisation point;

    GruStep(LayerShape shape) {
        z = new Gate(shape, 0, 0, 0, 3);
        r = new Gate(shape, 1, 1, 1, 4);
        a = new Gate(shape, 2, Gate.NONE, 2);
        q = new Gate(shape, Gate.NONE, 2, 5);
        point = new Linearisation(shape, z, r, a, q);
    }

    @Override
    public Linearisation step(float[] parameters, float[] state, int at, float[] x) {
        point.split(state, at);
        point.gates.forEach(gate -> gate.evaluate(parameters, point.parts[0], x));
        for (int j = 0; j < z.units; j++) {
            float h = point.parts[0][j];
            float keep = Sigmoids.logistic(z.a[j]);
            float reset = Sigmoids.logistic(r.a[j]);
            float value = Sigmoids.tanh(a.a[j] + reset * q.a[j]);
            float e = (1f - keep) * (1f - value * value);
            z.slope[0][j] = (h - value) * keep * (1f - keep);
            r.slope[0][j] = e * q.a[j] * reset * (1f - reset);
            a.slope[0][j] = e;
            q.slope[0][j] = e * reset;
            point.straight[0][0][j] = keep;
        }
        return point;
    }
}
