package io.backflow.model.horizon;

import io.backflow.model.kernel.Sigmoids;

/**
 * {@code h' = f h + (1 - f) u}: {@code dh'/df = (h - u) f (1 - f)} and {@code dh'/du = (1 - f) (1 - u^2)} by the gates'
 * arguments; straight, {@code f}.
 */
final class DiagonalStep implements StepRule {

    private final Gate f;
    private final Gate u;
    private final Linearisation point;

    DiagonalStep(LayerShape shape) {
        f = new Gate(shape, 0, 0, 0);
        u = new Gate(shape, 1, 1, 1);
        point = new Linearisation(shape, f, u);
    }

    @Override
    public Linearisation step(float[] parameters, float[] state, int at, float[] x) {
        point.split(state, at);
        point.gates.forEach(gate -> gate.evaluate(parameters, point.parts[0], x));
        for (int j = 0; j < f.units; j++) {
            float h = point.parts[0][j];
            float keep = Sigmoids.logistic(f.a[j]);
            float value = Sigmoids.tanh(u.a[j]);
            f.slope[0][j] = (h - value) * keep * (1f - keep);
            u.slope[0][j] = (1f - keep) * (1f - value * value);
            point.straight[0][0][j] = keep;
        }
        return point;
    }
}
