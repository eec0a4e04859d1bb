package io.backflow.jobs.server;

import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.ShardSnapshot;
import io.backflow.jobs.protocol.server.ConfiguredServer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes servers, each with its mailbox. */
final class ParameterServerFactory extends AbstractStreamOperatorFactory<ShardSnapshot>
        implements OneInputStreamOperatorFactory<Contribution, ShardSnapshot> {

    private static final long serialVersionUID = 1L;

    private final ConfiguredServer setup;
    private final int[] keys;
    private final FreshShards fresh;

    ParameterServerFactory(ConfiguredServer setup, int[] keys, FreshShards fresh) {
        this.setup = setup;
        this.keys = keys;
        this.fresh = fresh;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink's own factories promise the same type by the same cast
    public <T extends StreamOperator<ShardSnapshot>> T createStreamOperator(
            StreamOperatorParameters<ShardSnapshot> parameters) {
        return (T) new ParameterServer(parameters, parameters.getMailboxExecutor(), setup, keys, fresh);
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return ParameterServer.class;
    }
}
