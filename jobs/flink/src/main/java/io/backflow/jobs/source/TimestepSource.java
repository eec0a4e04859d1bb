package io.backflow.jobs.source;

import io.backflow.jobs.config.JobConfig;
import java.io.Serial;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topic of timesteps with Flink's own readers under a {@link PartitionEnumerator}. Restores what a plain
 * {@link KafkaSource} has saved.
 */
public final class TimestepSource<T>
        implements Source<T, KafkaPartitionSplit, PartitionState>,
                ResultTypeQueryable<T>,
                SupportsSplitReassignmentOnRecovery {

    @Serial
    private static final long serialVersionUID = 1L;

    private final JobConfig config;
    private final ReaderFactory<T> factory;
    private final EventTimeRule<T> times;
    private final @Nullable BoundedRead bound;
    private final @Nullable GatePlace gate;
    private transient @Nullable KafkaSource<T> readers;

    /**
     * @param config whose topic of timesteps is read
     * @param factory makes the readers
     * @param times how far a partition's event time has come, which is saved with it
     * @param bound how far a bounded job reads; null: to where partitions end when it begins
     * @param gate where readers wait at their ends; null: they do not
     */
    public TimestepSource(
            JobConfig config,
            ReaderFactory<T> factory,
            EventTimeRule<T> times,
            @Nullable BoundedRead bound,
            @Nullable GatePlace gate) {
        this.config = config;
        this.factory = factory;
        this.times = times;
        this.bound = bound;
        this.gate = gate;
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, PartitionState> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) {
        return new PartitionEnumerator(context, config.kafka(), bound, null, TopicLooks::of);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, PartitionState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, PartitionState state) {
        return new PartitionEnumerator(context, config.kafka(), bound, state, TopicLooks::of);
    }

    @Override
    public SourceReader<T, KafkaPartitionSplit> createReader(SourceReaderContext context) throws Exception {
        SourceReader<T, KafkaPartitionSplit> reader =
                new TimedReader<>(readers().createReader(context), times);
        if (config.kafka().bounded()) {
            reader = new AlignedReader<>(new UnpausedReader<>(reader), ReadingGate.join(context.metricGroup()));
        } else if (config.kafka().declaresIdle()) {
            reader = new VacantReader<>(reader);
        }
        return gate == null
                ? reader
                : new GatedReader<>(
                        reader,
                        EndGate.find(gate.gate()),
                        gate.reader(context.getIndexOfSubtask()),
                        gate.readers(context.currentParallelism()));
    }

    @Override
    public TypeInformation<T> getProducedType() {
        return readers().getProducedType();
    }

    @Override
    public Boundedness getBoundedness() {
        return readers().getBoundedness();
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return new SplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<PartitionState> getEnumeratorCheckpointSerializer() {
        return new PartitionStateSerializer();
    }

    private KafkaSource<T> readers() {
        KafkaSource<T> made = readers;
        if (made == null) {
            made = factory.readers();
            readers = made;
        }
        return made;
    }
}
