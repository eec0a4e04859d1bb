package io.backflow.jobs.kafka;

import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.jobs.window.WindowPredictions;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * Prequential predictions as records of the schema {@code Prediction}, with the bytes that {@link Wire} gives them and
 * without an object for each number. Fields that belong to forecasts on arrival are absent. Not thread-safe.
 */
final class PredictionEncoder {

    private static final byte ABSENT = 0;
    private static final byte PRESENT = 2; // the second branch of a union, zig-zag
    private static final byte END_OF_BLOCKS = 0;
    private static final int MAX_LONG_BYTES = 10;
    private static final int MAX_INT_BYTES = 5;

    /** Header, numbers and branches at their longest. */
    private static final int FIXED_BYTES = 128;

    /** Fields from {@code target_step} to {@code anomaly}: absent, or an array without items, which is one byte too. */
    private static final byte[] FORECAST_FIELDS = new byte[10];

    private final long fingerprint = SchemaNormalization.parsingFingerprint64(Prediction.getClassSchema());
    private ByteBuffer out = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

    /** The record's value; throws {@link IllegalArgumentException} where it is larger than a record may be. */
    byte[] encode(WindowPredictions predictions) {
        PrequentialPrediction scored = predictions.first();
        byte[] id = scored.sequenceId().getBytes(StandardCharsets.UTF_8);
        reserve(predictions.steps(), id.length);
        out.put((byte) 0xC3).put((byte) 1).putLong(fingerprint);
        whole(id.length);
        out.put(id);
        whole(scored.step());
        whole(scored.eventTime());
        whole(scored.version());
        numbers(scored.prediction());
        optional(scored.classes());
        optional(scored.target());
        optional(scored.baseline());
        optional(scored.loss());
        optional(scored.baselineLoss());
        out.putFloat(scored.weight());
        out.put(FORECAST_FIELDS);
        following(predictions.steps());
        if (out.position() > Wire.ONE_MEBIBYTE) {
            throw new IllegalArgumentException(
                    "Prediction takes " + out.position() + " bytes; at most " + Wire.ONE_MEBIBYTE + " are allowed");
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private void following(PrequentialPrediction... steps) {
        if (steps.length > 1) {
            whole(steps.length - 1);
            for (int i = 1; i < steps.length; i++) {
                whole(steps[i].step());
                whole(steps[i].eventTime());
                numbers(steps[i].prediction());
                optional(steps[i].classes());
                optional(steps[i].loss());
                optional(steps[i].baselineLoss());
                out.putFloat(steps[i].weight());
            }
        }
        out.put(END_OF_BLOCKS);
    }

    private void reserve(PrequentialPrediction[] steps, int idBytes) {
        long bytes = idBytes;
        for (PrequentialPrediction scored : steps) {
            long floats = (long) scored.prediction().length + length(scored.target()) + length(scored.baseline());
            int[] classes = scored.classes();
            bytes += FIXED_BYTES + Float.BYTES * floats + MAX_INT_BYTES * (classes == null ? 0L : classes.length);
        }
        if (out.capacity() < bytes) {
            out = ByteBuffer.allocate(Math.toIntExact(2 * bytes)).order(ByteOrder.LITTLE_ENDIAN);
        }
        out.clear();
    }

    private static int length(float @Nullable [] values) {
        return values == null ? 0 : values.length;
    }

    private void optional(float value) {
        if (Float.isNaN(value)) {
            out.put(ABSENT);
        } else {
            out.put(PRESENT).putFloat(value);
        }
    }

    private void optional(float @Nullable [] values) {
        if (values == null) {
            out.put(ABSENT);
        } else {
            out.put(PRESENT);
            numbers(values);
        }
    }

    private void optional(int @Nullable [] values) {
        if (values == null) {
            out.put(ABSENT);
            return;
        }
        out.put(PRESENT);
        if (values.length > 0) {
            whole(values.length);
            for (int value : values) {
                whole(value);
            }
        }
        out.put(END_OF_BLOCKS);
    }

    private void numbers(float... values) {
        if (values.length > 0) {
            whole(values.length);
            for (float value : values) {
                out.putFloat(value);
            }
        }
        out.put(END_OF_BLOCKS);
    }

    /** Avro's zig-zag number of variable length. */
    private void whole(long value) {
        long bits = value << 1 ^ value >> 63;
        for (int i = 1; i < MAX_LONG_BYTES && (bits & ~0x7fL) != 0; i++) {
            out.put((byte) (bits | 0x80));
            bits >>>= 7;
        }
        out.put((byte) bits);
    }
}
