package io.backflow.jobs.alignment;

import io.backflow.jobs.protocol.MergedTime;
import io.backflow.jobs.protocol.Rounds;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * Merges the readers' times, and answers each report with the merged time if the reader does not know it. Runs in the
 * JobManager's main thread. It keeps nothing across restarts: readers begin anew together, and so does their time.
 */
final class TimeCoordinator implements OperatorCoordinator {

    private static final byte[] NOTHING = {};

    private final Context context;
    private final Map<Integer, SubtaskGateway> gateways = new HashMap<>();
    private final Map<Integer, Long> known = new HashMap<>();
    private MergedTime time;

    private TimeCoordinator(Context context) {
        this.context = context;
        time = new MergedTime(context.currentParallelism());
    }

    /**
     * Makes the coordinator in the JobManager.
     *
     * @param getOperatorId of the operator that reports
     */
    record Provider(OperatorID getOperatorId) implements OperatorCoordinator.Provider {

        private static final long serialVersionUID = 1L;

        @Override
        public OperatorCoordinator create(Context context) {
            return new TimeCoordinator(context);
        }
    }

    @Override
    public void start() {}

    @Override
    public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
        if (!(event instanceof ReportEvent reported)) {
            throw new IllegalArgumentException("reader " + subtask + " sends " + event + " and not a report");
        }
        long now = time.report(subtask, reported.report());
        SubtaskGateway gateway = gateways.get(subtask);
        if (gateway != null && now != Rounds.NONE && !Long.valueOf(now).equals(known.put(subtask, now))) {
            gateway.sendEvent(new MergedTimeEvent(now));
        }
    }

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
        gateways.put(subtask, gateway);
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, Throwable reason) {
        gateways.remove(subtask);
    }

    @Override
    public void subtaskReset(int subtask, long checkpoint) {
        begin();
    }

    @Override
    public void resetToCheckpoint(long checkpoint, byte[] nothing) {
        begin();
    }

    private void begin() {
        known.clear();
        time = new MergedTime(context.currentParallelism());
    }

    @Override
    public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
        result.complete(NOTHING);
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {}

    @Override
    public void close() {}
}
