package io.backflow.lab.experiment.sequences;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.experiment.JobRunner;
import io.backflow.lab.experiment.WaveFeatures;
import io.backflow.lab.experiment.sequences.SequencesPlan.Extent;
import java.util.Optional;
import java.util.Random;

/**
 * Steps of many sequences, the worst order for what is kept of them: two steps in a row are never of one sequence, and
 * a sequence comes again after all others. At first each sends so many steps that at any time later as many sequences
 * have one step of an unfinished window as have two, and so on.
 */
final class SequenceStream implements AutoCloseable {

    static final int FEATURES = 16;
    private static final int WORKERS = 2;

    /** Enough to train some windows, of however many sequences. */
    private static final int MORE = 100_000;

    private static final long MILLIS_A_STEP = 1000;

    private final TimestepProducer producer;
    private final int window;
    private final int[] next;
    private final Random random = new Random(1);
    private int turn;

    private SequenceStream(TimestepProducer producer, Extent extent) {
        this.producer = producer;
        window = extent.every();
        next = new int[extent.sequences()];
    }

    /** Steps that come before any window is finished. */
    static long first(Extent extent) {
        int window = extent.every();
        long whole = (long) (extent.sequences() / window) * window * (window + 1) / 2;
        int rest = extent.sequences() % window;
        return whole + (long) rest * (rest + 1) / 2;
    }

    /** Creates the topics and writes the records of {@code plan}. */
    static SequenceStream begin(SequencesPlan plan) throws Exception {
        JobConfig config = config(plan);
        new Topics(config.kafka(), JobRunner.PATIENCE).create(WORKERS, Optional.empty());
        Extent extent = plan.extent();
        SequenceStream stream = new SequenceStream(new TimestepProducer(config.kafka()), extent);
        stream.write(extent.records());
        return stream;
    }

    private void write(int records) {
        for (int sequence = 0; sequence < next.length; sequence++) {
            for (int i = 0; i <= sequence % window; i++) {
                send(sequence);
            }
        }
        inTurn(records - producer.sent());
    }

    /** Writes more, so that whoever has read all so far trains again. */
    void goOn() {
        inTurn(Math.min(MORE, (long) window * next.length));
    }

    private void inTurn(long steps) {
        for (long i = 0; i < steps; i++) {
            send(turn);
            turn = (turn + 1) % next.length;
        }
        producer.flush();
    }

    private void send(int sequence) {
        int step = next[sequence]++;
        float[] features = WaveFeatures.of(sequence, step, FEATURES, random);
        producer.send(new Step(id(sequence), step, MILLIS_A_STEP * step, features));
    }

    private static String name(Extent extent) {
        return "s" + extent.sequences() + "-u" + extent.units() + "-k" + extent.every();
    }

    static String id(int sequence) {
        return "s-" + sequence;
    }

    @Override
    public void close() {
        producer.close();
    }

    /** The job that reads them. */
    static JobConfig config(SequencesPlan plan) {
        String restore = plan.restore();
        return JobConfig.parse("""
                job: {name: %1$s, run: %1$s, parallelism: %2$d}
                kafka:
                  bootstrap_servers: "%3$s"
                  bounded: false
                  group_id: %1$s
                  topics: {timesteps: %1$s-steps, predictions: %1$s-said, parameters: %1$s-model, progress: %1$s-how, dead_letters: %1$s-dead, control: %1$s-control}
                model:
                  input: {type: features, size: %4$d}
                  layers: [{type: gru, units: %5$d}]
                  head: {units: %4$d, loss: {type: mse}}
                target: {type: next, steps_ahead: 1}
                forecast: {type: training}
                predictions: {publish: {type: none}}
                horizon: {type: truncated, every: %6$d}
                batch: {size: 64, linger: 100ms}
                optimizer: {rule: {type: sgd}, learning_rate: 0.01}
                publish: {interval: 10s}
                flink:
                  execution.checkpointing.interval: 10s
                  execution.checkpointing.num-retained: 2
                  execution.checkpointing.incremental: true
                  state.backend.type: %8$s
                  state.backend.rocksdb.options-factory: io.backflow.jobs.state.PointLookups
                  state.backend.rocksdb.use-bloom-filter: true
                  state.backend.rocksdb.compression.per.level: NO_COMPRESSION
                  state.backend.rocksdb.block.blocksize: 16kb
                  state.backend.rocksdb.writebuffer.size: 128mb
                  taskmanager.memory.managed.size: 1g%7$s
                """.formatted(
                        name(plan.extent()),
                        WORKERS,
                        plan.brokers(),
                        FEATURES,
                        plan.extent().units(),
                        plan.extent().every(),
                        restore == null ? "" : "\n  execution.state-recovery.path: \"" + restore + "\"",
                        plan.extent().state().label()));
    }
}
