package io.backflow.model.io;

import java.nio.ByteBuffer;

/** The floating-point types of safetensors files that we read; we write {@link #F32}. */
enum SafetensorsType {
    F64(Double.BYTES) {
        @Override
        float next(ByteBuffer from) {
            return (float) from.getDouble();
        }
    },
    F32(Float.BYTES) {
        @Override
        float next(ByteBuffer from) {
            return from.getFloat();
        }
    },
    /** The upper half of a float. */
    BF16(Short.BYTES) {
        @Override
        float next(ByteBuffer from) {
            return Float.intBitsToFloat(from.getShort() << Short.SIZE);
        }
    };

    private final int bytes;

    SafetensorsType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    abstract float next(ByteBuffer from);
}
