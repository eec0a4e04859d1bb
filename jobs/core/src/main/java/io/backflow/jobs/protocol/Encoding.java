package io.backflow.jobs.protocol;

/**
 * How a value is written where it travels. Rounding is to the nearest, ties to even. A finite value beyond the largest
 * that an encoding has becomes that largest one, never an infinity, so that one long gradient is shortened and not
 * refused; what was not finite stays so, and is refused by whoever merges it.
 *
 * <p>An encoding of little range is for values that were scaled: {@link #scale} brings the largest of them to the top
 * of the range, by a power of two, so that scaling itself rounds nothing.
 */
public enum Encoding {
    /** IEEE 754 binary32: as it is. */
    FLOAT32(4),
    /**
     * IEEE 754 binary16 of scaled values: 11 bits of precision down to 2^-29 of the largest value, fewer below; what is
     * less than 2^-40 of it becomes 0.
     */
    FLOAT16(2),
    /** The upper half of binary32: 8 bits of precision, the range of binary32. */
    BFLOAT16(2);

    private static final int MAX_FLOAT16 = 0x7bff;

    /** The exponent of the largest float16, 65504. */
    private static final int TOP_FLOAT16 = 15;

    /** The powers of two of which float32 has the inverse too, subnormal numbers aside. */
    private static final int MAX_SCALE = 126;

    private static final int MAX_BFLOAT16 = 0x7f7f;

    private final int bytes;

    Encoding(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes that a value takes. */
    public int bytes() {
        return bytes;
    }

    /** Whether values are to be scaled. */
    public boolean scaled() {
        return this == FLOAT16;
    }

    /**
     * The power of two by which values from {@code from} to {@code to}, exclusively, are to be multiplied before they
     * are encoded, and divided after they are decoded; between -126 and 126. 0 where there is nothing to scale.
     */
    public int scale(float[] values, int from, int to) {
        int largest = 0;
        for (int i = from; scaled() && i < to; i++) {
            int bits = Float.floatToRawIntBits(values[i]) & 0x7fffffff;
            largest = bits < 0x7f800000 ? Math.max(largest, bits) : largest;
        }
        return largest == 0 ? 0 : Math.min(MAX_SCALE, TOP_FLOAT16 - Math.getExponent(Float.intBitsToFloat(largest)));
    }

    /** The bits that stand for {@code value}, in the lowest bytes. */
    public int encode(float value) {
        int bits = Float.floatToRawIntBits(value);
        return switch (this) {
            case FLOAT32 -> bits;
            case FLOAT16 -> (bits >>> 16) & 0x8000 | float16(bits & 0x7fffffff);
            case BFLOAT16 -> (bits >>> 16) & 0x8000 | bfloat16(bits & 0x7fffffff);
        };
    }

    /** The value that {@code bits} stand for. */
    public float decode(int bits) {
        return switch (this) {
            case FLOAT32 -> Float.intBitsToFloat(bits);
            case FLOAT16 -> fromFloat16(bits);
            case BFLOAT16 -> Float.intBitsToFloat(bits << 16);
        };
    }

    /** @param bits of a binary32 without its sign */
    private static int float16(int bits) {
        if (bits >= 0x7f800000) {
            return bits > 0x7f800000 ? 0x7e00 : 0x7c00;
        }
        int exponent = bits >>> 23;
        if (exponent >= 113) { // 2^-14, the smallest normal one
            return Math.min(round(bits - (112 << 23), 13), MAX_FLOAT16);
        }
        int shift = 126 - exponent;
        return shift > 25 ? 0 : round(bits & 0x7fffff | 0x800000, shift);
    }

    /** @param bits of a binary32 without its sign */
    private static int bfloat16(int bits) {
        if (bits >= 0x7f800000) {
            return bits > 0x7f800000 ? 0x7fc0 : 0x7f80;
        }
        return Math.min(round(bits, 16), MAX_BFLOAT16);
    }

    /** {@code bits} without the lowest {@code shift}, rounded to the nearest, ties to even. */
    private static int round(int bits, int shift) {
        int kept = bits >>> shift;
        int rest = bits & ((1 << shift) - 1);
        int half = 1 << (shift - 1);
        return rest > half || rest == half && (kept & 1) == 1 ? kept + 1 : kept;
    }

    private static float fromFloat16(int bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1f;
        int mantissa = bits & 0x3ff;
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | mantissa << 13);
        }
        if (exponent == 0) {
            float magnitude = mantissa * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | (exponent + 112) << 23 | mantissa << 13);
    }
}
