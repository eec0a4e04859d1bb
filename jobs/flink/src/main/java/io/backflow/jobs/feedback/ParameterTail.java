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

    private transient FeedbackChannelBroker broker;

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
            throw new IllegalStateException("subtask " + subtask + " of parameter-tail has run for "
                    + PATIENCE.toSeconds() + " s and subtask " + subtask + " of sequence-trainer has not started in the"
                    + " same process; where a cluster does not co-locate the two, set server.feedback to topic");
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
