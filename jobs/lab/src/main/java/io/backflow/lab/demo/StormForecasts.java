package io.backflow.lab.demo;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.demo.LearningCurve.Point;
import io.backflow.lab.forecast.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A storm that nothing was learnt from, forecast as a service would: each row before the next one is known. */
final class StormForecasts {

    /** Of the channels of a storm. */
    private static final int WIND = 2;

    private static final int SHOWN = 6;
    private static final long STEP_MILLIS = Duration.ofHours(6).toMillis();

    /**
     * A row that was forecast, and what came true.
     *
     * @param step position in the storm, from 0
     */
    record Row(int step, float[] forecast, float[] truth) {}

    /** Rows of one storm, up to its strongest. */
    record Shown(String storm, List<Row> rows) {}

    private StormForecasts() {}

    /** The storm of the strongest wind, with the forecasts of the rows up to it by the chosen version. */
    static Shown of(JobConfig config, Point chosen, List<Track> storms) {
        Track storm = storms.stream()
                .max(Comparator.comparing(StormForecasts::strongest))
                .orElseThrow();
        List<Row> rows = new ArrayList<>();
        try (ServedModel model = new ServedModel(ForecastSpec.of(config), 1)) {
            model.adopt(chosen.model().values(), chosen.model().version());
            for (int t = 0; t + 1 < storm.length(); t++) {
                Step step = new Step(storm.id(), t, t * STEP_MILLIS, storm.rows()[t]);
                float[] forecast = model.step(step).said().values();
                rows.add(new Row(t + 1, forecast, storm.rows()[t + 1]));
            }
        }
        int end = Math.max(SHOWN, strongestRow(storm));
        return new Shown(storm.id(), List.copyOf(rows.subList(Math.max(0, end - SHOWN), Math.min(rows.size(), end))));
    }

    private static float strongest(Track storm) {
        return storm.rows()[strongestRow(storm)][WIND];
    }

    private static int strongestRow(Track storm) {
        int strongest = 0;
        for (int t = 1; t < storm.length(); t++) {
            strongest = storm.rows()[t][WIND] > storm.rows()[strongest][WIND] ? t : strongest;
        }
        return strongest;
    }
}
