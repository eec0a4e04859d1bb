package io.backflow.jobs;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.OptionalInt;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.state.filesystem.AbstractFsCheckpointStorageAccess;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of key groups, which keyed state can never change afterwards: that of the environment, else that of the
 * state that the job goes on from, else one that suits its parallelism.
 */
public final class MaxParallelism {

    private static final Logger LOG = LoggerFactory.getLogger(MaxParallelism.class);

    /** For up to as many workers. */
    private static final int DEFAULT = 128;

    /** With fewer, some of many workers have twice as many sequences as others. */
    private static final int GROUPS_PER_WORKER = 16;

    private static final int MOST = 1 << 15;

    private MaxParallelism() {}

    /** The maximum parallelism of {@code env}; sets it if there is none. */
    public static int of(StreamExecutionEnvironment env) {
        if (env.getMaxParallelism() <= 0) {
            env.setMaxParallelism(saved(env.getConfiguration()).orElse(suiting(env.getParallelism())));
        }
        return env.getMaxParallelism();
    }

    /** For a job without state. Up to 128 workers have as many as jobs of former builds, of which there is state. */
    static int suiting(int workers) {
        if (workers <= DEFAULT) {
            return DEFAULT;
        }
        int groups = Integer.highestOneBit(GROUPS_PER_WORKER * workers - 1) << 1;
        return Math.min(MOST, groups);
    }

    /** That of the state that {@code flink} names; empty where it names none, or one that Flink does not find. */
    static OptionalInt saved(ReadableConfig flink) {
        SavepointRestoreSettings restore = SavepointRestoreSettings.fromConfiguration(flink);
        if (!restore.restoreSavepoint()) {
            return OptionalInt.empty();
        }
        String path = restore.getRestorePath();
        try (DataInputStream in = new DataInputStream(AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(path)
                .getMetadataHandle()
                .openInputStream())) {
            return Checkpoints.loadCheckpointMetadata(in, MaxParallelism.class.getClassLoader(), path)
                    .getOperatorStates()
                    .stream()
                    .mapToInt(OperatorState::getMaxParallelism)
                    .max();
        } catch (IOException | RuntimeException e) {
            LOG.warn("The maximum parallelism of {} cannot be read: {}", path, e.getMessage());
            return OptionalInt.empty();
        }
    }
}
