package io.backflow.model.optimizer;

import org.jspecify.annotations.Nullable;

/**
 * What an option is when it was left out. Jackson hands a record 0 for a missing primitive; the {@code @JsonCreator}
 * factories of this package therefore take boxed options and resolve them here.
 */
final class Defaults {

    private Defaults() {}

    static double or(@Nullable Double option, double byDefault) {
        return option == null ? byDefault : option;
    }

    static boolean or(@Nullable Boolean option, boolean byDefault) {
        return option == null ? byDefault : option;
    }

    static long or(@Nullable Long option, long byDefault) {
        return option == null ? byDefault : option;
    }
}
