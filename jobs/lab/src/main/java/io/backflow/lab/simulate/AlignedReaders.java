package io.backflow.lab.simulate;

import io.backflow.jobs.protocol.MergedTime;
import io.backflow.jobs.protocol.ReaderReport;
import io.backflow.jobs.protocol.Rounds;
import java.util.List;

/** Carries reports to where the readers' times are merged, and the merged time back, as fast as forward channels. */
final class AlignedReaders {

    private final SimulatedRun run;
    private final List<SourceTask> readers;
    private final MergedTime time;
    private final long[] arrivals;

    AlignedReaders(SimulatedRun run, List<SourceTask> readers) {
        this.run = run;
        this.readers = readers;
        time = new MergedTime(readers.size());
        arrivals = new long[readers.size()];
    }

    void start() {
        if (run.scenario().readers().aligned()) {
            readers.forEach(this::pass);
        }
    }

    private void pass(SourceTask reader) {
        if (reader.dead()) {
            return;
        }
        reader.pass();
        run.events().in(1 + 2 * run.conditions().hop(), () -> pass(reader));
    }

    /** One reader's reports arrive in order, as Flink's events do. */
    void report(SourceTask reader, ReaderReport report) {
        int index = readers.indexOf(reader);
        arrivals[index] = Math.max(arrivals[index], run.events().now() + run.hop());
        run.events().at(arrivals[index], () -> {
            long now = time.report(index, report);
            if (now != Rounds.NONE) {
                run.events().in(run.hop(), () -> reader.merged(now));
            }
        });
    }
}
