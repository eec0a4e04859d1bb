package io.backflow.cli;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.kafka.Start;
import io.backflow.jobs.parameters.PublishedRun;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.source.BoundedRead;
import io.backflow.local.RunFolder.KeptState;
import java.io.PrintWriter;
import java.util.Map;

/** A bounded run whose input ended before, and has not grown since. */
final class NothingMore {

    private NothingMore() {}

    /** Whether {@code state} was saved when all had been read that is there now. */
    static boolean toRead(KeptState state, Start start) {
        BoundedRead read = state.read();
        return read != null && read.equals(start.bound());
    }

    /** Says so; what was trained before, as it was published. */
    static TrainResult result(JobConfig config, Start start, PrintWriter out) {
        String model = start.published()
                .map(published -> "; " + published + " stays as it was published")
                .orElse("");
        out.println("nothing more to read: all that topic "
                + config.kafka().topics().timesteps() + " holds was read before" + model
                + " (--fresh trains anew)");
        out.flush();
        return TrainResult.of(
                config,
                System.nanoTime(),
                start.published().map(published -> published.id().version()).orElse(0L),
                start.published().map(PublishedRun::totals).orElse(TrainingTotals.ZERO),
                Map.of(),
                ForecastTotals.ZERO);
    }
}
