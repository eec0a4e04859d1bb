package io.backflow.jobs;

import io.backflow.jobs.alignment.AlignmentRule;
import io.backflow.jobs.exchange.ArrivalBatch;
import io.backflow.jobs.sequence.Arrival;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEventDispatcher;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes {@link ArrivalBatches} whose readers are aligned by a coordinator in the JobManager. */
final class AlignedBatchesFactory extends AbstractStreamOperatorFactory<ArrivalBatch>
        implements OneInputStreamOperatorFactory<Arrival, ArrivalBatch>, CoordinatedOperatorFactory<ArrivalBatch> {

    private static final long serialVersionUID = 1L;

    private final AlignmentRule rule;

    AlignedBatchesFactory(AlignmentRule rule) {
        this.rule = rule;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's own factories promise the same type by the same cast
    public <T extends StreamOperator<ArrivalBatch>> T createStreamOperator(
            StreamOperatorParameters<ArrivalBatch> parameters) {
        OperatorID id = parameters.getStreamConfig().getOperatorID();
        OperatorEventDispatcher events = parameters.getOperatorEventDispatcher();
        ArrivalBatches batches = new ArrivalBatches(
                parameters,
                WorkerChannels.OF_TASK,
                rule.reader(
                        events.getOperatorEventGateway(id),
                        parameters.getContainingTask().getEnvironment().getMetricGroup()));
        events.registerEventHandler(id, batches);
        return (T) batches;
    }

    @Override
    public OperatorCoordinator.Provider getCoordinatorProvider(String name, OperatorID id) {
        return rule.coordinator(id);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return ArrivalBatches.class;
    }
}
