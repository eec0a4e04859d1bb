package io.backflow.lab.growth;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Sharding;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes workers, each with its mailbox. */
final class LoopWorkerFactory extends AbstractStreamOperatorFactory<Contribution>
        implements OneInputStreamOperatorFactory<Long, Contribution> {

    private static final long serialVersionUID = 1L;

    private final int parameters;
    private final int shards;

    LoopWorkerFactory(int parameters, int shards) {
        this.parameters = parameters;
        this.shards = shards;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's own factories promise the same type by the same cast
    public <T extends StreamOperator<Contribution>> T createStreamOperator(
            StreamOperatorParameters<Contribution> task) {
        return (T) new LoopWorker(task, new Sharding(parameters, shards));
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return LoopWorker.class;
    }
}
