package io.backflow.jobs.config;

import java.time.Duration;

/**
 * Where a job begins to read, and what must hold before it does.
 *
 * @param from where a job without state begins to read
 * @param logChanged what becomes of a job whose saved offsets are not of the log that is there
 * @param openTransactions how long the start of a bounded job waits for open transactions
 * @param unfitRecords what becomes of a start where no record of a sample suits the model
 */
public record StartConfig(
        @Key(
                meaning = "where a job that was restored from no state begins to read; `committed`: at the offsets of"
                        + " `kafka.group_id`, and where it has none at the earliest",
                preset = "earliest")
        From from,

        @Key(
                meaning = "what becomes of a restored job where `timesteps` is not the log that its offsets were saved"
                        + " for (another topic, a topic that was created anew, records deleted before they were read):"
                        + " `refuse`; `keep_offsets`: read on at the saved offsets, or after them at the first record"
                        + " that is still there; `earliest`: read the changed log from its beginning",
                preset = "refuse")
        LogChanged logChanged,

        @Key(
                meaning = "how long the start of a bounded job waits for transactions that are open; what stands behind"
                        + " one that is still open then is left to the next run",
                preset = "1m")
        Duration openTransactions,

        @Key(
                meaning = "what becomes of a fresh start where not one record of a sample of `timesteps` suits the"
                        + " model; a restored job is warned only",
                preset = "refuse")
        UnfitRecords unfitRecords) {

    /** Where a job without state begins to read. */
    public enum From {
        /** At the first record that is there. */
        EARLIEST,
        /** At what comes after its start. */
        LATEST,
        /** At the offsets that the consumer group has committed. */
        COMMITTED
    }

    /** What becomes of a job whose saved offsets are not of the log that is there. */
    public enum LogChanged {
        /** It ends with a sentence. */
        REFUSE,
        /** It reads on at the saved offsets, or at the first record after them. */
        KEEP_OFFSETS,
        /** It reads the changed log from its beginning. */
        EARLIEST
    }

    /** What becomes of a start where no record of a sample suits the model. */
    public enum UnfitRecords {
        /** It ends with a sentence. */
        REFUSE,
        /** It says so and goes on. */
        WARN
    }

    public StartConfig {
        DurationChecks.notNegative("kafka.start.open_transactions", openTransactions);
    }
}
