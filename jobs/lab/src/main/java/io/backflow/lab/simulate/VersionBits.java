package io.backflow.lab.simulate;

/** A number for the bits of a vector; zeros of both signs are different ones. */
final class VersionBits {

    private static final long PRIME = 0x100000001b3L;

    private VersionBits() {}

    static long of(float[] values) {
        return of(values, 0, values.length);
    }

    /** Of those from index {@code from} on, {@code length} of them. */
    static long of(float[] values, int from, int length) {
        long bits = length;
        for (int i = from; i < from + length; i++) {
            bits = (bits ^ Float.floatToRawIntBits(values[i])) * PRIME;
        }
        return bits;
    }
}
