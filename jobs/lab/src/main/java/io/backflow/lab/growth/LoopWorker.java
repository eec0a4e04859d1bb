package io.backflow.lab.growth;

import io.backflow.jobs.feedback.CoLocatedFeedback;
import io.backflow.jobs.feedback.FeedbackConsumer;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.feedback.SubtaskFeedbackKey;
import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Sharding;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.TrainingTotals;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** A worker that learns nothing: before each checkpoint it contributes a whole model or nothing, as a flag says. */
final class LoopWorker extends AbstractStreamOperator<Contribution>
        implements OneInputStreamOperator<Long, Contribution> {

    /** Workers of this process that have begun. */
    static final AtomicInteger READY = new AtomicInteger();

    private static final long serialVersionUID = 1L;

    private final transient Sharding sharding;
    private final transient FeedbackEdge edge = new CoLocatedFeedback();
    private final transient MailboxExecutor mailbox;
    private transient FeedbackConsumer feedback;
    private transient long number;
    private transient int known;

    LoopWorker(StreamOperatorParameters<Contribution> parameters, Sharding sharding) {
        super(parameters);
        this.sharding = sharding;
        mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void open() throws Exception {
        super.open();
        feedback = new FeedbackConsumer(
                mailbox,
                getProcessingTimeService(),
                snapshot -> {
                    known++;
                    if (known == sharding.shards()) {
                        READY.incrementAndGet();
                    }
                },
                join -> {});
        feedback.open(
                edge, SubtaskFeedbackKey.of(getContainingTask().getEnvironment().getExecutionId()));
    }

    /** A tick of nothing. */
    @Override
    public void processElement(StreamRecord<Long> tick) throws Exception {
        Thread.sleep(1);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        if (!RealEdge.CONTRIBUTING.get()) {
            return;
        }
        number++;
        var task = getRuntimeContext().getTaskInfo();
        Sender sender = new Sender(task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks());
        for (int shard = 0; shard < sharding.shards(); shard++) {
            float[] values = new float[sharding.length(shard)];
            Arrays.fill(values, 1e-6f);
            Share share = new Share(new Change(values, 0), sender.workers(), TrainingTotals.ZERO);
            RealEdge.UP.add((long) Float.BYTES * values.length);
            output.collect(new StreamRecord<>(new WorkerUpdate(shard, sender, number, share)));
        }
    }

    @Override
    public void close() throws Exception {
        if (feedback != null) {
            feedback.close();
        }
        super.close();
    }
}
