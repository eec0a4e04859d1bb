package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.parameters.PublishedModel;
import io.backflow.jobs.sequence.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A topic without step numbers, whose steps come late, in disorder and several times, while a worker dies. */
@Timeout(600)
class OrderByTimeIT {

    private static final int LATENESS = 10_000;
    private static final String ORDER = "stream: {order: {type: time, lateness: 10s}}\n";
    private static final String OPTIMIZER =
            "optimizer: {rule: adam, learning_rate: 0.01}\nbatch: {size: 8, linger: 5ms}\n";

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @TempDir
    Path directory;

    /** Irregular intervals, half a second to one and a half. */
    private final TestStream clean = irregular(TestStream.waves(60, 300, 600, 31));

    @Test
    void eachStepCountsOnceThroughAFailure() throws Exception {
        JobScene scene = scene("by-time", "sync: {type: asynchronous, send: delta}\n");

        PublishedModel last = JobRun.throughFailure(scene, disturbed(), directory, JobRun.Site.TRAINER);

        assertThat(last.version().session()).isEqualTo(2);
        assertEachStepCountedOnce(last);
        assertThat(RawSteps.reasons(BROKER.get().bootstrapServers(), "by-time-dead"))
                .isEmpty();
    }

    @Test
    void disorderAndAFailureDoNotChangeTheBitsThatRoundsLearn() throws Exception {
        String rounds = "sync: {type: synchronous, send: gradient, round: 8s}\n";
        PublishedModel undisturbed = JobRun.toEnd(scene("by-time-clean", rounds), clean, directory);

        JobScene scene = scene("by-time-rounds", rounds);
        PublishedModel last = JobRun.throughFailure(scene, disturbed(), directory, JobRun.Site.TRAINER);

        assertThat(last.version().session()).isEqualTo(2);
        assertEachStepCountedOnce(undisturbed);
        assertEachStepCountedOnce(last);
        assertThat(last.version().values()).isEqualTo(undisturbed.version().values());
    }

    private void assertEachStepCountedOnce(PublishedModel model) {
        assertThat(model.version().totals().steps()).isEqualTo(clean.steps().size());
        assertThat(model.version().totals().stepsHash()).isEqualTo(clean.hash());
    }

    private JobScene scene(String name, String sync) {
        return new JobScene(BROKER.get(), name, 2, directory, ORDER + sync + OPTIMIZER);
    }

    private static TestStream irregular(TestStream regular) {
        Random random = new Random(32);
        List<Step> steps = new ArrayList<>();
        for (Step step : regular.steps()) {
            steps.add(with(step, step.step(), step.eventTime() + random.nextInt(1000) - 500));
        }
        steps.sort(Comparator.comparingLong(Step::eventTime));
        return new TestStream(steps);
    }

    /** A step, and when it comes. */
    private record Arrival(Step step, double time) {}

    /** Each step comes within the lateness; some come again after that, and no number says anything. */
    private TestStream disturbed() {
        Random random = new Random(33);
        List<Arrival> arrivals = new ArrayList<>();
        for (Step step : clean.steps()) {
            Step sent = with(step, random.nextInt(3), step.eventTime());
            double time = step.eventTime() + LATENESS * random.nextDouble();
            arrivals.add(new Arrival(sent, time));
            if (random.nextInt(20) == 0) {
                arrivals.add(new Arrival(sent, time + LATENESS * random.nextDouble()));
            }
        }
        arrivals.sort(Comparator.comparingDouble(Arrival::time));
        return new TestStream(arrivals.stream().map(Arrival::step).toList());
    }

    private static Step with(Step step, long number, long eventTime) {
        return new Step(
                step.sequenceId(),
                number,
                eventTime,
                step.features(),
                step.token(),
                step.target(),
                step.label(),
                step.weight(),
                step.endOfSequence());
    }
}
