package io.backflow.model.io;

import java.util.Arrays;

/**
 * A tensor on its way to a file.
 *
 * @param shape of any rank; its product is the number of values
 * @param values row-major
 */
record NamedTensor(String name, int[] shape, float[] values) {

    NamedTensor {
        if (size(shape) != values.length) {
            throw new IllegalArgumentException(
                    name + " has " + values.length + " values for a shape of " + Arrays.toString(shape));
        }
    }

    static int size(int[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
