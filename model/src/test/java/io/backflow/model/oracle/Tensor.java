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
}
