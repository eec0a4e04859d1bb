package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.sequence.Step;
import java.util.List;

/** Reads one partition, ends rounds as the pipeline's watermarks do, and starts every barrier. */
final class SourceTask extends SimulatedTask {

    private final int partition;
    private final List<Step> records;
    private final Rounds rounds = new Rounds(Recording.ROUND);
    private final long pace;
    private int position;
    private long open = Rounds.NONE;
    private boolean pausing;
    private boolean ended;

    SourceTask(Attempt attempt, int partition, int position) {
        super(attempt, "source " + partition);
        this.partition = partition;
        this.position = position;
        records = attempt.run().scenario().recording().partitions().get(partition);
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
        Step step = records.get(position++);
        outputs().get(attempt().owner(step.sequenceId())).send(step);
        if (run().scenario().synchronous() && rounds.of(step.eventTime()) > open) {
            open = rounds.of(step.eventTime());
            broadcast(new Watermark(open * rounds.millis() - 1));
        }
        attempt().progressRead();
        pause();
        return true;
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
