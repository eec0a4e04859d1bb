package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Receives the server's broadcast and passes it to the trainer in the same slot. Keeps no state and emits nothing.
 * Fails where no trainer has announced itself in the slot within a minute: the trainers would wait for ever.
 */
public final class ParameterTail extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<ShardSnapshot, Void> {

    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String name;
    private final String worker;
    private final String remedy;

    private transient FeedbackChannelBroker broker;

    /** Beside a trainer. */
    public ParameterTail() {
        this(
                "parameter-tail",
                "sequence-trainer",
                "where a cluster does not co-locate the two, set server.feedback to topic");
    }

    /**
     * @param name of this operator
     * @param worker name of the operator that the parameters are for
     * @param remedy what to do where that does not run in the same process
     */
    public ParameterTail(String name, String worker, String remedy) {
        this.name = name;
        this.worker = worker;
        this.remedy = remedy;
    }

    @Override
    public void open() throws Exception {
        super.open();
        broker = FeedbackChannelBroker.join(
                SubtaskFeedbackKey.of(getContainingTask().getEnvironment().getExecutionId()));
        long now = getProcessingTimeService().getCurrentProcessingTime();
        getProcessingTimeService().registerTimer(now + PATIENCE.toMillis(), time -> checkTrainer());
    }

    private void checkTrainer() {
        if (!broker.channel().attended()) {
            int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
            throw new IllegalStateException("subtask " + subtask + " of " + name + " has run for "
                    + PATIENCE.toSeconds() + " s and subtask " + subtask + " of " + worker + " has not started in the"
                    + " same process; " + remedy);
        }
    }

    @Override
    public void processElement(StreamRecord<ShardSnapshot> element) {
        broker.channel().put(element.getValue());
    }

    @Override
    public void close() throws Exception {
        if (broker != null) {
            broker.leave();
        }
        super.close();
    }
}
