package io.backflow.lab.simulate;

/**
 * Not convex: {@code y' = sum_j v_j tanh(b_j + W_j · x)}; for each hidden unit j the parameters hold {@code W_j}, then
 * {@code b_j}, then {@code v_j}.
 */
record TwoLayers(float[] teacher, int hidden) implements Problem {

    static TwoLayers draw(SeededDraws draws, int parameters, int hidden) {
        float[] teacher = new float[parameters];
        for (int i = 0; i < teacher.length; i++) {
            teacher[i] = (float) (1.5 * draws.gaussian());
        }
        return new TwoLayers(teacher, hidden);
    }

    private int unit() {
        return teacher.length / hidden;
    }

    @Override
    public int features() {
        return unit() - 2;
    }

    @Override
    public double truth(float[] x) {
        double y = 0;
        for (int j = 0; j < hidden; j++) {
            y += teacher[j * unit() + x.length + 1] * activation(x, teacher, j * unit());
        }
        return y;
    }

    @Override
    public double learn(float[] x, float y, float[] parameters, float[] gradient) {
        double error = -y;
        for (int j = 0; j < hidden; j++) {
            error += parameters[j * unit() + x.length + 1] * activation(x, parameters, j * unit());
        }
        for (int j = 0; j < hidden && gradient.length > 0; j++) {
            int at = j * unit();
            double a = activation(x, parameters, at);
            double back = error * parameters[at + x.length + 1] * (1 - a * a);
            for (int i = 0; i < x.length; i++) {
                gradient[at + i] += (float) (back * x[i]);
            }
            gradient[at + x.length] += (float) back;
            gradient[at + x.length + 1] += (float) (error * a);
        }
        return 0.5 * error * error;
    }

    private static double activation(float[] x, float[] weights, int at) {
        double sum = weights[at + x.length];
        for (int i = 0; i < x.length; i++) {
            sum += weights[at + i] * x[i];
        }
        return Math.tanh(sum);
    }
}
