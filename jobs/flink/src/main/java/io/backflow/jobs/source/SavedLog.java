package io.backflow.jobs.source;

/**
 * The log that saved offsets are of.
 *
 * @param topic its name
 * @param id its identity; empty where the state was written before identities were
 */
record SavedLog(String topic, String id) {

    static SavedLog of(TopicExtent extent) {
        return new SavedLog(extent.topic(), extent.id());
    }

    /** Whether {@code now} may be the same log. */
    boolean isThatOf(TopicExtent now) {
        return topic.equals(now.topic()) && (id.isEmpty() || id.equals(now.id()));
    }
}
