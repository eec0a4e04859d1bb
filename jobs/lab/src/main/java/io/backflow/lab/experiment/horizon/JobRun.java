package io.backflow.lab.experiment.horizon;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.kafka.ForecastLog;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.lab.experiment.JobRunner;
import io.backflow.model.io.ModelJson;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A task learnt by the whole job: the steps of all sequences go through a topic, a round takes as many steps of each
 * as a window has, and the server takes an update after each round. That is what the library does too.
 */
final class JobRun {

    /** Between the steps of a sequence, in event time. */
    private static final int MILLIS = 1000;

    private final MemoryTask task;
    private final Contender contender;
    private final long seed;
    private final Series series;

    /** Steps of each sequence to an update. */
    private final int round;

    JobRun(MemoryTask task, Contender contender, long seed) {
        this.task = task;
        this.contender = contender;
        this.seed = seed;
        series = task.series(contender.ends(), seed);
        round = contender.ends() ? task.length() : contender.variant().every();
    }

    /** @param name of the job and its topics, which nothing else has */
    HorizonRow run(JobRunner jobs, String name) throws Exception {
        JobConfig config = JobConfig.parse(jobs.head(name, seed) + yaml());
        double seconds = jobs.run(config, this::send);
        Answers answers = new Answers(task);
        long first = contender.unscored() * round;
        ForecastLog.readTrained(config.kafka(), JobRunner.PATIENCE, said -> {
            if (said.eventTime() / MILLIS >= first) {
                score(said, answers);
            }
        });
        HorizonRow.Outcome outcome = new HorizonRow.Outcome(answers.accuracy(), steps(), seconds);
        return contender.row(task, Through.JOB, seed, outcome);
    }

    private void score(PrequentialPrediction said, Answers answers) {
        int sequence = Integer.parseInt(said.sequenceId());
        int step = Math.toIntExact(said.eventTime() / MILLIS);
        float output = Answers.said(said.prediction(), 0, said.prediction().length);
        answers.scored(series.weight(sequence, step), series.target(sequence, step), output);
    }

    private long steps() {
        return contender.updates() * round;
    }

    private void send(Consumer<Step> steps) {
        for (int t = 0; t < steps(); t++) {
            for (int sequence = 0; sequence < series.sequences(); sequence++) {
                steps.accept(step(sequence, t));
            }
        }
    }

    private Step step(int sequence, int t) {
        float[] input = new float[series.width()];
        for (int column = 0; column < input.length; column++) {
            input[column] = series.input(sequence, t, column);
        }
        float target = series.target(sequence, t);
        boolean number = task.head().targetWidth() > 0;
        return new Step(
                String.format(Locale.ROOT, "%03d", sequence), // rows of a minibatch are in the order of names
                contender.ends() ? t % task.length() : t,
                (long) t * MILLIS,
                input,
                Step.NONE,
                number ? new float[] {target} : null,
                number ? Step.NONE : (int) target,
                series.weight(sequence, t),
                series.endsAfter(t));
    }

    private String yaml() {
        return String.format(
                Locale.ROOT,
                """
                model: %s
                target: {type: given}
                horizon: %s
                batch: {size: %d}
                optimizer: %s
                sync: {type: synchronous, round: %ds}
                server: {shards: 1}
                forecast: {type: training}
                """,
                ModelJson.text(task.spec(contender.layer())),
                horizon(),
                series.sequences(),
                contender.rule().yaml(),
                round);
    }

    private String horizon() {
        HorizonVariant variant = contender.variant();
        return switch (variant.kind()) {
            case TRUNCATED -> "{type: truncated, every: " + variant.every() + ", back: " + variant.back() + "}";
            case FULL -> "{type: full, every: " + variant.every() + "}";
            case RTRL -> "{type: online, method: rtrl, max_bytes_per_sequence: " + Integer.MAX_VALUE + "}";
            case SNAP1 -> "{type: online, method: snap1, max_bytes_per_sequence: " + Integer.MAX_VALUE + "}";
            case RESET, FORWARD ->
                throw new IllegalArgumentException("a job learns, and carries the state from window to window");
        };
    }
}
