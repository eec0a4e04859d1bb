package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs, if this class's log is at trace, when the server emitted a snapshot and when a worker received it, by the
 * machine's clock in microseconds: {@code emitted SESSION VERSION SHARD MICROS} and {@code received …}. For
 * measurements of the feedback edge on one machine; otherwise silent.
 */
public final class FeedbackTiming {

    private static final Logger LOG = LoggerFactory.getLogger(FeedbackTiming.class);

    private FeedbackTiming() {}

    /** The server is about to emit {@code snapshot}. */
    public static void emitted(ShardSnapshot snapshot) {
        write("emitted", snapshot);
    }

    /** A worker has received {@code snapshot}. */
    public static void came(ShardSnapshot snapshot) {
        write("received", snapshot);
    }

    private static void write(String what, ShardSnapshot snapshot) {
        if (LOG.isTraceEnabled()) {
            LOG.trace(
                    "{} {} {} {} {}",
                    what,
                    snapshot.session(),
                    snapshot.version(),
                    snapshot.shard(),
                    ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        }
    }
}
