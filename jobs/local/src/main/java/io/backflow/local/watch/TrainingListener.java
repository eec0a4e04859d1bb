package io.backflow.local.watch;

import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import java.util.List;

/** Receives what a job publishes, in one thread. */
@FunctionalInterface
public interface TrainingListener {

    /** A whole version of the model was published. */
    void published(ModelVersion version);

    /** The job has reported how it goes. */
    default void reported(ProgressReport report) {}

    /** Whether the job is to go on; asked several times a second, after what was published since was handed on. */
    default boolean goesOn() {
        return true;
    }

    /** Passes all on to each of {@code listeners}; the job goes on as long as each of them lets it. */
    static TrainingListener all(List<? extends TrainingListener> listeners) {
        List<TrainingListener> each = List.copyOf(listeners);
        return new TrainingListener() {
            @Override
            public void published(ModelVersion version) {
                each.forEach(listener -> listener.published(version));
            }

            @Override
            public void reported(ProgressReport report) {
                each.forEach(listener -> listener.reported(report));
            }

            @Override
            public boolean goesOn() {
                return each.stream().filter(listener -> !listener.goesOn()).count() == 0;
            }
        };
    }
}
