package io.backflow.model.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** A row-major tensor of a fixture. */
record Tensor(int[] shape, double[] data) {

    static Tensor of(JsonNode node) {
        int[] shape = new int[node.get("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get("shape").get(i).intValue();
        }
        JsonNode values = node.get("data");
        double[] data = new double[values.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = values.get(i).doubleValue();
        }
        return new Tensor(shape, data);
    }

    /** {@code [A, B, ...]} to {@code [B, A, ...]}. */
    Tensor swapped() {
        int a = shape[0];
        int b = shape[1];
        int n = data.length / (a * b);
        double[] out = new double[data.length];
        for (int i = 0; i < a; i++) {
            for (int j = 0; j < b; j++) {
                System.arraycopy(data, (i * b + j) * n, out, (j * a + i) * n, n);
            }
        }
        int[] s = shape.clone();
        s[0] = b;
        s[1] = a;
        return new Tensor(s, out);
    }

    /** The part {@code [from, to)} of the first axis. */
    Tensor slice(int from, int to) {
        int n = data.length / shape[0];
        int[] s = shape.clone();
        s[0] = to - from;
        return new Tensor(s, java.util.Arrays.copyOfRange(data, from * n, to * n));
    }

    float[] floats() {
        float[] out = new float[data.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) data[i];
        }
        return out;
    }

    /** Asserts that {@code actual} starts with this, absolutely or relatively within {@code tolerance}. */
    void matches(String what, float[] actual, double tolerance) {
        for (int i = 0; i < data.length; i++) {
            near(what + "[" + i + "]", actual[i], data[i], tolerance);
        }
    }

    static void near(String what, double actual, double expected, double tolerance) {
        double bound = tolerance * Math.max(1, Math.abs(expected));
        assertThat(Math.abs(actual - expected))
                .as("%s is %s, expected %s", what, actual, expected)
                .isLessThanOrEqualTo(bound);
    }
}
