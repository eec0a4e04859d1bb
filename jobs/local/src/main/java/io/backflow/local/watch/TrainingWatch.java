package io.backflow.local.watch;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.drift.DriftAlarms;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.local.RunningJob;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Watches one job from before its start to its end. Not thread-safe. */
public final class TrainingWatch implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final JobConfig config;
    private final TrainingFollower follower;
    private final Screen screen;
    private final StatusLine status;
    private final Pace pace = new Pace();
    private Incidents incidents = new Incidents();
    private ForecastTotals forecasts = ForecastTotals.ZERO;
    private DriftAlarms drift = DriftAlarms.NONE;

    /** To be made before the job starts, so that nothing is missed. */
    public TrainingWatch(JobConfig config, Screen screen) {
        this.config = config;
        this.screen = screen;
        follower = new TrainingFollower(config);
        status = new StatusLine(screen);
    }

    /**
     * Shows the job's progress and hands each version of its model to {@code models}, until the job has ended and all
     * it published was seen; throws what made it fail.
     */
    public void untilEnd(RunningJob job, Consumer<ModelVersion> models)
            throws WireException, InterruptedException, ExecutionException {
        follow(job, models::accept);
    }

    /**
     * The same, until {@code listener} has had enough or the job has ended; whether it has ended.
     *
     * @param listener receives all that the job publishes
     */
    public boolean follow(RunningJob job, TrainingListener listener)
            throws WireException, InterruptedException, ExecutionException {
        Silence silence = Silence.of("no step learnt", screen, new Obstacle(job, config.kafka()));
        boolean ended = false;
        boolean goesOn = true;
        while (!ended && goesOn || ended && !follower.atEnd()) {
            ended = job.ended();
            follower.poll(WAIT, listener::published, progress -> {
                silence.broken();
                listener.reported(progress);
                show(progress);
            });
            goesOn = listener.goesOn();
            silence.sentence().ifPresent(status::show);
        }
        status.clear();
        if (ended) {
            job.await();
        }
        return ended;
    }

    private void show(ProgressReport progress) {
        incidents = new Incidents(progress.incidents());
        forecasts = progress.forecasts();
        drift = progress.drift();
        pace.line(progress).ifPresent(status::show);
    }

    /** What the job did not learn as it came, as far as it was seen. */
    public Incidents incidents() {
        return incidents;
    }

    /** How the forecasts made on arrival came out since the run began, as far as it was seen. */
    public ForecastTotals forecasts() {
        return forecasts;
    }

    /** How often the loss has risen for good since the run began, as far as it was seen. */
    public DriftAlarms drift() {
        return drift;
    }

    /** Makes room for other lines. */
    public void clear() {
        status.clear();
    }

    @Override
    public void close() {
        follower.close();
    }
}
