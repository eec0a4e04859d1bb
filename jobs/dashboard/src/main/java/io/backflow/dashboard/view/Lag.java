package io.backflow.dashboard.view;

/**
 * Records of the topic {@code timesteps} that the job has not taken yet.
 *
 * @param records how many
 * @param source how that is known
 */
public record Lag(double records, Source source) {

    /** How a lag is known. */
    public enum Source {
        /** By the sources of the running job. */
        FLINK,
        /** By the offsets that the job commits to Kafka at each checkpoint. */
        COMMITTED_OFFSETS,
        /** It is not. */
        UNKNOWN
    }

    static final Lag NOT_KNOWN = new Lag(Double.NaN, Source.UNKNOWN);
}
