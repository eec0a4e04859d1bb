package io.backflow.lab.simulate;

import io.backflow.jobs.kafka.ArrivalTime;
import io.backflow.jobs.kafka.DecodeResult;
import io.backflow.jobs.protocol.ReaderTime;
import io.backflow.jobs.source.EventTimeRule;
import java.util.List;

/** Reads one partition, ends rounds as the pipeline's watermarks do, and starts every barrier. */
final class SourceTask extends SimulatedTask {

    private final int partition;
    private final List<RecordedStep> records;
    private final PartitionTime time;
    private final ArrivalTime rule;
    private final long pace;
    private final ReaderTime reader;
    private int position;
    private long newest;
    private boolean pausing;
    private boolean ended;

    SourceTask(Attempt attempt, Checkpoint.Read from) {
        super(attempt, "source " + from.partition());
        partition = from.partition();
        position = from.position();
        newest = from.newest();
        records = attempt.run().scenario().recording().partitions().get(partition);
        time = new PartitionTime(
                attempt.run().scenario().config(),
                attempt.run().scenario().recording().clocks(),
                partition,
                this::emitWatermark);
        rule = ArrivalTime.of(attempt.run().scenario().config(), time::clock);
        reader = new ReaderTime(
                !attempt.run().without(Mutation.MARKS_OF_SILENCE),
                attempt.run().scenario().readers().mostAhead());
        pace = attempt.run().slowed(attempt.run().conditions().pace(), partition);
    }

    void start() {
        if (newest != EventTimeRule.NONE) {
            reach(rule.watermark(newest));
        }
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
        return super.mayWork() && !pausing && !ended && !reader.isAhead();
    }

    @Override
    boolean workOnce() {
        run().progress();
        if (position == records.size()) {
            reach(Long.MAX_VALUE);
            report();
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
            reader.read(1);
            time.read(step);
            newest = Math.max(newest, rule.of(DecodeResult.of(step.step()), time.timestamp(step)));
        }
        if (run().now(4)) {
            time.pass();
        }
    }

    /** Of its own partition. */
    private void emitWatermark(long time) {
        long most = this.time.newest() + run().scenario().config().clockRule().maxLeadMillis();
        run().log()
                .check(
                        Check.CLOCKS,
                        time <= most,
                        () -> this + " moves event time to " + time + " ms, where the clocks allow " + most);
        reach(time);
    }

    private void reach(long time) {
        if (reader.reach(time)) {
            broadcast(new Watermark(time));
        }
    }

    private void silent(boolean silent) {
        if (dead()) {
            return;
        }
        run().log().event(attempt() + ": " + this + (silent ? " is silent" : " goes on"));
        if (reader.silent(silent)) {
            broadcast(new Watermark(reader.merged()));
        } else if (!reader.follows()) {
            broadcast(new Silent(silent));
        }
    }

    /** All readers have reached {@code time}. */
    void merged(long time) {
        if (!dead()) {
            if (reader.merged(time)) {
                broadcast(new Watermark(time));
            }
            work();
        }
    }

    /** Some time has passed. */
    void pass() {
        if (reader.mustReport() && !ended) {
            report();
        }
    }

    private void report() {
        if (run().scenario().readers().aligned()) {
            attempt().readers().report(this, reader.takeReport());
        }
    }

    private void pause() {
        pausing = true;
        long silence = run().scenario().readers().silence(partition, position);
        if (silence > 0) {
            silent(true);
            run().events().in(silence + run().delay(pace), () -> {
                silent(false);
                goOn();
            });
        } else {
            run().events().in(run().delay(pace), this::goOn);
        }
    }

    private void goOn() {
        pausing = false;
        work();
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
        return new Checkpoint.Read(partition, position, newest);
    }

    @Override
    String waitsFor() {
        return ended ? "nothing" : pausing ? "time to pass" : reader.isAhead() ? "other readers" : super.waitsFor();
    }
}
