package io.backflow.local.inspect;

import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.Reservoir;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.server.ShardStateSerializer;
import io.backflow.jobs.trainer.LiveStateSerializer;
import io.backflow.jobs.trainer.ReservoirSerializer;
import io.backflow.jobs.trainer.SequenceStateSerializer;
import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.util.Collector;

/** What Flink runs for each key of a saved state. */
final class StateReaders {

    private StateReaders() {}

    /** Reads one state of each key. */
    private abstract static class OfValue<K, S, T> extends KeyedStateReaderFunction<K, T> {

        private static final long serialVersionUID = 1L;

        private final String name;
        private final TypeSerializer<S> serializer;
        private transient ValueState<S> state;

        OfValue(String name, TypeSerializer<S> serializer) {
            this.name = name;
            this.serializer = serializer;
        }

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext().getState(new ValueStateDescriptor<>(name, serializer));
        }

        @Override
        public void readKey(K key, Context context, Collector<T> out) throws Exception {
            S value = state.value();
            if (value != null) {
                read(key, value, out);
            }
        }

        abstract void read(K key, S value, Collector<T> out) throws IOException;

        byte[] bytes(S value) throws IOException {
            DataOutputSerializer written = new DataOutputSerializer(1024);
            serializer.serialize(value, written);
            return written.getCopyOfBuffer();
        }
    }

    /** The sequences of a training job. */
    static final class Trained extends OfValue<String, SequenceState, SequenceSummary> {

        private static final long serialVersionUID = 1L;

        private transient ValueState<Reservoir> reservoirs;

        Trained() {
            super("sequence", new SequenceStateSerializer());
        }

        @Override
        public void open(OpenContext context) {
            super.open(context);
            reservoirs =
                    getRuntimeContext().getState(new ValueStateDescriptor<>("reservoir", new ReservoirSerializer()));
        }

        @Override
        void read(String id, SequenceState state, Collector<SequenceSummary> out) throws IOException {
            int byTime = state.byTime == null ? 0 : state.byTime.size();
            Reservoir reservoir = reservoirs.value();
            out.collect(new SequenceSummary(
                    id,
                    state.episode.nextStep,
                    state.lastEventTime,
                    state.early.size() + state.next.size() + byTime,
                    state.open.size(),
                    state.ready.size(),
                    state.recurrentVersion,
                    reservoir == null ? 0 : reservoir.kept(),
                    bytes(state).length));
        }
    }

    /** The sequences of a scoring job. */
    static final class Scored extends OfValue<String, LiveState, SequenceSummary> {

        private static final long serialVersionUID = 1L;

        Scored() {
            super("live", new LiveStateSerializer());
        }

        @Override
        void read(String id, LiveState state, Collector<SequenceSummary> out) throws IOException {
            out.collect(new SequenceSummary(
                    id,
                    state.step + 1,
                    state.isFresh() ? Long.MIN_VALUE : state.eventTime,
                    0,
                    state.awaited.size(),
                    0,
                    state.version,
                    0,
                    bytes(state).length));
        }
    }

    /** The whole state of one sequence as it is written. Of the others nothing: Flink wants an answer for each. */
    static final class One extends OfValue<String, SequenceState, byte[]> {

        private static final long serialVersionUID = 1L;

        private static final byte[] NOTHING = {};

        private final String sequence;

        One(String sequence) {
            super("sequence", new SequenceStateSerializer());
            this.sequence = sequence;
        }

        @Override
        void read(String id, SequenceState state, Collector<byte[]> out) throws IOException {
            out.collect(id.equals(sequence) ? bytes(state) : NOTHING);
        }
    }

    /** The shards of the parameters. */
    static final class Shards extends OfValue<Integer, ShardState, ShardSummary> {

        private static final long serialVersionUID = 1L;

        Shards() {
            super("shard", new ShardStateSerializer());
        }

        @Override
        void read(Integer key, ShardState state, Collector<ShardSummary> out) {
            float largest = 0;
            for (float value : state.values) {
                largest = Math.max(largest, Math.abs(value));
            }
            out.collect(new ShardSummary(
                    state.version, state.session, state.values.length, state.updates, state.totals.steps(), largest));
        }
    }

    /** The shards of the parameters, whole. */
    static final class WholeShards extends OfValue<Integer, ShardState, SavedShard> {

        private static final long serialVersionUID = 1L;

        WholeShards() {
            super("shard", new ShardStateSerializer());
        }

        @Override
        void read(Integer key, ShardState state, Collector<SavedShard> out) throws IOException {
            out.collect(new SavedShard(key, bytes(state)));
        }
    }
}
