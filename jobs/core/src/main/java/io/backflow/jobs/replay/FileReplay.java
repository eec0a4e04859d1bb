package io.backflow.jobs.replay;

import io.backflow.jobs.config.ConfigException;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.config.OrderConfig;
import io.backflow.jobs.config.StreamConfig;
import io.backflow.jobs.evaluate.HoldOut;
import io.backflow.jobs.replay.MergedRows.Placed;
import io.backflow.jobs.sequence.Step;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Replays files as a stream, once or in several epochs. The files are read once before, to count, and again for each
 * epoch; what is kept grows with the number of sequences alone.
 *
 * <p>In each epoch but the last a sequence ends with its last step that is not held out. What is held out is written
 * once, in the last epoch. There, the steps before it whose targets are held out have weight 0 too. Not thread-safe.
 */
public final class FileReplay {

    private final List<ReplayedFile> files;
    private final JobConfig config;
    private final int stepsAhead;
    private final StepReader reader;
    private final ReplaySettings settings;

    private final Map<String, SequenceRows> sequences = new HashMap<>();
    private final Map<String, Long> skipped = new TreeMap<>();
    private final Map<String, String> examples = new TreeMap<>();
    private HoldOut heldOut = HoldOut.NOTHING;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long rows;
    private long outOfOrder;
    private long written;
    private long writtenHeldOut;
    private long writtenBefore;

    /**
     * @param config of the job that the stream is for; its {@code stream.fields} say which column is what
     * @param reader reads what is written as a job of {@code config} does
     */
    public FileReplay(List<TableFile> files, JobConfig config, StepReader reader, ReplaySettings settings) {
        this.files = files.stream()
                .map(file -> new ReplayedFile(file, new RowWriter(config.stream(), file, settings)))
                .toList();
        this.config = config;
        this.reader = reader;
        this.settings = settings;
        stepsAhead = config.target().rule(config.model().head().targetWidth()).stepsAhead();
        this.files.forEach(this::check);
    }

    private void check(ReplayedFile file) {
        StreamConfig stream = config.stream();
        RowWriter writer = file.writer();
        boolean timed = settings.epochs() > 1
                || settings.speed() > 0
                || settings.holdOut() != null && settings.holdOut().by() == HoldOutShare.By.TIME;
        if (timed && !writer.hasTime()) {
            throw new ConfigException("no column of " + file.file().path() + " is the event time ("
                    + Objects.requireNonNull(stream.fields()).time().path()
                    + "), which --epochs, --speed and --hold-out by time need; name"
                    + " the column as stream.fields.time does, or give it with --time");
        }
        if (settings.holdOut() != null && !settings.elsewhere() && !writer.hasWeight()) {
            throw new ConfigException("--hold-out writes weight 0, but stream.fields.weight names no part of a record;"
                    + " set it, such as weight: step_weight, or give --hold-out-topic");
        }
        boolean byTime = stream.order() instanceof OrderConfig.Time;
        boolean ends = writer.hasEnd() || config.sequence().sessionGap() != null;
        if (settings.epochs() > 1 && byTime && !ends) {
            throw new ConfigException("--epochs is " + settings.epochs() + ", but with stream.order: time nothing ends"
                    + " a sequence's life between two epochs; set stream.fields.end, such as end: end_of_sequence, or"
                    + " sequence.session_gap");
        }
    }

    /** Replays the files into {@code sink}; to be called once. */
    public ReplayResult run(ReplaySink sink) throws IOException, InterruptedException {
        if (!scan(sink)) {
            return result(0, true);
        }
        if (rows == 0) {
            return result(0, false);
        }
        HoldOutShare share = settings.holdOut();
        if (share != null) {
            heldOut = share.rule(first, last);
        }
        if (!countTraining(sink)) {
            return result(0, true);
        }
        EpochRule epochs = EpochRule.of(settings.epochs(), first, last, pause());
        for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
            if (!replay(epoch, epochs.shift(epoch), sink)) {
                return result(epoch - 1, true);
            }
        }
        return result(settings.epochs(), false);
    }

    /** Longer than anything in a job waits. */
    private Duration pause() {
        Duration pause = config.sequence().reorder().maxWait();
        Duration gap = config.sequence().sessionGap();
        if (config.stream().order() instanceof OrderConfig.Time time) {
            pause = time.lateness();
        }
        return gap == null || gap.compareTo(pause) < 0 ? pause : gap;
    }

    /** What happens to a step; false ends the pass. */
    private interface Visit {
        boolean step(Placed placed) throws InterruptedException;
    }

    private boolean pass(boolean counting, Visit visit) throws IOException, InterruptedException {
        try (MergedRows merged = new MergedRows(files, reader, row -> skip(row, counting))) {
            for (Placed placed = merged.next(); placed != null; placed = merged.next()) {
                if (!visit.step(placed)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void skip(SkippedRow row, boolean counting) {
        if (counting) {
            skipped.merge(row.reason(), 1L, Long::sum);
            examples.putIfAbsent(row.reason(), String.valueOf(row.getMessage()));
        }
    }

    private boolean scan(ReplaySink sink) throws IOException, InterruptedException {
        return pass(true, placed -> {
            Step step = placed.read().step();
            SequenceRows sequence = sequences.computeIfAbsent(step.sequenceId(), none -> new SequenceRows());
            rows++;
            sequence.rows++;
            outOfOrder += step.eventTime() < sequence.newest ? 1 : 0;
            sequence.newest = Math.max(sequence.newest, step.eventTime());
            first = Math.min(first, step.eventTime());
            last = Math.max(last, step.eventTime());
            return sink.goesOn(new ReplaySink.Progress(0, rows, 0));
        });
    }

    /** How many steps of each sequence are not held out. */
    private boolean countTraining(ReplaySink sink) throws IOException, InterruptedException {
        if (settings.holdOut() == null || settings.holdOut().by() == HoldOutShare.By.SEQUENCE) {
            sequences.forEach((id, sequence) -> sequence.training = heldOut.holds(id, 0, 1) ? 0 : sequence.rows);
            return true;
        }
        return pass(false, placed -> {
            Step step = placed.read().step();
            if (!isHeldOut(step)) {
                sequence(step).training++;
            }
            return sink.goesOn(new ReplaySink.Progress(0, rows, 0));
        });
    }

    private boolean isHeldOut(Step step) {
        return heldOut.holds(step.sequenceId(), step.eventTime(), step.weight());
    }

    private SequenceRows sequence(Step step) {
        SequenceRows sequence = sequences.get(step.sequenceId());
        if (sequence == null) {
            throw new ConfigException("the files have changed while they were replayed: there was no sequence "
                    + step.sequenceId() + " before; replay them again when they are complete");
        }
        return sequence;
    }

    private boolean replay(int epoch, long shift, ReplaySink sink) throws IOException, InterruptedException {
        sequences.values().forEach(SequenceRows::beginEpoch);
        Pace pace = new Pace(settings.speed(), first);
        boolean lastEpoch = epoch == settings.epochs();
        long[] steps = new long[1];
        return pass(false, placed -> {
            Step step = placed.read().step();
            steps[0]++;
            long wait = pace.millisUntil(step.eventTime());
            while (sink.goesOn(new ReplaySink.Progress(epoch, steps[0], wait))) {
                if (wait <= 0) {
                    send(placed, shift, lastEpoch, sink);
                    return true;
                }
                Thread.sleep(Math.min(wait, Pace.GLANCE_MILLIS));
                wait = pace.millisUntil(step.eventTime());
            }
            return false;
        });
    }

    private void send(Placed placed, long shift, boolean lastEpoch, ReplaySink sink) {
        Step step = placed.read().step();
        SequenceRows sequence = sequence(step);
        boolean held = isHeldOut(step);
        if (held && !lastEpoch) {
            return;
        }
        long number = sequence.seen++;
        boolean hides = settings.holdOut() != null && !settings.elsewhere();
        boolean before =
                hides && lastEpoch && !held && number >= sequence.training - stepsAhead && hasHeldOut(sequence);
        boolean ends = !lastEpoch && number == sequence.training - 1;
        PlacedStep place = new PlacedStep(number, shift, hides && held || before, ends);
        byte[] value = placed.writer().value(placed.read().row(), step, place);
        sink.send(placed.read().key(), value, held && settings.elsewhere());
        written++;
        writtenHeldOut += held ? 1 : 0;
        writtenBefore += before ? 1 : 0;
    }

    private static boolean hasHeldOut(SequenceRows sequence) {
        return sequence.training < sequence.rows;
    }

    private ReplayResult result(int epochs, boolean stopped) {
        return new ReplayResult(
                rows + skipped.values().stream().mapToLong(Long::longValue).sum(),
                sequences.size(),
                skipped,
                examples,
                outOfOrder,
                epochs,
                new ReplayResult.Written(written, writtenHeldOut, writtenBefore),
                stopped,
                rows == 0 ? null : Instant.ofEpochMilli(first),
                rows == 0 ? null : Instant.ofEpochMilli(last));
    }
}
