package io.backflow.jobs.trainer;

import io.backflow.jobs.config.JobConfig;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The settings under which the states of all sequences were written down ({@link JobConfig#sequenceSettings}). Under
 * others each state is to be read when a worker starts, because it may not fit, or be due earlier.
 *
 * @param written by each worker
 * @param now those of the job as it runs
 */
public record SequenceSettings(ListState<String> written, String now) {

    /** The state {@code sequence-settings} of an operator. */
    public static SequenceSettings of(OperatorStateStore store, JobConfig config) throws Exception {
        return new SequenceSettings(
                store.getUnionListState(new ListStateDescriptor<>("sequence-settings", Types.STRING)),
                config.sequenceSettings());
    }

    /** Whether all states were written under those of now; not where an older build wrote no settings down. */
    public boolean unchanged() throws Exception {
        boolean known = false;
        for (String then : written.get()) {
            known = true;
            if (!then.equals(now)) {
                return false;
            }
        }
        return known;
    }

    /** Writes those of now down. */
    public void snapshot() throws Exception {
        written.update(List.of(now));
    }
}
