package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.Patience;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.sequence.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SynchronousLoopTest {

    private static final long ROUND = 8000;
    private static final List<Step> FEED = Waves.of(24, 40, 5);

    @ParameterizedTest
    @ValueSource(strings = {"mean", "sum_over_time"})
    void anyNumberOfWorkersGivesTheParametersOfOne(String reduction) throws Exception {
        JobConfig config = setting(0, reduction);
        MemoryServer one = run(config, FEED, 1, 0);

        for (int workers = 2; workers <= 4; workers++) {
            MemoryServer many = run(config, FEED, workers, 0);

            // float32 sums in another order over some ten updates of Adam
            assertThat(many.values()).containsExactly(one.values(), within(1e-5f));
            assertThat(many.totals().updates())
                    .isEqualTo(one.totals().updates())
                    .isGreaterThan(5);
            assertThat(many.totals().stepsHash()).isEqualTo(Waves.hash(FEED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "sum_over_time"})
    void windowsOfWeight0CountForAnyNumberOfWorkersAlike(String reduction) throws Exception {
        JobConfig config = Setting.of("""
            sync: {type: synchronous, send: gradient, round: 8s}
            optimizer: {rule: {type: sgd}, learning_rate: 0.1, reduction: %s}
            """.formatted(reduction));
        List<Step> feed = Waves.weighted(FEED, sequence -> sequence % 8 == 0 ? 1 : 0);
        MemoryServer one = run(config, feed, 1, 0);

        for (int workers = 2; workers <= 4; workers++) {
            MemoryServer many = run(config, feed, workers, 0);

            assertThat(many.values()).containsExactly(one.values(), within(1e-5f));
            assertThat(many.totals().updates())
                    .isEqualTo(one.totals().updates())
                    .isGreaterThan(5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "synchronous, gradient",
        "synchronous, delta",
        "asynchronous, gradient",
        "asynchronous, delta",
    })
    void whereAllWeightsAre0NothingIsLearntAndNoWeightDecays(String type, String send) throws Exception {
        for (String reduction : List.of("mean", "sum_over_time")) {
            JobConfig config =
                    Setting.of("""
                        sync: {type: %s, send: %s%s}
                        optimizer: {rule: {type: adamw, weight_decay: 0.1}, learning_rate: 0.01, reduction: %s}
                        """.formatted(type, send, type.equals("synchronous") ? ", round: 8s" : "", reduction));
            List<Step> feed = Waves.weighted(FEED, sequence -> 0);

            MemoryServer server = run(config, feed, 2, 0);

            assertThat(server.values()).isEqualTo(new MemoryServer(config, 2).values());
            assertThat(server.totals().updates()).isZero();
            assertThat(server.totals().stepsHash()).isEqualTo(Waves.hash(feed));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void nobodyWaitsForEverAndEveryStepIsTrainedOnce(int staleness) throws Exception {
        for (int seed = 0; seed < 5; seed++) {
            List<Step> feed = Waves.of(6, 30, seed);

            MemoryServer server = run(setting(staleness, "mean"), feed, 5, seed);

            assertThat(server.totals().stepsHash()).as("seed %d", seed).isEqualTo(Waves.hash(feed));
            assertThat(server.totals().steps()).isEqualTo(feed.size());
            assertThat(server.mostStale()).as("versions behind").isBetween(0L, (long) staleness);
        }
    }

    @Test
    void withStalenessContributionsAreBehindAndTheMeterSaysSo() throws Exception {
        long stalest = 0;
        for (int seed = 0; seed < 10 && stalest == 0; seed++) {
            stalest = run(setting(3, "mean"), FEED, 3, 1 + seed).mostStale();
        }
        assertThat(stalest).isBetween(1L, 3L);
    }

    @Test
    void aSequenceWithHalfTheTrafficHoldsUpNoRound() throws Exception {
        List<Step> feed = hot();

        MemoryServer server = run(setting(0, "mean"), feed, 3, 2);

        assertThat(server.totals().stepsHash()).isEqualTo(Waves.hash(feed));
        assertThat(server.totals().steps()).isEqualTo(feed.size());
    }

    @Test
    void aYearWithoutDataIsOneMessage() throws Exception {
        JobConfig config = setting(0, "mean");
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            worker.watermark(ROUND - 1);
            long before = server.received();
            worker.watermark(ROUND * 4_000_000 - 1);

            assertThat(server.received() - before)
                    .as("one to each shard")
                    .isEqualTo(config.server().shards());
        }
    }

    @Test
    void stepsThatWereImputedAreNotCounted() throws Exception {
        JobConfig config = Setting.of("""
            sync: {type: synchronous, send: gradient, round: 8s}
            sequence: {reorder: {gap: impute, max_steps: 4}}
            """);
        List<Step> feed = IntStream.range(0, 24)
                .filter(t -> t != 9 && t != 10)
                .mapToObj(SynchronousLoopTest::wave)
                .toList();

        MemoryServer server = run(config, feed, 1, 0);

        assertThat(server.totals().steps()).isEqualTo(22);
        assertThat(server.totals().stepsHash()).isEqualTo(Waves.hash(feed));
        assertThat(server.totals().windows())
                .as("of four, with those in between")
                .isEqualTo(6);
    }

    /** Which round is open at the end of the input is a matter of time; what is open then waits for its own round. */
    @Test
    void windowsThatTheEndOfTheInputCompletesAreTrainedInARoundOfTheirOwn() throws Exception {
        List<Step> feed =
                IntStream.range(0, 6).mapToObj(SynchronousLoopTest::wave).toList();

        MemoryServer server = run(setting(0, "mean"), feed, 1, 0);

        assertThat(server.totals().windows())
                .as("one of four steps, one of two")
                .isEqualTo(2);
        assertThat(server.totals().updates()).isEqualTo(2);
    }

    @Test
    void aWorkerThatTrainedNothingInARoundDoesNotLessenTheMean() throws Exception {
        JobConfig config = Setting.of("""
            sync: {type: synchronous, send: delta, round: 8s}
            optimizer: {rule: sgd, learning_rate: 0.1}
            """);
        List<Step> feed =
                IntStream.range(0, 40).mapToObj(SynchronousLoopTest::wave).toList();

        float[] alone = run(config, feed, 1, 0).values();

        assertThat(run(config, feed, 3, 0).values()).isEqualTo(alone);
    }

    /** The waves, and one sequence that has as many steps as all of them, at the same times. */
    private static List<Step> hot() {
        List<Step> feed = new ArrayList<>(FEED);
        for (int i = 0; i < FEED.size(); i++) {
            float[] target = {(float) Math.sin(i + 1)};
            float[] features = {(float) Math.sin(i), 0f};
            long time = FEED.get(i).eventTime();
            feed.add(new Step("hot", i, time, features, Step.NONE, target, Step.NONE, 1f, false));
        }
        feed.sort(Comparator.comparingLong(Step::eventTime));
        return feed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gradient", "delta"})
    void roundsCloseWithoutClippingToo(String send) throws Exception {
        JobConfig config = Setting.of("""
            sync: {type: synchronous, send: %s, round: 8s}
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: Infinity}
            """.formatted(send));

        MemoryServer server = run(config, FEED, 3, 1);

        assertThat(server.totals().stepsHash()).isEqualTo(Waves.hash(FEED));
        assertThat(server.totals().updates()).isGreaterThan(5);
    }

    @Test
    void withoutStalenessTheSameInputGivesTheSameBitsWhateverTheTiming() throws Exception {
        JobConfig config = setting(0, "mean");
        float[] once = run(config, FEED, 3, 1).values();

        for (int jitter = 2; jitter < 6; jitter++) {
            assertThat(run(config, FEED, 3, jitter).values()).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0.0, 0, running",
        "3, 0.0, 0, global",
        "32, 0.0, 0, null",
        "3, 0.4, 0, null",
        "1, 0.0, 2, global",
        "3, 0.4, 2, null"
    })
    void reproducibleRunsEndWithTheSameBitsWhateverTheNumberOfWorkers(
            int batch, String dropout, int replayed, String normalization) throws Exception {
        JobConfig config = Setting.dropping(dropout, Setting.replaying(batch, replayed, """
            sync: {type: synchronous, send: gradient, round: 8s, reproducible: true, lanes: 8}
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5}
            normalization: %s
            """.formatted(normalization)));
        MemoryServer one = run(config, FEED, 1, 0);

        for (int workers = 2; workers <= 8; workers *= 2) {
            MemoryServer many = run(config, FEED, workers, workers);

            assertThat(many.values()).as("%d workers", workers).isEqualTo(one.values());
            assertThat(many.totals()).isEqualTo(one.totals());
        }
        assertThat(one.totals().stepsHash()).isEqualTo(Waves.hash(FEED));
        assertThat(one.totals().updates()).isGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aWorkerIsNeverFurtherAheadThanItsStaleness(int staleness) throws Exception {
        JobConfig config = setting(staleness, "mean");
        MemoryServer server = new MemoryServer(config, 2);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (MemoryWorker fast = new MemoryWorker(config, server, 0, 2);
                MemoryWorker slow = new MemoryWorker(config, server, 1, 2)) {
            Future<?> ahead = threads.submit(() -> {
                for (int t = 0; t < 80; t++) {
                    fast.take(wave(t));
                }
                fast.watermark(10 * ROUND - 1);
                return null;
            });
            for (long round = 0; round < 9; round++) {
                slow.watermark((round + 1) * ROUND - 1);
                long allowed = Math.min(round + 1 + staleness, 9);
                while (server.clocks()[0] < allowed && !ahead.isDone()) {
                    Thread.onSpinWait();
                }
                Thread.sleep(20); // time to do wrong
                assertThat(server.clocks()[0])
                        .as("while the other is at %d", round)
                        .isEqualTo(allowed);
            }
            ahead.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Step wave(int t) {
        float[] target = {(float) Math.sin(t + 1)};
        float[] features = {(float) Math.sin(t), 0f};
        return new Step("wave", t, 1000L * t, features, Step.NONE, target, Step.NONE, 1f, false);
    }

    private static JobConfig setting(int staleness, String reduction) {
        return Setting.of("""
            sync: {type: synchronous, send: gradient, round: 8s, staleness: %d}
            optimizer: {rule: {type: adam}, learning_rate: {type: constant, base: 0.01}, clip_norm: 0.5, reduction: %s}
            """.formatted(staleness, reduction));
    }

    /** Workers in threads, each with its share of the sequences; {@code jitter} seeds pauses, 0 means none. */
    @Test
    void aSequenceWithManyWindowsDoesNotMakeARoundReadTheOthersForEachOfThem() throws Exception {
        JobConfig config = Setting.of("""
            sync: {type: synchronous, send: gradient, round: 1h}
            optimizer: {rule: {type: sgd}, learning_rate: 0.1}
            """);
        MemoryServer server = new MemoryServer(config, 1);
        try (MemoryWorker worker = new MemoryWorker(config, server, 0, 1)) {
            for (int sequence = 0; sequence < 40; sequence++) {
                takeWindows(worker, "quiet-" + sequence, 1);
            }
            takeWindows(worker, "hot", 20);
            long before = worker.reads();

            worker.watermark(Duration.ofHours(1).toMillis());

            assertThat(worker.reads() - before)
                    .as("one for each window, of which there are 60")
                    .isLessThanOrEqualTo(60);
        }
        server.settle();
        assertThat(server.totals().steps()).isEqualTo(60 * 4);
    }

    private static void takeWindows(MemoryWorker worker, String id, int windows) throws InterruptedException {
        for (int step = 0; step < 4 * windows; step++) {
            float[] features = {step, 1};
            worker.take(new Step(id, step, 1000L * step, features, Step.NONE, new float[] {1}, Step.NONE, 1f, false));
        }
    }

    private static MemoryServer run(JobConfig config, List<Step> feed, int workers, int jitter) throws Exception {
        MemoryServer server = new MemoryServer(config, workers);
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int index = 0; index < workers; index++) {
                int me = index;
                running.add(threads.submit(() -> {
                    work(
                            new MemoryWorker(config, server, me, workers),
                            feed,
                            new Random(31L * jitter + me),
                            jitter > 0);
                    return null;
                }));
            }
            for (Future<?> worker : running) {
                worker.get(Patience.LONG.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        server.settle();
        return server;
    }

    private static void work(MemoryWorker worker, List<Step> feed, Random random, boolean jitter) throws Exception {
        try (worker) {
            long round = Long.MIN_VALUE;
            for (Step step : feed) {
                if (worker.owns(step.sequenceId())) {
                    worker.take(step);
                }
                if (Math.floorDiv(step.eventTime(), ROUND) > round) {
                    round = Math.floorDiv(step.eventTime(), ROUND);
                    worker.watermark(round * ROUND - 1);
                }
                if (jitter && random.nextInt(20) == 0) {
                    Thread.sleep(random.nextInt(3));
                }
            }
            worker.end();
        }
    }
}
