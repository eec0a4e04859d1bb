package io.backflow.lab.experiment.page;

import io.backflow.dashboard.Dashboard;
import io.backflow.dashboard.DashboardSettings;
import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.jobs.publish.ModelVersion;
import io.backflow.jobs.publish.ProgressReport;
import io.backflow.jobs.sequence.Step;
import io.backflow.lab.experiment.Median;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.local.watch.Screen;
import io.backflow.local.watch.TrainingListener;
import io.backflow.local.watch.TrainingWatch;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the page of a run costs the run. One job trains and forecasts a backlog on two workers, broker and page in the
 * same process; windows without a page and windows with one take turns. A window with a page begins with its load, and
 * one viewer follows it until the end of the window; its server has started some seconds before, as it does with a run.
 *
 * @param windows with a page
 * @param seconds each window
 * @param warmUpSeconds before the first
 * @param steps in the backlog
 */
public record DashboardBench(int windows, int seconds, int warmUpSeconds, long steps) {

    private static final int WORKERS = 2;
    private static final int SEQUENCES = 200;
    private static final int FEATURES = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Between two windows, in which a server starts or has stopped. */
    private static final Duration PAUSE = Duration.ofSeconds(4);

    private static final PrintWriter NOWHERE =
            new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    /**
     * What was measured.
     *
     * @param seconds each window
     * @param stepsPerS of each window, without and with a page in turn
     * @param ratios throughput of each window with a page, divided by the mean of its neighbours
     * @param medianRatio of them
     * @param leastRatio of them
     * @param greatestRatio of them
     * @param receivedBytesPerS by the viewer, the files of the page included
     */
    public record Result(
            int seconds,
            List<Double> stepsPerS,
            List<Double> ratios,
            double medianRatio,
            double leastRatio,
            double greatestRatio,
            double receivedBytesPerS) {}

    /** Measures, and says a line for each window. */
    public Result run(Consumer<String> lines) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> measure(teardown, lines));
        }
    }

    private Result measure(Teardown teardown, Consumer<String> lines) throws Exception {
        TemporaryDirectory temporary = teardown.open(TemporaryDirectory::create);
        EmbeddedBroker broker = teardown.open(EmbeddedBroker::start);
        JobConfig config = config(broker.bootstrapServers());
        new Topics(config.kafka(), PATIENCE).create(WORKERS, Optional.empty());
        fill(config);
        LocalCluster cluster = teardown.open(() -> LocalCluster.start(config, temporary.path()));
        try (TrainingWatch watch = new TrainingWatch(config, new Screen(NOWHERE, NOWHERE, false));
                Turns turns = new Turns(config, cluster.restAddress(), lines)) {
            var environment = cluster.environment();
            TrainingJob.define(environment, config);
            RunningJob job =
                    teardown.add(cluster.submit(environment, config.job().name()));
            if (watch.follow(job, turns)) {
                throw new IllegalStateException("the job has ended before the last window");
            }
            return turns.result();
        }
    }

    private void fill(JobConfig config) {
        try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
            for (long i = 0; i < steps; i++) {
                int sequence = (int) (i % SEQUENCES);
                long step = i / SEQUENCES;
                float[] features = new float[FEATURES];
                for (int f = 0; f < FEATURES; f++) {
                    features[f] = (float) Math.sin(0.3 * step + sequence + f);
                }
                producer.send(new Step("wave-" + sequence, step, 1000 * step, features));
            }
        }
    }

    /** Opens and closes the page when it is time. */
    private final class Turns implements TrainingListener, AutoCloseable {

        private final JobConfig config;
        private final URI flink;
        private final Consumer<String> lines;
        private final Windows measured = new Windows();
        private final List<Long> received = new ArrayList<>();
        private @Nullable Dashboard page;
        private @Nullable Viewer viewer;
        private long until;
        private int window = -1;
        private boolean pausing;

        Turns(JobConfig config, URI flink, Consumer<String> lines) {
            this.config = config;
            this.flink = flink;
            this.lines = lines;
        }

        @Override
        public void published(ModelVersion version) {
            // the reports say enough
        }

        @Override
        public void reported(ProgressReport report) {
            if (until == 0) {
                until = System.nanoTime() + Duration.ofSeconds(warmUpSeconds).toNanos();
            }
            measured.add(report);
        }

        @Override
        public boolean goesOn() {
            if (until == 0 || System.nanoTime() < until) {
                return true;
            }
            if (pausing) {
                begin();
                return true;
            }
            if (window >= 0) {
                measured.end();
                say();
            }
            close();
            window++;
            if (window == 2 * windows + 1) {
                return false;
            }
            pause();
            return true;
        }

        private void pause() {
            if (isWithPage()) {
                start();
            }
            pausing = true;
            until = System.nanoTime() + PAUSE.toNanos();
        }

        private void begin() {
            pausing = false;
            measured.begin();
            if (page != null) {
                load(page);
            }
            until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        }

        private boolean isWithPage() {
            return window % 2 == 1;
        }

        private void start() {
            try {
                page = Dashboard.start(new DashboardSettings(config, flink), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void load(Dashboard served) {
            try {
                viewer = Viewer.open(served);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the page was loaded", e);
            }
        }

        private void say() {
            lines.accept(String.format(
                    Locale.ROOT,
                    "%-12s %,10.0f steps/s",
                    isWithPage() ? "with page" : "without page",
                    measured.rates().get(window)));
        }

        @Override
        public void close() {
            if (page != null) {
                page.close();
            }
            if (viewer != null) {
                viewer.close();
                received.add(viewer.received());
            }
            page = null;
            viewer = null;
        }

        Result result() {
            List<Double> ratios = Windows.ratios(measured.rates());
            double bytes = received.stream().mapToLong(Long::longValue).sum();
            Result result = new Result(
                    seconds,
                    measured.rates(),
                    ratios,
                    Median.of(ratios),
                    ratios.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                    ratios.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                    bytes / ((double) windows * seconds));
            lines.accept(String.format(
                    Locale.ROOT,
                    "with a page the run has %.3f of its throughput (median of %d; %.3f to %.3f); the viewer received"
                            + " %,.0f bytes a second",
                    result.medianRatio(),
                    windows,
                    result.leastRatio(),
                    result.greatestRatio(),
                    result.receivedBytesPerS()));
            return result;
        }
    }

    private static JobConfig config(String servers) {
        return JobConfig.parse("""
                job: {name: page, run: page, parallelism: %d}
                kafka: {bootstrap_servers: "%s", bounded: false, group_id: page}
                model:
                  input: {type: features, size: %d}
                  layers: [{type: gru, units: 64}]
                  head: {units: %3$d, loss: {type: mse}}
                target: {type: next}
                horizon: {type: truncated, every: 16}
                forecast: arrival
                publish: {interval: 200ms}
                flink: {execution.checkpointing.interval: 10s}
                """.formatted(WORKERS, servers, FEATURES));
    }
}
