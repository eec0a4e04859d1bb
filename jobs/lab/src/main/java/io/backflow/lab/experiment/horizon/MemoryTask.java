package io.backflow.lab.experiment.horizon;

import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.ModelSpec;
import java.util.List;

/** A task that only memory solves, on 32 sequences side by side. */
sealed interface MemoryTask permits EchoTask, CopyTask {

    int SEQUENCES = 32;

    String name();

    /** Steps of a sequence where sequences end. */
    int length();

    /** Sequences with what {@code seed} draws, which end after {@link #length()} steps each, or never. */
    Series series(boolean ends, long seed);

    HeadSpec head();

    /** Whether what is to be said needs memory. */
    default boolean counts(float target) {
        return true;
    }

    boolean right(float target, float output);

    default ModelSpec spec(LayerSpec layer) {
        return new ModelSpec(new InputSpec.Features(series(false, 1).width()), List.of(layer), head());
    }
}
