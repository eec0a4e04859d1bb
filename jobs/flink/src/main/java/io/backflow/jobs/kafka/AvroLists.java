package io.backflow.jobs.kafka;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Arrays as the lists that Avro writes, and back. */
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

    /** {@code loss}; NaN where there is none. */
    static float orNaN(@Nullable Float loss) {
        return loss == null ? Float.NaN : loss;
    }

    static float[] array(List<Float> list) {
        float[] array = new float[list.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = list.get(i);
        }
        return array;
    }

    static float @Nullable [] arrayOrNull(@Nullable List<Float> list) {
        return list == null ? null : array(list);
    }

    static int @Nullable [] indices(@Nullable List<Integer> list) {
        return list == null ? null : list.stream().mapToInt(Integer::intValue).toArray();
    }
}
