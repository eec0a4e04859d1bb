package io.backflow.model.horizon;

import io.backflow.model.cell.LruDynamics;
import java.util.Arrays;

/** {@code h' = lambda h + gain (x K + b)}, in pairs of a real and an imaginary part; what derivatives need is h. */
final class LruStep implements StepRule {

    private final LayerShape shape;
    private final LruDynamics dynamics;
    private final Linearisation point;
    private final float[] drive;

    LruStep(LayerShape shape) {
        this.shape = shape;
        dynamics = new LruDynamics(shape.units() / 2);
        point = new Linearisation(shape);
        drive = new float[shape.units()];
    }

    @Override
    public void load(float[] parameters) {
        dynamics.set(parameters, shape.in() * shape.units());
    }

    @Override
    public Linearisation step(float[] parameters, float[] state, int at, float[] x) {
        point.split(state, at);
        int units = shape.units();
        Arrays.fill(drive, 0f);
        for (int i = 0; i < x.length; i++) {
            addRow(parameters, i * units, x[i]);
        }
        addRow(parameters, (x.length + 1) * units, 1f);
        float[] h = point.parts[0];
        float[] re = dynamics.real();
        float[] im = dynamics.imaginary();
        float[] gain = dynamics.gain();
        int pairs = units / 2;
        for (int j = 0; j < pairs; j++) {
            point.next[j] = re[j] * h[j] - im[j] * h[pairs + j] + gain[j] * drive[j];
            point.next[pairs + j] = re[j] * h[pairs + j] + im[j] * h[j] + gain[j] * drive[pairs + j];
        }
        return point;
    }

    private void addRow(float[] parameters, int from, float factor) {
        for (int j = 0; j < drive.length; j++) {
            drive[j] += factor * parameters[from + j];
        }
    }
}
