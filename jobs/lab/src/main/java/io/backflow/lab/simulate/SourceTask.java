package io.backflow.lab.simulate;

import java.util.List;

/** Reads one partition, ends rounds as the pipeline's watermarks do, and starts every barrier. */
final class SourceTask extends SimulatedTask {

    private final int partition;
    private final List<RecordedStep> records;
    private final PartitionTime time;
    private final long pace;
    private int position;
    private long watermark = Long.MIN_VALUE;
    private boolean pausing;
    private boolean ended;

    SourceTask(Attempt attempt, int partition, int position) {
        super(attempt, "source " + partition);
        this.partition = partition;
        this.position = position;
        records = attempt.run().scenario().recording().partitions().get(partition);
        time = new PartitionTime(
                attempt.run().scenario().config(),
                attempt.run().scenario().recording().clocks(),
                partition,
                this::emitWatermark);
        pace = attempt.run().slowed(attempt.run().conditions().pace(), partition);
    }

    void start() {
        pause();
    }

    int position() {
        return position;
    }

    void inject(long checkpoint) {
        if (!dead()) {
            cut(checkpoint);
        }
    }

    @Override
    boolean mayWork() {
        return super.mayWork() && !pausing && !ended;
    }

    @Override
    boolean workOnce() {
        run().progress();
        if (position == records.size()) {
            broadcast(new Watermark(Long.MAX_VALUE));
            ended = true;
            finish();
            return false;
        }
        read(records.get(position++));
        attempt().progressRead();
        pause();
        return true;
    }

    private void read(RecordedStep step) {
        boolean accepted = time.accepts(step);
        run().log()
                .check(
                        Check.CLOCKS,
                        accepted == (step.fate() != RecordedStep.Fate.REJECTED),
                        () -> this + (accepted ? " accepts " : " rejects ") + step);
        if (accepted) {
            outputs().get(attempt().owner(step.step().sequenceId())).send(step.step());
            time.read(step);
        }
        if (run().now(4)) {
            time.pass();
        }
    }

    /** As Flink does, which ignores one that is not newer. */
    private void emitWatermark(long time) {
        if (time <= watermark) {
            return;
        }
        watermark = time;
        long most = this.time.newest() + run().scenario().config().clockRule().maxLeadMillis();
        run().log()
                .check(
                        Check.CLOCKS,
                        time <= most,
                        () -> this + " moves event time to " + time + " ms, where the clocks allow " + most);
        broadcast(new Watermark(time));
    }

    private void pause() {
        pausing = true;
        run().events().in(run().delay(pace), () -> {
            pausing = false;
            work();
        });
    }

    private void broadcast(Object element) {
        outputs().forEach(output -> output.send(element));
    }

    @Override
    void process(Channel channel, Object element) {
        throw new IllegalStateException(this + " has no input");
    }

    @Override
    void endInput() {
        throw new IllegalStateException(this + " has no input");
    }

    @Override
    Object snapshot() {
        return new Checkpoint.Read(partition, position);
    }

    @Override
    String waitsFor() {
        return ended ? "nothing" : pausing ? "time to pass" : super.waitsFor();
    }
}
