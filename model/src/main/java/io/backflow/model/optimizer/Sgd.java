package io.backflow.model.optimizer;

/** Plain stochastic gradient descent: {@code p -= lr g}. */
public record Sgd() implements Optimizer {

    @Override
    public int slotsPerParameter() {
        return 0;
    }

    @Override
    public void update(float[] parameters, float[] gradient, float[] slots, long update, double learningRate) {
        float rate = (float) learningRate;
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= rate * gradient[i];
        }
    }
}
