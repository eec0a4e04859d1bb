package io.backflow.jobs.evaluate;

import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.util.function.Consumer;

/** A stream that can be read more than once, and is the same each time. */
@FunctionalInterface
public interface StepSource {

    /** Gives each step to {@code out}, those of a sequence in their order. */
    void read(Consumer<Step> out) throws IOException;
}
