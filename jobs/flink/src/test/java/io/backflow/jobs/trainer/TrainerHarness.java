package io.backflow.jobs.trainer;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.control.IssuedCommand;
import io.backflow.jobs.exchange.ArrivalBatch;
import io.backflow.jobs.feedback.FeedbackEdge;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.sequence.Arrival;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** A trainer in Flink's harness: its first input is keyed by sequence, its second brings commands. */
class TrainerHarness extends AbstractStreamOperatorTestHarness<Contribution> {

    TrainerHarness(JobConfig config, FeedbackEdge parameters, int keyGroups, int workers, int worker) throws Exception {
        super(new SequenceTrainerFactory(config, parameters), keyGroups, workers, worker);
        this.config.setStatePartitioner(0, (KeySelector<ArrivalBatch, String>) ArrivalBatch::sequenceId);
        this.config.setStateKeySerializer(Types.STRING.createSerializer(new SerializerConfigImpl()));
        this.config.serializeAllConfigs();
    }

    private SequenceTrainer trainer() {
        return (SequenceTrainer) getOperator();
    }

    final void processElement(Arrival arrival, long time) throws Exception {
        StreamRecord<ArrivalBatch> record = new StreamRecord<>(new ArrivalBatch(List.of(arrival)), time);
        trainer().setKeyContextElement1(record);
        trainer().processElement1(record);
    }

    final void processCommand(IssuedCommand command) throws Exception {
        trainer().processElement2(new StreamRecord<>(command));
    }

    final void processWatermark(long time) throws Exception {
        trainer().processWatermark1(new Watermark(time));
    }

    /** What Flink does at a barrier, before it writes the state down. */
    final void barrier(long checkpoint) throws Exception {
        trainer().prepareSnapshotPreBarrier(checkpoint);
    }

    /** States of sequences, whatever they are. */
    final int statesKept() {
        return ((HeapKeyedStateBackend<?>) trainer().<Object>getKeyedStateBackend()).numKeyValueStateEntries();
    }

    /** The steps end, and then the commands. */
    final void endInput() throws Exception {
        trainer().endInput(1);
        trainer().endInput(2);
    }
}
