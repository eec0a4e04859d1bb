package io.backflow.jobs.kafka;

import java.io.IOException;
import java.io.Serializable;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A topic that a job writes to.
 *
 * @param key of the configuration that names it
 * @param topic its name
 */
record Destination(String key, String topic) implements Serializable {

    private static final String GOES_ON = "; the job goes on from its last checkpoint, and nothing is lost";

    /**
     * {@code problem}, with which writing ended, in a sentence. It has no cause, so that the sentence is what is shown
     * of a failed job; the problem is suppressed in it, for the log.
     */
    IOException explain(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        IOException explained =
                new IOException(key + " is " + topic + ", which takes no records: " + sentence(root) + GOES_ON);
        explained.addSuppressed(problem);
        return explained;
    }

    private static String sentence(Throwable root) {
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return reason + remedy(root);
    }

    private static String remedy(Throwable root) {
        if (root instanceof RecordTooLargeException) {
            return "; raise its max.message.bytes to 1048588, Kafka's default, or more";
        } else if (root instanceof AuthorizationException) {
            return "; grant this user Write on it";
        } else if (root instanceof NotEnoughReplicasException
                || root instanceof NotEnoughReplicasAfterAppendException) {
            return "; start the missing brokers, or lower its min.insync.replicas";
        } else if (root instanceof UnknownTopicOrPartitionException || root instanceof TimeoutException) {
            return "; if it is not there, create it (backflow topics create), and otherwise look at its brokers and its"
                    + " min.insync.replicas";
        }
        return "; look at the topic and its brokers";
    }
}
