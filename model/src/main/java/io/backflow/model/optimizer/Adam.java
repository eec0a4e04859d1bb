package io.backflow.model.optimizer;

/**
 * Adam (Kingma and Ba, 2015), epsilon added after the bias correction:
 * {@code m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; p -= lr (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps)}, t from 1.
 */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {

    public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8);

    @Override
    public int slotsPerParameter() {
        return 2;
    }

    @Override
    public void update(float[] parameters, float[] gradient, float[] slots, long update, double learningRate) {
        int n = parameters.length;
        float b1 = (float) beta1;
        float b2 = (float) beta2;
        float a1 = (float) (1 - beta1);
        float a2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        float rate = (float) (learningRate / (1 - Math.pow(beta1, update + 1.0)));
        float unbias = (float) (1 / (1 - Math.pow(beta2, update + 1.0)));
        for (int i = 0; i < n; i++) {
            float g = gradient[i];
            float m = b1 * slots[i] + a1 * g;
            float v = b2 * slots[n + i] + a2 * g * g;
            slots[i] = m;
            slots[n + i] = v;
            parameters[i] -= rate * m / ((float) Math.sqrt(v * unbias) + eps);
        }
    }
}
