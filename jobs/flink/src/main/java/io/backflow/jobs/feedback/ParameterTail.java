package io.backflow.jobs.feedback;

import io.backflow.jobs.protocol.ShardSnapshot;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Receives the server's broadcast and passes it to the trainer in the same slot. Keeps no state and emits nothing.
 */
public final class ParameterTail extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<ShardSnapshot, Void> {

    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private transient FeedbackChannelBroker broker;
    private transient long since;

    @Override
    public void open() throws Exception {
        super.open();
        broker = FeedbackChannelBroker.join(
                SubtaskFeedbackKey.of(getContainingTask().getEnvironment().getExecutionId()));
        since = System.nanoTime();
    }

    @Override
    public void processElement(StreamRecord<ShardSnapshot> element) {
        if (!broker.channel().attended() && System.nanoTime() - since > PATIENCE.toNanos()) {
            throw new IllegalStateException("parameters have come for " + PATIENCE.toSeconds()
                    + " s to subtask " + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask()
                    + " and no trainer runs beside it; this cluster did not co-locate the two");
        }
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
