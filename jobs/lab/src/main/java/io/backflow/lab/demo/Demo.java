package io.backflow.lab.demo;

import io.backflow.dashboard.Dashboard;
import io.backflow.dashboard.DashboardSettings;
import io.backflow.jobs.TrainingJob;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.Topics;
import io.backflow.jobs.produce.TimestepProducer;
import io.backflow.lab.demo.LearningCurve.Point;
import io.backflow.lab.forecast.Scaling;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.TrackReplay;
import io.backflow.local.EmbeddedBroker;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.Teardown;
import io.backflow.local.TemporaryDirectory;
import io.backflow.local.watch.Screen;
import io.backflow.local.watch.TrainingWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The whole of Backflow on one machine: a Kafka broker, real data streamed into it, training on two Flink workers, and
 * the published model judged as it learns.
 */
public final class Demo {

    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> VALUES = List.of("latitude", "longitude", "wind", "pressure");

    private final DemoSettings settings;
    private final Screen screen;
    private final DemoConsole console;
    private final long start = System.nanoTime();

    private Demo(DemoSettings settings, Screen screen) {
        this.settings = settings;
        this.screen = screen;
        console = new DemoConsole(screen.out());
    }

    /** Runs the demo to its end; nothing of it is left but the output folder, also where it is interrupted. */
    public static DemoResult run(DemoSettings settings, Screen screen) throws Exception {
        try (Teardown teardown = new Teardown()) {
            return teardown.run(() -> new Demo(settings, screen).run(teardown));
        }
    }

    private DemoResult run(Teardown teardown) throws Exception {
        Storms storms = Storms.load();
        Scaling scaling = Scaling.of(storms.train());
        TrackReplay replay = StormTraining.replay(storms, settings.seed(), settings.epochs());
        console.opening(storms, settings);

        TemporaryDirectory temporary = teardown.open(TemporaryDirectory::create);
        EmbeddedBroker broker = teardown.open(EmbeddedBroker::start);
        console.broker(broker.bootstrapServers());
        JobConfig config = StormTraining.config(settings, replay, scaling, broker.bootstrapServers());
        new Topics(config.kafka(), PATIENCE).create(PARTITIONS, Optional.empty());
        try (TimestepProducer producer = new TimestepProducer(config.kafka())) {
            replay.forEach(producer::send);
        }
        console.fed(replay, seconds());

        LocalCluster cluster = teardown.open(() -> LocalCluster.start(config, temporary.path()));
        if (settings.dashboard()) {
            serve(new DashboardSettings(config, cluster.restAddress(), VALUES), teardown);
        }
        console.columns();
        try (ModelEvaluator evaluator = new ModelEvaluator(config.model(), storms, scaling);
                TrainingWatch watch = new TrainingWatch(config, screen)) {
            var environment = cluster.environment();
            TrainingJob.define(environment, config);
            LearningCurve curve = new LearningCurve(replay.targetsPerEpoch(), evaluator::train, evaluator::validation);
            RunningJob job =
                    teardown.add(cluster.submit(environment, config.job().name()));
            watch.untilEnd(job, model -> curve.follow(model).ifPresent(point -> {
                watch.clear();
                console.point(point);
            }));
            return conclude(config, curve, evaluator, storms);
        }
    }

    /** A demo does without the page where it cannot be served. */
    private void serve(DashboardSettings page, Teardown teardown) {
        try {
            console.page(teardown.add(Dashboard.start(page)).address());
        } catch (IOException e) {
            screen.err().println("the demo has no page: " + e.getMessage());
        }
    }

    private DemoResult conclude(JobConfig config, LearningCurve curve, ModelEvaluator evaluator, Storms storms)
            throws Exception {
        if (curve.epochs() < settings.epochs()) {
            throw new IllegalStateException("the job ended well, but its last version had learnt from " + curve.epochs()
                    + " of " + settings.epochs() + " epochs");
        }
        Point best = curve.best();
        TestErrors errors = evaluator.test(best.model().values());
        console.verdict(errors, best, evaluator.testForecasts());
        console.forecasts(StormForecasts.of(config, best, storms.test()));
        new ModelFolder(settings.output()).write(config, best, curve.points());
        DemoResult result = new DemoResult(settings.seed(), seconds(), curve.stepsTrained(), best.epoch(), errors);
        console.closing(settings.output(), result);
        return result;
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
