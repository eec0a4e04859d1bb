package io.backflow.lab.simulate;

/** Convex: {@code y' = x · p}. */
record Regression(double[] teacher) implements Problem {

    static Regression draw(SeededDraws draws, int parameters) {
        double[] teacher = new double[parameters];
        for (int i = 0; i < teacher.length; i++) {
            teacher[i] = draws.gaussian();
        }
        return new Regression(teacher);
    }

    @Override
    public int features() {
        return teacher.length;
    }

    @Override
    public double truth(float[] x) {
        double y = 0;
        for (int i = 0; i < x.length; i++) {
            y += teacher[i] * x[i];
        }
        return y;
    }

    @Override
    public double learn(float[] x, float y, float[] parameters, float[] gradient) {
        float error = -y;
        for (int i = 0; i < x.length; i++) {
            error += x[i] * parameters[i];
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += error * x[i];
        }
        return 0.5 * error * error;
    }
}
