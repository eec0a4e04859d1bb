package io.backflow.model.optimizer;

/**
 * The arithmetic of {@link Adam} and {@link AdamW}, a block of parameters at a time.
 *
 * <p>Blocks are copied out and back because C2 vectorises a loop over several arrays only if it indexes all of them
 * alike: one that reads {@code slots[i]} beside {@code slots[n + i]} runs three times as long.
 */
final class Moments {

    private static final int BLOCK = 1024;

    private static final ThreadLocal<Moments> OF_THREAD = ThreadLocal.withInitial(Moments::new);

    private final float[] p = new float[BLOCK];
    private final float[] g = new float[BLOCK];
    private final float[] m = new float[BLOCK];
    private final float[] v = new float[BLOCK];

    private Moments() {}

    /**
     * What one update does to each element.
     *
     * @param keep what {@code p} is multiplied by first
     * @param decay share of {@code p} added to {@code g}
     * @param rate learning rate over the bias of {@code m}
     * @param unbias what takes the bias off {@code v}
     */
    record Step(
            float b1, float b2, float a1, float a2, float epsilon, float keep, float decay, float rate, float unbias) {

        static Step of(Adam rule, double keep, long update, double learningRate) {
            double t = update + 1.0;
            return new Step(
                    (float) rule.beta1(),
                    (float) rule.beta2(),
                    (float) (1 - rule.beta1()),
                    (float) (1 - rule.beta2()),
                    (float) rule.epsilon(),
                    (float) keep,
                    (float) rule.weightDecay(),
                    (float) (learningRate / (1 - Math.pow(rule.beta1(), t))),
                    (float) (1 / (1 - Math.pow(rule.beta2(), t))));
        }
    }

    static void update(float[] parameters, float[] gradient, float[] slots, Step step) {
        Moments moments = OF_THREAD.get();
        int n = parameters.length;
        for (int from = 0; from < n; from += BLOCK) {
            int count = Math.min(BLOCK, n - from);
            System.arraycopy(parameters, from, moments.p, 0, count);
            System.arraycopy(gradient, from, moments.g, 0, count);
            System.arraycopy(slots, from, moments.m, 0, count);
            System.arraycopy(slots, n + from, moments.v, 0, count);
            moments.block(count, step);
            System.arraycopy(moments.p, 0, parameters, from, count);
            System.arraycopy(moments.m, 0, slots, from, count);
            System.arraycopy(moments.v, 0, slots, n + from, count);
        }
    }

    private void block(int count, Step step) {
        float b1 = step.b1;
        float b2 = step.b2;
        float a1 = step.a1;
        float a2 = step.a2;
        float eps = step.epsilon;
        float keep = step.keep;
        float decay = step.decay;
        float rate = step.rate;
        float unbias = step.unbias;
        for (int i = 0; i < count; i++) {
            float kept = p[i] * keep;
            float gradient = g[i] + decay * kept;
            float mean = b1 * m[i] + a1 * gradient;
            float variance = b2 * v[i] + a2 * gradient * gradient;
            m[i] = mean;
            v[i] = variance;
            p[i] = kept - rate * mean / ((float) Math.sqrt(variance * unbias) + eps);
        }
    }
}
