package io.backflow.model.horizon;

import io.backflow.model.LayerSpec;
import io.backflow.model.kernel.Sigmoids;

/** {@code h' = act(a)}: {@code dh'/da = 1 - h'^2}, or 1 where the unit is on. */
final class SimpleRnnStep implements StepRule {

    private final LayerSpec.Activation activation;
    private final Gate gate;
    private final Linearisation point;

    SimpleRnnStep(LayerShape shape, LayerSpec.Activation activation) {
        this.activation = activation;
        gate = new Gate(shape, 0, 0, 0);
        point = new Linearisation(shape, gate);
    }

    @Override
    public Linearisation step(float[] parameters, float[] state, int at, float[] x) {
        point.split(state, at);
        gate.evaluate(parameters, point.parts[0], x);
        for (int j = 0; j < gate.units; j++) {
            float y = activation == LayerSpec.Activation.TANH ? Sigmoids.tanh(gate.a[j]) : Math.max(0f, gate.a[j]);
            gate.slope[0][j] = activation == LayerSpec.Activation.TANH ? 1f - y * y : y > 0f ? 1f : 0f;
        }
        return point;
    }
}
