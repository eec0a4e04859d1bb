package io.backflow.model.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;

/** A fixture's tensor: flat, row-major, in double precision. */
record Tensor(int[] shape, double[] data) {

    static Tensor of(JsonNode node, String where) {
        int[] shape = new int[node.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = whole(node.get("shape").get(i), where + ".shape");
        }
        JsonNode values = node.path("data");
        int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (!node.path("shape").isArray() || !values.isArray() || values.size() != size) {
            throw new AssertionError(where + " is no tensor: shape " + node.path("shape") + " with " + values.size()
                    + " values; they must be " + size);
        }
        double[] data = new double[size];
        for (int i = 0; i < size; i++) {
            data[i] = number(values.get(i), where + "[" + i + "]");
        }
        return new Tensor(shape, data);
    }

    static Tensor of(JsonNode node) {
        return of(node, "a tensor");
    }

    static double number(JsonNode node, String where) {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw new AssertionError(where + " is " + node + "; it must be a finite number");
        }
        return node.doubleValue();
    }

    private static int whole(JsonNode node, String where) {
        if (!node.isInt() || node.intValue() < 0) {
            throw new AssertionError(where + " is " + node + "; it must be a whole number of 0 or more");
        }
        return node.intValue();
    }

    int size() {
        return data.length;
    }

    float[] floats() {
        float[] floats = new float[data.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) data[i];
        }
        return floats;
    }

    /** Row {@code index} along the first axis, flat. */
    double[] row(int index) {
        int width = data.length / shape[0];
        return Arrays.copyOfRange(data, index * width, (index + 1) * width);
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
        return new Tensor(s, Arrays.copyOfRange(data, from * n, to * n));
    }

    /** Asserts that {@code actual} starts with this, absolutely or relatively within {@code tolerance}. */
    void matches(String what, float[] actual, double tolerance) {
        for (int i = 0; i < data.length; i++) {
            near(what + "[" + i + "]", actual[i], data[i], tolerance);
        }
    }

    /** Asserts it, and counts it for the file that is being run. */
    static void near(String what, double actual, double expected, double tolerance) {
        Comparison.current().close(what, expected, actual, tolerance);
    }
}
