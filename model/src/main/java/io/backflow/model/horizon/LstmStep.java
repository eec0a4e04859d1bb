package io.backflow.model.horizon;

import io.backflow.model.kernel.Sigmoids;

/**
 * {@code c' = f c + i g}, {@code h' = o tanh(c')}. With {@code k = o (1 - tanh(c')^2)}: {@code dc'/di = g i (1 - i)},
 * {@code dc'/df = c f (1 - f)}, {@code dc'/dg = i (1 - g^2)} by the gates' arguments, {@code dh' = k dc'}, and
 * {@code dh'/do = tanh(c') o (1 - o)}; straight, {@code dc'/dc = f} and {@code dh'/dc = k f}.
 */
final class LstmStep implements StepRule {

    private final Gate i;
    private final Gate f;
    private final Gate g;
    private final Gate o;
    private final Linearisation point;

    LstmStep(LayerShape shape) {
        i = new Gate(shape, 0, 0, 0);
        f = new Gate(shape, 1, 1, 1);
        g = new Gate(shape, 2, 2, 2);
        o = new Gate(shape, 3, 3, 3);
        point = new Linearisation(shape, i, f, g, o);
    }

    @Override
    public Linearisation step(float[] parameters, float[] state, int at, float[] x) {
        point.split(state, at);
        point.gates.forEach(gate -> gate.evaluate(parameters, point.parts[0], x));
        int n = i.units;
        for (int j = 0; j < n; j++) {
            float c = point.parts[1][j];
            float in = Sigmoids.logistic(i.a[j]);
            float keep = Sigmoids.logistic(f.a[j]);
            float value = Sigmoids.tanh(g.a[j]);
            float out = Sigmoids.logistic(o.a[j]);
            float cell = keep * c + in * value;
            float y = Sigmoids.tanh(cell);
            float k = out * (1f - y * y);
            slopes(i, j, value * in * (1f - in), k);
            slopes(f, j, c * keep * (1f - keep), k);
            slopes(g, j, in * (1f - value * value), k);
            o.slope[0][j] = y * out * (1f - out);
            point.straight[1][1][j] = keep;
            point.straight[0][1][j] = k * keep;
        }
        return point;
    }

    private static void slopes(Gate gate, int j, float ofCell, float k) {
        gate.slope[1][j] = ofCell;
        gate.slope[0][j] = k * ofCell;
    }
}
