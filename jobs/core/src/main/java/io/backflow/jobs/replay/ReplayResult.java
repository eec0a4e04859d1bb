package io.backflow.jobs.replay;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replay came to.
 *
 * @param rows of the files
 * @param sequences in them
 * @param skipped rows that were not written, by reason
 * @param examples the first problem of each reason
 * @param outOfOrder rows that are older than the row before of their sequence; they were written
 * @param epochs that were written to the end
 * @param written records, over all epochs
 * @param stopped whether it was stopped before its end
 * @param first event time of the first step in the files; null: there is none
 * @param last event time of the last step in the files; null: there is none
 */
public record ReplayResult(
        long rows,
        int sequences,
        Map<String, Long> skipped,
        Map<String, String> examples,
        long outOfOrder,
        int epochs,
        Written written,
        boolean stopped,
        @Nullable Instant first,
        @Nullable Instant last) {

    /**
     * Records, over all epochs.
     *
     * @param records all of them
     * @param heldOut those of them that are held out: in their own topic, or of weight 0
     * @param beforeHeldOut those of them that have weight 0 because what they forecast is held out
     */
    public record Written(long records, long heldOut, long beforeHeldOut) {}
}
