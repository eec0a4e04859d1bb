package io.backflow.jobs.kafka;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Arrays as the lists that Avro writes. */
final class AvroLists {

    /** A view of an array. */
    private static final class Floats extends AbstractList<Float> implements RandomAccess {

        private final float[] values;

        Floats(float[] values) {
            this.values = values;
        }

        @Override
        public Float get(int index) {
            return values[index];
        }

        @Override
        public int size() {
            return values.length;
        }
    }

    private AvroLists() {}

    static List<Float> of(float[] values) {
        return new Floats(values);
    }

    static List<Long> of(long... values) {
        return Arrays.stream(values).boxed().toList();
    }

    static @Nullable List<Float> ofNullable(float @Nullable [] values) {
        return values == null ? null : of(values);
    }

    static @Nullable List<Integer> ofNullable(int @Nullable [] values) {
        return values == null ? null : Arrays.stream(values).boxed().toList();
    }

    /** {@code loss}; null where there is none. */
    static @Nullable Float known(float loss) {
        return Float.isNaN(loss) ? null : loss;
    }
}
