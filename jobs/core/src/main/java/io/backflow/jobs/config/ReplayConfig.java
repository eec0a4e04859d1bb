package io.backflow.jobs.config;

import io.backflow.model.Check;
import io.backflow.model.MinibatchRow;
import io.backflow.model.ModelSpec;

/**
 * Past windows that are trained once more beside new ones.
 *
 * @param windows past windows for each new window of a minibatch
 * @param kept windows kept of each sequence at most
 * @param sample which windows are kept
 * @param maxBytesPerSequence bound on what is kept of one sequence
 */
public record ReplayConfig(
        @Key(meaning = "number of past windows of the same sequence that are trained beside each new window")
        int windows,

        @Key(meaning = "number of past windows that are kept of each sequence", preset = "256")
        int kept,

        @Key(
                meaning = "which windows are kept: `uniform`, each past window with the same probability; `recent`, the"
                        + " newer ones with a higher probability: a window is kept for `kept` more windows on average",
                preset = "recent")
        Sample sample,

        @Key(
                meaning = "maximum size in bytes of what is kept of a sequence; a configuration that needs more is"
                        + " refused",
                preset = "4194304")
        long maxBytesPerSequence) {

    /** Which windows are kept. */
    public enum Sample {
        /** Each past window with the same probability. */
        UNIFORM,
        /** The newer ones with a higher probability. */
        RECENT
    }

    public ReplayConfig {
        Check.positive("batch.replay.windows", windows);
        Check.positive("batch.replay.kept", kept);
        if (windows > kept) {
            throw new ConfigException("batch.replay.windows is " + windows + ", but batch.replay.kept is " + kept
                    + "; a minibatch replays no window twice, set kept to " + windows + " or more");
        }
    }

    /** Newest windows that the sample is as if drawn from. */
    public long span() {
        return sample == Sample.RECENT ? kept : Long.MAX_VALUE;
    }

    /** Refuses a horizon without windows that can be trained again, and windows that take too much. */
    void check(ModelSpec model, HorizonConfig horizon) {
        if (!(horizon instanceof HorizonConfig.Truncated truncated)) {
            String type = horizon instanceof HorizonConfig.Full ? "full" : "online";
            throw new ConfigException("batch.replay is set, but horizon.type is " + type + ", whose gradient needs all"
                    + " that came before a window; set horizon.type: truncated, or remove batch.replay");
        }
        long window = MinibatchRow.bytes(model, truncated.overlap().back());
        if (window * kept > maxBytesPerSequence) {
            throw new ConfigException("batch.replay.kept is " + kept + ", and a window takes " + window
                    + " bytes, but batch.replay.max_bytes_per_sequence is " + maxBytesPerSequence + "; keep "
                    + maxBytesPerSequence / window + " windows, or allow " + window * kept + " bytes");
        }
    }
}
