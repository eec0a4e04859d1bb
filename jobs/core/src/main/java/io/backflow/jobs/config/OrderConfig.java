package io.backflow.jobs.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/** What puts the steps of a sequence in order. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = OrderConfig.Number.class, name = "number"),
    @JsonSubTypes.Type(value = OrderConfig.Time.class, name = "time")
})
public sealed interface OrderConfig {

    /** The number that each step has. */
    record Number() implements OrderConfig {}

    /**
     * Event time. Steps have no numbers, or these are ignored.
     *
     * @param lateness by how much a step may be older than one that came before it
     */
    record Time(
            @Key(
                    meaning = "how long a step waits for older ones, in event time; a step that is older than one that"
                            + " was taken goes to the dead letters; `0s`: each step is taken at once",
                    preset = "10s")
            Duration lateness)
            implements OrderConfig {

        public Time {
            DurationChecks.notNegative("stream.order.lateness", lateness);
        }
    }
}
