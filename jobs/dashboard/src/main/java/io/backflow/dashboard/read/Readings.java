package io.backflow.dashboard.read;

import io.backflow.dashboard.view.RunView;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.BrokerProblems;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all that the page shows into a view, until it is closed. What cannot be read is a problem in the view, and is
 * tried again; the rest is read all the same.
 */
public final class Readings implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);
    private static final long PAUSE_SECONDS = 5;
    private static final long CLOSE_SECONDS = 10;

    private final JobConfig config;
    private final RunView view;
    private final List<Reading> readings = new ArrayList<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "dashboard-reader");
        thread.setDaemon(true);
        return thread;
    });

    private Readings(JobConfig config, RunView view) {
        this.config = config;
        this.view = view;
    }

    /**
     * Begins to read.
     *
     * @param flink address of the REST interface of the job's Flink; null: not known
     */
    public static Readings start(JobConfig config, @Nullable URI flink, RunView view) {
        Readings all = new Readings(config, view);
        all.readings.add(new ProgressReading(config, view));
        all.readings.add(new PredictionReading(config, view));
        all.readings.add(new RejectionReading(config, view));
        all.readings.add(new LagReading(config, view));
        if (flink != null) {
            all.readings.add(new FlinkReading(flink, config.job().name(), view));
        }
        all.readings.forEach(reading -> all.schedule(reading, 0));
        return all;
    }

    private void schedule(Reading reading, long millis) {
        if (!threads.isShutdown()) {
            threads.schedule(() -> read(reading), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void read(Reading reading) {
        try {
            reading.read();
            view.problem(reading.name(), null);
            schedule(reading, reading.interval().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // an Error too is shown, and ends none of the other readings
            if (!threads.isShutdown()) {
                LOG.debug("{} cannot be read", reading.name(), e);
                view.problem(reading.name(), sentence(e));
                reading.close();
                schedule(reading, TimeUnit.SECONDS.toMillis(PAUSE_SECONDS));
            }
        }
    }

    private String sentence(Throwable problem) {
        Throwable cause = problem.getCause() == null ? problem : problem.getCause();
        Throwable kafka = problem instanceof KafkaException ? problem : cause;
        return kafka instanceof KafkaException
                ? String.valueOf(BrokerProblems.explain(config.kafka(), TopicTail.PATIENCE, "it cannot be read", kafka)
                        .getMessage())
                : String.valueOf(problem.getMessage());
    }

    /** Reads no more. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                readings.forEach(Reading::close);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
