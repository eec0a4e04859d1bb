package io.backflow.model.horizon;

/** {@code h' = lambda h + gain (x K + b)}: what {@link LruInfluence} needs of it is h, since the rest is linear. */
final class LruStep implements StepRule {

    private final Linearisation point;

    LruStep(LayerShape shape) {
        point = new Linearisation(shape);
    }

    @Override
    public Linearisation step(float[] parameters, float[] state, int at, float[] x) {
        point.split(state, at);
        return point;
    }
}
