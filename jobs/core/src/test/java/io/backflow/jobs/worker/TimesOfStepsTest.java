package io.backflow.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ForecastParts;
import io.backflow.jobs.forecast.LiveState;
import io.backflow.jobs.forecast.LiveStepper;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.FeatureMemory;
import io.backflow.jobs.sequence.SequenceListener;
import io.backflow.jobs.sequence.SequenceState;
import io.backflow.jobs.sequence.Step;
import io.backflow.jobs.sequence.StepOrder;
import io.backflow.jobs.window.WindowTrainer;
import io.backflow.model.Gradients;
import io.backflow.model.Initialization;
import io.backflow.model.Minibatch;
import io.backflow.model.ModelSpec;
import io.backflow.model.network.Network;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times of steps, and of the steps that forecasts are of, are the same inputs wherever a network is run. */
class TimesOfStepsTest {

    private static final int STEPS = 30;
    private static final long HALF_HOUR = 1_800_000;
    private static final long BEGIN = Instant.parse("2014-10-26T00:15:00Z").toEpochMilli();
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private static final String CONFIG = """
            kafka: {bootstrap_servers: "localhost:9092"}
            model:
              input:
                type: features
                size: 1
                time_features: [hour_of_day, day_of_week]
                time_zone: Europe/Berlin
              layers: [{type: gru, units: 5}]
              head: {units: 1, loss: {type: mse}, skip: %s}
            target: {type: next, steps_ahead: 3}
            horizon: {every: 4}
            """;

    @ParameterizedTest
    @CsvSource({"none", "time", "inputs"})
    void aProgramAndTheTrainerForecastWhatTheDefinitionSays(String skip) {
        JobConfig config = JobConfig.parse(CONFIG.formatted(skip));
        float[] parameters = Initialization.keras(config.model(), 3);
        List<Step> steps = stream();

        List<Float> defined = defined(config.model(), parameters, steps);
        List<Float> trained = trained(config, parameters, steps);
        try (ServedModel model = new ServedModel(ForecastSpec.of(config), 8)) {
            model.adopt(parameters, 1);
            for (int t = 0; t < STEPS; t++) {
                float served = model.step(steps.get(t)).said().values()[0];
                assertThat(served).as("step %s", t).isCloseTo(defined.get(t), within(1e-5f));
                assertThat(trained.get(t)).as("step %s", t).isCloseTo(defined.get(t), within(1e-5f));
            }
        }
    }

    /** Newer parameters compute the state again from steps that were taken before, with the times of then. */
    @Test
    void aStateThatIsComputedAgainHasTheSameTimes() {
        JobConfig config = JobConfig.parse(CONFIG.formatted("time"));
        ForecastParts parts = ForecastParts.of(ForecastSpec.of(config));
        float[] parameters = Initialization.keras(config.model(), 3);
        List<Step> steps = stream();
        List<Float> defined = defined(config.model(), parameters, steps);
        FeatureMemory memory = new FeatureMemory();
        LiveState state = new LiveState(config.model().stateSize());
        try (LiveStepper stepper = new LiveStepper(parts.rows(), 1, STEPS)) {
            for (int t = 0; t < STEPS; t++) {
                stepper.load(parameters, t);
                stepper.clear();
                stepper.add(state, parts.features().complete(memory, steps.get(t)));
                stepper.run();
                assertThat(stepper.outputs()[stepper.at(0)]).isCloseTo(defined.get(t), within(1e-5f));
            }
        }
    }

    /** The steps that are foretold have times of their own, at the interval of those that came. */
    @Test
    void forecastsThatAreFedBackAreInputsAtTheirTimes() {
        JobConfig config = JobConfig.parse(CONFIG.formatted("time").replace("steps_ahead: 3", "steps_ahead: 1"));
        ForecastParts parts = ForecastParts.of(ForecastSpec.of(config));
        float[] parameters = Initialization.keras(config.model(), 3);
        FeatureMemory memory = new FeatureMemory();
        LiveState state = new LiveState(config.model().stateSize());
        List<Step> steps = new ArrayList<>(stream().subList(0, 6));
        try (LiveStepper stepper = new LiveStepper(parts.rows(), 1, 0, 4)) {
            stepper.load(parameters, 1);
            for (Step step : steps) {
                stepper.clear();
                stepper.add(state, parts.features().complete(memory, step));
                stepper.run();
            }
            float fed = stepper.outputs()[stepper.at(0)];
            for (int later = 0; later < 3; later++) {
                List<Float> said = defined(config.model(), parameters, steps);
                long next = steps.size();
                steps.add(new Step("s", next, BEGIN + next * HALF_HOUR, new float[] {said.get((int) next - 1)}));
            }
            List<Float> said = defined(config.model(), parameters, steps);
            assertThat(fed).isCloseTo(said.get(said.size() - 1), within(1e-5f));
        }
    }

    private static List<Step> stream() {
        Random random = new Random(5);
        List<Step> steps = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            steps.add(new Step("s", t, BEGIN + t * HALF_HOUR, new float[] {(float) random.nextGaussian()}));
        }
        return steps;
    }

    private static List<Float> trained(JobConfig config, float[] parameters, List<Step> steps) {
        Float[] said = new Float[steps.size()];
        StepOrder order = ConfiguredWorker.order(config, SequenceListener.NONE);
        SequenceState state = new SequenceState(config.model().stateSize());
        Gradients gradients = new Gradients(parameters.length);
        try (WindowTrainer trainer = ConfiguredWorker.windowTrainer(config)) {
            trainer.load(parameters, 1);
            steps.forEach(step -> order.accept(state, step));
            order.end(state);
            while (!state.ready.isEmpty()) {
                trainer.train(List.of(state), gradients, one -> said[(int) one.step()] = one.prediction()[0]);
            }
        }
        return Arrays.asList(said);
    }

    private static List<Float> defined(ModelSpec spec, float[] parameters, List<Step> steps) {
        int ahead = ((io.backflow.model.InputSpec.Features) spec.input()).timeAhead();
        List<Float> said = new ArrayList<>();
        try (Network network = new Network(spec, 1, 1)) {
            network.load(parameters);
            Minibatch batch = new Minibatch(spec, 1, 1);
            float[] state = new float[spec.stateSize()];
            for (int t = 0; t < steps.size(); t++) {
                batch.reset(1, 1);
                System.arraycopy(state, 0, batch.initialState(), 0, state.length);
                batch.inputs()[0] = steps.get(t).features()[0];
                write(BEGIN + t * HALF_HOUR, batch.inputs(), 1);
                if (t > 0) {
                    write(BEGIN + (t + ahead) * HALF_HOUR, batch.inputs(), 1 + 13);
                }
                network.forward(batch);
                state = network.outputs().finalState().clone();
                said.add(network.outputs().predictions()[0]);
            }
        }
        return said;
    }

    private static void write(long at, float[] into, int from) {
        ZonedDateTime local = Instant.ofEpochMilli(at).atZone(ZONE);
        double day = local.toLocalTime().toSecondOfDay() / 86_400.0;
        double week = (local.getDayOfWeek().getValue() - 1 + day) / 7;
        double[] turns = {day, 2 * day, week};
        for (int i = 0; i < turns.length; i++) {
            into[from + 2 * i] = (float) Math.sin(2 * Math.PI * turns[i]);
            into[from + 2 * i + 1] = (float) Math.cos(2 * Math.PI * turns[i]);
        }
        into[from + 6 + local.getDayOfWeek().getValue() - 1] = 1f;
    }
}
